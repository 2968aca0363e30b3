//! Sessions, API tokens and magic links.
use std::time::Duration;

use tandem_kit::{Caller, Cause, Role};
use tandem_proto::directory as pb;
use tonic::{Code, Status};

use crate::desk::{Desk, acting, field};

async fn link(desk: &Desk, email: &str) -> String {
    let account_id = desk.made.account.as_ref().unwrap().id.clone();
    let request = pb::CreateMagicLinkRequest { account_id, email: email.into() };
    acting(&desk.bench.as_system(), desk.credentials().create_magic_link(request)).await.unwrap().token
}

async fn redeem(desk: &Desk, token: &str) -> Result<pb::SignedIn, Status> {
    let request = pb::RedeemMagicLinkRequest { token: token.into(), user_agent: "test".into() };
    acting(&desk.bench.as_system(), desk.credentials().redeem_magic_link(request)).await
}

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn sign_in_tells_nobody_what_was_wrong() {
    let desk = Desk::open().await;
    desk.agent("eve@acme.test").await;
    desk.ensures("ann@client.test", "Ann").await.unwrap();
    let wrong_password = desk.sign_in("eve@acme.test", "wrong horse").await.unwrap_err();
    let unknown = desk.sign_in("nobody@acme.test", "wrong horse").await.unwrap_err();
    let without_password = desk.sign_in("ann@client.test", "").await.unwrap_err();
    for refused in [&unknown, &without_password] {
        assert_eq!((refused.code(), refused.message()), (wrong_password.code(), wrong_password.message()));
        assert_eq!(refused.details(), wrong_password.details());
    }
    assert_eq!(wrong_password.code(), Code::Unauthenticated);
    desk.bench.end().await;
}

#[tokio::test]
async fn ten_failures_for_an_address_are_enough() {
    let desk = Desk::open().await;
    desk.agent("eve@acme.test").await;
    for _ in 0..9 {
        assert_eq!(desk.sign_in("eve@acme.test", "wrong").await.unwrap_err().code(), Code::Unauthenticated);
    }
    desk.sign_in("EVE@acme.test ", "correct horse").await.expect("a success forgets the failures");
    for address in ["eve@acme.test", "nobody@acme.test"] {
        for _ in 0..10 {
            assert_eq!(desk.sign_in(address, "wrong").await.unwrap_err().code(), Code::Unauthenticated);
        }
        assert_eq!(desk.sign_in(address, "correct horse").await.unwrap_err().code(), Code::ResourceExhausted);
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn who_fails_to_sign_in_from_one_network_locks_out_nobody_on_another() {
    let desk = Desk::open().await;
    desk.agent("eve@acme.test").await;
    let wrong = async |address: &str, network: &str| {
        desk.sign_in_from(network, address, "wrong").await.unwrap_err().code()
    };
    for address in ["eve@acme.test", "nobody@acme.test"] {
        // Known or not, an address is answered the same.
        for n in 0..30 {
            let expected = if n < 10 { Code::Unauthenticated } else { Code::ResourceExhausted };
            assert_eq!(wrong(address, "192.0.2.7").await, expected, "{n}");
        }
    }
    desk.sign_in_from("198.51.100.3", "eve@acme.test", "correct horse").await.expect("its owner signs in");
    for address in ["eve@acme.test", "nobody@acme.test"] {
        let mut refused = None;
        for network in 1..=6 {
            for _ in 0..10 {
                let code = wrong(address, &format!("203.0.113.{network}")).await;
                refused = refused.or((code == Code::ResourceExhausted).then_some(network));
            }
        }
        let expected = if address.starts_with("eve") { 6 } else { 5 };
        assert_eq!(refused, Some(expected), "many networks together are bounded too: {address}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn the_password_decides_in_which_account_an_address_signs_in() {
    let desk = Desk::open().await;
    let other = desk.makes_account("Other", "olivia@acme.test").await.unwrap();
    let here = desk.sign_in("olivia@acme.test", &desk.made.password).await.unwrap().principal.unwrap();
    let there = desk.sign_in("olivia@acme.test", &other.password).await.unwrap().principal.unwrap();
    assert_eq!((here.id, there.id), (desk.made.owner_id.clone(), other.owner_id));
    let request = pb::SignInRequest {
        email: "olivia@acme.test".into(),
        password: desk.made.password.clone(),
        account_id: other.account.unwrap().id,
        ..pb::SignInRequest::default()
    };
    let refused = acting(&desk.bench.as_system(), desk.credentials().sign_in(request)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_signed_out_deleted_or_two_weeks_old() {
    let desk = Desk::open().await;
    let eve = desk.agent("eve@acme.test").await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(desk.sign_in("eve@acme.test", "correct horse").await.unwrap());
    }
    let first = sessions[0].principal.clone().unwrap();
    let caller = Caller {
        credential: first.credential_id.clone(),
        ..desk.bench.as_user(eve.id.parse().unwrap(), Role::Agent).caller
    };
    let as_eve = Cause::by(caller);
    let listed =
        acting(&as_eve, desk.credentials().list_sessions(pb::ListSessionsRequest {})).await.unwrap().sessions;
    assert_eq!(listed.len(), 3);
    assert_eq!(
        listed.iter().filter(|s| s.current).map(|s| &s.id).collect::<Vec<_>>(),
        [&first.credential_id]
    );

    let delete = pb::DeleteSessionRequest { id: first.credential_id };
    let by_another =
        acting(&desk.owner(), desk.credentials().delete_session(delete.clone())).await.unwrap_err();
    assert_eq!(by_another.code(), Code::NotFound, "only one's own");
    acting(&as_eve, desk.credentials().delete_session(delete)).await.unwrap();
    let out = pb::SignOutRequest { token: sessions[1].token.clone() };
    acting(&desk.bench.as_system(), desk.credentials().sign_out(out)).await.unwrap();
    for ended in &sessions[..2] {
        assert_eq!(desk.resolve(&ended.token).await.unwrap_err().code(), Code::Unauthenticated);
    }
    assert_eq!(desk.resolve(&sessions[2].token).await.unwrap().id, eve.id);
    desk.bench.advance(14 * DAY);
    assert_eq!(desk.resolve(&sessions[2].token).await.unwrap_err().code(), Code::Unauthenticated);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_magic_link_is_good_once_and_for_a_quarter_of_an_hour() {
    let desk = Desk::open().await;
    let ann = desk.ensures("ann@client.test", "Ann").await.unwrap();
    assert_eq!(link(&desk, "nobody@client.test").await, "");
    assert_eq!(link(&desk, "olivia@acme.test").await, "", "a user signs in by password");

    let token = link(&desk, " ANN@client.test").await;
    let (a, b) = tokio::join!(redeem(&desk, &token), redeem(&desk, &token));
    assert_ne!(a.is_ok(), b.is_ok(), "also at once");
    let principal = a.or(b).unwrap().principal.unwrap();
    assert_eq!((principal.id, principal.role, principal.organization_id), (ann.id, 0, ann.organization_id));
    assert_eq!(redeem(&desk, &token).await.unwrap_err().code(), Code::Unauthenticated);

    let (early, late) = (link(&desk, "ann@client.test").await, link(&desk, "ann@client.test").await);
    desk.bench.advance(14 * MINUTE);
    redeem(&desk, &early).await.expect("it is good for 15 minutes");
    desk.bench.advance(MINUTE);
    assert_eq!(redeem(&desk, &late).await.unwrap_err().code(), Code::Unauthenticated);
    for wrong in ["", "tdl_", "tdl_AAAA", &late.replace("tdl", "tds")] {
        assert_eq!(redeem(&desk, wrong).await.unwrap_err().code(), Code::Unauthenticated, "{wrong}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn an_api_token_acts_for_its_user_until_it_is_revoked_or_expires() {
    let desk = Desk::open().await;
    let eve = desk.agent("eve@acme.test").await;
    let as_eve = desk.bench.as_user(eve.id.parse().unwrap(), Role::Agent);
    let create = |name: &str, expire_time| {
        let (mut credentials, as_eve) = (desk.credentials(), as_eve.clone());
        let request = pb::CreateApiTokenRequest { name: name.into(), expire_time };
        async move { acting(&as_eve, credentials.create_api_token(request)).await }
    };
    let now = desk.context().clock.now();
    let at = |minutes: i64| Some(tandem_kit::clock::timestamp(now + chrono::TimeDelta::minutes(minutes)));
    let (lasting, brief) = (create("Script", None).await.unwrap(), create("Demo", at(5)).await.unwrap());
    let principal = desk.resolve(&lasting.secret).await.unwrap();
    assert_eq!((&principal.id, &principal.credential_id), (&eve.id, &lasting.id));
    assert_eq!(field(&create("Late", at(-1)).await.unwrap_err()), "expire_time");
    assert_eq!(field(&create(" ", None).await.unwrap_err()), "name");
    let listed = acting(&as_eve, desk.credentials().list_api_tokens(pb::ListApiTokensRequest {}))
        .await
        .unwrap()
        .api_tokens;
    assert_eq!(
        listed.iter().map(|t| (t.name.as_str(), t.secret.as_str())).collect::<Vec<_>>(),
        [("Demo", ""), ("Script", "")]
    );

    desk.bench.advance(5 * MINUTE);
    assert_eq!(desk.resolve(&brief.secret).await.unwrap_err().code(), Code::Unauthenticated);
    let revoke = pb::DeleteApiTokenRequest { id: lasting.id };
    assert_eq!(
        acting(&desk.owner(), desk.credentials().delete_api_token(revoke.clone())).await.unwrap_err().code(),
        Code::NotFound
    );
    acting(&as_eve, desk.credentials().delete_api_token(revoke)).await.unwrap();
    assert_eq!(desk.resolve(&lasting.secret).await.unwrap_err().code(), Code::Unauthenticated);
    desk.bench.end().await;
}
