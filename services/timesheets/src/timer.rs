//! Timers: work that is going on. A user has one running at most.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Db, Emit, Error, Readers, Result, Tx,
    id::{AccountId, ItemId, TimeEntryId, TimerId, UserId},
};
use tandem_proto::timesheets as pb;
use uuid::Uuid;

use crate::time_entry::{self, LONGEST, New, TimeEntry};

/// The most running timers that are shown of an item.
const MOST: i64 = 500;
/// How often a start is tried again that met another of the same user.
const TRIES: usize = 5;

/// A timer as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Timer {
    pub id: Uuid,
    pub item: Uuid,
    pub person: Uuid,
    pub start_time: DateTime<Utc>,
    pub billable: bool,
    /// What it logged, once it was stopped.
    pub time_entry: Option<Uuid>,
}

/// The timer that a user has running, or all that run on an item.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn running(
    db: &Readers,
    account: AccountId,
    person: Option<UserId>,
    item: Option<ItemId>,
) -> Result<Vec<Timer>> {
    let rows = sqlx::query_as!(
        Timer,
        "select id, item, person, start_time, billable, time_entry from timesheets.timer
          where account = $1
            and time_entry is null
            and ($2::uuid is null or person = $2)
            and ($3::uuid is null or item = $3)
          order by start_time, id
          limit $4",
        account.uuid(),
        person.map(|p| p.uuid()),
        item.map(|i| i.uuid()),
        MOST
    );
    Ok(rows.fetch_all(db).await?)
}

/// On which item a timer is, and whose.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn place(db: &Readers, account: AccountId, id: TimerId) -> Result<Option<(Uuid, Uuid)>> {
    let found = sqlx::query!(
        "select item, person from timesheets.timer where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    );
    Ok(found.fetch_optional(db).await?.map(|row| (row.item, row.person)))
}

/// What a timer is started with.
#[derive(Clone, Copy)]
pub struct Start {
    pub person: UserId,
    pub item: ItemId,
    pub billable: bool,
    pub request: Option<Uuid>,
}

/// Starts a timer. One that runs on the item already goes on; one that runs elsewhere is stopped, and its time logged.
/// The same request gives the same timer. Announces `TimerStarted`, and for the other `TimerStopped` and `TimeEntryCreated`.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn start(db: &Db, cause: &Cause, start: Start, now: DateTime<Utc>) -> Result<Timer> {
    for _ in 0..TRIES {
        if let Some(timer) = try_start(db, cause, start, now).await? {
            return Ok(timer);
        }
    }
    Err(Error::Unavailable("another timer of the same user is being started".into()))
}

/// None: the same user started another at the same time.
async fn try_start(db: &Db, cause: &Cause, start: Start, now: DateTime<Utc>) -> Result<Option<Timer>> {
    let account = cause.account();
    let mut tx = db.begin().await?;
    if let Some(earlier) = by_request(&mut tx, account, start.request).await? {
        return Ok(Some(earlier));
    }
    if let Some(other) = lock_running(&mut tx, account, start.person).await? {
        if other.item == start.item.uuid() {
            return Ok(Some(other));
        }
        finish(&mut tx, cause, &other, String::new(), now).await?;
    }
    let Start { person, item, billable, request } = start;
    let timer = Timer {
        id: TimerId::new().uuid(),
        item: item.uuid(),
        person: person.uuid(),
        start_time: now,
        billable,
        time_entry: None,
    };
    let made = sqlx::query!(
        "insert into timesheets.timer (account, id, item, person, start_time, billable, request_id)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing",
        account.uuid(),
        timer.id,
        timer.item,
        timer.person,
        timer.start_time,
        timer.billable,
        request
    )
    .execute(&mut *tx)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(None);
    }
    tx.emit(cause, Emit::new(&pb::TimerStarted { timer: Some((&timer).into()) }).about(item).about(person));
    tx.commit().await?;
    Ok(Some(timer))
}

async fn by_request(
    tx: &mut PgConnection,
    account: AccountId,
    request: Option<Uuid>,
) -> Result<Option<Timer>> {
    let Some(request) = request else { return Ok(None) };
    let found = sqlx::query_as!(
        Timer,
        "select id, item, person, start_time, billable, time_entry from timesheets.timer where account = $1 and request_id = $2",
        account.uuid(),
        request
    );
    Ok(found.fetch_optional(tx).await?)
}

async fn lock_running(tx: &mut PgConnection, account: AccountId, person: UserId) -> Result<Option<Timer>> {
    let found = sqlx::query_as!(
        Timer,
        "select id, item, person, start_time, billable, time_entry from timesheets.timer
          where account = $1 and person = $2 and time_entry is null for update",
        account.uuid(),
        person.uuid()
    );
    Ok(found.fetch_optional(tx).await?)
}

/// Stops a user's own timer and logs its time: a second at least, a day at most, for a timer that was forgotten.
/// Stopped again, it answers with the same time. Announces `TimerStopped` and `TimeEntryCreated`.
///
/// # Errors
/// `NotFound`, `Denied` for somebody else's, `Invalid` for notes that are too long.
pub async fn stop(
    db: &Db,
    cause: &Cause,
    id: TimerId,
    notes: String,
    now: DateTime<Utc>,
) -> Result<TimeEntry> {
    let account = cause.account();
    let mut tx = db.begin().await?;
    let timer = sqlx::query_as!(
        Timer,
        "select id, item, person, start_time, billable, time_entry from timesheets.timer where account = $1 and id = $2 for update",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("timer", id))?;
    if cause.caller.user().is_none_or(|user| user.uuid() != timer.person) {
        return Err(Error::denied("this is the timer of somebody else"));
    }
    if let Some(logged) = timer.time_entry {
        return time_entry::get(&mut *tx, account, TimeEntryId::from(logged)).await;
    }
    let entry = finish(&mut tx, cause, &timer, notes, now).await?;
    tx.commit().await?;
    Ok(entry)
}

/// Stops a timer that is held, and logs its time.
async fn finish(
    tx: &mut Tx,
    cause: &Cause,
    timer: &Timer,
    notes: String,
    now: DateTime<Utc>,
) -> Result<TimeEntry> {
    let ran = (now - timer.start_time).num_microseconds().unwrap_or(LONGEST);
    let (item, person) = (ItemId::from(timer.item), UserId::from(timer.person));
    let new = New {
        item,
        person,
        start_time: Some(timer.start_time),
        duration_us: ran.clamp(1_000_000, LONGEST),
        billable: timer.billable,
        notes,
    };
    tx.emit(cause, Emit::new(&pb::TimerStopped { timer: Some(timer.into()) }).about(item).about(person));
    let entry = time_entry::log(tx, cause, new, None, now).await?;
    sqlx::query!(
        "update timesheets.timer set time_entry = $3 where account = $1 and id = $2",
        cause.account().uuid(),
        timer.id,
        entry.id
    )
    .execute(&mut **tx)
    .await?;
    Ok(entry)
}

#[cfg(test)]
mod tests;
