//! What of a value names choices that were retired since it was written. Pure.
use prost_types::{ListValue, Value, value::Kind};

use super::{Choice, Described};

/// What of a value is left without retired choices, nothing where that is nothing, and what those are called. A choice is named by its id or, in
/// any case, by its name. Those of `has`, what there is already, are kept.
pub fn without_gone(
    field: &impl Described,
    given: &Value,
    has: Option<&Value>,
) -> (Option<Value>, Vec<String>) {
    let kept = has.map(texts).unwrap_or_default();
    let gone = |one: &Value| retired(field, text(one)?).filter(|choice| !kept.contains(&choice.id));
    let name = |one: &Value| gone(one).map(|choice| choice.name.to_owned());
    match &given.kind {
        Some(Kind::ListValue(list)) => {
            let names: Vec<String> = list.values.iter().filter_map(name).collect();
            if names.is_empty() {
                return (Some(given.clone()), names);
            }
            let values: Vec<Value> = list.values.iter().filter(|one| gone(one).is_none()).cloned().collect();
            let list = (!values.is_empty()).then_some(Kind::ListValue(ListValue { values }));
            (list.map(|list| Value { kind: Some(list) }), names)
        }
        _ => match name(given) {
            Some(name) => (None, vec![name]),
            None => (Some(given.clone()), Vec::new()),
        },
    }
}

/// The retired choice that is written so, where no other is that is offered.
fn retired<'a, F: Described>(field: &'a F, written: &str) -> Option<Choice<'a>> {
    let is = |choice: &Choice<'_>| {
        choice.id == written || choice.name.to_lowercase() == written.trim().to_lowercase()
    };
    let mut named: Vec<Choice<'a>> = field.choices().filter(is).collect();
    if named.iter().any(|choice| !choice.retired) {
        return None;
    }
    named.pop()
}

fn texts(value: &Value) -> Vec<&str> {
    match &value.kind {
        Some(Kind::ListValue(list)) => list.values.iter().filter_map(text).collect(),
        _ => text(value).into_iter().collect(),
    }
}

fn text(value: &Value) -> Option<&str> {
    if let Some(Kind::StringValue(text)) = &value.kind { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};
    use tandem_proto::items::{CustomField, custom_field};

    use super::*;
    use crate::custom_field::value::{from_wire, to_wire};

    #[test]
    fn retired_choices_are_left_out_by_name_and_what_there_is_stays() {
        let choice = |id: &str, name: &str, retired| custom_field::Choice {
            id: id.into(),
            name: name.into(),
            retired,
            ..Default::default()
        };
        let choices = vec![
            choice("low", "Low", false),
            choice("high", "Very high", true),
            choice("low_2", "LOW", true),
        ];
        let field = CustomField { choices, ..CustomField::default() };
        let none: [&str; 0] = [];
        for (given, has, left, names) in [
            (json!("low"), Json::Null, json!("low"), none.to_vec()),
            (json!("LOW"), Json::Null, json!("LOW"), none.to_vec()),
            (json!("high"), json!("low"), Json::Null, vec!["Very high"]),
            (json!("VERY high"), Json::Null, Json::Null, vec!["Very high"]),
            (json!("high"), json!("high"), json!("high"), none.to_vec()),
            (json!(["low", "high"]), Json::Null, json!(["low"]), vec!["Very high"]),
            (json!(["low", "high"]), json!(["high"]), json!(["low", "high"]), none.to_vec()),
            (json!(["high"]), json!(["low"]), Json::Null, vec!["Very high"]),
            (json!(7), Json::Null, json!(7), none.to_vec()),
        ] {
            let had = (!has.is_null()).then(|| to_wire(&has));
            let (rest, gone) = without_gone(&field, &to_wire(&given), had.as_ref());
            let names: Vec<String> = names.into_iter().map(Into::into).collect();
            assert_eq!((rest.as_ref().map(from_wire).unwrap_or_default(), gone), (left, names), "{given}");
        }
    }
}
