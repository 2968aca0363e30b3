//! The operations port of every process: health, readiness, metrics; for tests also the clock and the end of all work.
#![expect(clippy::disallowed_methods, reason = "asks the database whether it answers, before any schema")]
use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Query, State as Seen},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{process::State, telemetry};

/// Serves the operations port until the process stops.
///
/// # Errors
/// Where the listener breaks.
pub async fn serve(listener: TcpListener, state: Arc<State>, stop: CancellationToken) -> anyhow::Result<()> {
    let (reporter, health) = tonic_health::server::health_reporter();
    reporter.set_service_status("", tonic_health::ServingStatus::Serving).await;
    let watched = state.clone();
    let grpc = tonic::service::Routes::new(health).into_axum_router();
    let mut router = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics));
    if state.testing {
        router = router.route("/settle", post(settle)).route("/clock", post(clock));
    }
    let router = router.with_state(state).fallback_service(grpc);
    let followed = follow(reporter, watched);
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    tokio::select! {
        served = served => Ok(served?),
        () = followed => Ok(()),
    }
}

/// Keeps the gRPC health answer equal to readiness.
async fn follow(reporter: tonic_health::server::HealthReporter, state: Arc<State>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let status = if problem(&state).await.is_none() {
            tonic_health::ServingStatus::Serving
        } else {
            tonic_health::ServingStatus::NotServing
        };
        reporter.set_service_status("", status).await;
    }
}

/// Why the process should be given no work now. A broker that is away is no reason: writes go to the outbox.
async fn problem(state: &State) -> Option<String> {
    if state.draining.is_cancelled() {
        return Some("stopping".into());
    }
    let db = state.dbs.first()?;
    let asked =
        tokio::time::timeout(Duration::from_secs(2), sqlx::query("select 1").execute(db.pool())).await;
    match asked {
        Ok(Ok(_)) => None,
        Ok(Err(error)) => Some(format!("the database does not answer: {error}")),
        Err(_) => Some("the database does not answer within 2 seconds".into()),
    }
}

async fn ready(Seen(state): Seen<Arc<State>>) -> Response {
    let body = |problem: Option<&str>| json!({"services": state.names, "bus": state.bus.ready(), "problem": problem});
    match problem(&state).await {
        None => Json(body(None)).into_response(),
        Some(problem) => (StatusCode::SERVICE_UNAVAILABLE, Json(body(Some(&problem)))).into_response(),
    }
}

async fn metrics(Seen(state): Seen<Arc<State>>) -> Response {
    for db in &state.dbs {
        if let Ok(waiting) = crate::event::waiting(db).await {
            telemetry::outbox_waiting(db.schema(), waiting);
        }
    }
    telemetry::render().into_response()
}

async fn settle(Seen(state): Seen<Arc<State>>) -> Response {
    match (state.settle().await, state.parked().await) {
        (Ok(work), Ok(parked)) => Json(json!({"work": work, "parked": parked})).into_response(),
        (Err(error), _) | (_, Err(error)) => {
            (StatusCode::SERVICE_UNAVAILABLE, format!("{error:#}")).into_response()
        }
    }
}

#[derive(Deserialize)]
struct Advance {
    advance_ms: u64,
}

async fn clock(Seen(state): Seen<Arc<State>>, Query(by): Query<Advance>) -> Response {
    state.clock.advance(Duration::from_millis(by.advance_ms));
    Json(json!({"now": state.clock.now().to_rfc3339()})).into_response()
}
