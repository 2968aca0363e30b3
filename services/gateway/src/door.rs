//! One request at the door: who it is for, who sends it, how it is answered, and the one line in the log.
mod admit;
mod grpc;
mod headers;
mod rest;
mod upload;
mod widget;

use std::{collections::HashMap, net::IpAddr, panic::AssertUnwindSafe, time::Duration};

use anyhow::Context as _;
use axum::body::Body;
use bytes::Bytes;
use futures::FutureExt;
use http::{HeaderValue, Request, Response, StatusCode, header};
use tandem_kit::{Context, rpc::Channel, telemetry};
use tokio::{sync::Semaphore, time::Instant};
use tonic::{Code, service::Routes};
use tonic_health::{ServingStatus, server::HealthReporter};
use tracing::Instrument as _;

use crate::{
    docs,
    limit::{Left, Limits},
    live::Hub,
    openapi,
    problem::Problem,
    session::{Cookie, Sessions},
    settings::Settings,
    transcode::Table,
    web,
};

const LONGEST_URI: usize = 8 << 10;

/// What every request needs.
pub struct Door {
    pub cookie: Cookie,
    pub limits: Limits,
    hub: Hub,
    sessions: Sessions,
    table: Table,
    peers: HashMap<String, Channel>,
    /// Health and reflection.
    about: Routes,
    health: HealthReporter,
    openapi: Bytes,
    /// Where people reach us. With https the session's cookie is sent over https only and browsers are told to stay there.
    public_url: String,
    secure: bool,
    proxies: usize,
    /// Which websites may show a widget.
    sites: widget::Sites,
    /// Room for files on their way in, in megabytes.
    uploads: Semaphore,
}

/// What is known of one request: for its log line, its headers, its answers.
pub struct Trip {
    /// Under which it is in the logs.
    id: String,
    address: IpAddr,
    /// The rpc, or what else it was for.
    label: Box<str>,
    account: String,
    left: Option<Left>,
}

impl Door {
    pub fn new(cx: &Context, settings: &Settings, hub: Hub, sessions: Sessions) -> anyhow::Result<Self> {
        let table = Table::new(tandem_proto::DESCRIPTORS)?;
        let mut peers = HashMap::new();
        for rpc in table.rpcs() {
            if peers.contains_key(&rpc.peer) {
                continue;
            }
            let channel = match &rpc.role {
                Some(role) => cx.peers.channel_of_role(&rpc.service, role),
                None => cx.peers.channel(&rpc.service),
            };
            match channel {
                Ok(channel) => drop(peers.insert(rpc.peer.clone(), channel)),
                Err(error) => tracing::debug!(peer = rpc.peer, %error, "its rpcs will be unavailable"),
            }
        }
        let document = openapi::document(&table);
        let (health, health_service) = tonic_health::server::health_reporter();
        let mut about = Routes::builder();
        about.add_service(health_service);
        about.add_service(reflection().build_v1().context("reflection")?);
        about.add_service(reflection().build_v1alpha().context("reflection")?);
        let secure = cx.config.public_url.starts_with("https://");
        let credential = settings.requests_per_second;
        let anonymous = settings.anonymous_requests_per_second;
        Ok(Self {
            cookie: Cookie::new(secure),
            limits: Limits::new(credential, anonymous, settings.tries_per_minute, cx.cache.clone()),
            hub,
            sessions,
            table,
            peers,
            about: about.routes().prepare(),
            health,
            openapi: serde_json::to_vec(&document)?.into(),
            public_url: cx.config.public_url.clone(),
            secure,
            proxies: settings.proxies,
            sites: widget::Sites::default(),
            uploads: Semaphore::new(rest::UPLOADS_MB),
        })
    }
    /// The process stops: health says so, and streams end.
    pub async fn drain(&self) {
        self.health.set_service_status("", ServingStatus::NotServing).await;
        self.hub.close();
    }
    /// Answers one request.
    pub async fn serve(&self, peer: IpAddr, request: Request<Body>) -> Response<Body> {
        let began = Instant::now();
        let mut trip = Trip {
            id: headers::request_id(request.headers()),
            address: crate::limit::sender(peer, request.headers(), self.proxies),
            label: "other".into(),
            account: String::new(),
            left: None,
        };
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let span = tracing::info_span!(
            "http",
            otel.kind = "server",
            otel.name = tracing::field::Empty,
            request.id = trip.id
        );
        if let Some(parent) = request.headers().get("traceparent").and_then(|v| v.to_str().ok()) {
            telemetry::set_parent(&span, parent);
        }
        let answered =
            AssertUnwindSafe(self.answer(&mut trip, request)).catch_unwind().instrument(span.clone()).await;
        let mut response = match answered {
            Ok(Ok(response)) => response,
            Ok(Err(problem)) => problem.answer(&trip.id),
            Err(_panic) => Problem::new(Code::Internal, "internal error").answer(&trip.id),
        };
        headers::secure(&mut response, &path, self.secure);
        if let Some(left) = trip.left {
            left.write(response.headers_mut());
        }
        if let Ok(id) = HeaderValue::try_from(&trip.id) {
            response.headers_mut().insert("x-request-id", id);
        }
        span.record("otel.name", trip.label.as_ref());
        span.in_scope(|| log(&trip, &method, &response, began.elapsed()));
        response
    }

    async fn answer(&self, trip: &mut Trip, request: Request<Body>) -> Result<Response<Body>, Problem> {
        if request.uri().path_and_query().is_some_and(|p| p.as_str().len() > LONGEST_URI) {
            let problem = Problem::new(
                Code::InvalidArgument,
                format!("the address is longer than {LONGEST_URI} bytes"),
            );
            return Err(Problem { http: StatusCode::URI_TOO_LONG, ..problem });
        }
        if grpc::is_grpc(request.headers()) {
            return Ok(self.grpc(trip, request).await);
        }
        let path = request.uri().path();
        // A page of its own, and by POST what mail programs call for their reader (RFC 8058).
        let one_click = *request.method() == http::Method::POST && path.starts_with("/unsubscribe/");
        if path.starts_with("/v1/") || one_click {
            return self.rest(trip, request).await;
        }
        if path == "/openapi.json" {
            let mut response = Response::new(Body::from(self.openapi.clone()));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            return Ok(response);
        }
        if let Some(file) = docs::file(path) {
            return Ok(file);
        }
        trip.label = "web".into();
        let mut page = web::serve(request.method(), path, request.headers())?;
        if let Some(key) = web::widget_key(path) {
            self.frame_widget(key, &mut page).await?;
        }
        Ok(page)
    }
    fn peer(&self, name: &str) -> Result<Channel, Problem> {
        let away = || {
            Problem::new(Code::Unavailable, format!("the service {name} is not part of this installation"))
        };
        self.peers.get(name).cloned().ok_or_else(away)
    }
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(tandem_proto::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}

/// The one line for a request: no contents, no tokens, no addresses, no paths (tokens are in some).
fn log(trip: &Trip, method: &http::Method, response: &Response<Body>, took: Duration) {
    let Trip { id, label, account, .. } = trip;
    let status = response.status().as_u16();
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    // Of gRPC only refusals have it here; what ends well says so in its trailers.
    let grpc = response.headers().get("grpc-status").and_then(|v| v.to_str().ok()).unwrap_or_default();
    if **label == *"web" && status < 500 {
        tracing::debug!(request.id = id, http.method = %method, status, duration_ms, "a file");
    } else {
        tracing::info!(request.id = id, account.id = account, http.method = %method, status, grpc.status = grpc, duration_ms, "{label}");
    }
}
