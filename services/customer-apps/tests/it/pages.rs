//! Web forms and portals: what an account starts with, and what the public sees of it.
use tandem_kit::id::CustomerId;
use tandem_proto::{customer_apps as pb, directory::AccountCreated};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, field, nobody, reason};

async fn form(desk: &Desk) -> pb::WebForm {
    let listed =
        acting(&desk.admin(), desk.forms().list_web_forms(pb::ListWebFormsRequest {})).await.unwrap();
    let [form] = listed.web_forms.try_into().unwrap();
    form
}

async fn portal(desk: &Desk) -> pb::Portal {
    let listed = acting(&desk.admin(), desk.portals().list_portals(pb::ListPortalsRequest {})).await.unwrap();
    let [portal] = listed.portals.try_into().unwrap();
    portal
}

async fn update(desk: &Desk, given: pb::WebForm, path: &str) -> Result<pb::WebForm, Status> {
    let update_mask = Some(prost_types::FieldMask { paths: vec![path.into()] });
    let request = pb::UpdateWebFormRequest { web_form: Some(given), update_mask };
    acting(&desk.admin(), desk.forms().update_web_form(request)).await
}

async fn shown(desk: &Desk, key: &str) -> Result<pb::PublicForm, Status> {
    acting(&nobody(), desk.forms().get_public_form(pb::GetPublicFormRequest { key: key.into() })).await
}

#[tokio::test]
async fn an_account_starts_with_one_form_and_one_portal() {
    let desk = Desk::open().await;
    let (event, _) = desk.heard::<AccountCreated>().await.remove(0);
    for result in desk.context().bus.publish_all(&[event.clone(), event]).await {
        result.unwrap();
    }
    let (form, portal) = (form(&desk).await, portal(&desk).await);
    assert!(form.enabled && portal.enabled);
    let page = shown(&desk, &form.key).await.unwrap();
    assert_eq!((page.name.as_str(), page.account_name.as_str()), ("Contact us", "Acme"));
    let request = pb::GetPublicPortalRequest { key: portal.key };
    let page = acting(&nobody(), desk.portals().get_public_portal(request)).await.unwrap();
    assert_eq!((page.name.as_str(), page.account_id), ("Acme support", desk.bench.account.to_string()));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_form_that_is_closed_is_no_page() {
    let desk = Desk::open().await;
    let open = form(&desk).await;
    let renamed =
        update(&desk, pb::WebForm { name: " Write to us ".into(), ..open.clone() }, "name").await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.revision), ("Write to us", 2));
    let stale = update(&desk, pb::WebForm { enabled: false, ..open.clone() }, "enabled").await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "STALE"));
    let of_type = renamed;
    for (given, path, wrong) in [
        (pb::WebForm { name: " ".into(), ..of_type.clone() }, "name", "web_form.name"),
        (
            pb::WebForm { introduction: "x".repeat(5001), ..of_type.clone() },
            "introduction",
            "web_form.introduction",
        ),
        (of_type.clone(), "key", "update_mask"),
    ] {
        assert_eq!(field(&update(&desk, given, path).await.unwrap_err()), wrong);
    }
    update(&desk, pb::WebForm { enabled: false, ..of_type }, "enabled").await.unwrap();
    assert_eq!(shown(&desk, &open.key).await.unwrap_err().code(), Code::NotFound);
    let submitted =
        pb::SubmitFormRequest { key: open.key, title: "Help".into(), ..pb::SubmitFormRequest::default() };
    assert_eq!(
        acting(&nobody(), desk.forms().submit_form(submitted)).await.unwrap_err().code(),
        Code::NotFound
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn a_form_without_a_title_and_a_request_of_a_user_are_refused() {
    let desk = Desk::open().await;
    let empty = pb::SubmitFormRequest {
        key: form(&desk).await.key,
        title: " ".into(),
        ..pb::SubmitFormRequest::default()
    };
    assert_eq!(field(&acting(&nobody(), desk.forms().submit_form(empty)).await.unwrap_err()), "title");
    let request = pb::SubmitRequestRequest { title: "Help".into(), ..pb::SubmitRequestRequest::default() };
    let refused = acting(&desk.admin(), desk.portals().submit_request(request.clone())).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let unknown = desk.bench.as_customer(CustomerId::new());
    assert_eq!(
        acting(&unknown, desk.portals().submit_request(request)).await.unwrap_err().code(),
        Code::NotFound
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn an_address_is_asked_for_five_links_an_hour() {
    let desk = Desk::open().await;
    let key = portal(&desk).await.key;
    let ask = |email: &str| {
        let request = pb::SendMagicLinkRequest { key: key.clone(), email: email.into() };
        let (nobody, mut portals) = (nobody(), desk.portals());
        async move { acting(&nobody, portals.send_magic_link(request)).await }
    };
    for email in ["nobody@client.test", " NOBODY@client.test"].iter().cycle().take(5) {
        ask(email).await.expect("whether somebody has the address is not told");
    }
    assert_eq!(ask("nobody@client.test").await.unwrap_err().code(), Code::ResourceExhausted);
    ask("somebody@client.test").await.unwrap();
    desk.bench.end().await;
}
