//! A process is a list of services. Embedded mode is a longer list.
mod launch;
mod work;

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use futures::future::BoxFuture;
use sqlx::migrate::Migrator;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

pub use self::{
    launch::{command, migrate, open_database, start},
    work::{Task, Ticker},
};
use crate::{
    Bus, Clock, Config, Consumer, Db, Noun, blob::Blobs, cache::Cache, event, rpc::Peers, serve::Around,
    servers,
};

/// What a service is: a name, its roles, a schema, and a way to start.
pub struct Service {
    /// As on the command line: `items`, `customer-apps`.
    pub name: &'static str,
    /// The parts of it that may run apart: `conversations/mail-in`. None: it is one thing.
    pub roles: &'static [&'static str],
    pub migrations: &'static Migrator,
    /// The tables that an export of an account holds; the audit compares their rows.
    pub nouns: &'static [Noun],
    pub start: fn(Context) -> BoxFuture<'static, anyhow::Result<Started>>,
}

impl Service {
    /// Its schema in the database.
    #[must_use]
    pub fn schema(&self) -> &'static str {
        // The one name with a hyphen; a schema cannot have one without quotes.
        if self.name == "customer-apps" { "customer_apps" } else { self.name }
    }
}

/// What a service is given.
#[derive(Clone)]
pub struct Context {
    pub db: Db,
    pub peers: Peers,
    pub bus: Bus,
    pub cache: Cache,
    pub blobs: Blobs,
    pub clock: Clock,
    pub config: Arc<Config>,
    /// Cancelled when the process is told to stop.
    pub stop: CancellationToken,
    roles: Arc<Vec<String>>,
}

impl Context {
    /// Whether this process plays that role of the service; all of them where none was named.
    #[must_use]
    pub fn plays(&self, role: &str) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|r| r == role)
    }
}

/// What a service offers once started.
#[derive(Default)]
pub struct Started {
    pub routes: RoutesBuilder,
    /// Around each rpc of a caller who may not see all of the account.
    pub around: Option<Around>,
    pub consumers: Vec<Consumer>,
    pub tasks: Vec<Task>,
    pub tickers: Vec<Ticker>,
}

/// A part of a process that has ended, and how.
type Ended = (&'static str, anyhow::Result<()>);

/// A running process.
pub struct Running {
    /// The way to its services, as a peer sees them.
    pub peers: Peers,
    pub clock: Clock,
    pub blobs: Blobs,
    pub config: Arc<Config>,
    pub(crate) state: Arc<State>,
    stop: CancellationToken,
    work: JoinSet<Ended>,
    embedded: Option<servers::Postgres>,
    /// Those of a command, which does not let them have their events.
    consumers: Vec<Consumer>,
}

/// What the operations port looks at.
pub struct State {
    pub(crate) dbs: Vec<Db>,
    pub(crate) bus: Bus,
    pub(crate) tickers: Vec<Ticker>,
    pub(crate) clock: Clock,
    pub(crate) testing: bool,
    pub(crate) draining: CancellationToken,
    pub(crate) names: Vec<&'static str>,
}

impl State {
    /// Runs every ticker once, and counts what was done or still waits. Zero, twice in a row, means quiet.
    pub(crate) async fn settle(&self) -> anyhow::Result<i64> {
        let mut work = 0;
        for ticker in &self.tickers {
            work += i64::try_from(ticker.turn().await).unwrap_or(i64::MAX);
        }
        for db in &self.dbs {
            work += event::waiting(db).await?;
        }
        Ok(work + i64::from(!self.bus.idle().await))
    }
    /// How many events were parked in the schemas of this process.
    pub(crate) async fn parked(&self) -> anyhow::Result<i64> {
        let mut parked = i64::try_from(self.bus.dead().await).unwrap_or(i64::MAX);
        for db in &self.dbs {
            parked += db.parked().await?;
        }
        Ok(parked)
    }
}

impl Running {
    /// Waits until the process is told to stop, or a part of it fails.
    ///
    /// # Errors
    /// What the part failed of.
    pub async fn until_stopped(&mut self) -> anyhow::Result<()> {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            _ = tokio::signal::ctrl_c() => Ok(()),
            ended = self.work.join_next() => match ended {
                Some(Ok((name, result))) => result.with_context(|| format!("{name} failed")).and_then(|()| anyhow::bail!("{name} ended by itself")),
                Some(Err(error)) => Err(error).context("a part of the process panicked"),
                None => Ok(()),
            },
        }
    }
    /// Stops softly: readiness off, calls under way finish, consumers stop, relays flush. What does not end in time is cut off;
    /// nothing is lost by that.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let all = async {
            while self.work.join_next().await.is_some() {}
            self.state.bus.drained().await;
        };
        if tokio::time::timeout(Duration::from_secs(25), all).await.is_err() {
            tracing::warn!("some parts did not stop in time and were cut off");
        }
        self.work.abort_all();
        if let Some(server) = self.embedded.take() {
            for db in &self.state.dbs {
                db.close().await;
            }
            server.stop().await;
        }
    }
}
