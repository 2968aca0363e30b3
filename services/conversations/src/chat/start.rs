//! How a chat begins: a session for a browser, and with the first words a conversation, in the queue.
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{AccountId, ChatId, ConversationId, CustomerId},
};
use tandem_proto::conversations::{self as pb, Visibility, chat::State};
use uuid::Uuid;

use super::{
    Chat, Chats, hours,
    identity::{self, Claim},
    limit,
    visitor::{self, Page, Session, Visitor},
    widget::Widget,
    write::{self, Put, Words},
};
use crate::{
    conversation::{self, Conversation, Subject, open::New},
    job,
    message::code,
    recipient::{self, Recipient},
};

/// New visitors of one network within an hour.
const MOST_NEW: u64 = 300;

/// Who begins.
pub struct Arrival<'x> {
    /// The customer who is signed in at the portal.
    pub customer: Option<CustomerId>,
    pub claim: Option<Claim>,
    /// Name and address as typed.
    pub typed: (&'x str, &'x str),
    pub page: Page,
    /// The session that the browser shows.
    pub session: Option<Session>,
    pub network: &'x str,
}

/// Begins or goes on. Answers with the visitor, and the token of a new session.
///
/// # Errors
/// `Refused` as `IDENTITY_INVALID` or `IDENTITY_REQUIRED`; `Exhausted` for too many from one network.
pub async fn session(
    chats: &Chats,
    widget: &Widget,
    arrival: Arrival<'_>,
) -> Result<(Visitor, Option<String>)> {
    let account = AccountId::from(widget.account);
    let proven = match &arrival.claim {
        Some(claim) => {
            let secrets = widget.good_secrets(&chats.tools.secrets, chats.now());
            let proven = identity::prove(claim, &secrets, chats.now())?;
            // Two websites may number their people alike.
            let identifier = format!("{}:{}", widget.widget_id(), proven.identifier);
            Some(identity::Proven { identifier, ..proven })
        }
        None => match arrival.customer {
            Some(id) => Some(signed_in(chats, account, id).await?),
            None => None,
        },
    };
    let page = arrival.page.cut();
    let shown =
        arrival.session.filter(|session| session.account == account && session.widget == widget.widget_id());
    if let Some(session) = shown {
        let same = proven
            .as_ref()
            .is_none_or(|proven| session.visitor.identifier.as_ref() == Some(&proven.identifier));
        let enough = proven.is_some() || !widget.require_identity;
        if same && enough && session.visitor.verified == proven.is_some() {
            visitor::note_page(chats, account, session.visitor.id, &page).await?;
            return Ok((session.visitor, None));
        }
    }
    if proven.is_none() && widget.require_identity {
        return Err(Error::refused(
            "IDENTITY_REQUIRED",
            "this chat is for people whom the website has signed in",
        ));
    }
    let customer = match &proven {
        Some(_) if arrival.claim.is_none() => arrival.customer,
        Some(proven) if proven.email_proven => {
            customer_of(chats, account, &proven.email, &proven.name).await?
        }
        _ => None,
    };
    if proven.is_none() {
        limit::network(chats, arrival.network, "visitor", MOST_NEW).await?;
    }
    let mut tx = chats.db().begin().await?;
    let visitor = match &proven {
        Some(proven) => visitor::ensure_proven(&mut tx, account, proven, customer, &page).await?,
        None => visitor::make_unknown(&mut tx, account, arrival.typed, &page).await?,
    };
    let token = visitor::begin(&mut tx, account, visitor.id, widget.widget_id()).await?;
    tx.commit().await?;
    Ok((visitor, Some(token)))
}

/// A customer whom our own portal signed in is proven by that.
async fn signed_in(chats: &Chats, account: AccountId, id: CustomerId) -> Result<identity::Proven> {
    let person = chats.tools.peers.person(&Cause::system(account), &id.to_string()).await?;
    let person = person.ok_or(Error::Unauthenticated)?;
    Ok(identity::Proven {
        identifier: format!("portal:{id}"),
        name: person.name,
        email: person.email,
        email_proven: true,
    })
}

/// The customer with a proven address; a user is nobody's customer.
async fn customer_of(
    chats: &Chats,
    account: AccountId,
    email: &str,
    name: &str,
) -> Result<Option<CustomerId>> {
    let person = chats.tools.peers.ensure_person(&Cause::system(account), email, name).await?;
    Ok(person.id.parse().ok())
}

/// Begins a chat with its first words; where one is open the words join it. Announces `ChatStarted`, `ConversationCreated` and
/// `MessagePosted`.
///
/// # Errors
/// `Refused` as `CHAT_CLOSED` outside the hours; as [`write::post`].
pub async fn begin(chats: &Chats, session: &Session, widget: &Widget, words: Words) -> Result<Chat> {
    let Session { account, visitor, .. } = session;
    words.check()?;
    let latest = super::latest_of(chats.db(), *account, visitor.id).await?;
    if let Some(open) = latest.as_ref().filter(|chat| chat.state() != State::Ended) {
        write::post(chats, *account, visitor, open, words).await?;
        return super::get(chats.db().pool(), *account, open.chat_id()).await;
    }
    let cause = visitor.cause(*account);
    if !hours::now(chats, &cause, widget).await?.open {
        return Err(Error::refused("CHAT_CLOSED", "nobody answers at this hour: leave a message"));
    }
    limit::visitor(chats, visitor.id, limit::What::Message).await?;
    let mut tx = chats.db().begin().await?;
    let Some((chat, conversation)) = open(&mut tx, chats, &cause, session, widget).await? else {
        drop(tx);
        return join(chats, session, words).await;
    };
    if !widget.greeting.trim().is_empty() {
        write::say(&mut tx, chats, &cause, &conversation, &widget.greeting).await?;
    }
    if let Put::Earlier(id) = write::put(&mut tx, chats, (&cause, visitor), &conversation, words).await? {
        // What was said before begins nothing: it stands in the chat that has ended since.
        return latest.ok_or_else(|| Error::not_found("message", id));
    }
    job::put(&mut tx, job::Kind::Chat, *account, chat.id, chats.now()).await?;
    let told = pb::ChatStarted { chat: Some(chat.encode(visitor)) };
    tx.emit(&cause, Emit::new(&told).about_all(chat.subjects()).revision(chat.revision));
    tx.commit().await?;
    Ok(chat)
}

/// Two browsers of one visitor began at once: the other one's chat is the one.
async fn join(chats: &Chats, session: &Session, words: Words) -> Result<Chat> {
    let Session { account, visitor, .. } = session;
    let chat = super::latest_of(chats.db(), *account, visitor.id).await?;
    let chat = chat.ok_or_else(|| Error::Unavailable("the chat is being opened by another window".into()))?;
    write::post(chats, *account, visitor, &chat, words).await?;
    super::get(chats.db().pool(), *account, chat.chat_id()).await
}

/// A chat and its conversation; nothing where the visitor has an open one.
async fn open(
    tx: &mut Tx,
    chats: &Chats,
    cause: &Cause,
    session: &Session,
    widget: &Widget,
) -> Result<Option<(Chat, Conversation)>> {
    let Session { account, visitor, .. } = session;
    let (conversation, now) = (ConversationId::new(), chats.now());
    let id = ChatId::derived(conversation.uuid(), "chat");
    let new = New::plain(conversation, Subject::Chat(id), Visibility::Customer, now);
    let Some(made) = conversation::open::insert(tx, cause, new).await? else { return Ok(None) };
    let written = sqlx::query!(
        "insert into conversations.chat
            (account, id, conversation, widget, visitor, state, team, wait_time, last_message_time, create_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8)
         on conflict do nothing",
        account.uuid(),
        id.uuid(),
        conversation.uuid(),
        widget.id,
        visitor.id,
        code(State::Waiting as i32),
        widget.team,
        now
    )
    .execute(&mut **tx)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(None);
    }
    take_part(tx, *account, &made, visitor).await?;
    Ok(Some((super::get(&mut **tx, *account, id).await?, made)))
}

/// Whoever has an address takes part in the conversation: an answer that they do not see goes there.
///
/// # Errors
/// Where the database is away.
pub async fn take_part(
    tx: &mut Tx,
    account: AccountId,
    conversation: &Conversation,
    visitor: &Visitor,
) -> Result<()> {
    if visitor.email.is_empty() {
        return Ok(());
    }
    let person =
        Recipient { person: visitor.person(), name: visitor.name.clone(), address: visitor.email.clone() };
    let now = tx.now();
    sqlx::query!(
        "delete from conversations.participant where account = $1 and conversation = $2 and person = $3",
        account.uuid(),
        conversation.id.uuid(),
        person.person
    )
    .execute(&mut **tx)
    .await?;
    recipient::join(tx, account, conversation.id, &[person], now).await
}

/// Where the chats of a visitor are looked up: one of theirs.
///
/// # Errors
/// `NotFound` where it is not theirs.
pub async fn own(chats: &Chats, session: &Session, id: ChatId) -> Result<Chat> {
    let chat = super::get(chats.db().pool(), session.account, id).await?;
    let own: Uuid = session.visitor.id;
    if chat.visitor == own { Ok(chat) } else { Err(Error::not_found("chat", id)) }
}
