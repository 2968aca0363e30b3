//! What Zammad's REST answers (`?expand=true`), saved to files, becomes customers, tickets and what was said in them.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Form, Platform, Sentences};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_desk_moves_in() {
    let platform = Platform::start(Form::Embedded).await;
    let account = platform.account("ours").await;
    account.agent(&platform, "Eve").await;
    let mut sentences = Sentences::default();
    sentences.tell("people and tickets come first", first(&platform, &account)).await;
    sentences
        .tell("what was said comes to its tickets, with its time and author", said(&platform, &account))
        .await;
    sentences.tell("the same again changes nothing, and nobody was told", again(&platform, &account)).await;
    sentences.end();
}

/// Imports a file to its end, and answers with the import.
async fn import(platform: &Platform, account: &Account, target: &str, rows: &Value) -> Value {
    let upload = account.api.request(Method::POST, &format!("/v1/attachments?name={target}.json"));
    let file: Value = upload.body(rows.to_string()).send().await.unwrap().json().await.unwrap();
    let begin = json!({"attachment_id": file["id"], "target": target});
    let begun = account.api.post("/v1/imports", begin).await;
    platform.settle().await;
    let done = account.api.get(&format!("/v1/imports/{}", begun["id"].as_str().unwrap())).await;
    assert_eq!(done["state"], "STATE_COMPLETED", "{done}");
    done
}

async fn first(platform: &Platform, account: &Account) {
    let organizations = json!([{"id": 2, "name": "Acme", "domain": "acme.test", "active": true}]);
    let users = json!([
        {"id": 3, "login": "ann@acme.test", "firstname": "Ann", "lastname": "Lee", "email": "ann@acme.test", "organization": "Acme", "roles": ["Customer"]},
    ]);
    let tickets = json!([
        {"id": 41, "number": "31001", "title": "Printer [3rd floor], \"again\"", "group": "", "state": "open", "priority": "3 high",
         "owner": "-", "customer": "ann@acme.test", "organization": "Acme", "created_at": "2024-05-01T09:00:00.000Z", "article_count": 3},
        {"id": 42, "number": "31002", "title": "Done long ago", "group": "", "state": "closed", "priority": "2 normal",
         "owner": "-", "customer": "ann@acme.test", "organization": "Acme", "created_at": "2024-04-01T09:00:00.000Z", "close_at": "2024-04-02T09:00:00.000Z"},
    ]);
    for (target, rows, count) in [
        ("TARGET_ORGANIZATIONS", organizations, 1),
        ("TARGET_CUSTOMERS", users, 1),
        ("TARGET_ITEMS", tickets, 2),
    ] {
        let done = import(platform, account, target, &rows).await;
        assert_eq!(
            (done["created"].as_i64(), done["failed"].as_i64().unwrap_or(0)),
            (Some(count), 0),
            "{done}"
        );
    }
    let item = account.one_titled("Printer [3rd floor], \"again\"").await;
    assert_eq!((item["externalId"].as_str(), item["priority"].as_i64()), (Some("41"), Some(4)));
}

fn articles(account: &Account) -> Value {
    let eve = format!("eve@{}", account.domain);
    json!([
        {"id": 101, "ticket_id": 41, "type": "email", "sender": "Customer", "from": "Ann Lee <ann@acme.test>", "subject": "Printer",
         "body": "It <b>burns</b>", "content_type": "text/html", "internal": false, "created_by": "ann@acme.test",
         "created_at": "2024-05-01T09:00:00.000Z", "attachments": [{"id": 1, "filename": "smoke.txt", "size": "5", "data": "c21va2U=", "preferences": {"Content-Type": "text/plain"}}]},
        {"id": 102, "ticket_id": 41, "type": "note", "sender": "Agent", "from": "Eve", "body": "Fire brigade is on its way",
         "content_type": "text/plain", "internal": true, "created_by": eve, "created_at": "2024-05-01T09:05:00.000Z", "attachments": []},
        {"id": 103, "ticket_id": 999, "type": "note", "sender": "Agent", "body": "Of no ticket", "content_type": "text/plain",
         "internal": true, "created_by": eve, "created_at": "2024-05-01T09:06:00.000Z", "attachments": []},
    ])
}

async fn said(platform: &Platform, account: &Account) {
    let done = import(platform, account, "TARGET_MESSAGES", &articles(account)).await;
    assert_eq!((done["created"].as_i64(), done["failed"].as_i64()), (Some(2), Some(1)), "{done}");
    let errors = account.api.get(&format!("/v1/imports/{}/errors", done["id"].as_str().unwrap())).await;
    let problem = errors["errors"][0]["problem"].as_str().unwrap_or_default();
    assert!(problem.contains("there is no item with the external id \"999\""), "{errors}");
    let item = account.one_titled("Printer [3rd floor], \"again\"").await;
    let id = item["id"].as_str().unwrap();
    let public = account.conversations(id, "CUSTOMER").await;
    let messages = account.messages(&public[0]).await;
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!(messages[0]["createTime"], "2024-05-01T09:00:00Z");
    assert!(messages[0]["authorId"].as_str().unwrap().starts_with("cus_"), "{}", messages[0]);
    assert_eq!(messages[0]["attachments"][0]["name"], "smoke.txt");
    let internal = account.conversations(id, "INTERNAL").await;
    let notes = account.messages(&internal[0]).await;
    assert_eq!(notes[0]["text"], "Fire brigade is on its way");
    assert!(notes[0]["authorId"].as_str().unwrap().starts_with("usr_"), "{}", notes[0]);
    let found = account.api.get("/v1/items:search?q=brigade").await;
    assert_eq!(found["items"][0]["id"], id, "it is found by what was said: {found}");
}

async fn again(platform: &Platform, account: &Account) {
    let done = import(platform, account, "TARGET_MESSAGES", &articles(account)).await;
    assert_eq!((done["created"].as_i64().unwrap_or(0), done["unchanged"].as_i64()), (0, Some(2)), "{done}");
    let mails = account.api.get("/v1/outgoing_mails").await;
    assert_eq!(mails["outgoingMails"].as_array().map_or(0, Vec::len), 0, "{mails}");
    let item = account.one_titled("Printer [3rd floor], \"again\"").await;
    let status = account.status_of(item["id"].as_str().unwrap()).await;
    assert_eq!(status, "open", "no rule took what was said for an answer");
}
