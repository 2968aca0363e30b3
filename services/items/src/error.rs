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
