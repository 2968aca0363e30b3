//! Who watches, and what each of them gets: one list of watchers per account, one copy of each notice.
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tandem_kit::{Caller, id::AccountId};
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
pub struct Hub(Arc<Mutex<Inner>>);

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
        Self(Arc::new(Mutex::new(Inner { ring, accounts: HashMap::new(), count: 0, next: 0, closed: false })))
    }
}

impl Hub {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Begins to watch: from now, or from after the notice that `resume` names.
    ///
    /// # Errors
    /// Where there are too many streams, or the process stops.
    pub fn subscribe(&self, caller: &Arc<Caller>, token: &str, resume: &str) -> Result<Subscription, Problem> {
        let viewer = Viewer::of(caller).ok_or_else(|| Problem::new(Code::PermissionDenied, "only people can watch"))?;
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
        let watcher =
            Watcher { number, viewer, caller: caller.clone(), token: token.to_owned(), send, behind: behind.clone() };
        inner.accounts.entry(account.clone()).or_default().push(watcher);
        drop(inner);
        Ok(Subscription { hub: self.clone(), account, number, from, backlog, receive, behind, ended: false })
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
        let watchers = inner.accounts.iter().flat_map(|(account, list)| list.iter().map(move |w| (account, w)));
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
                return Some(Sent::Reset(self.hub.inner().ring.latest(&self.account).unwrap_or_default().to_owned()));
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
mod tests {
    use tandem_kit::{Role, Who};
    use uuid::Uuid;

    use super::*;

    fn caller(account: u128, who: Who) -> Arc<Caller> {
        let account = Uuid::from_u128(account);
        Arc::new(Caller { account, who, role: Role::Agent, credential: "ses_1".into(), ..Caller::anonymous() })
    }
    fn user(account: u128) -> Arc<Caller> {
        caller(account, Who::User(Uuid::from_u128(1)))
    }
    fn happen(hub: &Hub, id: u32, account: u128) {
        let account = AccountId::from(Uuid::from_u128(account)).to_string();
        let subjects = vec!["item_1".to_owned()];
        hub.publish(&Event { id: format!("e{id}"), account, subjects, ..Default::default() });
    }
    fn shown(sent: Option<Sent>) -> String {
        match sent {
            None => "end".into(),
            Some(Sent::Shared(entry)) => entry.notice.id.clone(),
            Some(Sent::Own(notice)) => format!("own {}", notice.id),
            Some(Sent::Reset(id)) => format!("reset {id}"),
        }
    }

    #[tokio::test]
    async fn each_account_hears_its_own() {
        let hub = Hub::default();
        let (mut a, mut b) = (hub.subscribe(&user(1), "t", "").unwrap(), hub.subscribe(&user(2), "t", "").unwrap());
        happen(&hub, 1, 1);
        happen(&hub, 2, 2);
        assert_eq!((shown(a.next().await), shown(b.next().await)), ("e1".into(), "e2".into()));
    }

    #[tokio::test]
    async fn who_comes_back_goes_on_where_they_were() {
        let hub = Hub::default();
        for n in 1..4 {
            happen(&hub, n, 1);
        }
        let mut stream = hub.subscribe(&user(1), "t", "e2").unwrap();
        happen(&hub, 4, 1);
        assert_eq!((shown(stream.next().await), shown(stream.next().await)), ("e3".into(), "e4".into()));
        let mut stream = hub.subscribe(&user(1), "t", "unknown").unwrap();
        assert_eq!(shown(stream.next().await), "reset e4");
    }

    #[tokio::test]
    async fn who_is_too_slow_is_cut_off_and_reads_everything_again() {
        let hub = Hub::default();
        let mut slow = hub.subscribe(&user(1), "t", "").unwrap();
        let most = u32::try_from(BEHIND).unwrap();
        for n in 0..most + 2 {
            happen(&hub, n, 1);
        }
        assert_eq!(hub.inner().count, 0);
        for n in 0..most {
            assert_eq!(shown(slow.next().await), format!("e{n}"));
        }
        assert_eq!(shown(slow.next().await), format!("reset e{}", most + 1));
        assert_eq!(shown(slow.next().await), "end");
    }

    #[tokio::test]
    async fn a_stream_ends_with_its_session_and_with_the_process() {
        let hub = Hub::default();
        let mut one = hub.subscribe(&user(1), "t1", "").unwrap();
        let mut two = hub.subscribe(&user(1), "t2", "").unwrap();
        assert_eq!(hub.open_after(0, 1).len(), 1);
        hub.end_token("t1");
        assert_eq!((shown(one.next().await), hub.inner().count), ("end".into(), 1));
        hub.close();
        assert_eq!(shown(two.next().await), "end");
        assert!(hub.subscribe(&user(1), "t", "").is_err());
        drop((one, two));
        assert_eq!(hub.inner().count, 0);
    }

    #[tokio::test]
    async fn missed_events_reset_everybody() {
        let hub = Hub::default();
        happen(&hub, 1, 1);
        let mut stream = hub.subscribe(&user(1), "t", "").unwrap();
        hub.missed();
        assert_eq!(shown(stream.next().await), "reset ");
        assert_eq!(shown(hub.subscribe(&user(1), "t", "e1").unwrap().next().await), "reset ");
    }

    #[test]
    fn one_session_may_not_open_streams_without_end() {
        let hub = Hub::default();
        let open: Vec<_> = (0..MOST_EACH).map(|_| hub.subscribe(&user(1), "t", "").unwrap()).collect();
        assert_eq!(hub.subscribe(&user(1), "t", "").err().unwrap().http.as_u16(), 429);
        assert!(hub.subscribe(&user(2), "t", "").is_ok());
        drop(open);
        assert_eq!(hub.inner().count, 0);
        assert!(hub.subscribe(&caller(1, Who::System), "t", "").is_err());
    }
}
