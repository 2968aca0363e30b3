//! Files of another system become items and people, once, and come out again as files.
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Platform, Sentences};

told_twice!(story);

const ITEMS: &str = "external_id,title,description,priority,status,requester,tags\r\n\
    A-1,Printer burns,\"It said: \"\"PC load letter\"\"\r\nand then smoke\",high,Open,ann@acme.test,\"hardware, fire\"\r\n\
    A-2,Mouse is gone,,2,solved,Bob <bob@acme.test>,\r\n\
    A-3,,Nothing,soon,limbo,nobody,\r\n\
    A-1,Again,,1,Open,ann@acme.test,\r\n\
    A-4,Short\r\n";

async fn story(platform: &Platform) {
    let account = platform.account("imports").await;
    let mut sentences = Sentences::default();
    sentences.tell("a dry run says what would happen and does nothing", dry(platform, &account)).await;
    sentences
        .tell("a file becomes items, and each bad row says what is wrong", items(platform, &account))
        .await;
    sentences.tell("nobody is told of it, and no rule acts upon it", quiet(&account)).await;
    sentences
        .tell("the same file again changes nothing, and a changed row is a change", again(platform, &account))
        .await;
    sentences.tell("other columns, another page, another delimiter", foreign(platform, &account)).await;
    sentences.tell("customers, organizations and users come the same way", people(platform, &account)).await;
    sentences
        .tell("what is there comes out again, and harms no spreadsheet", exported(platform, &account))
        .await;
    sentences.tell("the log of the account tells it all", logged(&account)).await;
    sentences.tell("an import that is cut off goes on, each row once", resumed(platform, &account)).await;
    sentences.end();
}

async fn upload(account: &Account, name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let request = account.api.request(Method::POST, &format!("/v1/attachments?name={name}"));
    let answer: Value = request.body(bytes.into()).send().await.unwrap().json().await.unwrap();
    answer["id"].as_str().unwrap_or_else(|| panic!("an attachment: {answer}")).to_owned()
}

/// Imports to the end, and answers what the import then is.
async fn import(
    platform: &Platform,
    account: &Account,
    mut body: Value,
    name: &str,
    bytes: impl Into<Vec<u8>>,
) -> Value {
    body["attachment_id"] = json!(upload(account, name, bytes).await);
    let begun = account.api.post("/v1/imports", body).await;
    platform.settle().await;
    account.api.get(&format!("/v1/imports/{}", begun["id"].as_str().unwrap_or_default())).await
}

fn counts(import: &Value) -> Value {
    assert_eq!(import["state"], "STATE_COMPLETED", "{import}");
    let count = |name: &str| import[name].as_i64().unwrap_or(0);
    json!(["total", "processed", "failed", "created", "updated", "unchanged"].map(count))
}

async fn dry(platform: &Platform, account: &Account) {
    let dry = json!({"target": "TARGET_ITEMS", "dry_run": true});
    let import = import(platform, account, dry, "items.csv", ITEMS).await;
    assert_eq!(counts(&import), json!([5, 5, 3, 2, 0, 0]));
    assert!(account.titled("Printer burns").await.is_empty());
    let customers = account.api.get("/v1/customers?query=bob").await;
    assert!(customers["customers"].as_array().is_none_or(Vec::is_empty), "{customers}");
}

async fn items(platform: &Platform, account: &Account) {
    let attachment = upload(account, "items.csv", ITEMS).await;
    let seen = account
        .api
        .post("/v1/imports:preview", json!({"attachment_id": attachment, "target": "TARGET_ITEMS"}))
        .await;
    assert_eq!(
        (&seen["format"], &seen["delimiter"], &seen["columns"][0]["field"]),
        (&json!("csv"), &json!(","), &json!("external_id"))
    );
    let import = import(platform, account, json!({"target": "TARGET_ITEMS"}), "items.csv", ITEMS).await;
    assert_eq!(counts(&import), json!([5, 5, 3, 2, 0, 0]));
    let path = format!("/v1/imports/{}/errors", import["id"].as_str().unwrap_or_default());
    let errors = account.api.get(&path).await["errors"].clone();
    let told: Vec<(i64, &str)> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["row"].as_i64().unwrap(), e["field"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(told, [(4, "priority"), (4, "requester"), (5, "external_id"), (6, "")], "{errors}");
    let file = String::from_utf8(account.api.bytes(&format!("{path}:download")).await).unwrap();
    assert!(file.starts_with("\u{feff}external_id,title,") && file.contains(",problem\r\n"), "{file}");
    assert!(file.contains("A-3,,Nothing,soon,limbo,nobody,,") && !file.contains("A-2"), "{file}");
    let item = account.one_titled("Printer burns").await;
    assert_eq!(
        (&item["externalId"], &item["priority"], &item["tags"], &item["source"]),
        (&json!("A-1"), &json!(4), &json!(["hardware", "fire"]), &json!("SOURCE_IMPORT"))
    );
    assert_eq!(item["descriptionHtml"], "<p>It said: \"PC load letter\"<br>and then smoke</p>");
    assert_eq!(account.one_titled("Mouse is gone").await["state"], "STATE_FINISHED");
    let bob = account.api.get("/v1/customers?query=bob").await["customers"][0].clone();
    assert_eq!((&bob["name"], &bob["email"]), (&json!("Bob"), &json!("bob@acme.test")));
    assert_eq!(account.one_titled("Mouse is gone").await["organizationId"], bob["organizationId"]);
}

async fn quiet(account: &Account) {
    let runs = account.api.get("/v1/rule_runs").await;
    assert!(runs["ruleRuns"].as_array().is_none_or(Vec::is_empty), "{runs}");
    let item = account.one_titled("Printer burns").await;
    assert!(item["assigneeIds"].as_array().is_none_or(Vec::is_empty), "{item}");
    assert!(account.conversations(item["id"].as_str().unwrap(), "CUSTOMER").await.is_empty());
}

async fn again(platform: &Platform, account: &Account) {
    let body = || json!({"target": "TARGET_ITEMS"});
    let before = account.one_titled("Printer burns").await;
    let import_of = async |text: String| import(platform, account, body(), "items.csv", text).await;
    assert_eq!(counts(&import_of(ITEMS.into()).await), json!([5, 5, 3, 0, 0, 2]));
    assert_eq!(account.one_titled("Printer burns").await["revision"], before["revision"]);
    let changed = ITEMS.replace("high,Open", "urgent,Resolved");
    assert_eq!(counts(&import_of(changed).await), json!([5, 5, 3, 0, 1, 1]));
    let after = account.one_titled("Printer burns").await;
    assert_eq!((&after["priority"], &after["state"]), (&json!(5), &json!("STATE_FINISHED")));
}

async fn foreign(platform: &Platform, account: &Account) {
    let text = "Nr;Betreff;Priorit\u{e4}t;Erstellt am;Raum\n7;Gr\u{fc}\u{df}e aus K\u{f6}ln;Hoch;04.03.2025 09:30;12\n";
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let field = json!({"target": "TARGET_ITEM", "name": "Room", "type": "TYPE_TEXT"});
    account.api.post("/v1/custom_fields", json!({"customField": field})).await;
    let body = json!({"target": "TARGET_ITEMS", "mapping": {"Raum": "fields.room"}});
    let import = import(platform, account, body, "export.csv", bytes).await;
    assert_eq!(counts(&import), json!([1, 1, 0, 1, 0, 0]));
    let item = account.one_titled("Grüße aus Köln").await;
    assert_eq!(
        (&item["createTime"], &item["fields"]["room"]),
        (&json!("2025-03-04T09:30:00Z"), &json!("12"))
    );
    let refused = json!({"target": "TARGET_ITEMS", "mapping": {"Raum": "fields.rom"}, "attachment_id": upload(account, "x.csv", "title,Raum\na,b\n").await});
    let answer = account.api.ask(Method::POST, "/v1/imports", Some(refused)).await;
    assert_eq!((answer.status, &answer.body["error"]["fields"][0]["field"]), (400, &json!("mapping")));
    let lines =
        "{\"external_id\":\"J-1\",\"title\":\"Of a line\",\"requester\":{\"email\":\"cy@acme.test\"}}\n";
    let import =
        self::import(platform, account, json!({"target": "TARGET_ITEMS"}), "items.jsonl", lines).await;
    assert_eq!(counts(&import), json!([1, 1, 0, 1, 0, 0]));
}

async fn people(platform: &Platform, account: &Account) {
    let of = async |target: &str, text: &str| {
        counts(&import(platform, account, json!({"target": target}), "people.csv", text).await)
    };
    let organizations = "Company,Domain\nGlobex,https://www.globex.test/\nAcme Ltd,\n";
    assert_eq!(of("TARGET_ORGANIZATIONS", organizations).await, json!([2, 2, 0, 2, 0, 0]));
    assert_eq!(of("TARGET_ORGANIZATIONS", organizations).await, json!([2, 2, 0, 0, 0, 2]));
    let customers = "First name,Last name,E-mail,Company\nDora,Day,dora@globex.test,\nEd,,ed@home.test,Globex\nX,,nothing,\n";
    assert_eq!(of("TARGET_CUSTOMERS", customers).await, json!([3, 3, 1, 2, 0, 0]));
    let dora = account.api.get("/v1/customers?query=dora").await["customers"][0].clone();
    let ed = account.api.get("/v1/customers?query=ed@home").await["customers"][0].clone();
    assert_eq!((&dora["name"], &dora["organizationId"]), (&json!("Dora Day"), &ed["organizationId"]));
    assert_eq!(of("TARGET_CUSTOMERS", customers).await, json!([3, 3, 1, 0, 0, 2]));
    let users = "email,name,role\nzoe@desk.test,Zoe,admin\nyan@desk.test,Yan,owner\n";
    assert_eq!(of("TARGET_USERS", users).await, json!([2, 2, 1, 1, 0, 0]));
    let zoe = account.api.get("/v1/users?query=zoe").await["users"][0].clone();
    assert_eq!(zoe["role"], "ROLE_ADMIN");
    let items = "title,assignee\nFor Zoe,Zoe\n";
    assert_eq!(of("TARGET_ITEMS", items).await, json!([1, 1, 0, 1, 0, 0]));
    assert_eq!(account.one_titled("For Zoe").await["assigneeIds"], json!([zoe["id"]]));
}

async fn exported(platform: &Platform, account: &Account) {
    account
        .api
        .post("/v1/items", json!({"title": "=HYPERLINK(\"http://evil.test\")", "external_id": "A-9"}))
        .await;
    let text = String::from_utf8(account.api.bytes("/v1/items:export?format=csv").await).unwrap();
    assert!(text.contains("\"'=HYPERLINK(\"\"http://evil.test\"\")\""), "{text}");
    assert_eq!(text.matches("A-1,").count(), 1, "{text}");
    let filter = "/v1/items:export?format=jsonl&filter=priority%20%3D%205";
    let lines = String::from_utf8(account.api.bytes(filter).await).unwrap();
    let line: Value = serde_json::from_str(lines.trim()).unwrap();
    assert_eq!(
        (&line["external_id"], &line["requester"], &line["status"]),
        (&json!("A-1"), &json!("ann@acme.test"), &json!("Resolved"))
    );
    let few = String::from_utf8(
        account.api.bytes("/v1/items:export?columns=external_id,title&filter=external_id:*").await,
    )
    .unwrap();
    assert!(few.starts_with("\u{feff}external_id,title\r\n"), "{few}");
    let back =
        import(platform, account, json!({"target": "TARGET_ITEMS"}), "back.csv", few.replace("\"'=", "\"="))
            .await;
    assert_eq!(
        (&back["updated"].as_i64().unwrap_or(0), &back["failed"].as_i64().unwrap_or(0)),
        (&0, &0),
        "{back}"
    );
    assert_eq!(account.api.ask(Method::GET, "/v1/items:export?format=xml", None).await.status, 400);
    let eve = account.agent(platform, "Eve").await;
    assert_eq!(eve.client.status("/v1/items:export").await, 200);
    assert_eq!(eve.client.status("/v1/imports").await, 403);
}

async fn logged(account: &Account) {
    let log = account.api.get("/v1/activities?filter=field%20%3D%20priority").await["activities"].clone();
    assert_eq!(log.as_array().map(Vec::len), Some(1), "{log}");
    assert_eq!(
        (&log[0]["itemTitle"], &log[0]["activity"]["before"], &log[0]["activity"]["after"]),
        (&json!("Printer burns"), &json!("4"), &json!("5"))
    );
    assert!(log[0]["activity"]["cause"].as_str().unwrap().starts_with("import_"));
    let none = account.api.get("/v1/activities?end_time=2020-01-01T00:00:00Z").await;
    assert!(none["activities"].as_array().is_none_or(Vec::is_empty), "{none}");
    let file =
        String::from_utf8(account.api.bytes("/v1/activities:export?filter=verb%20%3D%20created").await)
            .unwrap();
    assert!(file.starts_with("\u{feff}time,item,title,actor,") && file.contains("Printer burns"), "{file}");
}

async fn resumed(platform: &Platform, account: &Account) {
    let rows: Vec<String> = (0..1_500).map(|n| format!("R-{n},Row {n},r{}@rows.test", n % 50)).collect();
    let file = format!("external_id,title,requester\n{}\n", rows.join("\n"));
    let attachment = upload(account, "rows.csv", file).await;
    let begun =
        account.api.post("/v1/imports", json!({"target": "TARGET_ITEMS", "attachment_id": attachment})).await;
    let path = format!("/v1/imports/{}", begun["id"].as_str().unwrap_or_default());
    // Amidst it, or after it: it must not matter.
    while account.api.get(&path).await["processed"].as_i64().unwrap_or(0) == 0 {
        tokio::task::yield_now().await;
    }
    if let Some(name) = platform.names().await.into_iter().find(|name| name == "items") {
        platform.kill(&name).await;
        platform.restart(&name).await;
        platform.advance(std::time::Duration::from_secs(60)).await;
    }
    platform.settle().await;
    assert_eq!(counts(&account.api.get(&path).await), json!([1_500, 1_500, 0, 1_500, 0, 0]));
    let file =
        String::from_utf8(account.api.bytes("/v1/items:export?columns=external_id&filter=title:Row").await)
            .unwrap();
    let mut ids: Vec<&str> = file.lines().skip(1).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), file.lines().count()), (1_500, 1_501));
}
