//! Requests that were done: the same one changes nothing the second time.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use tandem_kit::{Caller, Result};
use uuid::Uuid;

use crate::Env;

const KEPT_DAYS: i64 = 7;

/// What makes a repeated request known: the caller's own id for it, within what that caller asks for, such as `update item_…`.
#[must_use]
pub fn key(caller: &Caller, what: &str, request_id: Option<String>) -> Option<String> {
    request_id.map(|id| format!("{} {what} {id}", caller.actor()))
}

/// True the first time that this request comes; the mark commits with its effects. Always true where it has no id.
///
/// # Errors
/// Where the database is away.
pub async fn first_time(
    db: &mut PgConnection,
    account: Uuid,
    request_id: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(request_id) = request_id else { return Ok(true) };
    let marked = sqlx::query!(
        "insert into items.done_request (account, request_id, create_time) values ($1, $2, $3) on conflict do nothing",
        account,
        request_id,
        now
    )
    .execute(db)
    .await?;
    Ok(marked.rows_affected() == 1)
}

/// Forgets requests that nobody repeats any more, a thousand at a time.
///
/// # Errors
/// Where the database is away.
pub async fn forget_old(env: &Env) -> Result<usize> {
    let until = env.clock.now() - TimeDelta::days(KEPT_DAYS);
    let forgotten = sqlx::query!(
        "/* every account: requests grow old for all */
         delete from items.done_request
          where (account, request_id) in (select account, request_id
                                            from items.done_request
                                           where create_time < $1
                                           order by create_time
                                           limit 1000
                                             for update skip locked)",
        until
    )
    .execute(env.db.pool())
    .await?;
    Ok(usize::try_from(forgotten.rows_affected()).unwrap_or(0))
}
