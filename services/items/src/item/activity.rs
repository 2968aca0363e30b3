//! What happened to an item: who, what, before, after, when.
use std::borrow::Cow;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tandem_kit::{
    Caller, Cause, Page, Result,
    id::{ActivityId, ItemId},
};
use uuid::Uuid;

use super::{Item, Name, change};
use crate::{
    Env,
    field::{
        Field, Target, value,
        values::{self, Values},
    },
    sight,
    vocabulary::Vocabulary,
};

/// The fields whose change is worth a line; the others follow from these.
const TOLD: [&str; 18] = [
    "kind",
    "type_id",
    "status_id",
    "title",
    "description_html",
    "priority",
    "assignee_ids",
    "requester_ids",
    "project_id",
    "tags",
    "published",
    "sla_policy_id",
    "actual_effort",
    "parent_id",
    "archive_time",
    "folder_id",
    "planned_start",
    "planned_finish",
];

/// One thing that happened, as it is kept.
#[derive(Debug)]
pub struct Activity {
    pub id: Uuid,
    pub actor: String,
    pub verb: String,
    pub field: String,
    pub before: String,
    pub after: String,
    pub cause: String,
    pub create_time: DateTime<Utc>,
}

/// One thing that happens.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    verb: &'static str,
    field: Cow<'static, str>,
    before: String,
    after: String,
}

impl Entry {
    /// Something that concerns no one field.
    pub fn verb(verb: &'static str) -> Self {
        Self { verb, field: Cow::Borrowed(""), before: String::new(), after: String::new() }
    }
    /// Something that is about another thing, named in `after`, or in `before` where it is over.
    pub fn about(verb: &'static str, field: &'static str, before: String, after: String) -> Self {
        Self { verb, field: field.into(), before, after }
    }
    /// One for each field that somebody changed.
    pub fn between(before: &Item, after: &Item, changed: &[&'static str]) -> Vec<Self> {
        let by_hand = after.child_count == 0 && before.percent_complete != after.percent_complete;
        let told =
            changed.iter().filter(|field| TOLD.contains(field) || (by_hand && **field == "percent_complete"));
        let entry = |field: &&'static str| {
            let verb = match *field {
                "kind" => "converted",
                "actual_effort" => "logged_time",
                _ => "updated",
            };
            let (before, after) = (change::as_text(before, field), change::as_text(after, field));
            Self { verb, field: Cow::Borrowed(*field), before, after }
        };
        told.map(entry).collect()
    }
    /// One for each custom field that differs, with its values as people read them.
    pub fn of_fields(before: &Values, after: &Values, words: &Vocabulary) -> Vec<Self> {
        let shown = |field: Option<&Field>, value: Option<&serde_json::Value>| {
            value.map(|value| value::as_text(field, value)).unwrap_or_default()
        };
        let entry = |key: &str| {
            let field = words.fields.iter().find(|f| f.target == Target::Item && f.key == key);
            let (before, after) = (shown(field, before.get(key)), shown(field, after.get(key)));
            Self { verb: "updated", field: format!("fields.{key}").into(), before, after }
        };
        values::differences(before, after).into_iter().map(entry).collect()
    }
}

/// Who did something, because of which event, and when.
#[derive(Clone, Debug)]
pub struct By {
    pub actor: String,
    pub event: String,
    pub now: DateTime<Utc>,
}

impl By {
    /// Whoever acts in this cause.
    pub fn cause(cause: &Cause, now: DateTime<Utc>) -> Self {
        Self { actor: cause.actor(), event: cause.event.clone(), now }
    }
}

/// Writes what happened to an item, in one statement.
///
/// # Errors
/// Where the database is away.
pub async fn record(db: &mut PgConnection, by: &By, item: &Item, entries: Vec<Entry>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = entries.iter().map(|_| ActivityId::new().uuid()).collect();
    let verbs: Vec<String> = entries.iter().map(|e| e.verb.to_owned()).collect();
    let fields: Vec<String> = entries.iter().map(|e| e.field.clone().into_owned()).collect();
    let (befores, afters): (Vec<_>, Vec<_>) = entries.into_iter().map(|e| (e.before, e.after)).unzip();
    sqlx::query!(
        "insert into items.activity (account, id, item, actor, verb, field, before, after, cause, create_time)
         select $1, row.id, $2, $3, row.verb, row.field, row.before, row.after, $4, $5
           from unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[]) as row (id, verb, field, before, after)",
        item.account,
        item.id,
        by.actor,
        by.event,
        by.now,
        &ids,
        &verbs,
        &fields,
        &befores,
        &afters
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who last changed the status of a locked item.
///
/// # Errors
/// Where the database is away.
pub async fn who_set_status(db: &mut PgConnection, item: &Item) -> Result<Option<String>> {
    let actor = sqlx::query_scalar!(
        "select actor
           from items.activity
          where account = $1 and item = $2 and field = 'status_id'
          order by id desc
          limit 1",
        item.account,
        item.id
    );
    Ok(actor.fetch_optional(db).await?)
}

/// What happened to an item, newest first, a page at a time.
///
/// # Errors
/// `NotFound` where the item is not there.
pub async fn list(env: &Env, caller: &Caller, item: ItemId, page: &Page) -> Result<(Vec<Activity>, String)> {
    super::get(env, caller, Name::Id(item)).await?;
    let rows = sqlx::query_as!(
        Activity,
        "select id, actor, verb, field, before, after, cause, create_time
           from items.activity
          where account = $1 and item = $2 and ($3::uuid is null or id < $3)
          order by id desc
          limit $4",
        caller.account,
        item.uuid(),
        page.after::<Uuid>()?,
        page.limit()
    )
    .fetch_all(env.db.pool())
    .await?;
    let (mut rows, token) = page.cut(rows, |last| last.id);
    leave_out_unseen(env, caller, &mut rows).await?;
    Ok((rows, token))
}

/// What the caller does not see is not named, where a value is its id; of links to it there is no line.
async fn leave_out_unseen(env: &Env, caller: &Caller, activities: &mut Vec<Activity>) -> Result<()> {
    if sight::current().is_none() {
        return Ok(());
    }
    let is_hideable = |text: &str| ["item_", "proj_", "folder_"].iter().any(|kind| text.starts_with(kind));
    let values = activities.iter().flat_map(|one| [&one.before, &one.after]);
    let ids: Vec<String> = values.filter(|text| is_hideable(text)).cloned().collect();
    let seen = sight::ask::see_what(env, caller, ids).await?;
    let unseen = |text: &str| is_hideable(text) && !seen.iter().any(|id| id == text);
    activities.retain(|one| {
        !matches!(one.verb.as_str(), "linked" | "unlinked") || !(unseen(&one.before) || unseen(&one.after))
    });
    for text in activities.iter_mut().flat_map(|one| [&mut one.before, &mut one.after]) {
        if unseen(text) {
            text.clear();
        }
    }
    Ok(())
}
