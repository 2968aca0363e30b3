//! Conversations on the wire.
use tandem_kit::{Cause, Error, Page, Result};
use tandem_proto::conversations::{
    self as pb, Visibility, conversations_service_server::ConversationsService,
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    conversation::{self, Reader, Subject},
    message::held,
    tools::request_key,
};

#[tonic::async_trait]
impl ConversationsService for Api {
    async fn get_conversation(
        &self,
        request: Request<pb::GetConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let conversation = conversation::readable(&self.tools, &cause, id).await?;
        Ok(Response::new(conversation.into()))
    }

    async fn list_conversations(
        &self,
        request: Request<pb::ListConversationsRequest>,
    ) -> Result<Response<pb::ListConversationsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListConversationsRequest { subject, page_size, page_token } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let reader = Reader::of(&cause);
        let subject = if reader == Reader::Customer {
            self.subject_seen_by(&cause, &subject).await?
        } else {
            self.subject(&cause, &subject).await?
        };
        let (conversations, next_page_token) =
            conversation::list(&self.tools.db, cause.account(), subject, reader, &page).await?;
        Ok(Response::new(pb::ListConversationsResponse {
            conversations: conversations.into_iter().map(Into::into).collect(),
            next_page_token,
        }))
    }

    async fn create_conversation(
        &self,
        request: Request<pb::CreateConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let visibility = match request.visibility() {
            Visibility::Unspecified => {
                return Err(Error::invalid("visibility", "is not given: CUSTOMER or INTERNAL").into());
            }
            visibility => visibility,
        };
        let key = request_key(&cause, &request.request_id)?;
        let subject = self.subject_seen_by(&cause, &request.subject).await?;
        let conversation = conversation::create(&self.tools, &cause, subject, visibility, key).await?;
        Ok(Response::new(conversation.into()))
    }

    async fn see_conversation(
        &self,
        request: Request<pb::SeeConversationRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        held::see_in_portal(&self.tools, &cause, id).await?;
        Ok(Response::new(()))
    }
}

impl Api {
    /// A subject by its id; an item by its number, too.
    async fn subject(&self, cause: &Cause, text: &str) -> Result<Subject> {
        let is_number = !text.is_empty() && text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            return Ok(Subject::Item(self.tools.peers.item(cause, text).await?.id.parse()?));
        }
        Subject::parse(text)
    }

    /// The same, checked to be there for the caller.
    async fn subject_seen_by(&self, cause: &Cause, text: &str) -> Result<Subject> {
        let subject = self.subject(cause, text).await?;
        match subject {
            Subject::Item(id) => {
                self.tools.peers.item(cause, &id.to_string()).await?;
            }
            Subject::Customer(id) if cause.caller.customer() == Some(id) => {}
            Subject::Chat(_) => return Err(Error::not_found("subject", subject)),
            Subject::Customer(_) | Subject::Project(_) if cause.caller.customer().is_some() => {
                return Err(Error::not_found("subject", subject));
            }
            Subject::Customer(id) => self.tools.peers.check_customer(cause, id.to_string()).await?,
            Subject::Project(id) => self.tools.peers.check_project(cause, id.to_string()).await?,
        }
        Ok(subject)
    }
}
