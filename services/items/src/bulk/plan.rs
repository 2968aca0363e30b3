//! What a bulk edit changes, and an item after it. Pure.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tandem_kit::{
    Error, Result,
    id::{self, ItemTypeId, ProjectId, StatusId},
};
use tandem_proto::items as pb;

use crate::{
    error,
    field::values::{self, Given},
    item::{
        self, Item, change, new,
        undo::{self, Was},
    },
    text,
    vocabulary::Vocabulary,
};

const MOST_ASSIGNEES: usize = 50;
const MOST_TAGS: usize = 50;
/// What an activity says and undoing puts back of what can be changed here.
const FIELDS: [&str; 6] = ["type_id", "status_id", "priority", "assignee_ids", "project_id", "tags"];

/// What is changed.
#[derive(Clone, Debug, Default)]
#[expect(clippy::option_option, reason = "nothing said is another thing than said to be none")]
pub struct Plan {
    status: Option<StatusId>,
    priority: Option<i16>,
    add_assignees: Vec<String>,
    remove_assignees: Vec<String>,
    assignees: Option<Vec<String>>,
    add_tags: Vec<String>,
    remove_tags: Vec<String>,
    project: Option<Option<ProjectId>>,
    r#type: Option<ItemTypeId>,
    archived: Option<bool>,
    pub delete: bool,
    fields: Given,
}

impl Plan {
    /// Reads what is asked for.
    ///
    /// # Errors
    /// `Invalid` with the field, and where nothing is asked for.
    pub fn read(given: &pb::BulkChange) -> Result<Self> {
        let assignees = given.assignees.as_ref().map(|set| new::assignees("change.assignees", &set.ids));
        let plan = Self {
            status: id::in_optional_field("change.status_id", &given.status_id)?,
            priority: given.priority.map(|stars| text::priority("change.priority", stars)).transpose()?,
            add_assignees: new::assignees("change.add_assignee_ids", &given.add_assignee_ids)?,
            remove_assignees: new::assignees("change.remove_assignee_ids", &given.remove_assignee_ids)?,
            assignees: assignees.transpose()?,
            add_tags: text::tags("change.add_tags", &given.add_tags)?,
            remove_tags: text::tags("change.remove_tags", &given.remove_tags)?,
            project: given
                .project_id
                .as_ref()
                .map(|id| id::in_optional_field("change.project_id", id))
                .transpose()?,
            r#type: id::in_optional_field("change.type_id", &given.type_id)?,
            archived: given.archived,
            delete: given.delete,
            fields: given.fields.clone(),
        };
        match (plan.delete, plan.changes_something()) {
            (true, true) => Err(Error::invalid("change.delete", "goes with no other change")),
            (false, false) => Err(Error::invalid("change", "says nothing that is to be changed")),
            _ => Ok(plan),
        }
    }

    fn changes_something(&self) -> bool {
        let lists = [&self.add_assignees, &self.remove_assignees, &self.add_tags, &self.remove_tags];
        lists.iter().any(|list| !list.is_empty())
            || !self.fields.is_empty()
            || self.assignees.is_some()
            || self.priority.is_some()
            || self.project.is_some()
            || self.archived.is_some()
            || self.status.is_some()
            || self.r#type.is_some()
    }

    /// Whether the account has that status and that type at all; whether an item can get them is seen with the item.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn check(&self, words: &Vocabulary) -> Result<()> {
        if let Some(id) = self.status.filter(|id| words.status(id.uuid()).is_none()) {
            return Err(Error::invalid("change.status_id", format!("there is no status {id}")));
        }
        match self.r#type.filter(|id| words.item_type(id.uuid()).is_none()) {
            Some(id) => Err(Error::invalid("change.type_id", format!("there is no type {id}"))),
            None => Ok(()),
        }
    }

    /// Who is given items.
    pub fn new_assignees(&self) -> Vec<String> {
        self.add_assignees.iter().chain(self.assignees.iter().flatten()).cloned().collect()
    }

    /// An item after it.
    ///
    /// # Errors
    /// `Invalid` and `Refused` as an update of it would be.
    pub fn apply(&self, before: &Item, words: &Vocabulary, now: DateTime<Utc>) -> Result<Item> {
        let change = item::Change {
            status: self.status,
            priority: self.priority,
            assignees: self.people(before)?,
            tags: self.tags(before)?,
            project: self.project,
            r#type: self.r#type,
            fields: self.fields.clone(),
            ..item::Change::default()
        };
        let mut after = change.apply(before, words, now)?;
        if let Some(archived) = self.archived {
            after.archive_time = archived.then(|| before.archive_time.unwrap_or(now));
        }
        Ok(after)
    }

    fn people(&self, before: &Item) -> Result<Option<Vec<String>>> {
        let there = self.assignees.as_ref().unwrap_or(&before.assignees);
        let people = joined(there, &self.add_assignees, &self.remove_assignees);
        if people.len() > MOST_ASSIGNEES {
            return Err(error::too_many("TOO_MANY_ASSIGNEES", "assignees", people.len(), MOST_ASSIGNEES));
        }
        Ok((people != before.assignees).then_some(people))
    }

    fn tags(&self, before: &Item) -> Result<Option<Vec<String>>> {
        let tags = joined(&before.tags, &self.add_tags, &self.remove_tags);
        if tags.len() > MOST_TAGS {
            return Err(error::too_many("TOO_MANY_TAGS", "tags", tags.len(), MOST_TAGS));
        }
        Ok((tags != before.tags).then_some(tags))
    }
}

fn joined(there: &[String], more: &[String], less: &[String]) -> Vec<String> {
    let mut all: Vec<String> = there.iter().filter(|one| !less.contains(one)).cloned().collect();
    let new = more.iter().filter(|one| !there.contains(one) && !less.contains(one));
    all.extend(new.cloned());
    all
}

/// A field that was changed, as it was and as it became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    field: String,
    before: String,
    after: String,
}

/// What differs of an item that was changed.
pub fn differences(before: &Item, after: &Item) -> Vec<Changed> {
    let own =
        values::differences(&before.fields, &after.fields).into_iter().map(|key| format!("fields.{key}"));
    let fields = FIELDS.iter().map(|field| (*field).to_owned()).chain(["archive_time".to_owned()]).chain(own);
    let changed = fields.map(|field| {
        let (before, after) = (shown(before, &field), shown(after, &field));
        Changed { field, before, after }
    });
    changed.filter(|changed| changed.before != changed.after).collect()
}

/// A field as it is compared and kept.
fn shown(item: &Item, field: &str) -> String {
    match field.strip_prefix("fields.") {
        Some(key) => item.fields.get(key).map(Value::to_string).unwrap_or_default(),
        None => change::as_text(item, field),
    }
}

/// An item as it was before it was changed.
///
/// # Errors
/// `Refused` `CHANGED_SINCE` with what somebody changed since.
pub fn taken_back(
    changed: &[Changed],
    now_is: &Item,
    words: &Vocabulary,
    now: DateTime<Utc>,
) -> Result<Item> {
    let since = changed.iter().filter(|one| shown(now_is, &one.field) != one.after);
    let since: Vec<&str> = since.map(|one| one.field.as_str()).collect();
    if !since.is_empty() {
        return Err(error::changed_since(&since.join(", ")));
    }
    let is_plain = |one: &&Changed| FIELDS.contains(&one.field.as_str());
    let was = |one: &Changed| Was {
        field: one.field.clone(),
        before: one.before.clone(),
        after: one.after.clone(),
    };
    let plain: Vec<Was> = changed.iter().filter(is_plain).map(was).collect();
    let mut item = undo::back(&plain, now_is, words)?.apply(now_is, words, now)?;
    for one in changed.iter().filter(|one| !is_plain(one)) {
        match one.field.strip_prefix("fields.") {
            Some(key) => match serde_json::from_str(&one.before) {
                Ok(value) => drop(item.fields.0.insert(key.to_owned(), value)),
                Err(_) => drop(item.fields.0.remove(key)),
            },
            None => item.archive_time = one.before.parse().ok(),
        }
    }
    Ok(item)
}
