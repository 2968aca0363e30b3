//! The bus of one process: an event is published when every consumer has handled it, or it was parked. What a dying
//! process held is therefore still in its outbox.
use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use tandem_proto::event::Event;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::Consumer;
use crate::{Db, Error};

/// How often an event is tried whose handler fails for good, before it is parked. What fails for a while is tried for ever.
const ATTEMPTS: u32 = 6;
const WATCHED: usize = 16_384;

/// See the module.
#[derive(Clone)]
pub struct Local {
    consumers: Arc<RwLock<Vec<(Consumer, Db)>>>,
    watchers: broadcast::Sender<Arc<Event>>,
    in_hand: Arc<AtomicUsize>,
    stop: CancellationToken,
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
        self.consumers.write().unwrap_or_else(PoisonError::into_inner).push((consumer, db));
    }
    pub(super) fn consumers(&self) -> Vec<Consumer> {
        let consumers = self.consumers.read().unwrap_or_else(PoisonError::into_inner);
        consumers.iter().map(|(consumer, _)| consumer.clone()).collect()
    }
    pub(super) fn watch(&self) -> broadcast::Receiver<Arc<Event>> {
        self.watchers.subscribe()
    }
    pub(super) fn idle(&self) -> bool {
        self.in_hand.load(Ordering::SeqCst) == 0
    }
    pub(super) async fn publish_all(&self, events: &[Arc<Event>]) -> Vec<anyhow::Result<()>> {
        let mut results = Vec::with_capacity(events.len());
        for event in events {
            let published = self.publish(event).await;
            let failed = published.is_err();
            results.push(published);
            if failed {
                break; // what comes after it in the lane waits with it
            }
        }
        results.resize_with(events.len(), || Err(anyhow::anyhow!("an earlier event of the lane waits")));
        results
    }

    async fn publish(&self, event: &Arc<Event>) -> anyhow::Result<()> {
        let _ = self.watchers.send(event.clone()); // nobody watching is fine
        let wanting: Vec<_> = {
            let consumers = self.consumers.read().unwrap_or_else(PoisonError::into_inner);
            consumers.iter().filter(|(consumer, _)| consumer.wants(&event.r#type)).cloned().collect()
        };
        self.in_hand.fetch_add(1, Ordering::SeqCst);
        let delivered =
            join_all(wanting.iter().map(|(consumer, db)| self.deliver(consumer, db, event))).await;
        self.in_hand.fetch_sub(1, Ordering::SeqCst);
        delivered.into_iter().collect()
    }

    async fn deliver(&self, consumer: &Consumer, db: &Db, event: &Arc<Event>) -> anyhow::Result<()> {
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
                && db.park(consumer.queue, event, &format!("{error:#}")).await.is_ok()
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
