//! What goes when items are gone for good: their conversations and messages at once, and the bytes that nothing names any more a day later.
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Consumer, Result, Tx,
    id::{AccountId, AttachmentId, ConversationId, ItemId},
};
use tandem_proto::{event::Event, items::ItemsPurged};
use uuid::Uuid;

use crate::{file, tools::Tools};

const QUEUE: &str = "conversations.purge";
/// How long bytes that nothing names stay.
const KEPT: TimeDelta = TimeDelta::days(1);
/// How many files go in one turn.
pub const BATCH: usize = 100;

/// The queue.
pub fn consumer(tools: &Tools) -> Consumer {
    let tools = tools.clone();
    Consumer::new(QUEUE).on(move |event: Arc<Event>, what: ItemsPurged| {
        let tools = tools.clone();
        async move { forget(&tools, &event, &what).await }
    })
}

async fn forget(tools: &Tools, event: &Event, what: &ItemsPurged) -> Result<()> {
    let account: AccountId = event.account.parse()?;
    let items: Vec<Uuid> =
        what.item_ids.iter().filter_map(|id| Some(id.parse::<ItemId>().ok()?.uuid())).collect();
    let named: Vec<Uuid> =
        what.attachment_ids.iter().filter_map(|id| Some(id.parse::<AttachmentId>().ok()?.uuid())).collect();
    let mut tx = tools.db.begin().await?;
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    let conversations = sqlx::query_scalar!(
        "select id from conversations.conversation
          where account = $1 and subject_kind = 'item' and subject = any($2)
            for update -- against a message that is posted now",
        account.uuid(),
        &items
    )
    .fetch_all(&mut *tx)
    .await?;
    let messages = sqlx::query_scalar!(
        "select id from conversations.message where account = $1 and conversation = any($2)",
        account.uuid(),
        &conversations
    )
    .fetch_all(&mut *tx)
    .await?;
    let now = tools.clock.now();
    forget_mails(&mut tx, account, &messages, now).await?;
    forget_files(&mut tx, account, (&messages, &named), now).await?;
    forget_conversations(&mut tx, account, &conversations).await?;
    let subjects = what
        .item_ids
        .iter()
        .cloned()
        .chain(conversations.iter().map(|id| ConversationId::from(*id).to_string()));
    forget_items(&mut tx, account, &items, &subjects.collect::<Vec<_>>()).await?;
    tx.commit().await
}

/// The mails that were these messages, or took them somewhere; their bytes are to go.
async fn forget_mails(tx: &mut Tx, account: AccountId, messages: &[Uuid], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "with came as (delete from conversations.inbound_mail where account = $1 and message = any($2) returning raw_key),
              went as (delete from conversations.outgoing_mail where account = $1 and message = any($2) returning raw_key),
              held as (delete from conversations.held_message where account = $1 and message = any($2))
         insert into conversations.purged_blob (account, key, purge_time)
         select $1::uuid, raw_key, $3::timestamptz from came
         union
         select $1::uuid, raw_key, $3::timestamptz from went where raw_key is not null
         on conflict (account, key) do update set purge_time = excluded.purge_time",
        account.uuid(),
        messages,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The files of these messages, and those that only the items named.
async fn forget_files(
    tx: &mut Tx,
    account: AccountId,
    (messages, named): (&[Uuid], &[Uuid]),
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "with files as (
           delete from conversations.attachment
            where account = $1 and (message = any($2) or (id = any($3) and message is null))
           returning sha256)
         insert into conversations.purged_blob (account, key, purge_time)
         select distinct $1::uuid, $4 || sha256, $5::timestamptz from files
         on conflict (account, key) do update set purge_time = excluded.purge_time",
        account.uuid(),
        messages,
        named,
        file::key(account, ""),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn forget_conversations(tx: &mut Tx, account: AccountId, conversations: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "with seen as (delete from conversations.customer_seen where account = $1 and conversation = any($2))
         delete from conversations.conversation where account = $1 and id = any($2)",
        account.uuid(),
        conversations
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn forget_items(tx: &mut Tx, account: AccountId, items: &[Uuid], subjects: &[String]) -> Result<()> {
    sqlx::query!(
        "with places as (delete from conversations.item_place where account = $1 and item = any($2)),
              merges as (delete from conversations.item_merge where account = $1 and (source = any($2) or target = any($2))),
              drafts as (delete from conversations.draft where account = $1 and subject = any($3))
         delete from conversations.follower where account = $1 and subject = any($3)",
        account.uuid(),
        items,
        subjects
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes bytes away that were to go a day ago, unless something names them again. Answers how many were looked at.
///
/// # Errors
/// Where the database or the blob store is away.
pub async fn tick(tools: &Tools) -> Result<usize> {
    let mut tx = tools.db.begin().await?;
    let old = sqlx::query!(
        r#"/* every account: bytes go in their order */
         select blob.account, blob.key,
                exists (select from conversations.attachment named
                         where named.account = blob.account and named.sha256 = substring(blob.key from '[^/]+$'))
                or exists (select from conversations.inbound_mail mail
                            where mail.account = blob.account and mail.sha256 = substring(blob.key from '[^/]+$')) as "named!"
           from conversations.purged_blob blob
          where blob.purge_time < $1
          order by blob.purge_time
          limit $2
            for update of blob skip locked"#,
        tools.clock.now() - KEPT,
        i64::try_from(BATCH).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut *tx)
    .await?;
    for blob in &old {
        if !blob.named {
            tools.blobs.delete(&blob.key).await?;
        }
        sqlx::query!(
            "delete from conversations.purged_blob where account = $1 and key = $2",
            blob.account,
            blob.key
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(old.len())
}
