//! The rpcs of links.
use tandem_kit::{Cause, Error, clock::timestamp, id::ItemId};
use tandem_proto::items::{self as pb, item_link::Relation as Wire};
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{
    item::{
        self, Name,
        link::{self, Bond, ItemLinkId, Link, Relation},
    },
    sight::ask,
    wire,
};

#[tonic::async_trait]
impl pb::item_links_service_server::ItemLinksService for Api {
    async fn list_item_links(
        &self,
        request: Request<pb::ListItemLinksRequest>,
    ) -> Answer<pb::ListItemLinksResponse> {
        let cause = Cause::of(&request)?;
        let links = link::list(&self.0, &cause.caller, Name::read(&request.into_inner().item_id)?).await?;
        let mut links: Vec<pb::ItemLink> = links.iter().map(shown).collect();
        let mut others: Vec<pb::Item> = links.iter_mut().filter_map(|link| link.other.take()).collect();
        ask::trim(&self.0, &cause.caller, &mut others).await?;
        links.iter_mut().zip(others).for_each(|(link, other)| link.other = Some(other));
        Ok(Response::new(pb::ListItemLinksResponse { links }))
    }

    async fn create_item_link(&self, request: Request<pb::CreateItemLinkRequest>) -> Answer<pb::ItemLink> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let relation = read(request.relation()).ok_or_else(|| {
            Error::invalid("relation", "must be one of RELATION_RELATES, RELATION_DUPLICATES, …")
        })?;
        let item = item::get(&self.0, &cause.caller, Name::read(&request.item_id)?).await?;
        let other = item::get(&self.0, &cause.caller, Name::read(&request.other_id)?).await?;
        let link = link::create(&self.0, &cause, &item, relation, &other).await?;
        Ok(Response::new(shown(&link)))
    }

    async fn delete_item_link(&self, request: Request<pb::DeleteItemLinkRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        let id: ItemLinkId = request.into_inner().id.parse()?;
        link::delete(&self.0, &cause, id).await?;
        Ok(Response::new(()))
    }
}

fn shown(link: &Link) -> pb::ItemLink {
    pb::ItemLink {
        id: ItemLinkId::from(link.id).to_string(),
        item_id: ItemId::from(link.item).to_string(),
        relation: to_wire(link.relation).into(),
        other: Some(wire::item(&link.other)),
        creator_id: link.creator.clone(),
        create_time: Some(timestamp(link.create_time)),
    }
}

fn read(relation: Wire) -> Option<Relation> {
    let (bond, inverse) = match relation {
        Wire::Unspecified => return None,
        Wire::Relates => (Bond::Relates, false),
        Wire::Duplicates => (Bond::Duplicates, false),
        Wire::DuplicatedBy => (Bond::Duplicates, true),
        Wire::Blocks => (Bond::Blocks, false),
        Wire::BlockedBy => (Bond::Blocks, true),
        Wire::Causes => (Bond::Causes, false),
        Wire::CausedBy => (Bond::Causes, true),
    };
    Some(Relation { bond, inverse })
}

fn to_wire(relation: Relation) -> Wire {
    match (relation.bond, relation.inverse) {
        (Bond::Relates, _) => Wire::Relates,
        (Bond::Duplicates, false) => Wire::Duplicates,
        (Bond::Duplicates, true) => Wire::DuplicatedBy,
        (Bond::Blocks, false) => Wire::Blocks,
        (Bond::Blocks, true) => Wire::BlockedBy,
        (Bond::Causes, false) => Wire::Causes,
        (Bond::Causes, true) => Wire::CausedBy,
    }
}
