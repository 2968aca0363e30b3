//! What stands around every rpc of a service: who calls, may they, how long, in which trace; a panic answers INTERNAL.
#![expect(clippy::disallowed_methods, reason = "the kit runs what others return in Started")]
use std::{
    collections::HashSet,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{Arc, LazyLock},
    time::Duration,
};

use anyhow::Context as _;
use futures::{FutureExt as _, future::BoxFuture};
use http::{Request, Response};
use tokio::{net::TcpListener, time::Instant};
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::{Status, body::Body, service::Routes};
use tower::{ServiceExt as _, service_fn, util::BoxCloneSyncService};
use tracing::Instrument as _;

use crate::{
    Cause, Clock, Error, audit, auth,
    auth::Keys,
    rpc::{CALLER_HEADER, DEADLINE, DEADLINE_AT, Guarded},
    telemetry,
};

/// Calls of one peer at once. Live streams of visitors come through one connection of the door.
const MOST_STREAMS: u32 = 20_000;

/// An rpc that is being handled.
pub type Handling = BoxFuture<'static, Response<Body>>;
/// What a service puts around each of its rpcs of a caller who may not see all of the account: it may look up what they see.
pub type Around = Arc<dyn Fn(Cause, Handling) -> Handling + Send + Sync>;

/// The rpcs of a service.
#[derive(Clone)]
pub struct Rpcs {
    pub routes: Routes,
    pub around: Option<Around>,
}

impl Rpcs {
    async fn handle(self, cause: Cause, request: Request<Body>) -> Response<Body> {
        let handled = async move {
            let Ok(response) = self.routes.oneshot(request).await;
            response
        };
        match self.around {
            Some(around) if cause.caller.is_limited() => around(cause, Box::pin(handled)).await,
            _ => handled.await,
        }
    }
}

/// Puts the server layers around a service's rpcs.
#[must_use]
pub fn guard(rpcs: Rpcs, keys: Keys, clock: Clock) -> Guarded {
    BoxCloneSyncService::new(service_fn(move |request: Request<Body>| {
        let (rpcs, keys, clock) = (rpcs.clone(), keys.clone(), clock.clone());
        async move { Ok(answer(rpcs, &keys, &clock, request).await) }
    }))
}

async fn answer(rpcs: Rpcs, keys: &Keys, clock: &Clock, mut request: Request<Body>) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let started = Instant::now();
    let cause = match cause_of(keys, clock, &mut request)
        .and_then(|cause| auth::allow(&path, &cause).map(|()| cause))
    {
        Ok(cause) => cause,
        Err(error) => return Status::from(error).into_http(),
    };
    let until = Instant::now() + timeout_of(&request).unwrap_or(DEADLINE).min(DEADLINE);
    // A body that trickles in is part of the call.
    let looked = tokio::time::timeout_at(until, audit::look(&path, request)).await;
    let (act, mut request) = match looked.unwrap_or_else(|_late| Err(late())) {
        Ok(looked) => looked,
        Err(status) => return status.into_http(),
    };
    request.extensions_mut().insert(cause.clone());
    let span = tracing::info_span!("rpc", otel.name = path.trim_start_matches('/'), otel.kind = "server");
    if let Some(parent) = request.headers().get("traceparent").and_then(|v| v.to_str().ok()) {
        telemetry::set_parent(&span, parent);
    }
    let streams = STREAMS.contains(&path);
    let handling = auth::acting(&cause, rpcs.handle(cause.clone(), request));
    let handled = AssertUnwindSafe(DEADLINE_AT.scope(until, audit::under(act, handling))).catch_unwind();
    let finished = async {
        if streams {
            return Ok(handled.await);
        }
        tokio::time::timeout_at(until, handled).await
    };
    let response = match finished.instrument(span).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => {
            tracing::error!(rpc = path, "an rpc panicked");
            Status::internal("internal error").into_http()
        }
        Err(_late) => late().into_http(),
    };
    let code = Status::from_header_map(response.headers()).map_or(tonic::Code::Ok, |s| s.code());
    telemetry::rpc(&path, code, started.elapsed());
    response
}

fn late() -> Status {
    Status::deadline_exceeded("the call took longer than its deadline")
}

fn cause_of(keys: &Keys, clock: &Clock, request: &mut Request<Body>) -> crate::Result<Cause> {
    if let Some(cause) = request.extensions_mut().remove::<Cause>() {
        return Ok(cause);
    }
    let token = request.headers_mut().remove(CALLER_HEADER).ok_or(Error::Unauthenticated)?;
    // What is no text is no token, and is not believed as one.
    keys.verify(token.to_str().unwrap_or_default(), clock.now())
}

/// The rpcs that answer again and again, for as long as the caller listens, or that are sent a file in pieces.
static STREAMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let methods = auth::CONTRACT.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    let streams = methods.filter(|method| method.is_server_streaming() || method.is_client_streaming());
    streams.map(|method| format!("/{}/{}", method.parent_service().full_name(), method.name())).collect()
});

/// The `grpc-timeout` header: digits and a unit (gRPC over HTTP/2, "Requests").
fn timeout_of(request: &Request<Body>) -> Option<Duration> {
    let text = request.headers().get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let n: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(n.saturating_mul(3600)),
        "M" => Duration::from_secs(n.saturating_mul(60)),
        "S" => Duration::from_secs(n),
        "m" => Duration::from_millis(n),
        "u" => Duration::from_micros(n),
        "n" => Duration::from_nanos(n),
        _ => return None,
    })
}

/// Serves the rpcs of this process to its peers until it is told to stop; calls under way finish first.
///
/// # Errors
/// Where the address cannot be listened on.
pub async fn listen(
    listener: TcpListener,
    services: Vec<(&'static str, Guarded)>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let route = service_fn(move |request: Request<hyper::body::Incoming>| {
        let service = owner(&services, request.uri().path());
        async move {
            let request = request.map(Body::new);
            match service {
                Some(service) => service.oneshot(request).await,
                None => Ok(Status::unimplemented("this process does not serve that rpc").into_http()),
            }
        }
    });
    let address = listener.local_addr()?;
    let server = hyper_util::server::graceful::GracefulShutdown::new();
    let mut http = hyper::server::conn::http2::Builder::new(hyper_util::rt::TokioExecutor::new());
    http.timer(hyper_util::rt::TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(30)))
        .max_concurrent_streams(MOST_STREAMS);
    tracing::info!(%address, "serving peers");
    let mut incoming = TcpListenerStream::new(listener);
    loop {
        let connection = tokio::select! {
            connection = futures::StreamExt::next(&mut incoming) => connection,
            () = stop.cancelled() => break,
        };
        let Some(Ok(socket)) = connection else { continue };
        let _ = socket.set_nodelay(true);
        let io = hyper_util::rt::TokioIo::new(socket);
        let served = http.serve_connection(io, hyper_util::service::TowerToHyperService::new(route.clone()));
        let served = server.watch(served);
        tokio::spawn(async move {
            let _ = served.await; // a connection that breaks is the peer's to notice
        });
    }
    let _ = tokio::time::timeout(Duration::from_secs(20), server.shutdown()).await;
    Ok(())
}

fn owner(services: &[(&'static str, Guarded)], path: &str) -> Option<Guarded> {
    // "/tandem.customer_apps.v1.PortalsService/…" belongs to "customer-apps".
    let package = path.strip_prefix("/tandem.")?.split('.').next()?;
    services.iter().find(|(name, _)| name.replace('-', "_") == package).map(|(_, service)| service.clone())
}

/// Listens on an address.
///
/// # Errors
/// Names the address and the setting that it comes from.
pub async fn bind(address: &str, setting: &str) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} ({setting})"))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
