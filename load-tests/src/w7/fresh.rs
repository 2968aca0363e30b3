//! Freshness: from the request that makes an item to its being found, while fifty a second are made.
use std::time::{Duration, Instant};

use anyhow::ensure;
use tandem_proto::items::{CreateItemRequest, SearchItemsRequest, items_service_client::ItemsServiceClient};
use tokio::{task::JoinSet, time::MissedTickBehavior};
use tonic::transport::Channel;

use crate::{
    client::{histogram, micros, millis},
    report::say,
    system::System,
    w1,
};

const RATE: u64 = 50;
/// Each so manieth item is looked for.
const LOOKED_FOR: u64 = 10;
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures it and says it.
pub async fn measure(system: &System, seconds: u64) -> anyhow::Result<()> {
    let channel = system.channel().await?;
    let mut beat = tokio::time::interval(Duration::from_secs(1) / u32::try_from(RATE)?);
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut working = JoinSet::new();
    for n in 0..RATE * seconds {
        beat.tick().await;
        let word = format!("fresh{n}x");
        let create = system.signed(CreateItemRequest {
            title: format!("It is {word}"),
            description: w1::body(),
            ..CreateItemRequest::default()
        })?;
        let mut items = ItemsServiceClient::new(channel.clone());
        let look = n % LOOKED_FOR == 0;
        let searches = Looking { channel: channel.clone(), token: system.token.clone(), word };
        working.spawn(async move {
            let start = Instant::now();
            items.create_item(create).await?;
            if look { searches.until_found(start).await.map(Some) } else { anyhow::Ok(None) }
        });
    }
    let mut found = histogram();
    while let Some(done) = working.join_next().await {
        if let Some(taken) = done?? {
            found.record(micros(taken))?;
        }
    }
    say(&format!(
        "Freshness at {RATE} creates a second: {} looked for, all found, p50 {:.0} ms, p95 {:.0} ms, longest {:.0} ms",
        found.len(),
        millis(&found, 0.5),
        millis(&found, 0.95),
        millis(&found, 1.0)
    ));
    system.settle().await
}

struct Looking {
    channel: Channel,
    token: String,
    word: String,
}

impl Looking {
    async fn until_found(self, start: Instant) -> anyhow::Result<Duration> {
        let mut items = ItemsServiceClient::new(self.channel);
        loop {
            let mut request = tonic::Request::new(SearchItemsRequest {
                q: self.word.clone(),
                exact: true,
                ..SearchItemsRequest::default()
            });
            request.metadata_mut().insert("authorization", format!("Bearer {}", self.token).parse()?);
            if !items.search_items(request).await?.into_inner().items.is_empty() {
                return Ok(start.elapsed());
            }
            ensure!(start.elapsed() < PATIENCE, "{} is not found", self.word);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
