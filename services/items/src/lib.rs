//! Items: tickets and tasks, their types and statuses, the projects they are in, and the SLA clocks that run on them.
use std::sync::Arc;

use sqlx::migrate::Migrator;
use tandem_kit::{Clock, Context, Db, Service, Started, rpc::Peers};
use tandem_proto::items::{
    audit_service_server::AuditServiceServer, bulk_edits_service_server::BulkEditsServiceServer,
    checklists_service_server::ChecklistsServiceServer,
    custom_fields_service_server::CustomFieldsServiceServer,
    dashboards_service_server::DashboardsServiceServer, exports_service_server::ExportsServiceServer,
    folders_service_server::FoldersServiceServer, imports_service_server::ImportsServiceServer,
    item_forms_service_server::ItemFormsServiceServer, item_life_service_server::ItemLifeServiceServer,
    item_links_service_server::ItemLinksServiceServer,
    item_preferences_service_server::ItemPreferencesServiceServer,
    item_templates_service_server::ItemTemplatesServiceServer,
    item_types_service_server::ItemTypesServiceServer, item_uses_service_server::ItemUsesServiceServer,
    items_service_server::ItemsServiceServer, merges_service_server::MergesServiceServer,
    moves_service_server::MovesServiceServer, portfolios_service_server::PortfoliosServiceServer,
    project_shares_service_server::ProjectSharesServiceServer,
    project_statuses_service_server::ProjectStatusesServiceServer,
    projects_service_server::ProjectsServiceServer, recurrences_service_server::RecurrencesServiceServer,
    search_service_server::SearchServiceServer, sight_service_server::SightServiceServer,
    sla_policies_service_server::SlaPoliciesServiceServer, views_service_server::ViewsServiceServer,
};

mod api;
mod bulk;
mod calendar;
mod checklist;
mod consumers;
mod dashboard;
mod defaults;
mod error;
mod export;
mod field;
mod folder;
mod hierarchy;
mod import;
mod item;
mod kept;
mod people;
mod portfolio;
mod preference;
mod project;
mod recurrence;
mod rollup;
mod sight;
mod sla;
mod stored;
mod template;
mod text;
mod tickers;
mod uses;
mod view;
mod vocabulary;
mod wire;

/// The schema of items.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/items");

/// The service of items.
pub const SERVICE: Service = Service {
    name: "items",
    roles: &[],
    migrations: &MIGRATIONS,
    nouns: kept::KEPT,
    start: |cx| Box::pin(async move { Ok(start(&cx)) }),
};

/// What the nouns of this service work with.
pub(crate) struct Env {
    pub db: Db,
    pub clock: Clock,
    pub vocabularies: vocabulary::Vocabularies,
    pub people: people::People,
    pub peers: Peers,
    pub calendars: calendar::Calendars,
}

fn start(cx: &Context) -> Started {
    let env = Arc::new(Env {
        db: cx.db.clone(),
        clock: cx.clock.clone(),
        vocabularies: vocabulary::Vocabularies::new(cx.db.clone(), cx.clock.clone()),
        peers: cx.peers.clone(),
        people: people::People::new(cx.peers.clone(), cx.cache.clone()),
        calendars: calendar::Calendars::new(cx.db.clone(), cx.peers.clone(), cx.cache.clone()),
    });
    let mut started =
        Started { consumers: consumers::all(&env), around: Some(sight::around(&env)), ..Started::default() };
    serve(&mut started, &api::Api(env.clone()));
    started.tasks.push(vocabulary::kept::watch(cx, &env));
    started.tickers = tickers::all(&env, cx);
    started
}

/// Every service of the contract that is answered here.
fn serve(started: &mut Started, api: &api::Api) {
    started
        .routes
        .add_service(AuditServiceServer::new(api.clone()))
        .add_service(BulkEditsServiceServer::new(api.clone()))
        .add_service(ChecklistsServiceServer::new(api.clone()))
        .add_service(CustomFieldsServiceServer::new(api.clone()))
        .add_service(DashboardsServiceServer::new(api.clone()))
        .add_service(ExportsServiceServer::new(api.clone()))
        .add_service(FoldersServiceServer::new(api.clone()))
        .add_service(ImportsServiceServer::new(api.clone()))
        .add_service(ItemFormsServiceServer::new(api.clone()))
        .add_service(ItemLifeServiceServer::new(api.clone()))
        .add_service(ItemLinksServiceServer::new(api.clone()))
        .add_service(ItemPreferencesServiceServer::new(api.clone()))
        .add_service(ItemTemplatesServiceServer::new(api.clone()))
        .add_service(ItemTypesServiceServer::new(api.clone()))
        .add_service(ItemUsesServiceServer::new(api.clone()))
        .add_service(ItemsServiceServer::new(api.clone()))
        .add_service(MergesServiceServer::new(api.clone()))
        .add_service(MovesServiceServer::new(api.clone()))
        .add_service(PortfoliosServiceServer::new(api.clone()))
        .add_service(ProjectSharesServiceServer::new(api.clone()))
        .add_service(ProjectStatusesServiceServer::new(api.clone()))
        .add_service(ProjectsServiceServer::new(api.clone()))
        .add_service(RecurrencesServiceServer::new(api.clone()))
        .add_service(SearchServiceServer::new(api.clone()))
        .add_service(SightServiceServer::new(api.clone()))
        .add_service(SlaPoliciesServiceServer::new(api.clone()))
        .add_service(ViewsServiceServer::new(api.clone()));
}
