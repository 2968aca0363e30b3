//! A process is a list of services. Embedded mode is a longer list.
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use anyhow::Context as _;
use futures::future::BoxFuture;
use sqlx::{PgPool, migrate::Migrator};
use tokio::{sync::Mutex, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

use crate::{
    Bus, Clock, Config, Consumer, Db, Result,
    auth::Keys,
    blob::Blobs,
    bus::{Local, Rabbit},
    cache::Cache,
    db, event, ops,
    rpc::{Guarded, Peers},
    serve, servers,
};

/// What a service is: a name, its roles, a schema, and a way to start.
pub struct Service {
    /// As on the command line: `items`, `customer-apps`.
    pub name: &'static str,
    /// The parts of it that may run apart: `conversations/mail-in`. None: it is one thing.
    pub roles: &'static [&'static str],
    pub migrations: &'static Migrator,
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
    pub consumers: Vec<Consumer>,
    pub tasks: Vec<Task>,
    pub tickers: Vec<Ticker>,
}

type Work = Box<dyn FnOnce(CancellationToken) -> BoxFuture<'static, anyhow::Result<()>> + Send>;
type Tick = Arc<dyn Fn() -> BoxFuture<'static, Result<usize>> + Send + Sync>;

/// Something that runs as long as the process, such as a listener.
pub struct Task {
    name: &'static str,
    work: Work,
}

impl Task {
    /// `work` ends soon after its token is cancelled. If it fails, the process stops.
    pub fn new<F, Fut>(name: &'static str, work: F) -> Self
    where
        F: FnOnce(CancellationToken) -> Fut + Send + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self { name, work: Box::new(move |stop| Box::pin(work(stop))) }
    }
}

/// Something that is looked after again and again: it answers how many things it did, and is called at once while there are more.
/// Several processes may do it at once: it takes its work by `for update skip locked` or a lease.
#[derive(Clone)]
pub struct Ticker {
    name: &'static str,
    period: Duration,
    tick: Tick,
    turn: Arc<Mutex<()>>,
}

impl Ticker {
    /// `tick` runs every `period`.
    pub fn new<F, Fut>(name: &'static str, period: Duration, tick: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<usize>> + Send + 'static,
    {
        Self { name, period, tick: Arc::new(move || Box::pin(tick()) as Pin<Box<_>>), turn: Arc::default() }
    }
    /// One turn; never two at once in a process.
    pub(crate) async fn turn(&self) -> usize {
        let _turn = self.turn.lock().await;
        match (self.tick)().await {
            Ok(done) => done,
            Err(error) => {
                tracing::warn!(ticker = self.name, error = format!("{error:#}"), "will try again");
                0
            }
        }
    }
    async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if self.turn().await == 0 {
                tokio::select! {
                    () = tokio::time::sleep(self.period) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }
}

/// A service to run, and which of its roles.
struct Choice {
    service: &'static Service,
    roles: Vec<String>,
}

/// Reads the names of the command line: `items`, `conversations/mail-in`; none: everything.
fn choose(services: &'static [Service], names: &[String]) -> anyhow::Result<Vec<Choice>> {
    if names.is_empty() {
        return Ok(services.iter().map(|service| Choice { service, roles: Vec::new() }).collect());
    }
    let mut chosen: Vec<Choice> = Vec::new();
    for name in names {
        let (name, role) =
            name.split_once('/').map_or((name.as_str(), None), |(name, role)| (name, Some(role)));
        let known = || services.iter().map(|s| s.name).collect::<Vec<_>>().join(", ");
        let service = services
            .iter()
            .find(|s| s.name == name)
            .with_context(|| format!("there is no service {name:?}; these are: {}", known()))?;
        let at = chosen.iter().position(|c| std::ptr::eq(c.service, service)).unwrap_or_else(|| {
            chosen.push(Choice { service, roles: Vec::new() });
            chosen.len() - 1
        });
        if let Some(role) = role {
            anyhow::ensure!(
                service.roles.contains(&role),
                "{name} has no role {role:?}; its roles are: {}",
                service.roles.join(", ")
            );
            chosen[at].roles.push(role.to_owned());
        }
    }
    Ok(chosen)
}

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
        let mut parked = 0;
        for db in &self.dbs {
            parked += db.parked().await?;
        }
        Ok(parked)
    }
}

/// Opens the database that the settings name, or starts the private one.
///
/// # Errors
/// Where it cannot be reached or started; the message says what to do.
pub async fn open_database(config: &Config) -> anyhow::Result<(PgPool, Option<servers::Postgres>)> {
    if let Some(options) = config.database.options()? {
        return Ok((db::connect(options, config.database.max_connections).await?, None));
    }
    let folder = config.data.join("postgres");
    let server = servers::Postgres::start(&folder, true, config.database.bin.as_deref()).await?;
    Ok((db::connect(server.url.parse()?, config.database.max_connections).await?, Some(server)))
}

/// Whether a process serves, or only does one thing and ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Serve,
    /// Rpcs in memory alone: no port is opened, no event is handled; what happens stays in the outbox for a server to tell.
    Command,
}

/// Starts the named services in this process and answers when they are ready.
///
/// # Errors
/// Where a setting is wrong, a port is taken, or the database cannot be reached; the message says which.
pub async fn start(
    services: &'static [Service],
    names: &[String],
    config: Config,
) -> anyhow::Result<Running> {
    launch(services, names, config, Mode::Serve).await
}

/// Makes the rpcs of all services callable in this process for as long as a command takes, beside a running server or without one.
///
/// # Errors
/// As of [`start`].
pub async fn command(services: &'static [Service], mut config: Config) -> anyhow::Result<Running> {
    (config.bus.url, config.peers) = (None, std::collections::HashMap::new());
    launch(services, &[], config, Mode::Command).await
}

async fn launch(
    services: &'static [Service],
    names: &[String],
    config: Config,
    mode: Mode,
) -> anyhow::Result<Running> {
    let chosen = choose(services, names)?;
    let alone = chosen.len() == services.len() && config.peers.is_empty();
    let (pool, embedded) = open_database(&config).await?;
    prepare_schemas(&pool, &chosen, embedded.is_some() || alone).await?;
    let parts = Parts::open(&chosen, config, alone).await?;
    let mut work = JoinSet::new();
    let (mut dbs, mut tickers, mut guarded) = (Vec::new(), Vec::new(), Vec::new());
    for choice in &chosen {
        let context = parts.context(choice, &pool);
        let db = context.db.clone();
        let started = (choice.service.start)(context).await;
        let started = started.with_context(|| format!("cannot start {}", choice.service.name))?;
        let rpcs = serve::guard(started.routes.routes().prepare(), parts.keys.clone(), parts.clock.clone());
        parts.peers.started(choice.service.name, rpcs.clone());
        guarded.push((choice.service.name, rpcs));
        dbs.push(db.clone());
        if mode == Mode::Command {
            continue;
        }
        for consumer in started.consumers {
            parts.bus.consume(consumer, db.clone());
        }
        for task in started.tasks {
            let stop = parts.stop.clone();
            work.spawn(async move { (task.name, (task.work)(stop).await) });
        }
        tickers.extend(started.tickers);
    }
    let state = parts.state(&chosen, dbs, tickers);
    if mode == Mode::Serve {
        parts.serve(&state, guarded, alone, &mut work).await?;
    }
    let Parts { config, clock, stop, blobs, peers, .. } = parts;
    Ok(Running { peers, clock, blobs, config, state, stop, work, embedded })
}

/// What the services of a process share.
struct Parts {
    config: Arc<Config>,
    clock: Clock,
    stop: CancellationToken,
    bus: Bus,
    cache: Cache,
    blobs: Blobs,
    keys: Keys,
    peers: Peers,
}

impl Parts {
    async fn open(chosen: &[Choice], config: Config, alone: bool) -> anyhow::Result<Self> {
        let (clock, stop) = (Clock::default(), CancellationToken::new());
        let bus = match config.bus.full()? {
            Some(url) => Bus::Rabbit(Rabbit::connect(&url, stop.clone())),
            None if alone => Bus::Local(Local::new(stop.clone())),
            None => {
                anyhow::bail!("services in several processes need a broker: set TANDEM__BUS__URL=amqp://…")
            }
        };
        let cache = match config.cache.full()? {
            Some(url) => Cache::redis(&url).await?,
            None => Cache::local(),
        };
        let folder = std::path::absolute(config.data.join("blobs"))?;
        let url = config.blobs.url.clone().unwrap_or_else(|| format!("file://{}", folder.display()));
        let blobs = Blobs::open(&url, &config.blobs.options)?;
        let keys = keys(&config, alone)?;
        let local = chosen.iter().map(|c| c.service.name);
        let peers = Peers::new(local, config.peers.clone(), keys.clone(), clock.clone(), stop.clone());
        Ok(Self { config: Arc::new(config), clock, stop, bus, cache, blobs, keys, peers })
    }

    fn context(&self, choice: &Choice, pool: &PgPool) -> Context {
        Context {
            db: Db::new(pool.clone(), choice.service.schema(), self.clock.clone()),
            peers: self.peers.clone(),
            bus: self.bus.clone(),
            cache: self.cache.clone(),
            blobs: self.blobs.clone(),
            clock: self.clock.clone(),
            config: self.config.clone(),
            stop: self.stop.clone(),
            roles: Arc::new(choice.roles.clone()),
        }
    }

    fn state(&self, chosen: &[Choice], dbs: Vec<Db>, tickers: Vec<Ticker>) -> Arc<State> {
        Arc::new(State {
            dbs,
            bus: self.bus.clone(),
            tickers,
            clock: self.clock.clone(),
            testing: self.config.testing,
            draining: self.stop.clone(),
            names: chosen.iter().map(|c| c.service.name).collect(),
        })
    }

    /// Opens the ports and starts what runs by itself.
    async fn serve(
        &self,
        state: &Arc<State>,
        guarded: Vec<(&'static str, Guarded)>,
        alone: bool,
        work: &mut JoinSet<Ended>,
    ) -> anyhow::Result<()> {
        for ticker in state.tickers.clone() {
            let stop = self.stop.clone();
            work.spawn(async move {
                let name = ticker.name;
                ticker.run(stop).await;
                (name, Ok(()))
            });
        }
        for db in state.dbs.clone() {
            let (bus, stop) = (self.bus.clone(), self.stop.clone());
            work.spawn(async move {
                event::relay(db, bus, stop).await;
                ("relay", Ok(()))
            });
        }
        if let Some(address) =
            self.config.rpc.listen.clone().or_else(|| (!alone).then(|| "127.0.0.1:7070".into()))
        {
            let (listener, _) = serve::bind(&address, "TANDEM__RPC__LISTEN").await?;
            let stop = self.stop.clone();
            work.spawn(async move { ("rpc", serve::listen(listener, guarded, stop).await) });
        }
        let (listener, _) = serve::bind(&self.config.ops.listen, "TANDEM__OPS__LISTEN").await?;
        let (state, stop) = (state.clone(), self.stop.clone());
        work.spawn(async move { ("operations", ops::serve(listener, state, stop).await) });
        Ok(())
    }
}

/// A part of a process that has ended, and how.
type Ended = (&'static str, anyhow::Result<()>);

/// In one process the schemas are brought up to date; elsewhere the migration job does that, and a process waits for it.
async fn prepare_schemas(pool: &PgPool, chosen: &[Choice], migrate: bool) -> anyhow::Result<()> {
    const PATIENCE: u32 = 120;
    for Choice { service, .. } in chosen {
        if migrate {
            db::migrate(pool, service.schema(), service.migrations).await?;
            continue;
        }
        for tried in 0.. {
            if db::migrated(pool, service.schema(), service.migrations).await.unwrap_or(false) {
                break;
            }
            anyhow::ensure!(
                tried < PATIENCE,
                "the schema {} is not up to date: run `tandem migrate`",
                service.schema()
            );
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    Ok(())
}

/// The secret that peers know each other by: given, or made for a process that has no peers.
fn keys(config: &Config, alone: bool) -> anyhow::Result<Keys> {
    match &config.rpc.key {
        Some(key) => {
            anyhow::ensure!(
                key.len() >= 32,
                "TANDEM__RPC__KEY has {} characters; it takes at least 32",
                key.len()
            );
            Ok(Keys::new(key.as_bytes()))
        }
        None if alone => {
            let mut key = [0; 32];
            getrandom::fill(&mut key)?;
            Ok(Keys::new(&key))
        }
        None => anyhow::bail!(
            "services in several processes share a secret: set TANDEM__RPC__KEY to at least 32 random characters"
        ),
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
        let all = async { while self.work.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_secs(25), all).await.is_err() {
            tracing::warn!("some parts did not stop in time and were cut off");
        }
        self.work.abort_all();
        if let Some(server) = self.embedded.take() {
            for db in &self.state.dbs {
                db.pool().close().await;
            }
            server.stop().await;
        }
    }
}

/// Brings the schemas of the named services up to date, of all where none is named.
///
/// # Errors
/// Where the database is away or a migration fails.
pub async fn migrate(
    services: &'static [Service],
    names: &[String],
    config: &Config,
) -> anyhow::Result<Vec<&'static str>> {
    let (pool, server) = open_database(config).await?;
    let chosen = choose(services, names)?;
    prepare_schemas(&pool, &chosen, true).await?;
    pool.close().await;
    if let Some(server) = server {
        server.stop().await;
    }
    Ok(chosen.iter().map(|c| c.service.name).collect())
}
