//! Counters of an account's items: how many are open, by what, and how many were made and finished when. Whoever writes an item leaves a mark;
//! marks are worked off in batches, each batch once, by one process at a time.
mod counted;
pub mod read;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
pub use counted::Measure;
use counted::{Counted, Counter, Slot};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{Result, Tx};
use uuid::Uuid;

use crate::{
    Env,
    vocabulary::{Kind, State},
};

/// How many marks are worked off in one turn.
pub const BATCH: usize = 500;

/// Leaves a mark that an item may count as something else.
///
/// # Errors
/// Where the database is away.
pub async fn mark(db: &mut PgConnection, account: Uuid, item: Uuid) -> sqlx::Result<()> {
    sqlx::query!("insert into items.rollup_mark (account, item) values ($1, $2)", account, item)
        .execute(db)
        .await?;
    Ok(())
}

/// Leaves marks at many items, whose numbers may have gone wrong.
///
/// # Errors
/// Where the database is away.
pub async fn mark_all(db: &mut PgConnection, items: &[(Uuid, Uuid)]) -> Result<()> {
    let (accounts, ids): (Vec<Uuid>, Vec<Uuid>) = items.iter().copied().unzip();
    sqlx::query!(
        "insert into items.rollup_mark (account, item) select account, item from unnest($1::uuid[], $2::uuid[]) as marked (account, item)",
        &accounts,
        &ids
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Counts the items that were marked, and answers how many marks it worked off: none while another process does.
///
/// # Errors
/// Where the database is away.
pub async fn tick(env: &Env) -> Result<usize> {
    let mut tx = env.db.begin().await?;
    if !alone(&mut tx).await? {
        return Ok(0);
    }
    let marks = sqlx::query!(
        "/* every account: one queue of marks */
         delete from items.rollup_mark where id in (select id from items.rollup_mark order by id limit $1) returning account, item",
        i64::try_from(BATCH).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut *tx)
    .await?;
    if marks.is_empty() {
        return Ok(0);
    }
    let mut items: Vec<(Uuid, Uuid)> = marks.iter().map(|mark| (mark.account, mark.item)).collect();
    items.sort_unstable();
    items.dedup();
    let (accounts, ids): (Vec<Uuid>, Vec<Uuid>) = items.iter().copied().unzip();
    let (mut before, mut after) =
        (known(&mut tx, &accounts, &ids).await?, now(&mut tx, &accounts, &ids).await?);
    let mut change = Change::default();
    for key in items {
        change.between(key, before.remove(&key), after.remove(&key));
    }
    change.write(&mut tx).await?;
    tx.commit().await?;
    Ok(marks.len())
}

/// Whether this process counts now: two that count the same item at once would both add it.
async fn alone(tx: &mut Tx) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"/* every account: one queue of marks */
           select pg_try_advisory_xact_lock(hashtextextended('items.rollup', 0)) as "alone!""#
    )
    .fetch_one(&mut **tx)
    .await?)
}

type ByItem = HashMap<(Uuid, Uuid), Counted>;

/// What the items added when they were last looked at.
async fn known(tx: &mut Tx, accounts: &[Uuid], ids: &[Uuid]) -> Result<ByItem> {
    let rows = sqlx::query!(
        r#"select known.account, known.item, known.counted as "counted: Json<Counted>"
             from unnest($1::uuid[], $2::uuid[]) as marked (account, item)
             join items.rollup_item known on known.account = marked.account and known.item = marked.item"#,
        accounts,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.account, row.item), row.counted.0)).collect())
}

/// What they add as they are: as lists show them, so neither what is deleted nor what is archived.
async fn now(tx: &mut Tx, accounts: &[Uuid], ids: &[Uuid]) -> Result<ByItem> {
    let rows = sqlx::query!(
        r#"select item.account, item.id, item.kind as "kind: Kind", item.state as "state: State", item.status, item.type, item.priority,
                  item.assignees, item.project, item.organization, item.create_time, item.finish_time
             from unnest($1::uuid[], $2::uuid[]) as marked (account, item)
             join items.item on item.account = marked.account and item.id = marked.item
            where item.delete_time is null and item.archive_time is null"#,
        accounts,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let counted = rows.into_iter().map(|row| {
        let open = row.state != State::Finished;
        let counted = Counted {
            ticket: row.kind == Kind::Ticket,
            open,
            status: row.status,
            r#type: row.r#type,
            priority: row.priority,
            assignees: row.assignees,
            project: row.project,
            organization: row.organization,
            created: row.create_time,
            finished: row.finish_time.filter(|_| !open),
        };
        ((row.account, row.id), counted)
    });
    Ok(counted.collect())
}

/// What a batch changes, in the order of keys, in which rows are locked.
#[derive(Default)]
struct Change {
    open: BTreeMap<(Uuid, Counter), i64>,
    slots: BTreeMap<(Uuid, Slot), (i64, i64)>,
    kept: Vec<((Uuid, Uuid), Counted)>,
    gone: Vec<(Uuid, Uuid)>,
}

impl Change {
    fn between(&mut self, key: (Uuid, Uuid), before: Option<Counted>, after: Option<Counted>) {
        if before == after {
            return;
        }
        for (counted, by) in [(&before, -1), (&after, 1)] {
            let Some(counted) = counted else { continue };
            for counter in counted.counters() {
                *self.open.entry((key.0, counter)).or_default() += by;
            }
            for (slot, created, finished) in counted.slots() {
                let sum = self.slots.entry((key.0, slot)).or_default();
                *sum = (sum.0 + by * created, sum.1 + by * finished);
            }
        }
        match after {
            Some(after) => self.kept.push((key, after)),
            None => self.gone.push(key),
        }
    }

    async fn write(mut self, tx: &mut Tx) -> Result<()> {
        self.open.retain(|_, by| *by != 0);
        self.slots.retain(|_, by| *by != (0, 0));
        write_open(tx, self.open).await?;
        write_slots(tx, self.slots).await?;
        let (keys, counted): (Vec<_>, Vec<_>) =
            self.kept.into_iter().map(|(key, counted)| (key, Json(counted))).unzip();
        let (accounts, ids): (Vec<Uuid>, Vec<Uuid>) = keys.into_iter().unzip();
        sqlx::query!(
            "insert into items.rollup_item (account, item, counted)
             select account, item, counted from unnest($1::uuid[], $2::uuid[], $3::jsonb[]) as kept (account, item, counted)
                 on conflict on constraint rollup_item_pkey do update set counted = excluded.counted",
            &accounts,
            &ids,
            &counted as _
        )
        .execute(&mut **tx)
        .await?;
        let (accounts, ids): (Vec<Uuid>, Vec<Uuid>) = self.gone.into_iter().unzip();
        sqlx::query!(
            "delete from items.rollup_item
              using unnest($1::uuid[], $2::uuid[]) as gone (account, item)
              where rollup_item.account = gone.account and rollup_item.item = gone.item",
            &accounts,
            &ids
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

async fn write_open(tx: &mut Tx, open: BTreeMap<(Uuid, Counter), i64>) -> Result<()> {
    let (mut accounts, mut measures, mut kinds, mut values, mut items) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ((account, counter), by) in open {
        accounts.push(account);
        measures.push(counter.measure.to_string());
        kinds.push(counter.kind().to_owned());
        values.push(counter.value);
        items.push(by);
    }
    sqlx::query!(
        "insert into items.rollup_open (account, measure, kind, value, items)
         select account, measure, kind, value, items
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[]) as change (account, measure, kind, value, items)
             on conflict on constraint rollup_open_pkey do update set items = rollup_open.items + excluded.items",
        &accounts,
        &measures,
        &kinds,
        &values,
        &items
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from items.rollup_open
          using unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as change (account, measure, kind, value)
          where rollup_open.account = change.account and rollup_open.measure = change.measure
            and rollup_open.kind = change.kind and rollup_open.value = change.value and rollup_open.items = 0",
        &accounts,
        &measures,
        &kinds,
        &values
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn write_slots(tx: &mut Tx, slots: BTreeMap<(Uuid, Slot), (i64, i64)>) -> Result<()> {
    let (mut accounts, mut kinds, mut times, mut created, mut finished) =
        (Vec::new(), Vec::new(), Vec::<DateTime<Utc>>::new(), Vec::new(), Vec::new());
    for ((account, slot), by) in slots {
        accounts.push(account);
        kinds.push(slot.kind().to_owned());
        times.push(slot.time);
        created.push(by.0);
        finished.push(by.1);
    }
    sqlx::query!(
        "insert into items.rollup_slot (account, kind, slot, created, finished)
         select account, kind, slot, created, finished
           from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[])
             as change (account, kind, slot, created, finished)
             on conflict on constraint rollup_slot_pkey
             do update set created = rollup_slot.created + excluded.created, finished = rollup_slot.finished + excluded.finished",
        &accounts,
        &kinds,
        &times,
        &created,
        &finished
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
