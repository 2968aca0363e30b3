//! How much a user logged on each of the last days.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Error, Readers, Result,
    days::{self, Day},
    id::{AccountId, UserId},
};

const USUAL_DAYS: i32 = 7;
const MOST_DAYS: i32 = 90;

/// What was begun on a day.
#[derive(Clone, Copy, Debug)]
pub struct Logged {
    pub day: Day,
    pub all: TimeDelta,
    pub billable: TimeDelta,
}

/// The last days of a zone, oldest first; of 0: the usual number.
///
/// # Errors
/// `Invalid` for a number of days or a time zone that cannot be.
pub async fn of(
    db: &Readers,
    (account, person): (AccountId, UserId),
    (count, zone): (i32, &str),
    now: DateTime<Utc>,
) -> Result<Vec<Logged>> {
    let count = if count == 0 { USUAL_DAYS } else { count };
    if !(1..=MOST_DAYS).contains(&count) {
        return Err(Error::invalid("days", format!("{count} is not 1 to {MOST_DAYS}")));
    }
    let days = days::last(now, &days::zone("time_zone", zone)?, count)?;
    let begins: Vec<DateTime<Utc>> = days.iter().map(|day| day.begin).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
    let rows = sqlx::query!(
        r#"select width_bucket(start_time, $5::timestamptz[]) as "day!", sum(duration_us)::bigint as "all!",
                  coalesce(sum(duration_us) filter (where billable), 0)::bigint as "billable!"
             from timesheets.time_entry
            where account = $1 and person = $2 and start_time >= $3 and start_time < $4
            group by 1"#,
        account.uuid(),
        person.uuid(),
        first.begin,
        last.end,
        &begins
    )
    .fetch_all(db)
    .await?;
    let on = |number: usize| rows.iter().find(|row| usize::try_from(row.day).is_ok_and(|day| day == number));
    let logged = days.iter().zip(1..).map(|(day, number)| {
        let (all, billable) = on(number).map_or((0, 0), |row| (row.all, row.billable));
        Logged { day: *day, all: TimeDelta::microseconds(all), billable: TimeDelta::microseconds(billable) }
    });
    Ok(logged.collect())
}
