//! Customer apps: what customers use. Web forms and portals where they write, surveys where they say how it was.
mod api;
mod kept;
mod portal;
mod start;
mod survey;
mod web_form;
mod wire;

use sqlx::migrate::Migrator;
use tandem_kit::{Consumer, Context, Service, Started};
use tandem_proto::{
    customer_apps::{
        portals_service_server::PortalsServiceServer, surveys_service_server::SurveysServiceServer,
        web_forms_service_server::WebFormsServiceServer,
    },
    directory::AccountCreated,
};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/customer-apps");

/// The service.
pub const SERVICE: Service = Service {
    name: "customer-apps",
    roles: &[],
    migrations: &MIGRATIONS,
    nouns: kept::KEPT,
    start: |cx| Box::pin(async move { build(&cx) }),
};

fn build(cx: &Context) -> anyhow::Result<Started> {
    let api = api::Api::new(cx)?;
    let mut started = Started::default();
    started
        .routes
        .add_service(WebFormsServiceServer::new(api.clone()))
        .add_service(PortalsServiceServer::new(api.clone()))
        .add_service(SurveysServiceServer::new(api));
    let db = cx.db.clone();
    started.consumers.push(Consumer::new("customer-apps.start").on(move |event, what: AccountCreated| {
        let db = db.clone();
        async move { start::make(&db, &event, what).await }
    }));
    Ok(started)
}
