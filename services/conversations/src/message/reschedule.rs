//! A message that waits is posted at another time, or under another condition.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Error, Result,
    id::{ConversationId, MessageId},
};
use tandem_proto::conversations::message::State;

use super::{
    Shown,
    schedule::{self, Plan},
};
use crate::{
    conversation, error,
    job::{self, Kind},
    tools::Tools,
};

/// What is to be otherwise; what is not named stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change {
    pub send_time: Option<DateTime<Utc>>,
    pub cancel_on_reply: Option<bool>,
}

/// Changes when a message that waits is posted. Announces `MessageScheduled`.
///
/// # Errors
/// `NotFound` without it, `Denied` for others than its author and administrators, `Invalid` for a time that cannot be, `Refused` as
/// `ALREADY_POSTED` and `NOT_SCHEDULED`.
pub async fn reschedule(tools: &Tools, cause: &Cause, id: MessageId, change: Change) -> Result<Shown> {
    let account = cause.account();
    let message = super::readable(tools, cause, id).await?;
    schedule::check_may(cause, &message)?;
    let conversation: ConversationId =
        message.conversation.ok_or_else(|| Error::not_found("conversation of", id))?.into();
    let conversation = conversation::get(&tools.db, account, conversation).await?;
    let now = tools.clock.now();
    let send_time = match change.send_time {
        Some(_) => Some(Plan { send_time: change.send_time, ..Plan::default() }.due(now)?.unwrap_or(now)),
        None => None,
    };

    let mut tx = tools.db.begin().await?;
    let moved = sqlx::query!(
        "update conversations.message
            set send_time = coalesce($3, send_time), create_time = coalesce($3, create_time), revision = revision + 1
          where account = $1 and id = $2 and state = 2",
        account.uuid(),
        id.uuid(),
        send_time
    )
    .execute(&mut *tx)
    .await?;
    if moved.rows_affected() == 0 {
        let now = super::within(&mut tx, account, id).await?;
        let taken_back = now.state() == State::Cancelled;
        return Err(if taken_back { error::not_scheduled(id) } else { error::already_posted(id) });
    }
    sqlx::query!(
        "update conversations.scheduled_message
            set cancel_on_reply = coalesce($3, cancel_on_reply)
          where account = $1 and message = $2",
        account.uuid(),
        id.uuid(),
        change.cancel_on_reply
    )
    .execute(&mut *tx)
    .await?;
    if let Some(at) = send_time {
        job::put(&mut tx, Kind::Post, account, id.uuid(), at).await?;
    }
    let message = super::within(&mut tx, account, id).await?;
    schedule::tell(&mut tx, cause, &conversation, &message);
    tx.commit().await?;
    super::shown(&tools.db, account, id).await
}
