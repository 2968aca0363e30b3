//! What keeps the live streams true: events come in, and sessions that are over end theirs.
use std::{sync::Arc, time::Duration};

use futures::{StreamExt, stream};
use prost::Name as _;
use tandem_kit::bus::{Heard, hear};
use tandem_proto::{directory::AccountShared, event::Event};
use tokio::sync::broadcast::Receiver;
use tokio_util::sync::CancellationToken;

use crate::{
    live::{Hub, hub::Open},
    session::Sessions,
};

/// How many streams' credentials are asked for again each second: up to so many streams, a session that is over ends its
/// streams within a second or two; with more, in turn.
const ASKED_AT_ONCE: usize = 500;
const TURN: Duration = Duration::from_secs(1);

/// Passes events on until the process stops, and then ends every stream.
pub async fn events(
    events: Receiver<Arc<Event>>,
    (hub, sessions): (Hub, Sessions),
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let shared = AccountShared::full_name();
    hear(events, &stop, |heard| match heard {
        // Who sees what is asked from now on, of those who watch already, too: they come again.
        Heard::Event(event) if event.r#type == shared => {
            sessions.forget_all();
            hub.end_account(&event.account);
        }
        Heard::Event(event) => hub.publish(&event),
        Heard::Missed(missed) => {
            tracing::warn!(missed, "the live stream missed events: every screen reads again");
            hub.missed();
        }
    })
    .await;
    hub.close();
    Ok(())
}

/// Asks again and again whether those who watch are still signed in, and as the same.
pub async fn sessions(hub: Hub, sessions: Sessions, stop: CancellationToken) -> anyhow::Result<()> {
    let mut last = 0;
    loop {
        tokio::select! {
            () = tokio::time::sleep(TURN) => {}
            () = stop.cancelled() => return Ok(()),
        }
        let open = hub.open_after(last, ASKED_AT_ONCE);
        last = if open.len() == ASKED_AT_ONCE { open.last().map_or(0, |o| o.number) } else { 0 };
        let checks = open.into_iter().map(|open| check(&hub, &sessions, open));
        stream::iter(checks).buffer_unordered(16).collect::<()>().await;
    }
}

async fn check(hub: &Hub, sessions: &Sessions, open: Open) {
    // A directory that is away ends nothing.
    let Ok(known) = sessions.resolve(&open.token).await else { return };
    if known.as_deref() != Some(&*open.caller) {
        hub.end(&open.account, open.number);
    }
}
