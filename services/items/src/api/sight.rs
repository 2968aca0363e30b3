//! What the other services ask: who sees what.
use tandem_kit::Cause;
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::sight::ask;

#[tonic::async_trait]
impl pb::sight_service_server::SightService for Api {
    async fn see_what(&self, request: Request<pb::SeeWhatRequest>) -> Answer<pb::SeeWhatResponse> {
        let cause = Cause::of(&request)?;
        let ids = ask::see_what(&self.0, &cause.caller, request.into_inner().ids).await?;
        Ok(Response::new(pb::SeeWhatResponse { ids }))
    }

    async fn who_sees(&self, request: Request<pb::WhoSeesRequest>) -> Answer<pb::WhoSeesResponse> {
        let cause = Cause::of(&request)?;
        let pb::WhoSeesRequest { subject_id, user_ids } = request.into_inner();
        let user_ids = ask::who_sees(&self.0, &cause, &subject_id, user_ids).await?;
        Ok(Response::new(pb::WhoSeesResponse { user_ids }))
    }
}
