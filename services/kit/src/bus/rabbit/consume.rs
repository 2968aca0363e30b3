//! One consumer on one connection: its events in lanes, each handled, tried again later, or given up.
use std::{
    collections::HashSet,
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use futures::{FutureExt as _, StreamExt as _};
use lapin::{
    BasicProperties, Channel, Connection,
    message::Delivery,
    options::{
        BasicAckOptions, BasicCancelOptions, BasicConsumeOptions, BasicNackOptions, BasicPublishOptions,
        BasicQosOptions, ConfirmSelectOptions,
    },
    types::{AMQPValue, FieldTable, ShortString},
};
use prost::Message;
use tandem_proto::event::Event;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, timeout},
};

use super::{CONFIRM, Shared, confirmed};
use crate::{Consumer, Error, telemetry::metrics};

/// How many events are in hand at once, and in how many lanes.
const PREFETCH: u16 = 16;
/// The same for a consumer that writes together: what waits is its batches.
const PREFETCH_TOGETHER: u16 = 64;
const LANES_TOGETHER: u16 = 4;
/// How often an event is tried that fails, before it is given up.
const ATTEMPTS: usize = 10;
/// How long a handler may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long an event stays in hand while what it needs is away; then it goes back to the broker, uncounted.
const HOLD: Duration = Duration::from_secs(60);
const AWAY_STEP: usize = 2;
const ATTEMPT: &str = "x-attempt";
const LONGEST_ERROR: usize = 1000;

/// What stands between a queue and its consumer.
pub(super) struct Subscription {
    pub(super) channel: Channel,
    tag: ShortString,
}

impl Subscription {
    /// Takes no more events. Those in hand are finished.
    pub(super) async fn cancel(&self) {
        if let Err(error) = self.channel.basic_cancel(self.tag.clone(), BasicCancelOptions::default()).await {
            tracing::debug!(%error, "a consumer could not be cancelled");
        }
    }
}

/// Declares a consumer's queues and begins to handle what is in them.
pub(super) async fn subscribe(
    shared: &Arc<Shared>,
    on: &Connection,
    consumer: Consumer,
) -> lapin::Result<Subscription> {
    let channel = on.create_channel().await?;
    shared.topology.declare_for(&channel, &consumer).await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let (prefetch, lanes) =
        if consumer.writes_together() { (PREFETCH_TOGETHER, LANES_TOGETHER) } else { (PREFETCH, PREFETCH) };
    channel.basic_qos(prefetch, BasicQosOptions::default()).await?;
    let queue = shared.topology.queue(consumer.queue).into();
    let mut deliveries = channel
        .basic_consume(queue, "".into(), BasicConsumeOptions::default(), FieldTable::default())
        .await?;
    let tag = deliveries.tag();
    let desk = Arc::new(Desk { shared: shared.clone(), channel: channel.clone(), consumer });
    let lanes: Vec<_> = (0..lanes).map(|_| Desk::lane(&desk)).collect();
    shared.tasks.spawn(async move {
        while let Some(Ok(delivery)) = deliveries.next().await {
            let work = Work::new(&desk.shared, delivery);
            // a lane ends only with the runtime
            let _ = lanes[work.lane(lanes.len())].send(work);
        }
    });
    Ok(Subscription { channel, tag })
}

/// An event in hand.
struct Work {
    delivery: Delivery,
    event: Result<Arc<Event>, prost::DecodeError>,
    shared: Arc<Shared>,
}

impl Work {
    fn new(shared: &Arc<Shared>, delivery: Delivery) -> Self {
        shared.in_hand.fetch_add(1, Ordering::SeqCst);
        let event = Event::decode(delivery.data.as_slice()).map(Arc::new);
        Self { delivery, event, shared: shared.clone() }
    }
    /// Events of one first subject share a lane, so they keep their order.
    fn lane(&self, lanes: usize) -> usize {
        let Ok(event) = &self.event else { return 0 };
        let subject = event.subjects.first().unwrap_or(&event.id);
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(subject);
        usize::try_from(hash % lanes as u64).unwrap_or(0)
    }
    /// How often it failed before.
    fn failures(&self) -> usize {
        let headers = self.delivery.properties.headers().as_ref();
        let attempt =
            headers.and_then(|headers| headers.inner().get(ATTEMPT)).and_then(AMQPValue::as_long_int);
        attempt.and_then(|attempt| usize::try_from(attempt).ok()).unwrap_or(0)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.shared.in_hand.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What becomes of an event.
enum Outcome {
    Done,
    /// Comes again after a while, with so many failures so far.
    Again {
        step: usize,
        failures: usize,
        error: String,
    },
    GivenUp {
        error: String,
    },
}

/// Where an event is put, and with what said about it.
struct Place {
    exchange: String,
    key: String,
    failures: usize,
    error: String,
}

/// Where the events of one consumer are handled.
struct Desk {
    shared: Arc<Shared>,
    channel: Channel,
    consumer: Consumer,
}

impl Desk {
    /// Events that are handled one after another. What waits here is bounded by the prefetch.
    fn lane(desk: &Arc<Self>) -> mpsc::UnboundedSender<Work> {
        let (sender, mut queue) = mpsc::unbounded_channel::<Work>();
        let desk = desk.clone();
        desk.shared.tasks.clone().spawn(async move {
            while let Some(work) = queue.recv().await {
                let mut all = vec![work];
                while desk.consumer.writes_together()
                    && let Ok(work) = queue.try_recv()
                {
                    all.push(work);
                }
                for work in desk.settle_together(all).await {
                    desk.settle(work).await;
                }
            }
        });
        sender
    }
    /// Handles together what can be, and answers with what is left.
    async fn settle_together(&self, all: Vec<Work>) -> Vec<Work> {
        if all.len() < 2 || !self.channel.status().connected() {
            return all;
        }
        let fresh = |work: &Work| match &work.event {
            Ok(event) if work.failures() == 0 && self.consumer.wants(&event.r#type) => Some(event.clone()),
            _ => None,
        };
        let (mut done, mut stuck) = (HashSet::new(), HashSet::new());
        for batch in Consumer::batches(all.iter().filter_map(fresh).collect()) {
            let (began, queue) = (Instant::now(), self.consumer.queue);
            let account = batch.first().map(|event| event.account.clone()).unwrap_or_default();
            if stuck.contains(&account) {
                continue; // what comes after what failed waits for it
            }
            if !self.consumer.handled_together(&batch, began + PATIENCE).await {
                stuck.insert(account);
                continue;
            }
            for event in &batch {
                metrics().consumed(queue, "done", began.elapsed().as_secs_f64());
                done.insert(event.id.clone());
            }
        }
        let (settled, left): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|work| work.failures() == 0 && done.contains(id(work)));
        for work in settled {
            if let Err(error) = work.delivery.ack(BasicAckOptions::default()).await {
                tracing::debug!(consumer = self.consumer.queue, %error, "an event comes again: the connection was lost");
            }
        }
        left
    }
    async fn settle(&self, work: Work) {
        if !self.channel.status().connected() {
            return; // the broker has it again, and somebody gets it
        }
        let began = Instant::now();
        let outcome = match &work.event {
            Ok(event) => self.handle(event, work.failures()).await,
            Err(error) => Outcome::GivenUp { error: format!("cannot be read: {error}") },
        };
        let (queue, topology) = (self.consumer.queue, &self.shared.topology);
        let (told, moved) = match outcome {
            Outcome::Done => ("done", Ok(())),
            Outcome::Again { step, failures, error } => {
                tracing::warn!(
                    consumer = queue,
                    event.id = id(&work),
                    failures,
                    error,
                    "an event is tried again later"
                );
                let later =
                    Place { exchange: topology.delay(step), key: topology.queue(queue), failures, error };
                ("retry", self.put(&work, later).await)
            }
            Outcome::GivenUp { error } => {
                tracing::error!(consumer = queue, event.id = id(&work), error, "an event is given up");
                let dead = topology.dead(queue);
                (
                    "dead",
                    self.put(&work, Place { exchange: String::new(), key: dead, failures: ATTEMPTS, error })
                        .await,
                )
            }
        };
        metrics().consumed(queue, told, began.elapsed().as_secs_f64());
        let settled = match moved {
            Ok(()) => work.delivery.ack(BasicAckOptions::default()).await,
            Err(error) => {
                tracing::warn!(
                    consumer = queue,
                    error = format!("{error:#}"),
                    "an event could not be put aside"
                );
                work.delivery.nack(BasicNackOptions { requeue: true, ..Default::default() }).await
            }
        };
        if let Err(error) = settled {
            tracing::debug!(consumer = queue, %error, "an event comes again: the connection was lost");
        }
    }
    async fn handle(&self, event: &Arc<Event>, failures: usize) -> Outcome {
        if !self.consumer.wants(&event.r#type) {
            return self.unwanted(&event.r#type, failures).await;
        }
        let (end, mut pause) = (Instant::now() + HOLD, Duration::from_millis(100));
        loop {
            let error =
                match timeout(PATIENCE, AssertUnwindSafe(self.consumer.handle(event.clone())).catch_unwind())
                    .await
                {
                    Ok(Ok(Ok(()))) => return Outcome::Done,
                    Ok(Ok(Err(error))) if !is_away(&error) => return again(failures, format!("{error:#}")),
                    Ok(Ok(Err(error))) => error,
                    Ok(Err(_)) => return again(failures, "the handler panicked".into()),
                    Err(_) => return again(failures, "the handler took longer than two minutes".into()),
                };
            if Instant::now() > end || self.shared.stop.is_cancelled() || !self.channel.status().connected() {
                return Outcome::Again { step: AWAY_STEP, failures, error: format!("{error:#}") };
            }
            tokio::select! {
                () = sleep(pause) => pause = (pause * 2).min(Duration::from_secs(5)),
                () = self.shared.stop.cancelled() => {}
            }
        }
    }
    /// A type that this version does not know. Another version of the service may have bound it and is about to come, or
    /// was here before: time tells, and then the binding goes.
    async fn unwanted(&self, kind: &str, failures: usize) -> Outcome {
        let outcome = again(failures, format!("{} does not handle {kind}", self.consumer.queue));
        if matches!(outcome, Outcome::GivenUp { .. }) {
            let (queue, exchange) =
                (self.shared.topology.queue(self.consumer.queue).into(), self.shared.topology.exchange());
            if let Err(error) =
                self.channel.queue_unbind(queue, exchange, kind.into(), FieldTable::default()).await
            {
                tracing::debug!(%error, "a binding could not be removed");
            }
        }
        outcome
    }
    /// Puts an event elsewhere; returns once it is there.
    async fn put(&self, work: &Work, to: Place) -> anyhow::Result<()> {
        let old = &work.delivery.properties;
        let mut headers = FieldTable::default();
        let error: String = to.error.chars().take(LONGEST_ERROR).collect();
        headers.insert("x-error".into(), AMQPValue::LongString(error.into()));
        headers.insert(ATTEMPT.into(), AMQPValue::LongInt(i32::try_from(to.failures).unwrap_or(i32::MAX)));
        let properties = BasicProperties::default()
            .with_delivery_mode(2)
            .with_content_type("application/x-protobuf".into())
            .with_message_id(old.message_id().clone().unwrap_or_default())
            .with_type(old.kind().clone().unwrap_or_default())
            .with_timestamp(old.timestamp().unwrap_or_default())
            .with_headers(headers);
        let options = BasicPublishOptions { mandatory: true, ..Default::default() };
        let put = self.channel.basic_publish(
            to.exchange.into(),
            to.key.into(),
            options,
            &work.delivery.data,
            properties,
        );
        confirmed(timeout(CONFIRM, put).await??, Instant::now() + CONFIRM).await
    }
}

fn id(work: &Work) -> &str {
    work.event.as_ref().map(|event| event.id.as_str()).unwrap_or_default()
}

/// After one more failure.
fn again(failures: usize, error: String) -> Outcome {
    let step = failures;
    let failures = failures + 1;
    if failures >= ATTEMPTS { Outcome::GivenUp { error } } else { Outcome::Again { step, failures, error } }
}

/// Whether trying again will do, once something else is back.
fn is_away(error: &Error) -> bool {
    match error {
        Error::Unavailable(_) => true,
        Error::Peer(status) => status.code() == tonic::Code::Unavailable,
        _ => false,
    }
}
