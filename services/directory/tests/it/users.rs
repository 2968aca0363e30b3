//! Users: who they are and who may change them.
use tandem_kit::{Cause, Role};
use tandem_proto::directory::{self as pb, user};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, field, mask, reason};

async fn update(desk: &Desk, cause: &Cause, user: pb::User, path: &str) -> Result<pb::User, Status> {
    let request = pb::UpdateUserRequest { user: Some(user), update_mask: Some(mask(&[path])) };
    acting(cause, desk.users().update_user(request)).await
}

async fn get(desk: &Desk, id: &str) -> Result<pb::User, Status> {
    acting(&desk.owner(), desk.users().get_user(pb::GetUserRequest { id: id.into() })).await
}

fn as_user(desk: &Desk, user: &pb::User, role: Role) -> Cause {
    desk.bench.as_user(user.id.parse().unwrap(), role)
}

#[tokio::test]
async fn the_last_owner_stays() {
    let desk = Desk::open().await;
    let olivia = get(&desk, &desk.made.owner_id).await.unwrap();
    let demoted = pb::User { role: user::Role::Admin.into(), revision: 0, ..olivia.clone() };
    let disabled = pb::User { disabled: true, revision: 0, ..olivia.clone() };
    for (given, path) in [(demoted.clone(), "role"), (disabled.clone(), "disabled")] {
        assert_eq!(reason(&update(&desk, &desk.owner(), given, path).await.unwrap_err()), "LAST_OWNER");
    }
    let second = desk.user("Otto", "otto@acme.test", user::Role::Owner).await.unwrap();
    let gone = pb::User { disabled: true, ..second.clone() };
    // Two owners who leave at once: one of them stays.
    let owner = desk.owner();
    let (a, b) =
        tokio::join!(update(&desk, &owner, demoted, "role"), update(&desk, &owner, gone, "disabled"));
    assert_ne!(a.is_ok(), b.is_ok());
    let refused = a.err().or(b.err()).unwrap();
    assert_eq!(reason(&refused), "LAST_OWNER");
    desk.bench.end().await;
}

#[tokio::test]
async fn an_agent_changes_their_own_name_and_nothing_else() {
    let desk = Desk::open().await;
    let (eve, bob) = (desk.agent("eve@acme.test").await, desk.agent("bob@acme.test").await);
    let as_eve = as_user(&desk, &eve, Role::Agent);
    let renamed =
        update(&desk, &as_eve, pb::User { name: " Eve Jones ".into(), ..eve.clone() }, "name").await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.revision), ("Eve Jones", 2));
    for (given, path) in [
        (pb::User { name: "Rob".into(), ..bob.clone() }, "name"),
        (pb::User { role: user::Role::Admin.into(), ..renamed.clone() }, "role"),
        (pb::User { disabled: true, ..renamed.clone() }, "disabled"),
    ] {
        assert_eq!(
            update(&desk, &as_eve, given, path).await.unwrap_err().code(),
            Code::PermissionDenied,
            "{path}"
        );
    }
    let stale = update(&desk, &as_eve, pb::User { name: "Eva".into(), ..eve }, "name").await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "STALE"));
    assert_eq!(
        field(
            &update(&desk, &as_eve, pb::User { name: " ".into(), ..renamed.clone() }, "name")
                .await
                .unwrap_err()
        ),
        "user.name"
    );
    assert_eq!(field(&update(&desk, &as_eve, renamed, "email").await.unwrap_err()), "update_mask");
    let changes = desk.heard::<pb::UserUpdated>().await;
    assert_eq!(changes.iter().map(|c| c.changed.join(",")).collect::<Vec<_>>(), ["name"]);
    desk.bench.end().await;
}

#[tokio::test]
async fn only_an_owner_makes_an_owner() {
    let desk = Desk::open().await;
    let eve = desk.agent("eve@acme.test").await;
    let promoted = pb::User { role: user::Role::Owner.into(), ..eve };
    assert_eq!(
        update(&desk, &desk.admin(), promoted.clone(), "role").await.unwrap_err().code(),
        Code::PermissionDenied
    );
    let new = pb::CreateUserRequest {
        name: "Ida".into(),
        email: "ida@acme.test".into(),
        role: user::Role::Owner.into(),
        password: "correct horse".into(),
        ..pb::CreateUserRequest::default()
    };
    assert_eq!(
        acting(&desk.admin(), desk.users().create_user(new.clone())).await.unwrap_err().code(),
        Code::PermissionDenied
    );
    let agents = pb::CreateUserRequest { role: user::Role::Agent.into(), ..new };
    acting(&desk.admin(), desk.users().create_user(agents.clone())).await.unwrap();
    assert_eq!(
        acting(&desk.bench.as_agent(), desk.users().create_user(agents)).await.unwrap_err().code(),
        Code::PermissionDenied
    );
    assert_eq!(update(&desk, &desk.owner(), promoted, "role").await.unwrap().role(), user::Role::Owner);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_disabled_user_is_out_at_once() {
    let desk = Desk::open().await;
    let eve = desk.agent("eve@acme.test").await;
    let session = desk.sign_in("eve@acme.test", "correct horse").await.unwrap().token;
    let request = pb::CreateApiTokenRequest { name: "Script".into(), expire_time: None };
    let token = acting(&as_user(&desk, &eve, Role::Agent), desk.credentials().create_api_token(request))
        .await
        .unwrap()
        .secret;
    for proof in [&session, &token] {
        assert_eq!(desk.resolve(proof).await.unwrap().id, eve.id);
    }
    let gone = update(&desk, &desk.admin(), pb::User { disabled: true, ..eve }, "disabled").await.unwrap();
    for proof in [&session, &token] {
        assert_eq!(desk.resolve(proof).await.unwrap_err().code(), Code::Unauthenticated);
    }
    assert_eq!(
        desk.sign_in("eve@acme.test", "correct horse").await.unwrap_err().code(),
        Code::Unauthenticated
    );
    let listed =
        acting(&desk.owner(), desk.users().list_users(pb::ListUsersRequest::default())).await.unwrap().users;
    assert!(listed.iter().all(|user| user.id != gone.id));
    update(&desk, &desk.admin(), pb::User { disabled: false, ..gone }, "disabled").await.unwrap();
    assert!(desk.sign_in("eve@acme.test", "correct horse").await.is_ok());
    assert_eq!(
        desk.resolve(&session).await.unwrap_err().code(),
        Code::Unauthenticated,
        "an old session stays ended"
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn the_same_request_makes_one_user_also_at_once() {
    let desk = Desk::open().await;
    let request = pb::CreateUserRequest {
        name: "Eve".into(),
        email: "eve@acme.test".into(),
        role: user::Role::Agent.into(),
        password: "correct horse".into(),
        request_id: "0191d3c5-8f4e-7a6b-9c2d-1e3f5a7b9c0d".into(),
        fields: std::collections::BTreeMap::new(),
    };
    let owner = desk.owner();
    let (mut one, mut two) = (desk.users(), desk.users());
    let (a, b) = tokio::join!(
        acting(&owner, one.create_user(request.clone())),
        acting(&owner, two.create_user(request))
    );
    assert_eq!(a.unwrap(), b.unwrap());
    desk.bench.end().await;
}

#[tokio::test]
async fn pages_walk_every_user_once_whatever_their_names_are_written_in() {
    let desk = Desk::open().await;
    // Programs do not agree what these are in lower case.
    for (n, name) in
        ["ΟΔΟΣ", "οδος", "İstanbul", "istanbul", "STRASSE", "Straẞe", "eve", "Eve", "EVE"].iter().enumerate()
    {
        desk.user(name, &format!("u{n}@acme.test"), user::Role::Agent).await.unwrap();
    }
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::ListUsersRequest { page_size: 1, page_token, ..pb::ListUsersRequest::default() };
        let page = acting(&desk.owner(), desk.users().list_users(request)).await.unwrap();
        seen.extend(page.users.into_iter().map(|user| user.id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
        assert!(seen.len() < 20, "the walk ends");
    }
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (10, 10));
    let query = |text: &str| pb::ListUsersRequest { query: text.into(), ..pb::ListUsersRequest::default() };
    assert_eq!(acting(&desk.owner(), desk.users().list_users(query("EVE"))).await.unwrap().users.len(), 3);
    assert_eq!(acting(&desk.owner(), desk.users().list_users(query("u4@"))).await.unwrap().users.len(), 1);
    assert_eq!(acting(&desk.owner(), desk.users().list_users(query("%"))).await.unwrap().users.len(), 0);
    desk.bench.end().await;
}

#[tokio::test]
async fn another_account_has_none_of_it() {
    let desk = Desk::open().await;
    let (eve, ann) =
        (desk.agent("eve@acme.test").await, desk.customer("Ann", "ann@client.test").await.unwrap());
    let organization = desk.organization("Client", &["client.test"]).await.unwrap();
    let other = desk.makes_account("Other", "eve@acme.test").await.unwrap();
    let account: tandem_kit::id::AccountId = other.account.unwrap().id.parse().unwrap();
    let caller = tandem_kit::Caller { account: account.uuid(), ..desk.owner().caller };
    let stranger = Cause::by(caller);
    let user = acting(&stranger, desk.users().get_user(pb::GetUserRequest { id: eve.id.clone() })).await;
    let customer =
        acting(&stranger, desk.customers().get_customer(pb::GetCustomerRequest { id: ann.id.clone() })).await;
    let found = acting(
        &stranger,
        desk.organizations().get_organization(pb::GetOrganizationRequest { id: organization.id }),
    )
    .await;
    for code in [user.unwrap_err().code(), customer.unwrap_err().code(), found.unwrap_err().code()] {
        assert_eq!(code, Code::NotFound);
    }
    assert_eq!(update(&desk, &stranger, eve, "name").await.unwrap_err().code(), Code::NotFound);
    assert_eq!(get(&desk, &ann.id).await.unwrap_err().code(), Code::NotFound, "a customer is no user");
    desk.bench.end().await;
}
