//! What each type of field takes, and what it says of the rest.
use serde_json::json;
use tandem_proto::items::{CustomField, custom_field as pb};

use super::*;

fn field(r#type: Type, key: &str) -> CustomField {
    let choice = |id: &str, name: &str, retired| pb::Choice {
        id: id.into(),
        name: name.into(),
        color: String::new(),
        retired,
    };
    CustomField {
        key: key.into(),
        name: key.into(),
        r#type: r#type.into(),
        decimals: if r#type == Type::Cost { 2 } else { 1 },
        choices: vec![
            choice("low", "Low", false),
            choice("high", "Very high", false),
            choice("old", "Old", true),
        ],
        ..CustomField::default()
    }
}

/// A JSON value as the wire has it.
fn given(json: &Value) -> prost_types::Value {
    to_wire(json)
}

#[test]
fn each_type_keeps_what_is_a_value_of_it() {
    let cases = [
        (Type::Text, json!("  a\nb "), json!("a b")),
        (Type::MultilineText, json!("a\r\nb\n"), json!("a\nb")),
        (Type::Number, json!(3), json!(3)),
        (Type::Number, json!("-0.50"), json!(-0.5)),
        (Type::Number, json!("007"), json!(7)),
        (Type::Number, json!(0), json!(0)),
        (Type::Cost, json!(1234.5), json!(1234.5)),
        (Type::Cost, json!("99999999999.99"), json!(99_999_999_999.99)),
        (Type::Date, json!("2026-02-28"), json!("2026-02-28")),
        (Type::Choice, json!("high"), json!("high")),
        (Type::Choice, json!("VERY high"), json!("high")),
        (Type::MultiChoice, json!(["low", "Low", "high"]), json!(["low", "high"])),
        (Type::MultiChoice, json!("low"), json!(["low"])),
        (Type::Checkbox, json!(false), json!(false)),
        (Type::Checkbox, json!("true"), json!(true)),
        (Type::Link, json!(" https://example.org/a?b=c "), json!("https://example.org/a?b=c")),
    ];
    for (r#type, value, kept) in cases {
        assert_eq!(read(&field(r#type, "f"), &given(&value), None), Ok(Some(kept)), "{type:?} {value}");
    }
}

#[test]
fn nothing_empties_a_field() {
    let all =
        [Type::Text, Type::Number, Type::Date, Type::Choice, Type::MultiChoice, Type::Checkbox, Type::Link];
    for r#type in all {
        for nothing in [json!(null), json!(" ")] {
            assert_eq!(read(&field(r#type, "f"), &given(&nothing), None), Ok(None), "{type:?} {nothing}");
        }
    }
    assert_eq!(read(&field(Type::MultiChoice, "f"), &given(&json!([])), None), Ok(None));
}

#[test]
fn what_is_no_value_is_refused_with_the_value() {
    let cases = [
        (Type::Text, json!(3), "must be text, not 3"),
        (Type::Text, json!("x".repeat(251)), "has 251 characters; at most 250"),
        (Type::MultilineText, json!("x".repeat(10_001)), "has 10001 characters; at most 10000"),
        (Type::Number, json!("abc"), "\"abc\" is no number like 12.5"),
        (Type::Number, json!("1e3"), "\"1e3\" is no number like 12.5"),
        (Type::Number, json!(1.25), "1.25 must have at most 1 digits after the point, and 15 in all"),
        (Type::Number, json!(true), "must be a number, not true"),
        (Type::Date, json!("2026-02-30"), "\"2026-02-30\" is no date like 2026-11-27"),
        (Type::Date, json!("27.11.2026"), "\"27.11.2026\" is no date like 2026-11-27"),
        (Type::Choice, json!("hgih"), "\"hgih\" is none of its choices: Low, Very high"),
        (Type::Choice, json!("old"), "\"old\" is none of its choices: Low, Very high"),
        (Type::Choice, json!(["low"]), "must be a choice, not a list"),
        (Type::MultiChoice, json!([1]), "must be a list of choices, each a text"),
        (Type::Checkbox, json!("yes"), "must be true or false, not \"yes\""),
        (Type::Link, json!("javascript:alert(1)"), "\"javascript:alert(1)\" is no address"),
        (Type::Link, json!("https://a b"), "\"https://a b\" is no address"),
    ];
    for (r#type, value, told) in cases {
        let refused = read(&field(r#type, "f"), &given(&value), None).unwrap_err();
        assert!(refused.starts_with(told), "{type:?} {value}: {refused}");
    }
    let many = json!("1234567890123456");
    assert!(read(&field(Type::Number, "f"), &given(&many), None).is_err(), "16 digits");
}

#[test]
fn a_retired_choice_may_stay_where_it_stands() {
    let kept = json!("old");
    assert_eq!(read(&field(Type::Choice, "f"), &given(&kept), Some(&kept)), Ok(Some(kept.clone())));
    let both = json!(["old", "low"]);
    let list = json!(["old"]);
    assert_eq!(read(&field(Type::MultiChoice, "f"), &given(&both), Some(&list)), Ok(Some(both)));
}

#[test]
fn activities_name_choices() {
    let shown = |r#type, value| as_text(Some(&field(r#type, "f")), &value);
    assert_eq!(shown(Type::Choice, json!("high")), "Very high");
    assert_eq!(shown(Type::MultiChoice, json!(["low", "old"])), "Low, Old");
    assert_eq!(shown(Type::Number, json!(2.5)), "2.5");
    assert_eq!(shown(Type::Checkbox, json!(true)), "true");
}

#[test]
fn what_the_wire_brings_is_what_was_kept() {
    for kept in [
        json!(3),
        json!(-0.5),
        json!(99_999_999_999.99),
        json!(123_456_789.123_456),
        json!("a"),
        json!(["low"]),
    ] {
        assert_eq!(from_wire(&to_wire(&kept)), kept);
    }
}

#[test]
fn what_activities_say_is_read_back() {
    let cases = [
        (Type::Text, json!("a, b")),
        (Type::MultilineText, json!("a\nb")),
        (Type::Number, json!(-2.5)),
        (Type::Cost, json!(99_999_999_999.99)),
        (Type::Date, json!("2026-02-28")),
        (Type::Choice, json!("high")),
        (Type::MultiChoice, json!(["high", "low", "both"])),
        (Type::Checkbox, json!(false)),
        (Type::Link, json!("https://example.org")),
    ];
    for (r#type, kept) in cases {
        let mut field = field(r#type, "f");
        field.choices.push(pb::Choice {
            id: "both".into(),
            name: "Low, Very high".into(),
            ..Default::default()
        });
        let said = as_text(Some(&field), &kept);
        let back = from_text(&field, &said).unwrap();
        assert_eq!(read(&field, &back, None), Ok(Some(kept)), "{said}");
    }
    assert_eq!(from_text(&field(Type::Choice, "f"), "Renamed"), None);
    assert_eq!(
        read(&field(Type::Text, "f"), &from_text(&field(Type::Text, "f"), "").unwrap(), None),
        Ok(None)
    );
}
