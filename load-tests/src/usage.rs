//! What a measurement used: processor time of processes and those they began, and bytes of write-ahead log.
use std::{collections::HashMap, fs, time::Duration};

use anyhow::Context as _;
use sqlx::PgPool;

/// Clock ticks a second, as Linux has them on every machine it runs on.
const TICKS: u64 = 100;

struct Process {
    parent: u32,
    ticks: u64,
}

/// Processor time that these processes and their descendants have used so far, those that have ended included.
pub fn cpu(roots: &[u32]) -> Duration {
    let processes = processes();
    let belongs = |mut pid: u32| {
        for _ in 0..16 {
            if roots.contains(&pid) {
                return true;
            }
            let Some(process) = processes.get(&pid) else { return false };
            pid = process.parent;
        }
        false
    };
    let ticks: u64 = processes.iter().filter(|(pid, _)| belongs(**pid)).map(|(_, p)| p.ticks).sum();
    Duration::from_millis(ticks * 1000 / TICKS)
}

fn processes() -> HashMap<u32, Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid: u32| Some((pid, read(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?)))
        .collect()
}

/// "7984 (postgres) S 1 …": after the name come the state, the parent, and from the 12th on the times.
fn read(stat: &str) -> Option<Process> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11..15)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(Process { parent: fields.get(1)?.parse().ok()?, ticks })
}

/// The memory that a process has, in bytes: what is its own, not what it shares with files.
pub fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// How far the write-ahead log of a server has come, in bytes.
#[expect(clippy::disallowed_methods, reason = "asks the server, not a schema")]
pub async fn wal(pool: &PgPool) -> anyhow::Result<i64> {
    let bytes = sqlx::query_scalar("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
    bytes.fetch_one(pool).await.context("the position of the write-ahead log")
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_times_of_a_process_are_its_own_and_its_ended_childrens() {
        let stat = "7 (a (b) c) S 3 7 7 0 -1 4194560 100 200 0 0 5 6 7 8 20 0 1 0";
        let process = read(stat).unwrap();
        assert_eq!((process.parent, process.ticks), (3, 26));
        assert!(read("nonsense").is_none());
    }
}
