//! The rpcs of imports.
use tandem_kit::{Cause, Page, clock::timestamp, download::Pieces, id::UserId};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api, file};
use crate::import::{self, Import, ImportId, Mistake, State};

#[tonic::async_trait]
impl pb::imports_service_server::ImportsService for Api {
    type DownloadImportErrorsStream = Pieces;

    async fn preview_import(
        &self,
        request: Request<pb::PreviewImportRequest>,
    ) -> Answer<pb::PreviewImportResponse> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(import::preview(&self.0, &cause, request.into_inner()).await?))
    }

    async fn create_import(&self, request: Request<pb::CreateImportRequest>) -> Answer<pb::Import> {
        let cause = Cause::of(&request)?;
        let new = import::New::read(&self.0, &cause, request.into_inner()).await?;
        Ok(Response::new(shown(import::create(&self.0, &cause, new).await?)))
    }

    async fn get_import(&self, request: Request<pb::GetImportRequest>) -> Answer<pb::Import> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new(shown(import::get(&self.0, &cause.caller, id).await?)))
    }

    async fn list_imports(
        &self,
        request: Request<pb::ListImportsRequest>,
    ) -> Answer<pb::ListImportsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let (imports, next_page_token) = import::list(&self.0, &cause.caller, &page).await?;
        let imports = imports.into_iter().map(shown).collect();
        Ok(Response::new(pb::ListImportsResponse { imports, next_page_token }))
    }

    async fn list_import_errors(
        &self,
        request: Request<pb::ListImportErrorsRequest>,
    ) -> Answer<pb::ListImportErrorsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let id = request.import_id.parse()?;
        let (errors, next_page_token) = import::errors(&self.0, &cause.caller, id, &page).await?;
        let error = |Mistake { row, field, problem }| pb::ImportError { row, field, problem };
        let errors = errors.into_iter().map(error).collect();
        Ok(Response::new(pb::ListImportErrorsResponse { errors, next_page_token }))
    }

    async fn download_import_errors(
        &self,
        request: Request<pb::DownloadImportErrorsRequest>,
    ) -> Answer<Self::DownloadImportErrorsStream> {
        let cause = Cause::of(&request)?;
        let id: ImportId = request.into_inner().import_id.parse()?;
        let text = import::download(self.0.clone(), &cause.caller, id).await?;
        file("errors.csv", "text/csv; charset=utf-8", text)
    }

    async fn cancel_import(&self, request: Request<pb::CancelImportRequest>) -> Answer<pb::Import> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new(shown(import::cancel(&self.0, &cause.caller, id).await?)))
    }
}

/// A state as the contract has it.
pub(super) fn to_state(state: State) -> pb::import::State {
    match state {
        State::Pending => pb::import::State::Pending,
        State::Running => pb::import::State::Running,
        State::Completed => pb::import::State::Completed,
        State::Failed => pb::import::State::Failed,
        State::Cancelled => pb::import::State::Cancelled,
    }
}

/// An import as the contract has it.
pub(super) fn shown(import: Import) -> pb::Import {
    pb::Import {
        id: ImportId::from(import.id).to_string(),
        attachment_id: import.attachment,
        file_name: import.file_name,
        target: import::to_target(import.target).into(),
        state: to_state(import.state).into(),
        total: import.total,
        processed: import.processed,
        failed: import.failed,
        created: import.created,
        updated: import.updated,
        unchanged: import.unchanged,
        mapping: import.mapping.0,
        date_order: import.date_order.shown().into(),
        dry_run: import.dry_run,
        run_rules: import.run_rules,
        problem: import.problem,
        creator_id: UserId::from(import.creator).to_string(),
        create_time: Some(timestamp(import.create_time)),
        end_time: import.end_time.map(timestamp),
    }
}
