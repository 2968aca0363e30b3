//! What an update sets, and which fields differ after it. Pure.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Error, Result,
    id::{self, FolderId, ItemId, ItemTypeId, ProjectId, SlaPolicyId, StatusId},
    mask,
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Item, new};
use crate::{
    error,
    field::values::{self, Given, Owner},
    people::Requesters,
    sla::Clock,
    text,
    vocabulary::{ItemType, Kind, State, Status, Vocabulary},
};

const MOST_REQUESTERS: usize = 50;
const SETTABLE: [&str; 17] = [
    "title",
    "description_html",
    "type_id",
    "status_id",
    "priority",
    "assignee_ids",
    "requester_ids",
    "tags",
    "project_id",
    "sla_policy_id",
    "published",
    "fields.<key>",
    "parent_id",
    "percent_complete",
    "folder_id",
    "planned_start",
    "planned_finish",
];
/// What customers may see of an item, and so learn of when it changes.
const FOR_CUSTOMERS: [&str; 8] =
    ["kind", "type_id", "status_id", "state", "title", "description_html", "requester_ids", "published"];

/// What an update sets; what is none stays.
#[derive(Debug, Default)]
#[expect(clippy::option_option, reason = "nothing said is another thing than said to be none")]
pub struct Change {
    pub title: Option<String>,
    pub description_html: Option<String>,
    pub r#type: Option<ItemTypeId>,
    pub status: Option<StatusId>,
    pub priority: Option<i16>,
    pub assignees: Option<Vec<String>>,
    pub requesters: Option<Requesters>,
    pub tags: Option<Vec<String>>,
    pub project: Option<Option<ProjectId>>,
    pub sla_policy: Option<Option<SlaPolicyId>>,
    pub published: Option<bool>,
    /// Custom ones by key; one that says nothing is emptied.
    pub fields: Given,
    pub parent: Option<Option<ItemId>>,
    pub percent_complete: Option<i16>,
    pub folder: Option<Option<FolderId>>,
    pub planned_start: Option<Option<DateTime<Utc>>>,
    pub planned_finish: Option<Option<DateTime<Utc>>>,
}

impl Change {
    /// Reads what the mask names. Requesters are as given, not yet looked up.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn of(request: &pb::UpdateItemRequest) -> Result<Self> {
        let item = request.item.clone().unwrap_or_default();
        let mut change = Self::default();
        for path in mask::paths(request.update_mask.as_ref())? {
            let field = format!("item.{path}");
            match path {
                "title" => change.title = Some(text::title(&field, &item.title)?),
                "description_html" => {
                    change.description_html = Some(text::sanitised(&field, &item.description_html)?);
                }
                "type_id" => change.r#type = Some(id::in_field(&field, &item.type_id)?),
                "status_id" => change.status = Some(id::in_field(&field, &item.status_id)?),
                "priority" => change.priority = Some(text::priority(&field, item.priority)?),
                "assignee_ids" => change.assignees = Some(new::assignees(&field, &item.assignee_ids)?),
                "requester_ids" => change.requesters = Some(requesters(&field, &item.requester_ids)?),
                "tags" => change.tags = Some(text::tags(&field, &item.tags)?),
                "project_id" => change.project = Some(id::in_optional_field(&field, &item.project_id)?),
                "sla_policy_id" => {
                    change.sla_policy = Some(id::in_optional_field(&field, &item.sla_policy_id)?);
                }
                "published" => change.published = Some(item.published),
                "parent_id" => change.parent = Some(id::in_optional_field(&field, &item.parent_id)?),
                "percent_complete" => {
                    change.percent_complete = Some(text::percent(&field, item.percent_complete)?);
                }
                "folder_id" => change.folder = Some(id::in_optional_field(&field, &item.folder_id)?),
                "planned_start" => change.planned_start = Some(new::time(&field, item.planned_start)?),
                "planned_finish" => change.planned_finish = Some(new::time(&field, item.planned_finish)?),
                "fields" => change.fields.extend(item.fields.clone()),
                custom if custom.starts_with("fields.") => {
                    let key = custom.trim_start_matches("fields.");
                    let value = item.fields.get(key).cloned().unwrap_or_default();
                    change.fields.insert(key.to_owned(), value);
                }
                _ => return Err(mask::unknown(path, &SETTABLE)),
            }
        }
        Ok(change)
    }

    /// The item after it.
    ///
    /// # Errors
    /// `Invalid` where the type or the status is not of the item's kind.
    pub fn apply(self, before: &Item, words: &Vocabulary, now: DateTime<Utc>) -> Result<Item> {
        let mut item = before.clone();
        if let Some(id) = self.r#type.filter(|id| id.uuid() != before.r#type) {
            turn_into(&mut item, words.type_of("item.type_id", before.kind, Some(id))?, words, now)?;
        }
        if let Some(id) = self.status.filter(|id| id.uuid() != item.status) {
            let r#type = words.item_type(item.r#type);
            let r#type =
                r#type.ok_or_else(|| error::not_of_kind("item.status_id", &id.to_string(), item.kind))?;
            enter(&mut item, words.status_of("item.status_id", r#type, Some(id))?, now);
        }
        let owner = Owner::Item(item.kind, item.r#type);
        item.fields.0 = values::set(words, owner, &before.fields, &self.fields, "item.fields")?;
        if let Some(Requesters { ids, organization }) = self.requesters {
            (item.requesters, item.organization) = (ids, organization);
        }
        item.title = self.title.unwrap_or(item.title);
        item.description_html = self.description_html.unwrap_or(item.description_html);
        item.priority = self.priority.unwrap_or(item.priority);
        item.assignees = self.assignees.unwrap_or(item.assignees);
        item.tags = self.tags.unwrap_or(item.tags);
        item.project = self.project.map_or(item.project, |id| id.map(|id| id.uuid()));
        // The folders of a project are its own.
        item.folder = if item.project == before.project { item.folder } else { None };
        item.folder = self.folder.map_or(item.folder, |id| id.map(|id| id.uuid()));
        item.planned_start = self.planned_start.unwrap_or(item.planned_start);
        item.planned_finish = self.planned_finish.unwrap_or(item.planned_finish);
        item.sla_policy = self.sla_policy.map_or(item.sla_policy, |id| id.map(|id| id.uuid()));
        item.published = self.published.unwrap_or(item.published);
        item.parent = self.parent.map_or(item.parent, |id| id.map(|id| id.uuid()));
        item.percent_complete = self.percent_complete.unwrap_or(item.percent_complete);
        Ok(item)
    }
}

fn requesters(field: &str, given: &[String]) -> Result<Requesters> {
    let mut ids: Vec<String> = Vec::new();
    for id in given {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    if ids.len() > MOST_REQUESTERS {
        return Err(Error::invalid(field, format!("has {} ids; at most {MOST_REQUESTERS}", ids.len())));
    }
    Ok(Requesters { ids, organization: None })
}

/// Gives an item a status, and what follows from it.
pub fn enter(item: &mut Item, status: &Status, now: DateTime<Utc>) {
    if item.status == status.id {
        return;
    }
    item.status = status.id;
    item.state = status.state;
    item.status_time = now;
    item.finish_time = (status.state == State::Finished).then(|| item.finish_time.unwrap_or(now));
}

/// Makes an item one of another type; a status that this does not have becomes its first of the same state.
fn turn_into(item: &mut Item, r#type: &ItemType, words: &Vocabulary, now: DateTime<Utc>) -> Result<()> {
    item.r#type = r#type.id;
    match words.nearest(r#type, item.status, item.state) {
        Some(status) => enter(item, status, now),
        None => enter(item, words.status_of("type_id", r#type, None)?, now),
    }
    Ok(())
}

/// The item in a status that it was sent to, or whose state became another.
pub fn standing(before: &Item, status: &Status, now: DateTime<Utc>) -> Item {
    let mut item = before.clone();
    if item.status == status.id && item.state != status.state {
        item.state = status.state;
        item.finish_time = (status.state == State::Finished).then(|| item.finish_time.unwrap_or(now));
    }
    enter(&mut item, status, now);
    item
}

/// The item as one of the other kind, in the status that means most nearly the same.
///
/// # Errors
/// `Invalid` where the type is not of that kind.
pub fn converted(
    before: &Item,
    kind: Kind,
    id: Option<ItemTypeId>,
    words: &Vocabulary,
    now: DateTime<Utc>,
) -> Result<Item> {
    let mut item = before.clone();
    if before.kind == kind && id.is_none() {
        return Ok(item);
    }
    item.kind = kind;
    turn_into(&mut item, words.type_of("type_id", kind, id)?, words, now)?;
    Ok(item)
}

/// The fields that differ, as named in the contract.
pub fn differences(a: &Item, b: &Item) -> Vec<&'static str> {
    let differs = [
        ("kind", a.kind != b.kind),
        ("type_id", a.r#type != b.r#type),
        ("status_id", a.status != b.status),
        ("state", a.state != b.state),
        ("title", a.title != b.title),
        ("description_html", a.description_html != b.description_html),
        ("priority", a.priority != b.priority),
        ("assignee_ids", a.assignees != b.assignees),
        ("requester_ids", a.requesters != b.requesters),
        ("organization_id", a.organization != b.organization),
        ("project_id", a.project != b.project),
        ("tags", a.tags != b.tags),
        ("published", a.published != b.published),
        ("sla_policy_id", a.sla_policy != b.sla_policy),
        ("sla_clocks", !same_clocks(a, b)),
        ("actual_effort", a.actual_effort_seconds != b.actual_effort_seconds),
        ("status_time", a.status_time != b.status_time),
        ("customer_message_time", a.customer_message_time != b.customer_message_time),
        ("user_message_time", a.user_message_time != b.user_message_time),
        ("finish_time", a.finish_time != b.finish_time),
        ("parent_id", a.parent != b.parent),
        ("child_count", a.child_count != b.child_count),
        ("finished_child_count", a.finished_child_count != b.finished_child_count),
        ("percent_complete", a.percent() != b.percent()),
        ("merged_into_id", a.merged_into != b.merged_into),
        ("archive_time", a.archive_time != b.archive_time),
        ("checklist_count", a.checklist_count != b.checklist_count),
        ("checklist_done_count", a.checklist_done_count != b.checklist_done_count),
        ("folder_id", a.folder != b.folder),
        ("planned_start", a.planned_start != b.planned_start),
        ("planned_finish", a.planned_finish != b.planned_finish),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

/// Whether what is shown of the clocks is the same; when they ring is their own business.
fn same_clocks(a: &Item, b: &Item) -> bool {
    let shown = |c: &Clock| (c.target, c.start, c.due, c.met, c.breached);
    a.sla_clocks.iter().map(shown).eq(b.sla_clocks.iter().map(shown))
}

/// Whether customers may learn that these fields changed.
pub fn concerns_customers(before: &Item, after: &Item, changed: &[&str]) -> bool {
    (before.published || after.published) && changed.iter().any(|field| FOR_CUSTOMERS.contains(field))
}

/// Whether the clocks must be wound anew.
pub fn concerns_clocks(a: &Item, b: &Item) -> bool {
    (a.sla_policy, a.priority, a.status, a.finish_time) != (b.sla_policy, b.priority, b.status, b.finish_time)
        || (a.first_response_time, a.waiting_time, a.user_message_time)
            != (b.first_response_time, b.waiting_time, b.user_message_time)
}

/// A field as activities keep it.
pub fn as_text(item: &Item, field: &str) -> String {
    /// The most of a description that an activity keeps, in characters.
    const KEPT: usize = 10_000;
    let optional =
        |id: Option<Uuid>, prefix: &str| id.map(|id| format!("{prefix}_{}", id.simple())).unwrap_or_default();
    let moment = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    match field {
        "kind" => item.kind.to_string(),
        "type_id" => ItemTypeId::from(item.r#type).to_string(),
        "status_id" => StatusId::from(item.status).to_string(),
        "title" => item.title.clone(),
        "description_html" => item.description_html.chars().take(KEPT).collect(),
        "priority" => item.priority.to_string(),
        "assignee_ids" => item.assignees.join(", "),
        "requester_ids" => item.requesters.join(", "),
        "project_id" => optional(item.project, "proj"),
        "tags" => item.tags.join(", "),
        "published" => item.published.to_string(),
        "parent_id" => optional(item.parent, "item"),
        "percent_complete" => item.percent().to_string(),
        "folder_id" => optional(item.folder, "folder"),
        "archive_time" => moment(item.archive_time),
        "planned_start" => moment(item.planned_start),
        "planned_finish" => moment(item.planned_finish),
        "sla_policy_id" => optional(item.sla_policy, "sla"),
        "actual_effort" => format!("{}s", item.actual_effort_seconds),
        _ => String::new(),
    }
}
