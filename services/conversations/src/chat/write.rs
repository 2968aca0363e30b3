//! What is written in a chat by its visitor and by the bot, and what the visitor may read of it.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Error, Result, Tx,
    clock::timestamp,
    id::{AccountId, AttachmentId, ConversationId, MessageId},
};
use tandem_proto::conversations::{
    self as pb, chat::State, message::Channel, message_posted::Author, visitor_message::From,
};
use uuid::Uuid;

use super::{Chat, Chats, agent, leave, limit, visitor::Visitor};
use crate::{
    conversation::{self, Conversation},
    file::{self, File},
    job, mail,
    message::{self, Mailbox, Message, Shown, code},
};

/// Longest text of a visitor, in characters, and most files.
const LONGEST: usize = 20_000;
const MOST_FILES: usize = 10;
/// Most messages read at once.
pub const MOST_READ: i64 = 100;
/// By how much a message that came later may be dated earlier.
const OVERLAP: TimeDelta = TimeDelta::seconds(5);

/// What a visitor writes.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub text: String,
    pub files: Vec<AttachmentId>,
    pub request_key: Option<String>,
}

impl Words {
    /// Refuses what is empty or too much.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn check(&self) -> Result<()> {
        let length = self.text.chars().count();
        if length > LONGEST {
            return Err(Error::invalid(
                "text",
                format!("has {length} characters; at most {LONGEST} are taken"),
            ));
        }
        if self.files.len() > MOST_FILES {
            return Err(Error::invalid(
                "attachments",
                format!("{} are more than {MOST_FILES}", self.files.len()),
            ));
        }
        if self.text.trim().is_empty() && self.files.is_empty() {
            return Err(Error::invalid("text", "there is nothing in it, and no file with it"));
        }
        Ok(())
    }
}

/// Writes a visitor's message; a chat that had ended goes back to whom it was with, if they take chats and have room, and waits again otherwise,
/// as does one whose user has left. The same request is one message. Answers with the message as its visitor sees it. Announces `MessagePosted`.
///
/// # Errors
/// `Invalid` for empty words or a file that is not theirs; `Exhausted` for too many.
pub async fn post(
    chats: &Chats,
    account: AccountId,
    visitor: &Visitor,
    chat: &Chat,
    words: Words,
) -> Result<pb::VisitorMessage> {
    words.check()?;
    let db = chats.db();
    limit::visitor(chats, visitor.id, limit::What::Message).await?;
    let cause = visitor.cause(account);
    let conversation = conversation::get(db, account, chat.conversation_id()).await?;
    let mut tx = db.begin().await?;
    let mut locked = super::lock(&mut tx, account, chat.chat_id()).await?;
    let written = match put(&mut tx, chats, (&cause, visitor), &conversation, words).await? {
        Put::Written(message) => *message,
        Put::Earlier(id) => {
            drop(tx);
            let earlier = one(chats, account, visitor, chat.conversation_id(), id.uuid()).await?;
            return earlier.ok_or_else(|| Error::not_found("message", id));
        }
    };
    let now = chats.now();
    locked.last_message_time = now;
    let ended = locked.state() == State::Ended;
    if ended || leave::note_words(&mut tx, account, locked.chat_id(), now).await? {
        let last = locked.assignee.filter(|_| ended);
        wait_again(&mut tx, account, &mut locked, now).await?;
        if let Some(last) = last {
            give_back(&mut tx, account, &mut locked, last).await?;
        }
        super::save(&mut tx, &cause, &mut locked).await?;
    }
    tx.commit().await?;
    Ok(written)
}

/// What became of a visitor's words.
pub enum Put {
    /// A message, as they see it.
    Written(Box<pb::VisitorMessage>),
    /// The same request was one before.
    Earlier(MessageId),
}

/// Puts a chat back into the queue, and lets it be looked after.
///
/// # Errors
/// Where the database is away.
pub async fn wait_again(tx: &mut Tx, account: AccountId, chat: &mut Chat, now: DateTime<Utc>) -> Result<()> {
    chat.open_again();
    (chat.state, chat.assignee) = (code(State::Waiting as i32), None);
    (chat.wait_time, chat.asked_address) = (now, false);
    job::put(tx, job::Kind::Chat, account, chat.id, now).await
}

/// Gives a chat that waits again to the user who had it last, who knows what it was about, where they take chats and have room.
async fn give_back(tx: &mut Tx, account: AccountId, chat: &mut Chat, last: Uuid) -> Result<()> {
    if agent::least_busy(tx, account, Some(&[last])).await? == Some(last) {
        (chat.state, chat.assignee) = (code(State::Active as i32), Some(last));
        job::done(tx, account, chat.id).await?;
    }
    Ok(())
}

/// Writes a visitor's message within a transaction.
///
/// # Errors
/// `Invalid` for a file that is not theirs.
pub async fn put(
    tx: &mut Tx,
    chats: &Chats,
    (cause, visitor): (&Cause, &Visitor),
    conversation: &Conversation,
    words: Words,
) -> Result<Put> {
    let account = cause.account();
    let (html, text) = message::post::body("", &words.text, words.files.len())?;
    let id = MessageId::new();
    let domain = chats.tools.peers.account(cause).await?.mail_domain;
    // Locked before it is dated, so that messages stand in the order in which they are read.
    let revision = conversation::lock_for_message(tx, account, conversation, true, chats.now()).await?;
    let blank = Message::blank(id, Author::Customer, Channel::Chat, chats.now()).within(conversation);
    let message = Message {
        author: visitor.person(),
        sender: Json(Mailbox { name: visitor.shown_name(), address: visitor.email.clone() }),
        reply_text: text.clone(),
        header_id: Some(mail::message_id(&id.to_string(), &domain)),
        html,
        text,
        ..blank
    };
    if !message::insert(tx, account, &message, words.request_key.as_deref()).await? {
        let earlier = message::by_request(chats.db(), account, words.request_key.as_deref()).await?;
        return Ok(Put::Earlier(earlier.ok_or_else(|| Error::not_found("message", id))?));
    }
    let mut files = Vec::new();
    if !words.files.is_empty() {
        file::attach(tx, account, id, &words.files, &visitor.own_id()).await?;
        files = file::within(tx, account, id).await?;
    }
    let shown = encode(message.clone(), files.clone());
    announce(tx, chats, cause, conversation, Shown { message, files, mails: Vec::new() }, revision).await?;
    Ok(Put::Written(Box::new(shown)))
}

/// Writes what the bot says.
///
/// # Errors
/// Where the database is away.
pub async fn say(
    tx: &mut Tx,
    chats: &Chats,
    cause: &Cause,
    conversation: &Conversation,
    text: &str,
) -> Result<()> {
    let (html, text) = message::post::body("", text, 0)?;
    let account = chats.tools.peers.account(cause).await?;
    let revision =
        conversation::lock_for_message(tx, cause.account(), conversation, true, chats.now()).await?;
    let id = MessageId::new();
    let blank = Message::blank(id, Author::Bot, Channel::Bot, chats.now()).within(conversation);
    let message = Message {
        sender: Json(Mailbox { name: account.name, address: format!("ticket@{}", account.mail_domain) }),
        reply_text: text.clone(),
        header_id: Some(mail::message_id(&id.to_string(), &account.mail_domain)),
        automatic: true,
        html,
        text,
        ..blank
    };
    message::insert(tx, cause.account(), &message, None).await?;
    let shown = Shown { message, files: Vec::new(), mails: Vec::new() };
    announce(tx, chats, cause, conversation, shown, revision).await
}

/// A chat that is an item's tells its customers as the item's other messages do.
async fn announce(
    tx: &mut Tx,
    chats: &Chats,
    cause: &Cause,
    conversation: &Conversation,
    shown: Shown,
    revision: i64,
) -> Result<()> {
    let item = match conversation.subject.item() {
        Some(id) => Some(chats.tools.peers.item(&cause.as_system(), &id.to_string()).await?),
        None => None,
    };
    message::announce(tx, cause, conversation, item.as_ref(), shown, revision);
    Ok(())
}

/// What a visitor may read after a message, oldest first: their own words, and those of users and of the bot. What somebody else
/// answered by mail, who has the address that a visitor typed, is not theirs; and what is among users is nobody's here.
///
/// # Errors
/// Where the database is away.
pub async fn read(
    chats: &Chats,
    account: AccountId,
    visitor: &Visitor,
    conversation: ConversationId,
    after: Option<MessageId>,
    most: i64,
) -> Result<Vec<pb::VisitorMessage>> {
    let since = match after {
        Some(id) => time_of(chats, account, conversation, id).await?.map(|time| time - OVERLAP),
        None => None,
    };
    let ids = sqlx::query_scalar!(
        "select id
           from conversations.message
          where account = $1 and conversation = $2 and visibility = 1 and state = 1 and delete_time is null
            and (author_kind in (1, 3) or author = $3 or author = $4)
            and ($5::timestamptz is null or create_time > $5) and ($6::uuid is null or id <> $6)
          order by create_time, id
          limit $7",
        account.uuid(),
        conversation.uuid(),
        visitor.own_id(),
        visitor.person(),
        since,
        after.map(|id| id.uuid()),
        most
    )
    .fetch_all(chats.db().pool())
    .await?;
    load(chats, account, &ids).await
}

/// Of what a visitor may read: what says something else since a time, and what is gone since.
#[derive(Debug, Default)]
pub struct Changed {
    pub edited: Vec<pb::VisitorMessage>,
    pub gone: Vec<MessageId>,
}

/// What changed since a time, the oldest hundred.
///
/// # Errors
/// Where the database is away.
pub async fn changed(
    chats: &Chats,
    account: AccountId,
    visitor: &Visitor,
    conversation: ConversationId,
    since: DateTime<Utc>,
) -> Result<Changed> {
    let rows = sqlx::query!(
        r#"select id, delete_time is not null as "gone!"
             from conversations.message
            where account = $1 and conversation = $2 and visibility = 1 and state = 1
              and (author_kind in (1, 3) or author = $3 or author = $4)
              and greatest(edit_time, delete_time) > $5
            order by create_time, id
            limit $6"#,
        account.uuid(),
        conversation.uuid(),
        visitor.own_id(),
        visitor.person(),
        since - OVERLAP,
        MOST_READ
    )
    .fetch_all(chats.db().pool())
    .await?;
    let edited: Vec<Uuid> = rows.iter().filter(|row| !row.gone).map(|row| row.id).collect();
    Ok(Changed {
        edited: load(chats, account, &edited).await?,
        gone: rows.iter().filter(|row| row.gone).map(|row| row.id.into()).collect(),
    })
}

/// One message, if the visitor may read it.
///
/// # Errors
/// Where the database is away.
pub async fn one(
    chats: &Chats,
    account: AccountId,
    visitor: &Visitor,
    conversation: ConversationId,
    id: Uuid,
) -> Result<Option<pb::VisitorMessage>> {
    let readable = sqlx::query!(
        r#"select id, exists (select from conversations.attachment
                              where attachment.account = $1 and attachment.message = message.id) as "with_files!"
             from conversations.message
            where account = $1 and conversation = $2 and id = $3 and visibility = 1 and state = 1 and delete_time is null
              and (author_kind in (1, 3) or author = $4 or author = $5)"#,
        account.uuid(),
        conversation.uuid(),
        id,
        visitor.own_id(),
        visitor.person()
    )
    .fetch_optional(chats.db().pool())
    .await?;
    let Some(readable) = readable else { return Ok(None) };
    if readable.with_files {
        return Ok(load(chats, account, &[readable.id]).await?.pop());
    }
    let message = message::load(chats.db(), account, &[readable.id]).await?.pop();
    Ok(message.map(|message| encode(message, Vec::new())))
}

async fn load(chats: &Chats, account: AccountId, ids: &[Uuid]) -> Result<Vec<pb::VisitorMessage>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let messages = message::load(chats.db(), account, ids).await?;
    let files = file::of_messages(chats.db(), account, ids).await?;
    let of =
        |id: Uuid| files.iter().filter(move |file| file.message == Some(id)).cloned().collect::<Vec<_>>();
    Ok(messages
        .into_iter()
        .map(|message| {
            let files = of(message.id);
            encode(message, files)
        })
        .collect())
}

/// When a message of that conversation was written.
///
/// # Errors
/// Where the database is away.
pub async fn time_of(
    chats: &Chats,
    account: AccountId,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!(
        "select create_time from conversations.message
          where account = $1 and conversation = $2 and id = $3 and visibility = 1 and state = 1",
        account.uuid(),
        conversation.uuid(),
        id.uuid()
    )
    .fetch_optional(chats.db().pool())
    .await?)
}

/// As the visitor sees it: nothing of how it travelled, who else got it, or who wrote it but a name.
fn encode(message: Message, files: Vec<File>) -> pb::VisitorMessage {
    let from = match i32::from(message.author_kind) {
        kind if kind == Author::User as i32 => From::Agent,
        kind if kind == Author::Bot as i32 => From::Bot,
        _ => From::Visitor,
    };
    pb::VisitorMessage {
        id: message.message_id().to_string(),
        from: from.into(),
        name: message.sender.0.name,
        text: if message.reply_text.is_empty() { message.text } else { message.reply_text },
        html: message.html,
        files: files
            .into_iter()
            .map(|file| pb::visitor_message::File {
                id: AttachmentId::from(file.id).to_string(),
                name: file.name,
                size: file.size,
                content_type: file.content_type,
            })
            .collect(),
        create_time: Some(timestamp(message.create_time)),
        edit_time: message.edit_time.map(timestamp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_some_and_not_too_many() {
        let words = |text: &str, files: usize| Words {
            text: text.into(),
            files: (0..files).map(|_| AttachmentId::new()).collect(),
            request_key: None,
        };
        for (text, files, good) in [("hi", 0, true), (" ", 1, true), (" ", 0, false), ("", 11, false)] {
            assert_eq!(words(text, files).check().is_ok(), good, "{text:?} {files}");
        }
        assert!(
            words(&"ü".repeat(LONGEST), 0).check().is_ok()
                && words(&"ü".repeat(LONGEST + 1), 0).check().is_err()
        );
    }
}
