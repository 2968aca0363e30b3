//! Reading a mail that was kept: who wrote it, whether it is known, where it belongs. A mail whose peers are away waits.
use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use anyhow::Context as _;
use chrono::TimeDelta;
use futures::{FutureExt as _, StreamExt as _};
use tandem_kit::{
    Cause, Error, Result,
    id::{AccountId, MailId},
};
use tandem_proto::{conversations::receive_email_response::Outcome, directory::Account};
use tonic::Code;
use tracing::warn;
use uuid::Uuid;

use super::{
    Envelope, Fate, Inbound, agent, aside, bounce, clean::clean, complaint, picture, place, proof,
    rules::Rules, write,
};
use crate::{
    address, file, inbound,
    job::{self, Job},
    mail::{self, Judgement, Mail, ReplyKey, automatic::Kind},
    mail_policy::MailPolicy,
    message::reading::Authentication,
    peer,
    tools::Tools,
};

const BATCH: i64 = 32;
/// After so many at once there may be more; fewer are let come together.
pub const FULL: usize = 8;
const AT_ONCE: usize = 8;
/// More than that from one address to one account within the window is a loop, whatever its headers say.
const FLOOD: i64 = 20;
const FLOOD_WINDOW: TimeDelta = TimeDelta::minutes(10);
/// How often a mail is tried that a fault of ours, or of its own, keeps from being read.
const TRIES: i32 = 8;
/// How often one is tried on which a peer fails, without being away: about an hour and a half together.
const TRIES_OF_PEERS: i32 = 28;
/// How long reading the largest mail may take.
const PATIENCE: Duration = Duration::from_secs(25);

/// A mail in hand: as it came, as it reads, and what is known of it.
pub struct Opened {
    pub account: Account,
    /// The addresses of the account.
    pub own: address::Own,
    pub kept: Inbound,
    pub mail: Mail,
    pub judgement: Judgement,
    /// So many came from its sender that nothing may answer it.
    pub flood: bool,
    /// What the account lets in.
    pub policy: Arc<MailPolicy>,
    /// What the account's reply addresses are signed with, if it ever signed one.
    pub key: Option<ReplyKey>,
    /// What it proves of its sender.
    pub authentication: Authentication,
    /// The mail that has its contents already, if one does.
    first: Option<Uuid>,
}

impl Opened {
    /// Whether a machine wrote it.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        self.judgement.is_automatic()
    }
    /// Whether an address takes reports about a mail of ours.
    #[must_use]
    pub fn takes_a_report(&self, address: &str) -> bool {
        let Ok(account) = self.account.id.parse::<AccountId>() else { return false };
        let key = self.key.as_ref().filter(|_| address::takes_reports(address));
        key.is_some_and(|key| key.verify_bounce(address, account.uuid().into_bytes()).is_some())
    }
}

/// A mail that was kept, and what its account does with mail.
struct Known {
    kept: Inbound,
    rules: Rules,
}

/// Reads what is due; answers how many mails it looked after.
///
/// # Errors
/// Where the database is away.
pub async fn tick(tools: &Tools) -> Result<usize> {
    let jobs = job::take(&tools.db, job::Kind::Inbound, tools.clock.now(), super::LEASE, BATCH).await?;
    let taken = jobs.len();
    let mut known = gather(tools, &jobs).await;
    let jobs = jobs.into_iter().map(|job| (job, known.remove(&job.id)));
    futures::stream::iter(jobs)
        .for_each_concurrent(AT_ONCE, |(job, known)| look_after(tools, job, known))
        .await;
    Ok(taken)
}

/// What is known of the mails of a batch: asked once for each account. What cannot be had is asked for again with each mail.
async fn gather(tools: &Tools, jobs: &[Job]) -> HashMap<Uuid, Known> {
    let mut accounts: HashMap<AccountId, Vec<Uuid>> = HashMap::new();
    for job in jobs {
        accounts.entry(job.account).or_default().push(job.id);
    }
    let mut all = HashMap::with_capacity(jobs.len());
    for (account, ids) in accounts {
        let found = futures::try_join!(Rules::of(tools, account), super::batch(&tools.db, account, &ids));
        let Ok((rules, mails)) = found else { continue };
        all.extend(mails.into_iter().map(|kept| (kept.id, Known { kept, rules: rules.clone() })));
    }
    all
}

async fn look_after(tools: &Tools, job: Job, known: Option<Known>) {
    // One mail that makes us panic is that mail's failure, and nobody else's.
    let reading = async {
        let known = match known {
            Some(known) => known,
            None => know(tools, job.account, job.id.into()).await?,
        };
        read(tools, job.account, known).await
    };
    let reading = AssertUnwindSafe(reading).catch_unwind().await;
    let reading = reading.unwrap_or_else(|_| Err(anyhow::anyhow!("reading it panicked").into()));
    let Err(error) = reading else { return };
    warn!(mail.id = %job.id, attempts = job.attempts, error = format!("{error:#}"), "a mail could not be read yet");
    if most_tries(&error).is_some_and(|most| job.attempts >= most)
        && put_aside(tools, job, &error).await.is_ok()
    {
        return;
    }
    let pause = TimeDelta::seconds(1_i64 << job.attempts.clamp(0, 8));
    if let Err(error) = job::put_off(&tools.db, job.account, job.id, tools.clock.now() + pause).await {
        warn!(mail.id = %job.id, error = format!("{error:#}"), "it will be read when its lease ends");
    }
}

/// How often a mail is tried that this keeps from being read; nothing where what is needed is away, which ends.
fn most_tries(error: &Error) -> Option<i32> {
    match error {
        Error::Peer(status) if matches!(status.code(), Code::Internal | Code::Unknown) => {
            Some(TRIES_OF_PEERS)
        }
        Error::Internal(_) => Some(TRIES),
        error => (!error.passing()).then_some(TRIES),
    }
}

/// A mail that we fail on again and again is shown by its bytes alone, with what we failed on.
async fn put_aside(tools: &Tools, job: Job, error: &Error) -> Result<()> {
    let cause = Cause::system(job.account);
    let Known { kept, rules } = know(tools, job.account, job.id.into()).await?;
    let why = match error {
        Error::Peer(status) => {
            format!("it was tried {} times, and a peer fails on it: {}", job.attempts, status.message())
        }
        _ => "it could not be read".to_owned(),
    };
    let (mail, judgement) = unreadable(&why);
    let Rules { account, own, key, .. } = rules;
    let opened = Opened {
        account,
        own,
        kept,
        mail,
        judgement,
        flood: false,
        policy: Arc::default(),
        key,
        authentication: Authentication::default(),
        first: None,
    };
    tracing::error!(mail.id = %job.id, error = format!("{error:#}"), "a mail is given up and shown as it came");
    write::aside(tools, &cause, &opened, Outcome::Quarantined, None).await
}

async fn know(tools: &Tools, account: AccountId, id: MailId) -> Result<Known> {
    Ok(Known { kept: super::get(&tools.db, account, id).await?, rules: Rules::of(tools, account).await? })
}

/// Reads one mail to its end. Done again after any interruption, it does what is left.
async fn read(tools: &Tools, account: AccountId, known: Known) -> Result<()> {
    if known.kept.done {
        return Ok(());
    }
    let cause = Cause::system(account);
    let opened = open(tools, &cause, known).await?;
    match opened.first {
        Some(first) => duplicate(tools, account, &opened.kept, first).await,
        None => settle(tools, &cause, &opened).await,
    }
}

async fn open(tools: &Tools, cause: &Cause, known: Known) -> Result<Opened> {
    let Known { kept, rules: Rules { account, own, policy, key } } = known;
    let raw = tools.blobs.get(&kept.raw_key).await?;
    let (envelope_from, domains) = (kept.envelope_from.clone(), [account.mail_domain.clone()]);
    let bytes = raw.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let mail = clean(mail::parse(&bytes));
        let context = mail::Context { envelope_from: envelope_from.as_deref(), own_domains: &domains };
        let judgement = mail::classify(&mail, &context);
        (mail, judgement)
    });
    let (mut mail, mut judgement) = match tokio::time::timeout(PATIENCE, reading).await {
        Ok(Ok(read)) => read,
        Ok(Err(_panic)) => unreadable("it could not be read"),
        Err(_late) => unreadable("it took too long to read"),
    };
    if own.has(&mail.from.address) && !judgement.is_automatic() {
        judgement.kind = Kind::Loop;
        judgement.reason = "it says to be from this very address".into();
    }
    bounce::by_address(&kept, &mail, &mut judgement);
    let (first, lately) = claim(tools, cause.account(), &kept, &mail).await?;
    let flood = !mail.from.address.is_empty() && lately > FLOOD;
    let mut authentication = Authentication::default();
    if first.is_none() {
        authentication = proof::of(tools, cause.account(), &kept, &raw, &mail, &policy).await?;
        picture::learn(tools, cause.account(), &kept, &mut mail).await?;
    }
    Ok(Opened { account, own, kept, mail, judgement, flood, policy, key, authentication, first })
}

/// A mail that cannot be read at all is shown all the same; its bytes are kept.
fn unreadable(why: &str) -> (Mail, Judgement) {
    let mail = Mail { problems: vec![why.to_owned()], ..Mail::default() };
    let judgement = mail::classify(&mail, &mail::Context::default());
    (mail, judgement)
}

/// What makes two mails the same: Message-ID and everything that a person sees. The way it came, which differs with each
/// mailbox, is not looked at; a Message-ID used again for something else is another mail.
fn dedup_key(mail: &Mail, raw_sha256: &str) -> String {
    let date = mail.date.map(|date| date.timestamp().to_string()).unwrap_or_default();
    if mail.message_id.is_none() && date.is_empty() {
        return format!("raw:{raw_sha256}");
    }
    let mut seen = vec![
        mail.message_id.clone().unwrap_or_default(),
        date,
        mail.from.address.to_lowercase(),
        mail.subject.clone(),
        mail.text.clone(),
    ];
    seen.push(mail.html.clone().unwrap_or_default());
    seen.extend(mail.to.iter().chain(&mail.cc).map(|one| one.address.to_lowercase()));
    seen.extend(mail.attachments.iter().flat_map(|part| [part.name.clone(), part.sha256.clone()]));
    file::sha256(seen.join("\0").as_bytes())
}

/// Writes down who sent it, and claims the mail's contents for it. Answers with the mail that has them already, if one does, and with how
/// many came from its sender lately.
async fn claim(
    tools: &Tools,
    account: AccountId,
    kept: &Inbound,
    mail: &Mail,
) -> Result<(Option<Uuid>, i64)> {
    let key = dedup_key(mail, kept.raw_key.rsplit('/').next().unwrap_or_default());
    match note(tools, account, kept, mail, Some(&key)).await {
        Ok(lately) => Ok((None, lately)),
        Err(sqlx::Error::Database(e)) if e.constraint() == Some("inbound_mail_dedup_key") => {
            let lately = note(tools, account, kept, mail, None).await?;
            let first = sqlx::query_scalar!(
                "select id from conversations.inbound_mail where account = $1 and dedup_key = $2",
                account.uuid(),
                key
            )
            .fetch_one(tools.db.pool())
            .await?;
            Ok((Some(first), lately))
        }
        Err(error) => Err(error.into()),
    }
}

async fn note(
    tools: &Tools,
    account: AccountId,
    kept: &Inbound,
    mail: &Mail,
    key: Option<&str>,
) -> sqlx::Result<i64> {
    let others = sqlx::query_scalar!(
        r#"with noted as (
               update conversations.inbound_mail
                  set from_address = $3, subject = $4, dedup_key = coalesce($5, dedup_key)
                where account = $1 and id = $2)
           select count(*) as "count!" from conversations.inbound_mail
            where account = $1 and from_address = $3 and create_time > $6 and create_time <= $7 and id <> $2"#,
        account.uuid(),
        kept.id,
        mail.from.address.to_lowercase(),
        mail.subject,
        key,
        kept.create_time - FLOOD_WINDOW,
        kept.create_time
    )
    .fetch_one(tools.db.pool())
    .await?;
    Ok(others + 1)
}

async fn duplicate(tools: &Tools, account: AccountId, kept: &Inbound, first: Uuid) -> Result<()> {
    let fate = Fate { outcome: Outcome::Duplicate, duplicate_of: Some(first), ..Fate::default() };
    let mut tx = tools.db.begin().await?;
    super::finish(&mut tx, account, kept, &fate).await?;
    tx.commit().await
}

/// Decides what the mail is, and writes it where it belongs. What a peer refuses for good is put aside, visibly.
async fn settle(tools: &Tools, cause: &Cause, opened: &Opened) -> Result<()> {
    if let Some((outcome, why)) = aside::why(opened) {
        return write::aside(tools, cause, opened, outcome, Some(why)).await;
    }
    if let Kind::Bounce(report) = &opened.judgement.kind {
        return bounce::record(tools, cause, opened, report).await;
    }
    if let Kind::FeedbackReport(feedback) = &opened.judgement.kind {
        return complaint::record(tools, cause, opened, feedback).await;
    }
    let settled = place_and_write(tools, cause, opened).await;
    match settled {
        Err(error) if !error.passing() => {
            warn!(mail.id = %opened.kept.id, error = format!("{error:#}"), "a mail was put aside");
            write::aside(tools, cause, opened, Outcome::Quarantined, Some(error.to_string())).await
        }
        settled => settled,
    }
}

async fn place_and_write(tools: &Tools, cause: &Cause, opened: &Opened) -> Result<()> {
    let comes_back = opened.judgement.kind == Kind::Loop;
    if let Some(why) = agent::set_aside(tools, cause, opened).await? {
        return write::aside(tools, cause, opened, Outcome::Quarantined, Some(why)).await;
    }
    let place = if comes_back { place::Place::new() } else { place::find(tools, cause, opened).await? };
    match place.conversation {
        Some(conversation) => match write::append(tools, cause, opened, conversation, &place).await {
            // Its item was deleted since: what a person writes opens another.
            Err(error) if peer::is_not_found(&error) && !opened.is_automatic() => {
                write::open_item(tools, cause, opened, &place::Place::new()).await
            }
            Err(error) if peer::is_not_found(&error) => {
                write::aside(tools, cause, opened, Outcome::Automatic, None).await
            }
            written => written,
        },
        None if opened.is_automatic() => write::aside(tools, cause, opened, Outcome::Automatic, None).await,
        None => write::open_item(tools, cause, opened, &place).await,
    }
}

/// Keeps a mail and reads it at once; where that cannot be, it waits, and the answer says so.
///
/// # Errors
/// Where it could not even be kept.
pub async fn receive(
    tools: &Tools,
    account: AccountId,
    envelope: &Envelope,
    raw: bytes::Bytes,
) -> Result<(Inbound, bool)> {
    let kept = inbound::keep(tools, account, envelope, raw, tools.clock.now() + super::LEASE).await?;
    Ok((read_now(tools, account, kept.id).await?, kept.first))
}

/// Reads a mail at once; where that cannot be, it waits.
///
/// # Errors
/// Where the database is away.
pub async fn read_now(tools: &Tools, account: AccountId, id: MailId) -> Result<Inbound> {
    let reading = async { read(tools, account, know(tools, account, id).await?).await };
    if let Err(error) = reading.await {
        warn!(mail.id = %id, error = format!("{error:#}"), "a mail could not be read yet");
        job::put_off(&tools.db, account, id.uuid(), tools.clock.now() + TimeDelta::seconds(1)).await?;
    }
    super::get(&tools.db, account, id).await
}

/// The mail whose contents a duplicate repeats.
///
/// # Errors
/// Where the database is away.
pub async fn original(tools: &Tools, account: AccountId, mail: &Inbound) -> Result<Option<Inbound>> {
    match mail.duplicate_of {
        Some(first) => super::get(&tools.db, account, first.into())
            .await
            .context("the first of two equal mails")
            .map(Some)
            .map_err(Error::from),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_for_ever_only_where_what_it_needs_is_away() {
        let peer = |code: Code| most_tries(&tonic::Status::new(code, "why").into());
        assert_eq!(peer(Code::Unavailable), None);
        assert_eq!(peer(Code::DeadlineExceeded), None);
        assert_eq!(most_tries(&Error::Unavailable("the database is away".into())), None);
        assert_eq!(peer(Code::Internal), Some(TRIES_OF_PEERS));
        assert_eq!(peer(Code::Unknown), Some(TRIES_OF_PEERS));
        assert_eq!(peer(Code::InvalidArgument), Some(TRIES));
        assert_eq!(most_tries(&anyhow::anyhow!("a fault of ours").into()), Some(TRIES));
    }

    #[test]
    fn the_same_mail_is_known_whatever_way_it_came() {
        let key = |raw: &str| dedup_key(&mail::parse(raw.as_bytes()), &file::sha256(raw.as_bytes()));
        let one = "Received: from a\nMessage-ID: <1@b.c>\nFrom: a@b.c\nSubject: x\n\nHello";
        assert_eq!(key(one), key(&one.replace("from a", "from b")));
        assert_ne!(
            key(one),
            key(&one.replace("Hello", "Something else")),
            "a Message-ID used again loses nothing"
        );
        assert_ne!(key(one), key(&one.replace("Subject", "To: d@e.f\nSubject")), "nor one to other people");
        assert_ne!(key(one), key(&one.replace("<1@b.c>", "<2@b.c>")), "the same words twice are two mails");
        assert_ne!(key("From: a@b.c\n\nx"), key("Received: b\nFrom: a@b.c\n\nx"));
    }
}
