//! Time of an item that was merged is the other item's, and goes back when it is one of its own again.
use std::sync::Arc;

use chrono::TimeDelta;
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Consumer, Db, Emit, Error, Result, Tx, clock,
    id::{self, AccountId, ItemId},
};
use tandem_proto::{
    event::Event,
    items::{ItemMerged, ItemUnmerged},
    timesheets::{ItemTimeMoved, item_time_moved},
};
use uuid::Uuid;

use crate::item::{self, Total};

const QUEUE: &str = "timesheets.merges";
/// Most merges that lead from one item to another.
const MOST_STEPS: usize = 100;

/// The queue.
pub fn consumer(db: &Db) -> Consumer {
    let (merged, unmerged) = (db.clone(), db.clone());
    Consumer::new(QUEUE)
        .on(move |event: Arc<Event>, what: ItemMerged| {
            let db = merged.clone();
            async move {
                let source = what.item.unwrap_or_default().id.parse()?;
                move_on(&db, &event, merge_of(&what.merge_id)?, source, what.target_id.parse()?).await
            }
        })
        .on(move |event: Arc<Event>, what: ItemUnmerged| {
            let db = unmerged.clone();
            async move {
                let source = what.item.unwrap_or_default().id.parse()?;
                take_back(&db, &event, merge_of(&what.merge_id)?, source).await
            }
        })
}

fn merge_of(text: &str) -> Result<Uuid> {
    id::split(text).map(|(_, id)| id).ok_or_else(|| Error::not_found("merge", text))
}

/// Adds time to an item, or to the one that it was merged into, and says to which.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn add(tx: &mut PgConnection, account: AccountId, item: Uuid, us: i64) -> Result<(Uuid, Total)> {
    let mut item = item;
    for _ in 0..MOST_STEPS {
        let total = item::add(tx, account, item, us).await?;
        let Some(into) = total.merged_into else { return Ok((item, total)) };
        item::add(tx, account, item, -us).await?;
        item = into;
    }
    Err(anyhow::anyhow!("item {item} is merged in a circle").into())
}

async fn move_on(db: &Db, event: &Event, merge: Uuid, source: ItemId, target: ItemId) -> Result<()> {
    let cause = Cause::of_event(event)?;
    let account = cause.account();
    let mut tx = db.begin().await?;
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    // Whoever logs time there waits, and then finds where it goes.
    item::add(&mut tx, account, source.uuid(), 0).await?;
    sqlx::query!(
        "update timesheets.item_total set merged_into = $3, merge = $4 where account = $1 and item = $2",
        account.uuid(),
        source.uuid(),
        target.uuid(),
        merge
    )
    .execute(&mut *tx)
    .await?;
    let (into, merges) = walk(&mut tx, account, source.uuid()).await?;
    let moved = sqlx::query_scalar!(
        "update timesheets.time_entry set item = $3, revision = revision + 1 where account = $1 and item = $2 returning id",
        account.uuid(),
        source.uuid(),
        into
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into timesheets.merged_entry (account, merge, time_entry)
         select $1, merge, entry from unnest($2::uuid[]) merge cross join unnest($3::uuid[]) entry
         on conflict do nothing",
        account.uuid(),
        &merges,
        &moved
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update timesheets.timer set item = $3 where account = $1 and item = $2 and time_entry is null",
        account.uuid(),
        source.uuid(),
        into
    )
    .execute(&mut *tx)
    .await?;
    shift(&mut tx, &cause, (source.uuid(), into), &moved).await?;
    tx.commit().await
}

/// Where the time of an item is logged now, and by which merges.
async fn walk(tx: &mut PgConnection, account: AccountId, item: Uuid) -> Result<(Uuid, Vec<Uuid>)> {
    let (mut item, mut merges) = (item, Vec::new());
    while merges.len() < MOST_STEPS {
        let next = sqlx::query!(
            r#"select merged_into as "into!", merge as "merge!"
                 from timesheets.item_total
                where account = $1 and item = $2 and merged_into is not null"#,
            account.uuid(),
            item
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(next) = next else { break };
        item = next.into;
        merges.push(next.merge);
    }
    Ok((item, merges))
}

/// Moves the time of entries from the total of one item to that of another. Announces `ItemTimeMoved`.
async fn shift(tx: &mut Tx, cause: &Cause, (from, to): (Uuid, Uuid), entries: &[Uuid]) -> Result<()> {
    let account = cause.account();
    let us = sqlx::query_scalar!(
        r#"select coalesce(sum(duration_us), 0)::bigint as "us!"
             from timesheets.time_entry
            where account = $1 and id = any($2)"#,
        account.uuid(),
        entries
    )
    .fetch_one(&mut **tx)
    .await?;
    let mut totals = Vec::new();
    for (item, us) in [(from, -us), (to, us)] {
        let total = item::add(tx, account, item, us).await?;
        totals.push(item_time_moved::Total {
            item_id: ItemId::from(item).to_string(),
            item_total: Some(clock::span(TimeDelta::microseconds(total.us))),
            item_total_revision: total.revision,
        });
    }
    let about = [from, to].map(ItemId::from);
    tx.emit(cause, Emit::new(&ItemTimeMoved { totals }).about_all(about));
    Ok(())
}

/// Gives an item back the time that came from it.
async fn take_back(db: &Db, event: &Event, merge: Uuid, source: ItemId) -> Result<()> {
    let cause = Cause::of_event(event)?;
    let account = cause.account();
    let mut tx = db.begin().await?;
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    let (from, _) = walk(&mut tx, account, source.uuid()).await?;
    sqlx::query!(
        "update timesheets.item_total set merged_into = null, merge = null where account = $1 and item = $2 and merge = $3",
        account.uuid(),
        source.uuid(),
        merge
    )
    .execute(&mut *tx)
    .await?;
    let back = sqlx::query_scalar!(
        "update timesheets.time_entry
            set item = $3, revision = revision + 1
          where account = $1
            and id in (select time_entry from timesheets.merged_entry where account = $1 and merge = $2)
         returning id",
        account.uuid(),
        merge,
        source.uuid()
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from timesheets.merged_entry where account = $1 and time_entry = any($2) and merge >= $3",
        account.uuid(),
        &back,
        merge
    )
    .execute(&mut *tx)
    .await?;
    shift(&mut tx, &cause, (from, source.uuid()), &back).await?;
    tx.commit().await
}
