//! Whether something can be the value of a field, and how it is kept. Pure.
use prost_types::value::Kind;
use serde_json::Value;

use super::{Choice, Described, Type};
use crate::condition::{self, Number};

const LONGEST_TEXT: usize = 250;
const LONGEST_MULTILINE: usize = 10_000;
const LONGEST_LINK: usize = 2_000;
const MOST_CHOSEN: usize = 50;
/// As many digits as a JSON number keeps.
const MOST_DIGITS: usize = 15;

/// The value as it is kept; none where it empties the field. A retired choice may stay where it stands in `kept`.
///
/// # Errors
/// What is wrong with which value.
pub fn read(
    field: &impl Described,
    given: &prost_types::Value,
    kept: Option<&Value>,
) -> Result<Option<Value>, String> {
    let Some(kind) = &given.kind else { return Ok(None) };
    match (field.kind(), kind) {
        (_, Kind::NullValue(_)) => Ok(None),
        (_, Kind::StringValue(text)) if text.trim().is_empty() => Ok(None),
        (Type::Text, Kind::StringValue(text)) => line(text).map(|text| Some(Value::String(text))),
        (Type::MultilineText, Kind::StringValue(text)) => lines(text).map(|text| Some(Value::String(text))),
        (Type::Link, Kind::StringValue(text)) => link(text).map(|text| Some(Value::String(text))),
        (Type::Number | Type::Cost, Kind::NumberValue(number)) => {
            self::number(&number.to_string(), field.decimals()).map(Some)
        }
        (Type::Number | Type::Cost, Kind::StringValue(text)) => {
            self::number(text.trim(), field.decimals()).map(Some)
        }
        (Type::Date, Kind::StringValue(text)) => date(text.trim()).map(|text| Some(Value::String(text))),
        (Type::Checkbox, Kind::BoolValue(yes)) => Ok(Some(Value::Bool(*yes))),
        (Type::Checkbox, Kind::StringValue(text)) if text == "true" || text == "false" => {
            Ok(Some(Value::Bool(text == "true")))
        }
        (Type::Choice, Kind::StringValue(text)) => {
            choice(field, text, kept).map(|text| Some(Value::String(text)))
        }
        (Type::MultiChoice, Kind::StringValue(text)) => {
            choice(field, text, kept).map(|id| Some(Value::Array(vec![Value::String(id)])))
        }
        (Type::MultiChoice, Kind::ListValue(list)) => chosen(field, &list.values, kept),
        (r#type, kind) => Err(format!("must be {}, not {}", wanted(r#type), brief(kind))),
    }
}

fn bounded(text: String, most: usize) -> Result<String, String> {
    match text.chars().count() {
        n if n > most => Err(format!("has {n} characters; at most {most}")),
        _ => Ok(text),
    }
}

fn line(text: &str) -> Result<String, String> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    bounded(line.trim().to_owned(), LONGEST_TEXT)
}

fn lines(text: &str) -> Result<String, String> {
    bounded(text.replace("\r\n", "\n").replace('\0', "").trim_end().to_owned(), LONGEST_MULTILINE)
}

fn link(text: &str) -> Result<String, String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let rest = ["https://", "http://", "mailto:"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    if rest.is_none_or(str::is_empty) || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(format!("{} is no address that begins with https://, http:// or mailto:", shown(text)));
    }
    bounded(text.to_owned(), LONGEST_LINK)
}

fn number(text: &str, decimals: usize) -> Result<Value, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let digits = whole.trim_start_matches(['-', '+', '0']).len() + part.len();
    if text.parse::<Number>().is_err() {
        return Err(format!("{} is no number like 12.5", shown(text)));
    }
    if part.len() > decimals || digits > MOST_DIGITS {
        return Err(format!(
            "{text} must have at most {decimals} digits after the point, and {MOST_DIGITS} in all"
        ));
    }
    let not_kept = |_: String| format!("{} is no number like 12.5", shown(text));
    if part.is_empty() {
        return whole.parse::<i64>().map(Value::from).map_err(|e| not_kept(e.to_string()));
    }
    format!("{whole}.{part}").parse::<f64>().map(Value::from).map_err(|e| not_kept(e.to_string()))
}

fn date(text: &str) -> Result<String, String> {
    let read = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d");
    match read {
        Ok(date) if date.to_string() == text => Ok(text.to_owned()),
        _ => Err(format!("{} is no date like 2026-11-27", shown(text))),
    }
}

/// The id of a choice by its id, or by its name in any case.
fn choice(field: &impl Described, text: &str, kept: Option<&Value>) -> Result<String, String> {
    let text = text.trim();
    let has = |id: &str| match kept {
        Some(Value::Array(ids)) => ids.iter().any(|kept| kept == id),
        Some(kept) => kept == id,
        None => false,
    };
    let may = |choice: &Choice<'_>| !choice.retired || has(choice.id);
    let by_id = field.choices().filter(may).find(|c| c.id == text);
    let name = text.to_lowercase();
    let found = by_id.or_else(|| field.choices().filter(may).find(|c| c.name.to_lowercase() == name));
    found.map(|choice| choice.id.to_owned()).ok_or_else(|| {
        let names = field.choices().filter(|c| !c.retired).take(30).map(|c| c.name);
        format!("{} is none of its choices: {}", shown(text), names.collect::<Vec<_>>().join(", "))
    })
}

fn chosen(
    field: &impl Described,
    given: &[prost_types::Value],
    kept: Option<&Value>,
) -> Result<Option<Value>, String> {
    let mut ids: Vec<Value> = Vec::new();
    for one in given {
        let Some(Kind::StringValue(text)) = &one.kind else {
            return Err("must be a list of choices, each a text".into());
        };
        let id = Value::String(choice(field, text, kept)?);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > MOST_CHOSEN {
        return Err(format!("has {} choices; at most {MOST_CHOSEN}", ids.len()));
    }
    Ok((!ids.is_empty()).then_some(Value::Array(ids)))
}

fn wanted(r#type: Type) -> &'static str {
    match r#type {
        Type::Unspecified | Type::Text | Type::MultilineText => "text",
        Type::Number | Type::Cost => "a number",
        Type::Date => "a date like 2026-11-27",
        Type::Choice => "a choice",
        Type::MultiChoice => "a list of choices",
        Type::Checkbox => "true or false",
        Type::Link => "an address like https://example.org",
    }
}

fn brief(kind: &Kind) -> String {
    match kind {
        Kind::NullValue(_) => "null".into(),
        Kind::NumberValue(number) => number.to_string(),
        Kind::StringValue(text) => shown(text),
        Kind::BoolValue(yes) => yes.to_string(),
        Kind::StructValue(_) => "an object".into(),
        Kind::ListValue(_) => "a list".into(),
    }
}

/// A text as a message shows it: short.
fn shown(text: &str) -> String {
    if text.chars().count() <= 60 {
        format!("{text:?}")
    } else {
        format!("{:?}…", text.chars().take(57).collect::<String>())
    }
}

/// A value as activities keep it: choices by their names.
#[must_use]
pub fn as_text(field: Option<&impl Described>, value: &Value) -> String {
    let name = |id: &str| {
        let choice = field.and_then(|field| field.choices().find(|c| c.id == id));
        choice.map_or(id, |choice| choice.name).to_owned()
    };
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::String(text) => name(text),
        Value::Array(values) => {
            values.iter().filter_map(Value::as_str).map(name).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// The value of which [`as_text`] says this, as it may be given; none where a choice has no such name.
pub fn from_text(field: &impl Described, text: &str) -> Option<prost_types::Value> {
    let string = |text: &str| prost_types::Value { kind: Some(Kind::StringValue(text.to_owned())) };
    let id = |name: &str| field.choices().find(|c| c.name == name).map(|c| string(c.id));
    match field.kind() {
        _ if text.is_empty() => Some(prost_types::Value { kind: Some(Kind::NullValue(0)) }),
        Type::Choice => id(text),
        Type::MultiChoice => {
            let (mut values, mut rest) = (Vec::new(), text);
            while !rest.is_empty() {
                // A name may have a comma in it: the longest that fits.
                let fits = |c: &Choice<'_>| {
                    rest.strip_prefix(c.name).is_some_and(|more| more.is_empty() || more.starts_with(", "))
                };
                let choice = field.choices().filter(fits).max_by_key(|c| c.name.len())?;
                values.push(string(choice.id));
                rest = rest[choice.name.len()..].trim_start_matches(", ");
            }
            Some(prost_types::Value { kind: Some(Kind::ListValue(prost_types::ListValue { values })) })
        }
        _ => Some(string(text)),
    }
}

/// A value as the wire has it.
#[must_use]
pub fn to_wire(value: &Value) -> prost_types::Value {
    let kind = match value {
        Value::Null | Value::Object(_) => Kind::NullValue(0),
        Value::Bool(yes) => Kind::BoolValue(*yes),
        Value::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or_default()),
        Value::String(text) => Kind::StringValue(text.clone()),
        Value::Array(values) => {
            Kind::ListValue(prost_types::ListValue { values: values.iter().map(to_wire).collect() })
        }
    };
    prost_types::Value { kind: Some(kind) }
}

/// A value of the wire as it is kept.
#[must_use]
pub fn from_wire(value: &prost_types::Value) -> Value {
    match &value.kind {
        None | Some(Kind::NullValue(_) | Kind::StructValue(_)) => Value::Null,
        Some(Kind::BoolValue(yes)) => Value::Bool(*yes),
        Some(Kind::NumberValue(number)) => as_number(*number),
        Some(Kind::StringValue(text)) => Value::String(text.clone()),
        Some(Kind::ListValue(list)) => Value::Array(list.values.iter().map(from_wire).collect()),
    }
}

/// A whole number is kept as one: values have at most 15 digits, which the wire's numbers keep exactly.
fn as_number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}").parse::<i64>().map_or(Value::Null, Value::from);
    }
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// A value of the wire as conditions see it.
#[must_use]
pub fn fact(value: &prost_types::Value) -> condition::Value {
    condition::Value::from(&from_wire(value))
}

#[cfg(test)]
mod tests;
