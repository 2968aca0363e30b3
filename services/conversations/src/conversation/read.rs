//! Up to where each user has read each conversation.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Emit, Error, Result, Tx,
    id::{AccountId, ConversationId, MessageId, UserId},
};
use tandem_proto::conversations::{self as pb, message_posted::Author};
use uuid::Uuid;

use super::{Conversation, people};
use crate::{
    draft,
    message::{Message, code},
    tools::Tools,
};

/// How long a message counts as unread for a user who takes no part and never looked.
pub const UNREAD_FOR: TimeDelta = TimeDelta::days(30);
/// Above this a count says no more than that there are many.
pub const COUNTED: i64 = 100;

fn own(cause: &Cause) -> Result<UserId> {
    cause.caller.user().ok_or_else(|| Error::denied("only a user reads and has not read"))
}

/// Marks a conversation as read up to a message, or to its newest. Announces `ConversationRead` where that is news.
///
/// # Errors
/// `NotFound` where there is none for the caller, or no such message in it.
pub async fn mark_read(
    tools: &Tools,
    cause: &Cause,
    id: ConversationId,
    up_to: Option<MessageId>,
) -> Result<Conversation> {
    let user = own(cause)?;
    let conversation = super::readable(tools, cause, id).await?;
    let Some(time) = time_of(&tools.db, cause.account(), id, up_to).await? else { return Ok(conversation) };
    let mut tx = tools.db.begin().await?;
    let moved = sqlx::query!(
        "insert into conversations.member as m
            (account, user_id, conversation, internal, last_time, read_time, join_time)
         values ($1, $2, $3, $4, $5, $5, $6)
         on conflict on constraint member_pkey do update set read_time = excluded.read_time
          where m.read_time < excluded.read_time",
        cause.account().uuid(),
        user.uuid(),
        id.uuid(),
        !conversation.is_with_customers(),
        time,
        tools.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    if moved.rows_affected() > 0 {
        announce(&mut tx, cause, user, id);
    }
    tx.commit().await?;
    Ok(conversation)
}

/// Marks a message and all after it as unread, or its newest alone. Announces `ConversationRead`.
///
/// # Errors
/// As [`mark_read`].
pub async fn mark_unread(
    tools: &Tools,
    cause: &Cause,
    id: ConversationId,
    from: Option<MessageId>,
) -> Result<Conversation> {
    let user = own(cause)?;
    let conversation = super::readable(tools, cause, id).await?;
    let Some(time) = time_of(&tools.db, cause.account(), id, from).await? else { return Ok(conversation) };
    let time = time - TimeDelta::microseconds(1);
    let mut tx = tools.db.begin().await?;
    sqlx::query!(
        "insert into conversations.member
            (account, user_id, conversation, internal, last_time, read_time, join_time)
         values ($1, $2, $3, $4, $5, $5, $6)
         on conflict on constraint member_pkey do update set read_time = excluded.read_time",
        cause.account().uuid(),
        user.uuid(),
        id.uuid(),
        !conversation.is_with_customers(),
        time,
        tools.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    announce(&mut tx, cause, user, id);
    tx.commit().await?;
    Ok(conversation)
}

fn announce(tx: &mut Tx, cause: &Cause, user: UserId, id: ConversationId) {
    let told = pb::ConversationRead { user_id: user.to_string(), conversation_id: id.to_string() };
    tx.emit(cause, Emit::new(&told).about(id).about(user).to_named());
}

/// When a message was written; of none, the newest there is.
async fn time_of(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    message: Option<MessageId>,
) -> Result<Option<DateTime<Utc>>> {
    let Some(message) = message else { return newest(db, account, conversation).await };
    let found = sqlx::query_scalar!(
        "select create_time from conversations.message where account = $1 and id = $2 and conversation = $3 and state = 1",
        account.uuid(),
        message.uuid(),
        conversation.uuid()
    )
    .fetch_optional(db.pool())
    .await?;
    found.map(Some).ok_or_else(|| Error::not_found("message", message))
}

async fn newest(db: &Db, account: AccountId, conversation: ConversationId) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!(
        "select create_time
           from conversations.message
          where account = $1 and conversation = $2 and state = 1
          order by create_time desc, id desc
          limit 1",
        account.uuid(),
        conversation.uuid()
    )
    .fetch_optional(db.pool())
    .await?)
}

/// What a message that was just written and posted does: what [`arrived`] says, and the draft that it was ends.
///
/// # Errors
/// Where the database is away.
pub async fn wrote(tx: &mut Tx, account: AccountId, message: &Message) -> Result<()> {
    arrived(tx, account, message).await?;
    laid_by(tx, account, message).await
}

/// What a message that is posted does to its conversation beside itself: it comes to the top for those who take part, opens it
/// again where a person wrote, and who wrote has read it and takes part, as do those whom it names.
///
/// # Errors
/// Where the database is away.
pub async fn arrived(tx: &mut Tx, account: AccountId, message: &Message) -> Result<()> {
    let Some(conversation) = message.conversation else { return Ok(()) };
    let by_person = message.author_kind != code(Author::Bot as i32);
    let visible = message.is_for_customers();
    sqlx::query!(
        "with opened as (
             update conversations.conversation set close_time = null
              where account = $1 and id = $2 and $4 and close_time is not null and (visibility = 2 or $5))
         update conversations.member
            set last_time = greatest(last_time, $3), closed = closed and not $4
          where account = $1 and conversation = $2 and takes_part and (internal or $5)",
        account.uuid(),
        conversation,
        message.create_time,
        by_person,
        visible
    )
    .execute(&mut **tx)
    .await?;
    people::join_users(tx, account, conversation, &message.mentions, message.create_time).await?;
    if let Ok(author) = message.author.parse::<UserId>() {
        read_own(tx, account, conversation, author.uuid(), message.create_time).await?;
    }
    Ok(())
}

/// A message was written that is posted later: only the draft that it was ends.
///
/// # Errors
/// Where the database is away.
pub async fn laid_by(tx: &mut Tx, account: AccountId, message: &Message) -> Result<()> {
    match message.author.parse::<UserId>() {
        Ok(author) => draft::posted(tx, account, author.uuid(), message).await,
        Err(_) => Ok(()),
    }
}

/// Who wrote takes part, and has read what they wrote.
async fn read_own(
    tx: &mut Tx,
    account: AccountId,
    conversation: Uuid,
    author: Uuid,
    time: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into conversations.member as m
            (account, user_id, conversation, takes_part, internal, last_time, read_time, join_time)
         select $1, $3, c.id, true, c.visibility = 2, coalesce(c.last_message_time, $4), $4, $4
           from conversations.conversation c
          where c.account = $1 and c.id = $2
         on conflict on constraint member_pkey do update
            set takes_part = true,
                internal = excluded.internal,
                closed = false,
                last_time = excluded.last_time,
                read_time = greatest(m.read_time, excluded.read_time)",
        account.uuid(),
        conversation,
        author,
        time
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Up to where those who take part have read.
///
/// # Errors
/// Where the database is away.
pub async fn marks(
    db: &Db,
    account: AccountId,
    conversations: &[Uuid],
) -> Result<Vec<(Uuid, UserId, DateTime<Utc>)>> {
    let rows = sqlx::query!(
        r#"select given.id as "id!", m.user_id, m.read_time
             from unnest($2::uuid[]) as given (id)
            cross join lateral (select user_id, read_time
                                  from conversations.member
                                 where account = $1 and conversation = given.id and takes_part
                                 limit $3) m"#,
        account.uuid(),
        conversations,
        i64::try_from(people::MOST).unwrap_or(i64::MAX)
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.user_id.into(), row.read_time)).collect())
}
