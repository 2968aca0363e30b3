//! A PATCH without a mask changes the fields that its body names.
use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor, ReflectMessage, Value};
use serde_json::Value as Json;

use super::route::Route;

/// Fills `update_mask` from the names in the body, where the request has such a field and nothing in it. The revision and
/// what the path says are not changes.
pub fn fill(request: &mut DynamicMessage, route: &Route, body: &FieldDescriptor, json: &Json) {
    let Some(mask) = request.descriptor().get_field_by_name("update_mask") else { return };
    if request.has_field(&mask) {
        return;
    }
    let (kind, body_kind) = (mask.kind(), body.kind());
    let (Some(mask_kind), Some(message)) = (kind.as_message(), body_kind.as_message()) else { return };
    let in_path =
        |name: &str| route.fields.iter().any(|p| p.len() == 2 && p[0] == *body && p[1].name() == name);
    let paths = names(message, json).into_iter().filter(|n| n != "revision" && !in_path(n));
    let mut filled = DynamicMessage::new(mask_kind.clone());
    filled.set_field_by_name("paths", Value::List(paths.map(Value::String).collect()));
    request.set_field(&mask, Value::Message(filled));
}

fn names(message: &MessageDescriptor, json: &Json) -> Vec<String> {
    let given = json.as_object().into_iter().flat_map(serde_json::Map::keys);
    let field =
        |name: &String| message.get_field_by_name(name).or_else(|| message.get_field_by_json_name(name));
    given.filter_map(field).map(|f| f.name().to_owned()).collect()
}
