//! Chats that fall silent: where a user answered and the visitor writes nothing more, the chat ends by itself. Whoever writes again goes on.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;
use tandem_kit::{
    Cause, Result, Tx,
    id::{AccountId, ChatId},
};
use tandem_proto::conversations::{chat::Ending, message_posted::Author};

use super::{Chat, Chats, save, widget::Widget, write};
use crate::{conversation, job, message::code};

/// After a user's answer the chat is looked at once its visitor has had their time; where that is to be anyway, it stays so.
///
/// # Errors
/// Where the database is away.
pub async fn expect(
    db: impl PgExecutor<'_>,
    account: AccountId,
    chat: ChatId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into conversations.job (account, id, kind, next_time)
         select chat.account, chat.id, $3, $4::timestamptz + make_interval(mins => widget.end_after_minutes)
           from conversations.chat
           join conversations.widget on widget.account = $1 and widget.id = chat.widget
          where chat.account = $1 and chat.id = $2 and chat.state <> 3 and widget.end_after_minutes > 0
         on conflict do nothing",
        account.uuid(),
        chat.uuid(),
        job::Kind::Chat as i16,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a locked chat that is somebody's, or puts off looking at it. Announces `ChatUpdated`, and `MessagePosted` of what the bot says.
///
/// # Errors
/// Where a peer or the database is away.
pub async fn look_after(
    chats: &Chats,
    tx: &mut Tx,
    cause: &Cause,
    chat: &mut Chat,
    widget: &Widget,
) -> Result<()> {
    let (account, now) = (cause.account(), chats.now());
    let latest = latest(tx, account, chat).await?;
    match until(latest, widget.end_after_minutes) {
        Some(until) if until <= now => {
            let conversation = conversation::get(chats.db(), account, chat.conversation_id()).await?;
            write::say(tx, chats, cause, &conversation, &words(widget.end_after_minutes)).await?;
            chat.end(Ending::Silence, now);
            save(tx, cause, chat).await?;
            job::done(tx, account, chat.id).await
        }
        Some(until) => job::put(tx, job::Kind::Chat, account, chat.id, until).await,
        // It is the user's turn.
        None => job::done(tx, account, chat.id).await,
    }
}

/// Who last wrote in it, and when; what the bot says is no word.
async fn latest(tx: &mut Tx, account: AccountId, chat: &Chat) -> Result<Option<(i16, DateTime<Utc>)>> {
    let latest = sqlx::query!(
        "select author_kind, create_time
           from conversations.message
          where account = $1 and conversation = $2
            and visibility = 1 and state = 1 and delete_time is null and author_kind <> 3
          order by create_time desc, id desc
          limit 1",
        account.uuid(),
        chat.conversation
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(latest.map(|latest| (latest.author_kind, latest.create_time)))
}

/// How long its visitor has; nothing where nobody waits for them.
fn until(latest: Option<(i16, DateTime<Utc>)>, minutes: i32) -> Option<DateTime<Utc>> {
    let answered = latest.filter(|(author, _)| *author == code(Author::User as i32) && minutes > 0);
    answered.map(|(_, time)| time + TimeDelta::minutes(minutes.into()))
}

fn words(minutes: i32) -> String {
    let long = match minutes {
        1 => "a minute".to_owned(),
        60 => "an hour".to_owned(),
        1_440 => "a day".to_owned(),
        hours if hours % 60 == 0 => format!("{} hours", hours / 60),
        minutes => format!("{minutes} minutes"),
    };
    format!("This chat has ended: nothing was written for {long}. Write again to go on.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_who_was_answered_has_their_time_and_one_who_waits_is_not_counted() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let (user, customer) = (code(Author::User as i32), code(Author::Customer as i32));
        assert_eq!(until(Some((user, now)), 30), Some(now + TimeDelta::minutes(30)));
        assert_eq!(until(Some((customer, now)), 30), None, "the user is to answer");
        assert_eq!(until(Some((user, now)), 0), None, "never");
        assert_eq!(until(None, 30), None);
        assert!(words(30).contains("for 30 minutes.") && words(120).contains("for 2 hours."));
    }
}
