//! Chats: a website's visitor and those who answer, in a conversation with customers. What is here is in the database; who types
//! and who is there is told to who listens, and kept nowhere.
use std::{collections::HashMap, time::Duration};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::{FutureExt as _, future::join_all};
use sqlx::PgExecutor;
use tandem_kit::{
    Bus, Cause, Context, Db, Emit, Error, Page, Result, Tx,
    cache::Cache,
    id::{AccountId, ChatId, ConversationId, ItemId, TeamId, UserId, WidgetId},
};
use tandem_proto::conversations::{
    self as pb,
    chat::{Ending, State},
};
use uuid::Uuid;

use self::{
    hub::Hub,
    peer::Staff,
    visitor::{Session, Visitor},
};
use crate::{conversation, message::code, tools::Tools};

pub mod agent;
pub mod attend;
pub mod consumers;
pub mod count;
pub mod desk;
pub mod hours;
pub mod hub;
pub mod identity;
pub mod leave;
pub mod limit;
pub mod link;
pub mod live;
pub mod peer;
pub mod silence;
pub mod start;
pub mod token;
pub mod transcript;
pub mod upload;
pub mod visitor;
pub mod widget;
pub mod write;

/// How long a visitor counts as there after the last sign of them.
const THERE: Duration = Duration::from_secs(50);

/// What chats are made of, beside what the whole service works with.
#[derive(Clone)]
pub struct Chats {
    pub tools: Tools,
    pub cache: Cache,
    pub bus: Bus,
    pub hub: Hub,
    pub staff: Staff,
}

impl Chats {
    /// Of a service's context.
    ///
    /// # Errors
    /// Where a peer has no address.
    pub fn new(cx: &Context, tools: &Tools) -> anyhow::Result<Self> {
        Ok(Self {
            tools: tools.clone(),
            cache: cx.cache.clone(),
            bus: cx.bus.clone(),
            hub: Hub::default(),
            staff: Staff::new(cx)?,
        })
    }
    pub(crate) fn db(&self) -> &Db {
        &self.tools.db
    }
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.tools.clock.now()
    }
    /// Notes that a visitor is there, or has the page open and looks elsewhere. Answers whether that is new.
    pub(crate) async fn note_there(&self, visitor: Uuid, away: bool) -> bool {
        let (key, sign) = (there(visitor), Bytes::from_static(if away { b"a" } else { b"o" }));
        let known = self.cache.get(&key).await;
        self.cache.set(&key, sign.clone(), THERE).await;
        known != Some(sign)
    }
    /// Whether a visitor is there.
    pub(crate) async fn presence(&self, visitor: Uuid) -> pb::chat::Presence {
        match self.cache.get(&there(visitor)).await.as_deref() {
            Some(b"a") => pb::chat::Presence::Away,
            Some(_) => pb::chat::Presence::Online,
            None => pb::chat::Presence::Offline,
        }
    }
}

fn there(visitor: Uuid) -> String {
    format!("conversations:there:{}", visitor.simple())
}

/// A chat as it is kept.
#[derive(Clone, Debug)]
pub struct Chat {
    pub id: Uuid,
    pub conversation: Uuid,
    pub widget: Uuid,
    pub visitor: Uuid,
    pub state: i16,
    pub assignee: Option<Uuid>,
    pub team: Option<Uuid>,
    pub item: Option<Uuid>,
    pub wait_time: DateTime<Utc>,
    pub asked_address: bool,
    pub answer_time: Option<DateTime<Utc>>,
    pub end_time: Option<DateTime<Utc>>,
    pub last_message_time: DateTime<Utc>,
    pub visitor_seen_time: Option<DateTime<Utc>>,
    pub seen_time: Option<DateTime<Utc>>,
    pub transcript_sent: bool,
    pub ending: i16,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
}

impl Chat {
    /// Its id.
    #[must_use]
    pub fn chat_id(&self) -> ChatId {
        self.id.into()
    }
    /// Its conversation's.
    #[must_use]
    pub fn conversation_id(&self) -> ConversationId {
        self.conversation.into()
    }
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        State::try_from(i32::from(self.state)).unwrap_or(State::Ended)
    }
    /// What its events are about.
    fn subjects(&self) -> Vec<String> {
        let item = self.item.map(|id| ItemId::from(id).to_string());
        [self.chat_id().to_string(), self.conversation_id().to_string()].into_iter().chain(item).collect()
    }
    /// As the contract has it, but for its place in the queue and whether the visitor is there.
    #[must_use]
    pub fn encode(&self, visitor: &Visitor) -> pb::Chat {
        let time = |at: Option<DateTime<Utc>>| at.map(tandem_kit::clock::timestamp);
        pb::Chat {
            id: self.chat_id().to_string(),
            conversation_id: self.conversation_id().to_string(),
            widget_id: WidgetId::from(self.widget).to_string(),
            state: i32::from(self.state),
            visitor: Some(visitor.encode()),
            assignee_id: self.assignee.map(|id| UserId::from(id).to_string()).unwrap_or_default(),
            team_id: self.team.map(|id| TeamId::from(id).to_string()).unwrap_or_default(),
            queue_position: 0,
            item_id: self.item.map(|id| ItemId::from(id).to_string()).unwrap_or_default(),
            create_time: time(Some(self.create_time)),
            answer_time: time(self.answer_time),
            end_time: time(self.end_time),
            visitor_seen_time: time(self.visitor_seen_time),
            seen_time: time(self.seen_time),
            last_message_time: time(Some(self.last_message_time)),
            revision: self.revision,
            ending: self.ending.into(),
        }
    }
    /// Ends it.
    fn end(&mut self, ending: Ending, now: DateTime<Utc>) {
        (self.state, self.end_time) = (code(State::Ended as i32), Some(now));
        self.ending = code(ending as i32);
    }
    /// It has not ended any more.
    fn open_again(&mut self) {
        (self.end_time, self.ending) = (None, code(Ending::Unspecified as i32));
    }
}

/// A chat of an account.
///
/// # Errors
/// `NotFound` where it has none with that id.
pub async fn get(from: impl PgExecutor<'_>, account: AccountId, id: ChatId) -> Result<Chat> {
    sqlx::query_as!(
        Chat,
        "select id, conversation, widget, visitor, state, assignee, team, item, wait_time, asked_address, answer_time, end_time,
                last_message_time, visitor_seen_time, seen_time, transcript_sent, ending, revision, create_time
           from conversations.chat
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(from)
    .await?
    .ok_or_else(|| Error::not_found("chat", id))
}

/// The chat of a conversation, if it is one's.
///
/// # Errors
/// Where the database is away.
pub async fn of_conversation(
    from: impl PgExecutor<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Result<Option<ChatId>> {
    let id = sqlx::query_scalar!(
        "select id from conversations.chat where account = $1 and conversation = $2",
        account.uuid(),
        conversation.uuid()
    )
    .fetch_optional(from)
    .await?;
    Ok(id.map(ChatId::from))
}

/// A chat, locked against others who change it.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn lock(tx: &mut Tx, account: AccountId, id: ChatId) -> Result<Chat> {
    sqlx::query_as!(
        Chat,
        "select id, conversation, widget, visitor, state, assignee, team, item, wait_time, asked_address, answer_time, end_time,
                last_message_time, visitor_seen_time, seen_time, transcript_sent, ending, revision, create_time
           from conversations.chat
          where account = $1 and id = $2
            for update -- against two who take it at once",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::not_found("chat", id))
}

/// A visitor's chats newest first: the latest.
///
/// # Errors
/// Where the database is away.
pub async fn latest_of(db: &Db, account: AccountId, visitor: Uuid) -> Result<Option<Chat>> {
    Ok(sqlx::query_as!(
        Chat,
        "select id, conversation, widget, visitor, state, assignee, team, item, wait_time, asked_address, answer_time, end_time,
                last_message_time, visitor_seen_time, seen_time, transcript_sent, ending, revision, create_time
           from conversations.chat
          where account = $1 and visitor = $2
          order by create_time desc
          limit 1",
        account.uuid(),
        visitor
    )
    .fetch_optional(db.pool())
    .await?)
}

/// Writes down what may change of a chat, and tells. The row is locked.
///
/// # Errors
/// Where the database is away.
pub async fn save(tx: &mut Tx, cause: &Cause, chat: &mut Chat) -> Result<()> {
    chat.revision = sqlx::query_scalar!(
        "update conversations.chat
            set state = $3, assignee = $4, team = $5, item = $6, wait_time = $7, asked_address = $8, answer_time = $9,
                end_time = $10, last_message_time = $11, transcript_sent = $12, ending = $13, revision = revision + 1
          where account = $1 and id = $2
         returning revision",
        cause.account().uuid(),
        chat.id,
        chat.state,
        chat.assignee,
        chat.team,
        chat.item,
        chat.wait_time,
        chat.asked_address,
        chat.answer_time,
        chat.end_time,
        chat.last_message_time,
        chat.transcript_sent,
        chat.ending
    )
    .fetch_one(&mut **tx)
    .await?;
    let visitor = visitor::get(&mut **tx, cause.account(), chat.visitor.into()).await?;
    let told = pb::ChatUpdated { chat: Some(chat.encode(&visitor)) };
    tx.emit(cause, Emit::new(&told).about_all(chat.subjects()).revision(chat.revision));
    Ok(())
}

/// How many wait before each of these chats, itself counted; those that do not wait are left out.
///
/// # Errors
/// Where the database is away.
pub async fn positions(db: &Db, account: AccountId, chats: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    let rows = sqlx::query!(
        r#"select chat.id, before.places as "places!"
             from conversations.chat
            cross join lateral (
                   select count(*)::integer as places from (
                     select 1 from conversations.chat as other
                      where other.account = $1 and other.state = 1 and other.team is not distinct from chat.team
                        and (other.wait_time, other.id) <= (chat.wait_time, chat.id) and other.state < 3
                      limit 1000) as waiting) as before
            where chat.account = $1 and chat.id = any($2) and chat.state = 1"#,
        account.uuid(),
        chats
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.places)).collect())
}

/// Which chats are listed.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub state: State,
    pub assignee: Option<UserId>,
}

/// Chats that have not ended, the longest waiting first; or ended ones, newest first.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(tools: &Tools, cause: &Cause, wanted: Wanted, page: &Page) -> Result<(Vec<Chat>, String)> {
    let has_ended = wanted.state == State::Ended;
    let key = |last: &Chat| {
        let time = if has_ended { last.end_time.unwrap_or_default() } else { last.wait_time };
        (time, last.id)
    };
    let (db, account) = (&tools.db, cause.account());
    let read = |after: Option<(DateTime<Utc>, Uuid)>, limit| {
        if has_ended {
            return ended(db, account, wanted, after.unzip(), limit).boxed();
        }
        open(db, account, wanted, after.unzip(), limit).boxed()
    };
    let subject = |chat: &Chat| chat.item.map(|id| ItemId::from(id).to_string());
    let rows = tools.sight.page(cause, (page, page.after()?), read, key, subject).await?;
    Ok(page.cut(rows, key))
}

/// A chat of the caller's account, of which they see the item that it is of, if it is one's.
///
/// # Errors
/// `NotFound` where there is none for them.
pub async fn seen(tools: &Tools, cause: &Cause, id: ChatId) -> Result<Chat> {
    let chat = get(tools.db.pool(), cause.account(), id).await?;
    let item = chat.item.map(|item| ItemId::from(item).to_string()).unwrap_or_default();
    if tools.sight.sees(cause, &item).await? { Ok(chat) } else { Err(Error::not_found("chat", id)) }
}

async fn open(
    db: &Db,
    account: AccountId,
    wanted: Wanted,
    (time, id): (Option<DateTime<Utc>>, Option<Uuid>),
    limit: i64,
) -> Result<Vec<Chat>> {
    Ok(sqlx::query_as!(
        Chat,
        "select id, conversation, widget, visitor, state, assignee, team, item, wait_time, asked_address, answer_time, end_time,
                last_message_time, visitor_seen_time, seen_time, transcript_sent, ending, revision, create_time
           from conversations.chat
          where account = $1 and state < 3 and ($2::smallint = 0 or state = $2)
            and ($3::uuid is null or assignee = $3)
            and ($4::timestamptz is null or (wait_time, id) > ($4, $5))
          order by wait_time, id
          limit $6",
        account.uuid(),
        code(wanted.state as i32),
        wanted.assignee.map(|id| id.uuid()),
        time,
        id,
        limit
    )
    .fetch_all(db.pool())
    .await?)
}

async fn ended(
    db: &Db,
    account: AccountId,
    wanted: Wanted,
    (time, id): (Option<DateTime<Utc>>, Option<Uuid>),
    limit: i64,
) -> Result<Vec<Chat>> {
    Ok(sqlx::query_as!(
        Chat,
        "select id, conversation, widget, visitor, state, assignee, team, item, wait_time, asked_address, answer_time, end_time,
                last_message_time, visitor_seen_time, seen_time, transcript_sent, ending, revision, create_time
           from conversations.chat
          where account = $1 and state = 3
            and ($2::uuid is null or assignee = $2)
            and ($3::timestamptz is null or (end_time, id) < ($3, $4))
          order by end_time desc, id desc
          limit $5",
        account.uuid(),
        wanted.assignee.map(|id| id.uuid()),
        time,
        id,
        limit
    )
    .fetch_all(db.pool())
    .await?)
}

/// Chats as users see them: each with its visitor, its place, and whether the visitor is there.
///
/// # Errors
/// Where the database is away.
pub async fn show(chats: &Chats, account: AccountId, these: &[Chat]) -> Result<Vec<pb::Chat>> {
    let visitors: Vec<Uuid> = these.iter().map(|chat| chat.visitor).collect();
    let visitors = visitor::of(chats.db(), account, &visitors).await?;
    let waiting: Vec<Uuid> =
        these.iter().filter(|chat| chat.state() == State::Waiting).map(|chat| chat.id).collect();
    let places =
        if waiting.is_empty() { HashMap::new() } else { positions(chats.db(), account, &waiting).await? };
    let present = join_all(these.iter().map(|chat| chats.presence(chat.visitor))).await;
    let shown = these.iter().zip(present).filter_map(|(chat, presence)| {
        let visitor = visitors.iter().find(|visitor| visitor.id == chat.visitor)?;
        let mut shown = chat.encode(visitor);
        shown.queue_position = places.get(&chat.id).copied().unwrap_or_default();
        if let Some(visitor) = &mut shown.visitor {
            visitor.presence = presence.into();
        }
        Some(shown)
    });
    Ok(shown.collect())
}

/// Tells who listens that one side has seen the other's words, or came or went.
pub async fn mention_seen(chats: &Chats, cause: &Cause, chat: &Chat, person: &str) {
    let told = pb::ChatSeen { chat_id: chat.chat_id().to_string(), person_id: person.to_owned() };
    chats.bus.whisper(cause, Emit::new(&told).about_all(chat.subjects()), chats.now()).await;
}

/// Notes up to when a visitor has seen a chat, and tells who listens.
///
/// # Errors
/// Where the database is away.
pub async fn note_seen(chats: &Chats, session: &Session, chat: &Chat, time: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update conversations.chat set visitor_seen_time = greatest(visitor_seen_time, $3) where account = $1 and id = $2",
        session.account.uuid(),
        chat.id,
        time
    )
    .execute(chats.db().pool())
    .await?;
    mention_seen(chats, &session.visitor.cause(session.account), chat, &session.visitor.own_id()).await;
    Ok(())
}

/// Notes the address that a visitor typed, so that answers they do not see go there. Announces `ChatUpdated`.
///
/// # Errors
/// `Invalid` where it is no address.
pub async fn leave_address(
    chats: &Chats,
    session: &mut Session,
    id: ChatId,
    (name, email): (&str, &str),
) -> Result<Chat> {
    let account = session.account;
    let mut tx = chats.db().begin().await?;
    let mut chat = lock(&mut tx, account, id).await?;
    visitor::leave_address(&mut tx, account, session.visitor.id, name, email).await?;
    session.visitor = visitor::get(&mut *tx, account, session.visitor.id.into()).await?;
    let conversation = conversation::get(chats.db(), account, chat.conversation_id()).await?;
    start::take_part(&mut tx, account, &conversation, &session.visitor).await?;
    save(&mut tx, &session.visitor.cause(account), &mut chat).await?;
    tx.commit().await?;
    Ok(chat)
}

/// Tells who listens that somebody types; no more often than every two seconds.
pub async fn mention_typing(chats: &Chats, cause: &Cause, chat: &Chat, (person, name): (&str, &str)) {
    let key = format!("conversations:typing:{}:{person}", chat.id.simple());
    if chats.cache.take_once(&key, Duration::from_secs(2)).await {
        let told = pb::ChatTyping {
            chat_id: chat.chat_id().to_string(),
            person_id: person.to_owned(),
            name: name.to_owned(),
        };
        // Notices carry no more than what they are about: who types is among it.
        let emit = Emit::new(&told).about_all(chat.subjects()).about(person);
        chats.bus.whisper(cause, emit, chats.now()).await;
    }
}
