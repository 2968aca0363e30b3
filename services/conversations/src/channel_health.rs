//! How the channels of an account do: what last worked, what last failed and what to do about it, what waits.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Emit, Result,
    id::{AccountId, MailboxId},
};
use tandem_proto::conversations::{self as pb, test_mailbox_response::check::Problem};
use uuid::Uuid;

use crate::{
    chat::Chats,
    mailbox::{connect::Failure, fetch::Turn, poll::Due},
    tools::Tools,
};

pub mod chats;
pub mod figures;

/// Most channels that are shown; each mailbox has two.
const MOST: i64 = 1_000;
/// Most skipped mails of a mailbox that are named.
const MOST_SKIPPED: i64 = 20;

/// How a channel does.
#[derive(Clone, Debug)]
pub struct Health {
    /// `imap:mbox_…`, `relay:mbox_…`, `sender:mbox_…`, `relay`, `smtp`, `chat:widget_…`
    pub channel: String,
    pub mailbox: Option<Uuid>,
    pub good: bool,
    pub success_time: Option<DateTime<Utc>>,
    pub error_time: Option<DateTime<Utc>>,
    pub error: String,
    pub advice: String,
    pub next_time: Option<DateTime<Utc>>,
    pub backlog: i64,
    pub certificate_expire_time: Option<DateTime<Utc>>,
    pub token_expire_time: Option<DateTime<Utc>>,
}

/// All that is known of an account's channels.
#[derive(Debug, Default)]
pub struct All {
    pub channels: Vec<Health>,
    pub chats: Vec<chats::Standing>,
    pub skipped: Vec<Skipped>,
}

/// A mail that was given up on the server.
#[derive(Clone, Debug)]
pub struct Skipped {
    pub mailbox: Uuid,
    pub uid: i64,
    pub problem: String,
    pub create_time: DateTime<Utc>,
}

/// What a channel was seen to do.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// What went wrong; nothing where it worked.
    pub failure: Option<Failure>,
    pub backlog: i64,
    pub certificate_expire_time: Option<DateTime<Utc>>,
    pub token_expire_time: Option<DateTime<Utc>>,
    /// When it is tried again, where that is not its turn anyway.
    pub next_time: Option<DateTime<Utc>>,
}

/// How soon before its end a certificate is said to be bad.
const ENDS_SOON: TimeDelta = TimeDelta::days(7);

/// Writes down that the listener took a mail of an account. Its channel is bad while the certificate is over, or about to be.
///
/// # Errors
/// Where the database is away.
pub async fn heard(tools: &Tools, account: AccountId, certificate: Option<DateTime<Utc>>) -> Result<()> {
    let soon = certificate.filter(|ends| *ends < tools.clock.now() + ENDS_SOON);
    let failure = soon.map(|ends| {
        let detail =
            format!("the certificate of the mail listener ends on {}", ends.format("%Y-%m-%d %H:%M UTC"));
        Failure::new(Problem::Certificate, detail)
    });
    let seen = Seen { failure, certificate_expire_time: certificate, ..Seen::default() };
    note(tools, account, None, "smtp", seen).await
}

/// Writes down how a turn of fetching ended.
///
/// # Errors
/// Where the database is away.
pub async fn fetched(tools: &Tools, due: &Due, turned: &Result<Turn, Failure>) -> Result<()> {
    let seen = match turned {
        Ok(turn) => Seen {
            failure: None,
            backlog: i64::try_from(turn.waiting).unwrap_or(0),
            certificate_expire_time: turn.certificate_ends,
            token_expire_time: turn.token_ends,
            next_time: None,
        },
        Err(failure) => Seen { failure: Some(failure.clone()), ..Seen::default() },
    };
    note(tools, due.account_id(), Some(due.mailbox_id()), &format!("imap:{}", due.mailbox_id()), seen).await
}

/// Writes down what a channel was seen to do. Announces `ChannelHealthChanged` where it was good and is not any more, or the other way.
///
/// # Errors
/// Where the database is away.
pub async fn note(
    tools: &Tools,
    account: AccountId,
    mailbox: Option<MailboxId>,
    channel: &str,
    seen: Seen,
) -> Result<()> {
    let mut tx = tools.db.begin().await?;
    let now = tx.now();
    let before = sqlx::query_scalar!(
        "select good from conversations.channel_health where account = $1 and channel = $2 for update",
        account.uuid(),
        channel
    )
    .fetch_optional(&mut *tx)
    .await?;
    let good = seen.failure.is_none();
    let (error, advice) = match &seen.failure {
        Some(failure) => (failure.detail.as_str(), failure.advice()),
        None => ("", ""),
    };
    sqlx::query!(
        "insert into conversations.channel_health
            (account, channel, mailbox, good, success_time, error_time, error, advice, backlog, certificate_expire_time,
             token_expire_time, next_time, update_time)
         values ($1, $2, $3, $4, case when $4 then $5::timestamptz end, case when not $4 then $5::timestamptz end, $6, $7, $8, $9, $10,
                 $11, $5)
         on conflict on constraint channel_health_pkey do update
            set good = $4, success_time = case when $4 then $5 else channel_health.success_time end,
                error_time = case when $4 then channel_health.error_time else $5 end,
                error = case when $4 then channel_health.error else $6 end, advice = $7,
                backlog = case when $4 then $8 else channel_health.backlog end,
                certificate_expire_time = coalesce($9, channel_health.certificate_expire_time),
                token_expire_time = coalesce($10, channel_health.token_expire_time), next_time = $11, update_time = $5",
        account.uuid(),
        channel,
        mailbox.map(|id| id.uuid()),
        good,
        now,
        error,
        advice,
        seen.backlog,
        seen.certificate_expire_time,
        seen.token_expire_time,
        seen.next_time
    )
    .execute(&mut *tx)
    .await?;
    if before.unwrap_or(true) != good {
        let mailbox_id = mailbox.map(|id| id.to_string()).unwrap_or_default();
        let changed = pb::ChannelHealthChanged {
            channel: channel.to_owned(),
            mailbox_id: mailbox_id.clone(),
            good,
            error: error.to_owned(),
            advice: advice.to_owned(),
        };
        tx.emit(&Cause::system(account), Emit::new(&changed).about(mailbox_id).about(account));
    }
    tx.commit().await
}

/// Writes down that what was wrong with a channel of a mailbox is so no more, if anything was.
///
/// # Errors
/// Where the database is away.
pub async fn mended(tools: &Tools, account: AccountId, mailbox: MailboxId, channel: &str) -> Result<()> {
    let bad = sqlx::query_scalar!(
        r#"select exists (select from conversations.channel_health
                           where account = $1 and channel = $2 and not good) as "bad!""#,
        account.uuid(),
        channel
    )
    .fetch_one(tools.db.pool())
    .await?;
    if bad { note(tools, account, Some(mailbox), channel, Seen::default()).await } else { Ok(()) }
}

/// The channels of an account, the bad ones first.
///
/// # Errors
/// Where the database is away.
pub async fn list(chats: &Chats, cause: &Cause) -> Result<All> {
    let (db, account) = (&chats.tools.db, cause.account());
    let channels = sqlx::query_as!(
        Health,
        r#"select health.channel, health.mailbox, health.good, health.success_time, health.error_time, health.error, health.advice,
                  coalesce(poll.next_time, health.next_time) as "next_time?",
                  case when health.channel like 'relay:%'
                       then (select count(*)
                               from conversations.outgoing_mail waiting
                              where waiting.account = $1 and waiting.mailbox = health.mailbox and waiting.state in (1, 3))
                       when health.channel = 'relay'
                       then (select count(*)
                               from conversations.outgoing_mail waiting
                              where waiting.account = $1 and waiting.mailbox is null and waiting.state in (1, 3))
                            + (select count(*)
                                 from conversations.mailbox
                                 join conversations.outgoing_mail waiting
                                   on waiting.account = $1 and waiting.mailbox = mailbox.id and waiting.state in (1, 3)
                                where mailbox.account = $1 and mailbox.relay is null)
                       else health.backlog end as "backlog!",
                  health.certificate_expire_time, health.token_expire_time
             from conversations.channel_health health
             left join conversations.mailbox_poll poll
               on poll.account = $1 and poll.mailbox = health.mailbox and health.channel like 'imap:%'
            where health.account = $1
            order by health.good, health.channel
            limit $2"#,
        account.uuid(),
        MOST
    )
    .fetch_all(db.pool())
    .await?;
    let skipped = sqlx::query_as!(
        Skipped,
        "select mailbox, uid, problem, create_time
           from conversations.mailbox_mail
          where account = $1 and state = 3
          order by create_time desc, uid desc
          limit $2",
        account.uuid(),
        MOST_SKIPPED
    )
    .fetch_all(db.pool())
    .await?;
    let (seen, channels) = channels.into_iter().partition(|one: &Health| one.channel.starts_with("chat:"));
    let chats = chats::standing(chats, cause, seen).await?;
    Ok(All { channels, chats, skipped })
}
