//! One `Channel`: a client cannot tell a peer in this process from one across the network.
#![expect(clippy::disallowed_methods, reason = "the kit runs what others return in Started")]
use std::{
    collections::{HashMap, HashSet},
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::Context as _;
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full};
use tokio_util::sync::CancellationToken;
use tonic::{
    Code, Status,
    body::Body,
    transport::{Endpoint, channel::Change},
};
use tower::{Service as _, ServiceExt, service_fn, util::BoxCloneSyncService};

use crate::{Cause, Clock, auth::Keys, telemetry};

/// What a generated client is built on: `ItemsServiceClient::new(peers.channel("items")?)`.
pub type Channel = BoxCloneSyncService<Request<Body>, Response<Body>, Status>;
/// A service's rpcs with the server layers around them.
pub type Guarded = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// The metadata that carries the signed caller between processes.
pub const CALLER_HEADER: &str = "x-tandem-caller";
/// How long a call may take where nobody said less.
pub const DEADLINE: Duration = Duration::from_secs(30);
const RESOLVE_EVERY: Duration = Duration::from_secs(5);
const TRIES: u32 = 3;

tokio::task_local! {
    pub(crate) static DEADLINE_AT: tokio::time::Instant;
}

/// Where each peer lives. Peers of this process are found once they have started.
#[derive(Clone)]
pub struct Peers {
    local: HashMap<&'static str, Arc<OnceLock<Guarded>>>,
    remote: HashMap<String, String>,
    keys: Keys,
    clock: Clock,
    stop: CancellationToken,
}

impl Peers {
    /// The services of this process, and the addresses of the others by service name.
    #[must_use]
    pub fn new(
        local: impl Iterator<Item = &'static str>,
        remote: HashMap<String, String>,
        keys: Keys,
        clock: Clock,
        stop: CancellationToken,
    ) -> Self {
        Self { local: local.map(|name| (name, Arc::default())).collect(), remote, keys, clock, stop }
    }
    pub(crate) fn started(&self, name: &str, service: Guarded) {
        if let Some(slot) = self.local.get(name) {
            let _ = slot.set(service);
        }
    }
    /// The way to a peer. An address given for a service of this process is used where this process plays only some of its roles.
    ///
    /// # Errors
    /// Where the service is neither in this process nor has an address.
    pub fn channel(&self, name: &str) -> anyhow::Result<Channel> {
        let address = self.remote.get(&name.replace('-', "_"));
        match (self.local.get(name), address) {
            (_, Some(address)) => self.remote_channel(address),
            (Some(slot), None) => Ok(local_channel(slot.clone())),
            (None, None) => anyhow::bail!(
                "no address for the service {name}: set TANDEM__PEERS__{}",
                name.replace('-', "_").to_uppercase()
            ),
        }
    }

    /// The way to a role of a service: its own address where it has one, else that of the service.
    ///
    /// # Errors
    /// As [`Peers::channel`].
    pub fn channel_of_role(&self, name: &str, role: &str) -> anyhow::Result<Channel> {
        match self.remote.get(&format!("{name}_{role}").replace('-', "_")) {
            Some(address) => self.remote_channel(address),
            None => self.channel(name),
        }
    }

    fn remote_channel(&self, address: &str) -> anyhow::Result<Channel> {
        let uri: http::Uri =
            address.parse().with_context(|| format!("{address:?} is no address of a peer"))?;
        let (balanced, changes) = tonic::transport::Channel::balance_channel::<SocketAddr>(64);
        tokio::spawn(follow_addresses(uri, changes, self.stop.clone()));
        let (keys, clock) = (self.keys.clone(), self.clock.clone());
        Ok(BoxCloneSyncService::new(service_fn(move |request: Request<Body>| {
            call_remote(balanced.clone(), keys.clone(), clock.clone(), request)
        })))
    }
}

fn local_channel(slot: Arc<OnceLock<Guarded>>) -> Channel {
    BoxCloneSyncService::new(service_fn(move |mut request: Request<Body>| {
        let service = slot.get().cloned();
        async move {
            let service =
                service.ok_or_else(|| Status::unavailable("a peer of this process has not started"))?;
            if request.extensions().get::<Cause>().is_none() {
                let cause = Cause::current().unwrap_or_else(|| Cause::by(crate::Caller::anonymous()));
                request.extensions_mut().insert(cause);
            }
            let Ok(response) = service.oneshot(request).await;
            Ok(response)
        }
    }))
}

async fn call_remote(
    channel: tonic::transport::Channel,
    keys: Keys,
    clock: Clock,
    mut request: Request<Body>,
) -> Result<Response<Body>, Status> {
    let given = request.extensions_mut().remove::<Cause>();
    let cause = given.or_else(Cause::current).unwrap_or_else(|| Cause::by(crate::Caller::anonymous()));
    let left = DEADLINE_AT
        .try_with(|at| at.saturating_duration_since(tokio::time::Instant::now()))
        .unwrap_or(DEADLINE)
        .min(DEADLINE);
    let text = |value: String| {
        HeaderValue::try_from(value).map_err(|_| Status::internal("a header cannot be written"))
    };
    let streaming = request.headers().contains_key("x-tandem-stream");
    let headers = request.headers_mut();
    headers.remove("x-tandem-stream");
    headers.insert(CALLER_HEADER, text(keys.sign(&cause, clock.now())?)?);
    if !headers.contains_key("grpc-timeout") && !streaming {
        headers.insert("grpc-timeout", text(format!("{}m", left.as_millis().max(1)))?);
    }
    let traceparent = telemetry::current_traceparent();
    if !traceparent.is_empty() {
        headers.insert("traceparent", text(traceparent)?);
    }
    if !repeatable(request.uri().path()) {
        return once(channel, request).await;
    }
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let mut tries = 0;
    loop {
        tries += 1;
        let request = Request::from_parts(head.clone(), Body::new(Full::new(body.clone())));
        let answer = once(channel.clone(), request).await;
        let away = match &answer {
            Ok(response) => {
                Status::from_header_map(response.headers()).is_some_and(|s| s.code() == Code::Unavailable)
            }
            Err(status) => status.code() == Code::Unavailable,
        };
        if !away || tries == TRIES {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50 << tries)).await;
    }
}

/// Rpcs that only read may be asked again.
fn repeatable(path: &str) -> bool {
    let method = path.rsplit('/').next().unwrap_or_default();
    ["Get", "List", "BatchGet", "Resolve", "Search", "Summarize", "Preview"]
        .iter()
        .any(|verb| method.starts_with(verb))
}

async fn once(
    mut channel: tonic::transport::Channel,
    request: Request<Body>,
) -> Result<Response<Body>, Status> {
    let ready =
        tokio::time::timeout(Duration::from_secs(5), std::future::poll_fn(|cx| channel.poll_ready(cx))).await;
    match ready {
        Ok(Ok(())) => {}
        Ok(Err(e)) => return Err(Status::unavailable(format!("a peer cannot be reached: {e}"))),
        Err(_) => return Err(Status::unavailable("a peer cannot be reached")),
    }
    channel.call(request).await.map_err(|e| match Status::from_error(e.into()) {
        status if status.code() == Code::Unknown => {
            Status::unavailable(format!("a peer went away: {}", status.message()))
        }
        status => status,
    })
}

/// Keeps the balanced channel's endpoints equal to what the name resolves to: DNS is not read again by itself.
async fn follow_addresses(
    uri: http::Uri,
    changes: tokio::sync::mpsc::Sender<Change<SocketAddr, Endpoint>>,
    stop: CancellationToken,
) {
    let host = uri.host().unwrap_or("localhost").trim_matches(['[', ']']).to_owned();
    let port = uri.port_u16().unwrap_or(80);
    let mut known: HashSet<SocketAddr> = HashSet::new();
    loop {
        if let Ok(found) = tokio::net::lookup_host((host.as_str(), port)).await {
            let found: HashSet<SocketAddr> = found.collect();
            for gone in known.difference(&found) {
                let _ = changes.send(Change::Remove(*gone)).await;
            }
            for new in found.difference(&known) {
                let endpoint = Endpoint::from_shared(format!("http://{new}")).map(|e| {
                    e.connect_timeout(Duration::from_secs(3))
                        .http2_keep_alive_interval(Duration::from_secs(10))
                        .keep_alive_while_idle(true)
                });
                if let Ok(endpoint) = endpoint {
                    let _ = changes.send(Change::Insert(*new, endpoint)).await;
                }
            }
            if !found.is_empty() {
                known = found;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(RESOLVE_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}
