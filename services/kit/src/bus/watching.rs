//! Listening to every event, for what is kept in memory or passed on.
use std::sync::Arc;

use tandem_proto::event::Event;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

/// What a watcher is told.
pub enum Heard {
    Event(Arc<Event>),
    /// So many were missed: whatever was concluded from events is in doubt.
    Missed(u64),
}

/// Tells a watcher of events as they come, until the process stops. See [`super::Bus::watch`].
pub async fn hear(mut events: Receiver<Arc<Event>>, stop: &CancellationToken, mut tell: impl FnMut(Heard)) {
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = stop.cancelled() => return,
        };
        match event {
            Ok(event) => tell(Heard::Event(event)),
            Err(RecvError::Lagged(missed)) => tell(Heard::Missed(missed)),
            Err(RecvError::Closed) => return stop.cancelled().await,
        }
    }
}
