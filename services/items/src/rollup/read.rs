//! What the counters say.
use chrono::{DateTime, Utc};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use tandem_kit::{Error, Result};
use uuid::Uuid;

use super::Measure;
use crate::{Env, vocabulary::Kind};

/// The most values of one measure that are told.
const MOST: usize = 50;

/// How many open items have one value of a measure.
///
/// # Errors
/// Where the database is away.
pub async fn one(env: &Env, account: Uuid, kind: Kind, (measure, value): (Measure, &str)) -> Result<i64> {
    let items = sqlx::query_scalar!(
        "select items from items.rollup_open where account = $1 and measure = $2 and kind = $3 and value = $4",
        account,
        measure.to_string(),
        kind as Kind,
        value
    );
    Ok(items.fetch_optional(env.db.pool()).await?.unwrap_or(0))
}

/// The values of a measure that most open items have, and whether there are more.
///
/// # Errors
/// Where the database is away.
pub async fn values(
    env: &Env,
    account: Uuid,
    kind: Kind,
    measure: Measure,
) -> Result<(Vec<(String, i64)>, bool)> {
    let rows = sqlx::query!(
        "select value, items
           from items.rollup_open
          where account = $1 and measure = $2 and kind = $3
          order by items desc, value
          limit $4",
        account,
        measure.to_string(),
        kind as Kind,
        i64::try_from(MOST + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(env.db.pool())
    .await?;
    let more = rows.len() > MOST;
    Ok((rows.into_iter().take(MOST).map(|row| (row.value, row.items)).collect(), more))
}

/// One day of a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub begin: Timestamp,
    pub end: Timestamp,
    pub created: i64,
    pub finished: i64,
}

/// The time zone of that name.
///
/// # Errors
/// `Invalid` where there is none.
pub fn zone(field: &str, name: &str) -> Result<TimeZone> {
    let name = if name.is_empty() { "UTC" } else { name };
    TimeZone::get(name)
        .map_err(|_| Error::invalid(field, format!("{name:?} is no time zone such as Europe/Berlin")))
}

/// The last days, today included, oldest first, and what was made and finished on each.
///
/// # Errors
/// Where the database is away.
pub async fn days(env: &Env, account: Uuid, kind: Kind, (zone, count): (&TimeZone, i32)) -> Result<Vec<Day>> {
    let mut days = calendar(env.clock.now(), zone, count)?;
    let Some(first) = days.first() else { return Ok(days) };
    let from = DateTime::from_timestamp(first.begin.as_second(), 0).unwrap_or_default();
    let rows = sqlx::query!(
        "select slot, created, finished from items.rollup_slot where account = $1 and kind = $2 and slot >= $3 order by slot",
        account,
        kind as Kind,
        from
    )
    .fetch_all(env.db.pool())
    .await?;
    for row in rows {
        let at = row.slot.timestamp();
        let day = days.iter_mut().rev().find(|day| day.begin.as_second() <= at);
        if let Some(day) = day.filter(|day| at < day.end.as_second()) {
            (day.created, day.finished) = (day.created + row.created, day.finished + row.finished);
        }
    }
    Ok(days)
}

/// The last days of a time zone, nothing counted on them yet.
fn calendar(now: DateTime<Utc>, zone: &TimeZone, count: i32) -> Result<Vec<Day>> {
    let wrong =
        |error: jiff::Error| Error::Internal(anyhow::Error::new(error).context("the days of a dashboard"));
    let now = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(now.timestamp());
    let today = now.to_zoned(zone.clone()).date();
    let begins = |date: Date| date.to_zoned(zone.clone()).map(|zoned| zoned.timestamp());
    (0..count)
        .rev()
        .map(|back| {
            let date = today.checked_sub(back.days())?;
            let (begin, end) = (begins(date)?, begins(date.tomorrow()?)?);
            Ok(Day { date, begin, end, created: 0, finished: 0 })
        })
        .collect::<std::result::Result<_, jiff::Error>>()
        .map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_zone_also_where_the_clock_is_changed() {
        let now = "2026-10-25T22:59:00Z".parse().unwrap();
        let zone = zone("time_zone", "Europe/Berlin").unwrap();
        let days = calendar(now, &zone, 2).unwrap();
        assert_eq!(days[1].date.to_string(), "2026-10-25");
        assert_eq!(days[1].begin.to_string(), "2026-10-24T22:00:00Z");
        assert_eq!(days[1].end.to_string(), "2026-10-25T23:00:00Z", "25 hours");
        assert_eq!(days[0].end, days[1].begin);
        assert!(super::zone("time_zone", "Europe/Atlantis").is_err());
    }
}
