//! Conversations: each about one subject or about none, either with customers or among users.
use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use tandem_kit::{
    Cause, Db, Emit, Error, Page, Result, Tx,
    id::{AccountId, ConversationId, ItemId, UserId},
};
use tandem_proto::conversations::{Visibility, conversation::Kind};
use uuid::Uuid;

use crate::{peer, tools::Tools};

pub mod change;
pub mod glance;
pub mod link;
pub mod list;
pub mod merge;
pub mod open;
pub mod people;
pub mod read;
mod subject;

pub use subject::Subject;

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

/// A conversation.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub id: ConversationId,
    pub subject: Subject,
    pub visibility: Visibility,
    pub last_message_time: Option<DateTime<Utc>>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub kind: Kind,
    pub title: String,
    /// Who opened it; empty where a mail or the system did.
    pub creator: String,
    pub close_time: Option<DateTime<Utc>>,
    /// Of a private one, the users who take part: they see it, and nobody else. Of any other, none.
    pub members: Vec<UserId>,
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
            kind: Kind::Item,
            title: String::new(),
            creator: String::new(),
            close_time: None,
            members: Vec::new(),
        }
    }
    /// Whether only those who take part see it.
    #[must_use]
    pub fn is_private(&self) -> bool {
        matches!(self.kind, Kind::Direct | Kind::Group)
    }
    /// Whom an event about it is told, and what it is about: of a private one those who take part learn, and nobody else.
    pub fn tell(&self, emit: Emit) -> Emit {
        if self.is_private() {
            return emit.about(self.id).about_all(&self.members).to_named();
        }
        emit.about(self.subject).about(self.id)
    }
    /// Whether customers take part.
    #[must_use]
    pub fn is_with_customers(&self) -> bool {
        self.visibility == Visibility::Customer
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    subject_kind: String,
    subject: Uuid,
    visibility: i16,
    last_message_time: Option<DateTime<Utc>>,
    revision: i64,
    create_time: DateTime<Utc>,
    kind: i16,
    title: String,
    creator: String,
    close_time: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<Conversation> {
        let subject = Subject::of(&self.subject_kind, self.subject)
            .ok_or_else(|| anyhow::anyhow!("a conversation about a {:?}", self.subject_kind))?;
        let kind = Kind::try_from(i32::from(self.kind)).unwrap_or_default();
        Ok(Conversation {
            id: self.id.into(),
            subject,
            // Whatever is not for customers by its own word is not for them.
            visibility: Visibility::try_from(i32::from(self.visibility)).unwrap_or(Visibility::Internal),
            last_message_time: self.last_message_time,
            revision: self.revision,
            create_time: self.create_time,
            kind: if kind == Kind::Unspecified { subject.natural() } else { kind },
            title: self.title,
            creator: self.creator,
            close_time: self.close_time,
            members: Vec::new(),
        })
    }
}

/// A conversation, whoever asks.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn get(db: &Db, account: AccountId, id: ConversationId) -> Result<Conversation> {
    let mut found = sqlx::query_as!(
        Row,
        "select id, subject_kind, subject, visibility, last_message_time, revision, create_time,
                kind, title, creator, close_time
           from conversations.conversation
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db.pool())
    .await?
    .ok_or_else(|| Error::not_found("conversation", id))?
    .read()?;
    if found.is_private() {
        found.members = people::users(db.pool(), account, id).await?;
    }
    Ok(found)
}

/// A conversation that the caller may read: of a private one those who take part, whatever their role; a customer only those with
/// customers that are theirs; of an item or a project those who see it.
///
/// # Errors
/// `NotFound` where there is none for them.
pub async fn readable(tools: &Tools, cause: &Cause, id: ConversationId) -> Result<Conversation> {
    let conversation = get(&tools.db, cause.account(), id).await?;
    let hidden = || Error::not_found("conversation", id);
    if cause.caller.customer().is_some() {
        return if is_theirs(tools, cause, &conversation).await? { Ok(conversation) } else { Err(hidden()) };
    }
    let takes_part = || cause.caller.user().is_some_and(|user| conversation.members.contains(&user));
    if conversation.is_private() && !cause.caller.is_internal() && !takes_part() {
        return Err(hidden());
    }
    if !conversation.is_private() && !tools.sight.sees(cause, &conversation.subject.to_string()).await? {
        return Err(hidden());
    }
    Ok(conversation)
}

/// Whether a customer may read it.
async fn is_theirs(tools: &Tools, cause: &Cause, conversation: &Conversation) -> Result<bool> {
    let Some(customer) = cause.caller.customer().filter(|_| conversation.is_with_customers()) else {
        return Ok(false);
    };
    match conversation.subject {
        Subject::Item(item) => match tools.peers.item(cause, &item.to_string()).await {
            Ok(_) => Ok(true),
            Err(error) if peer::is_not_found(&error) => Ok(false),
            Err(error) => Err(error),
        },
        Subject::Customer(who) if who == customer => Ok(true),
        Subject::Organization(whose) if cause.caller.organization == Some(whose.uuid()) => Ok(true),
        _ => people::has_customer(&tools.db, cause.account(), conversation.id, customer).await,
    }
}

/// The conversations of a subject, oldest first.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(
    db: &Db,
    subject: Subject,
    cause: &Cause,
    page: &Page,
) -> Result<(Vec<Conversation>, String)> {
    let account = cause.account();
    let (time, id) = page.after::<(DateTime<Utc>, Uuid)>()?.unzip();
    let rows = sqlx::query_as!(
        Row,
        "select id, subject_kind, subject, visibility, last_message_time, revision, create_time,
                kind, title, creator, close_time
           from conversations.conversation
          where account = $1 and subject = $2 and subject_kind = $3
            and (not $4 or visibility = 1)
            and ($5::timestamptz is null or (create_time, id) > ($5, $6))
            and ($8 or kind not in (5, 6)
                 or exists (select
                              from conversations.member
                             where member.account = $1 and member.user_id = $9 and member.conversation = conversation.id
                               and member.takes_part))
          order by create_time, id
          limit $7",
        account.uuid(),
        subject.uuid(),
        subject.kind(),
        Reader::of(cause) == Reader::Customer,
        time,
        id,
        page.limit(),
        cause.caller.is_internal(),
        cause.caller.user().map(|user| user.uuid())
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
    open_main(tx, cause, item, visibility, now).await
}

/// The same for an item that was just made, and so has none unless somebody was quicker.
///
/// # Errors
/// Where the database is away.
pub async fn open_main(
    tx: &mut Tx,
    cause: &Cause,
    item: ItemId,
    visibility: Visibility,
    now: DateTime<Utc>,
) -> Result<Conversation> {
    let (id, subject) = (main_of(item, visibility), Subject::Item(item));
    let made = open::insert(tx, cause, open::New::plain(id, subject, visibility, now)).await?;
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
        "select id, subject_kind, subject, visibility, last_message_time, revision, create_time,
                kind, title, creator, close_time
           from conversations.conversation
          where account = $1 and subject = $2 and subject_kind = 'item' and visibility = $3
            and kind not in (5, 6) -- a private one that was linked is not where everybody writes
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
