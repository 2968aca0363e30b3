//! Holiday feeds: calendars on the web whose days are holidays here.
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Readers, Result, Tx,
    id::{AccountId, CalendarId, HolidayFeedId},
    outside,
};
use tandem_proto::directory as pb;
use uuid::Uuid;

use super::{check, lock, save, today};

/// Most feeds of a calendar.
const MOST: i64 = 5;
/// Longest address, in characters.
const LONGEST_URL: usize = 2_000;

/// A feed as it is kept.
pub struct Feed {
    pub account: Uuid,
    pub id: Uuid,
    pub calendar: Uuid,
    pub url: String,
    pub etag: String,
    pub last_modified: String,
    /// What it brought, by date.
    pub days: Json<BTreeMap<String, String>>,
    /// What of it somebody took out of the holidays.
    pub left_out: Vec<String>,
    pub problem: String,
    pub failures: i32,
    /// When it was last read whole.
    pub read_time: Option<DateTime<Utc>>,
    pub fetch_time: Option<DateTime<Utc>>,
    pub try_time: Option<DateTime<Utc>>,
    pub next_time: DateTime<Utc>,
    pub create_time: DateTime<Utc>,
    pub revision: i64,
}

/// One statement that reads feeds whole.
macro_rules! read_feed {
    ($rest:tt, $($bind:expr),+) => {
        sqlx::query_as!(
            Feed,
            r#"select account, id, calendar, url, etag, last_modified, days as "days: Json<BTreeMap<String, String>>", left_out,
                      problem, failures, read_time, fetch_time, try_time, next_time, create_time, revision
                 from directory.holiday_feed
                where account = $1 and "# + $rest,
            $($bind),+
        )
    };
}

/// The feeds of a calendar, oldest first.
///
/// # Errors
/// `NotFound` where there is no such calendar.
pub async fn list(db: &Readers, account: AccountId, calendar: CalendarId) -> Result<Vec<Feed>> {
    super::get(db, account, calendar).await?;
    let found = read_feed!("calendar = $2 order by id limit 100", account.uuid(), calendar.uuid());
    Ok(found.fetch_all(db).await?)
}

/// Subscribes a calendar to a feed, which is fetched soon. Announces `HolidayFeedUpdated`.
///
/// # Errors
/// `NotFound`, `Invalid` for an address that is none, `TOO_MANY_FEEDS`.
pub async fn subscribe(
    db: &Db,
    cause: &Cause,
    calendar: CalendarId,
    url: &str,
    request: Option<Uuid>,
) -> Result<Feed> {
    let url = outside::web_address(url).map_err(|error| Error::invalid("url", format!("{error:#}")))?;
    if url.chars().count() > LONGEST_URL {
        let length = url.chars().count();
        return Err(Error::invalid("url", format!("has {length} characters; at most {LONGEST_URL}")));
    }
    let account = cause.account();
    let mut tx = db.begin().await?;
    lock(&mut tx, account, calendar, 0).await?;
    let there = read_feed!(
        "((calendar = $2 and url = $3) or request_id = $4)",
        account.uuid(),
        calendar.uuid(),
        url,
        request
    );
    if let Some(there) = there.fetch_optional(&mut *tx).await? {
        return Ok(there);
    }
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from directory.holiday_feed where account = $1 and calendar = $2"#,
        account.uuid(),
        calendar.uuid()
    );
    if count.fetch_one(&mut *tx).await? >= MOST {
        let why = format!("the calendar has {MOST} feeds already: remove one first");
        return Err(Error::refused("TOO_MANY_FEEDS", why));
    }
    let id = HolidayFeedId::new();
    let now = tx.now();
    sqlx::query!(
        "insert into directory.holiday_feed (account, id, calendar, url, request_id, next_time, create_time)
         values ($1, $2, $3, $4, $5, $6, $6)",
        account.uuid(),
        id.uuid(),
        calendar.uuid(),
        url,
        request,
        now
    )
    .execute(&mut *tx)
    .await
    .on_constraint("holiday_feed_url_check", || Error::invalid("url", "is too long"))?;
    let made = get(&mut tx, account, id).await?;
    tell(&mut tx, cause, &made);
    tx.commit().await?;
    Ok(made)
}

/// Has a feed fetched soon.
///
/// # Errors
/// `NotFound`.
pub async fn fetch_soon(db: &Db, cause: &Cause, id: HolidayFeedId) -> Result<Feed> {
    let mut tx = db.begin().await?;
    let now = tx.now();
    sqlx::query!(
        "update directory.holiday_feed
            set next_time = least(next_time, $3)
          where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid(),
        now
    )
    .execute(&mut *tx)
    .await?;
    let feed = get(&mut tx, cause.account(), id).await?;
    tx.about(id);
    tx.commit().await?;
    Ok(feed)
}

/// Ends a subscription; the days that it brought and that are to come go with it. Announces `HolidayFeedDeleted`, and
/// `BusinessCalendarUpdated` where days went.
///
/// # Errors
/// `NotFound`.
pub async fn unsubscribe(db: &Db, cause: &Cause, id: HolidayFeedId) -> Result<()> {
    let account = cause.account();
    let mut tx = db.begin().await?;
    let calendar = CalendarId::from(get(&mut tx, account, id).await?.calendar);
    let mut calendar = lock(&mut tx, account, calendar, 0).await?;
    let feed = get(&mut tx, account, id).await?;
    let others = days_of_others(&mut tx, &feed).await?;
    let today = today(&calendar.time_zone, tx.now()).to_string();
    let gone = |day: &String| *day >= today && feed.days.contains_key(day) && !others.contains(day);
    let before = calendar.holidays.len();
    calendar.holidays.retain(|day| !gone(day));
    sqlx::query!(
        "delete from directory.holiday_feed where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    if calendar.holidays.len() != before {
        calendar.holiday_names.0 =
            check::names("holiday_names", calendar.holiday_names.0, &calendar.holidays)?;
        save(&mut tx, cause, calendar).await?;
    }
    let what = pb::HolidayFeedDeleted { holiday_feed_id: id.to_string() };
    let told = Emit::new(&what).about(id).about(CalendarId::from(feed.calendar)).revision(feed.revision + 1);
    tx.emit(cause, told);
    tx.commit().await
}

/// One feed.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &mut PgConnection, account: AccountId, id: HolidayFeedId) -> Result<Feed> {
    let found = read_feed!("id = $2", account.uuid(), id.uuid()).fetch_optional(db).await?;
    found.ok_or_else(|| Error::not_found("holiday feed", id))
}

/// The days that the other feeds of its calendar brought.
///
/// # Errors
/// Where the database is away.
pub async fn days_of_others(db: &mut PgConnection, feed: &Feed) -> Result<BTreeSet<String>> {
    let days = sqlx::query_scalar!(
        r#"select days as "days: Json<BTreeMap<String, String>>"
             from directory.holiday_feed
            where account = $1 and calendar = $2 and id <> $3"#,
        feed.account,
        feed.calendar,
        feed.id
    );
    Ok(days.fetch_all(db).await?.into_iter().flat_map(|days| days.0.into_keys()).collect())
}

/// Tells what became of a feed.
pub fn tell(tx: &mut Tx, cause: &Cause, feed: &Feed) {
    let what = pb::HolidayFeedUpdated { holiday_feed: Some(feed.into()) };
    let told = Emit::new(&what).about(HolidayFeedId::from(feed.id)).about(CalendarId::from(feed.calendar));
    tx.emit(cause, told.revision(feed.revision));
}
