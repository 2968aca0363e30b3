//! What macros did: runs, how far they are, and what became of each item.
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Db, Error, Page, Result,
    clock::timestamp,
    id::{AccountId, ItemId, UserId},
    sight::Sight,
};
use tandem_proto::automation::{self as pb, macro_run::State, rule_run::Outcome};
use uuid::Uuid;

use super::{MacroId, MacroRunId};
use crate::engine::Engine;

/// How many runs are listed.
const LISTED: i64 = 50;

/// A run of a macro.
pub struct MacroRun {
    pub id: Uuid,
    pub r#macro: Uuid,
    pub name: String,
    pub actor: Uuid,
    pub total: i32,
    pub create_time: DateTime<Utc>,
    pub cancel_time: Option<DateTime<Utc>>,
    pub undo_time: Option<DateTime<Utc>>,
}

/// One statement that reads runs whole.
macro_rules! read_runs {
    ($condition:tt, $($bind:expr),+) => {
        sqlx::query_as!(
            MacroRun,
            r#"select id, macro as "macro!", name, actor, total, create_time, cancel_time, undo_time
                 from automation.macro_run
                where account = $1 and "# + $condition,
            $($bind),+
        )
    };
}

/// The run that a request of a user's began.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn by_request(
    tx: &mut PgConnection,
    account: AccountId,
    user: UserId,
    request: Option<Uuid>,
) -> Result<Option<MacroRun>> {
    let found = read_runs!("actor = $2 and request_id = $3", account.uuid(), user.uuid(), request);
    Ok(found.fetch_optional(tx).await?)
}

/// A run that the caller may see; nobody else changes it until the transaction ends.
///
/// # Errors
/// `NotFound`.
pub async fn lock(tx: &mut PgConnection, cause: &Cause, id: MacroRunId) -> Result<MacroRun> {
    let found = read_runs!("id = $2 for no key update", cause.account().uuid(), id.uuid());
    let found = found.fetch_optional(tx).await?;
    let own = |run: &MacroRun| cause.caller.user().is_some_and(|user| user.uuid() == run.actor);
    found.filter(|run| cause.caller.is_admin() || own(run)).ok_or_else(|| Error::not_found("macro run", id))
}

/// One run and how far it is.
///
/// # Errors
/// `NotFound`.
pub async fn get(engine: &Engine, cause: &Cause, id: MacroRunId) -> Result<pb::MacroRun> {
    let mut tx = engine.db.begin().await?;
    let run = lock(&mut tx, cause, id).await?;
    shown(&mut tx, cause.account(), &run).await
}

/// The latest of the caller's, or of everybody's.
///
/// # Errors
/// `Denied` for everybody's.
pub async fn list(engine: &Engine, cause: &Cause, everybody: bool) -> Result<Vec<pb::MacroRun>> {
    if everybody && !cause.caller.is_admin() {
        return Err(Error::denied("what everybody ran is for administrators"));
    }
    let user = cause.caller.user().map(|user| user.uuid()).filter(|_| !everybody);
    let mut tx = engine.db.begin().await?;
    let runs = read_runs!(
        "($2::uuid is null or actor = $2) order by create_time desc, id desc limit $3",
        cause.account().uuid(),
        user,
        LISTED
    );
    let mut all = Vec::new();
    for run in runs.fetch_all(&mut *tx).await? {
        all.push(shown(&mut tx, cause.account(), &run).await?);
    }
    Ok(all)
}

fn count(n: i64) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// A run with how many items are how far.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn shown(tx: &mut PgConnection, account: AccountId, run: &MacroRun) -> Result<pb::MacroRun> {
    let n = sqlx::query!(
        r#"select count(*) filter (where r.outcome = 0) as "waiting!", count(*) filter (where r.outcome = 1) as "done!",
                  count(*) filter (where r.outcome = 2) as "not_matched!", count(*) filter (where r.outcome = 3) as "failed!",
                  count(*) filter (where r.outcome = 4) as "left!",
                  count(*) filter (where r.before is distinct from r.after and r.outcome > 0) as "reversible!",
                  count(*) filter (where u.outcome = 0) as "undoing!", count(*) filter (where u.outcome = 1) as "undone!",
                  count(*) filter (where u.outcome > 1) as "kept!"
             from automation.macro_run_item i
             join automation.rule_run r on r.account = $1 and r.id = i.run
             left join automation.rule_run u on u.account = $1 and u.id = i.undo_run
            where i.account = $1 and i.macro_run = $2"#,
        account.uuid(),
        run.id
    );
    let n = n.fetch_one(tx).await?;
    let state = match (n.waiting > 0, n.undoing > 0) {
        (true, _) => State::Running,
        (_, true) => State::Undoing,
        _ if run.undo_time.is_some() => State::Undone,
        _ if run.cancel_time.is_some() => State::Cancelled,
        _ => State::Finished,
    };
    Ok(pb::MacroRun {
        id: MacroRunId::from(run.id).to_string(),
        macro_id: MacroId::from(run.r#macro).to_string(),
        macro_name: run.name.clone(),
        actor_id: UserId::from(run.actor).to_string(),
        state: state.into(),
        total: run.total,
        waiting: count(n.waiting),
        done: count(n.done),
        not_matched: count(n.not_matched),
        failed: count(n.failed),
        left: count(n.left),
        reversible: count(n.reversible),
        undone: count(n.undone),
        kept: count(n.kept),
        create_time: Some(timestamp(run.create_time)),
    })
}

/// What became of each item, a page at a time. Of what its runner sees no more it is told that there was one.
///
/// # Errors
/// `NotFound`; `Invalid` for a token of another list.
pub async fn results(
    (engine, sight): (&Engine, &Sight),
    cause: &Cause,
    id: MacroRunId,
    outcome: Outcome,
    page: &Page,
) -> Result<(Vec<pb::MacroRunResult>, String)> {
    let mut tx = engine.db.begin().await?;
    let run = lock(&mut tx, cause, id).await?;
    let asked = (outcome != Outcome::Unspecified).then_some(i32::from(outcome));
    let rows = sqlx::query!(
        r#"select i.position, i.item, i.number, i.title, r.outcome, r.lines, u.outcome as "undo_outcome?", u.lines as "undo_lines?"
             from automation.macro_run_item i
             join automation.rule_run r on r.account = $1 and r.id = i.run
             left join automation.rule_run u on u.account = $1 and u.id = i.undo_run
            where i.account = $1 and i.macro_run = $2 and i.position > $3 and ($4::integer is null or r.outcome = $4)
            order by i.position
            limit $5"#,
        cause.account().uuid(),
        run.id,
        page.after::<i32>()?.unwrap_or(-1),
        asked,
        page.limit()
    );
    let (rows, token) = page.cut(rows.fetch_all(&mut *tx).await?, |last| last.position);
    drop(tx);
    let ids = rows.iter().map(|row| ItemId::from(row.item).to_string()).collect();
    let seen = sight.seen(cause, ids).await?;
    let lines = |kept: Value| serde_json::from_value(kept).unwrap_or_default();
    let results = rows.into_iter().map(|row| {
        let item_id = ItemId::from(row.item).to_string();
        let outcomes = pb::MacroRunResult {
            outcome: i32::from(row.outcome),
            undo_outcome: row.undo_outcome.map_or(0, i32::from),
            ..pb::MacroRunResult::default()
        };
        if !seen.contains(&item_id) {
            return pb::MacroRunResult { item_id, ..outcomes };
        }
        pb::MacroRunResult {
            item_id,
            item_number: row.number,
            item_title: row.title,
            lines: lines(row.lines),
            undo_lines: row.undo_lines.map(lines).unwrap_or_default(),
            ..outcomes
        }
    });
    Ok((results.collect(), token))
}

/// Leaves what is not begun.
///
/// # Errors
/// `NotFound`; `Refused` `NOT_RUNNING`.
pub async fn cancel(engine: &Engine, cause: &Cause, id: MacroRunId) -> Result<pb::MacroRun> {
    let mut tx = engine.db.begin().await?;
    let run = lock(&mut tx, cause, id).await?;
    if shown(&mut tx, cause.account(), &run).await?.state() != State::Running {
        return Err(Error::refused("NOT_RUNNING", "it is over already"));
    }
    let now = engine.clock.now();
    sqlx::query!(
        "update automation.macro_run set cancel_time = coalesce(cancel_time, $3) where account = $1 and id = $2",
        cause.account().uuid(),
        run.id,
        now
    )
    .execute(&mut *tx)
    .await?;
    let run = MacroRun { cancel_time: Some(now), ..run };
    let answer = shown(&mut tx, cause.account(), &run).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Forgets old ones, a hundred at a time.
///
/// # Errors
/// Where the database is away.
pub async fn forget(db: &Db, before: DateTime<Utc>) -> Result<u64> {
    let gone = sqlx::query!(
        "/* every account: time passes for all */
         delete from automation.macro_run
          where (account, id) in (select account, id from automation.macro_run where create_time < $1 order by create_time limit 100)",
        before
    );
    Ok(gone.execute(db.pool()).await?.rows_affected())
}
