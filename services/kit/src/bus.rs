//! The bus: RabbitMQ between processes, direct delivery within one. Three verbs: publish, consume, watch.
use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc};

use futures::{FutureExt as _, future::BoxFuture};
use prost::{Message, Name};
use tandem_proto::event::Event;
use tokio::{
    sync::broadcast,
    time::{Instant, timeout_at},
};

use self::local::Ahead;
use crate::{Cause, Emit, Result, auth, telemetry};

pub mod local;
pub mod rabbit;
mod reading;
mod watching;

pub use local::Local;
pub use rabbit::Rabbit;
pub use reading::Reading;
pub use watching::{Heard, hear};

type Handler = Arc<dyn Fn(Arc<Event>) -> BoxFuture<'static, Result<()>> + Send + Sync>;
/// Handles several events of one account, in their order: all of them or none.
type Together = Arc<dyn Fn(Vec<Arc<Event>>) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// How many events are written in one transaction at most.
const MOST_TOGETHER: usize = 64;

/// A named queue and what it listens for.
#[derive(Clone)]
pub struct Consumer {
    /// `<service>.<purpose>`, such as `automation.evaluate`.
    pub queue: &'static str,
    handlers: BTreeMap<String, Handler>,
    together: Option<Together>,
}

impl Consumer {
    /// A queue that listens for nothing yet.
    #[must_use]
    pub fn new(queue: &'static str) -> Self {
        Self { queue, handlers: BTreeMap::new(), together: None }
    }
    /// A queue whose events are read one by one and written together.
    #[must_use]
    pub fn reading<P: Send + 'static>(queue: &'static str) -> Reading<P> {
        Reading::new(queue)
    }
    /// Listens for events of type `T`: the type of the closure's second argument is the subscription.
    #[must_use]
    pub fn on<T, F, Fut>(mut self, handle: F) -> Self
    where
        T: Message + Name + Default + 'static,
        F: Fn(Arc<Event>, T) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |event: Arc<Event>| match T::decode(event.data.clone()) {
            Ok(what) => Box::pin(handle(event, what)),
            Err(e) => Box::pin(async move { Err(anyhow::Error::from(e).into()) }),
        });
        self.handlers.insert(T::full_name(), handler);
        self
    }
    /// The types it listens for.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.handlers.keys().map(String::as_str)
    }
    /// Whether it listens for this type.
    #[must_use]
    pub fn wants(&self, event_type: &str) -> bool {
        self.handlers.contains_key(event_type)
    }
    /// Handles one event, in the scope of its cause and of its trace.
    ///
    /// # Errors
    /// As the handler answers.
    pub async fn handle(&self, event: Arc<Event>) -> Result<()> {
        use tracing::Instrument as _;
        let Some(handler) = self.handlers.get(&event.r#type) else { return Ok(()) };
        let cause = Cause::of_event(&event)?;
        let span = tracing::info_span!("consume", otel.name = format!("{} {}", self.queue, event.r#type), event.id = %event.id);
        telemetry::set_parent(&span, &event.traceparent);
        // Also where making the future panics: one bad event must not end the lane, or the process, that carries it.
        let handled = AssertUnwindSafe(auth::acting(&cause, async { handler(event).await })).catch_unwind();
        handled.instrument(span).await.unwrap_or_else(|_| Err(anyhow::anyhow!("the handler panicked").into()))
    }
    /// Whether it writes what several events lead to in one transaction.
    pub(crate) fn writes_together(&self) -> bool {
        self.together.is_some()
    }
    /// Events as they are handled together: those of one account and one sender, in their order. All of a subject are of one
    /// account; what another service told before is written before it is read.
    pub(crate) fn batches(mut events: Vec<Arc<Event>>) -> Vec<Vec<Arc<Event>>> {
        fn sender(event: &Event) -> Option<&str> {
            event.r#type.split('.').nth(1)
        }
        events.sort_by(|a, b| a.account.cmp(&b.account));
        let of_one = events.chunk_by(|a, b| a.account == b.account && sender(a) == sender(b));
        of_one.flat_map(|of_one| of_one.chunks(MOST_TOGETHER)).map(<[_]>::to_vec).collect()
    }
    /// Handles a batch until then. Where it fails or takes longer, nothing was done, and the events are to be handled one by one.
    pub(crate) async fn handled_together(&self, events: &[Arc<Event>], end: Instant) -> bool {
        let queue = self.queue;
        match timeout_at(end, self.handle_together(events.to_vec())).await {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => {
                let (events, error) = (events.len(), format!("{error:#}"));
                tracing::debug!(
                    consumer = queue,
                    events,
                    error,
                    "events that could not be handled together are handled one by one"
                );
            }
            Err(_) => tracing::debug!(consumer = queue, "handling events together took too long"),
        }
        false
    }
    async fn handle_together(&self, events: Vec<Arc<Event>>) -> Result<()> {
        use tracing::Instrument as _;
        let (Some(together), Some(first)) = (&self.together, events.first()) else { return Ok(()) };
        let cause = Cause::of_event(first)?;
        let span = tracing::info_span!("consume", otel.name = self.queue, event.id = %first.id, events = events.len());
        telemetry::set_parent(&span, &first.traceparent);
        let handled = AssertUnwindSafe(auth::acting(&cause, async { together(events).await })).catch_unwind();
        handled.instrument(span).await.unwrap_or_else(|_| Err(anyhow::anyhow!("the handler panicked").into()))
    }
}

/// Where events go and come from.
#[derive(Clone)]
pub enum Bus {
    /// Within this process.
    Local(Local),
    /// Between processes.
    Rabbit(Rabbit),
}

impl Bus {
    /// Publishes events of one lane, in order. Each is `Ok` once the bus has taken responsibility for it.
    pub async fn publish_all(&self, events: &[Arc<Event>]) -> Vec<anyhow::Result<()>> {
        self.publish_lane(events, &self.ahead(events)).await
    }
    /// What can be done at once for events of several lanes: [`Bus::publish_lane`] of each of them waits for it.
    pub(crate) fn ahead(&self, events: &[Arc<Event>]) -> Ahead {
        match self {
            Self::Local(local) => local.ahead(events),
            Self::Rabbit(_) => Ahead::nothing(),
        }
    }
    /// Publishes the events of one lane among those of several.
    pub(crate) async fn publish_lane(&self, events: &[Arc<Event>], ahead: &Ahead) -> Vec<anyhow::Result<()>> {
        match self {
            Self::Local(local) => local.publish_lane(events, ahead).await,
            Self::Rabbit(rabbit) => rabbit.publish_all(events).await,
        }
    }
    /// Tells those who watch now, and nobody else: it is in no outbox, and who misses it misses it.
    pub async fn whisper(&self, cause: &Cause, what: Emit, now: chrono::DateTime<chrono::Utc>) {
        let told = [Arc::new(what.into_event(cause, now))];
        if let Some(Err(error)) = self.publish_all(&told).await.pop() {
            tracing::debug!(error = format!("{error:#}"), "nobody heard what was whispered");
        }
    }
    /// Whether other processes publish what the same outboxes hold.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Rabbit(_))
    }
    /// Lets a consumer have its events: durably, each handled by one process.
    pub fn consume(&self, consumer: Consumer, db: crate::Db) {
        match self {
            Self::Local(local) => local.consume(consumer, db),
            Self::Rabbit(rabbit) => rabbit.consume(consumer),
        }
    }
    /// The queues of this process, each with the types of event that it listens for.
    #[must_use]
    pub fn queues(&self) -> Vec<(&'static str, Vec<String>)> {
        let consumers = match self {
            Self::Local(local) => local.consumers(),
            Self::Rabbit(rabbit) => rabbit.consumers(),
        };
        let types = |consumer: &Consumer| consumer.types().map(str::to_owned).collect();
        consumers.iter().map(|consumer| (consumer.queue, types(consumer))).collect()
    }
    /// Every event from now on, in every process that watches; those that are missed are gone.
    #[must_use]
    pub fn watch(&self) -> broadcast::Receiver<Arc<Event>> {
        match self {
            Self::Local(local) => local.watch(),
            Self::Rabbit(rabbit) => rabbit.watch(),
        }
    }
    /// Whether events can flow now.
    #[must_use]
    pub fn ready(&self) -> bool {
        match self {
            Self::Local(_) => true,
            Self::Rabbit(rabbit) => rabbit.ready(),
        }
    }
    /// Whether nothing is being handled here, nor waits in the queues of this process.
    pub async fn idle(&self) -> bool {
        match self {
            Self::Local(local) => local.idle(),
            Self::Rabbit(rabbit) => rabbit.idle().await.unwrap_or(false),
        }
    }
    /// Waits until consumers, told to stop, have finished what they have in hand.
    pub async fn drained(&self) {
        if let Self::Rabbit(rabbit) = self {
            rabbit.drained().await;
        }
    }
    /// How many events were given up and wait for a person; those of the local bus are parked in their schema.
    pub async fn dead(&self) -> u64 {
        match self {
            Self::Local(_) => 0,
            Self::Rabbit(rabbit) => rabbit.dead().await.unwrap_or_default(),
        }
    }
}
