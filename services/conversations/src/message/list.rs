//! The messages of a conversation, a page at a time, from either end.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Db, Page, Result,
    id::{AccountId, ConversationId},
};
use uuid::Uuid;

use super::{Shown, load, show};
use crate::conversation::Reader;

/// The messages of a conversation, as the reader may see them.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn of_conversation(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    order: Order,
    reader: Reader,
    page: &Page,
) -> Result<(Vec<Shown>, String)> {
    let after = page.after::<(DateTime<Utc>, Uuid)>()?;
    let rows = if order == Order::NewestFirst {
        newest(db, account, conversation, reader, after, page.limit()).await?
    } else {
        oldest(db, account, conversation, reader, after, page.limit()).await?
    };
    let (rows, next) = page.cut(rows, |last| *last);
    let ids: Vec<Uuid> = rows.into_iter().map(|(_, id)| id).collect();
    Ok((show(db, account, load(db, account, &ids).await?).await?, next))
}

/// In which order messages are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    OldestFirst,
    NewestFirst,
}

type Key = (DateTime<Utc>, Uuid);

async fn oldest(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    reader: Reader,
    after: Option<Key>,
    limit: i64,
) -> Result<Vec<Key>> {
    let (time, id) = after.unzip();
    let rows = sqlx::query!(
        "select create_time, id
           from conversations.message
          where account = $1 and conversation = $2
            and (not $3 or (visibility = 1 and state in (1, 4)))
            and (state <> 3 or state_reason <> '')
            and ($4::timestamptz is null or (create_time, id) > ($4, $5))
          order by create_time, id
          limit $6",
        account.uuid(),
        conversation.uuid(),
        reader == Reader::Customer,
        time,
        id,
        limit
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.create_time, row.id)).collect())
}

async fn newest(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    reader: Reader,
    after: Option<Key>,
    limit: i64,
) -> Result<Vec<Key>> {
    let (time, id) = after.unzip();
    let rows = sqlx::query!(
        "select create_time, id
           from conversations.message
          where account = $1 and conversation = $2
            and (not $3 or (visibility = 1 and state in (1, 4)))
            and (state <> 3 or state_reason <> '')
            and ($4::timestamptz is null or (create_time, id) < ($4, $5))
          order by create_time desc, id desc
          limit $6",
        account.uuid(),
        conversation.uuid(),
        reader == Reader::Customer,
        time,
        id,
        limit
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.create_time, row.id)).collect())
}
