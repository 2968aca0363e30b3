//! Macros: done as whoever runs them, on one item or on many, looked at before and taken back after.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Letter, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("macros").await;
    let mut sentences = Sentences::default();
    sentences.tell("a macro says before what it would do, and to whom", previewed(platform, &account)).await;
    sentences.tell("it is done as whoever runs it", run_on_one(platform, &account)).await;
    sentences
        .tell("of many items only those are done that it is meant for", run_on_many(platform, &account))
        .await;
    sentences.tell("it is taken back where nobody changed the same since", undone(platform, &account)).await;
    sentences.tell("each has their own macros, and those of their teams", shared(platform, &account)).await;
    sentences.tell("what is wrong with a macro is said", refused(platform, &account)).await;
    sentences.end();
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}")).to_owned()
}

fn of(name: &str, filter: &str, actions: Value) -> Value {
    let made = json!({"name": name, "enabled": true, "kinds": ["KIND_TICKET"], "scope": "SCOPE_SHARED", "filter": filter, "actions": actions});
    json!({"macro": made})
}

async fn made(account: &Account, body: Value) -> String {
    text(&account.api.post("/v1/macros", body).await, "id")
}

fn answering() -> Value {
    json!([
        {"set_priority": {"priority": 4}},
        {"add_tags": {"tags": ["vip"]}},
        {"set_status": {"status": "pending_customer"}},
        {"post_message": {"visibility": "VISIBILITY_CUSTOMER", "body_html": "<p>{{ requester.greeting }}, we are on it. {{ user.first_name }}</p>"}},
    ])
}

/// A ticket that came by mail: its id.
async fn mailed(platform: &Platform, account: &Account, name: &str) -> String {
    let title = format!("Macro {name}");
    Letter::new(&format!("{name}@acme.test"), &account.address(), &title, "Please help.")
        .send(platform)
        .await;
    platform.settle().await;
    text(&account.one_titled(&title).await, "id")
}

/// Runs it to its end.
async fn run(platform: &Platform, client: &Client, id: &str, body: Value) -> Value {
    let begun = client.post(&format!("/v1/macros/{id}:run"), body).await;
    platform.settle().await;
    client.get(&format!("/v1/macro_runs/{}", text(&begun, "id"))).await
}

async fn previewed(platform: &Platform, account: &Account) {
    let item = mailed(platform, account, "look").await;
    let id = made(account, of("Look", "", answering())).await;
    let before = account.api.get(&format!("/v1/items/{item}")).await;
    let body = json!({"selection": {"item_ids": [item]}});
    let seen = account.api.post(&format!("/v1/macros/{id}:preview"), body).await;
    let one = &seen["items"][0];
    assert_eq!(
        (&seen["total"], &seen["matching"], &seen["irreversible"]),
        (&json!(1), &json!(1), &json!(true)),
        "{seen}"
    );
    assert_eq!(one["recipients"][0]["address"], "look@acme.test", "{seen}");
    assert_eq!(one["lines"][2], "set the status to Pending customer", "{seen}");
    assert!(
        text(one, "itemTitle") == "Macro look"
            && one["messageTexts"][0].as_str().unwrap_or_default().contains("we are on it"),
        "{seen}"
    );
    platform.settle().await;
    assert_eq!(account.api.get(&format!("/v1/items/{item}")).await["revision"], before["revision"]);
    assert!(platform.sink.to("look@acme.test").iter().all(|mail| !mail.says("we are on it")));
}

async fn run_on_one(platform: &Platform, account: &Account) {
    let agent = account.agent(platform, "Bob").await;
    let item = mailed(platform, account, "one").await;
    let id = made(account, of("Answer", "", answering())).await;
    let offered = agent.client.get(&format!("/v1/macros?item_id={item}")).await;
    assert!(
        offered["macros"].as_array().into_iter().flatten().any(|one| one["id"] == id.as_str()),
        "{offered}"
    );
    let request = uuid::Uuid::new_v4().to_string();
    let body = json!({"selection": {"item_ids": [item]}, "request_id": request});
    let done = run(platform, &agent.client, &id, body.clone()).await;
    assert_eq!(
        (&done["state"], &done["done"], &done["actorId"]),
        (&json!("STATE_FINISHED"), &json!(1), &json!(agent.id)),
        "{done}"
    );
    assert_eq!(
        run(platform, &agent.client, &id, body).await["id"],
        done["id"],
        "the same request is one run"
    );
    let now = account.api.get(&format!("/v1/items/{item}")).await;
    assert_eq!((&now["priority"], &now["tags"]), (&json!(4), &json!(["vip"])), "{now}");
    assert_eq!(account.status_of(&item).await, "pending_customer");
    let mail = platform.sink.one("one@acme.test", "we are on it").await;
    assert!(mail.says("on it. Bob"));
    let said = account.messages(&account.conversation(&item).await).await;
    assert_eq!(said.last().map(|message| &message["authorId"]), Some(&json!(agent.id)), "{said:?}");
    let activities = account.api.get(&format!("/v1/items/{item}/activities?page_size=100")).await;
    let by_agent = activities["activities"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["actorId"] == agent.id.as_str());
    assert!(by_agent.count() >= 3, "{activities}");
    let runs = account.api.get(&format!("/v1/rule_runs?item_id={item}")).await;
    let of_macro = runs["ruleRuns"].as_array().into_iter().flatten().find(|one| one["macroName"] == "Answer");
    assert_eq!(
        of_macro.map(|one| (&one["actorId"], &one["ruleId"])),
        Some((&json!(agent.id), &json!(""))),
        "{runs}"
    );
}

async fn run_on_many(platform: &Platform, account: &Account) {
    for n in 0..3 {
        let item =
            json!({"title": format!("Heap {n}"), "priority": if n == 2 { 1 } else { 3 }, "tags": ["heap"]});
        account.api.post("/v1/items", item).await;
    }
    platform.settle().await;
    let tag = json!([{"add_tags": {"tags": ["hot"]}}, {"set_priority": {"priority": 5}}]);
    let id = made(account, of("Heat", "priority >= 3", tag)).await;
    let done = run(platform, &account.api, &id, json!({"selection": {"filter": "tag:heap"}})).await;
    assert_eq!(
        (&done["total"], &done["done"], &done["notMatched"]),
        (&json!(3), &json!(2), &json!(1)),
        "{done}"
    );
    let results = account.api.get(&format!("/v1/macro_runs/{}/results", text(&done, "id"))).await;
    let outcomes: Vec<&Value> =
        results["results"].as_array().into_iter().flatten().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["OUTCOME_DONE", "OUTCOME_DONE", "OUTCOME_NOT_MATCHED"], "{results}");
    let hot = account.api.get("/v1/items?filter=tag:hot").await;
    assert_eq!(hot["items"].as_array().map(Vec::len), Some(2), "{hot}");
}

async fn undone(platform: &Platform, account: &Account) {
    let runs = account.api.get("/v1/macro_runs").await;
    let run =
        runs["macroRuns"].as_array().into_iter().flatten().find(|one| one["macroName"] == "Heat").cloned();
    let id = text(&run.unwrap_or_default(), "id");
    let first = account.one_titled("Heap 0").await;
    let changed = json!({"priority": 2});
    account.api.patch(&format!("/v1/items/{}?update_mask=priority", text(&first, "id")), changed).await;
    account.api.post(&format!("/v1/macro_runs/{id}:undo"), json!({})).await;
    platform.settle().await;
    let now = account.api.get(&format!("/v1/macro_runs/{id}")).await;
    assert_eq!(
        (&now["state"], &now["undone"], &now["kept"]),
        (&json!("STATE_UNDONE"), &json!(1), &json!(1)),
        "{now}"
    );
    let back = account.one_titled("Heap 1").await;
    assert_eq!((&back["priority"], &back["tags"]), (&json!(3), &json!(["heap"])), "{back}");
    assert_eq!(account.one_titled("Heap 0").await["priority"], 2);
    let again = account.api.ask(Method::POST, &format!("/v1/macro_runs/{id}:undo"), Some(json!({}))).await;
    assert_eq!(again.body["error"]["reason"], "ALREADY_UNDONE");
}

async fn shared(platform: &Platform, account: &Account) {
    let (ann, eve) = (account.agent(platform, "Ann").await, account.agent(platform, "Eve").await);
    let team =
        text(&account.api.post("/v1/teams", json!({"name": "Hardware", "user_ids": [ann.id]})).await, "id");
    platform.settle().await;
    let tag = json!([{"add_tags": {"tags": ["mine"]}}]);
    let mut own = of("Mine", "", tag.clone());
    own["macro"]["scope"] = json!("SCOPE_OWN");
    let own = text(&ann.client.post("/v1/macros", own).await, "id");
    let mut teams = of("Ours", "", tag.clone());
    teams["macro"]["scope"] = json!("SCOPE_TEAM");
    teams["macro"]["team_ids"] = json!([team]);
    let ours = text(&ann.client.post("/v1/macros", teams).await, "id");
    for (client, sees) in [(&ann.client, true), (&eve.client, false)] {
        for id in [&own, &ours] {
            assert_eq!(client.status(&format!("/v1/macros/{id}")).await == 200, sees, "{id}");
        }
    }
    let denied = eve.client.ask(Method::POST, "/v1/macros", Some(of("All", "", tag))).await;
    assert_eq!(denied.status, 403, "everybody's are made by admins");
    assert_eq!(account.api.status(&format!("/v1/macros/{own}")).await, 200, "an administrator tidies up");
    let item = account.one_titled("Heap 2").await;
    let body = json!({"selection": {"item_ids": [item["id"]]}});
    let run = account.api.ask(Method::POST, &format!("/v1/macros/{own}:run"), Some(body)).await;
    assert_eq!(run.status, 403, "but does not run what is another's");
    let off = json!({"enabled": false});
    ann.client.patch(&format!("/v1/macros/{own}?update_mask=enabled"), off).await;
    let body = json!({"selection": {"item_ids": [item["id"]]}});
    let run = ann.client.ask(Method::POST, &format!("/v1/macros/{own}:run"), Some(body)).await;
    assert_eq!(run.body["error"]["reason"], "MACRO_OFF");
    ann.client.delete(&format!("/v1/macros/{own}")).await;
    assert_eq!(ann.client.status(&format!("/v1/macros/{own}")).await, 404);
    let customer = account.customer(platform, "Cora", "cora@acme.test").await;
    assert_eq!(customer.client.status("/v1/macros").await, 403);
}

async fn refused(_: &Platform, account: &Account) {
    let tag = json!([{"add_tags": {"tags": ["a"]}}]);
    let cases = [
        (of("", "", tag.clone()), "macro.name"),
        (of("x", "statsu = open", tag.clone()), "macro.filter"),
        (of("x", "", json!([])), "macro.actions"),
        (of("x", "", json!([{"add_tags": {"tags": ["UPPER"]}}])), "macro.actions[0].add_tags.tags"),
    ];
    for (body, field) in cases {
        let answer = account.api.ask(Method::POST, "/v1/macros", Some(body)).await;
        assert!(answer.status == 400 && answer.body.to_string().contains(field), "{field}: {}", answer.body);
    }
    let id = made(account, of("Nothing", "", tag)).await;
    for (selection, reason) in
        [(json!({}), "NOTHING_SELECTED"), (json!({"filter": "number < 0"}), "NOTHING_SELECTED")]
    {
        let body = json!({"selection": selection});
        let answer = account.api.ask(Method::POST, &format!("/v1/macros/{id}:run"), Some(body)).await;
        assert_eq!(answer.body["error"]["reason"], reason);
    }
}
