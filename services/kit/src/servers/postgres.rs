//! A private PostgreSQL in a data folder. It outlives a process that dies; the next one to use the folder finds it.
//! Whoever is last to leave in good order stops it.
mod install;

use std::{
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use sqlx::{ConnectOptions as _, PgConnection, postgres::PgConnectOptions};
use tokio::time::{Instant, sleep, timeout};

use self::install::Install;
use super::daemon::{self, GLANCE};

const USER: &str = "tandem";
const DATABASE: &str = "tandem";
const PATIENCE: Duration = Duration::from_secs(120);
/// How long a start that fails is tried again.
const AGAIN: Duration = Duration::from_secs(15);
const DURABLE: &str = "-c max_connections=200";
const FOR_TESTS: &str =
    "-c max_connections=400 -c fsync=off -c synchronous_commit=off -c full_page_writes=off";

/// A running PostgreSQL. Stops when dropped, unless another process uses the same folder.
pub struct Postgres {
    /// `postgres://tandem:password@127.0.0.1:port/tandem`; the user may create databases.
    pub url: String,
    folder: PathBuf,
    install: Install,
    settings: &'static str,
    /// Held shared by each process that uses the server.
    users: File,
}

impl Postgres {
    /// Starts the server of a folder, or finds it running. Where it is not `durable` it does not wait for the disk: quick,
    /// and lost with the machine. `bin` is where `initdb` and `pg_ctl` are, if not in a usual place. As root the server
    /// runs as the user `postgres`, and where that user cannot come to the folder (below `/root`, say) it is kept in
    /// `/var/lib/tandem`; the file `place` in the folder says where.
    ///
    /// # Errors
    /// Where PostgreSQL is not installed (with what to install), cannot read the folder, or does not start.
    pub async fn start(folder: &Path, durable: bool, bin: Option<&Path>) -> anyhow::Result<Self> {
        let settings = if durable { DURABLE } else { FOR_TESTS };
        Self::open(folder, bin, settings).await.with_context(|| format!("PostgreSQL in {}", folder.display()))
    }
    /// The address for programs of this machine: by its socket, where it has one.
    #[must_use]
    pub fn near_url(&self) -> String {
        let port = port(&self.folder).unwrap_or_default();
        match install::socket_folder(&self.folder) {
            Some(folder) if folder.join(format!(".s.PGSQL.{port}")).exists() => {
                format!("{}?host={}", self.url, folder.display())
            }
            _ => self.url.clone(),
        }
    }
    /// Ends the server in good order, unless another process uses the same folder.
    pub async fn stop(self) {
        if let Err(error) = tokio::task::spawn_blocking(move || drop(self)).await {
            tracing::warn!(%error, "PostgreSQL was not stopped");
        }
    }
    /// Ends the server as a power cut would.
    pub fn kill(&self) {
        if let Some(pid) = self.pid() {
            daemon::signal(pid, "KILL");
            daemon::wait_until(PATIENCE, || !install::is_postgres(pid));
        }
    }
    /// Starts it again on the same port.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        let _starting = exclusive(&self.folder.join("starting.lock")).await?;
        self.url = ensure_running(&self.folder, &self.install, self.settings).await?;
        Ok(())
    }

    async fn open(folder: &Path, bin: Option<&Path>, settings: &'static str) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let folder = install::reachable(folder.canonicalize()?)?;
        // two processes that begin at once: one makes and starts, the other finds
        let _starting = exclusive(&folder.join("starting.lock")).await?;
        let install = Install::find(bin, &folder)?;
        fs::set_permissions(
            &folder,
            Permissions::from_mode(if install.drops_to_postgres() { 0o711 } else { 0o700 }),
        )?;
        if !folder.join("data/PG_VERSION").exists() {
            install.make_cluster(&folder, USER, settings == FOR_TESTS)?;
        }
        let url = ensure_running(&folder, &install, settings).await?;
        let users = File::create(folder.join("users.lock"))?;
        users.lock_shared()?;
        Ok(Self { url, folder, install, settings, users })
    }

    fn pid(&self) -> Option<u32> {
        pid(&self.folder)
    }

    fn end(&self) -> anyhow::Result<()> {
        let starting = File::create(self.folder.join("starting.lock"))?;
        daemon::wait_until(Duration::from_secs(10), || starting.try_lock().is_ok());
        self.users.unlock()?;
        if self.users.try_lock().is_err() {
            return Ok(()); // somebody else still uses it
        }
        let Some(pid) = self.pid() else { return Ok(()) };
        for (signal, patience) in [("INT", 30), ("QUIT", 10), ("KILL", 5)] {
            daemon::signal(pid, signal);
            if daemon::wait_until(Duration::from_secs(patience), || !install::is_postgres(pid)) {
                return Ok(());
            }
        }
        bail!("process {pid} does not end")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::warn!(
                error = format!("{error:#}"),
                "PostgreSQL in {} was not stopped",
                self.folder.display()
            );
        }
    }
}

/// The address of the folder's server, started if it was not running, with its database in it.
async fn ensure_running(folder: &Path, install: &Install, settings: &str) -> anyhow::Result<String> {
    let password = fs::read_to_string(folder.join("password")).context("the password of the data folder")?;
    if let Some(connection) = found(folder, &password).await? {
        return with_database(connection, port(folder), &password).await;
    }
    // left by a server that was killed: PostgreSQL refuses to start where another process has got that id
    if pid(folder).is_some_and(|pid| !install::is_postgres(pid)) {
        fs::remove_file(folder.join("data/postmaster.pid"))?;
    }
    let end = Instant::now() + AGAIN;
    loop {
        let port = match port(folder) {
            Some(port) if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() => port,
            _ => daemon::free_port()?,
        };
        fs::write(folder.join("port"), port.to_string())?;
        match install.start(folder, port, settings) {
            Ok(()) => break,
            // another program was quicker to the port, or what a killed server left has not ended yet
            Err(error) if Instant::now() > end => return Err(error),
            Err(error) => {
                tracing::debug!(error = format!("{error:#}"), "PostgreSQL did not start, trying again");
            }
        }
        sleep(Duration::from_millis(500)).await;
    }
    let connection = found(folder, &password).await?.context("it started, and does not answer")?;
    with_database(connection, port(folder), &password).await
}

/// A connection to the folder's server, once it answers; nothing where none runs.
async fn found(folder: &Path, password: &str) -> anyhow::Result<Option<PgConnection>> {
    let end = Instant::now() + PATIENCE;
    while let (Some(port), Some(pid)) = (port(folder), pid(folder)) {
        let server = PgConnectOptions::new()
            .host("127.0.0.1")
            .port(port)
            .username(USER)
            .password(password)
            .database("postgres");
        match timeout(Duration::from_secs(5), server.connect()).await {
            Ok(Ok(connection)) => return Ok(Some(connection)),
            _ if !install::is_postgres(pid) => break,
            Ok(Err(error)) if Instant::now() > end => bail!("process {pid} does not answer: {error}"),
            Err(_) if Instant::now() > end => bail!("process {pid} does not answer"),
            _ => sleep(GLANCE).await, // it starts, or stops
        }
    }
    Ok(None)
}

async fn with_database(
    mut connection: PgConnection,
    port: Option<u16>,
    password: &str,
) -> anyhow::Result<String> {
    let port = port.context("the port of the data folder")?;
    let made = sqlx::raw_sql("create database tandem").execute(&mut connection).await;
    let exists =
        |error: &sqlx::Error| error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("42P04"));
    match made {
        Err(error) if !exists(&error) => Err(error).context("cannot create the database"),
        _ => Ok(format!("postgres://{USER}:{password}@127.0.0.1:{port}/{DATABASE}")),
    }
}

/// The process that has the data folder, or had it when it was killed.
fn pid(folder: &Path) -> Option<u32> {
    fs::read_to_string(folder.join("data/postmaster.pid")).ok()?.lines().next()?.trim().parse().ok()
}

fn port(folder: &Path) -> Option<u16> {
    fs::read_to_string(folder.join("port")).ok()?.trim().parse().ok()
}

async fn exclusive(path: &Path) -> anyhow::Result<File> {
    let file = File::create(path)?;
    let end = Instant::now() + PATIENCE;
    while file.try_lock().is_err() {
        if Instant::now() > end {
            bail!("another process has held {} for two minutes", path.display());
        }
        sleep(GLANCE).await;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use sqlx::Row as _;

    use super::*;

    async fn count(url: &str, sql: &'static str) -> i64 {
        let mut connection = url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
        sqlx::raw_sql(sql).fetch_one(&mut connection).await.unwrap().get(0)
    }

    async fn run(url: &str, sql: &'static str) {
        let mut connection = url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    }

    #[tokio::test]
    async fn a_server_is_shared_survives_a_kill_and_ends_with_its_last_user() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let folder = folder.path().join("pg");
        let (first, second) =
            tokio::try_join!(Postgres::start(&folder, true, None), Postgres::start(&folder, true, None))
                .unwrap();
        assert_eq!(first.url, second.url);
        run(&first.url, "create table kept (n int); insert into kept values (1)").await;
        drop(first);
        assert_eq!(count(&second.url, "select count(*) from kept").await, 1);

        second.kill();
        let mut second = second;
        second.start_again().await.unwrap();
        assert_eq!(count(&second.url, "select count(*) from kept").await, 1);

        let pid = second.pid().unwrap();
        drop(second);
        assert!(!install::is_postgres(pid));
    }

    #[tokio::test]
    async fn a_folder_that_its_user_cannot_enter_keeps_its_data_elsewhere_and_finds_it_again() {
        let folder = tempfile::tempdir().unwrap(); // for its owner alone
        let folder = folder.path().join("pg");
        let first = Postgres::start(&folder, false, None).await.unwrap();
        run(&first.url, "create table kept (n int); insert into kept values (1)").await;
        drop(first);
        let second = Postgres::start(&folder, false, None).await.unwrap();
        assert_eq!(count(&second.url, "select count(*) from kept").await, 1);
        drop(second);
        if let Ok(place) = fs::read_to_string(folder.join("place")) {
            fs::remove_dir_all(place).unwrap();
        }
    }

    #[tokio::test]
    async fn the_next_process_takes_over_what_a_killed_one_left() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let folder = folder.path().join("pg");
        let first = Postgres::start(&folder, false, None).await.unwrap();
        let (url, pid) = (first.url.clone(), first.pid().unwrap());
        first.users.unlock().unwrap(); // what the system does for a process that is killed
        std::mem::forget(first);
        let second = Postgres::start(&folder, false, None).await.unwrap();
        assert_eq!((second.url.as_str(), second.pid()), (url.as_str(), Some(pid)));

        second.kill();
        // the machine has given the id to another program: this one
        fs::write(folder.join("data/postmaster.pid"), format!("{}\n", std::process::id())).unwrap();
        let third = Postgres::start(&folder, false, None).await.unwrap();
        assert_eq!(count(&third.url, "select 1::bigint").await, 1);
    }
}
