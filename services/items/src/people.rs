//! Who asked: requesters by id or by address, as directory knows them.
mod many;
mod named;
mod reference;

use std::time::Duration;

use prost::Message;
use tandem_kit::{
    Cause, Error, Result, auth,
    cache::Cache,
    id::{self, AccountId, OrganizationId},
    rpc::{Channel, Peers},
};
use tandem_proto::directory::{
    BatchGetPeopleRequest, EnsurePersonRequest, GetTeamRequest, GetUserRequest, MarkAccountSharedRequest,
    Person, accounts_service_client::AccountsServiceClient, customers_service_client::CustomersServiceClient,
    teams_service_client::TeamsServiceClient, users_service_client::UsersServiceClient,
};
use uuid::Uuid;

const BELIEVED: Duration = Duration::from_secs(60);

/// The way to directory, and what it said lately.
pub struct People {
    peers: Peers,
    cache: Cache,
}

/// Requesters, and the organization of the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requesters {
    pub ids: Vec<String>,
    pub organization: Option<Uuid>,
}

impl Requesters {
    /// The first of them.
    pub fn first_id(&self) -> Option<String> {
        self.ids.first().cloned()
    }
}

/// What directory said of an address, by the name that the field has here.
fn refused(status: tonic::Status, email: &str) -> Error {
    match status.code() {
        tonic::Code::InvalidArgument => {
            Error::invalid("requester.email", format!("{email:?} is not an e-mail address"))
        }
        _ => status.into(),
    }
}

impl People {
    pub fn new(peers: Peers, cache: Cache) -> Self {
        Self { peers, cache }
    }

    /// The person with that address, made a customer where nobody has it.
    ///
    /// # Errors
    /// As directory refuses the address.
    pub async fn by_email(&self, cause: &Cause, email: &str, name: &str) -> Result<Requesters> {
        let key = person_key(cause, &email.trim().to_lowercase());
        if let Some(person) = self.kept(&key).await {
            return Ok(Requesters::first(&person));
        }
        let request = EnsurePersonRequest { email: email.into(), name: name.into(), ..Default::default() };
        let mut directory = CustomersServiceClient::new(self.directory()?);
        let ensured = auth::acting(&cause.as_system(), directory.ensure_person(request)).await;
        let person = ensured.map_err(|status| refused(status, email))?.into_inner();
        self.cache.set(&key, person.encode_to_vec().into(), BELIEVED).await;
        Ok(Requesters::first(&person))
    }

    /// People by id, in that order; `already` are taken whatever became of them. Where this process has no way to directory, all are.
    ///
    /// # Errors
    /// `Invalid` where one is not a person of the account.
    pub async fn by_ids(
        &self,
        cause: &Cause,
        field: &str,
        ids: Vec<String>,
        already: &[String],
    ) -> Result<Requesters> {
        for id in &ids {
            if !matches!(id::split(id), Some(("cus" | "usr", _))) {
                return Err(Error::invalid(field, format!("{id:?} is not an id like cus_… or usr_…")));
            }
        }
        let mut found = Requesters { ids, organization: None };
        let Ok(directory) = self.directory() else { return Ok(found) };
        let known = self.known(cause, directory, &found.ids).await?;
        let strange = |id: &&String| !already.contains(id) && known.iter().all(|p| p.id != **id);
        if let Some(unknown) = found.ids.iter().find(strange) {
            return Err(Error::invalid(field, format!("there is no person {unknown:?}")));
        }
        let first = found.ids.first().and_then(|first| known.iter().find(|p| p.id == *first));
        found.organization = first.and_then(organization);
        Ok(found)
    }

    /// Those among them that directory knows, or knew within a minute.
    async fn known(&self, cause: &Cause, directory: Channel, ids: &[String]) -> Result<Vec<Person>> {
        let (mut known, mut missing) = (Vec::new(), Vec::new());
        for id in ids {
            match self.kept(&person_key(cause, id)).await {
                Some(person) => known.push(person),
                None => missing.push(id.clone()),
            }
        }
        if !missing.is_empty() {
            known.extend(self.ask(cause, directory, missing).await?);
        }
        Ok(known)
    }

    async fn ask(&self, cause: &Cause, directory: Channel, ids: Vec<String>) -> Result<Vec<Person>> {
        let mut directory = CustomersServiceClient::new(directory);
        let request = BatchGetPeopleRequest { ids, ..Default::default() };
        let people =
            auth::acting(&cause.as_system(), directory.batch_get_people(request)).await?.into_inner().people;
        for person in &people {
            self.cache.set(&person_key(cause, &person.id), person.encode_to_vec().into(), BELIEVED).await;
        }
        Ok(people)
    }

    /// Refuses a team that is not the account's.
    ///
    /// # Errors
    /// `Invalid` with the field; `Unavailable` where directory is away.
    pub async fn check_team(&self, cause: &Cause, field: &str, id: &str) -> Result<()> {
        let mut directory = TeamsServiceClient::new(self.directory()?);
        let get = directory.get_team(GetTeamRequest { id: id.into() });
        match auth::acting(&cause.as_system(), get).await {
            Err(status) if status.code() == tonic::Code::NotFound => {
                Err(Error::invalid(field, format!("there is no team {id:?}")))
            }
            answer => Ok(answer.map(drop)?),
        }
    }

    /// The teams that a user is in, as ids.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn teams_of(&self, account: AccountId, user: &str) -> Result<Vec<String>> {
        let key = format!("items.teams:{account}:{user}");
        if let Some(kept) = self.cache.get(&key).await {
            return Ok(serde_json::from_slice(&kept).map_err(anyhow::Error::from)?);
        }
        let teams = self.teams_now(account, user).await?;
        self.cache.set(&key, serde_json::to_vec(&teams).unwrap_or_default().into(), BELIEVED).await;
        Ok(teams)
    }

    /// The teams of a user as they are now, asked of directory each time: what they see follows from it, and who was taken out of a team sees
    /// nothing by it from then on.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn teams_now(&self, account: AccountId, user: &str) -> Result<Vec<String>> {
        // Where this process has no way to directory, there are no teams.
        let Ok(directory) = self.directory() else { return Ok(Vec::new()) };
        let mut users = UsersServiceClient::new(directory);
        let request = GetUserRequest { id: user.to_owned() };
        match auth::acting(&Cause::system(account), users.get_user(request)).await {
            Ok(user) => Ok(user.into_inner().team_ids),
            Err(status) if status.code() == tonic::Code::NotFound => Ok(Vec::new()),
            Err(status) => Err(status.into()),
        }
    }

    /// Those among the users who see everything of the account.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn admins_among(&self, cause: &Cause, users: &[String]) -> Result<Vec<String>> {
        let Ok(directory) = self.directory() else { return Ok(Vec::new()) };
        let mut admins = Vec::new();
        for some in users.chunks(500) {
            let request = BatchGetPeopleRequest { ids: some.to_vec(), ..Default::default() };
            let mut directory = CustomersServiceClient::new(directory.clone());
            let people = auth::acting(&cause.as_system(), directory.batch_get_people(request)).await?;
            admins.extend(people.into_inner().people.into_iter().filter(|p| p.admin).map(|p| p.id));
        }
        Ok(admins)
    }

    /// Says that something in the account is shared with some only; answers whether that is news. Where this process has no way to
    /// directory, nobody asks it.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn mark_shared(&self, cause: &Cause) -> Result<bool> {
        let Ok(directory) = self.directory() else { return Ok(false) };
        let mut accounts = AccountsServiceClient::new(directory);
        let mark = accounts.mark_account_shared(MarkAccountSharedRequest {});
        Ok(auth::acting(&cause.as_system(), mark).await?.into_inner().news)
    }

    async fn kept(&self, key: &str) -> Option<Person> {
        Person::decode(self.cache.get(key).await?).ok()
    }

    fn conversations(&self) -> Result<Channel> {
        self.peers.channel("conversations").map_err(|e| Error::Unavailable(format!("{e:#}")))
    }

    fn directory(&self) -> Result<Channel> {
        self.peers.channel("directory").map_err(|e| Error::Unavailable(format!("{e:#}")))
    }
}

fn person_key(cause: &Cause, id: &str) -> String {
    format!("items.person:{}:{id}", cause.account())
}

fn organization(person: &Person) -> Option<Uuid> {
    person.organization_id.parse::<OrganizationId>().ok().map(|id| id.uuid())
}

impl Requesters {
    fn first(person: &Person) -> Self {
        Self { ids: vec![person.id.clone()], organization: organization(person) }
    }
}
