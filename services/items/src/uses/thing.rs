//! A thing that may be used, and whether something that is written names it. Pure.
use serde_json::{Map, Value};
use tandem_kit::{
    Error, Result, condition,
    id::{CustomFieldId, ItemTypeId, StatusId},
    plain,
};
use uuid::Uuid;

use crate::{field::Target, vocabulary::Vocabulary};

/// Which thing it is.
#[derive(Clone, Debug)]
pub enum Which {
    Type(Uuid),
    Status(Uuid),
    /// Of items, by its key.
    Field(String),
}

/// The thing, and how it is named.
#[derive(Debug)]
pub struct Thing {
    pub which: Which,
    pub choice: Option<String>,
    /// Unlike any other text.
    id: String,
    /// `type`, `status` or `fields.<key>`: what filters and columns call it.
    path: String,
    /// What it is called as a value, in lower case.
    names: Vec<String>,
}

impl Thing {
    /// # Errors
    /// `NotFound`.
    pub fn find(words: &Vocabulary, id: &str, choice: &str) -> Result<Self> {
        let new = |which, path: &str, names: &[&str]| Self {
            which,
            choice: None,
            id: id.to_owned(),
            path: path.to_owned(),
            names: names.iter().map(|name| name.to_lowercase()).filter(|name| !name.is_empty()).collect(),
        };
        if let Ok(known) = id.parse::<ItemTypeId>() {
            let found = words.item_type(known.uuid()).ok_or_else(|| Error::not_found("item type", id))?;
            return Ok(new(Which::Type(found.id), "type", &[&found.name, id]));
        }
        if let Ok(known) = id.parse::<StatusId>() {
            let found = words.status(known.uuid()).ok_or_else(|| Error::not_found("status", id))?;
            return Ok(new(Which::Status(found.id), "status", &[&found.name, &found.key, id]));
        }
        let known: CustomFieldId = id.parse()?;
        let found = crate::field::of(words, known)?;
        if found.target != Target::Item {
            return Err(Error::invalid(
                "thing_id",
                "is no custom field of items: nothing but its values uses it",
            ));
        }
        let thing = new(Which::Field(found.key.clone()), &format!("fields.{}", found.key), &[]);
        if choice.is_empty() {
            return Ok(thing);
        }
        let of_field = found.choices.iter().find(|one| one.id == choice);
        let chosen = of_field.ok_or_else(|| Error::not_found("choice", choice))?;
        let names = vec![chosen.id.to_lowercase(), chosen.name.to_lowercase()];
        Ok(Self { choice: Some(chosen.id.clone()), names, ..thing })
    }

    /// Whether a text or anything in it names the thing. Filters are read as the conditions that they are.
    pub fn is_in(&self, written: &Value) -> bool {
        match written {
            Value::String(text) => {
                self.choice.is_none() && (*text == self.id || *text == self.path && self.is_own())
            }
            Value::Array(all) => all.iter().any(|one| self.is_in(one)),
            Value::Object(object) => {
                self.is_of(object) || object.iter().any(|(name, inner)| self.is_under(name, inner))
            }
            _ => false,
        }
    }

    fn is_own(&self) -> bool {
        matches!(self.which, Which::Field(_))
    }

    fn is_under(&self, name: &str, inner: &Value) -> bool {
        match (name, inner) {
            ("filter", Value::String(text)) => {
                condition::parse(text).is_ok_and(|condition| self.is_in(&plain::json(&condition)))
            }
            ("status" | "type", Value::String(text)) if name == self.path => self.is_called(text),
            ("fields", Value::Object(values)) => self.is_valued(values),
            _ => self.is_in(inner),
        }
    }

    /// Whether an object is about the thing's field: a comparison, a trigger, an action.
    fn is_of(&self, object: &Map<String, Value>) -> bool {
        let says = |name: &str| object.get(name).and_then(Value::as_str);
        // A thing with an id of its own may have a key too, which is no field's.
        let key = says("key").filter(|_| !object.contains_key("id"));
        let about =
            says("field") == Some(&self.path) || matches!(&self.which, Which::Field(own) if key == Some(own));
        about && (self.is_own() && self.choice.is_none() || self.names_value(object))
    }

    fn names_value(&self, object: &Map<String, Value>) -> bool {
        object
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "field" | "key"))
            .any(|(_, value)| self.calls(value))
    }
    fn calls(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.is_called(text),
            Value::Array(all) => all.iter().any(|one| self.calls(one)),
            Value::Object(object) => object.values().any(|one| self.calls(one)),
            _ => false,
        }
    }
    /// Whether the custom values of something have it.
    fn is_valued(&self, values: &Map<String, Value>) -> bool {
        let Which::Field(key) = &self.which else { return false };
        values.get(key).is_some_and(|value| self.choice.is_none() || self.calls(value))
    }
    fn is_called(&self, text: &str) -> bool {
        self.names.contains(&text.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sqlx::types::Json;

    use super::*;
    use crate::{
        field::{Choice, Field, Type, tests::field},
        vocabulary::tests::shipped,
    };

    fn words() -> Vocabulary {
        let mut words = shipped();
        let choice = |id: &str, name: &str| Choice {
            id: id.into(),
            name: name.into(),
            color: String::new(),
            retired: false,
        };
        let choices = Json(vec![choice("low", "Low"), choice("high", "Very high")]);
        words.fields = vec![Field { choices, ..field(Type::Choice, "severity") }];
        words
    }

    #[test]
    fn a_status_is_found_by_id_key_and_name_and_nowhere_else() {
        let words = words();
        let id = StatusId::from(words.statuses[1].id).to_string();
        let thing = Thing::find(&words, &id, "").unwrap();
        for names in [
            json!({"filter": "status = pending_customer AND priority > 2"}),
            json!({"filter": format!("NOT status = {id}")}),
            json!({"actions": [{"setStatus": {"status": "pending_customer"}}]}),
            json!({"condition": {"any": {"conditions": [{"compare": {"field": "status", "operator": "=", "value": id}}]}}}),
        ] {
            assert!(thing.is_in(&names), "{names}");
        }
        for other in [
            json!({"filter": "status = open"}),
            json!({"filter": "title = pending_customer"}),
            json!({"name": "pending_customer", "columns": ["status"]}),
            json!({"filter": "this is ( no filter"}),
        ] {
            assert!(!thing.is_in(&other), "{other}");
        }
    }

    #[test]
    fn a_field_is_found_by_its_path_and_a_choice_by_its_value() {
        let words = words();
        let id = CustomFieldId::from(words.fields[0].id).to_string();
        let field = Thing::find(&words, &id, "").unwrap();
        let high = Thing::find(&words, &id, "high").unwrap();
        let both = [
            json!({"filter": "fields.severity = \"Very high\""}),
            json!({"setField": {"key": "severity", "value": "high"}}),
            json!({"fields": {"severity": "high"}}),
            json!({"on": "ON_ITEM_UPDATED", "field": "fields.severity", "to": "high"}),
        ];
        for names in &both {
            assert!(field.is_in(names) && high.is_in(names), "{names}");
        }
        for names in [json!({"columns": ["fields.severity"]}), json!({"filter": "fields.severity = low"})] {
            assert!(field.is_in(&names) && !high.is_in(&names), "{names}");
        }
        assert!(!field.is_in(&json!({"id": "form_1", "key": "severity"})), "the key of a page");
        assert!(Thing::find(&words, &id, "none").is_err());
    }
}
