//! Dates of a file are read as was said, more columns are known by their names, and people come out as files.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Platform, Sentences};

told_twice!(story);

const PLANNED: &str = "External ID,Name,Planned Start,Planned Finish,% Complete,MACHINE no,Bought\n\
    D-1,Pump,03/04/2026,05/04/2026 10:00,40%,M7,13/04/2026\n\
    D-2,Valve,06/04/2026,05/04/2026,,,\n\
    D-3,Belt,,,0.5,,\n";

async fn story(platform: &Platform) {
    let account = platform.account("dates").await;
    let mut sentences = Sentences::default();
    sentences.tell("the values of a file say how its dates are written", seen(&account)).await;
    sentences.tell("plans, percentages and custom fields come in", planned(platform, &account)).await;
    sentences
        .tell("dates that are not as was said are refused in their rows", otherwise(platform, &account))
        .await;
    sentences.tell("people come out as they are listed, and in again", people(platform, &account)).await;
    sentences.end();
}

async fn upload(account: &Account, text: &str) -> String {
    let request = account.api.request(Method::POST, "/v1/attachments?name=file.csv");
    let answer: Value = request.body(text.to_owned()).send().await.unwrap().json().await.unwrap();
    answer["id"].as_str().unwrap_or_else(|| panic!("an attachment: {answer}")).to_owned()
}

async fn import(platform: &Platform, account: &Account, mut body: Value, text: &str) -> Value {
    body["attachment_id"] = json!(upload(account, text).await);
    let begun = account.api.post("/v1/imports", body).await;
    platform.settle().await;
    let path = format!("/v1/imports/{}", begun["id"].as_str().unwrap_or_default());
    let mut ended = account.api.get(&path).await;
    ended["errors"] = account.api.get(&format!("{path}/errors")).await["errors"].clone();
    ended
}

fn wrong(import: &Value) -> Vec<(i64, &str)> {
    let errors = import["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().map(|e| (e["row"].as_i64().unwrap_or(0), e["field"].as_str().unwrap_or(""))).collect()
}

async fn seen(account: &Account) {
    for (name, kind) in [("Machine No.", "TYPE_TEXT"), ("Bought", "TYPE_DATE")] {
        let field = json!({"target": "TARGET_ITEM", "name": name, "type": kind});
        account.api.post("/v1/custom_fields", json!({"customField": field})).await;
    }
    let file = json!({"attachment_id": upload(account, PLANNED).await, "target": "TARGET_ITEMS"});
    let seen = account.api.post("/v1/imports:preview", file).await;
    let fields: Vec<&str> =
        seen["columns"].as_array().unwrap().iter().map(|c| c["field"].as_str().unwrap_or("")).collect();
    assert_eq!(
        fields,
        [
            "external_id",
            "title",
            "planned_start",
            "planned_finish",
            "percent_complete",
            "fields.machine_no",
            "fields.bought"
        ]
    );
    assert_eq!(
        (&seen["dateOrder"], &seen["columns"][2]["unsureDate"]),
        (&json!("DATE_ORDER_DAY_FIRST"), &json!("03/04/2026"))
    );
}

async fn planned(platform: &Platform, account: &Account) {
    let body = json!({"target": "TARGET_ITEMS", "date_order": "DATE_ORDER_DAY_FIRST"});
    let import = import(platform, account, body, PLANNED).await;
    assert_eq!((&import["created"], &import["failed"]), (&json!(1), &json!(2)), "{import}");
    assert_eq!(wrong(&import), [(3, "planned_finish"), (4, "percent_complete")], "{import}");
    let pump = account.one_titled("Pump").await;
    assert_eq!(
        (&pump["plannedStart"], &pump["plannedFinish"], &pump["percentComplete"], &pump["fields"]),
        (
            &json!("2026-04-03T00:00:00Z"),
            &json!("2026-04-05T10:00:00Z"),
            &json!(40),
            &json!({"machine_no": "M7", "bought": "2026-04-13"})
        )
    );
}

async fn otherwise(platform: &Platform, account: &Account) {
    let body = |order: &str| json!({"target": "TARGET_ITEMS", "dry_run": true, "date_order": order});
    let month = import(platform, account, body("DATE_ORDER_MONTH_FIRST"), PLANNED).await;
    assert_eq!(wrong(&month)[0], (2, "fields.bought"), "{month}");
    assert_eq!(
        month["errors"][0]["problem"],
        "\"13/04/2026\" is no date with the month first, as was said of this file"
    );
    let unsaid = import(platform, account, body("DATE_ORDER_UNSPECIFIED"), PLANNED).await;
    assert_eq!(wrong(&unsaid)[..2], [(2, "planned_start"), (2, "planned_finish")], "{unsaid}");
    assert!(unsaid["errors"][0]["problem"].as_str().unwrap().contains("may be two dates"), "{unsaid}");
}

async fn people(platform: &Platform, account: &Account) {
    let choices = json!([{"name": "Gold"}, {"name": "Silver"}]);
    let level =
        json!({"target": "TARGET_CUSTOMER", "name": "Level", "type": "TYPE_CHOICE", "choices": choices});
    account.api.post("/v1/custom_fields", json!({"customField": level})).await;
    let since = json!({"target": "TARGET_CUSTOMER", "name": "Customer since", "type": "TYPE_DATE"});
    account.api.post("/v1/custom_fields", json!({"customField": since})).await;
    let file = "E-Mail,Name,LEVEL,Customer Since\nann@client.test,Ann,Gold,04/13/2020\nbob@client.test,Bob,,01/02/2020\n";
    let body = json!({"target": "TARGET_CUSTOMERS", "date_order": "DATE_ORDER_MONTH_FIRST"});
    let made = import(platform, account, body, file).await;
    assert_eq!((&made["created"], wrong(&made).len()), (&json!(2), 0), "{made}");
    let text = String::from_utf8(account.api.bytes("/v1/customers:export").await).unwrap();
    let head =
        "\u{feff}id,email,name,organization,disabled,created,updated,fields.level,fields.customer_since\r\n";
    assert!(text.starts_with(head), "{text}");
    assert!(text.contains(",Gold,2020-04-13\r\n") && text.contains(",,2020-01-02\r\n"), "{text}");
    let again = import(platform, account, json!({"target": "TARGET_CUSTOMERS"}), &text).await;
    assert_eq!((&again["unchanged"], wrong(&again).len()), (&json!(2), 0), "{again}");
    let lines = account.api.bytes("/v1/customers:export?format=jsonl&query=ann").await;
    let line: Value = serde_json::from_slice(lines.trim_ascii()).unwrap();
    assert_eq!((&line["email"], &line["fields.level"]), (&json!("ann@client.test"), &json!("Gold")));
    let users = String::from_utf8(account.api.bytes("/v1/users:export").await).unwrap();
    assert!(users.contains(",owner,"), "{users}");
    account.api.post("/v1/organizations", json!({"name": "Client", "domains": ["other.test"]})).await;
    let organizations = String::from_utf8(account.api.bytes("/v1/organizations:export").await).unwrap();
    assert!(organizations.contains(",Client,other.test,"), "{organizations}");
    let eve = account.agent(platform, "Eve").await;
    assert_eq!(eve.client.status("/v1/customers:export").await, 200, "as the list");
}
