//! Following by hand.
use tandem_kit::id::{CustomerId, ItemId, OrganizationId, TeamId};
use tandem_proto::notifications as pb;
use tonic::Code;

use crate::desk::{Desk, acting};

#[tokio::test]
async fn who_follows_a_thing_follows_it_once_until_they_stop() {
    let desk = Desk::open().await;
    let subject = ItemId::new().to_string();
    desk.follows(desk.eve, &subject).await;
    desk.follows(desk.eve, &subject).await;
    let ann = CustomerId::new().to_string();
    let request = pb::FollowRequest { subject: subject.clone(), follower_id: ann.clone() };
    acting(&desk.agent_acts(desk.bob), desk.client().follow(request)).await.unwrap();
    assert_eq!(desk.followers(&subject).await, [desk.eve.to_string(), ann.clone()]);
    let request = pb::UnfollowRequest { subject: subject.clone(), follower_id: String::new() };
    acting(&desk.agent_acts(desk.eve), desk.client().unfollow(request)).await.unwrap();
    assert_eq!(desk.followers(&subject).await, [ann]);
    assert_eq!(desk.heard::<pb::FollowersChanged>().await.len(), 4);

    let caller = tandem_kit::Caller { account: uuid::Uuid::nil(), ..desk.agent_acts(desk.eve).caller };
    let request = pb::ListFollowersRequest { subject };
    let elsewhere =
        acting(&tandem_kit::Cause::by(caller), desk.client().list_followers(request)).await.unwrap();
    assert!(elsewhere.follower_ids.is_empty(), "another account follows nothing of this one");
    desk.bench.end().await;
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused_by_its_field() {
    let desk = Desk::open().await;
    let (item, organization) = (ItemId::new().to_string(), OrganizationId::new().to_string());
    let (customer, team) = (CustomerId::new().to_string(), TeamId::new().to_string());
    for (subject, follower, field) in [
        (organization.as_str(), customer.as_str(), "subject"),
        (team.as_str(), "", "subject"),
        ("item_1", "", "subject"),
        (item.as_str(), team.as_str(), "follower_id"),
        (item.as_str(), "eve", "follower_id"),
    ] {
        let request = pb::FollowRequest { subject: subject.into(), follower_id: follower.into() };
        let refused = acting(&desk.agent_acts(desk.eve), desk.client().follow(request)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{subject} {follower}");
        assert!(refused.message().starts_with(field), "{}", refused.message());
    }
    let as_customer = desk.bench.as_customer(CustomerId::new());
    let request = pb::FollowRequest { subject: item, follower_id: String::new() };
    let refused = acting(&as_customer, desk.client().follow(request)).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    desk.bench.end().await;
}
