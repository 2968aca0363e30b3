//! Folders and portfolios as the contract says them.
use tandem_kit::{
    clock::timestamp,
    id::{FolderId, PortfolioId, ProjectId},
};
use tandem_proto::items as pb;

use crate::{folder::Folder, portfolio::Portfolio};

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
