//! What somebody had of a project before it became private, or before they left it, is gone for them; and what is made of a private one is no way around it.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Person, Platform, Sentences};

told_twice!(story);

/// What only the project has in its words.
const WORD: &str = "celesta";

async fn story(platform: &Platform) {
    let account = platform.account("narrow").await;
    let bob = account.agent(platform, "bob").await;
    let deal = Deal::make(platform, &account, &bob).await;
    let mut sentences = Sentences::default();
    let had = deal.shows(&bob.client).await;
    assert!(had.iter().all(|(_, shows)| *shows), "Bob has a part in all of it: {had:?}");
    deal.narrow(&account).await;
    sentences.tell("what was told before it became private is told no more", forgotten(&deal, &bob)).await;
    sentences.tell("who is let in has it again, and loses it by leaving", left(&account, &deal, &bob)).await;
    sentences
        .tell("a copy of it is private, for those who were in it", copied(platform, &account, &deal))
        .await;
    sentences
        .tell("a chat makes no item where its user puts none", by_chat(platform, &account, &deal, &bob))
        .await;
    sentences
        .tell("a message is split where its reader adds items", split(platform, &account, &deal, &bob))
        .await;
    sentences.end();
}

/// An open project in which Bob does all that he can.
struct Deal {
    project: String,
    item: String,
    chat: String,
    run: String,
    edit: String,
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("an id in {made}")).to_owned()
}

/// A chat of a visitor who left an address.
async fn chat(platform: &Platform, account: &Account) -> String {
    let widget = account.api.get("/v1/widgets").await["widgets"][0].clone();
    let path = format!("/v1/widgets/{}?update_mask=hours", id(&widget));
    account.api.patch(&path, json!({"hours": "HOURS_ALWAYS"})).await;
    let nobody = Client::nobody(platform);
    let session = json!({"widget_key": widget["key"], "name": "Ivy"});
    let session = nobody.post("/v1/public/chat_sessions", session).await;
    let ask = async |path: &str, body: Value| -> Value {
        let request = nobody.request(Method::POST, path).json(&body);
        let request = request.header("tandem-visitor", session["token"].as_str().unwrap_or_default());
        request.send().await.unwrap().json().await.unwrap()
    };
    let chat = id(&ask("/v1/public/chats", json!({"text": WORD})).await);
    ask(&format!("/v1/public/chats/{chat}:leaveAddress"), json!({"email": "ivy@acme.test"})).await;
    chat
}

impl Deal {
    async fn make(platform: &Platform, account: &Account, bob: &Person) -> Self {
        let api = &account.api;
        let project = id(&api.post("/v1/projects", json!({"name": WORD})).await);
        let cus = id(&api.post("/v1/customers", json!({"name": "Ann", "email": "ann@acme.test"})).await);
        let item =
            json!({"title": WORD, "project_id": project, "requester": {"id": cus}, "assignee_ids": [bob.id]});
        let item = id(&api.post("/v1/items", item).await);
        platform.settle().await;
        let selection = json!({"selection": {"item_ids": [item]}});
        let tag = json!([{"add_tags": {"tags": ["signed"]}}]);
        let made =
            json!({"macro": {"name": "Sign", "enabled": true, "kinds": ["KIND_TICKET"], "actions": tag}});
        let made = id(&bob.client.post("/v1/macros", made).await);
        let run = id(&bob.client.post(&format!("/v1/macros/{made}:run"), selection.clone()).await);
        let mut edit = selection;
        edit["change"] = json!({"add_tags": ["bulk"]});
        let edit = id(&bob.client.post("/v1/items:batchUpdate", edit).await);
        let about = json!({"subject": project, "visibility": "VISIBILITY_CUSTOMER", "title": WORD});
        let about = id(&api.post("/v1/conversations", about).await);
        let said = json!({"body_text": WORD, "mention_ids": [bob.id]});
        api.post(&format!("/v1/conversations/{about}/messages"), said).await;
        bob.client.post("/v1/time_entries", json!({"item_id": item, "duration": "60s"})).await;
        let chat = chat(platform, account).await;
        api.post(&format!("/v1/chats/{chat}:link"), json!({"item_id": item})).await;
        let finished = json!({"status_id": account.status("resolved").await});
        api.patch(&format!("/v1/items/{item}"), finished).await;
        platform.settle().await;
        platform.sink.one("ann@acme.test", "/survey/").await;
        Self { project, item, chat, run, edit }
    }

    /// What somebody reads by each of the ways to it, and whether it shows something of the project.
    async fn shows(&self, client: &Client) -> Vec<(String, bool)> {
        let paths = [
            "/v1/notifications".to_owned(),
            "/v1/surveys".to_owned(),
            "/v1/rule_runs".to_owned(),
            "/v1/chats".to_owned(),
            format!("/v1/chats/{}", self.chat),
            format!("/v1/macro_runs/{}/results", self.run),
            format!("/v1/bulk_edits/{}/results", self.edit),
            format!("/v1/items?filter=project%20%3D%20{}", self.project),
            format!("/v1/conversations?subject={}", self.project),
            "/v1/activities".to_owned(),
            "/v1/time_entries".to_owned(),
        ];
        let mut shows = Vec::new();
        for path in paths {
            let answer = client.ask(Method::GET, &path, None).await.body.to_string();
            // What became of several is told by the ids that were given.
            let by_id = !path.ends_with("/results");
            let named = by_id && (answer.contains(&self.item) || answer.contains(&self.chat));
            shows.push((path, named && !answer.contains("NOT_FOUND") || answer.contains(WORD)));
        }
        shows
    }

    async fn narrow(&self, account: &Account) {
        let path = format!("/v1/projects/{}?update_mask=privacy", self.project);
        account.api.patch(&path, json!({"privacy": "PRIVACY_PRIVATE"})).await;
    }
    fn shares(&self) -> String {
        format!("/v1/projects/{}/shares", self.project)
    }
    async fn share(&self, account: &Account, person: &Person, role: &str) {
        let share = json!({"person_id": person.id, "role": format!("ROLE_{role}")});
        account.api.post(&self.shares(), share).await;
    }
}

async fn forgotten(deal: &Deal, bob: &Person) {
    let has: Vec<_> = deal.shows(&bob.client).await.into_iter().filter(|(_, shows)| *shows).collect();
    assert!(has.is_empty(), "{has:?}");
    let notes = bob.client.get("/v1/notifications").await;
    assert_eq!(notes["unseenCount"].as_i64().unwrap_or(0), 0, "nothing waits that is not there: {notes}");
    let surveys = bob.client.get("/v1/surveys:summarize").await;
    assert_eq!(surveys["asked"].as_i64().unwrap_or(0), 0, "{surveys}");
}

async fn left(account: &Account, deal: &Deal, bob: &Person) {
    deal.share(account, bob, "LEAD").await;
    let has = deal.shows(&bob.client).await;
    assert!(has.iter().all(|(_, shows)| *shows), "{has:?}");
    account.api.delete(&format!("{}/{}", deal.shares(), bob.id)).await;
    forgotten(deal, bob).await;
}

async fn copied(platform: &Platform, account: &Account, deal: &Deal) {
    let [cara, dan, eve] = [
        account.agent(platform, "cara").await,
        account.agent(platform, "dan").await,
        account.agent(platform, "eve").await,
    ];
    deal.share(account, &cara, "STANDARD").await;
    deal.share(account, &dan, "RESTRICTED").await;
    let copy = json!({"name": format!("{WORD} again"), "with_items": true});
    let clone = format!("/v1/projects/{}:clone", deal.project);
    assert_eq!(eve.client.ask(Method::POST, &clone, Some(copy.clone())).await.status, 404);
    let made = cara.client.post(&clone, copy).await;
    assert_eq!(made["privacy"], "PRIVACY_PRIVATE", "{made}");
    let path = format!("/v1/projects/{}", id(&made));
    let role = async |who: &Person| {
        let answer = who.client.ask(Method::GET, &path, None).await;
        (answer.status, answer.body["can"]["role"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(role(&cara).await, (200, "ROLE_MANAGER".into()), "who makes it manages it");
    assert_eq!(role(&dan).await, (200, "ROLE_RESTRICTED".into()));
    assert_eq!(role(&eve).await.0, 404);
    // Who sees less of the one copies less of it.
    let item = json!({"title": format!("{WORD} open"), "project_id": deal.project});
    account.api.post("/v1/items", item).await;
    let less = json!({"name": format!("{WORD} less"), "with_items": true});
    let less = id(&dan.client.post(&clone, less).await);
    let listed = account.api.get(&format!("/v1/items?filter=project%20%3D%20{less}")).await;
    assert_eq!(listed["items"].as_array().map_or(0, Vec::len), 0, "{listed}");
}

async fn by_chat(platform: &Platform, account: &Account, deal: &Deal, bob: &Person) {
    let made = async |client: &Client| {
        let chat = chat(platform, account).await;
        let conversation = account.api.get(&format!("/v1/chats/{chat}")).await["conversationId"].clone();
        let path = format!("/v1/conversations/{}:createItem", conversation.as_str().unwrap_or_default());
        client.ask(Method::POST, &path, Some(json!({"title": "Chat", "project_id": deal.project}))).await
    };
    let hidden = made(&bob.client).await;
    assert_eq!(
        (hidden.status, hidden.body.to_string().contains("there is no such project")),
        (400, true),
        "{}",
        hidden.body
    );
    deal.share(account, bob, "RESTRICTED").await;
    let restricted = made(&bob.client).await;
    assert_eq!(restricted.status, 403, "{}", restricted.body);
    assert!(restricted.body.to_string().contains("takes the role standard"), "{}", restricted.body);
    deal.share(account, bob, "STANDARD").await;
    assert_eq!(made(&bob.client).await.status, 200);
    account.api.delete(&format!("{}/{}", deal.shares(), bob.id)).await;
}

async fn split(platform: &Platform, account: &Account, deal: &Deal, bob: &Person) {
    let conversation = account.conversation(&deal.item).await;
    let said = json!({"body_text": "And another thing."});
    let message = id(&account.api.post(&format!("/v1/conversations/{conversation}/messages"), said).await);
    platform.settle().await;
    let path = format!("/v1/items/{}:split", deal.item);
    let tried = async || bob.client.ask(Method::POST, &path, Some(json!({"message_id": message}))).await;
    assert_eq!(tried().await.status, 404);
    deal.share(account, bob, "RESTRICTED").await;
    let refused = tried().await;
    assert_eq!(refused.status, 403, "it is assigned to Bob, who adds nothing: {}", refused.body);
    deal.share(account, bob, "STANDARD").await;
    let made = tried().await;
    assert_eq!((made.status, &made.body["projectId"]), (200, &json!(deal.project)), "{}", made.body);
}
