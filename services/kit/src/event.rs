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

use prost::{Message, Name};
use tandem_proto::event::{Event, event::Audience};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{Bus, Cause, Db, Result, clock, id::EventId, telemetry};

/// How many order lanes an outbox has: events of one subject share a lane, so one slow consumer stalls an eighth at most.
pub const LANES: u16 = 8;
const BATCH: i64 = 256;
const POLL: Duration = Duration::from_millis(200);

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
    let busy = Arc::new(Mutex::new(HashSet::new()));
    let running = TaskTracker::new();
    while !stop.is_cancelled() {
        let taken = match take(&db, &busy).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::warn!(schema = db.schema(), %error, "the relay cannot read its outbox");
                Vec::new()
            }
        };
        if taken.is_empty() {
            tokio::select! {
                () = db.woken() => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => {}
            }
            continue;
        }
        let mut lanes: BTreeMap<i16, Vec<Taken>> = BTreeMap::new();
        for row in taken {
            lanes.entry(row.lane).or_default().push(row);
        }
        for (lane, rows) in lanes {
            locked(&busy).insert(lane);
            let (db, bus, busy) = (db.clone(), bus.clone(), busy.clone());
            running.spawn(async move {
                publish(&db, &bus, rows).await;
                locked(&busy).remove(&lane);
                db.wake();
            });
        }
    }
    running.close();
    running.wait().await;
}

struct Taken {
    id: Uuid,
    lane: i16,
    event: Arc<Event>,
}

fn locked(busy: &Mutex<HashSet<i16>>) -> std::sync::MutexGuard<'_, HashSet<i16>> {
    busy.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes a batch by lease: no transaction stays open while the bus works.
async fn take(db: &Db, busy: &Mutex<HashSet<i16>>) -> Result<Vec<Taken>> {
    let busy: Vec<i16> = locked(busy).iter().copied().collect();
    let mut rows: Vec<(Uuid, i16, Vec<u8>)> =
        sqlx::query_as(db.statements().take.clone()).bind(busy).bind(BATCH).fetch_all(db.pool()).await?;
    rows.sort_unstable_by_key(|(id, ..)| *id);
    let mut taken = Vec::with_capacity(rows.len());
    for (id, lane, bytes) in rows {
        match Event::decode(bytes.as_slice()) {
            Ok(event) => taken.push(Taken { id, lane, event: Arc::new(event) }),
            Err(error) => {
                tracing::error!(schema = db.schema(), event.id = %id, %error, "an event cannot be read and stays");
            }
        }
    }
    Ok(taken)
}

async fn publish(db: &Db, bus: &Bus, rows: Vec<Taken>) {
    let events: Vec<_> = rows.iter().map(|row| row.event.clone()).collect();
    let results = bus.publish_all(&events).await;
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
    let forget = sqlx::query(db.statements().forget.clone()).bind(&done).execute(db.pool()).await;
    let release = if left.is_empty() {
        Ok(())
    } else {
        sqlx::query(db.statements().release.clone()).bind(&left).execute(db.pool()).await.map(|_| ())
    };
    if let Err(error) = forget.map(|_| ()).and(release) {
        tracing::warn!(schema = db.schema(), %error, "events will be published again when their lease ends");
    }
}

/// How many events wait to be published.
///
/// # Errors
/// Where the database is away.
pub async fn waiting(db: &Db) -> Result<i64> {
    Ok(sqlx::query_scalar(db.statements().waiting.clone()).fetch_one(db.pool()).await?)
}
