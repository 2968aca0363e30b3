//! A bench for tests of services: the real services in this process, on a real and fresh database.
pub mod names;
mod plan;
mod probe;
mod statements;

use std::{net::TcpListener, time::Duration};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{
    Caller, Cause, Config, Role, Who,
    id::{AccountId, CustomerId, UserId},
    process::{self, Running, Service},
    rpc::Channel,
};

pub use plan::plan;
pub use probe::{Hears, PROBE, Probe, away, hears};
pub use statements::Statements;

/// What an rpc answers to whoever acts, without its wrapping.
///
/// # Errors
/// As the rpc answers.
pub fn acting<T>(
    cause: &Cause,
    call: impl Future<Output = Result<tonic::Response<T>, tonic::Status>>,
) -> impl Future<Output = Result<T, tonic::Status>> {
    let answer = crate::auth::acting(cause, call);
    async move { answer.await.map(tonic::Response::into_inner) }
}

/// Services under test. Dropped after a test that passed, it fails if anything was parked.
pub struct Bench {
    running: Option<Running>,
    database: String,
    admin: String,
    /// An account for the test.
    pub account: AccountId,
    /// An agent of that account.
    pub agent: UserId,
    _folder: tempfile::TempDir,
}

/// A port that is free now.
///
/// # Panics
/// Where the machine has none.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

/// The database server of the run of tests, as `tandem servers` started it.
///
/// # Panics
/// Where there is none: it says how to run the tests.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their servers are")]
pub fn database_server() -> String {
    std::env::var("TANDEM_TEST_DATABASE_URL")
        .expect("tests need PostgreSQL: run them by `make test`, or set TANDEM_TEST_DATABASE_URL to a server where databases may be created")
}

/// Makes a fresh, empty database and answers with its address.
///
/// # Panics
/// Where the server refuses.
#[expect(clippy::disallowed_methods, reason = "a database is named in its statement, not bound")]
pub async fn fresh_database(server: &str) -> (String, String) {
    let name = format!("test_{}", crate::id::EventId::new().uuid().simple());
    let mut admin = PgConnection::connect(server).await.expect("the test server answers");
    sqlx::query(AssertSqlSafe(format!("create database {name}")))
        .execute(&mut admin)
        .await
        .expect("a database can be made");
    let (base, query) = server.split_once('?').map_or((server, None), |(base, query)| (base, Some(query)));
    let at = base.rfind('/').filter(|at| *at > base.find("://").map_or(0, |s| s + 2)).unwrap_or(base.len());
    let url = format!("{}/{name}{}", &base[..at], query.map(|q| format!("?{q}")).unwrap_or_default());
    (url, name)
}

/// Drops a database that [`fresh_database`] made, as far as the server lets it.
#[expect(clippy::disallowed_methods, reason = "a database is named in its statement, not bound")]
pub async fn drop_database(server: &str, name: &str) {
    if let Ok(mut admin) = PgConnection::connect(server).await {
        let drop = AssertSqlSafe(format!("drop database if exists {name} with (force)"));
        let _ = sqlx::query(drop).execute(&mut admin).await;
    }
}

impl Bench {
    /// Starts services on a fresh database. Peers that are not named are away.
    ///
    /// # Panics
    /// Where a service cannot start.
    pub async fn start(services: &'static [Service]) -> Self {
        Self::start_with(services, |_| {}).await
    }
    /// The same, with other settings.
    ///
    /// # Panics
    /// Where a service cannot start.
    pub async fn start_with(services: &'static [Service], change: impl FnOnce(&mut Config)) -> Self {
        let admin = database_server();
        let (url, database) = fresh_database(&admin).await;
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::default();
        config.data = folder.path().to_path_buf();
        config.testing = true;
        config.public_url = "http://tandem.test".into();
        config.database.url = Some(url);
        config.database.max_connections = 8;
        config.ops.listen = "127.0.0.1:0".into();
        change(&mut config);
        let running = process::start(services, &[], config).await.expect("the services start");
        Self {
            running: Some(running),
            database,
            admin,
            account: AccountId::new(),
            agent: UserId::new(),
            _folder: folder,
        }
    }
    fn running(&self) -> &Running {
        self.running.as_ref().expect("the bench runs until it is dropped")
    }
    /// The way to a service.
    ///
    /// # Panics
    /// Where it is not on this bench.
    #[must_use]
    pub fn channel(&self, name: &str) -> Channel {
        self.running().peers.channel(name).expect("the service is on this bench")
    }
    /// The bench's agent, acting.
    #[must_use]
    pub fn as_agent(&self) -> Cause {
        self.as_user(self.agent, Role::Agent)
    }
    /// A user of the bench's account, acting.
    #[must_use]
    pub fn as_user(&self, user: UserId, role: Role) -> Cause {
        Cause::by(Caller {
            account: self.account.uuid(),
            who: Who::User(user.uuid()),
            role,
            all_shared: true,
            ..Caller::anonymous()
        })
    }
    /// A customer of the bench's account, acting.
    #[must_use]
    pub fn as_customer(&self, customer: CustomerId) -> Cause {
        Cause::by(Caller {
            account: self.account.uuid(),
            who: Who::Customer(customer.uuid()),
            all_shared: true,
            ..Caller::anonymous()
        })
    }
    /// The system, acting in the bench's account.
    #[must_use]
    pub fn as_system(&self) -> Cause {
        Cause::system(self.account)
    }
    /// The queues of the services, each with the types of event that it listens for.
    #[must_use]
    pub fn queues(&self) -> Vec<(&'static str, Vec<String>)> {
        self.running().state.bus.queues()
    }
    /// Moves the time on.
    pub fn advance(&self, by: Duration) {
        self.running().clock.advance(by);
    }
    /// Runs until no outbox, queue or ticker has work.
    ///
    /// # Panics
    /// Where there is still work after a minute.
    pub async fn settle(&self) {
        let state = &self.running().state;
        let quiet = async {
            let mut quiet = 0;
            while quiet < 2 {
                let work = state.settle().await.expect("the database answers");
                quiet = if work == 0 { quiet + 1 } else { 0 };
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), quiet).await.expect("all work ends within a minute");
        assert_eq!(state.parked().await.expect("the database answers"), 0, "no event is parked");
    }
    /// Stops the services and drops the database.
    ///
    /// # Panics
    /// Where the server refuses.
    pub async fn end(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        drop_database(&self.admin, &self.database).await;
    }
}
