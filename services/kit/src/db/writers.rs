//! The connections that transactions are made on. Between two of them a connection stays at hand here: the pool asks the
//! server whether each one lives when it goes out and when it comes back, which is most of what a short transaction costs.
use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{PgConnection, PgPool, Postgres, pool::PoolConnection, postgres::PgPoolOptions};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};

use crate::{Error, Result};

/// How long one waits for a connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// One that was not used for so long, or is so old, is closed.
const UNUSED: Duration = Duration::from_secs(300);
const OLDEST: Duration = Duration::from_secs(1800);

/// See the module. Clones share the connections.
#[derive(Clone)]
pub struct Writers {
    pool: PgPool,
    places: Arc<Semaphore>,
    at_hand: Arc<Mutex<Vec<Writer>>>,
}

/// A connection of [`Writers`].
struct Writer {
    connection: PoolConnection<Postgres>,
    made: Instant,
    used: Instant,
}

/// A connection in use, and its place. Dropped, it is closed.
pub(crate) struct Lease {
    writer: Writer,
    _place: OwnedSemaphorePermit,
}

impl Writers {
    /// As many connections to the same database as the pool may have. Their statements are planned once, and by index: those of
    /// transactions name their rows, so one plan suits all values, and a table that is small now will be large.
    #[must_use]
    pub fn beside(pool: &PgPool) -> Self {
        let most = pool.options().get_max_connections();
        let plans = [("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"), ("jit", "off")];
        let options = (*pool.connect_options()).clone().options(plans);
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
    ///
    /// # Errors
    /// `Unavailable` where none comes free in time.
    pub(crate) async fn lease(&self) -> Result<Lease> {
        let place = timeout(PATIENCE, self.places.clone().acquire_owned()).await;
        let place = place
            .map_err(|_| Error::Unavailable("no connection to the database came free in time".into()))?
            .map_err(anyhow::Error::from)?;
        while let Some(writer) = self.take() {
            if writer.used.elapsed() < UNUSED && writer.made.elapsed() < OLDEST {
                return Ok(Lease { writer, _place: place });
            }
        }
        let now = Instant::now();
        let writer = Writer { connection: self.pool.acquire().await?, made: now, used: now };
        Ok(Lease { writer, _place: place })
    }
    fn take(&self) -> Option<Writer> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
    /// Takes a connection back that is in no transaction and waits for no answer.
    pub(crate) fn put_back(&self, lease: Lease) {
        if self.pool.is_closed() {
            return;
        }
        let writer = Writer { used: Instant::now(), ..lease.writer };
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner).push(writer);
    }
    /// Closes all of them.
    pub(crate) async fn close(&self) {
        while let Some(writer) = self.take() {
            drop(writer);
        }
        self.pool.close().await;
    }
}

impl Lease {
    /// Whether its connection was at hand, and so may have ended meanwhile.
    pub(super) fn was_used(&self) -> bool {
        self.writer.made != self.writer.used
    }
}
impl Deref for Lease {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.writer.connection
    }
}
impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.writer.connection
    }
}
