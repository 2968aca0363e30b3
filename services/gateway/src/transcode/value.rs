//! From proto3 JSON to messages, naming every field that cannot be what it is.
use base64::{Engine, engine::general_purpose};
use prost_reflect::{
    DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value,
};
use serde_json::{Map, Value as Json};

use super::Violations;

/// How deep messages may nest: conditions are trees.
const DEEPEST: usize = 64;

/// The message that a JSON object is. Unknown fields are refused, `null` is the same as absent, names may be
/// lowerCamelCase or as in the contract.
pub fn message(
    kind: &MessageDescriptor,
    json: &Json,
    at: &str,
    wrong: &mut Violations,
) -> Option<DynamicMessage> {
    nested(kind, json, at, wrong, 0)
}

/// The value of a field. For a repeated one: of one of its elements.
pub fn element(field: &FieldDescriptor, json: &Json, at: &str, wrong: &mut Violations) -> Option<Value> {
    one(&field.kind(), json, at, wrong, 0)
}

fn nested(
    kind: &MessageDescriptor,
    json: &Json,
    at: &str,
    wrong: &mut Violations,
    depth: usize,
) -> Option<DynamicMessage> {
    if depth > DEEPEST {
        wrong.add(at, format!("is nested deeper than {DEEPEST}"));
        return None;
    }
    if kind.full_name() == "google.protobuf.FieldMask" {
        return mask(kind, json, at, wrong);
    }
    if kind.full_name().starts_with("google.protobuf.") {
        let read = DynamicMessage::deserialize(kind.clone(), json.clone());
        return read.map_err(|_| wrong.add(at, format!("{} is no {}", brief(json), well_known(kind)))).ok();
    }
    let Json::Object(fields) = json else {
        let at = if at.is_empty() { "body" } else { at };
        wrong.add(at, format!("must be an object, not {}", brief(json)));
        return None;
    };
    let mut out = DynamicMessage::new(kind.clone());
    for (name, json) in fields {
        let Some(field) = kind.get_field_by_name(name).or_else(|| kind.get_field_by_json_name(name)) else {
            wrong.add(join(at, name), format!("{} has no such field", kind.name()));
            continue;
        };
        if json.is_null() {
            continue;
        }
        let path = join(at, field.name());
        if twice(&out, &field, fields, &path, wrong) {
            continue;
        }
        if let Some(value) = whole(&field, json, &path, wrong, depth) {
            out.set_field(&field, value);
        }
    }
    Some(out)
}

/// Whether a field was given by both of its names, or another one of its group was given.
fn twice(
    out: &DynamicMessage,
    field: &FieldDescriptor,
    given: &Map<String, Json>,
    path: &str,
    wrong: &mut Violations,
) -> bool {
    if field.name() != field.json_name()
        && given.contains_key(field.name())
        && given.contains_key(field.json_name())
    {
        wrong.add(path, "is given twice");
        return true;
    }
    let group = field.containing_oneof().filter(|group| !group.is_synthetic());
    let Some(other) = group.and_then(|g| g.fields().find(|f| out.has_field(f))) else { return false };
    wrong.add(path, format!("cannot be given together with {}", other.name()));
    true
}

fn whole(
    field: &FieldDescriptor,
    json: &Json,
    at: &str,
    wrong: &mut Violations,
    depth: usize,
) -> Option<Value> {
    if field.is_list() {
        let Json::Array(elements) = json else {
            wrong.add(at, format!("must be a list, not {}", brief(json)));
            return None;
        };
        let kind = field.kind();
        let mut element =
            |(index, json): (usize, &Json)| one(&kind, json, &format!("{at}[{index}]"), wrong, depth);
        return Some(Value::List(elements.iter().enumerate().filter_map(&mut element).collect()));
    }
    if field.is_map() {
        return map(field, json, at, wrong, depth);
    }
    one(&field.kind(), json, at, wrong, depth)
}

fn map(
    field: &FieldDescriptor,
    json: &Json,
    at: &str,
    wrong: &mut Violations,
    depth: usize,
) -> Option<Value> {
    let Json::Object(entries) = json else {
        wrong.add(at, format!("must be an object, not {}", brief(json)));
        return None;
    };
    let kind = field.kind();
    let entry = kind.as_message()?;
    let (keys, values) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
    let mut out = std::collections::HashMap::new();
    for (key, json) in entries {
        let path = join(at, key);
        let Some(read) = map_key(&keys, key) else {
            wrong.add(path, format!("{key:?} cannot be a key here"));
            continue;
        };
        if let Some(value) = one(&values, json, &path, wrong, depth) {
            out.insert(read, value);
        }
    }
    Some(Value::Map(out))
}

fn map_key(kind: &Kind, key: &str) -> Option<MapKey> {
    match kind {
        Kind::String => Some(MapKey::String(key.to_owned())),
        Kind::Bool => key.parse().ok().map(MapKey::Bool),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => key.parse().ok().map(MapKey::I32),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => key.parse().ok().map(MapKey::I64),
        Kind::Uint32 | Kind::Fixed32 => key.parse().ok().map(MapKey::U32),
        Kind::Uint64 | Kind::Fixed64 => key.parse().ok().map(MapKey::U64),
        _ => None,
    }
}

fn one(kind: &Kind, json: &Json, at: &str, wrong: &mut Violations, depth: usize) -> Option<Value> {
    let read = match kind {
        Kind::Message(message) => return nested(message, json, at, wrong, depth + 1).map(Value::Message),
        Kind::Enum(of) => return choice(of, json, at, wrong),
        Kind::String => json.as_str().map(|s| Value::String(s.to_owned())),
        Kind::Bool => json.as_bool().map(Value::Bool),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            integer(json).and_then(|n| i32::try_from(n).ok()).map(Value::I32)
        }
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
            integer(json).and_then(|n| i64::try_from(n).ok()).map(Value::I64)
        }
        Kind::Uint32 | Kind::Fixed32 => integer(json).and_then(|n| u32::try_from(n).ok()).map(Value::U32),
        Kind::Uint64 | Kind::Fixed64 => integer(json).and_then(|n| u64::try_from(n).ok()).map(Value::U64),
        Kind::Double => float(json).map(Value::F64),
        #[expect(clippy::cast_possible_truncation, reason = "a float field holds no more")]
        Kind::Float => float(json).map(|n| Value::F32(n as f32)),
        Kind::Bytes => json.as_str().and_then(bytes).map(|b| Value::Bytes(b.into())),
    };
    if read.is_none() {
        wrong.add(at, format!("must be {}, not {}", wanted(kind), brief(json)));
    }
    read
}

fn choice(of: &EnumDescriptor, json: &Json, at: &str, wrong: &mut Violations) -> Option<Value> {
    let found = match json {
        Json::String(name) => of.get_value_by_name(name),
        number => number.as_i64().and_then(|n| i32::try_from(n).ok()).and_then(|n| of.get_value(n)),
    };
    if let Some(value) = found {
        return Some(Value::EnumNumber(value.number()));
    }
    let names: Vec<String> = of.values().filter(|v| v.number() != 0).map(|v| v.name().to_owned()).collect();
    wrong.add(at, format!("{} is none of {}", brief(json), names.join(", ")));
    None
}

/// `"title,tags"`, by either spelling of the names; or a list of them.
fn mask(kind: &MessageDescriptor, json: &Json, at: &str, wrong: &mut Violations) -> Option<DynamicMessage> {
    let Some(text) = json.as_str() else {
        wrong.add(at, format!("must be names of fields with commas between, not {}", brief(json)));
        return None;
    };
    let names = text.split(',').map(str::trim).filter(|n| !n.is_empty());
    let mut out = DynamicMessage::new(kind.clone());
    out.set_field_by_name("paths", Value::List(names.map(|n| Value::String(snake(n))).collect()));
    Some(out)
}

/// `descriptionHtml` as the contract writes it, `description_html`.
pub fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// `item` and `title` are `item.title`.
pub fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn integer(json: &Json) -> Option<i128> {
    match json {
        Json::String(text) => text.parse().ok(),
        Json::Number(n) => {
            let whole = n.as_i64().map(i128::from).or_else(|| n.as_u64().map(i128::from));
            #[expect(clippy::cast_possible_truncation, reason = "has no fraction and is small enough")]
            whole.or_else(|| n.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9.0e15).map(|f| f as i128))
        }
        _ => None,
    }
}

fn float(json: &Json) -> Option<f64> {
    match json {
        Json::Number(n) => n.as_f64(),
        Json::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            text => text.parse().ok().filter(|f: &f64| f.is_finite()),
        },
        _ => None,
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let plain = text.trim_end_matches('=').replace('-', "+").replace('_', "/");
    general_purpose::STANDARD_NO_PAD.decode(plain).ok()
}

fn wanted(kind: &Kind) -> &'static str {
    match kind {
        Kind::String => "text",
        Kind::Bool => "true or false",
        Kind::Bytes => "base64",
        Kind::Double | Kind::Float => "a number",
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 | Kind::Uint32 | Kind::Fixed32 => {
            "a whole number (32 bits)"
        }
        _ => "a whole number (64 bits)",
    }
}

fn well_known(kind: &MessageDescriptor) -> String {
    match kind.name() {
        "Timestamp" => "time such as 2026-01-31T10:00:00Z".to_owned(),
        "Duration" => "duration such as 90s".to_owned(),
        other => other.to_owned(),
    }
}

/// A value as a message shows it: short.
fn brief(json: &Json) -> String {
    match json {
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
        other => {
            let text = other.to_string();
            if text.chars().count() <= 60 { text } else { text.chars().take(57).collect::<String>() + "…" }
        }
    }
}

#[cfg(test)]
mod tests;
