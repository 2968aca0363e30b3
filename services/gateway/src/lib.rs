//! The door: HTTP by contract, gRPC and gRPC-Web, signing in, the live stream, the web app.
mod api;
mod docs;
mod door;
mod limit;
mod listen;
mod live;
mod openapi;
mod problem;
mod session;
mod settings;
mod transcode;
mod watch;
mod web;

use std::{sync::Arc, time::Duration};

use sqlx::migrate::Migrator;
use tandem_kit::{Context, Service, Started, Task, Ticker, sight::Sight};
use tandem_proto::gateway::{
    account_exports_service_server::AccountExportsServiceServer,
    audit_log_service_server::AuditLogServiceServer, live_service_server::LiveServiceServer,
    session_service_server::SessionServiceServer,
};

use crate::{door::Door, live::Hub, session::Sessions, settings::Settings};

/// The schema's migrations.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/gateway");

/// The service.
pub const SERVICE: Service = Service {
    name: "gateway",
    roles: &[],
    migrations: &MIGRATIONS,
    nouns: &[],
    start: |cx| Box::pin(async move { start(cx) }),
};

fn start(cx: Context) -> anyhow::Result<Started> {
    let settings: Settings = cx.config.section("gateway")?;
    let directory = cx.peers.channel("directory")?;
    let (hub, sessions) = (Hub::new(Sight::new(&cx)?), Sessions::new(directory.clone()));
    let events = cx.bus.watch();
    let door = Arc::new(Door::new(&cx, &settings, hub.clone(), sessions.clone())?);

    let mut started = Started::default();
    let sign_in = api::SignIn {
        directory,
        sessions: sessions.clone(),
        hub: hub.clone(),
        cookie: door.cookie,
        clock: cx.clock.clone(),
    };
    started.routes.add_service(SessionServiceServer::new(sign_in));
    started.routes.add_service(LiveServiceServer::new(api::Live { hub: hub.clone() }));
    let peers = api::Peers::new(&cx);
    started.routes.add_service(AuditLogServiceServer::new(api::AuditLog { peers: peers.clone() }));
    let export = api::AccountExport { peers, clock: cx.clock.clone() };
    started.routes.add_service(AccountExportsServiceServer::new(export));
    let (open, watched, guarded) = (door.clone(), hub.clone(), hub.clone());
    let known = sessions.clone();
    // Bound by the task: a command that starts services beside a running server runs no tasks.
    started.tasks.push(Task::new("gateway.public", move |stop| listen::serve(settings.listen, open, stop)));
    started.tasks.push(Task::new("gateway.live", move |stop| watch::events(events, (watched, known), stop)));
    started.tasks.push(Task::new("gateway.sessions", move |stop| watch::sessions(guarded, sessions, stop)));
    started.tickers.push(Ticker::new("gateway.limits", Duration::from_secs(10), move || {
        let door = door.clone();
        async move {
            door.limits.tidy();
            Ok(0)
        }
    }));
    Ok(started)
}
