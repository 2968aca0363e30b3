//! What macros ask of the peers as whoever runs them.
use std::sync::Arc;

use tandem_kit::{Result, id::AccountId, rpc::Channel};
use tandem_proto::{
    conversations::{
        self as cv, conversations_service_client::ConversationsServiceClient,
        preview_recipients_response::Recipient,
    },
    directory::{self as dir, teams_service_client::TeamsServiceClient},
    items::{self as it, projects_service_client::ProjectsServiceClient},
};

use super::{MOST_PAGES, PEOPLE, Peers, asked, there};

impl Peers {
    fn conversations_client(&self) -> Result<ConversationsServiceClient<Channel>> {
        Ok(ConversationsServiceClient::new(there(self.conversations.as_ref(), "conversations")?))
    }
    /// A page of the items that match, in the order of their numbers.
    ///
    /// # Errors
    /// As the peer answers: with what is wrong in the filter.
    pub async fn items_page(&self, filter: &str, page_token: String) -> Result<it::ListItemsResponse> {
        let request = it::ListItemsRequest {
            page_size: 100,
            page_token,
            filter: filter.into(),
            order_by: "number".into(),
        };
        Ok(self.items()?.list_items(asked(request)).await?.into_inner())
    }
    /// Sets several fields of an item.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn update_fields(
        &self,
        item: it::Item,
        paths: Vec<String>,
        request_id: String,
    ) -> Result<it::Item> {
        let update_mask = Some(prost_types::FieldMask { paths });
        let request =
            it::UpdateItemRequest { item: Some(item), update_mask, request_id, ..Default::default() };
        Ok(self.items()?.update_item(asked(request)).await?.into_inner())
    }
    /// A project that the caller may see.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn project(&self, id: &str) -> Result<it::Project> {
        let mut client = ProjectsServiceClient::new(there(self.items.as_ref(), "items")?);
        Ok(client.get_project(asked(it::GetProjectRequest { id: id.into() })).await?.into_inner())
    }
    /// The teams of an account.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn all_teams(&self, account: AccountId) -> Result<Arc<Vec<dir::Team>>> {
        let read = async {
            let mut client = TeamsServiceClient::new(self.directory()?);
            let (mut teams, mut page_token) = (Vec::new(), String::new());
            for _ in 0..MOST_PAGES {
                let request = dir::ListTeamsRequest { page_size: 100, page_token };
                let page = client.list_teams(asked(request)).await?.into_inner();
                teams.extend(page.teams);
                page_token = page.next_page_token;
                if page_token.is_empty() {
                    break;
                }
            }
            Ok(teams)
        };
        self.memory.all_teams.get(account.to_string(), self.clock.now(), PEOPLE, read).await
    }
    /// The first conversations of an item, the oldest first.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn conversations(&self, item: &str) -> Result<Vec<cv::Conversation>> {
        let request =
            cv::ListConversationsRequest { subject: item.into(), page_size: 100, ..Default::default() };
        Ok(self.conversations_client()?.list_conversations(asked(request)).await?.into_inner().conversations)
    }
    /// Opens a conversation.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn open_conversation(
        &self,
        request: cv::CreateConversationRequest,
    ) -> Result<cv::Conversation> {
        Ok(self.conversations_client()?.create_conversation(asked(request)).await?.into_inner())
    }
    /// Posts a message.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn post_message(&self, request: cv::PostMessageRequest) -> Result<()> {
        self.messages()?.post_message(asked(request)).await?;
        Ok(())
    }
    /// Who would receive a message in a conversation.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn recipients(&self, conversation_id: String) -> Result<Vec<Recipient>> {
        let request = cv::PreviewRecipientsRequest { conversation_id, ..Default::default() };
        Ok(self.messages()?.preview_recipients(asked(request)).await?.into_inner().recipients)
    }
}
