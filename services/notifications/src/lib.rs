//! Notifications: who follows what, who should be told of what happened, and how.
mod api;
mod consumers;
mod follow;
mod item;
mod kept;
mod mail;
mod merge;
mod notification;
mod preference;
mod purge;
mod shared;
mod tell;
mod there;
mod wire;

use std::time::Duration;

use sqlx::migrate::Migrator;
use tandem_kit::{Context, Service, Started, Ticker, sight::Sight};
use tandem_proto::notifications::notifications_service_server::NotificationsServiceServer;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/notifications");

/// The service.
pub const SERVICE: Service = Service {
    name: "notifications",
    roles: &[],
    migrations: &MIGRATIONS,
    nouns: kept::KEPT,
    start: |cx| Box::pin(async move { build(&cx) }),
};

fn build(cx: &Context) -> anyhow::Result<Started> {
    let mut started = Started::default();
    started.routes.add_service(NotificationsServiceServer::new(api::Api {
        db: cx.db.clone(),
        clock: cx.clock.clone(),
        owners: there::Owners::new(cx)?,
        sight: Sight::new(cx)?,
    }));
    started.consumers.push(consumers::tell(tell::Teller::new(cx)?));
    started.consumers.push(merge::consumer(&cx.db, &cx.clock));
    started.consumers.push(purge::consumer(&cx.db));
    started.consumers.push(shared::consumer(&cx.db));
    let mailer = mail::Mailer::new(cx)?;
    started.tickers.push(Ticker::new("notifications.mail", Duration::from_secs(5), move || {
        let mailer = mailer.clone();
        async move { mailer.mail_unseen().await }
    }));
    Ok(started)
}
