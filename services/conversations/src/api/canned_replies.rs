//! Canned replies on the wire.
use tandem_kit::{Cause, Error, Page, id, mask};
use tandem_proto::conversations::{
    self as pb, canned_replies_service_server::CannedRepliesService, canned_reply::Scope,
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    canned_reply::{self, Asker, Change, New, fill},
    tools::request_key,
};

#[tonic::async_trait]
impl CannedRepliesService for Api {
    async fn list_canned_replies(
        &self,
        request: Request<pb::ListCannedRepliesRequest>,
    ) -> Result<Response<pb::ListCannedRepliesResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListCannedRepliesRequest { page_size, page_token, query } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (found, next_page_token) = canned_reply::list(&self.tools, &cause, &query, &page).await?;
        let canned_replies = found.into_iter().map(Into::into).collect();
        Ok(Response::new(pb::ListCannedRepliesResponse { canned_replies, next_page_token }))
    }

    async fn get_canned_reply(
        &self,
        request: Request<pb::GetCannedReplyRequest>,
    ) -> Result<Response<pb::CannedReply>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let asker = Asker::of(&self.tools, &cause).await?;
        Ok(Response::new(canned_reply::usable(&self.tools, &cause, &asker, id).await?.into()))
    }

    async fn create_canned_reply(
        &self,
        request: Request<pb::CreateCannedReplyRequest>,
    ) -> Result<Response<pb::CannedReply>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let scope = match request.scope() {
            Scope::Unspecified => Scope::Own,
            scope => scope,
        };
        let new = New {
            scope,
            team: id::in_optional_field("team_id", &request.team_id)?,
            request_key: request_key(&cause, &request.request_id)?,
            name: request.name,
            shortcut: request.shortcut,
            html: request.html,
        };
        Ok(Response::new(canned_reply::create(&self.tools, &cause, new).await?.into()))
    }

    async fn update_canned_reply(
        &self,
        request: Request<pb::UpdateCannedReplyRequest>,
    ) -> Result<Response<pb::CannedReply>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateCannedReplyRequest { canned_reply, update_mask } = request.into_inner();
        let given = canned_reply.ok_or_else(|| Error::invalid("canned_reply", "is not given"))?;
        let id = given.id.parse()?;
        let mut change = Change { revision: given.revision, ..Change::default() };
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(given.name.clone()),
                "shortcut" => change.shortcut = Some(given.shortcut.clone()),
                "html" => change.html = Some(given.html.clone()),
                _ => return Err(mask::unknown(path, &["name", "shortcut", "html"]).into()),
            }
        }
        Ok(Response::new(canned_reply::update(&self.tools, &cause, id, change).await?.into()))
    }

    async fn delete_canned_reply(
        &self,
        request: Request<pb::DeleteCannedReplyRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        canned_reply::delete(&self.tools, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn render_canned_reply(
        &self,
        request: Request<pb::RenderCannedReplyRequest>,
    ) -> Result<Response<pb::RenderCannedReplyResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::RenderCannedReplyRequest { id, subject } = request.into_inner();
        let filled = fill::render(&self.tools, &cause, id.parse()?, &subject).await?;
        let fill::Filled { html, text, missing } = filled;
        Ok(Response::new(pb::RenderCannedReplyResponse { html, text, missing }))
    }
}
