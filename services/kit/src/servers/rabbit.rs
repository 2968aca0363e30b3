//! A private RabbitMQ with an epmd of its own, so that nothing of it is left behind.
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, bail};
use lapin::{Connection, ConnectionProperties};
use tokio::time::{Instant, sleep, timeout};

use super::daemon::{self, Daemon};

/// A loaded machine of two cores has taken a minute.
const PATIENCE: Duration = Duration::from_secs(180);
const INSTALL: &str = "RabbitMQ is not installed. Debian and Ubuntu: apt-get install rabbitmq-server. Fedora: dnf install \
                       rabbitmq-server. macOS: brew install rabbitmq";
const FOLDERS: [&str; 4] = [
    "/usr/lib/rabbitmq/bin",
    "/opt/homebrew/opt/rabbitmq/sbin",
    "/usr/local/opt/rabbitmq/sbin",
    "/opt/rabbitmq/sbin",
];

/// A running RabbitMQ. Stops when dropped.
pub struct RabbitMq {
    /// `amqp://tandem:password@127.0.0.1:port/%2f`
    pub url: String,
    folder: PathBuf,
    node: Node,
    daemon: Daemon,
    epmd: Daemon,
}

/// What makes it a node of its own; the data belongs to the name.
struct Node {
    name: String,
    port: u16,
    distribution: u16,
    epmd: u16,
}

impl RabbitMq {
    /// Starts one in a folder, on free ports.
    ///
    /// # Errors
    /// Where it is not installed, or does not answer in three minutes.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder.join("home"))?;
        let folder = folder.canonicalize()?;
        let password = daemon::secret()?;
        let node = Node {
            name: format!("tandem-{}@localhost", &daemon::secret()?[..12]),
            port: daemon::free_port()?,
            distribution: daemon::free_port()?,
            epmd: daemon::free_port()?,
        };
        settle(&folder, &node, &password)?;
        let epmd = launch_epmd(&folder, &node)?;
        let daemon = launch(&folder, &node)?;
        let url = format!("amqp://tandem:{password}@127.0.0.1:{}/%2f", node.port);
        let mut server = Self { url, folder, node, daemon, epmd };
        server.ready().await?;
        Ok(server)
    }
    /// Ends it as a power cut would. What it confirmed is on disk.
    pub fn kill(&mut self) {
        self.daemon.kill();
    }
    /// Ends it in good order.
    pub fn stop(&mut self) {
        self.daemon.stop(PATIENCE);
    }
    /// Starts it again with the same data on the same ports.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.daemon = launch(&self.folder, &self.node)?;
        self.ready().await
    }

    async fn ready(&mut self) -> anyhow::Result<()> {
        let (log, end) = (self.folder.join("out"), Instant::now() + PATIENCE);
        loop {
            let connect = Connection::connect(&self.url, ConnectionProperties::default());
            if let Ok(Ok(connection)) = timeout(Duration::from_secs(5), connect).await {
                connection.close(200, "ready".into()).await?;
                return Ok(());
            }
            self.daemon.still_runs(&log).context("RabbitMQ does not start")?;
            if Instant::now() > end {
                bail!("RabbitMQ did not answer in three minutes: {}", daemon::last_lines(&log));
            }
            sleep(Duration::from_millis(200)).await;
        }
    }
}

impl Drop for RabbitMq {
    fn drop(&mut self) {
        self.stop();
        self.epmd.kill();
    }
}

/// Writes the files that it reads at its start.
fn settle(folder: &Path, node: &Node, password: &str) -> anyhow::Result<()> {
    let settings = format!(
        "listeners.tcp.1 = 127.0.0.1:{}\ndistribution.listener.interface = 127.0.0.1\ndefault_user = tandem\n\
         default_pass = {password}\nloopback_users.tandem = true\nvm_memory_high_watermark.relative = 0.2\n\
         disk_free_limit.absolute = 50MB\nlog.file.level = warning\n",
        node.port
    );
    daemon::write_private(&folder.join("rabbitmq.conf"), &settings)?;
    fs::write(folder.join("enabled_plugins"), "[].")?;
    let cookie = folder.join("home/.erlang.cookie");
    if !cookie.exists() {
        daemon::write_private(&cookie, &daemon::secret()?)?;
        fs::set_permissions(&cookie, fs::Permissions::from_mode(0o400))?;
    }
    Ok(())
}

fn launch(folder: &Path, node: &Node) -> anyhow::Result<Daemon> {
    // not the one in /usr/sbin: it changes to another user
    let program =
        FOLDERS.iter().map(|place| Path::new(place).join("rabbitmq-server")).find(|path| path.exists());
    let mut command = Command::new(program.context(INSTALL)?);
    command
        .env("HOME", folder.join("home"))
        .env("RABBITMQ_NODENAME", &node.name)
        .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
        .env("RABBITMQ_NODE_PORT", node.port.to_string())
        .env("RABBITMQ_DIST_PORT", node.distribution.to_string())
        .env("ERL_EPMD_PORT", node.epmd.to_string())
        .env("ERL_EPMD_ADDRESS", "127.0.0.1")
        .env("RABBITMQ_MNESIA_BASE", folder.join("mnesia"))
        .env("RABBITMQ_LOG_BASE", folder.join("log"))
        .env("RABBITMQ_CONFIG_FILE", folder.join("rabbitmq.conf"))
        .env("RABBITMQ_CONF_ENV_FILE", "/dev/null")
        .env("RABBITMQ_ENABLED_PLUGINS_FILE", folder.join("enabled_plugins"))
        .env("RABBITMQ_PID_FILE", folder.join("pid"))
        // idle schedulers must not keep the processors of a small machine busy
        .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none")
        .env("LANG", "C.UTF-8");
    Daemon::start(&mut command, &folder.join("out"))
}

/// An epmd that we can end: the one that Erlang starts by itself stays for ever.
fn launch_epmd(folder: &Path, node: &Node) -> anyhow::Result<Daemon> {
    let program = daemon::find("epmd").context(INSTALL)?;
    let mut command = Command::new(program);
    command.args(["-address", "127.0.0.1", "-port", &node.epmd.to_string()]);
    Daemon::start(&mut command, &folder.join("epmd"))
}
