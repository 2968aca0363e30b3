//! The rpcs of projects: decode, do, encode.
use tandem_kit::{Cause, Page, id, mask};
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{
    item::{new, request},
    project::{self, Project, change::Change},
    sight::role,
    text, wire,
};

/// A project as the caller sees it.
fn shown(project: &Project) -> pb::Project {
    role::tell_project(wire::place::project(project))
}

#[tonic::async_trait]
impl pb::projects_service_server::ProjectsService for Api {
    async fn get_project(&self, request: Request<pb::GetProjectRequest>) -> Answer<pb::Project> {
        let cause = Cause::of(&request)?;
        let project = project::get(&self.0, &cause.caller, request.into_inner().id.parse()?).await?;
        Ok(Response::new(shown(&project)))
    }

    async fn list_projects(
        &self,
        request: Request<pb::ListProjectsRequest>,
    ) -> Answer<pb::ListProjectsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let which = project::Which {
            portfolio: id::in_optional_field("portfolio_id", &request.portfolio_id)?,
            archived_too: request.show_archived,
            templates_only: request.templates_only,
            person: Some(request.person_id.as_str()).filter(|id| !id.is_empty()),
        };
        let (projects, next_page_token) = project::list(&self.0, &cause.caller, which, &page).await?;
        Ok(Response::new(pb::ListProjectsResponse {
            projects: projects.iter().map(shown).collect(),
            next_page_token,
        }))
    }

    async fn create_project(&self, request: Request<pb::CreateProjectRequest>) -> Answer<pb::Project> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let new = project::New {
            name: text::name("name", &request.name)?,
            organization: id::in_optional_field("organization_id", &request.organization_id)?,
            fields: request.fields,
            private: false,
            request_id: request::key(&cause.caller, "create", text::key("request_id", &request.request_id)?),
        };
        if new.organization.is_some() {
            self.0.people.check_organization(&cause, "organization_id", &request.organization_id).await?;
        }
        let project = project::create(&self.0, &cause, new).await?;
        Ok(Response::new(shown(&project)))
    }

    async fn update_project(&self, request: Request<pb::UpdateProjectRequest>) -> Answer<pb::Project> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let given = request.project.unwrap_or_default();
        let change = Change::of(&given, &mask::paths(request.update_mask.as_ref())?)?;
        if let Some(manager) = change.new_manager() {
            self.0.people.check_assignees(&cause, "project.manager_id", &[manager]).await?;
        }
        let project =
            project::change::update(&self.0, &cause, given.id.parse()?, given.revision, change).await?;
        Ok(Response::new(shown(&project)))
    }

    async fn archive_project(&self, request: Request<pb::ArchiveProjectRequest>) -> Answer<pb::Project> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let project = project::change::update(&self.0, &cause, id, 0, Change::archival()).await?;
        Ok(Response::new(shown(&project)))
    }

    async fn restore_project(&self, request: Request<pb::RestoreProjectRequest>) -> Answer<pb::Project> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let project = project::change::update(&self.0, &cause, id, 0, Change::restoration()).await?;
        Ok(Response::new(shown(&project)))
    }

    async fn clone_project(&self, request: Request<pb::CloneProjectRequest>) -> Answer<pb::Project> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let request_id = text::key("request_id", &request.request_id)?;
        let copy = project::copy::Copy {
            name: text::name("name", &request.name)?,
            with_items: request.with_items,
            planned_start: new::time("planned_start", request.planned_start)?,
            organization: id::in_optional_field("organization_id", &request.organization_id)?,
            request_id: request::key(&cause.caller, "clone", request_id),
        };
        if copy.organization.is_some() {
            self.0.people.check_organization(&cause, "organization_id", &request.organization_id).await?;
        }
        let project = Box::pin(project::copy::copy(&self.0, &cause, request.id.parse()?, copy)).await?;
        Ok(Response::new(shown(&project)))
    }

    async fn ensure_organization_project(
        &self,
        request: Request<pb::EnsureOrganizationProjectRequest>,
    ) -> Answer<pb::Project> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let organization = id::in_field("organization_id", &request.organization_id)?;
        let name = text::name("name", &request.name)?;
        let project = project::ensure_intake(&self.0, &cause, organization, &name).await?;
        Ok(Response::new(shown(&project)))
    }
}
