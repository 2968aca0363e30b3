//! The bus of one process: an event is published when every consumer has handled it, or it was parked. What a dying
//! process held is therefore still in its outbox.
use std::{
    collections::HashSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{
    FutureExt as _,
    future::{BoxFuture, Shared, join, join_all, ready},
};
use tandem_proto::event::Event;
use tokio::{sync::broadcast, time::Instant};
use tokio_util::sync::CancellationToken;

use super::Consumer;
use crate::{Db, Error};

/// How often an event is tried whose handler fails for good, before it is parked. What fails for a while is tried for ever.
const ATTEMPTS: u32 = 6;
/// How long events of several lanes may hold each other up, before each lane goes on by itself.
const PATIENCE: Duration = Duration::from_secs(2);
const WATCHED: usize = 16_384;

/// See the module.
#[derive(Clone)]
pub struct Local {
    consumers: Arc<RwLock<Vec<Arc<Desk>>>>,
    watchers: broadcast::Sender<Arc<Event>>,
    in_hand: Arc<AtomicUsize>,
    stop: CancellationToken,
}

/// A consumer, and the schema in which it parks.
struct Desk {
    consumer: Consumer,
    db: Db,
}

/// Events that could not be handled together: the queue and the event's id.
type Left = Arc<HashSet<(&'static str, String)>>;

/// What is done for events of several lanes at once, by the consumers that write together. Each lane waits for it, and does
/// itself what is left.
pub(crate) struct Ahead(Shared<BoxFuture<'static, Left>>);

impl Ahead {
    pub(crate) fn nothing() -> Self {
        Self(ready(Left::default()).boxed().shared())
    }
}

impl Local {
    /// A bus without consumers, until it is told to stop.
    #[must_use]
    pub fn new(stop: CancellationToken) -> Self {
        Self {
            consumers: Arc::default(),
            watchers: broadcast::channel(WATCHED).0,
            in_hand: Arc::default(),
            stop,
        }
    }
    pub(super) fn consume(&self, consumer: Consumer, db: Db) {
        let desk = Arc::new(Desk { consumer, db });
        self.consumers.write().unwrap_or_else(PoisonError::into_inner).push(desk);
    }
    pub(super) fn consumers(&self) -> Vec<Consumer> {
        self.desks().iter().map(|desk| desk.consumer.clone()).collect()
    }
    fn desks(&self) -> Vec<Arc<Desk>> {
        self.consumers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
    pub(super) fn watch(&self) -> broadcast::Receiver<Arc<Event>> {
        self.watchers.subscribe()
    }
    pub(super) fn idle(&self) -> bool {
        self.in_hand.load(Ordering::SeqCst) == 0
    }

    pub(super) fn ahead(&self, events: &[Arc<Event>]) -> Ahead {
        let mut work = Vec::new();
        for desk in self.desks().into_iter().filter(|desk| desk.consumer.writes_together()) {
            let wanted = wanted(&desk.consumer, events);
            work.push(async move { desk.together(wanted).await });
        }
        let left = join_all(work).map(|left| Arc::new(left.into_iter().flatten().collect()));
        Ahead(left.boxed().shared())
    }
    pub(super) async fn publish_lane(&self, events: &[Arc<Event>], ahead: &Ahead) -> Vec<anyhow::Result<()>> {
        for event in events {
            let _ = self.watchers.send(event.clone()); // nobody watching is fine
        }
        self.in_hand.fetch_add(1, Ordering::SeqCst);
        let (together, alone): (Vec<_>, Vec<_>) =
            self.desks().into_iter().partition(|desk| desk.consumer.writes_together());
        let by_themselves =
            alone.iter().map(|desk| async { self.deliver(desk, wanted(&desk.consumer, events)).await });
        let what_is_left = async {
            let left = ahead.0.clone().await;
            let rest = together.iter().map(|desk| {
                let mut rest = wanted(&desk.consumer, events);
                rest.retain(|event| left.contains(&(desk.consumer.queue, event.id.clone())));
                self.deliver(desk, rest)
            });
            join_all(rest).await
        };
        let (mut delivered, rest) = join(join_all(by_themselves), what_is_left).await;
        self.in_hand.fetch_sub(1, Ordering::SeqCst);
        delivered.extend(rest);
        match delivered.into_iter().collect::<anyhow::Result<()>>() {
            Ok(()) => events.iter().map(|_| Ok(())).collect(),
            // What was handled has its mark, or may be done twice.
            Err(error) => events.iter().map(|_| Err(anyhow::anyhow!("{error:#}"))).collect(),
        }
    }

    /// Hands a consumer events of one lane, one after another.
    async fn deliver(&self, desk: &Desk, events: Vec<Arc<Event>>) -> anyhow::Result<()> {
        for event in events {
            self.deliver_one(desk, &event).await?;
        }
        Ok(())
    }
    async fn deliver_one(&self, desk: &Desk, event: &Arc<Event>) -> anyhow::Result<()> {
        let consumer = &desk.consumer;
        let mut failures = 0;
        loop {
            let error = match consumer.handle(event.clone()).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            failures += 1;
            let away = matches!(error, Error::Unavailable(_))
                || matches!(&error, Error::Peer(s) if s.code() == tonic::Code::Unavailable);
            tracing::warn!(consumer = consumer.queue, event.id = %event.id, event.r#type = %event.r#type, failures,
                error = format!("{error:#}"), "an event could not be handled");
            if failures >= ATTEMPTS
                && !away
                && desk.db.park(consumer.queue, event, &format!("{error:#}")).await.is_ok()
            {
                tracing::error!(consumer = consumer.queue, event.id = %event.id, "an event was parked");
                return Ok(());
            }
            let pause = Duration::from_millis(100 * 3_u64.saturating_pow(failures.min(5)));
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled() => anyhow::bail!("the process stops"),
            }
        }
    }
}

impl Desk {
    /// Handles events in batches; answers which of them are left.
    async fn together(&self, events: Vec<Arc<Event>>) -> Vec<(&'static str, String)> {
        let (mut left, queue, end) = (Vec::new(), self.consumer.queue, Instant::now() + PATIENCE);
        let mut stuck = HashSet::new();
        for batch in Consumer::batches(events) {
            // One by one is the lane's way, with its patience for what fails; what comes after it waits with it.
            let account = batch.first().map(|event| event.account.clone()).unwrap_or_default();
            let hopeful = batch.len() > 1 && !stuck.contains(&account) && Instant::now() < end;
            if hopeful && self.consumer.handled_together(&batch, end).await {
                continue;
            }
            stuck.insert(account);
            left.extend(batch.iter().map(|event| (queue, event.id.clone())));
        }
        left
    }
}

fn wanted(consumer: &Consumer, events: &[Arc<Event>]) -> Vec<Arc<Event>> {
    events.iter().filter(|event| consumer.wants(&event.r#type)).cloned().collect()
}

#[cfg(test)]
mod tests;
