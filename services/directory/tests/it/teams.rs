//! Teams and who is in them.
use tandem_kit::id::TeamId;
use tandem_proto::directory as pb;
use tonic::{Code, Status};

use crate::desk::{Desk, acting, field, mask, reason};

async fn create(desk: &Desk, name: &str, user_ids: &[&str], request_id: &str) -> Result<pb::Team, Status> {
    let user_ids = user_ids.iter().map(|id| (*id).to_owned()).collect();
    let request = pb::CreateTeamRequest { name: name.into(), user_ids, request_id: request_id.into() };
    acting(&desk.admin(), desk.teams().create_team(request)).await
}

async fn update(desk: &Desk, team: pb::Team, path: &str) -> Result<pb::Team, Status> {
    let request = pb::UpdateTeamRequest { team: Some(team), update_mask: Some(mask(&[path])) };
    acting(&desk.admin(), desk.teams().update_team(request)).await
}

async fn user(desk: &Desk, id: &str) -> pb::User {
    acting(&desk.owner(), desk.users().get_user(pb::GetUserRequest { id: id.into() })).await.unwrap()
}

#[tokio::test]
async fn a_user_is_in_the_teams_that_name_them() {
    let desk = Desk::open().await;
    let (eve, bob) = (desk.agent("eve@acme.test").await, desk.agent("bob@acme.test").await);
    let team = create(&desk, " Support ", &[&eve.id, &eve.id], "").await.unwrap();
    assert_eq!((team.name.as_str(), &team.user_ids), ("Support", &vec![eve.id.clone()]));
    assert_eq!(user(&desk, &eve.id).await.team_ids, std::slice::from_ref(&team.id));

    let both = pb::Team { user_ids: vec![bob.id.clone(), eve.id.clone()], ..team.clone() };
    assert_eq!(update(&desk, both, "user_ids").await.unwrap().user_ids.len(), 2);
    let stale = update(&desk, pb::Team { name: "Help".into(), ..team.clone() }, "name").await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "STALE"));
    let only_bob = pb::Team { user_ids: vec![bob.id.clone()], revision: 0, ..team.clone() };
    assert_eq!(update(&desk, only_bob, "user_ids").await.unwrap().user_ids, std::slice::from_ref(&bob.id));
    assert!(user(&desk, &eve.id).await.team_ids.is_empty());

    let request = pb::DeleteTeamRequest { id: team.id.clone() };
    acting(&desk.admin(), desk.teams().delete_team(request.clone())).await.unwrap();
    assert!(user(&desk, &bob.id).await.team_ids.is_empty());
    assert_eq!(
        acting(&desk.admin(), desk.teams().delete_team(request)).await.unwrap_err().code(),
        Code::NotFound
    );
    assert_eq!(desk.heard::<pb::TeamDeleted>().await, [pb::TeamDeleted { team_id: team.id }]);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_team_has_users_of_its_own_account_only() {
    let desk = Desk::open().await;
    let other = desk.makes_account("Other", "otto@other.test").await.unwrap();
    assert_eq!(field(&create(&desk, "Support", &[&other.owner_id], "").await.unwrap_err()), "user_ids");
    assert_eq!(
        field(&create(&desk, "Support", &[&TeamId::new().to_string()], "").await.unwrap_err()),
        "user_ids"
    );
    assert_eq!(field(&create(&desk, " ", &[], "").await.unwrap_err()), "name");
    let by_agent = pb::CreateTeamRequest { name: "Support".into(), ..pb::CreateTeamRequest::default() };
    assert_eq!(
        acting(&desk.bench.as_agent(), desk.teams().create_team(by_agent)).await.unwrap_err().code(),
        Code::PermissionDenied
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn the_same_request_makes_one_team() {
    let desk = Desk::open().await;
    let request = "0191d3c5-8f4e-7a6b-9c2d-1e3f5a7b9c0d";
    let (a, b) = tokio::join!(create(&desk, "Support", &[], request), create(&desk, "Support", &[], request));
    assert_eq!(a.unwrap(), b.unwrap());
    let listed =
        acting(&desk.owner(), desk.teams().list_teams(pb::ListTeamsRequest::default())).await.unwrap();
    assert_eq!(listed.teams.len(), 1);
    assert_eq!(field(&create(&desk, "Support", &[], "once").await.unwrap_err()), "request_id");
    desk.bench.end().await;
}
