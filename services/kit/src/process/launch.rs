//! How a process comes up: which services, on what, in which order.
use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Context, Ended, Running, Service, State, Ticker};
use crate::{
    Bus, Clock, Config, Db, audit,
    auth::Keys,
    blob::Blobs,
    bus::{Local, Rabbit},
    cache::Cache,
    db::{self, Readers, Writers},
    event, ops, records,
    rpc::{Channel, Guarded, Peers},
    serve, servers,
};

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

/// Opens the database that the settings name, or starts the private one. Half of the connections are for reading; the writers
/// beside them may be as many.
///
/// # Errors
/// Where it cannot be reached or started; the message says what to do.
pub async fn open_database(config: &Config) -> anyhow::Result<(PgPool, Option<servers::Postgres>)> {
    let readers = config.database.max_connections.div_ceil(2);
    if let Some(options) = config.database.options()? {
        return Ok((db::connect(options, readers).await?, None));
    }
    let folder = config.data.join("postgres");
    let server = servers::Postgres::start(&folder, true, config.database.bin.as_deref()).await?;
    Ok((db::connect(server.near_url().parse()?, readers).await?, Some(server)))
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
    let connections = (Readers::beside(&pool), Writers::beside(&pool));
    drop(pool);
    let mut work = JoinSet::new();
    let (mut dbs, mut tickers, mut guarded, mut consumers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for choice in &chosen {
        let context = parts.context(choice, &connections);
        let db = context.db.clone();
        let started = (choice.service.start)(context).await;
        let mut started = started.with_context(|| format!("cannot start {}", choice.service.name))?;
        records::add(&mut started.routes, choice.service.name, &db);
        let routes = serve::Rpcs { routes: started.routes.routes().prepare(), around: started.around };
        let rpcs = serve::guard(routes, parts.keys.clone(), parts.clock.clone());
        parts.peers.started(choice.service.name, rpcs.clone());
        guarded.push((choice.service.name, rpcs));
        dbs.push(db.clone());
        if mode == Mode::Command {
            consumers.extend(started.consumers);
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
        tickers.push(forgetting(db, parts.peers.channel("directory").ok()));
    }
    let state = parts.state(&chosen, dbs, tickers);
    if mode == Mode::Serve {
        parts.serve(&state, guarded, alone, &mut work).await?;
    }
    let Parts { config, clock, stop, blobs, peers, .. } = parts;
    Ok(Running { peers, clock, blobs, config, state, stop, work, embedded, consumers })
}

/// Forgets what nobody needs any more: marks of old events, and entries of the audit. Where there is no way to directory, those stay.
fn forgetting(db: Db, directory: Option<Channel>) -> Ticker {
    Ticker::new("kit.forget", Duration::from_secs(3600), move || {
        let (db, directory) = (db.clone(), directory.clone());
        async move {
            let marks = db.forget_marks().await?;
            let entries = match &directory {
                Some(directory) => audit::old::forget(&db, directory).await?,
                None => 0,
            };
            Ok(marks + entries)
        }
    })
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

    fn context(&self, choice: &Choice, (readers, writers): &(Readers, Writers)) -> Context {
        Context {
            db: Db::sharing(readers.clone(), writers.clone(), choice.service.schema(), self.clock.clone())
                .keeping(choice.service.nouns),
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

/// Brings the schemas of the named services up to date, of all where none is named; with a broker also declares the queues of
/// all consumers, so that no event is published before its queue is there.
///
/// # Errors
/// Where the database or the broker is away or a migration fails.
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
    if let (Some(url), true) = (config.bus.full()?, names.is_empty()) {
        let running = command(services, config.clone()).await?;
        Rabbit::declare(&url, &running.consumers).await?;
        running.stop().await;
    }
    Ok(chosen.iter().map(|c| c.service.name).collect())
}
