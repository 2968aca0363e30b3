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
        .tell(
            "who unsubscribes in one click, or on the page, gets no notice, and is still answered",
            unsubscribed(platform, &account, &eve),
        )
        .await;
    sentences
        .tell("people in copy get the answer, the account itself does not", copies(platform, &account, &eve))
        .await;
    sentences
        .tell("what is to be sent later is sent by whatever runs then", later(platform, &account, &eve))
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

async fn unsubscribed(platform: &Platform, account: &Account, eve: &Person) {
    let bea = account.agent(platform, "Bea").await;
    let item = account.ticket("Notices", "una@notices.test").await;
    let id = item["id"].as_str().unwrap();
    platform.settle().await;
    bea.client.post("/v1/followers", json!({"subject": id})).await;
    bea.client.post("/v1/notifications:see", json!({})).await;
    let notify = async |text: &str| {
        answer(account, eve, id, text).await;
        platform.settle().await;
        platform.advance(Duration::from_secs(61)).await;
        platform.settle().await;
        platform.sink.to(&bea.email).len()
    };
    let before = notify("First").await;
    let notice = platform.sink.to(&bea.email).pop().expect("a notice");
    let page = notice.header("List-Unsubscribe").unwrap().trim_matches(['<', '>']).to_owned();
    let path = page.strip_prefix(&platform.base).expect("a page of ours").to_owned();
    let shown = platform.http.get(&page).send().await.unwrap();
    assert_eq!(shown.status(), 200);
    assert!(shown.text().await.unwrap().contains("<div id=\"root\">"), "a page that asks first");
    assert_eq!(notify("Second").await, before + 1, "to look at it unsubscribes nobody");

    // As mail programs do it: no cookie, no JSON (RFC 8058).
    let form = "application/x-www-form-urlencoded";
    for _ in 0..2 {
        let click = platform.http.post(&page).header("content-type", form).body("List-Unsubscribe=One-Click");
        assert_eq!(click.send().await.unwrap().status(), 200);
    }
    assert_eq!(notify("Third").await, before + 1, "no more of it");
    let token = path.rsplit('/').next().unwrap();
    let public = format!("/v1/public/unsubscriptions/{token}");
    let nobody = crate::support::Client::nobody(platform);
    assert_eq!(nobody.get(&public).await["unsubscribed"], true);
    nobody.post(&format!("{public}:resubscribe"), json!({})).await;
    assert_eq!(notify("Fourth").await, before + 2);
    nobody.post(&format!("{public}:unsubscribe"), json!({})).await;
    let listed = account.api.get(&format!("/v1/suppressions?address={}", bea.email)).await;
    assert_eq!(listed["suppressions"][0]["reason"], "REASON_UNSUBSCRIBED", "{listed}");
    let suppression = listed["suppressions"][0]["id"].as_str().unwrap();
    account.api.delete(&format!("/v1/suppressions/{suppression}")).await;
    assert_eq!(nobody.get(&public).await["unsubscribed"], false, "a user may lift it");
    // Answers quote the one before, so the third is in the fourth as well.
    platform.sink.wait("una@notices.test", "Third").await;
}

async fn later(platform: &Platform, account: &Account, eve: &Person) {
    let item = account.ticket("Later", "lea@later.test").await;
    platform.settle().await;
    let path =
        format!("/v1/conversations/{}/messages", account.conversation(item["id"].as_str().unwrap()).await);
    let waiting =
        eve.client.post(&path, json!({"body_text": "See you tomorrow.", "undo_seconds": 120})).await;
    assert_eq!(waiting["state"], "STATE_SCHEDULED", "{waiting}");
    // All of them: what is started again has the time of the machine, without what the test moved it on by.
    for name in platform.names().await {
        platform.kill(&name).await;
        platform.restart(&name).await;
    }
    platform.settle().await;
    let message = format!("/v1/messages/{}", waiting["id"].as_str().unwrap());
    assert_eq!(account.api.get(&message).await["state"], "STATE_SCHEDULED");
    platform.advance(Duration::from_secs(3600)).await;
    platform.settle().await;
    assert_eq!(account.api.get(&message).await["state"], "STATE_POSTED");
    platform.sink.one("lea@later.test", "See you tomorrow.").await;
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
