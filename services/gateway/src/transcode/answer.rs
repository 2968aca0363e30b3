//! From an rpc's answer to the HTTP response.
use std::{io, sync::Arc};

use axum::body::Body;
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, Response, header};
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, SerializeOptions};
use tandem_proto::google::api::HttpBody;
use tonic::{Status, Streaming, metadata::MetadataMap};

use super::route::{HTTP_BODY, Rpc};

/// What a browser may show in the page's own origin: nothing that can run.
const SHOWN: &[&str] =
    &["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf", "text/plain"];

/// The response of a unary rpc: JSON, or the file itself.
///
/// # Errors
/// Where the peer answered with something that is not of the contract.
pub fn unary(rpc: &Rpc, answer: tonic::Response<Bytes>) -> Result<Response<Body>, Status> {
    let (metadata, bytes, _) = answer.into_parts();
    let output = rpc.method.output();
    let mut response = if output.full_name() == HTTP_BODY {
        file(&metadata, HttpBody::decode(bytes).map_err(|e| broken(rpc, &e))?)
    } else {
        let mut response = Response::new(Body::from(json(&output, bytes).map_err(|e| broken(rpc, &e))?));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    };
    if rpc.peer == "gateway" {
        copy(&metadata, &header::SET_COOKIE, response.headers_mut());
    }
    Ok(response)
}

/// The response of an rpc that answers with a file in pieces: its bytes as they come. One that breaks off has no end.
///
/// # Errors
/// What the peer refused before the first piece; where it is not of the contract.
pub async fn pieces(
    rpc: Arc<Rpc>,
    answers: tonic::Response<Streaming<Bytes>>,
) -> Result<Response<Body>, Status> {
    let (metadata, mut answers, _) = answers.into_parts();
    let first = answers.next().await.transpose()?.unwrap_or_default();
    let first = HttpBody::decode(first).map_err(|e| broken(&rpc, &e))?;
    let (content_type, begins) = (first.content_type, first.data);
    let mut response = file(&metadata, HttpBody { content_type, ..HttpBody::default() });
    let rest = answers.map(move |piece| {
        let piece = HttpBody::decode(piece.map_err(io::Error::other)?).map_err(|e| broken(&rpc, &e));
        Ok(piece.map_err(io::Error::other)?.data)
    });
    *response.body_mut() = Body::from_stream(stream::once(async { Ok::<_, io::Error>(begins) }).chain(rest));
    if let Some(length) = metadata.get("x-file-length").and_then(|length| length.to_str().ok()) {
        let length = HeaderValue::try_from(length).map_err(|e| Status::internal(e.to_string()))?;
        response.headers_mut().insert(header::CONTENT_LENGTH, length);
    }
    Ok(response)
}

/// A message as proto3 JSON: lowerCamelCase; fields without a value are left out where the contract can tell (messages,
/// `optional`), every other field is there: numbers, texts, enums, empty lists. 64-bit integers are strings.
///
/// # Errors
/// Where the bytes are not that message.
pub fn json(kind: &MessageDescriptor, bytes: Bytes) -> anyhow::Result<Vec<u8>> {
    let message = DynamicMessage::decode(kind.clone(), bytes)?;
    let options = SerializeOptions::new().skip_default_fields(false).stringify_64_bit_integers(true);
    let mut out = serde_json::Serializer::new(Vec::new());
    message.serialize_with_options(&mut out, &options)?;
    Ok(out.into_inner())
}

pub fn broken(rpc: &Rpc, error: &dyn std::fmt::Display) -> Status {
    tracing::error!(rpc = rpc.name(), %error, "a peer's answer is not of the contract");
    Status::internal("internal error")
}

fn file(metadata: &MetadataMap, body: HttpBody) -> Response<Body> {
    let mut response = Response::new(Body::from(body.data));
    let headers = response.headers_mut();
    let kind = HeaderValue::try_from(body.content_type.as_str()).ok().filter(|v| !v.is_empty());
    headers
        .insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    for name in [header::CONTENT_DISPOSITION, header::CACHE_CONTROL, header::ETAG] {
        copy(metadata, &name, headers);
    }
    let essence = body.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let disposition =
        headers.get(header::CONTENT_DISPOSITION).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let safe = disposition_of(disposition.as_deref(), SHOWN.contains(&essence.as_str()));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::try_from(safe).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    response
}

/// What the peer says of showing or saving, made safe: what could run is saved only.
fn disposition_of(said: Option<&str>, shown: bool) -> String {
    let Some(said) = said else { return "attachment".to_owned() };
    match said.strip_prefix("inline") {
        Some(rest) if !shown => format!("attachment{rest}"),
        _ => said.to_owned(),
    }
}

fn copy(metadata: &MetadataMap, name: &HeaderName, into: &mut HeaderMap) {
    for value in metadata.get_all(name.as_str()) {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            if *name == header::SET_COOKIE {
                into.append(name, value);
            } else {
                into.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use prost_reflect::DescriptorPool;
    use serde_json::json;
    use tandem_proto::{items, timesheets};

    use super::*;

    fn shown<M: Message>(name: &str, message: &M) -> serde_json::Value {
        let pool = DescriptorPool::decode(tandem_proto::DESCRIPTORS).unwrap();
        let kind = pool.get_message_by_name(name).unwrap();
        serde_json::from_slice(&json(&kind, message.encode_to_vec().into()).unwrap()).unwrap()
    }

    #[test]
    fn fields_are_shown_even_when_empty_but_never_as_null() {
        let item = items::Item {
            number: 7,
            kind: items::Kind::Ticket as i32,
            create_time: Some(prost_types::Timestamp { seconds: 0, nanos: 0 }),
            ..Default::default()
        };
        let shown = shown("tandem.items.v1.Item", &item);
        assert_eq!(shown["number"], "7");
        assert_eq!(shown["kind"], "KIND_TICKET");
        assert_eq!(shown["createTime"], "1970-01-01T00:00:00Z");
        assert_eq!(shown["assigneeIds"], json!([]));
        assert_eq!((&shown["published"], &shown["priority"]), (&json!(false), &json!(0)));
        assert!(shown.get("finishTime").is_none());
    }

    #[test]
    fn a_choice_that_was_not_made_is_left_out() {
        let shown = shown("tandem.timesheets.v1.StopTimerRequest", &timesheets::StopTimerRequest::default());
        assert!(shown.get("billable").is_none());
    }

    #[test]
    fn what_could_run_is_saved_and_never_shown() {
        let file = |kind: &str, said: &'static str| {
            let mut metadata = MetadataMap::new();
            metadata.insert("content-disposition", tonic::metadata::MetadataValue::from_static(said));
            let response = file(&metadata, HttpBody { content_type: kind.into(), ..Default::default() });
            response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned()
        };
        assert_eq!(file("image/png", "inline; filename=\"a\""), "inline; filename=\"a\"");
        assert_eq!(file("text/html", "inline; filename=\"a\""), "attachment; filename=\"a\"");
        assert_eq!(file("image/svg+xml", "inline"), "attachment");
    }
}
