//! A bench with the directory and one account, and a probe beside it: a service of the test's own that hears events.
use std::sync::Arc;

use prost::{Message, Name};
use tandem_kit::{
    Cause, Config, Context, Role, Service,
    id::{AccountId, UserId},
    rpc::Channel,
    testing::{Bench, Hears, PROBE, Probe, hears},
};
use tandem_proto::directory::{
    self as pb, accounts_service_client::AccountsServiceClient,
    business_calendars_service_client::BusinessCalendarsServiceClient,
    credentials_service_client::CredentialsServiceClient, customers_service_client::CustomersServiceClient,
    holiday_feeds_service_client::HolidayFeedsServiceClient,
    organizations_service_client::OrganizationsServiceClient, teams_service_client::TeamsServiceClient,
    users_service_client::UsersServiceClient,
};
use tonic::Status;
use tonic_types::StatusExt as _;

pub use tandem_kit::testing::acting;

static SERVICES: [Service; 2] = [tandem_directory::SERVICE, PROBE];
const HEARS: [Hears; 5] = [
    hears::<pb::AccountCreated>,
    hears::<pb::CustomerCreated>,
    hears::<pb::OrganizationCreated>,
    hears::<pb::UserUpdated>,
    hears::<pb::TeamDeleted>,
];

/// The bench of these tests.
pub struct Desk {
    pub bench: Bench,
    pub made: pb::CreateAccountResponse,
    probe: Arc<Probe>,
}

impl Desk {
    /// An installation without an account.
    pub async fn bare() -> Self {
        Self::bare_with(|_| {}).await
    }
    async fn bare_with(change: impl FnOnce(&mut Config)) -> Self {
        let (bench, probe) = Probe::beside(&HEARS, Bench::start_with(&SERVICES, change)).await;
        Self { bench, made: pb::CreateAccountResponse::default(), probe }
    }
    /// An installation with the account Acme, whose owner is olivia@acme.test.
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }
    /// The same, with other settings.
    pub async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let mut desk = Self::bare_with(change).await;
        desk.made = desk.makes_account("Acme", "olivia@acme.test").await.unwrap();
        desk.bench.account = desk.account();
        desk
    }
    pub async fn makes_account(&self, name: &str, email: &str) -> Result<pb::CreateAccountResponse, Status> {
        let request = pb::CreateAccountRequest {
            name: name.into(),
            owner_email: email.into(),
            ..pb::CreateAccountRequest::default()
        };
        acting(&self.bench.as_system(), self.accounts().create_account(request)).await
    }
    pub fn context(&self) -> &Context {
        self.probe.context()
    }
    fn account(&self) -> AccountId {
        self.made.account.as_ref().unwrap().id.parse().unwrap()
    }
    pub fn owner(&self) -> Cause {
        self.bench.as_user(self.made.owner_id.parse().unwrap(), Role::Owner)
    }
    pub fn admin(&self) -> Cause {
        self.bench.as_user(UserId::new(), Role::Admin)
    }
    pub fn accounts(&self) -> AccountsServiceClient<Channel> {
        AccountsServiceClient::new(self.bench.channel("directory"))
    }
    pub fn users(&self) -> UsersServiceClient<Channel> {
        UsersServiceClient::new(self.bench.channel("directory"))
    }
    pub fn teams(&self) -> TeamsServiceClient<Channel> {
        TeamsServiceClient::new(self.bench.channel("directory"))
    }
    pub fn customers(&self) -> CustomersServiceClient<Channel> {
        CustomersServiceClient::new(self.bench.channel("directory"))
    }
    pub fn organizations(&self) -> OrganizationsServiceClient<Channel> {
        OrganizationsServiceClient::new(self.bench.channel("directory"))
    }
    pub fn credentials(&self) -> CredentialsServiceClient<Channel> {
        CredentialsServiceClient::new(self.bench.channel("directory"))
    }
    pub fn calendars(&self) -> BusinessCalendarsServiceClient<Channel> {
        BusinessCalendarsServiceClient::new(self.bench.channel("directory"))
    }
    pub fn feeds(&self) -> HolidayFeedsServiceClient<Channel> {
        HolidayFeedsServiceClient::new(self.bench.channel("directory"))
    }

    /// Makes a user with the password "correct horse".
    pub async fn user(&self, name: &str, email: &str, role: pb::user::Role) -> Result<pb::User, Status> {
        let request = pb::CreateUserRequest {
            name: name.into(),
            email: email.into(),
            role: role.into(),
            password: "correct horse".into(),
            ..pb::CreateUserRequest::default()
        };
        acting(&self.owner(), self.users().create_user(request)).await
    }
    pub async fn agent(&self, email: &str) -> pb::User {
        self.user("Eve Agent", email, pb::user::Role::Agent).await.unwrap()
    }
    /// Makes a customer with the password "correct horse".
    pub async fn customer(&self, name: &str, email: &str) -> Result<pb::Customer, Status> {
        let request = pb::CreateCustomerRequest {
            name: name.into(),
            email: email.into(),
            password: "correct horse".into(),
            ..pb::CreateCustomerRequest::default()
        };
        acting(&self.owner(), self.customers().create_customer(request)).await
    }
    pub async fn ensures(&self, email: &str, name: &str) -> Result<pb::Person, Status> {
        let request =
            pb::EnsurePersonRequest { email: email.into(), name: name.into(), ..Default::default() };
        acting(&self.bench.as_system(), self.customers().ensure_person(request)).await
    }
    pub async fn organization(&self, name: &str, domains: &[&str]) -> Result<pb::Organization, Status> {
        let request = pb::CreateOrganizationRequest {
            name: name.into(),
            domains: domains.iter().map(|d| (*d).to_owned()).collect(),
            ..pb::CreateOrganizationRequest::default()
        };
        acting(&self.owner(), self.organizations().create_organization(request)).await
    }
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<pb::SignedIn, Status> {
        self.sign_in_from("", email, password).await
    }
    pub async fn sign_in_from(
        &self,
        network: &str,
        email: &str,
        password: &str,
    ) -> Result<pb::SignedIn, Status> {
        let request = pb::SignInRequest {
            email: email.into(),
            password: password.into(),
            network: network.into(),
            ..pb::SignInRequest::default()
        };
        acting(&self.bench.as_system(), self.credentials().sign_in(request)).await
    }
    /// Who a session or API token is.
    pub async fn resolve(&self, token: &str) -> Result<pb::Principal, Status> {
        let request = pb::ResolveCredentialRequest { token: token.into() };
        acting(&self.bench.as_system(), self.credentials().resolve_credential(request)).await
    }
    /// What was heard of one type.
    pub async fn heard<T: Message + Name + Default>(&self) -> Vec<T> {
        self.probe.heard(&self.bench).await.into_iter().map(|(_, what)| what).collect()
    }
}

/// The fields to change.
pub fn mask(fields: &[&str]) -> prost_types::FieldMask {
    prost_types::FieldMask { paths: fields.iter().map(|field| (*field).to_owned()).collect() }
}

/// The reason of a refusal.
pub fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

/// The field that a refusal names.
pub fn field(status: &Status) -> String {
    let details = status.get_error_details();
    let violation = details.bad_request().and_then(|b| b.field_violations.first());
    violation.map(|v| v.field.clone()).unwrap_or_default()
}
