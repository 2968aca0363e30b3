//! Changing and deleting what was written: by whom, for how long, and with what it said before kept.
use super::{Message, Shown, code, cut, held, post};
use crate::{
    conversation::{self, Conversation},
    error, mail,
    tools::Tools,
};
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Emit, Error, Page, Result, Tx,
    id::{AccountId, MessageId},
};
use tandem_proto::conversations::{
    self as pb, delivery::State, message::State as MessageState, message_posted::Author,
};

/// How many minutes an author may change what customers can see, where the account says nothing.
const MINUTES: i32 = 15;
const MOST_MINUTES: i32 = 7 * 24 * 60;

/// What is done to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Change,
    Delete,
}

/// Who acts on a message, and whose it is.
#[derive(Clone, Copy)]
struct Scene {
    own: bool,
    admin: bool,
    written_by: Author,
    for_customers: bool,
    age: TimeDelta,
    minutes: i32,
}

/// What stands against it; nothing where it may be done. An author may for a while, for ever where only users see it; an admin may, but
/// puts no words into the mouths of customers and rules.
fn problem(act: Act, scene: Scene) -> Option<Error> {
    let Scene { own, admin, written_by, for_customers, age, minutes } = scene;
    let by_user = written_by == Author::User;
    match act {
        Act::Change if !by_user => {
            Some(Error::denied("what a customer or a rule wrote is changed by nobody"))
        }
        _ if admin => None,
        _ if !own || !by_user => Some(Error::denied("a message is changed by who wrote it, or by an admin")),
        _ if for_customers && age > TimeDelta::minutes(minutes.into()) => {
            Some(error::edit_window_over(minutes))
        }
        _ => None,
    }
}

/// A message locked with its conversation, that the caller may change so.
async fn lock(
    tools: &Tools,
    tx: &mut Tx,
    cause: &Cause,
    id: MessageId,
    act: Act,
) -> Result<(Message, Conversation)> {
    let account = cause.account();
    let found = super::readable(tools, cause, id).await?;
    let conversation =
        found.conversation.ok_or_else(|| Error::denied("a mail that opened nothing stays as it came"))?;
    let conversation = conversation::change::lock(tx, account, conversation.into()).await?;
    let message = super::within(tx, account, id).await?;
    if message.delete_time.is_some() {
        return Err(error::deleted());
    }
    if message.state() != MessageState::Posted {
        return Err(error::not_posted());
    }
    let scene = Scene {
        own: message.author == cause.actor(),
        // In private nobody is an admin but over their own.
        admin: cause.caller.is_admin() && !conversation.is_private(),
        written_by: Author::try_from(i32::from(message.author_kind)).unwrap_or_default(),
        for_customers: message.is_for_customers(),
        age: tools.clock.now() - message.create_time,
        minutes: minutes(&tools.db, account).await?,
    };
    match problem(act, scene) {
        Some(error) => Err(error),
        None => Ok((message, conversation)),
    }
}

/// Changes what a message says. Announces `MessageUpdated`.
///
/// # Errors
/// `Denied` and `Refused` where the caller may not, `Stale` where it changed since they read it.
pub async fn change(
    tools: &Tools,
    cause: &Cause,
    id: MessageId,
    (html, text): (&str, &str),
    revision: i64,
) -> Result<Shown> {
    let account = cause.account();
    let mut tx = tools.db.begin().await?;
    let (before, conversation) = lock(tools, &mut tx, cause, id, Act::Change).await?;
    Error::stale_unless("message", revision, before.revision)?;
    let files = crate::file::within(&mut tx, account, id).await?;
    let (html, text) = post::body(html, text, files.len())?;
    if html == before.html && text == before.text {
        return super::shown(&tools.db, account, id).await;
    }
    let now = tools.clock.now();
    keep(&mut tx, cause, &before, now).await?;
    sqlx::query!(
        "update conversations.message
            set html = $3, text = $4, reply_text = $5, edit_time = $6, revision = revision + 1
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        html,
        text,
        mail::cut_text(&text).reply,
        now
    )
    .execute(&mut *tx)
    .await?;
    let after = super::within(&mut tx, account, id).await?;
    let revision = touch(&mut tx, account, &conversation).await?;
    let shown = Shown { message: after, files, mails: Vec::new() };
    let told = pb::MessageUpdated { message: Some(cut(shown.clone().into())) };
    tell(&mut tx, cause, &conversation, &shown.message, Emit::new(&told).revision(revision));
    tx.commit().await?;
    super::shown(&tools.db, account, id).await
}

/// Takes away what a message said; mails of it that wait do not leave. Announces `MessageDeleted`.
///
/// # Errors
/// `Denied` and `Refused` where the caller may not.
pub async fn delete(tools: &Tools, cause: &Cause, id: MessageId) -> Result<()> {
    let account = cause.account();
    let mut tx = tools.db.begin().await?;
    let (before, conversation) = lock(tools, &mut tx, cause, id, Act::Delete).await?;
    let now = tools.clock.now();
    keep(&mut tx, cause, &before, now).await?;
    sqlx::query!(
        "update conversations.message
            set html = '', text = '', reply_text = '', delete_time = $3, revision = revision + 1
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        now
    )
    .execute(&mut *tx)
    .await?;
    withdraw(&mut tx, account, id).await?;
    held::withdraw(&mut tx, account, id).await?;
    let revision = touch(&mut tx, account, &conversation).await?;
    let told = pb::MessageDeleted {
        message_id: id.to_string(),
        conversation_id: conversation.id.to_string(),
        item_id: super::item_of(&conversation).map(|item| item.to_string()).unwrap_or_default(),
    };
    tell(&mut tx, cause, &conversation, &before, Emit::new(&told).revision(revision));
    tx.commit().await
}

/// Customers learn of it where they could read it.
fn tell(tx: &mut Tx, cause: &Cause, conversation: &Conversation, message: &Message, emit: Emit) {
    let emit = conversation.tell(emit);
    let seen = conversation.is_with_customers() && message.is_for_customers();
    tx.emit(cause, if seen { emit.to_customers() } else { emit });
}

/// A change within a locked conversation; answers with its revision after it.
async fn touch(tx: &mut Tx, account: AccountId, conversation: &Conversation) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "update conversations.conversation set revision = revision + 1 where account = $1 and id = $2 returning revision",
        account.uuid(),
        conversation.id.uuid()
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Keeps what a message said until now.
async fn keep(tx: &mut Tx, cause: &Cause, message: &Message, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into conversations.message_revision (account, message, revision, text, reply_text, html, editor, end_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        cause.account().uuid(),
        message.id,
        message.revision,
        message.text,
        message.reply_text,
        message.html,
        cause.actor(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Mails of a message that have not left do not leave.
async fn withdraw(tx: &mut Tx, account: AccountId, id: MessageId) -> Result<()> {
    let waiting = [code(State::Queued as i32), code(State::Deferred as i32)];
    let withdrawn = sqlx::query_scalar!(
        "update conversations.outgoing_mail
            set state = $3, next_time = null, detail = 'not sent: the message was deleted'
          where account = $1 and message = $2 and state = any($4)
         returning id",
        account.uuid(),
        id.uuid(),
        code(State::Failed as i32),
        &waiting
    )
    .fetch_all(&mut **tx)
    .await?;
    for mail in withdrawn {
        crate::job::done(tx, account, mail).await?;
    }
    Ok(())
}

/// What a message said once.
pub struct Revision {
    pub revision: i64,
    pub html: String,
    pub text: String,
    pub editor: String,
    pub end_time: DateTime<Utc>,
}

/// What a message said before, newest first.
///
/// # Errors
/// `NotFound` where the caller may not read it; of a deleted one, all but admins and its author.
pub async fn revisions(
    tools: &Tools,
    cause: &Cause,
    id: MessageId,
    page: &Page,
) -> Result<(Vec<Revision>, String)> {
    let message = super::readable(tools, cause, id).await?;
    check_deleted(cause, &message)?;
    let rows = sqlx::query_as!(
        Revision,
        "select revision, html, text, editor, end_time
           from conversations.message_revision
          where account = $1 and message = $2 and ($3::bigint is null or revision < $3)
          order by revision desc
          limit $4",
        cause.account().uuid(),
        id.uuid(),
        page.after::<i64>()?,
        page.limit()
    )
    .fetch_all(tools.db.pool())
    .await?;
    Ok(page.cut(rows, |last| last.revision))
}

/// What is left of a deleted message is for its author and for admins.
///
/// # Errors
/// `NotFound` for anybody else.
pub fn check_deleted(cause: &Cause, message: &Message) -> Result<()> {
    let may = message.delete_time.is_none() || message.author == cause.actor() || cause.caller.is_admin();
    if may { Ok(()) } else { Err(Error::not_found("message", message.message_id())) }
}

/// How many minutes an author may change what customers can see.
///
/// # Errors
/// Where the database is away.
pub async fn minutes(db: &Db, account: AccountId) -> Result<i32> {
    let said = sqlx::query_scalar!(
        "select edit_minutes from conversations.message_policy where account = $1",
        account.uuid()
    );
    Ok(said.fetch_optional(db.pool()).await?.unwrap_or(MINUTES))
}

/// Says so for an account.
///
/// # Errors
/// `Invalid` where it is more than a week.
pub async fn set_minutes(db: &Db, account: AccountId, minutes: i32) -> Result<()> {
    if !(0..=MOST_MINUTES).contains(&minutes) {
        return Err(Error::invalid(
            "policy.edit_minutes",
            format!("{minutes} is not between 0 and {MOST_MINUTES}"),
        ));
    }
    let mut tx = db.begin().await?;
    sqlx::query!(
        "insert into conversations.message_policy (account, edit_minutes) values ($1, $2)
         on conflict on constraint message_policy_pkey do update set edit_minutes = excluded.edit_minutes",
        account.uuid(),
        minutes
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATE: TimeDelta = TimeDelta::hours(1);

    fn scene(own: bool, admin: bool, written_by: Author, age: TimeDelta) -> Scene {
        Scene { own, admin, written_by, for_customers: true, age, minutes: 15 }
    }
    fn may(act: Act, scene: Scene) -> bool {
        problem(act, scene).is_none()
    }

    #[test]
    fn an_author_may_for_a_while_and_an_admin_may() {
        for act in [Act::Change, Act::Delete] {
            assert!(may(act, scene(true, false, Author::User, TimeDelta::zero())));
            assert!(!may(act, scene(true, false, Author::User, LATE)));
            assert!(!may(act, scene(false, false, Author::User, TimeDelta::zero())));
            assert!(may(act, scene(false, true, Author::User, LATE)));
            let internal = Scene { for_customers: false, ..scene(true, false, Author::User, LATE) };
            assert!(may(act, internal), "what only users see, for ever");
        }
    }

    #[test]
    fn what_customers_and_rules_wrote_is_changed_by_nobody_and_deleted_by_admins() {
        for author in [Author::Customer, Author::Bot] {
            assert!(!may(Act::Change, scene(false, true, author, TimeDelta::zero())));
            assert!(may(Act::Delete, scene(false, true, author, LATE)));
            assert!(!may(Act::Delete, scene(false, false, author, TimeDelta::zero())));
        }
    }
}
