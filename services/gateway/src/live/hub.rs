//! Who watches, and what each of them gets: one list of watchers per account, one copy of each notice.
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tandem_kit::{Caller, Cause, id::AccountId, sight::Sight};
use tandem_proto::{event::Event, gateway::Notice};
use tokio::sync::mpsc;
use tonic::Code;

use super::{
    audience::{self, Seen, Viewer},
    ring::{Entry, Ring},
};
use crate::problem::Problem;

/// What the ring holds.
const NOTICES: usize = 16_384;
const NOTICE_BYTES: usize = 16 << 20;
/// How far a client may be behind before it is cut off.
const BEHIND: usize = 256;
/// Streams of one session or token, and of the whole process.
const MOST_EACH: usize = 1_000;
const MOST: usize = 20_000;

/// What a watcher gets.
#[derive(Debug)]
pub enum Sent {
    Shared(Arc<Entry>),
    Own(Notice),
    /// Something was missed: read everything again, and resume after this id.
    Reset(String),
}

/// The list of those who watch.
#[derive(Clone)]
pub struct Hub {
    inner: Arc<Mutex<Inner>>,
    /// What of items a viewer sees; on a test bench everything.
    sight: Option<Sight>,
}

struct Inner {
    ring: Ring,
    accounts: HashMap<String, Vec<Watcher>>,
    count: usize,
    next: u64,
    closed: bool,
}

struct Watcher {
    number: u64,
    viewer: Viewer,
    caller: Arc<Caller>,
    token: String,
    send: mpsc::Sender<Sent>,
    behind: Arc<AtomicBool>,
}

/// One stream, as its reader holds it. Dropped, it is taken off the list.
pub struct Subscription {
    hub: Hub,
    account: String,
    number: u64,
    from: Option<String>,
    backlog: VecDeque<Sent>,
    receive: mpsc::Receiver<Sent>,
    behind: Arc<AtomicBool>,
    ended: bool,
    /// Of a viewer who may not see everything: who they are.
    limited: Option<Cause>,
}

/// A watcher whose credential is to be asked for again.
pub struct Open {
    pub account: String,
    pub number: u64,
    pub token: String,
    pub caller: Arc<Caller>,
}

impl Default for Hub {
    fn default() -> Self {
        let ring = Ring::new(NOTICES, NOTICE_BYTES);
        let inner = Inner { ring, accounts: HashMap::new(), count: 0, next: 0, closed: false };
        Self { inner: Arc::new(Mutex::new(inner)), sight: None }
    }
}

impl Hub {
    /// One that asks what of items its viewers see.
    pub fn new(sight: Sight) -> Self {
        Self { sight: Some(sight), ..Self::default() }
    }
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Begins to watch: from now, or from after the notice that `resume` names.
    ///
    /// # Errors
    /// Where there are too many streams, or the process stops.
    pub fn subscribe(
        &self,
        caller: &Arc<Caller>,
        token: &str,
        resume: &str,
    ) -> Result<Subscription, Problem> {
        let viewer = Viewer::of(caller)
            .ok_or_else(|| Problem::new(Code::PermissionDenied, "only people can watch"))?;
        let account = AccountId::from(caller.account).to_string();
        let (send, receive) = mpsc::channel(BEHIND);
        let behind = Arc::new(AtomicBool::new(false));
        let mut inner = self.inner();
        inner.room_for(&account, caller)?;
        let from = inner.ring.latest(&account).map(str::to_owned);
        let backlog = inner.backlog(&account, &viewer, resume);
        inner.next += 1;
        inner.count += 1;
        let number = inner.next;
        let watcher = Watcher {
            number,
            viewer,
            caller: caller.clone(),
            token: token.to_owned(),
            send,
            behind: behind.clone(),
        };
        inner.accounts.entry(account.clone()).or_default().push(watcher);
        drop(inner);
        let limited = caller.is_limited().then(|| Cause::by(caller.as_ref().clone()));
        let hub = self.clone();
        Ok(Subscription { hub, account, number, from, backlog, receive, behind, ended: false, limited })
    }
    /// Tells everybody who may know that something happened.
    pub fn publish(&self, event: &Event) {
        let entry = Arc::new(Entry::of(event));
        let mut inner = self.inner();
        if !inner.ring.push(entry.clone()) {
            return;
        }
        let Some(watchers) = inner.accounts.get_mut(&entry.account) else { return };
        let before = watchers.len();
        watchers.retain(|w| w.tell(&entry));
        let cut = before - watchers.len();
        inner.count -= cut;
    }
    /// Events were missed: everybody reads everything again.
    pub fn missed(&self) {
        let mut inner = self.inner();
        inner.ring.clear();
        for watcher in inner.accounts.drain().flat_map(|(_, watchers)| watchers) {
            watcher.behind.store(true, Ordering::SeqCst);
        }
        inner.count = 0;
    }
    /// Ends every stream, and lets nobody in any more.
    pub fn close(&self) {
        let mut inner = self.inner();
        inner.closed = true;
        inner.accounts.clear();
        inner.count = 0;
    }
    /// Ends the streams of a session or token that is over.
    pub fn end(&self, account: &str, number: u64) {
        self.inner().remove(account, |w| w.number == number);
    }
    /// Ends all streams of an account: what its viewers may know is another thing from now on.
    pub fn end_account(&self, account: &str) {
        self.inner().remove(account, |_| true);
    }
    /// Ends the streams of a token at once.
    pub fn end_token(&self, token: &str) {
        let mut inner = self.inner();
        let accounts: Vec<String> = inner.accounts.keys().cloned().collect();
        for account in accounts {
            inner.remove(&account, |w| w.token == token);
        }
    }
    /// The streams after that number, oldest first: whose credentials to ask for next.
    pub fn open_after(&self, number: u64, most: usize) -> Vec<Open> {
        let inner = self.inner();
        let open = |(account, w): (&String, &Watcher)| Open {
            account: account.clone(),
            number: w.number,
            token: w.token.clone(),
            caller: w.caller.clone(),
        };
        let watchers =
            inner.accounts.iter().flat_map(|(account, list)| list.iter().map(move |w| (account, w)));
        let mut later: Vec<_> = watchers.filter(|(_, w)| w.number > number).collect();
        if later.len() > most {
            later.select_nth_unstable_by_key(most, |(_, w)| w.number);
            later.truncate(most);
        }
        later.sort_unstable_by_key(|(_, w)| w.number);
        later.into_iter().map(open).collect()
    }
}

impl Inner {
    fn room_for(&self, account: &str, caller: &Caller) -> Result<(), Problem> {
        if self.closed {
            return Err(Problem::new(Code::Unavailable, "the process is stopping"));
        }
        let watchers = self.accounts.get(account).map_or(&[][..], Vec::as_slice);
        let own = watchers.iter().filter(|w| w.caller.credential == caller.credential).count();
        if own >= MOST_EACH || self.count >= MOST {
            return Err(Problem::new(Code::ResourceExhausted, "too many live streams are open"));
        }
        Ok(())
    }
    fn backlog(&self, account: &str, viewer: &Viewer, resume: &str) -> VecDeque<Sent> {
        if resume.is_empty() {
            return VecDeque::new();
        }
        match self.ring.after(resume, account) {
            Some(entries) => entries.iter().filter_map(|e| sent(e, viewer)).collect(),
            None => VecDeque::from([Sent::Reset(self.ring.latest(account).unwrap_or_default().to_owned())]),
        }
    }
    fn remove(&mut self, account: &str, which: impl Fn(&Watcher) -> bool) {
        let Some(watchers) = self.accounts.get_mut(account) else { return };
        let before = watchers.len();
        watchers.retain(|w| !which(w));
        let now = watchers.len();
        if now == 0 {
            self.accounts.remove(account);
        }
        self.count -= before - now;
    }
}

impl Watcher {
    /// Sends what this viewer may know; `false` where the client is too far behind and is cut off.
    fn tell(&self, entry: &Arc<Entry>) -> bool {
        let Some(sent) = sent(entry, &self.viewer) else { return true };
        match self.send.try_send(sent) {
            Ok(()) => true,
            Err(_full) => {
                self.behind.store(true, Ordering::SeqCst);
                false
            }
        }
    }
}

fn sent(entry: &Arc<Entry>, viewer: &Viewer) -> Option<Sent> {
    match audience::seen(&entry.notice, entry.audience, viewer) {
        Seen::Nothing => None,
        Seen::All => Some(Sent::Shared(entry.clone())),
        Seen::Part(notice) => Some(Sent::Own(notice)),
    }
}

impl Subscription {
    /// The latest notice before it began.
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }
    /// The next thing to tell; nothing when it is over. Who was too slow is told to read everything again, and that is the end.
    pub async fn next(&mut self) -> Option<Sent> {
        loop {
            let sent = self.come().await?;
            if self.is_seen(&sent).await {
                return Some(sent);
            }
        }
    }

    /// Whether this viewer sees what it is about. Of what cannot be asked about they learn nothing.
    async fn is_seen(&self, sent: &Sent) -> bool {
        let (Some(cause), Some(sight), Sent::Shared(entry)) = (&self.limited, &self.hub.sight, sent) else {
            return true;
        };
        let hideable =
            |subject: &&String| ["item_", "proj_", "folder_"].iter().any(|kind| subject.starts_with(kind));
        let asked: Vec<String> = entry.notice.subjects.iter().filter(hideable).cloned().collect();
        if asked.is_empty() {
            return true;
        }
        sight.seen(cause, asked.clone()).await.is_ok_and(|seen| asked.iter().all(|id| seen.contains(id)))
    }

    async fn come(&mut self) -> Option<Sent> {
        if self.ended {
            return None;
        }
        if let Some(sent) = self.backlog.pop_front() {
            return Some(sent);
        }
        let sent = self.receive.recv().await;
        if sent.is_none() {
            self.ended = true;
            if self.behind.load(Ordering::SeqCst) {
                return Some(Sent::Reset(
                    self.hub.inner().ring.latest(&self.account).unwrap_or_default().to_owned(),
                ));
            }
        }
        sent
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.end(&self.account, self.number);
    }
}

#[cfg(test)]
mod tests;
