//! Customer organizations and their domains.
use tandem_proto::directory as pb;
use tonic::{Code, Status};

use crate::desk::{Desk, acting, field, mask, reason};

async fn update(desk: &Desk, given: pb::Organization, path: &str) -> Result<pb::Organization, Status> {
    let request =
        pb::UpdateOrganizationRequest { organization: Some(given), update_mask: Some(mask(&[path])) };
    acting(&desk.owner(), desk.organizations().update_organization(request)).await
}

#[tokio::test]
async fn a_domain_belongs_to_one_organization() {
    let desk = Desk::open().await;
    let client =
        desk.organization("Client", &["@Client.test", "client.test.", "client.example"]).await.unwrap();
    assert_eq!(client.domains, ["client.example", "client.test"]);
    assert_eq!(reason(&desk.organization("Other", &["client.test"]).await.unwrap_err()), "DOMAIN_TAKEN");
    let other = desk.organization("Other", &["other.test"]).await.unwrap();
    let greedy =
        pb::Organization { domains: vec!["other.test".into(), "client.test".into()], ..other.clone() };
    assert_eq!(reason(&update(&desk, greedy, "domains").await.unwrap_err()), "DOMAIN_TAKEN");
    let given_up = pb::Organization { domains: vec!["client.example".into()], ..client.clone() };
    assert_eq!(update(&desk, given_up, "domains").await.unwrap().domains, ["client.example"]);
    let taken = pb::Organization { domains: vec!["client.test".into()], ..other };
    assert_eq!(update(&desk, taken, "domains").await.unwrap().domains, ["client.test"]);
    for wrong in ["client", "a b.test", "ann@client.test", ""] {
        assert_eq!(field(&desk.organization("Wrong", &[wrong]).await.unwrap_err()), "domains", "{wrong:?}");
    }
    let stale =
        update(&desk, pb::Organization { name: "Customer".into(), ..client }, "name").await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "STALE"));
    desk.bench.end().await;
}

#[tokio::test]
async fn the_same_request_makes_one_organization_also_at_once() {
    let desk = Desk::open().await;
    let request = pb::CreateOrganizationRequest {
        name: "Client".into(),
        domains: vec!["client.test".into()],
        request_id: "0191d3c5-8f4e-7a6b-9c2d-1e3f5a7b9c0d".into(),
        fields: std::collections::BTreeMap::new(),
    };
    let (owner, mut one, mut two) = (desk.owner(), desk.organizations(), desk.organizations());
    let (a, b) = tokio::join!(
        acting(&owner, one.create_organization(request.clone())),
        acting(&owner, two.create_organization(request))
    );
    assert_eq!(a.unwrap(), b.unwrap());
    desk.bench.end().await;
}

#[tokio::test]
async fn a_page_token_is_good_for_its_own_list() {
    let desk = Desk::open().await;
    for name in ["A", "B"] {
        desk.organization(name, &[]).await.unwrap();
    }
    let list = |page_size, page_token: &str| {
        let (owner, mut organizations) = (desk.owner(), desk.organizations());
        let request =
            pb::ListOrganizationsRequest { page_size, page_token: page_token.into(), ..Default::default() };
        async move { acting(&owner, organizations.list_organizations(request)).await }
    };
    let first = list(1, "").await.unwrap();
    let second = list(1, &first.next_page_token).await.unwrap();
    assert_eq!((first.organizations[0].name.as_str(), second.organizations[0].name.as_str()), ("A", "B"));
    assert_eq!(second.next_page_token, "");
    assert_eq!(field(&list(1, "WzFd").await.unwrap_err()), "page_token");
    assert_eq!(field(&list(101, "").await.unwrap_err()), "page_size");
    assert_eq!(list(-1, "").await.unwrap_err().code(), Code::InvalidArgument);
    desk.bench.end().await;
}
