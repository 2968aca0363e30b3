//! The rpcs of merging.
use tandem_kit::{Cause, Error, clock::timestamp};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{
    item::{self, Name, merge},
    wire,
};

#[tonic::async_trait]
impl pb::merges_service_server::MergesService for Api {
    async fn merge_items(&self, request: Request<pb::MergeItemsRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let (into, sources) = match (request.into_id.as_str(), request.source_ids.as_slice()) {
            ("", sources) => (request.id.as_str(), sources),
            (into, []) => (into, std::slice::from_ref(&request.id)),
            _ => return Err(Error::invalid("into_id", "cannot be given together with source_ids").into()),
        };
        let target = item::get(&self.0, &cause.caller, Name::read(into)?).await?;
        let sources = merge::named(&self.0, &cause.caller, sources).await?;
        let item = merge::merge(&self.0, &cause, target.id, &sources).await?;
        self.one(&cause.caller, item).await
    }

    async fn unmerge_item(&self, request: Request<pb::UnmergeItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let item = merge::unmerge(&self.0, &cause, Name::read(&request.into_inner().id)?).await?;
        self.one(&cause.caller, item).await
    }

    async fn list_merged_items(
        &self,
        request: Request<pb::ListMergedItemsRequest>,
    ) -> Answer<pb::ListMergedItemsResponse> {
        let cause = Cause::of(&request)?;
        let merged = merge::list(&self.0, &cause.caller, Name::read(&request.into_inner().item_id)?).await?;
        let shown = merged.into_iter().map(|merged| pb::MergedItem {
            item: Some(wire::item(&merged.item)),
            actor_id: merged.actor,
            merge_time: Some(timestamp(merged.create_time)),
        });
        Ok(Response::new(pb::ListMergedItemsResponse { merged_items: shown.collect() }))
    }
}
