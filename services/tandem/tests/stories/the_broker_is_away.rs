//! RabbitMQ is stopped: people go on working, and everything catches up when it returns.
use serde_json::json;

use crate::support::{Form, Letter, Platform};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_are_made_and_answered_and_everything_catches_up() {
    let platform = Platform::start(Form::OwnBroker).await;
    let account = platform.account("island").await;
    let eve = account.agent(&platform, "Eve").await;
    platform.settle().await;

    platform.stop_broker().await;
    let made = account.ticket("Made in the dark", "ann@dark.test").await;
    let id = made["id"].as_str().unwrap();
    Letter::new("bea@dark.test", &account.address(), "Mailed in the dark", "Hello?").send(&platform).await;
    let conversation = account.conversation(id).await;
    let path = format!("/v1/conversations/{conversation}/messages");
    eve.client.post(&path, json!({"body_text": "We are here."})).await;
    // What a person writes goes out without the broker; what follows from it waits.
    platform.sink.one("ann@dark.test", "We are here.").await;
    assert_eq!(eve.client.get(&format!("/v1/items/{id}")).await["title"], "Made in the dark");
    let waiting = platform.database.count("select count(*) from items.outbox").await;
    assert!(waiting > 0, "what happened waits to be told");

    platform.start_broker().await;
    platform.settle().await;
    assert_eq!(platform.database.count("select count(*) from items.outbox").await, 0);
    let item = eve.client.get(&format!("/v1/items/{id}")).await;
    assert_eq!(item["assigneeIds"].as_array().map(Vec::len), Some(1), "the rules have run: {item}");
    assert_eq!(account.status_of(id).await, "pending_customer");
    account.one_titled("Mailed in the dark").await;
    platform.sink.one("bea@dark.test", "Mailed in the dark").await;
    let replies =
        platform.sink.to("ann@dark.test").into_iter().filter(|mail| mail.says("thank you for your request"));
    assert_eq!(replies.count(), 1, "the auto-reply, late and once");
}
