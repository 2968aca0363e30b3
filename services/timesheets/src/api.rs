//! Timesheets as their callers see them: decode, do, encode; one file a gRPC service.
mod time_entries;
mod timers;

use tandem_kit::{Cause, Clock, Context, Db, Error, Result, id::UserId};

use crate::item::Items;

/// What every rpc works with.
#[derive(Clone)]
pub struct Api {
    db: Db,
    clock: Clock,
    items: Items,
}

impl Api {
    /// From what the process gives.
    ///
    /// # Errors
    /// Names the peer whose address is missing.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        Ok(Self { db: cx.db.clone(), clock: cx.clock.clone(), items: Items::new(cx)? })
    }
}

/// The user who calls: only people work.
fn user(cause: &Cause) -> Result<UserId> {
    cause.caller.user().ok_or_else(|| Error::denied("time is logged by users"))
}
