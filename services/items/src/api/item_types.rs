//! `ItemTypesService`.
use tandem_kit::{Cause, id};
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{
    vocabulary::{item_type, status, usage},
    wire,
};

#[tonic::async_trait]
impl pb::item_types_service_server::ItemTypesService for Api {
    async fn list_item_types(
        &self,
        request: Request<pb::ListItemTypesRequest>,
    ) -> Answer<pb::ListItemTypesResponse> {
        let words = self.0.vocabularies.of(Cause::of(&request)?.account()).await?;
        let request = request.into_inner();
        let item_types = wire::types_with_retired(&words, wire::kind(request.kind()), request.with_retired);
        Ok(Response::new(pb::ListItemTypesResponse { item_types }))
    }

    async fn create_item_type(&self, request: Request<pb::CreateItemTypeRequest>) -> Answer<pb::ItemType> {
        let cause = Cause::of(&request)?;
        let new = item_type::New::read(&cause, &request.into_inner())?;
        let (made, words) = item_type::create(&self.0, &cause, new).await?;
        Ok(Response::new(wire::item_type(&made, &words)))
    }

    async fn update_item_type(&self, request: Request<pb::UpdateItemTypeRequest>) -> Answer<pb::ItemType> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let change = item_type::change::Change::of(&request)?;
        let given = request.item_type.unwrap_or_default();
        let (id, revision) = (given.id.parse()?, given.revision);
        let (changed, words) = item_type::change::update(&self.0, &cause, id, revision, change).await?;
        Ok(Response::new(wire::item_type(&changed, &words)))
    }

    async fn retire_item_type(&self, request: Request<pb::RetireItemTypeRequest>) -> Answer<pb::ItemType> {
        let cause = Cause::of(&request)?;
        let (retired, words) = item_type::retire(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(wire::item_type(&retired, &words)))
    }

    async fn restore_item_type(&self, request: Request<pb::RestoreItemTypeRequest>) -> Answer<pb::ItemType> {
        let cause = Cause::of(&request)?;
        let (back, words) = item_type::restore(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(wire::item_type(&back, &words)))
    }

    async fn list_statuses(
        &self,
        request: Request<pb::ListStatusesRequest>,
    ) -> Answer<pb::ListStatusesResponse> {
        let words = self.0.vocabularies.of(Cause::of(&request)?.account()).await?;
        let request = request.into_inner();
        let kind = wire::kind(request.kind());
        let statuses = words.statuses.iter().filter(|s| kind.is_none_or(|kind| s.kind == kind));
        let statuses = statuses.filter(|s| request.with_retired || !s.retired);
        let statuses = statuses.map(|s| wire::status(s, &words)).collect();
        Ok(Response::new(pb::ListStatusesResponse { statuses }))
    }

    async fn create_status(&self, request: Request<pb::CreateStatusRequest>) -> Answer<pb::Status> {
        let cause = Cause::of(&request)?;
        let new = status::New::read(&cause, &request.into_inner())?;
        let (made, words) = status::create(&self.0, &cause, new).await?;
        Ok(Response::new(wire::status(&made, &words)))
    }

    async fn update_status(&self, request: Request<pb::UpdateStatusRequest>) -> Answer<pb::Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let change = status::change::Change::of(&request)?;
        let given = request.status.unwrap_or_default();
        let (id, revision) = (given.id.parse()?, given.revision);
        let (changed, words) = status::change::update(&self.0, &cause, id, revision, change).await?;
        Ok(Response::new(wire::status(&changed, &words)))
    }

    async fn retire_status(&self, request: Request<pb::RetireStatusRequest>) -> Answer<pb::Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let goal = id::in_optional_field("move_to_status_id", &request.move_to_status_id)?;
        let (retired, words) = status::retire(&self.0, &cause, request.id.parse()?, goal).await?;
        Ok(Response::new(wire::status(&retired, &words)))
    }

    async fn restore_status(&self, request: Request<pb::RestoreStatusRequest>) -> Answer<pb::Status> {
        let cause = Cause::of(&request)?;
        let (back, words) = status::restore(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(wire::status(&back, &words)))
    }

    async fn get_item_type_usage(
        &self,
        request: Request<pb::GetItemTypeUsageRequest>,
    ) -> Answer<pb::ItemTypeUsage> {
        let cause = Cause::of(&request)?;
        let words = self.0.vocabularies.of(cause.account()).await?;
        Ok(Response::new(wire::usage(usage::count(&self.0, &cause).await?, &words)))
    }
}
