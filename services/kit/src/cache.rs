//! What is quick to have and can be lost: in this process, or in Redis for all of them.
//! A Redis that is away makes things slower and never wrong, so no operation here can fail.
mod local;
mod redis;

use std::time::Duration;

use bytes::Bytes;

pub use self::{local::Local, redis::Redis};

/// Most members of a crowd; one more, and those who are there have to come again.
const MOST_IN_CROWD: usize = 100;

/// A cache of bytes by key. Keys name what they hold and its version (`session:ses_…`), so nothing has to be cleared.
#[derive(Clone)]
pub enum Cache {
    /// Of this process alone.
    Local(Local),
    /// Of all processes that know the same Redis.
    Redis(Redis),
}

impl Cache {
    /// A cache within this process.
    #[must_use]
    pub fn local() -> Self {
        Self::Local(Local::default())
    }
    /// A cache in Redis, `redis://[:password@]host[:port][/database]`. Does not wait for it: one that is away is
    /// tried again every second.
    ///
    /// # Errors
    /// Where the address cannot be read.
    #[expect(clippy::unused_async, reason = "must be called on a runtime: the connection lives on it")]
    pub async fn redis(url: &str) -> anyhow::Result<Self> {
        Redis::new(url).map(Self::Redis)
    }
    /// What is kept under a key, if it still is.
    pub async fn get(&self, key: &str) -> Option<Bytes> {
        match self {
            Self::Local(cache) => cache.get(key).await,
            Self::Redis(cache) => cache.get(key).await,
        }
    }
    /// Keeps a value for as long as `ttl`, if there is room.
    pub async fn set(&self, key: &str, value: Bytes, ttl: Duration) {
        match self {
            Self::Local(cache) => cache.set(key, value, ttl).await,
            Self::Redis(cache) => cache.set(key, value, ttl).await,
        }
    }
    /// Forgets a value, a count, or that a thing was taken.
    pub async fn delete(&self, key: &str) {
        match self {
            Self::Local(cache) => cache.delete(key).await,
            Self::Redis(cache) => cache.delete(key).await,
        }
    }
    /// Whether this is the first time within `ttl` that the key is taken. While Redis is away each process answers for
    /// itself, so what must never happen twice belongs in the database.
    pub async fn take_once(&self, key: &str, ttl: Duration) -> bool {
        match self {
            Self::Local(cache) => cache.take_once(key, ttl).await,
            Self::Redis(cache) => cache.take_once(key, ttl).await,
        }
    }
    /// Counts one more of something, and says how many there were in the window that began with the first.
    pub async fn hit(&self, key: &str, window: Duration) -> u64 {
        match self {
            Self::Local(cache) => cache.hit(key, window).await,
            Self::Redis(cache) => cache.hit(key, window).await,
        }
    }
    /// Puts a member with a value into the crowd of a key, atomically; the crowd is gone `ttl` after the last who came.
    pub async fn join(&self, key: &str, member: &str, value: Bytes, ttl: Duration) {
        match self {
            Self::Local(cache) => cache.join(key, member, value, ttl).await,
            Self::Redis(cache) => cache.join(key, member, value, ttl).await,
        }
    }
    /// Takes a member out of a crowd.
    pub async fn leave(&self, key: &str, member: &str) {
        match self {
            Self::Local(cache) => cache.leave(key, member).await,
            Self::Redis(cache) => cache.leave(key, member).await,
        }
    }
    /// The crowd of a key, in no order, at most a hundred.
    pub async fn crowd(&self, key: &str) -> Vec<(String, Bytes)> {
        match self {
            Self::Local(cache) => cache.crowd(key).await,
            Self::Redis(cache) => cache.crowd(key).await,
        }
    }
    /// Whether the cache answers. One that does not is no reason to take a process out of service.
    pub async fn answers(&self) -> bool {
        match self {
            Self::Local(_) => true,
            Self::Redis(cache) => cache.answers().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_value_is_there_until_it_is_deleted() {
        let cache = Cache::local();
        assert_eq!(cache.get("a").await, None);
        cache.set("a", Bytes::from_static(b"1"), SOON).await;
        assert_eq!(cache.get("a").await.as_deref(), Some(b"1".as_slice()));
        cache.delete("a").await;
        assert_eq!(cache.get("a").await, None);
    }

    #[tokio::test]
    async fn a_thing_is_taken_once_and_hits_add_up() {
        let cache = Cache::local();
        assert!(cache.take_once("code", SOON).await);
        assert!(!cache.take_once("code", SOON).await);
        assert_eq!(
            (cache.hit("ip", SOON).await, cache.hit("ip", SOON).await, cache.hit("other", SOON).await),
            (1, 2, 1)
        );
        cache.delete("ip").await;
        cache.delete("code").await;
        assert!(cache.hit("ip", SOON).await == 1 && cache.take_once("code", SOON).await);
    }

    #[tokio::test]
    async fn a_value_does_not_outlive_its_time() {
        let cache = Cache::local();
        cache.set("a", Bytes::from_static(b"1"), Duration::ZERO).await;
        assert_eq!(cache.get("a").await, None);
    }

    #[tokio::test]
    async fn a_crowd_has_its_members_each_once_and_never_too_many() {
        let cache = Cache::local();
        let value = |text: &'static str| Bytes::from_static(text.as_bytes());
        cache.join("room", "ann", value("1"), SOON).await;
        cache.join("room", "ben", value("1"), SOON).await;
        cache.join("room", "ann", value("2"), SOON).await;
        let mut crowd = cache.crowd("room").await;
        crowd.sort();
        assert_eq!(crowd, [("ann".to_owned(), value("2")), ("ben".to_owned(), value("1"))]);
        cache.leave("room", "ann").await;
        assert_eq!(cache.crowd("room").await.len(), 1);
        for n in 0..2 * MOST_IN_CROWD {
            cache.join("room", &n.to_string(), value("1"), SOON).await;
        }
        assert!(cache.crowd("room").await.len() <= MOST_IN_CROWD);
    }

    #[tokio::test]
    async fn a_redis_that_is_away_makes_nothing_fail() {
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let cache = Cache::redis(&format!("redis://{nobody}")).await.unwrap();
        cache.set("a", Bytes::from_static(b"1"), SOON).await;
        assert_eq!(cache.get("a").await, None);
        assert!(cache.take_once("code", SOON).await);
        assert!(!cache.take_once("code", SOON).await);
        assert_eq!((cache.hit("ip", SOON).await, cache.hit("ip", SOON).await), (1, 2));
        assert!(!cache.answers().await);
    }

    #[tokio::test]
    #[ignore = "needs Redis: make test-full"]
    async fn a_redis_that_comes_back_is_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut server = crate::servers::Redis::start(folder.path()).await.unwrap();
        let cache = Cache::redis(&server.url).await.unwrap();
        cache.set("a", Bytes::from_static(b"1"), SOON).await;
        assert_eq!(cache.get("a").await.as_deref(), Some(b"1".as_slice()));
        assert!(cache.take_once("code", SOON).await && !cache.take_once("code", SOON).await);
        assert_eq!((cache.hit("ip", SOON).await, cache.hit("ip", SOON).await), (1, 2));

        server.kill();
        assert_eq!(cache.get("a").await, None);
        server.start_again().await.unwrap();
        while !cache.answers().await {
            tokio::task::yield_now().await;
        }
        cache.set("b", Bytes::from_static(b"2"), SOON).await;
        assert_eq!(cache.get("b").await.as_deref(), Some(b"2".as_slice()));
    }
}
