//! What happened to an item: who, what, before, after, when.
use std::{borrow::Cow, collections::HashSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tandem_kit::{Cause, Result, id::ActivityId};
use uuid::Uuid;

use super::{Item, change};
use crate::{
    Env,
    field::{
        Field, Target, value,
        values::{self, Values},
    },
    sight::{self, Sight},
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
#[derive(Debug, sqlx::FromRow)]
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

/// What somebody sees of some ids: what they do not see is not named, and of links to it there is no line.
pub struct Unseen(HashSet<String>);

impl Unseen {
    /// Among what these name.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn of<'a>(
        env: &Env,
        account: Uuid,
        sight: &Sight,
        activities: impl Iterator<Item = &'a Activity>,
    ) -> Result<Self> {
        let values = activities.flat_map(|one| [&one.before, &one.after]);
        let mut ids: HashSet<String> = values.filter(|text| is_hideable(text)).cloned().collect();
        for seen in sight::ask::seen_among(env, account, sight, ids.iter().cloned().collect()).await? {
            ids.remove(&seen);
        }
        Ok(Self(ids))
    }
    /// Whether there is a line of it.
    pub fn tells(&self, one: &Activity) -> bool {
        let link = matches!(one.verb.as_str(), "linked" | "unlinked");
        !link || !(self.0.contains(&one.before) || self.0.contains(&one.after))
    }
    /// Takes away what is not seen.
    pub fn trim(&self, one: &mut Activity) {
        for text in [&mut one.before, &mut one.after] {
            if self.0.contains(text) {
                text.clear();
            }
        }
    }
}

/// Whether a value may be the id of what somebody does not see.
fn is_hideable(text: &str) -> bool {
    ["item_", "proj_", "folder_"].iter().any(|kind| text.starts_with(kind))
}
