//! What automation remembers of an item: whether it has work to do on it, how much it did lately, and since when it rests.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use tandem_kit::{
    Db, Result, clock,
    id::{AccountId, ItemId},
};
use tandem_proto::automation::{Trigger, trigger::On};
use uuid::Uuid;

/// How long a process may hold an item before another may think it died.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// What an event tells about an item.
#[derive(Default)]
pub struct Touch {
    /// Whether it is unfinished, where that is known.
    pub open: Option<bool>,
    /// When a person last did something to it, where one did.
    pub activity: Option<DateTime<Utc>>,
    /// How long it must rest before a rule wants it.
    pub rest: Option<TimeDelta>,
    /// How many runs it is given.
    pub runs: i32,
}

fn seconds(of: TimeDelta) -> f64 {
    of.num_milliseconds() as f64 / 1000.0
}

/// Remembers it, and answers with the number of runs in the current hour.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn touch(
    tx: &mut PgConnection,
    account: AccountId,
    item: ItemId,
    what: Touch,
    now: DateTime<Utc>,
) -> Result<i32> {
    let runs = sqlx::query_scalar!(
        "insert into automation.subject as s (account, item, open, last_activity, idle_time, due_time, window_start, window_runs)
         values ($1, $2, coalesce($3::boolean, true), coalesce($4::timestamptz, $7),
                 case when coalesce($3, true) then coalesce($4, $7) + make_interval(secs => $5::float8) end,
                 case when $6::integer > 0 then $7::timestamptz end, $7, $6)
         on conflict (account, item) do update
            set open = coalesce($3, s.open),
                last_activity = greatest(s.last_activity, $4),
                idle_time = case when not coalesce($3, s.open) then null
                                 when $4 is null and s.open then s.idle_time
                                 else greatest(s.last_activity, $4) + make_interval(secs => $5) end,
                due_time = case when $6 > 0 then coalesce(s.due_time, $7) else s.due_time end,
                window_start = case when s.window_start < $7 - interval '1 hour' then $7 else s.window_start end,
                window_runs = case when s.window_start < $7 - interval '1 hour' then $6 else s.window_runs + $6 end
         returning window_runs",
        account.uuid(),
        item.uuid(),
        what.open,
        what.activity,
        what.rest.map(seconds),
        what.runs,
        now
    )
    .fetch_one(tx)
    .await?;
    Ok(runs)
}

/// Looks at resting items again because a rule about them is new.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn look_again(tx: &mut PgConnection, account: AccountId, triggers: &[Trigger]) -> Result<()> {
    let inactive = triggers.iter().filter(|t| t.on() == On::Inactive);
    let Some(after) = inactive.filter_map(|t| clock::delta("after", t.after.as_ref()?).ok()).min() else {
        return Ok(());
    };
    sqlx::query!(
        "update automation.subject set idle_time = last_activity + make_interval(secs => $2::float8)
          where account = $1 and open
            and (idle_time is null or idle_time > last_activity + make_interval(secs => $2))",
        account.uuid(),
        seconds(after)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An item that has rested.
pub struct Resting {
    pub account: Uuid,
    pub item: Uuid,
    pub last_activity: DateTime<Utc>,
}

/// Takes items that have rested long enough to be looked at, for as long as a lease.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn take_resting(db: &Db, now: DateTime<Utc>, most: i64) -> Result<Vec<Resting>> {
    let rows = sqlx::query_as!(
        Resting,
        "/* every account: time passes for all */
         update automation.subject set idle_time = $2
          where (account, item) in (select account, item from automation.subject where idle_time <= $1
                                     order by idle_time limit $3 for update skip locked)
         returning account, item, last_activity",
        now,
        now + LEASE,
        most
    );
    Ok(rows.fetch_all(db.pool()).await?)
}

/// Sets when to look at a resting item again, unless somebody touched it meanwhile.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn rests_on(tx: &mut PgConnection, resting: &Resting, until: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query!(
        "update automation.subject set idle_time = $4 where account = $1 and item = $2 and last_activity = $3 and open",
        resting.account,
        resting.item,
        resting.last_activity,
        until
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The item is gone: nothing rests any more.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn gone(db: &Db, account: AccountId, item: ItemId) -> Result<()> {
    sqlx::query!(
        "update automation.subject set open = false, idle_time = null where account = $1 and item = $2",
        account.uuid(),
        item.uuid()
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// An item with runs to carry out, held by this process.
#[derive(Clone, Copy)]
pub struct Taken {
    pub account: Uuid,
    pub item: Uuid,
}

/// Takes items that have runs to carry out, for as long as a lease.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn take_due(db: &Db, now: DateTime<Utc>, most: i64) -> Result<Vec<Taken>> {
    let rows = sqlx::query_as!(
        Taken,
        "/* every account: work is taken in the order in which it is due */
         update automation.subject set taken_until = $2
          where (account, item) in (select account, item from automation.subject where due_time <= $1 and taken_until < $1
                                     order by due_time limit $3 for update skip locked)
         returning account, item",
        now,
        now + LEASE,
        most
    );
    Ok(rows.fetch_all(db.pool()).await?)
}

/// Holds an item for another lease.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn hold(db: &Db, taken: Taken, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update automation.subject set taken_until = $3 where account = $1 and item = $2",
        taken.account,
        taken.item,
        now + LEASE
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Locks an item's row, so that no run is added while one decides that there is none left.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn lock(tx: &mut PgConnection, taken: Taken) -> Result<()> {
    sqlx::query_scalar!(
        "select item from automation.subject where account = $1 and item = $2 for update",
        taken.account,
        taken.item
    )
    .fetch_optional(tx)
    .await?;
    Ok(())
}

/// Lets go of an item; `due` is when its remaining runs are to be carried out.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn release(tx: &mut PgConnection, taken: Taken, due: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query!(
        "update automation.subject set taken_until = '-infinity', due_time = $3 where account = $1 and item = $2",
        taken.account,
        taken.item,
        due
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets finished items that nobody touched for a month.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn forget(db: &Db, before: DateTime<Utc>) -> Result<u64> {
    let gone = sqlx::query!(
        "/* every account: time passes for all */
         delete from automation.subject
          where (account, item) in (select account, item from automation.subject
                                     where not open and last_activity < $1 and due_time is null limit 1000)",
        before
    );
    Ok(gone.execute(db.pool()).await?.rows_affected())
}
