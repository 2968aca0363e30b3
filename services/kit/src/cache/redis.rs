//! The cache of all processes. Each operation has a quarter of a second; after a failure Redis is left alone for one.
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bytes::Bytes;
use redis::{
    Client, FromRedisValue, RedisResult, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::Local;

const PATIENCE: Duration = Duration::from_millis(250);
const REST: Duration = Duration::from_secs(1);
const BETWEEN_LOGS: Duration = Duration::from_secs(60);
const PREFIX: &str = "tandem:";
const HIT: &str = r"
local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
return count";
const JOIN: &str = r"
if redis.call('hexists', KEYS[1], ARGV[1]) == 0 and redis.call('hlen', KEYS[1]) >= tonumber(ARGV[4]) then redis.call('del', KEYS[1]) end
redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
redis.call('pexpire', KEYS[1], ARGV[3])
return 1";

/// A Redis that may be away.
#[derive(Clone)]
pub struct Redis {
    connection: ConnectionManager,
    hit: Arc<Script>,
    join: Arc<Script>,
    health: Arc<Health>,
    /// Answers what must have an answer while Redis is away.
    meanwhile: Local,
}

/// How the operations fared. Times are milliseconds since `began`, so that they fit an atomic.
struct Health {
    began: Instant,
    rests_until: AtomicU64,
    logs_again_at: AtomicU64,
    failed_since_log: AtomicU64,
}

impl Redis {
    pub(super) fn new(url: &str) -> anyhow::Result<Self> {
        let client = Client::open(url).context("cache.url is not an address of a Redis")?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        Ok(Self {
            connection: ConnectionManager::new_lazy_with_config(client, config)?,
            hit: Arc::new(Script::new(HIT)),
            join: Arc::new(Script::new(JOIN)),
            health: Arc::new(Health {
                began: Instant::now(),
                rests_until: AtomicU64::new(0),
                logs_again_at: AtomicU64::new(0),
                failed_since_log: AtomicU64::new(0),
            }),
            meanwhile: Local::default(),
        })
    }
    pub(super) async fn get(&self, key: &str) -> Option<Bytes> {
        // asked for as an option: a missing value is an answer, not a failure
        self.ask::<Option<Bytes>>(redis::cmd("GET").arg(named(key))).await.flatten()
    }
    pub(super) async fn set(&self, key: &str, value: Bytes, ttl: Duration) {
        self.ask::<()>(redis::cmd("SET").arg(named(key)).arg(&value[..]).arg("PX").arg(millis(ttl))).await;
    }
    pub(super) async fn delete(&self, key: &str) {
        self.meanwhile.delete(key).await;
        self.ask::<()>(redis::cmd("DEL").arg(named(key))).await;
    }
    pub(super) async fn take_once(&self, key: &str, ttl: Duration) -> bool {
        let taken = redis::cmd("SET").arg(named(key)).arg(1).arg("NX").arg("PX").arg(millis(ttl)).to_owned();
        match self.ask::<Option<String>>(&taken).await {
            Some(answer) => answer.is_some(),
            None => self.meanwhile.take_once(key, ttl).await,
        }
    }
    pub(super) async fn hit(&self, key: &str, window: Duration) -> u64 {
        let mut connection = self.connection.clone();
        let mut call = self.hit.prepare_invoke();
        let call = call.key(named(key)).arg(millis(window));
        match self.guard(call.invoke_async(&mut connection)).await {
            Some(count) => count,
            None => self.meanwhile.hit(key, window).await,
        }
    }
    pub(super) async fn join(&self, key: &str, member: &str, value: Bytes, ttl: Duration) {
        let mut connection = self.connection.clone();
        let mut call = self.join.prepare_invoke();
        let call =
            call.key(named(key)).arg(member).arg(&value[..]).arg(millis(ttl)).arg(super::MOST_IN_CROWD);
        if self.guard(call.invoke_async::<u64>(&mut connection)).await.is_none() {
            self.meanwhile.join(key, member, value, ttl).await;
        }
    }
    pub(super) async fn leave(&self, key: &str, member: &str) {
        self.meanwhile.leave(key, member).await;
        self.ask::<()>(redis::cmd("HDEL").arg(named(key)).arg(member)).await;
    }
    pub(super) async fn crowd(&self, key: &str) -> Vec<(String, Bytes)> {
        match self
            .ask::<std::collections::HashMap<String, Bytes>>(redis::cmd("HGETALL").arg(named(key)))
            .await
        {
            Some(crowd) => crowd.into_iter().collect(),
            None => self.meanwhile.crowd(key).await,
        }
    }
    pub(super) async fn answers(&self) -> bool {
        self.ask::<()>(&redis::cmd("PING")).await.is_some()
    }

    async fn ask<T: FromRedisValue>(&self, command: &redis::Cmd) -> Option<T> {
        let mut connection = self.connection.clone();
        self.guard(command.query_async(&mut connection)).await
    }
    /// The answer, or nothing where there was none in time.
    async fn guard<T>(&self, answer: impl Future<Output = RedisResult<T>>) -> Option<T> {
        if self.health.rests() {
            self.health.failed("it did not answer just before");
            return None;
        }
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => self.health.failed(&error.to_string()),
            Err(_) => self.health.failed("no answer in 250 ms"),
        }
        self.health.rest();
        None
    }
}

impl Health {
    fn now(&self) -> u64 {
        millis(self.began.elapsed())
    }
    fn rests(&self) -> bool {
        self.now() < self.rests_until.load(Ordering::Relaxed)
    }
    fn rest(&self) {
        self.rests_until.store(self.now() + millis(REST), Ordering::Relaxed);
    }
    fn failed(&self, error: &str) {
        crate::telemetry::metrics().cache_failed();
        self.failed_since_log.fetch_add(1, Ordering::Relaxed);
        let (now, at) = (self.now(), self.logs_again_at.load(Ordering::Relaxed));
        let next = now + millis(BETWEEN_LOGS);
        if now >= at
            && self.logs_again_at.compare_exchange(at, next, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            let failed = self.failed_since_log.swap(0, Ordering::Relaxed);
            tracing::warn!(error, failed, "redis does not answer: working without it");
        }
    }
}

fn named(key: &str) -> String {
    format!("{PREFIX}{key}")
}

fn millis(time: Duration) -> u64 {
    // never 0: Redis refuses to keep something for no time at all
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX >> 1).max(1)
}
