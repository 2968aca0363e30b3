//! A request by the contract's paths.
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header, request::Parts};
use prost::Message;
use prost_reflect::DynamicMessage;
use tandem_kit::rpc::DEADLINE;
use tokio::{sync::SemaphorePermit, time::timeout};
use tonic::{Code, metadata::MetadataValue};

use super::{
    Door, Trip,
    admit::{Admitted, VISITOR},
};
use crate::{
    live::sse,
    problem::Problem,
    transcode::{
        Found, Route, Rpc, answer,
        bind::{self, Sent},
        call, multipart,
        route::BodyIs,
        stream,
    },
};

/// The largest body of a file, and of JSON.
pub const LARGEST_FILE: usize = 50 << 20;
const LARGEST_JSON: usize = 4 << 20;
/// How long a file may take to come in; anything else has the deadline of a call.
pub const UPLOAD: Duration = Duration::from_secs(300);
/// How many megabytes of files are on their way in at once, and how long one waits for its turn.
pub const UPLOADS_MB: usize = 256;
const TURN: Duration = Duration::from_secs(20);
const WATCH: &str = "/tandem.gateway.v1.LiveService/Watch";

impl Door {
    pub(super) async fn rest(
        &self,
        trip: &mut Trip,
        request: Request<Body>,
    ) -> Result<Response<Body>, Problem> {
        let (parts, body) = request.into_parts();
        let (route, values) = match self.table.find(&parts.method, parts.uri.path()) {
            Found::Route(route, values) => (route, values),
            Found::OtherMethods(allow) if parts.method == Method::OPTIONS => return Ok(options(&allow)),
            Found::OtherMethods(allow) => return Err(Problem::wrong_method(&parts.method, allow)),
            Found::Nothing => return Err(Problem::no_such_path(parts.uri.path())),
        };
        let rpc = &route.rpc;
        trip.label = rpc.name().into();
        let admitted = self.admit(trip, rpc, (&parts.method, &parts.uri, &parts.headers)).await?;
        if rpc.method.is_client_streaming() {
            return Box::pin(self.upload((trip, admitted), (route, &values), &parts, body)).await;
        }
        let (sent, _room) = self.sent(route, &parts, body).await?;
        let query = parts.uri.query().unwrap_or_default();
        let message = bind::request(route, &values, query, sent).map_err(Problem::invalid)?;
        if rpc.path.path() == WATCH {
            return self.watch(&parts.headers, &admitted, &message);
        }
        let request = called_by(trip, rpc, (admitted, &parts.headers), &message)?;
        let channel = self.peer(&rpc.peer)?;
        let late = |_| Problem::new(Code::DeadlineExceeded, "the call took longer than its deadline");
        // A little more than the peer's own deadline: its answer says more than ours.
        let patience = DEADLINE + Duration::from_secs(1);
        if rpc.method.is_server_streaming() {
            let called = call::streaming(channel, rpc.path.clone(), request);
            let answers = timeout(patience, called).await.map_err(late)??;
            if rpc.answers_file() {
                return Ok(timeout(patience, answer::pieces(rpc.clone(), answers)).await.map_err(late)??);
            }
            let answers = answers.into_inner();
            return Ok(stream::response(
                rpc.clone(),
                stream::Form::of(&parts.headers),
                answers,
                trip.id.clone(),
            ));
        }
        let answer =
            timeout(patience, call::unary(channel, rpc.path.clone(), request)).await.map_err(late)??;
        Ok(answer::unary(rpc, answer)?)
    }

    /// The body, and the room that it takes until the request is answered.
    async fn sent(
        &self,
        route: &Route,
        parts: &Parts,
        body: Body,
    ) -> Result<(Sent, Option<SemaphorePermit<'_>>), Problem> {
        let late = |_| Problem::new(Code::DeadlineExceeded, "the body took too long to come");
        match &route.body {
            BodyIs::Nothing => Ok((Sent::Json(Bytes::new()), None)),
            BodyIs::File(_) => {
                let length = said_length(&parts.headers, LARGEST_FILE)?;
                let room = self.room(length).await?;
                let file = timeout(UPLOAD, multipart::file(&parts.headers, body, LARGEST_FILE))
                    .await
                    .map_err(late)??;
                Ok((Sent::File(file), Some(room)))
            }
            BodyIs::Request | BodyIs::Field(_) => {
                said_length(&parts.headers, LARGEST_JSON)?;
                let bytes = timeout(DEADLINE, multipart::bytes(body, LARGEST_JSON)).await.map_err(late)??;
                Ok((Sent::Json(bytes), None))
            }
        }
    }

    /// Room for a file of that length on its way in, held until what is answered is dropped.
    pub(super) async fn room(&self, length: usize) -> Result<SemaphorePermit<'_>, Problem> {
        let megabytes = u32::try_from(length.div_ceil(1 << 20)).unwrap_or(u32::MAX);
        let full = || Problem {
            retry_after: Some(5),
            ..Problem::new(Code::Unavailable, "too many files are coming in at once")
        };
        timeout(TURN, self.uploads.acquire_many(megabytes)).await.map_err(|_| full())?.map_err(|_| full())
    }

    /// The live stream goes to browsers without a detour: its bytes are made once for all who get them.
    fn watch(
        &self,
        headers: &HeaderMap,
        admitted: &Admitted,
        message: &DynamicMessage,
    ) -> Result<Response<Body>, Problem> {
        let resumed = headers.get("last-event-id").and_then(|v| v.to_str().ok()).map(str::to_owned);
        let asked = message.get_field_by_name("resume_token").and_then(|v| v.as_str().map(str::to_owned));
        let resume = resumed.or(asked).unwrap_or_default();
        Ok(sse::response(self.hub.subscribe(&admitted.caller, &admitted.at_door.token, &resume)?))
    }
}

/// How long a body says it is, else as long as it may be. One that says it is too large is not read.
pub(super) fn said_length(headers: &HeaderMap, limit: usize) -> Result<usize, Problem> {
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<usize>().ok());
    match said {
        Some(length) if length > limit => Err(Problem::too_large(limit)),
        said => Ok(said.unwrap_or(limit)),
    }
}

fn options(allow: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Ok(allow) = HeaderValue::try_from(allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// The call as the peer gets it: the message, and who sends it.
pub(super) fn called_by(
    trip: &Trip,
    rpc: &Rpc,
    (admitted, headers): (Admitted, &HeaderMap),
    message: &DynamicMessage,
) -> Result<tonic::Request<Bytes>, Problem> {
    let mut request = tonic::Request::new(Bytes::from(message.encode_to_vec()));
    let unwritable = |_| Problem::new(Code::Internal, "internal error");
    let metadata = request.metadata_mut();
    metadata.insert("x-request-id", MetadataValue::try_from(&trip.id).map_err(unwritable)?);
    metadata
        .insert("x-forwarded-for", MetadataValue::try_from(trip.address.to_string()).map_err(unwritable)?);
    if let Some(token) = headers.get(VISITOR).filter(|_| rpc.is_of_visitors()) {
        let token = MetadataValue::try_from(token.as_bytes())
            .map_err(|_| Problem::new(Code::Unauthenticated, "the visitor's token is none"))?;
        metadata.insert(VISITOR, token);
    }
    if rpc.method.is_server_streaming() || rpc.method.is_client_streaming() {
        metadata.insert("x-tandem-stream", MetadataValue::from_static("1"));
    }
    request.extensions_mut().insert(admitted.cause);
    if rpc.peer == "gateway" {
        request.extensions_mut().insert(admitted.at_door);
    }
    Ok(request)
}
