//! Mails of peers that are no messages: a notification, a magic link, what a rule sends to somebody.
use tandem_kit::{
    Cause, Error, Result,
    id::{ConversationId, MailId},
};
use tandem_proto::conversations::{Notice, delivery::State};

use super::{
    Mail,
    identity::{self, About},
    loops, notice, queue, suppression,
};
use crate::{
    address, conversation, mail,
    message::{Mailbox, code},
    tools::Tools,
};

/// Longest subject and text of a mail that belongs to no conversation, in bytes.
const LONGEST_SUBJECT: usize = 1_000;
const LONGEST_BODY: usize = 1024 * 1024;

/// The mail of a peer: a notification, a magic link, a template.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    pub to: Mailbox,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub conversation: Option<ConversationId>,
    pub thread: String,
    pub request_key: Option<String>,
    pub notice: Notice,
    /// What it says is for its reader alone.
    pub confidential: bool,
}

/// Sends a mail that is no message. The same request is sent once. A notice to a suppressed address is kept and not sent.
///
/// # Errors
/// `Invalid` for an address that is none; `NotFound` without the conversation.
pub async fn send(tools: &Tools, cause: &Cause, letter: Letter) -> Result<MailId> {
    let account = cause.account();
    check(&letter)?;
    if let Some(id) = letter.conversation {
        conversation::get(&tools.db, account, id).await?;
    }
    let (id, now) = (MailId::new(), tools.clock.now());
    let mail = Mail {
        id: id.uuid(),
        message: None,
        conversation: letter.conversation.map(Into::into),
        person: String::new(),
        name: letter.to.name,
        address: letter.to.address,
        subject: letter.subject,
        text: letter.text.replace('\0', ""),
        html: if letter.html.is_empty() { String::new() } else { mail::sanitise(&letter.html) },
        thread: letter.thread,
        bot: true,
        state: code(State::Queued as i32),
        detail: String::new(),
        attempts: 0,
        next_time: Some(now),
        raw_key: None,
        create_time: now,
        sent_time: None,
        status_code: String::new(),
        hard: false,
        mailbox: identity::usual(&tools.db, account, About::default()).await?,
        notice: notice::word(letter.notice).to_owned(),
        complaint_time: None,
        broken_off: 0,
        confidential: letter.confidential,
    };
    // A rule's mail is known by its key, and counted by it.
    let rule = Some(cause.actor()).filter(|actor| actor.starts_with("rule_"));
    let key = letter.request_key.or_else(|| rule.as_ref().map(|rule| format!("{rule}:{id}")));
    let mail = match refusal(tools, cause, &mail, rule.as_deref()).await? {
        Some(why) => mail.refused(why),
        None => mail,
    };
    let mut tx = tools.db.begin().await?;
    let first = queue(&mut tx, account, &mail, key.as_deref()).await?;
    tx.commit().await?;
    if first {
        return Ok(id);
    }
    let key = key.unwrap_or_default();
    let earlier = sqlx::query_scalar!(
        "select id from conversations.outgoing_mail where account = $1 and request_id = $2",
        account.uuid(),
        key
    )
    .fetch_one(tools.db.pool())
    .await?;
    Ok(earlier.into())
}

/// Why a mail is not sent; nothing where it is.
async fn refusal(
    tools: &Tools,
    cause: &Cause,
    mail: &Mail,
    rule: Option<&str>,
) -> Result<Option<&'static str>> {
    let account = cause.account();
    if rule.is_some() {
        return loops::refusal(&tools.db, account, &mail.address, tools.clock.now()).await;
    }
    let unwanted = !mail.notice.is_empty() && suppression::holds(&tools.db, account, &mail.address).await?;
    Ok(unwanted.then_some(suppression::SUPPRESSED))
}

fn check(letter: &Letter) -> Result<()> {
    address::check("to.address", &letter.to.address)?;
    if letter.subject.len() > LONGEST_SUBJECT {
        return Err(Error::invalid(
            "subject",
            format!("has {} bytes; at most {LONGEST_SUBJECT} are taken", letter.subject.len()),
        ));
    }
    if letter.text.len().max(letter.html.len()) > LONGEST_BODY {
        return Err(Error::invalid("text", format!("is longer than {LONGEST_BODY} bytes")));
    }
    if letter.text.trim().is_empty() && letter.html.trim().is_empty() {
        return Err(Error::invalid("text", "there is nothing in it"));
    }
    Ok(())
}
