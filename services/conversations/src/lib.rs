//! Conversations: messages and the channels they travel by. Mail comes in (`inbound`, `smtp`), joins a conversation
//! (`conversation`, `message`), and leaves (`outgoing`); what a mail means is decided by the pure engine in `mail`.
use std::{sync::Arc, time::Duration};

use sqlx::migrate::Migrator;
use tandem_kit::{Context, Service, Started, Task, Ticker};
use tandem_proto::event::Event;
use tokio::sync::broadcast;

pub mod address;
mod api;
pub mod authentication;
pub mod canned_reply;
pub mod channel_health;
pub mod chat;
mod consumers;
pub mod conversation;
pub mod draft;
mod error;
pub mod file;
pub mod follower;
pub mod inbound;
pub mod job;
mod kept;
pub mod mail;
pub mod mail_policy;
pub mod mailbox;
pub mod message;
pub mod messenger;
pub mod outgoing;
pub mod peer;
pub mod presence;
mod purge;
pub mod recipient;
pub mod reply_key;
pub mod settings;
pub mod smtp;
pub mod template;
pub mod tools;
mod wire;

/// The schema of this service.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/conversations");

/// The service: rpcs (`api`), the listener and the reader (`mail-in`), the sender (`mail-out`), websites' visitors (`chat`).
pub const SERVICE: Service = Service {
    name: "conversations",
    roles: &["api", "mail-in", "mail-out", "chat"],
    migrations: &MIGRATIONS,
    nouns: kept::KEPT,
    start: |cx| Box::pin(start(cx)),
};

/// How soon mail that waits is looked after.
const READ_EVERY: Duration = Duration::from_millis(50);
const FETCH_EVERY: Duration = Duration::from_secs(1);
const FIGURES_EVERY: Duration = Duration::from_secs(15);
const SEND_EVERY: Duration = Duration::from_millis(300);
/// How exactly a message that waits is posted when its time comes.
const POST_EVERY: Duration = Duration::from_millis(500);
/// How soon chats that wait, and messages that nobody saw, are looked after.
const ATTEND_EVERY: Duration = Duration::from_millis(500);
const FORGET_EVERY: Duration = Duration::from_secs(600);
/// How soon it is noticed that somebody who took chats has left.
const LEAVE_EVERY: Duration = Duration::from_secs(5);
/// How often it is looked for uploads that nobody goes on with.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

#[expect(clippy::unused_async, reason = "every service starts this way")]
async fn start(cx: Context) -> anyhow::Result<Started> {
    let settings: settings::Settings = cx.config.section("conversations")?;
    let tools = tools::Tools::new(&cx)?;
    let mut started = Started::default();
    if cx.plays("api") {
        api::add(&mut started, &chat::Chats::new(&cx, &tools)?);
        add_upkeep(&mut started, &tools);
    }
    if cx.plays("mail-in") {
        let (at_door, reading, fetching) = (tools.clone(), tools.clone(), tools.clone());
        started
            .tasks
            .push(Task::new("conversations.smtp", move |stop| smtp::serve(at_door, settings.smtp, stop)));
        let (listening, figures) = (tools.clone(), tools.clone());
        started.tickers.push(Ticker::new("conversations.figures", FIGURES_EVERY, move || {
            let tools = figures.clone();
            async move { channel_health::figures::refresh(&tools).await }
        }));
        started
            .tasks
            .push(Task::new("conversations.idle", move |stop| mailbox::idle::serve(listening, stop)));
        let reader = Ticker::new("conversations.read", READ_EVERY, move || {
            let tools = reading.clone();
            async move { inbound::read::tick(&tools).await }
        });
        started.tickers.push(reader.by_the(inbound::read::FULL));
        started.tickers.push(Ticker::new("conversations.fetch", FETCH_EVERY, move || {
            let tools = fetching.clone();
            async move { mailbox::poll::tick(&tools).await }
        }));
    }
    if cx.plays("chat") {
        add_chats(&mut started, &chat::Chats::new(&cx, &tools)?, cx.bus.watch());
    }
    if cx.plays("mail-out") {
        let relay = outgoing::by_installation::Relay::new(settings.relay.as_deref())?;
        let sender = outgoing::send::Sender::new(tools, relay);
        let by_mailbox = sender.clone();
        started.tickers.push(Ticker::new("conversations.send", SEND_EVERY, move || {
            let sender = sender.clone();
            async move { sender.tick().await }
        }));
        started.tickers.push(Ticker::new("conversations.send_by_mailbox", SEND_EVERY, move || {
            let sender = by_mailbox.clone();
            async move { sender.tick_mailboxes().await }
        }));
    }
    Ok(started)
}

/// What is done for conversations whoever asks: what waits is posted, what others tell is heard, what nobody goes on with is swept away.
fn add_upkeep(started: &mut Started, tools: &tools::Tools) {
    let (posting, sweeping) = (tools.clone(), tools.clone());
    started.tickers.push(Ticker::new("conversations.sweep", SWEEP_EVERY, move || {
        let tools = sweeping.clone();
        async move { file::receive::sweep(&tools).await }
    }));
    started.tickers.push(Ticker::new("conversations.post", POST_EVERY, move || {
        let tools = posting.clone();
        async move { message::schedule::tick(&tools).await }
    }));
    started.consumers.extend(messenger::consumers::all(tools));
    started.consumers.extend(consumers::all(tools));
    started.consumers.push(conversation::merge::consumer(tools));
    add_purge(started, tools);
}

/// What goes when items are gone for good.
fn add_purge(started: &mut Started, tools: &tools::Tools) {
    started.consumers.push(purge::consumer(tools));
    let purging = tools.clone();
    let purge = Ticker::new("conversations.purge", FORGET_EVERY, move || {
        let tools = purging.clone();
        async move { purge::tick(&tools).await }
    });
    started.tickers.push(purge.by_the(purge::BATCH));
}

/// What the role `chat` does.
fn add_chats(started: &mut Started, chats: &chat::Chats, events: broadcast::Receiver<Arc<Event>>) {
    api::add_chats(started, chats);
    started.consumers.extend(chat::consumers::all(chats));
    let hub = chats.hub.clone();
    started.tasks.push(Task::new("conversations.chat", move |stop| chat::live::watch(events, hub, stop)));
    let (attending, relaying, forgetting, leaving) =
        (chats.clone(), chats.tools.clone(), chats.clone(), chats.clone());
    started.tickers.push(Ticker::new("conversations.leave", LEAVE_EVERY, move || {
        let chats = leaving.clone();
        async move { chat::leave::tick(&chats).await }
    }));
    started.tickers.push(Ticker::new("conversations.attend", ATTEND_EVERY, move || {
        let chats = attending.clone();
        async move { chat::attend::tick(&chats).await }
    }));
    started.tickers.push(Ticker::new("conversations.held", ATTEND_EVERY, move || {
        let tools = relaying.clone();
        async move { message::held::tick(&tools).await }
    }));
    started.tickers.push(Ticker::new("conversations.forget", FORGET_EVERY, move || {
        let chats = forgetting.clone();
        async move { chat::visitor::forget(&chats, chats.tools.clock.now()).await }
    }));
}
