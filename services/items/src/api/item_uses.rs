//! `ItemUsesService`.
use tandem_kit::Cause;
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::uses;

#[tonic::async_trait]
impl pb::item_uses_service_server::ItemUsesService for Api {
    async fn list_uses(&self, request: Request<pb::ListUsesRequest>) -> Answer<pb::ListUsesResponse> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(uses::list(&self.0, &cause, &request.into_inner()).await?))
    }
}
