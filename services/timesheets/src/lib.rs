//! Timesheets: timers that run, time that was logged, and how much of it an item has.
mod api;
mod item;
mod kept;
mod merge;
#[cfg(test)]
mod testing;
mod time_entry;
mod timer;
mod wire;

use sqlx::migrate::Migrator;
use tandem_kit::{Context, Service, Started};
use tandem_proto::timesheets::{
    time_entries_service_server::TimeEntriesServiceServer, timers_service_server::TimersServiceServer,
};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/timesheets");

/// The service.
pub const SERVICE: Service = Service {
    name: "timesheets",
    roles: &[],
    migrations: &MIGRATIONS,
    nouns: kept::KEPT,
    start: |cx| Box::pin(start(cx)),
};

#[expect(clippy::unused_async, reason = "services start asynchronously")]
async fn start(cx: Context) -> anyhow::Result<Started> {
    let api = api::Api::new(&cx)?;
    let mut started = Started::default();
    started
        .routes
        .add_service(TimersServiceServer::new(api.clone()))
        .add_service(TimeEntriesServiceServer::new(api));
    started.consumers.push(merge::consumer(&cx.db));
    Ok(started)
}
