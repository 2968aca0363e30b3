//! What is declared at the broker: one topic exchange; for each consumer a queue and one for what was given up; and for
//! all together the queues where events wait to be tried again, one for each delay.
//!
//! One delay a queue, because RabbitMQ lets messages expire only at the head: behind one that waits ten minutes, one
//! that waits a second would wait ten minutes too. A message comes to a delay queue through a fanout exchange and keeps
//! its routing key, the name of the queue that it goes back to.
use std::time::Duration;

use lapin::{
    Channel, ErrorKind, ExchangeKind, Result,
    options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable, ShortString},
};
use reqwest::Url;

use super::Consumer;

const PRECONDITION_FAILED: u16 = 406;
const DELIVERY_LIMIT: i32 = 20;
const MOST_WATCHED: i32 = 10_000;
const DURABLE: QueueDeclareOptions = QueueDeclareOptions {
    passive: false,
    durable: true,
    exclusive: false,
    auto_delete: false,
    nowait: false,
};

/// How long an event waits before it is tried again, attempt by attempt.
pub(super) const DELAYS: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(25),
    Duration::from_secs(120),
    Duration::from_secs(600),
];

/// The names at the broker.
pub(super) struct Topology {
    prefix: String,
}

impl Topology {
    pub(super) fn of(url: &str) -> Self {
        let namespace = Url::parse(url).ok().and_then(|url| {
            url.query_pairs().find(|(key, _)| key == "namespace").map(|(_, value)| format!("{value}."))
        });
        Self { prefix: namespace.unwrap_or_default() }
    }
    /// Where events are published.
    pub(super) fn exchange(&self) -> ShortString {
        self.name("tandem").into()
    }
    /// Where a consumer's events wait for it.
    pub(super) fn queue(&self, consumer: &str) -> String {
        self.name(consumer)
    }
    /// Where its events are that were given up.
    pub(super) fn dead(&self, consumer: &str) -> String {
        self.name(&format!("{consumer}.dead"))
    }
    /// Where events wait that failed so many times before; the exchange has the same name as the queue.
    pub(super) fn delay(&self, failures: usize) -> String {
        let delay = DELAYS[failures.min(DELAYS.len() - 1)];
        self.name(&format!("tandem.retry.{}s", delay.as_secs()))
    }
    /// All queues where events wait to be tried again.
    pub(super) fn delayed(&self) -> impl Iterator<Item = String> {
        (0..DELAYS.len()).map(|step| self.delay(step))
    }

    /// Declares what all consumers share.
    pub(super) async fn declare(&self, channel: &Channel) -> Result<()> {
        let durable = ExchangeDeclareOptions { durable: true, ..Default::default() };
        channel
            .exchange_declare(self.exchange(), ExchangeKind::Topic, durable, FieldTable::default())
            .await?;
        for (step, delay) in DELAYS.iter().enumerate() {
            let name: ShortString = self.delay(step).into();
            let mut arguments = never_losing("");
            let millis = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
            arguments.insert("x-message-ttl".into(), AMQPValue::LongLongInt(millis));
            channel
                .exchange_declare(name.clone(), ExchangeKind::Fanout, durable, FieldTable::default())
                .await?;
            channel.queue_declare(name.clone(), DURABLE, arguments).await?;
            channel
                .queue_bind(name.clone(), name, "".into(), QueueBindOptions::default(), FieldTable::default())
                .await?;
        }
        Ok(())
    }
    /// Declares the queues of one consumer, bound to the types that it handles. Declaring checks too: the broker refuses
    /// where a queue of that name has other properties.
    pub(super) async fn declare_for(&self, channel: &Channel, consumer: &Consumer) -> Result<()> {
        let (name, dead): (ShortString, _) = (self.queue(consumer.queue).into(), self.dead(consumer.queue));
        channel.queue_declare(dead.as_str().into(), DURABLE, quorum()).await?;
        let mut arguments = never_losing(&dead);
        arguments.insert("x-delivery-limit".into(), AMQPValue::LongInt(DELIVERY_LIMIT));
        channel.queue_declare(name.clone(), DURABLE, arguments).await?;
        for kind in consumer.types() {
            let options = QueueBindOptions::default();
            channel
                .queue_bind(name.clone(), self.exchange(), kind.into(), options, FieldTable::default())
                .await?;
        }
        Ok(())
    }
    /// Declares a queue that gets every event for as long as this connection lives, and gives its name.
    pub(super) async fn declare_watch(&self, channel: &Channel) -> Result<ShortString> {
        let own = QueueDeclareOptions { exclusive: true, auto_delete: true, ..Default::default() };
        let mut arguments = FieldTable::default();
        arguments.insert("x-max-length".into(), AMQPValue::LongInt(MOST_WATCHED));
        let name = channel.queue_declare("".into(), own, arguments).await?.name().clone();
        let options = QueueBindOptions::default();
        channel.queue_bind(name.clone(), self.exchange(), "#".into(), options, FieldTable::default()).await?;
        Ok(name)
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// How many messages are ready in queues.
pub(super) async fn count(channel: &Channel, queues: impl Iterator<Item = String>) -> Result<u64> {
    let passive = QueueDeclareOptions { passive: true, ..Default::default() };
    let mut total = 0;
    for queue in queues {
        total += u64::from(
            channel.queue_declare(queue.into(), passive, FieldTable::default()).await?.message_count(),
        );
    }
    Ok(total)
}

/// Whether the broker refused because a queue is there with other properties.
pub(super) fn is_another(error: &lapin::Error) -> bool {
    matches!(error.kind(), ErrorKind::ProtocolError(error) if error.get_id() == PRECONDITION_FAILED)
}

fn quorum() -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    arguments
}

/// A queue that hands its messages on, to the queue of that name or else to that of their own routing key, and keeps them
/// until it has them.
fn never_losing(to: &str) -> FieldTable {
    let mut arguments = quorum();
    for (key, value) in [
        ("x-dead-letter-exchange", ""),
        ("x-dead-letter-strategy", "at-least-once"),
        ("x-overflow", "reject-publish"),
    ] {
        arguments.insert(key.into(), AMQPValue::LongString(value.into()));
    }
    if !to.is_empty() {
        arguments.insert("x-dead-letter-routing-key".into(), AMQPValue::LongString(to.into()));
    }
    arguments
}
