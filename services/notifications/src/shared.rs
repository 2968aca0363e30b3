//! In which accounts something is shared with some only, and so who is told is asked about first.
use std::{collections::BTreeSet, sync::Arc};

use sqlx::PgExecutor;
use tandem_kit::{Cause, Consumer, Db, Result, id::AccountId, sight::Sight};
use tandem_proto::{directory::AccountShared, event::Event};

const QUEUE: &str = "notifications.shared";

/// The queue.
pub fn consumer(db: &Db) -> Consumer {
    let db = db.clone();
    Consumer::new(QUEUE).on(move |event: Arc<Event>, _: AccountShared| {
        let db = db.clone();
        async move { keep(&db, &event).await }
    })
}

async fn keep(db: &Db, event: &Event) -> Result<()> {
    let account: AccountId = event.account.parse()?;
    let mut tx = db.begin().await?;
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    sqlx::query!(
        "insert into notifications.shared_account (account) values ($1) on conflict do nothing",
        account.uuid()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// Whether an account is one of them.
///
/// # Errors
/// Where the database is away.
pub async fn has(db: impl PgExecutor<'_>, account: AccountId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from notifications.shared_account where account = $1) as "shared!""#,
        account.uuid()
    )
    .fetch_one(db)
    .await?)
}

/// Leaves those who do not see what something is about out of those who are told: the items and projects among its subjects.
///
/// # Errors
/// `Unavailable` where items is away.
pub async fn keep_seeing(
    sight: &Sight,
    cause: &Cause,
    subjects: &[&str],
    users: &mut BTreeSet<String>,
) -> Result<()> {
    for subject in subjects {
        let seeing = sight.who_sees(cause, subject, users.iter().cloned().collect()).await?;
        users.retain(|user| seeing.contains(user));
    }
    Ok(())
}
