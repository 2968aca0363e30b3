//! The database of the system: how it is set up, and what waits in it.
#![expect(
    clippy::disallowed_methods,
    reason = "sets the server up, and asks schemas that are known at run time only"
)]
use std::path::Path;

use anyhow::bail;
use sqlx::{PgPool, postgres::PgPoolOptions};
use tandem_kit::servers::Postgres;

/// A PostgreSQL that waits for the disk, and counts statements where it can.
pub async fn durable(folder: &Path) -> anyhow::Result<(Postgres, bool)> {
    let mut database = Postgres::start(folder, true, None).await?;
    let pool = PgPoolOptions::new().max_connections(1).connect(&database.url).await?;
    sqlx::query("alter system set shared_preload_libraries = 'pg_stat_statements'").execute(&pool).await?;
    sqlx::query("checkpoint").execute(&pool).await?;
    pool.close().await;
    database.kill();
    if let Err(error) = database.start_again().await {
        bail!(
            "PostgreSQL does not start with pg_stat_statements (Debian: postgresql-contrib is part of postgresql): {error:#}"
        );
    }
    let pool = PgPoolOptions::new().max_connections(1).connect(&database.url).await?;
    let counted =
        sqlx::query("create extension if not exists pg_stat_statements").execute(&pool).await.is_ok();
    pool.close().await;
    Ok((database, counted))
}

/// One statement that adds up what waits in the outboxes of all schemas.
pub async fn waiting_sql(pool: &PgPool) -> anyhow::Result<String> {
    let schemas: Vec<String> = sqlx::query_scalar(
        "select schemaname::text from pg_tables where tablename = 'outbox' and schemaname <> 'load_limit'",
    )
    .fetch_all(pool)
    .await?;
    let counts: Vec<String> = schemas.iter().map(|s| format!("(select count(*) from {s}.outbox)")).collect();
    Ok(format!("select {}", counts.join(" + ")))
}

/// How many events wait to be published.
pub async fn waiting(pool: &PgPool, sql: &str) -> anyhow::Result<i64> {
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(pool).await?)
}
