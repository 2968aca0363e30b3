//! The broker, the cache or a peer is away: what needs it waits, everything else goes on, and all of it catches up.
use serde_json::json;

use crate::support::{Account, Form, Letter, Person, Platform, Sentences, smtp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_away_takes_nothing_else_with_it() {
    let platform = Platform::start(Form::OwnServers).await;
    let account = platform.account("island").await;
    let eve = account.agent(&platform, "Eve").await;
    platform.settle().await;
    let mut sentences = Sentences::default();
    let told = "without the broker tickets are made and answered, and everything catches up";
    sentences.tell(told, no_broker(&platform, &account, &eve)).await;
    sentences.tell("without the cache everything works", no_cache(&platform, &account, &eve)).await;
    sentences
        .tell(
            "without automation and notifications tickets are made and answered",
            no_rules(&platform, &account, &eve),
        )
        .await;
    sentences
        .tell("without items mail is taken, and becomes tickets later", no_items(&platform, &account))
        .await;
    sentences
        .tell(
            "without the directory who is signed in goes on reading",
            no_directory(&platform, &account, &eve),
        )
        .await;
    sentences
        .tell("a machine whose clock is wrong signs nobody out", other_time(&platform, &account, &eve))
        .await;
    sentences.end();
}

async fn answer(account: &Account, eve: &Person, item: &str, text: &str) {
    let path = format!("/v1/conversations/{}/messages", account.conversation(item).await);
    eve.client.post(&path, json!({"body_text": text})).await;
}

fn auto_replies(platform: &Platform, address: &str) -> usize {
    platform.sink.to(address).iter().filter(|mail| mail.says("thank you for your request")).count()
}

async fn no_broker(platform: &Platform, account: &Account, eve: &Person) {
    platform.stop_broker().await;
    let made = account.ticket("Made in the dark", "ann@dark.test").await;
    let id = made["id"].as_str().unwrap();
    Letter::new("bea@dark.test", &account.address(), "Mailed in the dark", "Hello?").send(platform).await;
    answer(account, eve, id, "We are here.").await;
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
    assert_eq!(auto_replies(platform, "ann@dark.test"), 1, "the auto-reply, late and once");
}

async fn no_cache(platform: &Platform, account: &Account, eve: &Person) {
    platform.kill_cache().await;
    let made = account.ticket("Nothing remembered", "cat@dark.test").await;
    let id = made["id"].as_str().unwrap();
    answer(account, eve, id, "We remember you.").await;
    platform.settle().await;
    platform.sink.one("cat@dark.test", "We remember you.").await;
    assert_eq!(eve.client.status("/v1/me").await, 200);
    platform.start_cache().await;
    platform.settle().await;
}

async fn no_rules(platform: &Platform, account: &Account, eve: &Person) {
    let away = ["automation", "notifications", "timesheets", "customer-apps"];
    let made = account.ticket("No rules today", "dan@dark.test").await;
    let id = made["id"].as_str().unwrap();
    let fay = account.api.post("/v1/customers", json!({"name": "Fay", "email": "fay@dark.test"})).await;
    eve.client.post("/v1/followers", json!({"subject": id, "follower_id": fay["id"]})).await;
    platform.settle().await;
    for name in away {
        platform.kill(name).await;
    }
    answer(account, eve, id, "By hand, then.").await;
    platform.sink.one("dan@dark.test", "By hand, then.").await;
    platform.sink.one("fay@dark.test", "By hand, then.").await;
    let dora = account.ticket("No rules tomorrow", "dora@dark.test").await;
    let dora = dora["id"].as_str().unwrap();
    answer(account, eve, dora, "We see.").await;
    for name in away {
        platform.restart(name).await;
    }
    platform.settle().await;
    let item = eve.client.get(&format!("/v1/items/{dora}")).await;
    assert_eq!(item["assigneeIds"].as_array().map(Vec::len), Some(1), "the rules have run: {item}");
    assert_eq!(auto_replies(platform, "dora@dark.test"), 1);
    let follower = json!({"subject": id, "follower_id": fay["id"]});
    eve.client.post("/v1/followers:remove", follower).await;
    platform.settle().await;
    answer(account, eve, id, "Without Fay.").await;
    platform.sink.one("dan@dark.test", "Without Fay.").await;
    assert!(platform.sink.to("fay@dark.test").iter().all(|mail| !mail.says("Without Fay.")));
}

async fn no_items(platform: &Platform, account: &Account) {
    platform.kill("items").await;
    let letter = Letter::new("eli@dark.test", &account.address(), "Into the void", "Anybody?");
    let answers = smtp::send(&platform.smtp, "eli@dark.test", &[account.address()], &letter.raw()).await;
    assert!(answers.last().unwrap().starts_with("250"), "{answers:?}");
    assert_eq!(account.api.status("/v1/items").await, 503, "what needs it says so");
    assert_eq!(account.api.status("/v1/customers").await, 200, "what does not goes on");
    platform.restart("items").await;
    platform.advance(std::time::Duration::from_secs(180)).await;
    platform.settle().await;
    account.one_titled("Into the void").await;
    assert_eq!(auto_replies(platform, "eli@dark.test"), 1);
}

async fn no_directory(platform: &Platform, account: &Account, eve: &Person) {
    eve.client.get("/v1/items").await;
    platform.kill("directory").await;
    let told = eve.client.status("/v1/items").await;
    assert!([200, 503].contains(&told), "GET /v1/items → {told}: served, or said why not");
    platform.restart("directory").await;
    eve.client.get("/v1/items").await;
    account.api.get("/v1/me").await;
}

async fn other_time(platform: &Platform, account: &Account, eve: &Person) {
    let by = std::time::Duration::from_secs(300);
    // By its clock, what it is called with was signed too long ago.
    platform.advance_only("items", by).await;
    assert_eq!(eve.client.status("/v1/items").await, 503, "not 401: whoever is signed in stays so");
    assert_eq!(eve.client.status("/v1/me").await, 200);
    platform.advance_only("directory", by).await;
    assert_eq!(eve.client.status("/v1/me").await, 503, "nor where it is asked who that is");
    for name in platform.names().await {
        if !["items", "directory"].contains(&name.as_str()) {
            platform.advance_only(&name, by).await;
        }
    }
    eve.client.get("/v1/items").await;
    account.api.get("/v1/me").await;
}
