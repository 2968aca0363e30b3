//! A private Redis that keeps nothing on disk.
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, bail};
use tokio::time::{Instant, sleep};

use super::daemon::{self, Daemon, GLANCE};

const PATIENCE: Duration = Duration::from_secs(30);
const INSTALL: &str = "Redis is not installed. Debian and Ubuntu: apt-get install redis-server. Fedora: dnf install redis \
                       (or valkey). macOS: brew install redis";

/// A running Redis. Stops when dropped.
pub struct Redis {
    /// `redis://:password@127.0.0.1:port`
    pub url: String,
    folder: PathBuf,
    daemon: Daemon,
}

impl Redis {
    /// Starts one in a folder, on a free port.
    ///
    /// # Errors
    /// Where it is not installed, or does not answer in 30 s.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let (port, password) = (daemon::free_port()?, daemon::secret()?);
        let settings = format!(
            "bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave \"\"\nappendonly no\ndir \"{}\"\n",
            folder.display()
        );
        daemon::write_private(&folder.join("redis.conf"), &settings)?;
        let daemon = launch(&folder)?;
        let mut server = Self { url: format!("redis://:{password}@127.0.0.1:{port}"), folder, daemon };
        server.ready().await?;
        Ok(server)
    }
    /// Ends it as a power cut would: what it held is gone.
    pub fn kill(&mut self) {
        self.daemon.kill();
    }
    /// Ends it in good order.
    pub fn stop(&mut self) {
        self.daemon.stop(PATIENCE);
    }
    /// Starts it again on the same port.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.daemon = launch(&self.folder)?;
        self.ready().await
    }

    async fn ready(&mut self) -> anyhow::Result<()> {
        let client = redis::Client::open(self.url.as_str())?;
        let (log, end) = (self.folder.join("log"), Instant::now() + PATIENCE);
        while let Err(error) = client.get_multiplexed_async_connection().await {
            self.daemon.still_runs(&log).context("redis does not start")?;
            if Instant::now() > end {
                bail!("redis did not answer in 30 s: {error}");
            }
            sleep(GLANCE).await;
        }
        Ok(())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.stop();
    }
}

fn launch(folder: &Path) -> anyhow::Result<Daemon> {
    let program = ["redis-server", "valkey-server"].into_iter().find_map(daemon::find).context(INSTALL)?;
    Daemon::start(Command::new(program).arg(folder.join("redis.conf")), &folder.join("log"))
}
