//! Merging across services: conversations, time and followers go with an item, come back with it, and nothing written meanwhile is lost.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Account, Letter, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("merging").await;
    let mut sentences = Sentences::default();
    sentences
        .tell("what is written while items are merged is all there", concurrent(platform, &account))
        .await;
    sentences.tell("time and followers go along, and come back", along(platform, &account)).await;
    sentences.tell("a customer is led to what they asked for", led(platform, &account)).await;
    sentences.tell("a message is split into a ticket of who wrote it", split(platform, &account)).await;
    sentences.tell("nobody is mailed because of merging", quiet(platform, &account)).await;
    sentences.tell("of what is purged nothing is kept anywhere", purged(platform, &account)).await;
    sentences.end();
}

/// A ticket that came by mail: its id, and the mail's sender.
async fn mailed(platform: &Platform, account: &Account, name: &str) -> (String, String) {
    let from = format!("{name}@acme.test");
    let title = format!("Broken {name}");
    Letter::new(&from, &account.address(), &title, "Please help.").send(platform).await;
    platform.settle().await;
    (text(&account.one_titled(&title).await, "id"), from)
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}")).to_owned()
}

async fn said(account: &Account, item: &str) -> Vec<String> {
    let mut said = Vec::new();
    for visibility in ["CUSTOMER", "INTERNAL"] {
        for conversation in account.conversations(item, visibility).await {
            let messages = account.messages(&conversation).await;
            said.extend(messages.iter().map(|message| text(message, "replyText").trim().to_owned()));
        }
    }
    said
}

const SOURCES: usize = 4;
const EACH: usize = 6;

async fn concurrent(platform: &Platform, account: &Account) {
    let (target, _) = mailed(platform, account, "target").await;
    let mut sources = Vec::new();
    for n in 0..SOURCES {
        let (item, from) = mailed(platform, account, &format!("source{n}")).await;
        let conversation = account.conversation(&item).await;
        let reply = json!({"body_text": format!("we look at source{n}")});
        account.api.post(&format!("/v1/conversations/{conversation}/messages"), reply).await;
        platform.settle().await;
        let mail = platform.sink.one(&from, &format!("we look at source{n}")).await;
        sources.push((item, from, conversation, mail));
    }
    let answers =
        futures::future::join_all(sources.iter().enumerate().map(async |(n, (_, _, conversation, _))| {
            for k in 0..EACH {
                let reply = json!({"body_text": format!("agent {n} {k}")});
                account.api.post(&format!("/v1/conversations/{conversation}/messages"), reply).await;
            }
        }));
    let mails = futures::future::join_all(sources.iter().enumerate().map(async |(n, (_, from, _, mail))| {
        for k in 0..EACH {
            Letter::answer(mail, from, &format!("customer {n} {k}")).send(platform).await;
        }
    }));
    let notes = futures::future::join_all(sources.iter().enumerate().map(async |(n, (item, ..))| {
        for k in 0..EACH {
            let open = json!({"subject": item, "visibility": "VISIBILITY_INTERNAL"});
            let opened = text(&account.api.post("/v1/conversations", open).await, "id");
            let note = json!({"body_text": format!("note {n} {k}")});
            account.api.post(&format!("/v1/conversations/{opened}/messages"), note).await;
        }
    }));
    let merging = async {
        for (item, ..) in &sources {
            account.api.post(&format!("/v1/items/{target}:merge"), json!({"source_ids": [item]})).await;
        }
    };
    tokio::join!(answers, mails, notes, merging);
    platform.settle().await;

    is_all_there(&said(account, &target).await);
    for (item, from, ..) in &sources {
        assert_eq!(text(&account.api.get(&format!("/v1/items/{item}")).await, "id"), target);
        Letter::new(from, &account.address(), "Re: once more", "later").send(platform).await;
    }

    let (first, ..) = &sources[0];
    account.api.post(&format!("/v1/items/{first}:unmerge"), json!({})).await;
    platform.settle().await;
    let back = said(account, first).await;
    for k in 0..EACH {
        for who in ["agent", "customer"] {
            assert!(back.contains(&format!("{who} 0 {k}")), "{who} 0 {k} of {back:?}");
        }
    }
    assert!(!said(account, &target).await.iter().any(|one| one.starts_with("agent 0")), "{back:?}");
}

/// Everything that was written to the sources, each once.
fn is_all_there(said: &[String]) {
    let wanted: BTreeSet<String> = ["agent", "customer", "note"]
        .iter()
        .flat_map(|who| (0..SOURCES).flat_map(move |n| (0..EACH).map(move |k| format!("{who} {n} {k}"))))
        .collect();
    let missing: Vec<&String> = wanted.iter().filter(|one| !said.contains(one)).collect();
    assert!(missing.is_empty(), "missing {missing:?} of {said:?}");
    let twice = wanted.iter().filter(|one| said.iter().filter(|other| other == one).count() > 1);
    assert_eq!(twice.count(), 0, "{said:?}");
}

async fn along(platform: &Platform, account: &Account) {
    let (one, _) = mailed(platform, account, "clock").await;
    let (two, _) = mailed(platform, account, "watch").await;
    let agent = account.agent(platform, "Tim").await;
    agent.client.post("/v1/time_entries", json!({"item_id": two, "duration": "600s"})).await;
    agent.client.post("/v1/followers", json!({"subject": two})).await;
    platform.settle().await;
    account.api.post(&format!("/v1/items/{one}:merge"), json!({"source_ids": [two]})).await;
    platform.settle().await;
    assert_eq!(account.api.get(&format!("/v1/items/{one}")).await["actualEffort"], "600s");
    let week = agent.client.get("/v1/time_entries:summary?time_zone=Pacific/Auckland").await;
    let days = week["days"].as_array().cloned().unwrap_or_default();
    assert_eq!(
        (days.len(), &days[6]["logged"], &days[5]["logged"]),
        (7, &json!("600s"), &json!("0s")),
        "{week}"
    );
    let entries = account.api.get(&format!("/v1/time_entries?item_id={one}")).await;
    assert_eq!(entries["timeEntries"][0]["itemId"], json!(one));
    agent.client.post("/v1/time_entries", json!({"item_id": two, "duration": "60s"})).await;
    platform.settle().await;
    assert_eq!(account.api.get(&format!("/v1/items/{one}")).await["actualEffort"], "660s");

    account.api.post(&format!("/v1/items/{two}:unmerge"), json!({})).await;
    platform.settle().await;
    assert_eq!(account.api.get(&format!("/v1/items/{two}")).await["actualEffort"], "600s");
    assert_eq!(account.api.get(&format!("/v1/items/{one}")).await["actualEffort"], "60s");
}

async fn led(platform: &Platform, account: &Account) {
    let ann = account.customer(platform, "Ann", "ann@merged.test").await;
    let one = text(&account.ticket("The one that stays", "zed@merged.test").await, "id");
    let two = text(&account.ticket("The one that goes", "ann@merged.test").await, "id");
    account.api.patch(&format!("/v1/items/{two}?update_mask=published"), json!({"published": true})).await;
    let conversation = account.conversation(&two).await;
    let path = format!("/v1/conversations/{conversation}/messages");
    account.api.post(&path, json!({"body_text": "we are on it"})).await;
    let internal = json!({"subject": two, "visibility": "VISIBILITY_INTERNAL"});
    let internal = text(&account.api.post("/v1/conversations", internal).await, "id");
    let note = json!({"body_text": "only for us"});
    account.api.post(&format!("/v1/conversations/{internal}/messages"), note).await;
    account.api.post(&format!("/v1/items/{one}:merge"), json!({"source_ids": [two]})).await;
    platform.settle().await;

    let seen = ann.client.get(&format!("/v1/items/{two}")).await;
    assert_eq!((text(&seen, "id"), text(&seen, "mergedFromId")), (one.clone(), two.clone()));
    for name in [&one, &two] {
        let listed = ann.client.get(&format!("/v1/items/{name}/conversations")).await;
        let ids: Vec<&str> = listed["conversations"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|c| c["id"].as_str())
            .collect();
        assert!(ids.contains(&conversation.as_str()), "{listed}");
        assert!(!ids.contains(&internal.as_str()), "{listed}");
    }
    assert!(ann.client.get(&path).await.to_string().contains("we are on it"));
    assert_eq!(ann.client.status(&format!("/v1/conversations/{internal}/messages")).await, 404);
    let listed = ann.client.get("/v1/items").await;
    let titles: Vec<&str> =
        listed["items"].as_array().into_iter().flatten().filter_map(|i| i["title"].as_str()).collect();
    assert_eq!(titles, ["The one that stays"]);
}

async fn quiet(platform: &Platform, account: &Account) {
    let (one, first) = mailed(platform, account, "silent").await;
    let (two, second) = mailed(platform, account, "quiet").await;
    let count = || platform.sink.to(&first).len() + platform.sink.to(&second).len();
    let before = count();
    account.api.post(&format!("/v1/items/{one}:merge"), json!({"source_ids": [two]})).await;
    platform.settle().await;
    account.api.post(&format!("/v1/items/{two}:unmerge"), json!({})).await;
    platform.settle().await;
    assert_eq!(count(), before, "no rule and no survey writes because of it");
}

async fn split(platform: &Platform, account: &Account) {
    let (item, from) = mailed(platform, account, "door").await;
    let conversation = account.conversation(&item).await;
    let reply = json!({"body_text": "we look at the door"});
    account.api.post(&format!("/v1/conversations/{conversation}/messages"), reply).await;
    platform.settle().await;
    let sent = platform.sink.one(&from, "we look at the door").await;
    Letter::answer(&sent, &from, "And my lamp is dark.").attach("lamp.txt", "dark").send(platform).await;
    platform.settle().await;
    let messages = account.messages(&conversation).await;
    let about_lamp =
        messages.iter().find(|m| m["replyText"].as_str().unwrap_or_default().contains("lamp")).unwrap();
    let wish = json!({"message_id": about_lamp["id"], "request_id": "1"});
    let made = account.api.post(&format!("/v1/items/{item}:split"), wish.clone()).await;
    let again = account.api.post(&format!("/v1/items/{item}:split"), wish).await;
    assert_eq!(made["id"], again["id"], "the same request is one item");
    platform.settle().await;
    let new = text(&made, "id");
    assert_eq!(made["requesterIds"], account.api.get(&format!("/v1/items/{item}")).await["requesterIds"]);
    let first = account.messages(&account.conversation(&new).await).await;
    assert_eq!(first.len(), 2, "what was split off, and the answer that every new request gets: {first:?}");
    assert_eq!((&first[0]["automatic"], &first[1]["automatic"]), (&json!(false), &json!(true)));
    assert!(text(&first[0], "replyText").contains("lamp"));
    assert_eq!(first[0]["attachments"][0]["name"], "lamp.txt");
    assert_eq!(first[0]["deliveries"].as_array().map_or(0, Vec::len), 0, "nobody is sent it again");
    assert_eq!(account.messages(&conversation).await.len(), messages.len(), "it stays where it was");
    let links = account.api.get(&format!("/v1/items/{new}/links")).await;
    assert_eq!(links["links"][0]["other"]["id"], json!(item));
    let (other, _) = mailed(platform, account, "window").await;
    let wrong = json!({"message_id": about_lamp["id"]});
    let answer =
        account.api.ask(reqwest::Method::POST, &format!("/v1/items/{other}:split"), Some(wrong)).await;
    assert_eq!(answer.status, 400);
}

/// Merged, deleted, and gone for good: rows of both, their mail, its file, who followed, who was told.
async fn purged(platform: &Platform, account: &Account) {
    let from = "gone@acme.test";
    let letter =
        Letter::new(from, &account.address(), "Broken gone", "Please help.").attach("gone.txt", "gone bytes");
    letter.send(platform).await;
    platform.settle().await;
    let gone = text(&account.one_titled("Broken gone").await, "id");
    let (kept, _) = mailed(platform, account, "kept").await;
    let (twin, _) = mailed(platform, account, "twin").await;
    account.api.post(&format!("/v1/items/{gone}:merge"), json!({"source_ids": [twin]})).await;
    account.api.post("/v1/followers", json!({"subject": gone})).await;
    let conversation = account.conversation(&gone).await;
    let reply = json!({"body_text": "we looked at it"});
    account.api.post(&format!("/v1/conversations/{conversation}/messages"), reply).await;
    platform.settle().await;
    let before = what_is_there(platform, &gone).await;
    assert!(before.iter().all(|(_, count)| *count > 0), "{before:?}");

    account.api.delete(&format!("/v1/items/{gone}")).await;
    for days in [31, 2] {
        platform.advance(std::time::Duration::from_secs(days * 86_400)).await;
        platform.settle().await;
    }
    let after = what_is_there(platform, &gone).await;
    assert!(after.iter().all(|(_, count)| *count == 0), "{after:?}");
    let left = platform.database.count("select count(*) from conversations.purged_blob").await;
    assert_eq!(left, 0, "the bytes are gone too");
    assert!(said(account, &kept).await.contains(&"Please help.".to_owned()), "of another nothing went");
}

async fn what_is_there(platform: &Platform, item: &str) -> Vec<(&'static str, i64)> {
    let id = item.trim_start_matches("item_");
    let mut counted = Vec::new();
    for (what, sql) in [
        ("items", format!("items.item where id = '{id}'")),
        ("conversations", format!("conversations.conversation where subject = '{id}'")),
        ("messages", "conversations.message where text like '%we looked at it%'".to_owned()),
        ("files", "conversations.attachment where name = 'gone.txt'".to_owned()),
        ("mails that came", "conversations.inbound_mail where from_address = 'gone@acme.test'".to_owned()),
        ("mails that went", "conversations.outgoing_mail where address = 'gone@acme.test'".to_owned()),
        ("who follows", format!("notifications.follow where subject = '{item}'")),
    ] {
        counted.push((what, platform.database.count(&format!("select count(*) from {sql}")).await));
    }
    counted
}
