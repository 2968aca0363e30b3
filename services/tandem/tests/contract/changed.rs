//! Whoever changes a field leaves what it was and what it is: each path that an update takes is changed twice, and the second change is looked for. A field that
//! the contract gets later is either in `changed.txt` or one that cannot be set.
use std::collections::{BTreeMap, BTreeSet};

use prost_reflect::DescriptorPool;
use reqwest::Method;
use serde_json::{Value, json};

use super::things::Things;
use crate::support::{Account, Client, Platform};

/// The changes: of which message, by which path, and where they are told; then, for each of its fields, two values.
const CHANGES: &str = include_str!("changed.txt");

/// What a change is about, by the names that the changes know it by.
type Known = BTreeMap<&'static str, String>;

/// One of the parts of the file.
struct Part<'a> {
    message: &'a str,
    path: &'a str,
    told: &'a str,
    fields: Vec<(&'a str, &'a str, &'a str)>,
}

fn parts() -> Vec<Part<'static>> {
    let mut parts: Vec<Part<'static>> = Vec::new();
    for line in CHANGES.lines() {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [first, second, third] = cells[..] else { panic!("{line}") };
        match (first.strip_prefix("= "), parts.last_mut()) {
            (Some(message), _) => parts.push(Part { message, path: second, told: third, fields: Vec::new() }),
            (None, Some(part)) => part.fields.push((first, second, third)),
            (None, None) => panic!("{line} is of nothing"),
        }
    }
    parts
}

/// The whole story.
pub async fn are_told(platform: &Platform, account: &Account, own: &Things) {
    let api = &account.api;
    let known = things(platform, account, own).await;
    let mut wrong = Vec::new();
    for part in parts() {
        for (field, one, two) in &part.fields {
            if *one != "-" {
                wrong.extend(change(api, &known, &part, one).await);
            }
            let before = told(api, &known, &part).await;
            wrong.extend(change(api, &known, &part, two).await);
            let after = told(api, &known, &part).await;
            let lines = &after[..after.len() - before.len()];
            if let Some(problem) = judge(part.told, field, lines) {
                wrong.push(format!("{}.{field}: {problem}: {lines:?}", part.message));
            }
        }
    }
    wrong.extend(forgotten(api, &known).await);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// One line, which says what was and what is.
fn judge(told: &str, field: &str, lines: &[Value]) -> Option<String> {
    let says = |change: &Value| {
        let [before, after] = ["before", "after"].map(|side| change[side].as_str().unwrap_or_default());
        !before.is_empty() && !after.is_empty() && before != after
    };
    let right = if told == "audit" {
        lines.len() == 1
            && lines[0]["changes"].as_array().is_some_and(|changes| {
                changes.iter().any(says) && changes.iter().all(|change| change["before"] != change["after"])
            })
    } else {
        let of_it = |line: &&Value| {
            let named = line["field"].as_str().unwrap_or_default();
            named == field || field == "fields" && named.starts_with("fields.")
        };
        let lines: Vec<&Value> = lines.iter().filter(of_it).collect();
        matches!(lines[..], [line] if says(line) && line["actorId"].as_str().is_some_and(|id| id.starts_with("usr_")))
    };
    (!right).then(|| "not one line with what was and what is".to_owned())
}

/// Fields of the contract that are neither changed here nor refused as ones that cannot be set.
async fn forgotten(api: &Client, known: &Known) -> Vec<String> {
    let pool = DescriptorPool::decode(tandem_proto::DESCRIPTORS).unwrap();
    let mut changed: BTreeMap<&str, (&str, BTreeSet<&str>)> = BTreeMap::new();
    for part in parts() {
        let of_message = changed.entry(part.message).or_insert((part.path, BTreeSet::new()));
        of_message.1.extend(part.fields.iter().map(|(field, ..)| *field));
    }
    let mut wrong = Vec::new();
    for (name, (path, fields)) in changed {
        let message = pool.all_messages().find(|message| {
            message.name() == name
                && message.parent_message().is_none()
                && message.full_name().starts_with("tandem.")
        });
        for field in message.unwrap_or_else(|| panic!("{name} is in the contract")).fields() {
            let field = field.name().to_owned();
            if fields.contains(field.as_str()) || ["id", "revision"].contains(&field.as_str()) {
                continue;
            }
            let path = format!("{}?update_mask={field}", filled(known, path));
            let answer = api.ask(Method::PATCH, &path, Some(json!({}))).await;
            if answer.status != 400 || !answer.body.to_string().contains("cannot be set") {
                wrong.push(format!(
                    "{name}.{field} can be set ({} {}): say in changed.txt to what",
                    answer.status, answer.body
                ));
            }
        }
    }
    wrong
}

fn filled(known: &Known, text: &str) -> String {
    known.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
}

/// Changes it; answers what was wrong with that.
async fn change(api: &Client, known: &Known, part: &Part<'_>, body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(&filled(known, body)).unwrap();
    let fields = body.as_object().unwrap();
    let paths = fields.iter().map(|(name, value)| match value.as_object() {
        Some(inner) if name == "fields" => format!("fields.{}", inner.keys().next().unwrap()),
        _ => name.clone(),
    });
    let mask = paths.collect::<Vec<_>>().join(",");
    let path = format!("{}?update_mask={mask}", filled(known, part.path));
    let answer = api.ask(Method::PATCH, &path, Some(body)).await;
    (answer.status != 200).then(|| format!("{}: {mask}: {}", part.message, answer.body))
}

/// What is told of the thing, newest first.
async fn told(api: &Client, known: &Known, part: &Part<'_>) -> Vec<Value> {
    let path = filled(known, part.path);
    let id = path.rsplit('/').next().unwrap_or_default();
    let (path, list) = match part.told {
        "audit" => (format!("/v1/audit_entries?page_size=100&where.subject={id}"), "entries"),
        _ => (format!("{path}/activities?page_size=100"), "activities"),
    };
    api.get(&path).await[list].as_array().cloned().unwrap_or_default()
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("an id in {made}")).to_owned()
}

/// What is made at first: the name it is known by, the list it is in, what it is.
fn made() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("walked", "items", json!({"title": "Walked"})),
        ("parent1", "items", json!({"title": "Above"})),
        ("parent2", "items", json!({"title": "Higher"})),
        ("proj2", "projects", json!({"name": "Second"})),
        ("org2", "organizations", json!({"name": "Second"})),
        ("cus2", "customers", json!({"name": "Second", "email": "second@second.test"})),
        (
            "usr2",
            "users",
            json!({"name": "Second", "email": "second@staff.test", "role": "ROLE_AGENT", "password": "a secret password"}),
        ),
        ("team2", "teams", json!({"name": "Second"})),
        ("pstatus1", "project_statuses", json!({"name": "Walking", "state": "STATE_IN_PROGRESS"})),
        ("pstatus2", "project_statuses", json!({"name": "Resting", "state": "STATE_IN_PROGRESS"})),
        (
            "sla2",
            "sla_policies",
            json!({"name": "Second", "promises": [{"target": "TARGET_FIRST_RESPONSE", "within": "30s"}]}),
        ),
        (
            "cal2",
            "business_calendars",
            json!({"name": "Second", "time_zone": "UTC", "spans": [{"weekday": 1, "start_minute": 540, "end_minute": 720}]}),
        ),
        ("begun", "statuses", json!({"kind": "KIND_TICKET", "name": "Begun", "state": "STATE_NOT_STARTED"})),
        ("doing", "statuses", json!({"kind": "KIND_TICKET", "name": "Doing", "state": "STATE_IN_PROGRESS"})),
        (
            "done",
            "statuses",
            json!({"kind": "KIND_TICKET", "name": "Done at last", "state": "STATE_FINISHED"}),
        ),
        ("view2", "views", json!({"name": "Second", "filter": "title:second"})),
        (
            "rule2",
            "rules",
            json!({"rule": {"name": "Second", "kinds": ["KIND_TICKET"], "triggers": [{"on": "ON_ITEM_UPDATED", "field": "priority"}], "actions": [{"set_priority": {"priority": 3}}]}}),
        ),
    ]
}

/// What the changes are about, and what they name.
async fn things(platform: &Platform, account: &Account, own: &Things) -> Known {
    let api = &account.api;
    let kinds = ["usr", "team", "cus", "org", "proj", "sla", "cal"];
    let mut known: Known = kinds.map(|kind| (kind, own.id(kind).unwrap_or_default().to_owned())).into();
    for (name, list, body) in made() {
        known.insert(name, id(&api.post(&format!("/v1/{list}"), body).await));
    }
    for (name, title) in [("folder2", "Plans"), ("folder3", "Maps")] {
        let folder = json!({"name": title, "project_id": known["proj2"]});
        known.insert(name, id(&api.post("/v1/folders", folder).await));
    }
    for (name, title) in [("type", "Walk"), ("type2", "Second walk")] {
        let statuses = [&known["begun"], &known["doing"], &known["done"]];
        let of = json!({"kind": "KIND_TICKET", "name": title, "status_ids": statuses});
        known.insert(name, id(&api.post("/v1/item_types", of).await));
    }
    for target in ["Item", "Project", "Customer", "Organization", "User"] {
        let target = format!("TARGET_{}", target.to_uppercase());
        let name = format!("Of {}", target.trim_start_matches("TARGET_").to_lowercase());
        field(api, json!({"target": target, "name": name, "type": "TYPE_TEXT"})).await;
    }
    let number = json!({"target": "TARGET_ITEM", "name": "Count", "type": "TYPE_NUMBER"});
    known.insert("number", field(api, number).await);
    let choice = json!({"target": "TARGET_ITEM", "name": "Colour", "type": "TYPE_CHOICE", "choices": [{"name": "Blue"}]});
    known.insert("choice", field(api, choice).await);
    let views = api.get("/v1/views?kind=KIND_TICKET").await;
    let system = views["views"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|view| view["system"] == true && view["default"] != true);
    known.insert("system_view", id(system.unwrap_or_else(|| panic!("a system view in {views}"))));
    platform.settle().await;
    known
}

async fn field(api: &Client, field: Value) -> String {
    id(&api.post("/v1/custom_fields", json!({"custom_field": field})).await)
}
