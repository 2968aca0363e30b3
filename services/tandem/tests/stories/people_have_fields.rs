//! Custom fields of customers, organizations and users; rules that ask about custom fields of items and set them.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("people").await;
    let mut sentences = Sentences::default();
    sentences.tell("people and organizations have fields of their own", kept(&account)).await;
    sentences
        .tell(
            "what is required is given by users and lacks where a mail comes in",
            required(platform, &account),
        )
        .await;
    sentences.tell("an import fills the fields of people", imported(platform, &account)).await;
    sentences.tell("lists and exports of people are asked by what they have", asked(&account)).await;
    sentences.tell("a rule sees a field turn and sets another", ruled(platform, &account)).await;
    sentences.end();
}

async fn define(account: &Account, target: &str, name: &str, more: Value) -> Value {
    let mut field = json!({"target": target, "name": name, "type": "TYPE_TEXT"});
    for (key, value) in more.as_object().into_iter().flatten() {
        field[key] = value.clone();
    }
    account.api.post("/v1/custom_fields", json!({"customField": field})).await
}

async fn kept(account: &Account) {
    let choices = json!({"type": "TYPE_CHOICE", "choices": [{"name": "Gold"}, {"name": "Silver"}]});
    define(account, "TARGET_CUSTOMER", "Level", choices).await;
    define(account, "TARGET_CUSTOMER", "Room", json!({"defaultValue": "unknown"})).await;
    define(account, "TARGET_ORGANIZATION", "Cost centre", json!({"type": "TYPE_NUMBER"})).await;
    define(account, "TARGET_USER", "Phone", json!({})).await;

    let ann = json!({"name": "Ann", "email": "ann@client.test", "fields": {"level": "gold"}});
    let ann = account.api.post("/v1/customers", ann).await;
    assert_eq!(ann["fields"], json!({"level": "gold", "room": "unknown"}));
    let path = format!("/v1/customers/{}", ann["id"].as_str().unwrap_or_default());
    let changed = account.api.patch(&path, json!({"fields": {"level": "Silver", "room": null}})).await;
    assert_eq!(changed["fields"], json!({"level": "silver"}));
    let wrong = account.api.ask(Method::PATCH, &path, Some(json!({"fields": {"level": "bronze"}}))).await;
    assert_eq!(
        (wrong.status, &wrong.body["error"]["fields"][0]["field"]),
        (400, &json!("customer.fields.level"))
    );
    let listed = account.api.get("/v1/customers?query=ann").await;
    assert_eq!(listed["customers"][0]["fields"], json!({"level": "silver"}));

    let client = json!({"name": "Client", "domains": ["client.test"], "fields": {"cost_centre": 4711}});
    let client = account.api.post("/v1/organizations", client).await;
    assert_eq!(client["fields"], json!({"cost_centre": 4711.0}));
    let path = format!("/v1/organizations/{}", client["id"].as_str().unwrap_or_default());
    let changed = account.api.patch(&path, json!({"fields": {"cost_centre": 4712}})).await;
    assert_eq!(changed["fields"], json!({"cost_centre": 4712.0}));

    let me = account.api.get("/v1/me").await;
    let path = format!("/v1/users/{}", me["id"].as_str().unwrap_or_default());
    let changed = account.api.patch(&path, json!({"fields": {"phone": "+49 1"}})).await;
    assert_eq!(changed["fields"], json!({"phone": "+49 1"}));
}

async fn required(platform: &Platform, account: &Account) {
    let made = define(account, "TARGET_CUSTOMER", "Contract", json!({"required": true})).await;
    let bob = json!({"name": "Bob", "email": "bob@client.test"});
    let refused = account.api.ask(Method::POST, "/v1/customers", Some(bob)).await;
    assert_eq!(
        (refused.status, &refused.body["error"]["fields"][0]["field"]),
        (400, &json!("fields.contract"))
    );
    let form = account.api.get("/v1/web_forms").await["webForms"][0].clone();
    let public = format!("/v1/public/forms/{}", form["key"].as_str().unwrap_or_default());
    let sent = json!({"email": "carl@client.test", "title": "Help", "description": "Please"});
    Client::nobody(platform).post(&public, sent).await;
    platform.settle().await;
    let carl = account.api.get("/v1/customers?query=carl").await["customers"][0].clone();
    assert_eq!(carl["fields"], json!({"room": "unknown"}), "{carl}");
    let path = format!("/v1/custom_fields/{}:retire", made["id"].as_str().unwrap_or_default());
    account.api.post(&path, json!({})).await;
    platform.settle().await;
    let bob = json!({"name": "Bob", "email": "bob@client.test"});
    assert_eq!(account.api.post("/v1/customers", bob).await["fields"], json!({"room": "unknown"}));
}

/// Imports customers to the end, and answers how many were made, changed and refused.
async fn import(platform: &Platform, account: &Account, csv: &'static str) -> Value {
    let request = account.api.request(Method::POST, "/v1/attachments?name=people.csv");
    let file: Value = request.body(csv).send().await.unwrap().json().await.unwrap();
    let body = json!({"target": "TARGET_CUSTOMERS", "attachment_id": file["id"]});
    let begun = account.api.post("/v1/imports", body).await;
    platform.settle().await;
    let path = format!("/v1/imports/{}", begun["id"].as_str().unwrap_or_default());
    let import = account.api.get(&path).await;
    let count = |name: &str| import[name].as_i64().unwrap_or(0);
    json!(["created", "updated", "unchanged", "failed"].map(count))
}

async fn imported(platform: &Platform, account: &Account) {
    let csv = "email,name,Level,fields.room\r\nann@client.test,Ann,Gold,12\r\n\
               dora@client.test,Dora,silver,\r\nemil@client.test,Emil,bronze,\r\n";
    assert_eq!(import(platform, account, csv).await, json!([1, 1, 0, 1]));
    let people = account.api.get("/v1/customers?query=client.test").await["customers"].clone();
    let of = |name: &str| {
        let all = people.as_array().into_iter().flatten();
        all.filter(|one| one["name"] == name).map(|one| one["fields"].clone()).next().unwrap_or_default()
    };
    assert_eq!(of("Ann"), json!({"level": "gold", "room": "12"}));
    assert_eq!(of("Dora"), json!({"level": "silver", "room": "unknown"}));
    assert_eq!(of("Emil"), Value::Null, "a choice that there is not");
    assert_eq!(import(platform, account, csv).await, json!([0, 0, 2, 1]), "the same again changes nothing");
}

/// The names of those whom a list finds.
async fn named(account: &Account, list: &str, filter: &str) -> String {
    let asked = [("filter", filter), ("order_by", "name")];
    let url = reqwest::Url::parse_with_params("http://tandem.test/", asked).unwrap();
    let found = account.api.get(&format!("/v1/{list}?{}", url.query().unwrap_or_default())).await;
    let names = found[list].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str());
    names.collect::<Vec<_>>().join(" ")
}

async fn asked(account: &Account) {
    let customers = async |filter: &str| named(account, "customers", filter).await;
    assert_eq!(customers("fields.level = gold").await, "Ann");
    assert_eq!(customers("fields.level = Silver OR fields.room:\"1\"").await, "Ann Dora");
    assert_eq!(customers("fields.level:* AND NOT fields.level = gold").await, "Dora");
    assert_eq!(
        customers("-fields.contract:* AND name:ann").await,
        "Ann",
        "it is retired, and asked for all the same"
    );
    assert_eq!(
        named(account, "organizations", "fields.cost_centre > 4711.5 AND domain = client.test").await,
        "Client"
    );
    assert_eq!(named(account, "organizations", "fields.cost_centre = 4711").await, "");
    assert!(!named(account, "users", "fields.phone:\"+49\" AND id = me").await.is_empty());
    let refuse = async |path: &str| {
        let refused = account.api.ask(Method::GET, path, None).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        refused.body["error"]["fields"][0].to_string()
    };
    let said = refuse("/v1/customers?filter=name:a%20AND%20fields.levle=gold").await;
    assert!(said.contains("at character 12") && said.contains("did you mean `fields.level`?"), "{said}");
    let said = refuse("/v1/customers?filter=fields.level=bronze").await;
    assert!(said.contains("`bronze` is no value of `fields.level`"), "{said}");
    let said = refuse("/v1/customers?filter=fields.phone:1").await;
    assert!(said.contains("unknown field `fields.phone`"), "it is of users: {said}");
    assert!(refuse("/v1/customers?order_by=fields.level").await.contains("order_by"));
    let export =
        account.api.request(Method::GET, "/v1/customers:export?format=jsonl&filter=fields.level=gold");
    let export = export.send().await.unwrap().text().await.unwrap();
    assert!(export.lines().count() == 1 && export.contains("ann@client.test"), "{export}");
}

async fn ruled(platform: &Platform, account: &Account) {
    let choices = json!({"type": "TYPE_CHOICE", "choices": [{"name": "Low"}, {"name": "Very high"}]});
    let severity = define(account, "TARGET_ITEM", "Severity", choices).await;
    define(account, "TARGET_ITEM", "Deadline", json!({"visibleToCustomers": true})).await;
    let rule = json!({"rule": {
        "name": "Severe", "enabled": true, "kinds": ["KIND_TICKET"],
        "triggers": [{"on": "ON_ITEM_UPDATED", "field": "fields.severity", "from": "Low", "to": "Very high"}],
        "filter": "fields.severity = \"very HIGH\" AND NOT fields.deadline:*",
        "actions": [
            {"setField": {"key": "deadline", "value": "today"}},
            {"postMessage": {"visibility": "VISIBILITY_INTERNAL", "bodyHtml": "<p>{{ item.fields.severity }}, {{ requester.fields.level }}</p>"}}
        ]
    }});
    let rule = account.api.post("/v1/rules", rule).await;
    assert_eq!(rule["filter"], "fields.severity = \"very_high\" AND NOT fields.deadline:*");
    assert_eq!(rule["triggers"][0]["to"], "very_high");
    let item = json!({"title": "It burns", "requester": {"email": "ann@client.test"}, "fields": {"severity": "low"}});
    let item = account.api.post("/v1/items", item).await;
    let path = format!("/v1/items/{}", item["id"].as_str().unwrap_or_default());
    // The rule goes by the choice, whatever it is called.
    let field = format!("/v1/custom_fields/{}", severity["id"].as_str().unwrap_or_default());
    let renamed = json!([{"id": "low", "name": "Low"}, {"id": "very_high", "name": "Critical"}]);
    account.api.patch(&field, json!({"choices": renamed})).await;
    platform.settle().await;
    account.api.patch(&path, json!({"fields": {"severity": "Critical"}})).await;
    platform.settle().await;
    let after = account.api.get(&path).await;
    assert_eq!(after["fields"], json!({"severity": "very_high", "deadline": "today"}));
    let runs =
        account.api.get(&format!("/v1/rule_runs?rule_id={}", rule["id"].as_str().unwrap_or_default())).await;
    let done = json!(["set Deadline to today", "posted an internal message"]);
    assert_eq!(runs["ruleRuns"][0]["actions"], done, "{runs}");
    let mut said = String::new();
    for conversation in account.conversations(item["id"].as_str().unwrap_or_default(), "INTERNAL").await {
        for message in account.messages(&conversation).await {
            said += message["text"].as_str().unwrap_or_default();
        }
    }
    assert!(said.contains("Critical, Gold"), "the message names the choices as they are called: {said:?}");
    let unknown = json!({"rule": {"name": "X", "kinds": ["KIND_TICKET"], "triggers": [{"on": "ON_ITEM_CREATED"}],
        "actions": [{"setField": {"key": "sevrity", "value": "x"}}]}});
    let refused = account.api.ask(Method::POST, "/v1/rules", Some(unknown)).await;
    assert_eq!(
        (refused.status, &refused.body["error"]["fields"][0]["field"]),
        (400, &json!("rule.actions[0].set_field.key"))
    );
}
