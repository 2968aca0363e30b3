//! Goes through the items of bulk edits: each in a transaction of its own, with what became of it, so that none is changed twice.
use sqlx::{PgConnection, types::Json};
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{AccountId, ItemId},
};
use uuid::Uuid;

use super::{
    BulkEdit, Outcome, State, enter,
    plan::{self, Changed, Plan},
    read_bulk_edit,
};
use crate::{
    Env,
    item::{self, Entry, Item, Name, Scene, life, merge, row},
    sight,
};

/// How many items go in one turn: between turns others have their way.
pub const BATCH: usize = 50;

/// Takes one that is at work a few items further; answers how many.
///
/// # Errors
/// Where the database is away: it is gone on with.
pub async fn tick(env: &Env) -> Result<usize> {
    let Some(edit) = next(env).await? else { return Ok(0) };
    let cause = edit.cause();
    sight::acting(env, &cause, Box::pin(turn(env, &cause, edit))).await
}

async fn turn(env: &Env, cause: &Cause, edit: BulkEdit) -> Result<usize> {
    let scene = Scene::of(env, cause).await?;
    let plan = edit.plan()?;
    let mut done = 0;
    while done < BATCH {
        let went = match edit.state {
            State::Undoing => Box::pin(undo_one(env, &edit, &scene)).await?,
            _ => Box::pin(change_one(env, &edit, &scene, &plan)).await?,
        };
        if !went {
            end(env, cause, edit).await?;
            return Ok(done.max(1));
        }
        done += 1;
    }
    Ok(done)
}

/// One of those that are at work, by chance: no account waits until another is done.
async fn next(env: &Env) -> Result<Option<BulkEdit>> {
    let found = sqlx::query!(
        "/* every account: one queue */
         select account, id from items.bulk_edit where state in ('running', 'undoing') order by random() limit 1"
    )
    .fetch_optional(env.db.pool())
    .await?;
    let Some(found) = found else { return Ok(None) };
    Ok(read_bulk_edit!("id = $2", found.account, found.id).fetch_optional(env.db.pool()).await?)
}

/// The next item of a bulk edit that stands so, which no other process takes until the transaction ends.
async fn take(tx: &mut Tx, edit: &BulkEdit, outcome: Outcome) -> Result<Option<(i32, Uuid, Vec<Changed>)>> {
    let row = sqlx::query!(
        r#"select one.position, one.item, one.was as "was: Json<Vec<Changed>>"
             from items.bulk_edit_item one
             join items.bulk_edit edit on edit.account = $1 and edit.id = $2 and edit.state = $4
            where one.account = $1 and one.bulk_edit = $2 and one.outcome = $3
            order by one.position
            limit 1
              for update of one skip locked -- against another process
              for share of edit -- against its being cancelled meanwhile"#,
        edit.account,
        edit.id,
        outcome as Outcome,
        edit.state as State
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.position, row.item, row.was.0)))
}

async fn change_one(env: &Env, edit: &BulkEdit, scene: &Scene, plan: &Plan) -> Result<bool> {
    let mut tx = env.db.begin().await?;
    let Some((position, item, _)) = take(&mut tx, edit, Outcome::Waiting).await? else { return Ok(false) };
    match apply(&mut tx, scene, plan, item).await {
        Ok((outcome, was)) => {
            mark(&mut tx, edit, position, (outcome, None), &was).await?;
            tx.commit().await?;
        }
        Err(error) if is_to_be_repeated(&error) => return Err(error),
        Err(error) => {
            drop(tx);
            refuse(env, edit, position, Outcome::Refused, &error).await?;
        }
    }
    Ok(true)
}

/// Changes one item, and says what differs by it.
async fn apply(tx: &mut Tx, scene: &Scene, plan: &Plan, id: Uuid) -> Result<(Outcome, Vec<Changed>)> {
    if plan.delete {
        let before = lock_to_delete(tx, scene, id).await?;
        item::remove(tx, scene, &before).await?;
        return Ok((Outcome::Changed, Vec::new()));
    }
    let before = lock(tx, scene, id).await?;
    let after = plan.apply(&before, &scene.words, scene.now)?;
    item::check_form(scene, &before, &after)?;
    let after = item::alter(tx, scene, &before, after, Vec::new()).await?;
    let was = plan::differences(&before, &after);
    Ok((if was.is_empty() { Outcome::Unchanged } else { Outcome::Changed }, was))
}

async fn lock(db: &mut PgConnection, scene: &Scene, id: Uuid) -> Result<Item> {
    let found = lock_seen(db, scene, id).await?;
    sight::role::check_change(db, &scene.cause.caller, &found).await?;
    merge::check_is_none(&found)?;
    Ok(found)
}

async fn lock_to_delete(db: &mut PgConnection, scene: &Scene, id: Uuid) -> Result<Item> {
    let found = lock_seen(db, scene, id).await?;
    sight::role::check_delete(db, &scene.cause.caller, &found).await?;
    Ok(found)
}

async fn lock_seen(db: &mut PgConnection, scene: &Scene, id: Uuid) -> Result<Item> {
    let found = row::lock(db, scene.cause.caller.account, id).await?;
    let seen = |item: &Item| sight::sees_row(item.project, &item.assignees, &item.requesters);
    found.filter(seen).ok_or_else(|| Error::not_found("item", ItemId::from(id)))
}

/// What would become of one item; changes nothing.
///
/// # Errors
/// As the item would be refused.
pub async fn try_out(tx: &mut Tx, scene: &Scene, plan: &Plan, id: Uuid) -> Result<Outcome> {
    if plan.delete {
        item::check_removal(&lock_to_delete(tx, scene, id).await?)?;
        return Ok(Outcome::Changed);
    }
    let before = lock(tx, scene, id).await?;
    let after = plan.apply(&before, &scene.words, scene.now)?;
    item::check_form(scene, &before, &after)?;
    item::check(tx, &before, &after).await?;
    if let Some(project) = after.project.filter(|_| after.project != before.project) {
        sight::role::check_project(tx, &scene.cause.caller, project, sight::role::Deed::Add).await?;
    }
    let same = plan::differences(&before, &after).is_empty();
    Ok(if same { Outcome::Unchanged } else { Outcome::Changed })
}

async fn undo_one(env: &Env, edit: &BulkEdit, scene: &Scene) -> Result<bool> {
    let mut tx = env.db.begin().await?;
    let Some((position, item, was)) = take(&mut tx, edit, Outcome::Changed).await? else { return Ok(false) };
    let undone = if edit.plan()?.delete {
        drop(tx);
        tx = env.db.begin().await?;
        restore(env, &scene.cause, item).await
    } else {
        take_back(&mut tx, scene, item, &was).await
    };
    match undone {
        Ok(()) => {
            mark(&mut tx, edit, position, (Outcome::Undone, None), &was).await?;
            tx.commit().await?;
        }
        Err(error) if is_to_be_repeated(&error) => return Err(error),
        Err(error) => {
            drop(tx);
            refuse(env, edit, position, Outcome::Kept, &error).await?;
        }
    }
    Ok(true)
}

/// One that is back already, as after a crash between this and its mark, stays so.
async fn restore(env: &Env, cause: &Cause, id: Uuid) -> Result<()> {
    if row::by_id(env.db.pool(), cause.caller.account, id).await?.is_none() {
        life::restore(env, cause, Name::Id(id.into())).await?;
    }
    Ok(())
}

async fn take_back(tx: &mut Tx, scene: &Scene, id: Uuid, was: &[Changed]) -> Result<()> {
    let before = lock(tx, scene, id).await?;
    let after = plan::taken_back(was, &before, &scene.words, scene.now)?;
    item::alter(tx, scene, &before, after, vec![Entry::verb("undone")]).await?;
    Ok(())
}

/// Whether trying the same again later may succeed, and is worth that the others wait for it.
pub fn is_to_be_repeated(error: &Error) -> bool {
    error.passing() && !matches!(error, Error::Internal(_))
}

/// Why, as programs read it.
pub fn reason(error: &Error) -> &'static str {
    match error {
        Error::Refused { reason, .. } => reason,
        Error::NotFound { .. } => "NOT_FOUND",
        Error::Denied(_) => "DENIED",
        Error::Invalid { .. } => "INVALID",
        Error::Incomplete(_) => "MISSING_FIELDS",
        _ => "FAILED",
    }
}

/// Writes what became of an item, and nothing else of it.
async fn refuse(env: &Env, edit: &BulkEdit, position: i32, outcome: Outcome, error: &Error) -> Result<()> {
    let mut tx = env.db.begin().await?;
    mark(&mut tx, edit, position, (outcome, Some(error)), &[]).await?;
    tx.commit().await
}

async fn mark(
    tx: &mut Tx,
    edit: &BulkEdit,
    position: i32,
    (outcome, error): (Outcome, Option<&Error>),
    was: &[Changed],
) -> Result<()> {
    sqlx::query!(
        "update items.bulk_edit_item
            set outcome = $4, reason = $5, message = $6, was = $7
          where account = $1 and bulk_edit = $2 and position = $3 and outcome in ('waiting', 'changed')",
        edit.account,
        edit.id,
        position,
        outcome as Outcome,
        error.map(reason).unwrap_or_default(),
        error.map(ToString::to_string).unwrap_or_default(),
        Json(was) as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Nothing is left that nobody works at: it is over, unless another process is still at one.
async fn end(env: &Env, cause: &Cause, edit: BulkEdit) -> Result<()> {
    let (waits, over) = match edit.state {
        State::Undoing => (Outcome::Changed, State::Undone),
        _ => (Outcome::Waiting, State::Finished),
    };
    let mut tx = env.db.begin().await?;
    let account = AccountId::from(edit.account).uuid();
    let Some(now) =
        read_bulk_edit!("id = $2 for no key update", account, edit.id).fetch_optional(&mut *tx).await?
    else {
        return Ok(());
    };
    let left = sqlx::query_scalar!(
        r#"select exists (select from items.bulk_edit_item
                           where account = $1 and bulk_edit = $2 and outcome = $3) as "left!""#,
        edit.account,
        edit.id,
        waits as Outcome
    )
    .fetch_one(&mut *tx)
    .await?;
    if left || now.state != edit.state {
        return Ok(());
    }
    enter(&mut tx, cause, now, over, env.clock.now()).await?;
    tx.commit().await
}
