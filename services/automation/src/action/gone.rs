//! What of a value was retired since a rule or a macro was written: it is not set, and its line says so. Pure.
use prost_types::{Value, value::Kind};
use tandem_kit::custom_field::without_gone;
use tandem_proto::items::CustomField;

/// What of a value a field takes that has another now, and why not all of it: nothing to set where nothing of it is left. What the item has already
/// it may have, retired or not.
pub fn settable(field: &CustomField, wanted: &Value, has: Option<&Value>) -> (Option<Value>, String) {
    let whole = (Some(wanted.clone()), String::new());
    if has == Some(wanted) || is_nothing(wanted) {
        return whole;
    }
    if field.retired {
        return (None, "it is retired".to_owned());
    }
    match without_gone(field, wanted, has) {
        (_, gone) if gone.is_empty() => whole,
        (left, gone) => (left, told(&gone)),
    }
}

fn is_nothing(value: &Value) -> bool {
    matches!(value.kind, None | Some(Kind::NullValue(_)))
}

fn told(names: &[String]) -> String {
    format!("{} {} retired", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tandem_kit::custom_field::value::{from_wire, to_wire};
    use tandem_proto::items::custom_field::{Choice, Type};

    use super::*;

    #[test]
    fn what_is_retired_is_not_set_and_what_the_item_has_it_keeps() {
        let choice = |id: &str, name: &str, retired| Choice {
            id: id.into(),
            name: name.into(),
            retired,
            ..Choice::default()
        };
        let choices = vec![choice("low", "Low", false), choice("high", "Very high", true)];
        let one = CustomField { r#type: Type::Choice.into(), choices, ..CustomField::default() };
        let several = CustomField { r#type: Type::MultiChoice.into(), ..one.clone() };
        let old = CustomField { r#type: Type::Text.into(), retired: true, ..CustomField::default() };
        let cases = [
            (&one, json!("low"), json!(null), Some(json!("low")), ""),
            (&one, json!("high"), json!("low"), None, "Very high is retired"),
            (&one, json!("high"), json!("high"), Some(json!("high")), ""),
            (&one, json!(null), json!("high"), Some(json!(null)), ""),
            (&several, json!(["low", "high"]), json!(null), Some(json!(["low"])), "Very high is retired"),
            (&several, json!(["low", "high"]), json!(["high"]), Some(json!(["low", "high"])), ""),
            (&several, json!(["high"]), json!(["low"]), None, "Very high is retired"),
            (&old, json!("x"), json!(null), None, "it is retired"),
            (&old, json!(null), json!("x"), Some(json!(null)), ""),
        ];
        for (field, wanted, has, set, why) in cases {
            let has = (!has.is_null()).then(|| to_wire(&has));
            let (given, told) = settable(field, &to_wire(&wanted), has.as_ref());
            assert_eq!((given.as_ref().map(from_wire), told.as_str()), (set, why), "{wanted}");
        }
    }
}
