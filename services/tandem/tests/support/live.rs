//! An open screen: what the live stream told it.
use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use serde_json::Value;
use tokio::task::AbortHandle;

use super::until;

/// A live stream, read in the background.
pub struct Live {
    notices: Arc<Mutex<Vec<Value>>>,
    reader: AbortHandle,
}

impl Live {
    /// Opens it; when this returns, nothing from then on is missed.
    pub async fn open(request: reqwest::RequestBuilder) -> Self {
        let request = request.timeout(std::time::Duration::from_secs(600));
        let answer = request.header("accept", "text/event-stream").send().await.expect("the stream opens");
        assert!(answer.status().is_success(), "GET /v1/live → {}", answer.status());
        let notices = Arc::<Mutex<Vec<Value>>>::default();
        let mut bytes = answer.bytes_stream();
        // The first bytes say that the stream is on.
        let mut text = String::from_utf8_lossy(&bytes.next().await.unwrap().unwrap()).into_owned();
        let seen = notices.clone();
        let reader = tokio::spawn(async move {
            while let Some(Ok(more)) = bytes.next().await {
                text.push_str(&String::from_utf8_lossy(&more));
                while let Some((event, rest)) = text.split_once("\n\n") {
                    let data = event.lines().find_map(|line| line.strip_prefix("data:"));
                    let notice = data.and_then(|data| serde_json::from_str(data.trim()).ok());
                    seen.lock().unwrap().extend(notice);
                    text = rest.to_owned();
                }
            }
        });
        Self { notices, reader: reader.abort_handle() }
    }
    /// Everything so far.
    pub fn notices(&self) -> Vec<Value> {
        self.notices.lock().unwrap().clone()
    }
    /// How many notices of a type there were about a subject.
    pub fn count(&self, kind: &str, subject: &str) -> usize {
        self.notices().iter().filter(|notice| is(notice, kind, subject)).count()
    }
    /// Waits for a notice of a type, such as `ItemCreated`, about a subject; any where it is empty.
    pub async fn wait(&self, kind: &str, subject: &str) -> Value {
        let what = format!("a notice {kind} about {subject:?}");
        until(&what, async || self.notices().into_iter().find(|notice| is(notice, kind, subject))).await
    }
}

fn is(notice: &Value, kind: &str, subject: &str) -> bool {
    let of_type = notice["type"].as_str().is_some_and(|t| t.rsplit('.').next() == Some(kind));
    let about = |wanted: &str| notice["subjects"].as_array().is_some_and(|s| s.iter().any(|s| s == wanted));
    of_type && (subject.is_empty() || about(subject))
}

impl Drop for Live {
    fn drop(&mut self) {
        self.reader.abort();
    }
}
