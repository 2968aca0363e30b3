//! What one create costs the database: statements by name, commits, and bytes of write-ahead log. Counts, so the same on
//! every machine.
#![expect(clippy::disallowed_methods, reason = "asks the server's own counters")]
use crate::{
    client::Client,
    limit::Limit,
    report::{Table, say},
    system::System,
    usage::wal,
    w1::Rest,
};

const CREATES: i64 = 1000;
/// What is done for fewer creates than this is done for some of them, or by the clock.
const PER_CREATE: f64 = 0.9;
/// What is done for fewer mails than this is not worth a line, unless it takes so many microseconds of each.
const PER_MAIL: f64 = 0.05;
const WORTH_A_LINE: f64 = 20.0;

/// A statement, how often it ran, its time in milliseconds and its bytes of write-ahead log.
type Counted = (String, i64, f64, i64);

/// From here on it is counted; false where this PostgreSQL cannot.
pub async fn begin(system: &System) -> anyhow::Result<bool> {
    if system.statements_counted {
        sqlx::query("select pg_stat_statements_reset()").execute(&system.pool).await?;
    } else {
        say("Statements were not counted: this PostgreSQL has no pg_stat_statements.");
    }
    Ok(system.statements_counted)
}

/// What was counted since, the most frequent first.
async fn counted(system: &System) -> anyhow::Result<Vec<Counted>> {
    Ok(sqlx::query_as(
        r"select regexp_replace(query, '\s+', ' ', 'g'), sum(calls)::bigint, sum(total_exec_time)::float8, sum(wal_bytes)::bigint
            from pg_stat_statements where query not like '%pg_stat%' and query not like '%pg_wal%'
           group by 1 order by 2 desc",
    )
    .fetch_all(&system.pool)
    .await?)
}

fn short(query: &str) -> String {
    query.chars().take(90).collect::<String>().replace('|', "/")
}

/// Prints what each of so many things cost the database since [`begin`].
pub async fn print(system: &System, things: u64, what: &str) -> anyhow::Result<()> {
    let counted = counted(system).await?;
    let per = |number: f64| number / things.max(1) as f64;
    let (mut table, mut calls, mut time) =
        (Table::new(&["statement", &format!("per {what}"), "us", "WAL bytes"]), 0, 0.0);
    for (query, ran, took, bytes) in &counted {
        (calls, time) = (calls + ran, time + took);
        if per(*ran as f64) >= PER_MAIL || per(took * 1000.0) >= WORTH_A_LINE {
            let of_each = [per(*ran as f64), per(took * 1000.0), per(*bytes as f64)];
            let [ran, took, bytes] = of_each;
            table.row(vec![short(query), format!("{ran:.2}"), format!("{took:.0}"), format!("{bytes:.0}")]);
        }
    }
    table.print();
    let (calls, time) = (per(calls as f64), per(time * 1000.0));
    say(&format!("Statements per {what}: {calls:.1}, {time:.0} us by the database's clock."));
    Ok(())
}

/// Creates one after the other and prints the counts.
pub async fn count(system: &System, body: &str) -> anyhow::Result<()> {
    system.settle().await?;
    if !begin(system).await? {
        return Ok(());
    }
    let (mut rest, wal_before) = (Rest::new(system, body), wal(&system.pool).await?);
    for _ in 0..CREATES {
        rest.once().await?;
    }
    system.drained().await?;
    let wal_after = wal(&system.pool).await?;
    let counted = counted(system).await?;

    let mut limit = Limit::connect(&system.database_url, body).await?;
    let limit_before = wal(&system.pool).await?;
    for _ in 0..CREATES {
        limit.once().await?;
    }
    let limit_bytes = wal(&system.pool).await? - limit_before;

    // The relay takes and forgets events by itself; everything else that is done to items is done by the request.
    let by_request = |query: &str| {
        query.starts_with("insert into items.") || query.starts_with("select") && query.contains(" items.")
    };
    let mut in_request = 0.0;
    let mut table = Table::new(&["statement", "per create", "WAL bytes per create"]);
    for (query, calls, _, bytes) in &counted {
        let per_create = *calls as f64 / CREATES as f64;
        if per_create >= PER_CREATE {
            in_request += if by_request(query) { per_create } else { 0.0 };
            table.row(vec![short(query), format!("{per_create:.2}"), (bytes / CREATES).to_string()]);
        }
    }
    table.print();
    say(&format!(
        "In the request itself: {in_request:.2} statements and 1 commit. The rest follows from the event."
    ));
    say(&format!(
        "Write-ahead log per create, with all that follows: {} bytes; of the limit's: {} bytes.",
        (wal_after - wal_before) / CREATES,
        limit_bytes / CREATES
    ));
    Ok(())
}
