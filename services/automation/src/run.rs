//! Runs: what rules did, or have yet to do.
use chrono::{DateTime, Utc};
use prost::Message;
use serde_json::{Value, json};
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Db, Page, Readers, Result,
    id::{AccountId, ItemId, RuleId, RuleRunId, StatusId},
    sight::Sight,
};
use tandem_proto::{
    automation::{self as pb, rule_run::Outcome},
    items::Item,
};
use uuid::Uuid;

use crate::subject::{self, Taken};

/// What starts runs on an item.
pub struct Start {
    pub account: AccountId,
    pub item: ItemId,
    pub event_id: Uuid,
    /// Empty for the passing of time.
    pub event_type: String,
    /// How many causes ago a person acted.
    pub depth: i32,
    pub seen: Seen,
}

/// What conditions saw of an item, for actions that change this and nothing newer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Whether nobody had it.
    pub unassigned: bool,
    pub status: Option<Uuid>,
}

impl Seen {
    pub fn of(item: &Item) -> Self {
        let status = item.status_id.parse::<StatusId>().ok().map(|id| id.uuid());
        Self { unassigned: item.assignee_ids.is_empty(), status }
    }
}

/// A run as it begins.
pub struct New {
    pub rule: RuleId,
    /// What is to be done; nothing for a run that is over.
    pub actions: Vec<pb::Action>,
    /// Unspecified: yet to be carried out.
    pub outcome: Outcome,
    pub lines: Vec<String>,
}

fn number(outcome: Outcome) -> i16 {
    i16::try_from(i32::from(outcome)).unwrap_or(0)
}

/// Writes the runs that starts in one account lead to, in their order. The same start and rule is one run.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn insert(tx: &mut PgConnection, starts: &[(Start, Vec<New>)], now: DateTime<Utc>) -> Result<()> {
    let Some((first, _)) = starts.first() else { return Ok(()) };
    let runs: Vec<(&Start, &New)> =
        starts.iter().flat_map(|(start, runs)| runs.iter().map(move |run| (start, run))).collect();
    let id = |(start, run): &(&Start, &New)| RuleRunId::derived(start.event_id, &run.rule.to_string()).uuid();
    let ids: Vec<Uuid> = runs.iter().map(id).collect();
    let rules: Vec<Uuid> = runs.iter().map(|(_, run)| run.rule.uuid()).collect();
    let outcomes: Vec<i16> = runs.iter().map(|(_, run)| number(run.outcome)).collect();
    let plan = |run: &New| pb::Rule { actions: run.actions.clone(), ..pb::Rule::default() }.encode_to_vec();
    let plans: Vec<Vec<u8>> = runs.iter().map(|(_, run)| plan(run)).collect();
    let lines: Vec<Value> = runs.iter().map(|(_, run)| json!(run.lines)).collect();
    let items: Vec<Uuid> = runs.iter().map(|(start, _)| start.item.uuid()).collect();
    let events: Vec<Uuid> = runs.iter().map(|(start, _)| start.event_id).collect();
    let types: Vec<String> = runs.iter().map(|(start, _)| start.event_type.clone()).collect();
    let depths: Vec<i32> = runs.iter().map(|(start, _)| start.depth).collect();
    let unassigned: Vec<bool> = runs.iter().map(|(start, _)| start.seen.unassigned).collect();
    let statuses: Vec<Option<Uuid>> = runs.iter().map(|(start, _)| start.seen.status).collect();
    sqlx::query!(
        "insert into automation.rule_run (account, id, rule, item, event_id, event_type, depth, create_time, unassigned, seen_status, outcome, plan, lines)
         select $1, r.id, r.rule, r.item, r.event_id, r.event_type, r.depth, $2, r.unassigned, r.seen_status, r.outcome, nullif(r.plan, ''), r.lines
           from unnest($3::uuid[], $4::uuid[], $5::smallint[], $6::bytea[], $7::jsonb[],
                       $8::uuid[], $9::uuid[], $10::text[], $11::integer[], $12::boolean[], $13::uuid[])
                with ordinality r (id, rule, outcome, plan, lines, item, event_id, event_type, depth, unassigned, seen_status, place)
          order by r.place
         on conflict on constraint rule_run_pkey do nothing",
        first.account.uuid(),
        now,
        &ids,
        &rules,
        &outcomes,
        &plans,
        &lines,
        &items,
        &events,
        &types,
        &depths,
        &unassigned,
        &statuses as &[Option<Uuid>]
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A run that has yet to be carried out.
#[derive(Default)]
pub struct Pending {
    pub id: Uuid,
    pub rule: Uuid,
    pub event_id: Uuid,
    pub event_type: String,
    pub depth: i32,
    pub unassigned: bool,
    pub seen_status: Option<Uuid>,
    pub plan: Option<Vec<u8>>,
    pub lines: Value,
    pub attempts: i16,
    pub chosen: Option<Uuid>,
    pub chosen_for: Option<i16>,
    /// Whoever ran the macro that it is of.
    pub actor: Option<Uuid>,
    /// Whether they cancelled it meanwhile.
    pub cancelled: bool,
    /// The run whose changes it puts back.
    pub undoes: Option<Uuid>,
}

/// The runs to carry out on an item, in their order; a hundred at most.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn pending(db: &Readers, taken: Taken) -> Result<Vec<Pending>> {
    let rows = sqlx::query_as!(
        Pending,
        r#"select r.id, r.rule, r.event_id, r.event_type, r.depth, r.unassigned, r.seen_status, r.plan, r.lines, r.attempts,
                  r.chosen, r.chosen_for, r.undoes,
                  case when r.macro_run is not null then coalesce(m.actor, '00000000-0000-0000-0000-000000000000') end as actor,
                  m.cancel_time is not null and r.undoes is null as "cancelled!"
             from automation.rule_run r
             left join automation.macro_run m on m.account = $1 and m.id = r.macro_run
            where r.account = $1 and r.item = $2 and r.outcome = 0
            order by r.sequence
            limit 100"#,
        taken.account,
        taken.item
    );
    Ok(rows.fetch_all(db).await?)
}

/// How a run ended.
pub struct Finished {
    pub id: Uuid,
    pub outcome: Outcome,
    pub lines: Vec<String>,
    pub duration_us: i64,
}

/// A run that will be tried again.
pub struct Later {
    pub id: Uuid,
    pub lines: Vec<String>,
    pub due: DateTime<Utc>,
}

/// Records what was done on an item and lets go of it. True: there is more to do at once.
///
/// # Errors
/// `Unavailable` where the database is away; then it will be done again, which changes nothing.
pub async fn record(
    db: &Db,
    taken: Taken,
    finished: &[Finished],
    later: Option<&Later>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut tx = db.begin().await?;
    subject::lock(&mut tx, taken).await?;
    finish(&mut tx, taken, finished).await?;
    if let Some(later) = later {
        sqlx::query!(
            "update automation.rule_run set attempts = attempts + 1, lines = $3 where account = $1 and id = $2 and outcome = 0",
            taken.account,
            later.id,
            json!(later.lines)
        )
        .execute(&mut *tx)
        .await?;
    }
    let more = sqlx::query_scalar!(
        r#"select exists (select from automation.rule_run where account = $1 and item = $2 and outcome = 0) as "more!""#,
        taken.account,
        taken.item
    )
    .fetch_one(&mut *tx)
    .await?;
    subject::release(&mut tx, taken, more.then(|| later.map_or(now, |l| l.due))).await?;
    tx.commit().await?;
    Ok(more && later.is_none())
}

async fn finish(tx: &mut PgConnection, taken: Taken, finished: &[Finished]) -> Result<()> {
    let ids: Vec<Uuid> = finished.iter().map(|f| f.id).collect();
    let outcomes: Vec<i16> = finished.iter().map(|f| number(f.outcome)).collect();
    let lines: Vec<Value> = finished.iter().map(|f| json!(f.lines)).collect();
    let durations: Vec<i64> = finished.iter().map(|f| f.duration_us).collect();
    sqlx::query!(
        "update automation.rule_run r set outcome = f.outcome, lines = f.lines, duration_us = f.duration_us, plan = null
           from unnest($2::uuid[], $3::smallint[], $4::jsonb[], $5::bigint[]) f (id, outcome, lines, duration_us)
          where r.account = $1 and r.id = f.id and r.outcome = 0",
        taken.account,
        &ids,
        &outcomes,
        &lines,
        &durations
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A run in the record.
pub struct Kept {
    pub id: Uuid,
    pub sequence: i64,
    pub rule: Uuid,
    pub item: Uuid,
    pub event_id: Uuid,
    pub event_type: String,
    pub outcome: Outcome,
    pub lines: Value,
    pub duration_us: i64,
    pub create_time: DateTime<Utc>,
    pub macro_run: Option<Uuid>,
    /// What the macro was called, and whoever ran it.
    pub macro_name: Option<String>,
    pub actor: Option<Uuid>,
}

/// Runs that are over, newest first; of a rule, of an item; on items that the caller sees.
///
/// # Errors
/// `Invalid` for a page that cannot be.
pub async fn list(
    (db, sight): (&Readers, &Sight),
    cause: &Cause,
    page: &Page,
    rule: Option<RuleId>,
    item: Option<ItemId>,
) -> Result<(Vec<Kept>, String)> {
    let read = |after, limit| read(db, cause.account(), (after, limit), rule, item);
    let key = |last: &Kept| last.sequence;
    let rows = sight
        .page(cause, (page, page.after()?), read, key, |run| Some(ItemId::from(run.item).to_string()))
        .await?;
    Ok(page.cut(rows, key))
}

async fn read(
    db: &Readers,
    account: AccountId,
    (after, limit): (Option<i64>, i64),
    rule: Option<RuleId>,
    item: Option<ItemId>,
) -> Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"select r.id, r.sequence, r.rule, r.item, r.event_id, r.event_type, r.outcome, r.lines, r.duration_us, r.create_time,
                  r.macro_run, m.name as "macro_name?", m.actor as "actor?"
             from automation.rule_run r
             left join automation.macro_run m on m.account = $1 and m.id = r.macro_run
            where r.account = $1
              and r.sequence < $2
              and ($3::uuid is null or r.rule = $3)
              and ($4::uuid is null or r.item = $4)
              and r.outcome > 0
            order by r.sequence desc
            limit $5"#,
        account.uuid(),
        after.unwrap_or(i64::MAX),
        rule.map(|r| r.uuid()),
        item.map(|i| i.uuid()),
        limit
    )
    .fetch_all(db)
    .await?;
    let rows = rows.into_iter().map(|r| Kept {
        id: r.id,
        sequence: r.sequence,
        rule: r.rule,
        item: r.item,
        event_id: r.event_id,
        event_type: r.event_type,
        outcome: Outcome::try_from(i32::from(r.outcome)).unwrap_or_default(),
        lines: r.lines,
        duration_us: r.duration_us,
        create_time: r.create_time,
        macro_run: r.macro_run,
        macro_name: r.macro_name,
        actor: r.actor,
    });
    Ok(rows.collect())
}

/// Forgets what was done long ago.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn forget(db: &Db, before: DateTime<Utc>) -> Result<u64> {
    let gone = sqlx::query!(
        "/* every account: time passes for all */
         delete from automation.rule_run
          where (account, id) in (select account, id from automation.rule_run where create_time < $1 and outcome > 0 limit 1000)",
        before
    );
    Ok(gone.execute(db.pool()).await?.rows_affected())
}

/// Whose turn it is: of those who may, in their order, the one after the last. Chosen once for a run and action.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn take_turn(
    db: &Db,
    account: AccountId,
    run: &Pending,
    action: i16,
    among: &[Uuid],
) -> Result<Option<Uuid>> {
    if run.chosen_for == Some(action) && run.chosen.is_some() {
        return Ok(run.chosen);
    }
    let Some(first) = among.first() else { return Ok(None) };
    let mut tx = db.begin().await?;
    let last = sqlx::query_scalar!(
        "insert into automation.turn (account, rule, last) values ($1, $2, $3)
         on conflict (account, rule) do update set last = turn.last
         returning last",
        account.uuid(),
        run.rule,
        Uuid::nil()
    )
    .fetch_one(&mut *tx)
    .await?;
    let next = *among.iter().find(|member| **member > last).unwrap_or(first);
    sqlx::query!(
        "update automation.turn set last = $3 where account = $1 and rule = $2",
        account.uuid(),
        run.rule,
        next
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update automation.rule_run set chosen = $3, chosen_for = $4 where account = $1 and id = $2",
        account.uuid(),
        run.id,
        next,
        action
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Some(next))
}
