//! Bulk edits: the same change of many items, in the background, each item once.
pub mod begin;
pub mod plan;
pub mod run;

use chrono::{DateTime, TimeDelta, Utc};
use prost::Message;
use tandem_kit::{
    Caller, Cause, Emit, Error, Page, Result, Role, Tx, Who,
    clock::timestamp,
    id::{AccountId, ItemId, UserId},
};
use tandem_proto::items::{self as pb, bulk_edit_result::Outcome as Shown};
use uuid::Uuid;

use self::plan::Plan;
use crate::{Env, sight, stored::stored_as_words};

tandem_kit::kind!(BulkEditKind, BulkEditId, "bulk");

/// How long what was done is known, and can be taken back.
const KEPT_DAYS: i64 = 30;
/// How many of a user's are listed.
const LISTED: i64 = 20;

stored_as_words! {
    /// How far a bulk edit is.
    pub enum State {
        Running = "running",
        Finished = "finished",
        Cancelled = "cancelled",
        Undoing = "undoing",
        Undone = "undone",
    }
}

stored_as_words! {
    /// What became of an item.
    pub enum Outcome {
        Waiting = "waiting",
        Changed = "changed",
        Unchanged = "unchanged",
        Refused = "refused",
        Undone = "undone",
        Kept = "kept",
    }
}

/// A bulk edit.
#[derive(Clone, Debug)]
pub struct BulkEdit {
    pub account: Uuid,
    pub id: Uuid,
    pub change: Vec<u8>,
    pub state: State,
    pub creator: Uuid,
    pub role: String,
    pub total: i32,
    pub create_time: DateTime<Utc>,
    pub finish_time: Option<DateTime<Utc>>,
}

impl BulkEdit {
    fn change(&self) -> Result<pb::BulkChange> {
        Ok(pb::BulkChange::decode(self.change.as_slice()).map_err(anyhow::Error::from)?)
    }
    /// What it changes.
    ///
    /// # Errors
    /// Where what is kept cannot be read any more.
    pub fn plan(&self) -> Result<Plan> {
        Plan::read(&self.change()?)
    }
    /// Whoever began it acts.
    pub fn cause(&self) -> Cause {
        let role = match self.role.as_str() {
            "owner" => Role::Owner,
            "admin" => Role::Admin,
            _ => Role::Agent,
        };
        let system = Caller::system(AccountId::from(self.account));
        Cause::by(Caller { who: Who::User(self.creator), role, ..system })
    }
}

/// A role as it is kept.
fn role(caller: &Caller) -> &'static str {
    match caller.role {
        _ if caller.is_internal() => "owner",
        Role::Owner => "owner",
        Role::Admin => "admin",
        Role::Agent | Role::None => "agent",
    }
}

/// One statement that reads a bulk edit whole.
macro_rules! read_bulk_edit {
    ($condition:tt, $($bind:expr),+) => {
        sqlx::query_as!(
            BulkEdit,
            r#"select account, id, change, state as "state: State", creator, role, total, create_time, finish_time
                 from items.bulk_edit
                where account = $1 and "# + $condition,
            $($bind),+
        )
    };
}
pub(crate) use read_bulk_edit;

/// A bulk edit that the caller may see: their own, or as an administrator anybody's; nobody else changes its state until the
/// transaction ends.
async fn lock(tx: &mut Tx, cause: &Cause, id: BulkEditId) -> Result<BulkEdit> {
    let found = read_bulk_edit!("id = $2 for no key update", cause.account().uuid(), id.uuid());
    let found = found.fetch_optional(&mut **tx).await?;
    let own = |edit: &BulkEdit| cause.caller.user().is_some_and(|user| user.uuid() == edit.creator);
    found.filter(|edit| cause.caller.is_admin() || own(edit)).ok_or_else(|| Error::not_found("bulk edit", id))
}

/// One bulk edit.
///
/// # Errors
/// `NotFound`.
pub async fn get(env: &Env, cause: &Cause, id: BulkEditId) -> Result<pb::BulkEdit> {
    let mut tx = env.db.begin().await?;
    let edit = lock(&mut tx, cause, id).await?;
    shown(&mut tx, &edit).await
}

/// The caller's latest.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, cause: &Cause) -> Result<Vec<pb::BulkEdit>> {
    let mut tx = env.db.begin().await?;
    let user = cause.caller.user().map(|user| user.uuid()).unwrap_or_default();
    let account = cause.account().uuid();
    let edits =
        read_bulk_edit!("creator = $2 order by create_time desc, id desc limit $3", account, user, LISTED);
    let mut all = Vec::new();
    for edit in edits.fetch_all(&mut *tx).await? {
        all.push(shown(&mut tx, &edit).await?);
    }
    Ok(all)
}

/// A bulk edit with how many items are how far.
async fn shown(tx: &mut Tx, edit: &BulkEdit) -> Result<pb::BulkEdit> {
    let counts = sqlx::query!(
        r#"select outcome as "outcome: Outcome", count(*)::integer as "count!"
             from items.bulk_edit_item
            where account = $1 and bulk_edit = $2
            group by outcome"#,
        edit.account,
        edit.id
    )
    .fetch_all(&mut **tx)
    .await?;
    let of = |outcome| counts.iter().find(|row| row.outcome == outcome).map_or(0, |row| row.count);
    let (undone, kept) = (of(Outcome::Undone), of(Outcome::Kept));
    let state = match edit.state {
        State::Running => pb::bulk_edit::State::Running,
        State::Finished => pb::bulk_edit::State::Finished,
        State::Cancelled => pb::bulk_edit::State::Cancelled,
        State::Undoing => pb::bulk_edit::State::Undoing,
        State::Undone => pb::bulk_edit::State::Undone,
    };
    Ok(pb::BulkEdit {
        id: BulkEditId::from(edit.id).to_string(),
        state: state.into(),
        change: Some(edit.change()?),
        creator_id: UserId::from(edit.creator).to_string(),
        total: edit.total,
        waiting: of(Outcome::Waiting),
        changed: of(Outcome::Changed) + undone + kept,
        unchanged: of(Outcome::Unchanged),
        refused: of(Outcome::Refused),
        undone,
        kept,
        create_time: Some(timestamp(edit.create_time)),
        finish_time: edit.finish_time.map(timestamp),
    })
}

/// What became of each item, a page at a time.
///
/// # Errors
/// `NotFound`; `Invalid` for a token of another list.
pub async fn results(
    env: &Env,
    cause: &Cause,
    id: BulkEditId,
    outcome: Option<Outcome>,
    page: &Page,
) -> Result<(Vec<pb::BulkEditResult>, String)> {
    let mut tx = env.db.begin().await?;
    let edit = lock(&mut tx, cause, id).await?;
    let rows = sqlx::query!(
        r#"select one.position, one.item, one.outcome as "outcome: Outcome", one.reason, one.message,
                  item.number as "number?", item.title as "title?", item.project as "project?",
                  item.assignees as "assignees?", item.requesters as "requesters?"
             from items.bulk_edit_item one
             left join items.item on item.account = $1 and item.id = one.item
            where one.account = $1 and one.bulk_edit = $2 and one.position > $3 and ($4::text is null or one.outcome = $4)
            order by one.position
            limit $5"#,
        edit.account,
        edit.id,
        page.after::<i32>()?.unwrap_or(-1),
        outcome.map(|outcome| outcome.to_string()),
        page.limit()
    )
    .fetch_all(&mut *tx)
    .await?;
    let (rows, token) = page.cut(rows, |last| last.position);
    let results = rows.into_iter().map(|row| {
        let [assignees, requesters] = [row.assignees, row.requesters].map(Option::unwrap_or_default);
        let seen = sight::sees_row(row.project, &assignees, &requesters);
        pb::BulkEditResult {
            item_id: ItemId::from(row.item).to_string(),
            item_number: row.number.filter(|_| seen).unwrap_or_default(),
            item_title: row.title.filter(|_| seen).unwrap_or_default(),
            outcome: on_the_wire(row.outcome).into(),
            reason: row.reason,
            message: row.message,
        }
    });
    Ok((results.collect(), token))
}

/// An outcome as the contract has it.
pub fn on_the_wire(outcome: Outcome) -> Shown {
    match outcome {
        Outcome::Waiting => Shown::Waiting,
        Outcome::Changed => Shown::Changed,
        Outcome::Unchanged => Shown::Unchanged,
        Outcome::Refused => Shown::Refused,
        Outcome::Undone => Shown::Undone,
        Outcome::Kept => Shown::Kept,
    }
}

/// The same the other way; none where none is named.
pub fn from_the_wire(shown: Shown) -> Option<Outcome> {
    match shown {
        Shown::Unspecified => None,
        Shown::Waiting => Some(Outcome::Waiting),
        Shown::Changed => Some(Outcome::Changed),
        Shown::Unchanged => Some(Outcome::Unchanged),
        Shown::Refused => Some(Outcome::Refused),
        Shown::Undone => Some(Outcome::Undone),
        Shown::Kept => Some(Outcome::Kept),
    }
}

/// Ends a bulk edit where it stands.
///
/// # Errors
/// `NotFound`; `Refused` `NOT_RUNNING`.
pub async fn cancel(env: &Env, cause: &Cause, id: BulkEditId) -> Result<pb::BulkEdit> {
    let mut tx = env.db.begin().await?;
    let edit = lock(&mut tx, cause, id).await?;
    let state = match edit.state {
        State::Running => State::Cancelled,
        State::Undoing => State::Undone,
        State::Finished | State::Cancelled | State::Undone => {
            return Err(Error::refused("NOT_RUNNING", "it is over already"));
        }
    };
    goes_on(tx, env, cause, edit, state).await
}

/// Takes back what it changed, in the background.
///
/// # Errors
/// `NotFound`; `Refused` `STILL_RUNNING`, `ALREADY_UNDONE`, `NOTHING_TO_UNDO`.
pub async fn undo(env: &Env, cause: &Cause, id: BulkEditId) -> Result<pb::BulkEdit> {
    let mut tx = env.db.begin().await?;
    let edit = lock(&mut tx, cause, id).await?;
    match edit.state {
        State::Running => return Err(Error::refused("STILL_RUNNING", "it is not over: cancel it first")),
        State::Undoing | State::Undone => {
            return Err(Error::refused("ALREADY_UNDONE", "it is taken back already"));
        }
        State::Finished | State::Cancelled => {}
    }
    if shown(&mut tx, &edit).await?.changed == 0 {
        return Err(Error::refused("NOTHING_TO_UNDO", "it changed nothing"));
    }
    goes_on(tx, env, cause, edit, State::Undoing).await
}

async fn goes_on(mut tx: Tx, env: &Env, cause: &Cause, edit: BulkEdit, state: State) -> Result<pb::BulkEdit> {
    let edit = enter(&mut tx, cause, edit, state, env.clock.now()).await?;
    let answer = shown(&mut tx, &edit).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Writes that a bulk edit is further, and tells it.
async fn enter(
    tx: &mut Tx,
    cause: &Cause,
    edit: BulkEdit,
    state: State,
    now: DateTime<Utc>,
) -> Result<BulkEdit> {
    let works = matches!(state, State::Running | State::Undoing);
    let edit = BulkEdit { state, finish_time: (!works).then_some(now), ..edit };
    sqlx::query!(
        "update items.bulk_edit set state = $3, finish_time = $4 where account = $1 and id = $2",
        edit.account,
        edit.id,
        edit.state as State,
        edit.finish_time
    )
    .execute(&mut **tx)
    .await?;
    tell(tx, cause, &edit);
    Ok(edit)
}

fn tell(tx: &mut Tx, cause: &Cause, edit: &BulkEdit) {
    let id = BulkEditId::from(edit.id);
    tx.emit(cause, Emit::new(&pb::BulkEditChanged { bulk_edit_id: id.to_string() }).about(id));
}

/// Forgets old ones, a hundred at a time.
///
/// # Errors
/// Where the database is away.
pub async fn forget_old(env: &Env) -> Result<usize> {
    let until = env.clock.now() - TimeDelta::days(KEPT_DAYS);
    let forgotten = sqlx::query!(
        "/* every account: they grow old for all */
         delete from items.bulk_edit
          where (account, id) in (select account, id
                                    from items.bulk_edit
                                   where create_time < $1
                                   order by create_time
                                   limit 100
                                     for update skip locked)",
        until
    )
    .execute(env.db.pool())
    .await?;
    Ok(usize::try_from(forgotten.rows_affected()).unwrap_or(0))
}
