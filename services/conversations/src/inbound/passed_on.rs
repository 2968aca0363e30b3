//! A customer's mail that a user passes on: the item is the customer's, and what the user says of it is for users.
use sqlx::types::Json;
use tandem_kit::{
    Cause, Result, Tx,
    id::{ItemId, MessageId},
};
use tandem_proto::{
    conversations::{Visibility, message::Channel, message_posted::Author},
    directory::Person,
    items::Item,
};

use super::{agent, read::Opened};
use crate::{
    conversation, mail,
    message::{self, Mailbox, Message, Shown},
    tools::Tools,
};

/// Who wrote a mail first, and who passed it on with what words.
#[derive(Clone, Debug)]
pub struct PassedOn {
    pub customer: Person,
    pub user: Person,
    pub note: String,
}

/// Who wrote the mail first that a user passes on; nothing where it is the sender's own, or not proved to be a user's.
///
/// # Errors
/// Where directory is away.
pub async fn read(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    sender: Option<&Person>,
) -> Result<Option<PassedOn>> {
    let Some((user, forwarded)) = sender.zip(opened.mail.forwarded.as_ref()) else { return Ok(None) };
    let first = &forwarded.from;
    let sound = first.address.contains('@')
        && !forwarded.text.trim().is_empty()
        && !opened.own.has(&first.address)
        && !first.address.eq_ignore_ascii_case(&user.email);
    if !sound || opened.is_automatic() || !opened.policy.agent_mail.attributes_forwards() {
        return Ok(None);
    }
    if !agent::is_proved(opened, user) {
        return Ok(None);
    }
    match tools.peers.ensure_person(cause, &first.address, &first.name).await {
        Ok(customer) if customer.id.starts_with("cus_") => {
            let note = mail::cut_text(&forwarded.note).reply;
            Ok(Some(PassedOn { customer, user: user.clone(), note }))
        }
        Err(error) if error.passing() => Err(error),
        Ok(_) | Err(_) => Ok(None), // another user's, or no address of a person
    }
}

/// The message as its first author wrote it.
#[must_use]
pub fn as_written(opened: &Opened, passed: &PassedOn, message: Message) -> Message {
    let Some(forwarded) = &opened.mail.forwarded else { return message };
    let subject = if forwarded.subject.trim().is_empty() { &opened.mail.subject } else { &forwarded.subject };
    let text: String = forwarded.text.chars().filter(|c| *c != '\0').collect();
    Message {
        author: passed.customer.id.clone(),
        sender: Json(Mailbox::from(&forwarded.from)),
        recipients: Json(forwarded.to.iter().take(500).map(Mailbox::from).collect()),
        copies: Json::default(),
        subject: subject.chars().filter(|c| *c != '\0').collect(),
        reply_text: mail::cut_text(&text).reply,
        html: mail::from_text(&text),
        text,
        ..message
    }
}

/// What the user said of it, in the item's internal conversation.
///
/// # Errors
/// Where the database is away.
pub async fn note(
    tx: &mut Tx,
    cause: &Cause,
    opened: &Opened,
    item: (ItemId, &Item),
    passed: &PassedOn,
) -> Result<()> {
    if passed.note.trim().is_empty() {
        return Ok(());
    }
    let (account, time) = (cause.account(), opened.kept.create_time);
    let conversation = conversation::ensure_main(tx, cause, item.0, Visibility::Internal, time).await?;
    let revision = conversation::lock_for_message(tx, account, &conversation, true, time).await?;
    let id = MessageId::derived(opened.kept.id, "note");
    let text = passed.note.replace('\0', "");
    let message = Message {
        author: passed.user.id.clone(),
        sender: Json(Mailbox::from(&opened.mail.from)),
        subject: opened.mail.subject.clone(),
        reply_text: text.clone(),
        html: mail::from_text(&text),
        text,
        ..Message::blank(id, Author::User, Channel::Email, time)
    }
    .within(&conversation);
    if message::insert(tx, account, &message, None).await? {
        let cause = agent::as_user(cause, &passed.user);
        let shown = Shown { message, files: Vec::new(), mails: Vec::new() };
        message::announce(tx, &cause, &conversation, Some(item.1), shown, revision);
    }
    Ok(())
}
