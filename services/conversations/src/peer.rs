//! What is asked of peers: which account a domain belongs to, who people are, which item it is.
use std::time::Duration;

use bytes::Bytes;
use prost::Message as _;
use tandem_kit::{
    Cause, Context, Error, Result,
    auth::acting,
    cache::Cache,
    id::{self, AccountId, OrganizationId, UserId},
    rpc::Channel,
};
use tandem_proto::{
    directory::{
        Account, BatchGetPeopleRequest, EnsurePersonRequest, GetAccountByIdRequest, GetCustomerRequest,
        GetOrganizationRequest, GetTeamRequest, GetUserRequest, ListCustomersRequest, Person,
        ResolveMailDomainRequest, accounts_service_client::AccountsServiceClient,
        customers_service_client::CustomersServiceClient,
        organizations_service_client::OrganizationsServiceClient, teams_service_client::TeamsServiceClient,
        users_service_client::UsersServiceClient,
    },
    items::{
        CreateItemLinkRequest, CreateItemRequest, CustomField, GetItemRequest, GetProjectRequest, Item,
        ListCustomFieldsRequest, ListStatusesRequest,
        custom_fields_service_client::CustomFieldsServiceClient, item_link::Relation,
        item_links_service_client::ItemLinksServiceClient, item_types_service_client::ItemTypesServiceClient,
        items_service_client::ItemsServiceClient, projects_service_client::ProjectsServiceClient,
    },
    notifications::{ListFollowedRequest, notifications_service_client::NotificationsServiceClient},
};
use tonic::{Code, Status};
use uuid::Uuid;

/// How long an account, a person, a domain is taken to be as it was.
const KNOWN_FOR: Duration = Duration::from_secs(60);
/// Pages read of an organization's customers.
const MOST_PAGES: usize = 5;
/// How long a domain that nobody has stays nobody's.
const UNKNOWN_FOR: Duration = Duration::from_secs(5);

/// The peers, with what they said lately.
#[derive(Clone)]
pub struct Peers {
    items: ItemsServiceClient<Channel>,
    projects: ProjectsServiceClient<Channel>,
    types: ItemTypesServiceClient<Channel>,
    links: ItemLinksServiceClient<Channel>,
    accounts: AccountsServiceClient<Channel>,
    customers: CustomersServiceClient<Channel>,
    organizations: OrganizationsServiceClient<Channel>,
    teams: TeamsServiceClient<Channel>,
    users: UsersServiceClient<Channel>,
    custom_fields: CustomFieldsServiceClient<Channel>,
    notifications: NotificationsServiceClient<Channel>,
    cache: Cache,
}

impl Peers {
    /// The ways to the peers.
    ///
    /// # Errors
    /// Where one has no address.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        let (items, directory) = (cx.peers.channel("items")?, cx.peers.channel("directory")?);
        Ok(Self {
            items: ItemsServiceClient::new(items.clone()),
            projects: ProjectsServiceClient::new(items.clone()),
            types: ItemTypesServiceClient::new(items.clone()),
            links: ItemLinksServiceClient::new(items.clone()),
            custom_fields: CustomFieldsServiceClient::new(items),
            accounts: AccountsServiceClient::new(directory.clone()),
            customers: CustomersServiceClient::new(directory.clone()),
            organizations: OrganizationsServiceClient::new(directory.clone()),
            teams: TeamsServiceClient::new(directory.clone()),
            users: UsersServiceClient::new(directory),
            notifications: NotificationsServiceClient::new(cx.peers.channel("notifications")?),
            cache: cx.cache.clone(),
        })
    }

    /// The account that receives mail for a domain; nothing where none does.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn account_of_domain(&self, domain: &str) -> Result<Option<Account>> {
        let domain = domain.to_lowercase();
        let key = format!("conversations:domain:{domain}");
        if let Some(known) = self.cache.get(&key).await {
            return Ok(Account::decode(known).ok().filter(|account| !account.id.is_empty()));
        }
        let nobody = Cause::system(AccountId::from(Uuid::nil()));
        let mut client = self.accounts.clone();
        let asked = acting(&nobody, client.resolve_mail_domain(ResolveMailDomainRequest { domain })).await;
        match asked {
            Ok(account) => {
                let account = account.into_inner();
                self.cache.set(&key, Bytes::from(account.encode_to_vec()), KNOWN_FOR).await;
                Ok(Some(account))
            }
            Err(status) if status.code() == Code::NotFound || status.code() == Code::InvalidArgument => {
                self.cache.set(&key, Bytes::new(), UNKNOWN_FOR).await;
                Ok(None)
            }
            Err(status) => Err(said(status)),
        }
    }

    /// The account of a cause.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn account(&self, cause: &Cause) -> Result<Account> {
        let id = cause.account().to_string();
        let key = format!("conversations:account:{id}");
        if let Some(known) = self.cache.get(&key).await.and_then(|bytes| Account::decode(bytes).ok()) {
            return Ok(known);
        }
        let mut client = self.accounts.clone();
        let account = acting(&cause.as_system(), client.get_account_by_id(GetAccountByIdRequest { id }))
            .await
            .map_err(said)?
            .into_inner();
        self.cache.set(&key, Bytes::from(account.encode_to_vec()), KNOWN_FOR).await;
        Ok(account)
    }

    /// The person with an address: a user, a customer, or a customer made now.
    ///
    /// # Errors
    /// Where directory is away or takes it for no address.
    pub async fn ensure_person(&self, cause: &Cause, email: &str, name: &str) -> Result<Person> {
        let request = EnsurePersonRequest { email: email.into(), name: name.into(), ..Default::default() };
        let mut client = self.customers.clone();
        Ok(acting(&cause.as_system(), client.ensure_person(request)).await.map_err(said)?.into_inner())
    }

    /// People by their ids; unknown ones are left out.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn people(&self, cause: &Cause, ids: Vec<String>) -> Result<Vec<Person>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut client = self.customers.clone();
        Ok(acting(
            &cause.as_system(),
            client.batch_get_people(BatchGetPeopleRequest { ids, ..Default::default() }),
        )
        .await
        .map_err(said)?
        .into_inner()
        .people)
    }

    /// One person, as known within the last minute; nothing where there is none, or it is the system.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn person(&self, cause: &Cause, id: &str) -> Result<Option<Person>> {
        if !id.starts_with("usr_") && !id.starts_with("cus_") {
            return Ok(None);
        }
        let key = format!("conversations:person:{}:{id}", cause.account());
        if let Some(known) = self.cache.get(&key).await.and_then(|bytes| Person::decode(bytes).ok()) {
            return Ok(Some(known));
        }
        let person = self.people(cause, vec![id.to_owned()]).await?.into_iter().next();
        if let Some(person) = &person {
            self.cache.set(&key, Bytes::from(person.encode_to_vec()), KNOWN_FOR).await;
        }
        Ok(person)
    }

    /// An item by its id or number, as whoever the cause names may see it.
    ///
    /// # Errors
    /// `NotFound` where there is none for them; where items is away.
    pub async fn item(&self, cause: &Cause, id: &str) -> Result<Item> {
        let mut client = self.items.clone();
        Ok(acting(cause, client.get_item(GetItemRequest { id: id.into() })).await.map_err(said)?.into_inner())
    }

    /// What an item's status is called; nothing where it is gone.
    ///
    /// # Errors
    /// Where items is away.
    pub async fn status_name(&self, cause: &Cause, item: &Item) -> Result<String> {
        let mut client = self.types.clone();
        let all = acting(&cause.as_system(), client.list_statuses(ListStatusesRequest::default()))
            .await
            .map_err(said)?;
        let found = all.into_inner().statuses.into_iter().find(|status| status.id == item.status_id);
        Ok(found.map(|status| status.name).unwrap_or_default())
    }

    /// Makes an item, in the name of the system.
    ///
    /// # Errors
    /// As items refuses; where items is away.
    pub async fn create_item(&self, cause: &Cause, request: CreateItemRequest) -> Result<Item> {
        let mut client = self.items.clone();
        Ok(acting(&cause.as_system(), client.create_item(request)).await.map_err(said)?.into_inner())
    }

    /// The things of a kind that a user follows. While notifications is away they follow nothing.
    ///
    /// # Errors
    /// As notifications refuses.
    pub async fn followed(&self, cause: &Cause, user: UserId, kind: &str) -> Result<Vec<Uuid>> {
        let request = ListFollowedRequest { follower_id: user.to_string(), kind: kind.into() };
        let mut client = self.notifications.clone();
        let answer = match acting(&cause.as_system(), client.list_followed(request)).await.map_err(said) {
            Err(error) if error.passing() => return Ok(Vec::new()),
            answer => answer?.into_inner(),
        };
        Ok(answer.subjects.iter().filter_map(|text| id::split(text)).map(|(_, id)| id).collect())
    }

    /// The teams of a user, as known within the last minute.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn teams_of(&self, cause: &Cause, user: UserId) -> Result<Vec<Uuid>> {
        let key = format!("conversations:teams:{}:{user}", cause.account());
        if let Some(known) = self.cache.get(&key).await {
            let known = String::from_utf8_lossy(&known).into_owned();
            return Ok(known.split(' ').filter_map(|id| Uuid::try_parse(id).ok()).collect());
        }
        let request = GetUserRequest { id: user.to_string() };
        let answer = acting(&cause.as_system(), self.users.clone().get_user(request)).await.map_err(said)?;
        let ids = answer.into_inner().team_ids;
        let teams: Vec<Uuid> = ids.iter().filter_map(|id| id::split(id).map(|(_, id)| id)).collect();
        let told = teams.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" ");
        self.cache.set(&key, Bytes::from(told.into_bytes()), KNOWN_FOR).await;
        Ok(teams)
    }

    /// The custom fields of an account, retired ones too.
    ///
    /// # Errors
    /// Where items is away.
    pub async fn custom_fields(&self, cause: &Cause) -> Result<Vec<CustomField>> {
        let request = ListCustomFieldsRequest { with_retired: true, ..Default::default() };
        let mut client = self.custom_fields.clone();
        let answer = acting(&cause.as_system(), client.list_custom_fields(request)).await.map_err(said)?;
        Ok(answer.into_inner().custom_fields)
    }

    /// Makes an item, in the name of whom the cause names.
    ///
    /// # Errors
    /// As items refuses; where items is away.
    pub async fn create_item_as(&self, cause: &Cause, request: CreateItemRequest) -> Result<Item> {
        let mut client = self.items.clone();
        Ok(acting(cause, client.create_item(request)).await.map_err(said)?.into_inner())
    }

    /// Links two items, in the name of whom the cause names. They may be linked already.
    ///
    /// # Errors
    /// As items refuses; where items is away.
    pub async fn relate(&self, cause: &Cause, item: &str, other: &str) -> Result<()> {
        let request = CreateItemLinkRequest {
            item_id: item.into(),
            relation: Relation::Relates.into(),
            other_id: other.into(),
        };
        let mut client = self.links.clone();
        match acting(cause, client.create_item_link(request)).await {
            Err(status) if status.code() != Code::FailedPrecondition => Err(said(status)),
            _ => Ok(()),
        }
    }

    /// The customers of an organization, at most 500 of them.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn customers_of(&self, cause: &Cause, organization: OrganizationId) -> Result<Vec<String>> {
        let (mut ids, mut page_token) = (Vec::new(), String::new());
        for _ in 0..MOST_PAGES {
            let organization_id = organization.to_string();
            let request =
                ListCustomersRequest { page_size: 100, page_token, organization_id, ..Default::default() };
            let mut client = self.customers.clone();
            let answer = acting(&cause.as_system(), client.list_customers(request)).await.map_err(said)?;
            let answer = answer.into_inner();
            ids.extend(answer.customers.into_iter().filter(|one| !one.disabled).map(|one| one.id));
            page_token = answer.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        Ok(ids)
    }

    /// Whether whoever the cause names may see an organization.
    ///
    /// # Errors
    /// `NotFound` where there is none for them; where directory is away.
    pub async fn check_organization(&self, cause: &Cause, id: String) -> Result<()> {
        let mut client = self.organizations.clone();
        acting(cause, client.get_organization(GetOrganizationRequest { id })).await.map_err(said)?;
        Ok(())
    }

    /// Whether there is a team.
    ///
    /// # Errors
    /// `NotFound` where there is none; where directory is away.
    pub async fn check_team(&self, cause: &Cause, id: String) -> Result<()> {
        let mut client = self.teams.clone();
        acting(cause, client.get_team(GetTeamRequest { id })).await.map_err(said)?;
        Ok(())
    }

    /// What a team is called, as known within the last minute; nothing where there is none.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn team_name(&self, cause: &Cause, id: &str) -> Result<Option<String>> {
        let key = format!("conversations:team:{}:{id}", cause.account());
        if let Some(known) = self.cache.get(&key).await {
            return Ok(Some(String::from_utf8_lossy(&known).into_owned()));
        }
        let mut client = self.teams.clone();
        let asked = acting(&cause.as_system(), client.get_team(GetTeamRequest { id: id.into() })).await;
        match asked.map_err(said) {
            Ok(team) => {
                let name = team.into_inner().name;
                self.cache.set(&key, Bytes::from(name.clone().into_bytes()), KNOWN_FOR).await;
                Ok(Some(name))
            }
            Err(error) if is_not_found(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether whoever the cause names may see a project.
    ///
    /// # Errors
    /// `NotFound` where there is none for them; where items is away.
    pub async fn check_project(&self, cause: &Cause, id: String) -> Result<()> {
        let mut client = self.projects.clone();
        acting(cause, client.get_project(GetProjectRequest { id })).await.map_err(said)?;
        Ok(())
    }

    /// Whether whoever the cause names may put items into a project.
    ///
    /// # Errors
    /// `Invalid` where there is none for them; `Denied` where their role in it does not let them; where items is away.
    pub async fn check_may_add(&self, cause: &Cause, id: &str) -> Result<()> {
        let mut client = self.projects.clone();
        let project = match acting(cause, client.get_project(GetProjectRequest { id: id.into() })).await {
            Err(status) if status.code() == Code::NotFound => {
                return Err(Error::invalid("project_id", "there is no such project"));
            }
            answer => answer.map_err(said)?.into_inner(),
        };
        if project.can.is_none_or(|can| can.add_items) {
            return Ok(());
        }
        let name = project.name;
        Err(Error::denied(format!(
            "a restricted member of {name:?} puts no items into it; that takes the role standard, lead or manager there"
        )))
    }

    /// Whether whoever the cause names may see a customer.
    ///
    /// # Errors
    /// `NotFound` where there is none for them; where directory is away.
    pub async fn check_customer(&self, cause: &Cause, id: String) -> Result<()> {
        let mut client = self.customers.clone();
        acting(cause, client.get_customer(GetCustomerRequest { id })).await.map_err(said)?;
        Ok(())
    }
}

/// What a peer said. One of another version is one that is away: what is asked of it waits, and is not refused.
fn said(status: Status) -> Error {
    match status.code() {
        Code::Unimplemented => Error::Unavailable(format!("a peer cannot answer now: {}", status.message())),
        _ => status.into(),
    }
}

/// Whether an error says that there is no such thing, by whomever.
#[must_use]
pub fn is_not_found(error: &Error) -> bool {
    match error {
        Error::NotFound { .. } => true,
        Error::Peer(status) => status.code() == Code::NotFound,
        _ => false,
    }
}
