//! Following by hand.
use tandem_kit::{
    Cause,
    id::{CustomerId, ItemId, OrganizationId, ProjectId, TeamId, UserId},
};
use tandem_proto::notifications as pb;
use tonic::Code;

use crate::desk::{Desk, acting};

#[tokio::test]
async fn who_follows_a_thing_follows_it_once_until_they_stop() {
    let desk = Desk::open().await;
    let subject = desk.ticket("Printer", &[]).await.id;
    desk.follows(desk.eve, &subject).await;
    desk.follows(desk.eve, &subject).await;
    let ann = desk.customer("ann@client.test").await;
    let request = pb::FollowRequest { subject: subject.clone(), follower_id: ann.clone() };
    acting(&desk.agent_acts(desk.bob), desk.client().follow(request)).await.unwrap();
    assert_eq!(desk.followers(&subject).await, [desk.eve.to_string(), ann.clone()]);
    let request = pb::UnfollowRequest { subject: subject.clone(), follower_id: String::new() };
    acting(&desk.agent_acts(desk.eve), desk.client().unfollow(request)).await.unwrap();
    let followers = desk.followers(&subject).await;
    assert_eq!(followers, [ann]);
    let heard = desk.heard::<pb::FollowersChanged>().await;
    let customers: Vec<_> = heard.iter().map(|(_, what)| what.customer_ids.as_slice()).collect();
    assert_eq!(customers, [&[][..], &[], &followers, &followers], "each tells all customers who follow");

    let caller = tandem_kit::Caller { account: uuid::Uuid::nil(), ..desk.agent_acts(desk.eve).caller };
    let request = pb::ListFollowersRequest { subject };
    let elsewhere = acting(&Cause::by(caller), desk.client().list_followers(request)).await.unwrap();
    assert!(elsewhere.follower_ids.is_empty(), "another account follows nothing of this one");
    desk.bench.end().await;
}

#[tokio::test]
async fn what_is_not_there_for_the_caller_is_not_followed() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("Printer", &[]).await.id;
    let follow = async |cause: &Cause, subject: String, follower: String| {
        let request = pb::FollowRequest { subject, follower_id: follower };
        acting(cause, desk.client().follow(request)).await
    };
    let eve = desk.agent_acts(desk.eve);
    let nothing = [
        ItemId::new().to_string(),
        ProjectId::new().to_string(),
        CustomerId::new().to_string(),
        OrganizationId::new().to_string(),
    ];
    for subject in nothing {
        let refused = follow(&eve, subject.clone(), String::new()).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound, "{subject}");
        assert!(refused.message().contains(&subject), "{refused}");
        assert!(desk.followers(&subject).await.is_empty());
    }
    for follower in [UserId::new().to_string(), CustomerId::new().to_string()] {
        let refused = follow(&eve, ticket.clone(), follower.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound, "{follower}");
        assert!(refused.message().contains(&follower), "{refused}");
    }
    // A ticket of this account is none of another's.
    let caller = tandem_kit::Caller { account: uuid::Uuid::from_u128(7), ..eve.caller.clone() };
    let refused = follow(&Cause::by(caller), ticket.clone(), String::new()).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    follow(&eve, ticket.clone(), String::new()).await.unwrap();
    assert_eq!(desk.followers(&ticket).await, [desk.eve.to_string()]);
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
