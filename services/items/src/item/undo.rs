//! Taking back what somebody changed last of an item, while nobody changed the same since.
use chrono::TimeDelta;
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{self, ItemId},
};

use super::{Change, Item, Scene, activity::Entry, change, scene, tree};
use crate::{
    Env, error,
    field::{Field, Target, value},
    people::Requesters,
    vocabulary::Vocabulary,
};

/// Until when a change can be taken back.
const MINUTES: i64 = 10;

/// A field as it was before a change, and as it was after it.
pub struct Was {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// Takes back what the caller changed last.
///
/// # Errors
/// `NotFound`; `Refused` `NOTHING_TO_UNDO`, `CHANGED_SINCE`.
pub async fn undo(env: &Env, cause: &Cause, id: ItemId) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    tree::hold(&mut tx, cause.caller.account).await?;
    let before = super::lock(&mut tx, cause, id).await?;
    let last = last_change(&mut tx, &scene, &before).await?;
    if last.is_empty() {
        return Err(error::nothing_to_undo(MINUTES));
    }
    let since: Vec<&str> = last
        .iter()
        .filter(|was| now(&before, &was.field, &scene.words) != was.after)
        .map(|was| was.field.as_str())
        .collect();
    if !since.is_empty() {
        return Err(error::changed_since(&since.join(", ")));
    }
    let after = back(&last, &before, &scene.words)?.apply(&before, &scene.words, scene.now)?;
    tree::check(&mut tx, &before, &after).await?;
    let after = scene::save(&mut tx, scene, &before, after, vec![Entry::verb("undone")]).await?;
    tx.commit().await?;
    Ok(after)
}

/// What the caller changed last, all of it at once, if that can be taken back.
async fn last_change(tx: &mut Tx, scene: &Scene, item: &Item) -> Result<Vec<Was>> {
    Ok(sqlx::query_as!(
        Was,
        "select field, before, after
           from items.activity
          where account = $1 and item = $2 and actor = $3 and verb = 'updated'
            and (field like 'fields.%'
                 or field = any(array['title', 'description_html', 'type_id', 'status_id', 'priority', 'assignee_ids', 'requester_ids',
                                      'project_id', 'tags', 'published', 'sla_policy_id', 'parent_id', 'percent_complete',
                                      'folder_id', 'planned_start', 'planned_finish']))
            and create_time = (select max(create_time)
                                 from items.activity newest
                                where newest.account = $1 and newest.item = $2 and newest.actor = $3 and newest.verb = 'updated'
                                  and newest.field <> 'checklist')
            and create_time > $4",
        item.account,
        item.id,
        scene.by.actor,
        scene.now - TimeDelta::minutes(MINUTES)
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The custom field that an activity names.
fn custom<'a>(field: &'a str, words: &'a Vocabulary) -> Option<(&'a str, Option<&'a Field>)> {
    let key = field.strip_prefix("fields.")?;
    Some((key, words.fields.iter().find(|f| f.target == Target::Item && f.key == key)))
}

/// A field as activities keep it, as it is now.
fn now(item: &Item, field: &str, words: &Vocabulary) -> String {
    match custom(field, words) {
        Some((key, own)) => item.fields.get(key).map(|kept| value::as_text(own, kept)).unwrap_or_default(),
        None => change::as_text(item, field),
    }
}

/// The change that makes the fields what they were.
///
/// # Errors
/// `Refused` `NOTHING_TO_UNDO`; `Invalid` where a type is of another kind by now.
pub fn back(last: &[Was], item: &Item, words: &Vocabulary) -> Result<Change> {
    /// The most of a description that an activity keeps; what is longer cannot be put back.
    const KEPT: usize = 10_000;
    let mut change = Change::default();
    for Was { field, before, .. } in last {
        let list = || before.split(", ").filter(|one| !one.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        match field.as_str() {
            "title" => change.title = Some(before.clone()),
            "description_html" if before.chars().count() >= KEPT => {
                return Err(error::nothing_to_undo(MINUTES));
            }
            "description_html" => change.description_html = Some(before.clone()),
            "type_id" => change.r#type = Some(id::in_field(field, before)?),
            "status_id" => change.status = Some(id::in_field(field, before)?),
            "priority" => change.priority = before.parse().ok(),
            "assignee_ids" => change.assignees = Some(list()),
            "requester_ids" => {
                let organization = item.organization;
                change.requesters = Some(Requesters { ids: list(), organization });
            }
            "tags" => change.tags = Some(list()),
            "project_id" => change.project = Some(id::in_optional_field(field, before)?),
            "folder_id" => change.folder = Some(id::in_optional_field(field, before)?),
            "planned_start" => change.planned_start = Some(before.parse().ok()),
            "planned_finish" => change.planned_finish = Some(before.parse().ok()),
            "published" => change.published = Some(before == "true"),
            "sla_policy_id" => change.sla_policy = Some(id::in_optional_field(field, before)?),
            "parent_id" => change.parent = Some(id::in_optional_field(field, before)?),
            "percent_complete" => change.percent_complete = before.parse().ok(),
            other => {
                let (key, own) = custom(other, words)
                    .ok_or_else(|| Error::invalid("field", format!("{field:?} cannot be put back")))?;
                // A choice that is called otherwise by now is not to be found.
                let value = own.and_then(|own| value::from_text(own, before));
                let value = value.ok_or_else(|| error::changed_since(field))?;
                change.fields.insert(key.to_owned(), value);
            }
        }
    }
    // A type that is of the other kind by now is refused by it.
    if let Some(r#type) = change.r#type {
        words.type_of("type_id", item.kind, Some(r#type))?;
    }
    Ok(change)
}
