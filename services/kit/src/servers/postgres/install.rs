//! The PostgreSQL programs of this machine, and how to run them.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context as _, bail, ensure};

use crate::servers::daemon;

const INSTALL: &str = "PostgreSQL is not installed: no initdb and pg_ctl in database.bin, /usr/lib/postgresql, PATH or \
                       Homebrew. Debian and Ubuntu: apt-get install postgresql. Fedora: dnf install postgresql-server \
                       postgresql-contrib. macOS: brew install postgresql@17. Or give the address of a server in database.url";

/// A folder of programs, and the user they run as.
pub(super) struct Install {
    bin: PathBuf,
    as_root: bool,
}

impl Install {
    /// The newest there is; for a folder that has data, the one that made it.
    pub(super) fn find(bin: Option<&Path>, folder: &Path) -> anyhow::Result<Self> {
        let candidates = candidates(bin);
        let newest = candidates.first().context(INSTALL)?;
        let bin = match fs::read_to_string(folder.join("data/PG_VERSION")) {
            Err(_) => newest.clone(),
            Ok(made_by) => {
                let made_by = made_by.trim();
                let same = candidates.iter().find(|bin| major(bin).as_deref() == Some(made_by));
                same.cloned().with_context(|| {
                    format!("the data was made by PostgreSQL {made_by}, which is not installed: install it (postgresql-{made_by})")
                })?
            }
        };
        let as_root = am_root();
        let install = Self { bin, as_root };
        if as_root {
            let user = Command::new("id").args(["-u", "postgres"]).output()?;
            ensure!(
                user.status.success(),
                "PostgreSQL refuses to run as root, and there is no user postgres to run it as"
            );
        }
        Ok(install)
    }
    /// Whether the server runs as another user than we do.
    pub(super) fn drops_to_postgres(&self) -> bool {
        self.as_root
    }
    /// Makes `data` with one user and a password of its own. Either all of it is there afterwards, or none.
    pub(super) fn make_cluster(&self, folder: &Path, user: &str, for_tests: bool) -> anyhow::Result<()> {
        let (half, password) = (folder.join("data.new"), folder.join("password"));
        if half.exists() {
            fs::remove_dir_all(&half)?;
        }
        fs::create_dir(&half)?;
        daemon::write_private(&password, &daemon::secret()?)?;
        self.give_away(&half)?;
        self.give_away(&password)?;
        let locale = if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" };
        let mut initdb = self.command(self.bin.join("initdb"));
        initdb.arg("-D").arg(&half).args([
            "-U",
            user,
            "-E",
            "UTF8",
            "--locale",
            locale,
            "--auth=scram-sha-256",
        ]);
        initdb.arg("--pwfile").arg(&password).arg(if for_tests { "--no-sync" } else { "--data-checksums" });
        done("initdb", &initdb.output()?)?;
        fs::rename(&half, folder.join("data"))?;
        Ok(())
    }
    /// Starts the server and waits until it has recovered.
    pub(super) fn start(&self, folder: &Path, port: u16, settings: &str) -> anyhow::Result<()> {
        let log = folder.join("log");
        fs::OpenOptions::new().create(true).append(true).open(&log)?;
        self.give_away(&log)?;
        let sockets = socket_folder(folder).map(|folder| folder.display().to_string()).unwrap_or_default();
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{sockets}' {settings}"
        );
        let mut pg_ctl = self.command(self.bin.join("pg_ctl"));
        pg_ctl
            .arg("-D")
            .arg(folder.join("data"))
            .arg("-l")
            .arg(&log)
            .args(["-s", "-w", "-t", "300", "-o", &options, "start"]);
        done("pg_ctl", &pg_ctl.output()?).with_context(|| daemon::last_lines(&log))
    }

    /// A command as the user that has the data. From the root folder: ours may be one that user cannot enter.
    fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = if self.as_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program.as_ref());
            command
        } else {
            Command::new(program.as_ref())
        };
        command.current_dir("/").env("LC_ALL", "C");
        command
    }
    fn give_away(&self, path: &Path) -> anyhow::Result<()> {
        if self.as_root {
            done("chown", &Command::new("chown").arg("postgres:postgres").arg(path).output()?)?;
        }
        Ok(())
    }
}

/// Where the server has its socket, which costs half of what 127.0.0.1 does; nowhere where its path would be too long for one, or
/// has characters that a shell reads.
pub(super) fn socket_folder(folder: &Path) -> Option<PathBuf> {
    const LONGEST: usize = 80;
    let data = folder.join("data");
    let text = data.to_str()?;
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '.'));
    (plain && text.len() <= LONGEST).then_some(data)
}

fn am_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}

/// The folder itself, or where the data of it is because the user `postgres` cannot come to it.
pub(super) fn reachable(folder: PathBuf) -> anyhow::Result<PathBuf> {
    let note = folder.join("place");
    if let Ok(place) = fs::read_to_string(&note) {
        fs::create_dir_all(&place)?;
        return Ok(place.into());
    }
    let known = || Command::new("id").args(["-u", "postgres"]).output().is_ok_and(|id| id.status.success());
    if !am_root() || folder.join("data").exists() || !known() || can_enter(&folder) {
        return Ok(folder);
    }
    let place = Path::new("/var/lib/tandem").join(&daemon::secret()?[..16]);
    fs::create_dir_all(&place)?;
    ensure!(
        can_enter(&place),
        "the user postgres can enter neither {} nor {}",
        folder.display(),
        place.display()
    );
    daemon::write_private(&note, &place.to_string_lossy())?;
    tracing::warn!(
        "the user postgres cannot enter {}: the database is in {}",
        folder.display(),
        place.display()
    );
    Ok(place)
}

fn can_enter(folder: &Path) -> bool {
    let mut test = Command::new("setpriv");
    test.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "test", "-x"])
        .arg(folder)
        .current_dir("/");
    test.status().is_ok_and(|status| status.success())
}

fn done(program: &str, output: &Output) -> anyhow::Result<()> {
    if output.status.success() {
        return Ok(());
    }
    bail!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())
}

/// Where the programs are, best first.
fn candidates(given: Option<&Path>) -> Vec<PathBuf> {
    if let Some(given) = given {
        return whole(vec![given.to_owned()]);
    }
    let versions = |parent: &str, prefix: &str| {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        let versioned = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.parse::<f32>().ok()?;
            Some((version, entry.path().join("bin")))
        });
        let mut found: Vec<_> = versioned.collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, bin)| bin)
    };
    let mut places: Vec<PathBuf> =
        versions("/usr/lib/postgresql", "").chain(versions("/usr", "pgsql-")).collect();
    places.extend(daemon::find("pg_ctl").and_then(|path| path.parent().map(Path::to_owned)));
    for brew in ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"] {
        places.extend(versions(brew, "postgresql@"));
        places.push(Path::new(brew).join("postgresql/bin"));
    }
    whole(places)
}

fn whole(places: Vec<PathBuf>) -> Vec<PathBuf> {
    places.into_iter().filter(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists()).collect()
}

/// The major version of the programs in a folder, as `PG_VERSION` writes it.
fn major(bin: &Path) -> Option<String> {
    let said = Command::new(bin.join("pg_ctl")).arg("--version").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let version = said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    version.split(|c: char| !c.is_ascii_digit()).next().map(str::to_owned)
}

/// Whether a process runs and is a PostgreSQL: its id may have gone to another program since, or it may have ended
/// without anybody taking notice, as under a process 1 that is none of an operating system's.
pub(super) fn is_postgres(pid: u32) -> bool {
    // "7984 (postgres) S 1 …"
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).or_else(|error| {
        if Path::new("/proc/self").exists() {
            return Err(error);
        }
        let ps = Command::new("ps").args(["-o", "comm=", "-o", "stat=", "-p", &pid.to_string()]).output()?;
        Ok(String::from_utf8_lossy(&ps.stdout).trim().replacen(' ', ") ", 1))
    });
    stat.is_ok_and(|stat| is_live_postgres(&stat))
}

fn is_live_postgres(stat: &str) -> bool {
    let Some((name, state)) = stat.rsplit_once(')') else { return false };
    (name.contains("postgres") || name.contains("postmaster")) && !state.trim_start().starts_with('Z')
}

#[cfg(test)]
mod tests {
    use super::is_live_postgres;

    #[test]
    fn a_process_that_has_ended_is_no_server() {
        for (stat, lives) in [
            ("7984 (postgres) S 1 7984", true),
            ("7984 (postgres) Z 1 7984", false),
            ("7984 (tandem) S 1 7984", false),
            ("/opt/homebrew/bin/postgres)  Ss", true),
            ("", false),
        ] {
            assert_eq!(is_live_postgres(stat), lives, "{stat}");
        }
    }
}
