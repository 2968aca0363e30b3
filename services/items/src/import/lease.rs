//! Who works on an import, and how far it is: what was done commits with the count of it.
use chrono::TimeDelta;
use sqlx::{PgConnection, types::Json};
use tandem_kit::Result;
use uuid::Uuid;

use super::{Import, ImportId, Mapping, Replaced, State, Target, dates::Order, errors::Mistake};
use crate::Env;

/// How long an import is somebody's who is not heard of.
const HELD: TimeDelta = TimeDelta::seconds(20);
/// How long one waits that broke down, and how often it may without having gone on.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
const MOST_TRIES: i32 = 12;

/// What became of some rows.
#[derive(Debug, Default)]
pub struct Done {
    pub rows: i32,
    pub created: i32,
    pub updated: i32,
    pub unchanged: i32,
    pub problems: Vec<Mistake>,
    /// How many rows these problems are of.
    pub failed: i32,
}

/// The import that waits longest for somebody, which is ours for a while. Of a move, each is counted first, and then done once those before
/// it have ended.
///
/// # Errors
/// Where the database is away.
pub async fn take(env: &Env) -> Result<Option<Import>> {
    let now = env.clock.now();
    let next = sqlx::query!(
        "/* every account: one queue */
         update items.import
            set lease = $1, lease_until = $2, state = 'running', tries = tries + 1
          where (account, id) in (select account, id
                                    from items.import waiting
                                   where end_time is null and lease_until < $3
                                     and (move is null or encoding = ''
                                          or not exists (select from items.import earlier
                                                          where earlier.account = waiting.account
                                                            and earlier.move = waiting.move
                                                            and earlier.end_time is null
                                                            and (earlier.place < waiting.place or earlier.encoding = '')))
                                   order by create_time, encoding <> '', place
                                   limit 1
                                     for update skip locked)
         returning account, id",
        ImportId::new().uuid(),
        now + HELD,
        now
    );
    let Some(next) = next.fetch_optional(env.db.pool()).await? else { return Ok(None) };
    Ok(super::read_import!("id = $2", next.account, next.id).fetch_optional(env.db.pool()).await?)
}

/// Goes on holding it; false where it is another's, or was cancelled.
///
/// # Errors
/// Where the database is away.
pub async fn hold(env: &Env, db: &mut PgConnection, import: &Import) -> Result<bool> {
    let held = sqlx::query!(
        "update items.import set lease_until = $4 where account = $1 and id = $2 and lease = $3 and end_time is null",
        import.account,
        import.id,
        import.lease,
        env.clock.now() + HELD
    );
    Ok(held.execute(db).await?.rows_affected() == 1)
}

/// Writes down what the file turned out to be.
///
/// # Errors
/// Where the database is away.
pub async fn looked_into(env: &Env, import: &Import) -> Result<()> {
    sqlx::query!(
        "update items.import
            set total = $4, encoding = $5, headers = $6, mapping = $7
          where account = $1 and id = $2 and lease = $3",
        import.account,
        import.id,
        import.lease,
        import.total,
        import.encoding,
        &import.headers,
        Json(&import.mapping.0) as _
    )
    .execute(env.db.pool())
    .await?;
    Ok(())
}

/// Counts rows as done, and keeps what is wrong with those that were not taken.
///
/// # Errors
/// Where the database is away.
pub async fn count(db: &mut PgConnection, import: &Import, done: &Done) -> Result<()> {
    sqlx::query!(
        "update items.import
            set processed = processed + $4, failed = failed + $5, created = created + $6, updated = updated + $7,
                unchanged = unchanged + $8, tries = 0, total = greatest(total, processed + $4)
          where account = $1 and id = $2 and lease = $3",
        import.account,
        import.id,
        import.lease,
        done.rows,
        done.failed,
        done.created,
        done.updated,
        done.unchanged
    )
    .execute(&mut *db)
    .await?;
    super::errors::keep(db, import, &done.problems).await
}

/// It has come to its end.
///
/// # Errors
/// Where the database is away.
pub async fn end(env: &Env, import: &Import, state: State, problem: &str) -> Result<()> {
    sqlx::query!(
        "update items.import
            set state = $4, problem = $5, end_time = $6, lease = null,
                total = case when $4 = 'completed' then processed else total end
          where account = $1 and id = $2 and lease = $3 and end_time is null",
        import.account,
        import.id,
        import.lease,
        state as State,
        problem,
        env.clock.now()
    )
    .execute(env.db.pool())
    .await?;
    Ok(())
}

/// It broke down: another time, unless that came to nothing too often.
///
/// # Errors
/// Where the database is away.
pub async fn put_off(env: &Env, import: &Import, why: &str) -> Result<()> {
    if import.tries >= MOST_TRIES {
        return end(env, import, State::Failed, why).await;
    }
    sqlx::query!(
        "update items.import set lease = null, lease_until = $4 where account = $1 and id = $2 and lease = $3",
        import.account,
        import.id,
        import.lease,
        env.clock.now() + PAUSE
    )
    .execute(env.db.pool())
    .await?;
    Ok(())
}

/// It is left to whoever comes next, at once.
///
/// # Errors
/// Where the database is away.
pub async fn leave(env: &Env, import: &Import) -> Result<()> {
    sqlx::query!(
        "update items.import set lease = null, lease_until = '-infinity' where account = $1 and id = $2 and lease = $3",
        import.account,
        import.id,
        import.lease
    )
    .execute(env.db.pool())
    .await?;
    Ok(())
}

/// How the newest import of the same columns was read, if there was one.
///
/// # Errors
/// Where the database is away.
pub async fn known(
    env: &Env,
    account: Uuid,
    target: Target,
    headers: &[String],
) -> Result<Option<(Mapping, Order)>> {
    let found = sqlx::query!(
        r#"select mapping as "mapping: Json<Mapping>", date_order as "date_order: Order"
             from items.import
            where account = $1 and target = $2 and headers = $3 and state = 'completed'
            order by id desc
            limit 1"#,
        account,
        target as Target,
        headers
    );
    Ok(found.fetch_optional(env.db.pool()).await?.map(|known| (known.mapping.0, known.date_order)))
}
