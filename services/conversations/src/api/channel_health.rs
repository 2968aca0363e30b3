//! `ChannelHealthService`.
use tandem_kit::Cause;
use tandem_proto::conversations::{self as pb, channel_health_service_server::ChannelHealthService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::channel_health;

#[tonic::async_trait]
impl ChannelHealthService for Api {
    async fn get_channel_health(
        &self,
        request: Request<pb::GetChannelHealthRequest>,
    ) -> Result<Response<pb::ChannelHealth>, Status> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(channel_health::list(&self.chats, &cause).await?.into()))
    }
}
