//! The columns of exports of people: named as imports know them, with the values that people read. Pure.
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;
use tandem_kit::custom_field::value;
use tandem_proto::items::CustomField;

use crate::{fields::Values, list::What};

/// In the order in which [`super::read`] answers them.
pub fn of(what: What) -> &'static [&'static str] {
    match what {
        What::Customers { .. } => &["id", "email", "name", "organization", "disabled", "created", "updated"],
        What::Organizations => &["id", "name", "domains", "created", "updated"],
        What::Users { .. } => &["id", "email", "name", "role", "teams", "disabled", "created", "updated"],
    }
}

/// The column of a custom field.
pub fn named(field: &CustomField) -> String {
    format!("fields.{}", field.key)
}

/// A custom field's value with the names of its choices.
pub fn own(field: &CustomField, kept: &Values) -> Value {
    let readable = |kept: &Value| match kept {
        Value::String(_) => Value::String(value::as_text(Some(field), kept)),
        other => other.clone(),
    };
    match kept.get(&field.key) {
        None => Value::Null,
        Some(Value::Array(values)) => Value::Array(values.iter().map(readable).collect()),
        Some(one) => readable(one),
    }
}

pub fn time(at: DateTime<Utc>) -> Value {
    Value::String(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// A value as a cell.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
