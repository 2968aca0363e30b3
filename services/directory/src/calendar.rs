//! Business calendars: when an account works.
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Readers, Result,
    id::{AccountId, CalendarId},
};
use tandem_proto::directory as pb;
use uuid::Uuid;

use crate::account::check_zone;

const MOST_SPANS: usize = 70;
const MOST_HOLIDAYS: usize = 1000;

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
        r#"select id, name, time_zone, spans as "spans: Json<Vec<Span>>", holidays, is_default, revision
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

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub spans: Option<Vec<Span>>,
    pub holidays: Option<Vec<String>>,
}

/// Changes a calendar. Announces `BusinessCalendarUpdated`.
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
    let account = cause.account();
    let spans = change.spans.map(check_spans).transpose()?;
    let holidays = change.holidays.map(check_holidays).transpose()?;
    if let Some(zone) = &change.time_zone {
        check_zone("business_calendar.time_zone", zone)?;
    }
    let mut tx = db.begin().await?;
    let before = sqlx::query_scalar!(
        "select revision from directory.business_calendar where account = $1 and id = $2 for update",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("business calendar", id))?;
    Error::stale_unless("the business calendar", revision, before)?;
    let calendar = sqlx::query_as!(
        Calendar,
        r#"update directory.business_calendar
              set name = coalesce($3, name), time_zone = coalesce($4, time_zone), spans = coalesce($5, spans),
                  holidays = coalesce($6, holidays), revision = revision + 1
            where account = $1 and id = $2
            returning id, name, time_zone, spans as "spans: Json<Vec<Span>>", holidays, is_default, revision"#,
        account.uuid(),
        id.uuid(),
        change.name,
        change.time_zone,
        spans.map(Json) as _,
        holidays.as_deref()
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint("business_calendar_name_check", || Error::invalid("business_calendar.name", "must have 1 to 200 characters"))?;
    let what = pb::BusinessCalendarUpdated { business_calendar: Some((&calendar).into()) };
    tx.emit(cause, Emit::new(&what).about(id).revision(calendar.revision));
    tx.commit().await?;
    Ok(calendar)
}

fn check_spans(mut spans: Vec<Span>) -> Result<Vec<Span>> {
    const FIELD: &str = "business_calendar.spans";
    if spans.len() > MOST_SPANS {
        return Err(Error::invalid(FIELD, format!("has {} spans; at most {MOST_SPANS}", spans.len())));
    }
    spans.sort_unstable();
    for span in &spans {
        if !(1..=7).contains(&span.weekday) || span.start < 0 || span.end > 1440 || span.start >= span.end {
            return Err(Error::invalid(
                FIELD,
                format!(
                    "weekday {} from minute {} to {} is no span of a day",
                    span.weekday, span.start, span.end
                ),
            ));
        }
    }
    match spans.windows(2).find(|two| two[0].weekday == two[1].weekday && two[1].start < two[0].end) {
        Some(two) => Err(Error::invalid(FIELD, format!("two spans of weekday {} overlap", two[0].weekday))),
        None => Ok(spans),
    }
}

fn check_holidays(mut holidays: Vec<String>) -> Result<Vec<String>> {
    const FIELD: &str = "business_calendar.holidays";
    if holidays.len() > MOST_HOLIDAYS {
        return Err(Error::invalid(FIELD, format!("has {} days; at most {MOST_HOLIDAYS}", holidays.len())));
    }
    holidays.sort();
    holidays.dedup();
    match holidays.iter().find(|day| day.len() != 10 || day.parse::<jiff::civil::Date>().is_err()) {
        Some(wrong) => Err(Error::invalid(FIELD, format!("{wrong:?} is not a date such as 2026-12-25"))),
        None => Ok(holidays),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_a_day_do_not_overlap() {
        let span = |weekday, start, end| Span { weekday, start, end };
        assert!(check_spans(vec![span(1, 540, 720), span(1, 780, 1020), span(7, 0, 1440)]).is_ok());
        for wrong in [
            vec![span(1, 540, 720), span(1, 700, 800)],
            vec![span(0, 1, 2)],
            vec![span(1, 5, 5)],
            vec![span(1, 0, 1441)],
        ] {
            assert!(check_spans(wrong.clone()).is_err(), "{wrong:?}");
        }
    }
}
