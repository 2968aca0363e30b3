//! A view for teams: its members see it, its items and its counts; to everybody else but admins it is not there.
use serde_json::json;

use crate::support::{Account, Client, Person, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("shared").await;
    let ann = account.agent(platform, "ann").await;
    let bob = account.agent(platform, "bob").await;
    let mut sentences = Sentences::default();
    sentences.tell("a view of a team is seen by its members", seen(&account, &ann, &bob)).await;
    sentences.end();
}

async fn names(client: &Client) -> Vec<String> {
    let listed = client.get("/v1/views?kind=KIND_TICKET").await;
    let views = listed["views"].as_array().cloned().unwrap_or_default();
    views.iter().filter_map(|view| view["name"].as_str().map(str::to_owned)).collect()
}

async fn seen(account: &Account, ann: &Person, bob: &Person) {
    let team = account.api.post("/v1/teams", json!({"name": "Night", "user_ids": [ann.id]})).await;
    let view = json!({"name": "Night desk", "visibility": "VISIBILITY_TEAMS", "team_ids": [team["id"]]});
    let refused = bob.client.try_post("/v1/views", view.clone()).await;
    assert!(refused.is_none(), "who is not in a team shares nothing with it");
    let view = ann.client.post("/v1/views", view).await;
    let path = format!("/v1/views/{}", view["id"].as_str().unwrap_or_default());
    account.api.post("/v1/items", json!({"title": "Alarm"})).await;
    for client in [&ann.client, &account.api] {
        assert!(names(client).await.contains(&"Night desk".to_owned()));
        assert_eq!(client.get(&format!("{path}/items")).await["items"][0]["title"], "Alarm");
    }
    assert!(!names(&bob.client).await.contains(&"Night desk".to_owned()));
    for beneath in ["", "/items"] {
        assert_eq!(bob.client.status(&format!("{path}{beneath}")).await, 404, "{beneath}");
    }
    let counts = format!("/v1/views:counts?ids={}", view["id"].as_str().unwrap_or_default());
    let unseen = bob.client.get(&counts).await;
    assert!(unseen["counts"].as_array().is_none_or(Vec::is_empty), "{unseen}");
    assert_eq!(ann.client.get(&counts).await["counts"][0]["count"]["items"], 1);
    assert!(bob.client.try_patch(&path, json!({"name": "Mine"})).await.is_none());
}
