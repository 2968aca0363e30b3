//! The cache of one process: bounded, and each entry with a time of its own.
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use moka::{Expiry, future, policy::EvictionPolicy};

const MOST_BYTES: u64 = 64 << 20;
const MOST_COUNTERS: u64 = 200_000;
const MOST_CROWDS: u64 = 50_000;

/// Values and counters of this process.
#[derive(Clone)]
pub struct Local {
    values: future::Cache<String, Kept<Bytes>>,
    counters: future::Cache<String, Kept<Arc<AtomicU64>>>,
    crowds: future::Cache<String, Kept<Arc<Mutex<Crowd>>>>,
}

type Crowd = HashMap<String, Bytes>;

#[derive(Clone)]
struct Kept<T> {
    what: T,
    ttl: Duration,
}

/// Every entry lives as long as it was told to when it was made.
struct OwnTime;

impl<T> Expiry<String, Kept<T>> for OwnTime {
    fn expire_after_create(&self, _: &String, kept: &Kept<T>, _: Instant) -> Option<Duration> {
        Some(kept.ttl)
    }
    fn expire_after_update(
        &self,
        _: &String,
        kept: &Kept<T>,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(kept.ttl)
    }
}

impl Default for Local {
    fn default() -> Self {
        let weight = |key: &String, kept: &Kept<Bytes>| {
            u32::try_from(key.len() + kept.what.len() + 64).unwrap_or(u32::MAX)
        };
        Self {
            values: future::Cache::builder()
                .max_capacity(MOST_BYTES)
                .weigher(weight)
                .expire_after(OwnTime)
                .build(),
            // least recently used: a counter just made must not be the one that is thrown out
            counters: future::Cache::builder()
                .max_capacity(MOST_COUNTERS)
                .eviction_policy(EvictionPolicy::lru())
                .expire_after(OwnTime)
                .build(),
            crowds: future::Cache::builder().max_capacity(MOST_CROWDS).expire_after(OwnTime).build(),
        }
    }
}

impl Local {
    pub(super) async fn get(&self, key: &str) -> Option<Bytes> {
        self.values.get(key).await.map(|kept| kept.what)
    }
    pub(super) async fn set(&self, key: &str, value: Bytes, ttl: Duration) {
        self.values.insert(key.to_owned(), Kept { what: value, ttl }).await;
    }
    pub(super) async fn delete(&self, key: &str) {
        self.values.invalidate(key).await;
        self.counters.invalidate(key).await;
        self.counters.invalidate(&once(key)).await;
    }
    pub(super) async fn join(&self, key: &str, member: &str, value: Bytes, ttl: Duration) {
        let none = async { Kept { what: Arc::default(), ttl } };
        let crowd = self.crowds.entry_by_ref(key).or_insert_with(none).await.into_value().what;
        {
            let mut crowd = crowd.lock().unwrap_or_else(PoisonError::into_inner);
            if crowd.len() >= super::MOST_IN_CROWD && !crowd.contains_key(member) {
                crowd.clear();
            }
            crowd.insert(member.to_owned(), value);
        }
        self.crowds.insert(key.to_owned(), Kept { what: crowd, ttl }).await;
    }
    pub(super) async fn leave(&self, key: &str, member: &str) {
        if let Some(crowd) = self.crowds.get(key).await {
            crowd.what.lock().unwrap_or_else(PoisonError::into_inner).remove(member);
        }
    }
    pub(super) async fn crowd(&self, key: &str) -> Vec<(String, Bytes)> {
        let Some(crowd) = self.crowds.get(key).await else { return Vec::new() };
        let crowd = crowd.what.lock().unwrap_or_else(PoisonError::into_inner);
        crowd.iter().map(|(member, value)| (member.clone(), value.clone())).collect()
    }
    pub(super) async fn take_once(&self, key: &str, ttl: Duration) -> bool {
        self.hit(&once(key), ttl).await == 1
    }
    pub(super) async fn hit(&self, key: &str, window: Duration) -> u64 {
        let first = async { Kept { what: Arc::default(), ttl: window } };
        let counter = self.counters.entry_by_ref(key).or_insert_with(first).await.into_value().what;
        counter.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// The key of a counter that says whether something was taken.
fn once(key: &str) -> String {
    format!("once:{key}")
}
