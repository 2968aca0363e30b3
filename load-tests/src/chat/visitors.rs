//! Visitors, each with a stream, and the agent's screen: when each of them heard what.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::task::JoinSet;

use crate::system::System;

const STREAM: Duration = Duration::from_secs(3_600);

/// When what was heard: by message for visitors, by conversation for the agent's screen.
#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<HashMap<String, Instant>>>);

impl Heard {
    fn inner(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// When it was heard first.
    pub fn when(&self, about: &str) -> Option<Instant> {
        self.inner().get(about).copied()
    }
    /// Forgets what was heard so far.
    pub fn forget(&self) {
        self.inner().clear();
    }
    fn note(&self, about: Option<&str>, at: Instant) {
        if let Some(about) = about {
            self.inner().entry(about.to_owned()).or_insert(at);
        }
    }
    /// The agent's screen: the live stream of the owner.
    pub async fn screen(&self, system: &System) -> anyhow::Result<JoinSet<()>> {
        let request = system.http.get(format!("{}/v1/live", system.base)).bearer_auth(&system.token);
        let heard = self.clone();
        listen(request, move |notice, at| {
            if notice["type"] == "tandem.conversations.v1.MessagePosted" {
                let subjects = notice["subjects"].as_array().into_iter().flatten().filter_map(Value::as_str);
                heard.note(subjects.into_iter().find(|subject| subject.starts_with("conv_")), at);
            }
        })
        .await
    }
}

/// Somebody on the website.
pub struct Visitor {
    pub conversation: String,
    http: reqwest::Client,
    base: String,
    token: String,
    chat: String,
    _stream: JoinSet<()>,
}

impl Visitor {
    /// Comes, begins a chat and listens. `secret` is the widget's key and its secret.
    pub async fn arrive(
        http: reqwest::Client,
        base: String,
        agent: &str,
        secret: &str,
        n: u64,
        heard: &Heard,
    ) -> anyhow::Result<Self> {
        let (key, secret) = secret.split_once(':').context("key and secret")?;
        let identifier = format!("visitor-{n}");
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
        mac.update(identifier.as_bytes());
        let hash = hex::encode(mac.finalize().into_bytes());
        let session = json!({"widget_key": key, "identity": {"identifier": identifier, "hash": hash}});
        let session = http.post(format!("{base}/v1/public/chat_sessions")).json(&session).send().await?;
        let session: Value = session.error_for_status()?.json().await?;
        let token = session["token"].as_str().context("a token")?.to_owned();
        let begin = http.post(format!("{base}/v1/public/chats")).header("tandem-visitor", &token);
        let chat: Value =
            begin.json(&json!({"text": "Hello"})).send().await?.error_for_status()?.json().await?;
        let chat = chat["id"].as_str().context("a chat")?.to_owned();
        let shown = http.get(format!("{base}/v1/chats/{chat}")).bearer_auth(agent).send().await?;
        let shown: Value = shown.error_for_status()?.json().await?;
        let conversation = shown["conversationId"].as_str().context("a conversation")?.to_owned();
        let live = http.get(format!("{base}/v1/public/chats/{chat}/live")).header("tandem-visitor", &token);
        let heard = heard.clone();
        let stream = listen(live, move |update, at| {
            if update["message"]["from"] == "FROM_AGENT" {
                heard.note(update["message"]["id"].as_str(), at);
            }
        });
        let stream = stream.await?;
        Ok(Self { conversation, http, base, token, chat, _stream: stream })
    }
    /// The request by which they write.
    pub fn writes(&self) -> reqwest::RequestBuilder {
        let path = format!("{}/v1/public/chats/{}/messages", self.base, self.chat);
        self.http
            .post(path)
            .header("tandem-visitor", &self.token)
            .json(&json!({"text": "How long does it take?"}))
    }
    /// The request by which an agent answers them.
    pub fn is_answered(&self, system: &System) -> reqwest::RequestBuilder {
        let path = format!("{}/v1/conversations/{}/messages", self.base, self.conversation);
        self.http.post(path).bearer_auth(&system.token).json(&json!({"body_text": "Two days."}))
    }
}

/// Opens a stream, and answers once it is open.
async fn listen(
    request: reqwest::RequestBuilder,
    note: impl Fn(&Value, Instant) + Send + 'static,
) -> anyhow::Result<JoinSet<()>> {
    let mut answer = request.header("accept", "text/event-stream").timeout(STREAM).send().await?;
    ensure!(answer.status().is_success(), "a live stream: {}", answer.status());
    let mut reading = JoinSet::new();
    reading.spawn(async move {
        let mut rest = Vec::new();
        while let Ok(Some(chunk)) = answer.chunk().await {
            let at = Instant::now();
            rest.extend_from_slice(&chunk);
            while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = rest.drain(..=end).collect();
                if let Some(update) =
                    line.strip_prefix(b"data: ").and_then(|data| serde_json::from_slice(data).ok())
                {
                    note(&update, at);
                }
            }
        }
    });
    Ok(reading)
}
