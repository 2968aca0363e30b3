//! Private PostgreSQL, Redis and RabbitMQ without systemd: for embedded mode, for tests and for `tandem up`.
//! Each lives in a folder of its own, listens on this machine only, and stops when it is dropped.
mod daemon;
mod postgres;
mod rabbit;
mod redis;

use std::{ffi::OsString, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context as _;
use tokio::{
    process::Command,
    signal::unix::{Signal, SignalKind, signal},
    time::timeout,
};

pub use self::{postgres::Postgres, rabbit::RabbitMq, redis::Redis};

const GRACE: Duration = Duration::from_secs(10);

/// Runs a command with all three servers beside it, fresh and gone afterwards, their addresses in
/// `TANDEM_TEST_DATABASE_URL`, `TANDEM_TEST_AMQP_URL` and `TANDEM_TEST_REDIS_URL`. Answers with the command's own code.
///
/// # Errors
/// Where a server does not start, or there is no such command.
pub async fn with_servers(command: &[OsString]) -> anyhow::Result<ExitCode> {
    let (program, arguments) = command.split_first().context("no command to run")?;
    let mut stop = Stop::new()?;
    let folder = Scratch::new()?;
    let paths = ["postgres", "rabbitmq", "redis"].map(|name| folder.0.join(name));
    // the broker first: it takes longest
    let start = async {
        tokio::try_join!(
            RabbitMq::start(&paths[1]),
            Postgres::start(&paths[0], false, None),
            Redis::start(&paths[2])
        )
    };
    let (broker, database, cache) = tokio::select! {
        started = start => started?,
        code = stop.asked() => return Ok(code),
    };
    let mut child = Command::new(program)
        .args(arguments)
        .env("TANDEM_TEST_DATABASE_URL", &database.url)
        .env("TANDEM_TEST_AMQP_URL", &broker.url)
        .env("TANDEM_TEST_REDIS_URL", &cache.url)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot run {}", program.display()))?;
    tokio::select! {
        status = child.wait() => Ok(status?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1).into()),
        code = stop.asked() => {
            child.id().map(|pid| daemon::signal(pid, "TERM"));
            // killed when dropped, if it has not ended by then
            let _ = timeout(GRACE, child.wait()).await;
            Ok(code)
        }
    }
}

/// The wishes to stop that a process gets from outside.
struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    fn new() -> anyhow::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }
    /// Waits for one; what to answer with, as a shell has it.
    async fn asked(&mut self) -> ExitCode {
        tokio::select! {
            _ = self.interrupt.recv() => 130.into(),
            _ = self.terminate.recv() => 143.into(),
        }
    }
}

/// A folder that goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("tandem-{}", &daemon::secret()?[..12]));
        std::fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "cannot remove {}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[ignore = "needs RabbitMQ and Redis: make test-full"]
    async fn a_command_runs_beside_all_servers_and_its_code_is_ours() {
        let script = r#"for url in "$TANDEM_TEST_DATABASE_URL" "$TANDEM_TEST_AMQP_URL" "$TANDEM_TEST_REDIS_URL"; do
            case "$url" in *://*@127.0.0.1:*) ;; *) exit 1 ;; esac; done; exit 7"#;
        let command = ["sh", "-c", script].map(OsString::from);
        assert_eq!(with_servers(&command).await.unwrap(), ExitCode::from(7));
        assert!(with_servers(&[]).await.is_err());
    }
}
