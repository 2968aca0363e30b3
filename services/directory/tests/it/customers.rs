//! Customers, and the organizations that they come into.
use std::collections::BTreeSet;

use futures::future::join_all;
use tandem_proto::directory as pb;
use tonic::{Code, Status};

use crate::desk::{Desk, acting, field, mask, reason};

async fn update(desk: &Desk, customer: pb::Customer, path: &str) -> Result<pb::Customer, Status> {
    let request = pb::UpdateCustomerRequest { customer: Some(customer), update_mask: Some(mask(&[path])) };
    acting(&desk.owner(), desk.customers().update_customer(request)).await
}

#[tokio::test]
async fn an_address_is_a_users_or_a_customers_not_both() {
    let desk = Desk::open().await;
    let eve = desk.agent("eve@acme.test").await;
    let ann = desk.customer("Ann", "Ann@Client.test").await.unwrap();
    assert_eq!(ann.email, "ann@client.test");
    assert_eq!(reason(&desk.customer("Eve", "EVE@acme.test ").await.unwrap_err()), "EMAIL_TAKEN");
    assert_eq!(
        reason(&desk.user("Ann", "ann@client.test", pb::user::Role::Agent).await.unwrap_err()),
        "EMAIL_TAKEN"
    );
    assert_eq!(
        desk.ensures("eve@acme.test", "").await.unwrap().id,
        eve.id,
        "a user who writes is still that user"
    );
    assert_eq!(desk.ensures("ANN@client.test", "Other").await.unwrap().name, "Ann");
    desk.makes_account("Other", "ann@client.test").await.expect("another account has its own people");
    for wrong in ["", "ann", "ann@", "a b@client.test", "ann@client.test\r\nBcc: x@y.test"] {
        assert_eq!(field(&desk.customer("Ann", wrong).await.unwrap_err()), "email", "{wrong:?}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_new_customer_comes_into_the_organization_that_owns_the_domain() {
    let desk = Desk::open().await;
    let client = desk.organization("Client", &["client.test"]).await.unwrap();
    assert_eq!(desk.customer("Ann", "ann@client.test").await.unwrap().organization_id, client.id);
    assert_eq!(desk.ensures("bob@Client.test", "Bob").await.unwrap().organization_id, client.id);
    assert_eq!(
        desk.customer("Zoe", "zoe@elsewhere.test").await.unwrap().organization_id,
        "",
        "by hand none is made"
    );
    assert_eq!(
        desk.ensures("carl@gmail.com", "Carl").await.unwrap().organization_id,
        "",
        "a public provider is nobody's"
    );
    assert_eq!(desk.ensures("root@localhost", "").await.unwrap().organization_id, "");
    assert_eq!(desk.heard::<pb::OrganizationCreated>().await.len(), 1);

    let dora = desk.ensures("dora@new.test", "").await.unwrap();
    assert_eq!(dora.name, "dora");
    let made = &desk.heard::<pb::OrganizationCreated>().await[1];
    let made = made.organization.as_ref().unwrap();
    assert_eq!(
        (&made.id, made.name.as_str(), &made.domains),
        (&dora.organization_id, "new.test", &vec!["new.test".to_owned()])
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn twenty_mails_at_once_make_one_customer_and_one_organization() {
    let desk = Desk::open().await;
    let people = join_all((0..20).map(|_| desk.ensures("ann@client.test", "Ann"))).await;
    let ids: BTreeSet<String> = people.into_iter().map(|person| person.unwrap().id).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(desk.heard::<pb::CustomerCreated>().await.len(), 1);
    assert_eq!(desk.heard::<pb::OrganizationCreated>().await.len(), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn colleagues_who_write_at_once_come_into_one_organization_under_their_own_names() {
    let desk = Desk::open().await;
    let who: Vec<(String, String)> =
        (0..20).map(|n| (format!("p{}@client.test", n % 10), format!("Person {}", n % 10))).collect();
    let people = join_all(who.iter().map(|(email, name)| desk.ensures(email, name))).await;
    let people: Vec<pb::Person> = people.into_iter().map(Result::unwrap).collect();
    for (person, (_, name)) in people.iter().zip(&who) {
        assert_eq!(&person.name, name);
    }
    let organizations: BTreeSet<&String> = people.iter().map(|person| &person.organization_id).collect();
    assert_eq!(organizations.len(), 1);
    assert_eq!(desk.heard::<pb::CustomerCreated>().await.len(), 10);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mail_from_a_strange_address_still_has_a_sender() {
    let desk = Desk::open().await;
    let long = format!("ann@{}.test", vec!["a".repeat(60); 4].join("."));
    assert!(!desk.ensures(&long, "").await.unwrap().organization_id.is_empty());
    assert_eq!(desk.ensures("nul@client.test", "A\0nn\r\n").await.unwrap().name, "Ann");
    assert_eq!(desk.ensures("long@client.test", &"x".repeat(500)).await.unwrap().name.len(), 200);
    assert_eq!(field(&desk.customer("A\0nn", "ann@client.test").await.unwrap_err()), "text");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_customer_is_changed_on_what_is_there() {
    let desk = Desk::open().await;
    let other = desk.makes_account("Other", "otto@other.test").await.unwrap();
    let ann = desk.customer("Ann", "ann@client.test").await.unwrap();
    let client = desk.organization("Client", &[]).await.unwrap();
    let moved =
        update(&desk, pb::Customer { organization_id: client.id.clone(), ..ann.clone() }, "organization_id")
            .await
            .unwrap();
    assert_eq!((&moved.organization_id, moved.revision), (&client.id, 2));
    let stale = update(&desk, pb::Customer { name: "Anna".into(), ..ann }, "name").await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "STALE"));
    let elsewhere = pb::Customer { organization_id: other.owner_id.replace("usr_", "org_"), ..moved.clone() };
    assert_eq!(
        field(&update(&desk, elsewhere, "organization_id").await.unwrap_err()),
        "customer.organization_id"
    );
    let alone =
        update(&desk, pb::Customer { organization_id: String::new(), ..moved.clone() }, "organization_id")
            .await
            .unwrap();
    assert_eq!((alone.organization_id.as_str(), alone.name.as_str()), ("", "Ann"));

    let session = desk.sign_in("ann@client.test", "correct horse").await.unwrap();
    assert_eq!(session.principal.unwrap().id, alone.id);
    update(&desk, pb::Customer { disabled: true, ..alone }, "disabled").await.unwrap();
    assert_eq!(desk.resolve(&session.token).await.unwrap_err().code(), Code::Unauthenticated);
    assert_eq!(
        desk.sign_in("ann@client.test", "correct horse").await.unwrap_err().code(),
        Code::Unauthenticated
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn the_same_request_makes_one_customer_also_at_once() {
    let desk = Desk::open().await;
    let request = pb::CreateCustomerRequest {
        name: "Ann".into(),
        email: "ann@client.test".into(),
        request_id: "0191d3c5-8f4e-7a6b-9c2d-1e3f5a7b9c0d".into(),
        ..pb::CreateCustomerRequest::default()
    };
    let (owner, mut one, mut two) = (desk.owner(), desk.customers(), desk.customers());
    let (a, b) = tokio::join!(
        acting(&owner, one.create_customer(request.clone())),
        acting(&owner, two.create_customer(request))
    );
    assert_eq!(a.unwrap(), b.unwrap());
    desk.bench.end().await;
}

#[tokio::test]
async fn people_are_read_together_users_and_customers_mixed() {
    let desk = Desk::open().await;
    let (eve, ann) =
        (desk.agent("eve@acme.test").await, desk.customer("Ann", "ann@client.test").await.unwrap());
    let request = pb::BatchGetPeopleRequest {
        ids: vec![ann.id.clone(), eve.id.clone(), "cus_x".into(), "usr_1".into()],
        emails: vec![],
    };
    let found =
        acting(&desk.bench.as_system(), desk.customers().batch_get_people(request)).await.unwrap().people;
    let ids: BTreeSet<_> = found.into_iter().map(|person| person.id).collect();
    assert_eq!(ids, BTreeSet::from([ann.id.clone(), eve.id.clone()]));
    let by_address = pb::BatchGetPeopleRequest {
        ids: vec![],
        emails: vec!["ANN@client.test".into(), "nobody@client.test".into(), "eve@acme.test".into()],
    };
    let found =
        acting(&desk.bench.as_system(), desk.customers().batch_get_people(by_address)).await.unwrap().people;
    let ids: BTreeSet<_> = found.into_iter().map(|person| person.id).collect();
    assert_eq!(ids, BTreeSet::from([ann.id.clone(), eve.id]), "in any case; who is nobody is left out");
    let customers = pb::BatchGetCustomersRequest { ids: vec![ann.id; 101] };
    let refused = acting(&desk.owner(), desk.customers().batch_get_customers(customers)).await.unwrap_err();
    assert_eq!(field(&refused), "ids");
    desk.bench.end().await;
}
