//! Against a real broker, which is killed.
use std::{
    collections::HashSet,
    sync::atomic::{AtomicUsize, Ordering},
};

use tandem_proto::items::{ItemCreated, ItemUpdated};

use super::*;
use crate::{
    Error, clock,
    id::{AccountId, EventId},
    servers::RabbitMq,
};

const UPDATED: &str = "tandem.items.v1.ItemUpdated";

fn event(kind: &str, subject: usize, revision: i64) -> Arc<Event> {
    Arc::new(Event {
        id: EventId::new().uuid().to_string(),
        r#type: kind.into(),
        account: AccountId::new().to_string(),
        actor: "system".into(),
        time: Some(clock::timestamp(crate::Clock::default().now())),
        subjects: vec![format!("item_{subject}")],
        revision,
        ..Default::default()
    })
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(120);
    while !is_so().await {
        assert!(Instant::now() < end, "not in two minutes: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn publish(bus: &Rabbit, events: &[Arc<Event>]) {
    let mut left = events.to_vec();
    until("everything is published", async || {
        let results = bus.publish_all(&left).await;
        left = left
            .iter()
            .zip(results)
            .filter(|(_, result)| result.is_err())
            .map(|(event, _)| event.clone())
            .collect();
        left.is_empty()
    })
    .await;
}

/// Revisions in the order that they were handled, by subject.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<BTreeMap<String, Vec<i64>>>>);

impl Seen {
    fn note(&self, event: &Event) {
        self.0.lock().unwrap().entry(event.subjects[0].clone()).or_default().push(event.revision);
    }
    fn distinct(&self) -> usize {
        self.0.lock().unwrap().values().map(|revisions| revisions.iter().collect::<HashSet<_>>().len()).sum()
    }
    fn total(&self) -> usize {
        self.0.lock().unwrap().values().map(Vec::len).sum()
    }
    fn consumer(&self, queue: &'static str) -> Consumer {
        let seen = self.clone();
        Consumer::new(queue).on(move |event: Arc<Event>, _: ItemUpdated| {
            let seen = seen.clone();
            async move {
                tokio::task::yield_now().await;
                seen.note(&event);
                Ok(())
            }
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs RabbitMQ: make test-full"]
async fn a_broker_that_is_killed_loses_nothing_and_is_used_again() {
    const SUBJECTS: usize = 20;
    let folder = tempfile::tempdir().unwrap();
    let _ = tracing_subscriber::fmt()
        .with_env_filter("warn,tandem_kit=debug")
        .with_ansi(false)
        .with_test_writer()
        .try_init();
    let mut broker = RabbitMq::start(folder.path()).await.unwrap();
    let stop = CancellationToken::new();
    let (bus, seen) = (Rabbit::connect(&broker.url, stop.clone()), Seen::default());
    bus.consume(seen.consumer("items.first"));
    bus.consume(seen.consumer("items.second"));
    until("ready", async || bus.ready()).await;

    let restarted = CancellationToken::new();
    let publishing = async {
        let (mut rounds, mut last) = (0, i64::MAX);
        while rounds < last {
            let batch: Vec<_> = (0..SUBJECTS).map(|subject| event(UPDATED, subject, rounds)).collect();
            publish(&bus, &batch).await;
            rounds += 1;
            if restarted.is_cancelled() && last == i64::MAX {
                last = rounds + 20;
            }
        }
        usize::try_from(rounds).unwrap() * SUBJECTS
    };
    let killing = async {
        // RabbitMQ 3.10 forgets a queue that is made less than half a second before it is killed
        sleep(Duration::from_secs(2)).await;
        until("some were handled", async || seen.total() > 500).await;
        broker.kill();
        until("the loss is noticed", async || !bus.ready()).await;
        broker.start_again().await.unwrap();
        until("it is used again", async || bus.ready()).await;
        restarted.cancel();
    };
    let (wanted, ()) = tokio::join!(publishing, killing);
    // both consumers note in the same place: all revisions of all subjects, each at least twice
    until("all were handled", async || seen.distinct() == wanted && seen.total() >= 2 * wanted).await;
    until("idle", async || bus.idle().await.unwrap_or(false)).await;
    assert_eq!(bus.dead().await.unwrap(), 0);
    println!("{} events, {} handled twice by a consumer", wanted, seen.total() - 2 * wanted);

    stop.cancel();
    drop(bus);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs RabbitMQ: make test-full"]
async fn an_event_is_tried_again_or_given_up_and_everybody_may_watch() {
    let folder = tempfile::tempdir().unwrap();
    let broker = RabbitMq::start(folder.path()).await.unwrap();
    let stop = CancellationToken::new();
    let (bus, order, tries) =
        (Rabbit::connect(&broker.url, stop.clone()), Seen::default(), Arc::new(AtomicUsize::new(0)));
    let counted = tries.clone();
    bus.consume(order.consumer("items.order").on(move |_, _: ItemCreated| {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if first { Err(Error::Internal(anyhow!("not today"))) } else { Ok(()) } }
    }));
    let mut watcher = bus.watch();
    until("ready", async || bus.ready()).await;

    // in order, one subject's events; all to the watcher
    let events: Vec<_> = (0..100).map(|revision| event(UPDATED, 7, revision)).collect();
    publish(&bus, &events).await;
    for sent in &events {
        assert_eq!(watcher.recv().await.unwrap().id, sent.id);
    }
    until("all were handled", async || order.total() == 100).await;
    assert_eq!(order.0.lock().unwrap()["item_7"], (0..100).collect::<Vec<_>>());

    // what fails comes again after a second, and is not idle until then
    publish(&bus, &[event("tandem.items.v1.ItemCreated", 8, 0)]).await;
    until("it failed", async || tries.load(Ordering::SeqCst) == 1).await;
    assert!(!bus.idle().await.unwrap());
    until("it came again", async || tries.load(Ordering::SeqCst) == 2).await;
    until("idle", async || bus.idle().await.unwrap_or(false)).await;

    // what cannot be read is given up at once
    let link = bus.shared.link.borrow().clone().unwrap();
    let (to, options) = (bus.shared.topology.exchange(), BasicPublishOptions::default());
    link.publisher
        .basic_publish(to, UPDATED.into(), options, b"\xff", BasicProperties::default())
        .await
        .unwrap();
    until("it is given up", async || bus.dead().await.unwrap() == 1).await;

    // a queue of that name with other properties is a fault, not a queue
    let channel = link.connection.create_channel().await.unwrap();
    let durable = lapin::options::QueueDeclareOptions { durable: true, ..Default::default() };
    channel.queue_declare("items.classic".into(), durable, FieldTable::default()).await.unwrap();
    bus.consume(order.consumer("items.classic"));
    until("the fault is seen", async || !bus.ready()).await;
    until("it is named", async || bus.shared.faults.lock().unwrap().contains_key("items.classic")).await;

    // a broker of many: another namespace sees nothing of this one
    let apart = Rabbit::connect(&format!("{}?namespace=other", broker.url), stop.clone());
    apart.consume(Seen::default().consumer("items.order"));
    until("ready", async || apart.ready()).await;
    assert_eq!(apart.dead().await.unwrap(), 0);

    stop.cancel();
    drop((bus, apart));
}
