//! Business calendars: when an account works.
mod check;
pub mod feed;
pub mod fetch;
mod ical;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Readers, Result, Tx, business_time,
    id::{AccountId, CalendarId},
};
use tandem_proto::directory as pb;
use uuid::Uuid;

use crate::account::check_zone;

const MOST_CALENDARS: i64 = 20;

/// A span of work within a day of the week, in minutes from midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    pub weekday: i32,
    pub start: i32,
    pub end: i32,
}

/// A calendar as it is kept.
pub struct Calendar {
    pub id: Uuid,
    pub name: String,
    pub time_zone: String,
    pub spans: Json<Vec<Span>>,
    pub holidays: Vec<String>,
    /// By date.
    pub holiday_names: Json<BTreeMap<String, String>>,
    pub is_default: bool,
    pub revision: i64,
}

/// Writes the calendar that an account starts with: Monday to Friday, 9 to 17.
///
/// # Errors
/// Where the database is away.
pub async fn insert_default(tx: &mut PgConnection, account: AccountId, zone: &str) -> Result<()> {
    let spans: Vec<Span> = (1..=5).map(|weekday| Span { weekday, start: 9 * 60, end: 17 * 60 }).collect();
    sqlx::query!(
        "insert into directory.business_calendar (account, id, name, time_zone, spans, is_default)
         values ($1, $2, 'Business hours', $3, $4, true)",
        account.uuid(),
        CalendarId::new().uuid(),
        zone,
        Json(spans) as _
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// All calendars of the account, the default one first.
///
/// # Errors
/// Where the database is away.
pub async fn list(db: &Readers, account: AccountId) -> Result<Vec<Calendar>> {
    let rows = sqlx::query_as!(
        Calendar,
        r#"select id, name, time_zone, spans as "spans: Json<Vec<Span>>", holidays,
                  holiday_names as "holiday_names: Json<BTreeMap<String, String>>", is_default, revision
             from directory.business_calendar where account = $1 order by is_default desc, id limit 100"#,
        account.uuid()
    );
    Ok(rows.fetch_all(db).await?)
}

/// One calendar.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &Readers, account: AccountId, id: CalendarId) -> Result<Calendar> {
    list(db, account)
        .await?
        .into_iter()
        .find(|c| c.id == id.uuid())
        .ok_or_else(|| Error::not_found("business calendar", id))
}

/// What a calendar is made of.
pub struct New {
    pub name: String,
    /// The account's where there is none.
    pub time_zone: Option<String>,
    pub spans: Vec<Span>,
    pub holidays: Vec<String>,
    pub request: Option<Uuid>,
}

/// Makes a calendar; the same request gives the same one. Announces `BusinessCalendarUpdated`.
///
/// # Errors
/// `Invalid`; `Refused` `TOO_MANY_CALENDARS`.
pub async fn create(db: &Db, cause: &Cause, new: New) -> Result<Calendar> {
    let (spans, holidays) = (check::spans("spans", new.spans)?, check::holidays("holidays", new.holidays)?);
    if let Some(zone) = &new.time_zone {
        check_zone("time_zone", zone)?;
    }
    let account = cause.account();
    let mut tx = db.begin().await?;
    // The account's row is what makes of several requests at once one after the other.
    let account_zone = sqlx::query_scalar!(
        "select time_zone from directory.account where id = $1 for no key update",
        account.uuid()
    )
    .fetch_one(&mut *tx)
    .await?;
    let earlier = sqlx::query_scalar!(
        "select id from directory.business_calendar where account = $1 and request_id = $2",
        account.uuid(),
        new.request
    );
    if let Some(earlier) = earlier.fetch_optional(&mut *tx).await? {
        drop(tx);
        return get(db.pool(), account, earlier.into()).await;
    }
    let there = sqlx::query_scalar!(
        r#"select count(*) as "count!" from directory.business_calendar where account = $1"#,
        account.uuid()
    );
    if there.fetch_one(&mut *tx).await? >= MOST_CALENDARS {
        let why = format!("the account has {MOST_CALENDARS} calendars already: remove one that nothing uses");
        return Err(Error::refused("TOO_MANY_CALENDARS", why));
    }
    let calendar = sqlx::query_as!(
        Calendar,
        r#"insert into directory.business_calendar (account, id, name, time_zone, spans, holidays, is_default, request_id)
           values ($1, $2, $3, $4, $5, $6, false, $7)
           returning id, name, time_zone, spans as "spans: Json<Vec<Span>>", holidays,
                     holiday_names as "holiday_names: Json<BTreeMap<String, String>>", is_default, revision"#,
        account.uuid(),
        CalendarId::new().uuid(),
        new.name.trim(),
        new.time_zone.unwrap_or(account_zone),
        Json(spans) as _,
        &holidays,
        new.request
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint("business_calendar_name_check", || Error::invalid("name", "must have 1 to 200 characters"))?;
    tell(&mut tx, cause, &calendar);
    tx.commit().await?;
    Ok(calendar)
}

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub spans: Option<Vec<Span>>,
    pub holidays: Option<Vec<String>>,
    pub holiday_names: Option<BTreeMap<String, String>>,
    pub becomes_default: bool,
}

/// Changes a calendar. Announces `BusinessCalendarUpdated`, also of the one that was the default.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid`.
pub async fn update(
    db: &Db,
    cause: &Cause,
    id: CalendarId,
    revision: i64,
    change: Change,
) -> Result<Calendar> {
    if let Some(zone) = &change.time_zone {
        check_zone("business_calendar.time_zone", zone)?;
    }
    let mut tx = db.begin().await?;
    let mut calendar = lock(&mut tx, cause.account(), id, revision).await?;
    if change.becomes_default && !calendar.is_default {
        let was = no_longer_default(&mut tx, cause.account()).await?;
        for was in &was {
            tell(&mut tx, cause, was);
        }
        calendar.is_default = true;
    }
    calendar.name = change.name.unwrap_or(calendar.name);
    calendar.time_zone = change.time_zone.unwrap_or(calendar.time_zone);
    if let Some(spans) = change.spans {
        calendar.spans = Json(check::spans("business_calendar.spans", spans)?);
    }
    if let Some(holidays) = change.holidays {
        calendar.holidays = check::holidays("business_calendar.holidays", holidays)?;
    }
    let names = change.holiday_names.unwrap_or(calendar.holiday_names.0);
    calendar.holiday_names =
        Json(check::names("business_calendar.holiday_names", names, &calendar.holidays)?);
    let calendar = save(&mut tx, cause, calendar).await?;
    tx.commit().await?;
    Ok(calendar)
}

/// What an import found.
pub struct Imported {
    pub calendar: Calendar,
    /// The dates that were not there before.
    pub added: Vec<String>,
    /// What of the file could not be read.
    pub problems: Vec<String>,
}

/// Adds the days of an iCalendar file to the holidays. Announces `BusinessCalendarUpdated` where there are new ones.
///
/// # Errors
/// `NotFound`; `Invalid` where the file is none, or there would be too many holidays.
pub async fn import(
    db: &Db,
    cause: &Cause,
    id: CalendarId,
    (file, dry_run): (&str, bool),
) -> Result<Imported> {
    let mut tx = db.begin().await?;
    let mut calendar = lock(&mut tx, cause.account(), id, 0).await?;
    let ical::Found { days, problems } =
        ical::holidays(file, &calendar.time_zone, window(&calendar.time_zone, tx.now()))?;
    let found: Vec<(String, String)> = days.into_iter().map(|(day, name)| (day.to_string(), name)).collect();
    let known = &calendar.holidays;
    let added: Vec<String> =
        found.iter().map(|(day, _)| day).filter(|day| !known.contains(day)).cloned().collect();
    let holidays = known.iter().chain(&added).cloned().collect();
    calendar.holidays = check::holidays("ical", holidays)?;
    let mut names = calendar.holiday_names.0;
    for (day, name) in found {
        names.entry(day).or_insert(name);
    }
    calendar.holiday_names = Json(check::names("ical", names, &calendar.holidays)?);
    if !dry_run && !added.is_empty() {
        calendar = save(&mut tx, cause, calendar).await?;
        tx.commit().await?;
    }
    Ok(Imported { calendar, added, problems })
}

/// Today in a zone.
fn today(zone: &str, now: DateTime<Utc>) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    zone.to_datetime(business_time::from_chrono(now)).date()
}

/// Of which days holidays are taken: from a year back to three years ahead.
fn window(zone: &str, now: DateTime<Utc>) -> (Date, Date) {
    let today = today(zone, now);
    let years = |years: i64| today.checked_add(years.years()).unwrap_or(today);
    (years(-1), years(3))
}

/// Removes a calendar. Announces `BusinessCalendarDeleted`.
///
/// # Errors
/// `NotFound`; `Refused` `CALENDAR_IS_DEFAULT`.
pub async fn delete(db: &Db, cause: &Cause, id: CalendarId) -> Result<()> {
    let mut tx = db.begin().await?;
    let calendar = lock(&mut tx, cause.account(), id, 0).await?;
    if calendar.is_default {
        let why = format!("{:?} is the default calendar: make another one the default first", calendar.name);
        return Err(Error::refused("CALENDAR_IS_DEFAULT", why));
    }
    sqlx::query!(
        "delete from directory.business_calendar where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    let what = pb::BusinessCalendarDeleted { business_calendar_id: id.to_string() };
    tx.emit(cause, Emit::new(&what).about(id).revision(calendar.revision + 1));
    tx.commit().await
}

async fn lock(tx: &mut Tx, account: AccountId, id: CalendarId, revision: i64) -> Result<Calendar> {
    let calendar = sqlx::query_as!(
        Calendar,
        r#"select id, name, time_zone, spans as "spans: Json<Vec<Span>>", holidays,
                  holiday_names as "holiday_names: Json<BTreeMap<String, String>>", is_default, revision
             from directory.business_calendar
            where account = $1 and id = $2
              for update"#,
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::not_found("business calendar", id))?;
    Error::stale_unless("the business calendar", revision, calendar.revision)?;
    Ok(calendar)
}

async fn no_longer_default(tx: &mut Tx, account: AccountId) -> Result<Vec<Calendar>> {
    // Two that make another one the default at once do it one after the other.
    sqlx::query!("select id from directory.account where id = $1 for no key update", account.uuid())
        .fetch_one(&mut **tx)
        .await?;
    let was = sqlx::query_as!(
        Calendar,
        r#"update directory.business_calendar
              set is_default = false, revision = revision + 1
            where account = $1 and is_default
            returning id, name, time_zone, spans as "spans: Json<Vec<Span>>", holidays,
                      holiday_names as "holiday_names: Json<BTreeMap<String, String>>", is_default, revision"#,
        account.uuid()
    );
    Ok(was.fetch_all(&mut **tx).await?)
}

/// Writes a locked calendar as it is to be, and tells.
async fn save(tx: &mut Tx, cause: &Cause, calendar: Calendar) -> Result<Calendar> {
    let calendar = Calendar { revision: calendar.revision + 1, ..calendar };
    sqlx::query!(
        "update directory.business_calendar
            set name = $3, time_zone = $4, spans = $5, holidays = $6, holiday_names = $7, is_default = $8, revision = $9
          where account = $1 and id = $2",
        cause.account().uuid(),
        calendar.id,
        calendar.name,
        calendar.time_zone,
        Json(&calendar.spans.0) as _,
        &calendar.holidays,
        Json(&calendar.holiday_names.0) as _,
        calendar.is_default,
        calendar.revision
    )
    .execute(&mut **tx)
    .await
    .on_constraint("business_calendar_name_check", || {
        Error::invalid("business_calendar.name", "must have 1 to 200 characters")
    })?;
    tell(tx, cause, &calendar);
    Ok(calendar)
}

fn tell(tx: &mut Tx, cause: &Cause, calendar: &Calendar) {
    let what = pb::BusinessCalendarUpdated { business_calendar: Some(calendar.into()) };
    tx.emit(cause, Emit::new(&what).about(CalendarId::from(calendar.id)).revision(calendar.revision));
}
