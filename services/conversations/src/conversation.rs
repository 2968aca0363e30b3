//! Conversations: each about one subject, either with customers or among users.
use std::fmt;

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use tandem_kit::{
    Cause, Db, Emit, Error, Page, Result, Tx,
    id::{self, AccountId, ChatId, ConversationId, CustomerId, ItemId, ProjectId},
};
use tandem_proto::conversations::{self as pb, Visibility};
use uuid::Uuid;

use crate::{peer, tools::Tools};

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Everything.
    User,
    /// Only what is with customers.
    Customer,
}

impl Reader {
    /// The one that a cause names.
    pub fn of(cause: &Cause) -> Self {
        if cause.caller.customer().is_some() { Self::Customer } else { Self::User }
    }
}

/// What a conversation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Item(ItemId),
    Project(ProjectId),
    Customer(CustomerId),
    /// Of a chat that is no item's yet.
    Chat(ChatId),
}

impl Subject {
    /// Reads an id whose kind is not known beforehand.
    ///
    /// # Errors
    /// `NotFound` where it is the id of nothing that has conversations.
    pub fn parse(text: &str) -> Result<Self> {
        id::split(text)
            .and_then(|(kind, id)| Self::of(kind, id))
            .ok_or_else(|| Error::not_found("subject", text.chars().take(64).collect::<String>()))
    }
    fn of(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "item" => Some(Self::Item(id.into())),
            "proj" => Some(Self::Project(id.into())),
            "cus" => Some(Self::Customer(id.into())),
            "chat" => Some(Self::Chat(id.into())),
            _ => None,
        }
    }
    fn kind(self) -> &'static str {
        match self {
            Self::Item(_) => "item",
            Self::Project(_) => "proj",
            Self::Customer(_) => "cus",
            Self::Chat(_) => "chat",
        }
    }
    fn uuid(self) -> Uuid {
        match self {
            Self::Item(id) => id.uuid(),
            Self::Project(id) => id.uuid(),
            Self::Customer(id) => id.uuid(),
            Self::Chat(id) => id.uuid(),
        }
    }
    /// The chat, if it is one's own conversation.
    #[must_use]
    pub fn chat(self) -> Option<ChatId> {
        if let Self::Chat(id) = self { Some(id) } else { None }
    }
    /// The item, if it is one.
    #[must_use]
    pub fn item(self) -> Option<ItemId> {
        if let Self::Item(id) = self { Some(id) } else { None }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(id) => id.fmt(f),
            Self::Project(id) => id.fmt(f),
            Self::Customer(id) => id.fmt(f),
            Self::Chat(id) => id.fmt(f),
        }
    }
}

/// A conversation.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub id: ConversationId,
    pub subject: Subject,
    pub visibility: Visibility,
    pub last_message_time: Option<DateTime<Utc>>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
}

impl Conversation {
    /// The one that an item without any will have with its customers.
    pub fn to_be(item: ItemId, now: DateTime<Utc>) -> Self {
        Self {
            id: main_of(item, Visibility::Customer),
            subject: Subject::Item(item),
            visibility: Visibility::Customer,
            last_message_time: None,
            revision: 0,
            create_time: now,
        }
    }
    /// Whether customers take part.
    #[must_use]
    pub fn is_with_customers(&self) -> bool {
        self.visibility == Visibility::Customer
    }
}

struct Row {
    id: Uuid,
    subject_kind: String,
    subject: Uuid,
    visibility: i16,
    last_message_time: Option<DateTime<Utc>>,
    revision: i64,
    create_time: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<Conversation> {
        let subject = Subject::of(&self.subject_kind, self.subject);
        Ok(Conversation {
            id: self.id.into(),
            subject: subject
                .ok_or_else(|| anyhow::anyhow!("a conversation about a {:?}", self.subject_kind))?,
            // Whatever is not for customers by its own word is not for them.
            visibility: Visibility::try_from(i32::from(self.visibility)).unwrap_or(Visibility::Internal),
            last_message_time: self.last_message_time,
            revision: self.revision,
            create_time: self.create_time,
        })
    }
}

/// A conversation, whoever asks.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn get(db: &Db, account: AccountId, id: ConversationId) -> Result<Conversation> {
    sqlx::query_as!(
        Row,
        "select id, subject_kind, subject, visibility, last_message_time, revision, create_time
           from conversations.conversation
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db.pool())
    .await?
    .ok_or_else(|| Error::not_found("conversation", id))?
    .read()
}

/// A conversation that the caller may read: a customer only those with customers, about their own items or themselves.
///
/// # Errors
/// `NotFound` where there is none for them.
pub async fn readable(tools: &Tools, cause: &Cause, id: ConversationId) -> Result<Conversation> {
    let conversation = get(&tools.db, cause.account(), id).await?;
    let Some(customer) = cause.caller.customer() else { return Ok(conversation) };
    let hidden = || Error::not_found("conversation", id);
    if !conversation.is_with_customers() {
        return Err(hidden());
    }
    match conversation.subject {
        Subject::Item(item) => match tools.peers.item(cause, &item.to_string()).await {
            Ok(_) => Ok(conversation),
            Err(error) if peer::is_not_found(&error) => Err(hidden()),
            Err(error) => Err(error),
        },
        Subject::Customer(who) if who == customer => Ok(conversation),
        _ => Err(hidden()),
    }
}

/// The conversations of a subject, oldest first.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(
    db: &Db,
    account: AccountId,
    subject: Subject,
    reader: Reader,
    page: &Page,
) -> Result<(Vec<Conversation>, String)> {
    let (time, id) = page.after::<(DateTime<Utc>, Uuid)>()?.unzip();
    let rows = sqlx::query_as!(
        Row,
        "select id, subject_kind, subject, visibility, last_message_time, revision, create_time
           from conversations.conversation
          where account = $1 and subject = $2 and subject_kind = $3
            and (not $4 or visibility = 1)
            and ($5::timestamptz is null or (create_time, id) > ($5, $6))
          order by create_time, id
          limit $7",
        account.uuid(),
        subject.uuid(),
        subject.kind(),
        reader == Reader::Customer,
        time,
        id,
        page.limit()
    )
    .fetch_all(db.pool())
    .await?;
    let (rows, next) = page.cut(rows, |last| (last.create_time, last.id));
    Ok((rows.into_iter().map(Row::read).collect::<Result<_>>()?, next))
}

/// The first conversation of an item of that visibility, whoever opens it: two who do at once open one.
#[must_use]
pub fn main_of(item: ItemId, visibility: Visibility) -> ConversationId {
    ConversationId::derived(
        item.uuid(),
        if visibility == Visibility::Customer { "customer" } else { "internal" },
    )
}

/// Opens a conversation. The same `request_key` is one conversation. Announces `ConversationCreated`.
///
/// # Errors
/// Where the database is away.
pub async fn create(
    tools: &Tools,
    cause: &Cause,
    subject: Subject,
    visibility: Visibility,
    request_key: Option<String>,
) -> Result<Conversation> {
    if let Some(key) = &request_key
        && let Some(earlier) = by_request(&tools.db, cause.account(), key).await?
    {
        return Ok(earlier);
    }
    let mut tx = tools.db.begin().await?;
    let now = tools.clock.now();
    let first = subject.item().map(|item| main_of(item, visibility));
    for id in first.into_iter().chain([ConversationId::new()]) {
        let new = New { id, subject, visibility, request_key: request_key.as_deref(), now };
        if let Some(made) = insert(&mut tx, cause, new).await? {
            tx.commit().await?;
            return Ok(made);
        }
    }
    drop(tx);
    let earlier = by_request(&tools.db, cause.account(), &request_key.unwrap_or_default()).await?;
    earlier.ok_or_else(|| Error::Unavailable("the conversation is being opened by somebody else".into()))
}

/// Opens a conversation whose id is known beforehand. Announces `ConversationCreated`.
///
/// # Errors
/// `Unavailable` where it is there already.
pub async fn open(
    tx: &mut Tx,
    cause: &Cause,
    id: ConversationId,
    subject: Subject,
    visibility: Visibility,
    now: DateTime<Utc>,
) -> Result<Conversation> {
    let made = insert(tx, cause, New { id, subject, visibility, request_key: None, now }).await?;
    made.ok_or_else(|| Error::Unavailable("the conversation is being opened by somebody else".into()))
}

/// The conversation of an item to write to where none is named: its oldest of that visibility, or one opened now.
///
/// # Errors
/// Where the database is away.
pub async fn ensure_main(
    tx: &mut Tx,
    cause: &Cause,
    item: ItemId,
    visibility: Visibility,
    now: DateTime<Utc>,
) -> Result<Conversation> {
    if let Some(oldest) = oldest(&mut **tx, cause.account(), item, visibility).await? {
        return Ok(oldest);
    }
    let (id, subject) = (main_of(item, visibility), Subject::Item(item));
    let made = insert(tx, cause, New { id, subject, visibility, request_key: None, now }).await?;
    match made {
        Some(made) => Ok(made),
        None => oldest(&mut **tx, cause.account(), item, visibility)
            .await?
            .ok_or_else(|| Error::Unavailable("the conversation is being opened".into())),
    }
}

/// The first conversation of an item of that visibility, if it has one.
pub async fn oldest(
    from: impl PgExecutor<'_>,
    account: AccountId,
    item: ItemId,
    visibility: Visibility,
) -> Result<Option<Conversation>> {
    sqlx::query_as!(
        Row,
        "select id, subject_kind, subject, visibility, last_message_time, revision, create_time
           from conversations.conversation
          where account = $1 and subject = $2 and subject_kind = 'item' and visibility = $3
          order by create_time, id
          limit 1",
        account.uuid(),
        item.uuid(),
        visibility as i16
    )
    .fetch_optional(from)
    .await?
    .map(Row::read)
    .transpose()
}

async fn by_request(db: &Db, account: AccountId, key: &str) -> Result<Option<Conversation>> {
    sqlx::query_as!(
        Row,
        "select id, subject_kind, subject, visibility, last_message_time, revision, create_time
           from conversations.conversation
          where account = $1 and request_id = $2",
        account.uuid(),
        key
    )
    .fetch_optional(db.pool())
    .await?
    .map(Row::read)
    .transpose()
}

/// A conversation to be opened.
struct New<'x> {
    id: ConversationId,
    subject: Subject,
    visibility: Visibility,
    request_key: Option<&'x str>,
    now: DateTime<Utc>,
}

/// Nothing where it is there already.
async fn insert(tx: &mut Tx, cause: &Cause, new: New<'_>) -> Result<Option<Conversation>> {
    let made = sqlx::query_as!(
        Row,
        "insert into conversations.conversation
            (account, id, subject_kind, subject, visibility, request_id, create_time)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing
         returning id, subject_kind, subject, visibility, last_message_time, revision, create_time",
        cause.account().uuid(),
        new.id.uuid(),
        new.subject.kind(),
        new.subject.uuid(),
        new.visibility as i16,
        new.request_key,
        new.now
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Row::read)
    .transpose()?;
    if let Some(made) = &made {
        let told = pb::ConversationCreated { conversation: Some(made.clone().into()) };
        tx.emit(cause, Emit::new(&told).about(made.subject).about(made.id).revision(made.revision));
    }
    Ok(made)
}

/// Locks a conversation for a message that joins it: messages of one conversation are written one after the other.
/// Answers with its revision after it. One that is not `shown` to all who take part changes nothing that they see.
///
/// # Errors
/// `NotFound` where there is none.
pub async fn lock_for_message(
    tx: &mut Tx,
    account: AccountId,
    conversation: &Conversation,
    shown: bool,
    time: DateTime<Utc>,
) -> Result<i64> {
    let counts = shown || !conversation.is_with_customers();
    sqlx::query_scalar!(
        "update conversations.conversation
            set last_message_time = case when $4 then greatest(last_message_time, $3) else last_message_time end,
                revision = revision + case when $4 then 1 else 0 end
          where account = $1 and id = $2
         returning revision",
        account.uuid(),
        conversation.id.uuid(),
        time,
        counts
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::not_found("conversation", conversation.id))
}
