use std::collections::BTreeSet;

use tandem_kit::id::{CustomerId, TeamId};
use tandem_proto::items as pb;

use crate::desk::{Desk, acting};

async fn titles(desk: &Desk, filter: &str, order_by: &str) -> Vec<String> {
    let request = pb::ListItemsRequest {
        filter: filter.into(),
        order_by: order_by.into(),
        page_size: 100,
        ..Default::default()
    };
    let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await;
    listed.unwrap_or_else(|e| panic!("{filter}: {e}")).items.into_iter().map(|item| item.title).collect()
}

#[tokio::test]
async fn a_filter_finds_what_it_says() {
    let desk = Desk::open().await;
    let (ann, team) = (CustomerId::new().to_string(), TeamId::new().to_string());
    let me = desk.bench.agent.to_string();
    let a = desk
        .creates(pb::CreateItemRequest {
            title: "Printer on fire".into(),
            priority: 4,
            tags: vec!["fire".into()],
            assignee_ids: vec![me.clone()],
            requester: Some(pb::PersonRef { id: ann.clone(), ..Default::default() }),
            external_id: "X-1".into(),
            ..Default::default()
        })
        .await;
    let b = desk
        .creates(pb::CreateItemRequest {
            title: "Scanner broken".into(),
            priority: 1,
            assignee_ids: vec![team.clone()],
            ..Default::default()
        })
        .await;
    let task = pb::CreateItemRequest {
        title: "Buy toner".into(),
        kind: pb::Kind::Task.into(),
        ..Default::default()
    };
    let c = desk.creates(task).await;
    let b = desk.enters(&b, "resolved").await;
    desk.bench.settle().await;
    let all = ["Buy toner", "Scanner broken", "Printer on fire"];
    let cases: Vec<(String, &[&str])> = vec![
        (String::new(), &all),
        ("kind = TASK".into(), &all[..1]),
        ("kind = ticket AND status.state != FINISHED".into(), &all[2..]),
        ("assignee = me".into(), &all[2..]),
        (format!("assignee = {team}"), &all[1..2]),
        ("NOT assignee:*".into(), &all[..1]),
        (format!("requester = {ann}"), &all[2..]),
        ("priority >= 2".into(), &all[2..]),
        ("priority < 2".into(), &all[..2]),
        ("tag:fire OR tag:water".into(), &all[2..]),
        ("-tag:fire".into(), &all[..2]),
        ("title:SCAN".into(), &all[1..2]),
        (format!("number = {}", c.number), &all[..1]),
        (format!("status = {}", b.status_id), &all[1..2]),
        (format!("type = {}", a.type_id), &all[1..]),
        ("external_id = \"X-1\"".into(), &all[2..]),
        ("create_time > -1h AND create_time <= now".into(), &all),
        ("create_time < -1h".into(), &[]),
        ("due_time:*".into(), &[]),
        ("source = MANUAL".into(), &all),
        ("published = true".into(), &[]),
        ("printer".into(), &all[2..]),
    ];
    for (filter, expected) in cases {
        assert_eq!(titles(&desk, &filter, "").await, expected, "{filter}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_list_comes_in_the_order_asked_for() {
    let desk = Desk::open().await;
    let low = desk.ticket("Low").await;
    let high = pb::CreateItemRequest { title: "High".into(), priority: 5, ..Default::default() };
    desk.creates(high).await;
    desk.ticket("Last").await;
    desk.enters(&low, "pending_agent").await;
    for (order_by, expected) in [
        ("", ["Last", "High", "Low"]),
        ("create_time", ["Low", "High", "Last"]),
        ("priority desc", ["High", "Last", "Low"]),
        ("number", ["Low", "High", "Last"]),
        ("update_time desc", ["Low", "Last", "High"]),
    ] {
        assert_eq!(titles(&desk, "", order_by).await, expected, "{order_by}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_wrong_filter_says_where_and_what() {
    let desk = Desk::open().await;
    let request =
        pb::ListItemsRequest { filter: "kind = TICKET AND priorty > 3".into(), ..Default::default() };
    let refused = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap_err();
    assert!(
        refused.message().contains("priority") && refused.message().starts_with("filter: at character 19"),
        "{refused}"
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn a_filter_knows_statuses_and_types_by_key_and_by_name() {
    let desk = Desk::open().await;
    let broken = desk.ticket("Scanner broken").await;
    desk.enters(&broken, "pending_customer").await;
    desk.ticket("Printer on fire").await;
    let task = pb::CreateItemRequest {
        title: "Buy toner".into(),
        kind: pb::Kind::Task.into(),
        ..Default::default()
    };
    desk.creates(task).await;
    let all = ["Buy toner", "Printer on fire", "Scanner broken"];
    let cases: [(&str, &[&str]); 7] = [
        ("status = open", &all[1..2]),
        ("status = pending_customer", &all[2..]),
        ("status = \"Pending customer\"", &all[2..]),
        ("status = OPEN OR status = Planned", &all[..2]),
        ("NOT status = open AND type != task", &all[2..]),
        ("type = Task", &all[..1]),
        ("automatic = true OR sla:*", &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(titles(&desk, filter, "").await, expected, "{filter}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_filter_for_a_status_that_is_none_names_those_that_are() {
    let desk = Desk::open().await;
    let refused = async |filter: &str| {
        let request = pb::ListItemsRequest { filter: filter.into(), ..Default::default() };
        let refused = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap_err();
        refused.message().to_owned()
    };
    let status = refused("priority > 3 AND status = opne").await;
    assert!(
        status.starts_with("filter: at character 27: `opne` is no value of `status`; it is an id or one of "),
        "{status}"
    );
    assert!(status.contains("open, ") && status.contains("pending_customer"), "{status}");
    let foreign = format!("status = {}", tandem_kit::id::StatusId::new());
    assert!(refused(&foreign).await.contains("is no value of `status`"));
    let r#type = refused("type = Wish").await;
    assert!(r#type.contains("`Wish` is no value of `type`"), "{type}");
    desk.bench.end().await;
}

#[tokio::test]
async fn pages_walk_everything_once_also_where_all_are_equal() {
    let desk = Desk::open().await;
    for n in 0..11 {
        let request = pb::CreateItemRequest {
            title: format!("Item {n}"),
            priority: i32::from(n > 8),
            ..Default::default()
        };
        desk.creates(request).await;
    }
    for order_by in [
        "",
        "create_time",
        "update_time desc",
        "priority",
        "priority desc",
        "number desc",
        "due_time",
        "due_time desc",
        "priority desc, due_time",
        "priority desc, due_time, create_time desc",
        "priority, number desc",
        "title",
        "title desc, number",
        "status",
        "status desc, number",
        "planned_start",
        "planned_finish desc, priority",
    ] {
        let (mut seen, mut page_token, mut pages) = (BTreeSet::new(), String::new(), 0);
        loop {
            let request = pb::ListItemsRequest {
                page_size: 3,
                page_token,
                order_by: order_by.into(),
                ..Default::default()
            };
            let page = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap();
            for item in &page.items {
                assert!(seen.insert(item.number), "{order_by}: {} twice", item.number);
            }
            pages += 1;
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!((seen.len(), pages), (11, 4), "{order_by}");
    }
    let first = pb::ListItemsRequest { page_size: 3, ..Default::default() };
    let token = acting(&desk.bench.as_agent(), desk.items().list_items(first)).await.unwrap().next_page_token;
    let other = pb::ListItemsRequest {
        page_size: 3,
        page_token: token,
        order_by: "number".into(),
        ..Default::default()
    };
    let refused = acting(&desk.bench.as_agent(), desk.items().list_items(other)).await.unwrap_err();
    assert!(refused.message().starts_with("page_token: "), "{refused}");
    desk.bench.end().await;
}

#[tokio::test]
async fn pages_of_several_keys_lose_nothing_while_items_come_in() {
    let desk = Desk::open().await;
    let make = async |n: i32| {
        let request =
            pb::CreateItemRequest { title: format!("Item {n}"), priority: n % 3, ..Default::default() };
        desk.creates(request).await
    };
    for order_by in
        ["priority desc, due_time, create_time desc", "priority, create_time desc", "due_time desc, number"]
    {
        let mut there = BTreeSet::new();
        for n in 0..10 {
            there.insert(make(n).await.number);
        }
        let (mut seen, mut last, mut page_token, mut n) = (BTreeSet::new(), None, String::new(), 0);
        loop {
            let request = pb::ListItemsRequest {
                page_size: 4,
                page_token,
                order_by: order_by.into(),
                ..Default::default()
            };
            let page = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap();
            for item in page.items {
                assert!(seen.insert(item.number), "{order_by}: {} twice", item.number);
                if order_by.starts_with("priority desc") {
                    assert!(last.is_none_or(|last| last >= item.priority), "{order_by}");
                    last = Some(item.priority);
                }
            }
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
            make(n).await;
            n += 1;
        }
        assert!(seen.is_superset(&there), "{order_by}: {:?} are missing", there.difference(&seen));
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn an_order_that_no_index_has_is_refused_with_those_that_are() {
    let desk = Desk::open().await;
    let refused = async |filter: &str, order_by: &str| {
        let request =
            pb::ListItemsRequest { filter: filter.into(), order_by: order_by.into(), ..Default::default() };
        acting(&desk.bench.as_agent(), desk.items().list_items(request))
            .await
            .map(drop)
            .map_err(|e| e.message().to_owned())
    };
    let tag = refused("", "priority, tag").await.unwrap_err();
    assert!(tag.starts_with("order_by: \"tag\"") && tag.contains("due_time"), "{tag}");
    let second = refused("", "priority, status desc").await.unwrap_err();
    assert!(second.contains("only be the first field"), "{second}");
    assert!(refused("", "finish_time").await.unwrap_err().contains("status.state = FINISHED"));
    assert_eq!(refused("status.state = FINISHED", "finish_time desc, priority").await, Ok(()));
    desk.bench.end().await;
}

/// Every field that users may name, as the contract lists them.
const FIELDS: [&str; 25] = [
    "kind",
    "type",
    "status",
    "status.state",
    "priority",
    "assignee",
    "requester",
    "organization",
    "project",
    "sla",
    "breached",
    "tag",
    "source",
    "title",
    "number",
    "create_time",
    "update_time",
    "due_time",
    "finish_time",
    "external_id",
    "published",
    "parent",
    "folder",
    "planned_start",
    "portfolio",
];

#[tokio::test]
async fn each_item_has_a_value_of_a_field_or_has_none_whatever_the_field() {
    let desk = Desk::open().await;
    desk.ticket("Plain").await;
    desk.creates(pb::CreateItemRequest {
        title: "Full".into(),
        tags: vec!["vip".into()],
        assignee_ids: vec![desk.bench.agent.to_string()],
        requester: Some(pb::PersonRef { id: CustomerId::new().to_string(), ..Default::default() }),
        external_id: "X-1".into(),
        ..Default::default()
    })
    .await;
    for field in FIELDS.into_iter().chain(["planned_finish", "automatic", "archived"]) {
        let with = titles(&desk, &format!("{field}:*"), "number").await;
        let without = titles(&desk, &format!("NOT {field}:*"), "number").await;
        let mut all = [with, without].concat();
        all.sort();
        assert_eq!(all, ["Full", "Plain"], "{field}");
    }
    desk.bench.end().await;
}
