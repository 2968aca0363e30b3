//! A bench with the service of items, and a probe beside it: a service of the test's own that tells events as peers
//! would, and remembers those it hears.
use std::sync::Arc;

use tandem_kit::{
    Cause, Context, Role, Service,
    id::{CustomerId, OrganizationId, UserId},
    rpc::Channel,
    testing::{Bench, Hears, PROBE, Probe, hears},
};
use tandem_proto::{
    event::Event,
    items::{
        self as pb, custom_fields_service_client::CustomFieldsServiceClient,
        item_types_service_client::ItemTypesServiceClient, items_service_client::ItemsServiceClient,
        projects_service_client::ProjectsServiceClient,
        sla_policies_service_client::SlaPoliciesServiceClient, views_service_client::ViewsServiceClient,
    },
};
use tonic::Status;

pub use tandem_kit::testing::acting;

static SERVICES: [Service; 2] = [tandem_items::SERVICE, PROBE];
const HEARS: &[Hears] = &[
    hears::<pb::ProjectUpdated>,
    hears::<pb::ItemTypeCreated>,
    hears::<pb::ItemTypeUpdated>,
    hears::<pb::StatusCreated>,
    hears::<pb::StatusUpdated>,
    hears::<pb::CustomFieldCreated>,
    hears::<pb::CustomFieldUpdated>,
    hears::<pb::ItemFormUpdated>,
    hears::<pb::ProjectCreated>,
    hears::<pb::ItemCreated>,
    hears::<pb::ItemUpdated>,
    hears::<pb::ItemDeleted>,
    hears::<pb::ItemMerged>,
    hears::<pb::SlaWarned>,
    hears::<pb::SlaBreached>,
    hears::<pb::ViewCreated>,
    hears::<pb::ViewUpdated>,
    hears::<pb::ViewDeleted>,
    hears::<pb::DashboardUpdated>,
    hears::<pb::SlaPolicyUpdated>,
];

/// The bench of these tests.
pub struct Desk {
    pub bench: Bench,
    probe: Arc<Probe>,
}

impl Desk {
    pub async fn open() -> Self {
        let (bench, probe) = Probe::beside(HEARS, Bench::start(&SERVICES)).await;
        Self { bench, probe }
    }
    pub fn context(&self) -> &Context {
        self.probe.context()
    }
    pub fn items(&self) -> ItemsServiceClient<Channel> {
        ItemsServiceClient::new(self.bench.channel("items"))
    }
    pub fn types(&self) -> ItemTypesServiceClient<Channel> {
        ItemTypesServiceClient::new(self.bench.channel("items"))
    }
    pub fn fields(&self) -> CustomFieldsServiceClient<Channel> {
        CustomFieldsServiceClient::new(self.bench.channel("items"))
    }
    pub fn projects(&self) -> ProjectsServiceClient<Channel> {
        ProjectsServiceClient::new(self.bench.channel("items"))
    }
    pub fn policies(&self) -> SlaPoliciesServiceClient<Channel> {
        SlaPoliciesServiceClient::new(self.bench.channel("items"))
    }

    pub fn views(&self) -> ViewsServiceClient<Channel> {
        ViewsServiceClient::new(self.bench.channel("items"))
    }

    /// Makes an item as the bench's agent.
    pub async fn creates(&self, request: pb::CreateItemRequest) -> pb::Item {
        Box::pin(acting(&self.bench.as_agent(), self.items().create_item(request))).await.unwrap()
    }
    pub async fn ticket(&self, title: &str) -> pb::Item {
        self.creates(pb::CreateItemRequest { title: title.into(), ..Default::default() }).await
    }
    /// A published ticket of a customer.
    pub async fn published(&self, title: &str, customer: CustomerId) -> pb::Item {
        let requester = Some(pb::PersonRef { id: customer.to_string(), ..Default::default() });
        let item = self
            .creates(pb::CreateItemRequest { title: title.into(), requester, ..Default::default() })
            .await;
        self.sets(&item, "published", |item| item.published = true).await
    }
    /// Changes one field as the bench's agent.
    pub async fn sets(&self, item: &pb::Item, field: &str, set: impl FnOnce(&mut pb::Item)) -> pb::Item {
        self.tries(&self.bench.as_agent(), item, field, set).await.unwrap()
    }
    /// Tries to change one field, whatever the revision.
    pub async fn tries(
        &self,
        cause: &Cause,
        item: &pb::Item,
        field: &str,
        set: impl FnOnce(&mut pb::Item),
    ) -> Result<pb::Item, Status> {
        let mut item = pb::Item { revision: 0, ..item.clone() };
        set(&mut item);
        Box::pin(acting(cause, self.items().update_item(update(item, field)))).await
    }
    /// The account's owner.
    pub fn owner(&self) -> Cause {
        self.bench.as_user(UserId::new(), Role::Owner)
    }
    pub async fn gets(&self, id: &str) -> Result<pb::Item, Status> {
        self.gets_as(&self.bench.as_agent(), id).await
    }
    pub async fn gets_as(&self, cause: &Cause, id: &str) -> Result<pb::Item, Status> {
        acting(cause, self.items().get_item(pb::GetItemRequest { id: id.into() })).await
    }
    /// The status of that key.
    pub async fn status(&self, key: &str) -> String {
        let listed =
            acting(&self.bench.as_agent(), self.types().list_statuses(pb::ListStatusesRequest::default()))
                .await;
        listed.unwrap().statuses.into_iter().find(|s| s.key == key).unwrap().id
    }
    pub async fn enters(&self, item: &pb::Item, key: &str) -> pb::Item {
        let status = self.status(key).await;
        self.sets(item, "status_id", |item| item.status_id = status).await
    }
    pub async fn activities(&self, item: &pb::Item) -> Vec<pb::Activity> {
        let request = pb::ListActivitiesRequest { item_id: item.id.clone(), ..Default::default() };
        acting(&self.bench.as_agent(), self.items().list_activities(request)).await.unwrap().activities
    }

    /// Tells an event as a peer would, and waits until everybody has handled it.
    pub async fn tells<T: prost::Message + prost::Name>(&self, cause: &Cause, what: &T, about: &str) {
        self.probe.tells(&self.bench, cause, what, &[about]).await;
    }
    /// What was heard of one type, since the last time this was asked.
    pub async fn heard<T: prost::Message + prost::Name + Default>(&self) -> Vec<(Arc<Event>, T)> {
        self.probe.heard_anew(&self.bench).await
    }
}

/// A request to change the fields named, separated by commas.
pub fn update(item: pb::Item, fields: &str) -> pb::UpdateItemRequest {
    let paths = fields.split(',').map(|field| field.trim().to_owned()).collect();
    pb::UpdateItemRequest {
        item: Some(item),
        update_mask: Some(prost_types::FieldMask { paths }),
        ..Default::default()
    }
}

pub fn organization() -> String {
    OrganizationId::new().to_string()
}

/// The reason of `google.rpc.ErrorInfo`, and its facts.
pub fn reason(status: &Status) -> (String, std::collections::HashMap<String, String>) {
    use tonic_types::StatusExt as _;
    let info = status.get_error_details().error_info().cloned().unwrap();
    (info.reason, info.metadata)
}
