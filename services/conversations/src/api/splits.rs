//! Splitting on the wire.
use tandem_kit::Cause;
use tandem_proto::{
    conversations::{self as pb, splits_service_server::SplitsService},
    items::Item,
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::message::split::{self, Wish};

#[tonic::async_trait]
impl SplitsService for Api {
    async fn split_item(&self, request: Request<pb::SplitItemRequest>) -> Result<Response<Item>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let kind = request.kind();
        let message = request.message_id.parse()?;
        let wish =
            Wish { title: request.title, kind, type_id: request.type_id, request_id: request.request_id };
        let item = split::split(&self.tools, &cause, &request.id, message, wish).await?;
        Ok(Response::new(item))
    }
}
