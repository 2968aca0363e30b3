//! Holiday feeds are fetched: once a day, and what they bring becomes holidays.
mod merge;

use std::{collections::BTreeSet, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use sqlx::types::Json;
use tandem_kit::{
    Cause, Db, Error, Result,
    id::{AccountId, CalendarId, HolidayFeedId},
    outside::{Outside, Version},
};

use self::merge::{Merged, Was};
use super::{
    Calendar, check,
    feed::{self, Feed},
    ical, lock, save, today, window,
};

/// How many are fetched at once.
const AT_ONCE: i64 = 8;
const WITHIN: Duration = Duration::from_secs(30);
/// How long a feed is left to who took it.
const HELD: TimeDelta = TimeDelta::minutes(5);
const EVERY: TimeDelta = TimeDelta::days(1);
/// How soon one is tried again that could not be fetched, at first.
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(15);
/// After how long it is read whole even where its server says that it is the same: other days are near by then.
const WHOLE_EVERY: TimeDelta = TimeDelta::days(25);
/// Longest problem kept, in characters.
const LONGEST_PROBLEM: usize = 500;

/// A feed that is due.
struct Due {
    account: AccountId,
    id: HolidayFeedId,
    calendar: CalendarId,
    url: String,
    time_zone: String,
    known: Version,
}

/// What came of it.
enum Fetched {
    Same,
    Days(ical::Found, Version),
}

/// Fetches the feeds that are due; answers how many.
///
/// # Errors
/// Where the database is away.
pub async fn tick(db: &Db, outside: &Outside) -> Result<usize> {
    let due = take(db).await?;
    let done = join_all(due.iter().map(|due| async {
        let fetched = read(outside, due, db.now()).await;
        Box::pin(keep(db, due, fetched)).await
    }));
    for kept in done.await {
        kept?;
    }
    Ok(due.len())
}

async fn take(db: &Db) -> Result<Vec<Due>> {
    let now = db.now();
    let due = sqlx::query!(
        r#"/* every account: feeds are fetched for all */
           update directory.holiday_feed f
              set next_time = $2, try_time = $1
             from directory.business_calendar c
            where (f.account, f.id) in (select account, id
                                          from directory.holiday_feed
                                         where next_time <= $1
                                         order by next_time
                                         limit $3
                                           for update skip locked)
              and c.account = f.account and c.id = f.calendar
           returning f.account, f.id, f.calendar, f.url, f.etag, f.last_modified, f.read_time, c.time_zone"#,
        now,
        now + HELD,
        AT_ONCE
    );
    let due = due.fetch_all(db.pool()).await?.into_iter().map(|row| {
        let fresh = row.read_time.is_some_and(|read| now - read < WHOLE_EVERY);
        let known = Version { etag: row.etag, last_modified: row.last_modified };
        Due {
            account: row.account.into(),
            id: row.id.into(),
            calendar: row.calendar.into(),
            url: row.url,
            time_zone: row.time_zone,
            known: if fresh { known } else { Version::default() },
        }
    });
    Ok(due.collect())
}

async fn read(outside: &Outside, due: &Due, now: DateTime<Utc>) -> Result<Fetched, String> {
    let accept = "text/calendar, text/plain;q=0.5, */*;q=0.1";
    let answer = outside.read_public_again(&due.url, accept, &due.known, ical::LONGEST, WITHIN);
    let answer = answer.await.map_err(|error| format!("{error:#}"))?;
    match answer.status {
        304 if due.known != Version::default() => return Ok(Fetched::Same),
        200 => {}
        other => return Err(format!("its server answers {other}")),
    }
    let text = ical::text::of(&answer.body, ical::text::charset(&answer.content_type));
    let (from, to) = window(&due.time_zone, now);
    let found = ical::holidays(&text, &due.time_zone, (from, to)).map_err(|error| match error {
        Error::Invalid { problem, .. } => format!("what it has {problem}"),
        other => other.to_string(),
    })?;
    if found.days.is_empty() {
        return Err(format!("it has no day between {from} and {to}"));
    }
    Ok(Fetched::Days(found, answer.version))
}

/// Keeps what came of it; what was unsubscribed meanwhile is left alone.
async fn keep(db: &Db, due: &Due, fetched: Result<Fetched, String>) -> Result<()> {
    let cause = Cause::system(due.account);
    let mut tx = db.begin().await?;
    let calendar = there(lock(&mut tx, due.account, due.calendar, 0).await)?;
    let feed = there(feed::get(&mut tx, due.account, due.id).await)?;
    let (Some(mut calendar), Some(mut feed)) = (calendar, feed) else { return Ok(()) };
    let now = tx.now();
    match fetched {
        Ok(Fetched::Same) => succeeded(&mut feed, now, String::new()),
        Err(problem) => failed(&mut feed, now, problem),
        Ok(Fetched::Days(found, version)) => {
            let others = feed::days_of_others(&mut tx, &feed).await?;
            let merged = merged(&calendar, &feed, others, &found, now);
            match check::holidays("holidays", merged.holidays) {
                Err(error) => failed(&mut feed, now, format!("with it, {error}")),
                Ok(holidays) => {
                    succeeded(&mut feed, now, found.problems.join("; "));
                    (feed.days, feed.left_out) = (Json(merged.brought), merged.left_out);
                    (feed.read_time, feed.etag, feed.last_modified) =
                        (Some(now), version.etag, version.last_modified);
                    if merged.changed {
                        calendar.holiday_names = Json(check::names("holidays", merged.names, &holidays)?);
                        calendar.holidays = holidays;
                        save(&mut tx, &cause, calendar).await?;
                    }
                }
            }
        }
    }
    feed.revision += 1;
    write(&mut tx, &feed).await?;
    feed::tell(&mut tx, &cause, &feed);
    tx.commit().await
}

fn merged(
    calendar: &Calendar,
    feed: &Feed,
    others: BTreeSet<String>,
    found: &ical::Found,
    now: DateTime<Utc>,
) -> Merged {
    let was = Was {
        holidays: calendar.holidays.iter().cloned().collect(),
        names: calendar.holiday_names.0.clone(),
        brought: feed.days.0.clone(),
        left_out: feed.left_out.iter().cloned().collect(),
        others,
    };
    let new = found.days.iter().map(|(day, name)| (day.to_string(), name.clone())).collect();
    was.with(&new, &today(&calendar.time_zone, now).to_string())
}

fn there<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

fn succeeded(feed: &mut Feed, now: DateTime<Utc>, problem: String) {
    (feed.fetch_time, feed.next_time, feed.failures) = (Some(now), now + EVERY, 0);
    feed.problem = problem.chars().take(LONGEST_PROBLEM).collect();
}

fn failed(feed: &mut Feed, now: DateTime<Utc>, problem: String) {
    let doubled = AGAIN_AFTER * 2_i32.saturating_pow(feed.failures.clamp(0, 10).unsigned_abs());
    feed.next_time = now + doubled.min(EVERY);
    feed.failures = feed.failures.saturating_add(1);
    feed.problem = problem.chars().take(LONGEST_PROBLEM).collect();
}

async fn write(tx: &mut tandem_kit::Tx, feed: &Feed) -> Result<()> {
    sqlx::query!(
        "update directory.holiday_feed
            set etag = $3, last_modified = $4, days = $5, left_out = $6, problem = $7, failures = $8, read_time = $9,
                fetch_time = $10, next_time = $11, revision = $12
          where account = $1 and id = $2",
        feed.account,
        feed.id,
        feed.etag,
        feed.last_modified,
        Json(&feed.days.0) as _,
        &feed.left_out,
        feed.problem,
        feed.failures,
        feed.read_time,
        feed.fetch_time,
        feed.next_time,
        feed.revision
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
