//! The values of an item's or a project's fields.
use tandem_kit::{
    Result,
    custom_field::values::{self, Fields},
};
use uuid::Uuid;

use super::{Field, Target};
use crate::vocabulary::{Kind, Vocabulary};

pub use tandem_kit::custom_field::values::{Given, Values, differences, to_wire};

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
    fn fields(self, words: &Vocabulary) -> Fields<'_, Field> {
        let all = words.fields.iter().filter(|f| f.target == self.target()).collect();
        Fields { all, has: Box::new(move |field| self.has(field)) }
    }
}

/// The values after those that are given are set; one that says nothing empties its field. `at` is what stands before their keys.
///
/// # Errors
/// `Invalid` with the field: it is unknown, retired, of another type, or required; or the value is none of it.
pub fn set(words: &Vocabulary, owner: Owner, before: &Values, given: &Given, at: &str) -> Result<Values> {
    values::set(&owner.fields(words), before, given, at)
}

/// The values of a new thing: those given, and the defaults of the rest.
///
/// # Errors
/// As [`set`].
pub fn of_new(words: &Vocabulary, owner: Owner, given: &Given, at: &str) -> Result<Values> {
    values::of_new(&owner.fields(words), given, at)
}

/// Whether a new thing has what its maker must give.
///
/// # Errors
/// `Invalid` with the first field that is missing.
pub fn complete(words: &Vocabulary, owner: Owner, values: &Values, at: &str) -> Result<()> {
    values::complete(&owner.fields(words), values, at)
}

/// What customers may see.
pub fn for_customers(words: &Vocabulary, values: &Values) -> Values {
    let visible = |key: &String| {
        words.fields.iter().any(|f| f.target == Target::Item && f.visible_to_customers && f.key == *key)
    };
    values.iter().filter(|(key, _)| visible(key)).map(|(k, v)| (k.clone(), v.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use sqlx::types::Json;
    use tandem_kit::custom_field::value::to_wire as given;

    use super::*;
    use crate::{
        field::{Type, tests::field},
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
