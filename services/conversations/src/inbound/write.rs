//! Writing a mail where it belongs: into an item of its own, into a conversation, or aside. Each is one transaction that also
//! finishes the mail, and each id follows from the mail's: done twice, it is done once.
use bytes::Bytes;
use sqlx::types::Json;
use tandem_kit::{
    Cause, Result,
    id::{AttachmentId, ConversationId, ItemId, ItemTypeId, ProjectId},
};
use tandem_proto::{
    conversations::{Visibility, message::Channel, message_posted::Author, receive_email_response::Outcome},
    items::{CreateItemRequest, Item, PersonRef, item::Source},
};
use uuid::Uuid;

use super::{Fate, author, passed_on, place::Place, read::Opened};
use crate::{
    conversation::{self, Conversation},
    file::{self, NewFile},
    mail::automatic::Kind,
    message::{
        self, Mailbox, Message, Shown,
        post::{self, Going},
        reading::{Forwarded, Invitation, Reading},
        report::Report,
    },
    recipient::{self, Audience, Recipient},
    tools::Tools,
};

/// Longest title and description of an item.
const LONGEST_TITLE: usize = 250;
const LONGEST_DESCRIPTION: usize = 900_000;
/// Most files that an item takes; the message has all of them.
const MOST_FILES: usize = 100;

/// Opens an item with the mail as its first message.
///
/// # Errors
/// Where a peer is away or refuses.
pub async fn open_item(tools: &Tools, cause: &Cause, opened: &Opened, place: &Place) -> Result<()> {
    let mut problems = opened.mail.problems.clone();
    if place.forged {
        problems.push("it came to a reply address that this account never gave out".into());
    }
    let sender = author::sender(tools, cause, opened, &mut problems).await?;
    let passed = passed_on::read(tools, cause, opened, sender.as_ref()).await?;
    let mut message = Message { opening: true, problems, threaded_by: "NEW".into(), ..message_of(opened) };
    message.author = sender.as_ref().map(|person| person.id.clone()).unwrap_or_default();
    message.mailbox = place.mailbox.map(|id| id.uuid()).or(message.mailbox);
    place.because.clone_into(&mut message.threaded_because);
    if let Some(passed) = &passed {
        message = passed_on::as_written(opened, passed, message);
        message.threaded_because = format!("{}; {} passed it on", message.threaded_because, passed.user.name);
    }
    let files = keep_files(tools, cause, opened).await?;
    let item = tools.peers.create_item(cause, request(opened, place, &message, &files)).await?;
    let item_id: ItemId = item.id.parse()?;
    let copies = match passed {
        Some(_) => Vec::new(),
        None => author::copies(tools, cause, opened, place, sender.as_ref()).await?,
    };

    let mut tx = tools.db.begin().await?;
    let conversation =
        conversation::open_main(&mut tx, cause, item_id, Visibility::Customer, opened.kept.create_time)
            .await?;
    let message = message.within(&conversation);
    let fate = fate_of(Outcome::NewItem, &message, &conversation, "");
    if !super::finish(&mut tx, cause.account(), &opened.kept, &fate).await? {
        return Ok(());
    }
    recipient::join(&mut tx, cause.account(), conversation.id, &copies, opened.kept.create_time).await?;
    join(&mut tx, cause, &conversation, &item, message, &files).await?;
    keep_thread(&mut tx, cause, opened, &conversation).await?;
    if let Some(passed) = &passed {
        passed_on::note(&mut tx, cause, opened, (item_id, &item), passed).await?;
    }
    tx.commit().await
}

fn fate_of(outcome: Outcome, message: &Message, conversation: &Conversation, threaded_by: &str) -> Fate {
    Fate {
        outcome,
        threaded_by: threaded_by.to_owned(),
        message: Some(message.id),
        conversation: Some(conversation.id.uuid()),
        item: message::item_of(conversation).map(|id| id.uuid()),
        problems: message.problems.clone(),
        ..Fate::default()
    }
}

fn request(opened: &Opened, place: &Place, message: &Message, files: &[AttachmentId]) -> CreateItemRequest {
    let (html, text) = description(&message.html, &message.text);
    let requester = PersonRef { id: message.author.clone(), ..PersonRef::default() };
    CreateItemRequest {
        kind: place.opens.kind.into(),
        type_id: place.opens.type_id.map(|id| ItemTypeId::from(id).to_string()).unwrap_or_default(),
        project_id: place.opens.project_id.map(|id| ProjectId::from(id).to_string()).unwrap_or_default(),
        title: title(&message.subject, &message.text),
        description_html: html,
        description: text,
        requester: (!requester.id.is_empty()).then_some(requester),
        attachment_ids: files.iter().take(MOST_FILES).map(ToString::to_string).collect(),
        request_id: Uuid::new_v5(&opened.kept.id, b"item").to_string(),
        source: Source::Email.into(),
        automatic: unanswerable(opened),
        ..CreateItemRequest::default()
    }
}

/// The subject, or else the first line, without what breaks one.
#[must_use]
pub fn title(subject: &str, text: &str) -> String {
    let line = |text: &str| {
        text.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect::<String>()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let subject = line(subject);
    let first =
        || text.lines().map(line).find(|one| !one.is_empty()).unwrap_or_else(|| "(no subject)".into());
    let title = if subject.is_empty() { first() } else { subject };
    title.chars().take(LONGEST_TITLE).collect()
}

/// HTML, or text where there is no HTML or too much of it. What is too long is cut: the message has all of it.
fn description(html: &str, text: &str) -> (String, String) {
    if !html.is_empty() && html.len() <= LONGEST_DESCRIPTION {
        return (html.to_owned(), String::new());
    }
    let end =
        (0..=text.len().min(LONGEST_DESCRIPTION)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    (String::new(), text[..end].to_owned())
}

/// Whether nothing may answer it by itself: a machine wrote it, a list sent it, nobody reads its sender's mail, or too many came.
/// X-Auto-Response-Suppress alone says nothing: Exchange writes it into mails of people.
pub fn unanswerable(opened: &Opened) -> bool {
    let judgement = &opened.judgement;
    let nobody_reads =
        judgement.answer_suppressed && !judgement.reason.starts_with("X-Auto-Response-Suppress");
    opened.flood || nobody_reads || judgement.is_automatic() || judgement.kind == Kind::List
}

async fn keep_files(tools: &Tools, cause: &Cause, opened: &Opened) -> Result<Vec<AttachmentId>> {
    let mut ids = Vec::new();
    for (position, part) in opened.mail.attachments.iter().enumerate() {
        let id = file_id(opened, position);
        let new = NewFile {
            id,
            owner: String::new(),
            name: part.name.clone(),
            content_type: part.content_type.clone(),
            inline: part.inline,
            content_id: part.content_id.clone().unwrap_or_default(),
            bytes: Bytes::from(part.bytes.clone()),
            position: i32::try_from(position).unwrap_or(i32::MAX),
            request_key: None,
        };
        file::keep(tools, cause.account(), new, opened.kept.create_time).await?;
        ids.push(id);
    }
    Ok(ids)
}

fn message_of(opened: &Opened) -> Message {
    let mail = &opened.mail;
    let list = |addresses: &[crate::mail::Address]| {
        Json(addresses.iter().take(500).map(Mailbox::from).collect::<Vec<_>>())
    };
    Message {
        sender: Json(Mailbox::from(&mail.from)),
        recipients: list(&mail.to),
        copies: list(&mail.cc),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        reply_text: mail.reply_text.clone(),
        html: mail.html.clone().unwrap_or_default(),
        automatic: opened.is_automatic(),
        unanswerable: unanswerable(opened),
        header_id: mail.message_id.clone(),
        refers_to: mail.references.iter().chain(&mail.in_reply_to).take(100).cloned().collect(),
        problems: mail.problems.clone(),
        raw_key: Some(opened.kept.raw_key.clone()),
        mailbox: opened.kept.mailbox,
        reading: Some(Json(reading_of(opened))),
        ..Message::blank(opened.kept.message_id(), Author::Customer, Channel::Email, opened.kept.create_time)
    }
}

fn reading_of(opened: &Opened) -> Reading {
    let mail = &opened.mail;
    let signs = mail.attachments.iter().enumerate().filter(|(_, file)| file.signature_picture);
    Reading {
        authentication: opened.authentication.clone(),
        invitations: mail.calendar.iter().map(Invitation::from).collect(),
        forwarded: mail.forwarded.as_ref().map(Forwarded::from),
        automatic_reason: if opened.is_automatic() { opened.judgement.reason.clone() } else { String::new() },
        signature_pictures: signs.map(|(position, _)| file_id(opened, position).uuid()).collect(),
    }
}

/// Writes down to which thread of Outlook's the mails of a conversation belong.
async fn keep_thread(
    tx: &mut tandem_kit::Tx,
    cause: &Cause,
    opened: &Opened,
    conversation: &Conversation,
) -> Result<()> {
    let Some(root) = opened.mail.thread_index.as_ref().filter(|_| conversation.is_with_customers()) else {
        return Ok(());
    };
    sqlx::query!(
        "insert into conversations.thread_index (account, root, conversation, create_time)
         values ($1, $2, $3, $4)
         on conflict do nothing",
        cause.account().uuid(),
        root,
        conversation.id.uuid(),
        opened.kept.create_time
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn file_id(opened: &Opened, position: usize) -> AttachmentId {
    AttachmentId::derived(opened.kept.id, &format!("attachment {position}"))
}

/// Joins a mail to a conversation.
///
/// # Errors
/// Where a peer is away; `NotFound` where the item of the conversation is gone.
pub async fn append(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    conversation: ConversationId,
    place: &Place,
) -> Result<()> {
    let conversation = conversation::get(&tools.db, cause.account(), conversation).await?;
    let known = (opened.account.clone(), opened.own.clone());
    let audience = recipient::within(tools, cause, known, &conversation).await?;
    let mut message =
        Message { threaded_by: place.threaded_by.into(), ..message_of(opened) }.within(&conversation);
    message.mailbox = place.mailbox.map(|id| id.uuid()).or(message.mailbox);
    place.because.clone_into(&mut message.threaded_because);
    let joining =
        author::joining(tools, cause, opened, (&conversation, &audience), place, &mut message).await?;
    let mut files = keep_files(tools, cause, opened).await?;
    if joining.posted_to.is_some() {
        let signs =
            message.reading.as_ref().map(|reading| reading.signature_pictures.clone()).unwrap_or_default();
        files.retain(|file| !signs.contains(&file.uuid()));
    }

    let mut tx = tools.db.begin().await?;
    let fate = fate_of(Outcome::Appended, &message, &conversation, place.threaded_by);
    if !super::finish(&mut tx, cause.account(), &opened.kept, &fate).await? {
        return Ok(());
    }
    recipient::join(&mut tx, cause.account(), conversation.id, &joining.people, opened.kept.create_time)
        .await?;
    if let Some(recipients) = &joining.posted_to {
        let to = (&conversation, &audience, recipients.as_slice());
        post_on(&mut tx, cause, to, message, &files).await?;
    } else {
        let item = audience.item.clone().unwrap_or_default();
        join(&mut tx, cause, &conversation, &item, message, &files).await?;
    }
    keep_thread(&mut tx, cause, opened, &conversation).await?;
    tx.commit().await
}

/// Posts a user's message in their name: it goes to those who are answered with.
async fn post_on(
    tx: &mut tandem_kit::Tx,
    cause: &Cause,
    (conversation, audience, recipients): (&Conversation, &Audience, &[Recipient]),
    message: Message,
    files: &[AttachmentId],
) -> Result<()> {
    let (account, time) = (cause.account(), message.create_time);
    let revision = conversation::lock_for_message(tx, account, conversation, true, time).await?;
    if !message::insert(tx, account, &message, None).await? {
        return Ok(());
    }
    file::attach(tx, account, message.message_id(), files, "").await?;
    let cause = author::cause(cause, &message);
    post::publish(tx, &cause, message, Going { conversation, audience, recipients, revision }).await?;
    Ok(())
}

/// Writes the message with its files, and tells.
async fn join(
    tx: &mut tandem_kit::Tx,
    cause: &Cause,
    conversation: &Conversation,
    item: &Item,
    message: Message,
    files: &[AttachmentId],
) -> Result<()> {
    let account = cause.account();
    let (shown, time) = (message.is_for_customers(), message.create_time);
    let revision = conversation::lock_for_message(tx, account, conversation, shown, time).await?;
    if !message::insert(tx, account, &message, None).await? {
        return Ok(());
    }
    file::attach(tx, account, message.message_id(), files, "").await?;
    let files =
        if files.is_empty() { Vec::new() } else { file::within(tx, account, message.message_id()).await? };
    let item = (!item.id.is_empty()).then_some(item);
    let cause = author::cause(cause, &message);
    message::announce(tx, &cause, conversation, item, Shown { message, files, mails: Vec::new() }, revision);
    Ok(())
}

/// Keeps a mail as a message of no conversation: it opens and reopens nothing, and users can read it.
///
/// # Errors
/// Where the database is away.
pub async fn aside(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    outcome: Outcome,
    why: Option<String>,
) -> Result<()> {
    let mut message = message_of(opened);
    message.problems.extend(why.clone());
    let fate = Fate { outcome, reason: why.unwrap_or_default(), ..Fate::default() };
    write_aside(tools, cause, opened, message, fate).await
}

/// The same for a report about a message of ours: it names what it is about.
///
/// # Errors
/// Where the database is away.
pub async fn report(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    outcome: Outcome,
    about: Option<&Message>,
    report: Report,
) -> Result<()> {
    let fate = Fate {
        outcome,
        conversation: about.and_then(|one| one.conversation),
        item: about.and_then(|one| one.item),
        ..Fate::default()
    };
    let message = Message { report: Some(Json(report)), ..message_of(opened) };
    write_aside(tools, cause, opened, message, fate).await
}

async fn write_aside(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    message: Message,
    fate: Fate,
) -> Result<()> {
    let files = keep_files(tools, cause, opened).await?;
    let mut tx = tools.db.begin().await?;
    let fate = Fate { message: Some(message.id), problems: message.problems.clone(), ..fate };
    if !super::finish(&mut tx, cause.account(), &opened.kept, &fate).await? {
        return Ok(());
    }
    if message::insert(&mut tx, cause.account(), &message, None).await? {
        file::attach(&mut tx, cause.account(), message.message_id(), &files, "").await?;
    }
    if matches!(fate.outcome, Outcome::Blocked | Outcome::Quarantined) {
        super::tell(&mut tx, cause, &opened.kept, Some(fate.outcome));
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_has_a_title() {
        let cases = [
            ("Printer\r\n on  fire", "x", "Printer on fire"),
            ("", "\n\n Hello you \nthere", "Hello you"),
            (" ", "", "(no subject)"),
            ("\0\u{7}", "", "(no subject)"),
        ];
        for (subject, text, want) in cases {
            assert_eq!(title(subject, text), want);
        }
        assert_eq!(title(&"ß".repeat(400), "").chars().count(), 250);
    }

    #[test]
    fn a_description_is_cut_and_the_message_is_not() {
        assert_eq!(description("<p>x</p>", "x"), ("<p>x</p>".into(), String::new()));
        assert_eq!(description("", "x"), (String::new(), "x".into()));
        let (html, text) =
            description(&"x".repeat(LONGEST_DESCRIPTION + 1), &"ß".repeat(LONGEST_DESCRIPTION));
        assert!(html.is_empty() && text.len() <= LONGEST_DESCRIPTION);
    }
}
