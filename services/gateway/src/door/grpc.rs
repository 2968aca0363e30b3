//! gRPC and gRPC-Web: passed on to the peer whose rpc it is, as bytes, both ways.
use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::body::Body as WebBody;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, header};
use tandem_kit::rpc::DEADLINE;
use tokio::sync::Mutex;
use tonic::{Status, body::Body};
use tonic_web::GrpcWebLayer;
use tower::{Layer, ServiceExt, service_fn};

use super::{
    Door, Trip, headers,
    rest::{LARGEST_FILE, UPLOAD},
};
use crate::{
    problem::Problem,
    transcode::{Access, Rpc},
};

/// Whether a request is gRPC of either kind.
pub fn is_grpc(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    kind.starts_with(b"application/grpc")
}

impl Door {
    pub(super) async fn grpc(&self, trip: &mut Trip, request: Request<WebBody>) -> Response<WebBody> {
        // The layer takes the length away.
        let length = length(request.headers());
        // The layer takes a service that may be called again; ours is called once.
        let trip = Arc::new(Mutex::new(trip));
        let forward = service_fn(|request: Request<Body>| {
            let trip = trip.clone();
            async move {
                let mut trip = trip.lock().await;
                Ok::<_, Infallible>(self.forward(&mut trip, request, length).await)
            }
        });
        let Ok(response) = GrpcWebLayer::new().layer(forward).oneshot(request).await;
        response.map(WebBody::new)
    }

    async fn forward(&self, trip: &mut Trip, request: Request<Body>, length: usize) -> Response<Body> {
        let path = request.uri().path();
        if ["/grpc.health.", "/grpc.reflection."].iter().any(|ours| path.starts_with(ours)) {
            trip.label = "about".into();
            return self.about.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        }
        let Some(rpc) = self.table.rpc(path).filter(|rpc| rpc.access != Access::Closed).cloned() else {
            return Status::unimplemented("there is no such rpc").into_http();
        };
        trip.label = rpc.name().into();
        match self.pass(trip, &rpc, request, length).await {
            Ok(response) => response,
            Err(problem) => Status::from(problem).into_http(),
        }
    }

    async fn pass(
        &self,
        trip: &mut Trip,
        rpc: &Rpc,
        mut request: Request<Body>,
        length: usize,
    ) -> Result<Response<Body>, Problem> {
        let admitted = self.admit(trip, rpc, (request.method(), request.uri(), request.headers())).await?;
        let _room = if rpc.takes_file { Some(self.room(length).await?) } else { None };
        let sent = request.headers_mut();
        headers::strip(sent);
        let text = |value: &str| {
            HeaderValue::try_from(value).map_err(|_| Problem::new(tonic::Code::Internal, "internal error"))
        };
        sent.insert("x-request-id", text(&trip.id)?);
        sent.insert("x-forwarded-for", text(&trip.address.to_string())?);
        let streams = rpc.method.is_server_streaming() || rpc.method.is_client_streaming();
        if streams {
            sent.insert("x-tandem-stream", HeaderValue::from_static("1"));
        }
        request.extensions_mut().insert(admitted.cause);
        if rpc.peer == "gateway" {
            request.extensions_mut().insert(admitted.at_door);
        }
        let called = self.peer(&rpc.peer)?.oneshot(request);
        // A little more than the peer's own deadline: its answer says more than ours.
        let patience = if rpc.method.is_client_streaming() { UPLOAD } else { DEADLINE };
        let answered = tokio::time::timeout(patience + Duration::from_secs(1), called).await;
        let late = |_| Problem::new(tonic::Code::DeadlineExceeded, "the call took longer than its deadline");
        let mut response = answered.map_err(late)??;
        private(response.headers_mut(), rpc);
        Ok(response)
    }
}

/// How long a body says it is, else as long as a file may be. One that is longer is refused by the peer.
fn length(headers: &HeaderMap) -> usize {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    said.map_or(LARGEST_FILE, |length: usize| length.min(LARGEST_FILE))
}

/// Takes out of an answer what is between us and the peer.
fn private(headers: &mut HeaderMap, rpc: &Rpc) {
    let ours: Vec<HeaderName> =
        headers.keys().filter(|name| name.as_str().starts_with("x-tandem-")).cloned().collect();
    for name in ours {
        headers.remove(name);
    }
    if rpc.peer != "gateway" {
        headers.remove(header::SET_COOKIE);
    }
}
