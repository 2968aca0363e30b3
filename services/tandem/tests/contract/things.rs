//! One of each thing in an account, made by the public API.
use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Platform};

/// The ids of an account's things, by prefix.
pub struct Things(BTreeMap<&'static str, String>);

impl Things {
    /// Of what was made elsewhere.
    pub fn of(made: BTreeMap<&'static str, String>) -> Self {
        Self(made)
    }
    /// Of the same kinds, and nobody's.
    pub fn others(&self) -> Self {
        let id = |kind: &str| format!("{kind}_{}", tandem_kit::id::EventId::new().uuid().simple());
        Self(self.0.keys().map(|kind| (*kind, id(kind))).collect())
    }
    /// The id with that prefix.
    pub fn id(&self, kind: &str) -> Option<&str> {
        self.0.get(kind).map(String::as_str)
    }
    /// All of them.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
    /// What their owner sees of them.
    pub async fn shown(&self, account: &Account) -> Vec<Value> {
        let paths = [
            ("items", "item"),
            ("conversations", "conv"),
            ("messages", "msg"),
            ("users", "usr"),
            ("teams", "team"),
            ("customers", "cus"),
            ("organizations", "org"),
            ("projects", "proj"),
            ("folders", "folder"),
            ("portfolios", "pfo"),
            ("rules", "rule"),
            ("time_entries", "time"),
            ("business_calendars", "cal"),
            ("canned_replies", "canned"),
            ("mailboxes", "mbox"),
            ("chats", "chat"),
            ("widgets", "widget"),
            ("views", "view"),
            ("dashboards", "dash"),
            ("custom_fields", "field"),
            ("item_forms", "iform"),
            ("item_templates", "tpl"),
            ("recurrences", "rec"),
            ("bulk_edits", "bulk"),
            ("macros", "macro"),
            ("macro_runs", "mrun"),
            ("imports", "import"),
            ("moves", "move"),
        ];
        let mut shown = Vec::new();
        for (path, kind) in paths {
            if let Some(id) = self.id(kind) {
                shown.push(account.api.get(&format!("/v1/{path}/{id}")).await);
            }
        }
        for list in [
            "api_tokens",
            "timers",
            "sla_policies",
            "web_forms",
            "item_types",
            "statuses",
            "project_statuses",
        ] {
            shown.push(account.api.get(&format!("/v1/{list}")).await);
        }
        shown
    }
}

/// Makes them, all with one word in their names.
pub async fn make(platform: &Platform, account: &Account, word: &str) -> Things {
    let api = &account.api;
    let mut things = BTreeMap::new();
    let mut keep = |kind: &'static str, made: &Value| {
        let id = made["id"].as_str().unwrap_or_else(|| panic!("the id of {kind} in {made}")).to_owned();
        things.insert(kind, id.clone());
        id
    };
    let domain = format!("{word}.test");
    let organization =
        keep("org", &api.post("/v1/organizations", json!({"name": word, "domains": [domain]})).await);
    let email = format!("{word}@{domain}");
    keep("cus", &api.post("/v1/customers", json!({"name": word, "email": email})).await);
    let password = "a long password";
    let user = json!({"name": word, "email": format!("{word}@staff.test"), "role": "ROLE_AGENT", "password": password});
    let user = keep("usr", &api.post("/v1/users", user).await);
    keep("team", &api.post("/v1/teams", json!({"name": word, "user_ids": [user]})).await);
    let places = places(api, word, &organization).await;
    let [project, folder, _] = places.map(|(kind, made)| keep(kind, &made));
    let item =
        json!({"title": word, "project_id": project, "folder_id": folder, "requester": {"email": email}});
    let item = keep("item", &api.post("/v1/items", item).await);
    let other = api.post("/v1/items", json!({"title": word})).await;
    let link = json!({"relation": "RELATION_RELATES", "other_id": other["id"]});
    keep("link", &api.post(&format!("/v1/items/{item}/links"), link).await);
    for (kind, made) in again(api, word, &other["id"]).await {
        keep(kind, &made);
    }
    platform.settle().await;
    let conversation = keep("conv", &json!({"id": account.conversation(&item).await}));
    let path = format!("/v1/attachments?name={word}.txt");
    let file = api.request(Method::POST, &path).body(format!("title\n{word}\n")).send().await.unwrap();
    let file: Value = file.json().await.unwrap();
    let file = keep("att", &file);
    for (kind, made) in taken_in(api, &file).await {
        keep(kind, &made);
    }
    let message = json!({"body_text": word, "attachments": [file]});
    let path = format!("/v1/conversations/{conversation}/messages");
    let message = keep("msg", &api.post(&path, message).await);
    let canned = json!({"name": word, "html": word, "scope": "SCOPE_SHARED"});
    keep("canned", &api.post("/v1/canned_replies", canned).await);
    for (kind, made) in chatting(platform, api, word).await {
        keep(kind, &made);
    }
    keep("time", &api.post("/v1/time_entries", json!({"item_id": item, "duration": "60s"})).await);
    keep("timer", &api.post("/v1/timers", json!({"item_id": item})).await);
    for (kind, made) in settings(api, word).await {
        keep(kind, &made);
    }
    platform.settle().await;
    api.receive(came_back(&message, &account.domain, &email).as_bytes(), &account.address()).await;
    platform.settle().await;
    for (kind, list, field) in SHIPPED {
        keep(kind, &api.get(&format!("/v1/{list}")).await[field][0]);
    }
    let calendar = things.get("cal").cloned().unwrap_or_default();
    things.insert("feed", feed(api, word, &calendar).await);
    Things(things)
}

/// The widget that ships, always open, and a chat that came by it.
async fn chatting(platform: &Platform, api: &Client, word: &str) -> [(&'static str, Value); 2] {
    let widget = api.get("/v1/widgets").await["widgets"][0].clone();
    let [id, key] = ["id", "key"].map(|name| widget[name].as_str().unwrap_or_default().to_owned());
    let change = json!({"hours": "HOURS_ALWAYS", "name": word, "answer_within_seconds": 0});
    api.patch(&format!("/v1/widgets/{id}?update_mask=hours,name,answer_within_seconds"), change).await;
    [("widget", widget), ("chat", chat(platform, &key, word).await)]
}

/// What a file is taken in by.
async fn taken_in(api: &Client, file: &str) -> [(&'static str, Value); 2] {
    let import = json!({"attachment_id": file, "target": "TARGET_ITEMS", "dry_run": true});
    let import = api.post("/v1/imports", import).await;
    let files =
        json!([{"attachment_id": file, "target": "TARGET_ORGANIZATIONS", "mapping": {"title": "name"}}]);
    [("import", import), ("move", api.post("/v1/moves", json!({"files": files})).await)]
}

async fn feed(api: &Client, word: &str, calendar: &str) -> String {
    let feed = json!({"url": format!("https://127.0.0.1/{word}.ics")});
    let feed = api.post(&format!("/v1/business_calendars/{calendar}/holiday_feeds"), feed).await;
    feed["id"].as_str().unwrap_or_default().to_owned()
}

/// What items are in.
async fn places(api: &Client, word: &str, organization: &str) -> [(&'static str, Value); 3] {
    let project = api.post("/v1/projects", json!({"name": word, "organization_id": organization})).await;
    let folder = api.post("/v1/folders", json!({"name": word, "project_id": project["id"]})).await;
    let portfolio = api.post("/v1/portfolios", json!({"name": word})).await;
    let add = format!("/v1/portfolios/{}:addProject", portfolio["id"].as_str().unwrap_or_default());
    api.post(&add, json!({"project_id": project["id"]})).await;
    [("proj", project), ("folder", folder), ("pfo", portfolio)]
}

/// What makes items, or changes many.
async fn again(api: &Client, word: &str, item: &Value) -> [(&'static str, Value); 5] {
    let template = json!({"item_template": {"name": word, "title": word}});
    let template = api.post("/v1/item_templates", template).await;
    let recurrence =
        json!({"name": word, "template_id": template["id"], "rrule": "FREQ=DAILY", "start": "2099-01-01"});
    let recurrence = api.post("/v1/recurrences", json!({"recurrence": recurrence})).await;
    let bulk = json!({"selection": {"item_ids": [item]}, "change": {"add_tags": [word]}});
    let bulk = api.post("/v1/items:batchUpdate", bulk).await;
    let tag = json!({"add_tags": {"tags": [word]}});
    let of = json!({"name": word, "enabled": true, "kinds": ["KIND_TICKET"], "actions": [tag]});
    let made = api.post("/v1/macros", json!({"macro": of})).await;
    let run = format!("/v1/macros/{}:run", made["id"].as_str().unwrap_or_default());
    let run = api.post(&run, json!({"selection": {"item_ids": [item]}})).await;
    [("tpl", template), ("rec", recurrence), ("bulk", bulk), ("macro", made), ("mrun", run)]
}

/// What users and admins set for themselves and for all.
async fn settings(api: &Client, word: &str) -> [(&'static str, Value); 5] {
    let widget =
        json!({"id": "one", "kind": "KIND_NUMBER", "title": word, "filter": format!("title:{word}")});
    let dashboard = api.post("/v1/dashboards", json!({"name": word, "widgets": [widget]})).await;
    let view = api.post("/v1/views", json!({"name": word, "filter": format!("title:{word}")})).await;
    let field = json!({"target": "TARGET_ITEM", "name": word, "type": "TYPE_TEXT"});
    let field = api.post("/v1/custom_fields", json!({"custom_field": field})).await;
    let mailbox = api.post("/v1/mailboxes", json!({"name": word})).await;
    let token = api.post("/v1/api_tokens", json!({"name": word})).await;
    [("dash", dashboard), ("view", view), ("tok", token), ("field", field), ("mbox", mailbox)]
}

/// What an account has without making it: the prefix, the path, and the list in the answer.
const SHIPPED: [(&str, &str, &str); 10] = [
    ("sup", "suppressions", "suppressions"),
    ("rule", "rules", "rules"),
    ("type", "item_types", "itemTypes"),
    ("iform", "item_forms", "itemForms"),
    ("status", "statuses", "statuses"),
    ("pstatus", "project_statuses", "projectStatuses"),
    ("sla", "sla_policies", "slaPolicies"),
    ("cal", "business_calendars", "businessCalendars"),
    ("form", "web_forms", "webForms"),
    ("portal", "portals", "portals"),
];

/// A chat of somebody unknown.
async fn chat(platform: &Platform, key: &str, word: &str) -> Value {
    let nobody = Client::nobody(platform);
    let session = nobody.post("/v1/public/chat_sessions", json!({"widget_key": key, "name": word})).await;
    let begin = nobody.request(Method::POST, "/v1/public/chats").json(&json!({"text": word}));
    let begin = begin.header("tandem-visitor", session["token"].as_str().unwrap_or_default());
    begin.send().await.unwrap().json().await.unwrap()
}

/// The report of a mail server that there is no such address: it is suppressed.
fn came_back(message: &str, domain: &str, address: &str) -> String {
    format!(
        "From: MAILER-DAEMON@{domain}\r\nSubject: Undelivered Mail\r\nMessage-ID: <dsn-{message}@{domain}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nThere is no such user.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n\
         Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message}@{domain}>\r\n\r\n--b--\r\n"
    )
}
