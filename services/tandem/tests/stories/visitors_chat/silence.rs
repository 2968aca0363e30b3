//! Chats that fall silent end by themselves, and go on when their visitor does.
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, Sentences, Visitor, text};
use crate::support::until;

pub async fn tell(desk: &Desk<'_>, sentences: &mut Sentences) {
    sentences
        .tell("a chat whose visitor writes nothing more ends by itself, and goes on when they do", ends(desk))
        .await;
    sentences
        .tell("a chat does not end while its visitor waits, or where the widget says never", stays(desk))
        .await;
}

async fn minutes_pass(desk: &Desk<'_>, minutes: u64) {
    desk.platform.advance(Duration::from_secs(60 * minutes)).await;
    desk.platform.settle().await;
}

async fn say(visitor: &Visitor, chat: &str, words: &str) {
    visitor.post(&format!("chats/{chat}/messages"), json!({"text": words})).await;
}

async fn ends(desk: &Desk<'_>) {
    desk.set(json!({"end_after_minutes": 30, "routing": "ROUTING_TAKE"})).await;
    let visitor = desk.arrive(json!({"name": "Sue", "email": "sue@silent.test"})).await.unwrap();
    let chat = visitor.begins("Do you deliver?").await;
    let made =
        desk.eve.client.post(&format!("/v1/chats/{chat}:createItem"), json!({"kind": "KIND_TICKET"})).await;
    desk.answer(&chat, "To your door.").await;
    desk.platform.settle().await;
    minutes_pass(desk, 20).await;
    say(&visitor, &chat, "And to the cellar?").await;
    desk.answer(&chat, "There, too.").await;
    desk.platform.settle().await;
    minutes_pass(desk, 29).await;
    assert_eq!(desk.chat(&chat).await["state"], "STATE_ACTIVE", "it is counted from the last answer");
    let screen = desk.eve.client.watch().await;
    minutes_pass(desk, 2).await;
    let ended = until("it has ended", async || {
        Some(desk.chat(&chat).await).filter(|chat| chat["state"] == "STATE_ENDED")
    })
    .await;
    assert_eq!((&ended["ending"], ended["endTime"].is_string()), (&json!("ENDING_SILENCE"), true));
    screen.wait("ChatUpdated", &chat).await;
    let said = visitor.messages(&chat).await.pop().unwrap();
    assert_eq!(said["from"], "FROM_BOT");
    assert!(text(&said["text"]).contains("nothing was written for 30 minutes"), "{said}");
    desk.platform.settle().await;
    let item = text(&made["itemId"]);
    let happened = desk.account.api.get(&format!("/v1/items/{item}/activities")).await;
    let last = &happened["activities"][0];
    assert_eq!((&last["verb"], &last["actorId"]), (&json!("commented"), &json!("system")), "{happened}");
    minutes_pass(desk, 5).await;
    let mails = desk.platform.sink.to("sue@silent.test");
    assert!(mails.iter().any(|mail| mail.says("There, too.")), "what she did not see was mailed");
    assert!(!mails.iter().any(|mail| mail.says("This chat has ended")), "that it ended was not");

    say(&visitor, &chat, "Thank you!").await;
    let again = desk.chat(&chat).await;
    assert_eq!(
        (&again["state"], again["ending"].as_str()),
        (&json!("STATE_WAITING"), Some("ENDING_UNSPECIFIED"))
    );
    desk.eve.client.post(&format!("/v1/chats/{chat}:take"), json!({})).await;
    desk.eve.client.post(&format!("/v1/chats/{chat}:end"), json!({})).await;
    assert_eq!(desk.chat(&chat).await["ending"], "ENDING_USER");
}

async fn stays(desk: &Desk<'_>) {
    let (owed, never) = (desk.visitor().await, desk.visitor().await);
    let (waits, quiet) = (owed.begins("Where is it?").await, never.begins("Hello").await);
    desk.answer(&waits, "Let me look.").await;
    say(&owed, &waits, "Please do.").await;
    desk.platform.settle().await;
    desk.set(json!({"end_after_minutes": 0})).await;
    desk.answer(&quiet, "Good morning.").await;
    desk.platform.settle().await;
    minutes_pass(desk, 180).await;
    for chat in [&waits, &quiet] {
        assert_eq!(desk.chat(chat).await["state"], "STATE_ACTIVE", "{chat}");
    }
    let refused: Value = {
        let path = format!("/v1/widgets/{}?update_mask=end_after_minutes", desk.widget);
        desk.account.api.ask(Method::PATCH, &path, Some(json!({"end_after_minutes": 10_081}))).await.body
    };
    assert!(refused.to_string().contains("10081 is not 0 to 10,080 minutes"), "{refused}");
    let (_, ended) = never.ask(Method::POST, &format!("chats/{quiet}:end"), Some(json!({}))).await;
    assert_eq!(ended["state"], "STATE_ENDED");
    assert_eq!(desk.chat(&quiet).await["ending"], "ENDING_VISITOR");
}
