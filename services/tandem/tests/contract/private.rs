//! What a user learns of a private project that is not shared with them: nothing. Every list and every count is for them as it was before the project
//! was there, and every id of it is as one that nobody gave out.
use std::collections::BTreeMap;

use prost_reflect::DynamicMessage;
use serde_json::{Value, json};
use tonic::{Code, transport::Channel};

use super::{
    rpc::{self, Access, Rpc},
    things::{self, Things},
};
use crate::support::{Account, Client, Platform};

/// What only the private project has in its words.
const WORD: &str = "celesta";

/// Rpcs that answer with the time, or with what the asking itself changes.
const CHANGES_BY_ITSELF: [&str; 3] = ["GetMe", "ListSessions", "ListApiTokens"];
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
    let own = things::make(platform, &account, "zither").await;
    // The first private project of an account: from now on who sees what is asked.
    private_project(&account, "elsewhere").await;
    platform.settle().await;
    let before = all_that_is_read(channel, &bob.client, &own).await;
    let hidden = make(platform, &account, &own, &bob.id).await;
    platform.settle().await;
    let after = all_that_is_read(channel, &bob.client, &own).await;
    let mut wrong = Vec::new();
    for (name, answer) in &before {
        let now = &after[name];
        if now != answer {
            wrong.push(format!("{name}: {answer} is now {now}"));
        }
    }
    for (name, answer) in &after {
        if answer.contains(WORD) || hidden.ids().any(|id| answer.contains(id)) {
            wrong.push(format!("{name} shows {answer}"));
        }
    }
    wrong.extend(every_id(channel, &bob.client, &own, &hidden).await);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let owner = account.api.get(&format!("/v1/items/{}", hidden.id("item").unwrap_or_default())).await;
    assert!(owner["title"].as_str().is_some_and(|title| title.contains(WORD)), "its owner sees it: {owner}");
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
    let searches = [
        format!("/v1/items:search?q={WORD}"),
        "/v1/items:search?q=celestq".to_owned(),
        format!("/v1/items?filter=title:{WORD}"),
        "/v1/items?page_size=1".to_owned(),
        "/v1/items/1000000".to_owned(),
    ];
    for path in searches {
        all.insert(path.clone(), caller.try_get(&path).await.unwrap_or_default().to_string());
    }
    all
}

/// Every id of the private project in every place of every request, one at a time.
async fn every_id(channel: &Channel, caller: &Client, own: &Things, hidden: &Things) -> Vec<String> {
    let mut wrong = Vec::new();
    for rpc in rpc::all().into_iter().filter(within) {
        for place in rpc.places() {
            let Some(request) = rpc.request(&place, own, hidden) else { continue };
            if let Some(problem) = judge(&rpc, &request, rpc.call(channel, caller, &request).await, hidden) {
                wrong.push(format!("{}.{}: {problem}", rpc.name, place.path()));
            }
        }
    }
    wrong
}

fn judge(
    rpc: &Rpc,
    request: &DynamicMessage,
    answer: Result<Value, tonic::Status>,
    hidden: &Things,
) -> Option<String> {
    match answer {
        Err(status) if status.message().contains(WORD) => Some(format!("says {}", status.message())),
        Err(status) => match status.code() {
            Code::NotFound | Code::InvalidArgument | Code::Unimplemented => None,
            // Of what anybody is refused, whatever it is.
            Code::PermissionDenied if rpc.method.name().starts_with("Unshare") => None,
            code => Some(format!("{code:?} {} to {request:?}", status.message())),
        },
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

async fn private_project(account: &Account, name: &str) -> String {
    let project = account.api.post("/v1/projects", json!({"name": name})).await;
    let id = project["id"].as_str().unwrap_or_default().to_owned();
    let path = format!("/v1/projects/{id}?update_mask=privacy");
    let project = account.api.patch(&path, json!({"privacy": "PRIVACY_PRIVATE"})).await;
    assert_eq!(project["privacy"], "PRIVACY_PRIVATE", "{project}");
    id
}

/// A private project with one of each thing in it, which concerns the user as much as can be.
async fn make(platform: &Platform, account: &Account, own: &Things, bob: &str) -> Things {
    let api = &account.api;
    let mut made: BTreeMap<&'static str, String> = BTreeMap::new();
    let id = |made: &Value| made["id"].as_str().unwrap_or_else(|| panic!("an id in {made}")).to_owned();
    let project = private_project(account, WORD).await;
    let folder = id(&api.post("/v1/folders", json!({"name": WORD, "project_id": project})).await);
    let portfolio = own.id("pfo").unwrap_or_default();
    let put = json!({"project_id": project});
    api.post(&format!("/v1/portfolios/{portfolio}:addProject"), put).await;
    let item = json!({
        "title": WORD, "description": WORD, "project_id": project, "folder_id": folder, "assignee_ids": [bob], "tags": [WORD],
        "requester": {"id": own.id("cus")}
    });
    let item = id(&api.post("/v1/items", item).await);
    let other = json!({"title": format!("{WORD} two"), "project_id": project});
    let other = id(&api.post("/v1/items", other).await);
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
    let conversation = account.conversation(&item).await;
    let file = api.request(reqwest::Method::POST, &format!("/v1/attachments?name={WORD}.txt"));
    let file: Value = file.body(format!("{WORD}\n")).send().await.unwrap().json().await.unwrap();
    let file = id(&file);
    let message = json!({"body_text": WORD, "attachments": [file], "mention_ids": [bob]});
    let path = format!("/v1/conversations/{conversation}/messages");
    made.insert("msg", id(&api.post(&path, message).await));
    let about = json!({"subject": project, "visibility": "VISIBILITY_CUSTOMER"});
    let about = id(&api.post("/v1/conversations", about).await);
    let path = format!("/v1/conversations/{about}/messages");
    api.post(&path, json!({"body_text": WORD, "mention_ids": [bob]})).await;
    made.insert("time", id(&api.post("/v1/time_entries", json!({"item_id": item, "duration": "60s"})).await));
    made.insert("timer", id(&api.post("/v1/timers", json!({"item_id": item})).await));
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
