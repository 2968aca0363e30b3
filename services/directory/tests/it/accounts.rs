//! Accounts, and the link that makes the first one.
use tandem_proto::directory as pb;
use tonic::Code;

use crate::desk::{Desk, acting, field, mask, reason};

const LINK: &str = "tsu_the-link-of-this-test";

/// The link is told once, in the log, and kept as a hash: the test puts the hash of its own in its place.
async fn knows_the_link(desk: &Desk) {
    let changed = sqlx::query!(
        "/* every account: there is none yet */ update directory.setup set token_hash = sha256($1)",
        LINK.as_bytes()
    );
    assert_eq!(changed.execute(desk.context().db.pool()).await.unwrap().rows_affected(), 1);
}

fn first(token: &str) -> pb::SetUpRequest {
    pb::SetUpRequest {
        token: token.into(),
        account_name: "Acme".into(),
        owner_name: "Olivia".into(),
        owner_email: "Olivia@Acme.test".into(),
        password: "correct horse".into(),
        ..pb::SetUpRequest::default()
    }
}

#[tokio::test]
async fn the_set_up_link_makes_the_first_account_once() {
    let desk = Desk::bare().await;
    knows_the_link(&desk).await;
    let nobody = desk.bench.as_system();
    let set_up = |request: pb::SetUpRequest| {
        let (mut accounts, nobody) = (desk.accounts(), nobody.clone());
        async move { acting(&nobody, accounts.set_up(request)).await }
    };
    assert_eq!(reason(&set_up(first("tsu_another")).await.unwrap_err()), "SETUP_TOKEN");
    let wrong = pb::SetUpRequest { owner_email: "olivia".into(), ..first(LINK) };
    assert_eq!(
        field(&set_up(wrong).await.unwrap_err()),
        "owner_email",
        "a mistyped field leaves the link good"
    );
    let (a, b) = tokio::join!(set_up(first(LINK)), set_up(first(LINK)));
    let (made, refused) = match (a, b) {
        (Ok(made), Err(refused)) | (Err(refused), Ok(made)) => (made, refused),
        both => panic!("one of them makes it: {both:?}"),
    };
    assert!(["SETUP_TOKEN", "SETUP_DONE"].contains(&reason(&refused).as_str()), "{refused}");
    assert_eq!(reason(&set_up(first(LINK)).await.unwrap_err()), "SETUP_DONE");

    let account = made.account.unwrap();
    assert_eq!(
        (account.name.as_str(), account.mail_domain.as_str(), account.time_zone.as_str()),
        ("Acme", "acme.localhost", "UTC")
    );
    let signed_in = desk.sign_in("olivia@acme.test", "correct horse").await.unwrap();
    let owner = signed_in.principal.unwrap();
    assert_eq!(
        (owner.id, owner.account_id, owner.role),
        (made.owner_id, account.id, pb::user::Role::Owner.into())
    );
    assert_eq!(desk.heard::<pb::AccountCreated>().await.len(), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn an_account_is_made_with_an_owner_a_calendar_and_a_token() {
    let desk = Desk::open().await;
    assert_eq!(desk.resolve(&desk.made.api_token).await.unwrap().id, desk.made.owner_id);
    assert_eq!(
        desk.sign_in("olivia@acme.test", &desk.made.password).await.unwrap().principal.unwrap().id,
        desk.made.owner_id
    );
    let me = acting(&desk.owner(), desk.users().get_me(pb::GetMeRequest {})).await.unwrap();
    assert_eq!(
        (me.name.as_str(), me.account_name.as_str(), me.role()),
        ("olivia", "Acme", pb::user::Role::Owner)
    );
    let calendars =
        acting(&desk.owner(), desk.calendars().list_business_calendars(pb::ListBusinessCalendarsRequest {}))
            .await
            .unwrap();
    assert_eq!(calendars.business_calendars.len(), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mail_domain_leads_to_one_account() {
    let desk = Desk::open().await;
    assert_eq!(reason(&desk.makes_account("ACME", "o@acme.test").await.unwrap_err()), "MAIL_DOMAIN_TAKEN");
    let other = desk.makes_account("Other", "olivia@acme.test").await.unwrap().account.unwrap();
    let resolve = |domain: &str| {
        let (mut accounts, cause) = (desk.accounts(), desk.bench.as_system());
        let request = pb::ResolveMailDomainRequest { domain: domain.into() };
        async move { acting(&cause, accounts.resolve_mail_domain(request)).await }
    };
    assert_eq!(resolve("Other.Localhost.").await.unwrap().id, other.id);
    assert_eq!(resolve("nobody.test").await.unwrap_err().code(), Code::NotFound);
    let taken = pb::UpdateAccountRequest {
        account: Some(pb::Account { mail_domain: "other.localhost".into(), ..pb::Account::default() }),
        update_mask: Some(mask(&["mail_domain"])),
    };
    assert_eq!(
        reason(&acting(&desk.owner(), desk.accounts().update_account(taken)).await.unwrap_err()),
        "MAIL_DOMAIN_TAKEN"
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn an_account_is_changed_by_admins_on_what_is_there() {
    let desk = Desk::open().await;
    let update = |cause, given: pb::Account, fields: &[&str]| {
        let (mut accounts, request) = (
            desk.accounts(),
            pb::UpdateAccountRequest { account: Some(given), update_mask: Some(mask(fields)) },
        );
        async move { acting(&cause, accounts.update_account(request)).await }
    };
    let given = pb::Account {
        name: " Acme Ltd ".into(),
        time_zone: "Europe/Zagreb".into(),
        revision: 1,
        ..pb::Account::default()
    };
    let changed = update(desk.admin(), given.clone(), &["name", "time_zone"]).await.unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.time_zone.as_str(), changed.revision),
        ("Acme Ltd", "Europe/Zagreb", 2)
    );
    let stale = update(desk.admin(), given.clone(), &["name"]).await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "STALE"));
    let given = pb::Account { time_zone: "Mars/Olympus".into(), name: " ".into(), ..given };
    let given = pb::Account { revision: 0, ..given };
    assert_eq!(
        field(&update(desk.admin(), given.clone(), &["time_zone"]).await.unwrap_err()),
        "account.time_zone"
    );
    assert_eq!(field(&update(desk.admin(), given.clone(), &["name"]).await.unwrap_err()), "account.name");
    assert_eq!(field(&update(desk.admin(), given.clone(), &["id"]).await.unwrap_err()), "update_mask");
    assert_eq!(
        update(desk.bench.as_agent(), given, &["name"]).await.unwrap_err().code(),
        Code::PermissionDenied
    );
    desk.bench.end().await;
}
