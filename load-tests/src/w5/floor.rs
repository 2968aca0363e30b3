//! What the way to the screen takes at least: two commits of one row, and two events published and delivered.
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use sqlx::{Connection as _, PgConnection};
use tandem_kit::{
    Bus,
    bus::{Local, Rabbit},
    id::{AccountId, EventId},
};
use tandem_proto::event::Event;
use tokio::{sync::broadcast, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    client::{histogram, micros, millis},
    limit,
    system::System,
};

const TIMES: usize = 300;
const OPENING: Duration = Duration::from_secs(30);

/// The database and the bus that the system under test uses too.
pub struct Floor {
    connection: PgConnection,
    bus: Bus,
    watched: broadcast::Receiver<Arc<Event>>,
    stop: CancellationToken,
}

impl Floor {
    pub async fn open(system: &System) -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        let bus = match &system.broker {
            Some(broker) => Bus::Rabbit(Rabbit::connect(&broker.url, stop.clone())),
            None => Bus::Local(Local::new(stop.clone())),
        };
        let watched = bus.watch();
        let connection = PgConnection::connect(&system.database_url).await?;
        let mut floor = Self { connection, bus, watched, stop };
        let end = Instant::now() + OPENING;
        // A broker is connected to in the background.
        while !matches!(timeout(Duration::from_millis(200), floor.deliver()).await, Ok(Ok(()))) {
            anyhow::ensure!(Instant::now() < end, "the bus delivers nothing");
        }
        Ok(floor)
    }
    /// The sum of the medians, in milliseconds.
    pub async fn measure(&mut self) -> anyhow::Result<f64> {
        let (mut commits, mut deliveries) = (histogram(), histogram());
        for _ in 0..TIMES {
            let start = Instant::now();
            limit::commit(&mut self.connection).await?;
            commits.record(micros(start.elapsed()))?;
            let start = Instant::now();
            timeout(OPENING, self.deliver()).await.context("an event was not delivered")??;
            deliveries.record(micros(start.elapsed()))?;
        }
        Ok(2.0 * (millis(&commits, 0.5) + millis(&deliveries, 0.5)))
    }
    /// Publishes an event until it is confirmed, and waits until it has come.
    async fn deliver(&mut self) -> anyhow::Result<()> {
        let event = Event {
            id: EventId::new().uuid().to_string(),
            r#type: "tandem.load.v1.Probed".into(),
            account: AccountId::new().to_string(),
            ..Event::default()
        };
        let id = event.id.clone();
        for published in self.bus.publish_all(&[Arc::new(event)]).await {
            published?;
        }
        while self.watched.recv().await?.id != id {}
        Ok(())
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
