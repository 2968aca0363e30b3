//! The values of a thing's fields: set, checked, compared. Pure.
use std::collections::BTreeMap;

use serde_json::Value;

use super::{Described, value};
use crate::{Error, Result};

/// Values by the keys of their fields, as they are kept.
pub type Values = BTreeMap<String, Value>;
/// The same as they are given.
pub type Given = BTreeMap<String, prost_types::Value>;

/// The fields of a kind of thing, and which of them a certain thing has.
pub struct Fields<'a, F> {
    /// Retired ones too.
    pub all: Vec<&'a F>,
    /// Whether the thing has it.
    pub has: Box<dyn Fn(&F) -> bool + Send + Sync + 'a>,
}

impl<'a, F: Described> Fields<'a, F> {
    /// Of things that have all fields of their kind.
    pub fn of_all(all: impl Iterator<Item = &'a F>) -> Self {
        Self { all: all.collect(), has: Box::new(|_| true) }
    }
    /// Those in use.
    fn used(&self) -> impl Iterator<Item = &'a F> {
        self.all.iter().copied().filter(|f| !f.retired() && (self.has)(f))
    }
}

/// The values after those that are given are set; one that says nothing empties its field. `at` is what stands before their keys.
///
/// # Errors
/// `Invalid` with the field: it is unknown, retired, of another type, or required; or the value is none of it.
pub fn set<F: Described>(fields: &Fields<'_, F>, before: &Values, given: &Given, at: &str) -> Result<Values> {
    let mut after = before.clone();
    for (key, one) in given {
        let at = format!("{at}.{key}");
        let field = fields.all.iter().find(|f| f.key() == *key).ok_or_else(|| unknown(fields, key, &at))?;
        let kept = before.get(key);
        let read = value::read(*field, one, kept).map_err(|problem| Error::invalid(&at, problem))?;
        if read.as_ref() == kept {
            continue;
        }
        let has = (fields.has)(field);
        match read {
            Some(_) if field.retired() => {
                return Err(Error::invalid(
                    at,
                    format!("{:?} is retired and takes no new values", field.name()),
                ));
            }
            Some(_) if !has => {
                return Err(Error::invalid(at, format!("{:?} is no field of its type", field.name())));
            }
            Some(value) => {
                after.insert(key.clone(), value);
            }
            None if field.required() && !field.retired() && has => {
                return Err(Error::invalid(
                    at,
                    format!("{:?} is required and cannot be emptied", field.name()),
                ));
            }
            None => {
                after.remove(key);
            }
        }
    }
    Ok(after)
}

fn unknown<F: Described>(fields: &Fields<'_, F>, key: &str, at: &str) -> Error {
    let keys = fields.used().take(30).map(Described::key).collect::<Vec<_>>().join(", ");
    let told = if keys.is_empty() { "none".into() } else { keys };
    let key: String = key.chars().take(60).collect();
    Error::invalid(at, format!("there is no custom field {key:?} here; there are {told}"))
}

/// The values of a new thing: those given, and the defaults of the rest.
///
/// # Errors
/// As [`set`].
pub fn of_new<F: Described>(fields: &Fields<'_, F>, given: &Given, at: &str) -> Result<Values> {
    let mut values = set(fields, &Values::new(), given, at)?;
    for field in fields.used().filter(|f| !given.contains_key(f.key())) {
        if let Some(value) = field.default_value() {
            values.insert(field.key().to_owned(), value);
        }
    }
    Ok(values)
}

/// Whether a new thing has what its maker must give.
///
/// # Errors
/// `Invalid` with the first field that is missing.
pub fn complete<F: Described>(fields: &Fields<'_, F>, values: &Values, at: &str) -> Result<()> {
    match fields.used().find(|field| field.required() && !values.contains_key(field.key())) {
        Some(field) => {
            Err(Error::invalid(format!("{at}.{}", field.key()), format!("{:?} is required", field.name())))
        }
        None => Ok(()),
    }
}

/// The keys under which two differ, in order.
#[must_use]
pub fn differences<'a>(a: &'a Values, b: &'a Values) -> Vec<&'a str> {
    let mut keys: Vec<&str> = a.keys().chain(b.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| a.get(*key) != b.get(*key));
    keys
}

/// As the wire has them.
#[must_use]
pub fn to_wire(values: &Values) -> Given {
    values.iter().map(|(key, value)| (key.clone(), value::to_wire(value))).collect()
}

/// What the paths of a mask name of what is given: all by `fields`, one by `fields.<key>`. None: another path.
#[must_use]
pub fn named(path: &str, given: &Given) -> Option<Given> {
    if path == "fields" {
        return Some(given.clone());
    }
    let key = path.strip_prefix("fields.")?;
    Some(Given::from([(key.to_owned(), given.get(key).cloned().unwrap_or_default())]))
}
