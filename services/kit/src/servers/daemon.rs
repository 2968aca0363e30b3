//! A process of its own group: Ctrl-C at the terminal does not reach it, and a signal to it reaches its children.
use std::{
    fs,
    io::Write as _,
    net::TcpListener,
    os::unix::{fs::OpenOptionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

/// How often something that is about to happen is looked at.
pub(super) const GLANCE: Duration = Duration::from_millis(25);

/// A server that runs in the foreground, and never longer than we do.
pub(super) struct Daemon {
    child: Child,
    /// Ends the server when our end of its pipe closes: also where we are killed.
    watchdog: Child,
}

impl Daemon {
    /// Starts it with its output going to a file.
    pub(super) fn start(command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let out = fs::OpenOptions::new().create(true).append(true).open(log)?;
        let mut child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("cannot run {}", command.get_program().display()))?;
        let group = child.id();
        let watchdog = Command::new("sh")
            .args(["-c", "read -r _; kill -s KILL -- \"-$1\" 2>/dev/null", "sh", &group.to_string()])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match watchdog {
            Ok(watchdog) => Ok(Self { child, watchdog }),
            Err(error) => {
                signal_group(group, "KILL");
                child.wait()?;
                Err(error).context("cannot run sh")
            }
        }
    }
    /// Refuses once it has ended, with what it said last.
    pub(super) fn still_runs(&mut self, log: &Path) -> anyhow::Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("it ended with {status}: {}", last_lines(log)),
            None => Ok(()),
        }
    }
    /// Asks it to end, and makes it end where it does not.
    pub(super) fn stop(&mut self, patience: Duration) {
        if self.ended() {
            return;
        }
        signal_group(self.child.id(), "TERM");
        if !wait_until(patience, || self.ended()) {
            self.kill();
        }
    }
    /// Ends it as a power cut would.
    pub(super) fn kill(&mut self) {
        if self.ended() {
            return;
        }
        signal_group(self.child.id(), "KILL");
        if let Err(error) = self.child.wait() {
            tracing::warn!(%error, "a server that was killed cannot be waited for");
        }
    }
    fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.kill();
        // not after the server: the number of its group may go to another
        let _ = self.watchdog.kill().and_then(|()| self.watchdog.wait());
    }
}

/// A port that nobody listens on.
pub(super) fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?.local_addr()?.port())
}

/// 48 hexadecimal digits that nobody can guess.
pub(super) fn secret() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}

/// Writes a file that only its owner can read.
pub(super) fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}

/// Where a program is, looking along PATH.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    let found = Command::new("sh").args(["-c", "command -v -- \"$1\"", "sh", program]).output().ok()?;
    let path = PathBuf::from(String::from_utf8(found.stdout).ok()?.trim());
    path.is_absolute().then_some(path)
}

/// The end of a log, in one line.
pub(super) fn last_lines(log: &Path) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().filter(|line| !line.trim().is_empty()).take(5).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join(" | ")
}

/// Sends a signal to one process. `false` where there is no such process, or it belongs to another user.
pub(super) fn signal(pid: u32, name: &str) -> bool {
    kill(name, &pid.to_string())
}

fn signal_group(leader: u32, name: &str) -> bool {
    kill(name, &format!("-{leader}"))
}

// by the shell's own `kill`: a program of that name is not on every image, and `unsafe` is not ours to write
fn kill(name: &str, target: &str) -> bool {
    let script = ["-c", "kill -s \"$1\" -- \"$2\" 2>/dev/null", "sh", name, target];
    Command::new("sh").args(script).status().is_ok_and(|status| status.success())
}

/// Looks until something is so; `false` where it was not in time. Blocks: what is dropped cannot wait otherwise.
#[expect(clippy::disallowed_methods, reason = "see above")]
pub(super) fn wait_until(patience: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + patience;
    while !is_so() {
        if Instant::now() > end {
            return false;
        }
        sleep(GLANCE);
    }
    true
}
