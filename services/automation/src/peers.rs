//! The peers that rules and macros read and act through, with what is read often kept for a moment.
mod user;

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use tandem_kit::{Clock, Context, Error, Result, believed::Believed, id::AccountId, rpc::Channel};
use tandem_proto::{
    conversations::{self as cv, messages_service_client::MessagesServiceClient},
    customer_apps::{CreateSurveyRequest, surveys_service_client::SurveysServiceClient},
    directory::{
        self as dir, accounts_service_client::AccountsServiceClient,
        customers_service_client::CustomersServiceClient,
        organizations_service_client::OrganizationsServiceClient, teams_service_client::TeamsServiceClient,
        users_service_client::UsersServiceClient,
    },
    items::{
        self as it, custom_fields_service_client::CustomFieldsServiceClient,
        item_types_service_client::ItemTypesServiceClient, items_service_client::ItemsServiceClient,
        projects_service_client::ProjectsServiceClient,
        sla_policies_service_client::SlaPoliciesServiceClient,
    },
};
use tonic::Request;

/// How long a peer may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long people, who come and go, are believed; and how long names and settings are.
const PEOPLE: TimeDelta = TimeDelta::seconds(5);
const SETTINGS: TimeDelta = TimeDelta::seconds(60);
/// How many users or teams an account is expected to have at most.
const MOST_PAGES: usize = 50;

/// What is believed for a while, by account and name.
#[derive(Default)]
struct Memory {
    accounts: Believed<String, dir::Account>,
    users: Believed<String, Vec<dir::User>>,
    teams: Believed<String, dir::Team>,
    statuses: Believed<String, Vec<it::Status>>,
    types: Believed<String, Vec<it::ItemType>>,
    slas: Believed<String, Vec<it::SlaPolicy>>,
    all_teams: Believed<String, Vec<dir::Team>>,
    custom_fields: Believed<String, Vec<it::CustomField>>,
}

/// The way to each peer.
#[derive(Clone)]
pub struct Peers {
    directory: Option<Channel>,
    items: Option<Channel>,
    conversations: Option<Channel>,
    customer_apps: Option<Channel>,
    clock: Clock,
    memory: Arc<Memory>,
}

fn asked<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(PATIENCE);
    request
}

fn there(channel: Option<&Channel>, name: &str) -> Result<Channel> {
    channel.cloned().ok_or_else(|| Error::Unavailable(format!("the service {name} is not there")))
}

impl Peers {
    /// From what the process knows. Only on a test bench may a peer be missing.
    ///
    /// # Errors
    /// Names the address that is missing.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        let channel = |name: &str| match cx.peers.channel(name) {
            Ok(channel) => Ok(Some(channel)),
            Err(_) if cx.config.testing => Ok(None),
            Err(e) => Err(e),
        };
        Ok(Self {
            directory: channel("directory")?,
            items: channel("items")?,
            conversations: channel("conversations")?,
            customer_apps: channel("customer-apps")?,
            clock: cx.clock.clone(),
            memory: Arc::default(),
        })
    }
    /// No peer at all.
    #[cfg(test)]
    pub fn nobody(clock: Clock) -> Self {
        Self {
            directory: None,
            items: None,
            conversations: None,
            customer_apps: None,
            clock,
            memory: Arc::default(),
        }
    }
    /// People changed: who may be assigned is read again.
    pub fn doubt_people(&self) {
        self.memory.users.doubt_all();
        self.memory.teams.doubt_all();
        self.memory.all_teams.doubt_all();
    }

    /// Types, statuses or SLA policies changed: they are read again.
    pub fn doubt_vocabulary(&self) {
        self.memory.types.doubt_all();
        self.memory.statuses.doubt_all();
        self.memory.slas.doubt_all();
    }

    /// Custom fields changed: they are read again.
    pub fn doubt_custom_fields(&self) {
        self.memory.custom_fields.doubt_all();
    }

    fn items(&self) -> Result<ItemsServiceClient<Channel>> {
        Ok(ItemsServiceClient::new(there(self.items.as_ref(), "items")?).max_decoding_message_size(16 << 20))
    }
    fn messages(&self) -> Result<MessagesServiceClient<Channel>> {
        Ok(MessagesServiceClient::new(there(self.conversations.as_ref(), "conversations")?))
    }
    fn directory(&self) -> Result<Channel> {
        there(self.directory.as_ref(), "directory")
    }

    /// An item by its id.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn item(&self, id: &str) -> Result<it::Item> {
        Ok(self.items()?.get_item(asked(it::GetItemRequest { id: id.into() })).await?.into_inner())
    }
    /// Sets one field of an item.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn update_item(&self, item: it::Item, field: &str, request_id: String) -> Result<it::Item> {
        let update_mask = Some(prost_types::FieldMask { paths: vec![field.into()] });
        let seen_status_id = String::new();
        let request = it::UpdateItemRequest { item: Some(item), update_mask, request_id, seen_status_id };
        Ok(self.items()?.update_item(asked(request)).await?.into_inner())
    }
    /// Gives an item another status than the one that was seen, unless somebody else did meanwhile; as [`Self::update_item`].
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn set_status(
        &self,
        item: it::Item,
        seen_status_id: String,
        request_id: String,
    ) -> Result<it::Item> {
        let update_mask = Some(prost_types::FieldMask { paths: vec!["status_id".into()] });
        let request = it::UpdateItemRequest { item: Some(item), update_mask, request_id, seen_status_id };
        Ok(self.items()?.update_item(asked(request)).await?.into_inner())
    }
    /// Every status of an account, retired ones too.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn statuses(&self, account: AccountId) -> Result<Arc<Vec<it::Status>>> {
        let read = async {
            let mut client = ItemTypesServiceClient::new(there(self.items.as_ref(), "items")?);
            let request = it::ListStatusesRequest { with_retired: true, ..Default::default() };
            Ok(client.list_statuses(asked(request)).await?.into_inner().statuses)
        };
        self.memory.statuses.get(account.to_string(), self.clock.now(), SETTINGS, read).await
    }
    /// Every item type of an account, retired ones too.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn types(&self, account: AccountId) -> Result<Arc<Vec<it::ItemType>>> {
        let read = async {
            let mut client = ItemTypesServiceClient::new(there(self.items.as_ref(), "items")?);
            let request = it::ListItemTypesRequest { with_retired: true, ..Default::default() };
            Ok(client.list_item_types(asked(request)).await?.into_inner().item_types)
        };
        self.memory.types.get(account.to_string(), self.clock.now(), SETTINGS, read).await
    }
    /// Every custom field of an account, retired ones too.
    ///
    /// # Errors
    /// As the peer answers.
    async fn all_custom_fields(&self, account: AccountId) -> Result<Arc<Vec<it::CustomField>>> {
        let read = async {
            let mut client = CustomFieldsServiceClient::new(there(self.items.as_ref(), "items")?);
            let request = it::ListCustomFieldsRequest { with_retired: true, ..Default::default() };
            Ok(client.list_custom_fields(asked(request)).await?.into_inner().custom_fields)
        };
        self.memory.custom_fields.get(account.to_string(), self.clock.now(), SETTINGS, read).await
    }
    /// Those of items.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn custom_fields(&self, account: AccountId) -> Result<Vec<it::CustomField>> {
        self.fields_of(account, it::custom_field::Target::Item).await
    }
    /// Those of customers.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn customer_fields(&self, account: AccountId) -> Result<Vec<it::CustomField>> {
        self.fields_of(account, it::custom_field::Target::Customer).await
    }
    async fn fields_of(
        &self,
        account: AccountId,
        target: it::custom_field::Target,
    ) -> Result<Vec<it::CustomField>> {
        let all = self.all_custom_fields(account).await?;
        Ok(all.iter().filter(|field| field.target() == target).cloned().collect())
    }
    /// The SLA policies of an account, removed ones too.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn sla_policies(&self, account: AccountId) -> Result<Arc<Vec<it::SlaPolicy>>> {
        let read = async {
            let mut client = SlaPoliciesServiceClient::new(there(self.items.as_ref(), "items")?);
            Ok(client
                .list_sla_policies(asked(it::ListSlaPoliciesRequest { show_removed: true }))
                .await?
                .into_inner()
                .sla_policies)
        };
        self.memory.slas.get(account.to_string(), self.clock.now(), SETTINGS, read).await
    }
    /// The project where an organization's requests come, made now if there is none.
    ///
    /// # Errors
    /// As the peers answer.
    pub async fn organization_project(&self, organization_id: &str) -> Result<it::Project> {
        let mut organizations = OrganizationsServiceClient::new(self.directory()?);
        let organization = organizations
            .get_organization(asked(dir::GetOrganizationRequest { id: organization_id.into() }))
            .await?;
        let request = it::EnsureOrganizationProjectRequest {
            organization_id: organization_id.into(),
            name: organization.into_inner().name,
        };
        let mut client = ProjectsServiceClient::new(there(self.items.as_ref(), "items")?);
        Ok(client.ensure_organization_project(asked(request)).await?.into_inner())
    }
    /// The account itself.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn account(&self, account: AccountId) -> Result<Arc<dir::Account>> {
        let read = async {
            let mut client = AccountsServiceClient::new(self.directory()?);
            Ok(client
                .get_account_by_id(asked(dir::GetAccountByIdRequest { id: account.to_string() }))
                .await?
                .into_inner())
        };
        self.memory.accounts.get(account.to_string(), self.clock.now(), SETTINGS, read).await
    }
    /// The users of an account who are not disabled.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn users(&self, account: AccountId) -> Result<Arc<Vec<dir::User>>> {
        let read = async {
            let mut client = UsersServiceClient::new(self.directory()?);
            let (mut users, mut page_token) = (Vec::new(), String::new());
            for _ in 0..MOST_PAGES {
                let request =
                    dir::ListUsersRequest { page_size: 100, page_token, ..dir::ListUsersRequest::default() };
                let page = client.list_users(asked(request)).await?.into_inner();
                users.extend(page.users);
                page_token = page.next_page_token;
                if page_token.is_empty() {
                    break;
                }
            }
            Ok(users)
        };
        self.memory.users.get(account.to_string(), self.clock.now(), PEOPLE, read).await
    }
    /// A team.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn team(&self, account: AccountId, id: &str) -> Result<Arc<dir::Team>> {
        let read = async {
            let mut client = TeamsServiceClient::new(self.directory()?);
            Ok(client.get_team(asked(dir::GetTeamRequest { id: id.into() })).await?.into_inner())
        };
        self.memory.teams.get(format!("{account}/{id}"), self.clock.now(), PEOPLE, read).await
    }
    /// People by id, with what is needed to write to them.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn people(&self, ids: Vec<String>) -> Result<Vec<dir::Person>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut client = CustomersServiceClient::new(self.directory()?);
        Ok(client
            .batch_get_people(asked(dir::BatchGetPeopleRequest { ids, ..Default::default() }))
            .await?
            .into_inner()
            .people)
    }
    /// Posts to an item in the name of the rule that acts.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn post_as_bot(&self, request: cv::PostAsBotRequest) -> Result<()> {
        self.messages()?.post_as_bot(asked(request)).await?;
        Ok(())
    }
    /// Sends a mail.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn send_mail(&self, request: cv::SendMailRequest) -> Result<()> {
        self.messages()?.send_mail(asked(request)).await?;
        Ok(())
    }
    /// Makes the survey of an item for one of its requesters and answers with the address of its page; empty: they are none any more.
    ///
    /// # Errors
    /// As the peer answers.
    pub async fn survey(&self, item_id: String, customer_id: String, request_id: String) -> Result<String> {
        let mut client = SurveysServiceClient::new(there(self.customer_apps.as_ref(), "customer-apps")?);
        let request = CreateSurveyRequest { item_id, request_id, customer_id };
        Ok(client.create_survey(asked(request)).await?.into_inner().url)
    }
}
