//! Items and their documents, put in by the database itself: as many as one asks for in the time that is there.
#![expect(clippy::disallowed_methods, reason = "writes into the schema of the system from outside")]
use sqlx::AssertSqlSafe;
use tandem_proto::items::{CreateItemRequest, items_service_client::ItemsServiceClient};
use uuid::Uuid;

use crate::system::System;

/// How many are put in at a time.
const BATCH: u64 = 20_000;

/// The words of item `n`: forty of some sixteen thousand, and those whose frequency is known.
const ITEMS: &str = "
insert into items.item (account, id, number, kind, type, status, state, title, description_html, source,
                        status_time, create_time, update_time)
select model.account, gen_random_uuid(), 1000000000 + n, 'ticket', model.type, model.status, model.state,
       case when n % 2 = 0 then 'evenword' else 'oddword' end || ' w' || (hashint8(n) & 16383)
         || case when n % 20 = 0 then ' commonfive' else '' end
         || case when n % 20 = 7 then ' otherfive' else '' end
         || case when n % 100 = 0 then ' percentone' else '' end
         || case when n % 20000 = 0 then ' rareword' else '' end,
       '<p>' || (select string_agg('w' || (power(hashint8(n * 64 + k) & 1023, 2)::bigint >> 6), ' ')
                   from generate_series(1, 40) as k) || '</p>',
       'api', now(), now() - n * interval '1 minute', now()
  from items.item as model
 cross join generate_series($1::bigint, $2::bigint) as n
 where model.number = 1 and model.account = $3";

const DOCUMENTS: &str = "
insert into items.search_document (account, item, create_time, document, revision)
select account, id, create_time,
       array_to_tsvector(array['acc' || replace(account::text, '-', '')])
         || setweight(to_tsvector('simple', number::text || ' ' || title), 'A')
         || setweight(to_tsvector('simple', regexp_replace(description_html, '<[^>]*>', ' ', 'g')), 'B'),
       revision
  from items.item
 where account = $3 and number between 1000000000 + $1 and 1000000000 + $2";

/// Fills the account, whose first item is made by the front door so that its words are learnt; answers the account.
pub async fn fill(system: &System, items: u64) -> anyhow::Result<Uuid> {
    let request = system.signed(CreateItemRequest {
        title: "The words percentone commonfive otherfive rareword evenword oddword are those of many".into(),
        ..CreateItemRequest::default()
    })?;
    ItemsServiceClient::new(system.channel().await?).create_item(request).await?;
    system.settle().await?;
    let account: Uuid = sqlx::query_scalar("select account from items.item where number = 1 limit 1")
        .fetch_one(&system.pool)
        .await?;
    for begin in (1..=items).step_by(usize::try_from(BATCH)?) {
        let end = (begin + BATCH - 1).min(items);
        for statement in [ITEMS, DOCUMENTS] {
            sqlx::query(statement)
                .bind(i64::try_from(begin)?)
                .bind(i64::try_from(end)?)
                .bind(account)
                .execute(&system.pool)
                .await?;
        }
    }
    for table in ["item", "search_document"] {
        let vacuum = format!("vacuum (analyze) items.{table}");
        sqlx::query(AssertSqlSafe(vacuum)).execute(&system.pool).await?;
    }
    Ok(account)
}
