//! Posting: a person writes to a conversation; those who take part beside them get it by e-mail.
use sqlx::types::Json;
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{AttachmentId, ConversationId, MessageId},
};
use tandem_proto::conversations::{message::Channel, message_posted::Author};
use uuid::Uuid;

use super::{
    Mailbox, Message, Shown,
    collision::{self, Seen},
    held, mention,
    schedule::{self, Plan},
};
use crate::{
    conversation::{self, Conversation},
    file, mail,
    outgoing::{
        self,
        identity::{self, About},
    },
    recipient::{self, Audience, Recipient, choice},
    tools::Tools,
};

/// Longest text or HTML taken, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// Largest sum of a message's files, in bytes: what most servers take in one mail.
const LARGEST_FILES: i64 = 25 * 1024 * 1024;

/// What is to be posted.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub html: String,
    pub text: String,
    pub files: Vec<AttachmentId>,
    pub plan: Plan,
    pub request_key: Option<String>,
    /// `usr_…`
    pub mentions: Vec<String>,
    /// What the writer had seen, where they want to be told of what came since.
    pub seen: Option<Seen>,
}

/// What was written, read: safe HTML and its text.
///
/// # Errors
/// `Invalid` where there is nothing in it, or too much.
pub fn body(html: &str, text: &str, files: usize) -> Result<(String, String)> {
    for (field, value) in [("body_html", html), ("body_text", text)] {
        if value.len() > LONGEST_BODY {
            return Err(Error::invalid(
                field,
                format!("has {} bytes; at most {LONGEST_BODY} are taken", value.len()),
            ));
        }
    }
    let text = text.replace('\0', "");
    let (html, text) = if html.trim().is_empty() {
        (if text.trim().is_empty() { String::new() } else { mail::from_text(&text) }, text)
    } else {
        let safe = mail::sanitise(html);
        let text = mail::to_text(&safe);
        (safe, text)
    };
    let empty = text.trim().is_empty() && !html.contains("<img");
    if empty && files == 0 {
        return Err(Error::invalid("body_text", "there is nothing in it, and no file with it"));
    }
    Ok((html, text))
}

/// Posts a message, or schedules it. The same request is one message. Announces `MessagePosted` or `MessageScheduled`.
///
/// # Errors
/// `NotFound` where the caller may not read the conversation, `Invalid` for an empty body, a file that is not theirs, or a choice
/// that cannot be.
pub async fn post(tools: &Tools, cause: &Cause, conversation: ConversationId, draft: Draft) -> Result<Shown> {
    let account = cause.account();
    let conversation = conversation::readable(tools, cause, conversation).await?;
    if let Some(earlier) = super::by_request(&tools.db, account, draft.request_key.as_deref()).await? {
        return super::shown(&tools.db, account, earlier).await;
    }
    draft.plan.check(cause, &conversation)?;
    let (conversation, mentions) = mention::check(tools, cause, conversation, &draft.mentions).await?;
    let audience = recipient::of(tools, cause, &conversation).await?;
    let recipients = choice::chosen(&audience, &cause.actor(), &draft.plan.choice);
    let written = written(tools, cause, &conversation, &audience, &draft).await?;
    let mut message = Message { mentions, ..written };
    name_sender(tools, &conversation, &audience, draft.plan.mailbox, &mut message).await?;
    address(&mut message, &audience, &recipients);
    let due = draft.plan.due(message.create_time)?;

    let mut tx = tools.db.begin().await?;
    if let Some(due) = due {
        message = message.waiting_until(due);
    }
    let revision = if due.is_some() {
        conversation.revision
    } else {
        let now = message.create_time;
        conversation::lock_for_message(&mut tx, account, &conversation, true, now).await?
    };
    collision::check(&mut tx, cause, conversation.id, draft.seen).await?;
    if !super::insert(&mut tx, account, &message, draft.request_key.as_deref()).await? {
        drop(tx);
        let earlier = super::by_request(&tools.db, account, draft.request_key.as_deref()).await?;
        let earlier = earlier.ok_or_else(|| Error::not_found("message", message.message_id()))?;
        return super::shown(&tools.db, account, earlier).await;
    }
    file::attach(&mut tx, account, message.message_id(), &draft.files, &cause.actor()).await?;
    let shown = if due.is_some() {
        schedule::keep(&mut tx, cause, &conversation, message, &draft).await?
    } else {
        let going =
            Going { conversation: &conversation, audience: &audience, recipients: &recipients, revision };
        publish(&mut tx, cause, message, going).await?
    };
    tx.commit().await?;
    Ok(shown)
}

/// What goes with a message that is posted: where it joins, and who receives it.
pub struct Going<'x> {
    pub conversation: &'x Conversation,
    pub audience: &'x Audience,
    pub recipients: &'x [Recipient],
    /// The conversation's, with the message.
    pub revision: i64,
}

/// A message that is written becomes one that is posted: its mails are on their way, and it is told.
///
/// # Errors
/// Where the database is away.
pub async fn publish(tx: &mut Tx, cause: &Cause, message: Message, going: Going<'_>) -> Result<Shown> {
    let mails = send_to(tx, cause, &message, going.recipients).await?;
    let files = file::within(tx, cause.account(), message.message_id()).await?;
    let shown = Shown { message, files, mails };
    let item = going.audience.item.as_ref();
    super::announce(tx, cause, going.conversation, item, shown.clone(), going.revision);
    Ok(shown)
}

/// The message as its author wrote it, with what is wrong with it refused.
async fn written(
    tools: &Tools,
    cause: &Cause,
    conversation: &Conversation,
    audience: &Audience,
    draft: &Draft,
) -> Result<Message> {
    let (html, text) = body(&draft.html, &draft.text, draft.files.len())?;
    if draft.files.len() > file::MOST {
        return Err(Error::invalid(
            "attachments",
            format!("{} are more than {}", draft.files.len(), file::MOST),
        ));
    }
    let message = Message {
        reply_text: mail::cut_text(&text).reply,
        html,
        text,
        copies: Json(draft.plan.choice.copy_to.clone()),
        ..written_by(tools, cause, audience).await?.within(conversation)
    };
    let files =
        file::check(&tools.db, cause.account(), message.message_id(), &draft.files, &cause.actor()).await?;
    let size: i64 = files.iter().map(|file| file.size).sum();
    if size > LARGEST_FILES {
        return Err(Error::invalid(
            "attachments",
            format!("have {size} bytes together; at most {LARGEST_FILES} are mailed"),
        ));
    }
    Ok(message)
}

/// A blank message of the caller.
async fn written_by(tools: &Tools, cause: &Cause, audience: &Audience) -> Result<Message> {
    let customer = cause.caller.customer().is_some();
    let (author, channel) =
        if customer { (Author::Customer, Channel::Portal) } else { (Author::User, Channel::App) };
    let name = tools
        .peers
        .person(cause, &cause.actor())
        .await?
        .map(|person| (person.name, person.email))
        .unwrap_or_default();
    let mut message = Message {
        author: cause.actor(),
        ..Message::blank(MessageId::new(), author, channel, tools.clock.now())
    };
    let address = if customer { name.1 } else { format!("ticket@{}", audience.account.mail_domain) };
    message.sender = Json(Mailbox { name: name.0, address });
    message.header_id =
        Some(mail::message_id(&message.message_id().to_string(), &audience.account.mail_domain));
    Ok(message)
}

/// In whose name a message goes: by the mailbox given, which must be able to send, or by the usual one.
///
/// # Errors
/// `Invalid` for a mailbox that cannot send.
pub async fn name_sender(
    tools: &Tools,
    conversation: &Conversation,
    audience: &Audience,
    given: Option<Uuid>,
    message: &mut Message,
) -> Result<()> {
    if !conversation.is_with_customers() && given.is_none() {
        return Ok(());
    }
    let account = audience.account.id.parse()?;
    let about = About::of(conversation, audience.item.as_ref());
    let Some(identity) = identity::chosen(&tools.db, account, given, about).await? else { return Ok(()) };
    message.mailbox = Some(identity.mailbox.id);
    if message.author_kind == super::code(Author::User as i32) {
        message.sender.0.address = identity.address;
    }
    Ok(())
}

/// Subject and recipients, as the mail will have them.
pub fn address(message: &mut Message, audience: &Audience, recipients: &[Recipient]) {
    message.subject =
        audience.item.as_ref().map(|item| format!("{} [#{}]", item.title, item.number)).unwrap_or_default();
    if message.subject.is_empty() {
        message.subject.clone_from(&audience.account.name);
    }
    message.recipients = Json(
        recipients
            .iter()
            .map(|one| Mailbox { name: one.name.clone(), address: one.address.clone() })
            .collect(),
    );
}

/// A mail to each recipient, on its way once the transaction commits; who may see the message without one is waited for.
///
/// # Errors
/// Where the database is away.
pub async fn send_to(
    tx: &mut Tx,
    cause: &Cause,
    message: &Message,
    recipients: &[Recipient],
) -> Result<Vec<outgoing::Mail>> {
    let mailed = held::hold(tx, cause.account(), message, recipients).await?;
    outgoing::queue::queue_message(tx, cause.account(), message, &mailed).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_posted_is_safe_and_has_a_text() {
        let (html, text) = body("<p onclick=x>Hello <b>you</b><script>1</script></p>", "", 0).unwrap();
        assert_eq!(text, "Hello you");
        assert!(!html.contains("script") && !html.contains("onclick"));
        assert_eq!(
            body("", "a <b>\nc", 0).unwrap(),
            ("<div>a &lt;b&gt;<br>c</div>".into(), "a <b>\nc".into())
        );
        assert!(body("", " ", 1).is_ok());
    }

    #[test]
    fn nothing_cannot_be_posted_nor_a_book() {
        for (html, text) in [
            ("", ""),
            ("<p> </p>", ""),
            ("", " \n"),
            (&*"x".repeat(LONGEST_BODY + 1), ""),
            ("", &*"x".repeat(LONGEST_BODY + 1)),
        ] {
            assert!(matches!(body(html, text, 0), Err(Error::Invalid { .. })), "{}", html.len() + text.len());
        }
    }
}
