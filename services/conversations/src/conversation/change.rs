//! What of a conversation changes: its title, and whether it is open.
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{AccountId, ConversationId},
};
use tandem_proto::conversations as pb;

use super::{Conversation, Row, open};
use crate::tools::Tools;

/// Whether a conversation is among the open ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    Closed,
}

/// What of a conversation changed.
#[derive(Clone, Copy, Debug)]
pub enum Change<'x> {
    /// One of its fields.
    Field(&'x str),
    /// Who takes part, and who does no longer.
    People { left: Option<&'x str> },
}

/// Locks a conversation against others who change it.
///
/// # Errors
/// `NotFound` where there is none.
pub async fn lock(tx: &mut Tx, account: AccountId, id: ConversationId) -> Result<Conversation> {
    let mut found = sqlx::query_as!(
        Row,
        "select id, subject_kind, subject, visibility, last_message_time, revision, create_time,
                kind, title, creator, close_time
           from conversations.conversation
          where account = $1 and id = $2
            for update -- against two who change it at once",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::not_found("conversation", id))?
    .read()?;
    if found.is_private() {
        found.members = super::people::users(&mut **tx, account, id).await?;
    }
    Ok(found)
}

/// Tells that a locked conversation changed; answers with it at its new revision.
///
/// # Errors
/// Where the database is away.
pub async fn announce(
    tx: &mut Tx,
    cause: &Cause,
    conversation: Conversation,
    change: Change<'_>,
) -> Result<Conversation> {
    let revision = sqlx::query_scalar!(
        "update conversations.conversation set revision = revision + 1 where account = $1 and id = $2 returning revision",
        cause.account().uuid(),
        conversation.id.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    let conversation = Conversation { revision, ..conversation };
    let (field, participant_ids, left_ids) = match change {
        Change::Field(field) => (field, Vec::new(), Vec::new()),
        Change::People { left } => {
            let users = super::people::users(&mut **tx, cause.account(), conversation.id).await?;
            let users = users.iter().map(ToString::to_string).collect();
            ("participant_ids", users, left.map(str::to_owned).into_iter().collect())
        }
    };
    let told = pb::ConversationUpdated {
        conversation: Some(pb::Conversation { participant_ids, ..conversation.clone().into() }),
        changed: vec![field.to_owned()],
        left_ids,
    };
    tx.emit(cause, conversation.tell(Emit::new(&told)).revision(revision));
    Ok(conversation)
}

/// Gives a conversation a title. Announces `ConversationUpdated` where it is another.
///
/// # Errors
/// `NotFound` where there is none for the caller, `Stale` where it changed since they read it.
pub async fn rename(
    tools: &Tools,
    cause: &Cause,
    id: ConversationId,
    title: &str,
    revision: i64,
) -> Result<Conversation> {
    super::readable(tools, cause, id).await?;
    let title = open::title("conversation.title", title)?;
    let mut tx = tools.db.begin().await?;
    let before = lock(&mut tx, cause.account(), id).await?;
    Error::stale_unless("conversation", revision, before.revision)?;
    if before.title == title {
        return Ok(before);
    }
    sqlx::query!(
        "update conversations.conversation set title = $3 where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid(),
        title
    )
    .execute(&mut *tx)
    .await?;
    let after = announce(&mut tx, cause, Conversation { title, ..before }, Change::Field("title")).await?;
    tx.commit().await?;
    Ok(after)
}

/// Closes or opens a conversation. Announces `ConversationUpdated` where it was not so.
///
/// # Errors
/// `NotFound` where there is none for the caller.
pub async fn set(tools: &Tools, cause: &Cause, id: ConversationId, to: Standing) -> Result<Conversation> {
    super::readable(tools, cause, id).await?;
    let mut tx = tools.db.begin().await?;
    let before = lock(&mut tx, cause.account(), id).await?;
    if before.close_time.is_some() == (to == Standing::Closed) {
        return Ok(before);
    }
    let close_time = (to == Standing::Closed).then(|| tools.clock.now());
    write_standing(&mut tx, cause.account(), &before, close_time).await?;
    let after =
        announce(&mut tx, cause, Conversation { close_time, ..before }, Change::Field("close_time")).await?;
    tx.commit().await?;
    Ok(after)
}

/// Writes whether a locked conversation is open, there and with those who take part.
///
/// # Errors
/// Where the database is away.
pub async fn write_standing(
    tx: &mut Tx,
    account: AccountId,
    conversation: &Conversation,
    close_time: Option<chrono::DateTime<chrono::Utc>>,
) -> Result<()> {
    sqlx::query!(
        "update conversations.conversation set close_time = $3 where account = $1 and id = $2",
        account.uuid(),
        conversation.id.uuid(),
        close_time
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update conversations.member set closed = $3 where account = $1 and conversation = $2 and takes_part",
        account.uuid(),
        conversation.id.uuid(),
        close_time.is_some()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
