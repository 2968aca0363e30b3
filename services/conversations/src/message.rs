//! Messages: what was written, by whom, by which channel, with its files and how it was delivered.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{PgExecutor, types::Json};
use tandem_kit::{
    Cause, Db, Emit, Error, Result, Tx,
    id::{AccountId, ItemId, MessageId},
};
use tandem_proto::{
    conversations::{
        self as pb, Visibility,
        message::{Channel, State},
        message_posted::Author,
    },
    items::Item,
};
use uuid::Uuid;

use crate::{
    conversation::{self, Conversation},
    file::{self, File},
    mail,
    outgoing::{self, Mail},
    tools::Tools,
};

pub mod bot;
pub mod collision;
pub mod edit;
pub mod held;
pub mod hold;
pub mod imported;
pub mod list;
pub mod mention;
pub mod post;
pub mod reading;
pub mod remote;
pub mod report;
pub mod reschedule;
pub mod schedule;
pub mod split;

/// A mailbox as it is kept and shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub name: String,
    pub address: String,
}

impl From<&mail::Address> for Mailbox {
    fn from(address: &mail::Address) -> Self {
        Self { name: address.name.clone(), address: address.address.clone() }
    }
}

/// A message as it is kept.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Uuid,
    /// None for a mail that opened no conversation.
    pub conversation: Option<Uuid>,
    pub item: Option<Uuid>,
    /// `usr_…`, `cus_…`, `rule_…`; empty where unknown.
    pub author: String,
    pub author_kind: i16,
    pub visibility: i16,
    pub channel: i16,
    pub opening: bool,
    pub sender: Json<Mailbox>,
    pub recipients: Json<Vec<Mailbox>>,
    pub copies: Json<Vec<Mailbox>>,
    pub subject: String,
    pub text: String,
    pub reply_text: String,
    pub html: String,
    /// A machine wrote it.
    pub automatic: bool,
    /// Nobody reads what is sent there automatically (a no-reply sender).
    pub unanswerable: bool,
    pub threaded_by: String,
    /// Its Message-ID, without brackets.
    pub header_id: Option<String>,
    /// The Message-IDs it names, oldest first.
    pub refers_to: Vec<String>,
    pub problems: Vec<String>,
    /// Where the mail is, byte for byte.
    pub raw_key: Option<String>,
    pub state: i16,
    /// When it is posted, of one that is or was scheduled.
    pub send_time: Option<DateTime<Utc>>,
    /// It waits only while no customer writes.
    pub cancel_on_reply: bool,
    /// Why it was cancelled; empty where a user took it back.
    pub state_reason: String,
    /// What it said, of a delivery report.
    pub report: Option<Json<report::Report>>,
    /// The mailbox by which a mail came.
    pub mailbox: Option<Uuid>,
    /// Why it joined, as a sentence.
    pub threaded_because: String,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub edit_time: Option<DateTime<Utc>>,
    /// It says nothing any more, and has no files.
    pub delete_time: Option<DateTime<Utc>>,
    /// Users it names.
    pub mentions: Vec<Uuid>,
    /// What was found out about a mail that came in.
    pub reading: Option<Json<reading::Reading>>,
}

impl Message {
    /// An empty message; what is not said is nothing.
    #[must_use]
    pub fn blank(id: MessageId, author: Author, channel: Channel, now: DateTime<Utc>) -> Self {
        Self {
            id: id.uuid(),
            conversation: None,
            item: None,
            author: String::new(),
            author_kind: code(author as i32),
            visibility: code(Visibility::Internal as i32),
            channel: code(channel as i32),
            opening: false,
            sender: Json::default(),
            recipients: Json::default(),
            copies: Json::default(),
            subject: String::new(),
            text: String::new(),
            reply_text: String::new(),
            html: String::new(),
            automatic: false,
            unanswerable: false,
            threaded_by: String::new(),
            header_id: None,
            refers_to: Vec::new(),
            problems: Vec::new(),
            raw_key: None,
            state: code(State::Posted as i32),
            send_time: None,
            cancel_on_reply: false,
            state_reason: String::new(),
            report: None,
            mailbox: None,
            threaded_because: String::new(),
            revision: 1,
            create_time: now,
            edit_time: None,
            delete_time: None,
            mentions: Vec::new(),
            reading: None,
        }
    }
    /// The same in a conversation, seen by whom the conversation is seen.
    #[must_use]
    pub fn within(mut self, conversation: &Conversation) -> Self {
        self.conversation = Some(conversation.id.uuid());
        self.item = item_of(conversation).map(|id| id.uuid());
        self.visibility = code(conversation.visibility as i32);
        self
    }
    /// Its id.
    #[must_use]
    pub fn message_id(&self) -> MessageId {
        self.id.into()
    }
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        State::try_from(i32::from(self.state)).unwrap_or_default()
    }
    /// Whether customers may see it: never before it is posted.
    #[must_use]
    pub fn is_for_customers(&self) -> bool {
        let out = matches!(self.state(), State::Posted | State::Deleted);
        out && self.visibility == code(Visibility::Customer as i32)
    }
    /// Whether a customer says something that everybody who takes part hears.
    #[must_use]
    pub fn is_a_customers_word(&self) -> bool {
        let customer = self.author_kind == code(Author::Customer as i32);
        customer && !self.automatic && self.state() == State::Posted && self.is_for_customers()
    }
}

/// An enum's number as the database keeps it.
#[must_use]
pub fn code(number: i32) -> i16 {
    i16::try_from(number).unwrap_or(0)
}

/// A message with its files and its mails.
#[derive(Clone, Debug)]
pub struct Shown {
    pub message: Message,
    pub files: Vec<File>,
    pub mails: Vec<Mail>,
}

/// What some messages may have besides; what none of them has need not be read.
#[derive(Clone, Copy, Debug)]
pub struct Has {
    pub files: bool,
    pub mails: bool,
    /// Somebody is or was waited for until they see it.
    pub held: bool,
}

impl Has {
    /// All of it, as far as one knows.
    pub const ALL: Self = Self { files: true, mails: true, held: true };
}

/// A message, whoever asks.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn get(db: &Db, account: AccountId, id: MessageId) -> Result<Message> {
    load(db, account, &[id.uuid()]).await?.pop().ok_or_else(|| Error::not_found("message", id))
}

/// A message that the caller may read.
///
/// # Errors
/// `NotFound` where there is none for them.
pub async fn readable(tools: &Tools, cause: &Cause, id: MessageId) -> Result<Message> {
    let message = get(&tools.db, cause.account(), id).await?;
    let hidden = || Error::not_found("message", id);
    if cause.caller.customer().is_some() && (message.conversation.is_none() || !message.is_for_customers()) {
        return Err(hidden());
    }
    if let Some(conversation) = message.conversation {
        conversation::readable(tools, cause, conversation.into()).await.map_err(|error| match error {
            Error::NotFound { .. } => hidden(),
            error => error,
        })?;
    } else if let Some(item) = message.item
        && !tools.sight.sees(cause, &ItemId::from(item).to_string()).await?
    {
        return Err(hidden());
    }
    Ok(message)
}

/// A message of a conversation that is locked, as it is now.
///
/// # Errors
/// `NotFound` where there is none.
pub async fn within(tx: &mut Tx, account: AccountId, id: MessageId) -> Result<Message> {
    load_from(&mut **tx, account, &[id.uuid()]).await?.pop().ok_or_else(|| Error::not_found("message", id))
}

/// The messages with these ids, in the order of the ids.
///
/// # Errors
/// Where the database is away.
pub async fn load(db: &Db, account: AccountId, ids: &[Uuid]) -> Result<Vec<Message>> {
    load_from(db.pool(), account, ids).await
}

async fn load_from(from: impl PgExecutor<'_>, account: AccountId, ids: &[Uuid]) -> Result<Vec<Message>> {
    let rows = sqlx::query_as!(
        Message,
        r#"select id, conversation, item, author, author_kind, visibility, channel, opening,
                  sender as "sender: Json<Mailbox>", recipients as "recipients: Json<Vec<Mailbox>>",
                  copies as "copies: Json<Vec<Mailbox>>", subject, text, reply_text, html, automatic, unanswerable,
                  threaded_by, header_id, refers_to, problems, raw_key, mailbox, threaded_because, revision,
                  create_time, edit_time, delete_time, mentions, state, send_time, state_reason,
                  (state = 2 and exists (select from conversations.scheduled_message as plan
                                          where plan.account = $1 and plan.message = message.id
                                            and plan.cancel_on_reply)) as "cancel_on_reply!",
                  report as "report: Json<report::Report>", reading as "reading: Json<reading::Reading>"
             from conversations.message
            where account = $1 and id = any($2)"#,
        account.uuid(),
        ids
    )
    .fetch_all(from)
    .await?;
    let mut by_id: HashMap<Uuid, Message> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Messages with their files and mails: what none of them has is not read.
///
/// # Errors
/// Where the database is away.
pub async fn show(db: &Db, account: AccountId, ids: &[Uuid], has: Has) -> Result<Vec<Shown>> {
    let (messages, files, mails) = tokio::try_join!(
        load(db, account, ids),
        async { if has.files { file::of_messages(db, account, ids).await } else { Ok(Vec::new()) } },
        async { if has.mails { outgoing::of_messages(db, account, ids).await } else { Ok(Vec::new()) } },
    )?;
    let mut files_of: HashMap<Uuid, Vec<File>> = HashMap::new();
    for file in files {
        files_of.entry(file.message.unwrap_or_default()).or_default().push(file);
    }
    let mut mails_of: HashMap<Uuid, Vec<Mail>> = HashMap::new();
    for mail in mails {
        mails_of.entry(mail.message.unwrap_or_default()).or_default().push(mail);
    }
    let shown = messages.into_iter().map(|message| Shown {
        files: files_of.remove(&message.id).filter(|_| message.delete_time.is_none()).unwrap_or_default(),
        mails: mails_of.remove(&message.id).unwrap_or_default(),
        message,
    });
    Ok(shown.collect())
}

/// One message with its files and mails.
///
/// # Errors
/// `NotFound` where there is none.
pub async fn shown(db: &Db, account: AccountId, id: MessageId) -> Result<Shown> {
    show(db, account, &[id.uuid()], Has::ALL).await?.pop().ok_or_else(|| Error::not_found("message", id))
}

/// The message that an earlier request of the same key made.
///
/// # Errors
/// Where the database is away.
pub async fn by_request(db: &Db, account: AccountId, key: Option<&str>) -> Result<Option<MessageId>> {
    let Some(key) = key else { return Ok(None) };
    let id = sqlx::query_scalar!(
        "select id from conversations.message where account = $1 and request_id = $2",
        account.uuid(),
        key
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(id.map(MessageId::from))
}

/// Writes a message. False where it is there already: the same id, or the same request. What waits to be posted, and was to be
/// only if the customer is silent, is cancelled by a customer's.
///
/// # Errors
/// Where the database is away.
pub async fn insert(
    tx: &mut Tx,
    account: AccountId,
    message: &Message,
    request_key: Option<&str>,
) -> Result<bool> {
    let first = write_row(tx, account, message, request_key).await?;
    if first && message.state() == State::Scheduled {
        conversation::read::laid_by(tx, account, message).await?;
    } else if first {
        conversation::read::wrote(tx, account, message).await?;
        schedule::answered(tx, account, message).await?;
    }
    Ok(first)
}

/// Writes a message and does nothing that follows from it.
async fn write_row(
    tx: &mut Tx,
    account: AccountId,
    message: &Message,
    request_key: Option<&str>,
) -> Result<bool> {
    let written = sqlx::query!(
        "insert into conversations.message
            (account, id, conversation, item, author, author_kind, visibility, channel, opening, sender, recipients, copies,
             subject, text, reply_text, html, automatic, unanswerable, threaded_by, header_id, refers_to, problems, raw_key,
             request_id, create_time, mentions, mailbox, threaded_because, state, send_time, report, reading)
         values ($1, $2, $3,
                 -- the conversation may have become another item's since it was read
                 coalesce((select c.subject from conversations.conversation c
                            where c.account = $1 and c.id = $3 and c.subject_kind = 'item' and $4::uuid is not null), $4),
                 $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
                 $26, $27, $28, $29, $30, $31, $32)
         on conflict do nothing",
        account.uuid(),
        message.id,
        message.conversation,
        message.item,
        message.author,
        message.author_kind,
        message.visibility,
        message.channel,
        message.opening,
        Json(&message.sender.0) as _,
        Json(&message.recipients.0) as _,
        Json(&message.copies.0) as _,
        message.subject,
        message.text,
        message.reply_text,
        message.html,
        message.automatic,
        message.unanswerable,
        message.threaded_by,
        message.header_id.as_deref(),
        &message.refers_to,
        &message.problems,
        message.raw_key.as_deref(),
        request_key,
        message.create_time,
        &message.mentions,
        message.mailbox,
        message.threaded_because,
        message.state,
        message.send_time,
        message.report.as_ref().map(|report| Json(&report.0)) as _,
        message.reading.as_ref().map(|reading| Json(&reading.0)) as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Tells that a message joined a conversation. Customers learn of it where they may read it.
pub fn announce(
    tx: &mut Tx,
    cause: &Cause,
    conversation: &Conversation,
    item: Option<&Item>,
    shown: Shown,
    revision: i64,
) {
    let published = item.is_none_or(|item| item.published);
    let open = conversation.is_with_customers() && shown.message.is_for_customers();
    let (author, author_kind, opening) =
        (shown.message.author.clone(), shown.message.author_kind, shown.message.opening);
    let told = pb::MessagePosted {
        message: Some(cut(shown.into())),
        author: i32::from(author_kind),
        opening,
        conversation: Some(conversation.clone().into()),
    };
    let mut emit = conversation.tell(Emit::new(&told)).revision(revision);
    if author.starts_with("cus_") {
        emit = emit.about(author);
    }
    if let Some(item) = item
        && conversation.is_with_customers()
    {
        emit = emit.about_all(item.requester_ids.iter().filter(|id| id.starts_with("cus_")));
        emit = emit.about(&item.organization_id).about(&item.project_id);
    }
    tx.emit(cause, if open && published { emit.to_customers() } else { emit });
}

/// An event carries no more of a text than others need to show and match it; who needs the whole reads the message.
fn cut(mut message: pb::Message) -> pb::Message {
    const LONGEST: usize = 10_000;
    if message.html.chars().nth(LONGEST).is_some() {
        message.html = String::new();
    }
    for text in [&mut message.text, &mut message.reply_text] {
        if let Some((at, _)) = text.char_indices().nth(LONGEST) {
            text.truncate(at);
        }
    }
    message
}

/// The item of a conversation's messages. What is private is nowhere said to be an item's: an item's messages are everybody's.
#[must_use]
pub fn item_of(conversation: &Conversation) -> Option<ItemId> {
    conversation.subject.item().filter(|_| !conversation.is_private())
}
