//! What a user learns of a private project that is not shared with them: nothing. Every list and every count is for them as it was before the project
//! was there, and every id of it is as one that nobody gave out.
use std::collections::BTreeMap;

use serde_json::{Value, json};
use tonic::transport::Channel;

use super::{
    rpc::{self, Access, Rpc},
    things::{self, Things},
};
use crate::support::{Account, Client, Person, Platform};

/// What only the private project has in its words.
const WORD: &str = "celesta";

/// Rpcs that answer with the time, or with what the asking itself changes.
const CHANGES_BY_ITSELF: [&str; 4] = ["GetMe", "ListSessions", "ListApiTokens", "ExplainSla"];
/// Rpcs that answer OK whatever they are told, and why that tells nothing.
const TAKES_ANY_ID: [(&str, &str); 3] = [
    ("Unfollow", "what is not followed is not followed afterwards either"),
    ("CreateItemTemplate", "what is made gets an id of its own, and one that is given is not looked at"),
    ("SeeNotifications", "what was not told cannot be seen"),
];

/// The whole story.
pub async fn learns_nothing(platform: &Platform, channel: &Channel) {
    let account = platform.account("private").await;
    let bob = account.agent(platform, "Bob").await;
    let carol = account.agent(platform, "Carol").await;
    let own = things::make(platform, &account, "zither").await;
    // The first private project of an account: from now on who sees what is asked.
    private_project(&account, "elsewhere").await;
    platform.settle().await;
    let before = all_that_is_read(channel, &bob.client, &own).await;
    let hidden = make(platform, &account, &own, (&bob.id, &carol)).await;
    platform.settle().await;
    let after = all_that_is_read(channel, &bob.client, &own).await;
    let mut wrong = Vec::new();
    for (name, answer) in &before {
        let now = &after[name];
        // That a portfolio is another than it was may be known: it is everybody's.
        let same = if name.contains("Portfolio") { bare(now) == bare(answer) } else { now == answer };
        if !same {
            wrong.push(format!("{name}: {answer} is now {now}"));
        }
    }
    for (name, answer) in &after {
        if answer.contains(WORD) || hidden.ids().any(|id| answer.contains(id)) {
            wrong.push(format!("{name} shows {answer}"));
        }
    }
    wrong.extend(every_id(channel, &bob.client, &own, &hidden).await);
    wrong.extend(by_other_names(&account, &bob.client, &hidden).await);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let owner = account.api.get(&format!("/v1/items/{}", hidden.id("item").unwrap_or_default())).await;
    assert!(owner["title"].as_str().is_some_and(|title| title.contains(WORD)), "its owner sees it: {owner}");
}

/// Without what counts its changes.
fn bare(answer: &str) -> String {
    let counted = regex::Regex::new(r#""(revision|updateTime)":("[^"]*"|\d+)"#).unwrap();
    counted.replace_all(answer, "").into_owned()
}

fn within(rpc: &Rpc) -> bool {
    matches!(rpc.access, Access::Customer | Access::User)
}

/// Every list, count and thing, as the caller gets it.
async fn all_that_is_read(channel: &Channel, caller: &Client, own: &Things) -> BTreeMap<String, String> {
    const READING: [&str; 9] =
        ["Get", "List", "Count", "Search", "Summarize", "Read", "BatchGet", "Explain", "Export"];
    let mut all = BTreeMap::new();
    let reads = |rpc: &Rpc| READING.iter().any(|verb| rpc.method.name().starts_with(verb));
    for rpc in rpc::all().into_iter().filter(|rpc| within(rpc) && reads(rpc)) {
        if CHANGES_BY_ITSELF.contains(&rpc.method.name()) {
            continue;
        }
        for (how, request) in [("empty", rpc.empty()), ("own", rpc.own(own))] {
            let answer = match rpc.call(channel, caller, &request).await {
                Ok(answer) => answer.to_string(),
                Err(status) => format!("{:?} {}", status.code(), status.message()),
            };
            all.insert(format!("{} {how}", rpc.name), answer);
        }
    }
    for path in paths(caller).await {
        let answer = caller.bytes(&path).await;
        all.insert(path, String::from_utf8_lossy(&answer).into_owned());
    }
    all
}

/// What is asked for by more than ids: words, counts, numbers, groups, files.
async fn paths(caller: &Client) -> Vec<String> {
    let mut paths = vec![
        format!("/v1/items:search?q={WORD}"),
        "/v1/items:search?q=celestq".to_owned(),
        format!("/v1/items?filter=title:{WORD}"),
        "/v1/items?page_size=1".to_owned(),
        "/v1/items:export?format=csv".to_owned(),
    ];
    for kind in ["KIND_TICKET", "KIND_TASK"] {
        let views = caller.get(&format!("/v1/views?kind={kind}")).await;
        let ids = views["views"].as_array().cloned().unwrap_or_default();
        let ids: Vec<String> =
            ids.iter().filter_map(|view| Some(format!("ids={}", view["id"].as_str()?))).collect();
        paths.push(format!("/v1/views:counts?{}", ids.join("&")));
    }
    for by in ["project", "assignee", "requester", "organization", "folder", "portfolio", "tag", "status"] {
        paths.push(format!("/v1/items:groups?group_by={by}"));
    }
    let dashboards = caller.get("/v1/dashboards").await;
    for dashboard in dashboards["dashboards"].as_array().into_iter().flatten() {
        paths.push(format!("/v1/dashboards/{}/numbers", dashboard["id"].as_str().unwrap_or_default()));
    }
    for section in ["FROM_CUSTOMERS", "MINE", "INTERNAL"] {
        paths.push(format!("/v1/messenger/conversations?section=SECTION_{section}"));
    }
    paths
}

/// Every id of the private project in every place of every request, one at a time: it is as one that nobody gave out.
async fn every_id(channel: &Channel, caller: &Client, own: &Things, hidden: &Things) -> Vec<String> {
    let nobodys = hidden.others();
    let mut wrong = Vec::new();
    for rpc in rpc::all().into_iter().filter(within) {
        for place in rpc.places() {
            let (Some(of_nobody), Some(of_it)) =
                (rpc.request(&place, own, &nobodys), rpc.request(&place, own, hidden))
            else {
                continue;
            };
            let usual = rpc.call(channel, caller, &of_nobody).await;
            let told = rpc.call(channel, caller, &of_it).await;
            if let Some(problem) = judge(&rpc, (usual, &nobodys), (told, hidden)) {
                wrong.push(format!("{}.{}: {problem}", rpc.name, place.path()));
            }
        }
    }
    wrong
}

type Answer<'a> = (Result<Value, tonic::Status>, &'a Things);

fn judge(rpc: &Rpc, (usual, nobodys): Answer<'_>, (told, hidden): Answer<'_>) -> Option<String> {
    let without =
        |text: &str, ids: &Things| ids.ids().fold(text.to_owned(), |text, id| text.replace(id, "…"));
    match told {
        Err(status) => {
            let said = (status.code(), without(status.message(), hidden));
            let same =
                usual.as_ref().is_err_and(|usual| said == (usual.code(), without(usual.message(), nobodys)));
            (!same).then(|| format!("{said:?}, where an id of nobody's is {usual:?}"))
        }
        Ok(_) if TAKES_ANY_ID.iter().any(|(name, _)| rpc.method.name() == *name) => None,
        Ok(answer) => {
            let lists =
                ["List", "BatchGet", "See", "Count"].iter().any(|verb| rpc.method.name().starts_with(verb));
            let text = answer.to_string();
            let shows = text.contains(WORD) || hidden.ids().any(|id| text.contains(id));
            (shows || !lists).then(|| format!("OK {text}"))
        }
    }
}

/// What is reached by other than ids of its own kind: items by their numbers, what was merged into one, a file that an item has and no message.
async fn by_other_names(account: &Account, caller: &Client, hidden: &Things) -> Vec<String> {
    let mut wrong = Vec::new();
    let id = |kind: &str| hidden.id(kind).unwrap_or_default().to_owned();
    for kind in ["item", "subtask", "merged"] {
        let number = account.api.get(&format!("/v1/items/{}", id(kind))).await["number"].clone();
        let number = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
        for path in [format!("/v1/items/{number}"), format!("/v1/items/{}", id(kind))] {
            let status = caller.status(&path).await;
            if status != 404 {
                wrong.push(format!("the {kind}, {path}: {status}"));
            }
        }
        let listed = caller.get(&format!("/v1/items?filter=number%20%3D%20{number}")).await;
        if listed.to_string().contains("item_") {
            wrong.push(format!("the {kind} by its number: {listed}"));
        }
    }
    let file = id("file");
    for path in [format!("/v1/attachments/{file}"), format!("/v1/attachments/{file}:whole")] {
        let status = caller.status(&path).await;
        if status != 404 {
            wrong.push(format!("a file that an item has, {path}: {status}"));
        }
    }
    let several = caller.get(&format!("/v1/attachments:batchGet?ids={file}")).await;
    if several.to_string().contains(&file) {
        wrong.push(format!("a file that an item has, with others: {several}"));
    }
    let taken = caller.try_post("/v1/items", json!({"title": "Mine", "attachment_ids": [file]})).await;
    if let Some(taken) = taken {
        wrong.push(format!("a file that an item has is given to another, and read there: {taken}"));
    }
    let owner = account.api.status(&format!("/v1/attachments/{file}")).await;
    assert_eq!(owner, 200, "its owner reads the file");
    wrong
}

async fn private_project(account: &Account, name: &str) -> String {
    let project = account.api.post("/v1/projects", json!({"name": name})).await;
    let id = project["id"].as_str().unwrap_or_default().to_owned();
    let path = format!("/v1/projects/{id}?update_mask=privacy");
    let project = account.api.patch(&path, json!({"privacy": "PRIVACY_PRIVATE"})).await;
    assert_eq!(project["privacy"], "PRIVACY_PRIVATE", "{project}");
    id
}

/// A private project with one of each thing in it, which concerns the user as much as can be.
async fn make(platform: &Platform, account: &Account, own: &Things, (bob, carol): (&str, &Person)) -> Things {
    let api = &account.api;
    let mut made: BTreeMap<&'static str, String> = BTreeMap::new();
    let project = private_project(account, WORD).await;
    let folder = id(&api.post("/v1/folders", json!({"name": WORD, "project_id": project})).await);
    let portfolio = own.id("pfo").unwrap_or_default();
    let put = json!({"project_id": project});
    api.post(&format!("/v1/portfolios/{portfolio}:addProject"), put).await;
    let file = uploaded(account).await;
    let item = json!({
        "title": WORD, "description": WORD, "attachment_ids": [file], "project_id": project, "folder_id": folder, "assignee_ids": [bob], "tags": [WORD],
        "requester": {"id": own.id("cus")}
    });
    let item = id(&api.post("/v1/items", item).await);
    made.insert("file", file);
    let other = json!({"title": format!("{WORD} two"), "project_id": project});
    let other = id(&api.post("/v1/items", other).await);
    let below = json!({"title": format!("{WORD} below"), "project_id": project, "parent_id": item, "assignee_ids": [bob]});
    made.insert("subtask", id(&api.post("/v1/items", below).await));
    let merged = json!({"title": format!("{WORD} too"), "project_id": project, "assignee_ids": [bob]});
    let merged = id(&api.post("/v1/items", merged).await);
    api.post(&format!("/v1/items/{item}:merge"), json!({"source_ids": [merged]})).await;
    made.insert("merged", merged);
    let selection = json!({"item_ids": [item]});
    let bulk = json!({"selection": selection, "change": {"add_tags": [WORD]}});
    made.insert("bulk", id(&api.post("/v1/items:batchUpdate", bulk).await));
    let run = format!("/v1/macros/{}:run", own.id("macro").unwrap_or_default());
    made.insert("mrun", id(&api.post(&run, json!({"selection": selection})).await));
    let open = own.id("item").unwrap_or_default();
    for (of, to) in [(&*item, open), (&*item, &*other)] {
        let link = json!({"relation": "RELATION_BLOCKS", "other_id": to});
        made.insert("link", id(&api.post(&format!("/v1/items/{of}/links"), link).await));
    }
    api.post(&format!("/v1/items/{item}/checklist"), json!({"text": WORD})).await;
    let template = json!({"item_template": {"name": WORD, "title": WORD, "project_id": project}});
    let template = id(&api.post("/v1/item_templates", template).await);
    let recurrence =
        json!({"name": WORD, "template_id": template, "rrule": "FREQ=DAILY", "start": "2099-01-01"});
    made.insert("rec", id(&api.post("/v1/recurrences", json!({"recurrence": recurrence})).await));
    api.post("/v1/followers", json!({"subject": item, "follower_id": bob})).await;
    platform.settle().await;
    let [conversation, file, message] = words(account, (&item, &project), bob).await;
    made.insert("msg", message);
    made.insert("time", id(&api.post("/v1/time_entries", json!({"item_id": item, "duration": "60s"})).await));
    let share = json!({"person_id": carol.id, "role": "ROLE_LEAD"});
    api.post(&format!("/v1/projects/{project}/shares"), share).await;
    made.insert("timer", id(&carol.client.post("/v1/timers", json!({"item_id": item})).await));
    let more = [
        ("proj", project),
        ("folder", folder),
        ("item", item),
        ("tpl", template),
        ("conv", conversation),
        ("att", file),
    ];
    made.extend(more);
    Things::of(made)
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("an id in {made}")).to_owned()
}

/// A file of the owner's.
async fn uploaded(account: &Account) -> String {
    let file = account.api.request(reqwest::Method::POST, &format!("/v1/attachments?name={WORD}.txt"));
    let file: Value = file.body(format!("{WORD}\n")).send().await.unwrap().json().await.unwrap();
    id(&file)
}

/// What is said about an item and its project, with a file: the item's conversation, the file, the message.
async fn words(account: &Account, (item, project): (&str, &str), bob: &str) -> [String; 3] {
    let api = &account.api;
    let conversation = account.conversation(item).await;
    let file = uploaded(account).await;
    let message = json!({"body_text": WORD, "attachments": [file], "mention_ids": [bob]});
    let path = format!("/v1/conversations/{conversation}/messages");
    let message = id(&api.post(&path, message).await);
    let about = json!({"subject": project, "visibility": "VISIBILITY_CUSTOMER"});
    let about = id(&api.post("/v1/conversations", about).await);
    let path = format!("/v1/conversations/{about}/messages");
    api.post(&path, json!({"body_text": WORD, "mention_ids": [bob]})).await;
    [conversation, file, message]
}
