//! Two who write at once: what came while somebody was writing is told before their message goes.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{ConversationId, MessageId, in_field},
};
use uuid::Uuid;

use crate::{conversation::Reader, error};

/// Most messages named.
const NAMED: i64 = 20;

/// What a writer had seen of a conversation when they began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// There was no message.
    Nothing,
    /// Up to this one.
    UpTo(MessageId),
}

impl Seen {
    /// Reads what a request says of it; none where it says nothing, or wants to post whatever came.
    ///
    /// # Errors
    /// `Invalid` for what is neither a message nor the conversation.
    pub fn read(conversation: ConversationId, seen: &str, anyway: bool) -> Result<Option<Self>> {
        if seen.is_empty() || anyway {
            return Ok(None);
        }
        if seen == conversation.to_string() {
            return Ok(Some(Self::Nothing));
        }
        Ok(Some(Self::UpTo(in_field("seen_message_id", seen)?)))
    }
}

/// Refuses where other people wrote after what the writer had seen. The conversation is locked, so of two who post at once the second
/// is told of the first. What rules write stops nobody.
///
/// # Errors
/// `Refused` with the newest ids; `Invalid` where the message that was seen is not of this conversation.
pub async fn check(
    tx: &mut Tx,
    cause: &Cause,
    conversation: ConversationId,
    seen: Option<Seen>,
) -> Result<()> {
    let Some(seen) = seen else { return Ok(()) };
    let after = match seen {
        Seen::Nothing => None,
        Seen::UpTo(message) => Some(place(tx, cause, conversation, message).await?),
    };
    let (time, id) = after.unzip();
    let newer = sqlx::query_scalar!(
        "select id
           from conversations.message
          where account = $1 and conversation = $2
            and ($3::timestamptz is null or (create_time, id) > ($3, $4))
            and author <> $5 and author_kind <> 3 and delete_time is null and state = 1
            and (not $6 or visibility = 1)
          order by create_time desc, id desc
          limit $7",
        cause.account().uuid(),
        conversation.uuid(),
        time,
        id,
        cause.actor(),
        Reader::of(cause) == Reader::Customer,
        NAMED
    )
    .fetch_all(&mut **tx)
    .await?;
    if newer.is_empty() {
        return Ok(());
    }
    let newer: Vec<String> = newer.into_iter().map(|id| MessageId::from(id).to_string()).collect();
    Err(error::new_messages(&newer))
}

async fn place(
    tx: &mut Tx,
    cause: &Cause,
    conversation: ConversationId,
    message: MessageId,
) -> Result<(DateTime<Utc>, Uuid)> {
    let found = sqlx::query!(
        "select create_time, id from conversations.message where account = $1 and id = $2 and conversation = $3",
        cause.account().uuid(),
        message.uuid(),
        conversation.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    let found = found.ok_or_else(|| {
        Error::invalid("seen_message_id", format!("{message} is no message of this conversation"))
    })?;
    Ok((found.create_time, found.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_says_what_they_had_seen_or_nothing() {
        let (conversation, message) = (ConversationId::new(), MessageId::new());
        let read = |seen: &str, anyway| Seen::read(conversation, seen, anyway);
        assert_eq!(read("", false).unwrap(), None);
        assert_eq!(read(&message.to_string(), true).unwrap(), None);
        assert_eq!(read(&message.to_string(), false).unwrap(), Some(Seen::UpTo(message)));
        assert_eq!(read(&conversation.to_string(), false).unwrap(), Some(Seen::Nothing));
        assert!(read(&ConversationId::new().to_string(), false).is_err());
    }
}
