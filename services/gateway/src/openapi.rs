//! The contract as `OpenAPI` 3.1, made from the descriptors and their comments.
mod comment;
mod operation;
mod schema;

use serde_json::{Map, Value, json};

use crate::transcode::{Route, Table};

pub use comment::Comments;

/// The whole document.
pub fn document(table: &Table) -> Value {
    let comments = Comments::of(&table.pool);
    let mut schemas = schema::Schemas::new(&comments);
    let mut paths: Map<String, Value> = Map::new();
    let mut tags: Vec<(String, String)> = Vec::new();
    let mut routes: Vec<&Route> = table.routes.iter().collect();
    routes.sort_by(|a, b| (&a.template, a.http.as_str()).cmp(&(&b.template, b.http.as_str())));
    for route in routes {
        let service = route.rpc.method.parent_service();
        if !tags.iter().any(|(name, _)| name == service.name()) {
            tags.push((service.name().to_owned(), comments.of_service(service)));
        }
        let path = paths.entry(operation::path(route)).or_insert_with(|| json!({}));
        path[route.http.as_str().to_ascii_lowercase()] = operation::operation(route, &comments, &mut schemas);
    }
    tags.sort();
    let tags: Vec<Value> =
        tags.iter().map(|(name, text)| json!({"name": name, "description": text})).collect();
    let mut schemas = schemas.done();
    schemas.insert("Error".into(), error());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tandem", "version": "v1", "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "JSON is proto3 JSON: names are lowerCamelCase in answers and may be snake_case in requests, enum \
                values are their full names, 64-bit integers are strings, times are RFC 3339. Unknown fields and parameters \
                are refused. Fields without a value are left out of answers only where absence has a meaning."
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Error": {
                "description": "Refused. `reason` is for programs, `message` for people.",
                "headers": {"Retry-After": {"description": "Seconds, with 429.", "schema": {"type": "integer"}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
            }},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "An API token."},
                "session": {
                    "type": "apiKey", "in": "cookie", "name": "__Host-tandem_session",
                    "description": "The cookie of POST /v1/sessions; over plain HTTP it is called tandem_session."
                }
            }
        }
    })
}

fn error() -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    json!({
        "type": "object",
        "required": ["error"],
        "properties": {"error": {
            "type": "object",
            "required": ["code", "status", "reason", "message", "fields", "request_id"],
            "properties": {
                "code": {"type": "integer", "description": "The HTTP status."},
                "status": text("The gRPC code, such as INVALID_ARGUMENT."),
                "reason": text("Why, for programs: INVALID, STALE, NOT_FOUND, …"),
                "message": text("Why, for people."),
                "fields": {"type": "array", "items": {
                    "type": "object",
                    "properties": {"field": text("Its path in the request, such as item.title."), "problem": text("What is wrong with it.")}
                }},
                "metadata": {"type": "object", "additionalProperties": {"type": "string"}, "description": "With STALE: the current revision."},
                "request_id": text("Under which the request is in the logs.")
            }
        }}
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn made() -> Value {
        document(&Table::new(tandem_proto::DESCRIPTORS).unwrap())
    }

    fn references<'a>(value: &'a Value, found: &mut HashSet<&'a str>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| match value {
                Value::String(text) if key == "$ref" => drop(found.insert(text)),
                value => references(value, found),
            }),
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_route_is_in_it_and_every_reference_leads_somewhere() {
        let table = Table::new(tandem_proto::DESCRIPTORS).unwrap();
        let document = made();
        for route in &table.routes {
            let method = route.http.as_str().to_ascii_lowercase();
            assert!(
                document["paths"][operation::path(route)][method].is_object(),
                "{} {}",
                route.http,
                route.template
            );
        }
        let mut found = HashSet::new();
        references(&document, &mut found);
        assert!(found.len() > 20);
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }

    #[test]
    fn operation_ids_are_unique_and_comments_are_shown() {
        let document = made();
        let operations =
            document["paths"].as_object().unwrap().values().flat_map(|p| p.as_object().unwrap().values());
        let mut ids = HashSet::new();
        for operation in operations {
            assert!(
                ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
                "{}",
                operation["operationId"]
            );
            assert!(!operation["description"].as_str().unwrap().is_empty(), "{}", operation["operationId"]);
        }
        let update = &document["paths"]["/v1/items/{id}"]["patch"];
        assert!(update["description"].as_str().unwrap().starts_with("Changes the fields named by the mask"));
        assert_eq!(update["security"], json!([{"token": []}, {"session": []}]));
        assert_eq!(document["paths"]["/v1/sessions"]["post"]["security"], json!([]));
    }

    #[test]
    fn no_place_has_two_names() {
        let document = made();
        let shape = |path: &String| {
            let pieces = path.split('/').map(|piece| if piece.starts_with('{') { "{}" } else { piece });
            pieces.collect::<Vec<_>>().join("/") + path.split_once(':').map_or("", |(_, verb)| verb)
        };
        let mut shapes = HashSet::new();
        for path in document["paths"].as_object().unwrap().keys() {
            assert!(shapes.insert(shape(path)), "{path}");
        }
    }

    #[test]
    fn parameters_bodies_and_answers_have_their_schemas() {
        let document = made();
        let list = &document["paths"]["/v1/items"]["get"];
        let names: Vec<&str> =
            list["parameters"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["pageSize", "pageToken", "filter", "orderBy"]);
        let number = &document["components"]["schemas"]["tandem.items.v1.Item"]["properties"]["number"];
        assert_eq!(number["type"], "string");
        let upload = &document["paths"]["/v1/attachments"]["post"]["requestBody"]["content"];
        assert!(upload["multipart/form-data"].is_object() && upload["application/octet-stream"].is_object());
        let download = &document["paths"]["/v1/attachments/{id}"]["get"]["responses"]["200"]["content"];
        assert!(download["*/*"].is_object());
        let live = &document["paths"]["/v1/live"]["get"]["responses"]["200"]["content"];
        assert!(live["text/event-stream"].is_object());
    }
}
