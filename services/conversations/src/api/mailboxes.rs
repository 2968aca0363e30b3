//! `MailboxesService`.
use tandem_kit::{
    Cause, Error, Page,
    id::{self, MailboxId},
};
use tandem_proto::conversations::{self as pb, mailboxes_service_server::MailboxesService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    mailbox::{self, Mailbox, check, draft::Draft, poll, suggest},
    outgoing::identity,
    tools, wire,
};

impl Api {
    async fn shown_mailbox(&self, cause: &Cause, mailbox: Mailbox) -> Result<Response<pb::Mailbox>, Status> {
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
        self.shown_mailbox(&cause, mailbox::get(self.tools.db.pool(), cause.account(), id).await?).await
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
        let conversation = id::in_optional_field("conversation_id", &request.into_inner().conversation_id)?;
        let choices = identity::choices(&self.tools, &cause, conversation).await?;
        Ok(Response::new(wire::senders(choices)))
    }

    async fn create_mailbox(
        &self,
        request: Request<pb::CreateMailboxRequest>,
    ) -> Result<Response<pb::Mailbox>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateMailboxRequest { mailbox, request_id } = request.into_inner();
        let given = mailbox.ok_or_else(|| Error::invalid("mailbox", "is required"))?;
        if !given.id.is_empty() {
            return Err(Error::invalid("mailbox.id", "is not given but answered").into());
        }
        let key = tools::request_key(&cause, &request_id)?;
        let made = mailbox::create(&self.tools, &cause, Draft::whole(given)?, key).await?;
        self.shown_mailbox(&cause, made).await
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
        self.shown_mailbox(&cause, made).await
    }

    async fn delete_mailbox(
        &self,
        request: Request<pb::DeleteMailboxRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        mailbox::delete(&self.tools, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn test_mailbox(
        &self,
        request: Request<pb::TestMailboxRequest>,
    ) -> Result<Response<pb::TestMailboxResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::TestMailboxRequest { id, mailbox } = request.into_inner();
        let inner = mailbox.as_ref().map(|given| given.id.clone()).filter(|inner| !inner.is_empty());
        let named = if id.is_empty() { inner.clone().unwrap_or_default() } else { id };
        if let Some(other) = inner.filter(|inner| *inner != named) {
            return Err(Error::not_found("mailbox", other).into());
        }
        let kept = match named.as_str() {
            "" => None,
            id => Some(mailbox::get(self.tools.db.pool(), cause.account(), id.parse()?).await?),
        };
        let checks = Box::pin(check::run(&self.tools, cause.account(), kept, mailbox)).await?;
        Ok(Response::new(pb::TestMailboxResponse { checks }))
    }

    async fn fetch_mailbox(&self, request: Request<pb::FetchMailboxRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        poll::now(&self.tools, cause.account(), request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn suggest_mailbox(
        &self,
        request: Request<pb::SuggestMailboxRequest>,
    ) -> Result<Response<pb::Mailbox>, Status> {
        Ok(Response::new(suggest::by_address(&request.into_inner().address)?))
    }
}
