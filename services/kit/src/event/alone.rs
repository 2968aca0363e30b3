//! The relay of a process that is alone with its outbox: it has events as soon as they are committed, without asking the database.
use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use prost::Message as _;
use tandem_proto::event::Event;
use tokio::time::Instant;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use super::{BATCH, POLL, TIDY, Taken, near::Gaps};
use crate::{Bus, Db, Result, bus::local::Ahead};

/// Under load, what comes while the last is handled, and within a moment for each event of it, is published together; longer than so
/// no other event waits for those in hand.
const EACH: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(15);
/// What is done is forgotten once nothing else was for a moment, and within a while in any case.
const QUIET: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_millis(100);

/// What the relay has in hand.
#[derive(Default)]
struct Hands {
    /// Lanes whose events are being published.
    busy: HashSet<i16>,
    /// Those of them that were passed over when there was more in the outbox than was read.
    passed: HashSet<i16>,
    /// The outbox is to be read at once.
    look: bool,
    /// Events that the bus has taken, to be forgotten: since when the first of them is, and the last.
    done: Vec<Uuid>,
    since: Option<(Instant, Instant)>,
    /// How many were done since the outbox was last cleared.
    forgotten: usize,
}

#[derive(Clone)]
struct Relay {
    db: Db,
    bus: Bus,
    hands: Arc<Mutex<Hands>>,
}

/// Publishes what this process tells, and what it finds in its outbox, until it is told to stop; forgets what the bus has taken.
pub(super) async fn relay(db: Db, bus: Bus, stop: CancellationToken) {
    let relay = Relay { db, bus, hands: Arc::default() };
    let (running, mut looked) = (TaskTracker::new(), None);
    relay.db.near().open();
    while !stop.is_cancelled() {
        let began = Instant::now();
        let (taken, gaps) = relay.db.near().take(&relay.hands().busy, usize::try_from(BATCH).unwrap_or(1));
        let rows = taken.into_iter().map(|(lane, id, event)| Taken { id, lane, event }).collect::<Vec<_>>();
        let mut count = rows.len();
        relay.hand_over(&running, rows);
        if !gaps.is_empty() || looked.is_none_or(|at: Instant| at.elapsed() >= POLL) || relay.hands().look {
            looked = Some(began);
            count += relay.look(&running, &gaps).await;
        }
        relay.forget_in_time(&running);
        if count > 0 {
            let moment = LONGEST.min(EACH.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX)));
            tokio::time::sleep_until(began + moment).await;
            relay.in_hand(began + LONGEST).await;
        }
        relay.rest(looked.unwrap_or(began) + POLL, &stop).await;
    }
    running.close();
    running.wait().await;
    let done = std::mem::take(&mut relay.hands().done);
    relay.forget(done).await;
    relay.db.near().close();
}

impl Relay {
    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Until no lane is in hand, or then at the latest.
    async fn in_hand(&self, latest: Instant) {
        let all_done = async {
            while !self.hands().busy.is_empty() {
                self.db.woken().await;
            }
        };
        // It may have been woken for something else as well.
        let _ = tokio::time::timeout_at(latest, all_done).await;
        self.db.wake();
    }
    /// Until there may be something to do.
    async fn rest(&self, next_look: Instant, stop: &CancellationToken) {
        let until = {
            let hands = self.hands();
            if hands.look {
                return;
            }
            hands.since.map_or(next_look, |since| next_look.min(forgotten_at(since)))
        };
        tokio::select! {
            () = self.db.woken() => {}
            () = tokio::time::sleep_until(until) => {}
            () = stop.cancelled() => {}
        }
    }

    /// Reads what is in the outbox and is not known here; answers how many events it was.
    async fn look(&self, running: &TaskTracker, gaps: &Gaps) -> usize {
        let busy: Vec<i16> = {
            let mut hands = self.hands();
            hands.look = false;
            hands.busy.iter().copied().collect()
        };
        let rows = match self.read(&busy).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::warn!(schema = self.db.schema(), %error, "the relay cannot read its outbox");
                return 0;
            }
        };
        let all = i64::try_from(rows.len()).unwrap_or(BATCH) < BATCH;
        if all {
            self.db.near().fill(gaps);
        }
        let new = self.db.near().only_new(rows, |(id, ..)| *id);
        {
            let mut hands = self.hands();
            // There is more, or there may be.
            hands.look = !all;
            if !new.is_empty() {
                hands.passed.extend(busy);
            }
        }
        let mut taken = Vec::with_capacity(new.len());
        for (id, lane, bytes) in new {
            match Event::decode(Bytes::from(bytes)) {
                Ok(event) => taken.push(Taken { id, lane, event: Arc::new(event) }),
                Err(error) => {
                    tracing::error!(schema = self.db.schema(), event.id = %id, %error, "an event cannot be read and stays");
                }
            }
        }
        let count = taken.len();
        self.hand_over(running, taken);
        count
    }
    async fn read(&self, busy: &[i16]) -> Result<Vec<(Uuid, i16, Vec<u8>)>> {
        let look = sqlx::query_as(self.db.statements().look.clone());
        let mut lease = self.db.writers().lease().await?;
        let rows = look.bind(busy).bind(self.db.near().ids()).bind(BATCH).fetch_all(&mut *lease).await?;
        self.db.writers().put_back(lease);
        Ok(rows)
    }

    /// Lets each lane be published by itself, so that a slow one holds up no other.
    fn hand_over(&self, running: &TaskTracker, taken: Vec<Taken>) {
        if taken.is_empty() {
            return;
        }
        let events: Vec<_> = taken.iter().map(|row| row.event.clone()).collect();
        let ahead = Arc::new(self.bus.ahead(&events));
        let mut lanes: BTreeMap<i16, Vec<Taken>> = BTreeMap::new();
        for row in taken {
            lanes.entry(row.lane).or_default().push(row);
        }
        for (lane, rows) in lanes {
            self.hands().busy.insert(lane);
            let (relay, ahead) = (self.clone(), ahead.clone());
            running.spawn(async move { relay.publish(lane, rows, &ahead).await });
        }
    }

    async fn publish(&self, lane: i16, rows: Vec<Taken>, ahead: &Ahead) {
        let events: Vec<_> = rows.iter().map(|row| row.event.clone()).collect();
        let results = self.bus.publish_lane(&events, ahead).await;
        let (mut done, mut left) = (Vec::with_capacity(rows.len()), Vec::new());
        for (row, result) in rows.iter().zip(results) {
            match result {
                Ok(()) => done.push(row.id),
                Err(error) => {
                    tracing::debug!(event.id = %row.id, error = format!("{error:#}"), "an event could not be published yet");
                    left.push(row.id);
                }
            }
        }
        if !left.is_empty() {
            self.db.near().give_back(lane, &left);
        }
        {
            let (mut hands, now) = (self.hands(), Instant::now());
            hands.done.extend(done);
            hands.since = Some((hands.since.map_or(now, |(first, _)| first), now));
            hands.busy.remove(&lane);
            hands.look |= hands.passed.remove(&lane);
        }
        self.db.wake();
    }

    fn forget_in_time(&self, running: &TaskTracker) {
        let mut hands = self.hands();
        if hands.since.is_some_and(|since| forgotten_at(since) <= Instant::now()) {
            hands.since = None;
            let (relay, done) = (self.clone(), std::mem::take(&mut hands.done));
            running.spawn(async move { relay.forget(done).await });
        }
    }
    /// Forgets what is done; and clears the outbox of what was forgotten, once that is much.
    async fn forget(&self, done: Vec<Uuid>) {
        if done.is_empty() {
            return;
        }
        let statement = sqlx::query(self.db.statements().forget.clone());
        if let Err(error) = statement.bind(&done).execute(self.db.pool()).await {
            tracing::warn!(schema = self.db.schema(), %error, "the relay cannot forget yet what is published");
            let (mut hands, now) = (self.hands(), Instant::now());
            hands.done.extend(done);
            hands.since = Some((now, now));
            return;
        }
        self.db.near().forget(&done);
        let tidy = {
            let mut hands = self.hands();
            hands.forgotten += done.len();
            let tidy = hands.forgotten >= TIDY;
            hands.forgotten = if tidy { 0 } else { hands.forgotten };
            tidy
        };
        // What is forgotten is in the way until it is cleared; the server's own vacuum comes once a minute at most.
        let clear = sqlx::raw_sql(self.db.statements().vacuum.clone());
        if tidy && let Err(error) = clear.execute(self.db.pool()).await {
            tracing::debug!(schema = self.db.schema(), %error, "the outbox was not cleared");
        }
    }
}

fn forgotten_at((first, last): (Instant, Instant)) -> Instant {
    (last + QUIET).min(first + LATEST)
}
