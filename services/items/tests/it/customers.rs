use tandem_kit::id::{CustomerId, UserId};
use tandem_proto::items as pb;
use tonic::Code;

use crate::desk::{Desk, acting};

#[tokio::test]
async fn a_customer_sees_their_own_published_items_and_nothing_internal() {
    let desk = Desk::open().await;
    let (ann, bob) = (CustomerId::new(), CustomerId::new());
    let seen = desk.published("Printer", ann).await;
    let unpublished = desk
        .creates(pb::CreateItemRequest {
            title: "Secret".into(),
            requester: Some(pb::PersonRef { id: ann.to_string(), ..Default::default() }),
            ..Default::default()
        })
        .await;
    desk.published("Of Bob", bob).await;
    desk.sets(&seen, "tags", |item| item.tags = vec!["angry".into()]).await;
    desk.sets(&seen, "priority", |item| item.priority = 5).await;
    desk.sets(&seen, "assignee_ids", |item| item.assignee_ids = vec![UserId::new().to_string()]).await;

    let as_ann = desk.bench.as_customer(ann);
    let listed =
        acting(&as_ann, desk.items().list_items(pb::ListItemsRequest::default())).await.unwrap().items;
    let titles: Vec<_> = listed.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["Printer"]);
    let item = desk.gets_as(&as_ann, &seen.id).await.unwrap();
    assert_eq!(item, listed[0]);
    assert!(item.tags.is_empty() && item.assignee_ids.is_empty() && item.priority == 0 && item.revision == 0);
    assert_eq!(item.update_time, item.create_time, "no time tells that something internal happened");
    for hidden in [unpublished.id.as_str(), "2", "3"] {
        assert_eq!(desk.gets_as(&as_ann, hidden).await.unwrap_err().code(), Code::NotFound, "{hidden}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_customer_cannot_ask_about_what_they_do_not_see() {
    let desk = Desk::open().await;
    let as_ann = desk.bench.as_customer(CustomerId::new());
    for (filter, order_by) in [
        ("priority > 3", ""),
        ("tag:angry", ""),
        ("assignee:*", ""),
        ("update_time > -1d", ""),
        ("", "priority"),
        ("", "update_time"),
    ] {
        let request =
            pb::ListItemsRequest { filter: filter.into(), order_by: order_by.into(), ..Default::default() };
        let refused = acting(&as_ann, desk.items().list_items(request)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{filter} {order_by}");
    }
    let request = pb::ListItemsRequest { filter: "status.state != FINISHED".into(), ..Default::default() };
    assert!(acting(&as_ann, desk.items().list_items(request)).await.unwrap().items.is_empty());
    let search = pb::SearchItemsRequest { q: "printer".into(), ..Default::default() };
    assert_eq!(
        acting(&as_ann, desk.items().search_items(search)).await.unwrap_err().code(),
        Code::PermissionDenied
    );
    desk.bench.end().await;
}
