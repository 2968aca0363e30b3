//! Events leave with the transaction that caused them (outbox) and are handled once (inbox).
#![expect(
    clippy::disallowed_methods,
    reason = "the kit's tables are in the schema of each service, whose name is known at run time only"
)]
use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use prost::{Message, Name};
use sqlx::PgConnection;
use tandem_proto::event::{Event, event::Audience};
use tokio::{sync::Notify, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{Bus, Cause, Db, Result, bus::local::Ahead, clock, id::EventId, telemetry};

/// How many order lanes an outbox has: events of one subject share a lane, so one slow consumer stalls an eighth at most.
pub const LANES: u16 = 8;
const BATCH: i64 = 256;
const POLL: Duration = Duration::from_millis(200);
/// After how many events an outbox is cleared of them.
const TIDY: usize = 5_000;
/// How long what the bus has taken may wait to be forgotten, where no other event calls for a look.
const FORGOTTEN_WITHIN: Duration = Duration::from_millis(5);
/// The least time between two looks into an outbox, where the last one found anything; what it is for each event, and at most.
const TOGETHER: Duration = Duration::from_millis(3);
const EACH: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(15);

/// Something that happened, on its way into the outbox.
#[must_use = "an event that is not given to Tx::emit never happened"]
pub struct Emit {
    type_name: String,
    data: Vec<u8>,
    subjects: Vec<String>,
    audience: Audience,
    revision: i64,
}

impl Emit {
    /// `what` happened. Users may learn of it; customers do not unless [`Emit::to_customers`] says so.
    pub fn new<T: Message + Name>(what: &T) -> Self {
        Self {
            type_name: T::full_name(),
            data: what.encode_to_vec(),
            subjects: Vec::new(),
            audience: Audience::Internal,
            revision: 0,
        }
    }
    /// A thing it is about. The first one decides in which order it is told.
    pub fn about(mut self, subject: impl ToString) -> Self {
        let subject = subject.to_string();
        if !subject.is_empty() && !self.subjects.contains(&subject) {
            self.subjects.push(subject);
        }
        self
    }
    /// Several things it is about.
    pub fn about_all<S: ToString>(self, subjects: impl IntoIterator<Item = S>) -> Self {
        subjects.into_iter().fold(self, Self::about)
    }
    /// The revision of its first subject after it.
    pub fn revision(mut self, revision: i64) -> Self {
        self.revision = revision;
        self
    }
    /// The customers and organizations among its subjects may learn of it.
    pub fn to_customers(mut self) -> Self {
        self.audience = Audience::Customer;
        self
    }

    /// The users among its subjects may learn of it, and nobody else.
    pub fn to_named(mut self) -> Self {
        self.audience = Audience::Named;
        self
    }

    pub(crate) fn into_event(self, cause: &Cause, now: chrono::DateTime<chrono::Utc>) -> Event {
        Event {
            id: EventId::new().uuid().to_string(),
            r#type: self.type_name,
            data: self.data.into(),
            account: cause.account().to_string(),
            actor: cause.actor(),
            time: Some(clock::timestamp(now)),
            subjects: self.subjects,
            cause: cause.event.clone(),
            depth: cause.depth,
            traceparent: telemetry::current_traceparent(),
            audience: self.audience.into(),
            revision: self.revision,
        }
    }
}

/// The lane in which an event keeps its order.
#[must_use]
pub fn lane(event: &Event) -> i16 {
    let subject = event.subjects.first().map_or(event.account.as_str(), String::as_str);
    // FNV-1a: the same in every process, whatever the standard library's hasher does.
    let hash = subject
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    i16::try_from(hash % u64::from(LANES)).unwrap_or(0)
}

/// Publishes what an outbox holds, oldest first, until it is told to stop; forgets what the bus has taken.
pub async fn relay(db: Db, bus: Bus, stop: CancellationToken) {
    let hands = Arc::new(Mutex::new(Hands::default()));
    let running = TaskTracker::new();
    while !stop.is_cancelled() {
        let began = Instant::now();
        let taken = match take(&db, bus.is_shared(), &hands).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::warn!(schema = db.schema(), %error, "the relay cannot read its outbox");
                Vec::new()
            }
        };
        let more = u32::try_from(taken.len()).unwrap_or(u32::MAX);
        let whole = i64::from(more) < BATCH;
        hand_over(&db, &bus, &hands, &running, taken);
        if whole {
            rest(&db, &hands, &stop).await;
        }
        // Under load, what comes within a moment is taken at once: the more there was, the longer the moment.
        let apart = if more == 0 { EACH } else { TOGETHER.max(LONGEST.min(EACH.saturating_mul(more))) };
        tokio::time::sleep_until(began + apart).await;
    }
    running.close();
    running.wait().await;
    if let Err(error) = forget(&db, &hands).await {
        tracing::warn!(schema = db.schema(), %error, "events will be published again when their lease ends");
    }
}

/// Until an event may be there to be taken, or what is done has waited long enough to be forgotten.
async fn rest(db: &Db, hands: &Mutex<Hands>, stop: &CancellationToken) {
    let finished = locked(hands).finished.clone();
    tokio::select! {
        () = db.woken() => {}
        () = async {
            finished.notified().await;
            tokio::time::sleep(FORGOTTEN_WITHIN).await;
        } => {}
        () = tokio::time::sleep(POLL) => {}
        () = stop.cancelled() => {}
    }
}

/// What the relay of a schema has in hand.
#[derive(Default)]
struct Hands {
    /// Lanes whose events are being published.
    busy: HashSet<i16>,
    /// Those of them that were passed over since: there may be more in them.
    passed: HashSet<i16>,
    /// Told when a lane is done, and no other look is called for.
    finished: Arc<Notify>,
    /// Events that the bus has taken, to be forgotten at the next opportunity.
    done: Vec<Uuid>,
    /// How many were done since the outbox was last cleared.
    forgotten: usize,
}

struct Taken {
    id: Uuid,
    lane: i16,
    event: Arc<Event>,
}

fn locked(hands: &Mutex<Hands>) -> std::sync::MutexGuard<'_, Hands> {
    hands.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets each lane be published by itself, so that a slow one holds up no other.
fn hand_over(db: &Db, bus: &Bus, hands: &Arc<Mutex<Hands>>, running: &TaskTracker, taken: Vec<Taken>) {
    let events: Vec<_> = taken.iter().map(|row| row.event.clone()).collect();
    let ahead = Arc::new(bus.ahead(&events));
    let mut lanes: BTreeMap<i16, Vec<Taken>> = BTreeMap::new();
    for row in taken {
        lanes.entry(row.lane).or_default().push(row);
    }
    for (lane, rows) in lanes {
        locked(hands).busy.insert(lane);
        let (db, bus, hands, ahead) = (db.clone(), bus.clone(), hands.clone(), ahead.clone());
        let count = rows.len();
        running.spawn(async move {
            let published = publish(&db, &bus, rows, &ahead).await;
            let tidy = {
                let mut hands = locked(&hands);
                hands.forgotten += published.len();
                let left = published.len() < count;
                hands.done.extend(published);
                hands.busy.remove(&lane);
                if hands.passed.remove(&lane) || left {
                    db.wake();
                } else {
                    hands.finished.notify_one();
                }
                let tidy = hands.forgotten >= TIDY;
                hands.forgotten = if tidy { 0 } else { hands.forgotten };
                tidy
            };
            if tidy {
                // What is forgotten is in the way until it is cleared; the server's own vacuum comes once a minute at most.
                if let Err(error) = vacuum(&db).await {
                    tracing::debug!(schema = db.schema(), %error, "the outbox was not cleared");
                }
            }
        });
    }
}

/// However long it takes: given up halfway, all of it would be begun anew.
async fn vacuum(db: &Db) -> Result<()> {
    let clear = async |connection: &mut PgConnection| {
        sqlx::query("set statement_timeout = 0").execute(&mut *connection).await?;
        sqlx::raw_sql(db.statements().vacuum.clone()).execute(&mut *connection).await?;
        sqlx::query("reset statement_timeout").execute(&mut *connection).await?;
        Ok(())
    };
    db.pool().on_one(clear).await
}

/// Takes a batch: no transaction stays open while the bus works. Forgets what is done by the same statement.
async fn take(db: &Db, leases: bool, hands: &Mutex<Hands>) -> Result<Vec<Taken>> {
    let (busy, done) = {
        let mut hands = locked(hands);
        let busy: Vec<i16> = hands.busy.iter().copied().collect();
        hands.passed.extend(&busy);
        (busy, std::mem::take(&mut hands.done))
    };
    let mut rows = match read(db, leases, busy, &done).await {
        Ok(rows) => rows,
        Err(error) => {
            locked(hands).done.extend(done);
            return Err(error);
        }
    };
    rows.sort_unstable_by_key(|(id, ..)| *id);
    let mut taken = Vec::with_capacity(rows.len());
    for (id, lane, bytes) in rows {
        match Event::decode(Bytes::from(bytes)) {
            Ok(event) => taken.push(Taken { id, lane, event: Arc::new(event) }),
            Err(error) => {
                tracing::error!(schema = db.schema(), event.id = %id, %error, "an event cannot be read and stays");
            }
        }
    }
    Ok(taken)
}

/// By lease where other processes read the same outbox; what it takes then is nobody else's for a while.
async fn read(db: &Db, leases: bool, busy: Vec<i16>, done: &[Uuid]) -> Result<Vec<(Uuid, i16, Vec<u8>)>> {
    let statements = db.statements();
    let take = if leases { &statements.take } else { &statements.take_alone };
    let mut lease = db.writers().lease().await?;
    let rows = sqlx::query_as(take.clone()).bind(busy).bind(BATCH).bind(done).fetch_all(&mut *lease).await?;
    db.writers().put_back(lease);
    Ok(rows)
}

async fn forget(db: &Db, hands: &Mutex<Hands>) -> Result<()> {
    let done = std::mem::take(&mut locked(hands).done);
    if !done.is_empty() {
        sqlx::query(db.statements().forget.clone()).bind(done).execute(db.pool()).await?;
    }
    Ok(())
}

/// Publishes events of one lane, and answers which the bus has taken.
async fn publish(db: &Db, bus: &Bus, rows: Vec<Taken>, ahead: &Ahead) -> Vec<Uuid> {
    let events: Vec<_> = rows.iter().map(|row| row.event.clone()).collect();
    let results = bus.publish_lane(&events, ahead).await;
    let (mut done, mut left) = (Vec::new(), Vec::new());
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
        let release = sqlx::query(db.statements().release.clone()).bind(&left).execute(db.pool()).await;
        if let Err(error) = release {
            tracing::warn!(schema = db.schema(), %error, "events will be published again when their lease ends");
        }
    }
    done
}

/// How many events wait to be published.
///
/// # Errors
/// Where the database is away.
pub async fn waiting(db: &Db) -> Result<i64> {
    Ok(sqlx::query_scalar(db.statements().waiting.clone()).fetch_one(db.pool()).await?)
}
