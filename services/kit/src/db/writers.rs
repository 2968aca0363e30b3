//! The connections that transactions are made on.
use sqlx::PgPool;

use super::connections::{Connections, Lease};
use crate::Result;

/// See the module. Clones share the connections.
#[derive(Clone)]
pub struct Writers(Connections);

impl Writers {
    /// As many connections to the same database as the pool may have. Their statements are planned once, and by index: those of
    /// transactions name their rows, so one plan suits all values, and a table that is small now will be large.
    #[must_use]
    pub fn beside(pool: &PgPool) -> Self {
        let plans = [("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"), ("jit", "off")];
        let options = (*pool.connect_options()).clone().options(plans);
        Self(Connections::new(options, pool.options().get_max_connections()))
    }
    /// A connection. One that was at hand may have ended meanwhile.
    ///
    /// # Errors
    /// `Unavailable` where none comes free in time.
    pub(crate) async fn lease(&self) -> Result<Lease> {
        Ok(self.0.lease().await?)
    }
    /// Takes a connection back that is in no transaction and waits for no answer.
    pub(crate) fn put_back(&self, lease: Lease) {
        self.0.put_back(lease);
    }
    /// Closes all of them.
    pub(crate) async fn close(&self) {
        self.0.close().await;
    }
}
