//! What each role in a private project lets one change, over every rpc of items that changes something: done, or refused with a sentence that names
//! the role and what is needed, and nothing changed.
use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use super::rpc::{self, Access};
use crate::support::{Account, Person, Platform};

/// The calls, in order. Names in braces stand for ids; the last is what a call takes.
const CALLS: &str = include_str!("roles.txt");

/// Rpcs of items that a role in a project has no say in, and why.
const APART: [(&str, &str); 21] = [
    ("BulkEditsService/PreviewBatchUpdate", "asks each item, see below"),
    ("BulkEditsService/BatchUpdateItems", "changes each item as an update does, see below"),
    ("BulkEditsService/CancelBulkEdit", "it is the caller's own"),
    ("BulkEditsService/UndoBulkEdit", "changes each item as an update does"),
    ("DashboardsService/CreateDashboard", "of the account, or the caller's own"),
    ("DashboardsService/UpdateDashboard", "of the account, or the caller's own"),
    ("DashboardsService/DeleteDashboard", "of the account, or the caller's own"),
    ("PortfoliosService/CreatePortfolio", "portfolios are everybody's"),
    ("PortfoliosService/UpdatePortfolio", "portfolios are everybody's"),
    ("PortfoliosService/MovePortfolio", "portfolios are everybody's"),
    ("PortfoliosService/AddPortfolioProject", "portfolios are everybody's"),
    ("PortfoliosService/RemovePortfolioProject", "portfolios are everybody's"),
    ("PortfoliosService/DeletePortfolio", "portfolios are everybody's"),
    ("ProjectsService/CreateProject", "is in no project"),
    ("ProjectsService/CloneProject", "reads one, and makes another"),
    ("RecurrencesService/PreviewRecurrence", "only reckons"),
    ("ViewsService/CreateView", "of the account, or the caller's own"),
    ("ViewsService/UpdateView", "of the account, or the caller's own"),
    ("ViewsService/DeleteView", "of the account, or the caller's own"),
    ("ViewsService/MoveView", "of the account, or the caller's own"),
    ("ViewsService/SetViewPreference", "the caller's own"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Done,
    Refused,
    NotThere,
}

/// What becomes of a call that takes that, by role and by whether the item is theirs.
fn expected(role: &str, takes: &str, own: bool) -> Told {
    let rank = ["RESTRICTED", "STANDARD", "LEAD", "MANAGER"].iter().position(|one| *one == role).unwrap();
    let hidden = role == "RESTRICTED" && !own;
    let may = match takes {
        "answer" => true,
        "change" => rank >= 2 || rank == 1 && own,
        "add" | "copy" => rank >= 1,
        "plan" => rank >= 2,
        "manage" | "delete" => rank == 3,
        other => panic!("{other:?} is nothing a call takes"),
    };
    match (takes, may) {
        ("answer" | "change" | "copy" | "delete", _) if hidden => Told::NotThere,
        (_, true) => Told::Done,
        (_, false) => Told::Refused,
    }
}

/// The whole story.
pub async fn say_what_is_changed(platform: &Platform) {
    let mut wrong = forgotten();
    let account = platform.account("roles").await;
    let bob = account.agent(platform, "Bob").await;
    let carol = account.agent(platform, "Carol").await;
    for role in ["RESTRICTED", "STANDARD", "LEAD", "MANAGER"] {
        for own in [true, false] {
            let known = things(platform, &account, role, [&bob, &carol], own).await;
            wrong.extend(walk(&account, &bob, role, own, &known).await);
            wrong.extend(in_bulk(platform, &account, [&bob, &carol], role, own).await);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Rpcs that neither are called here nor said to be apart.
fn forgotten() -> Vec<String> {
    let called: BTreeSet<&str> = CALLS.lines().filter_map(|line| line.split(" | ").next()).collect();
    let known = |name: &str| called.contains(name) || APART.iter().any(|(apart, _)| *apart == name);
    let of_items = rpc::all().into_iter().filter(|rpc| rpc.name.starts_with("tandem.items.v1."));
    let changing = of_items.filter(|rpc| {
        rpc.access == Access::User && rpc.http().iter().any(|(method, _)| *method != Method::GET)
    });
    let names = changing.map(|rpc| rpc.name.trim_start_matches("tandem.items.v1.").to_owned());
    names
        .filter(|name| !known(name))
        .map(|name| format!("{name} is neither in roles.txt nor APART: what does it take of a role?"))
        .collect()
}

async fn walk(account: &Account, bob: &Person, role: &str, own: bool, known: &Known) -> Vec<String> {
    let mut wrong = Vec::new();
    let shown = format!("/v1/items/{}", known["item"]);
    for line in CALLS.lines() {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [rpc, asked, body, takes] = parts[..] else { panic!("{line}") };
        // What archives it hides nothing, but is for the last.
        let asked = if rpc.ends_with("/ArchiveProject") {
            asked.replace("{project}", "{spare_project}")
        } else {
            asked.into()
        };
        let (method, path) = asked.split_once(' ').unwrap();
        let body = (body != "-").then(|| serde_json::from_str(&filled(known, body)).unwrap());
        let before = account.api.ask(Method::GET, &shown, None).await.body;
        let answer = bob.client.ask(method.parse().unwrap(), &filled(known, path), body).await;
        let told = match answer.status {
            200 => Told::Done,
            403 => Told::Refused,
            404 | 400 => Told::NotThere,
            other => panic!("{rpc} as {role}: {other} {}", answer.body),
        };
        let expected = expected(role, takes, own);
        if told != expected {
            wrong.push(format!("{rpc} as {role}, own: {own}: {told:?}, not {expected:?}: {}", answer.body));
        }
        if told == Told::Refused {
            let message = answer.body.to_string();
            let names = message.contains(&known["name"]) && message.contains("role") || takes == "manage";
            if !names {
                wrong.push(format!("{rpc} as {role} does not say what is needed: {message}"));
            }
            let after = account.api.ask(Method::GET, &shown, None).await.body;
            // What was said and logged before reaches the item in its own time.
            if before != after && takes != "delete" {
                wrong.push(format!("{rpc} as {role} was refused and changed the item"));
            }
        }
        if rpc == "ItemsService/CreateItem" {
            wrong.extend(permissions(bob, role, own, known).await);
        }
    }
    wrong
}

/// What is said to be possible is what is possible.
async fn permissions(bob: &Person, role: &str, own: bool, known: &Known) -> Option<String> {
    let item = bob.client.ask(Method::GET, &format!("/v1/items/{}", known["item"]), None).await;
    let project = bob.client.get(&format!("/v1/projects/{}", known["project"])).await;
    let can = |of: &Value, what: &str| of["can"][what].as_bool().unwrap_or_default();
    let done = |takes| expected(role, takes, own) == Told::Done;
    let right = (item.status == 404) == (expected(role, "answer", own) == Told::NotThere)
        && (item.status == 404
            || can(&item.body, "change") == done("change") && can(&item.body, "delete") == done("delete"))
        && can(&project, "plan") == done("plan")
        && can(&project, "manage") == done("manage")
        && can(&project, "addItems") == done("add")
        && project["can"]["role"] == format!("ROLE_{role}");
    (!right).then(|| format!("{role}, own: {own}: {} {}", item.body["can"], project["can"]))
}

/// Several at once: each is as an update of it alone.
async fn in_bulk(
    platform: &Platform,
    account: &Account,
    [bob, carol]: [&Person; 2],
    role: &str,
    own: bool,
) -> Option<String> {
    if role == "RESTRICTED" && !own {
        return None;
    }
    let project = project(account, &format!("{role} {own} in bulk"), role, bob).await;
    let item = item(account, &project, "Beam", Some(if own { bob } else { carol })).await;
    let body = json!({"selection": {"item_ids": [item]}, "change": {"add_tags": ["bulk"]}});
    let preview = bob.client.post("/v1/items:previewBatchUpdate", body.clone()).await;
    let edit = bob.client.post("/v1/items:batchUpdate", body).await;
    platform.settle().await;
    let edit = bob.client.get(&format!("/v1/bulk_edits/{}", id(&edit))).await;
    let done = expected(role, "change", own) == Told::Done;
    let counts = |answer: &Value| (answer["changed"] == 1, answer["refused"] == 1);
    let right = [&preview, &edit].into_iter().all(|answer| counts(answer) == (done, !done));
    (!right).then(|| format!("in bulk as {role}, own: {own}: {preview} {edit}"))
}

type Known = BTreeMap<&'static str, String>;

fn filled(known: &Known, text: &str) -> String {
    known.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("an id in {made}")).to_owned()
}

/// A private project in which somebody is that.
async fn project(account: &Account, name: &str, role: &str, person: &Person) -> String {
    let project = id(&account.api.post("/v1/projects", json!({"name": name})).await);
    let path = format!("/v1/projects/{project}?update_mask=privacy");
    account.api.patch(&path, json!({"privacy": "PRIVACY_PRIVATE"})).await;
    let share = json!({"person_id": person.id, "role": format!("ROLE_{role}")});
    account.api.post(&format!("/v1/projects/{project}/shares"), share).await;
    project
}

async fn item(account: &Account, project: &str, title: &str, assignee: Option<&Person>) -> String {
    let assignees: Vec<&str> = assignee.iter().map(|person| person.id.as_str()).collect();
    let item = json!({"title": title, "project_id": project, "assignee_ids": assignees});
    id(&account.api.post("/v1/items", item).await)
}

/// Everything that the calls are about, of a role.
async fn things(
    platform: &Platform,
    account: &Account,
    role: &str,
    [bob, carol]: [&Person; 2],
    own: bool,
) -> Known {
    let api = &account.api;
    let name = format!("Bridge of {role} {own}");
    let project_id = project(account, &name, role, bob).await;
    let whose = Some(if own { bob } else { carol });
    let mut known: Known = BTreeMap::new();
    for (name, title) in [("item", "Pillar"), ("source", "Pylon"), ("merged", "Rope"), ("open", "River")] {
        let within = if name == "open" { String::new() } else { project_id.clone() };
        known.insert(name, item(account, &within, title, whose).await);
    }
    let of = known["item"].clone();
    api.post(&format!("/v1/items/{of}:merge"), json!({"source_ids": [known["merged"]]})).await;
    let link = json!({"relation": "RELATION_RELATES", "other_id": known["source"]});
    known.insert("link", id(&api.post(&format!("/v1/items/{of}/links"), link).await));
    known.insert("line", id(&api.post(&format!("/v1/items/{of}/checklist"), json!({"text": "Dig"})).await));
    for name in ["template", "spare"] {
        let template = json!({"item_template": {"name": name, "title": "Plan", "project_id": project_id}});
        known.insert(name, id(&api.post("/v1/item_templates", template).await));
    }
    let recurrence = json!({"name": "Yearly", "template_id": known["template"], "rrule": "FREQ=YEARLY", "start": "2099-01-01"});
    known.insert("recurrence", id(&api.post("/v1/recurrences", json!({"recurrence": recurrence})).await));
    known.insert(
        "folder",
        id(&api.post("/v1/folders", json!({"name": "Steel", "project_id": project_id})).await),
    );
    let archived = project(account, &format!("{name}, old"), role, bob).await;
    api.post(&format!("/v1/projects/{archived}:archive"), json!({})).await;
    known.insert("archived", archived);
    known.insert("spare_project", project(account, &format!("{name}, spare"), role, bob).await);
    let share = json!({"person_id": carol.id, "role": "ROLE_STANDARD"});
    api.post(&format!("/v1/projects/{project_id}/shares"), share).await;
    platform.settle().await;
    known.insert("conversation", account.conversation(&of).await);
    known.insert("color", if own { "#112233" } else { "#332211" }.to_owned());
    known.extend([("project", project_id), ("name", name), ("carol", carol.id.clone())]);
    known
}
