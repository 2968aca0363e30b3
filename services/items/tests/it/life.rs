use std::time::Duration;

use tandem_kit::id::CustomerId;
use tandem_proto::items::{
    self as pb, checklists_service_client::ChecklistsServiceClient,
    item_life_service_client::ItemLifeServiceClient,
};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, reason, update};

pub fn life(desk: &Desk) -> ItemLifeServiceClient<tandem_kit::rpc::Channel> {
    ItemLifeServiceClient::new(desk.bench.channel("items"))
}

pub fn checklists(desk: &Desk) -> ChecklistsServiceClient<tandem_kit::rpc::Channel> {
    ChecklistsServiceClient::new(desk.bench.channel("items"))
}

async fn numbers(desk: &Desk, filter: &str) -> Vec<i64> {
    let request =
        pb::ListItemsRequest { filter: filter.into(), order_by: "number".into(), ..Default::default() };
    let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap().items;
    listed.iter().map(|item| item.number).collect()
}

#[tokio::test]
async fn what_is_archived_is_in_no_list_that_does_not_ask_for_it() {
    let desk = Desk::open().await;
    let ann = CustomerId::new();
    let one = desk.published("One", ann).await;
    desk.ticket("Two").await;
    let request = pb::ArchiveItemRequest { id: "1".into() };
    acting(&desk.bench.as_agent(), life(&desk).archive_item(request)).await.unwrap();
    assert_eq!(numbers(&desk, "").await, [2]);
    assert_eq!(numbers(&desk, "archived = true").await, [1]);
    assert_eq!(numbers(&desk, "archived = true OR archived = false").await, [1, 2]);
    assert!(desk.gets(&one.id).await.unwrap().archive_time.is_some());
    let seen = desk.gets_as(&desk.bench.as_customer(ann), &one.id).await.unwrap();
    assert!(seen.archive_time.is_none(), "a customer's request is where it was");
    let request = pb::UnarchiveItemRequest { id: one.id };
    acting(&desk.bench.as_agent(), life(&desk).unarchive_item(request)).await.unwrap();
    assert_eq!(numbers(&desk, "").await, [1, 2]);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_deleted_item_comes_back_within_thirty_days_and_not_after() {
    let desk = Desk::open().await;
    let plan = desk.ticket("Move").await;
    let sub = |title: &str| pb::CreateItemRequest {
        title: title.into(),
        parent_id: plan.id.clone(),
        ..Default::default()
    };
    let (one, two) = (desk.creates(sub("One")).await, desk.creates(sub("Two")).await);
    for item in [&one, &two] {
        let request = pb::DeleteItemRequest { id: item.id.clone() };
        acting(&desk.owner(), desk.items().delete_item(request)).await.unwrap();
    }
    assert_eq!(desk.gets(&plan.id).await.unwrap().child_count, 0);
    let deleted = async || {
        let request = pb::ListDeletedItemsRequest::default();
        let listed = acting(&desk.owner(), life(&desk).list_deleted_items(request)).await.unwrap();
        listed.deleted_items.into_iter().map(|d| d.item.unwrap().number).collect::<Vec<_>>()
    };
    assert_eq!(deleted().await, [3, 2]);
    let restore = |id: &str| pb::RestoreItemRequest { id: id.into() };
    let back = acting(&desk.owner(), life(&desk).restore_item(restore(&one.id))).await.unwrap();
    assert_eq!((back.number, back.parent_id.as_str()), (2, plan.id.as_str()));
    assert_eq!(desk.gets(&plan.id).await.unwrap().child_count, 1);
    assert_eq!(deleted().await, [3]);

    desk.bench.advance(Duration::from_secs(31 * 86_400));
    desk.bench.settle().await;
    assert!(deleted().await.is_empty());
    let refused = acting(&desk.owner(), life(&desk).restore_item(restore("3"))).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    assert_eq!(desk.gets(&one.id).await.unwrap().title, "One");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_copy_is_like_the_item_and_nothing_of_it_is_done() {
    let desk = Desk::open().await;
    let item = desk.published("Printer", CustomerId::new()).await;
    let item = desk.sets(&item, "tags", |item| item.tags = vec!["fire".into()]).await;
    line(&desk, &item, "Call").await;
    let item = desk.enters(&item, "resolved").await;
    let request = pb::CopyItemRequest { id: item.id.clone(), request_id: "1".into(), ..Default::default() };
    let copy = acting(&desk.bench.as_agent(), life(&desk).copy_item(request.clone())).await.unwrap();
    assert_eq!(
        (copy.title.as_str(), &copy.tags, &copy.requester_ids),
        ("Printer", &item.tags, &item.requester_ids)
    );
    assert_eq!(
        (copy.state(), copy.published, copy.checklist_count, copy.number),
        (pb::State::NotStarted, false, 1, 2)
    );
    let again = acting(&desk.bench.as_agent(), life(&desk).copy_item(request)).await.unwrap();
    assert_eq!(again.id, copy.id);
    desk.bench.end().await;
}

async fn undoes(desk: &Desk, item: &pb::Item) -> Result<pb::Item, Status> {
    acting(&desk.bench.as_agent(), life(desk).undo_item(pb::UndoItemRequest { id: item.id.clone() })).await
}

#[tokio::test]
async fn who_changed_something_takes_it_back_while_nobody_changed_it_since() {
    let desk = Desk::open().await;
    let item = desk.ticket("Printer").await;
    assert_eq!(reason(&undoes(&desk, &item).await.unwrap_err()).0, "NOTHING_TO_UNDO");
    let wanted = pb::Item {
        priority: 4,
        title: "Printer burns".into(),
        tags: vec!["fire".into()],
        revision: 0,
        ..item.clone()
    };
    acting(&desk.bench.as_agent(), desk.items().update_item(update(wanted, "priority, title, tags")))
        .await
        .unwrap();
    let back = undoes(&desk, &item).await.unwrap();
    assert_eq!((back.priority, back.title.as_str(), back.tags.len()), (0, "Printer", 0));

    desk.sets(&item, "priority", |item| item.priority = 2).await;
    desk.tries(&desk.owner(), &item, "priority", |item| item.priority = 5).await.unwrap();
    let refused = undoes(&desk, &item).await.unwrap_err();
    assert_eq!(reason(&refused).0, "CHANGED_SINCE");
    assert!(refused.message().contains("priority"), "{refused}");

    desk.enters(&item, "resolved").await;
    assert_eq!(undoes(&desk, &item).await.unwrap().status_id, item.status_id);
    desk.sets(&item, "title", |item| item.title = "Late".into()).await;
    desk.bench.advance(Duration::from_secs(660));
    assert_eq!(reason(&undoes(&desk, &item).await.unwrap_err()).0, "NOTHING_TO_UNDO");
    desk.bench.end().await;
}

pub async fn line(desk: &Desk, item: &pb::Item, text: &str) -> pb::ChecklistLine {
    let request =
        pb::CreateChecklistLineRequest { item_id: item.id.clone(), text: text.into(), ..Default::default() };
    acting(&desk.bench.as_agent(), checklists(desk).create_checklist_line(request)).await.unwrap()
}

async fn changes(desk: &Desk, line: pb::ChecklistLine, path: &str) -> Result<pb::ChecklistLine, Status> {
    let request = pb::UpdateChecklistLineRequest {
        line: Some(line),
        update_mask: Some(prost_types::FieldMask { paths: vec![path.into()] }),
    };
    acting(&desk.bench.as_agent(), checklists(desk).update_checklist_line(request)).await
}

#[tokio::test]
async fn the_steps_of_an_item_are_ticked_off_and_moved() {
    let desk = Desk::open().await;
    let item = desk.ticket("Move").await;
    let (pack, carry) = (line(&desk, &item, "Pack").await, line(&desk, &item, "Carry").await);
    let third = line(&desk, &item, "Clean").await;
    let ticked = changes(&desk, pb::ChecklistLine { done: true, ..carry.clone() }, "done").await.unwrap();
    assert!(ticked.done && ticked.done_by_id.starts_with("usr_") && ticked.done_time.is_some());
    let now = desk.gets(&item.id).await.unwrap();
    assert_eq!((now.checklist_count, now.checklist_done_count), (3, 1));
    changes(&desk, pb::ChecklistLine { position: 0, ..third.clone() }, "position").await.unwrap();
    let texts = async || {
        let request = pb::ListChecklistLinesRequest { item_id: "1".into() };
        let listed = acting(&desk.bench.as_agent(), checklists(&desk).list_checklist_lines(request)).await;
        listed.unwrap().lines.into_iter().map(|line| line.text).collect::<Vec<_>>()
    };
    assert_eq!(texts().await, ["Clean", "Pack", "Carry"]);
    let gone = pb::DeleteChecklistLineRequest { id: pack.id };
    acting(&desk.bench.as_agent(), checklists(&desk).delete_checklist_line(gone)).await.unwrap();
    assert_eq!(texts().await, ["Clean", "Carry"]);
    let verbs: Vec<_> = desk.activities(&item).await.into_iter().map(|a| a.verb).collect();
    assert!(verbs.contains(&"checked".into()), "{verbs:?}");

    for n in 0..98 {
        line(&desk, &item, &n.to_string()).await;
    }
    let request = pb::CreateChecklistLineRequest { item_id: item.id, text: "x".into(), ..Default::default() };
    let refused =
        acting(&desk.bench.as_agent(), checklists(&desk).create_checklist_line(request)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "CHECKLIST_FULL");
    desk.bench.end().await;
}
