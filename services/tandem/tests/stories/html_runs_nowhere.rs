//! HTML that tries to run something does so in no place that shows it, whoever wrote it and by whatever way it came.
use std::time::Duration;

use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Account, Client, Mail, Person, Platform, Sentences,
    markup::{VECTORS, danger},
    smtp,
};

told_twice!(story);

/// So many in one message: one that swallows what follows hides few others.
const TOGETHER: usize = 8;

#[test]
fn the_sanitiser_takes_what_runs_and_leaves_what_is_said() {
    let mut lost = Vec::new();
    for vector in VECTORS {
        let once = tandem_conversations::mail::sanitise(vector);
        assert_eq!(danger(&once), None, "{vector} → {once}");
        if !once.contains("keep") {
            lost.push(format!("{vector} → {once}"));
        }
        assert_eq!(tandem_conversations::mail::sanitise(&once), once, "{vector}: once is as good as twice");
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn what_runs_is_found() {
    let found = VECTORS.iter().filter(|vector| danger(vector).is_some()).count();
    assert_eq!(found, VECTORS.len(), "each would be seen if it were left");
}

async fn story(platform: &Platform) {
    let account = platform.account("markup").await;
    let eve = account.agent(platform, "Eve").await;
    let bob = account.agent(platform, "Bob").await;
    let ann = account.customer(platform, "Ann", "ann@markup.test").await;
    platform.settle().await;
    let scene = Scene { platform, account, eve, bob, ann };
    let mut sentences = Sentences::default();
    sentences
        .tell("of a mail that comes in: in the thread, on the portal, in what answers it", mailed(&scene))
        .await;
    sentences
        .tell("of what a user writes: there, and in the mail that takes it to the customer", written(&scene))
        .await;
    sentences.tell("of what a customer writes on the portal", on_the_portal(&scene)).await;
    sentences
        .tell("of what users write to each other, and in the mail that tells of it", inside(&scene))
        .await;
    sentences
        .tell(
            "of what is said in a chat, in the mail that takes it along, and in its transcript",
            chat(&scene),
        )
        .await;
    sentences.tell("of canned replies, drafts and what stands around a mail", prepared(&scene)).await;
    sentences.end();
}

struct Scene<'x> {
    platform: &'x Platform,
    account: Account,
    eve: Person,
    bob: Person,
    ann: Person,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn pages() -> Vec<String> {
    VECTORS.chunks(TOGETHER).map(<[&str]>::concat).collect()
}

/// Every HTML of an answer, whatever it is called; answers with how many there were.
fn check(place: &str, shown: &Value) -> usize {
    match shown {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                Value::String(html) if name.to_lowercase().ends_with("html") => {
                    assert_eq!(danger(html), None, "{place}, {name}: {html}");
                    usize::from(html.contains("keep"))
                }
                other => check(place, other),
            })
            .sum(),
        Value::Array(all) => all.iter().map(|one| check(place, one)).sum(),
        _ => 0,
    }
}

/// Every HTML of a mail.
fn check_mail(place: &str, mail: &Mail) {
    let parsed = MessageParser::default().parse(&mail.raw).expect("a mail");
    for part in &parsed.parts {
        if let PartType::Html(html) = &part.body
            && part.attachment_name().is_none()
        {
            assert_eq!(danger(html), None, "{place}: {html}");
        }
    }
}

impl Scene<'_> {
    /// An item of Ann's, with its conversation.
    async fn ticket(&self, title: &str) -> (String, String) {
        let item = text(&self.account.ticket(title, &self.ann.email).await["id"]);
        self.platform.settle().await;
        let conversation = self.account.conversation(&item).await;
        (item, conversation)
    }
    async fn show(&self, client: &Client, place: &str, path: &str) -> usize {
        check(place, &client.get(path).await)
    }
    fn check_mails(&self, place: &str, address: &str) -> usize {
        let mails = self.platform.sink.to(address);
        for mail in &mails {
            check_mail(place, mail);
        }
        mails.len()
    }
}

async fn mailed(scene: &Scene<'_>) {
    let pages = pages();
    for (at, page) in pages.iter().enumerate() {
        let raw = format!(
            "From: Ann <{}>\r\nTo: {}\r\nSubject: Page {at}\r\nMessage-ID: <{at}@markup.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}\r\n",
            scene.ann.email,
            scene.account.address(),
            page.replace('\n', "\r\n")
        );
        smtp::send(&scene.platform.smtp, &scene.ann.email, &[scene.account.address()], raw.as_bytes()).await;
    }
    scene.platform.settle().await;
    for at in 0..pages.len() {
        let item = text(&scene.account.one_titled(&format!("Page {at}")).await["id"]);
        let conversation = scene.account.conversation(&item).await;
        let messages = format!("/v1/conversations/{conversation}/messages?page_size=100");
        assert!(scene.show(&scene.eve.client, "the thread", &messages).await > 0, "page {at} is shown");
        assert!(
            scene.show(&scene.ann.client, "the portal's thread", &messages).await > 0,
            "page {at} is shown"
        );
        scene.show(&scene.eve.client, "the item", &format!("/v1/items/{item}")).await;
        scene.show(&scene.ann.client, "the portal's item", &format!("/v1/items/{item}")).await;
        let answer = json!({"body_text": format!("About page {at}")});
        scene.eve.client.post(&format!("/v1/conversations/{conversation}/messages"), answer).await;
    }
    scene.platform.settle().await;
    assert!(scene.check_mails("an answer that quotes it", &scene.ann.email) >= pages.len());
}

async fn written(scene: &Scene<'_>) {
    let (_, conversation) = scene.ticket("Written by a user").await;
    let path = format!("/v1/conversations/{conversation}/messages");
    let before = scene.platform.sink.to(&scene.ann.email).len();
    for page in pages() {
        let posted = scene.eve.client.post(&path, json!({"body_html": page})).await;
        check("what posting answers", &posted);
    }
    scene.platform.settle().await;
    for client in [&scene.eve.client, &scene.ann.client] {
        assert!(scene.show(client, "the thread", &format!("{path}?page_size=100")).await >= pages().len());
    }
    assert!(scene.check_mails("the mail of an answer", &scene.ann.email) >= before + pages().len());
}

async fn on_the_portal(scene: &Scene<'_>) {
    let (_, conversation) = scene.ticket("Written on the portal").await;
    let path = format!("/v1/conversations/{conversation}/messages");
    for page in pages() {
        scene.ann.client.ask(Method::POST, &path, Some(json!({"body_html": page}))).await;
        scene.ann.client.post(&path, json!({"body_text": page})).await;
    }
    for client in [&scene.eve.client, &scene.ann.client] {
        assert!(scene.show(client, "the thread", &format!("{path}?page_size=100")).await > 0);
    }
    let asked = json!({"title": "<img src=x onerror=BAIT()>", "description": pages().concat()});
    let made = scene.ann.client.post("/v1/portal_requests", asked).await;
    scene.platform.settle().await;
    scene.show(&scene.eve.client, "a request", &format!("/v1/items/{}", text(&made["itemId"]))).await;
}

async fn inside(scene: &Scene<'_>) {
    let (item, _) = scene.ticket("Among users").await;
    let open = json!({"subject": item, "visibility": "VISIBILITY_INTERNAL"});
    let inside = text(&scene.eve.client.post("/v1/conversations", open).await["id"]);
    let path = format!("/v1/conversations/{inside}/messages");
    for page in pages() {
        scene.eve.client.post(&path, json!({"body_html": page, "mention_ids": [scene.bob.id]})).await;
    }
    assert!(scene.show(&scene.bob.client, "a note", &format!("{path}?page_size=100")).await >= pages().len());
    scene.platform.settle().await;
    check("notifications", &scene.bob.client.get("/v1/notifications?page_size=100").await);
    scene.platform.advance(Duration::from_secs(90)).await;
    scene.platform.settle().await;
    assert!(scene.check_mails("the mail of a notification", &scene.bob.email) > 0);
}

async fn chat(scene: &Scene<'_>) {
    let widget = scene.account.api.get("/v1/widgets").await["widgets"][0].clone();
    let path = format!("/v1/widgets/{}?update_mask=hours,greeting", text(&widget["id"]));
    let greeting = "<img src=x onerror=BAIT()>keep";
    scene.account.api.patch(&path, json!({"hours": "HOURS_ALWAYS", "greeting": greeting})).await;
    let nobody = Client::nobody(scene.platform);
    let begin =
        json!({"widget_key": widget["key"], "name": "<b onclick=BAIT()>Vi", "email": "vi@markup.test"});
    let token = text(&nobody.post("/v1/public/chat_sessions", begin).await["token"]);
    let ask = async |method: Method, path: &str, body: Value| -> Value {
        let request = nobody.request(method, &format!("/v1/public/{path}")).header("tandem-visitor", &token);
        request.json(&body).send().await.unwrap().json().await.unwrap()
    };
    let chat = text(&ask(Method::POST, "chats", json!({"text": VECTORS[0]})).await["id"]);
    for page in pages() {
        ask(Method::POST, &format!("chats/{chat}/messages"), json!({"text": page})).await;
    }
    let conversation = text(&scene.eve.client.get(&format!("/v1/chats/{chat}")).await["conversationId"]);
    let path = format!("/v1/conversations/{conversation}/messages");
    for page in pages() {
        scene.eve.client.post(&path, json!({"body_html": page})).await;
    }
    assert!(
        scene.show(&scene.eve.client, "the chat", &format!("{path}?page_size=100")).await > pages().len()
    );
    let read = ask(Method::GET, &format!("chats/{chat}/messages?page_size=100"), json!({})).await;
    assert!(check("the widget", &read) > pages().len(), "{read}");
    scene.platform.settle().await;
    scene.platform.advance(Duration::from_secs(61)).await;
    scene.platform.settle().await;
    assert!(scene.check_mails("the mail of what was not seen", "vi@markup.test") > 0);
    ask(Method::POST, &format!("chats/{chat}:end"), json!({"transcript_email": "keeps@markup.test"})).await;
    scene.platform.settle().await;
    assert_eq!(scene.check_mails("the transcript", "keeps@markup.test"), 1);
}

async fn prepared(scene: &Scene<'_>) {
    let (item, conversation) = scene.ticket("Prepared").await;
    for (at, page) in pages().into_iter().enumerate() {
        let canned = json!({"name": format!("Page {at}"), "html": page, "scope": "SCOPE_SHARED"});
        let made = scene.account.api.ask(Method::POST, "/v1/canned_replies", Some(canned)).await;
        check("a canned reply", &made.body);
        if made.status == 200 {
            let path = format!("/v1/canned_replies/{}:render", text(&made.body["id"]));
            let filled = scene
                .eve
                .client
                .ask(Method::POST, &path, Some(json!({"conversation_id": conversation})))
                .await;
            check("a canned reply, filled", &filled.body);
        }
        let draft = json!({"html": page});
        scene.eve.client.ask(Method::PUT, &format!("/v1/drafts/{conversation}"), Some(draft)).await;
        scene.show(&scene.eve.client, "a draft", &format!("/v1/drafts/{conversation}")).await;
    }
    let layout = json!({"signature_html": pages()[0], "header_html": pages()[1], "footer_html": pages()[2]});
    let mailbox = json!({
        "name": "Looks", "addresses": [{"address": format!("looks@{}", scene.account.domain)}],
        "standard": true, "layout": layout,
    });
    check("a mailbox", &scene.account.api.post("/v1/mailboxes", mailbox).await);
    let words = json!({"body_text": "In the name of the looks"});
    scene.eve.client.post(&format!("/v1/conversations/{conversation}/messages"), words).await;
    scene.platform.settle().await;
    let mail = scene.platform.sink.one(&scene.ann.email, "In the name of the looks").await;
    check_mail("what stands around a mail", &mail);
    assert!(mail.says("keep"), "its looks are there: {}", mail.text());
    let path = format!("/v1/items/{item}");
    scene.eve.client.patch(&path, json!({"description_html": pages().concat()})).await;
    scene.show(&scene.ann.client, "a description", &path).await;
}
