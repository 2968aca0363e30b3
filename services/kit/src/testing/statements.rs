//! Counting the statements that rpcs send to the database: counts, so the same on every machine.
use std::sync::{Arc, Mutex, PoisonError};

use tracing::{Event, Subscriber, field, subscriber::DefaultGuard};
use tracing_subscriber::{Layer, layer::Context, prelude::*, registry::LookupSpan};

/// The statements that were sent to the database within rpcs on this thread.
pub struct Statements {
    sent: Sent,
    _watching: DefaultGuard,
}

#[derive(Clone, Default)]
struct Sent(Arc<Mutex<Vec<String>>>);

struct Summary(String);

impl field::Visit for Summary {
    fn record_str(&mut self, field: &field::Field, value: &str) {
        if field.name() == "summary" {
            value.clone_into(&mut self.0);
        }
    }
    fn record_debug(&mut self, _: &field::Field, _: &dyn std::fmt::Debug) {}
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Sent {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let within_rpc =
            context.event_scope(event).is_some_and(|mut scope| scope.any(|span| span.name() == "rpc"));
        if within_rpc && event.metadata().target() == "sqlx::query" {
            let mut summary = Summary(String::new());
            event.record(&mut summary);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(summary.0.to_lowercase());
        }
    }
}

impl Statements {
    /// Counts from now on, as long as it lives.
    #[must_use]
    pub fn counted() -> Self {
        let sent = Sent::default();
        let watching = tracing::subscriber::set_default(tracing_subscriber::registry().with(sent.clone()));
        Self { sent, _watching: watching }
    }
    /// What was sent since this was last asked: commits, and statements that are neither a beginning nor an end.
    #[must_use]
    pub fn since(&self) -> (usize, Vec<String>) {
        let all = std::mem::take(&mut *self.sent.0.lock().unwrap_or_else(PoisonError::into_inner));
        let commits = all.iter().filter(|one| one.starts_with("commit")).count();
        let work = all.into_iter().filter(|one| !one.starts_with("begin") && !one.starts_with("commit"));
        (commits, work.collect())
    }
}
