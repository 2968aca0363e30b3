//! What nobody saw within a minute goes by mail: once, and with how the request stands.
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, Sentences, text};

const MINUTE: Duration = Duration::from_secs(61);

pub async fn tell(desk: &Desk<'_>, sentences: &mut Sentences) {
    sentences
        .tell("an answer that a visitor does not see is mailed once, with the request", unseen(desk))
        .await;
    sentences.tell("an answer that a visitor sees is not mailed", seen(desk)).await;
    sentences.tell("who has the portal open is not mailed, and who left it is", portal(desk)).await;
    sentences.tell("what was said goes by mail where its visitor asks for it", transcript(desk)).await;
}

/// The state of the one delivery of a message.
async fn delivery(desk: &Desk<'_>, message: &Value) -> Value {
    let shown = desk.eve.client.get(&format!("/v1/messages/{}", text(&message["id"]))).await;
    let deliveries = shown["deliveries"].as_array().cloned().unwrap_or_default();
    assert_eq!(deliveries.len(), 1, "{shown}");
    deliveries[0].clone()
}

async fn unseen(desk: &Desk<'_>) {
    let visitor = desk.arrive(json!({"name": "Una", "email": "una@away.test"})).await.unwrap();
    let chat = visitor.begins("My parcel is late").await;
    desk.eve.client.post(&format!("/v1/chats/{chat}:createItem"), json!({"kind": "KIND_TICKET"})).await;
    desk.platform.settle().await;
    let before = desk.platform.sink.to("una@away.test").len();
    let first = desk.answer(&chat, "Where does it go?").await;
    let second = desk.answer(&chat, "And when was it sent?").await;
    desk.platform.settle().await;
    assert_eq!(desk.platform.sink.to("una@away.test").len(), before, "it waits a minute");
    let held = delivery(desk, &first).await;
    assert_eq!(
        (&held["channel"], &held["hold"]),
        (&json!("CHANNEL_CHAT"), &json!("DELIVERY_HOLD_TO_BE_SEEN"))
    );
    desk.platform.advance(MINUTE).await;
    desk.platform.settle().await;
    let mails = desk.platform.sink.to("una@away.test");
    assert_eq!(mails.len(), before + 1, "one mail for both");
    let mail = mails.last().unwrap();
    for words in
        ["Where does it go?", "And when was it sent?", "Your request #", "Status: ", "My parcel is late"]
    {
        assert!(mail.text().contains(words), "{words:?} in {}", mail.text());
    }
    for message in [&first, &second] {
        let delivery = delivery(desk, message).await;
        assert_eq!(
            (&delivery["channel"], &delivery["state"]),
            (&json!("CHANNEL_EMAIL"), &json!("STATE_SENT"))
        );
    }
    desk.platform.advance(MINUTE * 5).await;
    desk.platform.settle().await;
    assert_eq!(desk.platform.sink.to("una@away.test").len(), before + 1, "and never again");
}

async fn seen(desk: &Desk<'_>) {
    let visitor = desk.arrive(json!({"name": "Sam", "email": "sam@here.test"})).await.unwrap();
    let chat = visitor.begins("I am here").await;
    let answer = desk.answer(&chat, "So am I.").await;
    visitor.post(&format!("chats/{chat}:see"), json!({"message_id": answer["id"]})).await;
    visitor.post(&format!("chats/{chat}/messages"), json!({"text": "Good."})).await;
    desk.platform.advance(MINUTE).await;
    desk.platform.settle().await;
    assert!(desk.platform.sink.to("sam@here.test").is_empty());
    assert_eq!(delivery(desk, &answer).await["state"], "STATE_SEEN");
}

async fn portal(desk: &Desk<'_>) {
    let pam = desk.account.customer(desk.platform, "Pam", "pam@portal.test").await;
    let item = desk.account.ticket("Pam's trouble", &pam.email).await;
    desk.platform.settle().await;
    let conversation = desk.account.conversation(item["id"].as_str().unwrap()).await;
    let path = format!("/v1/conversations/{conversation}/messages");
    pam.client.post(&path, json!({"body_text": "Any news?"})).await;
    let see = format!("/v1/conversations/{conversation}:see");
    pam.client.post(&see, json!({})).await;
    let count =
        || desk.platform.sink.to("pam@portal.test").iter().filter(|mail| mail.says("Some news")).count();
    let held = desk.eve.client.post(&path, json!({"body_text": "Some news."})).await;
    pam.client.post(&see, json!({})).await;
    desk.platform.advance(MINUTE * 3).await;
    desk.platform.settle().await;
    assert_eq!(count(), 0);
    assert_eq!(delivery(desk, &held).await["state"], "STATE_SEEN");
    let shown = pam.client.get(&path).await;
    let shown = shown["messages"].as_array().cloned().unwrap_or_default();
    let of_eve = shown.iter().find(|message| message["text"] == "Some news.").expect("she reads it");
    assert_eq!(of_eve["deliveries"], json!([]), "how it travels is not hers");
    desk.eve.client.post(&path, json!({"body_text": "Some news again."})).await;
    desk.platform.settle().await;
    assert_eq!(count(), 1, "she has left: it goes at once");
    let stranger = desk.account.customer(desk.platform, "Zoe", "zoe@other.test").await;
    assert_eq!(stranger.client.ask(Method::POST, &see, Some(json!({}))).await.status, 404);
}

async fn transcript(desk: &Desk<'_>) {
    let visitor = desk.visitor().await;
    let chat = visitor.begins("Please note this").await;
    let end = format!("chats/{chat}:end");
    let body = json!({"transcript_email": "tom@keep.test"});
    let (_, refused) = visitor.ask(Method::POST, &end, Some(body.clone())).await;
    assert_eq!(refused["error"]["reason"], "NOT_ANSWERED", "nothing is mailed that only a visitor wrote");
    desk.answer(&chat, "Noted.").await;
    desk.platform.settle().await;
    let ended = visitor.post(&end, body.clone()).await;
    assert_eq!(ended["state"], "STATE_ENDED");
    visitor.post(&end, body).await;
    desk.platform.settle().await;
    let mail = desk.platform.sink.one("tom@keep.test", "Noted.").await;
    assert!(mail.says("Please note this"));
    assert_eq!(desk.platform.sink.to("tom@keep.test").len(), 1);
    visitor.post(&format!("chats/{chat}/messages"), json!({"text": "One more thing"})).await;
    assert_eq!(desk.chat(&chat).await["state"], "STATE_WAITING", "who writes again waits again");
}
