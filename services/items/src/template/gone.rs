//! What of a template was retired since it was written: items are made without it, and it is said without what. Pure.
use tandem_kit::{custom_field::without_gone, id::ItemTypeId};
use tandem_proto::items as pb;

use crate::{
    field::{Field, Target, value},
    vocabulary::{ItemType, Kind, Vocabulary},
    wire,
};

/// A template as items can be made of it now, and for each thing that was left out a few words with its name: `without "Room", which is retired`.
pub fn without_retired(words: &Vocabulary, template: &pb::ItemTemplate) -> (pb::ItemTemplate, Vec<String>) {
    let (mut after, mut lost) = (template.clone(), Vec::new());
    let kind = wire::kind(template.kind()).unwrap_or(Kind::Ticket);
    let own = template.type_id.parse::<ItemTypeId>().ok().and_then(|id| words.item_type(id.uuid()));
    let default = words.types_in_use(kind).find(|t| t.is_default);
    let made = match (own.filter(|own| own.kind == kind), default) {
        (Some(own), Some(default)) if own.retired => {
            after.type_id = String::new();
            lost.push(format!("as a {:?}, because {:?} is retired", default.name, own.name));
            Some(default)
        }
        (own, default) => own.or(default),
    };
    let Some(made) = made else { return (after, lost) };
    for (key, given) in &template.fields {
        let field = words.fields.iter().find(|f| f.target == Target::Item && f.key == *key);
        if let Some((value, why)) = field.and_then(|field| rest(field, made, given)) {
            lost.push(why);
            after.fields.remove(key);
            after.fields.extend(value.map(|value| (key.clone(), value)));
        }
    }
    (after, lost)
}

/// What is left of a value, and why that is not all of it; nothing where it is.
fn rest(
    field: &Field,
    of: &ItemType,
    given: &prost_types::Value,
) -> Option<(Option<prost_types::Value>, String)> {
    match value::read(field, given, None) {
        _ if field.retired => Some((None, format!("without {:?}, which is retired", field.name))),
        Ok(_) if field.is_of(of.kind, of.id) => None,
        Ok(_) => Some((None, format!("without {:?}, which a {:?} does not have", field.name, of.name))),
        Err(problem) => Some(match without_gone(field, given, None) {
            (_, gone) if gone.is_empty() => (None, format!("without {:?}: {problem}", field.name)),
            (left, gone) => (left, without(&gone, field)),
        }),
    }
}

fn without(gone: &[String], of: &Field) -> String {
    let names = gone.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    let is = if gone.len() == 1 { "is" } else { "are" };
    format!("without {names} of {:?}, which {is} retired", of.name)
}

/// What of a changed template is to be checked: what was in it before may stay, retired or not, as long as its type does.
pub fn to_check(words: &Vocabulary, after: &pb::ItemTemplate, before: &pb::ItemTemplate) -> pb::ItemTemplate {
    let mut checked = after.clone();
    if (after.kind, &after.type_id) != (before.kind, &before.type_id) {
        return checked;
    }
    let (still, _) = without_retired(words, after);
    checked.type_id = still.type_id;
    for (key, _) in after.fields.iter().filter(|(key, value)| before.fields.get(*key) == Some(*value)) {
        checked.fields.remove(key);
        checked.fields.extend(still.fields.get(key).map(|value| (key.clone(), value.clone())));
    }
    checked
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sqlx::types::Json;
    use tandem_kit::custom_field::value::{from_wire, to_wire};

    use super::*;
    use crate::{
        field::{Choice, Type, tests::field},
        vocabulary::tests::shipped,
    };

    fn words() -> Vocabulary {
        let mut words = shipped();
        let ticket = words.types[0].clone();
        let change = ItemType {
            id: uuid::Uuid::from_u128(99),
            name: "Change".into(),
            is_default: false,
            retired: true,
            ..ticket
        };
        let choice = |id: &str, name: &str, retired| Choice {
            id: id.into(),
            name: name.into(),
            color: String::new(),
            retired,
        };
        let choices = || Json(vec![choice("low", "Low", false), choice("high", "Very high", true)]);
        words.fields = vec![
            Field { choices: choices(), ..field(Type::Choice, "severity") },
            Field { choices: choices(), ..field(Type::MultiChoice, "parts") },
            Field { retired: true, ..field(Type::Text, "room") },
            Field { types: vec![change.id], ..field(Type::Text, "risk") },
        ];
        words.types.push(change);
        words
    }

    fn template(type_id: &str, fields: &[(&str, serde_json::Value)]) -> pb::ItemTemplate {
        pb::ItemTemplate {
            kind: pb::Kind::Ticket.into(),
            type_id: type_id.into(),
            fields: fields.iter().map(|(key, value)| ((*key).to_owned(), to_wire(value))).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn what_is_retired_is_left_out_by_its_name_and_the_rest_stays() {
        let words = words();
        let change = ItemTypeId::from(uuid::Uuid::from_u128(99)).to_string();
        let cases = [
            (template("", &[("severity", json!("low"))]), json!({"severity": "low"}), ""),
            (
                template("", &[("severity", json!("high"))]),
                json!({}),
                "without \"Very high\" of \"severity\", which is retired",
            ),
            (
                template("", &[("severity", json!("VERY high"))]),
                json!({}),
                "without \"Very high\" of \"severity\", which is retired",
            ),
            (
                template("", &[("parts", json!(["low", "high"]))]),
                json!({"parts": ["low"]}),
                "without \"Very high\" of \"parts\", which is retired",
            ),
            (template("", &[("room", json!("7"))]), json!({}), "without \"room\", which is retired"),
            (
                template("", &[("risk", json!("x"))]),
                json!({}),
                "without \"risk\", which a \"Ticket\" does not have",
            ),
            (template(&change, &[]), json!({}), "as a \"Ticket\", because \"Change\" is retired"),
        ];
        for (template, fields, told) in cases {
            let (after, lost) = without_retired(&words, &template);
            let kept: serde_json::Map<_, _> =
                after.fields.iter().map(|(key, value)| (key.clone(), from_wire(value))).collect();
            assert_eq!((json!(kept), lost.join("; ").as_str()), (fields, told));
            assert_eq!(after.type_id, "");
        }
    }

    #[test]
    fn what_was_retired_may_stay_and_is_not_put_in() {
        let words = words();
        let change = ItemTypeId::from(uuid::Uuid::from_u128(99)).to_string();
        let before = template(&change, &[("room", json!("7"))]);
        let renamed = pb::ItemTemplate { name: "Other".into(), ..before.clone() };
        let checked = to_check(&words, &renamed, &before);
        assert!(checked.type_id.is_empty() && checked.fields.is_empty(), "{checked:?}");
        let another_room = template(&change, &[("room", json!("8"))]);
        assert_eq!(to_check(&words, &another_room, &before).fields.len(), 1, "which is refused");
        let into = to_check(&words, &before, &template("", &[("room", json!("7"))]));
        assert_eq!(into, before, "of another type it is looked at whole");
    }
}
