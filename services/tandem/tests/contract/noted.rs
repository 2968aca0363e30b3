//! Every rpc that changes something is called once, and each must have left an entry in the audit.
use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use tandem_kit::audit;

use super::things::Things;
use crate::support::{Account, Client, Platform};

/// Rpcs that leave an entry and are not called here, with the reason.
const NOT_CALLED: [(&str, &str); 3] = [
    ("InboundService/BlockInboundMail", "of a mail either this or its release is called"),
    ("InboundService/RetryInboundMail", "what failed by itself cannot be made here"),
    (
        "CredentialsService/DeleteSession",
        "it is DeleteApiToken of another kind, and the caller has no session",
    ),
];

/// What one call after another is about, by the names that later ones know them by.
type Known = BTreeMap<&'static str, String>;

/// The calls, in order. Names in braces stand for ids.
const CALLS: &str = include_str!("noted.txt");

/// Calls every one of them, and looks for its entry.
pub async fn walk(platform: &Platform, account: &Account, own: &Things) {
    let mut known: Known = BTreeMap::new();
    for kind in [
        "item", "proj", "folder", "cus", "org", "usr", "att", "sup", "type", "status", "rule", "form",
        "iform", "mail",
    ] {
        known.insert(kind, own.id(kind).unwrap_or_default().to_owned());
    }
    let mail = aside(platform, account).await;
    known.insert("mail", mail.0);
    known.insert("mail2", mail.1);
    let mut called = BTreeSet::new();
    for line in CALLS.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [rpc, asked, body, name] = parts[..] else { panic!("{line}") };
        let id = call(&account.api, &known, (rpc, asked, body)).await;
        called.insert(rpc.to_owned());
        if name != "-" {
            known.insert(name, id.unwrap_or_else(|| panic!("{rpc} answers with an id")));
        }
    }
    let noted = entries(&account.api).await;
    let mut wrong = Vec::new();
    for path in audit::NOTED.keys() {
        let action = path.rsplit('.').next().unwrap_or_default().to_owned();
        let apart = NOT_CALLED.iter().any(|(name, _)| *name == action);
        if !called.contains(&action) && !apart {
            wrong.push(format!(
                "{action} is neither called here nor said to leave no entry (kit/src/audit/apart.rs)"
            ));
        }
        if called.contains(&action) && !noted.iter().any(|entry| entry["action"] == action) {
            wrong.push(format!("{action} left no entry: it writes without tandem_kit::Tx"));
        }
    }
    for entry in noted.iter().filter(|entry| entry["action"].as_str().is_some_and(|a| a.contains("/Update")))
    {
        if entry["changes"].as_array().is_none_or(Vec::is_empty) {
            wrong.push(format!("{} does not say what changed", entry["action"]));
        }
    }
    let text = Value::from(noted).to_string();
    for secret in ["a secret password", "relay-password"] {
        if text.contains(secret) {
            wrong.push(format!("{secret} is in the audit"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Two mails that were put aside.
async fn aside(platform: &Platform, account: &Account) -> (String, String) {
    let policy = json!({"blocked": ["blocked.test"]});
    account.api.patch("/v1/mail_policy?update_mask=blocked", policy).await;
    for name in ["one", "two"] {
        let mail = format!(
            "From: {name}@blocked.test\r\nTo: {}\r\nSubject: {name}\r\nMessage-ID: <{name}@blocked.test>\r\n\r\nHello\r\n",
            account.address()
        );
        account.api.receive(mail.as_bytes(), &account.address()).await;
    }
    platform.settle().await;
    let list = account.api.get("/v1/inbound_mails?page_size=100").await;
    let mails = list["inboundMails"].as_array().cloned().unwrap_or_default();
    let of = |name: &str| {
        let one = mails.iter().find(|mail| mail.to_string().contains(&format!("{name}@blocked.test")));
        one.and_then(|mail| mail["id"].as_str()).unwrap_or_else(|| panic!("{name} in {list}")).to_owned()
    };
    (of("one"), of("two"))
}

async fn call(api: &Client, known: &Known, (rpc, asked, body): (&str, &str, &str)) -> Option<String> {
    let filled = |text: &str| {
        known.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    };
    let (method, path) = asked.split_once(' ').unwrap();
    let body = (body != "-").then(|| serde_json::from_str(&filled(body)).unwrap());
    let answer = api.ask(method.parse::<Method>().unwrap(), &filled(path), body).await;
    assert_eq!(answer.status, 200, "{rpc} {}: {}", filled(path), answer.body);
    answer.body["id"].as_str().map(str::to_owned)
}

/// All entries of an account.
async fn entries(api: &Client) -> Vec<Value> {
    let (mut all, mut token) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("/v1/audit_entries?page_size=100&page_token={token}")).await;
        all.extend(page["entries"].as_array().cloned().unwrap_or_default());
        page["nextPageToken"].as_str().unwrap_or_default().clone_into(&mut token);
        if token.is_empty() {
            return all;
        }
    }
}
