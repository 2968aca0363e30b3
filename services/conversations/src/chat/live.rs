//! A visitor's live stream: first what they have not got, then each thing as it happens, read as they may read it.
use std::{collections::VecDeque, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures::Stream;
use prost::{Message as _, Name as _};
use tandem_kit::{
    Error, Result,
    bus::{Heard, hear},
    clock::timestamp,
    id::{self, ConversationId, MessageId},
};
use tandem_proto::{
    conversations::{self as pb, chat, visitor_update::What},
    event::Event,
};
use tokio::sync::broadcast::Receiver;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use uuid::Uuid;

use super::{
    Chat, Chats,
    hub::{Hub, Nudge, Subscription},
    visitor::{Session, Visitor},
    write,
};

/// How often a stream shows that it lives; what was missed meanwhile, for whatever reason, comes with it.
const BEAT: Duration = Duration::from_secs(20);

/// Passes events on to those who watch, until the process stops.
///
/// # Errors
/// None.
pub async fn watch(events: Receiver<Arc<Event>>, hub: Hub, stop: CancellationToken) -> anyhow::Result<()> {
    hear(events, &stop, |heard| match heard {
        Heard::Event(event) => {
            if let Some((conversation, nudge)) = read(&event) {
                hub.nudge(conversation, &nudge);
            }
        }
        Heard::Missed(missed) => {
            tracing::warn!(missed, "the chats' streams missed events: every visitor asks again");
            hub.reset();
        }
    })
    .await;
    hub.close();
    Ok(())
}

/// What an event is to those who watch its conversation.
fn read(event: &Event) -> Option<(Uuid, Nudge)> {
    let of = event.r#type.strip_prefix("tandem.conversations.v1.")?;
    let conversation =
        event.subjects.iter().find_map(|subject| subject.parse::<ConversationId>().ok())?.uuid();
    let nudge = match of {
        "MessagePosted" => {
            let message = pb::MessagePosted::decode(event.data.clone()).ok()?.message?;
            Nudge::Message(message.id.parse::<MessageId>().ok()?.uuid())
        }
        "MessageUpdated" | "MessageDeleted" => Nudge::Changed,
        "ChatTyping" => {
            let typing = pb::ChatTyping::decode(event.data.clone()).ok()?;
            // Visitors know themselves.
            (!typing.person_id.starts_with("vis_")).then_some(Nudge::Typing(typing.name))?
        }
        "ChatSeen" => {
            let seen = pb::ChatSeen::decode(event.data.clone()).ok()?;
            (!seen.person_id.starts_with("vis_")).then_some(Nudge::Chat)?
        }
        _ if event.r#type == pb::ChatUpdated::full_name() => Nudge::Chat,
        _ => return None,
    };
    Some((conversation, nudge))
}

/// What is said to a visitor of their chat.
///
/// # Errors
/// Where the database is away.
pub async fn encode(chats: &Chats, session: &Session, chat: &Chat) -> Result<pb::VisitorChat> {
    let account = session.account;
    let agent_name = match chat.assignee {
        Some(user) => {
            let cause = session.visitor.cause(account).as_system();
            let user = id::UserId::from(user).to_string();
            chats
                .tools
                .peers
                .person(&cause, &user)
                .await
                .ok()
                .flatten()
                .map(|person| person.name)
                .unwrap_or_default()
        }
        None => String::new(),
    };
    let queue_position = match chat.state() {
        chat::State::Waiting => super::positions(chats.db(), account, &[chat.id]).await?.remove(&chat.id),
        _ => None,
    };
    let queue_position = queue_position.unwrap_or_default();
    Ok(pb::VisitorChat {
        id: chat.chat_id().to_string(),
        state: i32::from(chat.state),
        queue_position,
        agent_name,
        asks_address: chat.asked_address && session.visitor.email.is_empty(),
        has_address: !session.visitor.email.is_empty(),
        seen_time: chat.seen_time.map(timestamp),
        create_time: Some(timestamp(chat.create_time)),
    })
}

struct State {
    chats: Chats,
    session: Session,
    chat: Chat,
    subscription: Subscription,
    /// The last message that went out.
    last: Option<MessageId>,
    /// What went out, for what is read twice; the newest few.
    sent: VecDeque<String>,
    /// Up to when it was looked for what changed.
    looked: DateTime<Utc>,
    ready: VecDeque<What>,
    ended: bool,
}

/// The stream of one chat after a message.
///
/// # Errors
/// `Exhausted` where there are too many.
pub async fn stream(
    chats: &Chats,
    session: Session,
    chat: Chat,
    after: Option<MessageId>,
) -> Result<impl Stream<Item = Result<pb::VisitorUpdate, Status>> + Send + 'static + use<>> {
    // Before the first read: what happens in between is told.
    let subscription = chats.hub.subscribe(chat.conversation, session.visitor.id)?;
    let (account, conversation) = (session.account, chat.conversation_id());
    let mut state = State {
        chats: chats.clone(),
        session,
        chat,
        subscription,
        last: after,
        sent: VecDeque::new(),
        looked: chats.now(),
        ready: VecDeque::new(),
        ended: false,
    };
    if let Some(after) = after
        && let Some(time) = write::time_of(chats, account, conversation, after).await?
    {
        state.looked = time;
    }
    state.came().await?;
    state.catch_up().await?;
    state.stand().await?;
    Ok(futures::stream::unfold(state, |mut state| async move {
        let what = state.next().await?;
        Some((what.map(|what| pb::VisitorUpdate { what: Some(what) }).map_err(Status::from), state))
    }))
}

impl State {
    async fn next(&mut self) -> Option<Result<What>> {
        loop {
            if let Some(what) = self.ready.pop_front() {
                return Some(Ok(what));
            }
            if self.ended {
                return None;
            }
            let happened = match tokio::time::timeout(BEAT, self.subscription.next()).await {
                Err(_quiet) => self.beat().await,
                Ok(None) => return None,
                Ok(Some(Nudge::Message(id))) => self.message(id).await,
                Ok(Some(Nudge::Changed)) => self.changes().await,
                Ok(Some(Nudge::Chat)) => self.stand().await,
                Ok(Some(Nudge::Typing(name))) => {
                    self.ready.push_back(What::Typing(name));
                    Ok(())
                }
            };
            if let Err(error) = happened {
                self.ended = true;
                return Some(Err(error));
            }
        }
    }
    fn conversation(&self) -> ConversationId {
        self.chat.conversation_id()
    }
    async fn came(&self) -> Result<()> {
        let visitor = &self.session.visitor;
        if !self.chats.note_there(visitor.id, false).await {
            return Ok(());
        }
        super::mention_seen(&self.chats, &visitor.cause(self.session.account), &self.chat, &visitor.own_id())
            .await;
        Ok(())
    }
    /// What came since the last message, however it was missed.
    async fn catch_up(&mut self) -> Result<()> {
        let (account, conversation) = (self.session.account, self.conversation());
        let came = write::read(
            &self.chats,
            account,
            &self.session.visitor,
            conversation,
            self.last,
            write::MOST_READ,
        )
        .await?;
        for message in came {
            self.last = message.id.parse().ok().or(self.last);
            self.push(message);
        }
        self.changes().await
    }
    /// What says something else than it did, or nothing any more.
    async fn changes(&mut self) -> Result<()> {
        let (account, conversation, now) = (self.session.account, self.conversation(), self.chats.now());
        let since = self.looked;
        let changed =
            write::changed(&self.chats, account, &self.session.visitor, conversation, since).await?;
        for message in changed.edited {
            self.push(message);
        }
        for id in changed.gone.into_iter().map(|id| id.to_string()) {
            if self.is_first(format!("gone {id}")) {
                self.ready.push_back(What::DeletedMessageId(id));
            }
        }
        self.looked = self.looked.max(now);
        Ok(())
    }
    async fn message(&mut self, id: Uuid) -> Result<()> {
        let (account, conversation) = (self.session.account, self.conversation());
        if let Some(message) =
            write::one(&self.chats, account, &self.session.visitor, conversation, id).await?
        {
            self.last = message.id.parse().ok().or(self.last);
            self.push(message);
        }
        Ok(())
    }
    fn push(&mut self, message: pb::VisitorMessage) {
        let edited = message.edit_time.map(|time| (time.seconds, time.nanos));
        if self.is_first(format!("{} {edited:?}", message.id)) {
            self.ready.push_back(What::Message(message));
        }
    }
    /// Whether something goes out for the first time.
    fn is_first(&mut self, what: String) -> bool {
        const REMEMBERED: usize = 300;
        if self.sent.contains(&what) {
            return false;
        }
        self.sent.push_back(what);
        if self.sent.len() > REMEMBERED {
            self.sent.pop_front();
        }
        true
    }
    /// How the chat stands now.
    async fn stand(&mut self) -> Result<()> {
        let (db, account) = (self.chats.db(), self.session.account);
        self.chat = super::get(db.pool(), account, self.chat.chat_id()).await?;
        let visitor: Visitor =
            super::visitor::get(db.pool(), account, self.session.visitor.id.into()).await?;
        self.session.visitor = visitor;
        let stands = encode(&self.chats, &self.session, &self.chat).await?;
        self.ready.push_back(What::Chat(stands));
        Ok(())
    }
    async fn beat(&mut self) -> Result<()> {
        let visitor = self.session.visitor.id;
        let away = self.chats.presence(visitor).await == pb::chat::Presence::Away;
        self.chats.note_there(visitor, away).await;
        let caught = self.catch_up().await;
        match caught {
            // A database that is away for a moment ends no stream.
            Err(Error::Unavailable(_)) | Ok(()) => {}
            Err(error) => return Err(error),
        }
        self.ready.push_back(What::Beat(true));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tandem_kit::id::{ChatId, UserId};

    use super::*;

    fn event<T: prost::Message + prost::Name>(what: &T, subjects: &[String]) -> Event {
        Event {
            r#type: T::full_name(),
            data: what.encode_to_vec().into(),
            subjects: subjects.to_vec(),
            ..Event::default()
        }
    }

    #[test]
    fn a_visitor_is_told_of_users_and_not_of_themselves() {
        let (chat, conversation) = (ChatId::new().to_string(), ConversationId::new());
        let subjects = [chat.clone(), conversation.to_string()];
        let typing = |person: &str| pb::ChatTyping {
            chat_id: chat.clone(),
            person_id: person.into(),
            name: "Eve".into(),
        };
        let by_user = event(&typing(&UserId::new().to_string()), &subjects);
        assert_eq!(read(&by_user), Some((conversation.uuid(), Nudge::Typing("Eve".into()))));
        assert_eq!(read(&event(&typing("vis_1"), &subjects)), None);
        assert_eq!(
            read(&event(&pb::ChatUpdated::default(), &subjects)),
            Some((conversation.uuid(), Nudge::Chat))
        );
        let changes = [
            event(&pb::MessageUpdated::default(), &subjects),
            event(&pb::MessageDeleted::default(), &subjects),
        ];
        for change in changes {
            assert_eq!(read(&change), Some((conversation.uuid(), Nudge::Changed)));
        }
        assert_eq!(read(&event(&pb::ChatUpdated::default(), &[chat])), None);
        assert_eq!(read(&event(&pb::MessageSent::default(), &subjects)), None);
    }
}
