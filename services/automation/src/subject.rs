//! What automation remembers of an item: whether it has work to do on it, how much it did lately, and since when it rests.
use std::collections::HashMap;

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
#[derive(Clone, Debug, Default)]
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

impl Touch {
    /// Whether the same is known in both, so that one statement remembers them.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.open.is_some(), self.activity.is_some(), self.rest)
            == (other.open.is_some(), other.activity.is_some(), other.rest)
    }
}

fn seconds(of: TimeDelta) -> f64 {
    of.num_milliseconds() as f64 / 1000.0
}

/// Remembers what is told of items that are all different, alike in what is known of them; answers with the number of runs of each
/// in the current hour.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn touch(
    tx: &mut PgConnection,
    account: AccountId,
    touches: &[(ItemId, Touch)],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, i32>> {
    let mut touches: Vec<&(ItemId, Touch)> = touches.iter().collect();
    let Some((_, one)) = touches.first() else { return Ok(HashMap::new()) };
    touches.sort_by_key(|(item, _)| item.uuid()); // rows are locked in one order
    let items: Vec<Uuid> = touches.iter().map(|(item, _)| item.uuid()).collect();
    let open: Vec<bool> = touches.iter().map(|(_, touch)| touch.open.unwrap_or(true)).collect();
    let activity: Vec<DateTime<Utc>> =
        touches.iter().map(|(_, touch)| touch.activity.unwrap_or(now)).collect();
    let runs: Vec<i32> = touches.iter().map(|(_, touch)| touch.runs).collect();
    let counted = sqlx::query!(
        "insert into automation.subject as s (account, item, open, last_activity, idle_time, due_time, window_start, window_runs)
         select $1, item, open, activity, case when open then activity + make_interval(secs => $5::float8) end,
                case when runs > 0 then $7::timestamptz end, $7, runs
           from unnest($2::uuid[], $3::boolean[], $4::timestamptz[], $6::integer[]) as told (item, open, activity, runs)
         on conflict (account, item) do update
            set open = case when $8 then excluded.open else s.open end,
                last_activity = case when $9 then greatest(s.last_activity, excluded.last_activity) else s.last_activity end,
                idle_time = case when not (case when $8 then excluded.open else s.open end) then null
                                 when not $9 and s.open then s.idle_time
                                 when $9 then greatest(s.last_activity, excluded.last_activity) + make_interval(secs => $5)
                                 else s.last_activity + make_interval(secs => $5) end,
                due_time = case when excluded.window_runs > 0 then coalesce(s.due_time, $7) else s.due_time end,
                window_start = case when s.window_start < $7 - interval '1 hour' then $7 else s.window_start end,
                window_runs = case when s.window_start < $7 - interval '1 hour' then excluded.window_runs
                                   else s.window_runs + excluded.window_runs end
         returning item, window_runs",
        account.uuid(),
        &items,
        &open,
        &activity,
        one.rest.map(seconds),
        &runs,
        now,
        one.open.is_some(),
        one.activity.is_some()
    )
    .fetch_all(tx)
    .await?;
    Ok(counted.into_iter().map(|row| (row.item, row.window_runs)).collect())
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
