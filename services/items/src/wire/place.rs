//! Projects, their statuses, folders and portfolios as the contract says them.
use tandem_kit::{
    clock::timestamp,
    id::{FolderId, OrganizationId, PortfolioId, ProjectId, ProjectStatusId},
};
use tandem_proto::items as pb;

use super::{time, to_state};
use crate::{
    field::values,
    folder::Folder,
    portfolio::Portfolio,
    project::{
        Project,
        share::{Role, Share},
        status::Status,
    },
};

pub fn folder(folder: &Folder) -> pb::Folder {
    pb::Folder {
        id: FolderId::from(folder.id).to_string(),
        project_id: ProjectId::from(folder.project).to_string(),
        parent_id: folder.parent.map(|id| FolderId::from(id).to_string()).unwrap_or_default(),
        name: folder.name.clone(),
        position: folder.position,
        revision: folder.revision,
        create_time: Some(timestamp(folder.create_time)),
        update_time: Some(timestamp(folder.update_time)),
    }
}

pub fn portfolio(portfolio: &Portfolio) -> pb::Portfolio {
    pb::Portfolio {
        id: PortfolioId::from(portfolio.id).to_string(),
        parent_id: portfolio.parent.map(|id| PortfolioId::from(id).to_string()).unwrap_or_default(),
        name: portfolio.name.clone(),
        position: portfolio.position,
        project_ids: portfolio.projects.iter().map(|id| ProjectId::from(*id).to_string()).collect(),
        revision: portfolio.revision,
        create_time: Some(timestamp(portfolio.create_time)),
        update_time: Some(timestamp(portfolio.update_time)),
    }
}

pub fn project(project: &Project) -> pb::Project {
    pb::Project {
        id: ProjectId::from(project.id).to_string(),
        name: project.name.clone(),
        organization_id: project
            .organization
            .map(|id| OrganizationId::from(id).to_string())
            .unwrap_or_default(),
        intake: project.intake,
        revision: project.revision,
        create_time: Some(timestamp(project.create_time)),
        update_time: Some(timestamp(project.update_time)),
        description_html: project.description_html.clone(),
        status_id: project.status.map(|id| ProjectStatusId::from(id).to_string()).unwrap_or_default(),
        color: project.color.clone(),
        manager_id: project.manager.clone(),
        planned_start: time(project.planned_start),
        planned_finish: time(project.planned_finish),
        archive_time: time(project.archive_time),
        privacy: if project.private { pb::project::Privacy::Private } else { pb::project::Privacy::Open }
            .into(),
        template: project.template,
        fields: values::to_wire(&project.fields),
        can: None,
    }
}

pub fn project_status(status: &Status) -> pb::ProjectStatus {
    pb::ProjectStatus {
        id: ProjectStatusId::from(status.id).to_string(),
        name: status.name.clone(),
        state: to_state(status.state).into(),
        color: status.color.clone(),
        position: status.position,
        revision: status.revision,
        create_time: Some(timestamp(status.create_time)),
        update_time: Some(timestamp(status.update_time)),
    }
}

pub fn share(share: &Share) -> pb::ProjectShare {
    let role = match share.role {
        Role::Manager => pb::project_share::Role::Manager,
        Role::Lead => pb::project_share::Role::Lead,
        Role::Standard => pb::project_share::Role::Standard,
        Role::Restricted => pb::project_share::Role::Restricted,
        Role::Follower => pb::project_share::Role::Follower,
    };
    pb::ProjectShare {
        project_id: ProjectId::from(share.project).to_string(),
        person_id: share.person.clone(),
        role: role.into(),
        create_time: Some(timestamp(share.create_time)),
    }
}
