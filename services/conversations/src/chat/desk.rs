//! What users do with a chat: take it, give it away, end it, open it again.
use tandem_kit::{
    Cause, Error, Result,
    id::{ChatId, TeamId, UserId},
};
use tandem_proto::conversations::chat::{Ending, State};

use super::{Chat, Chats, lock, save, write};
use crate::message::code;

/// To whom a chat goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    User(UserId),
    /// Back into the queue, of that team.
    Team(TeamId),
}

/// Takes a chat that waits; of several at once one wins, and taking one's own again changes nothing. Announces `ChatUpdated`.
///
/// # Errors
/// `NotFound`; `Refused` as `CHAT_TAKEN` or `CHAT_ENDED`.
pub async fn take(chats: &Chats, cause: &Cause, id: ChatId) -> Result<Chat> {
    let user = user_of(cause)?;
    let mut tx = chats.db().begin().await?;
    let mut chat = lock(&mut tx, cause.account(), id).await?;
    match chat.state() {
        State::Ended => return Err(ended(id)),
        _ if chat.assignee == Some(user.uuid()) => return Ok(chat),
        State::Active => {
            return Err(Error::refused("CHAT_TAKEN", format!("{id} is somebody else's already")));
        }
        _ => {}
    }
    (chat.state, chat.assignee) = (code(State::Active as i32), Some(user.uuid()));
    save(&mut tx, cause, &mut chat).await?;
    tx.commit().await?;
    Ok(chat)
}

/// Gives a chat to a user, or back to the queue of a team. Announces `ChatUpdated`.
///
/// # Errors
/// `NotFound` without the chat; `Invalid` without the user or team; `Refused` as `CHAT_ENDED`.
pub async fn transfer(chats: &Chats, cause: &Cause, id: ChatId, to: To) -> Result<Chat> {
    match to {
        To::User(user) => chats.staff.check_user(cause, user).await.map_err(|_| unknown("user_id", user))?,
        To::Team(team) => drop(chats.staff.members(cause, team).await.map_err(|_| unknown("team_id", team))?),
    }
    let mut tx = chats.db().begin().await?;
    let mut chat = lock(&mut tx, cause.account(), id).await?;
    if chat.state() == State::Ended {
        return Err(ended(id));
    }
    match to {
        To::User(user) => (chat.state, chat.assignee) = (code(State::Active as i32), Some(user.uuid())),
        To::Team(team) => {
            chat.team = Some(team.uuid());
            write::wait_again(&mut tx, cause.account(), &mut chat, chats.now()).await?;
        }
    }
    save(&mut tx, cause, &mut chat).await?;
    tx.commit().await?;
    Ok(chat)
}

/// Ends a chat; one that has ended stays so. Announces `ChatUpdated`.
///
/// # Errors
/// `NotFound`.
pub async fn end(chats: &Chats, cause: &Cause, id: ChatId) -> Result<Chat> {
    let mut tx = chats.db().begin().await?;
    let mut chat = lock(&mut tx, cause.account(), id).await?;
    if chat.state() == State::Ended {
        return Ok(chat);
    }
    let by_user = cause.caller.user().is_some();
    chat.end(if by_user { Ending::User } else { Ending::Visitor }, chats.now());
    save(&mut tx, cause, &mut chat).await?;
    tx.commit().await?;
    Ok(chat)
}

/// Opens an ended chat again, as the caller's. Announces `ChatUpdated`.
///
/// # Errors
/// `NotFound`; `Refused` as `CHAT_OPEN` where its visitor has another one open.
pub async fn reopen(chats: &Chats, cause: &Cause, id: ChatId) -> Result<Chat> {
    let user = user_of(cause)?;
    let mut tx = chats.db().begin().await?;
    let mut chat = lock(&mut tx, cause.account(), id).await?;
    if chat.state() != State::Ended {
        return Ok(chat);
    }
    let other = super::latest_of(chats.db(), cause.account(), chat.visitor).await?;
    if let Some(other) = other.filter(|other| other.state() != State::Ended) {
        return Err(Error::refused(
            "CHAT_OPEN",
            format!("its visitor has another chat open: {}", other.chat_id()),
        ));
    }
    chat.open_again();
    (chat.state, chat.assignee) = (code(State::Active as i32), Some(user.uuid()));
    save(&mut tx, cause, &mut chat).await?;
    tx.commit().await?;
    Ok(chat)
}

/// Notes that users have seen a chat up to now, and tells who listens.
///
/// # Errors
/// `NotFound`.
pub async fn see(chats: &Chats, cause: &Cause, id: ChatId) -> Result<()> {
    let chat = super::get(chats.db().pool(), cause.account(), id).await?;
    sqlx::query!(
        "update conversations.chat set seen_time = greatest(seen_time, $3) where account = $1 and id = $2",
        cause.account().uuid(),
        chat.id,
        chats.now()
    )
    .execute(chats.db().pool())
    .await?;
    super::mention_seen(chats, cause, &chat, &cause.actor()).await;
    Ok(())
}

fn user_of(cause: &Cause) -> Result<UserId> {
    cause.caller.user().ok_or_else(|| Error::denied("chats are answered by users"))
}

fn ended(id: ChatId) -> Error {
    Error::refused("CHAT_ENDED", format!("{id} has ended: open it again first"))
}

fn unknown(field: &str, id: impl std::fmt::Display) -> Error {
    Error::invalid(field, format!("there is no {id}"))
}
