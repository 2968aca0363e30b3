//! What was read lately, believed for a while in the memory of one process, and doubted when it changed somewhere.
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::Result;

/// How much is kept at once; with one more all is read anew.
const MOST: usize = 10_000;

/// Values by key, each with when it was read.
pub struct Believed<K, V>(Mutex<Kept<K, V>>);

struct Kept<K, V> {
    read: HashMap<K, (DateTime<Utc>, Arc<V>)>,
    /// How often there was doubt.
    doubts: u64,
}

/// A read that begins: what it finds is kept unless there is doubt before it ends, for it may have found what was there before a change.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    began: DateTime<Utc>,
    doubts: u64,
}

impl<K, V> Default for Believed<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Kept { read: HashMap::new(), doubts: 0 }))
    }
}

impl<K: Eq + Hash, V> Believed<K, V> {
    /// What was read no longer ago than that, or else what `read` finds now.
    ///
    /// # Errors
    /// As `read`.
    pub async fn get(
        &self,
        key: K,
        now: DateTime<Utc>,
        believed: TimeDelta,
        read: impl Future<Output = Result<V>>,
    ) -> Result<Arc<V>> {
        if let Some(found) = self.found(&key, now, believed) {
            return Ok(found);
        }
        let reading = self.reading(now);
        // Boxed, for reads are large and whoever waits is often a part of something larger.
        let value = Arc::new(Box::pin(read).await?);
        self.keep(key, reading, value.clone());
        Ok(value)
    }
    /// What was read no longer ago than that.
    pub fn found(&self, key: &K, now: DateTime<Utc>, believed: TimeDelta) -> Option<Arc<V>> {
        let kept = self.kept();
        let (at, value) = kept.read.get(key)?;
        (now - *at < believed).then(|| value.clone())
    }
    /// What was read last, however long ago.
    pub fn last(&self, key: &K) -> Option<Arc<V>> {
        self.kept().read.get(key).map(|(_, value)| value.clone())
    }
    /// To be called before something is read that is then kept.
    pub fn reading(&self, now: DateTime<Utc>) -> Reading {
        Reading { began: now, doubts: self.kept().doubts }
    }
    /// Believes what a read found.
    pub fn keep(&self, key: K, reading: Reading, value: Arc<V>) {
        let mut kept = self.kept();
        if kept.doubts != reading.doubts {
            return;
        }
        if kept.read.len() >= MOST {
            kept.read.clear();
        }
        kept.read.insert(key, (reading.began, value));
    }
    /// Reads one again before it is next used.
    pub fn doubt(&self, key: &K) {
        let mut kept = self.kept();
        kept.doubts += 1;
        kept.read.remove(key);
    }
    /// The same for all.
    pub fn doubt_all(&self) {
        let mut kept = self.kept();
        kept.doubts += 1;
        kept.read.clear();
    }
    fn kept(&self) -> MutexGuard<'_, Kept<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[tokio::test]
    async fn what_was_read_is_believed_for_a_while() {
        let believed = Believed::default();
        let minute = TimeDelta::seconds(60);
        for (seconds, there, found) in [(0, 1, 1), (59, 2, 1), (60, 3, 3), (61, 4, 3)] {
            let read = async { Ok(there) };
            assert_eq!(*believed.get("key", at(seconds), minute, read).await.unwrap(), found, "{seconds} s");
        }
        believed.doubt(&"key");
        assert!(believed.found(&"key", at(61), minute).is_none());
    }

    #[test]
    fn what_was_doubted_while_it_was_read_is_not_kept() {
        let believed: Believed<&str, i32> = Believed::default();
        let reading = believed.reading(at(0));
        // It read what was there; then a change was committed, and somebody doubts.
        believed.doubt(&"key");
        believed.keep("key", reading, Arc::new(1));
        assert!(believed.last(&"key").is_none());
        believed.keep("key", believed.reading(at(0)), Arc::new(2));
        assert_eq!(believed.last(&"key").as_deref(), Some(&2));
    }
}
