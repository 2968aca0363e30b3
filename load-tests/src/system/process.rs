//! One process of the program under test.
use std::{
    collections::BTreeMap,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicU16, Ordering},
};

use anyhow::{Context as _, bail, ensure};
use tokio::process::{Child, Command};

/// What a process is told by its environment.
pub type Environment = BTreeMap<String, String>;

/// A process, or what is needed to start it again.
pub struct Process {
    /// As on the command line; `all` in one process.
    pub name: String,
    /// `http://127.0.0.1:port` of its operations port.
    pub ops: String,
    binary: PathBuf,
    environment: Environment,
    log: PathBuf,
    child: Option<Child>,
}

impl Process {
    pub fn start(
        binary: &Path,
        name: &str,
        ops: u16,
        mut environment: Environment,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        environment.insert("TANDEM__OPS__LISTEN".into(), format!("127.0.0.1:{ops}"));
        let log = folder.join(format!("{}.log", name.replace('/', "-")));
        let ops = format!("http://127.0.0.1:{ops}");
        let mut process =
            Self { name: name.into(), ops, binary: binary.into(), environment, log, child: None };
        process.launch()?;
        Ok(process)
    }
    /// Starts it, or starts it again.
    pub fn launch(&mut self) -> anyhow::Result<()> {
        let out = fs::OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.binary);
        command
            .arg("run")
            .args((self.name != "all").then_some(&self.name))
            .env_clear()
            .envs(&self.environment);
        command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out).kill_on_drop(true);
        self.child = Some(command.spawn().with_context(|| format!("cannot run {}", self.binary.display()))?);
        Ok(())
    }
    /// Whether it takes work.
    pub async fn ready(&mut self, http: &reqwest::Client) -> anyhow::Result<bool> {
        let asked = http.get(format!("{}/readyz", self.ops)).send().await;
        if let Ok(answer) = asked
            && answer.status().is_success()
        {
            let told: serde_json::Value = answer.json().await?;
            return Ok(told["bus"] == true);
        }
        let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
        ensure!(ended.is_none(), "{} ended while it started:\n{}", self.name, self.last_lines(10));
        Ok(false)
    }
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().and_then(Child::id)
    }
    /// `kill -9`.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill().await;
        }
    }
    /// The end of what it said.
    pub fn last_lines(&self, most: usize) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().rev().take(most).collect();
        lines.into_iter().rev().fold(String::new(), |out, line| out + "    " + line + "\n")
    }
}

/// Runs a command of the program and answers with what it printed.
pub async fn command(
    binary: &Path,
    arguments: &[&str],
    environment: &Environment,
) -> anyhow::Result<Vec<u8>> {
    let mut command = Command::new(binary);
    let output = command.args(arguments).env_clear().envs(environment).kill_on_drop(true).output().await?;
    if !output.status.success() {
        bail!("tandem {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

/// A port that is free now, and that the system gives to no outgoing connection: a process that is killed gets it back.
pub fn port() -> anyhow::Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 1_000)? * 20;
    for _ in 0..1_000 {
        let port = 10_000 + (start + NEXT.fetch_add(1, Ordering::SeqCst)) % 22_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port is free")
}
