//! RabbitMQ: one connection a process, kept up by a supervisor that makes everything anew after each loss. The client
//! library's own recovery is not used: it hung after longer outages.
mod consume;
mod session;
mod topology;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, anyhow, ensure};
use lapin::{
    BasicProperties, Channel, Connection, PublisherConfirm,
    options::BasicPublishOptions,
    types::{AMQPValue, FieldTable},
};
use prost::Message;
use tandem_proto::event::Event;
use tokio::{
    sync::{Notify, broadcast, watch},
    time::{Instant, sleep, timeout_at},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::topology::Topology;
use super::Consumer;
use crate::telemetry::metrics;

const CONFIRM: Duration = Duration::from_secs(10);
const WATCHED: usize = 16_384;

/// The bus between processes. Clones are the same one; the connection closes with the last of them.
#[derive(Clone)]
pub struct Rabbit {
    shared: Arc<Shared>,
    /// Held by what uses the bus, not by the bus itself.
    _user: Arc<()>,
}

struct Shared {
    topology: Topology,
    consumers: RwLock<Vec<Consumer>>,
    /// How many of the consumers have their subscription.
    subscribed: AtomicUsize,
    watchers: broadcast::Sender<Arc<Event>>,
    watched: AtomicBool,
    /// There is a new consumer, or a first watcher.
    changed: Notify,
    link: watch::Sender<Option<Link>>,
    /// The broker was found not to answer.
    broken: Notify,
    /// Queues that are not what they should be, and how.
    faults: Mutex<BTreeMap<String, String>>,
    in_hand: AtomicUsize,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// A connection, and the channel of it that publishes.
#[derive(Clone)]
struct Link {
    connection: Arc<Connection>,
    publisher: Channel,
}

impl Rabbit {
    /// A bus at `amqp://user:password@host:port/vhost`; with `?namespace=x` its queues are apart from all others of that
    /// broker. Returns at once and connects in the background, again and again, until it is stopped: then consumers
    /// finish what they have in hand, while publishing goes on.
    #[must_use]
    pub fn connect(url: &str, stop: CancellationToken) -> Self {
        let shared = Arc::new(Shared {
            topology: Topology::of(url),
            consumers: RwLock::default(),
            subscribed: AtomicUsize::default(),
            watchers: broadcast::channel(WATCHED).0,
            watched: AtomicBool::default(),
            changed: Notify::new(),
            link: watch::Sender::new(None),
            broken: Notify::new(),
            faults: Mutex::default(),
            in_hand: AtomicUsize::default(),
            tasks: TaskTracker::new(),
            stop,
        });
        let user = Arc::new(());
        shared.tasks.spawn(session::supervise(shared.clone(), url.to_owned(), Arc::downgrade(&user)));
        Self { shared, _user: user }
    }
    /// Declares the queues of consumers and ends: what is published from then on waits for them.
    ///
    /// # Errors
    /// Where the broker is away, or a queue is there with other properties.
    pub async fn declare(url: &str, consumers: &[Consumer]) -> anyhow::Result<()> {
        session::declare(&Topology::of(url), url, consumers).await
    }
    /// Publishes events, in order. Each is `Ok` once the broker has it on disk, in every queue that wants it; what is
    /// not confirmed in 10 s is an error and may have arrived all the same.
    pub async fn publish_all(&self, events: &[Arc<Event>]) -> Vec<anyhow::Result<()>> {
        let link = self.shared.link.borrow().clone();
        let Some(link) = link else {
            return events.iter().map(|_| Err(anyhow!("no connection to the broker"))).collect();
        };
        let until = Instant::now() + CONFIRM;
        // all are on their way before the first is waited for: one at a time is ten times slower
        let mut sent = Vec::with_capacity(events.len());
        for event in events {
            sent.push(
                timeout_at(until, self.send(&link.publisher, event))
                    .await
                    .context("the broker takes nothing"),
            );
        }
        let mut results = Vec::with_capacity(events.len());
        for confirm in sent {
            results.push(match confirm {
                Ok(Ok(confirm)) => confirmed(confirm, until).await,
                Ok(Err(error)) => Err(error.into()),
                Err(late) => Err(late),
            });
        }
        metrics().published(results.iter().filter(|result| result.is_ok()).count());
        if Instant::now() >= until && !link.connection.status().blocked() {
            self.shared.broken.notify_one();
        }
        results
    }
    /// Lets a consumer have its events, from now on and after every reconnection. Up to 16 at once, those of one first
    /// subject one after another; a consumer that writes together has what waits in each of four lanes as one batch. What fails is tried again after 1 s, 5 s, 25 s, 2 min, then every 10 min, and after
    /// ten times goes to the queue `<name>.dead`; while something it needs is away it waits and is not counted.
    pub fn consume(&self, consumer: Consumer) {
        self.shared.consumers.write().unwrap_or_else(PoisonError::into_inner).push(consumer);
        self.shared.changed.notify_one();
    }
    pub(super) fn consumers(&self) -> Vec<Consumer> {
        self.shared.consumers()
    }
    /// Every event from now on; those that pass while the broker is away, or 16,384 behind, are missed.
    #[must_use]
    pub fn watch(&self) -> broadcast::Receiver<Arc<Event>> {
        let receiver = self.shared.watchers.subscribe();
        self.shared.watched.store(true, Ordering::SeqCst);
        self.shared.changed.notify_one();
        receiver
    }
    /// Whether events flow: connected, and every consumer of this process has its queue as it should be.
    #[must_use]
    pub fn ready(&self) -> bool {
        let connected =
            self.shared.link.borrow().as_ref().is_some_and(|link| link.connection.status().connected());
        connected
            && self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
            && self.shared.subscribed.load(Ordering::SeqCst) == self.shared.consumers().len()
    }
    /// Whether nothing is being handled here, and nothing waits in the queues of this process, now or to be tried again.
    ///
    /// # Errors
    /// Where the broker does not answer.
    pub async fn idle(&self) -> anyhow::Result<bool> {
        // twice: what is between queue and consumer is for a moment in neither
        for _ in 0..2 {
            if self.shared.in_hand.load(Ordering::SeqCst) > 0 || self.waiting().await? > 0 {
                return Ok(false);
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(self.shared.in_hand.load(Ordering::SeqCst) == 0)
    }
    /// How many events of this process's consumers were given up.
    ///
    /// # Errors
    /// Where the broker does not answer.
    pub async fn dead(&self) -> anyhow::Result<u64> {
        let queues =
            self.shared.consumers().into_iter().map(|consumer| self.shared.topology.dead(consumer.queue));
        self.count(queues).await
    }
    /// Waits until no handler is at work: after the stop, for as long as the caller has patience.
    pub async fn drained(&self) {
        while self.shared.in_hand.load(Ordering::SeqCst) > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn send(&self, channel: &Channel, event: &Event) -> lapin::Result<PublisherConfirm> {
        let mut headers = FieldTable::default();
        if !event.traceparent.is_empty() {
            headers.insert("traceparent".into(), AMQPValue::LongString(event.traceparent.as_str().into()));
        }
        let seconds = event.time.as_ref().and_then(|time| u64::try_from(time.seconds).ok()).unwrap_or(0);
        let properties = BasicProperties::default()
            .with_delivery_mode(2)
            .with_content_type("application/x-protobuf".into())
            .with_message_id(event.id.as_str().into())
            .with_type(event.r#type.as_str().into())
            .with_timestamp(seconds)
            .with_headers(headers);
        let (exchange, key) = (self.shared.topology.exchange(), event.r#type.as_str().into());
        // not mandatory: an event that nobody consumes is fine
        channel
            .basic_publish(exchange, key, BasicPublishOptions::default(), &event.encode_to_vec(), properties)
            .await
    }
    async fn waiting(&self) -> anyhow::Result<u64> {
        ensure!(
            self.shared.subscribed.load(Ordering::SeqCst) == self.shared.consumers().len(),
            "not subscribed yet"
        );
        let own =
            self.shared.consumers().into_iter().map(|consumer| self.shared.topology.queue(consumer.queue));
        self.count(own.chain(self.shared.topology.delayed())).await
    }
    async fn count(&self, queues: impl Iterator<Item = String>) -> anyhow::Result<u64> {
        let link = self.shared.link.borrow().clone().context("no connection to the broker")?;
        // a channel of its own: asking for a queue that is not there ends it
        let count = async {
            let channel = link.connection.create_channel().await?;
            topology::count(&channel, queues).await
        };
        Ok(timeout_at(Instant::now() + CONFIRM, count).await.context("the broker does not answer")??)
    }
}

impl Shared {
    fn consumers(&self) -> Vec<Consumer> {
        self.consumers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Waits for the broker to say that it has a message.
async fn confirmed(confirm: PublisherConfirm, until: Instant) -> anyhow::Result<()> {
    let answer = timeout_at(until, confirm).await.context("the broker did not confirm in time")??;
    let kept = answer.is_ack() && answer.take_message().is_none();
    ensure!(kept, "the broker refused: a queue that wants the event cannot take it");
    Ok(())
}
