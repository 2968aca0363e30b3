//! Messages that were said elsewhere: written at their own times and by their own authors, and told to nobody.
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Error, Result,
    id::{AccountId, AttachmentId, ItemId, MessageId},
};
use tandem_proto::conversations::{Visibility, message::Channel, message_posted::Author};

use super::{Mailbox, Message, post};
use crate::{
    conversation,
    file::{self, NewFile},
    mail,
    tools::Tools,
};

/// Within which their ids follow from their external ids.
const IMPORTED: &str = "imported message ";

/// A file that came with it.
pub struct Enclosed {
    pub name: String,
    pub content_type: String,
    pub bytes: bytes::Bytes,
}

/// A message as another system had it.
pub struct Imported {
    pub external_id: String,
    pub item: ItemId,
    pub visibility: Visibility,
    /// `usr_…`, `cus_…`; empty where unknown.
    pub author: String,
    pub sender: Mailbox,
    pub subject: String,
    pub html: String,
    pub text: String,
    pub time: DateTime<Utc>,
    pub files: Vec<Enclosed>,
}

/// What became of it.
pub struct Outcome {
    pub id: MessageId,
    pub created: bool,
    pub text: String,
}

/// Writes one. One that is there stays as it is.
///
/// # Errors
/// `Invalid` where there is nothing in it, or a file is too large.
pub async fn write(tools: &Tools, cause: &Cause, given: Imported, dry_run: bool) -> Result<Outcome> {
    let account = cause.account();
    let id = MessageId::derived(account.uuid(), &format!("{IMPORTED}{}", given.external_id));
    let (html, text) = post::body(&given.html, &given.text, given.files.len())?;
    let there = is_there(tools, account, id).await?;
    if there || dry_run {
        return Ok(Outcome { id, created: !there, text });
    }
    let files = keep(tools, account, id, &given).await?;
    let author = author_of(&given);
    let blank = Message::blank(id, author, Channel::App, given.time);
    let mut tx = tools.db.begin().await?;
    let conversation =
        conversation::ensure_main(&mut tx, cause, given.item, given.visibility, given.time).await?;
    conversation::lock_for_message(&mut tx, account, &conversation, true, given.time).await?;
    let message = Message {
        author: given.author,
        sender: Json(given.sender),
        subject: given.subject.replace('\0', "").chars().take(1_000).collect(),
        reply_text: text.clone(),
        text: text.clone(),
        html,
        automatic: author == Author::Bot,
        ..blank
    };
    let created = super::write_row(&mut tx, account, &message.within(&conversation), None).await?;
    if created {
        file::attach(&mut tx, account, id, &files, "").await?;
    }
    tx.commit().await?;
    Ok(Outcome { id, created, text })
}

async fn is_there(tools: &Tools, account: AccountId, id: MessageId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from conversations.message where account = $1 and id = $2) as "there!""#,
        account.uuid(),
        id.uuid()
    )
    .fetch_one(tools.db.pool())
    .await?)
}

/// Somebody who is not known here is a customer; nobody at all is a machine.
fn author_of(given: &Imported) -> Author {
    match given.author.split_once('_') {
        Some(("usr", _)) => Author::User,
        None if given.sender.address.is_empty() => Author::Bot,
        _ => Author::Customer,
    }
}

/// Keeps its files, under ids that follow from its own, so that the same again keeps them once.
async fn keep(
    tools: &Tools,
    account: AccountId,
    id: MessageId,
    given: &Imported,
) -> Result<Vec<AttachmentId>> {
    if given.files.len() > file::MOST {
        let (count, most) = (given.files.len(), file::MOST);
        return Err(Error::invalid("attachments", format!("has {count} files; at most {most} are taken")));
    }
    let mut ids = Vec::new();
    for (position, one) in given.files.iter().enumerate() {
        let file = AttachmentId::derived(id.uuid(), &format!("file {position}"));
        let new = NewFile {
            id: file,
            owner: String::new(),
            name: mail::parse::name::safe(&one.name, "file"),
            content_type: one.content_type.clone(),
            inline: false,
            content_id: String::new(),
            bytes: one.bytes.clone(),
            position: i32::try_from(position).unwrap_or(i32::MAX),
            request_key: None,
        };
        file::keep(tools, account, new, given.time).await?;
        ids.push(file);
    }
    Ok(ids)
}
