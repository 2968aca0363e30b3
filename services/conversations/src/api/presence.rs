//! Presence on the wire.
use tandem_kit::Cause;
use tandem_proto::conversations::{self as pb, presence_service_server::PresenceService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::presence::{self, Present};

#[tonic::async_trait]
impl PresenceService for Api {
    async fn update_presence(
        &self,
        request: Request<pb::UpdatePresenceRequest>,
    ) -> Result<Response<pb::PresenceList>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let others = presence::update(&self.tools, &cause, &request.subject, request.activity()).await?;
        Ok(listed(others))
    }

    async fn get_presence(
        &self,
        request: Request<pb::GetPresenceRequest>,
    ) -> Result<Response<pb::PresenceList>, Status> {
        let cause = Cause::of(&request)?;
        Ok(listed(presence::others(&self.tools, &cause, &request.into_inner().subject).await?))
    }
}

fn listed(people: Vec<Present>) -> Response<pb::PresenceList> {
    Response::new(pb::PresenceList { people: people.into_iter().map(Into::into).collect() })
}
