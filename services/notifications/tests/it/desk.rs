//! A bench with notifications, items and the directory, and a probe beside them: a service of the test's own that tells
//! events as items and conversations would, and remembers those it hears. Conversations are away.
use std::sync::Arc;

use prost::{Message, Name};
use tandem_kit::{
    Cause, Context, Role, Service,
    id::{ItemId, UserId},
    rpc::Channel,
    testing::{Bench, Hears, PROBE, Probe, away, hears},
};
use tandem_proto::{
    directory as people,
    event::Event,
    items::{self, items_service_client::ItemsServiceClient, projects_service_client::ProjectsServiceClient},
    notifications::{self as pb, notifications_service_client::NotificationsServiceClient},
};

pub use tandem_kit::testing::acting;

static SERVICES: [Service; 5] = [
    tandem_directory::SERVICE,
    tandem_notifications::SERVICE,
    tandem_items::SERVICE,
    PROBE,
    away("conversations"),
];

const HEARS: [Hears; 4] = [
    hears::<items::ItemCreated>,
    hears::<pb::NotificationCreated>,
    hears::<pb::NotificationsSeen>,
    hears::<pb::FollowersChanged>,
];

/// The bench of these tests: an account with the agents Eve and Bob.
pub struct Desk {
    pub bench: Bench,
    pub eve: UserId,
    pub bob: UserId,
    probe: Arc<Probe>,
}

impl Desk {
    pub async fn open() -> Self {
        let (mut bench, probe) = Probe::beside(&HEARS, Bench::start(&SERVICES)).await;
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
        self.probe.context()
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

    /// A project, made in items.
    pub async fn project(&self) -> String {
        let request = items::CreateProjectRequest { name: "Intake".into(), ..Default::default() };
        let mut projects = ProjectsServiceClient::new(self.bench.channel("items"));
        acting(&self.agent_acts(self.eve), projects.create_project(request)).await.unwrap().id
    }
    /// A ticket, made in items by the system.
    pub async fn ticket(&self, title: &str, assignees: &[UserId]) -> items::Item {
        let request = items::CreateItemRequest {
            title: title.into(),
            assignee_ids: assignees.iter().map(UserId::to_string).collect(),
            ..Default::default()
        };
        let mut items = ItemsServiceClient::new(self.bench.channel("items"));
        let made = acting(&self.bench.as_system(), items.create_item(request)).await.unwrap();
        self.bench.settle().await;
        made
    }
    /// A customer, made in the directory.
    pub async fn customer(&self, email: &str) -> String {
        let request =
            people::EnsurePersonRequest { email: email.into(), name: "Ann".into(), ..Default::default() };
        let mut customers =
            people::customers_service_client::CustomersServiceClient::new(self.bench.channel("directory"));
        acting(&self.bench.as_system(), customers.ensure_person(request)).await.unwrap().id
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
        self.probe.tells(&self.bench, cause, what, about).await;
    }
    /// An item comes to be.
    pub async fn creates(&self, cause: &Cause, item: &items::Item) {
        let what = items::ItemCreated { item: Some(item.clone()), quiet: false };
        self.tells(cause, &what, &[item.id.as_str(), item.project_id.as_str()]).await;
    }
    /// What was heard of one type.
    pub async fn heard<T: Message + Name + Default>(&self) -> Vec<(Arc<Event>, T)> {
        self.probe.heard(&self.bench).await
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
