//! W2: a burst of mail over eight connections. It ends when every ticket and reply is there and every event is told.
#![expect(clippy::disallowed_methods, reason = "looks into the schemas of the system from outside")]
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::ensure;
use hdrhistogram::Histogram;
use tandem_kit::id::EventId;
use tokio::task::JoinSet;

use crate::{
    Options,
    client::{Run, closed, histogram, micros, millis},
    limit::{self, Limit},
    mail::{Burst, Kind, kind},
    report::{Table, say},
    smtp::Sender,
    statements,
    system::System,
    w1,
};

const CONNECTIONS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(600);

/// Runs it.
pub async fn run(system: &mut System, options: &Options) -> anyhow::Result<()> {
    limit::prepare(&system.pool).await?;
    let known = (options.count / 20).max(20);
    let burst = Arc::new(Burst::new(known));
    send(
        system.smtp,
        known,
        {
            let burst = burst.clone();
            move |n| burst.seed(n)
        },
        None,
    )
    .await?;
    done(system).await?;
    system.settle().await?;
    // As the server's own does within a minute: plans that were made while the tables were empty read whole tables.
    sqlx::query("analyze").execute(&system.pool).await?;

    let before = limited(system).await?;
    let counting = statements::begin(system).await?;
    let cpu = system.cpu();
    let (start, sent) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let handing = send(
        system.smtp,
        options.count,
        {
            let burst = burst.clone();
            move |n| burst.letter(n)
        },
        Some(sent.clone()),
    );
    let accepted = if options.kill {
        let (accepted, killed) = tokio::join!(handing, kill(system, options.count, &sent));
        killed?;
        accepted?
    } else {
        handing.await?
    };
    let taken = start.elapsed();
    done(system).await?;
    let elapsed = start.elapsed();
    let used = system.cpu().saturating_sub(cpu);
    if counting {
        statements::print(system, options.count, "mail").await?;
    }
    let after = limited(system).await?;
    system.settle().await?;
    tell(options, &[before, after], &accepted, (taken, elapsed, used));
    check(system, options.count, &burst).await
}

async fn limited(system: &System) -> anyhow::Result<Run> {
    let connections = Limit::several(&system.database_url, &w1::body(), CONNECTIONS).await?;
    closed(connections, Duration::from_secs(5)).await
}

/// Hands `count` mails over, eight at a time; answers how long each took to be accepted.
async fn send(
    port: u16,
    count: u64,
    letter: impl Fn(u64) -> crate::mail::Letter + Clone + Send + 'static,
    sent: Option<Arc<AtomicU64>>,
) -> anyhow::Result<Histogram<u64>> {
    let (next, mut working) = (Arc::new(AtomicU64::new(0)), JoinSet::new());
    for _ in 0..CONNECTIONS {
        let (next, letter, sent) = (next.clone(), letter.clone(), sent.clone());
        working.spawn(async move {
            let (mut accepted, mut sender) = (histogram(), Sender::new(port));
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    return anyhow::Ok(accepted);
                }
                accepted.record(micros(sender.send(&letter(n)).await?))?;
                if let Some(sent) = &sent {
                    sent.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    let mut accepted = histogram();
    while let Some(ended) = working.join_next().await {
        accepted.add(ended??)?;
    }
    Ok(accepted)
}

/// Until so many mails were taken: `kill -9` of a process by chance every second, and a start. One that is all there is gets a second
/// of work between the two.
async fn kill(system: &mut System, count: u64, sent: &AtomicU64) -> anyhow::Result<()> {
    let (mut kills, many) = (0, u128::try_from(system.processes.len())?);
    while sent.load(Ordering::Relaxed) < count {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let chosen = usize::try_from(EventId::new().uuid().as_u128() % many)?;
        system.processes[chosen].kill().await;
        system.processes[chosen].launch()?;
        kills += 1;
        if many == 1 {
            system.ready().await?;
        }
    }
    say(&format!("killed {kills} times, and started again"));
    system.ready().await
}

/// Waits until every mail that was taken is done, and every event told.
async fn done(system: &System) -> anyhow::Result<()> {
    let start = Instant::now();
    loop {
        let left: i64 = sqlx::query_scalar("select count(*) from conversations.inbound_mail where not done")
            .fetch_one(&system.pool)
            .await?;
        if left == 0 {
            break;
        }
        ensure!(start.elapsed() < PATIENCE, "{left} mails are not done after {} s", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    system.drained().await.map(|_| ())
}

fn tell(
    options: &Options,
    limits: &[Run; 2],
    accepted: &Histogram<u64>,
    (taken, elapsed, used): (Duration, Duration, Duration),
) {
    let limit = f64::midpoint(limits[0].per_second(), limits[1].per_second());
    let mails = options.count as f64;
    let mut table =
        Table::new(&["what", "mails", "per s", "ratio", "accept p50 ms", "accept p99 ms", "server CPU us"]);
    let rate = |time: Duration| mails / time.as_secs_f64();
    let row = |what: &str, time: Duration, more: [String; 3]| {
        let ratio = format!("{:.2}", rate(time) / limit);
        let mut cells = vec![what.into(), options.count.to_string(), format!("{:.0}", rate(time)), ratio];
        cells.extend(more);
        cells
    };
    for run in limits {
        table.row(vec![
            "limit (create1, 8 clients)".into(),
            String::new(),
            format!("{:.0}", run.per_second()),
        ]);
    }
    let quantiles =
        [format!("{:.1}", millis(accepted, 0.5)), format!("{:.1}", millis(accepted, 0.99)), String::new()];
    table.row(row("accepted by SMTP", taken, quantiles));
    let cpu = if options.kill { String::new() } else { format!("{:.0}", used.as_micros() as f64 / mails) };
    table.row(row("visible, events told", elapsed, [String::new(), String::new(), cpu]));
    table.print();
}

/// Nothing lost, nothing doubled: by the tables.
async fn check(system: &System, count: u64, burst: &Burst) -> anyhow::Result<()> {
    let expected = |kinds: &[Kind]| i64::try_from((0..count).filter(|n| kinds.contains(&kind(*n))).count());
    let items = expected(&[Kind::Opens, Kind::OpensWithFile])?;
    let messages = items + expected(&[Kind::Replies])?;
    let pair = async |sql: &'static str, like: String| {
        sqlx::query_as::<_, (i64, i64)>(sql).bind(like).fetch_one(&system.pool).await
    };
    let (found_items, distinct_items) =
        pair("select count(*), count(distinct title) from items.item where title like $1", "Burst %".into())
            .await?;
    let (found_messages, distinct_messages) = pair(
        "select count(*), count(distinct header_id) from conversations.message where header_id like $1",
        format!("%{}%", burst.prefix()),
    )
    .await?;
    let lost = (items - distinct_items) + (messages - distinct_messages);
    let doubled = (found_items - distinct_items) + (found_messages - distinct_messages);
    say(&format!(
        "items {found_items} of {items}, messages {found_messages} of {messages}: lost={lost} doubled={doubled}"
    ));
    ensure!(lost == 0 && doubled == 0, "mail was lost or doubled");
    Ok(())
}
