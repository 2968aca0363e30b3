//! Makes the items that are due: none twice, none missed over a restart, and after a long stop the latest ones only.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{Cause, Error, Result, Tx, id::AccountId};
use uuid::Uuid;

use super::{
    Recurrence, RecurrenceId, change, instant, read_recurrence,
    schedule::{Due, Schedule},
    utc,
};
use crate::{
    Env,
    item::Item,
    template::{self, fill::Day, gone, make},
};

/// How many occurrences that passed while nothing ran are made up for.
const MADE_UP: usize = 10;
/// How many are looked at in one turn.
const LOOKED_AT: usize = 1_000;

/// Makes what is due of one recurrence; answers whether there was one.
///
/// # Errors
/// Where the database or a peer is away: it is tried again.
pub async fn tick(env: &Env) -> Result<usize> {
    let now = env.clock.now();
    let mut tx = env.db.begin().await?;
    let Some(recurrence) = take(&mut tx, now).await? else { return Ok(0) };
    let cause = Cause::system(AccountId::from(recurrence.account));
    let schedule = recurrence.schedule()?;
    let Some(next) = recurrence.next_time else { return Ok(0) };
    let (due, more) = passed(&schedule, next, now);
    let (skipped, kept) = due.split_at(due.len().saturating_sub(MADE_UP));
    let mut after = recurrence.clone();
    after.skipped_count += i64::try_from(skipped.len()).unwrap_or(0);
    if more {
        after.next_time = kept.first().map(|due| utc(due.at));
    } else {
        for due in kept {
            one(env, &mut tx, &cause, &mut after, *due).await?;
        }
        let from = kept.last().map_or(instant(now), |due| due.at);
        after.next_time = schedule.after(Some(from), 1).0.first().map(|due| utc(due.at));
    }
    after.revision += 1;
    save(&mut tx, &after).await?;
    change::tell(&mut tx, &cause, &after);
    tx.commit().await?;
    Ok(1)
}

/// What was due until now, and whether there is so much of it that it is gone through step by step.
fn passed(schedule: &Schedule, next: DateTime<Utc>, now: DateTime<Utc>) -> (Vec<Due>, bool) {
    let from = instant(next - TimeDelta::seconds(1));
    let (mut due, _) = schedule.after(Some(from), LOOKED_AT);
    let all = due.len();
    due.retain(|due| due.at <= instant(now));
    let more = all == LOOKED_AT && due.len() == LOOKED_AT;
    (due, more)
}

/// The recurrence that is due first, which no other process makes items of until the transaction ends.
async fn take(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<Recurrence>> {
    let due = sqlx::query!(
        "/* every account: one queue */
         select account, id
           from items.recurrence
          where not paused and next_time <= $1
          order by next_time
          limit 1
            for update skip locked -- against another process",
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(due) = due else { return Ok(None) };
    Ok(read_recurrence!("id = $2", due.account, due.id).fetch_optional(&mut **tx).await?)
}

/// Makes the item of one occurrence, without what of its template is retired. That is written down, and so is why none could be made; the next
/// is tried all the same.
async fn one(env: &Env, tx: &mut Tx, cause: &Cause, recurrence: &mut Recurrence, due: Due) -> Result<()> {
    let made = match Box::pin(item(env, cause, recurrence, due)).await {
        Ok(made) => Ok(made),
        Err(error @ (Error::Invalid { .. } | Error::Refused { .. } | Error::NotFound { .. })) => {
            Err(error.to_string())
        }
        Err(error) => return Err(error),
    };
    let at = utc(due.at);
    let (item, problem) = match made {
        Ok((item, lost)) if lost.is_empty() => (Some(item.id), String::new()),
        Ok((item, lost)) => (Some(item.id), format!("made {}", lost.join("; "))),
        Err(problem) => (None, problem),
    };
    let first = occurred(tx, recurrence, at, item, &problem).await?;
    if let Some(item) = item {
        recurrence.made_count += i64::from(first);
        (recurrence.last_item, recurrence.last_time) = (Some(item), Some(at));
    }
    recurrence.problem = problem;
    Ok(())
}

/// Writes down what became of an occurrence; false where that is written down already.
async fn occurred(
    tx: &mut Tx,
    recurrence: &Recurrence,
    at: DateTime<Utc>,
    item: Option<Uuid>,
    problem: &str,
) -> Result<bool> {
    let written = sqlx::query!(
        "insert into items.recurrence_occurrence (account, recurrence, due_time, item, problem) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        recurrence.account,
        recurrence.id,
        at,
        item,
        problem
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() > 0)
}

/// The item of an occurrence, made once, by the key that the two have together; and without what it was made.
async fn item(env: &Env, cause: &Cause, recurrence: &Recurrence, due: Due) -> Result<(Item, Vec<String>)> {
    let template = template::get(env, cause, recurrence.template.into()).await?;
    let words = env.vocabularies.of(cause.account()).await?;
    let (template, lost) = gone::without_retired(&words, &template);
    let day = Day { at: due.local, nth: recurrence.made_count + 1 };
    let filled = make::filled(&template, day)?;
    let key = format!("{} {}", RecurrenceId::from(recurrence.id), due.at);
    let item = make::make(env, cause, &filled, make::request(&filled), Some(key)).await?;
    Ok((item, lost))
}

async fn save(tx: &mut Tx, after: &Recurrence) -> Result<()> {
    sqlx::query!(
        "update items.recurrence
            set next_time = $3, made_count = $4, skipped_count = $5, last_item = $6, last_time = $7, problem = $8, revision = $9
          where account = $1 and id = $2",
        after.account,
        after.id,
        after.next_time,
        after.made_count,
        after.skipped_count,
        after.last_item,
        after.last_time,
        after.problem,
        after.revision
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
