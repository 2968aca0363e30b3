//! One connection after another: what is declared, subscribed and watched lives as long as it does.
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, Weak, atomic::Ordering},
    time::Duration,
};

use anyhow::{Context as _, bail};
use futures::{StreamExt as _, future::join_all};
use lapin::{
    Channel, Connection, ConnectionProperties,
    options::{BasicConsumeOptions, ConfirmSelectOptions},
    types::FieldTable,
    uri::AMQPUri,
};
use prost::Message;
use tandem_proto::event::Event;
use tokio::time::{Instant, interval, sleep, timeout};

use super::{
    Consumer, Link, Shared,
    consume::{self, Subscription},
    topology::{self, Topology},
};
use crate::telemetry::metrics;

const CONNECT: Duration = Duration::from_secs(5);
const DECLARE: Duration = Duration::from_secs(30);
const BETWEEN_TRIES: Duration = Duration::from_secs(10);
const GLANCE: Duration = Duration::from_millis(200);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// After the stop: so long handlers may finish and the relays may publish what they hold.
const GRACE: Duration = Duration::from_secs(30);
const HEARTBEAT_SECONDS: u16 = 10;

/// Keeps a connection up until the bus is stopped, or nobody has it any more.
pub(super) async fn supervise(shared: Arc<Shared>, url: String, users: Weak<()>) {
    let mut pause = FIRST_PAUSE;
    let mut told = false;
    while users.strong_count() > 0 && !shared.stop.is_cancelled() {
        let began = Instant::now();
        let Err(error) = live(&shared, &url, &users).await else { return };
        shared.link.send_replace(None);
        shared.subscribed.store(0, Ordering::SeqCst);
        metrics().bus_connected(false);
        let lasted = began.elapsed() > CONNECT * 2;
        if lasted || !told {
            tracing::warn!(error = format!("{error:#}"), "no connection to the broker: trying again");
        }
        (told, pause) = (true, if lasted { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) });
        tokio::select! {
            () = sleep(pause) => {}
            () = shared.stop.cancelled() => {}
        }
    }
}

/// Declares everything for these consumers.
pub(super) async fn declare(topology: &Topology, url: &str, consumers: &[Consumer]) -> anyhow::Result<()> {
    let link = timeout(CONNECT, connect(url)).await.context("no answer from the broker in 5 s")??;
    timeout(DECLARE, async {
        topology.declare(&link.publisher).await?;
        for consumer in consumers {
            topology.declare_for(&link.publisher, consumer).await?;
        }
        anyhow::Ok(())
    })
    .await
    .context("declaring took 30 s")??;
    Ok(link.connection.close(200, "declared".into()).await?)
}

/// One connection, from its beginning to its end; `Ok` where the end was wished for.
async fn live(shared: &Arc<Shared>, url: &str, users: &Weak<()>) -> anyhow::Result<()> {
    let link = timeout(CONNECT, connect(url)).await.context("no answer in 5 s")??;
    timeout(DECLARE, shared.topology.declare(&link.publisher)).await.context("declaring took 30 s")??;
    let mut session =
        Session { link, subscriptions: BTreeMap::new(), tries_again_at: Instant::now(), watching: None };
    // first the queues, then the events
    session.catch_up(shared).await?;
    shared.link.send_replace(Some(session.link.clone()));
    metrics().bus_connected(true);
    tracing::info!("connected to the broker");
    let mut glance = interval(GLANCE);
    loop {
        tokio::select! {
            () = shared.changed.notified() => session.catch_up(shared).await?,
            () = shared.broken.notified() => bail!("the broker did not confirm in time"),
            () = shared.stop.cancelled() => break,
            _ = glance.tick() => session.look(shared).await?,
        }
        if users.strong_count() == 0 {
            break;
        }
    }
    session.finish(shared, users).await
}

async fn connect(url: &str) -> anyhow::Result<Link> {
    let mut uri: AMQPUri =
        url.parse().map_err(|error| anyhow::anyhow!("bus.url is not an address: {error}"))?;
    // a broker that is gone without a word is noticed within two of them
    uri.query.heartbeat.get_or_insert(HEARTBEAT_SECONDS);
    let properties = ConnectionProperties::default().with_connection_name("tandem".into());
    let connection = Connection::connect_uri(uri, properties).await?;
    let publisher = connection.create_channel().await?;
    publisher.confirm_select(ConfirmSelectOptions::default()).await?;
    Ok(Link { connection: Arc::new(connection), publisher })
}

struct Session {
    link: Link,
    subscriptions: BTreeMap<&'static str, Subscription>,
    /// When consumers that could not be subscribed get another chance.
    tries_again_at: Instant,
    watching: Option<Channel>,
}

impl Session {
    /// Subscribes the consumers that have no subscription, and the watchers. A queue that is not as it should be does not
    /// keep the others from theirs.
    async fn catch_up(&mut self, shared: &Arc<Shared>) -> anyhow::Result<()> {
        self.tries_again_at = Instant::now() + BETWEEN_TRIES;
        let lacking = shared
            .consumers()
            .into_iter()
            .filter(|consumer| !self.subscriptions.contains_key(consumer.queue));
        let subscribing = lacking.map(async |consumer| {
            let queue = consumer.queue;
            (queue, timeout(DECLARE, consume::subscribe(shared, &self.link.connection, consumer)).await)
        });
        for (queue, subscribed) in join_all(subscribing).await {
            let error = match subscribed {
                Ok(Ok(subscription)) => {
                    clear_fault(shared, queue);
                    self.subscriptions.insert(queue, subscription);
                    continue;
                }
                Ok(Err(error)) if topology::is_another(&error) => {
                    format!("it has other properties, empty and delete it and it is made anew: {error}")
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => "no answer in 30 s: its leader may be away".into(),
            };
            self.check()?;
            fault(shared, queue, error);
        }
        shared.subscribed.store(self.subscriptions.len(), Ordering::SeqCst);
        if self.watching.is_none() && shared.watched.load(Ordering::SeqCst) {
            let channel = timeout(DECLARE, watch(shared, &self.link.connection))
                .await
                .context("watching took 30 s")??;
            self.watching = Some(channel);
        }
        Ok(())
    }
    async fn look(&mut self, shared: &Arc<Shared>) -> anyhow::Result<()> {
        self.check()?;
        if Instant::now() > self.tries_again_at && self.subscriptions.len() < shared.consumers().len() {
            self.catch_up(shared).await?;
        }
        Ok(())
    }
    /// Refuses once the connection, or any channel of it, is gone: then all of it is made anew.
    fn check(&self) -> anyhow::Result<()> {
        if !self.link.connection.status().connected() {
            bail!("the connection was lost");
        }
        let mut channels = self
            .subscriptions
            .values()
            .map(|it| &it.channel)
            .chain([&self.link.publisher])
            .chain(&self.watching);
        if channels.any(|channel| !channel.status().connected()) {
            bail!("the broker closed a channel");
        }
        Ok(())
    }
    /// Takes no more events, and leaves when those in hand are done and nobody publishes any more.
    async fn finish(self, shared: &Arc<Shared>, users: &Weak<()>) -> anyhow::Result<()> {
        for subscription in self.subscriptions.values() {
            subscription.cancel().await;
        }
        let end = Instant::now() + GRACE;
        while Instant::now() < end && (users.strong_count() > 0 || shared.in_hand.load(Ordering::SeqCst) > 0)
        {
            sleep(GLANCE / 4).await;
            if !self.link.connection.status().connected() {
                break;
            }
        }
        shared.link.send_replace(None);
        metrics().bus_connected(false);
        // the broker drops the connection of a process that ends without a word just as well
        let _ = timeout(CONNECT, self.link.connection.close(200, "goodbye".into())).await;
        Ok(())
    }
}

fn fault(shared: &Shared, queue: &str, error: String) {
    tracing::error!(queue, error, "a queue cannot be consumed");
    shared.faults.lock().unwrap_or_else(PoisonError::into_inner).insert(queue.to_owned(), error);
}

fn clear_fault(shared: &Shared, queue: &str) {
    shared.faults.lock().unwrap_or_else(PoisonError::into_inner).remove(queue);
}

/// Passes every event on to whoever watches in this process.
async fn watch(shared: &Arc<Shared>, connection: &Connection) -> lapin::Result<Channel> {
    let channel = connection.create_channel().await?;
    let queue = shared.topology.declare_watch(&channel).await?;
    let options = BasicConsumeOptions { no_ack: true, exclusive: true, ..Default::default() };
    let mut deliveries = channel.basic_consume(queue, "".into(), options, FieldTable::default()).await?;
    let watchers = shared.watchers.clone();
    shared.tasks.spawn(async move {
        while let Some(Ok(delivery)) = deliveries.next().await {
            if let Ok(event) = Event::decode(delivery.data.as_slice()) {
                let _ = watchers.send(Arc::new(event)); // nobody watching just now is fine
            }
        }
    });
    Ok(channel)
}
