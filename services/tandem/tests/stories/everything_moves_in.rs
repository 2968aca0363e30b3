//! A small Zammad desk moves in at once: a zip of what its REST answers, in no order, with agents and customers in one file.
use std::io::{Cursor, Write as _};

use reqwest::Method;
use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{Account, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("moved").await;
    account.api.post("/v1/teams", json!({"name": "Second level"})).await;
    account.api.post("/v1/projects", json!({"name": "Sales"})).await;
    let mut sentences = Sentences::default();
    let zip = upload(&account, "zammad.zip", &desk()).await;
    let seen = account.api.post("/v1/moves:preview", json!({"attachment_ids": [zip]})).await;
    sentences.tell("a zip is unpacked, and it is known what each file is", async { files(&seen) }).await;
    sentences
        .tell("the values of the other desk are shown with what they become", async { values(&seen) })
        .await;
    sentences.tell("all of it moves in the right order", moves(platform, &account, &seen)).await;
    sentences.tell("tickets have their requesters, states, tags and times", tickets(&account)).await;
    sentences.tell("what was said is there with its times and authors", said(&account)).await;
    sentences.tell("what was not taken is in one file", errors(&account)).await;
    sentences.tell("the same again changes nothing", again(platform, &account, &seen)).await;
    sentences.tell("nobody was told", quiet(&account)).await;
    sentences.tell("a zip that would fill the disk is refused", bomb(&account)).await;
    sentences.end();
}

/// What Zammad answers, file by file.
fn desk() -> Vec<u8> {
    let organizations =
        json!([{"id": 2, "name": "Borealis", "domain": "borealis.test", "active": true, "note": ""}]);
    let users = json!([
        {"id": 1, "login": "-", "firstname": "-", "lastname": "", "email": "", "roles": []},
        {"id": 3, "login": "nina@moved.test", "firstname": "Nina", "lastname": "Agent", "email": "nina@moved.test", "roles": ["Admin", "Agent"]},
        {"id": 4, "login": "liv@borealis.test", "firstname": "Liv", "lastname": "Berg", "email": "liv@borealis.test", "organization": "Borealis", "roles": ["Customer"]},
    ]);
    let tickets = json!([
        {"id": 71, "number": "55071", "title": "The ferry is late", "group": "2nd Level", "state": "pending reminder", "priority": "3 high",
         "owner": "nina@moved.test", "customer": "liv@borealis.test", "organization": "Borealis", "tags": ["ferry", "winter"],
         "created_at": "2024-05-01T09:00:00.000Z", "article_count": 2},
        {"id": 72, "number": "55072", "title": "A refund", "group": "Users", "state": "merged", "priority": "2 normal", "owner": "-",
         "customer": "liv@borealis.test", "created_at": "2024-04-01T09:00:00.000Z", "close_at": "2024-04-02T09:00:00.000Z"},
    ]);
    let articles = json!([
        {"id": 701, "ticket_id": 71, "type": "email", "sender": "Customer", "from": "Liv Berg <liv@borealis.test>", "subject": "Ferry",
         "body": "Where <b>is</b> it", "content_type": "text/html", "internal": false, "created_by": "liv@borealis.test",
         "created_at": "2024-05-01T09:00:00.000Z", "attachments": []},
        {"id": 702, "ticket_id": 71, "type": "note", "sender": "Agent", "from": "Nina", "body": "Asked the harbour", "content_type": "text/plain",
         "internal": true, "created_by": "nina@moved.test", "created_at": "2024-05-01T10:30:00.000Z", "attachments": []},
        {"id": 703, "ticket_id": 999, "type": "note", "sender": "Agent", "body": "Of no ticket", "content_type": "text/plain",
         "internal": true, "created_by": "nina@moved.test", "created_at": "2024-05-01T10:31:00.000Z", "attachments": []},
    ]);
    zip(&[
        ("zammad/ticket_articles.json", articles.to_string()),
        ("zammad/tickets.json", tickets.to_string()),
        ("zammad/readme.md", "what this is".to_owned()),
        ("zammad/users.json", users.to_string()),
        ("zammad/organizations.json", organizations.to_string()),
    ])
}

fn zip(files: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

async fn upload(account: &Account, name: &str, bytes: &[u8]) -> String {
    let upload = account.api.request(Method::POST, &format!("/v1/attachments?name={name}"));
    let file: Value = upload.body(bytes.to_vec()).send().await.unwrap().json().await.unwrap();
    file["id"].as_str().unwrap().to_owned()
}

fn files(seen: &Value) {
    let files = seen["files"].as_array().unwrap();
    let known: Vec<(&str, &str)> =
        files.iter().map(|f| (f["name"].as_str().unwrap(), f["target"].as_str().unwrap())).collect();
    assert_eq!(
        known,
        [
            ("organizations.json", "TARGET_ORGANIZATIONS"),
            ("users.json", "TARGET_CUSTOMERS"),
            ("tickets.json", "TARGET_ITEMS"),
            ("ticket_articles.json", "TARGET_MESSAGES"),
        ]
    );
    assert_eq!(files[1]["rows"], 3);
}

fn values(seen: &Value) {
    let becomes = |value: &str| {
        let one = seen["values"].as_array().unwrap().iter().find(|v| v["value"] == value);
        one.unwrap_or_else(|| panic!("{value} in {seen}"))["becomes"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!((becomes("3 high").as_str(), becomes("2 normal").as_str()), ("4", "3"));
    assert_eq!(becomes("2nd Level"), "", "there is no such team");
    assert_eq!(becomes("pending reminder"), "Pending customer");
    let teams = seen["choices"].as_array().unwrap().iter().find(|c| c["field"] == "team").unwrap();
    assert!(teams["values"].as_array().unwrap().contains(&json!("Second level")), "{teams}");
}

/// The files and the values as somebody who looked them over sends them.
fn decided(seen: &Value) -> Value {
    let mut values = seen["values"].clone();
    for value in values.as_array_mut().unwrap() {
        match value["value"].as_str().unwrap() {
            "2nd Level" => value["becomes"] = json!("second level"),
            "merged" => value["becomes"] = json!("Resolved"),
            _ => {}
        }
    }
    json!({"files": seen["files"], "values": values})
}

async fn moves(platform: &Platform, account: &Account, seen: &Value) {
    let mut request = decided(seen);
    request["request_id"] = json!("once");
    let begun = account.api.post("/v1/moves", request.clone()).await;
    let twice = account.api.post("/v1/moves", request).await;
    assert_eq!(begun["id"], twice["id"], "the same request is the same move");
    platform.settle().await;
    let done = account.api.get(&format!("/v1/moves/{}", begun["id"].as_str().unwrap())).await;
    assert_eq!(done["state"], "STATE_COMPLETED", "{done}");
    assert_eq!((done["total"].as_i64(), done["processed"].as_i64()), (Some(9), Some(9)), "{done}");
    assert_eq!((done["created"].as_i64(), done["failed"].as_i64()), (Some(7), Some(2)), "{done}");
    let own = account.api.get("/v1/imports").await;
    assert_eq!(own["imports"].as_array().map_or(0, Vec::len), 0, "its files are listed with it: {own}");
}

async fn tickets(account: &Account) {
    let late = account.one_titled("The ferry is late").await;
    assert_eq!((late["externalId"].as_str(), late["priority"].as_i64()), (Some("71"), Some(4)));
    assert_eq!(late["createTime"], "2024-05-01T09:00:00Z");
    assert_eq!(late["tags"], json!(["ferry", "winter"]));
    assert_eq!(late["assigneeIds"].as_array().map_or(0, Vec::len), 2, "Nina, and the team: {late}");
    assert!(late["organizationId"].as_str().unwrap().starts_with("org_"), "{late}");
    let requester = late["requesterIds"][0].as_str().unwrap();
    let liv = account.api.get(&format!("/v1/customers/{requester}")).await;
    assert_eq!((liv["name"].as_str(), liv["email"].as_str()), (Some("Liv Berg"), Some("liv@borealis.test")));
    assert_eq!(liv["organizationId"], late["organizationId"]);
    assert_eq!(account.status_of(late["id"].as_str().unwrap()).await, "pending_customer");
    let refund = account.one_titled("A refund").await;
    assert_eq!(account.status_of(refund["id"].as_str().unwrap()).await, "resolved");
    assert_eq!(refund["finishTime"], "2024-04-02T09:00:00Z");
    let users = account.api.get("/v1/users").await;
    let nina = users["users"].as_array().unwrap().iter().find(|u| u["email"] == "nina@moved.test").unwrap();
    assert_eq!(nina["role"], "ROLE_AGENT", "who administers here is said here: {nina}");
}

async fn said(account: &Account) {
    let late = account.one_titled("The ferry is late").await;
    let id = late["id"].as_str().unwrap();
    let public = account.messages(&account.conversations(id, "CUSTOMER").await[0]).await;
    assert_eq!(public[0]["createTime"], "2024-05-01T09:00:00Z");
    assert_eq!(public[0]["authorId"], late["requesterIds"][0]);
    let notes = account.messages(&account.conversations(id, "INTERNAL").await[0]).await;
    assert_eq!(
        (notes[0]["text"].as_str(), notes[0]["createTime"].as_str()),
        (Some("Asked the harbour"), Some("2024-05-01T10:30:00Z"))
    );
    assert!(notes[0]["authorId"].as_str().unwrap().starts_with("usr_"), "{}", notes[0]);
}

async fn errors(account: &Account) {
    let moves = account.api.get("/v1/moves").await;
    let path = format!("/v1/moves/{}/errors:download", moves["moves"][0]["id"].as_str().unwrap());
    let file = account.api.request(Method::GET, &path).send().await.unwrap().text().await.unwrap();
    assert_eq!(file.lines().count(), 3, "{file}");
    assert!(file.contains("users.json") && file.contains("ticket_articles.json"), "{file}");
    assert!(file.contains("there is no item with the external id"), "{file}");
}

async fn again(platform: &Platform, account: &Account, seen: &Value) {
    let begun = account.api.post("/v1/moves", decided(seen)).await;
    platform.settle().await;
    let done = account.api.get(&format!("/v1/moves/{}", begun["id"].as_str().unwrap())).await;
    let counts = ["created", "updated", "unchanged"].map(|name| done[name].as_i64().unwrap_or(0));
    assert_eq!(counts, [0, 0, 7], "{done}");
}

async fn quiet(account: &Account) {
    let mails = account.api.get("/v1/outgoing_mails").await;
    assert_eq!(mails["outgoingMails"].as_array().map_or(0, Vec::len), 0, "{mails}");
}

async fn bomb(account: &Account) {
    let bomb = zip(&[("tickets.json", " ".repeat(30 << 20))]);
    assert!(bomb.len() < 100_000);
    let id = upload(account, "bomb.zip", &bomb).await;
    let request = account.api.request(Method::POST, "/v1/moves:preview");
    let refused = request.json(&json!({"attachment_ids": [id]})).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    let said = refused.text().await.unwrap();
    assert!(said.contains("200 times its size"), "{said}");
}
