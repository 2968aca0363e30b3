//! What the counters say.
use chrono::{DateTime, Utc};
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

/// A counter that is asked for: of which measure and kind, and whether only what has no value counts.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub measure: Measure,
    pub kind: Kind,
    pub none: bool,
}

/// The values that most open items have, the most first, and whether there are more.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub items: Vec<(String, i64)>,
    pub more: bool,
}

impl Values {
    /// How many open items all its values have together.
    pub fn sum(&self) -> i64 {
        self.items.iter().map(|(_, items)| items).sum()
    }
}

/// What the counters say, in the order in which they are asked for, by one statement.
///
/// # Errors
/// Where the database is away.
pub async fn open(env: &Env, account: Uuid, wanted: &[Wanted]) -> Result<Vec<Values>> {
    let mut all = vec![Values::default(); wanted.len()];
    if wanted.is_empty() {
        return Ok(all);
    }
    let measures: Vec<String> = wanted.iter().map(|one| one.measure.to_string()).collect();
    let kinds: Vec<String> = wanted.iter().map(|one| one.kind.to_string()).collect();
    let none: Vec<bool> = wanted.iter().map(|one| one.none).collect();
    let rows = sqlx::query!(
        r#"select wanted.place as "place!", counted.value as "value!", counted.items as "items!"
             from unnest($2::text[], $3::text[], $4::boolean[]) with ordinality as wanted (measure, kind, nothing, place)
            cross join lateral (
                  (select value, items
                     from items.rollup_open
                    where account = $1 and measure = wanted.measure and kind = wanted.kind and value = '' and wanted.nothing)
                  union all
                  (select value, items
                     from items.rollup_open
                    where account = $1 and measure = wanted.measure and kind = wanted.kind and not wanted.nothing
                    order by items desc, value
                    limit $5)) as counted
            order by wanted.place, counted.items desc, counted.value"#,
        account,
        &measures,
        &kinds,
        &none,
        i64::try_from(MOST + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(env.db.pool())
    .await?;
    for row in rows {
        let at = usize::try_from(row.place - 1).ok();
        let Some(values) = at.and_then(|at| all.get_mut(at)) else { continue };
        if values.items.len() == MOST {
            values.more = true;
        } else {
            values.items.push((row.value, row.items));
        }
    }
    Ok(all)
}

/// A day, and what was made and finished on it.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    pub day: Day,
    pub created: i64,
    pub finished: i64,
}

/// The last days, today included, and what was made and finished on each.
#[derive(Debug)]
pub struct Days {
    days: Vec<Day>,
    sums: Vec<Sum>,
}

#[derive(Debug)]
struct Sum {
    kind: Kind,
    /// From one.
    day: i32,
    created: i64,
    finished: i64,
}

impl Days {
    /// So many of them, oldest first, of one kind of items.
    pub fn of(&self, kind: Kind, count: i32) -> Vec<Flow> {
        let mut flows: Vec<Flow> =
            self.days.iter().map(|day| Flow { day: *day, created: 0, finished: 0 }).collect();
        for sum in self.sums.iter().filter(|sum| sum.kind == kind) {
            let at = usize::try_from(sum.day - 1).ok();
            if let Some(flow) = at.and_then(|at| flows.get_mut(at)) {
                (flow.created, flow.finished) = (sum.created, sum.finished);
            }
        }
        flows.split_off(flows.len().saturating_sub(usize::try_from(count).unwrap_or(0)))
    }
}

/// So many last days, of all kinds of items, by one statement.
///
/// # Errors
/// Where the database is away.
pub async fn days(env: &Env, account: Uuid, (zone, count): (&TimeZone, i32)) -> Result<Days> {
    let days = days::last(env.clock.now(), zone, count)?;
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Ok(Days { days, sums: Vec::new() });
    };
    let begins: Vec<DateTime<Utc>> = days.iter().map(|day| day.begin).collect();
    let sums = sqlx::query_as!(
        Sum,
        r#"select kind as "kind: Kind", width_bucket(slot, $4::timestamptz[]) as "day!",
                  sum(created)::bigint as "created!", sum(finished)::bigint as "finished!"
             from items.rollup_slot
            where account = $1 and kind in ('ticket', 'task') and slot >= $2 and slot < $3
            group by 1, 2"#,
        account,
        first.begin,
        last.end,
        &begins
    )
    .fetch_all(env.db.pool())
    .await?;
    Ok(Days { days, sums })
}
