//! Connections that stay at hand here between two uses: the pool asks the server whether each one lives when it goes out and when it
//! comes back, which is most of what a read or a short transaction costs.
use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};

/// How long one waits for a connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// One that was not used for so long, or is so old, is closed.
const UNUSED: Duration = Duration::from_secs(300);
const OLDEST: Duration = Duration::from_secs(1800);

/// How long after its last use a connection is taken without being asked whether it lives: asking costs as much as most reads.
const TRUSTED: Duration = Duration::from_secs(1);

/// See the module. Clones share the connections.
#[derive(Clone)]
pub(super) struct Connections {
    pool: PgPool,
    places: Arc<Semaphore>,
    at_hand: Arc<Mutex<Vec<Held>>>,
}

/// A connection of [`Connections`].
struct Held {
    connection: PoolConnection<Postgres>,
    made: Instant,
    used: Instant,
}

/// A connection in use, and its place. Dropped, it is closed.
pub(crate) struct Lease {
    held: Held,
    _place: OwnedSemaphorePermit,
}

impl Connections {
    /// As many connections as that, each made when it is first needed.
    pub(super) fn new(options: PgConnectOptions, most: u32) -> Self {
        // What comes back by the pool's way was left in the middle of something.
        let pool = PgPoolOptions::new()
            .max_connections(most)
            .acquire_timeout(PATIENCE)
            .after_release(|_, _| Box::pin(async { Ok(false) }))
            .connect_lazy_with(options);
        let places = usize::try_from(most).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        Self { pool, places: Arc::new(Semaphore::new(places)), at_hand: Arc::default() }
    }
    /// A connection. One that was at hand may have ended meanwhile.
    pub(super) async fn lease(&self) -> sqlx::Result<Lease> {
        let place = timeout(PATIENCE, self.places.clone().acquire_owned()).await;
        let place = place.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        while let Some(held) = self.take() {
            if held.used.elapsed() < UNUSED && held.made.elapsed() < OLDEST {
                return Ok(Lease { held, _place: place });
            }
        }
        let now = Instant::now();
        let held = Held { connection: self.pool.acquire().await?, made: now, used: now };
        Ok(Lease { held, _place: place })
    }
    /// A connection that lives, or did a moment ago.
    pub(super) async fn living(&self) -> sqlx::Result<Lease> {
        loop {
            let mut lease = self.lease().await?;
            if lease.held.used.elapsed() < TRUSTED || lease.ping().await.is_ok() {
                return Ok(lease);
            }
        }
    }
    fn take(&self) -> Option<Held> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
    /// Takes a connection back that is in no transaction and waits for no answer.
    pub(super) fn put_back(&self, lease: Lease) {
        if self.pool.is_closed() {
            return;
        }
        let held = Held { used: Instant::now(), ..lease.held };
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner).push(held);
    }
    /// Closes all of them.
    pub(super) async fn close(&self) {
        while let Some(held) = self.take() {
            drop(held);
        }
        self.pool.close().await;
    }
}

impl Lease {
    /// Whether its connection was at hand, and so may have ended meanwhile.
    pub(super) fn was_used(&self) -> bool {
        self.held.made != self.held.used
    }
}
impl Deref for Lease {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.held.connection
    }
}
impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.held.connection
    }
}
