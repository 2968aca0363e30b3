//! Automation: rules and macros. When something happened and a condition holds, or when somebody wants it, act.
mod action;
mod api;
mod book;
mod consumers;
mod engine;
mod fields;
mod kept;
mod macros;
mod peers;
mod rule;
mod run;
mod subject;
mod template;
mod wire;
mod worker;

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use sqlx::migrate::Migrator;
use tandem_kit::{Context, Service, Started, Task, Ticker, sight::Sight};
use tandem_proto::automation::{
    macros_service_server::MacrosServiceServer, rules_service_server::RulesServiceServer,
};
use tokio::sync::Notify;

use crate::{api::Api, book::Books, engine::Engine, peers::Peers, worker::Worker};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/automation");
/// How long the record of what rules did is kept.
const RECORD: TimeDelta = TimeDelta::days(30);

/// The service.
pub const SERVICE: Service = Service {
    name: "automation",
    roles: &[],
    migrations: &MIGRATIONS,
    nouns: kept::KEPT,
    start: |cx| Box::pin(start(cx)),
};

#[expect(clippy::unused_async, reason = "services start asynchronously")]
async fn start(cx: Context) -> anyhow::Result<Started> {
    let peers = Peers::new(&cx)?;
    let engine = Engine {
        db: cx.db.clone(),
        clock: cx.clock.clone(),
        books: Books::new(cx.db.clone(), cx.clock.clone(), peers.clone()),
        peers,
        bell: Arc::new(Notify::new()),
    };
    let worker = Worker::new(engine.clone());
    let mut started = Started::default();
    let api = Api { engine: engine.clone(), sight: Sight::new(&cx)? };
    started.routes.add_service(MacrosServiceServer::new(api.clone()));
    started.routes.add_service(RulesServiceServer::new(api));
    started.consumers = vec![consumers::evaluate(&engine), consumers::defaults(&engine)];
    started.tasks.push(consumers::watch(&cx, &engine));
    started.tasks.push(Task::new("automation.work", {
        let worker = worker.clone();
        move |stop| worker.work(stop)
    }));
    started.tickers.push(Ticker::new("automation.finish-up", Duration::from_secs(1), move || {
        let worker = worker.clone();
        async move { worker.finish_up().await }
    }));
    let resting = engine.clone();
    started.tickers.push(Ticker::new("automation.resting", Duration::from_secs(10), move || {
        let engine = resting.clone();
        async move { engine.look_at_resting().await }
    }));
    started.tickers.push(Ticker::new("automation.forget", Duration::from_secs(3600), move || {
        let engine = engine.clone();
        async move { forget(&engine).await }
    }));
    Ok(started)
}

async fn forget(engine: &Engine) -> tandem_kit::Result<usize> {
    let before = engine.clock.now() - RECORD;
    let gone = run::forget(&engine.db, before).await?
        + macros::record::forget(&engine.db, before).await?
        + subject::forget(&engine.db, before).await?;
    Ok(usize::try_from(gone).unwrap_or(0))
}
