//! Canned replies: whose they are, and what they say.
use reqwest::Method;
use serde_json::json;

use super::{id, ids};
use crate::support::{Account, Person};

pub async fn filled(account: &Account, eve: &Person, bob: &Person) {
    let item = account.ticket("Canned <b>", "gina@talk.test").await;
    let html = "<p>Hello {{ requester.first_name }}, #{{ item.number }} {{ item.title }} {{ conversation.title }} – {{ user.name }}</p>";
    let own = json!({"name": "Greeting", "shortcut": "hi", "html": html});
    let own = eve.client.post("/v1/canned_replies", own).await;
    let path = format!("/v1/canned_replies/{}", id(&own));
    assert_eq!(bob.client.status(&path).await, 404, "one's own is one's own");
    let filled = eve.client.post(&format!("{path}:render"), json!({"subject": item["id"]})).await;
    let text = filled["text"].as_str().unwrap();
    let number = item["number"].as_str().unwrap();
    assert!(text.contains(&format!("#{number} Canned <b>")) && text.ends_with("Eve"), "{filled}");
    assert!(!filled["html"].as_str().unwrap().contains("<b>"), "what customers wrote is text: {filled}");
    assert_eq!(ids(&filled["missing"]), ["conversation.title"]);
    let shared = json!({"name": "Bye", "html": "<p>Bye</p>", "scope": "SCOPE_SHARED"});
    assert_eq!(eve.client.ask(Method::POST, "/v1/canned_replies", Some(shared.clone())).await.status, 403);
    let shared = id(&account.api.post("/v1/canned_replies", shared).await);
    let names = bob.client.get("/v1/canned_replies").await;
    assert_eq!(names["cannedReplies"].as_array().map_or(0, Vec::len), 1, "{names}");
    let bad = json!({"html": "<p>\n{% for x in y %}</p>"});
    let bad = account.api.ask(Method::PATCH, &format!("/v1/canned_replies/{shared}"), Some(bad)).await;
    assert!(bad.body["error"]["message"].as_str().unwrap().contains("line 2"), "{}", bad.body);
    assert_eq!(eve.client.get("/v1/canned_replies?query=gre").await["cannedReplies"][0]["name"], "Greeting");
    eve.client.delete(&path).await;
    assert_eq!(eve.client.status(&path).await, 404);
}

pub async fn fields(account: &Account) {
    for (key, visible) in [("serial", true), ("margin", false)] {
        let field = json!({"target": "TARGET_ITEM", "type": "TYPE_TEXT", "key": key, "name": key, "visibleToCustomers": visible});
        account.api.post("/v1/custom_fields", json!({"customField": field})).await;
    }
    let item = account.ticket("Fields", "gina@talk.test").await;
    let path = format!("/v1/items/{}", item["id"].as_str().unwrap());
    account.api.patch(&path, json!({"fields": {"serial": "A-7", "margin": "40 %"}})).await;
    let talk = json!({"subject": item["id"], "visibility": "VISIBILITY_INTERNAL", "title": "Among us"});
    let talk = account.api.post("/v1/conversations", talk).await;
    let html = "<p>{{ item.fields.serial }}/{{ item.fields.margin }}</p>";
    let reply = account.api.post("/v1/canned_replies", json!({"name": "Fields", "html": html})).await;
    let path = format!("/v1/canned_replies/{}", id(&reply));
    for (subject, want) in [(&item["id"], "A-7/"), (&talk["id"], "A-7/40 %")] {
        let filled = account.api.post(&format!("{path}:render"), json!({"subject": subject})).await;
        assert_eq!(filled["text"].as_str().unwrap().trim(), want, "{filled}");
    }
    let unknown = json!({"html": "<p>{{ item.fields.nothing }}</p>"});
    let unknown = account.api.ask(Method::PATCH, &path, Some(unknown)).await;
    assert!(
        unknown.body["error"]["message"].as_str().unwrap().contains("item.fields.nothing"),
        "{}",
        unknown.body
    );
}
