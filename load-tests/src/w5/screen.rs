//! A screen: reads the live stream and notes when each notice came.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::ensure;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::system::System;

const NOTIFICATION: &str = "tandem.notifications.v1.NotificationCreated";
const CHANGE: &str = "tandem.items.v1.ItemUpdated";

#[derive(Default)]
struct Noted {
    notifications: Vec<Instant>,
    changes: HashMap<String, Instant>,
}

/// See the module.
pub struct Screen {
    noted: Arc<Mutex<Noted>>,
    reading: JoinSet<()>,
}

fn locked(noted: &Mutex<Noted>) -> MutexGuard<'_, Noted> {
    noted.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Screen {
    /// Opens the stream, and answers once it is open.
    pub async fn open(system: &System) -> anyhow::Result<Self> {
        let request = system.http.get(format!("{}/v1/live", system.base)).bearer_auth(&system.token);
        let mut answer = request.timeout(Duration::from_secs(600)).send().await?;
        ensure!(answer.status().is_success(), "the live stream: {}", answer.status());
        answer.chunk().await?; // it opens with a comment
        let noted = Arc::<Mutex<Noted>>::default();
        let mut reading = JoinSet::new();
        let notes = noted.clone();
        reading.spawn(async move {
            let mut rest = Vec::new();
            while let Ok(Some(chunk)) = answer.chunk().await {
                let at = Instant::now();
                rest.extend_from_slice(&chunk);
                while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = rest.drain(..=end).collect();
                    note(&notes, &line, at);
                }
            }
        });
        Ok(Self { noted, reading })
    }
    /// How many notifications came so far.
    pub fn notified(&self) -> usize {
        locked(&self.noted).notifications.len()
    }
    /// When each notification came, and when the first change of each item.
    pub async fn close(mut self) -> (Vec<Instant>, HashMap<String, Instant>) {
        self.reading.shutdown().await;
        let noted = std::mem::take(&mut *locked(&self.noted));
        (noted.notifications, noted.changes)
    }
}

fn note(noted: &Mutex<Noted>, line: &[u8], at: Instant) {
    let Some(data) = line.strip_prefix(b"data: ") else { return };
    let Ok(notice) = serde_json::from_slice::<Value>(data) else { return };
    match notice["type"].as_str() {
        Some(NOTIFICATION) => locked(noted).notifications.push(at),
        Some(CHANGE) => {
            let item = notice["subjects"].as_array().and_then(|s| s.first()).and_then(Value::as_str);
            if let Some(item) = item {
                locked(noted).changes.entry(item.to_owned()).or_insert(at);
            }
        }
        _ => {}
    }
}
