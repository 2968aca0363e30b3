use std::sync::{Arc, Mutex};

use tandem_proto::items as pb;
use tracing::{Event, Subscriber, field};
use tracing_subscriber::{Layer, layer::Context, prelude::*, registry::LookupSpan};

use crate::desk::Desk;

/// The statements that were sent to the database within an rpc.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

struct Summary(String);

impl field::Visit for Summary {
    fn record_str(&mut self, field: &field::Field, value: &str) {
        if field.name() == "summary" {
            value.clone_into(&mut self.0);
        }
    }
    fn record_debug(&mut self, _: &field::Field, _: &dyn std::fmt::Debug) {}
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let within_rpc =
            context.event_scope(event).is_some_and(|mut scope| scope.any(|span| span.name() == "rpc"));
        if within_rpc && event.metadata().target() == "sqlx::query" {
            let mut summary = Summary(String::new());
            event.record(&mut summary);
            self.0.lock().unwrap().push(summary.0.to_lowercase());
        }
    }
}

#[tokio::test]
async fn an_item_is_made_by_two_statements_and_one_commit_and_read_by_one() {
    let statements = Statements::default();
    let _watching = tracing::subscriber::set_default(tracing_subscriber::registry().with(statements.clone()));
    let desk = Desk::open().await;
    desk.ticket("The first one makes the account's defaults").await;
    let since = || std::mem::take(&mut *statements.0.lock().unwrap());
    since();
    let request = pb::CreateItemRequest {
        title: "Printer".into(),
        request_id: "r-1".into(),
        priority: 3,
        ..Default::default()
    };
    let item = desk.creates(request).await;
    let (frame, work): (Vec<_>, Vec<_>) =
        since().into_iter().partition(|s| s.starts_with("begin") || s.starts_with("commit"));
    assert_eq!(work.len(), 2, "the item with its activity and its mark, and the event: {work:?}");
    assert_eq!(frame.iter().filter(|s| s.starts_with("commit")).count(), 1, "{frame:?}");
    desk.gets(&item.id).await.unwrap();
    let read = since();
    assert_eq!(read.len(), 1, "{read:?}");
    desk.bench.end().await;
}
