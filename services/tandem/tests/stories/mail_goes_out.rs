//! Mail on its way out: to whom, when, and what happens when it does not arrive.
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Account, Letter, Mail, Person, Platform, Sentences, smtp};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("post").await;
    let eve = account.agent(platform, "Eve").await;
    let mut sentences = Sentences::default();
    sentences
        .tell(
            "while the relay is away mail waits, and is sent when it is back",
            relay_away(platform, &account, &eve),
        )
        .await;
    sentences
        .tell(
            "an address that is refused shows on its delivery, and its assignee is told",
            refused(platform, &account, &eve),
        )
        .await;
    sentences.tell("a mail that comes back marks its delivery", bounced(platform, &account, &eve)).await;
    sentences
        .tell(
            "what an agent has not seen for a minute comes by e-mail, what was seen does not",
            unseen(platform, &account, &eve),
        )
        .await;
    sentences
        .tell("people in copy get the answer, the account itself does not", copies(platform, &account, &eve))
        .await;
    sentences.end();
}

/// Writes to the customer of an item; answers with the message's id.
async fn answer(account: &Account, agent: &Person, item: &str, text: &str) -> String {
    let path = format!("/v1/conversations/{}/messages", account.conversation(item).await);
    agent.client.post(&path, json!({"body_text": text})).await["id"].as_str().unwrap().into()
}

async fn delivery(account: &Account, message: &str) -> Value {
    account.api.get(&format!("/v1/messages/{message}")).await["deliveries"][0].clone()
}

/// A ticket of a customer, assigned to an agent.
async fn ticket_for(
    platform: &Platform,
    account: &Account,
    agent: &Person,
    title: &str,
    email: &str,
) -> String {
    let item = account.ticket(title, email).await;
    let id = item["id"].as_str().unwrap().to_owned();
    platform.settle().await;
    account.api.patch(&format!("/v1/items/{id}"), json!({"assignee_ids": [agent.id]})).await;
    platform.settle().await;
    id
}

async fn relay_away(platform: &Platform, account: &Account, eve: &Person) {
    let item = ticket_for(platform, account, eve, "Patience", "pat@wait.test").await;
    platform.sink.refuse("*", "421 4.3.2 closed for lunch");
    let message = answer(account, eve, &item, "Please wait for lunch to end.").await;
    platform.settle().await;
    let waiting = delivery(account, &message).await;
    assert_eq!(waiting["state"], "STATE_DEFERRED", "{waiting}");
    assert!(waiting["detail"].as_str().unwrap().contains("closed for lunch"), "{waiting}");
    platform.sink.take_all();
    platform.advance(Duration::from_secs(120)).await;
    platform.settle().await;
    assert_eq!(delivery(account, &message).await["state"], "STATE_SENT");
    platform.sink.one("pat@wait.test", "Please wait for lunch").await;
}

async fn refused(platform: &Platform, account: &Account, eve: &Person) {
    let item = ticket_for(platform, account, eve, "Wrong address", "gone@nowhere.test").await;
    platform.sink.refuse("gone@nowhere.test", "550 5.1.1 no such user");
    let message = answer(account, eve, &item, "Can you read this?").await;
    platform.settle().await;
    let failed = delivery(account, &message).await;
    // Refused for good at the door is as good as come back.
    assert_eq!(failed["state"], "STATE_BOUNCED", "{failed}");
    assert!(failed["detail"].as_str().unwrap().contains("no such user"), "{failed}");
    let told = eve.client.get("/v1/notifications?page_size=100").await;
    let told = told["notifications"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|n| n["reason"] == "REASON_DELIVERY_FAILED" && n["subject"] == item.as_str());
    assert_eq!(told.count(), 1, "the assignee is told");
    platform.sink.take_all();
    eve.client.post(&format!("/v1/messages/{message}:retry"), json!({})).await;
    platform.settle().await;
    platform.sink.one("gone@nowhere.test", "Can you read this?").await;
}

async fn bounced(platform: &Platform, account: &Account, eve: &Person) {
    let item = ticket_for(platform, account, eve, "Full mailbox", "full@box.test").await;
    let message = answer(account, eve, &item, "Is your mailbox full?").await;
    platform.settle().await;
    assert_eq!(delivery(account, &message).await["state"], "STATE_SENT");
    let mail = platform.sink.one("full@box.test", "Is your mailbox full?").await;
    let before = account.api.get("/v1/items?page_size=100").await["items"].as_array().unwrap().len();
    let report = report(&mail, "full@box.test");
    let answers = smtp::send(&platform.smtp, "", std::slice::from_ref(&mail.from), report.as_bytes()).await;
    assert!(answers.last().unwrap().starts_with("250"), "{answers:?}");
    platform.settle().await;
    let marked = delivery(account, &message).await;
    assert_eq!(marked["state"], "STATE_DEFERRED", "a full mailbox is tried again: {marked}");
    assert_eq!(marked["statusCode"], "5.2.2", "{marked}");
    let after = account.api.get("/v1/items?page_size=100").await["items"].as_array().unwrap().len();
    assert_eq!(after, before, "a report opens nothing");
}

/// As mail servers tell that they could not deliver.
fn report(mail: &Mail, recipient: &str) -> String {
    format!(
        "From: MAILER-DAEMON@box.test\r\nTo: {}\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn-1@box.test>\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; box.test\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.2.2\r\n\
         Diagnostic-Code: smtp; 552 5.2.2 mailbox full\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {}\r\nSubject: {}\r\n\r\n--b--\r\n",
        mail.from,
        mail.message_id(),
        mail.subject()
    )
}

async fn unseen(platform: &Platform, account: &Account, eve: &Person) {
    let bob = account.agent(platform, "Bob").await;
    for person in [eve, &bob] {
        person.client.post("/v1/notifications:see", json!({})).await;
    }
    let item = account.ticket("Unread", "una@wait.test").await;
    let id = item["id"].as_str().unwrap();
    platform.settle().await;
    account.api.patch(&format!("/v1/items/{id}"), json!({"assignee_ids": [eve.id, bob.id]})).await;
    platform.settle().await;
    for person in [eve, &bob] {
        person.client.post("/v1/followers", json!({"subject": id})).await;
        person.client.post("/v1/notifications:see", json!({})).await;
    }
    let conversation = account.conversation(id).await;
    let opening = json!({"body_text": "Do you need anything?"});
    account.api.post(&format!("/v1/conversations/{conversation}/messages"), opening).await;
    platform.settle().await;
    let (seen_by_eve, by_bob) = (platform.sink.to(&eve.email).len(), platform.sink.to(&bob.email).len());
    eve.client.post("/v1/notifications:see", json!({})).await;
    platform.advance(Duration::from_secs(61)).await;
    platform.settle().await;
    assert_eq!(platform.sink.to(&eve.email).len(), seen_by_eve, "Eve has seen it");
    let mails = platform.sink.to(&bob.email);
    assert_eq!(mails.len(), by_bob + 1, "Bob has not");
    assert!(mails.last().unwrap().says("Unread"), "{}", mails.last().unwrap().text());
    platform.advance(Duration::from_secs(300)).await;
    platform.settle().await;
    assert_eq!(platform.sink.to(&bob.email).len(), by_bob + 1, "and is told once");
}

async fn copies(platform: &Platform, account: &Account, eve: &Person) {
    Letter::new("ann@copy.test", &account.address(), "With a colleague", "Hello")
        .header("Cc", &format!("Carl <carl@copy.test>, {}", account.address()))
        .send(platform)
        .await;
    platform.settle().await;
    let item = account.one_titled("With a colleague").await;
    let before = platform.database.count("select count(*) from conversations.inbound_mail").await;
    answer(account, eve, item["id"].as_str().unwrap(), "Hello you two.").await;
    platform.settle().await;
    for person in ["ann@copy.test", "carl@copy.test"] {
        platform.sink.one(person, "Hello you two.").await;
    }
    assert!(platform.sink.to(&account.address()).is_empty(), "the account does not write to itself");
    assert_eq!(platform.database.count("select count(*) from conversations.inbound_mail").await, before);
}
