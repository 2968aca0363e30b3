use tandem_kit::{Cause, id::CustomerId};
use tandem_proto::items::{self as pb, merges_service_client::MergesServiceClient};
use tonic::{Code, Status};

use crate::{
    desk::{Desk, acting, reason},
    life::{checklists, line},
};

fn client(desk: &Desk) -> MergesServiceClient<tandem_kit::rpc::Channel> {
    MergesServiceClient::new(desk.bench.channel("items"))
}

async fn merges(desk: &Desk, target: &str, sources: &[&str]) -> Result<pb::Item, Status> {
    let source_ids = sources.iter().map(|source| (*source).to_owned()).collect();
    let request = pb::MergeItemsRequest { id: target.into(), source_ids, ..Default::default() };
    acting(&desk.bench.as_agent(), client(desk).merge_items(request)).await
}

async fn unmerges(desk: &Desk, source: &str) -> Result<pb::Item, Status> {
    acting(&desk.bench.as_agent(), client(desk).unmerge_item(pb::UnmergeItemRequest { id: source.into() }))
        .await
}

async fn leads_to(desk: &Desk, cause: &Cause, name: &str) -> i64 {
    desk.gets_as(cause, name).await.unwrap().number
}

#[tokio::test]
async fn merged_items_lead_to_the_one_that_has_all_of_theirs() {
    let desk = Desk::open().await;
    let (ann, bob) = (CustomerId::new(), CustomerId::new());
    let one = desk.ticket("Printer burns").await;
    let two = desk.published("Smoke", ann).await;
    let two = desk.sets(&two, "tags", |item| item.tags = vec!["fire".into()]).await;
    let three = desk.published("Flames", bob).await;
    desk.heard::<pb::ItemUpdated>().await;

    let merged = merges(&desk, &one.id, &[&two.id, "#3"]).await.unwrap();
    assert_eq!(merged.requester_ids, [ann.to_string(), bob.to_string()]);
    assert_eq!(merged.tags, ["fire"]);
    assert!(merged.published, "its requesters go on seeing it");
    let agent = desk.bench.as_agent();
    for name in [two.id.as_str(), "2", "3"] {
        let found = desk.gets_as(&agent, name).await.unwrap();
        assert_eq!(found.number, 1);
        assert!(found.merged_from_id.starts_with("item_"));
    }
    let as_ann = desk.bench.as_customer(ann);
    let seen = desk.gets_as(&as_ann, &two.id).await.unwrap();
    assert_eq!((seen.number, seen.merged_from_id.as_str()), (1, two.id.as_str()));
    let listed =
        acting(&as_ann, desk.items().list_items(pb::ListItemsRequest::default())).await.unwrap().items;
    assert_eq!(listed.iter().map(|item| item.number).collect::<Vec<_>>(), [1]);
    let stranger = desk.bench.as_customer(CustomerId::new());
    assert_eq!(desk.gets_as(&stranger, "2").await.unwrap_err().code(), Code::NotFound);

    let told = desk.heard::<pb::ItemUpdated>().await;
    let about: Vec<_> = told.iter().map(|(_, what)| what.item.as_ref().unwrap().number).collect();
    assert_eq!(
        about,
        [1],
        "of what was merged nobody hears that it was finished: no rule writes to its requesters"
    );
    let told = desk.heard::<pb::ItemMerged>().await;
    assert_eq!(told.len(), 2);
    let source = told[0].1.item.as_ref().unwrap();
    assert_eq!((source.state(), source.merged_into_number), (pb::State::Finished, 1));

    let again = merges(&desk, "1", &[&three.id]).await.unwrap();
    assert_eq!(again.requester_ids.len(), 2, "what is merged already stays so");
    desk.bench.end().await;
}

#[tokio::test]
async fn unmerging_puts_back_what_came_with_it_and_with_no_other() {
    let desk = Desk::open().await;
    let (ann, bob) = (CustomerId::new(), CustomerId::new());
    desk.ticket("Printer burns").await;
    let two = desk.published("Smoke", ann).await;
    let two = desk.enters(&two, "pending_customer").await;
    let three = desk.published("Flames", bob).await;
    desk.sets(&three, "requester_ids", |item| item.requester_ids.push(ann.to_string())).await;
    merges(&desk, "1", &["2", "3"]).await.unwrap();

    let back = unmerges(&desk, &two.id).await.unwrap();
    assert_eq!(
        (back.status_id.as_str(), back.finish_time, back.merged_into_number),
        (two.status_id.as_str(), None, 0)
    );
    let one = desk.gets("1").await.unwrap();
    assert_eq!(one.requester_ids.len(), 2, "Ann asked for another that is still merged");
    assert_eq!(desk.gets("2").await.unwrap().number, 2);
    unmerges(&desk, "3").await.unwrap();
    let one = desk.gets("1").await.unwrap();
    assert!(one.requester_ids.is_empty() && !one.published);
    assert_eq!(reason(&unmerges(&desk, "3").await.unwrap_err()).0, "NOT_MERGED");
    let verbs: Vec<_> = desk.activities(&one).await.into_iter().map(|a| a.verb).collect();
    assert_eq!(verbs.iter().filter(|verb| *verb == "unmerged").count(), 2);
    assert_eq!(verbs.iter().filter(|verb| *verb == "merged").count(), 2);
    desk.bench.end().await;
}

#[tokio::test]
async fn the_lines_of_what_was_merged_are_ticked_on_the_one_it_leads_to_and_are_its_own_again_after() {
    let desk = Desk::open().await;
    for title in ["One", "Two", "Three"] {
        let item = desk.ticket(title).await;
        line(&desk, &item, &format!("Step of {title}")).await;
    }
    let lines = async |item: &str| {
        let request = pb::ListChecklistLinesRequest { item_id: item.into() };
        let listed = acting(&desk.bench.as_agent(), checklists(&desk).list_checklist_lines(request)).await;
        let mut texts: Vec<_> = listed.unwrap().lines.into_iter().map(|l| (l.text, l.done)).collect();
        texts.sort();
        texts
    };
    merges(&desk, "2", &["1"]).await.unwrap();
    let three = merges(&desk, "3", &["2"]).await.unwrap();
    assert_eq!((three.checklist_count, lines("1").await.len()), (3, 3));
    let request = pb::ListChecklistLinesRequest { item_id: "3".into() };
    let listed =
        acting(&desk.bench.as_agent(), checklists(&desk).list_checklist_lines(request)).await.unwrap();
    let of_one = listed.lines.into_iter().find(|line| line.text == "Step of One").unwrap();
    let tick = pb::UpdateChecklistLineRequest {
        line: Some(pb::ChecklistLine { done: true, ..of_one }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["done".into()] }),
    };
    acting(&desk.bench.as_agent(), checklists(&desk).update_checklist_line(tick)).await.unwrap();
    assert_eq!(desk.gets("3").await.unwrap().checklist_done_count, 1);

    let two = unmerges(&desk, "2").await.unwrap();
    assert_eq!((two.checklist_count, two.checklist_done_count), (2, 1));
    assert_eq!(lines("3").await, [("Step of Three".into(), false)]);
    let three = desk.gets("3").await.unwrap();
    assert_eq!((three.checklist_count, three.checklist_done_count), (1, 0));
    unmerges(&desk, "1").await.unwrap();
    assert_eq!(lines("1").await, [("Step of One".into(), true)]);
    assert_eq!(lines("2").await, [("Step of Two".into(), false)]);
    desk.bench.end().await;
}

#[tokio::test]
async fn what_was_merged_before_leads_on() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    for title in ["One", "Two", "Three"] {
        desk.ticket(title).await;
    }
    merges(&desk, "2", &["1"]).await.unwrap();
    merges(&desk, "3", &["2"]).await.unwrap();
    assert_eq!(leads_to(&desk, &agent, "1").await, 3);
    let refused = unmerges(&desk, "1").await.unwrap_err();
    assert_eq!(reason(&refused).0, "ALREADY_MERGED", "{refused}");
    unmerges(&desk, "2").await.unwrap();
    assert_eq!(leads_to(&desk, &agent, "1").await, 2);
    unmerges(&desk, "1").await.unwrap();
    assert_eq!(leads_to(&desk, &agent, "1").await, 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn what_cannot_be_merged_is_refused_and_nothing_is() {
    let desk = Desk::open().await;
    let one = desk.ticket("One").await;
    let two = desk.ticket("Two").await;
    let sub = pb::CreateItemRequest { title: "Sub".into(), parent_id: two.id, ..Default::default() };
    desk.creates(sub).await;
    assert_eq!(reason(&merges(&desk, "1", &["3", "1"]).await.unwrap_err()).0, "MERGE_WITH_ITSELF");
    assert_eq!(reason(&merges(&desk, "1", &["3", "2"]).await.unwrap_err()).0, "HAS_SUBTASKS");
    assert_eq!(desk.gets("3").await.unwrap().number, 3);
    assert_eq!(merges(&desk, "1", &[]).await.unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(merges(&desk, "1", &["99"]).await.unwrap_err().code(), Code::NotFound);
    let into = pb::MergeItemsRequest { id: "3".into(), into_id: one.id.clone(), ..Default::default() };
    acting(&desk.bench.as_agent(), client(&desk).merge_items(into)).await.unwrap();
    let gone = pb::DeleteItemRequest { id: desk.gets("3").await.unwrap().merged_from_id };
    let refused = acting(&desk.owner(), desk.items().delete_item(gone)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "ALREADY_MERGED");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_change_of_a_merged_item_changes_what_it_leads_to() {
    let desk = Desk::open().await;
    desk.ticket("One").await;
    let two = desk.ticket("Two").await;
    merges(&desk, "1", &["2"]).await.unwrap();
    let changed = desk.sets(&two, "priority", |item| item.priority = 4).await;
    assert_eq!((changed.number, changed.priority), (1, 4));
    desk.bench.end().await;
}

#[tokio::test]
async fn two_who_merge_into_each_other_at_once_merge_one_way() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    for round in 0..5 {
        let (one, two) = (desk.ticket("One").await, desk.ticket("Two").await);
        let (forth, back) = ([two.id.as_str()], [one.id.as_str()]);
        let (left, right) = tokio::join!(merges(&desk, &one.id, &forth), merges(&desk, &two.id, &back));
        assert_eq!(u8::from(left.is_ok()) + u8::from(right.is_ok()), 1, "round {round}");
        assert_eq!(leads_to(&desk, &agent, &one.id).await, leads_to(&desk, &agent, &two.id).await);
    }
    desk.bench.end().await;
}
