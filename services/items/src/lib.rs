//! Items: tickets and tasks, their types and statuses, the projects they are in, and the SLA clocks that run on them.
use std::{sync::Arc, time::Duration};

use sqlx::migrate::Migrator;
use tandem_kit::{Clock, Context, Db, Service, Started, Ticker};
use tandem_proto::items::{
    checklists_service_server::ChecklistsServiceServer,
    custom_fields_service_server::CustomFieldsServiceServer, item_life_service_server::ItemLifeServiceServer,
    item_links_service_server::ItemLinksServiceServer,
    item_preferences_service_server::ItemPreferencesServiceServer,
    item_types_service_server::ItemTypesServiceServer, items_service_server::ItemsServiceServer,
    merges_service_server::MergesServiceServer, projects_service_server::ProjectsServiceServer,
    search_service_server::SearchServiceServer, sla_policies_service_server::SlaPoliciesServiceServer,
    views_service_server::ViewsServiceServer,
};

mod api;
mod calendar;
mod checklist;
mod consumers;
mod defaults;
mod error;
mod field;
mod item;
mod people;
mod preference;
mod project;
mod sla;
mod stored;
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
    let api = api::Api(env.clone());
    let mut started = Started { consumers: consumers::all(&env), ..Started::default() };
    started
        .routes
        .add_service(ItemsServiceServer::new(api.clone()))
        .add_service(ItemTypesServiceServer::new(api.clone()))
        .add_service(ChecklistsServiceServer::new(api.clone()))
        .add_service(ItemLifeServiceServer::new(api.clone()))
        .add_service(ItemLinksServiceServer::new(api.clone()))
        .add_service(ItemPreferencesServiceServer::new(api.clone()))
        .add_service(MergesServiceServer::new(api.clone()))
        .add_service(CustomFieldsServiceServer::new(api.clone()))
        .add_service(ProjectsServiceServer::new(api.clone()))
        .add_service(SearchServiceServer::new(api.clone()))
        .add_service(SlaPoliciesServiceServer::new(api.clone()))
        .add_service(ViewsServiceServer::new(api));
    started.tasks.push(vocabulary::kept::watch(cx, &env));
    let (clocks, rewinds, index, requests) = (env.clone(), env.clone(), env.clone(), env.clone());
    let (steps, purging) = (env.clone(), env);
    started.tickers = vec![
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
    ];
    started
}
