//! Drafts on the wire.
use tandem_kit::{Cause, Error, Page};
use tandem_proto::conversations::{self as pb, drafts_service_server::DraftsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    draft::{self, New, Place},
    wire,
};

#[tonic::async_trait]
impl DraftsService for Api {
    async fn list_drafts(
        &self,
        request: Request<pb::ListDraftsRequest>,
    ) -> Result<Response<pb::ListDraftsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListDraftsRequest { page_size, page_token } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (drafts, next_page_token) = draft::list(&self.tools, &cause, &page).await?;
        let drafts = drafts.into_iter().map(Into::into).collect();
        Ok(Response::new(pb::ListDraftsResponse { drafts, next_page_token }))
    }

    async fn get_draft(&self, request: Request<pb::GetDraftRequest>) -> Result<Response<pb::Draft>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let place = Place::read(&request.subject, request.visibility())?;
        if !self.tools.sight.sees(&cause, &request.subject).await? {
            return Err(Error::not_found("draft", &request.subject).into());
        }
        Ok(Response::new(draft::get(&self.tools.db, &cause, &place).await?.into()))
    }

    async fn save_draft(
        &self,
        request: Request<pb::SaveDraftRequest>,
    ) -> Result<Response<pb::Draft>, Status> {
        let cause = Cause::of(&request)?;
        let given = request.into_inner().draft.ok_or_else(|| Error::invalid("draft", "is not given"))?;
        let place = Place::read(&given.subject, given.visibility())?;
        let attachments = super::messages::files(&given.attachments)?;
        let new = New {
            html: given.html.clone(),
            attachments: attachments.iter().map(tandem_kit::id::AttachmentId::uuid).collect(),
            base_message: given.base_message_id.clone(),
            mentions: given.mention_ids.clone(),
            plan: wire::plan_of_draft(&given)?,
            revision: given.revision,
        };
        Ok(Response::new(draft::save(&self.tools, &cause, &place, new).await?.into()))
    }

    async fn delete_draft(&self, request: Request<pb::DeleteDraftRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let place = Place::read(&request.subject, request.visibility())?;
        draft::delete(&self.tools, &cause, &place).await?;
        Ok(Response::new(()))
    }
}
