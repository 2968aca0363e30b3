//! The same change of many items: each as if by hand, once, and taken back where nobody changed the same since.
use tandem_kit::{
    Cause, Role,
    id::{ItemId, UserId},
    rpc::Channel,
};
use tandem_proto::items::{
    self as pb, bulk_edit::State, bulk_edit_result::Outcome,
    bulk_edits_service_client::BulkEditsServiceClient, merges_service_client::MergesServiceClient,
};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, reason};

fn client(desk: &Desk) -> BulkEditsServiceClient<Channel> {
    BulkEditsServiceClient::new(desk.bench.channel("items"))
}

fn of(items: &[&pb::Item]) -> pb::ItemSelection {
    pb::ItemSelection { item_ids: items.iter().map(|item| item.id.clone()).collect(), ..Default::default() }
}

fn matching(filter: &str) -> pb::ItemSelection {
    pb::ItemSelection { filter: filter.into(), ..Default::default() }
}

fn tagged(tag: &str) -> pb::BulkChange {
    pb::BulkChange { add_tags: vec![tag.into()], ..Default::default() }
}

async fn edits(
    desk: &Desk,
    cause: &Cause,
    selection: pb::ItemSelection,
    change: pb::BulkChange,
) -> Result<pb::BulkEdit, Status> {
    let request = pb::BatchUpdateItemsRequest {
        selection: Some(selection),
        change: Some(change),
        ..Default::default()
    };
    acting(cause, client(desk).batch_update_items(request)).await
}

/// Begun, and gone through.
async fn edited(
    desk: &Desk,
    cause: &Cause,
    selection: pb::ItemSelection,
    change: pb::BulkChange,
) -> pb::BulkEdit {
    let begun = edits(desk, cause, selection, change).await.unwrap();
    assert_eq!(begun.state(), State::Running);
    desk.bench.settle().await;
    now(desk, cause, &begun.id).await.unwrap()
}

async fn now(desk: &Desk, cause: &Cause, id: &str) -> Result<pb::BulkEdit, Status> {
    acting(cause, client(desk).get_bulk_edit(pb::GetBulkEditRequest { id: id.into() })).await
}

async fn undone(desk: &Desk, cause: &Cause, edit: &pb::BulkEdit) -> pb::BulkEdit {
    let request = pb::UndoBulkEditRequest { id: edit.id.clone() };
    acting(cause, client(desk).undo_bulk_edit(request)).await.unwrap();
    desk.bench.settle().await;
    now(desk, cause, &edit.id).await.unwrap()
}

async fn results(
    desk: &Desk,
    cause: &Cause,
    edit: &pb::BulkEdit,
    outcome: Outcome,
) -> Vec<pb::BulkEditResult> {
    let request = pb::ListBulkEditResultsRequest {
        bulk_edit_id: edit.id.clone(),
        outcome: outcome.into(),
        ..Default::default()
    };
    acting(cause, client(desk).list_bulk_edit_results(request)).await.unwrap().results
}

#[tokio::test]
async fn many_items_are_changed_each_as_if_by_hand_and_only_where_it_changes_something() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    let (one, two, three) = (desk.ticket("One").await, desk.ticket("Two").await, desk.ticket("Three").await);
    let three = desk.sets(&three, "priority", |item| item.priority = 4).await;
    desk.heard::<pb::ItemUpdated>().await;
    let gone = pb::Item { id: ItemId::new().to_string(), ..Default::default() };
    let change = pb::BulkChange { priority: Some(4), ..Default::default() };
    let edit = edited(&desk, &agent, of(&[&one, &two, &three, &gone, &one]), change).await;
    assert_eq!(edit.state(), State::Finished);
    assert_eq!((edit.total, edit.waiting, edit.changed, edit.unchanged, edit.refused), (4, 0, 2, 1, 1));
    let told = desk.heard::<pb::ItemUpdated>().await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].1.changed, ["priority"]);
    assert_eq!(told[0].0.actor, agent.actor());
    let activities = desk.activities(&one).await;
    assert_eq!(
        (activities.len(), activities[0].after.as_str(), &activities[0].actor_id),
        (2, "4", &agent.actor())
    );
    let refused = results(&desk, &agent, &edit, Outcome::Refused).await;
    assert_eq!((refused[0].item_id.as_str(), refused[0].reason.as_str()), (gone.id.as_str(), "NOT_FOUND"));
    desk.bench.end().await;
}

#[tokio::test]
async fn all_that_match_are_changed_once_however_often_it_is_asked() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    for n in 0..120 {
        desk.ticket(&format!("Printer {n}")).await;
    }
    desk.ticket("Scanner").await;
    let request = pb::BatchUpdateItemsRequest {
        selection: Some(matching("title:Printer")),
        change: Some(tagged("Fire")),
        request_id: "1".into(),
    };
    let begun = acting(&agent, client(&desk).batch_update_items(request.clone())).await.unwrap();
    let again = acting(&agent, client(&desk).batch_update_items(request)).await.unwrap();
    assert_eq!((begun.total, &again.id), (120, &begun.id));
    desk.bench.settle().await;
    let edit = now(&desk, &agent, &begun.id).await.unwrap();
    assert_eq!((edit.state(), edit.changed, edit.refused), (State::Finished, 120, 0));
    assert_eq!(desk.heard::<pb::ItemUpdated>().await.len(), 120, "each is told once");
    assert!(desk.gets("121").await.unwrap().tags.is_empty());
    assert_eq!(desk.gets("1").await.unwrap().tags, ["fire"]);
    let listed = acting(&agent, client(&desk).list_bulk_edits(pb::ListBulkEditsRequest {})).await.unwrap();
    assert_eq!(listed.bulk_edits.len(), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_preview_says_what_would_become_of_them_and_changes_nothing() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    let (one, two) = (desk.ticket("One").await, desk.ticket("Two").await);
    let task = desk
        .creates(pb::CreateItemRequest {
            kind: pb::Kind::Task.into(),
            title: "Three".into(),
            ..Default::default()
        })
        .await;
    let two = desk.enters(&two, "resolved").await;
    let change = pb::BulkChange { status_id: desk.status("resolved").await, ..Default::default() };
    let request =
        pb::PreviewBatchUpdateRequest { selection: Some(of(&[&one, &two, &task])), change: Some(change) };
    let shown = acting(&agent, client(&desk).preview_batch_update(request)).await.unwrap();
    assert_eq!((shown.total, shown.seen, shown.changed, shown.unchanged, shown.refused), (3, 3, 1, 1, 1));
    assert_eq!((shown.refusals[0].item_number, shown.refusals[0].reason.as_str()), (task.number, "INVALID"));
    assert_eq!(desk.gets(&one.id).await.unwrap(), one);
    let merge =
        pb::MergeItemsRequest { id: one.id.clone(), source_ids: vec![two.id.clone()], ..Default::default() };
    let mut merges = MergesServiceClient::new(desk.bench.channel("items"));
    acting(&agent, merges.merge_items(merge)).await.unwrap();
    let edit = edited(&desk, &agent, of(&[&two]), tagged("x")).await;
    assert_eq!(results(&desk, &agent, &edit, Outcome::Refused).await[0].reason, "ALREADY_MERGED");
    desk.bench.end().await;
}

#[tokio::test]
async fn what_it_changed_is_taken_back_where_nobody_changed_the_same_since() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    let (one, two) = (desk.ticket("One").await, desk.ticket("Two").await);
    let one = desk.sets(&one, "tags", |item| item.tags = vec!["old".into()]).await;
    let change = pb::BulkChange {
        status_id: desk.status("resolved").await,
        priority: Some(5),
        add_tags: vec!["new".into()],
        remove_tags: vec!["old".into()],
        archived: Some(true),
        assignees: Some(pb::bulk_change::Assignees { ids: vec![agent.actor()] }),
        ..Default::default()
    };
    let edit = edited(&desk, &agent, of(&[&one, &two]), change).await;
    let changed = desk.gets(&one.id).await.unwrap();
    assert_eq!((changed.tags.as_slice(), changed.priority), (["new".to_owned()].as_slice(), 5));
    assert!(changed.archive_time.is_some() && changed.finish_time.is_some());
    desk.sets(&two, "priority", |item| item.priority = 2).await;
    desk.sets(&one, "title", |item| item.title = "One more".into()).await;

    let undone = undone(&desk, &agent, &edit).await;
    assert_eq!((undone.state(), undone.changed, undone.undone, undone.kept), (State::Undone, 2, 1, 1));
    let back = desk.gets(&one.id).await.unwrap();
    assert_eq!(
        (back.tags.as_slice(), back.priority, back.status_id.as_str()),
        (one.tags.as_slice(), 0, one.status_id.as_str())
    );
    assert!(back.archive_time.is_none() && back.finish_time.is_none() && back.assignee_ids.is_empty());
    assert_eq!(back.title, "One more", "what somebody else changed stays");
    let kept = results(&desk, &agent, &edit, Outcome::Kept).await;
    assert_eq!((kept[0].item_id.as_str(), kept[0].reason.as_str()), (two.id.as_str(), "CHANGED_SINCE"));
    let again =
        acting(&agent, client(&desk).undo_bulk_edit(pb::UndoBulkEditRequest { id: edit.id.clone() })).await;
    assert_eq!(reason(&again.unwrap_err()).0, "ALREADY_UNDONE");
    desk.bench.end().await;
}

#[tokio::test]
async fn only_an_administrator_deletes_many_and_brings_them_back() {
    let desk = Desk::open().await;
    let (agent, admin) = (desk.bench.as_agent(), desk.bench.as_user(UserId::new(), Role::Admin));
    let (one, two) = (desk.ticket("One").await, desk.ticket("Two").await);
    let sub = pb::CreateItemRequest { title: "Sub".into(), parent_id: two.id.clone(), ..Default::default() };
    desk.creates(sub).await;
    let delete = pb::BulkChange { delete: true, ..Default::default() };
    let refused = edits(&desk, &agent, of(&[&one]), delete.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let edit = edited(&desk, &admin, of(&[&one, &two]), delete).await;
    assert_eq!((edit.changed, edit.refused), (1, 1));
    assert_eq!(desk.gets(&one.id).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(results(&desk, &admin, &edit, Outcome::Refused).await[0].reason, "HAS_SUBTASKS");
    assert_eq!(now(&desk, &agent, &edit.id).await.unwrap_err().code(), Code::NotFound, "it is another's");
    assert_eq!(undone(&desk, &admin, &edit).await.undone, 1);
    assert_eq!(desk.gets(&one.id).await.unwrap().title, "One");
    desk.bench.end().await;
}

#[tokio::test]
async fn what_is_cancelled_stops_and_what_says_nothing_is_refused() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    let one = desk.ticket("One").await;
    let edit = edits(&desk, &agent, of(&[&one]), tagged("x")).await.unwrap();
    let cancelled =
        acting(&agent, client(&desk).cancel_bulk_edit(pb::CancelBulkEditRequest { id: edit.id.clone() }))
            .await;
    desk.bench.settle().await;
    let after = now(&desk, &agent, &edit.id).await.unwrap();
    match cancelled {
        Ok(_) => assert_eq!(after.state(), State::Cancelled),
        // It was faster.
        Err(status) => {
            assert_eq!((reason(&status).0.as_str(), after.state()), ("NOT_RUNNING", State::Finished));
        }
    }
    let refused = async |selection, change| edits(&desk, &agent, selection, change).await.unwrap_err();
    assert_eq!(refused(of(&[&one]), pb::BulkChange::default()).await.code(), Code::InvalidArgument);
    let both = pb::BulkChange { delete: true, ..tagged("x") };
    assert_eq!(refused(of(&[&one]), both).await.code(), Code::InvalidArgument);
    assert_eq!(reason(&refused(pb::ItemSelection::default(), tagged("x")).await).0, "NOTHING_SELECTED");
    assert_eq!(reason(&refused(matching("title:Nowhere"), tagged("x")).await).0, "NOTHING_SELECTED");
    assert_eq!(refused(matching("titel:x"), tagged("x")).await.code(), Code::InvalidArgument);
    let many = vec![&one; 501];
    assert_eq!(refused(of(&many), tagged("x")).await.code(), Code::InvalidArgument);
    desk.bench.end().await;
}
