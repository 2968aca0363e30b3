//! What a visitor must not meet, by any route: what is among users, what waits to be posted, and what was deleted.
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, Sentences, Visitor, text, told};

/// A word that visitors must never meet.
const SECRET: &str = "heliotrope";

pub async fn tell(desk: &Desk<'_>, sentences: &mut Sentences) {
    sentences.tell("what is internal reaches a visitor by no route", nothing_internal(desk)).await;
    sentences.tell("what is changed or deleted is so for the visitor at once", changes(desk)).await;
}

/// An item of the chat, with an internal note and its file, a message that waits for its time, and one that was deleted.
struct Scene {
    chat: String,
    note: Value,
    file: String,
    waits: String,
    /// Ids that mean nothing to a visitor.
    hidden: Vec<String>,
}

async fn scene(desk: &Desk<'_>, visitor: &Visitor) -> Scene {
    let chat = visitor.begins("Is it in stock?").await;
    let leave = json!({"email": "ivy@acme.test", "name": "Ivy"});
    visitor.post(&format!("chats/{chat}:leaveAddress"), leave).await;
    let client = &desk.eve.client;
    let wish = json!({"kind": "KIND_TICKET", "title": "Stock"});
    let made = client.post(&format!("/v1/chats/{chat}:createItem"), wish).await;
    let open = json!({"subject": made["itemId"], "visibility": "VISIBILITY_INTERNAL", "title": SECRET});
    let inside = text(&client.post("/v1/conversations", open).await["id"]);
    let upload = client.request(Method::POST, "/v1/attachments?name=plan.txt").body(SECRET);
    let file: Value = upload.send().await.unwrap().json().await.unwrap();
    let note = json!({"body_text": format!("The plan is {SECRET}."), "attachments": [file["id"]]});
    let note = client.post(&format!("/v1/conversations/{inside}/messages"), note).await;
    let with_customers = format!("/v1/conversations/{}/messages", text(&made["conversationId"]));
    let waits = json!({"body_text": format!("In two minutes: {SECRET}."), "undo_seconds": 120});
    let waits = client.post(&with_customers, waits).await;
    assert_eq!(waits["state"], "STATE_SCHEDULED");
    let slip = client.post(&with_customers, json!({"body_text": format!("Oh, {SECRET}!")})).await;
    let gone = client.ask(Method::DELETE, &format!("/v1/messages/{}", text(&slip["id"])), None).await;
    assert_eq!(gone.status, 200, "{}", gone.body);
    let waits = text(&waits["id"]);
    let hidden = vec![text(&note["id"]), waits.clone(), inside];
    Scene { chat, note, waits, file: text(&file["id"]), hidden }
}

fn check(place: &str, shown: &str, scene: &Scene) {
    assert!(!shown.contains(SECRET), "{place}: {shown}");
    for id in &scene.hidden {
        assert!(!shown.contains(id.as_str()), "{place}: {shown}");
    }
}

async fn nothing_internal(desk: &Desk<'_>) {
    let visitor = desk.visitor().await;
    let scene = scene(desk, &visitor).await;
    let Scene { chat, note, .. } = &scene;
    let live = visitor.watch(chat).await;
    let types = json!({"subject": scene.hidden[2], "activity": "ACTIVITY_TYPING"});
    desk.eve.client.post("/v1/presence", types).await;
    let last = desk.answer(chat, "We look.").await;
    told(&live, "the answer after the note", |update| update["message"]["id"] == last["id"]).await;
    desk.platform.settle().await;
    check("the live stream", &Value::Array(live.notices()).to_string(), &scene);
    let typing = |update: &Value| update.get("typing").is_some_and(|name| !name.is_null() && name != "");
    assert!(!live.notices().iter().any(typing), "who types a note types to nobody outside");
    let again = visitor.watch(chat).await;
    told(&again, "the answer, from the beginning", |update| update["message"]["id"] == last["id"]).await;
    check("the live stream from its beginning", &Value::Array(again.notices()).to_string(), &scene);
    let listed = visitor.messages(chat).await;
    check("the messages", &Value::Array(listed.clone()).to_string(), &scene);
    for path in [
        format!("chats/{chat}"),
        format!("chats/{chat}/messages?after_message_id={}", text(&note["id"])),
        format!("widgets/{}", desk.key),
    ] {
        let (_, shown) = visitor.ask(Method::GET, &path, None).await;
        check(&path, &shown.to_string(), &scene);
    }
    let session = json!({"widget_key": desk.key});
    check("the session", &visitor.post("chat_sessions", session).await.to_string(), &scene);
    let path = format!("chats/{chat}/attachments/{}", scene.file);
    for path in [path.clone(), format!("{path}:whole")] {
        assert_eq!(visitor.ask(Method::GET, &path, None).await.0, 404, "{path}");
    }
    let path = format!("chats/{chat}:see");
    assert_eq!(visitor.ask(Method::POST, &path, Some(json!({"message_id": note["id"]}))).await.0, 404);

    desk.platform.advance(Duration::from_secs(61)).await;
    desk.platform.settle().await;
    let relayed = desk.platform.sink.one("ivy@acme.test", "We look.").await;
    assert!(relayed.says("Is it in stock?"), "with what was said before");
    let end = json!({"transcript_email": "ivy-keeps@acme.test"});
    visitor.post(&format!("chats/{chat}:end"), end).await;
    desk.platform.settle().await;
    let transcript = desk.platform.sink.one("ivy-keeps@acme.test", "We look.").await;
    for mail in desk.platform.sink.to("ivy@acme.test").iter().chain([&transcript]) {
        check("a mail", &String::from_utf8_lossy(&mail.raw), &scene);
        assert!(!mail.says(SECRET));
    }
    check("what is left", &Value::Array(visitor.messages(chat).await).to_string(), &scene);
    desk.eve.client.post(&format!("/v1/messages/{}:cancel", scene.waits), json!({})).await;
}

async fn changes(desk: &Desk<'_>) {
    let visitor = desk.visitor().await;
    let chat = visitor.begins("When?").await;
    let live = visitor.watch(&chat).await;
    let (slip, kept) = (desk.answer(&chat, "On Mondey.").await, desk.answer(&chat, "At noon.").await);
    told(&live, "both answers", |update| update["message"]["id"] == kept["id"]).await;
    let path = format!("/v1/messages/{}", text(&slip["id"]));
    desk.eve.client.patch(&path, json!({"body_text": "On Monday."})).await;
    let edited = told(&live, "the word put right", |update| update["message"]["text"] == "On Monday.").await;
    assert_eq!((&edited["message"]["id"], edited["message"]["editTime"].is_string()), (&slip["id"], true));
    drop(live);
    // What happened while nobody listened is told to who comes back with the last message that they have.
    desk.eve.client.ask(Method::DELETE, &path, None).await;
    let path = format!("chats/{chat}/live?after_message_id={}", text(&kept["id"]));
    let live = crate::support::Live::open(visitor.request(Method::GET, &path)).await;
    told(&live, "what is gone", |update| update["deletedMessageId"] == slip["id"]).await;
    let left: Vec<Value> = visitor.messages(&chat).await.iter().map(|one| one["text"].clone()).collect();
    assert!(!left.contains(&json!("On Monday.")) && left.contains(&json!("At noon.")), "{left:?}");
}
