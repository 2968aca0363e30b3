//! What we keep as the contract says it. The only file that knows both shapes.
pub mod dashboard;
mod form;
mod found;
pub mod place;
pub mod view;
mod vocabulary;

use chrono::{DateTime, Utc};
use prost_types::Timestamp;
use tandem_kit::{
    clock::timestamp,
    id::{
        ActivityId, CalendarId, FolderId, ItemId, ItemTypeId, OrganizationId, ProjectId, SlaPolicyId,
        StatusId,
    },
};
use tandem_proto::items as pb;

pub use self::form::{audience, form, required};
pub use self::found::found;
pub use self::vocabulary::{
    field, item_type, kind, state, status, target_of_field, to_kind, to_state, to_type_of_field,
    type_of_field, types_with_retired, usage,
};
use crate::{
    field::values,
    item::{Item, Source, activity::Activity},
    sla::{self, Clock, Target, policy::Policy},
    vocabulary::Vocabulary,
};

fn time(at: Option<DateTime<Utc>>) -> Option<Timestamp> {
    at.map(timestamp)
}

/// An item as users see it.
pub fn item(item: &Item) -> pb::Item {
    pb::Item {
        id: ItemId::from(item.id).to_string(),
        number: item.number,
        kind: to_kind(item.kind).into(),
        type_id: ItemTypeId::from(item.r#type).to_string(),
        status_id: StatusId::from(item.status).to_string(),
        state: to_state(item.state).into(),
        title: item.title.clone(),
        description_html: item.description_html.clone(),
        priority: item.priority.into(),
        assignee_ids: item.assignees.clone(),
        requester_ids: item.requesters.clone(),
        organization_id: item.organization.map(|id| OrganizationId::from(id).to_string()).unwrap_or_default(),
        project_id: item.project.map(|id| ProjectId::from(id).to_string()).unwrap_or_default(),
        tags: item.tags.clone(),
        source: to_source(item.source).into(),
        published: item.published,
        sla_policy_id: item.sla_policy.map(|id| SlaPolicyId::from(id).to_string()).unwrap_or_default(),
        sla_clocks: item.sla_clocks.iter().map(clock).collect(),
        attachment_ids: item.attachments.clone(),
        actual_effort: Some(sla::length(item.actual_effort_seconds)),
        external_id: item.external_id.clone().unwrap_or_default(),
        automatic: item.automatic,
        status_time: Some(timestamp(item.status_time)),
        customer_message_time: time(item.customer_message_time),
        user_message_time: time(item.user_message_time),
        revision: item.revision,
        create_time: Some(timestamp(item.create_time)),
        update_time: Some(timestamp(item.update_time)),
        finish_time: time(item.finish_time),
        fields: values::to_wire(&item.fields),
        parent_id: item.parent.map(|id| ItemId::from(id).to_string()).unwrap_or_default(),
        child_count: item.child_count,
        finished_child_count: item.finished_child_count,
        percent_complete: item.percent().into(),
        merged_into_id: item.merged_into.map(|id| ItemId::from(id).to_string()).unwrap_or_default(),
        merged_into_number: item.merged_into_number.unwrap_or_default(),
        merged_from_id: String::new(),
        archive_time: time(item.archive_time),
        checklist_count: item.checklist_count,
        checklist_done_count: item.checklist_done_count,
        folder_id: item.folder.map(|id| FolderId::from(id).to_string()).unwrap_or_default(),
        planned_start: time(item.planned_start),
        planned_finish: time(item.planned_finish),
        can: None,
    }
}

/// An item as its requesters see it: nothing internal, and no time or revision that would tell of it.
pub fn for_customer(seen: &Item, words: &Vocabulary) -> pb::Item {
    let told =
        [Some(seen.create_time), Some(seen.status_time), seen.customer_message_time, seen.user_message_time];
    pb::Item {
        priority: 0,
        assignee_ids: Vec::new(),
        project_id: String::new(),
        tags: Vec::new(),
        source: pb::item::Source::Unspecified.into(),
        sla_policy_id: String::new(),
        sla_clocks: Vec::new(),
        actual_effort: None,
        external_id: String::new(),
        automatic: false,
        revision: 0,
        parent_id: String::new(),
        child_count: 0,
        finished_child_count: 0,
        percent_complete: 0,
        merged_into_id: String::new(),
        merged_into_number: 0,
        archive_time: None,
        checklist_count: 0,
        checklist_done_count: 0,
        folder_id: String::new(),
        planned_start: None,
        planned_finish: None,
        update_time: time(told.into_iter().flatten().max()),
        fields: values::to_wire(&values::for_customers(words, &seen.fields)),
        ..item(seen)
    }
}

/// Only these fields of an item, and its id.
pub fn only(item: &pb::Item, fields: &[&str]) -> pb::Item {
    let mut some = pb::Item { id: item.id.clone(), ..pb::Item::default() };
    for field in fields {
        match *field {
            "kind" => some.kind = item.kind,
            "type_id" => some.type_id.clone_from(&item.type_id),
            "status_id" => some.status_id.clone_from(&item.status_id),
            "state" => some.state = item.state,
            "title" => some.title.clone_from(&item.title),
            "description_html" => some.description_html.clone_from(&item.description_html),
            "priority" => some.priority = item.priority,
            "assignee_ids" => some.assignee_ids.clone_from(&item.assignee_ids),
            "requester_ids" => some.requester_ids.clone_from(&item.requester_ids),
            "organization_id" => some.organization_id.clone_from(&item.organization_id),
            "project_id" => some.project_id.clone_from(&item.project_id),
            "tags" => some.tags.clone_from(&item.tags),
            "published" => some.published = item.published,
            "sla_policy_id" => some.sla_policy_id.clone_from(&item.sla_policy_id),
            "sla_clocks" => some.sla_clocks.clone_from(&item.sla_clocks),
            "actual_effort" => some.actual_effort = item.actual_effort,
            "status_time" => some.status_time = item.status_time,
            "customer_message_time" => some.customer_message_time = item.customer_message_time,
            "user_message_time" => some.user_message_time = item.user_message_time,
            "finish_time" => some.finish_time = item.finish_time,
            "parent_id" => some.parent_id.clone_from(&item.parent_id),
            "child_count" => some.child_count = item.child_count,
            "finished_child_count" => some.finished_child_count = item.finished_child_count,
            "percent_complete" => some.percent_complete = item.percent_complete,
            "merged_into_id" => some.merged_into_id.clone_from(&item.merged_into_id),
            "archive_time" => some.archive_time = item.archive_time,
            "checklist_count" => some.checklist_count = item.checklist_count,
            "checklist_done_count" => some.checklist_done_count = item.checklist_done_count,
            "folder_id" => some.folder_id.clone_from(&item.folder_id),
            "planned_start" => some.planned_start = item.planned_start,
            "planned_finish" => some.planned_finish = item.planned_finish,
            custom => {
                let value = custom.strip_prefix("fields.").and_then(|key| item.fields.get_key_value(key));
                some.fields.extend(value.map(|(key, value)| (key.clone(), value.clone())));
            }
        }
    }
    some
}

pub fn clock(clock: &Clock) -> pb::SlaClock {
    pb::SlaClock {
        target: to_target(clock.target).into(),
        start_time: Some(timestamp(clock.start)),
        due_time: time(clock.due),
        met_time: time(clock.met),
        breached: clock.breached,
    }
}

pub fn activity(activity: Activity) -> pb::Activity {
    pb::Activity {
        id: ActivityId::from(activity.id).to_string(),
        actor_id: activity.actor,
        verb: activity.verb,
        field: activity.field,
        before: activity.before,
        after: activity.after,
        create_time: Some(timestamp(activity.create_time)),
        cause: activity.cause,
    }
}

pub fn policy(policy: &Policy) -> pb::SlaPolicy {
    let promise = |p: &sla::policy::Promise| pb::sla_policy::Promise {
        priority: p.priority.into(),
        target: to_target(p.target).into(),
        within: Some(sla::length(p.within)),
    };
    pb::SlaPolicy {
        id: SlaPolicyId::from(policy.id).to_string(),
        promises: policy.promises.iter().map(promise).collect(),
        name: policy.name.clone(),
        revision: policy.revision,
        sample: policy.sample,
        business_calendar_id: policy.calendar.map(|id| CalendarId::from(id).to_string()).unwrap_or_default(),
        around_the_clock: policy.around_the_clock,
        removed: policy.removed,
    }
}

pub fn target(target: pb::sla_clock::Target) -> Option<Target> {
    match target {
        pb::sla_clock::Target::Unspecified => None,
        pb::sla_clock::Target::FirstResponse => Some(Target::FirstResponse),
        pb::sla_clock::Target::NextResponse => Some(Target::NextResponse),
        pb::sla_clock::Target::Resolution => Some(Target::Resolution),
    }
}

fn to_target(target: Target) -> pb::sla_clock::Target {
    match target {
        Target::FirstResponse => pb::sla_clock::Target::FirstResponse,
        Target::NextResponse => pb::sla_clock::Target::NextResponse,
        Target::Resolution => pb::sla_clock::Target::Resolution,
    }
}

pub fn source(source: pb::item::Source) -> Option<Source> {
    match source {
        pb::item::Source::Unspecified => None,
        pb::item::Source::Manual => Some(Source::Manual),
        pb::item::Source::Email => Some(Source::Email),
        pb::item::Source::Chat => Some(Source::Chat),
        pb::item::Source::WebForm => Some(Source::WebForm),
        pb::item::Source::Import => Some(Source::Import),
        pb::item::Source::Api => Some(Source::Api),
        pb::item::Source::Portal => Some(Source::Portal),
    }
}

fn to_source(source: Source) -> pb::item::Source {
    match source {
        Source::Manual => pb::item::Source::Manual,
        Source::Email => pb::item::Source::Email,
        Source::Chat => pb::item::Source::Chat,
        Source::WebForm => pb::item::Source::WebForm,
        Source::Import => pb::item::Source::Import,
        Source::Api => pb::item::Source::Api,
        Source::Portal => pb::item::Source::Portal,
    }
}
