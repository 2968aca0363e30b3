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

/// Creates one after the other and prints the counts.
pub async fn count(system: &System, body: &str) -> anyhow::Result<()> {
    if !system.statements_counted {
        say("Statements were not counted: this PostgreSQL has no pg_stat_statements.");
        return Ok(());
    }
    system.settle().await?;
    sqlx::query("select pg_stat_statements_reset()").execute(&system.pool).await?;
    let (mut rest, wal_before) = (Rest::new(system, body), wal(&system.pool).await?);
    for _ in 0..CREATES {
        rest.once().await?;
    }
    system.drained().await?;
    let wal_after = wal(&system.pool).await?;
    let counted: Vec<(String, i64, i64)> = sqlx::query_as(
        r"select regexp_replace(query, '\s+', ' ', 'g'), calls, wal_bytes::bigint
            from pg_stat_statements where query not like '%pg_stat%' and query not like '%pg_wal%' order by calls desc",
    )
    .fetch_all(&system.pool)
    .await?;

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
    for (query, calls, bytes) in &counted {
        let per_create = *calls as f64 / CREATES as f64;
        if per_create >= PER_CREATE {
            in_request += if by_request(query) { per_create } else { 0.0 };
            let short: String = query.chars().take(70).collect();
            table.row(vec![
                short.replace('|', "/"),
                format!("{per_create:.2}"),
                (bytes / CREATES).to_string(),
            ]);
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
