//! Suppressed addresses on the wire.
use tandem_kit::{Cause, Page};
use tandem_proto::conversations::{self as pb, suppressions_service_server::SuppressionsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::outgoing::{suppression, unsubscription};

#[tonic::async_trait]
impl SuppressionsService for Api {
    async fn list_suppressions(
        &self,
        request: Request<pb::ListSuppressionsRequest>,
    ) -> Result<Response<pb::ListSuppressionsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListSuppressionsRequest { page_size, page_token, address, person_id } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (found, next_page_token) =
            suppression::list(&self.tools.db, cause.account(), &address, &person_id, &page).await?;
        let suppressions = found.into_iter().map(Into::into).collect();
        Ok(Response::new(pb::ListSuppressionsResponse { suppressions, next_page_token }))
    }

    async fn delete_suppression(
        &self,
        request: Request<pb::DeleteSuppressionRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        suppression::lift(&self.tools, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn get_unsubscription(
        &self,
        request: Request<pb::GetUnsubscriptionRequest>,
    ) -> Result<Response<pb::Unsubscription>, Status> {
        let token = request.into_inner().token;
        Ok(Response::new(unsubscription::get(&self.tools, &token).await?.into()))
    }

    async fn unsubscribe(
        &self,
        request: Request<pb::UnsubscribeRequest>,
    ) -> Result<Response<pb::Unsubscription>, Status> {
        let token = request.into_inner().token;
        Ok(Response::new(unsubscription::set(&self.tools, &token).await?.into()))
    }

    async fn resubscribe(
        &self,
        request: Request<pb::ResubscribeRequest>,
    ) -> Result<Response<pb::Unsubscription>, Status> {
        let token = request.into_inner().token;
        Ok(Response::new(unsubscription::lift(&self.tools, &token).await?.into()))
    }
}
