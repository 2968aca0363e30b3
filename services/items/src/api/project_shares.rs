//! The rpcs of whom projects are shared with: decode, do, encode.
use tandem_kit::{Cause, Error};
use tandem_proto::items::{self as pb, project_share::Role as Wire};
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{
    project::share::{self, Role},
    wire::place,
};

#[tonic::async_trait]
impl pb::project_shares_service_server::ProjectSharesService for Api {
    async fn list_project_shares(
        &self,
        request: Request<pb::ListProjectSharesRequest>,
    ) -> Answer<pb::ListProjectSharesResponse> {
        let cause = Cause::of(&request)?;
        let project = request.into_inner().project_id.parse()?;
        let (shares, can_change) = share::list(&self.0, &cause, project).await?;
        Ok(Response::new(pb::ListProjectSharesResponse {
            shares: shares.iter().map(place::share).collect(),
            can_change,
        }))
    }

    async fn share_project(&self, request: Request<pb::ShareProjectRequest>) -> Answer<pb::ProjectShare> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let role = read(request.role()).ok_or_else(|| {
            Error::invalid(
                "role",
                "must be one of ROLE_MANAGER, ROLE_LEAD, ROLE_STANDARD, ROLE_RESTRICTED, ROLE_FOLLOWER",
            )
        })?;
        let project = request.project_id.parse()?;
        let made = share::put(&self.0, &cause, project, (&request.person_id, role)).await?;
        Ok(Response::new(place::share(&made)))
    }

    async fn unshare_project(&self, request: Request<pb::UnshareProjectRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        share::remove(&self.0, &cause, request.project_id.parse()?, &request.person_id).await?;
        Ok(Response::new(()))
    }
}

fn read(role: Wire) -> Option<Role> {
    match role {
        Wire::Unspecified => None,
        Wire::Manager => Some(Role::Manager),
        Wire::Lead => Some(Role::Lead),
        Wire::Standard => Some(Role::Standard),
        Wire::Restricted => Some(Role::Restricted),
        Wire::Follower => Some(Role::Follower),
    }
}
