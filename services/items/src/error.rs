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

/// A key that another field has, or had.
pub fn key_taken(key: &str) -> Error {
    Error::refused("KEY_TAKEN", format!("another field has the key {key:?}; retired ones keep theirs"))
}
