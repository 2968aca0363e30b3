//! Who followed an item that was merged follows what it was merged into, until it is one of its own again.
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tandem_kit::{Cause, Clock, Consumer, Db, Error, Result, id};
use tandem_proto::{
    event::Event,
    items::{ItemMerged, ItemUnmerged},
};
use uuid::Uuid;

use crate::follow;

const QUEUE: &str = "notifications.merges";

/// The queue.
pub fn consumer(db: &Db, clock: &Clock) -> Consumer {
    let (merged, unmerged, clock) = (db.clone(), db.clone(), clock.clone());
    Consumer::new(QUEUE)
        .on(move |event: Arc<Event>, what: ItemMerged| {
            let (db, now) = (merged.clone(), clock.now());
            async move { join(&db, &event, &what, now).await }
        })
        .on(move |event: Arc<Event>, what: ItemUnmerged| {
            let db = unmerged.clone();
            async move { leave(&db, &event, &what).await }
        })
}

fn merge_of(text: &str) -> Result<Uuid> {
    id::split(text).map(|(_, id)| id).ok_or_else(|| Error::not_found("merge", text))
}

async fn join(db: &Db, event: &Event, what: &ItemMerged, now: DateTime<Utc>) -> Result<()> {
    let cause = Cause::of_event(event)?;
    let (merge, source) = (merge_of(&what.merge_id)?, what.item.clone().unwrap_or_default().id);
    let mut tx = db.begin().await?;
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    follow::lock(&mut tx, cause.account(), &what.target_id).await?;
    sqlx::query!(
        "with joined as (
           insert into notifications.follow (account, subject, follower, create_time)
           select $1, $3, follower, $4 from notifications.follow where account = $1 and subject = $2
           on conflict do nothing
           returning follower)
         insert into notifications.merged_follow (account, merge, subject, follower)
         select $1, $5, $3, follower from joined
         on conflict do nothing",
        cause.account().uuid(),
        source,
        what.target_id,
        now,
        merge
    )
    .execute(&mut *tx)
    .await?;
    follow::tell(&mut tx, &cause, &what.target_id).await?;
    tx.commit().await
}

/// Who came with it leaves with it.
async fn leave(db: &Db, event: &Event, what: &ItemUnmerged) -> Result<()> {
    let cause = Cause::of_event(event)?;
    let (account, merge) = (cause.account(), merge_of(&what.merge_id)?);
    let mut tx = db.begin().await?;
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    follow::lock(&mut tx, account, &what.target_id).await?;
    sqlx::query!(
        "delete from notifications.follow
          where account = $1 and subject = $2
            and follower in (select follower from notifications.merged_follow where account = $1 and merge = $3)",
        account.uuid(),
        what.target_id,
        merge
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from notifications.merged_follow where account = $1 and merge = $2",
        account.uuid(),
        merge
    )
    .execute(&mut *tx)
    .await?;
    follow::tell(&mut tx, &cause, &what.target_id).await?;
    tx.commit().await
}
