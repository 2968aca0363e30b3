//! When messages that wait are posted, on the wire.
use tandem_kit::{Cause, clock::instant};
use tandem_proto::conversations::{self as pb, schedule_service_server::ScheduleService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::message::reschedule::{self, Change};

#[tonic::async_trait]
impl ScheduleService for Api {
    async fn reschedule_message(
        &self,
        request: Request<pb::RescheduleMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let cause = Cause::of(&request)?;
        let pb::RescheduleMessageRequest { id, send_time, cancel_on_reply } = request.into_inner();
        let send_time = send_time.as_ref().map(|at| instant("send_time", at)).transpose()?;
        let change = Change { send_time, cancel_on_reply };
        let shown = reschedule::reschedule(&self.tools, &cause, id.parse()?, change).await?;
        Ok(Response::new(self.whole(&cause, shown).await?))
    }
}
