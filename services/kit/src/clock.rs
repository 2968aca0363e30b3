//! The time, or the time a test says it is.
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use prost_types::Timestamp;

use crate::{Error, Result};

/// Where time comes from. Clones agree, so a test that moves one moves all of a process.
#[derive(Clone, Default)]
pub struct Clock {
    ahead_micros: Arc<AtomicI64>,
}

impl Clock {
    /// Now, in whole microseconds as the database keeps them.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is where time comes from")]
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::microseconds(self.ahead_micros.load(Ordering::Relaxed));
        (DateTime::<Utc>::from(std::time::SystemTime::now()) + ahead).trunc_subsecs(6)
    }
    /// Moves time on. For tests, through the operations port of a process whose setting `testing` is on.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX / 2);
        self.ahead_micros.fetch_add(micros, Ordering::Relaxed);
    }
}

/// An instant on the wire.
#[must_use]
pub fn timestamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp { seconds: at.timestamp(), nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or(0) }
}

/// An instant from the wire.
///
/// # Errors
/// `Invalid` where it is outside the years that a calendar knows.
pub fn instant(field: &str, at: &Timestamp) -> Result<DateTime<Utc>> {
    let nanos = u32::try_from(at.nanos).unwrap_or(u32::MAX);
    DateTime::from_timestamp(at.seconds, nanos)
        .filter(|t| (1970..=9999).contains(&chrono::Datelike::year(t)))
        .map(|t| t.trunc_subsecs(6))
        .ok_or_else(|| {
            Error::invalid(field, format!("{} seconds is no time between 1970 and 9999", at.seconds))
        })
}

/// A span of time on the wire.
#[must_use]
pub fn span(of: TimeDelta) -> prost_types::Duration {
    prost_types::Duration { seconds: of.num_seconds(), nanos: of.subsec_nanos() }
}

/// A span of time from the wire.
///
/// # Errors
/// `Invalid` where it is longer than a hundred years.
pub fn delta(field: &str, of: &prost_types::Duration) -> Result<TimeDelta> {
    const CENTURY: u64 = 100 * 366 * 86_400;
    if of.seconds.unsigned_abs() > CENTURY {
        return Err(Error::invalid(field, format!("{} seconds is more than a hundred years", of.seconds)));
    }
    Ok(TimeDelta::seconds(of.seconds) + TimeDelta::nanoseconds(of.nanos.into()))
}
