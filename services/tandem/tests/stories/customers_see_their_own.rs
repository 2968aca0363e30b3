//! Customers: what they see, how they come in, and what never reaches them.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Letter, Person, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("portal").await;
    let ann = account.customer(platform, "Ann", "ann@acme.test").await;
    let zoe = account.customer(platform, "Zoe", "zoe@other.test").await;
    platform.settle().await;
    let mut sentences = Sentences::default();
    sentences.tell("a magic link signs its customer in once", magic_link(platform, &account)).await;
    sentences.tell("a stranger gets no link and is not told so", no_link(platform, &account)).await;
    sentences
        .tell("a customer sees and answers their own requests only", own_only(platform, &account, &ann, &zoe))
        .await;
    sentences
        .tell("a request on the portal is a ticket of its customer", submits(platform, &account, &ann))
        .await;
    sentences
        .tell("what is internal reaches a customer by no route", nothing_internal(platform, &account, &ann))
        .await;
    let own = "a customer sees what they just sent, whatever the rules publish";
    sentences.tell(own, unpublished(platform, &account, &ann)).await;
    sentences.tell("the web form makes one ticket", web_form(platform, &account)).await;
    sentences.tell("the pages of customers are there", public_pages(platform, &account)).await;
    sentences.end();
}

async fn portal_key(account: &Account) -> String {
    account.api.get("/v1/portals").await["portals"][0]["key"]
        .as_str()
        .expect("an account starts with a portal")
        .into()
}

async fn magic_link(platform: &Platform, account: &Account) {
    let key = portal_key(account).await;
    account.api.post("/v1/customers", json!({"name": "Max", "email": "max@acme.test"})).await;
    let path = format!("/v1/public/portals/{key}:sendMagicLink");
    Client::nobody(platform).post(&path, json!({"email": "Max@acme.test"})).await;
    platform.settle().await;
    let mail = platform.sink.one("max@acme.test", "/portal/").await;
    let link = mail.link(&format!("{}/portal/{key}#token=", platform.base));
    let token = link.split_once("#token=").unwrap().1;
    let max = Client::by_link(platform, token).await.expect("the link signs in");
    assert_eq!(max.get("/v1/me").await["email"], "max@acme.test");
    assert_eq!(Client::by_link(platform, token).await.err(), Some(401), "it is good once");
    assert_eq!(max.status("/v1/customers").await, 403, "a customer is no user");
}

async fn no_link(platform: &Platform, account: &Account) {
    let path = format!("/v1/public/portals/{}:sendMagicLink", portal_key(account).await);
    let answer = Client::nobody(platform).post(&path, json!({"email": "stranger@nowhere.test"})).await;
    assert_eq!(answer, json!({}), "the same answer as for a customer");
    platform.settle().await;
    assert!(platform.sink.to("stranger@nowhere.test").is_empty());
    assert_eq!(Client::by_link(platform, "guessed").await.err(), Some(401));
}

async fn own_only(platform: &Platform, account: &Account, ann: &Person, zoe: &Person) {
    let item = account.ticket("Ann's trouble", &ann.email).await;
    platform.settle().await;
    let id = item["id"].as_str().unwrap();
    let conversation = account.conversation(id).await;
    let listed = |all: Value| all["items"].as_array().cloned().unwrap_or_default();
    assert!(listed(ann.client.get("/v1/items").await).iter().any(|item| item["id"] == id));
    assert!(listed(zoe.client.get("/v1/items").await).is_empty(), "Zoe has asked for nothing");
    let paths = [
        format!("/v1/items/{id}"),
        format!("/v1/items/{}", item["number"].as_str().unwrap()),
        format!("/v1/items/{id}/conversations"),
        format!("/v1/conversations/{conversation}"),
        format!("/v1/conversations/{conversation}/messages"),
    ];
    for path in &paths {
        assert_eq!(ann.client.status(path).await, 200, "Ann: GET {path}");
        assert_eq!(zoe.client.status(path).await, 404, "Zoe: GET {path}");
    }
    let screen = ann.client.watch().await;
    let path = format!("/v1/conversations/{conversation}/messages");
    let posted = ann.client.post(&path, json!({"body_text": "It still hurts."})).await;
    assert_eq!(posted["authorId"], json!(ann.id));
    let refused = zoe.client.ask(Method::POST, &path, Some(json!({"body_text": "Me too!"}))).await;
    assert_eq!(refused.status, 404, "{}", refused.body);
    screen.wait("MessagePosted", id).await;
    platform.settle().await;
    assert_eq!(account.status_of(id).await, "pending_agent", "an answer on the portal is an answer");
}

async fn submits(platform: &Platform, account: &Account, ann: &Person) {
    let request = json!({"title": "From the portal", "description": "Please.", "request_id": "5d0e6a3c-50e4-4f35-8a5e-0a4d7b3f1c22"});
    let made = ann.client.post("/v1/portal_requests", request.clone()).await;
    let again = ann.client.post("/v1/portal_requests", request).await;
    assert_eq!(made["itemId"], again["itemId"]);
    platform.settle().await;
    let item = account.one_titled("From the portal").await;
    assert_eq!((&item["source"], &item["requesterIds"][0]), (&json!("SOURCE_PORTAL"), &json!(ann.id)));
    assert_eq!(
        ann.client.get(&format!("/v1/items/{}", item["id"].as_str().unwrap())).await["title"],
        "From the portal"
    );
}

/// The shipped rule that publishes is off: who is signed in sees what they just sent all the same.
async fn unpublished(platform: &Platform, account: &Account, ann: &Person) {
    let rules = account.api.get("/v1/rules?page_size=100").await;
    let publish = rules["rules"].as_array().unwrap().iter().find(|rule| rule["code"] == "A05").unwrap();
    let path = format!("/v1/rules/{}", publish["id"].as_str().unwrap());
    account.api.patch(&path, json!({"enabled": false})).await;
    let key = account.api.get("/v1/web_forms").await["webForms"][0]["key"].as_str().unwrap().to_owned();
    let form = format!("/v1/public/forms/{key}");
    let own = json!({"name": "Ann", "email": "Ann@acme.test", "title": "Own form", "description": "x"});
    let others =
        json!({"name": "Zoe", "email": "zoe@other.test", "title": "Another's form", "description": "x"});
    ann.client.post("/v1/portal_requests", json!({"title": "Own request", "description": "x"})).await;
    ann.client.post(&form, own).await;
    ann.client.post(&form, others).await;
    Client::nobody(platform)
        .post(
            &form,
            json!({"name": "Ann", "email": "ann@acme.test", "title": "Stranger's form", "description": "x"}),
        )
        .await;
    let titles = async || {
        let all = ann.client.get("/v1/items?page_size=100").await;
        all["items"].as_array().unwrap().iter().map(|item| item["title"].clone()).collect::<Vec<_>>()
    };
    let at_once = titles().await;
    assert!(at_once.contains(&json!("Own request")) && at_once.contains(&json!("Own form")), "{at_once:?}");
    platform.settle().await;
    let later = titles().await;
    assert!(!later.contains(&json!("Stranger's form")), "nothing proves that it is Ann's: {later:?}");
    let others = account.one_titled("Another's form").await;
    assert_ne!(others["published"], true, "Ann does not publish to Zoe: {others}");
    account.api.patch(&path, json!({"enabled": true})).await;
}

/// Words that customers must never meet.
const SECRET: &str = "heliotrope";

async fn nothing_internal(platform: &Platform, account: &Account, ann: &Person) {
    let eve = account.agent(platform, "Eve").await;
    let item = account.ticket("Delicate", &ann.email).await;
    platform.settle().await;
    let id = item["id"].as_str().unwrap();
    let screen = ann.client.watch().await;
    let open = json!({"subject": id, "visibility": "VISIBILITY_INTERNAL"});
    let inside = eve.client.post("/v1/conversations", open).await["id"].as_str().unwrap().to_owned();
    let file =
        eve.client.request(Method::POST, "/v1/attachments?name=plan.txt").body(SECRET).send().await.unwrap();
    let file: Value = file.json().await.unwrap();
    let note = json!({"body_text": format!("The plan is {SECRET}."), "attachments": [file["id"]]});
    let note = eve.client.post(&format!("/v1/conversations/{inside}/messages"), note).await;
    eve.client.patch(&format!("/v1/items/{id}"), json!({"tags": [SECRET]})).await;
    account.api.post("/v1/time_entries", json!({"item_id": id, "duration": "60s", "notes": SECRET})).await;
    platform.settle().await;

    for path in [
        format!("/v1/conversations/{inside}"),
        format!("/v1/conversations/{inside}/messages"),
        format!("/v1/messages/{}", note["id"].as_str().unwrap()),
        format!("/v1/attachments/{}", file["id"].as_str().unwrap()),
    ] {
        assert_eq!(ann.client.status(&path).await, 404, "GET {path}");
    }
    let path = format!("/v1/conversations/{inside}/messages");
    let posted = ann.client.ask(Method::POST, &path, Some(json!({"body_text": "x"}))).await;
    assert_eq!(posted.status, 404, "POST {path}");
    for path in [format!("/v1/items/{id}"), "/v1/items".into(), format!("/v1/items/{id}/conversations")] {
        let shown = ann.client.get(&path).await.to_string();
        assert!(!shown.contains(SECRET) && !shown.contains(&inside), "GET {path}: {shown}");
    }
    let search = "/v1/items?filter=tag:heliotrope";
    let found = ann.client.ask(Method::GET, search, None).await;
    assert!(found.body["items"].as_array().is_none_or(Vec::is_empty), "no probing by filter: {}", found.body);
    for path in ["/v1/users", "/v1/time_entries", "/v1/rules", "/v1/notifications", "/v1/inbound_mails"] {
        assert_eq!(ann.client.status(path).await, 403, "GET {path}");
    }
    let told = screen.notices();
    assert!(!json!(told).to_string().contains(&inside), "{told:?}");
    assert_eq!(screen.count("MessagePosted", "") + screen.count("ConversationCreated", ""), 0, "{told:?}");
    let mails = platform.sink.to(&ann.email);
    assert!(mails.iter().all(|mail| !String::from_utf8_lossy(&mail.raw).contains(SECRET)));
}

async fn web_form(platform: &Platform, account: &Account) {
    let key = account.api.get("/v1/web_forms").await["webForms"][0]["key"].as_str().unwrap().to_owned();
    let nobody = Client::nobody(platform);
    let path = format!("/v1/public/forms/{key}");
    assert_eq!(nobody.get(&path).await["accountName"], "portal");
    let sent = json!({
        "name": "Finn", "email": "finn@form.test", "title": "By form", "description": "A form is fine.",
        "request_id": "a3f7c1de-6b52-4c0c-9b2f-9a1c7e5d4b33",
    });
    let first = nobody.post(&path, sent.clone()).await;
    assert_eq!(nobody.post(&path, sent).await["number"], first["number"], "sent twice, it is one");
    platform.settle().await;
    let item = account.one_titled("By form").await;
    assert_eq!((&item["source"], &item["number"]), (&json!("SOURCE_WEB_FORM"), &first["number"]));
    // Whoever sends a form may not have us write their words to somebody.
    let mail = platform.sink.one("finn@form.test", first["number"].as_str().unwrap()).await;
    assert!(!mail.says("By form") && !mail.says("Finn") && !mail.says("A form is fine"), "{}", mail.text());
    Letter::answer(&mail, "finn@form.test", "One more thing.").send(platform).await;
    platform.settle().await;
    let conversation = account.conversation(item["id"].as_str().unwrap()).await;
    let last = account.messages(&conversation).await.pop().unwrap();
    assert_eq!(last["replyText"].as_str().map(str::trim), Some("One more thing."), "and goes on by mail");
    let bad = nobody.ask(Method::POST, &path, Some(json!({"email": "finn@form.test", "title": ""}))).await;
    assert_eq!((bad.status, &bad.body["error"]["fields"][0]["field"]), (400, &json!("title")));
    assert_eq!(nobody.status("/v1/public/forms/no-such-form").await, 404);
}

async fn public_pages(platform: &Platform, account: &Account) {
    let key = portal_key(account).await;
    let form = account.api.get("/v1/web_forms").await["webForms"][0]["key"].as_str().unwrap().to_owned();
    let nobody = Client::nobody(platform);
    for path in ["/docs".to_owned(), "/openapi.json".into(), format!("/v1/public/portals/{key}")] {
        assert_eq!(nobody.status(&path).await, 200, "GET {path}");
    }
    // The pages themselves are the web app's; a build without it says so.
    for path in ["/".to_owned(), format!("/portal/{key}"), format!("/form/{form}"), "/survey/x".into()] {
        let answer = nobody.request(Method::GET, &path).send().await.unwrap();
        assert!(answer.status().as_u16() < 500, "GET {path} → {}", answer.status());
        let policy = answer.headers().get("content-security-policy").is_some();
        assert!(policy, "GET {path} has a content security policy");
    }
}
