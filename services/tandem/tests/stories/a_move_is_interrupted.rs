//! A move of some thousand rows during which the process that does it is ended by `kill -9`, in each of its files.
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Platform, Sentences};

told_twice!(story);

const CUSTOMERS: usize = 300;
const ITEMS: usize = 1_200;
const MESSAGES: usize = 900;

async fn story(platform: &Platform) {
    let account = platform.account("broken").await;
    let files = [
        uploaded(&account, "customers", customers()).await,
        uploaded(&account, "items", items()).await,
        uploaded(&account, "messages", messages()).await,
    ];
    let begun = account.api.post("/v1/moves", json!({"files": files})).await;
    let path = format!("/v1/moves/{}", begun["id"].as_str().unwrap());
    let mut sentences = Sentences::default();
    let killed = interrupted(platform, &account, &path);
    sentences.tell("a move goes on where it was when its process was killed", killed).await;
    sentences.tell("what it moves is there once", once(&account)).await;
    sentences.end();
}

fn customers() -> String {
    let rows = (0..CUSTOMERS).map(|n| format!("C-{n},Customer {n},c{n}@broken-desk.test\n"));
    format!("external_id,name,email\n{}", rows.collect::<String>())
}

fn items() -> String {
    let rows = (0..ITEMS).map(|n| format!("T-{n},Moved {n},c{}@broken-desk.test\n", n % CUSTOMERS));
    format!("external_id,title,requester\n{}", rows.collect::<String>())
}

fn messages() -> String {
    let row =
        |n| format!("M-{n},T-{n},c{}@broken-desk.test,no,Said {n},2024-05-01T09:00:00Z\n", n % CUSTOMERS);
    format!("external_id,item,author,internal,body,created\n{}", (0..MESSAGES).map(row).collect::<String>())
}

async fn uploaded(account: &Account, what: &str, text: String) -> Value {
    let upload = account.api.request(Method::POST, &format!("/v1/attachments?name={what}.csv"));
    let file: Value = upload.body(text).send().await.unwrap().json().await.unwrap();
    json!({"attachment_id": file["id"], "name": format!("{what}.csv"), "target": format!("TARGET_{}", what.to_uppercase())})
}

/// Killed amidst each file, or after it: it must not matter.
async fn interrupted(platform: &Platform, account: &Account, path: &str) {
    let apart = platform.names().await.contains(&"items".to_owned());
    for done in [0, CUSTOMERS, CUSTOMERS + ITEMS] {
        while account.api.get(path).await["processed"].as_u64().unwrap_or(0) <= done as u64 {
            tokio::task::yield_now().await;
        }
        if apart {
            platform.kill("items").await;
            platform.restart("items").await;
            platform.advance(Duration::from_secs(60)).await;
        }
    }
    // What failed beside a kill waits a while before it is tried again.
    let mut done = Value::Null;
    for _ in 0..10 {
        platform.settle().await;
        done = account.api.get(path).await;
        if done["state"] == "STATE_COMPLETED" {
            break;
        }
        platform.advance(Duration::from_secs(60)).await;
    }
    assert_eq!(done["state"], "STATE_COMPLETED", "{done}");
    let all = i64::try_from(CUSTOMERS + ITEMS + MESSAGES).ok();
    assert_eq!(["total", "processed"].map(|name| done[name].as_i64()), [all; 2], "{done}");
    // What was made just before a kill is found again, and is as it should be.
    let [created, unchanged, failed] =
        ["created", "unchanged", "failed"].map(|name| done[name].as_i64().unwrap_or(0));
    assert_eq!((Some(created + unchanged), failed), (all, 0), "{done}");
}

async fn once(account: &Account) {
    let export = "/v1/items:export?columns=external_id&filter=title:Moved";
    let file = String::from_utf8(account.api.bytes(export).await).unwrap();
    let mut ids: Vec<&str> = file.lines().skip(1).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), file.lines().count()), (ITEMS, ITEMS + 1));
    for n in [0, MESSAGES / 2, MESSAGES - 1, MESSAGES] {
        let found = account.api.get(&format!("/v1/items?filter=external_id=%22T-{n}%22")).await;
        let item = found["items"][0]["id"].as_str().unwrap_or_else(|| panic!("item {n}: {found}"));
        let conversations = account.conversations(item, "CUSTOMER").await;
        let mut said = Vec::new();
        for conversation in &conversations {
            let messages = account.messages(conversation).await;
            said.extend(messages.iter().map(|message| message["text"].as_str().unwrap().trim().to_owned()));
        }
        let want: &[String] = if n < MESSAGES { &[format!("Said {n}")] } else { &[] };
        assert_eq!(said, want, "of item {n}");
    }
}
