//! Directory: accounts and their people, how they prove who they are, and when the account works.
mod account;
mod address;
mod api;
mod calendar;
mod credential;
mod customer;
mod export;
mod fields;
mod kept;
mod list;
mod many;
mod names;
mod organization;
mod password;
mod password_link;
mod person;
mod search;
mod secret;
mod team;
mod user;
mod wire;

use std::time::Duration;

use sqlx::migrate::Migrator;
use tandem_kit::{Context, Service, Started, Ticker, outside::Outside};
use tandem_proto::directory::{
    accounts_service_server::AccountsServiceServer,
    business_calendars_service_server::BusinessCalendarsServiceServer,
    credentials_service_server::CredentialsServiceServer, customers_service_server::CustomersServiceServer,
    holiday_feeds_service_server::HolidayFeedsServiceServer, names_service_server::NamesServiceServer,
    organizations_service_server::OrganizationsServiceServer,
    people_exports_service_server::PeopleExportsServiceServer,
    people_imports_service_server::PeopleImportsServiceServer, teams_service_server::TeamsServiceServer,
    users_service_server::UsersServiceServer,
};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/directory");

/// The service.
pub const SERVICE: Service = Service {
    name: "directory",
    roles: &[],
    migrations: &MIGRATIONS,
    nouns: kept::KEPT,
    start: |cx| Box::pin(start(cx)),
};

async fn start(cx: Context) -> anyhow::Result<Started> {
    let fields = fields::Fields::new(&cx)?;
    let api = api::Api::new(&cx, fields.clone());
    let mut started = Started { consumers: vec![search::consumer(&cx.db)], ..Started::default() };
    started.tasks.push(fields::watch(&cx, &fields));
    started
        .routes
        .add_service(AccountsServiceServer::new(api.clone()))
        .add_service(UsersServiceServer::new(api.clone()))
        .add_service(TeamsServiceServer::new(api.clone()))
        .add_service(CustomersServiceServer::new(api.clone()))
        .add_service(OrganizationsServiceServer::new(api.clone()))
        .add_service(NamesServiceServer::new(api.clone()))
        .add_service(PeopleImportsServiceServer::new(api.clone()))
        .add_service(PeopleExportsServiceServer::new(api.clone()))
        .add_service(CredentialsServiceServer::new(api.clone()))
        .add_service(HolidayFeedsServiceServer::new(api.clone()))
        .add_service(BusinessCalendarsServiceServer::new(api));
    account::offer_setup(&cx).await?;
    let (db, clock) = (cx.db.clone(), cx.clock.clone());
    started.tickers.push(Ticker::new("directory.expire", Duration::from_secs(600), move || {
        let (db, clock) = (db.clone(), clock.clone());
        async move { credential::forget_expired(&db, clock.now()).await }
    }));
    let (db, outside) = (cx.db.clone(), Outside::new(&cx.config)?);
    started.tickers.push(Ticker::new("directory.holidays", Duration::from_secs(2), move || {
        let (db, outside) = (db.clone(), outside.clone());
        async move { calendar::fetch::tick(&db, &outside).await }
    }));
    // A command starts no peers: the mail waits for a server.
    if let Ok(conversations) = cx.peers.channel("conversations") {
        let (db, public_url) = (cx.db.clone(), cx.config.public_url.clone());
        started.tickers.push(Ticker::new("directory.password", Duration::from_secs(1), move || {
            let (db, conversations, public_url) = (db.clone(), conversations.clone(), public_url.clone());
            async move { password_link::send(&db, &conversations, &public_url).await }
        }));
    }
    Ok(started)
}
