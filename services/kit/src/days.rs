//! Days of a time zone, as reports show them.
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use crate::{Error, Result};

/// A day of a time zone: 23 to 25 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which one.
    pub date: Date,
    /// Its first moment.
    pub begin: DateTime<Utc>,
    /// The first moment of the next one.
    pub end: DateTime<Utc>,
}

/// The time zone of that IANA name; of none: UTC.
///
/// # Errors
/// `Invalid` where there is no such zone.
pub fn zone(field: &str, name: &str) -> Result<TimeZone> {
    let name = if name.is_empty() { "UTC" } else { name };
    let unknown = |_| Error::invalid(field, format!("{name:?} is no time zone such as Europe/Berlin"));
    TimeZone::get(name).map_err(unknown)
}

/// The last days of a zone, today included, oldest first.
///
/// # Errors
/// Where the calendar has no such days, which `now` and `count` would have to be far off for.
pub fn last(now: DateTime<Utc>, zone: &TimeZone, count: i32) -> Result<Vec<Day>> {
    let days = (|| {
        let today = Timestamp::from_second(now.timestamp())?.to_zoned(zone.clone()).date();
        (0..count).rev().map(|back| day(today.checked_sub(back.days())?, zone)).collect()
    })();
    let days: std::result::Result<Vec<Day>, jiff::Error> = days;
    Ok(days.context("the days of a report")?)
}

fn day(date: Date, zone: &TimeZone) -> std::result::Result<Day, jiff::Error> {
    Ok(Day { date, begin: begins(date, zone)?, end: begins(date.tomorrow()?, zone)? })
}

fn begins(date: Date, zone: &TimeZone) -> std::result::Result<DateTime<Utc>, jiff::Error> {
    let begins = date.to_zoned(zone.clone())?.timestamp();
    Ok(DateTime::from_timestamp(begins.as_second(), 0).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_zone_also_where_the_clock_is_changed() {
        let now = "2026-10-25T22:59:00Z".parse().unwrap();
        let days = last(now, &zone("time_zone", "Europe/Berlin").unwrap(), 2).unwrap();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(days[1].date.to_string(), "2026-10-25");
        assert_eq!(days[1].begin, at("2026-10-24T22:00:00Z"));
        assert_eq!(days[1].end, at("2026-10-25T23:00:00Z"), "25 hours");
        assert_eq!(days[0].end, days[1].begin);
    }

    #[test]
    fn a_zone_that_is_none_is_named() {
        let refused = zone("time_zone", "Europe/Atlantis").unwrap_err().to_string();
        assert!(refused.contains("Europe/Atlantis"), "{refused}");
        assert_eq!(zone("time_zone", "").unwrap(), TimeZone::UTC);
    }
}
