//! Private projects: whom they are shared with, as what, and what everybody else hears of them, which is nothing.
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Account, Client, Person, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("deals").await;
    let ann = account.agent(platform, "ann").await;
    let bob = account.agent(platform, "bob").await;
    let team = id(&account.api.post("/v1/teams", json!({"name": "Deals", "user_ids": [bob.id]})).await);
    let mut sentences = Sentences::default();
    let deal = made(&account, "Deal").await;
    sentences.tell("narrowing takes effect at once", narrowed(&account, &deal, &ann, &bob)).await;
    sentences.tell("who is restricted sees what is theirs", restricted(&account, &deal, &bob)).await;
    sentences
        .tell("a manager shares, and cannot leave it without one", managed(&account, &deal, &ann, &bob))
        .await;
    sentences.tell("a team of theirs is enough", by_team(&account, &deal, (&team, &bob))).await;
    sentences
        .tell("nobody else hears of it, live or by mail", heard(platform, &account, &deal, &ann, &bob))
        .await;
    sentences
        .tell("a customer who follows it sees what is published", followed(platform, &account, &deal))
        .await;
    sentences.tell("widened, it is everybody's again", widened(&account, &deal, &bob)).await;
    sentences.end();
}

/// A project with an item in it.
struct Deal {
    project: String,
    item: String,
}

impl Deal {
    fn shares(&self) -> String {
        format!("/v1/projects/{}/shares", self.project)
    }
    fn privacy(&self) -> String {
        format!("/v1/projects/{}?update_mask=privacy", self.project)
    }
    fn item(&self) -> String {
        format!("/v1/items/{}", self.item)
    }
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("an id in {made}")).to_owned()
}

async fn made(account: &Account, name: &str) -> Deal {
    let project = id(&account.api.post("/v1/projects", json!({"name": name})).await);
    let item = json!({"title": format!("{name} one"), "project_id": project});
    Deal { item: id(&account.api.post("/v1/items", item).await), project }
}

async fn share(account: &Account, deal: &Deal, person: &str, role: &str) {
    account.api.post(&deal.shares(), json!({"person_id": person, "role": format!("ROLE_{role}")})).await;
}

async fn unshare(account: &Account, deal: &Deal, person: &str) {
    account.api.delete(&format!("{}/{person}", deal.shares())).await;
}

/// Whether somebody sees the project, and the item: by its id and in the list.
async fn sees(client: &Client, deal: &Deal) -> (bool, bool) {
    let project = client.status(&format!("/v1/projects/{}", deal.project)).await == 200;
    let item = client.status(&deal.item()).await == 200;
    let listed = client.get(&format!("/v1/items?filter=project%20%3D%20{}", deal.project)).await;
    let listed =
        listed["items"].as_array().is_some_and(|items| items.iter().any(|one| one["id"] == *deal.item));
    assert_eq!(item, listed, "by its id and in the list");
    (project, item)
}

async fn narrowed(account: &Account, deal: &Deal, ann: &Person, bob: &Person) {
    assert_eq!(sees(&bob.client, deal).await, (true, true));
    let private = json!({"privacy": "PRIVACY_PRIVATE"});
    assert!(
        bob.client.try_patch(&deal.privacy(), private.clone()).await.is_none(),
        "an agent narrows nothing"
    );
    account.api.patch(&deal.privacy(), private).await;
    assert_eq!(sees(&bob.client, deal).await, (false, false));
    assert_eq!(sees(&account.api, deal).await, (true, true), "administrators see everything");
    share(account, deal, &ann.id, "LEAD").await;
    share(account, deal, &bob.id, "STANDARD").await;
    assert_eq!(sees(&bob.client, deal).await, (true, true), "widening does, too");
    unshare(account, deal, &bob.id).await;
    assert_eq!(sees(&bob.client, deal).await, (false, false));
    assert_eq!(sees(&ann.client, deal).await, (true, true));
    assert!(
        bob.client.try_post("/v1/items", json!({"title": "x", "project_id": deal.project})).await.is_none()
    );
}

async fn restricted(account: &Account, deal: &Deal, bob: &Person) {
    share(account, deal, &bob.id, "RESTRICTED").await;
    assert_eq!(sees(&bob.client, deal).await, (true, false), "the project, and nothing of it");
    let path = format!("{}?update_mask=assignee_ids", deal.item());
    account.api.patch(&path, json!({"assignee_ids": [bob.id]})).await;
    assert_eq!(sees(&bob.client, deal).await, (true, true));
    account.api.patch(&path, json!({"assignee_ids": []})).await;
    assert_eq!(sees(&bob.client, deal).await, (true, false));
    unshare(account, deal, &bob.id).await;
}

async fn managed(account: &Account, deal: &Deal, ann: &Person, bob: &Person) {
    let bobs = json!({"person_id": bob.id, "role": "ROLE_STANDARD"});
    assert!(ann.client.try_post(&deal.shares(), bobs.clone()).await.is_none(), "a lead shares with nobody");
    share(account, deal, &ann.id, "MANAGER").await;
    ann.client.post(&deal.shares(), bobs).await;
    let listed = ann.client.get(&deal.shares()).await;
    assert_eq!((listed["shares"].as_array().map(Vec::len), &listed["canChange"]), (Some(2), &json!(true)));
    assert_eq!(bob.client.get(&deal.shares()).await["canChange"], false, "who sees it sees with whom");
    let own = format!("{}/{}", deal.shares(), ann.id);
    let left = ann.client.ask(reqwest::Method::DELETE, &own, None).await;
    assert_eq!(left.status, 400, "the last manager stays: {}", left.body);
    let bobs = format!("/v1/projects?person_id={}", bob.id);
    let has = |listed: &Value| listed["projects"].to_string().contains(&deal.project);
    assert!(has(&ann.client.get(&bobs).await), "it is one of Bob's");
    ann.client.delete(&format!("{}/{}", deal.shares(), bob.id)).await;
    assert!(!has(&account.api.get(&bobs).await), "and is so no more");
}

async fn by_team(account: &Account, deal: &Deal, (team, bob): (&str, &Person)) {
    share(account, deal, team, "STANDARD").await;
    assert_eq!(sees(&bob.client, deal).await, (true, true));
    let members = format!("/v1/teams/{team}?update_mask=user_ids");
    account.api.patch(&members, json!({"user_ids": []})).await;
    assert_eq!(
        sees(&bob.client, deal).await,
        (false, false),
        "who was taken out of the team sees nothing by it"
    );
    account.api.patch(&members, json!({"user_ids": [bob.id]})).await;
    assert_eq!(sees(&bob.client, deal).await, (true, true), "and who was put in sees it, at once");
    unshare(account, deal, team).await;
    assert_eq!(sees(&bob.client, deal).await, (false, false));
}

async fn heard(platform: &Platform, account: &Account, deal: &Deal, ann: &Person, bob: &Person) {
    let (anns, bobs) = (ann.client.watch().await, bob.client.watch().await);
    let path = format!("{}?update_mask=assignee_ids,title", deal.item());
    let change = json!({"assignee_ids": [ann.id, bob.id], "title": "Deal signed"});
    account.api.patch(&path, change).await;
    let open = id(&account.api.post("/v1/items", json!({"title": "Lunch"})).await);
    anns.wait("ItemUpdated", &deal.item).await;
    bobs.wait("ItemCreated", &open).await;
    platform.settle().await;
    assert_eq!(bobs.count("ItemUpdated", &deal.item), 0, "{:?}", bobs.notices());
    platform.advance(Duration::from_secs(90)).await;
    platform.settle().await;
    let notes = bob.client.get("/v1/notifications").await;
    assert!(!notes.to_string().contains("Deal signed"), "{notes}");
    assert!(ann.client.get("/v1/notifications").await.to_string().contains("Deal signed"));
    platform.sink.one(&ann.email, "Deal signed").await;
    let mails = platform.sink.to(&bob.email);
    assert!(mails.iter().all(|mail| !mail.text().contains("Deal signed")), "a mail tells of it");
}

async fn followed(platform: &Platform, account: &Account, deal: &Deal) {
    let zoe = account.customer(platform, "Zoe", "zoe@buyer.test").await;
    let published = format!("{}?update_mask=published", deal.item());
    account.api.patch(&published, json!({"published": false})).await;
    assert_eq!(zoe.client.status(&deal.item()).await, 404);
    share(account, deal, &zoe.id, "FOLLOWER").await;
    assert_eq!(zoe.client.status(&deal.item()).await, 404, "it is not published");
    account.api.patch(&published, json!({"published": true})).await;
    assert_eq!(zoe.client.status(&deal.item()).await, 200);
    let listed = zoe.client.get("/v1/items").await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
    unshare(account, deal, &zoe.id).await;
    assert_eq!(zoe.client.status(&deal.item()).await, 404);
}

async fn widened(account: &Account, deal: &Deal, bob: &Person) {
    account.api.patch(&deal.privacy(), json!({"privacy": "PRIVACY_OPEN"})).await;
    assert_eq!(sees(&bob.client, deal).await, (true, true));
}
