//! The mail that takes along what was not seen: the new words first, then how the request stands and what was said before.
use std::fmt::Write as _;

use tandem_kit::{Cause, Result, id::AccountId};
use tandem_proto::items::Item;
use uuid::Uuid;

use crate::{
    conversation::Conversation,
    mail,
    message::{self, Message},
    outgoing::Mail,
    peer,
    recipient::Recipient,
    tools::Tools,
};

/// How many of the messages before are shown, and how much of each, in characters.
const BEFORE: i64 = 5;
const LONGEST: usize = 500;

/// The mail of unseen messages; nothing where they are gone.
///
/// # Errors
/// Where a peer or the database is away.
pub async fn write(
    tools: &Tools,
    cause: &Cause,
    conversation: &Conversation,
    to: &Recipient,
    unseen: &[Uuid],
) -> Result<Option<Mail>> {
    let account = cause.account();
    let mut messages = message::load(&tools.db, account, unseen).await?;
    messages.retain(|message| message.is_for_customers() && message.delete_time.is_none());
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else { return Ok(None) };
    let item = match conversation.subject.item() {
        Some(id) => match tools.peers.item(&cause.as_system(), &id.to_string()).await {
            Ok(item) => Some(item),
            Err(error) if peer::is_not_found(&error) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let before = before(tools, account, conversation, first).await?;
    let about = match &item {
        Some(item) => Some((item, tools.peers.status_name(cause, item).await?)),
        None => None,
    };
    let about = about.as_ref().map(|(item, status)| (*item, status.as_str()));
    let (text, html) = words(&messages, about, &before);
    // Of all that it takes along the newest is what its answer answers.
    let mail = Mail { text, html, next_time: Some(tools.clock.now()), ..Mail::of_message(last, to) };
    Ok(Some(Mail { create_time: tools.clock.now(), ..mail }))
}

async fn before(
    tools: &Tools,
    account: AccountId,
    conversation: &Conversation,
    first: &Message,
) -> Result<Vec<Message>> {
    let mut ids = sqlx::query_scalar!(
        "select id
           from conversations.message
          where account = $1 and conversation = $2 and visibility = 1 and state = 1 and delete_time is null
            and (create_time, id) < ($3, $4)
          order by create_time desc, id desc
          limit $5",
        account.uuid(),
        conversation.id.uuid(),
        first.create_time,
        first.id,
        BEFORE
    )
    .fetch_all(tools.db.pool())
    .await?;
    ids.reverse();
    message::load(&tools.db, account, &ids).await
}

/// Text and HTML: what is new whole, what was before cut.
fn words(new: &[Message], about_item: Option<(&Item, &str)>, before: &[Message]) -> (String, String) {
    let (mut text, mut html) = (String::new(), String::new());
    for message in new {
        let _ = write!(text, "{}:\n{}\n\n", name_of(message), message.text.trim());
        let body =
            if message.html.is_empty() { mail::from_text(&message.text) } else { message.html.clone() };
        let _ = write!(html, "<p><b>{}</b></p>{body}", escape(&name_of(message)));
    }
    let mut about = String::new();
    if let Some((item, status)) = about_item {
        let _ = writeln!(about, "Your request #{}: {}\nStatus: {status}\n", item.number, item.title);
    }
    if !before.is_empty() {
        about.push_str("Before that:\n");
    }
    for message in before {
        let words = if message.reply_text.is_empty() { &message.text } else { &message.reply_text };
        let _ = writeln!(about, "{}: {}", name_of(message), cut(words));
    }
    if !about.is_empty() {
        let _ = write!(text, "--\n{about}");
        let _ = write!(html, "<hr>{}", mail::from_text(&about));
    }
    (text, html)
}

fn name_of(message: &Message) -> String {
    let sender = &message.sender.0;
    let name = if sender.name.is_empty() { &sender.address } else { &sender.name };
    if name.is_empty() { "Somebody".to_owned() } else { name.clone() }
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use sqlx::types::Json;
    use tandem_kit::id::MessageId;
    use tandem_proto::conversations::{message::Channel, message_posted::Author};

    use super::*;
    use crate::message::Mailbox;

    fn message(name: &str, text: &str) -> Message {
        let now = chrono::DateTime::from_timestamp(0, 0).unwrap();
        Message {
            sender: Json(Mailbox { name: name.into(), address: String::new() }),
            text: text.into(),
            ..Message::blank(MessageId::new(), Author::User, Channel::App, now)
        }
    }

    #[test]
    fn it_begins_with_what_is_new_and_then_says_what_it_is_about() {
        let item = Item { number: 7, title: "Printer <x>".into(), ..Item::default() };
        let (text, html) = words(
            &[message("Eve", "Is it on?")],
            Some((&item, "Open")),
            &[message("Ann", "It does\nnot print")],
        );
        assert!(
            text.starts_with("Eve:\nIs it on?\n\n--\nYour request #7: Printer <x>\nStatus: Open\n"),
            "{text}"
        );
        assert!(text.ends_with("Before that:\nAnn: It does not print\n"), "{text}");
        assert!(html.contains("Printer &lt;x&gt;") && !html.contains("<x>"), "{html}");
    }
}
