//! A file that is passed on to its service as it comes: never whole in memory here.
use std::{future::pending, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::{Response, request::Parts};
use prost::Message;
use prost_reflect::{DynamicMessage, FieldDescriptor, Value};
use tokio::{sync::oneshot, time::timeout};
use tonic::Code;

use super::{
    Door, Trip,
    admit::Admitted,
    rest::{UPLOAD, called_by, said_length},
};
use crate::{
    problem::Problem,
    transcode::{
        Route, Violations, answer,
        bind::{self, Sent},
        call,
        coming::{Coming, Piece},
        query,
        route::BodyIs,
    },
};

/// What a file takes of the room for files, in bytes, however large it is: what is on its way to the service.
const ON_ITS_WAY: usize = 2 << 20;
/// The largest file that any service takes in pieces; each says for itself how much it takes of what.
const LARGEST: usize = 101 << 20;

impl Door {
    /// Passes a file on, and answers as the service does. One that says that it is too large is not read; one that is too large or
    /// breaks off is given up at the service, too.
    pub(super) async fn upload(
        &self,
        (trip, admitted): (&Trip, Admitted),
        (route, values): (&Route, &[String]),
        parts: &Parts,
        body: Body,
    ) -> Result<Response<Body>, Problem> {
        let BodyIs::File(field) = &route.body else {
            return Err(Problem::new(Code::Unimplemented, "this is for gRPC only"));
        };
        let length = said_length(&parts.headers, LARGEST)?;
        let _room = self.room(length.min(ON_ITS_WAY)).await?;
        let late = |_| Problem::new(Code::DeadlineExceeded, "the body took too long to come");
        let mut coming =
            timeout(UPLOAD, Coming::begin(&parts.headers, body, LARGEST)).await.map_err(late)??;
        let head = Sent::File(std::mem::take(&mut coming.head));
        let message = bind::request(route, values, parts.uri.query().unwrap_or_default(), head)
            .map_err(Problem::invalid)?;
        let (metadata, extensions, first) =
            called_by(trip, &route.rpc, (admitted, &parts.headers), &message)?.into_parts();
        let (tell, told) = oneshot::channel();
        let rest = pieces(coming, route.rpc.method.input(), field.clone(), tell);
        let messages = stream::once(async { first }).chain(rest);
        let request = tonic::Request::from_parts(metadata, extensions, messages);
        let called = call::sending(self.peer(&route.rpc.peer)?, route.rpc.path.clone(), request);
        let broke = async {
            match told.await {
                Ok(problem) => problem,
                Err(_all_came) => pending().await,
            }
        };
        tokio::select! {
            answered = timeout(UPLOAD + Duration::from_secs(1), called) => {
                Ok(answer::unary(&route.rpc, answered.map_err(late)??)?)
            }
            // The call is dropped with it: the service sees no end, and keeps nothing.
            problem = broke => Err(problem),
        }
    }
}

/// The messages after the first. What breaks is told aside, and the stream then never ends.
fn pieces(
    coming: Coming,
    kind: prost_reflect::MessageDescriptor,
    field: FieldDescriptor,
    tell: oneshot::Sender<Problem>,
) -> impl Stream<Item = Bytes> + Send + 'static {
    stream::unfold((coming, tell), move |(mut coming, tell)| {
        let (kind, field) = (kind.clone(), field.clone());
        async move {
            match coming.next().await {
                Ok(piece) => Some((encode(kind, &field, piece?), (coming, tell))),
                Err(problem) => {
                    let _ = tell.send(problem);
                    pending().await
                }
            }
        }
    })
}

fn encode(kind: prost_reflect::MessageDescriptor, field: &FieldDescriptor, piece: Piece) -> Bytes {
    let mut message = DynamicMessage::new(kind);
    match piece {
        Piece::Data(data) => {
            if let Some(kind) = field.kind().as_message() {
                let mut body = DynamicMessage::new(kind.clone());
                body.set_field_by_name("data", Value::Bytes(data));
                message.set_field(field, Value::Message(body));
            }
        }
        // What is no field is not said.
        Piece::Fields(fields) => query::bind(&mut message, fields.into_iter(), &mut Violations::default()),
    }
    message.encode_to_vec().into()
}
