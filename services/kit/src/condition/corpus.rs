//! The selector corpus as conditions: what each viewer finds, in memory.

use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::{Catalogue, Column, Kind, Scope, Search, Value, compile, eval};

/// Where the corpus says `now` is.
const NOW: &str = "2022-09-27T00:00:00Z";

fn corpus() -> Option<Json> {
    let found = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/corpora/zammad-facts/selector_cases.json"))
        .find(|path| path.exists())?;
    Some(serde_json::from_slice(&std::fs::read(found).unwrap()).unwrap())
}

fn catalogue() -> Catalogue {
    let text = [("title", "title"), ("customer_email", "email"), ("organization_name", "name")];
    let ids = ["group", "owner", "organization", "updated_by", "customer"];
    let times = ["create_time", "update_time", "escalation_time"];
    let mut catalogue = Catalogue::default()
        .field("state", Kind::Keyword, Column::required("state"))
        .field("tags", Kind::Keyword, Column::array("tags"))
        .search(Search::Fields(vec!["title"]));
    for (name, column) in text {
        catalogue = catalogue.field(name, Kind::Text, Column::nullable(column));
    }
    for name in ids {
        catalogue = catalogue.field(name, Kind::TextId, Column::nullable(name));
    }
    for name in times {
        catalogue = catalogue.field(name, Kind::Time, Column::nullable(name));
    }
    catalogue
}

/// One attribute of a selector in our language; none where the corpus leaves it incomplete.
fn clause(attribute: &str, selector: &Json) -> Option<String> {
    let field = match attribute.rsplit('.').next()? {
        "email" => "customer_email",
        "name" => "organization_name",
        "created_at" => "create_time",
        "updated_at" => "update_time",
        "escalation_at" => "escalation_time",
        other => other.trim_end_matches("_id"),
    };
    let value = match &selector["value"] {
        Json::String(text) => text.replace('$', "").replace(".id", ""),
        Json::Array(values) => values.first()?.to_string(),
        _ => String::new(),
    };
    let years = format!("{value}y");
    let operator = selector["operator"].as_str()?;
    let pre = selector["pre_condition"].as_str();
    Some(match (operator, pre) {
        ("is", Some("not_set")) => format!("-{field}:*"),
        ("is", Some("current_user.id")) => format!("{field} = me"),
        ("is", Some("current_user.organization_id")) => format!("{field} = my_teams"),
        ("is not", _) if selector["value"].is_null() => format!("{field}:*"),
        ("is", _) if value.is_empty() => return None,
        ("is", _) => format!("{field} = {value}"),
        ("contains", _) => format!("{field}:\"{value}\""),
        ("contains not", _) => format!("-{field}:\"{value}\""),
        ("contains all", _) => format!("{field}:({})", value.replace(", ", " ")),
        ("contains one", _) => format!("{field}:({})", value.replace(", ", " OR ")),
        ("after (absolute)", _) => format!("{field} > {value}"),
        ("before (absolute)", _) => format!("{field} < {value}"),
        ("within last (relative)", _) => format!("{field} > -{years} AND {field} <= now"),
        ("till (relative)", _) => format!("{field} <= +{years}"),
        other => panic!("unknown operator {other:?}"),
    })
}

fn fact(ticket: &Json, field: &str) -> Value {
    let text = |name: &str| ticket[name].as_str().map(str::to_owned);
    let organization = text("organisation")
        .or_else(|| text("customer").filter(|c| c == "customer1").map(|_| "Selector Org".into()));
    match field {
        "group" => "group".into(),
        "organization" | "organization_name" => organization.into(),
        "customer_email" => text("customer").map(|c| format!("ticket-selector-{c}@example.com")).into(),
        "create_time" => text("created_at").into(),
        "update_time" => text("updated_at").map(|at| at.replace("now", NOW)).into(),
        "escalation_time" => text("escalation_at").into(),
        "tags" => ticket["tags"]
            .as_array()
            .map(|tags| tags.iter().filter_map(Json::as_str).collect::<Vec<_>>())
            .into(),
        other => text(other).into(),
    }
}

/// What the corpus' access rules leave a viewer to see: no part of the condition.
fn sees(viewer: Option<&str>, ticket: &Json) -> bool {
    match viewer {
        None | Some("agent1") => true,
        Some(viewer) => ticket["customer"] == viewer,
    }
}

fn scope(user: Option<&str>) -> Scope {
    let my_teams = if user == Some("customer1") { vec!["Selector Org".into()] } else { vec![] };
    Scope { me: user.map(str::to_owned), my_teams, now: NOW.parse().unwrap(), zone: TimeZone::UTC }
}

#[test]
fn the_selector_corpus_finds_the_same_tickets() {
    let Some(corpus) = corpus() else { return };
    let (mut compared, mut refused) = (0, 0);
    for case in corpus["cases"].as_array().unwrap() {
        let clauses: Option<Vec<_>> =
            case["condition"].as_object().unwrap().iter().map(|(k, v)| clause(k, v)).collect();
        for expected in case["expect"].as_array().unwrap() {
            let Some(count) = expected["count"].as_u64() else {
                assert!(clauses.is_none(), "{}: an incomplete condition", case["id"]);
                refused += 1;
                continue;
            };
            let written = clauses.as_ref().unwrap().join(" AND ");
            let checked = compile(&written, &catalogue()).expect(&written);
            let viewer = expected["viewer"].as_str();
            let scope = scope(viewer.or(case["acting_user"].as_str()));
            let everything = expected["access"] == "ignore";
            let found = corpus["datasets"][case["dataset"].as_str().unwrap()]
                .as_array()
                .unwrap()
                .iter()
                .filter(|ticket| everything || sees(viewer, ticket))
                .filter(|ticket| eval(&checked, &scope, &|field: &str| fact(ticket, field)))
                .count();
            assert_eq!(found as u64, count, "{} for {viewer:?}: {written}", case["id"]);
            compared += 1;
        }
    }
    assert!(compared > 40 && refused > 15, "{compared} compared, {refused} refused");
}
