//! What a drill finds in the history of items and in their time: I2 and I7.
use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Account, Platform};

/// Writes down every revision that an item ever has, as the database commits it.
pub async fn watch(platform: &Platform) {
    let statements = [
        "create schema drill",
        "create table drill.revision (item uuid not null, before bigint, after bigint not null)",
        "create function drill.note() returns trigger language plpgsql as $$ begin
           insert into drill.revision values (new.id, case when tg_op = 'UPDATE' then old.revision end, new.revision);
           return null;
         end $$",
        "create trigger note after insert or update on items.item for each row execute function drill.note()",
    ];
    for statement in statements {
        platform.database.run(statement).await;
    }
}

/// I2: an item's revision grows by one with each change, with no gap and none doubled; its activities tell each change of a field,
/// one after another, up to what the item is now; each message is told once. Answers with how many changes there were.
pub async fn agrees(platform: &Platform, account: &Account) -> i64 {
    let database = &platform.database;
    let skipped = "select count(*) from drill.revision where after <> coalesce(before, 0) + 1";
    assert_eq!(database.count(skipped).await, 0, "a revision is not the one before and one");
    let uneven = "select count(*) from items.item i
                   where (select count(*) from drill.revision r where r.item = i.id) <> i.revision
                      or (select count(distinct r.after) from drill.revision r where r.item = i.id) <> i.revision";
    assert_eq!(database.count(uneven).await, 0, "a revision is missing or there twice");
    let untold = "select count(*) from items.item i
                   where (select count(*) from items.activity a where a.item = i.id and a.verb = 'commented')
                      <> (select count(*) from conversations.message m where m.item = i.id)";
    assert_eq!(database.count(untold).await, 0, "a message is not in the history, or twice");
    for id in database.texts("select id::text from items.item").await {
        let id = format!("item_{}", id.replace('-', ""));
        let item = account.api.get(&format!("/v1/items/{id}")).await;
        reads_on(&item, &activities(account, &id).await);
    }
    database.count("select count(*) from drill.revision").await
}

/// All activities of an item, oldest first.
async fn activities(account: &Account, item: &str) -> Vec<Value> {
    let path = format!("/v1/items/{item}/activities?page_size=100");
    let page = account.api.get(&path).await;
    assert!(page["nextPageToken"].as_str().is_none_or(str::is_empty), "more than 100 activities: {page}");
    let mut found = page["activities"].as_array().cloned().unwrap_or_default();
    found.reverse();
    found
}

/// Each change of a field begins where the one before ended, and the last ends where the item is.
fn reads_on(item: &Value, activities: &[Value]) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let created = activities.iter().filter(|a| a["verb"] == "created").count();
    assert_eq!(created, 1, "made once: {item}");
    let mut stands: BTreeMap<String, String> = BTreeMap::new();
    for activity in activities.iter().filter(|a| a["field"].as_str().is_some_and(|f| !f.is_empty())) {
        let (field, before, after) =
            (text(&activity["field"]), text(&activity["before"]), text(&activity["after"]));
        assert_ne!(before, after, "a change that changes nothing: {activity}");
        if let Some(known) = stands.insert(field, after) {
            assert_eq!(known, before, "a change is missing or there twice before {activity}");
        }
    }
    let ids = |name: &str| {
        let list = item[name].as_array().cloned().unwrap_or_default();
        list.iter().map(text).collect::<Vec<_>>().join(", ")
    };
    let now = [
        ("status_id", text(&item["statusId"])),
        ("assignee_ids", ids("assigneeIds")),
        ("project_id", text(&item["projectId"])),
        ("sla_policy_id", text(&item["slaPolicyId"])),
        ("published", (item["published"] == true).to_string()),
        (
            "actual_effort",
            if item["actualEffort"].is_null() { "0s".into() } else { text(&item["actualEffort"]) },
        ),
    ];
    for (field, now) in now {
        if let Some(told) = stands.get(field) {
            assert_eq!(*told, now, "{field} is not what the history says: {item}");
        }
    }
}

/// I7: the time on each item is the sum of its time entries, whichever service counts it. Answers with the seconds of all.
pub async fn time_adds_up(platform: &Platform) -> i64 {
    let entries = "(select account, item, sum(duration_us)::bigint as us from timesheets.time_entry group by account, item) e";
    let items = format!(
        "select count(*) from items.item i left join {entries} on e.account = i.account and e.item = i.id
          where i.actual_effort_seconds <> coalesce(e.us, 0) / 1000000"
    );
    assert_eq!(platform.database.count(&items).await, 0, "the time on an item is not that of its entries");
    let totals = format!(
        "select count(*) from timesheets.item_total t full join {entries} on e.account = t.account and e.item = t.item
          where coalesce(t.total_us, 0) <> coalesce(e.us, 0)"
    );
    assert_eq!(platform.database.count(&totals).await, 0, "a total is not that of its entries");
    platform.database.count("select coalesce(sum(actual_effort_seconds), 0)::bigint from items.item").await
}
