//! Types and statuses as admins make them, and what follows for items.
use tandem_kit::{Cause, Role, id::UserId};
use tandem_proto::items as pb;
use tonic::{Code, Status};

use crate::desk::{Desk, acting, reason};

fn mask(paths: &str) -> prost_types::FieldMask {
    prost_types::FieldMask { paths: paths.split(',').map(str::to_owned).collect() }
}

impl Desk {
    pub fn admin(&self) -> Cause {
        self.bench.as_user(UserId::from(self.bench.agent.uuid()), Role::Admin)
    }
    async fn type_named(&self, name: &str) -> pb::ItemType {
        let request = pb::ListItemTypesRequest { with_retired: true, ..Default::default() };
        let listed = acting(&self.admin(), self.types().list_item_types(request)).await.unwrap();
        listed.item_types.into_iter().find(|t| t.name == name).unwrap()
    }
    pub async fn makes_type(&self, name: &str, status_ids: Vec<String>) -> Result<pb::ItemType, Status> {
        let kind = pb::Kind::Ticket.into();
        let request = pb::CreateItemTypeRequest { kind, name: name.into(), status_ids, ..Default::default() };
        acting(&self.admin(), self.types().create_item_type(request)).await
    }
    pub async fn makes_status(&self, name: &str, state: pb::State, of: &pb::ItemType) -> pb::Status {
        let request = pb::CreateStatusRequest {
            kind: of.kind,
            name: name.into(),
            state: state.into(),
            type_ids: vec![of.id.clone()],
            ..Default::default()
        };
        acting(&self.admin(), self.types().create_status(request)).await.unwrap()
    }
    async fn changes_type(
        &self,
        item_type: pb::ItemType,
        paths: &str,
        moves: Vec<pb::StatusMove>,
    ) -> Result<pb::ItemType, Status> {
        let request =
            pb::UpdateItemTypeRequest { item_type: Some(item_type), update_mask: Some(mask(paths)), moves };
        acting(&self.admin(), self.types().update_item_type(request)).await
    }
    pub async fn retires_status(&self, id: &str, to: &str) -> Result<pb::Status, Status> {
        let request = pb::RetireStatusRequest { id: id.into(), move_to_status_id: to.into() };
        acting(&self.admin(), self.types().retire_status(request)).await
    }
    pub async fn ticket_of(&self, r#type: &pb::ItemType, title: &str) -> pb::Item {
        let type_id = r#type.id.clone();
        self.creates(pb::CreateItemRequest { title: title.into(), type_id, ..Default::default() }).await
    }
}

#[tokio::test]
async fn a_type_has_statuses_of_its_own_and_its_items_have_those_only() {
    let desk = Desk::open().await;
    let ticket = desk.type_named("Ticket").await;
    assert_eq!((ticket.status_ids.len(), ticket.default_status_id.clone()), (5, desk.status("open").await));
    let order = desk.makes_type("Order", Vec::new()).await.unwrap();
    assert_eq!((order.status_ids.clone(), order.position), (ticket.status_ids.clone(), 4));
    let packed = desk.makes_status("Packed", pb::State::InProgress, &order).await;
    let (open, closed) = (desk.status("open").await, desk.status("closed").await);
    let own = pb::ItemType {
        status_ids: vec![open.clone(), packed.id.clone(), closed.clone()],
        ..desk.type_named("Order").await
    };
    let order = desk.changes_type(own, "status_ids", Vec::new()).await.unwrap();
    assert_eq!(order.status_ids, [open.clone(), packed.id.clone(), closed]);
    let item = desk.ticket_of(&order, "Two printers").await;
    let resolved = desk.status("resolved").await;
    let refused = desk.tries(&desk.bench.as_agent(), &item, "status_id", |i| i.status_id = resolved).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().contains("it has Open, Packed, Closed"), "{}", refused.message());
    let item = desk.sets(&item, "status_id", |i| i.status_id = packed.id.clone()).await;
    // Another type has no such status: the first of the same state stands in.
    let moved = desk.sets(&item, "type_id", |i| i.type_id = ticket.id.clone()).await;
    assert_eq!(moved.status_id, desk.status("pending_agent").await);
    let lines: Vec<_> = desk.activities(&moved).await.into_iter().take(2).map(|a| a.field).collect();
    assert!(lines.contains(&"status_id".into()) && lines.contains(&"type_id".into()), "{lines:?}");
    desk.bench.end().await;
}

#[tokio::test]
async fn items_go_on_when_their_status_is_taken_out() {
    let desk = Desk::open().await;
    let order = desk.makes_type("Order", Vec::new()).await.unwrap();
    let resolved = desk.status("resolved").await;
    let mut items = Vec::new();
    for n in 0..3 {
        let item = desk.ticket_of(&order, &format!("Order {n}")).await;
        items.push(desk.enters(&item, "pending_agent").await);
    }
    let other = desk.ticket("A ticket stays where it is").await;
    let other = desk.enters(&other, "pending_agent").await;
    let taken_out = desk.status("pending_agent").await;
    let mut less = desk.type_named("Order").await;
    less.status_ids.retain(|id| *id != taken_out);
    let refused = desk.changes_type(less.clone(), "status_ids", Vec::new()).await.unwrap_err();
    assert_eq!(reason(&refused).0, "STATUS_IN_USE");
    let to = |to: &str| vec![pb::StatusMove { from_status_id: taken_out.clone(), to_status_id: to.into() }];
    let nowhere = desk.changes_type(less.clone(), "status_ids", to(&taken_out)).await.unwrap_err();
    assert_eq!(nowhere.code(), Code::InvalidArgument);
    desk.heard::<pb::ItemUpdated>().await;
    desk.changes_type(less, "status_ids", to(&resolved)).await.unwrap();
    desk.bench.settle().await;
    for item in &items {
        let now = desk.gets(&item.id).await.unwrap();
        assert_eq!((&now.status_id, now.state()), (&resolved, pb::State::Finished));
        let line = desk.activities(item).await.remove(0);
        assert_eq!(
            (line.field.as_str(), line.before, line.actor_id),
            ("status_id", taken_out.clone(), desk.bench.agent.to_string())
        );
    }
    assert_eq!(desk.heard::<pb::ItemUpdated>().await.len(), 3);
    assert_eq!(desk.gets(&other.id).await.unwrap().status_id, taken_out);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_retired_status_is_given_to_nobody_and_found_by_its_name() {
    let desk = Desk::open().await;
    let order = desk.makes_type("Order", Vec::new()).await.unwrap();
    let waits = desk.makes_status("Waiting for parts", pb::State::InProgress, &order).await;
    let order = desk.type_named("Order").await;
    let item = desk.ticket_of(&order, "Printer").await;
    let item = desk.sets(&item, "status_id", |i| i.status_id = waits.id.clone()).await;
    assert_eq!(reason(&desk.retires_status(&waits.id, "").await.unwrap_err()).0, "STATUS_IN_USE");
    let open = desk.status("open").await;
    assert_eq!(reason(&desk.retires_status(&open, &waits.id).await.unwrap_err()).0, "DEFAULT_STATUS");
    let retired = desk.retires_status(&waits.id, &desk.status("pending_agent").await).await.unwrap();
    assert!(retired.retired && retired.revision > waits.revision);
    desk.bench.settle().await;
    assert_eq!(desk.gets(&item.id).await.unwrap().status_id, desk.status("pending_agent").await);
    assert!(!desk.type_named("Order").await.status_ids.contains(&waits.id));
    let request =
        pb::ListItemsRequest { filter: "status = \"waiting for parts\"".into(), ..Default::default() };
    let found = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap();
    assert!(found.items.is_empty(), "the name is known still");
    let agent = desk.bench.as_agent();
    let refused = desk.tries(&agent, &item, "status_id", |i| i.status_id = waits.id.clone());
    assert_eq!(refused.await.unwrap_err().code(), Code::InvalidArgument);
    let back = pb::RestoreStatusRequest { id: waits.id.clone() };
    acting(&desk.admin(), desk.types().restore_status(back)).await.unwrap();
    assert_eq!(desk.type_named("Order").await.status_ids.last(), Some(&waits.id));
    desk.sets(&item, "status_id", |i| i.status_id = waits.id.clone()).await;
    desk.bench.end().await;
}

#[tokio::test]
async fn items_follow_a_status_whose_state_becomes_another() {
    let desk = Desk::open().await;
    let order = desk.makes_type("Order", Vec::new()).await.unwrap();
    let sent = desk.makes_status("Sent", pb::State::InProgress, &order).await;
    let item = desk.ticket_of(&order, "Printer").await;
    let item = desk.sets(&item, "status_id", |i| i.status_id = sent.id.clone()).await;
    let finished = pb::Status { state: pb::State::Finished.into(), ..sent.clone() };
    let request = pb::UpdateStatusRequest { status: Some(finished), update_mask: Some(mask("state")) };
    acting(&desk.admin(), desk.types().update_status(request)).await.unwrap();
    desk.bench.settle().await;
    let now = desk.gets(&item.id).await.unwrap();
    assert_eq!((now.status_id, now.finish_time.is_some()), (sent.id, true));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_kind_has_one_default_type_and_ten_types() {
    let desk = Desk::open().await;
    let ticket = desk.type_named("Ticket").await;
    let retire = |id: &str| pb::RetireItemTypeRequest { id: id.into() };
    let refused = acting(&desk.admin(), desk.types().retire_item_type(retire(&ticket.id))).await.unwrap_err();
    assert_eq!(reason(&refused).0, "DEFAULT_TYPE");
    let hidden = pb::ItemType { hidden: true, ..ticket.clone() };
    assert_eq!(reason(&desk.changes_type(hidden, "hidden", vec![]).await.unwrap_err()).0, "DEFAULT_TYPE");
    let problem = pb::ItemType { default: true, position: 0, ..desk.type_named("Problem").await };
    let problem = desk.changes_type(problem, "default,position", Vec::new()).await.unwrap();
    assert!(problem.default && !desk.type_named("Ticket").await.default);
    assert_eq!((problem.position, desk.type_named("Ticket").await.position), (0, 1));
    assert_eq!(desk.ticket("A new one").await.type_id, problem.id);
    let stale = pb::ItemType { name: "Incident".into(), revision: 1, ..problem.clone() };
    assert_eq!(reason(&desk.changes_type(stale, "name", Vec::new()).await.unwrap_err()).0, "STALE");
    let old = desk.ticket_of(&ticket, "An old one").await;
    acting(&desk.admin(), desk.types().retire_item_type(retire(&ticket.id))).await.unwrap();
    let renamed = desk.sets(&old, "title", |item| item.title = "Still a ticket".into()).await;
    assert_eq!(renamed.type_id, ticket.id);
    for n in 0..7 {
        desk.makes_type(&format!("Type {n}"), Vec::new()).await.unwrap();
    }
    assert_eq!(reason(&desk.makes_type("One more", vec![]).await.unwrap_err()).0, "TOO_MANY_TYPES");
    assert_eq!(reason(&desk.makes_type("problem", vec![]).await.unwrap_err()).0, "TOO_MANY_TYPES");
    let restore = pb::RestoreItemTypeRequest { id: ticket.id.clone() };
    let refused = acting(&desk.admin(), desk.types().restore_item_type(restore)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "TOO_MANY_TYPES");
    let events = desk.heard::<pb::ItemTypeUpdated>().await;
    assert!(events.iter().any(|(_, what)| what.item_type.as_ref().is_some_and(|t| t.retired)));
    desk.bench.end().await;
}

#[tokio::test]
async fn usage_counts_what_items_have() {
    let desk = Desk::open().await;
    let item = desk.ticket("One").await;
    desk.ticket("Two").await;
    let request = pb::GetItemTypeUsageRequest {};
    let usage = acting(&desk.admin(), desk.types().get_item_type_usage(request)).await.unwrap();
    let of = |id: &str| usage.uses.iter().find(|u| u.id == id).map(|u| u.items);
    assert_eq!((of(&item.type_id), of(&item.status_id), usage.partial), (Some(2), Some(2), false));
    desk.bench.end().await;
}
