//! The sender: takes mails that are due, gives them to the relay, and writes down the answer.
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use anyhow::Context as _;
use chrono::TimeDelta;
use futures::{FutureExt as _, StreamExt as _};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, address::Envelope};
use tandem_kit::{Cause, Error, Result};
use tandem_proto::conversations::delivery::State;
use tracing::{info, warn};

use super::{Mail, Outcome, build, pause, settle};
use crate::{
    job::{self, Job},
    mail::Composed,
    tools::Tools,
};

/// How long the relay may take for each step.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a mail in hand is nobody else's.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// When a mail is tried again that could not even be written, because a peer or a store is away.
const AWAY: TimeDelta = TimeDelta::seconds(10);
/// As many as are in hand at once: none waits for another while its lease runs.
const BATCH: i64 = 8;
const AT_ONCE: usize = 8;
/// How often a mail is tried that a fault of ours keeps from being written.
const TRIES: i32 = 8;
/// What a server says that does not let us in: of us, not of the mail (RFC 4954).
const NOT_LET_IN: [u16; 4] = [530, 534, 535, 538];

/// The server that takes outgoing mail, if there is one.
#[derive(Clone, Default)]
pub struct Relay(Option<Arc<AsyncSmtpTransport<Tokio1Executor>>>);

/// What the relay said.
enum Answer {
    Taken(String),
    Later(String),
    Never(String),
}

impl Relay {
    /// Of the setting `relay`.
    ///
    /// # Errors
    /// Where it is no address of a mail server.
    pub fn new(url: Option<&str>) -> anyhow::Result<Self> {
        let Some(url) = url.filter(|url| !url.is_empty()) else { return Ok(Self(None)) };
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default(); // another part may have done so
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .context("TANDEM__CONVERSATIONS__RELAY is no address of a mail server, such as smtp://mail:25")?;
        Ok(Self(Some(Arc::new(builder.timeout(Some(PATIENCE)).build()))))
    }
}

/// Sends what is due; answers how many mails it looked after.
///
/// # Errors
/// Where the database is away.
pub async fn tick(tools: &Tools, relay: &Relay) -> Result<usize> {
    let jobs = job::take(&tools.db, job::Kind::Outgoing, tools.clock.now(), LEASE, BATCH).await?;
    let taken = jobs.len();
    futures::stream::iter(jobs).for_each_concurrent(AT_ONCE, |job| look_after(tools, relay, job)).await;
    Ok(taken)
}

/// One mail; what goes wrong is tried again, and holds up no other.
async fn look_after(tools: &Tools, relay: &Relay, job: Job) {
    // One mail that makes us panic is that mail's failure, and nobody else's.
    let delivering = AssertUnwindSafe(deliver(tools, relay, job)).catch_unwind().await;
    if let Err(error) = delivering.unwrap_or_else(|_| Err(anyhow::anyhow!("sending it panicked").into())) {
        warn!(mail.id = %job.id, error = format!("{error:#}"), "a mail could not be sent yet");
        let lasting = matches!(error, Error::Internal(_)) && job.attempts >= TRIES;
        if lasting && give_up(tools, job).await.is_ok() {
            return;
        }
        if let Err(error) = job::put_off(&tools.db, job.account, job.id, tools.clock.now() + AWAY).await {
            warn!(mail.id = %job.id, error = format!("{error:#}"), "it will be sent when its lease ends");
        }
    }
}

/// A mail that we fail on again and again is shown as failed.
async fn give_up(tools: &Tools, job: Job) -> Result<()> {
    let mail = super::get(&tools.db, job.account, job.id.into()).await?;
    let why = "it could not be written: a fault of the server, which its log names";
    settle(tools, &Cause::system(job.account), &mail, &Outcome::of(State::Failed, why)).await
}

async fn deliver(tools: &Tools, relay: &Relay, job: Job) -> Result<()> {
    let cause = Cause::system(job.account);
    let mail = match super::get(&tools.db, job.account, job.id.into()).await {
        Ok(mail) if mail.waits() => mail,
        Ok(_) | Err(Error::NotFound { .. }) => {
            let mut tx = tools.db.begin().await?;
            job::done(&mut tx, job.account, job.id).await?;
            return tx.commit().await;
        }
        Err(error) => return Err(error),
    };
    let composed = match build::build(tools, &cause, &mail).await {
        Ok(composed) => composed,
        Err(error) if error.passing() => return Err(error),
        Err(error) => {
            return settle(tools, &cause, &mail, &Outcome::of(State::Failed, &error.to_string())).await;
        }
    };
    keep(tools, &cause, &mail, &composed).await?;
    let Some(transport) = &relay.0 else {
        info!(mail.id = %mail.id, to = mail.address, subject = mail.subject, "no relay is set: the mail is kept");
        return settle(tools, &cause, &mail, &Outcome::of(State::Kept, "no relay is set")).await;
    };
    let outcome = match hand_over(transport, &composed).await {
        Answer::Taken(said) => Outcome { status_code: String::new(), ..Outcome::of(State::Sent, &said) },
        Answer::Never(said) => Outcome::bounced(&said),
        Answer::Later(said) => {
            let now = tools.clock.now();
            match pause(mail.attempts + 1, now - mail.create_time) {
                Some(pause) => Outcome::later(&said, now + pause),
                None => Outcome::of(State::Failed, &said),
            }
        }
    };
    settle(tools, &cause, &mail, &outcome).await
}

/// Keeps the bytes as they go, so that they can be shown.
async fn keep(tools: &Tools, cause: &Cause, mail: &Mail, composed: &Composed) -> Result<()> {
    let key = format!("{}/out/{}", cause.account(), mail.id.simple());
    tools.blobs.put(&key, composed.raw.clone().into()).await?;
    sqlx::query!(
        "update conversations.outgoing_mail set raw_key = $3 where account = $1 and id = $2",
        cause.account().uuid(),
        mail.id,
        key
    )
    .execute(tools.db.pool())
    .await?;
    Ok(())
}

async fn hand_over(transport: &AsyncSmtpTransport<Tokio1Executor>, composed: &Composed) -> Answer {
    let envelope = match envelope(composed) {
        Ok(envelope) => envelope,
        Err(error) => return Answer::Never(format!("the address cannot be written: {error:#}")),
    };
    match tokio::time::timeout(PATIENCE * 4, transport.send_raw(&envelope, &composed.raw)).await {
        Ok(Ok(response)) => {
            Answer::Taken(format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" ")))
        }
        Ok(Err(error)) if is_about_the_mail(&error) => Answer::Never(chain(&error)),
        Ok(Err(error)) => Answer::Later(chain(&error)),
        Err(_) => Answer::Later("the relay did not answer in two minutes".into()),
    }
}

/// Whether the server refused the mail for good, and not us.
fn is_about_the_mail(error: &lettre::transport::smtp::Error) -> bool {
    error.is_permanent() && error.status().is_none_or(|code| !NOT_LET_IN.contains(&code.into()))
}

fn envelope(composed: &Composed) -> anyhow::Result<Envelope> {
    let from = if composed.envelope_from.is_empty() { None } else { Some(composed.envelope_from.parse()?) };
    let to = composed.recipients.iter().map(|address| address.parse()).collect::<Result<Vec<_>, _>>()?;
    Ok(Envelope::new(from, to)?)
}

/// An error with what it comes from: lettre says the server's words only there.
fn chain(error: &lettre::transport::smtp::Error) -> String {
    let mut said = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        said = format!("{said}: {inner}");
        source = inner.source();
    }
    said
}
