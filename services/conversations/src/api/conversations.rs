//! Conversations on the wire.
use tandem_kit::{Cause, Error, Page, Result, id, mask};
use tandem_proto::conversations::{
    self as pb, Visibility, conversation::Kind, conversations_service_server::ConversationsService,
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    conversation::{
        self, Conversation, Reader, Subject,
        change::{self, Standing},
        glance, link, merge,
        open::{self, Opening},
        people, read,
    },
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
        self.shown(&cause, conversation).await
    }

    async fn list_conversations(
        &self,
        request: Request<pb::ListConversationsRequest>,
    ) -> Result<Response<pb::ListConversationsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListConversationsRequest { subject, page_size, page_token } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let subject = if Reader::of(&cause) == Reader::Customer {
            self.subject_seen_by(&cause, &subject).await?
        } else {
            let given = self.subject(&cause, &subject).await?;
            if !self.tools.sight.sees(&cause, &given.to_string()).await? {
                return Err(Error::not_found("subject", subject).into());
            }
            given
        };
        let (found, next_page_token) = conversation::list(&self.tools.db, subject, &cause, &page).await?;
        let conversations = glance::page(&self.tools.db, &cause, found).await?;
        Ok(Response::new(pb::ListConversationsResponse { conversations, next_page_token }))
    }

    async fn create_conversation(
        &self,
        request: Request<pb::CreateConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let opening = self.opening(&cause, request.into_inner()).await?;
        let conversation = open::open(&self.tools, &cause, opening).await?;
        self.shown(&cause, conversation).await
    }

    async fn update_conversation(
        &self,
        request: Request<pb::UpdateConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateConversationRequest { conversation, update_mask } = request.into_inner();
        let given = conversation.ok_or_else(|| Error::invalid("conversation", "is not given"))?;
        let id = given.id.parse()?;
        if let Some(path) = mask::paths(update_mask.as_ref())?.into_iter().find(|path| *path != "title") {
            return Err(mask::unknown(path, &["title"]).into());
        }
        let changed = change::rename(&self.tools, &cause, id, &given.title, given.revision).await?;
        self.shown(&cause, changed).await
    }

    async fn add_participants(
        &self,
        request: Request<pb::AddParticipantsRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let pb::AddParticipantsRequest { id, participant_ids } = request.into_inner();
        let changed = people::add(&self.tools, &cause, id.parse()?, &participant_ids).await?;
        self.shown(&cause, changed).await
    }

    async fn remove_participant(
        &self,
        request: Request<pb::RemoveParticipantRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let pb::RemoveParticipantRequest { id, participant_id } = request.into_inner();
        let changed = people::remove(&self.tools, &cause, id.parse()?, &participant_id).await?;
        self.shown(&cause, changed).await
    }

    async fn leave_conversation(
        &self,
        request: Request<pb::LeaveConversationRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        people::remove(&self.tools, &cause, id, &cause.actor()).await?;
        Ok(Response::new(()))
    }

    async fn close_conversation(
        &self,
        request: Request<pb::CloseConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let changed = change::set(&self.tools, &cause, id, Standing::Closed).await?;
        self.shown(&cause, changed).await
    }

    async fn reopen_conversation(
        &self,
        request: Request<pb::ReopenConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let changed = change::set(&self.tools, &cause, id, Standing::Open).await?;
        self.shown(&cause, changed).await
    }

    async fn mark_conversation_read(
        &self,
        request: Request<pb::MarkConversationReadRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let pb::MarkConversationReadRequest { id, message_id } = request.into_inner();
        let up_to = id::in_optional_field("message_id", &message_id)?;
        let conversation = read::mark_read(&self.tools, &cause, id.parse()?, up_to).await?;
        self.shown(&cause, conversation).await
    }

    async fn mark_conversation_unread(
        &self,
        request: Request<pb::MarkConversationUnreadRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let pb::MarkConversationUnreadRequest { id, message_id } = request.into_inner();
        let from = id::in_optional_field("message_id", &message_id)?;
        let conversation = read::mark_unread(&self.tools, &cause, id.parse()?, from).await?;
        self.shown(&cause, conversation).await
    }

    async fn link_conversation(
        &self,
        request: Request<pb::LinkConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let cause = Cause::of(&request)?;
        let pb::LinkConversationRequest { id, item_id } = request.into_inner();
        let linked = link::link(&self.tools, &cause, id.parse()?, &item_id).await?;
        self.shown(&cause, linked).await
    }

    async fn create_item_from_conversation(
        &self,
        request: Request<pb::CreateItemFromConversationRequest>,
    ) -> Result<Response<pb::CreateItemFromConversationResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateItemFromConversationRequest { id, title, task, type_id, project_id } =
            request.into_inner();
        let new = link::NewItem { title, task, type_id, project_id };
        let (item, linked) = link::create_item(&self.tools, &cause, id.parse()?, new).await?;
        let conversation = glance::one(&self.tools.db, &cause, linked).await?;
        Ok(Response::new(pb::CreateItemFromConversationResponse {
            item_id: item.id,
            number: item.number,
            conversation: Some(conversation),
        }))
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
    async fn shown(
        &self,
        cause: &Cause,
        conversation: Conversation,
    ) -> Result<Response<pb::Conversation>, Status> {
        Ok(Response::new(glance::one(&self.tools.db, cause, conversation).await?))
    }

    /// What is to be opened: about a subject, or among users.
    async fn opening(&self, cause: &Cause, request: pb::CreateConversationRequest) -> Result<Opening> {
        let (given, visibility) = (request.kind(), request.visibility());
        let request_key = request_key(cause, &request.request_id)?;
        let (title, people) = (request.title, request.participant_ids);
        if matches!(given, Kind::Direct | Kind::Group) {
            if !request.subject.is_empty() {
                return Err(Error::invalid(
                    "subject",
                    "is not given for DIRECT and GROUP: link it afterwards",
                ));
            }
            if visibility == Visibility::Customer {
                return Err(Error::invalid("visibility", "is INTERNAL for DIRECT and GROUP"));
            }
            let (subject, visibility) = (None, Visibility::Internal);
            return Ok(Opening { subject, kind: given, visibility, title, people, request_key });
        }
        if visibility == Visibility::Unspecified {
            return Err(Error::invalid("visibility", "is not given: CUSTOMER or INTERNAL"));
        }
        let subject = self.subject_seen_by(cause, &request.subject).await?;
        let kind = subject.natural();
        if given != Kind::Unspecified && given != kind {
            return Err(Error::invalid("kind", format!("is {} about {subject}", kind.as_str_name())));
        }
        Ok(Opening { subject: Some(subject), kind, visibility, title, people, request_key })
    }

    /// A subject by its id; an item by its number, too.
    async fn subject(&self, cause: &Cause, text: &str) -> Result<Subject> {
        let is_number = !text.is_empty() && text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            return Ok(Subject::Item(self.tools.peers.item(cause, text).await?.id.parse()?));
        }
        match Subject::parse(text)? {
            Subject::Item(id) => merge::current(&self.tools, cause.account(), id).await.map(Subject::Item),
            subject => Ok(subject),
        }
    }

    /// The same, checked to be there for the caller.
    async fn subject_seen_by(&self, cause: &Cause, text: &str) -> Result<Subject> {
        let subject = self.subject(cause, text).await?;
        match subject {
            Subject::Item(id) => {
                return Ok(Subject::Item(self.tools.peers.item(cause, &id.to_string()).await?.id.parse()?));
            }
            Subject::Customer(id) if cause.caller.customer() == Some(id) => {}
            Subject::Organization(id) if cause.caller.organization == Some(id.uuid()) => {}
            Subject::Nothing(_) | Subject::Chat(_) => return Err(Error::not_found("subject", text)),
            Subject::Customer(_) | Subject::Project(_) | Subject::Organization(_)
                if cause.caller.customer().is_some() =>
            {
                return Err(Error::not_found("subject", subject));
            }
            Subject::Customer(id) => self.tools.peers.check_customer(cause, id.to_string()).await?,
            Subject::Project(id) => self.tools.peers.check_project(cause, id.to_string()).await?,
            Subject::Organization(id) => self.tools.peers.check_organization(cause, id.to_string()).await?,
        }
        Ok(subject)
    }
}
