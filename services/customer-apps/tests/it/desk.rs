//! A bench with customer apps and the directory, and a probe beside them: a service of the test's own that sees the
//! database and hears events. Items and conversations are away.
use std::sync::Arc;

use prost::{Message, Name};
use tandem_kit::{
    Cause, Context, Role, Service,
    id::UserId,
    rpc::Channel,
    testing::{Bench, Hears, PROBE, Probe, away, hears},
};
use tandem_proto::{
    customer_apps::{
        self as pb, portals_service_client::PortalsServiceClient,
        surveys_service_client::SurveysServiceClient, web_forms_service_client::WebFormsServiceClient,
    },
    directory::{self, accounts_service_client::AccountsServiceClient},
    event::Event,
};
use tonic::Status;
use tonic_types::StatusExt as _;

pub use tandem_kit::testing::acting;

static SERVICES: [Service; 5] =
    [tandem_directory::SERVICE, tandem_customer_apps::SERVICE, PROBE, away("items"), away("conversations")];

const HEARS: [Hears; 2] = [hears::<directory::AccountCreated>, hears::<pb::SurveyAnswered>];

/// The bench of these tests: the account Acme.
pub struct Desk {
    pub bench: Bench,
    probe: Arc<Probe>,
}

impl Desk {
    pub async fn open() -> Self {
        let (mut bench, probe) = Probe::beside(&HEARS, Bench::start(&SERVICES)).await;
        let request = directory::CreateAccountRequest {
            name: "Acme".into(),
            owner_email: "olivia@acme.test".into(),
            ..directory::CreateAccountRequest::default()
        };
        let mut accounts = AccountsServiceClient::new(bench.channel("directory"));
        let made = acting(&bench.as_system(), accounts.create_account(request)).await.unwrap();
        bench.account = made.account.unwrap().id.parse().unwrap();
        bench.settle().await;
        Self { bench, probe }
    }
    pub fn context(&self) -> &Context {
        self.probe.context()
    }
    pub fn admin(&self) -> Cause {
        self.bench.as_user(UserId::new(), Role::Admin)
    }
    pub fn forms(&self) -> WebFormsServiceClient<Channel> {
        WebFormsServiceClient::new(self.bench.channel("customer-apps"))
    }
    pub fn portals(&self) -> PortalsServiceClient<Channel> {
        PortalsServiceClient::new(self.bench.channel("customer-apps"))
    }
    pub fn surveys(&self) -> SurveysServiceClient<Channel> {
        SurveysServiceClient::new(self.bench.channel("customer-apps"))
    }
    /// What was heard of one type.
    pub async fn heard<T: Message + Name + Default>(&self) -> Vec<(Arc<Event>, T)> {
        self.probe.heard(&self.bench).await
    }
}

/// A visitor of a public page.
pub fn nobody() -> Cause {
    Cause::by(tandem_kit::Caller::anonymous())
}

/// The field that a refusal names.
pub fn field(status: &Status) -> String {
    let details = status.get_error_details();
    let violation = details.bad_request().and_then(|b| b.field_violations.first());
    violation.map(|v| v.field.clone()).unwrap_or_default()
}

/// The reason of a refusal.
pub fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}
