//! Timesheets as their callers see them: decode, do, encode; one file a gRPC service.
mod time_entries;
mod timers;

use tandem_kit::{
    Cause, Clock, Context, Db, Error, Result,
    id::{ItemId, TimeEntryId, TimerId, UserId},
    sight::Sight,
};

use crate::{
    item::Items,
    time_entry::{self, TimeEntry},
    timer,
};

/// What every rpc works with.
#[derive(Clone)]
pub struct Api {
    db: Db,
    clock: Clock,
    items: Items,
    sight: Sight,
}

impl Api {
    /// From what the process gives.
    ///
    /// # Errors
    /// Names the peer whose address is missing.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        Ok(Self {
            db: cx.db.clone(),
            clock: cx.clock.clone(),
            items: Items::new(cx)?,
            sight: Sight::new(cx)?,
        })
    }
    /// A time entry of an item that the caller sees.
    ///
    /// # Errors
    /// `NotFound` where there is none for them.
    async fn seen(&self, cause: &Cause, id: TimeEntryId) -> Result<TimeEntry> {
        let entry = time_entry::get(self.db.pool(), cause.account(), id).await?;
        let item = ItemId::from(entry.item).to_string();
        if self.sight.sees(cause, &item).await? { Ok(entry) } else { Err(Error::not_found("time entry", id)) }
    }
    /// Refuses a timer on an item that the caller does not see; their own they may always stop.
    ///
    /// # Errors
    /// `NotFound` where there is none for them.
    async fn check_timer(&self, cause: &Cause, id: TimerId) -> Result<()> {
        if !cause.caller.is_limited() {
            return Ok(());
        }
        let Some((item, person)) = timer::place(self.db.pool(), cause.account(), id).await? else {
            return Err(Error::not_found("timer", id));
        };
        let own = cause.caller.user().is_some_and(|user| user.uuid() == person);
        if own || self.sight.sees(cause, &ItemId::from(item).to_string()).await? {
            return Ok(());
        }
        Err(Error::not_found("timer", id))
    }
}

/// The user who calls: only people work.
fn user(cause: &Cause) -> Result<UserId> {
    cause.caller.user().ok_or_else(|| Error::denied("time is logged by users"))
}
