//! Items: tickets and tasks, their types and statuses, the projects they are in, and the SLA clocks that run on them.
use std::{sync::Arc, time::Duration};

use sqlx::migrate::Migrator;
use tandem_kit::{Clock, Context, Db, Service, Started, Ticker};
use tandem_proto::items::{
    checklists_service_server::ChecklistsServiceServer,
    custom_fields_service_server::CustomFieldsServiceServer,
    dashboards_service_server::DashboardsServiceServer, item_life_service_server::ItemLifeServiceServer,
    bulk_edits_service_server::BulkEditsServiceServer, checklists_service_server::ChecklistsServiceServer,
    custom_fields_service_server::CustomFieldsServiceServer, item_life_service_server::ItemLifeServiceServer,
    audit_service_server::AuditServiceServer, checklists_service_server::ChecklistsServiceServer,
    custom_fields_service_server::CustomFieldsServiceServer, exports_service_server::ExportsServiceServer,
    imports_service_server::ImportsServiceServer, item_life_service_server::ItemLifeServiceServer,
    item_links_service_server::ItemLinksServiceServer,
    custom_fields_service_server::CustomFieldsServiceServer, folders_service_server::FoldersServiceServer,
    item_life_service_server::ItemLifeServiceServer, item_links_service_server::ItemLinksServiceServer,
    item_preferences_service_server::ItemPreferencesServiceServer,
    item_templates_service_server::ItemTemplatesServiceServer,
    item_types_service_server::ItemTypesServiceServer, items_service_server::ItemsServiceServer,
    merges_service_server::MergesServiceServer, projects_service_server::ProjectsServiceServer,
    recurrences_service_server::RecurrencesServiceServer,
    sla_policies_service_server::SlaPoliciesServiceServer, views_service_server::ViewsServiceServer,
    merges_service_server::MergesServiceServer, portfolios_service_server::PortfoliosServiceServer,
    project_statuses_service_server::ProjectStatusesServiceServer,
    projects_service_server::ProjectsServiceServer, sla_policies_service_server::SlaPoliciesServiceServer,
    views_service_server::ViewsServiceServer,
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
mod import;
mod folder;
mod hierarchy;
mod item;
mod people;
mod portfolio;
mod preference;
mod project;
mod rollup;
mod recurrence;
mod sla;
mod stored;
mod template;
mod text;
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
    start: |cx| Box::pin(async move { Ok(start(&cx)) }),
};

/// What the nouns of this service work with.
pub(crate) struct Env {
    pub db: Db,
    pub clock: Clock,
    pub vocabularies: vocabulary::Vocabularies,
    pub people: people::People,
    pub calendars: calendar::Calendars,
}

fn start(cx: &Context) -> Started {
    let env = Arc::new(Env {
        db: cx.db.clone(),
        clock: cx.clock.clone(),
        vocabularies: vocabulary::Vocabularies::new(cx.db.clone(), cx.clock.clone()),
        people: people::People::new(cx.peers.clone(), cx.cache.clone()),
        calendars: calendar::Calendars::new(cx.db.clone(), cx.peers.clone(), cx.cache.clone()),
    });
    let mut started = Started { consumers: consumers::all(&env), ..Started::default() };
    started
        .routes
        .add_service(ItemsServiceServer::new(api.clone()))
        .add_service(ItemTypesServiceServer::new(api.clone()))
        .add_service(BulkEditsServiceServer::new(api.clone()))
        .add_service(ItemTemplatesServiceServer::new(api.clone()))
        .add_service(RecurrencesServiceServer::new(api.clone()))
        .add_service(ChecklistsServiceServer::new(api.clone()))
        .add_service(ItemLifeServiceServer::new(api.clone()))
        .add_service(ItemLinksServiceServer::new(api.clone()))
        .add_service(ItemPreferencesServiceServer::new(api.clone()))
        .add_service(MergesServiceServer::new(api.clone()))
        .add_service(CustomFieldsServiceServer::new(api.clone()))
        .add_service(DashboardsServiceServer::new(api.clone()))
        .add_service(FoldersServiceServer::new(api.clone()))
        .add_service(PortfoliosServiceServer::new(api.clone()))
        .add_service(ProjectStatusesServiceServer::new(api.clone()))
        .add_service(ProjectsServiceServer::new(api.clone()))
        .add_service(SlaPoliciesServiceServer::new(api.clone()))
        .add_service(ViewsServiceServer::new(api));
    serve(&mut started, api::Api(env.clone()));
    started.tasks.push(vocabulary::kept::watch(cx, &env));
    started.tickers = tickers(env);
    started
}

/// What is done again and again.
fn tickers(env: Arc<Env>) -> Vec<Ticker> {
    let (recurring, editing, forgetting) = (env.clone(), env.clone(), env.clone());
    let (clocks, rewinds, index, requests) = (env.clone(), env.clone(), env.clone(), env.clone());
    let (steps, counters, purging) = (env.clone(), env.clone(), env);
    started.tickers = vec![
    let (steps, purging) = (env.clone(), env);
    vec![
        Ticker::new("items.recurrences", Duration::from_secs(1), move || {
            let env = recurring.clone();
            async move { recurrence::due::tick(&env).await }
        }),
        Ticker::new("items.bulk", Duration::from_millis(250), move || {
            let env = editing.clone();
            async move { bulk::run::tick(&env).await }
        })
        .by_the(bulk::run::BATCH + 1), // between turns others have their way
        Ticker::new("items.bulk_forget", Duration::from_secs(600), move || {
            let env = forgetting.clone();
            async move { bulk::forget_old(&env).await }
    let (steps, purging, imports, stop) = (env.clone(), env.clone(), env, cx.stop.clone());
    started.tickers = vec![
        Ticker::new("items.import", Duration::from_millis(500), move || {
            let (env, stop) = (imports.clone(), stop.clone());
            async move { import::tick(&env, &stop).await }
        }),
        Ticker::new("items.sla", Duration::from_secs(1), move || {
            let env = clocks.clone();
            async move { sla::clock::ring(&env).await }
        }),
        Ticker::new("items.rewind", Duration::from_secs(1), move || {
            let env = rewinds.clone();
            async move { sla::rewind::tick(&env).await }
        })
        .by_the(sla::rewind::BATCH),
        Ticker::new("items.search", Duration::from_millis(250), move || {
            let env = index.clone();
            async move { item::index::tick(&env).await }
        })
        .by_the(item::index::BATCH),
        Ticker::new("items.rollup", Duration::from_millis(250), move || {
            let env = counters.clone();
            async move { rollup::tick(&env).await }
        })
        .by_the(rollup::BATCH),
        Ticker::new("items.steps", Duration::from_secs(1), move || {
            let env = steps.clone();
            async move { vocabulary::step::tick(&env).await }
        }),
        Ticker::new("items.purge", Duration::from_secs(600), move || {
            let env = purging.clone();
            async move { item::life::purge(&env).await }
        })
        .by_the(item::life::BATCH),
        Ticker::new("items.requests", Duration::from_secs(600), move || {
            let env = requests.clone();
            async move { item::request::forget_old(&env).await }
        }),
    ]
}

/// Every service of the contract that is answered here.
fn serve(started: &mut Started, api: api::Api) {
    started
        .routes
        .add_service(ItemsServiceServer::new(api.clone()))
        .add_service(ItemTypesServiceServer::new(api.clone()))
        .add_service(ChecklistsServiceServer::new(api.clone()))
        .add_service(AuditServiceServer::new(api.clone()))
        .add_service(ExportsServiceServer::new(api.clone()))
        .add_service(ImportsServiceServer::new(api.clone()))
        .add_service(ItemLifeServiceServer::new(api.clone()))
        .add_service(ItemLinksServiceServer::new(api.clone()))
        .add_service(ItemPreferencesServiceServer::new(api.clone()))
        .add_service(MergesServiceServer::new(api.clone()))
        .add_service(CustomFieldsServiceServer::new(api.clone()))
        .add_service(ProjectsServiceServer::new(api.clone()))
        .add_service(SlaPoliciesServiceServer::new(api.clone()))
        .add_service(ViewsServiceServer::new(api));
}
