//! Who answers, and goes: what is counted, who gets the chats that somebody leaves behind, and what administrators see of it.
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::{Desk, Sentences, text};
use crate::support::{Person, until};

/// Longer than a word about taking chats holds.
const GONE: Duration = Duration::from_secs(125);

pub async fn tell(desk: &Desk<'_>, sentences: &mut Sentences) {
    sentences.tell("who left without a word gives back the chats that wait for an answer", left(desk)).await;
    sentences.tell("who takes no more chats keeps those that they have", stays(desk)).await;
    sentences
        .tell("who writes into a chat that ended has the same user again, if they take chats", returns(desk))
        .await;
    sentences.tell("what waits is counted, and what is one's own", counted(desk)).await;
    sentences.tell("the channel health names a widget where nobody answers", health(desk)).await;
    sentences.tell("the first words, said twice, begin one chat", once(desk)).await;
}

/// A user who takes chats.
async fn available(desk: &Desk<'_>, name: &str) -> Person {
    let user = desk.account.agent(desk.platform, name).await;
    user.client.post("/v1/chat_availability", json!({"available": true})).await;
    user
}

async fn take(user: &Person, chat: &str) {
    user.client.post(&format!("/v1/chats/{chat}:take"), json!({})).await;
}

async fn state(desk: &Desk<'_>, chat: &str) -> (String, String) {
    let chat = desk.chat(chat).await;
    (text(&chat["state"]), text(&chat["assigneeId"]))
}

async fn left(desk: &Desk<'_>) {
    let uli = available(desk, "Uli").await;
    let (first, second) = (desk.visitor().await, desk.visitor().await);
    let (waits, answered) = (first.begins("Are you there?").await, second.begins("Good morning").await);
    take(&uli, &waits).await;
    take(&uli, &answered).await;
    let conversation = text(&desk.chat(&answered).await["conversationId"]);
    let path = format!("/v1/conversations/{conversation}/messages");
    uli.client.post(&path, json!({"body_text": "Good morning to you."})).await;
    desk.platform.settle().await;
    desk.platform.advance(GONE).await;
    desk.platform.settle().await;
    let (waiting, nobody) = (String::from("STATE_WAITING"), String::new());
    let back = until("the chat is in the queue again", async || {
        (state(desk, &waits).await == (waiting.clone(), nobody.clone())).then_some(())
    });
    back.await;
    assert_eq!(state(desk, &answered).await, ("STATE_ACTIVE".into(), uli.id.clone()), "nobody waits there");
    let (_, stands) = first.ask(Method::GET, &format!("chats/{waits}"), None).await;
    assert_eq!((&stands["state"], &stands["agentName"]), (&json!("STATE_WAITING"), &json!("")));

    second.post(&format!("chats/{answered}/messages"), json!({"text": "And now?"})).await;
    assert_eq!(state(desk, &answered).await, (waiting, nobody), "until they write");
    take(&desk.eve, &waits).await;
    take(&desk.eve, &answered).await;
}

async fn returns(desk: &Desk<'_>) {
    let (jan, visitor) = (available(desk, "Jan").await, desk.visitor().await);
    let chat = visitor.begins("How long does it take?").await;
    take(&jan, &chat).await;
    let again = async |words: &str| {
        jan.client.post(&format!("/v1/chats/{chat}:end"), json!({})).await;
        visitor.post(&format!("chats/{chat}/messages"), json!({"text": words})).await;
        state(desk, &chat).await
    };
    assert_eq!(again("And what does it cost?").await, ("STATE_ACTIVE".into(), jan.id.clone()));
    jan.client.post("/v1/chat_availability", json!({"available": false})).await;
    assert_eq!(again("One more thing").await, ("STATE_WAITING".into(), String::new()), "Jan has gone home");
    take(&desk.eve, &chat).await;
}

async fn stays(desk: &Desk<'_>) {
    let vic = available(desk, "Vic").await;
    let visitor = desk.visitor().await;
    let chat = visitor.begins("One last question").await;
    take(&vic, &chat).await;
    vic.client.post("/v1/chat_availability", json!({"available": false})).await;
    desk.platform.advance(GONE).await;
    desk.platform.settle().await;
    visitor.post(&format!("chats/{chat}/messages"), json!({"text": "It is this:"})).await;
    assert_eq!(state(desk, &chat).await, ("STATE_ACTIVE".into(), vic.id.clone()));
}

async fn counted(desk: &Desk<'_>) {
    let jan = desk.account.agent(desk.platform, "Wim").await;
    let counts = async || {
        let counts = jan.client.get("/v1/chat_counts").await;
        (counts["waiting"].as_i64().unwrap_or(0), counts["mine"].as_i64().unwrap_or(0))
    };
    let (before, _) = counts().await;
    let chat = desk.visitor().await.begins("Count me").await;
    assert_eq!(counts().await, (before + 1, 0));
    take(&jan, &chat).await;
    assert_eq!(counts().await, (before, 1));
    jan.client.post(&format!("/v1/chats/{chat}:end"), json!({})).await;
    assert_eq!(counts().await, (before, 0));
}

async fn health(desk: &Desk<'_>) {
    let waiting = desk.eve.client.get("/v1/chats?state=STATE_WAITING&page_size=100").await;
    for chat in waiting["chats"].as_array().into_iter().flatten() {
        desk.eve.client.post(&format!("/v1/chats/{}:end", text(&chat["id"])), json!({})).await;
    }
    // What others said before does not hold any more.
    desk.platform.advance(GONE).await;
    desk.platform.settle().await;
    let line = async || {
        let health = desk.account.api.get("/v1/channel_health").await;
        let lines = health["channels"].as_array().cloned().unwrap_or_default();
        let channel = format!("chat:{}", desk.widget);
        lines.into_iter().find(|line| line["channel"] == channel.as_str()).expect("every widget has a line")
    };
    let quiet = line().await;
    assert_eq!((&quiet["good"], &quiet["chat"]["open"]), (&json!(true), &json!(true)), "{quiet}");
    let visitor = desk.visitor().await;
    let chat = visitor.begins("Is anybody there?").await;
    assert_eq!(line().await["good"], true, "not for long");
    desk.platform.advance(GONE).await;
    desk.platform.settle().await;
    let bad = line().await;
    assert_eq!((&bad["good"], &bad["chat"]["waiting"]), (&json!(false), &json!(1)), "{bad}");
    assert_eq!(bad["error"], "a visitor waits, the first for 2 minutes, and nobody takes chats");
    assert!(bad["errorTime"].is_string() && !text(&bad["advice"]).is_empty(), "{bad}");
    desk.answer(&chat, "Here I am.").await;
    desk.platform.settle().await;
    let good = until("it was answered", async || {
        let line = line().await;
        (line["good"] == true && line["successTime"].is_string()).then_some(line)
    });
    assert_eq!(good.await["chat"]["name"], bad["chat"]["name"]);
}

async fn once(desk: &Desk<'_>) {
    let visitor = desk.visitor().await;
    let words = json!({"text": "Once", "request_id": "once"});
    let chat = text(&visitor.post("chats", words.clone()).await["id"]);
    visitor.post(&format!("chats/{chat}:end"), json!({})).await;
    let again = visitor.post("chats", words).await;
    assert_eq!((text(&again["id"]), &again["state"]), (chat.clone(), &json!("STATE_ENDED")));
    let said = visitor.messages(&chat).await;
    assert_eq!(said.iter().filter(|message| message["text"] == "Once").count(), 1);
}
