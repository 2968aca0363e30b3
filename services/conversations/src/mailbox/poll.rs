//! Whose turn it is to be fetched from: by lease, so that any number of processes share the mailboxes; one that fails waits longer.
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt as _;
use sqlx::types::Json;
use tandem_kit::{
    Db, Error, Result, Tx,
    id::{AccountId, MailboxId},
};
use tracing::{info, warn};
use uuid::Uuid;

use super::{
    Mailbox,
    connect::Failure,
    fetch::{self, Turn},
    settings::Imap,
};
use crate::{channel_health, tools::Tools};

const AT_ONCE: usize = 8;
/// How long a mailbox in hand is nobody else's, and a shorter time in which a turn ends.
const LEASE: TimeDelta = TimeDelta::minutes(10);
const LONGEST: Duration = Duration::from_secs(8 * 60);
/// How often mail is looked for.
const EVERY: TimeDelta = TimeDelta::seconds(30);
/// How often where somebody listens to the server.
const EVERY_HEARD: TimeDelta = TimeDelta::minutes(5);
/// How long one that fails waits: twice as long each time, up to the longest.
const FIRST_PAUSE: i64 = 5;
const LONGEST_PAUSE: i64 = 900;

/// A mailbox whose turn it is, and how far it was read.
#[derive(Clone, Debug)]
pub struct Due {
    pub account: Uuid,
    pub mailbox: Uuid,
    pub failures: i32,
    pub folder: String,
    pub uid_validity: i64,
    pub last_uid: i64,
    pub since: DateTime<Utc>,
    /// Until when somebody listens to it.
    pub idle_until: Option<DateTime<Utc>>,
}

impl Due {
    /// Whose it is.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account.into()
    }
    /// Which it is.
    #[must_use]
    pub fn mailbox_id(&self) -> MailboxId {
        self.mailbox.into()
    }
}

/// Fetches from the mailboxes whose turn it is; answers in how many there was something.
///
/// # Errors
/// Where the database is away.
pub async fn tick(tools: &Tools) -> Result<usize> {
    let due = take(&tools.db, tools.clock.now()).await?;
    let busy = futures::stream::iter(due)
        .map(|due| async move { usize::from(look_after(tools, due).await) })
        .buffer_unordered(AT_ONCE)
        .fold(0, |sum, one| async move { sum + one });
    Ok(busy.await)
}

async fn take(db: &Db, now: DateTime<Utc>) -> Result<Vec<Due>> {
    Ok(sqlx::query_as!(
        Due,
        "/* every account: mail is fetched for all of them */
         update conversations.mailbox_poll
            set next_time = $2
          where (account, mailbox) in (select poll.account, poll.mailbox
                                         from conversations.mailbox_poll poll
                                         join conversations.mailbox
                                           on mailbox.account = poll.account and mailbox.id = poll.mailbox
                                        where poll.next_time <= $1 and mailbox.enabled and mailbox.imap is not null
                                        order by poll.next_time
                                        limit $3
                                          for update of poll skip locked)
         returning account, mailbox, failures, folder, uid_validity, last_uid, since, idle_until",
        now,
        now + LEASE,
        i64::try_from(AT_ONCE).unwrap_or(1)
    )
    .fetch_all(db.pool())
    .await?)
}

async fn look_after(tools: &Tools, due: Due) -> bool {
    let turned = tokio::time::timeout(LONGEST, fetch::turn(tools, &due)).await;
    let turned = turned.unwrap_or_else(|_| Err(Failure::late("the mails of one turn")));
    let now = tools.clock.now();
    let done = match &turned {
        Ok(turn) => {
            let pause = match turn {
                Turn { left: true, .. } => TimeDelta::zero(),
                Turn { idles: true, waiting: 0, .. } if due.idle_until.is_some_and(|until| until > now) => {
                    EVERY_HEARD
                }
                Turn { .. } => EVERY,
            };
            put_off(tools, &due, now + pause, 0, Some(turn.idles)).await
        }
        Err(failure) => {
            warn!(mailbox.id = %due.mailbox_id(), error = failure.detail, "mail could not be fetched");
            put_off(tools, &due, now + pause(due.failures), due.failures.saturating_add(1), None).await
        }
    };
    let told = channel_health::fetched(tools, &due, &turned).await;
    if let Err(error) = done.and(told) {
        warn!(mailbox.id = %due.mailbox_id(), error = format!("{error:#}"), "it is fetched from when its lease ends");
        return false;
    }
    let Ok(turn) = turned else { return false };
    if turn.kept + turn.skipped > 0 {
        info!(mailbox.id = %due.mailbox_id(), kept = turn.kept, skipped = turn.skipped, "fetched mail");
    }
    turn.left || turn.kept > 0
}

/// How long one that failed so often waits.
#[must_use]
pub fn pause(failures: i32) -> TimeDelta {
    let doubled = FIRST_PAUSE.saturating_mul(1_i64 << failures.clamp(0, 20));
    TimeDelta::seconds(doubled.min(LONGEST_PAUSE))
}

async fn put_off(
    tools: &Tools,
    due: &Due,
    until: DateTime<Utc>,
    failures: i32,
    idles: Option<bool>,
) -> Result<()> {
    sqlx::query!(
        "update conversations.mailbox_poll set next_time = $3, failures = $4, idles = coalesce($5, idles)
          where account = $1 and mailbox = $2",
        due.account,
        due.mailbox,
        until,
        failures,
        idles
    )
    .execute(tools.db.pool())
    .await?;
    Ok(())
}

/// Makes it a mailbox's turn now, unless a turn is under way: false then.
///
/// # Errors
/// Where the database is away.
pub async fn wake(tools: &Tools, account: AccountId, id: MailboxId) -> Result<bool> {
    let now = tools.clock.now();
    let done = sqlx::query!(
        "update conversations.mailbox_poll set next_time = least(next_time, $3)
          where account = $1 and mailbox = $2 and next_time <= $4",
        account.uuid(),
        id.uuid(),
        now,
        now + EVERY_HEARD
    )
    .execute(tools.db.pool())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Makes it a mailbox's turn now.
///
/// # Errors
/// `NotFound` where there is no mailbox that mail is fetched from.
pub async fn now(tools: &Tools, account: AccountId, id: MailboxId) -> Result<()> {
    let done = sqlx::query!(
        "update conversations.mailbox_poll set next_time = $3 where account = $1 and mailbox = $2",
        account.uuid(),
        id.uuid(),
        tools.clock.now()
    )
    .execute(tools.db.pool())
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::not_found("mailbox that mail is fetched from", id))
    }
}

/// Writes down that a mailbox is fetched from, or is not any more. With another server, user or folder it begins anew.
///
/// # Errors
/// Where the database is away.
pub async fn enlist(tx: &mut Tx, account: AccountId, before: &Mailbox, after: &Mailbox) -> Result<()> {
    let place = |imap: &Option<Json<Imap>>| {
        imap.as_ref().map(|imap| (imap.server.host.clone(), imap.server.user.clone(), imap.folder.clone()))
    };
    let now = tx.now();
    if place(&before.imap) != place(&after.imap) {
        sqlx::query!(
            "delete from conversations.mailbox_poll where account = $1 and mailbox = $2",
            account.uuid(),
            after.id
        )
        .execute(&mut **tx)
        .await?;
    }
    if after.imap.is_none() {
        return Ok(());
    }
    sqlx::query!(
        "insert into conversations.mailbox_poll (account, mailbox, next_time, since)
         values ($1, $2, $3, $3)
         on conflict on constraint mailbox_poll_pkey do update set next_time = excluded.next_time, failures = 0",
        account.uuid(),
        after.id,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_fails_waits_longer_each_time() {
        let seconds = |failures| pause(failures).num_seconds();
        assert_eq!((seconds(0), seconds(1), seconds(4)), (5, 10, 80));
        assert_eq!((seconds(30), seconds(i32::MAX)), (900, 900));
    }
}
