//! What uses a type, a status or a field is found, and nothing of it breaks when that is retired.
use tandem_kit::rpc::Channel;
use tandem_proto::items::{
    self as pb,
    custom_field::Type,
    item_uses_service_client::ItemUsesServiceClient,
    list_uses_response::{Use, r#use::Kind},
};
use tonic::{Code, Status};

use crate::{
    desk::{Desk, acting},
    fields::{field, text},
};

impl Desk {
    pub async fn uses(&self, thing_id: &str, choice: &str) -> Result<pb::ListUsesResponse, Status> {
        let mut client = ItemUsesServiceClient::<Channel>::new(self.bench.channel("items"));
        let request = pb::ListUsesRequest { thing_id: thing_id.into(), choice: choice.into() };
        acting(&self.admin(), client.list_uses(request)).await
    }
    pub async fn filters(&self, name: &str, filter: &str) -> pb::View {
        let request = pb::CreateViewRequest {
            name: name.into(),
            kind: pb::Kind::Ticket.into(),
            filter: filter.into(),
            visibility: pb::view::Visibility::Shared.into(),
            ..Default::default()
        };
        acting(&self.admin(), self.views().create_view(request)).await.unwrap()
    }
}

pub fn told(uses: &[Use]) -> Vec<(Kind, &str)> {
    uses.iter().map(|one| (one.kind(), one.name.as_str())).collect()
}

#[tokio::test]
async fn what_uses_a_field_is_said_and_goes_on_when_it_is_retired() {
    let desk = Desk::open().await;
    let severity = desk.defines(field("Severity", Type::Choice)).await;
    let item = desk.ticket("Severe").await;
    desk.sets(&item, "fields.severity", |i| i.fields = [("severity".into(), text("low"))].into()).await;
    desk.ticket("Not known").await;
    desk.filters("Severe ones", "fields.severity = low").await;
    desk.filters("All others", "priority > 2").await;
    let used = desk.uses(&severity.id, "").await.unwrap();
    assert_eq!((used.items, told(&used.uses)), (1, vec![(Kind::View, "Severe ones")]));
    // Nobody is there to ask here, which fails nothing.
    assert_eq!(used.unasked, ["automation", "customer-apps"]);
    assert_eq!(desk.uses(&severity.id, "low").await.unwrap().uses.len(), 1);
    let other = desk.uses(&severity.id, "very_high").await.unwrap();
    assert_eq!((other.items, other.uses.len()), (0, 0));
    assert_eq!(desk.uses(&severity.id, "none").await.unwrap_err().code(), Code::NotFound);
    let retire = pb::RetireCustomFieldRequest { id: severity.id };
    acting(&desk.admin(), desk.fields().retire_custom_field(retire)).await.unwrap();
    let request = pb::ListItemsRequest { filter: "fields.severity = low".into(), ..Default::default() };
    let found = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap();
    assert_eq!(found.items.len(), 1, "the view finds what it found");
    desk.bench.end().await;
}

#[tokio::test]
async fn what_uses_a_status_or_a_type_is_said_by_any_of_their_names() {
    let desk = Desk::open().await;
    let pending = desk.status("pending_customer").await;
    let item = desk.ticket("Waits").await;
    desk.enters(&item, "pending_customer").await;
    desk.filters("By key", "status = pending_customer").await;
    desk.filters("By name", "status = \"pending CUSTOMER\"").await;
    let used = desk.uses(&pending, "").await.unwrap();
    assert_eq!(used.items, 1);
    for named in ["By key", "By name"] {
        assert!(told(&used.uses).contains(&(Kind::View, named)), "{:?}", used.uses);
    }
    let open = desk.uses(&desk.status("open").await, "").await.unwrap();
    assert!(told(&open.uses).contains(&(Kind::Default, "Ticket")), "{:?}", open.uses);
    let of_type = desk.uses(&desk.gets(&item.id).await.unwrap().type_id, "").await.unwrap();
    assert_eq!((of_type.items, told(&of_type.uses)), (1, vec![(Kind::Default, "Ticket")]));
    desk.bench.end().await;
}
