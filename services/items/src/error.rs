//! Why this service refuses, one function for each reason.
use tandem_kit::Error;

use crate::vocabulary::Kind;

/// A type or status that items of this kind do not have.
pub fn not_of_kind(field: &str, id: &str, kind: Kind) -> Error {
    Error::invalid(field, format!("{id:?} is none of a {kind}'s"))
}

/// An external id that another item has.
pub fn external_id_taken(external_id: &str) -> Error {
    Error::refused("EXTERNAL_ID_TAKEN", format!("another item has the external id {external_id:?}"))
}

/// A project that is not there.
pub fn no_project(field: &str) -> Error {
    Error::invalid(field, "there is no such project")
}

/// A status of projects that is not there.
pub fn no_project_status(field: &str) -> Error {
    Error::invalid(field, "there is no such status of projects")
}

/// A status that projects have.
pub fn project_status_in_use(name: &str) -> Error {
    Error::refused("STATUS_IN_USE", format!("projects have the status {name:?}; give them another first"))
}

/// A folder or a portfolio that would be within itself.
pub fn within_itself(what: &'static str, name: &str) -> Error {
    let reason = if what == "folder" { "FOLDER_CYCLE" } else { "PORTFOLIO_CYCLE" };
    Error::refused(reason, format!("{name:?} cannot be in itself, or in what is in it"))
}

/// A folder or a portfolio that would be too far down.
pub fn nested_too_deep(what: &'static str, levels: usize, most: usize) -> Error {
    let reason = if what == "folder" { "FOLDERS_TOO_DEEP" } else { "PORTFOLIOS_TOO_DEEP" };
    Error::refused(reason, format!("there would be {levels} levels of {what}s; at most {most}"))
}

/// A folder that goes only when what is in it may move.
pub fn folder_not_empty(name: &str) -> Error {
    Error::refused("FOLDER_NOT_EMPTY", format!("something is in {name:?}; say that it moves up, or move it"))
}

/// A folder that is not there, or not one of the item's project.
pub fn no_folder(field: &str) -> Error {
    Error::invalid(field, "there is no such folder in the item's project")
}

/// Work that would be done before it is begun.
pub fn finish_before_start(field: &str) -> Error {
    Error::invalid(field, "is before the planned start")
}

/// A policy that is not there.
pub fn no_policy(field: &str) -> Error {
    Error::invalid(field, "there is no such SLA policy")
}

/// A kind that is not named.
pub fn no_kind() -> Error {
    Error::invalid("kind", "must be KIND_TICKET or KIND_TASK")
}

/// A state that is not named.
pub fn no_state(field: &str) -> Error {
    Error::invalid(field, "must be STATE_NOT_STARTED, STATE_IN_PROGRESS or STATE_FINISHED")
}

/// A status that items of this type do not have.
pub fn not_of_type(field: &str, id: &str, name: &str, statuses: &str) -> Error {
    Error::invalid(field, format!("{id:?} is no status of {name:?}; it has {statuses}"))
}

/// One type too many.
pub fn too_many_types(kind: Kind, most: usize) -> Error {
    Error::refused("TOO_MANY_TYPES", format!("there are {most} types of {kind}s already; retire one first"))
}

/// One status too many.
pub fn too_many_statuses(of: &str, most: usize) -> Error {
    Error::refused(
        "TOO_MANY_STATUSES",
        format!("{of:?} would have more than {most} statuses; retire one first"),
    )
}

/// A name that another one has.
pub fn name_taken(what: &str, name: &str) -> Error {
    Error::refused("NAME_TAKEN", format!("another {what} is called {name:?} already"))
}

/// What cannot be done to the type that items get by themselves.
pub fn default_type(name: &str, what: &str) -> Error {
    Error::refused(
        "DEFAULT_TYPE",
        format!("{name:?} is the default type: make another one the default, then {what} it"),
    )
}

/// What cannot be done to the status that items get by themselves.
pub fn default_status(name: &str, r#type: &str) -> Error {
    Error::refused(
        "DEFAULT_STATUS",
        format!("new items of {type:?} get {name:?}: make another status its default first"),
    )
}

/// A status that a type cannot be without.
pub fn only_state(name: &str, r#type: &str) -> Error {
    Error::refused(
        "ONLY_STATE",
        format!(
            "without {name:?} as it is, {type:?} would not have a finished status and an unfinished one: add one first"
        ),
    )
}

/// A status in which items stand, and the field that says where they go.
pub fn status_in_use(name: &str, of: &str, field: &str) -> Error {
    Error::refused("STATUS_IN_USE", format!("{of} stand in {name:?}: say in {field} which status they get"))
}

/// One field too many.
pub fn too_many_fields(most: usize) -> Error {
    Error::refused("TOO_MANY_FIELDS", format!("there are {most} fields already; retire one first"))
}

/// More than a form asks for.
pub fn too_many_asked(count: usize, most: usize) -> Error {
    Error::refused(
        "TOO_MANY_FIELDS",
        format!("a form asks for at most {most} fields; there would be {count}"),
    )
}

/// A key that another field has, or had.
pub fn key_taken(key: &str) -> Error {
    Error::refused("KEY_TAKEN", format!("another field has the key {key:?}; retired ones keep theirs"))
}

/// More subtasks than an item can have.
pub fn too_many_subtasks() -> Error {
    Error::refused("TOO_MANY_SUBTASKS", "an item has at most 500 subtasks")
}

/// A parent that is the item itself, or below it.
pub fn subtask_cycle(number: i64) -> Error {
    Error::refused("SUBTASK_CYCLE", format!("#{number} cannot be below itself"))
}

/// More levels than a tree of subtasks can have.
pub fn too_deep(levels: i64, most: i64) -> Error {
    Error::refused("SUBTASKS_TOO_DEEP", format!("there would be {levels} levels; at most {most}"))
}

/// An item that goes nowhere as long as it has subtasks.
pub fn has_subtasks(number: i64, count: i32) -> Error {
    Error::refused("HAS_SUBTASKS", format!("#{number} has {count} subtasks; move or delete them first"))
}

/// A percentage that follows from the subtasks.
pub fn rolled_up(count: i32) -> Error {
    Error::invalid("item.percent_complete", format!("is the average of its {count} subtasks; change theirs"))
}

/// An item that open ones block.
pub fn blocked(number: i64, by: &str) -> Error {
    Error::refused(
        "BLOCKED",
        format!("#{number} is blocked by {by}; finish that first, or take the link away"),
    )
}

/// An item that was merged into another.
pub fn already_merged(number: i64, into: i64) -> Error {
    Error::refused("ALREADY_MERGED", format!("#{number} is merged into #{into}"))
}

/// An item that was merged into none.
pub fn not_merged(number: i64) -> Error {
    Error::refused("NOT_MERGED", format!("#{number} is not merged into another"))
}

/// An item that would be merged with itself.
pub fn merge_with_itself(number: i64) -> Error {
    Error::refused("MERGE_WITH_ITSELF", format!("#{number} cannot be merged with itself"))
}

/// More of something than an item can have.
pub fn too_many(reason: &'static str, what: &str, count: usize, most: usize) -> Error {
    Error::refused(reason, format!("there would be {count} {what}; at most {most}"))
}

/// A checklist with as many lines as it can have.
pub fn checklist_full(most: i32) -> Error {
    Error::refused("CHECKLIST_FULL", format!("a checklist has at most {most} lines"))
}

/// A template that a recurrence makes items of.
pub fn template_in_use() -> Error {
    Error::refused(
        "TEMPLATE_IN_USE",
        "a recurrence makes items of it; end that first, or give it another template",
    )
}

/// Nothing that the caller changed lately can be taken back.
pub fn nothing_to_undo(minutes: i64) -> Error {
    Error::refused(
        "NOTHING_TO_UNDO",
        format!("you changed nothing in the last {minutes} minutes that can be taken back"),
    )
}

/// What was changed by somebody after the change that is to be taken back.
pub fn changed_since(fields: &str) -> Error {
    Error::refused("CHANGED_SINCE", format!("changed since by somebody: {fields}"))
}

/// Two items that are linked in that way already.
pub fn already_linked() -> Error {
    Error::refused("ALREADY_LINKED", "these two are linked in that way, or the other way round, already")
}

/// An item that would be linked to itself.
pub fn linked_to_itself() -> Error {
    Error::refused("LINKED_TO_ITSELF", "an item is not linked to itself")
}
