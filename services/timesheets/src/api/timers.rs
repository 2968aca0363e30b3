//! `TimersService`.
use tandem_kit::{
    Cause,
    id::{self, ItemId},
};
use tandem_proto::timesheets::{self as pb, timers_service_server::TimersService};
use tonic::{Request, Response, Status};

use super::{Api, user};
use crate::timer::{self, Start, Timer};

#[tonic::async_trait]
impl TimersService for Api {
    async fn list_timers(
        &self,
        request: Request<pb::ListTimersRequest>,
    ) -> Result<Response<pb::ListTimersResponse>, Status> {
        let cause = Cause::of(&request)?;
        let item = id::in_optional_field("item_id", &request.into_inner().item_id)?;
        let person = if item.is_none() { Some(user(&cause)?) } else { None };
        let timers = timer::running(self.db.pool(), cause.account(), person, item).await?;
        let subject = |timer: &Timer| Some(ItemId::from(timer.item).to_string());
        let timers = self.sight.sift(&cause, timers, subject).await?;
        Ok(Response::new(pb::ListTimersResponse { timers: timers.iter().map(Into::into).collect() }))
    }

    async fn start_timer(
        &self,
        request: Request<pb::StartTimerRequest>,
    ) -> Result<Response<pb::Timer>, Status> {
        let cause = Cause::of(&request)?;
        let pb::StartTimerRequest { item_id, billable, request_id } = request.into_inner();
        let (person, request) = (user(&cause)?, id::request(&request_id)?);
        let item = self.items.find(&item_id).await?;
        let start = Start { person, item, billable: billable.unwrap_or(true), request };
        let timer = timer::start(&self.db, &cause, start, self.clock.now()).await?;
        Ok(Response::new((&timer).into()))
    }

    async fn stop_timer(
        &self,
        request: Request<pb::StopTimerRequest>,
    ) -> Result<Response<pb::TimeEntry>, Status> {
        let cause = Cause::of(&request)?;
        let pb::StopTimerRequest { id, notes } = request.into_inner();
        let id = id.parse()?;
        self.check_timer(&cause, id).await?;
        let entry = timer::stop(&self.db, &cause, id, notes.trim().to_owned(), self.clock.now()).await?;
        Ok(Response::new((&entry).into()))
    }
}
