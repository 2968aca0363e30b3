//! How users get a password of their own: by an invitation, or because they forgot theirs.
use tandem_proto::directory::{self as pb, user::Role};
use tonic::Code;

use crate::desk::{Desk, acting};

fn token(url: &str) -> String {
    url.strip_prefix("http://tandem.test/set-password#token=").unwrap().to_owned()
}

async fn sets(desk: &Desk, token: &str, password: &str) -> Result<pb::SignedIn, tonic::Status> {
    let request = pb::SetPasswordRequest {
        token: token.into(),
        password: password.into(),
        ..pb::SetPasswordRequest::default()
    };
    acting(&desk.bench.as_system(), desk.credentials().set_password(request)).await
}

async fn invited(desk: &Desk, by: &tandem_kit::Cause, id: &str) -> Result<pb::Invitation, tonic::Status> {
    acting(by, desk.users().invite_user(pb::InviteUserRequest { id: id.into() })).await
}

#[tokio::test]
async fn who_is_invited_sets_a_password_once_and_is_signed_in() {
    let desk = Desk::open().await;
    let request = pb::CreateUserRequest {
        name: "Nora New".into(),
        email: "nora@acme.test".into(),
        role: Role::Agent.into(),
        ..pb::CreateUserRequest::default()
    };
    let nora = acting(&desk.owner(), desk.users().create_user(request)).await.unwrap();
    let link = token(&invited(&desk, &desk.owner(), &nora.id).await.unwrap().url);
    let other = token(&invited(&desk, &desk.owner(), &nora.id).await.unwrap().url);
    let short = sets(&desk, &link, "short").await.unwrap_err();
    assert_eq!(short.code(), Code::InvalidArgument, "and the link is still good");
    let session = sets(&desk, &link, "correct horse").await.unwrap();
    assert_eq!(session.principal.unwrap().id, nora.id);
    for used in [link.as_str(), other.as_str(), "", "tdp_AAAA"] {
        let gone = sets(&desk, used, "another horse").await.unwrap_err();
        assert_eq!(gone.code(), Code::FailedPrecondition, "{used}: {gone}");
    }
    let signed_in = desk.sign_in("nora@acme.test", "correct horse").await.unwrap();
    let again = token(&invited(&desk, &desk.owner(), &nora.id).await.unwrap().url);
    sets(&desk, &again, "another horse").await.unwrap();
    let resolve = pb::ResolveCredentialRequest { token: signed_in.token };
    let ended = acting(&desk.bench.as_system(), desk.credentials().resolve_credential(resolve)).await;
    assert_eq!(ended.unwrap_err().code(), Code::Unauthenticated, "the sessions before it have ended");
}

#[tokio::test]
async fn a_link_does_not_outlive_its_time() {
    let desk = Desk::open().await;
    let eve = desk.agent("eve@acme.test").await;
    let link = token(&invited(&desk, &desk.owner(), &eve.id).await.unwrap().url);
    desk.bench.advance(std::time::Duration::from_secs(8 * 24 * 3600));
    assert_eq!(sets(&desk, &link, "correct horse").await.unwrap_err().code(), Code::FailedPrecondition);
}

#[tokio::test]
async fn an_owner_is_invited_by_an_owner_only() {
    let desk = Desk::open().await;
    let owner = desk.made.owner_id.clone();
    assert_eq!(invited(&desk, &desk.admin(), &owner).await.unwrap_err().code(), Code::PermissionDenied);
    assert!(invited(&desk, &desk.owner(), &owner).await.is_ok());
    let eve = desk.agent("eve@acme.test").await;
    let agent = invited(&desk, &desk.bench.as_agent(), &eve.id).await.unwrap_err();
    assert_eq!(agent.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn who_asks_for_a_link_is_not_told_whether_anybody_has_the_address() {
    let desk = Desk::open().await;
    let asks = async |email: &str| {
        let request = pb::SendPasswordLinkRequest { email: email.into(), network: "192.0.2.7".into() };
        acting(&desk.bench.as_system(), desk.credentials().send_password_link(request)).await
    };
    for email in ["olivia@acme.test", "nobody@acme.test"] {
        for _ in 0..5 {
            assert_eq!(asks(email).await.unwrap(), ());
        }
        assert_eq!(asks(email).await.unwrap_err().code(), Code::ResourceExhausted, "{email}");
    }
    for other in 0..10 {
        asks(&format!("other{other}@acme.test")).await.unwrap();
    }
    let many = asks("another@acme.test").await.unwrap_err();
    assert_eq!(many.code(), Code::ResourceExhausted, "from one network");
}
