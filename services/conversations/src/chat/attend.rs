//! Looking after chats that wait: they are given to somebody, or after a while their visitor is asked for an address. Those that were answered
//! are looked after in `silence`.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{AccountId, ChatId, TeamId},
};
use tandem_proto::conversations::chat::State;
use tracing::warn;

use super::{Chat, Chats, agent, save, silence, widget, widget::Widget, write};
use crate::{
    channel_health, conversation,
    job::{self, Job},
    message::code,
};

/// How long a chat in hand is nobody else's.
const LEASE: TimeDelta = TimeDelta::seconds(30);
const BATCH: i64 = 16;
/// How soon a chat that nobody could take is looked after again: at first, and after ten minutes.
const SOON: TimeDelta = TimeDelta::seconds(2);
const LATER: TimeDelta = TimeDelta::seconds(20);
const LONG: TimeDelta = TimeDelta::minutes(10);

/// Looks after the chats that are due. Answers how many.
///
/// # Errors
/// Where the database is away.
pub async fn tick(chats: &Chats) -> Result<usize> {
    let jobs = job::take(chats.db(), job::Kind::Chat, chats.now(), LEASE, BATCH).await?;
    let taken = jobs.len();
    for job in jobs {
        if let Err(error) = look_after(chats, job).await {
            warn!(chat.id = %ChatId::from(job.id), error = format!("{error:#}"), "a chat is looked after later");
            job::put_off(chats.db(), job.account, job.id, chats.now() + LATER).await?;
        }
    }
    Ok(taken)
}

async fn look_after(chats: &Chats, job: Job) -> Result<()> {
    let (cause, now) = (Cause::system(job.account), chats.now());
    let db = chats.db();
    let found = super::get(db.pool(), job.account, job.id.into()).await;
    let widget = match &found {
        Ok(chat) => match widget::get(db.pool(), job.account, chat.widget.into()).await {
            Ok(widget) => Some(widget),
            Err(Error::NotFound { .. }) => None,
            Err(error) => return Err(error),
        },
        Err(_) => None,
    };
    let members = match found.as_ref().ok().and_then(|chat| chat.team) {
        Some(team) if widget.as_ref().is_some_and(Widget::assigns) => {
            Some(chats.staff.members(&cause, TeamId::from(team)).await?)
        }
        _ => None,
    };
    let mut tx = db.begin().await?;
    let open = match super::lock(&mut tx, job.account, job.id.into()).await {
        Ok(chat) => Some(chat).filter(|chat| chat.state() != State::Ended),
        Err(Error::NotFound { .. }) => None,
        Err(error) => return Err(error),
    };
    let (Some(mut chat), Some(widget)) = (open, widget) else {
        job::done(&mut tx, job.account, job.id).await?;
        return tx.commit().await;
    };
    if chat.state() == State::Active {
        silence::look_after(chats, &mut tx, &cause, &mut chat, &widget).await?;
        return tx.commit().await;
    }
    let next = match step(&chat, &widget, now) {
        Step::AskAddress => {
            ask_address(chats, &mut tx, &cause, &mut chat, &widget).await?;
            Some(now + SOON).filter(|_| widget.assigns())
        }
        Step::Wait(next) => next,
    };
    if widget.assigns()
        && is_next(&mut tx, job.account, &chat).await?
        && let Some(user) = agent::least_busy(&mut tx, job.account, members.as_deref()).await?
    {
        (chat.state, chat.assignee) = (code(State::Active as i32), Some(user));
        save(&mut tx, &cause, &mut chat).await?;
        job::done(&mut tx, job.account, job.id).await?;
        return tx.commit().await;
    }
    match next {
        Some(next) => job::put(&mut tx, job::Kind::Chat, job.account, job.id, next).await?,
        None => job::done(&mut tx, job.account, job.id).await?,
    }
    tx.commit().await
}

/// Whether nobody of the same widget and team waits longer: what comes later does not overtake. Who does is looked after, too, though
/// it may have begun when chats were not given away.
async fn is_next(tx: &mut Tx, account: AccountId, chat: &Chat) -> Result<bool> {
    let longest = sqlx::query_scalar!(
        "select id
           from conversations.chat
          where account = $1 and state = 1 and state < 3 and widget = $2 and team is not distinct from $3
          order by wait_time, id
          limit 1",
        account.uuid(),
        chat.widget,
        chat.team
    )
    .fetch_optional(&mut **tx)
    .await?;
    match longest.filter(|longest| *longest != chat.id) {
        Some(longest) => {
            let now = tx.now();
            job::put_unless_there(tx, job::Kind::Chat, account, longest, now).await?;
            Ok(false)
        }
        None => Ok(true),
    }
}

/// What is due for a chat that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    AskAddress,
    /// Until then; nothing where only a user can change it.
    Wait(Option<DateTime<Utc>>),
}

fn step(chat: &Chat, widget: &Widget, now: DateTime<Utc>) -> Step {
    let ask = (!chat.asked_address && widget.answer_within_seconds > 0)
        .then(|| chat.wait_time + TimeDelta::seconds(widget.answer_within_seconds.into()));
    if ask.is_some_and(|ask| ask <= now) {
        return Step::AskAddress;
    }
    let again = now + if now - chat.wait_time < LONG { SOON } else { LATER };
    let assign = widget.assigns().then_some(again);
    Step::Wait(match (ask, assign) {
        (Some(ask), Some(assign)) => Some(ask.min(assign)),
        (ask, assign) => ask.or(assign),
    })
}

async fn ask_address(
    chats: &Chats,
    tx: &mut Tx,
    cause: &Cause,
    chat: &mut Chat,
    widget: &Widget,
) -> Result<()> {
    if !widget.offline_text.trim().is_empty() {
        let conversation = conversation::get(chats.db(), cause.account(), chat.conversation_id()).await?;
        write::say(tx, chats, cause, &conversation, &widget.offline_text).await?;
    }
    chat.asked_address = true;
    channel_health::chats::unanswered(tx, cause.account(), chat.widget.into()).await?;
    save(tx, cause, chat).await
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn chat(now: DateTime<Utc>) -> Chat {
        let id = Uuid::from_u128(1);
        Chat {
            id,
            conversation: id,
            widget: id,
            visitor: id,
            state: 1,
            assignee: None,
            team: None,
            item: None,
            wait_time: now,
            asked_address: false,
            answer_time: None,
            end_time: None,
            last_message_time: now,
            visitor_seen_time: None,
            seen_time: None,
            transcript_sent: false,
            ending: 0,
            revision: 1,
            create_time: now,
        }
    }
    fn widget(answer_within_seconds: i32, routing: i16, now: DateTime<Utc>) -> Widget {
        let id = Uuid::from_u128(1);
        Widget {
            account: id,
            id,
            key: String::new(),
            name: String::new(),
            enabled: true,
            greeting: String::new(),
            offline_text: String::new(),
            title: String::new(),
            color: String::new(),
            position: 1,
            allowed_sites: Vec::new(),
            hours: 1,
            routing,
            team: None,
            answer_within_seconds,
            require_identity: false,
            end_after_minutes: 30,
            secret: None,
            old_secret: None,
            old_secret_until: None,
            revision: 1,
            create_time: now,
        }
    }

    #[test]
    fn a_visitor_is_asked_once_after_a_while() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let waits = chat(now);
        let at = |seconds| now + TimeDelta::seconds(seconds);
        assert_eq!(step(&waits, &widget(120, 1, now), at(5)), Step::Wait(Some(at(120))));
        assert_eq!(step(&waits, &widget(120, 1, now), at(120)), Step::AskAddress);
        let asked = Chat { asked_address: true, ..waits.clone() };
        assert_eq!(step(&asked, &widget(120, 1, now), at(500)), Step::Wait(None));
        assert_eq!(step(&waits, &widget(0, 1, now), at(500)), Step::Wait(None));
        assert_eq!(step(&waits, &widget(0, 2, now), at(5)), Step::Wait(Some(at(7))));
        assert_eq!(step(&waits, &widget(0, 2, now), at(1_000)), Step::Wait(Some(at(1_020))));
    }
}
