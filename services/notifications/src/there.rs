//! Whether what shall be followed, and who shall follow it, is there and may be known to the caller: their services say so.
use tandem_kit::{Context, Error, Result, id, rpc::Channel};
use tandem_proto::{
    conversations::{GetConversationRequest, conversations_service_client::ConversationsServiceClient},
    directory::{
        BatchGetPeopleRequest, GetCustomerRequest, GetOrganizationRequest,
        customers_service_client::CustomersServiceClient,
        organizations_service_client::OrganizationsServiceClient,
    },
    items::{
        GetItemRequest, GetProjectRequest, items_service_client::ItemsServiceClient,
        projects_service_client::ProjectsServiceClient,
    },
};

/// The services that own what can be followed.
#[derive(Clone)]
pub struct Owners {
    directory: Channel,
    items: Channel,
    conversations: Channel,
}

impl Owners {
    /// From what the process gives.
    ///
    /// # Errors
    /// Where a peer has no address.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        Ok(Self {
            directory: cx.peers.channel("directory")?,
            items: cx.peers.channel("items")?,
            conversations: cx.peers.channel("conversations")?,
        })
    }

    /// Asks the owner of a thing for it, as the caller.
    ///
    /// # Errors
    /// `NotFound` where there is none that the caller may see; `Unavailable` where its service is away.
    pub async fn subject(&self, subject: &str) -> Result<()> {
        let id = subject.to_owned();
        let found = match id::split(subject).map(|(prefix, _)| prefix) {
            Some("item") => {
                let mut items = ItemsServiceClient::new(self.items.clone());
                items.get_item(GetItemRequest { id }).await.map(drop)
            }
            Some("proj") => {
                let mut projects = ProjectsServiceClient::new(self.items.clone());
                projects.get_project(GetProjectRequest { id }).await.map(drop)
            }
            Some("conv") => {
                let mut conversations = ConversationsServiceClient::new(self.conversations.clone());
                conversations.get_conversation(GetConversationRequest { id }).await.map(drop)
            }
            Some("cus") => {
                let mut customers = CustomersServiceClient::new(self.directory.clone());
                customers.get_customer(GetCustomerRequest { id }).await.map(drop)
            }
            Some("org") => {
                let mut organizations = OrganizationsServiceClient::new(self.directory.clone());
                organizations.get_organization(GetOrganizationRequest { id }).await.map(drop)
            }
            _ => return Err(Error::not_found("thing to follow", subject)),
        };
        Ok(found?)
    }

    /// Asks the directory for a person.
    ///
    /// # Errors
    /// `NotFound` where nobody of the account has that id; `Unavailable` where the directory is away.
    pub async fn follower(&self, follower: &str) -> Result<()> {
        let mut people = CustomersServiceClient::new(self.directory.clone());
        let request = BatchGetPeopleRequest { ids: vec![follower.to_owned()], ..Default::default() };
        let found = people.batch_get_people(request).await?.into_inner().people;
        if found.iter().any(|person| person.id == follower) {
            return Ok(());
        }
        let kind = if follower.starts_with("cus_") { "customer" } else { "user" };
        Err(Error::not_found(kind, follower))
    }
}
