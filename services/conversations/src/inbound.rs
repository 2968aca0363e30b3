//! Mails that come in: each is kept before anything else is done with it, and stays in the list with what became of it.
use std::net::IpAddr;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Emit, Error, Page, Result, Tx,
    id::{AccountId, MailId, MessageId},
};
use tandem_proto::conversations::{self as pb, receive_email_response::Outcome};
use tracing::info;
use uuid::Uuid;

use crate::{file, job, message::code, tools::Tools};

pub mod agent;
pub mod aside;
pub mod author;
pub mod bounce;
pub mod capture;
pub mod clean;
pub mod complaint;
pub mod passed_on;
pub mod picture;
pub mod place;
pub mod proof;
pub mod read;
mod reported;
pub mod review;
pub mod rules;
pub mod write;

/// How long whoever received a mail has to read it, before somebody else does.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);

/// How a mail came: as SMTP said it.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    /// Empty for the null sender; none where it came by no SMTP and nobody said.
    pub from: Option<String>,
    pub to: Vec<String>,
    /// The mailbox that it was fetched from.
    pub mailbox: Option<Uuid>,
    /// The machine that brought it by SMTP, and the name it gave.
    pub peer: Option<IpAddr>,
    pub helo: String,
}

impl Envelope {
    /// As a database can hold it.
    fn clean(&self) -> Self {
        let clean = |text: &String| text.chars().filter(|c| *c != '\0').take(320).collect();
        Self {
            from: self.from.as_ref().map(clean),
            to: self.to.iter().map(clean).collect(),
            mailbox: self.mailbox,
            peer: self.peer,
            helo: clean(&self.helo),
        }
    }
}

/// A mail that came in.
#[derive(Clone, Debug)]
pub struct Inbound {
    pub id: Uuid,
    pub raw_key: String,
    pub size: i64,
    pub envelope_from: Option<String>,
    pub envelope_to: Vec<String>,
    pub subject: String,
    pub duplicate_of: Option<Uuid>,
    pub done: bool,
    pub outcome: i16,
    pub threaded_by: String,
    pub message: Option<Uuid>,
    pub conversation: Option<Uuid>,
    pub item: Option<Uuid>,
    pub problems: Vec<String>,
    pub create_time: DateTime<Utc>,
    pub from_address: String,
    /// The mailbox that it was fetched from.
    pub mailbox: Option<Uuid>,
    /// Why it was blocked or put aside.
    pub reason: String,
    /// Somebody let it in.
    pub released: bool,
    /// The machine that brought it, and the name it gave; empty where it came by no SMTP.
    pub peer: String,
    pub helo: String,
}

impl Inbound {
    /// Its id.
    #[must_use]
    pub fn mail_id(&self) -> MailId {
        self.id.into()
    }
    /// The message it becomes: known beforehand, so that a second try makes no second one.
    #[must_use]
    pub fn message_id(&self) -> MessageId {
        MessageId::derived(self.id, "message")
    }
    /// What became of it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome::try_from(i32::from(self.outcome)).unwrap_or_default()
    }
}

/// What became of a mail, to be written down.
#[derive(Clone, Debug, Default)]
pub struct Fate {
    pub outcome: Outcome,
    pub threaded_by: String,
    pub message: Option<Uuid>,
    pub conversation: Option<Uuid>,
    pub item: Option<Uuid>,
    pub problems: Vec<String>,
    /// Why it was blocked or put aside.
    pub reason: String,
    /// The mail whose contents it repeats.
    pub duplicate_of: Option<Uuid>,
}

/// A mail is kept: its id, and whether these bytes are new to the account.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    pub id: MailId,
    pub first: bool,
}

/// Keeps a mail. It is safe once this returns, and read by `read_at` at the latest. The same bytes twice are one mail.
///
/// # Errors
/// Where the blob store or the database is away: then it is not kept.
pub async fn keep(
    tools: &Tools,
    account: AccountId,
    envelope: &Envelope,
    raw: Bytes,
    read_at: DateTime<Utc>,
) -> Result<Kept> {
    let envelope = envelope.clean();
    let sha256 = file::sha256(&raw);
    let (id, key) = (MailId::new(), format!("{account}/raw/{sha256}"));
    let size = i64::try_from(raw.len()).unwrap_or(i64::MAX);
    tools.blobs.put(&key, raw).await?;
    // The mail and the work that it is, by one statement: both are there or neither.
    let made = sqlx::query!(
        "with kept as (
             insert into conversations.inbound_mail (account, id, raw_key, sha256, size, envelope_from, envelope_to, create_time, mailbox,
                 peer, helo)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict on constraint inbound_mail_sha256 do nothing
             returning account, id)
         insert into conversations.job (account, id, kind, next_time)
         select account, id, $12, $13 from kept",
        account.uuid(),
        id.uuid(),
        key,
        sha256,
        size,
        envelope.from.as_deref(),
        &envelope.to,
        tools.clock.now(),
        envelope.mailbox,
        envelope.peer.map(|peer| peer.to_string()).unwrap_or_default(),
        envelope.helo,
        job::Kind::Inbound as i16,
        read_at
    )
    .execute(tools.db.pool())
    .await?;
    if made.rows_affected() == 1 {
        return Ok(Kept { id, first: true });
    }
    let known = sqlx::query_scalar!(
        "select id from conversations.inbound_mail where account = $1 and sha256 = $2",
        account.uuid(),
        sha256
    )
    .fetch_one(tools.db.pool())
    .await?;
    Ok(Kept { id: known.into(), first: false })
}

/// A mail that came in.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn get(db: &Db, account: AccountId, id: MailId) -> Result<Inbound> {
    let found = batch(db, account, &[id.uuid()]).await?.pop();
    found.ok_or_else(|| Error::not_found("mail", id))
}

/// Mails that came in, by their ids; unknown ones are left out.
///
/// # Errors
/// Where the database is away.
pub async fn batch(db: &Db, account: AccountId, ids: &[Uuid]) -> Result<Vec<Inbound>> {
    Ok(sqlx::query_as!(
        Inbound,
        "select id, raw_key, size, envelope_from, envelope_to, subject, duplicate_of, done, outcome, threaded_by, message,
                conversation, item, problems, create_time, from_address, mailbox, reason, released, peer, helo
           from conversations.inbound_mail
          where account = $1 and id = any($2)",
        account.uuid(),
        ids
    )
    .fetch_all(db.pool())
    .await?)
}

/// The mails of an account, newest first; only those with one of the outcomes, where any is named.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(
    db: &Db,
    account: AccountId,
    outcomes: &[i16],
    page: &Page,
) -> Result<(Vec<Inbound>, String)> {
    let (time, id) = page.after::<(DateTime<Utc>, Uuid)>()?.unzip();
    let rows = sqlx::query_as!(
        Inbound,
        "select id, raw_key, size, envelope_from, envelope_to, subject, duplicate_of, done, outcome, threaded_by, message,
                conversation, item, problems, create_time, from_address, mailbox, reason, released, peer, helo
           from conversations.inbound_mail
          where account = $1
            and ($2::timestamptz is null or (create_time, id) < ($2, $3))
            and (cardinality($5::smallint[]) = 0 or outcome = any($5))
          order by create_time desc, id desc
          limit $4",
        account.uuid(),
        time,
        id,
        page.limit(),
        outcomes
    )
    .fetch_all(db.pool())
    .await?;
    Ok(page.cut(rows, |last| (last.create_time, last.id)))
}

/// Tells that a mail stands otherwise in the list of those that came in; without an outcome it stands there no more.
pub fn tell(tx: &mut Tx, cause: &Cause, mail: &Inbound, outcome: Option<Outcome>) {
    let (id, deleted) = (mail.mail_id().to_string(), outcome.is_none());
    let changed =
        pb::InboundMailChanged { mail_id: id.clone(), outcome: outcome.unwrap_or_default().into(), deleted };
    tx.emit(cause, Emit::new(&changed).about(id));
}

/// Locks a mail. False where it is finished.
///
/// # Errors
/// Where the database is away.
pub async fn lock(tx: &mut Tx, account: AccountId, mail: &Inbound) -> Result<bool> {
    let done = sqlx::query_scalar!(
        "select done from conversations.inbound_mail where account = $1 and id = $2 for update",
        account.uuid(),
        mail.id
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(!done)
}

/// Locks a mail, and writes down what became of it and that nothing is left to do. False where somebody else has: then nothing of it is
/// to be written.
///
/// # Errors
/// Where the database is away.
pub async fn finish(tx: &mut Tx, account: AccountId, mail: &Inbound, fate: &Fate) -> Result<bool> {
    let finished = sqlx::query!(
        "with struck as (delete from conversations.job where account = $1 and id = $2)
         update conversations.inbound_mail
            set done = true, outcome = $3, threaded_by = $4, message = $5, conversation = $6, item = $7, problems = $8, reason = $9,
                duplicate_of = coalesce($10, duplicate_of)
          where account = $1 and id = $2 and not done",
        account.uuid(),
        mail.id,
        code(fate.outcome as i32),
        fate.threaded_by,
        fate.message,
        fate.conversation,
        fate.item,
        &fate.problems,
        fate.reason,
        fate.duplicate_of
    )
    .execute(&mut **tx)
    .await?;
    let first = finished.rows_affected() == 1;
    if first {
        info!(mail.id = %mail.mail_id(), outcome = fate.outcome.as_str_name(), "read a mail");
    }
    Ok(first)
}
