//! The same numbers for those who do not see everything: counted when they are asked for, of what they see, in half a second at most.
use chrono::{DateTime, Utc};
use jiff::tz::TimeZone;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use tandem_kit::{Cause, Result, days};

use super::widget::By;
use crate::{
    Env,
    item::{count::in_time, list::Selection},
    rollup::read::Flow,
};

/// The most values that are told.
const MOST: usize = 50;
/// How many finished or new items are walked through for what happened on the last days.
const WALKED: i64 = 100_000;

/// How many items a filter finds; nothing where that cannot be counted in time.
///
/// # Errors
/// `Invalid` with what is wrong in the filter.
pub async fn one(env: &Env, cause: &Cause, filter: &str) -> Result<Option<i64>> {
    let selection = Selection::of(env, cause, filter).await?;
    let mut query = QueryBuilder::<Postgres>::new("select ''::text, count(*) from items.item where ");
    selection.push(&mut query);
    Ok(asked(env, query).await?.map(|rows| rows.first().map_or(0, |(_, items)| *items)))
}

/// The values of a measure that most of those items have, and whether there are more.
///
/// # Errors
/// As [`one`].
pub async fn values(env: &Env, cause: &Cause, filter: &str, by: By) -> Result<(Vec<(String, i64)>, bool)> {
    let key = match by {
        By::Status => "item.status::text",
        By::Type => "item.type::text",
        By::Priority => "item.priority::text",
        By::Assignee => "unnest(case when item.assignees = '{}' then array[''] else item.assignees end)",
        By::Project => "coalesce(item.project::text, '')",
        By::Organization => "coalesce(item.organization::text, '')",
    };
    let selection = Selection::of(env, cause, filter).await?;
    let mut query = QueryBuilder::<Postgres>::new("select value, count(*) from (select ");
    query.push(key).push(" as value from items.item where ");
    selection.push(&mut query);
    query.push(") as valued group by value order by 2 desc, 1 limit ");
    query.push_bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX));
    let Some(mut rows) = asked(env, query).await? else { return Ok((Vec::new(), true)) };
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    Ok((rows, more))
}

/// The last days, today included, oldest first, and what was made and finished on each; none where that cannot be counted in time.
///
/// # Errors
/// As [`one`].
pub async fn days(
    env: &Env,
    cause: &Cause,
    filter: &str,
    (zone, count): (&TimeZone, i32),
) -> Result<Vec<Flow>> {
    let days = days::last(env.clock.now(), zone, count)?;
    let mut flows: Vec<Flow> = days.into_iter().map(|day| Flow { day, created: 0, finished: 0 }).collect();
    let Some(first) = flows.first().map(|flow| flow.day.begin) else { return Ok(flows) };
    let selection = Selection::of(env, cause, filter).await?;
    for (field, finished) in [("create_time", false), ("finish_time", true)] {
        let mut query = QueryBuilder::<Postgres>::new("select item.");
        query.push(field).push(" from items.item where ");
        selection.push(&mut query);
        query.push(" and item.").push(field).push(" >= ").push_bind(first);
        query.push(if finished { " and item.state = 'finished'" } else { "" });
        query.push(" limit ").push_bind(WALKED);
        let Some(found) = times(env, query).await? else { return Ok(Vec::new()) };
        for time in found {
            let flow = flows.iter_mut().find(|flow| flow.day.begin <= time && time < flow.day.end);
            let Some(flow) = flow else { continue };
            *(if finished { &mut flow.finished } else { &mut flow.created }) += 1;
        }
    }
    Ok(flows)
}

async fn asked(env: &Env, query: QueryBuilder<Postgres>) -> Result<Option<Vec<(String, i64)>>> {
    let mut query = query;
    let asking = async |db: &mut PgConnection| {
        sqlx::raw_sql("set statement_timeout = 500").execute(&mut *db).await?;
        let rows = in_time(query.build_query_as::<(String, i64)>().fetch_all(&mut *db).await)?;
        sqlx::raw_sql("reset statement_timeout").execute(&mut *db).await?;
        Ok(rows)
    };
    env.db.pool().on_one(asking).await
}

/// All of them; nothing where there are too many to walk through, or that takes too long.
async fn times(env: &Env, query: QueryBuilder<Postgres>) -> Result<Option<Vec<DateTime<Utc>>>> {
    let mut query = query;
    let asking = async |db: &mut PgConnection| {
        sqlx::raw_sql("set statement_timeout = 500").execute(&mut *db).await?;
        let rows = in_time(query.build_query_scalar::<DateTime<Utc>>().fetch_all(&mut *db).await)?;
        sqlx::raw_sql("reset statement_timeout").execute(&mut *db).await?;
        Ok(rows.filter(|rows| i64::try_from(rows.len()).is_ok_and(|walked| walked < WALKED)))
    };
    env.db.pool().on_one(asking).await
}
