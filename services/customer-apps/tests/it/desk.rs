//! A bench with customer apps and the directory, and a probe beside them: a service of the test's own that sees the
//! database and hears events. Items and conversations are away.
use std::sync::{Arc, Mutex, OnceLock};

use prost::{Message, Name};
use sqlx::migrate::Migrator;
use tandem_kit::{
    Cause, Consumer, Context, Role, Service, Started, auth, id::UserId, rpc::Channel, testing::Bench,
};
use tandem_proto::{
    customer_apps::{
        self as pb, portals_service_client::PortalsServiceClient,
        surveys_service_client::SurveysServiceClient, web_forms_service_client::WebFormsServiceClient,
    },
    directory::{self, accounts_service_client::AccountsServiceClient},
    event::Event,
};
use tonic::{Response, Status};
use tonic_types::StatusExt as _;

static NOTHING: Migrator = Migrator::DEFAULT;

/// What the probe was given, and what it heard.
#[derive(Default)]
pub struct Probe {
    context: OnceLock<Context>,
    heard: Mutex<Vec<Arc<Event>>>,
}

tokio::task_local! {
    static PROBE: Arc<Probe>;
}

const PROBE_SERVICE: Service = Service {
    name: "probe",
    roles: &[],
    migrations: &NOTHING,
    start: |cx| {
        Box::pin(async move {
            let probe = PROBE.get();
            let _ = probe.context.set(cx);
            let consumer = hears::<directory::AccountCreated>(Consumer::new("probe.events"), &probe);
            let consumer = hears::<pb::SurveyAnswered>(consumer, &probe);
            Ok(Started { consumers: vec![consumer], ..Started::default() })
        })
    },
};

/// A peer that answers nothing.
const fn away(name: &'static str) -> Service {
    Service { name, roles: &[], migrations: &NOTHING, start: |_| Box::pin(async { Ok(Started::default()) }) }
}

static SERVICES: [Service; 5] = [
    tandem_directory::SERVICE,
    tandem_customer_apps::SERVICE,
    PROBE_SERVICE,
    away("items"),
    away("conversations"),
];

fn hears<T: Message + Name + Default + 'static>(consumer: Consumer, probe: &Arc<Probe>) -> Consumer {
    let probe = probe.clone();
    consumer.on(move |event: Arc<Event>, _: T| {
        probe.heard.lock().unwrap().push(event);
        async { Ok(()) }
    })
}

/// The bench of these tests: the account Acme.
pub struct Desk {
    pub bench: Bench,
    probe: Arc<Probe>,
}

/// What an rpc answers, without its wrapping.
pub async fn acting<T>(
    cause: &Cause,
    call: impl Future<Output = Result<Response<T>, Status>>,
) -> Result<T, Status> {
    auth::acting(cause, call).await.map(Response::into_inner)
}

impl Desk {
    pub async fn open() -> Self {
        let probe = Arc::<Probe>::default();
        let mut bench = PROBE.scope(probe.clone(), Bench::start(&SERVICES)).await;
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
        self.probe.context.get().unwrap()
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
        self.bench.settle().await;
        let heard = self.probe.heard.lock().unwrap();
        let of_type = heard.iter().filter(|event| event.r#type == T::full_name());
        of_type.map(|event| (event.clone(), T::decode(event.data.clone()).unwrap())).collect()
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
