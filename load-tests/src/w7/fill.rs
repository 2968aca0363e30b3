//! Items and their documents, put in by the database itself: as many as one asks for in the time that is there.
#![expect(clippy::disallowed_methods, reason = "writes into the schema of the system from outside")]
use sqlx::AssertSqlSafe;
use tandem_proto::items::{
    CreateCustomFieldRequest, CreateItemRequest, CustomField, custom_field,
    custom_fields_service_client::CustomFieldsServiceClient, items_service_client::ItemsServiceClient,
};
use uuid::Uuid;

use crate::system::System;

/// How many are put in at a time.
const BATCH: u64 = 20_000;

/// The words of item `n`: some of sixteen thousand, and those whose frequency is known. Of five three are finished; of three one is
/// nobody's, a hundred the owner's and 2,500 each other person's. Each customer has asked for twenty, and each value of a field is that of
/// five: there are more people and values where there are more items, so that a list of theirs is as long.
const ITEMS: &str = "
insert into items.item (account, id, number, kind, type, status, state, title, description_html, source, priority, assignees, requesters,
                        due_time, fields, status_time, finish_time, create_time, update_time)
select model.account, gen_random_uuid(), 1000000000 + n, 'ticket', model.type,
       case when n % 5 < 3 then closed.id else model.status end, case when n % 5 < 3 then closed.state else model.state end,
       case when n % 2 = 0 then 'evenword' else 'oddword' end || ' w' || (hashint8(n) & 16383)
         || case when n % 20 = 0 then ' commonfive' else '' end
         || case when n % 20 = 7 then ' otherfive' else '' end
         || case when n % 100 = 0 then ' percentone' else '' end
         || case when n % 20000 = 0 then ' rareword' else '' end,
       '<p>' || (select string_agg('w' || (power(hashint8(n * 64 + k) & 1023, 2)::bigint >> 6), ' ')
                   from generate_series(1, $6::integer) as k) || '</p>',
       'api', n % 6,
       case when n % greatest($5 / 100, 1) = 4 then array[$4] when n % 3 = 0 then '{}'
            else array['usr_' || md5((n % greatest($5 / 2500, 1))::text)] end,
       array['cus_' || md5((n % greatest($5 / 20, 10))::text)],
       case when n % 2 = 0 then now() + (n % 1000) * interval '1 hour' end,
       jsonb_build_object('serial', 's' || n % greatest($5 / 5, 10)),
       now(), case when n % 5 < 3 then now() - (n - 30) * interval '1 minute' end, now() - n * interval '1 minute',
       now() - (n / 2) * interval '1 minute'
  from items.item as model
  join items.status as closed on closed.account = model.account and closed.kind = 'ticket' and closed.key = 'closed'
 cross join generate_series($1::bigint, $2::bigint) as n
 where model.number = 1 and model.account = $3";

const DOCUMENTS: &str = "
insert into items.search_document (account, item, create_time, document, revision, title, titled)
select account, id, create_time,
       array_to_tsvector(array['acc' || replace(account::text, '-', '')]
                         || array(select ' ' || power || '.' || (floor(extract(epoch from create_time))::bigint >> power)
                                    from unnest(array[4, 8, 12, 16, 20, 24]) as power))
         || setweight(to_tsvector('simple', number::text || ' ' || title), 'A')
         || setweight(to_tsvector('simple', regexp_replace(description_html, '<[^>]*>', ' ', 'g')), 'B'),
       revision, title, revision
  from items.item
 where account = $3 and number between 1000000000 + $1 and 1000000000 + $2 and $4 <> '' and $5 > 0 and $6 > 0";

/// How many words a description has where they are searched, and where they are not: five million items are put in in less time then.
pub const WORDS: i32 = 40;
pub const FEW_WORDS: i32 = 6;

/// Fills the account, whose first item is made by the front door so that its words are learnt; answers the account.
pub async fn fill(system: &System, items: u64, words: i32) -> anyhow::Result<Uuid> {
    let request = system.signed(CreateItemRequest {
        title: "The words percentone commonfive otherfive rareword evenword oddword are those of many".into(),
        ..CreateItemRequest::default()
    })?;
    ItemsServiceClient::new(system.channel().await?).create_item(request).await?;
    let field = CustomField {
        target: custom_field::Target::Item.into(),
        r#type: custom_field::Type::Text.into(),
        key: "serial".into(),
        name: "Serial number".into(),
        ..CustomField::default()
    };
    let request =
        CreateCustomFieldRequest { custom_field: Some(field), ..CreateCustomFieldRequest::default() };
    CustomFieldsServiceClient::new(system.channel().await?)
        .create_custom_field(system.signed(request)?)
        .await?;
    system.settle().await?;
    let account: Uuid = sqlx::query_scalar("select account from items.item where number = 1 limit 1")
        .fetch_one(&system.pool)
        .await?;
    let indexes = drop_indexes(system).await?;
    for begin in (1..=items).step_by(usize::try_from(BATCH)?) {
        let end = (begin + BATCH - 1).min(items);
        for statement in [ITEMS, DOCUMENTS] {
            sqlx::query(statement)
                .bind(i64::try_from(begin)?)
                .bind(i64::try_from(end)?)
                .bind(account)
                .bind(&system.owner)
                .bind(i64::try_from(items)?)
                .bind(words)
                .execute(&system.pool)
                .await?;
        }
    }
    for index in indexes {
        sqlx::query(AssertSqlSafe(index)).execute(&system.pool).await?;
    }
    for table in ["item", "search_document"] {
        let vacuum = format!("vacuum (analyze) items.{table}");
        sqlx::query(AssertSqlSafe(vacuum)).execute(&system.pool).await?;
    }
    Ok(account)
}

/// Takes away the indexes of what is filled but those that keep something unique; answers with what makes them again. An index of millions of
/// rows is made at once in a tenth of the time that it takes row by row.
async fn drop_indexes(system: &System) -> anyhow::Result<Vec<String>> {
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
          where i.indrelid in ('items.item'::regclass, 'items.search_document'::regclass) and not i.indisunique",
    )
    .fetch_all(&system.pool)
    .await?;
    for (name, _) in &indexes {
        sqlx::query(AssertSqlSafe(format!("drop index {name}"))).execute(&system.pool).await?;
    }
    // The server makes one of them by itself where it misses it.
    let again =
        |(_, definition): (_, String)| definition.replacen("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1);
    Ok(indexes.into_iter().map(again).collect())
}
