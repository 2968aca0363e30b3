//! Messages and enums as JSON schemas.
use std::collections::BTreeSet;

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use super::Comments;

/// The schemas that were referred to, and those that they refer to.
pub struct Schemas<'a> {
    comments: &'a Comments,
    done: Map<String, Value>,
    begun: BTreeSet<String>,
}

impl<'a> Schemas<'a> {
    pub fn new(comments: &'a Comments) -> Self {
        Self { comments, done: Map::new(), begun: BTreeSet::new() }
    }
    pub fn done(self) -> Map<String, Value> {
        self.done
    }
    /// A reference to a message, or what a well-known one is in JSON.
    pub fn message(&mut self, message: &MessageDescriptor) -> Value {
        if let Some(known) = well_known(message.full_name()) {
            return known;
        }
        let name = message.full_name();
        if self.begun.insert(name.to_owned()) {
            let mut properties = Map::new();
            for field in message.fields() {
                let mut schema = self.field(&field);
                describe(&mut schema, self.comments.of_field(&field));
                properties.insert(field.json_name().to_owned(), schema);
            }
            let mut schema = json!({"type": "object", "properties": properties});
            describe(&mut schema, self.comments.of_message(message));
            self.done.insert(name.to_owned(), schema);
        }
        reference(name)
    }
    /// What a field is in JSON.
    pub fn field(&mut self, field: &FieldDescriptor) -> Value {
        let kind = field.kind();
        if field.is_map()
            && let Some(entry) = kind.as_message()
        {
            let value = self.kind(&entry.map_entry_value_field().kind());
            return json!({"type": "object", "additionalProperties": value});
        }
        let one = self.kind(&kind);
        if field.is_list() { json!({"type": "array", "items": one}) } else { one }
    }
    fn kind(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Message(message) => self.message(message),
            Kind::Enum(of) => self.choice(of),
            Kind::String => json!({"type": "string"}),
            Kind::Bytes => json!({"type": "string", "contentEncoding": "base64"}),
            Kind::Bool => json!({"type": "boolean"}),
            Kind::Double | Kind::Float => json!({"type": "number"}),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => json!({"type": "string", "format": "int64"}),
            Kind::Uint64 | Kind::Fixed64 => json!({"type": "string", "format": "uint64"}),
            Kind::Uint32 | Kind::Fixed32 => json!({"type": "integer", "format": "uint32", "minimum": 0}),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => json!({"type": "integer", "format": "int32"}),
        }
    }
    fn choice(&mut self, of: &EnumDescriptor) -> Value {
        let name = of.full_name();
        if self.begun.insert(name.to_owned()) {
            let values: Vec<String> = of.values().map(|v| v.name().to_owned()).collect();
            let mut schema = json!({"type": "string", "enum": values});
            describe(&mut schema, self.comments.of_enum(of));
            self.done.insert(name.to_owned(), schema);
        }
        reference(name)
    }
}

/// Adds a comment; beside a reference it stands as well (`OpenAPI` 3.1).
pub fn describe(schema: &mut Value, comment: String) {
    if !comment.is_empty() {
        schema["description"] = comment.into();
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn well_known(name: &str) -> Option<Value> {
    Some(match name.strip_prefix("google.protobuf.")? {
        "Timestamp" => json!({"type": "string", "format": "date-time"}),
        "Duration" => {
            json!({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{1,9})?s$", "examples": ["90s"]})
        }
        "FieldMask" => json!({"type": "string", "examples": ["title,tags"]}),
        "StringValue" | "BytesValue" | "Int64Value" | "UInt64Value" => json!({"type": ["string", "null"]}),
        "Int32Value" | "UInt32Value" => json!({"type": ["integer", "null"]}),
        "BoolValue" => json!({"type": ["boolean", "null"]}),
        "DoubleValue" | "FloatValue" => json!({"type": ["number", "null"]}),
        "ListValue" => json!({"type": "array"}),
        "Value" => json!({}),
        _ => json!({"type": "object"}),
    })
}
