//! W8: a file of many rows is imported, beside the same rows written by one statement; then items are exported while others are written.
#![expect(clippy::disallowed_methods, reason = "looks into the schemas of the system from outside")]
mod queue;

use std::{
    collections::HashSet,
    fmt::Write as _,
    ops::Range,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use tandem_kit::id::AccountId;

use crate::{
    Options,
    client::{Client as _, histogram, micros, millis},
    limit,
    report::{Table, say},
    system::{Process, System},
    usage, w1,
};

const PATIENCE: Duration = Duration::from_secs(900);
/// Rows of one file: one may have a hundred megabytes.
const A_FILE: u64 = 150_000;
/// How many items a second are made beside the export.
const BESIDE: u64 = 50;
/// How many lines of an export are timed together.
const A_STRETCH: usize = 1_000;

/// The rows as one statement writes them: all indexes, the full text reckoned, activity and event beside.
const SELECT: &str = "
with item as (
    insert into load_limit.item
           (account, id, number, kind, type, status, state, title, description_html, source, external_id, status_time, create_time, update_time)
    select $1, gen_random_uuid(), nextval('load_limit.number'), 'ticket', $1, $1, 'not_started', 'Row ' || n, $2, 'import', 'limit-' || n,
           now(), now(), now()
      from generate_series(1, $3) as n
    returning id),
activity as (
    insert into load_limit.activity (account, id, item, actor, verb, create_time)
    select $1, gen_random_uuid(), id, 'usr_00000000000000000000000000000000', 'created', now() from item),
outbox as (
    insert into load_limit.outbox (id, lane, type, event)
    select gen_random_uuid(), 0, 'tandem.items.v1.ItemCreated', convert_to(repeat('e', 1200), 'UTF8') from item)
select count(to_tsvector('simple', 'Row ' || id || ' ' || $2)) from item";

/// Runs it.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<()> {
    limit::prepare(&system.pool).await?;
    let rows = i64::try_from(options.rows)?;
    let limited = limited(system, rows).await?;
    let idle = resident(system);
    let (imported, told, most) = import_all(system, "W8", options.rows).await?;
    let again = beside_queue(system, options).await?;
    let mut table = Table::new(&["what", "rows", "s", "rows per s", "times the limit"]);
    let mut row = |what: &str, time: Duration| {
        let (seconds, ratio) = (time.as_secs_f64(), time.as_secs_f64() / limited.as_secs_f64());
        let rate = options.rows as f64 / seconds;
        table.row(vec![
            what.into(),
            options.rows.to_string(),
            format!("{seconds:.1}"),
            format!("{rate:.0}"),
            format!("{ratio:.2}"),
        ]);
    };
    row("limit (insert .. select)", limited);
    row("uploaded and imported", imported);
    row("and every event told", told);
    if let Some((imported, told)) = again {
        row("imported beside a queue", imported);
        row("and every event told, the queue's too", told);
    }
    table.print();
    if let Some((beside, _)) = again {
        let ratio = beside.as_secs_f64() / imported.as_secs_f64();
        say(&format!(
            "{} queued jobs and as many events: {ratio:.2} times the import without them",
            options.queued
        ));
    }
    say(&format!("resident: {} MB before, {} MB at most", idle >> 20, most >> 20));
    export(system).await
}

/// Imports so many rows, in as many files as they take; answers how long that took, how long until everything was told of them, and the
/// most memory.
async fn import_all(system: &System, name: &str, rows: u64) -> anyhow::Result<(Duration, Duration, u64)> {
    let (mut imported, mut told, mut most, mut bytes) = (Duration::ZERO, Duration::ZERO, 0, 0);
    for begin in (0..rows).step_by(usize::try_from(A_FILE)?) {
        let part = begin..rows.min(begin + A_FILE);
        let bad = part.clone().filter(|n| n % 20 == 0).count() as u64;
        let good = part.end - part.start - bad;
        let file = file(name, part);
        bytes += file.len();
        let start = Instant::now();
        let (import, memory) = import(system, file).await?;
        imported += start.elapsed();
        let count = |name: &str| import[name].as_u64().unwrap_or(0);
        ensure!(import["state"] == "STATE_COMPLETED", "{import}");
        ensure!((count("created"), count("failed")) == (good, bad), "{import}");
        system.drained().await?;
        told += start.elapsed();
        most = most.max(memory);
    }
    say(&format!("{rows} rows, {} MB, every twentieth of them bad", bytes >> 20));
    Ok((imported, told, most))
}

/// The same rows once more under other names, while jobs wait: how long it took, if that is asked for.
async fn beside_queue(system: &System, options: &Options) -> anyhow::Result<Option<(Duration, Duration)>> {
    if options.queued == 0 {
        return Ok(None);
    }
    queue::jobs(&system.pool, options.queued).await?;
    queue::events(&system.pool, options.queued).await?;
    let (imported, told, _) = import_all(system, "W8Q", options.rows).await?;
    queue::gone(&system.pool, options.queued).await?;
    Ok(Some((imported, told)))
}

async fn limited(system: &System, rows: i64) -> anyhow::Result<Duration> {
    let (start, body) = (Instant::now(), format!("<p>{}</p>", w1::body()));
    let select = sqlx::query(SELECT).bind(AccountId::new().uuid()).bind(body).bind(rows);
    select.execute(&system.pool).await?;
    Ok(start.elapsed())
}

/// A file as another help desk exports it; of twenty rows one has a priority that is none.
fn file(name: &str, rows: Range<u64>) -> String {
    let (body, mut file) =
        (w1::body(), "external_id,title,description,priority,status,requester,tags\n".to_owned());
    for n in rows {
        let priority = if n % 20 == 0 { "soon".to_owned() } else { (n % 6).to_string() };
        let _ = writeln!(
            file,
            "{name}-{n},Row {n},\"{body}\",{priority},Open,person{}@people.test,\"load, w8\"",
            n % 500
        );
    }
    file
}

/// Uploads and imports; answers what the import is at its end, and the most memory that the program had meanwhile.
async fn import(system: &System, file: String) -> anyhow::Result<(Value, u64)> {
    let (http, base) = (&system.http, &system.base);
    let upload =
        http.post(format!("{base}/v1/attachments?name=rows.csv&for_import=true")).bearer_auth(&system.token);
    let file: Value = upload.body(file).send().await?.error_for_status()?.json().await?;
    let begin = json!({"attachment_id": file["id"], "target": "TARGET_ITEMS"});
    let begun = http.post(format!("{base}/v1/imports")).bearer_auth(&system.token).json(&begin);
    let begun: Value = begun.send().await?.error_for_status()?.json().await?;
    let id = begun["id"].as_str().with_context(|| format!("no id in {begun}"))?;
    let (start, mut most) = (Instant::now(), 0);
    loop {
        most = most.max(resident(system));
        let get = http.get(format!("{base}/v1/imports/{id}")).bearer_auth(&system.token);
        let import: Value = get.send().await?.error_for_status()?.json().await?;
        if !import["endTime"].is_null() {
            return Ok((import, most));
        }
        ensure!(start.elapsed() < PATIENCE, "not done after {} s: {import}", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn resident(system: &System) -> u64 {
    system.processes.iter().filter_map(Process::pid).map(usage::resident).sum()
}

/// Exports all while others are made: each that was there is in it once.
async fn export(system: &System) -> anyhow::Result<()> {
    let there: Vec<i64> = sqlx::query_scalar("select number from items.item where delete_time is null")
        .fetch_all(&system.pool)
        .await?;
    let (done, mut waits) = (AtomicBool::new(false), histogram());
    let (start, before) = (Instant::now(), resident(system));
    let beside = async {
        let mut rest = w1::Rest::new(system, &w1::body());
        let mut tick = tokio::time::interval(Duration::from_micros(1_000_000 / BESIDE));
        while !done.load(Ordering::Relaxed) {
            tick.tick().await;
            let asked = Instant::now();
            rest.once().await?;
            waits.record(micros(asked.elapsed()))?;
        }
        anyhow::Ok(())
    };
    let read = async {
        let read = lines(system).await;
        done.store(true, Ordering::Relaxed);
        read
    };
    let ((), Lines { numbers, most, reached }) = tokio::try_join!(beside, read)?;
    let unique: HashSet<i64> = numbers.iter().copied().collect();
    let missing = there.iter().filter(|number| !unique.contains(number)).count();
    let twice = numbers.len() - unique.len();
    say(&format!(
        "exported {} in {:.1} s beside {} creates (p95 {:.0} ms): missing={missing} twice={twice}; resident: {} MB before, {} MB at most",
        numbers.len(),
        start.elapsed().as_secs_f64(),
        waits.len(),
        millis(&waits, 0.95),
        before >> 20,
        most >> 20
    ));
    if let Some((first, last)) = ends(&reached) {
        let ratio = last.as_secs_f64() / first.as_secs_f64();
        say(&format!(
            "each {A_STRETCH} lines took {first:.0?} in the first tenth and {last:.0?} in the last: {ratio:.2} times"
        ));
    }
    ensure!(missing == 0 && twice == 0, "an export lost or doubled items");
    Ok(())
}

/// How long a stretch of lines took in the first tenth of them and in the last, at the median; none where they are too few.
fn ends(reached: &[Duration]) -> Option<(Duration, Duration)> {
    let taken: Vec<Duration> = reached.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    let tenth = taken.len() / 10;
    let median = |part: &[Duration]| {
        let mut part = part.to_vec();
        part.sort();
        part.get(part.len() / 2).copied()
    };
    Some((median(&taken[..tenth])?, median(&taken[taken.len() - tenth..])?))
}

/// What an export had.
struct Lines {
    numbers: Vec<i64>,
    /// The most memory that the program had meanwhile.
    most: u64,
    /// When each stretch of lines was there.
    reached: Vec<Duration>,
}

async fn lines(system: &System) -> anyhow::Result<Lines> {
    let start = Instant::now();
    let get = system.http.get(format!("{}/v1/items:export?format=jsonl", system.base)).timeout(PATIENCE);
    let mut answer = get.bearer_auth(&system.token).send().await?.error_for_status()?;
    let (mut numbers, mut rest, mut most, mut reached) = (Vec::new(), Vec::new(), 0, Vec::new());
    while let Some(piece) = answer.chunk().await? {
        rest.extend_from_slice(&piece);
        most = most.max(resident(system));
        let whole = rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        for line in rest[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let line: Value = serde_json::from_slice(line)?;
            numbers.push(line["number"].as_i64().with_context(|| format!("no number in {line}"))?);
            if numbers.len().is_multiple_of(A_STRETCH) {
                reached.push(start.elapsed());
            }
        }
        rest.drain(..whole);
    }
    ensure!(rest.is_empty(), "the export ended amidst a line");
    Ok(Lines { numbers, most, reached })
}
