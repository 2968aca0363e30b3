//! What is internal reaches no customer: a sentence for each route, and every rpc of conversations tried by a customer.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Live, Person, Platform, Sentences};

told_twice!(story);

/// A word that customers must never meet.
const SECRET: &str = "amaranth";

/// An item with a conversation with its customer and internal ones, with everything in them that there can be.
struct Scene {
    item: String,
    open: String,
    internal: Vec<String>,
    messages: Vec<String>,
    file: String,
}

async fn story(platform: &Platform) {
    let account = platform.account("inside").await;
    let eve = account.agent(platform, "Eve").await;
    let bob = account.agent(platform, "Bob").await;
    let ann = account.customer(platform, "Ann", "ann@inside.test").await;
    platform.settle().await;
    let screen = ann.client.watch().await;
    let scene = scene(platform, &account, &eve, &bob, &ann).await;
    let mut sentences = Sentences::default();
    sentences.tell("by no read", reads(&ann, &scene)).await;
    sentences.tell("by no write, which tells that there is something", writes(&ann, &scene)).await;
    sentences.tell("by no list and no search", lists(&ann, &scene)).await;
    sentences.tell("by no field of what they may read", fields(&ann, &scene, &eve, &bob)).await;
    sentences.tell("by no notice of the live stream", live(&screen, &scene)).await;
    sentences.tell("by no mail", mails(platform, &ann)).await;
    sentences.tell("by no notification", notifications(platform, &account, &ann, &bob)).await;
    sentences.tell("by no rpc of which this story knows nothing yet", every_path(&ann)).await;
    sentences.end();
}

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap_or_else(|| panic!("an id in {of}")).to_owned()
}

async fn scene(platform: &Platform, account: &Account, eve: &Person, bob: &Person, ann: &Person) -> Scene {
    let item = id(&account.ticket("Delicate", &ann.email).await);
    platform.settle().await;
    let open = account.conversation(&item).await;
    let client = &eve.client;
    let about = json!({"subject": item, "visibility": "VISIBILITY_INTERNAL", "title": SECRET});
    let about = id(&client.post("/v1/conversations", about).await);
    let group = json!({"kind": "KIND_GROUP", "title": SECRET, "participant_ids": [bob.id]});
    let group = id(&client.post("/v1/conversations", group).await);
    let direct = json!({"kind": "KIND_DIRECT", "participant_ids": [bob.id]});
    let direct = id(&client.post("/v1/conversations", direct).await);
    client.post(&format!("/v1/conversations/{direct}:link"), json!({"item_id": item})).await;
    let file =
        client.request(Method::POST, "/v1/attachments?name=plan.txt").body(SECRET).send().await.unwrap();
    let file = id(&file.json().await.unwrap());
    let (internal, mut messages) = (vec![about, group, direct], Vec::new());
    for (at, conversation) in internal.iter().enumerate() {
        let files = if at == 0 { json!([file]) } else { json!([]) };
        let note = json!({"body_text": format!("The plan is {SECRET}."), "attachments": files, "mention_ids": [bob.id]});
        let said = id(&client.post(&format!("/v1/conversations/{conversation}/messages"), note).await);
        client.patch(&format!("/v1/messages/{said}"), json!({"body_text": format!("It is {SECRET}!")})).await;
        client.post("/v1/presence", json!({"subject": conversation, "activity": "ACTIVITY_TYPING"})).await;
        bob.client.post(&format!("/v1/conversations/{conversation}:markRead"), json!({})).await;
        messages.push(said);
    }
    client.post("/v1/presence", json!({"subject": item, "activity": "ACTIVITY_TYPING"})).await;
    let draft = json!({"html": format!("<p>{SECRET}</p>")});
    client.ask(Method::PUT, &format!("/v1/drafts/{open}"), Some(draft)).await;
    let canned = json!({"name": SECRET, "html": SECRET, "scope": "SCOPE_SHARED"});
    account.api.post("/v1/canned_replies", canned).await;
    let said = json!({"body_text": "Hello Ann", "mention_ids": [bob.id]});
    client.post(&format!("/v1/conversations/{open}/messages"), said).await;
    bob.client.post(&format!("/v1/conversations/{open}:markRead"), json!({})).await;
    platform.settle().await;
    Scene { item, open, internal, messages, file }
}

/// Nothing of it, in whatever words.
fn check(path: &str, shown: &Value, scene: &Scene) {
    let text = shown.to_string();
    let ids = scene.internal.iter().chain(&scene.messages);
    assert!(!text.contains(SECRET), "{path}: {text}");
    for id in ids {
        assert!(!text.contains(id.as_str()) || shown["error"]["status"] == "NOT_FOUND", "{path}: {text}");
    }
}

async fn reads(ann: &Person, scene: &Scene) {
    for conversation in &scene.internal {
        for path in ["", "/messages", ":previewRecipients"] {
            let path = format!("/v1/conversations/{conversation}{path}");
            let answer = ann.client.ask(Method::GET, &path, None).await;
            assert!([403, 404].contains(&answer.status), "GET {path} → {}", answer.status);
            check(&path, &answer.body, scene);
        }
    }
    for message in &scene.messages {
        assert_eq!(ann.client.status(&format!("/v1/messages/{message}")).await, 404);
        for path in ["revisions", "source"] {
            assert_eq!(ann.client.status(&format!("/v1/messages/{message}/{path}")).await, 403, "{path}");
        }
    }
    for inline in ["", "?inline=true"] {
        assert_eq!(ann.client.status(&format!("/v1/attachments/{}{inline}", scene.file)).await, 404);
    }
}

async fn writes(ann: &Person, scene: &Scene) {
    for conversation in &scene.internal {
        let posts = [json!({"body_text": "x"}), json!({"body_text": "x", "seen_message_id": conversation})];
        for body in posts {
            let path = format!("/v1/conversations/{conversation}/messages");
            let answer = ann.client.ask(Method::POST, &path, Some(body)).await;
            assert_eq!((answer.status, &answer.body["error"]["reason"]), (404, &json!("NOT_FOUND")));
        }
    }
    // Whether the message that was seen is there at all is not told of one that is not theirs.
    let path = format!("/v1/conversations/{}/messages", scene.open);
    let mut told = Vec::new();
    for seen in [scene.messages[0].clone(), "msg_0190a1b2c3d4e5f60718293a4b5c6d7e".into()] {
        let body = json!({"body_text": "x", "seen_message_id": seen});
        let answer = ann.client.ask(Method::POST, &path, Some(body)).await;
        told.push((answer.status, answer.body["error"]["message"].to_string().replace(&seen, "")));
    }
    assert_eq!(told[0], told[1]);
    let named = json!({"body_text": "x", "mention_ids": ["usr_0190a1b2c3d4e5f60718293a4b5c6d7e"]});
    assert_eq!(
        ann.client.ask(Method::POST, &path, Some(named)).await.status,
        403,
        "customers mention nobody"
    );
}

async fn lists(ann: &Person, scene: &Scene) {
    for path in [
        format!("/v1/items/{}", scene.item),
        format!("/v1/items/{}/conversations", scene.item),
        format!("/v1/conversations?subject={}", scene.item),
        format!("/v1/conversations?subject={}", ann.id),
        format!("/v1/conversations/{}", scene.open),
        format!("/v1/conversations/{}/messages?page_size=100", scene.open),
        "/v1/items".into(),
        format!("/v1/items?filter=title:{SECRET}"),
        format!("/v1/items:search?q={SECRET}"),
    ] {
        check(&path, &ann.client.ask(Method::GET, &path, None).await.body, scene);
    }
}

async fn fields(ann: &Person, scene: &Scene, eve: &Person, bob: &Person) {
    let conversation = ann.client.get(&format!("/v1/conversations/{}", scene.open)).await;
    let people = conversation["participantIds"].as_array().map_or(0, Vec::len);
    assert_eq!((people, conversation["unreadCount"].as_i64().unwrap_or_default()), (0, 0), "{conversation}");
    assert_eq!(conversation["lastMessageText"], "Hello Ann");
    let messages = ann.client.get(&format!("/v1/conversations/{}/messages", scene.open)).await;
    let last = messages["messages"].as_array().unwrap().iter().find(|m| m["text"] == "Hello Ann").unwrap();
    for name in ["mentionIds", "seenByIds", "to", "deliveries"] {
        assert!(last[name].as_array().is_none_or(Vec::is_empty), "{name}: {last}");
    }
    assert_eq!(last["authorId"], eve.id.as_str());
    assert!(!messages.to_string().contains(&bob.id), "who reads with them is nobody's business: {messages}");
}

async fn live(screen: &Live, scene: &Scene) {
    screen.wait("MessagePosted", &scene.open).await;
    let told = json!(screen.notices());
    check("/v1/live", &told, scene);
    for kind in [
        "PresenceChanged",
        "ConversationRead",
        "ConversationUpdated",
        "MessageUpdated",
        "ConversationCreated",
    ] {
        for conversation in &scene.internal {
            assert_eq!(screen.count(kind, conversation), 0, "{kind}");
        }
    }
    assert_eq!(screen.count("PresenceChanged", ""), 0, "who writes to them they learn when it is posted");
}

async fn mails(platform: &Platform, ann: &Person) {
    platform.advance(std::time::Duration::from_secs(120)).await;
    platform.settle().await;
    let mails = platform.sink.to(&ann.email);
    assert!(!mails.is_empty());
    assert!(mails.iter().all(|mail| !String::from_utf8_lossy(&mail.raw).contains(SECRET)));
}

/// Users are told of what is among them, in the app and by mail; nobody else is.
async fn notifications(platform: &Platform, account: &Account, ann: &Person, bob: &Person) {
    let told = bob.client.get("/v1/notifications?page_size=100").await;
    assert!(told["notifications"].as_array().is_some_and(|all| !all.is_empty()), "Bob was mentioned: {told}");
    for path in ["/v1/notifications", "/v1/notification_counts", "/v1/follows"] {
        let answer = ann.client.ask(Method::GET, path, None).await;
        assert!([403, 404].contains(&answer.status), "GET {path} → {} {}", answer.status, answer.body);
    }
    let staff = format!("@{}", account.domain);
    for mail in platform.sink.mails() {
        let says = mail.says(SECRET) || String::from_utf8_lossy(&mail.raw).contains(SECRET);
        assert!(!says || mail.to.iter().all(|to| to.ends_with(&staff)), "a mail to {:?} says it", mail.to);
    }
}

/// Every GET of the published contract that a customer can call without an id, and what is only for users with one.
async fn every_path(ann: &Person) {
    let contract = ann.client.get("/openapi.json").await;
    let paths = contract["paths"].as_object().unwrap();
    let mut asked = 0;
    for (path, methods) in paths {
        if methods.get("get").is_none() || path.contains("/live") || path.contains('{') {
            continue;
        }
        let answer = Client::ask(&ann.client, Method::GET, path, None).await;
        asked += 1;
        assert!(!answer.body.to_string().contains(SECRET), "GET {path}: {}", answer.body);
    }
    assert!(asked > 20, "only {asked} paths");
}
