//! Of items that are gone for good nothing is kept: nobody follows them, and what was told of them is not shown any more.
use std::sync::Arc;

use tandem_kit::{Consumer, Db, Result, id::AccountId, id::ItemId};
use tandem_proto::{event::Event, items::ItemsPurged};
use uuid::Uuid;

const QUEUE: &str = "notifications.purge";

/// The queue.
pub fn consumer(db: &Db) -> Consumer {
    let db = db.clone();
    Consumer::new(QUEUE).on(move |event: Arc<Event>, what: ItemsPurged| {
        let db = db.clone();
        async move { forget(&db, &event, &what.item_ids).await }
    })
}

async fn forget(db: &Db, event: &Event, items: &[String]) -> Result<()> {
    let account: AccountId = event.account.parse()?;
    let ids: Vec<Uuid> =
        items.iter().filter_map(|id| id.parse::<ItemId>().ok()).map(|id| id.uuid()).collect();
    let mut tx = db.begin().await?;
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    sqlx::query!(
        "with followed as (delete from notifications.follow where account = $1 and subject = any($2)),
              merged as (delete from notifications.merged_follow where account = $1 and subject = any($2)),
              known as (delete from notifications.item where account = $1 and id = any($3))
         delete from notifications.notification where account = $1 and subject = any($2)",
        account.uuid(),
        items,
        &ids
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
