//! What was said in a chat, by mail, to whom its visitor names when it ends.
use std::fmt::Write as _;

use tandem_kit::{
    Error, Result,
    id::{AccountId, ChatId},
};
use tandem_proto::conversations::{VisitorMessage, visitor_message::From};

use super::{Chat, Chats, limit, lock, save, visitor::Visitor, write};
use crate::{
    message::Mailbox,
    outgoing::letter::{self, Letter},
};

/// Most pages of messages that a transcript has.
const MOST_PAGES: usize = 5;

/// Sends it, once for a chat, and only of one in which somebody answered: what only a visitor wrote is mailed to nobody by us.
///
/// # Errors
/// `Refused` as `NOT_ANSWERED`; `Invalid` for an address that is none; `Exhausted` for too many.
pub async fn send(
    chats: &Chats,
    account: AccountId,
    visitor: &Visitor,
    id: ChatId,
    address: &str,
) -> Result<()> {
    limit::visitor(chats, visitor.id, limit::What::Transcript).await?;
    let cause = visitor.cause(account);
    let mut tx = chats.db().begin().await?;
    let mut chat = lock(&mut tx, account, id).await?;
    if chat.transcript_sent {
        return Ok(());
    }
    if chat.answer_time.is_none() {
        return Err(Error::refused("NOT_ANSWERED", "nobody has answered yet: there is nothing to send"));
    }
    let name = chats.tools.peers.account(&cause).await?.name;
    let letter = Letter {
        to: Mailbox { name: visitor.name.clone(), address: address.trim().to_owned() },
        subject: format!("Your chat with {name}"),
        text: text(&all(chats, account, visitor, &chat).await?),
        request_key: Some(format!("transcript:{id}")),
        ..Letter::default()
    };
    letter::send(&chats.tools, &cause.as_system(), letter).await?;
    chat.transcript_sent = true;
    save(&mut tx, &cause, &mut chat).await?;
    tx.commit().await
}

async fn all(
    chats: &Chats,
    account: AccountId,
    visitor: &Visitor,
    chat: &Chat,
) -> Result<Vec<VisitorMessage>> {
    let mut messages: Vec<VisitorMessage> = Vec::new();
    for _ in 0..MOST_PAGES {
        let after = messages.last().and_then(|last| last.id.parse().ok());
        let page =
            write::read(chats, account, visitor, chat.conversation_id(), after, write::MOST_READ).await?;
        let known = messages.len();
        for message in page {
            if messages.iter().rev().take(200).all(|earlier| earlier.id != message.id) {
                messages.push(message);
            }
        }
        if messages.len() == known {
            break;
        }
    }
    Ok(messages)
}

/// Who said what, when.
fn text(messages: &[VisitorMessage]) -> String {
    let mut text = String::new();
    for message in messages {
        let seconds = message.create_time.as_ref().map_or(0, |time| time.seconds);
        let time =
            chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default().format("%-d %B %Y %H:%M UTC");
        let name = if message.from() == From::Visitor { "You" } else { &message.name };
        let _ = writeln!(text, "{name}, {time}:\n{}", message.text.trim());
        for file in &message.files {
            let _ = writeln!(text, "[{}]", file.name);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_says_who_said_what() {
        let message = |from: From, text: &str| VisitorMessage {
            from: from.into(),
            name: "Eve".into(),
            text: text.into(),
            ..Default::default()
        };
        let text = text(&[message(From::Visitor, "Hello"), message(From::Agent, "Hi")]);
        assert_eq!(text, "You, 1 January 1970 00:00 UTC:\nHello\n\nEve, 1 January 1970 00:00 UTC:\nHi\n\n");
    }
}
