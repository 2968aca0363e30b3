//! The values of a thing's fields: set, checked, compared. Pure.
use std::collections::BTreeMap;

use serde_json::Value;
use tandem_kit::{Error, Result};
use uuid::Uuid;

use super::{Field, Target, value};
use crate::vocabulary::{Kind, Vocabulary};

/// Values by the keys of their fields, as they are kept.
pub type Values = BTreeMap<String, Value>;
/// The same as they are given.
pub type Given = BTreeMap<String, prost_types::Value>;

/// What has the values.
#[derive(Clone, Copy, Debug)]
pub enum Owner {
    Item(Kind, Uuid),
    Project,
}

impl Owner {
    fn target(self) -> Target {
        match self {
            Self::Item(..) => Target::Item,
            Self::Project => Target::Project,
        }
    }
    fn has(self, field: &Field) -> bool {
        match self {
            Self::Item(kind, r#type) => field.is_of(kind, r#type),
            Self::Project => field.target == Target::Project,
        }
    }
}

/// The values after those that are given are set; one that says nothing empties its field. `at` is what stands before their keys.
///
/// # Errors
/// `Invalid` with the field: it is unknown, retired, of another type, or required; or the value is none of it.
pub fn set(words: &Vocabulary, owner: Owner, before: &Values, given: &Given, at: &str) -> Result<Values> {
    let mut after = before.clone();
    for (key, one) in given {
        let at = format!("{at}.{key}");
        let field = words.fields.iter().find(|f| f.target == owner.target() && f.key == *key);
        let field = field.ok_or_else(|| unknown(words, owner, key, &at))?;
        let kept = before.get(key);
        let read = value::read(field, one, kept).map_err(|problem| Error::invalid(&at, problem))?;
        if read.as_ref() == kept {
            continue;
        }
        match read {
            Some(_) if field.retired => {
                return Err(Error::invalid(
                    at,
                    format!("{:?} is retired and takes no new values", field.name),
                ));
            }
            Some(_) if !owner.has(field) => {
                return Err(Error::invalid(at, format!("{:?} is no field of its type", field.name)));
            }
            Some(value) => {
                after.insert(key.clone(), value);
            }
            None if field.required && !field.retired && owner.has(field) => {
                return Err(Error::invalid(
                    at,
                    format!("{:?} is required and cannot be emptied", field.name),
                ));
            }
            None => {
                after.remove(key);
            }
        }
    }
    Ok(after)
}

fn unknown(words: &Vocabulary, owner: Owner, key: &str, at: &str) -> Error {
    let keys = words.fields.iter().filter(|f| owner.has(f) && !f.retired).take(30).map(|f| f.key.as_str());
    let keys = keys.collect::<Vec<_>>().join(", ");
    let told = if keys.is_empty() { "none".into() } else { keys };
    let key: String = key.chars().take(60).collect();
    Error::invalid(at, format!("there is no custom field {key:?} here; there are {told}"))
}

/// The values of a new thing: those given, and the defaults of the rest.
///
/// # Errors
/// As [`set`].
pub fn of_new(words: &Vocabulary, owner: Owner, given: &Given, at: &str) -> Result<Values> {
    let mut values = set(words, owner, &Values::new(), given, at)?;
    for field in words.fields.iter().filter(|f| !f.retired && owner.has(f)) {
        if let (Some(value), false) = (&field.default_value, given.contains_key(&field.key)) {
            values.insert(field.key.clone(), value.0.clone());
        }
    }
    Ok(values)
}

/// Whether a new thing has what its maker must give.
///
/// # Errors
/// `Invalid` with the first field that is missing.
pub fn complete(words: &Vocabulary, owner: Owner, values: &Values, at: &str) -> Result<()> {
    let mut fields = words.fields.iter().filter(|f| f.required && !f.retired && owner.has(f));
    match fields.find(|field| !values.contains_key(&field.key)) {
        Some(field) => {
            Err(Error::invalid(format!("{at}.{}", field.key), format!("{:?} is required", field.name)))
        }
        None => Ok(()),
    }
}

/// The keys under which two differ, in order.
pub fn differences<'a>(a: &'a Values, b: &'a Values) -> Vec<&'a str> {
    let mut keys: Vec<&str> = a.keys().chain(b.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| a.get(*key) != b.get(*key));
    keys
}

/// What customers may see.
pub fn for_customers(words: &Vocabulary, values: &Values) -> Values {
    let visible = |key: &String| {
        words.fields.iter().any(|f| f.target == Target::Item && f.visible_to_customers && f.key == *key)
    };
    values.iter().filter(|(key, _)| visible(key)).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// As the wire has them.
pub fn to_wire(values: &Values) -> Given {
    values.iter().map(|(key, value)| (key.clone(), value::to_wire(value))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sqlx::types::Json;

    use super::*;
    use crate::{
        field::{
            Type,
            value::tests::{field, given},
        },
        vocabulary::tests::shipped,
    };

    fn words() -> Vocabulary {
        let mut words = shipped();
        words.fields = vec![
            Field { required: true, ..field(Type::Choice, "severity") },
            Field { types: vec![words.types[0].id], visible_to_customers: true, ..field(Type::Text, "room") },
            Field { kinds: vec!["task".into()], ..field(Type::Number, "points") },
            Field { retired: true, ..field(Type::Text, "old") },
            Field { default_value: Some(Json(json!(true))), ..field(Type::Checkbox, "billable") },
            Field { target: Target::Project, ..field(Type::Text, "code") },
        ];
        words
    }

    fn of(pairs: &[(&str, Value)]) -> Given {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), given(value))).collect()
    }

    #[test]
    fn values_are_set_and_emptied_by_their_keys_and_the_others_stay() {
        let words = words();
        let ticket = Owner::Item(Kind::Ticket, words.types[0].id);
        let set =
            |before: &Values, pairs: &[(&str, Value)]| set(&words, ticket, before, &of(pairs), "item.fields");
        let first = set(&Values::new(), &[("severity", json!("Low")), ("room", json!("12"))]).unwrap();
        assert_eq!(json!(first), json!({"severity": "low", "room": "12"}));
        let second = set(&first, &[("room", json!(null)), ("billable", json!(false))]).unwrap();
        assert_eq!(json!(second), json!({"severity": "low", "billable": false}));
        assert_eq!(differences(&first, &second), ["billable", "room"]);
        assert_eq!(json!(for_customers(&words, &first)), json!({"room": "12"}));
    }

    #[test]
    fn what_cannot_be_set_is_refused_by_its_field() {
        let words = words();
        let ticket = Owner::Item(Kind::Ticket, words.types[0].id);
        let kept = Values::from([("severity".to_owned(), json!("low")), ("old".to_owned(), json!("x"))]);
        let refused = |pairs: &[(&str, Value)]| {
            set(&words, ticket, &kept, &of(pairs), "item.fields").unwrap_err().to_string()
        };
        let cases = [
            (
                "sevrity",
                json!("low"),
                "there is no custom field \"sevrity\" here; there are severity, room, billable",
            ),
            ("code", json!("x"), "there is no custom field \"code\""),
            ("points", json!(1), "\"points\" is no field of its type"),
            ("old", json!("y"), "\"old\" is retired"),
            ("severity", json!(null), "\"severity\" is required and cannot be emptied"),
            ("severity", json!("hgih"), "\"hgih\" is none of its choices"),
        ];
        for (key, value, told) in cases {
            let refused = refused(&[(key, value)]);
            assert!(refused.starts_with(&format!("item.fields.{key}: {told}")), "{refused}");
        }
        assert!(set(&words, ticket, &kept, &of(&[("old", json!("x"))]), "").is_ok(), "it stays as it is");
        assert!(set(&words, ticket, &kept, &of(&[("old", json!(null))]), "").is_ok(), "and may go");
    }

    #[test]
    fn a_new_thing_has_its_defaults_and_may_lack_what_is_required_of_users() {
        let words = words();
        let ticket = Owner::Item(Kind::Ticket, words.types[0].id);
        let new = |pairs: &[(&str, Value)]| of_new(&words, ticket, &of(pairs), "fields").unwrap();
        assert_eq!(json!(new(&[])), json!({"billable": true}));
        assert_eq!(json!(new(&[("billable", json!(null))])), json!({}));
        let missing = complete(&words, ticket, &new(&[]), "fields").unwrap_err();
        assert_eq!(missing.to_string(), "fields.severity: \"severity\" is required");
        complete(&words, ticket, &new(&[("severity", json!("low"))]), "fields").unwrap();
    }
}
