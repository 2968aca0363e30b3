//! What a process says of itself: logs on standard error, traces to a collector, metrics to whoever asks.
mod metrics;

use std::{collections::HashMap, io::IsTerminal as _, time::Duration};

use anyhow::{Context as _, bail};
use opentelemetry::{global, trace::TracerProvider as _};
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

pub use self::metrics::{Metrics, metrics};
use crate::config::Telemetry;

const FILTER: &str = "info,tandem=info";
const TRACEPARENT: &str = "traceparent";

/// Keeps telling; what is not yet sent goes out when it is dropped.
#[must_use = "traces stop when it is dropped"]
pub struct Guard(Option<SdkTracerProvider>);

/// Begins to tell: `service` is what the process is called in traces. Once per process, on a runtime.
///
/// # Errors
/// Where a setting cannot be read, or telling has already begun.
pub fn init(settings: &Telemetry, service: &str) -> anyhow::Result<Guard> {
    let filter = if settings.filter.is_empty() { FILTER } else { &settings.filter };
    let filter = EnvFilter::try_new(filter).with_context(|| format!("log filter {filter:?}"))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let on_terminal = std::io::stderr().is_terminal();
    let lines = match (settings.format.as_str(), on_terminal) {
        ("json", _) | ("auto", false) => lines.json().flatten_event(true).with_span_list(false).boxed(),
        ("text", _) | ("auto", true) => lines.with_ansi(on_terminal).with_target(false).boxed(),
        (other, _) => bail!("telemetry.format {other:?} is not json, text or auto"),
    };
    let provider = settings.otlp.as_deref().map(|endpoint| traces_to(endpoint, service)).transpose()?;
    let traces = provider
        .as_ref()
        .map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer("tandem")));
    Registry::default()
        .with(filter)
        .with(lines)
        .with(traces)
        .try_init()
        .context("telling has already begun")?;
    Ok(Guard(provider))
}

fn traces_to(endpoint: &str, service: &str) -> anyhow::Result<SdkTracerProvider> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()
        .with_context(|| format!("telemetry.otlp {endpoint:?}"))?;
    let resource = Resource::builder().with_service_name(service.to_owned()).build();
    global::set_text_map_propagator(TraceContextPropagator::new());
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.0.take().map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

/// Counts an rpc: `path` is `/package.Service/Method`.
pub fn rpc(path: &str, code: tonic::Code, took: Duration) {
    let (service, method) = path.trim_start_matches('/').split_once('/').unwrap_or((path, ""));
    metrics().rpc(service, method, &format!("{code:?}"), took.as_secs_f64());
}

/// How many events wait in the outbox of a schema.
pub fn outbox_waiting(schema: &str, waiting: i64) {
    metrics().outbox_waiting(schema, waiting);
}

/// All metrics, in the text form of Prometheus.
#[must_use]
pub fn render() -> String {
    metrics().render()
}

/// The W3C trace context of what is being done, to be sent along; empty where nothing is traced.
#[must_use]
pub fn current_traceparent() -> String {
    let mut carrier = HashMap::new();
    let context = Span::current().context();
    global::get_text_map_propagator(|propagator| propagator.inject_context(&context, &mut carrier));
    carrier.remove(TRACEPARENT).unwrap_or_default()
}

/// Makes a span, before it is entered, part of the trace that a caller sent along. Nonsense is as good as nothing.
pub fn set_parent(span: &Span, traceparent: &str) {
    if traceparent.is_empty() {
        return;
    }
    let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    let context = global::get_text_map_propagator(|propagator| propagator.extract(&carrier));
    // refused only where nothing is traced
    let _ = span.set_parent(context);
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_trace_goes_on_where_the_caller_left_it() {
        global::set_text_map_propagator(TraceContextPropagator::new());
        let provider = SdkTracerProvider::builder().build();
        let traces = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        tracing::subscriber::with_default(Registry::default().with(traces), || {
            let span = tracing::info_span!("work");
            set_parent(&span, CALLER);
            let sent_on = span.in_scope(current_traceparent);
            assert_eq!(sent_on[..36], CALLER[..36]);
            assert_ne!(sent_on, CALLER);
        });
    }

    #[test]
    fn without_a_collector_nothing_is_sent_along() {
        set_parent(&Span::current(), "nonsense");
        assert_eq!(current_traceparent(), "");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_collector_that_is_away_holds_nothing_up() {
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let provider = traces_to(&format!("http://{nobody}"), "test").unwrap();
        let traces = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        tracing::subscriber::with_default(Registry::default().with(traces), || {
            drop(tracing::info_span!("work").entered());
        });
        let began = std::time::Instant::now();
        drop(Guard(Some(provider)));
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}
