//! Putting back what a macro changed of items: which fields that can be, as they were and became; and what asks for it.
use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use tandem_kit::{
    Cause, Error, Result, Tx,
    custom_field::value::{from_wire, to_wire},
    id::{AccountId, ItemId, RuleRunId},
};
use tandem_proto::{
    automation::{self as pb, action::Action, macro_run::State},
    items::Item,
};
use uuid::Uuid;

use super::{
    MacroRunId,
    begin::{self, Each},
    record,
};
use crate::{engine::Engine, fields::CUSTOM};

/// The field that an action changes, if undoing can put that back.
fn field(action: &pb::Action) -> Option<Cow<'static, str>> {
    let name = match action.action.as_ref()? {
        Action::SetField(set) => return Some(format!("{CUSTOM}{}", set.key).into()),
        Action::Assign(_) | Action::AssignRoundRobin(_) => "assignee_ids",
        Action::SetStatus(_) => "status_id",
        Action::SetPriority(_) => "priority",
        Action::AddTags(_) | Action::RemoveTags(_) => "tags",
        Action::SetSla(_) => "sla_policy_id",
        Action::OrganizationProject(_) | Action::MoveToProject(_) => "project_id",
        Action::Publish(_) => "published",
        Action::PostMessage(_) | Action::SendEmail(_) | Action::SendSurvey(_) => return None,
    };
    Some(name.into())
}

/// Whether an action does what cannot be put back.
pub fn is_irreversible(action: &pb::Action) -> bool {
    field(action).is_none()
}

/// An item's fields that the actions may change.
pub fn fields_of(item: &Item, actions: &[pb::Action]) -> Value {
    let fields = actions.iter().filter_map(field);
    Value::Object(fields.map(|name| (name.to_string(), value(item, &name))).collect())
}

fn value(item: &Item, name: &str) -> Value {
    if let Some(key) = name.strip_prefix(CUSTOM) {
        return item.fields.get(key).map_or(Value::Null, from_wire);
    }
    match name {
        "assignee_ids" => json!(item.assignee_ids),
        "status_id" => json!(item.status_id),
        "priority" => json!(item.priority),
        "tags" => json!(item.tags),
        "sla_policy_id" => json!(item.sla_policy_id),
        "project_id" => json!(item.project_id),
        "published" => json!(item.published),
        _ => Value::Null,
    }
}

fn put(item: &mut Item, name: &str, value: &Value) {
    let text = || value.as_str().unwrap_or_default().to_owned();
    let list = || serde_json::from_value(value.clone()).unwrap_or_default();
    if let Some(key) = name.strip_prefix(CUSTOM) {
        item.fields.insert(key.to_owned(), to_wire(value));
    }
    match name {
        "assignee_ids" => item.assignee_ids = list(),
        "status_id" => item.status_id = text(),
        "priority" => item.priority = value.as_i64().and_then(|n| i32::try_from(n).ok()).unwrap_or_default(),
        "tags" => item.tags = list(),
        "sla_policy_id" => item.sla_policy_id = text(),
        "project_id" => item.project_id = text(),
        "published" => item.published = value.as_bool().unwrap_or_default(),
        _ => {}
    }
}

/// What is to be written to put an item back: what of it, and which fields.
pub struct Back {
    pub item: Item,
    pub fields: Vec<String>,
}

/// How an item is put back from what it was before and after.
///
/// # Errors
/// The fields that somebody changed since: then it stays as it is.
pub fn back(now_is: &Item, before: &Value, after: &Value) -> std::result::Result<Back, Vec<String>> {
    let none = Map::new();
    let (before, after) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
    let changed: Vec<&String> = before.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
    let since = changed.iter().filter(|name| after.get(**name) != Some(&value(now_is, name)));
    let since: Vec<String> = since.map(|name| (*name).clone()).collect();
    if !since.is_empty() {
        return Err(since);
    }
    let mut item = Item { id: now_is.id.clone(), revision: now_is.revision, ..Item::default() };
    for name in &changed {
        put(&mut item, name, &before[*name]);
    }
    Ok(Back { item, fields: changed.into_iter().cloned().collect() })
}

/// Begins to put back what a run changed.
///
/// # Errors
/// `NotFound`; `Denied` for whoever did not run it; `Refused` `STILL_RUNNING`, `ALREADY_UNDONE`, `NOTHING_TO_UNDO`.
pub async fn begin(engine: &Engine, cause: &Cause, id: MacroRunId) -> Result<pb::MacroRun> {
    let account = cause.account();
    let mut tx = engine.db.begin().await?;
    let run = record::lock(&mut tx, cause, id).await?;
    if cause.caller.user().is_none_or(|user| user.uuid() != run.actor) {
        return Err(Error::denied("a run is taken back by whoever ran it"));
    }
    match record::shown(&mut tx, account, &run).await?.state() {
        State::Running => return Err(Error::refused("STILL_RUNNING", "it is not over: cancel it first")),
        _ if run.undo_time.is_some() => {
            return Err(Error::refused("ALREADY_UNDONE", "it is taken back already"));
        }
        _ => {}
    }
    let changed = sqlx::query!(
        "select i.item, i.run
           from automation.macro_run_item i
           join automation.rule_run r on r.account = $1 and r.id = i.run
          where i.account = $1 and i.macro_run = $2 and r.before is distinct from r.after
          order by i.position",
        account.uuid(),
        run.id
    );
    let undoing = |run: Uuid| RuleRunId::derived(run, "undo").uuid();
    let changed = changed.fetch_all(&mut *tx).await?.into_iter();
    let each = changed.map(|one| Each {
        run: undoing(one.run),
        item: ItemId::from(one.item),
        undoes: Some(one.run),
    });
    let each: Vec<Each> = each.collect();
    if each.is_empty() {
        return Err(Error::refused("NOTHING_TO_UNDO", "it changed nothing that can be put back"));
    }
    let now = engine.clock.now();
    begin::start(&mut tx, account, &run, &each, None, now).await?;
    remember(&mut tx, account, &run, &each, now).await?;
    let run = record::MacroRun { undo_time: Some(now), ..run };
    let answer = record::shown(&mut tx, account, &run).await?;
    tx.commit().await?;
    engine.bell.notify_one();
    Ok(answer)
}

/// Writes which run puts back which.
async fn remember(
    tx: &mut Tx,
    account: AccountId,
    run: &record::MacroRun,
    each: &[Each],
    now: DateTime<Utc>,
) -> Result<()> {
    let runs: Vec<Uuid> = each.iter().filter_map(|one| one.undoes).collect();
    let undo_runs: Vec<Uuid> = each.iter().map(|one| one.run).collect();
    sqlx::query!(
        "update automation.macro_run_item i set undo_run = given.undo_run
           from unnest($3::uuid[], $4::uuid[]) as given (run, undo_run)
          where i.account = $1 and i.macro_run = $2 and i.run = given.run",
        account.uuid(),
        run.id,
        &runs,
        &undo_runs
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update automation.macro_run set undo_time = $3 where account = $1 and id = $2",
        account.uuid(),
        run.id,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions() -> Vec<pb::Action> {
        let all = [
            Action::SetPriority(pb::action::SetPriority { priority: 5 }),
            Action::AddTags(pb::action::AddTags { tags: vec!["vip".into()] }),
            Action::SendSurvey(pb::action::SendSurvey {}),
        ];
        all.map(|action| pb::Action { action: Some(action) }).to_vec()
    }

    fn item(priority: i32, tags: &[&str]) -> Item {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Item { id: "item_1".into(), revision: 7, priority, tags, ..Item::default() }
    }

    #[test]
    fn what_a_macro_changed_is_put_back_and_what_it_left_is_not_touched() {
        let (before, after) = (item(1, &["a"]), item(5, &["a"]));
        let (was, is) = (fields_of(&before, &actions()), fields_of(&after, &actions()));
        let back = back(&after, &was, &is).unwrap_or_else(|since| panic!("{since:?}"));
        assert_eq!(
            (back.fields, back.item.priority, back.item.revision),
            (vec!["priority".to_owned()], 1, 7)
        );
    }

    #[test]
    fn an_item_that_somebody_changed_since_stays() {
        let (before, after) = (item(1, &[]), item(5, &["vip"]));
        let (was, is) = (fields_of(&before, &actions()), fields_of(&after, &actions()));
        assert_eq!(back(&item(5, &["vip", "new"]), &was, &is).err(), Some(vec!["tags".to_owned()]));
    }

    #[test]
    fn what_is_sent_is_sent() {
        let irreversible: Vec<bool> = actions().iter().map(is_irreversible).collect();
        assert_eq!(irreversible, [false, false, true]);
    }
}
