//! Notices as server-sent events. Notices are unnamed events, so that `onmessage` hears all of them; `reset` is named.
use std::{convert::Infallible, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::{HeaderValue, Response, header};
use serde_json::json;
use tandem_proto::gateway::Notice;

use super::{Sent, Subscription};

/// How often a stream shows that it lives, where nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// A notice as an event: its id to resume after, its JSON as proto3 has it.
pub fn frame(notice: &Notice) -> Bytes {
    let data = json!({
        "id": notice.id, "type": notice.r#type, "subjects": notice.subjects, "revision": notice.revision.to_string()
    });
    format!("id: {}\ndata: {data}\n\n", notice.id).into()
}

/// Says: read everything again; and from where to go on.
fn reset(id: &str) -> Bytes {
    let data = json!({"id": id, "type": "reset", "subjects": [], "revision": "0"});
    format!("id: {id}\nevent: reset\ndata: {data}\n\n").into()
}

/// The response that goes on until the session ends, the client is too slow, or the process stops.
pub fn response(subscription: Subscription) -> Response<Body> {
    let mut response = Response::new(Body::from_stream(events(subscription)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather answers would hold notices back.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn events(subscription: Subscription) -> impl Stream<Item = Result<Bytes, Infallible>> {
    // The browser remembers the id even of an event without data: who loses the stream before the first notice misses nothing.
    let from = subscription.from().map(|id| format!("id: {id}\n")).unwrap_or_default();
    let opening = Bytes::from(format!("retry: 1000\n{from}: live\n\n"));
    let rest = stream::unfold(subscription, |mut subscription| async {
        let bytes = match tokio::time::timeout(HEARTBEAT, subscription.next()).await {
            Err(_quiet) => Bytes::from_static(b": still here\n\n"),
            Ok(None) => return None,
            Ok(Some(Sent::Shared(entry))) => entry.frame.clone(),
            Ok(Some(Sent::Own(notice))) => frame(&notice),
            Ok(Some(Sent::Reset(id))) => reset(&id),
        };
        Some((bytes, subscription))
    });
    stream::once(async { opening }).chain(rest).map(Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_an_event_with_its_id() {
        let notice =
            Notice { id: "e1".into(), r#type: "T".into(), subjects: vec!["item_1".into()], revision: 3 };
        let expected =
            "id: e1\ndata: {\"id\":\"e1\",\"revision\":\"3\",\"subjects\":[\"item_1\"],\"type\":\"T\"}\n\n";
        assert_eq!(frame(&notice), expected);
        assert!(reset("e2").starts_with(b"id: e2\nevent: reset\ndata: {"));
    }
}
