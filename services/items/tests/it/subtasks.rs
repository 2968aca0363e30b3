use tandem_proto::items::{self as pb, item_preferences_service_client::ItemPreferencesServiceClient};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, reason, update};

async fn task(desk: &Desk, title: &str, parent: &str) -> pb::Item {
    let request = pb::CreateItemRequest {
        kind: pb::Kind::Task.into(),
        title: title.into(),
        parent_id: parent.into(),
        ..Default::default()
    };
    desk.creates(request).await
}

async fn moves(desk: &Desk, item: &pb::Item, parent: &str) -> Result<pb::Item, Status> {
    let wanted = pb::Item { revision: 0, parent_id: parent.into(), ..item.clone() };
    acting(&desk.bench.as_agent(), desk.items().update_item(update(wanted, "parent_id"))).await
}

async fn prefers(desk: &Desk, preferences: pb::ItemPreferences, field: &str) {
    let request = pb::UpdateItemPreferencesRequest {
        item_preferences: Some(preferences),
        update_mask: Some(prost_types::FieldMask { paths: vec![field.into()] }),
    };
    let mut client = ItemPreferencesServiceClient::new(desk.bench.channel("items"));
    acting(&desk.owner(), client.update_item_preferences(request)).await.unwrap();
}

#[tokio::test]
async fn an_item_shows_how_far_its_subtasks_are() {
    let desk = Desk::open().await;
    let plan = task(&desk, "Move", "").await;
    let (pack, carry) = (task(&desk, "Pack", &plan.id).await, task(&desk, "Carry", &plan.id).await);
    let now = desk.gets(&plan.id).await.unwrap();
    assert_eq!((now.child_count, now.finished_child_count, now.percent_complete), (2, 0, 0));

    desk.sets(&pack, "percent_complete", |item| item.percent_complete = 50).await;
    let now = desk.gets(&plan.id).await.unwrap();
    assert_eq!((now.percent_complete, now.state()), (25, pb::State::NotStarted));
    let agent = desk.bench.as_agent();
    let refused = desk.tries(&agent, &now, "percent_complete", |item| item.percent_complete = 90).await;
    assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument);

    desk.enters(&pack, "done").await;
    let now = desk.gets(&plan.id).await.unwrap();
    assert_eq!((now.finished_child_count, now.percent_complete, now.state()), (1, 50, pb::State::InProgress));
    desk.enters(&carry, "done").await;
    let now = desk.gets(&plan.id).await.unwrap();
    assert_eq!((now.finished_child_count, now.percent_complete, now.state()), (2, 100, pb::State::Finished));
    desk.enters(&carry, "in_progress").await;
    assert_eq!(desk.gets(&plan.id).await.unwrap().state(), pb::State::InProgress);

    let filter = format!("parent = {}", plan.id);
    let request = pb::ListItemsRequest { filter, ..Default::default() };
    let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap().items;
    assert_eq!(listed.iter().map(|i| i.title.as_str()).collect::<Vec<_>>(), ["Carry", "Pack"]);
    desk.bench.end().await;
}

#[tokio::test]
async fn an_account_may_leave_percentage_and_state_to_whoever_works() {
    let desk = Desk::open().await;
    prefers(&desk, pb::ItemPreferences::default(), "roll_up_percent").await;
    prefers(&desk, pb::ItemPreferences::default(), "roll_up_state").await;
    let plan = task(&desk, "Move", "").await;
    let pack = task(&desk, "Pack", &plan.id).await;
    desk.enters(&pack, "done").await;
    let plan = desk.sets(&plan, "percent_complete", |item| item.percent_complete = 30).await;
    assert_eq!((plan.percent_complete, plan.state()), (30, pb::State::NotStarted));
    assert_eq!((plan.child_count, plan.finished_child_count), (1, 1));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_tree_has_no_circle_and_eight_levels() {
    let desk = Desk::open().await;
    let mut chain = vec![task(&desk, "1", "").await];
    for level in 2..=8 {
        let above = chain.last().unwrap().id.clone();
        chain.push(task(&desk, &level.to_string(), &above).await);
    }
    let deep =
        pb::CreateItemRequest { title: "9".into(), parent_id: chain[7].id.clone(), ..Default::default() };
    let refused = acting(&desk.bench.as_agent(), desk.items().create_item(deep)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "SUBTASKS_TOO_DEEP");
    for below in [&chain[0], &chain[7]] {
        let refused = moves(&desk, &chain[0], &below.id).await.unwrap_err();
        assert_eq!(reason(&refused).0, "SUBTASK_CYCLE", "{refused}");
    }
    let other = task(&desk, "Other", "").await;
    assert_eq!(reason(&moves(&desk, &chain[0], &other.id).await.unwrap_err()).0, "SUBTASKS_TOO_DEEP");
    moves(&desk, &chain[1], &other.id).await.unwrap();
    assert_eq!(desk.gets(&chain[0].id).await.unwrap().child_count, 0);
    assert_eq!(desk.gets(&other.id).await.unwrap().child_count, 1);

    let gone = pb::DeleteItemRequest { id: other.id.clone() };
    let refused = acting(&desk.owner(), desk.items().delete_item(gone)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "HAS_SUBTASKS");
    desk.bench.end().await;
}

#[tokio::test]
async fn two_who_move_items_under_each_other_at_once_make_no_circle() {
    let desk = Desk::open().await;
    for round in 0..5 {
        let (one, two) = (task(&desk, "One", "").await, task(&desk, "Two", "").await);
        let (left, right) = tokio::join!(moves(&desk, &one, &two.id), moves(&desk, &two, &one.id));
        assert_eq!(u8::from(left.is_ok()) + u8::from(right.is_ok()), 1, "round {round}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn subtasks_that_are_finished_at_once_are_all_counted() {
    let desk = Desk::open().await;
    let plan = task(&desk, "Move", "").await;
    let mut parts = Vec::new();
    for n in 0..12 {
        parts.push(task(&desk, &n.to_string(), &plan.id).await);
    }
    futures::future::join_all(parts.iter().map(|part| desk.enters(part, "done"))).await;
    let now = desk.gets(&plan.id).await.unwrap();
    assert_eq!((now.child_count, now.finished_child_count, now.percent_complete), (12, 12, 100));
    assert_eq!(now.state(), pb::State::Finished);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_customer_sees_nothing_of_subtasks() {
    let desk = Desk::open().await;
    let ann = tandem_kit::id::CustomerId::new();
    let item = desk.published("Printer", ann).await;
    task(&desk, "Secret step", &item.id).await;
    let seen = desk.gets_as(&desk.bench.as_customer(ann), &item.id).await.unwrap();
    assert_eq!((seen.child_count, seen.percent_complete), (0, 0));
    let request = pb::ListItemsRequest { filter: format!("parent = {}", item.id), ..Default::default() };
    let refused = acting(&desk.bench.as_customer(ann), desk.items().list_items(request)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    desk.bench.end().await;
}
