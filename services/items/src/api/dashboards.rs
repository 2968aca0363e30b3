//! The rpcs of dashboards: decode, do, encode.
use tandem_kit::Cause;
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{dashboard, wire};

#[tonic::async_trait]
impl pb::dashboards_service_server::DashboardsService for Api {
    async fn list_dashboards(
        &self,
        request: Request<pb::ListDashboardsRequest>,
    ) -> Answer<pb::ListDashboardsResponse> {
        let all = dashboard::list(&self.0, &Cause::of(&request)?).await?;
        let dashboards = all.iter().map(wire::dashboard::dashboard).collect();
        Ok(Response::new(pb::ListDashboardsResponse { dashboards }))
    }

    async fn get_dashboard(&self, request: Request<pb::GetDashboardRequest>) -> Answer<pb::Dashboard> {
        let cause = Cause::of(&request)?;
        let found = dashboard::get(self.0.db.pool(), &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(wire::dashboard::dashboard(&found)))
    }

    async fn create_dashboard(&self, request: Request<pb::CreateDashboardRequest>) -> Answer<pb::Dashboard> {
        let cause = Cause::of(&request)?;
        let made = dashboard::change::create(&self.0, &cause, request.into_inner()).await?;
        Ok(Response::new(wire::dashboard::dashboard(&made)))
    }

    async fn update_dashboard(&self, request: Request<pb::UpdateDashboardRequest>) -> Answer<pb::Dashboard> {
        let cause = Cause::of(&request)?;
        let after = dashboard::change::update(&self.0, &cause, request.into_inner()).await?;
        Ok(Response::new(wire::dashboard::dashboard(&after)))
    }

    async fn delete_dashboard(&self, request: Request<pb::DeleteDashboardRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        dashboard::change::delete(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn read_dashboard(
        &self,
        request: Request<pb::ReadDashboardRequest>,
    ) -> Answer<pb::ReadDashboardResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let id = request.id.parse()?;
        let numbers = Box::pin(dashboard::numbers::of(&self.0, &cause, id, &request.time_zone)).await?;
        let widgets = numbers.into_iter().map(wire::dashboard::numbers).collect();
        Ok(Response::new(pb::ReadDashboardResponse { widgets }))
    }
}
