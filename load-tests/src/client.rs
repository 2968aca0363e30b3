//! Closed loops: so many clients, each asking again as soon as it was answered.
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::task::JoinSet;

/// One client of a workload.
pub trait Client: Send + 'static {
    /// Does the thing once.
    fn once(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// What was measured.
pub struct Run {
    pub latency: Histogram<u64>,
    pub elapsed: Duration,
    /// Processor time of the servers, of all that followed too.
    pub cpu: Duration,
}

impl Run {
    pub fn per_second(&self) -> f64 {
        self.latency.len() as f64 / self.elapsed.as_secs_f64()
    }
    pub fn cpu_micros(&self) -> f64 {
        self.cpu.as_micros() as f64 / self.latency.len().max(1) as f64
    }
    /// A quantile in milliseconds.
    pub fn millis(&self, quantile: f64) -> f64 {
        millis(&self.latency, quantile)
    }
}

/// A histogram of microseconds up to a minute.
pub fn histogram() -> Histogram<u64> {
    Histogram::new_with_max(60_000_000, 3).expect("a minute fits")
}

/// A duration for a histogram.
pub fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX).clamp(1, 60_000_000)
}

/// A quantile of microseconds, in milliseconds.
pub fn millis(of: &Histogram<u64>, quantile: f64) -> f64 {
    of.value_at_quantile(quantile) as f64 / 1000.0
}

/// Lets all clients work for a while. The first failure ends it: a measurement with failures measures something else.
pub async fn closed<C: Client>(clients: Vec<C>, time: Duration) -> anyhow::Result<Run> {
    let (start, mut working) = (Instant::now(), JoinSet::new());
    for mut client in clients {
        working.spawn(async move {
            let mut latency = histogram();
            while start.elapsed() < time {
                let asked = Instant::now();
                client.once().await?;
                latency.record(micros(asked.elapsed()))?;
            }
            anyhow::Ok(latency)
        });
    }
    let mut latency = histogram();
    while let Some(ended) = working.join_next().await {
        latency.add(ended??)?;
    }
    Ok(Run { latency, elapsed: start.elapsed(), cpu: Duration::ZERO })
}
