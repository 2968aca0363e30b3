//! Mail with a user's address in its From field. It is that user's word only where the domain is proved; then an answer to a reply
//! address is posted in the user's name. Anything else is for users' eyes: nothing goes to customers that may be somebody else's.
use chrono::TimeDelta;
use sqlx::types::Json;
use tandem_kit::{Cause, Error, Result, Role, auth::Caller, auth::Who, id};
use tandem_proto::{
    conversations::{agent_mail_policy::Action, message_posted::Author},
    directory::Person,
};

use super::{
    author::{self, hide},
    place::Place,
    read::Opened,
};
use crate::{
    conversation::{self, Conversation},
    mail, mail_policy,
    message::{self, Mailbox, Message, post},
    peer,
    recipient::{Audience, Recipient},
    tools::Tools,
};

/// How long a user's mail waits for a name server that does not answer.
const WAITS: TimeDelta = TimeDelta::minutes(10);
/// Largest sum of its files that goes on to others, in bytes.
const LARGEST_FILES: usize = 25 * 1024 * 1024;

/// Whether a user wrote it, as far as a mail can prove that.
#[must_use]
pub fn is_proved(opened: &Opened, person: &Person) -> bool {
    opened.authentication.aligned
        && person.id.starts_with("usr_")
        && !person.disabled
        && opened.mail.from.address.eq_ignore_ascii_case(&person.email)
}

/// A user's mail waits while it cannot be asked whether it is theirs.
///
/// # Errors
/// `Unavailable`: it is read again.
pub fn wait_for_proof(tools: &Tools, opened: &Opened) -> Result<()> {
    let age = tools.clock.now() - opened.kept.create_time;
    if opened.authentication.passes_later() && age < WAITS {
        return Err(Error::Unavailable("no name server says yet whether a user's mail is theirs".into()));
    }
    Ok(())
}

/// Why a mail with a user's address is put aside, where the policy wants that of what is not proved.
///
/// # Errors
/// `Unavailable` where it is not known yet whose it is; where directory is away.
pub async fn set_aside(tools: &Tools, cause: &Cause, opened: &Opened) -> Result<Option<String>> {
    let wanted = opened.policy.agent_mail.for_unproved() == Action::Quarantine;
    let let_in =
        opened.kept.released || mail_policy::names(&opened.policy.allowed, &opened.mail.from.address);
    if !wanted || let_in || opened.is_automatic() || opened.authentication.aligned {
        return Ok(None);
    }
    let Some(person) = author::sender(tools, cause, opened, &mut Vec::new()).await? else { return Ok(None) };
    if !person.id.starts_with("usr_") {
        return Ok(None);
    }
    wait_for_proof(tools, opened)?;
    Ok(Some(format!(
        "{} is a user's address, and nothing proves that it is from there",
        opened.mail.from.address
    )))
}

/// Decides what a user's mail to a conversation may do: posted, it goes to those that are answered with.
///
/// # Errors
/// `Unavailable` where it is not known yet whose it is; where a peer or the database is away.
pub async fn joining(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    (conversation, audience): (&Conversation, &Audience),
    place: &Place,
    (person, message): (&Person, &mut Message),
) -> Result<Option<Vec<Recipient>>> {
    message.author_kind = message::code(Author::User as i32);
    if !is_proved(opened, person) {
        wait_for_proof(tools, opened)?;
        hide(message, "the sender is not verified: a mail with a user's address is shown to users only");
        return Ok(None);
    }
    let own = as_user(cause, person);
    let reads = match conversation::readable(tools, &own, conversation.id).await {
        Ok(_) => true,
        Err(error) if peer::is_not_found(&error) => false,
        Err(error) => return Err(error),
    };
    let size: usize = opened.mail.attachments.iter().map(|file| file.size).sum();
    let nothing = opened.mail.reply_text.trim().is_empty() && opened.mail.attachments.is_empty();
    let why = if !reads {
        "the sender may not read this conversation"
    } else if opened.policy.agent_mail.for_proved() == Action::Internal {
        "by the mail policy users' mail is shown to users only"
    } else if place.threaded_by != "REPLY_ADDRESS" {
        "it did not come to the conversation's reply address: it is shown to users only"
    } else if opened.flood {
        "too many mails came from its sender lately: it is shown to users only"
    } else if nothing {
        "it says nothing new: it is shown to users only"
    } else if size > LARGEST_FILES {
        "its files are too large to be mailed on: it is shown to users only"
    } else {
        return Ok(Some(as_posted(opened, audience, person, message)));
    };
    hide(message, why);
    Ok(None)
}

/// The cause in whose name a user's mail acts.
#[must_use]
pub fn as_user(cause: &Cause, person: &Person) -> Cause {
    match id::split(&person.id) {
        Some(("usr", id)) => {
            let role = if person.admin { Role::Admin } else { cause.caller.role };
            Cause { caller: Caller { who: Who::User(id), role, ..cause.caller.clone() }, ..cause.clone() }
        }
        _ => cause.clone(),
    }
}

/// The message as it would be, had the user written it in the app: only what is new of it, for what is quoted may be internal. Who had the
/// mail itself gets no second one.
fn as_posted(opened: &Opened, audience: &Audience, person: &Person, message: &mut Message) -> Vec<Recipient> {
    if !message.is_for_customers() {
        return Vec::new();
    }
    let domain = &audience.account.mail_domain;
    message.text.clone_from(&opened.mail.reply_text);
    message.html = mail::from_text(&message.text);
    message.sender = Json(Mailbox { name: person.name.clone(), address: format!("ticket@{domain}") });
    message.copies = Json::default();
    message.refers_to.extend(message.header_id.take());
    message.header_id = Some(mail::message_id(&message.message_id().to_string(), domain));
    let mut recipients = audience.without(&person.id);
    let had = opened.mail.to.iter().chain(&opened.mail.cc);
    let had: Vec<String> = had.map(|one| one.address.to_lowercase()).collect();
    recipients.retain(|one| !had.contains(&one.address.to_lowercase()));
    post::address(message, audience, &recipients);
    recipients
}
