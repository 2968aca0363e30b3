//! What the counters say.
use jiff::tz::TimeZone;
use tandem_kit::{
    Result,
    days::{self, Day},
};
use uuid::Uuid;

use super::Measure;
use crate::{Env, vocabulary::Kind};

/// The most values of one measure that are told.
const MOST: usize = 50;

/// How many open items have one value of a measure.
///
/// # Errors
/// Where the database is away.
pub async fn one(env: &Env, account: Uuid, kind: Kind, (measure, value): (Measure, &str)) -> Result<i64> {
    let items = sqlx::query_scalar!(
        "select items from items.rollup_open where account = $1 and measure = $2 and kind = $3 and value = $4",
        account,
        measure.to_string(),
        kind as Kind,
        value
    );
    Ok(items.fetch_optional(env.db.pool()).await?.unwrap_or(0))
}

/// The values of a measure that most open items have, and whether there are more.
///
/// # Errors
/// Where the database is away.
pub async fn values(
    env: &Env,
    account: Uuid,
    kind: Kind,
    measure: Measure,
) -> Result<(Vec<(String, i64)>, bool)> {
    let rows = sqlx::query!(
        "select value, items
           from items.rollup_open
          where account = $1 and measure = $2 and kind = $3
          order by items desc, value
          limit $4",
        account,
        measure.to_string(),
        kind as Kind,
        i64::try_from(MOST + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(env.db.pool())
    .await?;
    let more = rows.len() > MOST;
    Ok((rows.into_iter().take(MOST).map(|row| (row.value, row.items)).collect(), more))
}

/// A day, and what was made and finished on it.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    pub day: Day,
    pub created: i64,
    pub finished: i64,
}

/// The last days, today included, oldest first, and what was made and finished on each.
///
/// # Errors
/// Where the database is away.
pub async fn days(
    env: &Env,
    account: Uuid,
    kind: Kind,
    (zone, count): (&TimeZone, i32),
) -> Result<Vec<Flow>> {
    let days = days::last(env.clock.now(), zone, count)?;
    let mut flows: Vec<Flow> = days.into_iter().map(|day| Flow { day, created: 0, finished: 0 }).collect();
    let Some(first) = flows.first() else { return Ok(flows) };
    let rows = sqlx::query!(
        "select slot, created, finished from items.rollup_slot where account = $1 and kind = $2 and slot >= $3 order by slot",
        account,
        kind as Kind,
        first.day.begin
    )
    .fetch_all(env.db.pool())
    .await?;
    for row in rows {
        let flow = flows.iter_mut().rev().find(|flow| flow.day.begin <= row.slot);
        if let Some(flow) = flow.filter(|flow| row.slot < flow.day.end) {
            (flow.created, flow.finished) = (flow.created + row.created, flow.finished + row.finished);
        }
    }
    Ok(flows)
}
