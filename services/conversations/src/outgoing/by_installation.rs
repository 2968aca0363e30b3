//! Sending by the installation's relay, for mail of no mailbox and of mailboxes without one of their own: whether it is there, and how it did.
use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, address::Envelope, transport::smtp::Error,
};
use tandem_kit::{Cause, Result, id::AccountId};
use tandem_proto::conversations::{delivery::State, test_mailbox_response::check::Problem};
use tokio::time::timeout;
use tracing::{info, warn};
use uuid::Uuid;

use super::{
    GIVE_UP_AFTER, Mail, Outcome,
    by_mailbox::{Gone, put_off},
    pool::{Away, Key},
    relay::{Answer, NOT_LET_IN, chain},
    send::Sender,
    settle, verdict,
};
use crate::{
    channel_health::{self, Seen},
    mail::Composed,
    mailbox::connect::Failure,
};

/// How long the relay may take for each step.
const PATIENCE: Duration = Duration::from_secs(30);
/// What it is called in the channel health.
pub const CHANNEL: &str = "relay";
/// How it is called to those whose mail it takes.
const NAME: &str = "this installation's relay";
/// What to do about it, which is not theirs to do.
const ADVICE: &str = "Tell whoever runs this installation: its setting is TANDEM__CONVERSATIONS__RELAY. What waits is sent once the relay takes mail again.";

/// What to do where there is none.
const ABSENT: &str = "Whoever runs this installation sets TANDEM__CONVERSATIONS__RELAY, such as smtp://mail:25; or give each mailbox a relay of its own, under Sending.";

/// The server that takes the mail of this installation, if there is one.
#[derive(Clone, Default)]
pub struct Relay(Option<Arc<AsyncSmtpTransport<Tokio1Executor>>>);

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

    /// Gives it a mail; nothing where there is no such server.
    async fn send(&self, composed: &Composed) -> Option<Answer> {
        let transport = self.0.as_ref()?;
        let envelope = match envelope(composed) {
            Ok(envelope) => envelope,
            Err(error) => return Some(Answer::Never(format!("the address cannot be written: {error:#}"))),
        };
        let said = match timeout(PATIENCE * 4, transport.send_raw(&envelope, &composed.raw)).await {
            Ok(Ok(response)) => {
                let words = response.message().collect::<Vec<_>>().join(" ");
                return Some(Answer::Taken(format!("{} {words}", response.code())));
            }
            Ok(Err(error)) => match answer(&error) {
                Some(answer) => return Some(answer),
                None => chain(&error),
            },
            Err(_) => "it did not answer in two minutes".to_owned(),
        };
        // It said nothing of the mail: whether the mail broke it off, or it is not there at all, is seen by asking it for something else.
        Some(match timeout(PATIENCE, transport.test_connection()).await {
            Ok(Ok(_)) => Answer::Dropped(said),
            Ok(Err(error)) => Answer::Away(Failure::new(Problem::Unreachable, chain(&error))),
            Err(_) => Answer::Away(Failure::late("connecting")),
        })
    }
}

/// What a server's refusal means; nothing where it said none.
fn answer(error: &Error) -> Option<Answer> {
    let code = u16::from(error.status()?);
    let said = chain(error);
    Some(if NOT_LET_IN.contains(&code) {
        Answer::Away(Failure::new(Problem::Password, said))
    } else if error.is_permanent() {
        Answer::Never(said)
    } else {
        Answer::Later(said)
    })
}

fn envelope(composed: &Composed) -> anyhow::Result<Envelope> {
    let from = if composed.envelope_from.is_empty() { None } else { Some(composed.envelope_from.parse()?) };
    let to = composed.recipients.iter().map(|address| address.parse()).collect::<Result<Vec<_>, _>>()?;
    Ok(Envelope::new(from, to)?)
}

/// The relay is the same for all accounts; that one is told of it is each account's own.
fn shared() -> Key {
    (AccountId::from(Uuid::nil()), Uuid::nil())
}

fn own(cause: &Cause) -> Key {
    (cause.account(), Uuid::nil())
}

/// Whether a mail may go there now; one that may not is put off.
///
/// # Errors
/// Where the database is away.
pub async fn enter(sender: &Sender, cause: &Cause, mail: &Mail) -> Result<Result<(), Gone>> {
    let now = sender.tools.clock.now();
    let Some(away) = sender.pool.away(shared(), 0, now) else { return Ok(Ok(())) };
    note_away(sender, cause, &away, Failure::new(Problem::Unreachable, &away.why)).await;
    if now - mail.create_time >= GIVE_UP_AFTER {
        settle(&sender.tools, cause, mail, &Outcome::of(State::Failed, &away.why)).await?;
    } else {
        put_off(&sender.tools, cause, mail, &away).await?;
    }
    Ok(Err(Gone))
}

/// Gives a mail to the relay, and says what became of it. Where there is none it is kept.
pub async fn send(sender: &Sender, cause: &Cause, mail: &Mail, composed: &Composed) -> Outcome {
    let now = sender.tools.clock.now();
    let Some(answer) = sender.relay.send(composed).await else {
        info!(mail.id = %mail.id, to = mail.address, subject = mail.subject, "no relay is set: the mail is kept");
        note_absent(sender, cause).await;
        return Outcome::of(State::Kept, "no relay is set");
    };
    let failure = match answer {
        Answer::Away(failure) => failure,
        Answer::Dropped(said) if sender.pool.broke_off(shared(), 0, mail.id) => {
            Failure::new(Problem::Protocol, said)
        }
        Answer::Dropped(said) => {
            let others = sender.pool.worked_since(shared(), 0, mail.create_time);
            return verdict::broke_off(mail, now, (NAME, &said), others);
        }
        answer => {
            let _ = sender.pool.worked(shared(), 0, now);
            if sender.pool.worked(own(cause), 0, now) {
                note(sender, cause, Seen::default()).await;
            }
            return verdict::of(mail, now, answer);
        }
    };
    let why = format!("{NAME} does not take mail: {}", failure.detail);
    let until = sender.pool.failed(shared(), 0, now, &why);
    note_away(sender, cause, &Away { until, why: why.clone() }, failure).await;
    if now - mail.create_time >= GIVE_UP_AFTER {
        Outcome::of(State::Failed, &why)
    } else {
        Outcome::later(&why, until)
    }
}

/// Each account whose mail is kept for want of a relay sees so in its channels; it is written down seldom.
async fn note_absent(sender: &Sender, cause: &Cause) {
    let now = sender.tools.clock.now();
    if sender.pool.away(own(cause), 0, now).is_none() {
        let _ = sender.pool.failed(own(cause), 0, now, "no relay is set");
        let failure =
            Failure::new(Problem::Unspecified, "no relay is set: mail is kept here, and nobody receives it");
        note(sender, cause, Seen { failure: Some(failure.advising(ABSENT)), ..Seen::default() }).await;
    }
}

/// Each account is told once for each time that the relay is asked in vain.
async fn note_away(sender: &Sender, cause: &Cause, away: &Away, failure: Failure) {
    let now = sender.tools.clock.now();
    if sender.pool.away(own(cause), 0, now).is_none() {
        let _ = sender.pool.failed(own(cause), 0, now, &away.why);
        let failure = Some(failure.advising(ADVICE));
        note(sender, cause, Seen { failure, next_time: Some(away.until), ..Seen::default() }).await;
    }
}

async fn note(sender: &Sender, cause: &Cause, seen: Seen) {
    if let Err(error) = channel_health::note(&sender.tools, cause.account(), None, CHANNEL, seen).await {
        warn!(error = format!("{error:#}"), "how the installation's relay does could not be written down");
    }
}
