//! The directory as its callers see it: decode, do, encode; one file a gRPC service.
mod accounts;
mod calendars;
mod credentials;
mod customers;
mod holiday_feeds;
mod names;
mod organizations;
mod people_exports;
mod people_imports;
mod teams;
mod users;

use tandem_kit::{Clock, Context, Db, cache::Cache};

use crate::fields::Fields;

/// What every rpc works with.
#[derive(Clone)]
pub struct Api {
    db: Db,
    clock: Clock,
    cache: Cache,
    fields: Fields,
    public_url: String,
}

impl Api {
    /// From what the process gives.
    #[must_use]
    pub fn new(cx: &Context, fields: Fields) -> Self {
        Self {
            db: cx.db.clone(),
            clock: cx.clock.clone(),
            cache: cx.cache.clone(),
            fields,
            public_url: cx.config.public_url.clone(),
        }
    }
}
