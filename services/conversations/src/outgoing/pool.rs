//! The relays of mailboxes, as this process knows them: connections that are kept, how many there are at once, which one is away and
//! until when. A relay that is away is not asked again until its time, whatever waits for it, and keeps nobody else's mail.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::id::AccountId;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};
use uuid::Uuid;

use super::relay::Open;

/// Most connections to one relay at once.
const MOST_AT_ONCE: usize = 4;
/// Most connections to one relay that are kept for the next mail, and how long.
const MOST_KEPT: usize = 2;
const KEPT_FOR: Duration = Duration::from_secs(30);
/// How long a mail waits for its turn before it makes room for others.
const TURN: Duration = Duration::from_secs(2);
/// Most relays known.
const MOST: usize = 1_000;
/// Over so many mails a relay breaks off, one after the other with none taken in between, before it is the relay and not the mails.
const BREAKS_OFF: usize = 3;
/// How seldom it is written down that a relay still works.
const SEEN_EVERY: TimeDelta = TimeDelta::seconds(30);

/// A relay: whose, which mailbox's.
pub type Key = (AccountId, Uuid);

/// The relays of this process.
#[derive(Clone, Default)]
pub struct Pool(Arc<Mutex<HashMap<Key, Known>>>);

struct Known {
    /// Of the mailbox: with another one, all of this is about another server.
    revision: i64,
    kept: Vec<(Open, Instant)>,
    turns: Arc<Semaphore>,
    failures: u32,
    away: Option<Away>,
    seen: Option<DateTime<Utc>>,
    /// The mails over which it broke off since it last took one, or refused one.
    broken_off: Vec<Uuid>,
    /// When it last did.
    worked: Option<DateTime<Utc>>,
}

/// A relay that does not take mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    pub until: DateTime<Utc>,
    pub why: String,
}

/// Whether a mail may go to its relay now.
pub enum Turn {
    Mine(OwnedSemaphorePermit),
    /// Too many go there already.
    Busy,
    Away(Away),
}

/// When a relay is asked again that failed for the `failures`-th time in a row.
#[must_use]
pub fn pause(failures: u32) -> TimeDelta {
    match failures {
        ..=1 => TimeDelta::seconds(30),
        2 => TimeDelta::minutes(1),
        3 => TimeDelta::minutes(5),
        _ => TimeDelta::minutes(15),
    }
}

impl Known {
    fn new(revision: i64) -> Self {
        Self {
            revision,
            kept: Vec::new(),
            turns: Arc::new(Semaphore::new(MOST_AT_ONCE)),
            failures: 0,
            away: None,
            seen: None,
            broken_off: Vec::new(),
            worked: None,
        }
    }
    fn idle(&self) -> bool {
        self.kept.is_empty() && self.away.is_none() && self.turns.available_permits() == MOST_AT_ONCE
    }
}

impl Pool {
    fn with<T>(&self, key: Key, revision: i64, what: impl FnOnce(&mut Known) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if all.len() >= MOST && !all.contains_key(&key) {
            for one in all.values_mut() {
                one.kept.retain(|(_, since)| now - *since < KEPT_FOR);
            }
            all.retain(|_, one| !one.idle());
        }
        let known = all.entry(key).or_insert_with(|| Known::new(revision));
        if known.revision != revision {
            *known = Known::new(revision);
        }
        known.kept.retain(|(_, since)| now - *since < KEPT_FOR);
        what(known)
    }

    /// Waits a little for a turn.
    pub async fn turn(&self, key: Key, revision: i64, now: DateTime<Utc>) -> Turn {
        if let Some(away) = self.away(key, revision, now) {
            return Turn::Away(away);
        }
        let turns = self.with(key, revision, |known| known.turns.clone());
        match timeout(TURN, turns.acquire_owned()).await {
            // Those before it may have found that the relay is away.
            Ok(Ok(permit)) => self.away(key, revision, now).map_or(Turn::Mine(permit), Turn::Away),
            Ok(Err(_)) | Err(_) => Turn::Busy,
        }
    }
    /// Why it is not its time, if it is not.
    #[must_use]
    pub fn away(&self, key: Key, revision: i64, now: DateTime<Utc>) -> Option<Away> {
        self.with(key, revision, |known| known.away.clone().filter(|away| away.until > now))
    }

    /// A connection that was kept.
    #[must_use]
    pub fn take(&self, key: Key, revision: i64) -> Option<Open> {
        self.with(key, revision, |known| known.kept.pop().map(|(open, _)| open))
    }

    /// Keeps a connection for the next mail.
    pub fn keep(&self, key: Key, revision: i64, open: Open) {
        self.with(key, revision, |known| {
            if known.kept.len() < MOST_KEPT {
                known.kept.push((open, Instant::now()));
            }
        });
    }

    /// A relay took a mail, or refused one. True where that is to be written down.
    #[must_use]
    pub fn worked(&self, key: Key, revision: i64, now: DateTime<Utc>) -> bool {
        self.with(key, revision, |known| {
            let fresh = known.failures > 0 || known.seen.is_none_or(|seen| now - seen >= SEEN_EVERY);
            (known.failures, known.away, known.worked) = (0, None, Some(now));
            known.broken_off.clear();
            if fresh {
                known.seen = Some(now);
            }
            fresh
        })
    }

    /// A relay broke off over a mail. True where it is not the mail: it does so over whatever it is given.
    #[must_use]
    pub fn broke_off(&self, key: Key, revision: i64, mail: Uuid) -> bool {
        self.with(key, revision, |known| {
            if !known.broken_off.contains(&mail) && known.broken_off.len() < BREAKS_OFF {
                known.broken_off.push(mail);
            }
            known.broken_off.len() >= BREAKS_OFF
        })
    }

    /// Whether a relay took a mail, or refused one, after a time.
    #[must_use]
    pub fn worked_since(&self, key: Key, revision: i64, time: DateTime<Utc>) -> bool {
        self.with(key, revision, |known| known.worked.is_some_and(|worked| worked > time))
    }

    /// A relay took nothing: answers with when it is asked again. Several that fail at once are one failure.
    #[must_use]
    pub fn failed(&self, key: Key, revision: i64, now: DateTime<Utc>, why: &str) -> DateTime<Utc> {
        self.with(key, revision, |known| {
            known.kept.clear();
            if let Some(away) = known.away.as_ref().filter(|away| away.until > now) {
                return away.until;
            }
            known.failures = known.failures.saturating_add(1);
            let until = now + pause(known.failures);
            known.away = Some(Away { until, why: why.to_owned() });
            until
        })
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn a_relay_that_is_away_is_asked_ever_more_seldom_and_no_other_is_kept() {
        let pool = Pool::default();
        let (dead, alive) = ((AccountId::new(), Uuid::nil()), (AccountId::new(), Uuid::nil()));
        let mut now = DateTime::UNIX_EPOCH;
        let mut pauses = Vec::new();
        for _ in 0..5 {
            let until = pool.failed(dead, 1, now, "gone");
            assert_eq!(pool.failed(dead, 1, now, "gone"), until, "two at once are one");
            assert!(matches!(pool.turn(dead, 1, now).await, Turn::Away(away) if away.why == "gone"));
            assert!(matches!(pool.turn(alive, 1, now).await, Turn::Mine(_)));
            pauses.push((until - now).num_seconds());
            now = until;
        }
        assert_eq!(pauses, [30, 60, 300, 900, 900]);
        assert!(matches!(pool.turn(dead, 1, now).await, Turn::Mine(_)), "its time has come");
        let _ = pool.failed(dead, 1, now, "gone");
        assert!(matches!(pool.turn(dead, 2, now).await, Turn::Mine(_)), "its settings were changed");
    }

    #[test]
    fn a_relay_that_breaks_off_over_one_mail_is_not_the_one_to_blame() {
        let (pool, key, now) = (Pool::default(), (AccountId::new(), Uuid::nil()), DateTime::UNIX_EPOCH);
        let mail = |number| Uuid::from_u128(number);
        for _ in 0..10 {
            assert!(!pool.broke_off(key, 1, mail(1)), "it is the mail");
        }
        assert!(!pool.worked_since(key, 1, now));
        assert!(pool.worked(key, 1, now + TimeDelta::seconds(1)) && pool.worked_since(key, 1, now));
        assert!(!pool.broke_off(key, 1, mail(1)) && !pool.broke_off(key, 1, mail(2)));
        assert!(pool.broke_off(key, 1, mail(3)), "over three, and none was taken");
        assert!(pool.broke_off(key, 1, mail(1)), "and again, until it takes one");
        assert!(pool.worked(key, 1, now + TimeDelta::minutes(1)) && !pool.broke_off(key, 1, mail(1)));
    }

    #[tokio::test]
    async fn who_waited_for_a_turn_learns_that_the_relay_is_away() {
        let (pool, key, now) = (Pool::default(), (AccountId::new(), Uuid::nil()), DateTime::UNIX_EPOCH);
        let mut held = Vec::new();
        for _ in 0..MOST_AT_ONCE {
            held.push(pool.turn(key, 1, now).await);
        }
        let waiting = pool.turn(key, 1, now);
        tokio::pin!(waiting);
        assert!(futures::poll!(&mut waiting).is_pending(), "it waits for its turn");
        let _ = pool.failed(key, 1, now, "gone");
        drop(held);
        assert!(matches!(waiting.await, Turn::Away(_)), "it does not ask a relay that just failed");
    }

    #[tokio::test]
    async fn so_many_go_to_a_relay_at_once_and_no_more() {
        let (pool, key, now) = (Pool::default(), (AccountId::new(), Uuid::nil()), DateTime::UNIX_EPOCH);
        let mut held = Vec::new();
        for _ in 0..MOST_AT_ONCE {
            held.push(pool.turn(key, 1, now).await);
        }
        assert!(pool.turn(key, 1, now).now_or_never().is_none(), "it waits for its turn");
        held.pop();
        assert!(matches!(pool.turn(key, 1, now).await, Turn::Mine(_)));
        assert!(pool.worked(key, 1, now) && !pool.worked(key, 1, now), "seldom written down");
    }
}
