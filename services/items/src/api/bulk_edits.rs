//! The rpcs of bulk edits.
use tandem_kit::{Cause, Page};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{
    bulk::{self, begin},
    item::request,
    text,
};

#[tonic::async_trait]
impl pb::bulk_edits_service_server::BulkEditsService for Api {
    async fn preview_batch_update(
        &self,
        request: Request<pb::PreviewBatchUpdateRequest>,
    ) -> Answer<pb::PreviewBatchUpdateResponse> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(begin::preview(&self.0, &cause, request.into_inner()).await?))
    }

    async fn batch_update_items(
        &self,
        request: Request<pb::BatchUpdateItemsRequest>,
    ) -> Answer<pb::BulkEdit> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let key = request::key(&cause.caller, "bulk edit", text::key("request_id", &request.request_id)?);
        Ok(Response::new(begin::begin(&self.0, &cause, request, key).await?))
    }

    async fn get_bulk_edit(&self, request: Request<pb::GetBulkEditRequest>) -> Answer<pb::BulkEdit> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(bulk::get(&self.0, &cause, request.into_inner().id.parse()?).await?))
    }

    async fn list_bulk_edits(
        &self,
        request: Request<pb::ListBulkEditsRequest>,
    ) -> Answer<pb::ListBulkEditsResponse> {
        let bulk_edits = bulk::list(&self.0, &Cause::of(&request)?).await?;
        Ok(Response::new(pb::ListBulkEditsResponse { bulk_edits }))
    }

    async fn list_bulk_edit_results(
        &self,
        request: Request<pb::ListBulkEditResultsRequest>,
    ) -> Answer<pb::ListBulkEditResultsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let outcome = bulk::from_the_wire(request.outcome());
        let id = request.bulk_edit_id.parse()?;
        let (results, next_page_token) = bulk::results(&self.0, &cause, id, outcome, &page).await?;
        Ok(Response::new(pb::ListBulkEditResultsResponse { results, next_page_token }))
    }

    async fn cancel_bulk_edit(&self, request: Request<pb::CancelBulkEditRequest>) -> Answer<pb::BulkEdit> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(bulk::cancel(&self.0, &cause, request.into_inner().id.parse()?).await?))
    }

    async fn undo_bulk_edit(&self, request: Request<pb::UndoBulkEditRequest>) -> Answer<pb::BulkEdit> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(bulk::undo(&self.0, &cause, request.into_inner().id.parse()?).await?))
    }
}
