//! The latest notices, for those who come back.
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
use tandem_proto::{
    event::{Event, event::Audience},
    gateway::Notice,
};

use super::sse;

/// One event as the stream knows it, shared by all who get it.
#[derive(Debug)]
pub struct Entry {
    /// `acc_…`
    pub account: String,
    pub audience: Audience,
    pub notice: Notice,
    /// The notice as server-sent event.
    pub frame: Bytes,
}

impl Entry {
    pub fn of(event: &Event) -> Self {
        let notice = Notice {
            id: event.id.clone(),
            r#type: event.r#type.clone(),
            subjects: event.subjects.clone(),
            revision: event.revision,
        };
        let frame = sse::frame(&notice);
        Self { account: event.account.clone(), audience: event.audience(), notice, frame }
    }
    /// About how much memory it takes.
    fn size(&self) -> usize {
        let subjects: usize = self.notice.subjects.iter().map(|s| s.len() + 24).sum();
        256 + self.frame.len() + subjects + self.notice.r#type.len()
    }
}

/// A bounded memory: the oldest goes first.
pub struct Ring {
    entries: VecDeque<Arc<Entry>>,
    /// How many entries have ever gone: the number of the first one here.
    gone: u64,
    by_id: HashMap<String, u64>,
    bytes: usize,
    most: usize,
    most_bytes: usize,
}

impl Ring {
    pub fn new(most: usize, most_bytes: usize) -> Self {
        Self { entries: VecDeque::new(), gone: 0, by_id: HashMap::new(), bytes: 0, most, most_bytes }
    }
    /// Takes an entry in; `false` where it is there already, since the bus may say a thing twice.
    pub fn push(&mut self, entry: Arc<Entry>) -> bool {
        if self.by_id.contains_key(&entry.notice.id) {
            return false;
        }
        self.bytes += entry.size();
        self.by_id.insert(entry.notice.id.clone(), self.gone + self.entries.len() as u64);
        self.entries.push_back(entry);
        while self.entries.len() > self.most || self.bytes > self.most_bytes {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.size();
            self.by_id.remove(&oldest.notice.id);
            self.gone += 1;
        }
        true
    }
    /// What came to an account after the notice with that id; nothing where it is too long ago to know.
    pub fn after(&self, id: &str, account: &str) -> Option<Vec<Arc<Entry>>> {
        let at = self.by_id.get(id)?.checked_sub(self.gone)?;
        let at = usize::try_from(at).ok()?;
        // The id of another account's event resumes nothing: it would tell when that happened.
        self.entries.get(at).filter(|e| e.account == account)?;
        Some(self.entries.iter().skip(at + 1).filter(|e| e.account == account).cloned().collect())
    }
    /// The id of an account's latest notice.
    pub fn latest(&self, account: &str) -> Option<&str> {
        self.entries.iter().rev().find(|e| e.account == account).map(|e| e.notice.id.as_str())
    }
    /// Forgets everything, after events were missed.
    pub fn clear(&mut self) {
        self.gone += self.entries.len() as u64;
        self.entries.clear();
        self.by_id.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: u32, account: &str) -> Arc<Entry> {
        let event = Event { id: format!("e{id}"), account: account.into(), ..Default::default() };
        Arc::new(Entry::of(&event))
    }
    fn ids(found: Option<Vec<Arc<Entry>>>) -> Option<Vec<String>> {
        found.map(|entries| entries.iter().map(|e| e.notice.id.clone()).collect())
    }

    #[test]
    fn who_comes_back_gets_what_came_since_of_their_own_account() {
        let mut ring = Ring::new(10, 1 << 20);
        for n in 0..6 {
            assert!(ring.push(entry(n, if n % 2 == 0 { "acc_a" } else { "acc_b" })));
        }
        assert!(!ring.push(entry(5, "acc_b")), "the same event twice is one notice");
        assert_eq!(ids(ring.after("e2", "acc_a")), Some(vec!["e4".to_owned()]));
        assert_eq!(ids(ring.after("e4", "acc_a")), Some(vec![]));
        assert_eq!(ids(ring.after("e1", "acc_a")), None, "not their event");
        assert_eq!(ring.latest("acc_a"), Some("e4"));
    }

    #[test]
    fn what_is_too_long_ago_is_not_known() {
        let mut ring = Ring::new(3, 1 << 20);
        for n in 0..5 {
            ring.push(entry(n, "acc_a"));
        }
        assert_eq!(ids(ring.after("e1", "acc_a")), None);
        assert_eq!(ids(ring.after("e2", "acc_a")), Some(vec!["e3".to_owned(), "e4".to_owned()]));
        ring.clear();
        assert_eq!(ids(ring.after("e4", "acc_a")), None);
        ring.push(entry(9, "acc_a"));
        ring.push(entry(10, "acc_a"));
        assert_eq!(ids(ring.after("e9", "acc_a")), Some(vec!["e10".to_owned()]));
    }

    #[test]
    fn bytes_are_bounded_too() {
        let mut ring = Ring::new(1000, 2000);
        for n in 0..100 {
            ring.push(entry(n, "acc_a"));
        }
        assert!(ring.entries.len() < 10 && ring.bytes <= 2000);
        assert_eq!(ring.entries.len(), ring.by_id.len());
    }
}
