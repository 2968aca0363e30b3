use tandem_kit::{Cause, Role, id::UserId};
use tandem_proto::items::{
    self as pb, item_link::Relation, item_links_service_client::ItemLinksServiceClient,
    item_preferences_service_client::ItemPreferencesServiceClient,
};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, reason};

fn client(desk: &Desk) -> ItemLinksServiceClient<tandem_kit::rpc::Channel> {
    ItemLinksServiceClient::new(desk.bench.channel("items"))
}

async fn links(desk: &Desk, one: &str, relation: Relation, other: &str) -> Result<pb::ItemLink, Status> {
    let request =
        pb::CreateItemLinkRequest { item_id: one.into(), relation: relation.into(), other_id: other.into() };
    acting(&desk.bench.as_agent(), client(desk).create_item_link(request)).await
}

async fn of(desk: &Desk, item: &str) -> Vec<(Relation, i64)> {
    let request = pb::ListItemLinksRequest { item_id: item.into() };
    let listed = acting(&desk.bench.as_agent(), client(desk).list_item_links(request)).await.unwrap().links;
    listed.iter().map(|link| (link.relation(), link.other.as_ref().unwrap().number)).collect()
}

#[tokio::test]
async fn a_link_is_seen_from_both_ends_and_made_once() {
    let desk = Desk::open().await;
    let (one, two) = (desk.ticket("One").await, desk.ticket("Two").await);
    for (relation, inverse) in [
        (Relation::Relates, Relation::Relates),
        (Relation::Duplicates, Relation::DuplicatedBy),
        (Relation::BlockedBy, Relation::Blocks),
        (Relation::Causes, Relation::CausedBy),
    ] {
        let link = links(&desk, &one.id, relation, "#2").await.unwrap();
        assert_eq!(of(&desk, "1").await, [(relation, 2)]);
        assert_eq!(of(&desk, "2").await, [(inverse, 1)]);
        for (from, relation, to) in [(&one, relation, &two), (&two, relation, &one), (&two, inverse, &one)] {
            let refused = links(&desk, &from.id, relation, &to.id).await.unwrap_err();
            assert_eq!(reason(&refused).0, "ALREADY_LINKED");
        }
        let delete = pb::DeleteItemLinkRequest { id: link.id };
        acting(&desk.bench.as_agent(), client(&desk).delete_item_link(delete)).await.unwrap();
        assert!(of(&desk, "1").await.is_empty());
    }
    assert_eq!(reason(&links(&desk, "1", Relation::Relates, "1").await.unwrap_err()).0, "LINKED_TO_ITSELF");
    let told: Vec<_> = desk.activities(&two).await.into_iter().map(|a| (a.verb, a.field)).collect();
    assert_eq!(told[0], ("unlinked".into(), "caused_by".into()));
    assert_eq!(told[1], ("linked".into(), "caused_by".into()));
    desk.bench.end().await;
}

#[tokio::test]
async fn two_who_link_the_same_at_once_make_one_link() {
    let desk = Desk::open().await;
    desk.ticket("One").await;
    desk.ticket("Two").await;
    let (left, right) =
        tokio::join!(links(&desk, "1", Relation::Blocks, "2"), links(&desk, "2", Relation::Blocks, "1"));
    assert_eq!(u8::from(left.is_ok()) + u8::from(right.is_ok()), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn what_an_open_item_blocks_is_finished_unless_the_account_refuses_it() {
    let desk = Desk::open().await;
    let (one, two) = (desk.ticket("One").await, desk.ticket("Two").await);
    links(&desk, &one.id, Relation::BlockedBy, &two.id).await.unwrap();
    desk.enters(&one, "resolved").await;
    desk.enters(&one, "open").await;

    let wanted = pb::ItemPreferences { refuse_blocked: true, ..Default::default() };
    let request = pb::UpdateItemPreferencesRequest {
        item_preferences: Some(wanted),
        update_mask: Some(prost_types::FieldMask { paths: vec!["refuse_blocked".into()] }),
    };
    let mut preferences = ItemPreferencesServiceClient::new(desk.bench.channel("items"));
    let kept = acting(&desk.owner(), preferences.update_item_preferences(request)).await.unwrap();
    assert!(kept.roll_up_percent && kept.roll_up_state && kept.refuse_blocked);
    let resolved = desk.status("resolved").await;
    let refused =
        desk.tries(&desk.bench.as_agent(), &one, "status_id", |item| item.status_id = resolved).await;
    let refused = refused.unwrap_err();
    assert_eq!(reason(&refused).0, "BLOCKED");
    assert!(refused.message().contains("#2"), "{refused}");
    desk.enters(&two, "resolved").await;
    desk.enters(&one, "resolved").await;
    desk.bench.end().await;
}

#[tokio::test]
async fn a_link_of_another_account_is_not_there() {
    let desk = Desk::open().await;
    desk.ticket("One").await;
    desk.ticket("Two").await;
    let link = links(&desk, "1", Relation::Relates, "2").await.unwrap();
    let mut stranger: Cause = desk.bench.as_user(UserId::new(), Role::Owner);
    stranger.caller.account = UserId::new().uuid();
    let delete = pb::DeleteItemLinkRequest { id: link.id };
    let refused = acting(&stranger, client(&desk).delete_item_link(delete)).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    assert_eq!(of(&desk, "1").await.len(), 1);
    desk.bench.end().await;
}
