//! The system under test: real processes of the real program on real servers, and a mail server of the test's own.
use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

use serde_json::Value;
use tandem_kit::servers::{RabbitMq, Redis};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::Instant,
};

use super::{
    Account, Sink,
    database::Database,
    process::{Environment, Process, port},
};

/// Largest mail that the tests' installations take.
pub const LARGEST_MAIL: usize = 2 << 20;
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

/// How an installation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Everything in one process, with the bus and the cache in memory.
    Embedded,
    /// A process for each service and role, with RabbitMQ and Redis.
    Distributed,
    /// The same, with a RabbitMQ and a Redis of its own that the test may stop.
    OwnServers,
}

/// A running installation. Dropped after success, nothing of it stays.
pub struct Platform {
    /// The public port: `http://127.0.0.1:port`.
    pub base: String,
    /// Where mail comes in: `127.0.0.1:port`.
    pub smtp: String,
    /// Where its mail goes out to.
    pub sink: Sink,
    pub http: reqwest::Client,
    pub database: Database,
    pub folder: PathBuf,
    environment: Environment,
    processes: Mutex<Vec<Process>>,
    broker: Mutex<Option<RabbitMq>>,
    cache: Mutex<Option<Redis>>,
    /// How far the time of the processes was moved on.
    passed: Mutex<Duration>,
}

impl Platform {
    /// Starts one and waits until all of it is ready.
    pub async fn start(form: Form) -> Self {
        let (name, folder) = folder();
        let (database, sink) = (Database::fresh().await, Sink::start().await);
        let (public, smtp) = (port(), port());
        let base = format!("http://127.0.0.1:{public}");
        let mut environment = settings(&base, smtp, &sink, &database, &folder);
        let (mut broker, mut cache) = (None, None);
        if form == Form::OwnServers {
            let places = (folder.join("broker"), folder.join("cache"));
            let started = tokio::try_join!(RabbitMq::start(&places.0), Redis::start(&places.1));
            let (own_broker, own_cache) = started.expect("RabbitMQ and Redis start");
            environment.insert("TANDEM__BUS__URL".into(), own_broker.url.clone());
            environment.insert("TANDEM__CACHE__URL".into(), own_cache.url.clone());
            (broker, cache) = (Some(own_broker), Some(own_cache));
        } else if form == Form::Distributed {
            // Queues of its own in a broker that is shared, and one of Redis's sixteen databases.
            let (amqp, redis) = (server("TANDEM_TEST_AMQP_URL"), server("TANDEM_TEST_REDIS_URL"));
            environment.insert("TANDEM__BUS__URL".into(), format!("{amqp}?namespace={name}"));
            environment.insert("TANDEM__CACHE__URL".into(), format!("{redis}/{}", std::process::id() % 16));
        }
        let processes = launch(form, &environment, &folder);
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
        let smtp = format!("127.0.0.1:{smtp}");
        let platform = Self {
            base,
            smtp,
            sink,
            http,
            database,
            folder,
            environment,
            processes: Mutex::new(processes),
            broker: Mutex::new(broker),
            cache: Mutex::new(cache),
            passed: Mutex::new(Duration::ZERO),
        };
        platform.ready().await;
        platform
    }
    async fn ready(&self) {
        for process in self.processes.lock().await.iter_mut() {
            process.ready(&self.http).await;
        }
    }
    async fn processes(&self) -> MutexGuard<'_, Vec<Process>> {
        self.processes.lock().await
    }

    /// Makes an account whose mail arrives at `<name>.localhost`, by the command line beside the running processes.
    pub async fn account(&self, name: &str) -> Account {
        let domain = format!("{name}.localhost");
        let owner = format!("owner@{domain}");
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.args(["account", "create", "--name", name, "--owner", &owner, "--mail-domain", &domain]);
        command.env_clear().envs(&self.environment).kill_on_drop(true);
        let made = command.output().await.expect("the program runs");
        assert!(made.status.success(), "tandem account create: {}", String::from_utf8_lossy(&made.stderr));
        let told: Value = serde_json::from_slice(&made.stdout).expect("JSON");
        self.settle().await; // every service makes its defaults
        Account::new(self, &told, owner, domain)
    }

    /// Runs until no process has work: outboxes, queues and tickers are empty. Nothing may be parked.
    pub async fn settle(&self) {
        let end = Instant::now() + SETTLED_WITHIN;
        let mut quiet = 0;
        while quiet < 2 {
            let told = self.settle_once().await;
            let work: i64 = told.values().map(|t| t["work"].as_i64().unwrap_or(1)).sum();
            let parked: i64 = told.values().map(|t| t["parked"].as_i64().unwrap_or(0)).sum();
            assert_eq!(parked, 0, "events were given up:\n{}", self.warnings().await);
            quiet = if work == 0 { quiet + 1 } else { 0 };
            assert!(Instant::now() < end, "work does not end: {told:?}\n{}", self.warnings().await);
        }
    }
    async fn settle_once(&self) -> BTreeMap<String, Value> {
        let places: Vec<(String, String)> = self.running().await;
        let asked = places.into_iter().map(async |(name, ops)| {
            let answer = self.http.post(format!("{ops}/settle")).send().await;
            let told = match answer {
                Ok(answer) if answer.status().is_success() => answer.json().await.unwrap_or(Value::Null),
                Ok(answer) => Value::String(answer.text().await.unwrap_or_default()),
                Err(error) => Value::String(error.to_string()),
            };
            (name, told)
        });
        futures::future::join_all(asked).await.into_iter().collect()
    }
    async fn running(&self) -> Vec<(String, String)> {
        let processes = self.processes().await;
        processes.iter().filter(|p| p.runs()).map(|p| (p.name.clone(), p.ops.clone())).collect()
    }
    async fn warnings(&self) -> String {
        let all = self.processes().await;
        all.iter().map(|p| format!("  {}:\n{}", p.name, p.warnings(8))).collect::<Vec<_>>().concat()
    }

    /// Moves the time of every process on.
    pub async fn advance(&self, by: Duration) {
        *self.passed.lock().await += by;
        for (name, ops) in self.running().await {
            self.move_clock(&name, &ops, by).await;
        }
    }
    /// Moves the time of one process on, as on a machine whose clock is wrong.
    pub async fn advance_only(&self, name: &str, by: Duration) {
        let running = self.running().await;
        let (_, ops) = running.iter().find(|(running, _)| running == name).expect("a process of that name");
        self.move_clock(name, ops, by).await;
    }
    async fn move_clock(&self, name: &str, ops: &str, by: Duration) {
        let url = format!("{ops}/clock?advance_ms={}", by.as_millis());
        let moved = self.http.post(url).send().await.unwrap();
        assert!(moved.status().is_success(), "{name}: {}", moved.status());
    }
    /// The names of the processes, for who wants to kill one.
    pub async fn names(&self) -> Vec<String> {
        self.processes().await.iter().map(|p| p.name.clone()).collect()
    }
    /// `kill -9`.
    pub async fn kill(&self, name: &str) {
        self.processes().await.iter_mut().find(|p| p.name == name).expect("a process of that name").kill();
    }
    /// Starts a process that was killed, and waits for it. Its time is that of the others: machines of one installation have one time.
    pub async fn restart(&self, name: &str) {
        let mut processes = self.processes().await;
        let process = processes.iter_mut().find(|p| p.name == name).expect("a process of that name");
        process.start_again();
        process.ready(&self.http).await;
        let passed = *self.passed.lock().await;
        if !passed.is_zero() {
            self.move_clock(name, &process.ops, passed).await;
        }
    }
    /// Ends the broker in good order.
    pub async fn stop_broker(&self) {
        self.broker.lock().await.as_mut().expect("a broker of its own").stop();
    }
    /// Ends the cache as a power cut would.
    pub async fn kill_cache(&self) {
        self.cache.lock().await.as_mut().expect("a cache of its own").kill();
    }
    /// Starts it again, empty.
    pub async fn start_cache(&self) {
        self.cache.lock().await.as_mut().expect("a cache of its own").start_again().await.expect("it starts");
    }
    /// Starts it again, and waits until events flow.
    pub async fn start_broker(&self) {
        self.broker
            .lock()
            .await
            .as_mut()
            .expect("a broker of its own")
            .start_again()
            .await
            .expect("it starts");
        self.ready().await;
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        let failed = std::thread::panicking();
        for process in self.processes.get_mut() {
            if failed {
                eprintln!("--- {}\n{}", process.name, process.warnings(15));
            }
            process.kill();
        }
        if failed {
            eprintln!("--- the logs are in {}", self.folder.display());
            eprintln!("--- the database is kept: psql {}", self.database.url);
        } else {
            self.database.remove();
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn folder() -> (String, PathBuf) {
    let name = tandem_kit::id::EventId::new().uuid().simple().to_string();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(&name);
    fs::create_dir_all(&folder).unwrap();
    (name, folder)
}

/// The address of a server beside the tests.
fn server(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!(
            "{variable} is not set: run the tests by `make test`, or `tandem servers -- cargo nextest run …`"
        )
    })
}

fn settings(
    base: &str,
    smtp: u16,
    sink: &Sink,
    database: &Database,
    folder: &std::path::Path,
) -> Environment {
    let pairs = [
        ("TANDEM__TESTING", "true".to_owned()),
        ("TANDEM__DATA", folder.display().to_string()),
        ("TANDEM__PUBLIC_URL", base.to_owned()),
        ("TANDEM__DATABASE__URL", database.url.clone()),
        ("TANDEM__DATABASE__MAX_CONNECTIONS", "6".to_owned()),
        ("TANDEM__BLOBS__URL", format!("file://{}", folder.join("blobs").display())),
        ("TANDEM__RPC__KEY", "a key that the processes of one test share".to_owned()),
        ("TANDEM__SECRETS__KEY", "a key that seals the secrets of one test".to_owned()),
        ("TANDEM__TELEMETRY__FORMAT", "text".to_owned()),
        ("TANDEM__TELEMETRY__FILTER", "info".to_owned()),
        ("TANDEM__GATEWAY__LISTEN", base.trim_start_matches("http://").to_owned()),
        // The tests are one impatient client.
        ("TANDEM__GATEWAY__ANONYMOUS_REQUESTS_PER_SECOND", "5000".to_owned()),
        ("TANDEM__GATEWAY__TRIES_PER_MINUTE", "5000".to_owned()),
        ("TANDEM__CONVERSATIONS__SMTP__LISTEN", format!("127.0.0.1:{smtp}")),
        ("TANDEM__CONVERSATIONS__SMTP__MAX_BYTES", LARGEST_MAIL.to_string()),
        ("TANDEM__CONVERSATIONS__RELAY", format!("smtp://{}", sink.address)),
        ("RUST_BACKTRACE", "1".to_owned()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Every process of an installation in which each service and role runs for itself, as the command line names it.
fn apart() -> Vec<String> {
    let roles = |service: &tandem_kit::Service| -> Vec<String> {
        if service.roles.is_empty() {
            return vec![service.name.to_owned()];
        }
        service.roles.iter().map(|role| format!("{}/{role}", service.name)).collect()
    };
    tandem::SERVICES.iter().flat_map(roles).collect()
}

fn launch(form: Form, common: &Environment, folder: &std::path::Path) -> Vec<Process> {
    if form == Form::Embedded {
        let ops = port();
        let mut environment = common.clone();
        environment.insert("TANDEM__OPS__LISTEN".into(), format!("127.0.0.1:{ops}"));
        return vec![Process::start("all", ops, environment, folder)];
    }
    let places: Vec<(String, u16)> = apart().into_iter().map(|name| (name, port())).collect();
    let mut common = common.clone();
    for (name, rpc) in &places {
        // Calls go to the one role that answers them; visitors have one of their own.
        if let Some(service) =
            name.strip_suffix("/api").or_else(|| (!name.contains('/')).then_some(name.as_str()))
        {
            let variable = format!("TANDEM__PEERS__{}", service.replace('-', "_").to_uppercase());
            common.insert(variable, format!("http://127.0.0.1:{rpc}"));
        } else if name.ends_with("/chat") {
            common.insert("TANDEM__PEERS__CONVERSATIONS_CHAT".into(), format!("http://127.0.0.1:{rpc}"));
        }
    }
    let start = |(name, rpc): &(String, u16)| {
        let (ops, mut environment) = (port(), common.clone());
        environment.insert("TANDEM__OPS__LISTEN".into(), format!("127.0.0.1:{ops}"));
        environment.insert("TANDEM__RPC__LISTEN".into(), format!("127.0.0.1:{rpc}"));
        Process::start(name, ops, environment, folder)
    };
    places.iter().map(start).collect()
}
