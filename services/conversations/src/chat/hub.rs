//! Who watches which chat at this moment, in this process: one short list for each conversation.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tandem_kit::{Error, Result};
use tokio::sync::mpsc;
use uuid::Uuid;

/// How many nudges a watcher may be behind before it is cut off, and asks again.
const BEHIND: usize = 64;
/// Streams of one visitor, and of the whole process.
const MOST_EACH: usize = 5;
const MOST: usize = 20_000;

/// What happened: never the content, which is read as the visitor may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nudge {
    /// A message came.
    Message(Uuid),
    /// One says something else now, or nothing any more.
    Changed,
    /// The chat changed, or was seen.
    Chat,
    /// A user of that name types.
    Typing(String),
}

/// The list of those who watch.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    conversations: HashMap<Uuid, Vec<Watcher>>,
    count: usize,
    next: u64,
    closed: bool,
}

struct Watcher {
    number: u64,
    visitor: Uuid,
    send: mpsc::Sender<Nudge>,
}

/// One stream, as its reader holds it. Dropped, it is taken off the list.
pub struct Subscription {
    hub: Hub,
    conversation: Uuid,
    number: u64,
    receive: mpsc::Receiver<Nudge>,
}

impl Hub {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Begins to watch a conversation for a visitor.
    ///
    /// # Errors
    /// `Exhausted` where there are too many streams, `Unavailable` where the process stops.
    pub fn subscribe(&self, conversation: Uuid, visitor: Uuid) -> Result<Subscription> {
        let (send, receive) = mpsc::channel(BEHIND);
        let mut inner = self.inner();
        if inner.closed {
            return Err(Error::Unavailable("the process is stopping".into()));
        }
        let watchers = inner.conversations.get(&conversation).map_or(&[][..], Vec::as_slice);
        let own = watchers.iter().filter(|watcher| watcher.visitor == visitor).count();
        if own >= MOST_EACH || inner.count >= MOST {
            return Err(Error::Exhausted("too many live streams are open".into()));
        }
        inner.next += 1;
        inner.count += 1;
        let number = inner.next;
        inner.conversations.entry(conversation).or_default().push(Watcher { number, visitor, send });
        drop(inner);
        Ok(Subscription { hub: self.clone(), conversation, number, receive })
    }
    /// Nudges those who watch a conversation; who is too far behind is cut off.
    pub fn nudge(&self, conversation: Uuid, nudge: &Nudge) {
        let mut inner = self.inner();
        let Some(watchers) = inner.conversations.get_mut(&conversation) else { return };
        let before = watchers.len();
        watchers.retain(|watcher| watcher.send.try_send(nudge.clone()).is_ok());
        let (cut, empty) = (before - watchers.len(), watchers.is_empty());
        inner.count -= cut;
        if empty {
            inner.conversations.remove(&conversation);
        }
    }
    /// Ends every stream: each asks again and gets what it has not.
    pub fn reset(&self) {
        let mut inner = self.inner();
        inner.conversations.clear();
        inner.count = 0;
    }
    /// The same, and lets nobody in any more.
    pub fn close(&self) {
        self.reset();
        self.inner().closed = true;
    }
    /// How many watch.
    #[must_use]
    pub fn count(&self) -> usize {
        self.inner().count
    }
}

impl Subscription {
    /// The next nudge; nothing when it is over.
    pub async fn next(&mut self) -> Option<Nudge> {
        self.receive.recv().await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut inner = self.hub.inner();
        let Some(watchers) = inner.conversations.get_mut(&self.conversation) else { return };
        let before = watchers.len();
        watchers.retain(|watcher| watcher.number != self.number);
        let (gone, empty) = (before - watchers.len(), watchers.is_empty());
        inner.count -= gone;
        if empty {
            inner.conversations.remove(&self.conversation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_nudge_reaches_those_who_watch_that_conversation() {
        let (hub, one, two) = (Hub::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let mut first = hub.subscribe(one, one).unwrap();
        let other = hub.subscribe(two, two).unwrap();
        hub.nudge(one, &Nudge::Chat);
        assert_eq!(first.next().await, Some(Nudge::Chat));
        assert_eq!(hub.count(), 2);
        drop((first, other));
        assert_eq!((hub.count(), hub.inner().conversations.len()), (0, 0));
    }

    #[tokio::test]
    async fn who_does_not_listen_is_cut_off_and_nobody_has_too_many() {
        let (hub, one) = (Hub::default(), Uuid::from_u128(1));
        let mut slow = hub.subscribe(one, one).unwrap();
        for _ in 0..=BEHIND {
            hub.nudge(one, &Nudge::Chat);
        }
        assert_eq!(hub.count(), 0);
        let mut got = 0;
        while slow.next().await.is_some() {
            got += 1;
        }
        assert_eq!(got, BEHIND);
        let held: Vec<_> = (0..MOST_EACH).map(|_| hub.subscribe(one, one).unwrap()).collect();
        assert!(hub.subscribe(one, one).is_err());
        drop(held);
        hub.close();
        assert!(hub.subscribe(one, one).is_err());
    }
}
