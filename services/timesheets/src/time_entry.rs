//! Time entries: work that was done.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Page, Readers, Result, Tx, clock,
    id::{AccountId, ItemId, TimeEntryId, UserId},
    sight::Sight,
};
use tandem_proto::timesheets as pb;
use uuid::Uuid;

use crate::{item, merge};

pub mod summary;

const SECOND: i64 = 1_000_000;
/// The longest time entry, in microseconds: a day.
pub const LONGEST: i64 = 86_400 * SECOND;

/// A time entry as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeEntry {
    pub id: Uuid,
    pub item: Uuid,
    pub person: Uuid,
    pub start_time: DateTime<Utc>,
    pub duration_us: i64,
    pub billable: bool,
    pub notes: String,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// What a time entry is made from.
pub struct New {
    pub item: ItemId,
    pub person: UserId,
    /// Now less the duration, where it is not said.
    pub start_time: Option<DateTime<Utc>>,
    pub duration_us: i64,
    pub billable: bool,
    pub notes: String,
}

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub start_time: Option<DateTime<Utc>>,
    pub duration_us: Option<i64>,
    pub billable: Option<bool>,
    pub notes: Option<String>,
}

/// A duration of a request, in microseconds: a second to a day.
///
/// # Errors
/// `Invalid` with the seconds that were given.
pub fn duration(field: &str, given: Option<&prost_types::Duration>) -> Result<i64> {
    let given = given.ok_or_else(|| Error::invalid(field, "is required"))?;
    let us = clock::delta(field, given)?.num_microseconds().unwrap_or(0);
    if (SECOND..=LONGEST).contains(&us) {
        return Ok(us);
    }
    Err(Error::invalid(field, format!("{} seconds is not between a second and 24 hours", given.seconds)))
}

/// Work is logged once it was done; a day ahead leaves room for clocks that differ.
fn check_start(field: &str, start: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    if start > now + TimeDelta::days(1) {
        return Err(Error::invalid(field, format!("{} is more than a day ahead", start.to_rfc3339())));
    }
    Ok(())
}

/// One time entry.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: impl sqlx::PgExecutor<'_>, account: AccountId, id: TimeEntryId) -> Result<TimeEntry> {
    sqlx::query_as!(
        TimeEntry,
        "select id, item, person, start_time, duration_us, billable, notes, revision, create_time, update_time
           from timesheets.time_entry where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("time entry", id))
}

/// Time entries, newest first; of an item, of a user.
///
/// # Errors
/// `Invalid` for a page that cannot be.
pub async fn list(
    (db, sight): (&Readers, &Sight),
    cause: &Cause,
    page: &Page,
    item: Option<ItemId>,
    person: Option<UserId>,
) -> Result<(Vec<TimeEntry>, String)> {
    let read = |after, limit| read(db, cause.account(), (after, limit), item, person);
    let key = |last: &TimeEntry| (last.start_time, last.id);
    let subject = |entry: &TimeEntry| Some(ItemId::from(entry.item).to_string());
    let rows = sight.page(cause, (page, page.after()?), read, key, subject).await?;
    Ok(page.cut(rows, key))
}

async fn read(
    db: &Readers,
    account: AccountId,
    (after, limit): (Option<(DateTime<Utc>, Uuid)>, i64),
    item: Option<ItemId>,
    person: Option<UserId>,
) -> Result<Vec<TimeEntry>> {
    let (start, id) = after.unzip();
    let rows = sqlx::query_as!(
        TimeEntry,
        "select id, item, person, start_time, duration_us, billable, notes, revision, create_time, update_time
           from timesheets.time_entry
          where account = $1
            and ($2::timestamptz is null or (start_time, id) < ($2, $3))
            and ($4::uuid is null or item = $4)
            and ($5::uuid is null or person = $5)
          order by start_time desc, id desc
          limit $6",
        account.uuid(),
        start,
        id,
        item.map(|i| i.uuid()),
        person.map(|p| p.uuid()),
        limit
    );
    Ok(rows.fetch_all(db).await?)
}

/// Logs time. The same request gives the same time entry. Announces `TimeEntryCreated`.
///
/// # Errors
/// `Invalid`.
pub async fn create(
    db: &Db,
    cause: &Cause,
    new: New,
    request: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<TimeEntry> {
    check_start("start_time", new.start_time.unwrap_or(now), now)?;
    let mut tx = db.begin().await?;
    if let Some(earlier) = by_request(&mut tx, cause.account(), request).await? {
        return Ok(earlier);
    }
    let made = log(&mut tx, cause, new, request, now).await?;
    tx.commit().await?;
    Ok(made)
}

async fn by_request(
    tx: &mut PgConnection,
    account: AccountId,
    request: Option<Uuid>,
) -> Result<Option<TimeEntry>> {
    let Some(request) = request else { return Ok(None) };
    // The same request twice at once: the second waits, and finds what the first made.
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1, 0)) is null as "done!""#,
        format!("timesheets.{account}.{request}")
    )
    .fetch_one(&mut *tx)
    .await?;
    let found = sqlx::query_scalar!(
        "select id from timesheets.time_entry where account = $1 and request_id = $2",
        account.uuid(),
        request
    )
    .fetch_optional(&mut *tx)
    .await?;
    match found {
        Some(id) => get(tx, account, id.into()).await.map(Some),
        None => Ok(None),
    }
}

/// Writes a time entry and tells of it, within a transaction: the time may come from a timer. Of an item that was merged it is the
/// other's.
///
/// # Errors
/// `Invalid` for notes that are too long.
pub async fn log(
    tx: &mut Tx,
    cause: &Cause,
    new: New,
    request: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<TimeEntry> {
    let account = cause.account();
    let (item, total) = merge::add(tx, account, new.item.uuid(), new.duration_us).await?;
    let entry = TimeEntry {
        id: TimeEntryId::new().uuid(),
        item,
        person: new.person.uuid(),
        start_time: new.start_time.unwrap_or_else(|| now - TimeDelta::microseconds(new.duration_us)),
        duration_us: new.duration_us,
        billable: new.billable,
        notes: new.notes,
        revision: 1,
        create_time: now,
        update_time: now,
    };
    sqlx::query!(
        "insert into timesheets.time_entry
                (account, id, item, person, start_time, duration_us, billable, notes, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        account.uuid(),
        entry.id,
        entry.item,
        entry.person,
        entry.start_time,
        entry.duration_us,
        entry.billable,
        entry.notes,
        request,
        now
    )
    .execute(&mut **tx)
    .await
    .on_constraint("time_entry_notes_check", notes_too_long)?;
    let what = pb::TimeEntryCreated {
        time_entry: Some((&entry).into()),
        item_total: Some(clock::span(TimeDelta::microseconds(total.us))),
        item_total_revision: total.revision,
    };
    tx.emit(cause, Emit::new(&what).about(ItemId::from(item)).about(new.person));
    Ok(entry)
}

fn notes_too_long() -> Error {
    Error::invalid("notes", "must have at most 2,000 characters")
}

/// One's own, or anybody's for an admin; held for a change.
async fn lock(tx: &mut PgConnection, cause: &Cause, id: TimeEntryId) -> Result<TimeEntry> {
    let account = cause.account();
    sqlx::query_scalar!(
        "select id from timesheets.time_entry where account = $1 and id = $2 for update",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("time entry", id))?;
    let entry = get(tx, account, id).await?;
    let own = cause.caller.user().is_some_and(|user| user.uuid() == entry.person);
    if own || cause.caller.is_admin() {
        Ok(entry)
    } else {
        Err(Error::denied("this is the time of somebody else"))
    }
}

/// Changes a time entry, if it still has the revision that was seen; 0: whatever it has. Announces `TimeEntryUpdated`.
///
/// # Errors
/// `NotFound`, `Denied` for somebody else's, `Stale`, `Invalid`.
pub async fn update(
    db: &Db,
    cause: &Cause,
    (id, revision): (TimeEntryId, i64),
    change: Change,
    now: DateTime<Utc>,
) -> Result<TimeEntry> {
    let mut tx = db.begin().await?;
    let before = lock(&mut tx, cause, id).await?;
    Error::stale_unless("the time entry", revision, before.revision)?;
    if let Some(start) = change.start_time {
        check_start("time_entry.start_time", start, now)?;
    }
    sqlx::query!(
        "update timesheets.time_entry
            set start_time = coalesce($3, start_time), duration_us = coalesce($4, duration_us), billable = coalesce($5, billable),
                notes = coalesce($6, notes), revision = revision + 1, update_time = $7
          where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid(),
        change.start_time,
        change.duration_us,
        change.billable,
        change.notes,
        now
    )
    .execute(&mut *tx)
    .await
    .on_constraint("time_entry_notes_check", notes_too_long)?;
    let after = get(&mut *tx, cause.account(), id).await?;
    let total =
        item::add(&mut tx, cause.account(), after.item, after.duration_us - before.duration_us).await?;
    let what = pb::TimeEntryUpdated {
        time_entry: Some((&after).into()),
        changed: changed(&before, &after),
        item_total: Some(clock::span(TimeDelta::microseconds(total.us))),
        item_total_revision: total.revision,
    };
    tx.emit(cause, Emit::new(&what).about(ItemId::from(after.item)).about(UserId::from(after.person)));
    tx.commit().await?;
    Ok(after)
}

fn changed(before: &TimeEntry, after: &TimeEntry) -> Vec<String> {
    let fields = [
        ("start_time", before.start_time != after.start_time),
        ("duration", before.duration_us != after.duration_us),
        ("billable", before.billable != after.billable),
        ("notes", before.notes != after.notes),
    ];
    fields.iter().filter(|(_, differs)| *differs).map(|(field, _)| (*field).to_owned()).collect()
}

/// Takes logged time back. Announces `TimeEntryDeleted`.
///
/// # Errors
/// `NotFound`, `Denied` for somebody else's.
pub async fn delete(db: &Db, cause: &Cause, id: TimeEntryId) -> Result<()> {
    let mut tx = db.begin().await?;
    let gone = lock(&mut tx, cause, id).await?;
    sqlx::query!(
        "delete from timesheets.time_entry where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    let total = item::add(&mut tx, cause.account(), gone.item, -gone.duration_us).await?;
    let item = ItemId::from(gone.item);
    let what = pb::TimeEntryDeleted {
        time_entry_id: id.to_string(),
        item_id: item.to_string(),
        item_total: Some(clock::span(TimeDelta::microseconds(total.us))),
        item_total_revision: total.revision,
    };
    tx.emit(cause, Emit::new(&what).about(item).about(UserId::from(gone.person)));
    tx.commit().await
}

#[cfg(test)]
mod tests;
