//! Reading a field mask.
use prost_types::FieldMask;

use crate::{Error, Result};

/// The paths that an update names, each once.
///
/// # Errors
/// `Invalid` where there is no mask or an empty one: an update that changes nothing is a mistake of the caller.
pub fn paths(mask: Option<&FieldMask>) -> Result<Vec<&str>> {
    let mut paths: Vec<&str> = mask.map(|m| m.paths.iter().map(String::as_str).collect()).unwrap_or_default();
    paths.retain(|path| *path != "revision" && *path != "id");
    paths.sort_unstable();
    paths.dedup();
    if paths.is_empty() {
        return Err(Error::invalid("update_mask", "names no field to change"));
    }
    Ok(paths)
}

/// A path that cannot be set.
#[must_use]
pub fn unknown(path: &str, known: &[&str]) -> Error {
    Error::invalid("update_mask", format!("{path:?} cannot be set; these can: {}", known.join(", ")))
}
