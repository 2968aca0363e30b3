//! Lists of customers, organizations and users: filters by what they have, orders, pages.
use tandem_kit::{
    Cause,
    id::{AccountId, UserId},
};
use tandem_proto::directory as pb;
use tonic::Status;

use crate::desk::{Desk, acting, field};

async fn customers(desk: &Desk, filter: &str, order_by: &str) -> Result<Vec<String>, Status> {
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::ListCustomersRequest {
            page_size: 2,
            page_token,
            filter: filter.into(),
            order_by: order_by.into(),
            ..Default::default()
        };
        let page = acting(&desk.owner(), desk.customers().list_customers(request)).await?;
        names.extend(page.customers.into_iter().map(|customer| customer.name));
        if page.next_page_token.is_empty() {
            return Ok(names);
        }
        page_token = page.next_page_token;
    }
}

async fn organizations(desk: &Desk, filter: &str, order_by: &str) -> Vec<String> {
    let request = pb::ListOrganizationsRequest {
        filter: filter.into(),
        order_by: order_by.into(),
        ..Default::default()
    };
    let page = acting(&desk.owner(), desk.organizations().list_organizations(request)).await.unwrap();
    page.organizations.into_iter().map(|organization| organization.name).collect()
}

async fn users(desk: &Desk, who: &Cause, filter: &str) -> Vec<String> {
    let request = pb::ListUsersRequest { filter: filter.into(), show_disabled: true, ..Default::default() };
    let page = acting(who, desk.users().list_users(request)).await.unwrap();
    page.users.into_iter().map(|user| user.email).collect()
}

#[tokio::test]
async fn customers_are_found_by_what_they_have() {
    let desk = Desk::open().await;
    let client = desk.organization("Client", &["client.test"]).await.unwrap();
    let ann = desk.customer("Ann", "ann@client.test").await.unwrap();
    desk.customer("bob", "bob@client.test").await.unwrap();
    desk.customer("Zoe %", "zoe@elsewhere.test").await.unwrap();
    desk.customer("Carl", "carl@elsewhere.test").await.unwrap();
    let disabled = pb::Customer { id: ann.id.clone(), disabled: true, ..Default::default() };
    let mask = Some(crate::desk::mask(&["disabled"]));
    let request = pb::UpdateCustomerRequest { customer: Some(disabled), update_mask: mask };
    acting(&desk.owner(), desk.customers().update_customer(request)).await.unwrap();
    let (mine, other) = (format!("organization = {}", client.id), format!("organization != {}", client.id));
    for (filter, found) in [
        ("", "Ann bob Carl Zoe %"),
        ("name:B", "bob"),
        ("name = bob", "bob"),
        ("name = BOB", ""),
        ("name:\"%\"", "Zoe %"),
        ("email:client", "Ann bob"),
        ("elsewhere", "Carl Zoe %"),
        (mine.as_str(), "Ann bob"),
        (other.as_str(), "Carl Zoe %"),
        ("organization:*", "Ann bob"),
        ("-organization:*", "Carl Zoe %"),
        ("disabled = true", "Ann"),
        ("NOT disabled = true", "bob Carl Zoe %"),
        ("create_time <= tomorrow AND NOT created < -1d", "Ann bob Carl Zoe %"),
        ("update_time > +1d", ""),
        ("disabled = true OR name:carl", "Ann Carl"),
        (&format!("id = {}", ann.id), "Ann"),
    ] {
        assert_eq!(customers(&desk, filter, "").await.unwrap().join(" "), found, "{filter}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_list_has_the_order_that_is_asked_for_over_all_its_pages() {
    let desk = Desk::open().await;
    for (name, email) in [("Ann", "z@a.test"), ("bob", "y@a.test"), ("Carl", "x@a.test"), ("bob", "w@a.test")]
    {
        desk.customer(name, email).await.unwrap();
    }
    for (order, found) in [
        ("", "Ann bob bob Carl"),
        ("name desc", "Carl bob bob Ann"),
        ("email", "bob Carl bob Ann"),
        ("email desc", "Ann bob Carl bob"),
        ("create_time", "Ann bob Carl bob"),
        ("create_time desc", "bob Carl bob Ann"),
        ("update_time desc", "bob Carl bob Ann"),
    ] {
        assert_eq!(customers(&desk, "", order).await.unwrap().join(" "), found, "{order}");
    }
    assert_eq!(customers(&desk, "name:bob", "email desc").await.unwrap(), ["bob", "bob"]);
    for wrong in ["fields.level", "organization", "name,", "email down"] {
        assert_eq!(field(&customers(&desk, "", wrong).await.unwrap_err()), "order_by", "{wrong}");
    }
    let two = pb::ListCustomersRequest { page_size: 2, ..Default::default() };
    let page = acting(&desk.owner(), desk.customers().list_customers(two.clone())).await.unwrap();
    let other =
        pb::ListCustomersRequest { page_token: page.next_page_token, order_by: "email".into(), ..two };
    let refused = acting(&desk.owner(), desk.customers().list_customers(other)).await.unwrap_err();
    assert_eq!(field(&refused), "page_token");
    desk.bench.end().await;
}

#[tokio::test]
async fn what_is_wrong_in_a_filter_is_said_with_its_place() {
    let desk = Desk::open().await;
    for (filter, said) in [
        ("name:a AND nam = b", "at character 12: unknown field `nam`; did you mean `name`?"),
        ("disabled = perhaps", "at character 12: `perhaps` is no `true` or `false`, which `disabled` needs"),
        ("role = ADMIN", "at character 1: unknown field `role`"),
        ("password_hash:a", "at character 1: unknown field `password_hash`"),
        ("name = (", "at character "),
    ] {
        let refused = customers(&desk, filter, "").await.unwrap_err();
        assert_eq!(field(&refused), "filter", "{filter}");
        assert!(refused.message().contains(said), "{filter}: {}", refused.message());
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_filter_stands_beside_words_and_an_organization() {
    let desk = Desk::open().await;
    let client = desk.organization("Client", &["client.test"]).await.unwrap();
    desk.customer("Ann Miller", "ann@client.test").await.unwrap();
    desk.customer("Bob Miller", "bob@client.test").await.unwrap();
    desk.customer("Carl Miller", "carl@elsewhere.test").await.unwrap();
    desk.bench.settle().await; // until the words of names are learnt
    let find = async |query: &str, filter: &str| {
        let request = pb::ListCustomersRequest {
            query: query.into(),
            filter: filter.into(),
            organization_id: client.id.clone(),
            order_by: "email desc".into(),
            ..Default::default()
        };
        let page = acting(&desk.owner(), desk.customers().list_customers(request)).await.unwrap();
        let names: Vec<String> = page.customers.into_iter().map(|customer| customer.name).collect();
        (names.join(", "), page.corrected_query)
    };
    assert_eq!(find("miller", "").await, ("Bob Miller, Ann Miller".into(), String::new()));
    assert_eq!(find("miller", "name:ann").await, ("Ann Miller".into(), String::new()));
    assert_eq!(find("milller", "name:ann").await, ("Ann Miller".into(), "miller".into()));
    assert_eq!(find("miller", "name:carl").await, (String::new(), String::new()));
    desk.bench.end().await;
}

#[tokio::test]
async fn organizations_and_users_are_found_by_what_they_have() {
    let desk = Desk::open().await;
    desk.organization("Acme", &["acme.test", "acme.example"]).await.unwrap();
    desk.organization("Bolt", &["bolt.test"]).await.unwrap();
    desk.organization("Zinc", &[]).await.unwrap();
    for (filter, order, found) in [
        ("", "name desc", "Zinc Bolt Acme"),
        ("domain = bolt.test", "", "Bolt"),
        ("domain:example", "", "Acme"),
        ("domain:*", "", "Acme Bolt"),
        ("-domain:*", "", "Zinc"),
        ("domain != bolt.test", "", "Acme Zinc"),
        ("bolt", "", "Bolt"),
        ("create_time = today AND name:c", "create_time desc", "Zinc Acme"),
    ] {
        assert_eq!(organizations(&desk, filter, order).await.join(" "), found, "{filter}");
    }
    let eve = desk.agent("eve@acme.test").await;
    let fay = desk.user("Fay", "fay@acme.test", pb::user::Role::Admin).await.unwrap();
    let team =
        pb::CreateTeamRequest { name: "First".into(), user_ids: vec![eve.id.clone()], ..Default::default() };
    let team = acting(&desk.owner(), desk.teams().create_team(team)).await.unwrap();
    let eve_asks = desk.bench.as_user(eve.id.parse::<UserId>().unwrap(), tandem_kit::Role::Agent);
    for (filter, found) in [
        ("role = AGENT", "eve@acme.test"),
        ("role = ROLE_ADMIN", "fay@acme.test"),
        ("role != OWNER", "eve@acme.test fay@acme.test"),
        ("team:*", "eve@acme.test"),
        ("-team:* AND role = ADMIN", "fay@acme.test"),
        ("team = my_teams", "eve@acme.test"),
        ("id = me", "eve@acme.test"),
        (&format!("team = {}", team.id), "eve@acme.test"),
        (&format!("id = {}", fay.id), "fay@acme.test"),
    ] {
        assert_eq!(users(&desk, &eve_asks, filter).await.join(" "), found, "{filter}");
    }
    assert!(users(&desk, &desk.owner(), "team = my_teams").await.is_empty());
    desk.bench.end().await;
}

#[tokio::test]
async fn another_account_is_found_by_no_filter() {
    let desk = Desk::open().await;
    desk.customer("Ann", "ann@client.test").await.unwrap();
    let other = desk.makes_account("Other", "ola@other.test").await.unwrap();
    let account: AccountId = other.account.unwrap().id.parse().unwrap();
    let mut ola = desk.owner();
    ola.caller.account = account.uuid();
    for filter in ["name:ann", "NOT name:zoe", "disabled = false"] {
        let request = pb::ListCustomersRequest { filter: filter.into(), ..Default::default() };
        let page = acting(&ola, desk.customers().list_customers(request)).await.unwrap();
        assert!(page.customers.is_empty(), "{filter}");
    }
    desk.bench.end().await;
}
