//! The rpcs of the statuses of projects: decode, do, encode.
use tandem_kit::{Cause, mask};
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{
    error,
    item::request,
    project::status::{self, Change, New},
    text, wire,
};

#[tonic::async_trait]
impl pb::project_statuses_service_server::ProjectStatusesService for Api {
    async fn list_project_statuses(
        &self,
        request: Request<pb::ListProjectStatusesRequest>,
    ) -> Answer<pb::ListProjectStatusesResponse> {
        let statuses = status::list(&self.0, &Cause::of(&request)?).await?;
        let project_statuses = statuses.iter().map(wire::place::project_status).collect();
        Ok(Response::new(pb::ListProjectStatusesResponse { project_statuses }))
    }

    async fn create_project_status(
        &self,
        request: Request<pb::CreateProjectStatusRequest>,
    ) -> Answer<pb::ProjectStatus> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let request_id = text::key("request_id", &request.request_id)?;
        let new = New {
            name: text::label("name", &request.name)?,
            state: wire::state(request.state()).ok_or_else(|| error::no_state("state"))?,
            color: text::color_or_grey("color", &request.color)?,
            request_id: request::key(&cause.caller, "create project status", request_id),
        };
        Ok(Response::new(wire::place::project_status(&status::create(&self.0, &cause, new).await?)))
    }

    async fn update_project_status(
        &self,
        request: Request<pb::UpdateProjectStatusRequest>,
    ) -> Answer<pb::ProjectStatus> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let given = request.project_status.unwrap_or_default();
        let change = Change::of(&given, &mask::paths(request.update_mask.as_ref())?)?;
        let status = status::update(&self.0, &cause, given.id.parse()?, given.revision, change).await?;
        Ok(Response::new(wire::place::project_status(&status)))
    }

    async fn delete_project_status(&self, request: Request<pb::DeleteProjectStatusRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        status::delete(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }
}
