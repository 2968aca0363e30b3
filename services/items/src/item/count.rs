//! How many items a filter finds: exact to a thousand, and never at the cost of others.
use std::time::Duration;

use sqlx::{PgConnection, Postgres, QueryBuilder};
use tandem_kit::{Result, error::took_too_long};
use tokio::time::Instant;

use super::list::Selection;
use crate::Env;

/// Up to how many are counted.
pub const MOST: i32 = 1_000;
/// How long all that are asked for at once may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Exactly(i32),
    /// More than [`MOST`].
    More,
    /// It could not be counted in time, or cannot be asked.
    Unknown,
}

/// Counts each selection; of none nothing is known. One that takes too long costs the others nothing but that time, all together a few seconds.
///
/// # Errors
/// Where the database is away.
pub async fn all(env: &Env, selections: &[Option<Selection>]) -> Result<Vec<Count>> {
    let counting = async |db: &mut PgConnection| {
        sqlx::raw_sql("set statement_timeout = 500").execute(&mut *db).await?;
        let until = Instant::now() + PATIENCE;
        let mut counts = Vec::with_capacity(selections.len());
        for selection in selections {
            counts.push(match selection {
                Some(selection) if Instant::now() < until => one(db, selection).await?,
                _ => Count::Unknown,
            });
        }
        sqlx::raw_sql("reset statement_timeout").execute(&mut *db).await?;
        Ok(counts)
    };
    env.db.pool().on_one(counting).await
}

async fn one(db: &mut PgConnection, selection: &Selection) -> Result<Count> {
    let mut query = QueryBuilder::<Postgres>::new("select count(*) from (select from items.item where ");
    selection.push(&mut query);
    query.push(" limit ").push_bind(i64::from(MOST) + 1).push(") as found");
    match in_time(query.build_query_scalar::<i64>().fetch_one(db).await)? {
        None => Ok(Count::Unknown),
        Some(found) => {
            Ok(i32::try_from(found).ok().filter(|n| *n <= MOST).map_or(Count::More, Count::Exactly))
        }
    }
}

/// Nothing where the server gave up because of the time.
///
/// # Errors
/// Where it failed for another reason.
pub fn in_time<T>(answer: sqlx::Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if took_too_long(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
