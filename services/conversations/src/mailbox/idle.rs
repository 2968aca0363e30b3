//! Listening to mailboxes that tell of new mail by themselves (IMAP IDLE, RFC 2177): then it is their turn at once. One process listens to a
//! mailbox, by lease; where that breaks, mail is looked for as before.
use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Error, Result,
    id::{AccountId, MailboxId},
};
use tandem_proto::conversations::test_mailbox_response::check::Problem;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};
use uuid::Uuid;

use super::{Mailbox, connect::Failure, credentials, draft::Part, imap, poll, settings::Imap};
use crate::tools::Tools;

/// Most mailboxes that one process listens to.
const MOST: usize = 500;
/// How often it is looked for mailboxes that nobody listens to, and how many are taken at once.
const EVERY: Duration = Duration::from_secs(5);
const AT_ONCE: i64 = 20;
/// How long a mailbox is one listener's, and how often the listener says that it still is, and looks whether the mailbox is as it was.
const LEASE: TimeDelta = TimeDelta::minutes(3);
const SLICE: Duration = Duration::from_secs(60);
/// A server may end a connection that says nothing for half an hour: it is listened to anew before that, the last slice included.
const LONGEST: TimeDelta = TimeDelta::minutes(28);
/// How long nobody listens to one whose connection broke.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// How long, and how often, one waits with new mail for the end of a turn under way.
const TURN_ENDS: Duration = Duration::from_secs(1);
const TURNS: usize = 60;

struct Listened {
    account: Uuid,
    mailbox: Uuid,
}

/// Listens until it is told to stop.
///
/// # Errors
/// Never: what goes wrong is tried again.
pub async fn serve(tools: Tools, stop: CancellationToken) -> anyhow::Result<()> {
    let places = Arc::new(Semaphore::new(MOST));
    let mut listeners = JoinSet::new();
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => break,
        }
        while listeners.try_join_next().is_some() {}
        let room = i64::try_from(places.available_permits()).unwrap_or(0).min(AT_ONCE);
        let taken = match take(&tools, room).await {
            Ok(taken) => taken,
            Err(error) => {
                debug!(error = format!("{error:#}"), "nobody new is listened to for the moment");
                continue;
            }
        };
        for one in taken {
            let Ok(place) = places.clone().try_acquire_owned() else { break };
            let tools = tools.clone();
            listeners.spawn(async move { listen(tools, one, place).await });
        }
    }
    listeners.shutdown().await;
    Ok(())
}

/// Mailboxes that tell of new mail, and that nobody listens to.
async fn take(tools: &Tools, room: i64) -> Result<Vec<Listened>> {
    let now = tools.clock.now();
    Ok(sqlx::query_as!(
        Listened,
        "/* every account: mail is fetched for all of them */
         update conversations.mailbox_poll
            set idle_until = $2
          where (account, mailbox) in (select poll.account, poll.mailbox
                                         from conversations.mailbox_poll poll
                                         join conversations.mailbox
                                           on mailbox.account = poll.account and mailbox.id = poll.mailbox
                                        where poll.idles and poll.failures = 0 and coalesce(poll.idle_until, $1) <= $1
                                          and mailbox.enabled and mailbox.imap is not null
                                        limit $3
                                          for update of poll skip locked)
         returning account, mailbox",
        now,
        now + LEASE,
        room
    )
    .fetch_all(tools.db.pool())
    .await?)
}

async fn listen(tools: Tools, one: Listened, _place: OwnedSemaphorePermit) {
    let (account, id) = (AccountId::from(one.account), MailboxId::from(one.mailbox));
    let ended = watch(&tools, account, id).await;
    if let Err(failure) = &ended {
        debug!(mailbox.id = %id, error = failure.detail, "a mailbox is not listened to for the moment");
    }
    if let Err(error) = keep(&tools, account, id, tools.clock.now() + PAUSE).await {
        warn!(mailbox.id = %id, error = format!("{error:#}"), "it is listened to when the lease ends");
    }
}

/// Listens to one mailbox as long as it stays as it is.
async fn watch(tools: &Tools, account: AccountId, id: MailboxId) -> Result<(), Failure> {
    while let Some((mailbox, imap)) = wanted(tools, account, id).await? {
        let held = credentials(&tools.secrets, account, &mailbox, Part::Imap)
            .map_err(|error| Failure::new(Problem::Password, error))?;
        let mut visit = imap::open(tools, account, Some(id), &imap.server, &held).await?;
        if !visit.idles {
            return Err(Failure::new(Problem::Protocol, "the server does not tell of new mail any more"));
        }
        visit.select(&imap.folder).await?;
        // What came before anybody listened.
        wake(tools, account, id).await?;
        let mut idle = visit.idle().await?;
        let begun = tools.clock.now();
        while tools.clock.now() - begun < LONGEST {
            if idle.news(SLICE).await? {
                wake(tools, account, id).await?;
            }
            keep(tools, account, id, tools.clock.now() + LEASE).await.map_err(ours)?;
            match wanted(tools, account, id).await? {
                Some((now, _)) if now.revision == mailbox.revision => {}
                _ => break,
            }
        }
        idle.leave().await;
    }
    Ok(())
}

fn ours(error: Error) -> Failure {
    Failure::new(Problem::Unspecified, format!("a fault of this server: {error}"))
}

async fn wanted(
    tools: &Tools,
    account: AccountId,
    id: MailboxId,
) -> Result<Option<(Mailbox, Imap)>, Failure> {
    match super::get(tools.db.pool(), account, id).await {
        Ok(mailbox) if mailbox.enabled => {
            let imap = mailbox.imap.clone();
            Ok(imap.map(|imap| (mailbox, imap.0)))
        }
        Ok(_) | Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(ours(error)),
    }
}

/// Makes it the mailbox's turn: after the one under way, if one is.
async fn wake(tools: &Tools, account: AccountId, id: MailboxId) -> Result<(), Failure> {
    for _ in 0..TURNS {
        if poll::wake(tools, account, id).await.map_err(ours)? {
            break;
        }
        tokio::time::sleep(TURN_ENDS).await;
    }
    Ok(())
}

async fn keep(tools: &Tools, account: AccountId, id: MailboxId, until: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update conversations.mailbox_poll set idle_until = $3 where account = $1 and mailbox = $2",
        account.uuid(),
        id.uuid(),
        until
    )
    .execute(tools.db.pool())
    .await?;
    Ok(())
}
