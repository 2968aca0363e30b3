//! The metrics of a process, in the text form of Prometheus.
use std::sync::LazyLock;

use prometheus::{
    Gauge, GaugeVec, HistogramOpts, HistogramVec, IntCounter, IntGaugeVec, Opts, Registry, TextEncoder,
    core::Collector,
};

/// From a cache's answer to a broker's time-out, in seconds.
const BUCKETS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];
const SOUND: &str = "names and labels are constants";

/// What is counted. Labels are names of the contract, never ids: there is a bounded number of series.
pub struct Metrics {
    registry: Registry,
    rpc: HistogramVec,
    consumed: HistogramVec,
    published: IntCounter,
    outbox_waiting: IntGaugeVec,
    outbox_lag: GaugeVec,
    cache_failures: IntCounter,
    bus_connected: Gauge,
}

/// Those of this process.
pub fn metrics() -> &'static Metrics {
    static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);
    &METRICS
}

impl Metrics {
    fn new() -> Self {
        let registry = Registry::new();
        let histogram = |name: &str, help: &str, labels: &[&str]| {
            HistogramVec::new(HistogramOpts::new(name, help).buckets(BUCKETS.to_vec()), labels).expect(SOUND)
        };
        let waiting = Opts::new("tandem_outbox_waiting", "Events that the bus has not taken.");
        let lag =
            Opts::new("tandem_outbox_lag_seconds", "Age of the oldest event that the bus has not taken.");
        Self {
            rpc: known(
                &registry,
                histogram("tandem_rpc_seconds", "Time to answer an rpc.", &["service", "method", "code"]),
            ),
            consumed: known(
                &registry,
                histogram("tandem_consumed_seconds", "Time to handle an event.", &["queue", "outcome"]),
            ),
            published: known(
                &registry,
                IntCounter::new("tandem_published_total", "Events that the bus has taken.").expect(SOUND),
            ),
            outbox_waiting: known(&registry, IntGaugeVec::new(waiting, &["service"]).expect(SOUND)),
            outbox_lag: known(&registry, GaugeVec::new(lag, &["service"]).expect(SOUND)),
            cache_failures: known(
                &registry,
                IntCounter::new("tandem_cache_failures_total", "Operations that Redis did not answer.")
                    .expect(SOUND),
            ),
            bus_connected: known(
                &registry,
                Gauge::new("tandem_bus_connected", "1 while there is a connection to RabbitMQ.")
                    .expect(SOUND),
            ),
            registry,
        }
    }
    /// An rpc was answered: its service and method, the name of the gRPC code, and how long it took.
    pub fn rpc(&self, service: &str, method: &str, code: &str, seconds: f64) {
        self.rpc.with_label_values(&[service, method, code]).observe(seconds);
    }
    /// An event was handled: `outcome` is `done`, `retry` or `dead`.
    pub fn consumed(&self, queue: &str, outcome: &str, seconds: f64) {
        self.consumed.with_label_values(&[queue, outcome]).observe(seconds);
    }
    /// The bus has taken so many events.
    pub fn published(&self, events: usize) {
        self.published.inc_by(u64::try_from(events).unwrap_or(0));
    }
    /// How many events wait in a service's outbox.
    pub fn outbox_waiting(&self, service: &str, events: i64) {
        self.outbox_waiting.with_label_values(&[service]).set(events);
    }
    /// How old the oldest event in a service's outbox is; 0 where there is none.
    pub fn outbox_lag(&self, service: &str, seconds: f64) {
        self.outbox_lag.with_label_values(&[service]).set(seconds);
    }
    /// Redis did not answer.
    pub fn cache_failed(&self) {
        self.cache_failures.inc();
    }
    /// A connection to RabbitMQ came or went.
    pub fn bus_connected(&self, connected: bool) {
        self.bus_connected.set(f64::from(u8::from(connected)));
    }
    /// Makes a service's own collector part of the answer.
    ///
    /// # Errors
    /// Where there is one of that name already.
    pub fn register(&self, collector: impl Collector + 'static) -> anyhow::Result<()> {
        Ok(self.registry.register(Box::new(collector))?)
    }
    /// All of them, for `/metrics`.
    #[must_use]
    pub fn render(&self) -> String {
        TextEncoder::new().encode_to_string(&self.registry.gather()).unwrap_or_default()
    }
}

fn known<C: Collector + Clone + 'static>(registry: &Registry, collector: C) -> C {
    registry.register(Box::new(collector.clone())).expect(SOUND);
    collector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_in_the_answer() {
        let metrics = Metrics::new();
        metrics.rpc("tandem.items.v1.ItemsService", "GetItem", "OK", 0.004);
        metrics.published(3);
        metrics.outbox_lag("items", 1.5);
        let text = metrics.render();
        for line in ["tandem_published_total 3", "tandem_outbox_lag_seconds{service=\"items\"} 1.5"] {
            assert!(text.contains(line), "{text}");
        }
        assert!(text.contains("tandem_rpc_seconds_count{code=\"OK\",method=\"GetItem\",service=\"tandem.items.v1.ItemsService\"} 1"));
    }
}
