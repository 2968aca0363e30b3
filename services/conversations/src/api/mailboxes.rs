//! `MailboxesService`.
use tandem_kit::{Cause, Error, Page, id::MailboxId};
use tandem_proto::conversations::{self as pb, mailboxes_service_server::MailboxesService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    mailbox::{self, Mailbox, draft::Draft, suggest},
    tools, wire,
};

impl Api {
    async fn shown(&self, cause: &Cause, mailbox: Mailbox) -> Result<Response<pb::Mailbox>, Status> {
        let shown = mailbox::show(&self.tools, cause.account(), vec![mailbox]).await?.pop();
        Ok(Response::new(shown.map(Into::into).unwrap_or_default()))
    }
}

#[tonic::async_trait]
impl MailboxesService for Api {
    async fn get_mailbox(
        &self,
        request: Request<pb::GetMailboxRequest>,
    ) -> Result<Response<pb::Mailbox>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        self.shown(&cause, mailbox::get(self.tools.db.pool(), cause.account(), id).await?).await
    }

    async fn list_mailboxes(
        &self,
        request: Request<pb::ListMailboxesRequest>,
    ) -> Result<Response<pb::ListMailboxesResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListMailboxesRequest { page_size, page_token } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (found, next_page_token) = mailbox::list(&self.tools.db, cause.account(), &page).await?;
        let shown = mailbox::show(&self.tools, cause.account(), found).await?;
        let mailboxes = shown.into_iter().map(Into::into).collect();
        Ok(Response::new(pb::ListMailboxesResponse { mailboxes, next_page_token }))
    }

    async fn list_senders(
        &self,
        request: Request<pb::ListSendersRequest>,
    ) -> Result<Response<pb::ListSendersResponse>, Status> {
        let cause = Cause::of(&request)?;
        let found = mailbox::enabled(&self.tools.db, cause.account()).await?;
        Ok(Response::new(wire::senders(mailbox::show(&self.tools, cause.account(), found).await?)))
    }

    async fn create_mailbox(
        &self,
        request: Request<pb::CreateMailboxRequest>,
    ) -> Result<Response<pb::Mailbox>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateMailboxRequest { mailbox, request_id } = request.into_inner();
        let given = mailbox.ok_or_else(|| Error::invalid("mailbox", "is required"))?;
        let key = tools::request_key(&cause, &request_id)?;
        let made = mailbox::create(&self.tools, &cause, Draft::whole(given)?, key).await?;
        self.shown(&cause, made).await
    }

    async fn update_mailbox(
        &self,
        request: Request<pb::UpdateMailboxRequest>,
    ) -> Result<Response<pb::Mailbox>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateMailboxRequest { mailbox, update_mask } = request.into_inner();
        let given = mailbox.ok_or_else(|| Error::invalid("mailbox", "is required"))?;
        let id: MailboxId = given.id.parse()?;
        let draft = Draft::masked(&given, update_mask.as_ref())?;
        let made = mailbox::update(&self.tools, &cause, id, given.revision, draft).await?;
        self.shown(&cause, made).await
    }

    async fn delete_mailbox(
        &self,
        request: Request<pb::DeleteMailboxRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        mailbox::delete(&self.tools, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn suggest_mailbox(
        &self,
        request: Request<pb::SuggestMailboxRequest>,
    ) -> Result<Response<pb::Mailbox>, Status> {
        Ok(Response::new(suggest::by_address(&request.into_inner().address)?))
    }
}
