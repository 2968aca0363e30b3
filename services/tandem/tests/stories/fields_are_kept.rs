//! What an account keeps of its items besides what everybody keeps: by JSON, in filters, on web forms, and what customers see of it.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("fields").await;
    let mut sentences = Sentences::default();
    sentences.tell("fields are defined, given and found by JSON", kept(&account)).await;
    sentences.tell("a value that is none is refused by its field", refused(&account)).await;
    sentences.tell("a web form asks for the fields that it is told to", asked(platform, &account)).await;
    sentences.tell("a type has statuses of its own, and a form may make it", typed(platform, &account)).await;
    sentences.end();
}

async fn define(account: &Account, field: Value) -> Value {
    account.api.post("/v1/custom_fields", json!({"customField": field})).await
}

async fn kept(account: &Account) {
    let choices = json!([{"name": "Low"}, {"name": "High"}]);
    define(
        account,
        json!({"target": "TARGET_ITEM", "name": "Severity", "type": "TYPE_CHOICE", "choices": choices}),
    )
    .await;
    define(account, json!({"target": "TARGET_ITEM", "name": "Effort", "type": "TYPE_NUMBER", "decimals": 1}))
        .await;
    let item = json!({"title": "Printer", "fields": {"severity": "high", "effort": 2.5}});
    let item = account.api.post("/v1/items", item).await;
    assert_eq!(item["fields"], json!({"severity": "high", "effort": 2.5}));
    let path = format!("/v1/items/{}", item["id"].as_str().unwrap_or_default());
    let changed = account.api.patch(&path, json!({"fields": {"effort": null, "severity": "Low"}})).await;
    assert_eq!(changed["fields"], json!({"severity": "low"}));
    let found =
        account.api.get("/v1/items?filter=fields.severity%20%3D%20low%20AND%20-fields.effort:*").await;
    assert_eq!(found["items"][0]["id"], item["id"]);
}

async fn refused(account: &Account) {
    let body = json!({"title": "Printer", "fields": {"severity": "hgih"}});
    let answer = account.api.ask(Method::POST, "/v1/items", Some(body)).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["error"]["fields"][0]["field"], "fields.severity");
    let unknown = account.api.ask(Method::GET, "/v1/items?filter=fields.sevrity:*", None).await;
    let told = unknown.body["error"]["fields"][0]["problem"].as_str().unwrap_or_default().to_owned();
    assert!(told.contains("character 1") && told.contains("fields.effort, fields.severity"), "{told}");
}

async fn asked(platform: &Platform, account: &Account) {
    let serial =
        json!({"target": "TARGET_ITEM", "name": "Serial", "type": "TYPE_TEXT", "visibleToCustomers": true});
    define(account, serial).await;
    let form = account.api.get("/v1/web_forms").await["webForms"][0].clone();
    let path = format!("/v1/web_forms/{}", form["id"].as_str().unwrap_or_default());
    let hidden = json!({"fields": [{"key": "severity"}]});
    let answer = account.api.ask(Method::PATCH, &path, Some(hidden)).await;
    assert_eq!(
        (answer.status, &answer.body["error"]["fields"][0]["field"]),
        (400, &json!("web_form.fields"))
    );
    account.api.patch(&path, json!({"fields": [{"key": "serial", "required": true}]})).await;
    let public = format!("/v1/public/forms/{}", form["key"].as_str().unwrap_or_default());
    let nobody = Client::nobody(platform);
    let shown = nobody.get(&public).await;
    assert_eq!(
        (&shown["fields"][0]["key"], &shown["fields"][0]["required"]),
        (&json!("serial"), &json!(true))
    );
    let sent = json!({"email": "ann@acme.test", "title": "It burns", "description": "Help"});
    let answer = nobody.ask(Method::POST, &public, Some(sent.clone())).await;
    assert_eq!((answer.status, &answer.body["error"]["fields"][0]["field"]), (400, &json!("fields.serial")));
    let mut full = sent;
    full["fields"] = json!({"serial": "X-12"});
    let number = nobody.post(&public, full).await["number"].as_str().unwrap_or_default().to_owned();
    let item = account.api.get(&format!("/v1/items/{number}")).await;
    assert_eq!(item["fields"]["serial"], "X-12");
}

async fn typed(platform: &Platform, account: &Account) {
    let made = account.api.post("/v1/item_types", json!({"kind": "KIND_TICKET", "name": "Order"})).await;
    let id = made["id"].as_str().unwrap_or_default();
    let status =
        json!({"kind": "KIND_TICKET", "name": "Packed", "state": "STATE_IN_PROGRESS", "typeIds": [id]});
    let packed = account.api.post("/v1/statuses", status).await;
    let form = account.api.get("/v1/web_forms").await["webForms"][0].clone();
    let path = format!("/v1/web_forms/{}", form["id"].as_str().unwrap_or_default());
    account.api.patch(&path, json!({"typeId": id})).await;
    let public = format!("/v1/public/forms/{}", form["key"].as_str().unwrap_or_default());
    let sent = json!({"email": "ann@acme.test", "title": "Two printers", "description": "Please", "fields": {"serial": "X-13"}});
    let nobody = Client::nobody(platform);
    let number = nobody.post(&public, sent.clone()).await["number"].as_str().unwrap_or_default().to_owned();
    let item = account.api.get(&format!("/v1/items/{number}")).await;
    assert_eq!(item["typeId"], id);
    platform.settle().await;
    let path = format!("/v1/items/{}", item["id"].as_str().unwrap_or_default());
    let moved = account.api.patch(&path, json!({"statusId": packed["id"]})).await;
    assert_eq!(moved["state"], "STATE_IN_PROGRESS");
    account.api.post(&format!("/v1/item_types/{id}:retire"), json!({})).await;
    let number = nobody.post(&public, sent).await["number"].as_str().unwrap_or_default().to_owned();
    let item = account.api.get(&format!("/v1/items/{number}")).await;
    assert_ne!(item["typeId"], id, "a form whose type is retired makes the usual one");
}
