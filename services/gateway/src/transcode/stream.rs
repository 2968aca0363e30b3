//! A streaming rpc over HTTP: a line of JSON for each message, or server-sent events where these are asked for.
use axum::body::Body;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::{HeaderMap, HeaderValue, Response, header};
use tonic::{Status, Streaming};

use super::{answer, route::Rpc};
use crate::problem::Problem;

/// How messages follow one another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Lines,
    Events,
}

impl Form {
    /// What the caller asks for.
    pub fn of(headers: &HeaderMap) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if accept.contains("text/event-stream") { Self::Events } else { Self::Lines }
    }
    fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Lines => "application/x-ndjson",
            Self::Events => "text/event-stream",
        })
    }
    fn message(self, json: &[u8]) -> Bytes {
        match self {
            Self::Lines => [json, b"\n"].concat().into(),
            Self::Events => [b"data: ", json, b"\n\n"].concat().into(),
        }
    }
    fn end(self, json: &[u8]) -> Bytes {
        match self {
            Self::Lines => self.message(json),
            Self::Events => [b"event: error\ndata: ", json, b"\n\n"].concat().into(),
        }
    }
}

/// The response whose body is the stream. A refusal in the middle is its last message, `{"error": …}`.
pub fn response(
    rpc: std::sync::Arc<Rpc>,
    form: Form,
    answers: Streaming<Bytes>,
    request_id: String,
) -> Response<Body> {
    let mut response = Response::new(Body::from_stream(chunks(rpc, form, answers, request_id)));
    response.headers_mut().insert(header::CONTENT_TYPE, form.content_type());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather answers would hold messages back.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn chunks(
    rpc: std::sync::Arc<Rpc>,
    form: Form,
    answers: Streaming<Bytes>,
    request_id: String,
) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> {
    stream::unfold(Some(answers), move |answers| {
        let (rpc, request_id) = (rpc.clone(), request_id.clone());
        async move {
            let mut answers = answers?;
            let read = match answers.next().await? {
                Ok(bytes) => answer::json(&rpc.method.output(), bytes).map_err(|e| answer::broken(&rpc, &e)),
                Err(status) => Err(status),
            };
            match read {
                Ok(json) => Some((Ok(form.message(&json)), Some(answers))),
                Err(status) => Some((Ok(form.end(&refusal(status, &request_id).await)), None)),
            }
        }
    })
}

async fn refusal(status: Status, request_id: &str) -> Vec<u8> {
    let body = Problem::from(status).answer(request_id).into_body();
    axum::body::to_bytes(body, 1 << 20).await.map(|b| b.to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, Full};
    use prost::Message;
    use tandem_proto::gateway::Notice;

    use super::*;
    use crate::transcode::{Table, call::Raw};

    async fn shown(form: Form, body: Vec<u8>) -> String {
        let table = Table::new(tandem_proto::DESCRIPTORS).unwrap();
        let rpc = table.rpc("/tandem.gateway.v1.LiveService/Watch").unwrap().clone();
        let answers =
            Streaming::new_response(Raw, Full::new(Bytes::from(body)), http::StatusCode::OK, None, None);
        let response = response(rpc, form, answers, "req-1".into());
        String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }
    fn framed(notice: &Notice) -> Vec<u8> {
        let message = notice.encode_to_vec();
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        [&[0][..], &length, &message].concat()
    }

    #[tokio::test]
    async fn each_message_is_a_line() {
        let one = framed(&Notice { id: "e1".into(), ..Notice::default() });
        let lines = shown(Form::Lines, [one.clone(), one].concat()).await;
        assert_eq!(lines.lines().filter(|l| l.contains("\"id\":\"e1\"")).count(), 2, "{lines}");
    }

    #[tokio::test]
    async fn a_stream_that_breaks_says_so_last() {
        let mut body = framed(&Notice::default());
        body.extend([0, 0, 0, 0, 9, 1]);
        let lines = shown(Form::Lines, body).await;
        let last: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        assert_eq!(last["error"]["request_id"], "req-1");
    }

    #[test]
    fn messages_are_framed_as_asked() {
        assert_eq!(Form::Lines.message(b"{}"), "{}\n");
        assert_eq!(Form::Events.message(b"{}"), "data: {}\n\n");
        assert_eq!(Form::Events.end(b"{}"), "event: error\ndata: {}\n\n");
    }
}
