//! The system under test on servers of its own: a durable PostgreSQL, and RabbitMQ and Redis where it runs in several
//! processes. Everything is in one folder and goes with it.
mod database;
mod process;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use serde_json::Value;
use sqlx::{PgPool, postgres::PgPoolOptions};
use tandem_kit::{
    id::EventId,
    servers::{Postgres, RabbitMq, Redis},
};
use tandem_proto::automation::{
    ListRulesRequest, UpdateRuleRequest, rules_service_client::RulesServiceClient,
};
use tonic::{Request, transport::Channel};

pub use self::process::{Environment, Process, port};
use crate::{Options, report::say};

const SERVICES: [&str; 11] = [
    "gateway",
    "directory",
    "items",
    "conversations/api",
    "conversations/mail-in",
    "conversations/mail-out",
    "conversations/chat",
    "automation",
    "timesheets",
    "notifications",
    "customer-apps",
];
/// Where mail for tickets goes.
pub const MAILBOX: &str = "ticket@load.localhost";
const PATIENCE: Duration = Duration::from_secs(300);

/// See the module.
pub struct System {
    /// `http://127.0.0.1:port` of the public port.
    pub base: String,
    /// Where mail comes in.
    pub smtp: u16,
    pub token: String,
    pub owner: String,
    pub http: reqwest::Client,
    pub pool: PgPool,
    pub database_url: String,
    /// The broker, where there is one.
    pub broker: Option<RabbitMq>,
    pub statements_counted: bool,
    pub processes: Vec<Process>,
    cache: Option<Redis>,
    database: Postgres,
    folder: PathBuf,
}

impl System {
    pub async fn start(options: &Options) -> anyhow::Result<Self> {
        let binary = options.binary.canonicalize().with_context(|| {
            format!("no program at {}: cargo build --release -p tandem", options.binary.display())
        })?;
        let folder = std::env::temp_dir().join(format!("tandem-load-{}", EventId::new().uuid().simple()));
        std::fs::create_dir_all(&folder)?;
        let (database, statements_counted) = database::durable(&folder.join("postgres")).await?;
        let (mut broker, mut cache) = (None, None);
        if options.distributed {
            broker = Some(RabbitMq::start(&folder.join("rabbitmq")).await?);
            cache = Some(Redis::start(&folder.join("redis")).await?);
        }
        let (public, smtp) = (port()?, port()?);
        let base = format!("http://127.0.0.1:{public}");
        let database_url = database.near_url();
        let mut environment = settings(&base, smtp, &database_url, &folder);
        if let (Some(broker), Some(cache)) = (&broker, &cache) {
            environment.insert("TANDEM__BUS__URL".into(), broker.url.clone());
            environment.insert("TANDEM__CACHE__URL".into(), cache.url.clone());
            process::command(&binary, &["migrate"], &environment).await?;
        }
        let processes = launch(&binary, options.distributed, &environment, &folder)?;
        #[expect(
            clippy::disallowed_methods,
            reason = "a client of the load's own, to addresses of the load's own"
        )]
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).build()?;
        let pool = PgPoolOptions::new().max_connections(4).connect(&database_url).await?;
        let mut system = Self {
            base,
            smtp,
            token: String::new(),
            owner: String::new(),
            http,
            pool,
            database_url,
            broker,
            statements_counted,
            processes,
            cache,
            database,
            folder,
        };
        system.ready().await?;
        system.open_account(&binary, &environment).await?;
        if !options.rules {
            system.silence_rules().await?;
        }
        say(&format!(
            "tandem as {}; rules {}; PostgreSQL durable",
            if options.distributed { "11 processes on RabbitMQ and Redis" } else { "one process" },
            if options.rules { "as shipped" } else { "off" }
        ));
        Ok(system)
    }

    /// Waits until every process takes work.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let end = Instant::now() + PATIENCE;
        for process in &mut self.processes {
            while !process.ready(&self.http).await? {
                ensure!(Instant::now() < end, "{} does not become ready", process.name);
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        }
        Ok(())
    }
    async fn open_account(&mut self, binary: &Path, environment: &Environment) -> anyhow::Result<()> {
        let arguments = [
            "account",
            "create",
            "--name",
            "Load",
            "--owner",
            "owner@load.localhost",
            "--mail-domain",
            "load.localhost",
        ];
        let told: Value = serde_json::from_slice(&process::command(binary, &arguments, environment).await?)?;
        let field = |name: &str| {
            told[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {told}"))
        };
        (self.token, self.owner) = (field("api_token")?, field("owner_id")?);
        self.settle().await
    }
    async fn silence_rules(&self) -> anyhow::Result<()> {
        let mut rules = RulesServiceClient::new(self.channel().await?);
        let request = ListRulesRequest { page_size: 100, ..ListRulesRequest::default() };
        for rule in rules.list_rules(self.signed(request)?).await?.into_inner().rules {
            if rule.enabled {
                let update_mask = Some(prost_types::FieldMask { paths: vec!["enabled".into()] });
                let rule = tandem_proto::automation::Rule { enabled: false, ..rule };
                rules.update_rule(self.signed(UpdateRuleRequest { rule: Some(rule), update_mask })?).await?;
            }
        }
        self.settle().await
    }

    /// A gRPC connection to the public port.
    pub async fn channel(&self) -> anyhow::Result<Channel> {
        Ok(Channel::from_shared(self.base.clone())?.connect().await?)
    }
    /// A request by the owner's token.
    pub fn signed<T>(&self, message: T) -> anyhow::Result<Request<T>> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", format!("Bearer {}", self.token).parse()?);
        Ok(request)
    }

    /// Waits until every outbox is empty, without touching the processes; answers how long that took.
    pub async fn drained(&self) -> anyhow::Result<Duration> {
        let start = Instant::now();
        let sql = database::waiting_sql(&self.pool).await?;
        while database::waiting(&self.pool, &sql).await? > 0 {
            ensure!(start.elapsed() < PATIENCE, "the outboxes do not become empty");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(start.elapsed())
    }
    /// Runs every process until none has work.
    pub async fn settle(&self) -> anyhow::Result<()> {
        let (start, mut quiet) = (Instant::now(), 0);
        while quiet < 2 {
            let mut work = 0;
            for process in &self.processes {
                let answer =
                    self.http.post(format!("{}/settle", process.ops)).send().await?.error_for_status()?;
                let told: Value = answer.json().await?;
                ensure!(told["parked"] == 0, "{}: events were given up: {told}", process.name);
                work += told["work"].as_i64().unwrap_or(1);
            }
            quiet = if work == 0 { quiet + 1 } else { 0 };
            ensure!(start.elapsed() < PATIENCE, "work does not end");
        }
        Ok(())
    }
    /// Processor time of the program and of the database, as far as they have come.
    pub fn cpu(&self) -> Duration {
        let mut roots: Vec<u32> = self.processes.iter().filter_map(Process::pid).collect();
        roots.extend(self.postmaster());
        crate::usage::cpu(&roots)
    }
    /// Processor time of the database alone.
    pub fn database_cpu(&self) -> Duration {
        crate::usage::cpu(self.postmaster().as_slice())
    }
    fn postmaster(&self) -> Option<u32> {
        let text = std::fs::read_to_string(self.folder.join("postgres/data/postmaster.pid")).ok()?;
        text.lines().next()?.trim().parse().ok()
    }
    /// What the processes said last.
    pub fn last_lines(&self) -> String {
        let told = |p: &Process| format!("--- {}\n{}", p.name, p.last_lines(5));
        self.processes.iter().map(told).collect::<Vec<_>>().concat()
    }
    /// Ends everything and removes the folder.
    pub async fn stop(mut self) {
        for process in &mut self.processes {
            process.kill().await;
        }
        self.pool.close().await;
        drop((self.broker.take(), self.cache.take()));
        self.database.stop().await;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn settings(base: &str, smtp: u16, database: &str, folder: &Path) -> Environment {
    let pairs = [
        ("TANDEM__TESTING", "true".to_owned()),
        ("TANDEM__DATA", folder.join("data").display().to_string()),
        ("TANDEM__PUBLIC_URL", base.to_owned()),
        ("TANDEM__DATABASE__URL", database.to_owned()),
        ("TANDEM__BLOBS__URL", format!("file://{}", folder.join("blobs").display())),
        ("TANDEM__RPC__KEY", "a key that the processes of one load test share".to_owned()),
        ("TANDEM__SECRETS__KEY", "a key that the processes of one load test share".to_owned()),
        ("TANDEM__TELEMETRY__FILTER", "warn".to_owned()),
        ("TANDEM__GATEWAY__LISTEN", base.trim_start_matches("http://").to_owned()),
        // The load is one client with one token.
        ("TANDEM__GATEWAY__REQUESTS_PER_SECOND", "1000000".to_owned()),
        ("TANDEM__GATEWAY__ANONYMOUS_REQUESTS_PER_SECOND", "1000000".to_owned()),
        ("TANDEM__GATEWAY__TRIES_PER_MINUTE", "1000000".to_owned()),
        ("TANDEM__CONVERSATIONS__SMTP__LISTEN", format!("127.0.0.1:{smtp}")),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn launch(
    binary: &Path,
    distributed: bool,
    common: &Environment,
    folder: &Path,
) -> anyhow::Result<Vec<Process>> {
    if !distributed {
        return Ok(vec![Process::start(binary, "all", port()?, common.clone(), folder)?]);
    }
    let mut places = BTreeMap::new();
    let mut common = common.clone();
    for name in SERVICES {
        let rpc = port()?;
        places.insert(name, rpc);
        // Calls go to the one role that answers them.
        if let Some(service) = name.strip_suffix("/api").or_else(|| (!name.contains('/')).then_some(name)) {
            let variable = format!("TANDEM__PEERS__{}", service.replace('-', "_").to_uppercase());
            common.insert(variable, format!("http://127.0.0.1:{rpc}"));
        } else if name.ends_with("/chat") {
            common.insert("TANDEM__PEERS__CONVERSATIONS_CHAT".into(), format!("http://127.0.0.1:{rpc}"));
        }
    }
    let start = |(name, rpc): (&str, u16)| {
        let mut environment = common.clone();
        environment.insert("TANDEM__RPC__LISTEN".into(), format!("127.0.0.1:{rpc}"));
        Process::start(binary, name, port()?, environment, folder)
    };
    places.into_iter().map(start).collect()
}
