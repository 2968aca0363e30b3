//! One way to an rpc as an `OpenAPI` operation.
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Value, json};

use super::{
    Comments,
    schema::{Schemas, describe},
};
use crate::transcode::{
    Access, Route,
    route::{BodyIs, HTTP_BODY, Piece},
    value,
};

/// The path as `OpenAPI` wants it: one name for one place, whichever rpc, so `{item.id}` is `{id}`.
pub fn path(route: &Route) -> String {
    let mut names = route.fields.iter().filter_map(|path| path.last());
    let mut out = String::new();
    for piece in &route.pieces {
        out.push('/');
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Field | Piece::Rest => {
                let name = names.next().map_or("rest", FieldDescriptor::name);
                out.extend(["{", name, "}"]);
            }
        }
    }
    out.extend(route.verb.iter().flat_map(|verb| [":", verb]));
    out
}

pub fn operation(route: &Route, comments: &Comments, schemas: &mut Schemas) -> Value {
    let method = &route.rpc.method;
    let mut operation = json!({
        "operationId": operation_id(route),
        "tags": [method.parent_service().name()],
        "description": description(route, comments),
        "parameters": parameters(route, comments, schemas),
        "responses": {"200": answer(route, schemas), "default": {"$ref": "#/components/responses/Error"}},
        "security": security(route.rpc.access),
        "x-rpc": route.rpc.name(),
    });
    if let Some(body) = body(route, schemas) {
        operation["requestBody"] = body;
    }
    operation
}

/// The rpc's comment; where it has none, its name in words.
fn description(route: &Route, comments: &Comments) -> String {
    let comment = comments.of_method(&route.rpc.method);
    if !comment.is_empty() {
        return comment;
    }
    let words = value::snake(route.rpc.method.name()).replace('_', " ");
    let mut letters = words.trim().chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).chain(".".chars()).collect())
        .unwrap_or_default()
}

/// The rpc's name; of its further paths, with what they are under.
fn operation_id(route: &Route) -> String {
    let service = route.rpc.method.parent_service();
    let base = format!("{}_{}", service.name(), route.rpc.method.name());
    let first = route.rpc.method.options();
    let http = route.rpc.method.parent_pool().get_extension_by_name("google.api.http");
    let template = http.and_then(|http| {
        let rule = first.get_extension(&http).into_owned();
        let rule = rule.as_message()?.clone();
        let name = route.http.as_str().to_ascii_lowercase();
        rule.get_field_by_name(&name).and_then(|v| v.as_str().map(str::to_owned))
    });
    if template.as_deref() == Some(&route.template) {
        return base;
    }
    let words = route.template.split(['/', ':', '{', '}', '.']).filter(|w| !w.is_empty() && *w != "v1");
    format!("{base}_{}", words.collect::<Vec<_>>().join("_"))
}

fn security(access: Access) -> Value {
    if access == Access::Public { json!([]) } else { json!([{"token": []}, {"session": []}]) }
}

fn parameters(route: &Route, comments: &Comments, schemas: &mut Schemas) -> Vec<Value> {
    let mut all = Vec::new();
    for path in &route.fields {
        let Some(last) = path.last() else { continue };
        let mut parameter =
            json!({"name": last.name(), "in": "path", "required": true, "schema": schemas.field(last)});
        describe(&mut parameter, comments.of_field(last));
        all.push(parameter);
    }
    if route.body != BodyIs::Request {
        for field in route.rpc.method.input().fields() {
            let in_body = matches!(&route.body, BodyIs::Field(f) | BodyIs::File(f) if *f == field);
            let in_path = route.fields.iter().any(|path| path.len() == 1 && path[0] == field);
            if in_body || in_path || is_plain_message(&field) {
                continue;
            }
            let mut parameter =
                json!({"name": field.json_name(), "in": "query", "schema": schemas.field(&field)});
            describe(&mut parameter, comments.of_field(&field));
            all.push(parameter);
        }
    }
    if route.rpc.method.is_server_streaming() && !route.rpc.answers_file() {
        let text = "The id of the last event that was seen: go on after it.";
        all.push(json!({"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}, "description": text}));
    }
    all
}

/// A message that has no text form, so that it is no parameter by itself.
fn is_plain_message(field: &FieldDescriptor) -> bool {
    let plain = |m: &MessageDescriptor| !m.full_name().starts_with("google.protobuf.");
    field.is_map() || matches!(field.kind(), Kind::Message(m) if plain(&m))
}

fn body(route: &Route, schemas: &mut Schemas) -> Option<Value> {
    let json = |schema: Value| json!({"required": true, "content": {"application/json": {"schema": schema}}});
    match &route.body {
        BodyIs::Nothing => None,
        BodyIs::Request => Some(json(schemas.message(&route.rpc.method.input()))),
        BodyIs::Field(field) => Some(json(schemas.field(field))),
        BodyIs::File(_) => Some(json!({"required": true, "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {"schema": {
                "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}
            }}
        }})),
    }
}

fn answer(route: &Route, schemas: &mut Schemas) -> Value {
    let output = route.rpc.method.output();
    if output.full_name() == HTTP_BODY {
        return json!({"description": "The file.", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}});
    }
    let schema = schemas.message(&output);
    if !route.rpc.method.is_server_streaming() {
        return json!({"description": "Done.", "content": {"application/json": {"schema": schema}}});
    }
    json!({"description": "A stream of these.", "content": {"text/event-stream": {"schema": schema}, "application/x-ndjson": {"schema": schema}}})
}
