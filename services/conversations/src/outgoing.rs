//! Mails that leave: one to each address, of a message or of its own, and what became of it.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Emit, Error, Page, Result, Tx,
    id::{AccountId, ConversationId, MailId, MailboxId, MessageId},
};
use tandem_proto::conversations::{self as pb, delivery::State, suppression::Reason};
use uuid::Uuid;

use crate::{
    job,
    message::{self, Message, code},
    recipient::Recipient,
    tools::Tools,
};

pub mod build;
pub mod by_installation;
mod by_mailbox;
pub mod identity;
pub mod letter;
pub mod looks;
pub mod loops;
pub mod notice;
pub mod pool;
pub mod queue;
pub mod relay;
pub mod send;
pub mod signature;
pub mod suppression;
pub mod unsubscription;
pub mod verdict;

/// How long a failing mail is tried.
const GIVE_UP_AFTER: TimeDelta = TimeDelta::days(3);

/// A mail to one address.
#[derive(Clone, Debug)]
pub struct Mail {
    pub id: Uuid,
    pub message: Option<Uuid>,
    /// Where answers to it go.
    pub conversation: Option<Uuid>,
    pub person: String,
    pub name: String,
    pub address: String,
    pub subject: String,
    /// Empty for the mail of a message: it is the message's.
    pub text: String,
    pub html: String,
    /// The same thread, the same thread in the reader's program.
    pub thread: String,
    /// A rule's or the system's: nothing should answer it.
    pub bot: bool,
    pub state: i16,
    pub detail: String,
    pub attempts: i32,
    pub next_time: Option<DateTime<Utc>>,
    pub raw_key: Option<String>,
    pub create_time: DateTime<Utc>,
    /// When a server took it.
    pub sent_time: Option<DateTime<Utc>>,
    /// Such as `5.1.1`.
    pub status_code: String,
    /// The address itself does not work.
    pub hard: bool,
    /// In whose name it goes.
    pub mailbox: Option<Uuid>,
    /// What its reader can be rid of, a word of [`notice`]; empty for what is no notice.
    pub notice: String,
    /// When its recipient called it spam.
    pub complaint_time: Option<DateTime<Utc>>,
    /// How often a relay broke off over it.
    pub broken_off: i16,
    /// What it says is for its reader alone.
    pub confidential: bool,
}

impl Mail {
    /// The mail that takes a message to somebody.
    #[must_use]
    pub fn of_message(message: &Message, to: &Recipient) -> Self {
        Self {
            id: MailId::new().uuid(),
            message: Some(message.id),
            conversation: message.conversation,
            person: to.person.clone(),
            name: to.name.clone(),
            address: to.address.clone(),
            subject: message.subject.clone(),
            text: String::new(),
            html: String::new(),
            thread: String::new(),
            bot: false,
            state: code(State::Queued as i32),
            detail: String::new(),
            attempts: 0,
            next_time: Some(message.create_time),
            raw_key: None,
            create_time: message.create_time,
            sent_time: None,
            status_code: String::new(),
            hard: false,
            mailbox: message.mailbox,
            notice: String::new(),
            complaint_time: None,
            broken_off: 0,
            confidential: false,
        }
    }
    /// The same, not sent: why.
    #[must_use]
    pub fn refused(self, why: &str) -> Self {
        Self { state: code(State::Failed as i32), detail: why.to_owned(), next_time: None, ..self }
    }
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        State::try_from(i32::from(self.state)).unwrap_or_default()
    }
    /// Who sends it.
    #[must_use]
    pub fn job(&self) -> job::Kind {
        job_of(self.mailbox)
    }
    /// Whether it is still to be sent.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self.state(), State::Queued | State::Deferred)
    }
}

/// Who sends the mail of a mailbox, or of none.
fn job_of(mailbox: Option<Uuid>) -> job::Kind {
    if mailbox.is_some() { job::Kind::OutgoingByMailbox } else { job::Kind::Outgoing }
}

/// When a mail that failed for the `attempts`-th time is tried again, counted from now; nothing once it is given up.
#[must_use]
pub fn pause(attempts: i32, age: TimeDelta) -> Option<TimeDelta> {
    let pause = match attempts {
        ..=1 => TimeDelta::minutes(1),
        2 => TimeDelta::minutes(5),
        3 => TimeDelta::minutes(30),
        4 => TimeDelta::hours(2),
        _ => TimeDelta::hours(6),
    };
    (age < GIVE_UP_AFTER).then_some(pause)
}

/// Writes a mail down, and what is to be done about it. False where the same request did so before.
///
/// # Errors
/// Where the database is away.
pub async fn queue(tx: &mut Tx, account: AccountId, mail: &Mail, request_key: Option<&str>) -> Result<bool> {
    let written = sqlx::query!(
        "insert into conversations.outgoing_mail
            (account, id, message, conversation, person, name, address, subject, text, html, thread, bot, state, detail,
             next_time, request_id, create_time, mailbox, notice, confidential)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
         on conflict do nothing",
        account.uuid(),
        mail.id,
        mail.message,
        mail.conversation,
        mail.person,
        mail.name,
        mail.address,
        mail.subject,
        mail.text,
        mail.html,
        mail.thread,
        mail.bot,
        mail.state,
        mail.detail,
        mail.next_time,
        request_key,
        mail.create_time,
        mail.mailbox,
        mail.notice,
        mail.confidential
    )
    .execute(&mut **tx)
    .await?;
    let first = written.rows_affected() == 1;
    if first && let Some(at) = mail.next_time {
        job::put(tx, mail.job(), account, mail.id, at).await?;
    }
    Ok(first)
}

/// One mail.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn get(db: &Db, account: AccountId, id: MailId) -> Result<Mail> {
    sqlx::query_as!(
        Mail,
        "select id, message, conversation, person, name, address, subject, text, html, thread, bot, state, detail, attempts,
                next_time, raw_key, create_time, sent_time, status_code, hard, mailbox, notice,
                complaint_time, broken_off, confidential
           from conversations.outgoing_mail
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db.pool())
    .await?
    .ok_or_else(|| Error::not_found("mail", id))
}

/// The mails of messages.
///
/// # Errors
/// Where the database is away.
pub async fn of_messages(db: &Db, account: AccountId, messages: &[Uuid]) -> Result<Vec<Mail>> {
    Ok(sqlx::query_as!(
        Mail,
        "select id, message, conversation, person, name, address, subject, text, html, thread, bot, state, detail, attempts,
                next_time, raw_key, create_time, sent_time, status_code, hard, mailbox, notice,
                complaint_time, broken_off, confidential
           from conversations.outgoing_mail
          where account = $1 and message = any($2)
          order by message, id",
        account.uuid(),
        messages
    )
    .fetch_all(db.pool())
    .await?)
}

/// All mails, newest first; only those to one address where one is given.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(db: &Db, account: AccountId, address: &str, page: &Page) -> Result<(Vec<Mail>, String)> {
    let (time, id) = page.after::<(DateTime<Utc>, Uuid)>()?.unzip();
    let rows = sqlx::query_as!(
        Mail,
        "select id, message, conversation, person, name, address, subject, text, html, thread, bot, state, detail, attempts,
                next_time, raw_key, create_time, sent_time, status_code, hard, mailbox, notice,
                complaint_time, broken_off, confidential
           from conversations.outgoing_mail
          where account = $1
            and ($2 = '' or address = $2)
            and ($3::timestamptz is null or (create_time, id) < ($3, $4))
          order by create_time desc, id desc
          limit $5",
        account.uuid(),
        address,
        time,
        id,
        page.limit()
    )
    .fetch_all(db.pool())
    .await?;
    let (mut rows, next) = page.cut(rows, |last| (last.create_time, last.id));
    let ids: Vec<Uuid> = rows.iter().filter_map(|mail| mail.message).collect();
    let bodies = message::load(db, account, &ids).await?;
    for mail in rows.iter_mut().filter(|mail| mail.message.is_some()) {
        if let Some(body) = bodies.iter().find(|body| Some(body.id) == mail.message && mail.text.is_empty()) {
            mail.text.clone_from(&body.text);
            mail.html.clone_from(&body.html);
        }
    }
    Ok((rows, next))
}

/// Tries the failed mails of a message again, from the start; only those to `addresses` where any are named. One that is under way
/// stays so, and one that would answer a machine stays refused.
///
/// # Errors
/// `Refused` as `NOTHING_FAILED` where none did.
pub async fn retry(tools: &Tools, cause: &Cause, message: MessageId, addresses: &[String]) -> Result<()> {
    let (account, now) = (cause.account(), tools.clock.now());
    let addresses: Vec<String> = addresses.iter().map(|one| one.to_lowercase()).collect();
    let mut tx = tools.db.begin().await?;
    let again = sqlx::query!(
        "update conversations.outgoing_mail
            set state = 1, detail = '', attempts = 0, next_time = $3, status_code = '', hard = false, broken_off = 0
          where account = $1 and message = $2 and detail <> all($4)
            and (cardinality($5::text[]) = 0 or lower(address) = any($5))
            and (state in (4, 5) or (state = 3 and next_time > $3))
         returning id, mailbox",
        account.uuid(),
        message.uuid(),
        now,
        &loops::LASTING.map(str::to_owned),
        &addresses
    )
    .fetch_all(&mut *tx)
    .await?;
    if again.is_empty() {
        return Err(Error::refused("NOTHING_FAILED", format!("no delivery of {message} has failed")));
    }
    for mail in again {
        job::put(&mut tx, job_of(mail.mailbox), account, mail.id, now).await?;
    }
    tx.commit().await
}

/// The mails of a mailbox that wait for its relay are tried at once: it has another one now.
///
/// # Errors
/// Where the database is away.
pub async fn hurry(tx: &mut Tx, account: AccountId, mailbox: MailboxId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update conversations.job
            set next_time = $3
           from conversations.outgoing_mail mail
          where job.account = $1
            and mail.account = $1 and mail.id = job.id and mail.mailbox = $2 and mail.state = 3
            and job.next_time = mail.next_time -- with another one it is in hand",
        account.uuid(),
        mailbox.uuid(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What became of a mail.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub state: State,
    /// The server's words, or ours.
    pub detail: String,
    /// When it is tried again.
    pub next_time: Option<DateTime<Utc>>,
    /// Such as `5.1.1`.
    pub status_code: String,
    /// The address itself does not work.
    pub hard: bool,
    /// The relay broke off over it.
    pub broke_off: bool,
}

impl Outcome {
    /// Of that state, with nothing to be done.
    #[must_use]
    pub fn of(state: State, detail: &str) -> Self {
        let status_code = verdict::status_code(detail).unwrap_or_default();
        Self { state, detail: detail.to_owned(), next_time: None, status_code, hard: false, broke_off: false }
    }
    /// To be tried again then.
    #[must_use]
    pub fn later(detail: &str, at: DateTime<Utc>) -> Self {
        Self { next_time: Some(at), ..Self::of(State::Deferred, detail) }
    }
    /// Refused for good, in those words.
    #[must_use]
    pub fn bounced(detail: &str) -> Self {
        Self { hard: verdict::is_hard(detail), ..Self::of(State::Bounced, detail) }
    }
}

/// Writes down what became of a mail; tells once every mail of its message is away, or that one will not arrive. An address that
/// does not work is suppressed.
///
/// # Errors
/// Where the database is away.
pub async fn settle(tools: &Tools, cause: &Cause, mail: &Mail, outcome: &Outcome) -> Result<()> {
    let (account, now) = (cause.account(), tools.clock.now());
    let mut tx = tools.db.begin().await?;
    // The message's row is locked, so that of two mails that arrive at once one sees the other.
    let message = sqlx::query!(
        "select item, conversation from conversations.message where account = $1 and id = $2 for update",
        account.uuid(),
        mail.message
    )
    .fetch_optional(&mut *tx)
    .await?;
    sqlx::query!(
        "update conversations.outgoing_mail
            set state = $3, detail = $4, next_time = $5, attempts = attempts + 1, status_code = $6, hard = $7,
                sent_time = coalesce($8, sent_time), broken_off = broken_off + $9
          where account = $1 and id = $2",
        account.uuid(),
        mail.id,
        code(outcome.state as i32),
        outcome.detail.chars().take(1_000).collect::<String>(),
        outcome.next_time,
        outcome.status_code,
        outcome.hard,
        (outcome.state == State::Sent).then_some(now),
        i16::from(outcome.broke_off)
    )
    .execute(&mut *tx)
    .await?;
    match outcome.next_time {
        Some(at) => job::put(&mut tx, mail.job(), account, mail.id, at).await?,
        None => job::done(&mut tx, account, mail.id).await?,
    }
    if outcome.hard {
        let (address, person, reason) = (&*mail.address, &*mail.person, Reason::Bounced);
        let (status_code, detail) = (&*outcome.status_code, &*outcome.detail);
        let ground = suppression::Ground { address, person, reason, status_code, detail, shown_at: &[] };
        suppression::add(&mut tx, cause, ground, now).await?;
    }
    if let (Some(message), Some(id)) = (message, mail.message) {
        let about = About { message: id.into(), item: message.item, conversation: message.conversation };
        tell(&mut tx, cause, &about, mail, outcome).await?;
    }
    tx.commit().await
}

struct About {
    message: MessageId,
    item: Option<Uuid>,
    conversation: Option<Uuid>,
}

async fn tell(tx: &mut Tx, cause: &Cause, about: &About, mail: &Mail, outcome: &Outcome) -> Result<()> {
    let item_id = about.item.map(|id| tandem_kit::id::ItemId::from(id).to_string()).unwrap_or_default();
    let conversation = about.conversation.map(|id| ConversationId::from(id).to_string()).unwrap_or_default();
    let subjects = [item_id.clone(), conversation, about.message.to_string()];
    let message_id = about.message.to_string();
    match outcome.state {
        State::Failed | State::Bounced => {
            let bounced = pb::MessageBounced {
                message_id,
                item_id,
                address: mail.address.clone(),
                detail: outcome.detail.clone(),
                status_code: outcome.status_code.clone(),
                hard: outcome.hard,
                person_id: mail.person.clone(),
            };
            tx.emit(cause, Emit::new(&bounced).about_all(subjects));
        }
        State::Sent | State::Kept => {
            let open = sqlx::query_scalar!(
                r#"select count(*) as "count!" from conversations.outgoing_mail
                    where account = $1 and message = $2 and state not in (2, 6)"#,
                cause.account().uuid(),
                about.message.uuid()
            )
            .fetch_one(&mut **tx)
            .await?;
            if open == 0 {
                tx.emit(cause, Emit::new(&pb::MessageSent { message_id, item_id }).about_all(subjects));
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_mail_is_tried_for_three_days_ever_more_slowly() {
        let (mut age, mut tries) = (TimeDelta::zero(), 0);
        while let Some(next) = pause(tries + 1, age) {
            age += next;
            tries += 1;
        }
        assert!(age >= TimeDelta::days(3) && age < TimeDelta::days(3) + TimeDelta::hours(6), "{age}");
        assert_eq!(tries, 16);
        assert_eq!(pause(1, TimeDelta::zero()), Some(TimeDelta::minutes(1)));
    }
}
