//! A bench with notifications and the directory, and a probe beside them: a service of the test's own that tells
//! events as items and conversations would, and remembers those it hears. Items and conversations themselves are away.
use std::sync::{Arc, Mutex, OnceLock};

use prost::{Message, Name};
use sqlx::migrate::Migrator;
use tandem_kit::{
    Cause, Consumer, Context, Emit, Role, Service, Started, auth,
    id::{ItemId, UserId},
    rpc::Channel,
    testing::Bench,
};
use tandem_proto::{
    directory as people,
    event::Event,
    items,
    notifications::{self as pb, notifications_service_client::NotificationsServiceClient},
};
use tonic::{Response, Status};

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
            let consumer = hears::<items::ItemCreated>(Consumer::new("probe.events"), &probe);
            let consumer = hears::<pb::NotificationCreated>(consumer, &probe);
            let consumer = hears::<pb::NotificationsSeen>(consumer, &probe);
            let consumer = hears::<pb::FollowersChanged>(consumer, &probe);
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
    tandem_notifications::SERVICE,
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

/// The bench of these tests: an account with the agents Eve and Bob.
pub struct Desk {
    pub bench: Bench,
    pub eve: UserId,
    pub bob: UserId,
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
        let request = people::CreateAccountRequest {
            name: "Acme".into(),
            owner_email: "olivia@acme.test".into(),
            ..people::CreateAccountRequest::default()
        };
        let mut accounts =
            people::accounts_service_client::AccountsServiceClient::new(bench.channel("directory"));
        let made = acting(&bench.as_system(), accounts.create_account(request)).await.unwrap();
        bench.account = made.account.unwrap().id.parse().unwrap();
        let mut desk = Self { bench, eve: UserId::new(), bob: UserId::new(), probe };
        desk.eve = desk.agent("Eve").await;
        desk.bob = desk.agent("Bob").await;
        desk
    }
    async fn agent(&self, name: &str) -> UserId {
        let request = people::CreateUserRequest {
            name: name.into(),
            email: format!("{name}@acme.test"),
            role: people::user::Role::Agent.into(),
            password: "correct horse".into(),
            ..people::CreateUserRequest::default()
        };
        let mut users =
            people::users_service_client::UsersServiceClient::new(self.bench.channel("directory"));
        acting(&self.bench.as_system(), users.create_user(request)).await.unwrap().id.parse().unwrap()
    }
    pub fn context(&self) -> &Context {
        self.probe.context.get().unwrap()
    }
    pub fn client(&self) -> NotificationsServiceClient<Channel> {
        NotificationsServiceClient::new(self.bench.channel("notifications"))
    }
    pub fn directory(&self) -> Channel {
        self.bench.channel("directory")
    }
    pub fn agent_acts(&self, who: UserId) -> Cause {
        self.bench.as_user(who, Role::Agent)
    }

    pub async fn follows(&self, who: UserId, subject: &str) {
        let request = pb::FollowRequest { subject: subject.into(), follower_id: String::new() };
        acting(&self.agent_acts(who), self.client().follow(request)).await.unwrap();
    }
    pub async fn followers(&self, subject: &str) -> Vec<String> {
        let request = pb::ListFollowersRequest { subject: subject.into() };
        acting(&self.agent_acts(self.eve), self.client().list_followers(request)).await.unwrap().follower_ids
    }
    /// What somebody is told, oldest first.
    pub async fn told(&self, who: UserId) -> Vec<String> {
        let listed = self.list(who, pb::ListNotificationsRequest::default()).await;
        listed.notifications.into_iter().rev().map(|n| n.text).collect()
    }
    pub async fn list(
        &self,
        who: UserId,
        request: pb::ListNotificationsRequest,
    ) -> pb::ListNotificationsResponse {
        acting(&self.agent_acts(who), self.client().list_notifications(request)).await.unwrap()
    }

    /// Tells an event as a peer would, and waits until everybody has handled it.
    pub async fn tells<T: Message + Name>(&self, cause: &Cause, what: &T, about: &[&str]) {
        let mut tx = self.context().db.begin().await.unwrap();
        tx.emit(cause, Emit::new(what).about_all(about));
        tx.commit().await.unwrap();
        self.bench.settle().await;
    }
    /// An item comes to be.
    pub async fn creates(&self, cause: &Cause, item: &items::Item) {
        let what = items::ItemCreated { item: Some(item.clone()) };
        self.tells(cause, &what, &[item.id.as_str(), item.project_id.as_str()]).await;
    }
    /// What was heard of one type.
    pub async fn heard<T: Message + Name + Default>(&self) -> Vec<(Arc<Event>, T)> {
        self.bench.settle().await;
        let heard = self.probe.heard.lock().unwrap();
        let of_type = heard.iter().filter(|event| event.r#type == T::full_name());
        of_type.map(|event| (event.clone(), T::decode(event.data.clone()).unwrap())).collect()
    }
}

/// An item as its service would tell it.
pub fn item(title: &str, assignees: &[UserId]) -> items::Item {
    items::Item {
        id: ItemId::new().to_string(),
        number: 7,
        title: title.into(),
        assignee_ids: assignees.iter().map(UserId::to_string).collect(),
        revision: 1,
        ..items::Item::default()
    }
}
