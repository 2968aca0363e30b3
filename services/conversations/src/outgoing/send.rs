//! The sender: takes mails that are due, gives each to its relay, and writes down the answer.
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use chrono::TimeDelta;
use futures::{FutureExt as _, StreamExt as _};
use tandem_kit::{Cause, Error, Result};
use tandem_proto::conversations::delivery::State;
use tokio::{sync::Mutex, task::JoinSet, time::timeout};
use tracing::warn;

use super::{
    Mail, Outcome, build,
    by_installation::{self, Relay},
    by_mailbox::{self, Gone, Place},
    identity::{self, Identity},
    looks::{self, Looks},
    pool::Pool,
    settle, suppression,
};
use crate::{
    job::{self, Job},
    mail::Composed,
    tools::Tools,
};

/// How long a mail in hand is nobody else's.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// When a mail is tried again that could not even be written, because a peer or a store is away.
const AWAY: TimeDelta = TimeDelta::seconds(10);
/// As many as are in hand at once: none waits for another while its lease runs.
const BATCH: i64 = 8;
const AT_ONCE: usize = 8;
/// The same of mails of mailboxes, of which some may be at relays that say nothing.
const AT_ONCE_BY_MAILBOX: usize = 32;
/// How long a turn waits for what is in hand. What takes longer goes on beside the next turns.
const BRIEFLY: Duration = Duration::from_millis(300);
/// How often a mail is tried that a fault of ours keeps from being written.
const TRIES: i32 = 8;

/// What sends: the installation's relay, and those of mailboxes.
#[derive(Clone)]
pub struct Sender {
    pub tools: Tools,
    pub relay: Relay,
    pub pool: Pool,
    /// What was last wrong with how mailboxes write their mail.
    pub(super) looks: Looks,
    /// Mails of mailboxes that are in hand.
    in_hand: Arc<Mutex<JoinSet<()>>>,
}

impl Sender {
    /// By that relay.
    #[must_use]
    pub fn new(tools: Tools, relay: Relay) -> Self {
        Self { tools, relay, pool: Pool::default(), looks: Looks::default(), in_hand: Arc::default() }
    }

    /// Sends what is due in the account's own name; answers how many mails it looked after.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn tick(&self) -> Result<usize> {
        let now = self.tools.clock.now();
        let jobs = job::take(&self.tools.db, job::Kind::Outgoing, now, LEASE, BATCH).await?;
        let taken = jobs.len();
        futures::stream::iter(jobs).for_each_concurrent(AT_ONCE, |job| self.look_after(job)).await;
        Ok(taken)
    }

    /// Sends what is due in the name of mailboxes; answers how many mails it looked after, or still does. A relay that says nothing keeps
    /// the mails that are there, and no other.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn tick_mailboxes(&self) -> Result<usize> {
        let mut in_hand = self.in_hand.lock().await;
        while in_hand.try_join_next().is_some() {}
        let room = AT_ONCE_BY_MAILBOX.saturating_sub(in_hand.len());
        let now = self.tools.clock.now();
        let jobs = match i64::try_from(room) {
            Ok(room @ 1..) => {
                job::take(&self.tools.db, job::Kind::OutgoingByMailbox, now, LEASE, room).await?
            }
            _ => Vec::new(),
        };
        let taken = jobs.len();
        for job in jobs {
            let sender = self.clone();
            in_hand.spawn(async move { sender.look_after(job).await });
        }
        let _ = timeout(BRIEFLY, async { while in_hand.join_next().await.is_some() {} }).await;
        Ok(taken + in_hand.len())
    }

    /// One mail; what goes wrong is tried again, and holds up no other.
    async fn look_after(&self, job: Job) {
        let tools = &self.tools;
        // One mail that makes us panic is that mail's failure, and nobody else's.
        let delivering = AssertUnwindSafe(self.deliver(job)).catch_unwind().await;
        if let Err(error) = delivering.unwrap_or_else(|_| Err(anyhow::anyhow!("sending it panicked").into()))
        {
            warn!(mail.id = %job.id, error = format!("{error:#}"), "a mail could not be sent yet");
            // What is away comes back; what is refused, or a fault of ours, does not.
            let lasting = matches!(error, Error::Internal(_)) || !error.passing();
            if lasting && job.attempts >= TRIES && give_up(tools, job, &error).await.is_ok() {
                return;
            }
            if let Err(error) = job::put_off(&tools.db, job.account, job.id, tools.clock.now() + AWAY).await {
                warn!(mail.id = %job.id, error = format!("{error:#}"), "it will be sent when its lease ends");
            }
        }
    }

    async fn deliver(&self, job: Job) -> Result<()> {
        let (tools, cause) = (&self.tools, Cause::system(job.account));
        let mail = match super::get(&tools.db, job.account, job.id.into()).await {
            Ok(mail) if mail.waits() => mail,
            Ok(_) | Err(Error::NotFound { .. }) => {
                let mut tx = tools.db.begin().await?;
                job::done(&mut tx, job.account, job.id).await?;
                return tx.commit().await;
            }
            Err(error) => return Err(error),
        };
        if !mail.notice.is_empty() && suppression::holds(&tools.db, job.account, &mail.address).await? {
            let outcome = Outcome::of(State::Failed, suppression::SUPPRESSED);
            return settle(tools, &cause, &mail, &outcome).await;
        }
        let identity = match mail.mailbox {
            Some(id) => identity::of(&tools.db, job.account, id).await?,
            None => None,
        };
        let place = match self.enter(&cause, &mail, identity.as_ref()).await? {
            Ok(place) => place,
            Err(Gone) => return Ok(()),
        };
        let Some(composed) = self.write(&cause, &mail, identity.as_ref()).await? else { return Ok(()) };
        let outcome = match (&place, &identity) {
            (Some(place), Some(identity)) => {
                by_mailbox::send(self, &cause, &mail, (identity, place), &composed).await?
            }
            _ => by_installation::send(self, &cause, &mail, &composed).await,
        };
        settle(tools, &cause, &mail, &outcome).await
    }

    /// A mail's turn at the relay of its mailbox, or at the installation's.
    async fn enter(
        &self,
        cause: &Cause,
        mail: &Mail,
        identity: Option<&Identity>,
    ) -> Result<Result<Option<Place>, Gone>> {
        if let Some(identity) = identity.filter(|one| one.mailbox.relay.is_some()) {
            return by_mailbox::enter(self, cause, mail, identity).await;
        }
        Ok(by_installation::enter(self, cause, mail).await?.map(|()| None))
    }

    /// The mail's bytes, kept; nothing where it cannot be written: that is settled.
    async fn write(
        &self,
        cause: &Cause,
        mail: &Mail,
        identity: Option<&Identity>,
    ) -> Result<Option<Composed>> {
        match build::build(&self.tools, cause, mail, identity).await {
            Ok(written) => {
                keep(&self.tools, cause, mail, &written.composed).await?;
                if let Some(identity) = identity {
                    looks::note(self, cause, identity, written.without).await;
                }
                Ok(Some(written.composed))
            }
            Err(error) if error.passing() => Err(error),
            Err(error) => {
                let outcome = Outcome::of(State::Failed, &error.to_string());
                settle(&self.tools, cause, mail, &outcome).await?;
                Ok(None)
            }
        }
    }
}

/// A mail that we fail on again and again is shown as failed.
async fn give_up(tools: &Tools, job: Job, error: &Error) -> Result<()> {
    let mail = super::get(&tools.db, job.account, job.id.into()).await?;
    let why = match error {
        Error::Internal(_) => {
            "it could not be written: a fault of the server, which its log names".to_owned()
        }
        refused => format!("it could not be written: {refused}"),
    };
    settle(tools, &Cause::system(job.account), &mail, &Outcome::of(State::Failed, &why)).await
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
