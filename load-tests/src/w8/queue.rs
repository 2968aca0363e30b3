//! A queue that waits while W8 imports: jobs that are another's for now, and events that are to be told before its own.
use anyhow::ensure;
use sqlx::PgPool;
use tandem_kit::id::{AccountId, EventId};
use tandem_proto::event::{Event, event::Audience};
use uuid::Uuid;

/// How many rows a statement writes.
const AT_ONCE: u64 = 5_000;
/// Nobody reacts to it: what is measured is that it waits.
const TYPE: &str = "tandem.load.v1.Queued";
/// What says of a job that it is one of these.
const FILE: &str = "queued.csv";

/// Imports of so many other accounts, each held by somebody for an hour: whoever looks for work looks past them.
pub async fn jobs(pool: &PgPool, count: u64) -> anyhow::Result<()> {
    let sql = "
        insert into items.import (account, id, attachment, file_name, target, state, mapping, dry_run, run_rules, creator, lease,
                                  lease_until, create_time)
        select gen_random_uuid(), gen_random_uuid(), 'att_0', $2, 'items', 'running', '{}', false, false, gen_random_uuid(),
               gen_random_uuid(), now() + interval '1 hour', now() - interval '1 hour'
          from generate_series(1, $1)";
    sqlx::query(sql).bind(i64::try_from(count)?).bind(FILE).execute(pool).await?;
    Ok(())
}

/// So many events in the outbox of items, in all lanes.
pub async fn events(pool: &PgPool, count: u64) -> anyhow::Result<()> {
    let account = AccountId::new().to_string();
    for begin in (0..count).step_by(usize::try_from(AT_ONCE)?) {
        let (mut ids, mut lanes, mut bodies): (Vec<Uuid>, Vec<i16>, Vec<Vec<u8>>) = Default::default();
        for n in begin..count.min(begin + AT_ONCE) {
            let id = EventId::new();
            let event = Event {
                id: id.to_string(),
                r#type: TYPE.to_owned(),
                account: account.clone(),
                actor: "system".to_owned(),
                audience: Audience::Internal.into(),
                ..Event::default()
            };
            ids.push(id.uuid());
            lanes.push(i16::try_from(n % 8)?);
            bodies.push(prost::Message::encode_to_vec(&event));
        }
        let sql = "
            insert into items.outbox (id, lane, type, event)
            select id, lane, $4, event from unnest($1::uuid[], $2::smallint[], $3::bytea[]) as queued (id, lane, event)";
        sqlx::query(sql).bind(ids).bind(lanes).bind(bodies).bind(TYPE).execute(pool).await?;
    }
    Ok(())
}

/// Takes the jobs away; all of them were there to the end.
pub async fn gone(pool: &PgPool, count: u64) -> anyhow::Result<()> {
    let gone = sqlx::query("delete from items.import where file_name = $1 and end_time is null").bind(FILE);
    let gone = gone.execute(pool).await?.rows_affected();
    ensure!(gone == count, "{gone} of {count} jobs waited to the end");
    Ok(())
}
