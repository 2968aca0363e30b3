//! What names a status, a choice, a field or a policy goes on when that is retired: with the rest of it, and a sentence that says what it left.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("retired").await;
    let words = Words::make(&account).await;
    let rule = id(&account.api.post("/v1/rules", words.rule()).await);
    let made = id(&account.api.post("/v1/macros", words.made()).await);
    let before = crate_of(platform, &account, "Before").await;
    assert_eq!(
        (&before["statusId"], &before["fields"]),
        (&json!(words.packed), &json!({"severity": "high"}))
    );
    let mut sentences = Sentences::default();
    words.retire(platform, &account).await;
    sentences
        .tell("a rule does the rest of it, and says what it left", by_rule(platform, &account, &rule))
        .await;
    sentences
        .tell("a rule still knows what an item has kept", by_what_was_kept(platform, &account, &before))
        .await;
    sentences.tell("a macro says before and after what it leaves", by_macro(platform, &account, &made)).await;
    sentences
        .tell("both are changed without a word about what is retired", changed(&account, &rule, &made))
        .await;
    sentences.tell("a web form asks for what is left", by_form(platform, &account)).await;
    sentences.end();
}

/// What is retired.
struct Words {
    packed: String,
    severity: Value,
    room: String,
    gold: String,
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("an id in {made}")).to_owned()
}

/// An item that the rule is for, after it.
async fn crate_of(platform: &Platform, account: &Account, title: &str) -> Value {
    let item = id(&account.api.post("/v1/items", json!({"title": title, "tags": ["crate"]})).await);
    platform.settle().await;
    account.api.get(&format!("/v1/items/{item}")).await
}

impl Words {
    async fn make(account: &Account) -> Self {
        let api = &account.api;
        let packed = json!({"kind": "KIND_TICKET", "name": "Packed", "state": "STATE_IN_PROGRESS"});
        let choices = json!([{"name": "Low"}, {"name": "High"}]);
        let severity =
            json!({"target": "TARGET_ITEM", "name": "Severity", "type": "TYPE_CHOICE", "choices": choices});
        let room = json!({"target": "TARGET_ITEM", "name": "Room", "type": "TYPE_TEXT", "visible_to_customers": true});
        let promise = json!({"priority": 0, "target": "TARGET_RESOLUTION", "within": "28800s"});
        Self {
            packed: id(&api.post("/v1/statuses", packed).await),
            severity: api.post("/v1/custom_fields", json!({"custom_field": severity})).await,
            room: id(&api.post("/v1/custom_fields", json!({"custom_field": room})).await),
            gold: id(&api.post("/v1/sla_policies", json!({"name": "Gold", "promises": [promise]})).await),
        }
    }
    fn actions(&self) -> Value {
        json!([
            {"set_status": {"status": self.packed}},
            {"set_field": {"key": "severity", "value": "High"}},
            {"set_sla": {"sla_policy_id": self.gold}},
            {"add_tags": {"tags": ["seen"]}},
        ])
    }
    fn rule(&self) -> Value {
        let triggers = json!([{"on": "ON_ITEM_CREATED"}]);
        let (filter, actions) = ("tag:crate", self.actions());
        json!({"rule": {"name": "Crates", "enabled": true, "kinds": ["KIND_TICKET"], "triggers": triggers, "filter": filter, "actions": actions}})
    }
    fn made(&self) -> Value {
        json!({"macro": {"name": "Pack", "enabled": true, "kinds": ["KIND_TICKET"], "actions": self.actions()}})
    }
    async fn retire(&self, platform: &Platform, account: &Account) {
        let api = &account.api;
        let to = json!({"move_to_status_id": account.status("pending_agent").await});
        api.post(&format!("/v1/statuses/{}:retire", self.packed), to).await;
        let mut choices = self.severity["choices"].clone();
        choices[1]["retired"] = json!(true);
        let path = format!("/v1/custom_fields/{}?update_mask=choices", id(&self.severity));
        api.patch(&path, json!({"choices": choices})).await;
        let form = api.get("/v1/web_forms").await["webForms"][0].clone();
        let fields = json!({"fields": [{"key": "room", "required": true}]});
        api.patch(&format!("/v1/web_forms/{}", id(&form)), fields).await;
        api.post(&format!("/v1/custom_fields/{}:retire", self.room), json!({})).await;
        api.delete(&format!("/v1/sla_policies/{}", self.gold)).await;
        platform.settle().await;
    }
}

async fn by_rule(platform: &Platform, account: &Account, rule: &str) {
    let item = crate_of(platform, account, "After").await;
    assert_eq!(item["tags"], json!(["crate", "seen"]), "{item}");
    assert_ne!(item["fields"], json!({"severity": "high"}));
    let runs = account.api.get(&format!("/v1/rule_runs?rule_id={rule}&item_id={}", id(&item))).await;
    let run = &runs["ruleRuns"][0];
    let lines = json!([
        "left the status: Packed is retired",
        "left Severity: High is retired",
        "left the SLA policy: Gold was removed",
        "tags +seen"
    ]);
    assert_eq!((&run["outcome"], &run["actions"]), (&json!("OUTCOME_DONE"), &lines), "{runs}");
}

async fn by_what_was_kept(platform: &Platform, account: &Account, before: &Value) {
    let (triggers, actions) = (json!([{"on": "ON_ITEM_UPDATED"}]), json!([{"add_tags": {"tags": ["hot"]}}]));
    let rule = json!({"rule": {
        "name": "Hot", "enabled": true, "kinds": ["KIND_TICKET"], "triggers": triggers, "filter": "fields.severity = High", "actions": actions
    }});
    account.api.post("/v1/rules", rule).await;
    let path = format!("/v1/items/{}", id(before));
    account.api.patch(&path, json!({"priority": 2})).await;
    platform.settle().await;
    let item = account.api.get(&path).await;
    assert_eq!(item["tags"], json!(["crate", "seen", "hot"]), "{item}");
    assert_eq!(account.status_of(&id(before)).await, "pending_agent", "it was sent on");
}

async fn by_macro(platform: &Platform, account: &Account, made: &str) {
    let item = id(&account.api.post("/v1/items", json!({"title": "By hand"})).await);
    let body = json!({"selection": {"item_ids": [item]}});
    let seen = account.api.post(&format!("/v1/macros/{made}:preview"), body.clone()).await;
    let lines = json!([
        "the status stays: Packed is retired",
        "Severity stays: High is retired",
        "the SLA policy stays: Gold was removed",
        "add the tags seen"
    ]);
    assert_eq!(seen["items"][0]["lines"], lines, "{seen}");
    let run = id(&account.api.post(&format!("/v1/macros/{made}:run"), body).await);
    platform.settle().await;
    let results = account.api.get(&format!("/v1/macro_runs/{run}/results")).await;
    let lines = &results["results"][0]["lines"];
    assert_eq!(
        (&lines[1], &lines[3]),
        (&json!("left Severity: High is retired"), &json!("tags +seen")),
        "{results}"
    );
}

async fn changed(account: &Account, rule: &str, made: &str) {
    let rule =
        account.api.patch(&format!("/v1/rules/{rule}?update_mask=name"), json!({"name": "Boxes"})).await;
    let path = format!("/v1/rules/{}?update_mask=actions", id(&rule));
    let mut actions = rule["actions"].clone();
    actions.as_array_mut().unwrap().push(json!({"set_priority": {"priority": 4}}));
    let more = account.api.patch(&path, json!({"actions": actions})).await;
    assert_eq!(more["actions"].as_array().map(Vec::len), Some(5), "{more}");
    let path = format!("/v1/macros/{made}?update_mask=name");
    let made = account.api.patch(&path, json!({"name": "Box"})).await;
    assert_eq!((&made["name"], made["actions"].as_array().map(Vec::len)), (&json!("Box"), Some(4)));
    let anew = json!({"actions": [{"set_field": {"key": "severity", "value": "high"}}, {"set_field": {"key": "severity", "value": "High"}}]});
    let path = format!("/v1/rules/{}?update_mask=actions", id(&rule));
    let refused = account.api.ask(Method::PATCH, &path, Some(anew)).await;
    assert_eq!(refused.status, 400, "what is retired is not put in: {}", refused.body);
}

async fn by_form(platform: &Platform, account: &Account) {
    let form = account.api.get("/v1/web_forms").await["webForms"][0].clone();
    let public = format!("/v1/public/forms/{}", form["key"].as_str().unwrap_or_default());
    let nobody = Client::nobody(platform);
    assert_eq!(nobody.get(&public).await["fields"].as_array().map_or(0, Vec::len), 0);
    // Whoever opened it before has an answer more, which is kept as what they wrote.
    let sent = json!({"email": "ann@acme.test", "title": "A box", "description": "Please", "fields": {"room": "12"}});
    let number = nobody.post(&public, sent).await["number"].as_str().unwrap_or_default().to_owned();
    let item = account.api.get(&format!("/v1/items/{number}")).await;
    let text = item["descriptionHtml"].as_str().unwrap_or_default();
    assert!(text.contains("Please") && text.contains("Room: 12"), "{item}");
}
