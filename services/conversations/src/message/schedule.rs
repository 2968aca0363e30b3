//! Messages that wait: posted at a chosen time, or once they can no more be taken back. Until then only users see them.
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt as _;
use sqlx::types::Json;
use tandem_kit::{
    Caller, Cause, Db, Emit, Error, Result, Tx, Who,
    clock::timestamp,
    id::{self, AccountId, AttachmentId, ConversationId, ItemId, MessageId},
};
use tandem_proto::conversations::{self as pb, message::State};
use tracing::warn;
use uuid::Uuid;

use super::{
    Mailbox, Message, Shown, code,
    post::{self, Draft, Going},
};
use crate::{
    conversation::{self, Conversation},
    error, file,
    job::{self, Job},
    outgoing::identity,
    peer,
    recipient::{
        self,
        choice::{self, Choice},
    },
    tools::Tools,
};

/// Longest time in which a message can be taken back.
const LONGEST_UNDO: TimeDelta = TimeDelta::seconds(120);
/// How far ahead a message may be scheduled.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(366);
/// A time that passed while the request was under way means now.
const JUST_NOW: TimeDelta = TimeDelta::minutes(5);
const LEASE: TimeDelta = TimeDelta::minutes(1);
const AWAY: TimeDelta = TimeDelta::seconds(10);
const BATCH: i64 = 32;
const AT_ONCE: usize = 4;
/// How often a message is tried that a fault of ours keeps from being posted.
const TRIES: i32 = 8;
const CUSTOMER_WROTE: &str = "not sent: the customer wrote first";

/// When a message is posted, and with what choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub send_time: Option<DateTime<Utc>>,
    /// How long it can be taken back.
    pub undo: TimeDelta,
    pub cancel_on_reply: bool,
    pub choice: Choice,
    /// In whose name it is sent.
    pub mailbox: Option<Uuid>,
}

impl Default for Plan {
    fn default() -> Self {
        let (undo, choice) = (TimeDelta::zero(), Choice::default());
        Self { send_time: None, undo, cancel_on_reply: false, choice, mailbox: None }
    }
}

impl Plan {
    /// Refuses what cannot be, and customers anything at all.
    ///
    /// # Errors
    /// `Invalid` with the field and the value.
    pub fn check(&self, cause: &Cause, conversation: &Conversation) -> Result<()> {
        if cause.caller.customer().is_some() && *self != Self::default() {
            return Err(Error::invalid("send_time", "is for users, as is the choice of recipients"));
        }
        self.choice.check(conversation)
    }
    /// When the message is posted; nothing: at once.
    ///
    /// # Errors
    /// `Invalid` for a time that has passed or is too far ahead, and for too long an undo.
    pub fn due(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        if self.undo < TimeDelta::zero() || self.undo > LONGEST_UNDO {
            let (given, most) = (self.undo.num_seconds(), LONGEST_UNDO.num_seconds());
            return Err(Error::invalid("undo_seconds", format!("is {given}; 0 to {most} are taken")));
        }
        if let Some(at) = self.send_time {
            if at < now - JUST_NOW {
                return Err(Error::invalid("send_time", format!("{at} has passed")));
            }
            if at > now + LONGEST_WAIT {
                return Err(Error::invalid("send_time", format!("{at} is more than a year ahead")));
            }
        }
        let undone_until = (self.undo > TimeDelta::zero()).then_some(now + self.undo);
        Ok(self.send_time.filter(|at| *at > now).max(undone_until))
    }
}

impl Message {
    /// The same, to be posted then. It stands where it will be.
    #[must_use]
    pub fn waiting_until(self, due: DateTime<Utc>) -> Self {
        Self { state: code(State::Scheduled as i32), send_time: Some(due), create_time: due, ..self }
    }
}

/// Keeps a message that was just written until its time. Announces `MessageScheduled`.
///
/// # Errors
/// Where the database is away.
pub async fn keep(
    tx: &mut Tx,
    cause: &Cause,
    conversation: &Conversation,
    message: Message,
    draft: &Draft,
) -> Result<Shown> {
    let (account, plan) = (cause.account(), &draft.plan);
    sqlx::query!(
        "insert into conversations.scheduled_message
            (account, message, conversation, cancel_on_reply, leave_out, copy_to, attachments, mailbox)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        account.uuid(),
        message.id,
        conversation.id.uuid(),
        plan.cancel_on_reply,
        &plan.choice.leave_out,
        Json(&plan.choice.copy_to) as _,
        &draft.files.iter().map(AttachmentId::uuid).collect::<Vec<_>>(),
        plan.mailbox
    )
    .execute(&mut **tx)
    .await?;
    job::put(tx, job::Kind::Post, account, message.id, message.create_time).await?;
    tell(tx, cause, conversation, &message);
    let message = Message { cancel_on_reply: plan.cancel_on_reply, ..message };
    let files = file::within(tx, account, message.message_id()).await?;
    Ok(Shown { message, files, mails: Vec::new() })
}

/// Tells when a message is posted.
pub(super) fn tell(tx: &mut Tx, cause: &Cause, conversation: &Conversation, message: &Message) {
    let told = pb::MessageScheduled {
        message_id: message.message_id().to_string(),
        conversation_id: conversation.id.to_string(),
        item_id: message.item.map(|id| ItemId::from(id).to_string()).unwrap_or_default(),
        send_time: message.send_time.map(timestamp),
    };
    tx.emit(cause, conversation.tell(Emit::new(&told)));
}

/// What a message that waits, or was cancelled, is posted with; its files beside.
struct Kept {
    cancel_on_reply: bool,
    leave_out: Vec<String>,
    copy_to: Json<Vec<Mailbox>>,
    attachments: Vec<Uuid>,
    mailbox: Option<Uuid>,
}

impl Kept {
    fn choice(&self) -> Choice {
        Choice { leave_out: self.leave_out.clone(), copy_to: self.copy_to.0.clone() }
    }
}

async fn kept(db: &Db, account: AccountId, message: Uuid) -> Result<Option<Kept>> {
    Ok(sqlx::query_as!(
        Kept,
        r#"select cancel_on_reply, leave_out, copy_to as "copy_to: Json<Vec<Mailbox>>", attachments, mailbox
             from conversations.scheduled_message
            where account = $1 and message = $2"#,
        account.uuid(),
        message
    )
    .fetch_optional(db.pool())
    .await?)
}

/// Posts what is due; answers how many messages it looked after.
///
/// # Errors
/// Where the database is away.
pub async fn tick(tools: &Tools) -> Result<usize> {
    let jobs = job::take(&tools.db, job::Kind::Post, tools.clock.now(), LEASE, BATCH).await?;
    let taken = jobs.len();
    futures::stream::iter(jobs).for_each_concurrent(AT_ONCE, |job| look_after(tools, job)).await;
    Ok(taken)
}

async fn look_after(tools: &Tools, job: Job) {
    let Err(error) = post_due(tools, job.account, job.id.into()).await else { return };
    warn!(message.id = %MessageId::from(job.id), error = format!("{error:#}"), "a message could not be posted yet");
    let gone = peer::is_not_found(&error);
    let lasting = gone || (!error.passing() && job.attempts >= TRIES);
    let why = if gone { "not sent: what it is about is gone" } else { "not sent: a fault of the server" };
    if lasting && give_up(tools, job, why).await.is_ok() {
        return;
    }
    if let Err(error) = job::put_off(&tools.db, job.account, job.id, tools.clock.now() + AWAY).await {
        warn!(message.id = %MessageId::from(job.id), error = format!("{error:#}"), "it will be posted when its lease ends");
    }
}

async fn give_up(tools: &Tools, job: Job, why: &str) -> Result<()> {
    let stopped = Stopped { id: job.id.into(), why, now: tools.clock.now() };
    let conversation = match super::get(&tools.db, job.account, stopped.id).await?.conversation {
        Some(id) => Some(conversation::get(&tools.db, job.account, id.into()).await?),
        None => None,
    };
    let mut tx = tools.db.begin().await?;
    stop(&mut tx, &Cause::system(job.account), conversation.as_ref(), stopped).await?;
    job::done(&mut tx, job.account, job.id).await?;
    tx.commit().await
}

/// Posts a message whose time has come, to those who take part now.
async fn post_due(tools: &Tools, account: AccountId, id: MessageId) -> Result<()> {
    let waiting = super::load(&tools.db, account, &[id.uuid()]).await?.pop();
    let waiting = waiting.filter(|message| message.state() == State::Scheduled);
    let plan = kept(&tools.db, account, id.uuid()).await?;
    let (Some(message), Some(plan)) = (waiting, plan) else {
        let mut tx = tools.db.begin().await?;
        job::done(&mut tx, account, id.uuid()).await?;
        return tx.commit().await;
    };
    let conversation: ConversationId =
        message.conversation.ok_or_else(|| Error::not_found("conversation of", id))?.into();
    let conversation = conversation::get(&tools.db, account, conversation).await?;
    let audience = recipient::of(tools, &Cause::system(account), &conversation).await?;
    let recipients = choice::chosen(&audience, &message.author, &plan.choice());
    let (now, cause) = (tools.clock.now(), in_name_of(account, &message.author));
    let (state, revision) = (code(State::Posted as i32), message.revision + 1);
    let mut message = Message { state, revision, create_time: now, ..message };
    let given = match plan.mailbox {
        // One that is off meanwhile is not chosen any more.
        Some(id) => identity::of(&tools.db, account, id).await?.map(|one| one.mailbox.id),
        None => None,
    };
    post::name_sender(tools, &conversation, &audience, given, &mut message).await?;
    post::address(&mut message, &audience, &recipients);

    let mut tx = tools.db.begin().await?;
    let revision = conversation::lock_for_message(&mut tx, account, &conversation, true, now).await?;
    if !mark_posted(&mut tx, account, &message).await? {
        return Ok(()); // taken back or put off in this moment
    }
    conversation::read::arrived(&mut tx, account, &message).await?;
    job::done(&mut tx, account, id.uuid()).await?;
    let going = Going { conversation: &conversation, audience: &audience, recipients: &recipients, revision };
    post::publish(&mut tx, &cause, message, going).await?;
    tx.commit().await
}

/// Whoever wrote it acts again.
fn in_name_of(account: AccountId, author: &str) -> Cause {
    match id::split(author) {
        Some(("usr", user)) => Cause::by(Caller { who: Who::User(user), ..Caller::system(account) }),
        _ => Cause::system(account),
    }
}

/// False where it waits no more, or for another time.
async fn mark_posted(tx: &mut Tx, account: AccountId, message: &Message) -> Result<bool> {
    let posted = sqlx::query!(
        "update conversations.message
            set state = 1, create_time = $3, subject = $4, recipients = $5, mailbox = $6, sender = $7, revision = revision + 1
          where account = $1 and id = $2 and state = 2 and send_time is not distinct from $8",
        account.uuid(),
        message.id,
        message.create_time,
        message.subject,
        Json(&message.recipients.0) as _,
        message.mailbox,
        Json(&message.sender.0) as _,
        message.send_time
    )
    .execute(&mut **tx)
    .await?;
    Ok(posted.rows_affected() == 1)
}

/// A message that is to wait no more.
struct Stopped<'x> {
    id: MessageId,
    why: &'x str,
    now: DateTime<Utc>,
}

/// Stops a message that waits. False where it waits no more. Announces `MessageCancelled`, to those whom its conversation is told where
/// that is given: one with customers is told all users.
async fn stop(
    tx: &mut Tx,
    cause: &Cause,
    conversation: Option<&Conversation>,
    stopped: Stopped<'_>,
) -> Result<bool> {
    let Stopped { id, why, now } = stopped;
    let row = sqlx::query!(
        "update conversations.message
            set state = 3, state_reason = $3, create_time = $4, revision = revision + 1
          where account = $1 and id = $2 and state = 2
         returning item, conversation",
        cause.account().uuid(),
        id.uuid(),
        why,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(false) };
    let told = pb::MessageCancelled {
        message_id: id.to_string(),
        conversation_id: row.conversation.map(|id| ConversationId::from(id).to_string()).unwrap_or_default(),
        item_id: row.item.map(|id| ItemId::from(id).to_string()).unwrap_or_default(),
        reason: why.to_owned(),
    };
    let emit = Emit::new(&told);
    let about = [told.item_id.clone(), told.conversation_id.clone()];
    tx.emit(
        cause,
        match conversation {
            Some(conversation) => conversation.tell(emit),
            None => emit.about_all(about.into_iter().filter(|one| !one.is_empty())),
        },
    );
    Ok(true)
}

/// A customer wrote: what was to be posted only if they were silent is cancelled, in the transaction of their message.
///
/// # Errors
/// Where the database is away.
pub async fn answered(tx: &mut Tx, account: AccountId, theirs: &Message) -> Result<()> {
    // The first message of all answers nothing.
    let Some(conversation) = theirs.conversation.filter(|_| theirs.is_a_customers_word() && !theirs.opening)
    else {
        return Ok(());
    };
    let waiting = sqlx::query_scalar!(
        "select plan.message
           from conversations.scheduled_message as plan
           join conversations.message on message.account = $1 and message.id = plan.message and message.state = 2
          where plan.account = $1 and plan.conversation = $2 and plan.cancel_on_reply",
        account.uuid(),
        conversation
    )
    .fetch_all(&mut **tx)
    .await?;
    let cause = Cause::system(account);
    for id in waiting {
        let stopped = Stopped { id: id.into(), why: CUSTOMER_WROTE, now: theirs.create_time };
        stop(tx, &cause, None, stopped).await?;
        job::done(tx, account, id).await?;
    }
    Ok(())
}

/// A message that was taken back, and what it would be sent with.
pub struct Cancelled {
    pub shown: Shown,
    pub plan: Plan,
    pub files: Vec<AttachmentId>,
}

/// Who may say when a message is posted; whether it is their own.
///
/// # Errors
/// `Denied` for others than its author and administrators.
pub(super) fn check_may(cause: &Cause, message: &Message) -> Result<bool> {
    let own = message.author == cause.actor();
    if own || cause.caller.is_admin() {
        return Ok(own);
    }
    Err(Error::denied("only who wrote a message, or an administrator, can take it back or put it off"))
}

/// Takes a message back. One that is cancelled already stays so. Announces `MessageCancelled`.
///
/// # Errors
/// `NotFound` without it, `Denied` for others than its author and administrators, `Refused` as `ALREADY_POSTED`.
pub async fn cancel(tools: &Tools, cause: &Cause, id: MessageId) -> Result<Cancelled> {
    let account = cause.account();
    let message = super::readable(tools, cause, id).await?;
    let own = check_may(cause, &message)?;
    let conversation = match message.conversation {
        Some(id) => Some(conversation::get(&tools.db, account, id.into()).await?),
        None => None,
    };
    let mut tx = tools.db.begin().await?;
    let stopping = Stopped { id, why: "", now: tools.clock.now() };
    let stopped = stop(&mut tx, cause, conversation.as_ref(), stopping).await?;
    job::done(&mut tx, account, id.uuid()).await?;
    if own {
        let state = sqlx::query_scalar!(
            "select state from conversations.message where account = $1 and id = $2",
            account.uuid(),
            id.uuid()
        );
        let state = state.fetch_one(&mut *tx).await?;
        if state == code(State::Cancelled as i32) {
            file::free(&mut tx, account, id, &cause.actor()).await?;
        }
    }
    tx.commit().await?;
    let shown = super::shown(&tools.db, account, id).await?;
    let plan = kept(&tools.db, account, id.uuid()).await?;
    match plan.filter(|_| stopped || shown.message.state() == State::Cancelled) {
        Some(kept) => Ok(Cancelled {
            plan: Plan {
                send_time: shown.message.send_time,
                undo: TimeDelta::zero(),
                cancel_on_reply: kept.cancel_on_reply,
                choice: kept.choice(),
                mailbox: kept.mailbox,
            },
            files: kept.attachments.into_iter().map(Into::into).collect(),
            shown,
        }),
        None => Err(error::already_posted(id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_waits_for_the_later_of_its_time_and_its_undo() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(400);
        let plan = |ahead: Option<i64>, undo: i64| Plan {
            send_time: ahead.map(|seconds| now + TimeDelta::seconds(seconds)),
            undo: TimeDelta::seconds(undo),
            ..Plan::default()
        };
        let waits = |ahead, undo| plan(ahead, undo).due(now).unwrap().map(|due| (due - now).num_seconds());
        assert_eq!(waits(None, 0), None);
        assert_eq!(waits(None, 10), Some(10));
        assert_eq!(waits(Some(60), 0), Some(60));
        assert_eq!(waits(Some(60), 120), Some(120));
        assert_eq!(waits(Some(-60), 0), None, "it passed on the way");
        for (ahead, undo) in [(None, 121), (None, -1), (Some(-3600), 0), (Some(3600 * 24 * 400), 0)] {
            assert!(plan(ahead, undo).due(now).is_err(), "{ahead:?} {undo}");
        }
    }
}
