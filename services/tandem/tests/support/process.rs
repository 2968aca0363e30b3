//! One process of the program under test.
use std::{
    collections::BTreeMap,
    fs,
    net::{TcpListener, UdpSocket},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use super::wait::PATIENCE;

/// What a process is told by its environment.
pub type Environment = BTreeMap<String, String>;

/// A process, or what is needed to start it again.
pub struct Process {
    /// As on the command line: `conversations/mail-in`; `all` in one process.
    pub name: String,
    /// `http://127.0.0.1:port` of its operations port.
    pub ops: String,
    environment: Environment,
    log: PathBuf,
    child: Option<Child>,
}

impl Process {
    /// Starts it; its output goes to a file in `folder`.
    pub fn start(name: &str, ops: u16, environment: Environment, folder: &Path) -> Self {
        let log = folder.join(format!("{}.log", name.replace('/', "-")));
        let ops = format!("http://127.0.0.1:{ops}");
        let mut process = Self { name: name.into(), ops, environment, log, child: None };
        process.launch();
        process
    }
    fn launch(&mut self) {
        let out = fs::OpenOptions::new().create(true).append(true).open(&self.log).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command
            .arg("run")
            .args((self.name != "all").then_some(&self.name))
            .env_clear()
            .envs(&self.environment);
        // In the group of the test: whoever ends that, ends this.
        let child = command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out).spawn();
        self.child = Some(child.expect("the program runs"));
    }
    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
    /// Starts it again with the same ports.
    pub fn start_again(&mut self) {
        self.kill();
        self.launch();
    }
    /// Whether it has been started and not been killed.
    pub fn runs(&self) -> bool {
        self.child.is_some()
    }
    /// Waits until it takes work.
    pub async fn ready(&mut self, http: &reqwest::Client) {
        let end = Instant::now() + 2 * PATIENCE;
        loop {
            let asked = http.get(format!("{}/readyz", self.ops)).send().await;
            if let Ok(answer) = asked
                && answer.status().is_success()
                && answer.json::<serde_json::Value>().await.is_ok_and(|told| told["bus"] == true)
            {
                return;
            }
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            assert!(ended.is_none(), "{} ended while it started:\n{}", self.name, self.last_lines(10));
            assert!(Instant::now() < end, "{} does not become ready:\n{}", self.name, self.last_lines(10));
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
    /// The end of what it said.
    pub fn last_lines(&self, most: usize) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().rev().take(most).collect();
        indented(&lines)
    }
    /// What it warned of.
    pub fn warnings(&self, most: usize) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let worth =
            |line: &&str| ["WARN", "ERROR", "panicked", "tandem:"].iter().any(|word| line.contains(word));
        let lines: Vec<&str> = text.lines().rev().filter(worth).take(most).collect();
        indented(&lines)
    }
}

/// Lines that were gathered from the end, in their order.
fn indented(lines: &[&str]) -> String {
    lines.iter().rev().map(|line| format!("    {line}\n")).collect::<Vec<_>>().concat()
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that is free now, that the system gives to no outgoing connection, and that no other test takes while this one runs: a process
/// that is killed gets it back.
pub fn port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // The services speak TCP; what holds a port among tests before anybody listens there is its twin of UDP.
    static CLAIMED: Mutex<Vec<UdpSocket>> = Mutex::new(Vec::new());
    let start = u16::try_from(std::process::id() % 366).unwrap_or(0) * 60;
    loop {
        let port = 10_000 + (start + NEXT.fetch_add(1, Ordering::SeqCst)) % 22_000;
        let Ok(claim) = UdpSocket::bind(("127.0.0.1", port)) else { continue };
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            CLAIMED.lock().unwrap_or_else(PoisonError::into_inner).push(claim);
            return port;
        }
    }
}
