//! Which items a bulk edit is about, what it would do, and how it begins.
use prost::Message;
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{self, ItemId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{
    BulkEdit, BulkEditId, Outcome, State, lock, on_the_wire, plan::Plan, read_bulk_edit, role, run, shown,
    tell,
};
use crate::{
    Env,
    item::{Scene, list},
    project, sight,
};

/// Most items that are named one by one.
const MOST_NAMED: usize = 500;
/// Most items of one bulk edit.
const MOST: usize = 20_000;
/// How many a preview looks at, and how many refusals it shows.
const LOOKED_AT: usize = 500;
const SHOWN: usize = 20;
/// How many of a user's may be at work at once.
const MOST_AT_ONCE: i64 = 5;

/// The items that are selected, each once; one more than can be where there are more.
async fn selected(env: &Env, cause: &Cause, selection: &pb::ItemSelection) -> Result<Vec<Uuid>> {
    match (selection.item_ids.is_empty(), selection.filter.trim().is_empty()) {
        (true, true) => {
            Err(Error::refused("NOTHING_SELECTED", "no items are selected: give item_ids or a filter"))
        }
        (false, false) => {
            Err(Error::invalid("selection.filter", "cannot be given together with selection.item_ids"))
        }
        (true, false) => list::ids(env, cause, &selection.filter, MOST + 1).await,
        (false, true) if selection.item_ids.len() > MOST_NAMED => Err(Error::invalid(
            "selection.item_ids",
            format!("has {} ids; at most {MOST_NAMED}: give a filter", selection.item_ids.len()),
        )),
        (false, true) => {
            let mut ids: Vec<Uuid> = Vec::new();
            for text in &selection.item_ids {
                let id: ItemId = id::in_field("selection.item_ids", text)?;
                if !ids.contains(&id.uuid()) {
                    ids.push(id.uuid());
                }
            }
            Ok(ids)
        }
    }
}

async fn checked(env: &Env, cause: &Cause, change: &pb::BulkChange) -> Result<Plan> {
    let plan = Plan::read(change)?;
    if plan.delete && !sight::role::may_delete_some(&cause.caller) {
        return Err(Error::denied(
            "deleting takes the role admin or owner, or manager in the private projects that the items are in",
        ));
    }
    plan.check(&*env.vocabularies.of(cause.account()).await?)?;
    project::check(env, &cause.caller, "change.project_id", change.project_id()).await?;
    env.people.check_assignees(cause, "change.add_assignee_ids", &plan.new_assignees()).await?;
    Ok(plan)
}

/// What it would do, without doing it.
///
/// # Errors
/// `Invalid` with the field; `Refused` `NOTHING_SELECTED`.
pub async fn preview(
    env: &Env,
    cause: &Cause,
    request: pb::PreviewBatchUpdateRequest,
) -> Result<pb::PreviewBatchUpdateResponse> {
    let plan = checked(env, cause, &request.change.unwrap_or_default()).await?;
    let ids = selected(env, cause, &request.selection.unwrap_or_default()).await?;
    let scene = Scene::of(env, cause).await?;
    let mut answer = pb::PreviewBatchUpdateResponse { total: count(ids.len()), ..Default::default() };
    for id in ids.into_iter().take(LOOKED_AT) {
        answer.seen += 1;
        // Each in a transaction that is given up: a look changes nothing.
        let mut tx = env.db.begin().await?;
        match Box::pin(run::try_out(&mut tx, &scene, &plan, id)).await {
            Ok(Outcome::Changed) => answer.changed += 1,
            Ok(_) => answer.unchanged += 1,
            Err(error) if run::is_to_be_repeated(&error) => return Err(error),
            Err(error) => {
                answer.refused += 1;
                if answer.refusals.len() < SHOWN {
                    answer.refusals.push(refusal(&mut tx, cause, id, &error).await?);
                }
            }
        }
    }
    Ok(answer)
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

async fn refusal(tx: &mut Tx, cause: &Cause, id: Uuid, error: &Error) -> Result<pb::BulkEditResult> {
    let item = sqlx::query!(
        "select number, title, project, assignees, requesters from items.item where account = $1 and id = $2",
        cause.account().uuid(),
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    let seen = item.filter(|row| sight::sees_row(row.project, &row.assignees, &row.requesters));
    let (item_number, item_title) = seen.map(|row| (row.number, row.title)).unwrap_or_default();
    Ok(pb::BulkEditResult {
        item_id: ItemId::from(id).to_string(),
        item_number,
        item_title,
        outcome: on_the_wire(Outcome::Refused).into(),
        reason: run::reason(error).to_owned(),
        message: error.to_string(),
    })
}

/// Begins a bulk edit. The same request id gives the same bulk edit.
///
/// # Errors
/// `Invalid` with the field; `Refused` `NOTHING_SELECTED`, `TOO_MANY_ITEMS`, `TOO_MANY_BULK_EDITS`.
pub async fn begin(
    env: &Env,
    cause: &Cause,
    request: pb::BatchUpdateItemsRequest,
    request_id: Option<String>,
) -> Result<pb::BulkEdit> {
    let change = request.change.unwrap_or_default();
    checked(env, cause, &change).await?;
    let user = cause.caller.user().ok_or_else(|| Error::denied("a bulk edit is a user's"))?;
    let account = cause.account().uuid();
    let mut tx = env.db.begin().await?;
    if let Some(earlier) = &request_id {
        let earlier = read_bulk_edit!("request_id = $2", account, earlier).fetch_optional(&mut *tx).await?;
        if let Some(earlier) = earlier {
            return shown(&mut tx, &earlier).await;
        }
    }
    let ids = selected(env, cause, &request.selection.unwrap_or_default()).await?;
    if ids.is_empty() {
        return Err(Error::refused("NOTHING_SELECTED", "nothing matches the filter"));
    }
    if ids.len() > MOST {
        return Err(Error::refused(
            "TOO_MANY_ITEMS",
            format!("more than {MOST} items match: narrow the filter"),
        ));
    }
    let edit = BulkEdit {
        account,
        id: BulkEditId::new().uuid(),
        change: change.encode_to_vec(),
        state: State::Running,
        creator: user.uuid(),
        role: role(&cause.caller).to_owned(),
        total: count(ids.len()),
        create_time: env.clock.now(),
        finish_time: None,
    };
    if !insert(&mut tx, &edit, &ids, request_id.as_deref()).await? {
        let earlier = read_bulk_edit!("request_id = $2", account, request_id.unwrap_or_default());
        let earlier = earlier.fetch_one(&mut *tx).await?;
        return shown(&mut tx, &earlier).await;
    }
    room(&mut tx, &edit).await?;
    tell(&mut tx, cause, &edit);
    let edit = lock(&mut tx, cause, edit.id.into()).await?;
    let answer = shown(&mut tx, &edit).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn room(tx: &mut Tx, edit: &BulkEdit) -> Result<()> {
    let at_work = sqlx::query_scalar!(
        r#"select count(*) as "count!"
             from items.bulk_edit
            where account = $1 and creator = $2 and state in ('running', 'undoing')"#,
        edit.account,
        edit.creator
    )
    .fetch_one(&mut **tx)
    .await?;
    if at_work > MOST_AT_ONCE {
        let why = format!("{MOST_AT_ONCE} of yours are not finished: wait, or cancel one");
        return Err(Error::refused("TOO_MANY_BULK_EDITS", why));
    }
    Ok(())
}

/// Writes it and its items; false where the same request did.
async fn insert(tx: &mut Tx, edit: &BulkEdit, items: &[Uuid], request_id: Option<&str>) -> Result<bool> {
    let made = sqlx::query!(
        "insert into items.bulk_edit (account, id, change, state, creator, role, total, request_id, create_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (account, request_id) do nothing",
        edit.account,
        edit.id,
        edit.change,
        edit.state as State,
        edit.creator,
        edit.role,
        edit.total,
        request_id,
        edit.create_time
    )
    .execute(&mut **tx)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "insert into items.bulk_edit_item (account, bulk_edit, position, item)
         select $1, $2, (nth - 1)::integer, item from unnest($3::uuid[]) with ordinality as given (item, nth)",
        edit.account,
        edit.id,
        items
    )
    .execute(&mut **tx)
    .await?;
    Ok(true)
}
