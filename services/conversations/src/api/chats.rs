//! Chats on the wire, as users work with them.
use tandem_kit::{
    Cause, Error, Page, Result,
    clock::timestamp,
    id::{self, TeamKind, UserKind},
};
use tandem_proto::{
    conversations::{
        self as pb, chats_service_server::ChatsService, create_item_from_chat_request::Kind as Wished,
    },
    items::Kind,
};
use tonic::{Request, Response, Status};

use crate::chat::{
    self, Chat, Chats, Wanted, agent,
    desk::{self, To},
    link::{self, Wish},
};

#[tonic::async_trait]
impl ChatsService for Chats {
    async fn list_chats(
        &self,
        request: Request<pb::ListChatsRequest>,
    ) -> Result<Response<pb::ListChatsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let wanted = Wanted {
            state: request.state(),
            assignee: if request.mine { cause.caller.user() } else { None },
        };
        let (found, next_page_token) = chat::list(&self.tools, &cause, wanted, &page).await?;
        let chats = chat::show(self, cause.account(), &found).await?;
        Ok(Response::new(pb::ListChatsResponse { chats, next_page_token }))
    }

    async fn get_chat(&self, request: Request<pb::GetChatRequest>) -> Result<Response<pb::Chat>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let chat = chat::seen(&self.tools, &cause, id).await?;
        self.shown(&cause, &chat).await
    }

    async fn take_chat(&self, request: Request<pb::TakeChatRequest>) -> Result<Response<pb::Chat>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        chat::seen(&self.tools, &cause, id).await?;
        let chat = desk::take(self, &cause, id).await?;
        self.shown(&cause, &chat).await
    }

    async fn transfer_chat(
        &self,
        request: Request<pb::TransferChatRequest>,
    ) -> Result<Response<pb::Chat>, Status> {
        let cause = Cause::of(&request)?;
        let pb::TransferChatRequest { id, user_id, team_id } = request.into_inner();
        let id = id.parse()?;
        chat::seen(&self.tools, &cause, id).await?;
        let user = id::in_optional_field::<UserKind>("user_id", &user_id)?;
        let team = id::in_optional_field::<TeamKind>("team_id", &team_id)?;
        let to = match (user, team) {
            (Some(user), None) => To::User(user),
            (None, Some(team)) => To::Team(team),
            _ => return Err(Error::invalid("user_id", "give a user or a team, and not both").into()),
        };
        let chat = desk::transfer(self, &cause, id, to).await?;
        self.shown(&cause, &chat).await
    }

    async fn end_chat(&self, request: Request<pb::EndChatRequest>) -> Result<Response<pb::Chat>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        chat::seen(&self.tools, &cause, id).await?;
        let chat = desk::end(self, &cause, id).await?;
        self.shown(&cause, &chat).await
    }

    async fn reopen_chat(
        &self,
        request: Request<pb::ReopenChatRequest>,
    ) -> Result<Response<pb::Chat>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        chat::seen(&self.tools, &cause, id).await?;
        let chat = desk::reopen(self, &cause, id).await?;
        self.shown(&cause, &chat).await
    }

    async fn tell_typing(&self, request: Request<pb::TellTypingRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let chat = chat::seen(&self.tools, &cause, id).await?;
        let name = self
            .tools
            .peers
            .person(&cause, &cause.actor())
            .await?
            .map(|person| person.name)
            .unwrap_or_default();
        chat::mention_typing(self, &cause, &chat, (&cause.actor(), &name)).await;
        Ok(Response::new(()))
    }

    async fn see_chat(&self, request: Request<pb::SeeChatRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        chat::seen(&self.tools, &cause, id).await?;
        desk::see(self, &cause, id).await?;
        Ok(Response::new(()))
    }

    async fn create_item_from_chat(
        &self,
        request: Request<pb::CreateItemFromChatRequest>,
    ) -> Result<Response<pb::Chat>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let id = request.id.parse()?;
        chat::seen(&self.tools, &cause, id).await?;
        let kind = match request.kind() {
            Wished::Ticket => Kind::Ticket,
            Wished::Task => Kind::Task,
            Wished::Unspecified => {
                return Err(Error::invalid("kind", "is not given: KIND_TICKET or KIND_TASK").into());
            }
        };
        let wish = Wish { kind, type_id: request.type_id, title: request.title, project_id: String::new() };
        link::create_item(&self.tools, &cause, id, wish).await?;
        let chat = chat::seen(&self.tools, &cause, id).await?;
        self.shown(&cause, &chat).await
    }

    async fn link_chat(&self, request: Request<pb::LinkChatRequest>) -> Result<Response<pb::Chat>, Status> {
        let cause = Cause::of(&request)?;
        let pb::LinkChatRequest { id, item_id } = request.into_inner();
        let id = id.parse()?;
        chat::seen(&self.tools, &cause, id).await?;
        link::link(&self.tools, &cause, id, &item_id).await?;
        let chat = chat::seen(&self.tools, &cause, id).await?;
        self.shown(&cause, &chat).await
    }

    async fn get_chat_counts(
        &self,
        request: Request<pb::GetChatCountsRequest>,
    ) -> Result<Response<pb::ChatCounts>, Status> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(chat::count::of(&self.tools, &cause).await?))
    }

    async fn get_chat_availability(
        &self,
        request: Request<pb::GetChatAvailabilityRequest>,
    ) -> Result<Response<pb::ChatAvailability>, Status> {
        let cause = Cause::of(&request)?;
        self.availability(&cause).await
    }

    async fn set_chat_availability(
        &self,
        request: Request<pb::SetChatAvailabilityRequest>,
    ) -> Result<Response<pb::ChatAvailability>, Status> {
        let cause = Cause::of(&request)?;
        let pb::SetChatAvailabilityRequest { available, most_chats } = request.into_inner();
        agent::say(self, &cause, available, most_chats).await?;
        self.availability(&cause).await
    }
}

impl Chats {
    async fn shown(&self, cause: &Cause, chat: &Chat) -> Result<Response<pb::Chat>, Status> {
        let shown = chat::show(self, cause.account(), std::slice::from_ref(chat)).await?.pop();
        Ok(Response::new(shown.ok_or_else(|| Error::not_found("chat", chat.chat_id()))?))
    }
    async fn availability(&self, cause: &Cause) -> Result<Response<pb::ChatAvailability>, Status> {
        let Some(user) = cause.caller.user() else {
            return Err(Error::denied("chats are answered by users").into());
        };
        let said = agent::get(self.db(), cause.account(), user).await?;
        let now = self.now();
        Ok(Response::new(said.map_or_else(pb::ChatAvailability::default, |said| pb::ChatAvailability {
            available: said.until_time > now,
            most_chats: said.most_chats.into(),
            until_time: Some(timestamp(said.until_time)).filter(|_| said.until_time > now),
            open_chats: i32::try_from(said.open_chats).unwrap_or(i32::MAX),
        })))
    }
}
