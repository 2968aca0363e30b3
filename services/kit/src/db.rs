//! A service's own schema: its pool, its migrations, and transactions that also write what happened.
#![expect(
    clippy::disallowed_methods,
    reason = "the kit's tables are in the schema of each service, whose name is known at run time only"
)]
mod connections;
mod readers;
mod tx;
mod writers;

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use prost::Message;
use sqlx::{
    AssertSqlSafe, PgPool, SqlSafeStr, SqlStr,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tandem_proto::event::Event;
use tokio::sync::Notify;
use uuid::Uuid;

pub use self::{readers::Readers, tx::Tx, writers::Writers};
use crate::{Clock, Noun, Result};

/// A service's schema in the database.
#[derive(Clone)]
pub struct Db {
    readers: Readers,
    writers: Writers,
    schema: &'static str,
    statements: Arc<Statements>,
    wake: Arc<Notify>,
    clock: Clock,
    nouns: &'static [Noun],
}

/// The statements on the tables that every schema has. They differ by the schema's name alone, which is a constant of ours.
pub(crate) struct Statements {
    pub emit: SqlStr,
    pub first_time: SqlStr,
    pub first_of: SqlStr,
    pub take: SqlStr,
    pub take_alone: SqlStr,
    pub forget: SqlStr,
    pub release: SqlStr,
    pub vacuum: SqlStr,
    pub waiting: SqlStr,
    pub forget_marks: SqlStr,
    pub park: SqlStr,
    pub parked: SqlStr,
    pub note: SqlStr,
    pub audited: SqlStr,
    /// The accounts with entries of the audit from before a time that do not stay.
    pub audited_long: SqlStr,
    pub forget_entries: SqlStr,
}

impl Statements {
    fn of(schema: &str) -> Self {
        let sql = |text: &str| AssertSqlSafe(text.replace("{s}", schema)).into_sql_str();
        Self {
            emit: sql("insert into {s}.outbox (id, lane, type, event)
                 select * from unnest($1::uuid[], $2::smallint[], $3::text[], $4::bytea[])"),
            first_time: sql(
                "insert into {s}.inbox (consumer, event_id) values ($1, $2) on conflict do nothing",
            ),
            first_of: sql("insert into {s}.inbox (consumer, event_id) select $1, unnest($2::uuid[])
                 on conflict do nothing returning event_id"),
            // What is done ($3) is forgotten by the way; it is still there for the rest of the statement.
            take: sql("with forgotten as (delete from {s}.outbox where id = any($3))
                update {s}.outbox set taken_until = now() + interval '30 s'
                 where id in (select id from {s}.outbox
                               where taken_until < now() and lane <> all($1) and id <> all($3)
                                 and lane not in (select lane from {s}.outbox
                                                   where taken_until >= now() and id <> all($3))
                               order by id limit $2 for update skip locked)
                 returning id, lane, event"),
            take_alone: sql("with forgotten as (delete from {s}.outbox where id = any($3))
                select id, lane, event from {s}.outbox
                 where lane <> all($1) and id <> all($3)
                 order by id limit $2"),
            vacuum: sql("vacuum (index_cleanup on, truncate off) {s}.outbox"),
            forget: sql("delete from {s}.outbox where id = any($1)"),
            release: sql("update {s}.outbox set taken_until = now() + interval '1 s' where id = any($1)"),
            waiting: sql("select count(*) from {s}.outbox"),
            forget_marks: sql("delete from {s}.inbox where ctid in
                    (select ctid from {s}.inbox where time < now() - interval '30 days' limit 1000)"),
            park: sql("insert into {s}.parked (consumer, event_id, type, event, error)
                 values ($1, $2, $3, $4, $5) on conflict do nothing"),
            parked: sql("select count(*) from {s}.parked"),
            note: sql(
                "insert into {s}.audit (account, id, time, actor, credential, action, subject, changes)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            ),
            audited: sql("select id, time, actor, credential, action, subject, changes
                  from {s}.audit
                 where account = $1
                   and ($2::uuid is null or id < $2)
                   and ($3 = '' or actor = $3)
                   and ($4 = '' or subject = $4 or starts_with(subject, $4 || '_'))
                   and ($5 = '' or strpos(lower(action), lower($5)) > 0)
                   and ($6::timestamptz is null or time >= $6)
                   and ($7::timestamptz is null or time < $7)
                 order by id desc limit $8"),
            audited_long: sql(AUDITED_LONG),
            forget_entries: sql(FORGET_ENTRIES),
        }
    }
}

/// The accounts with entries from before a time that do not stay, one look at an index for each.
const AUDITED_LONG: &str = "/* every account: entries grow old for all */
    with recursive one as (
      (select account from {s}.audit order by account limit 1)
      union all
      select (select next.account from {s}.audit as next where next.account > one.account order by next.account limit 1)
        from one
       where one.account is not null)
    select account
      from one
     where exists (select from {s}.audit as entry
                    where entry.account = one.account and entry.time < $1
                      and entry.action !~ '/(Delete|Erase|Purge)')";

/// The oldest of an account from before a time; those of what was deleted stay.
const FORGET_ENTRIES: &str = "delete from {s}.audit
     where account = $1
       and id in (select id
                    from {s}.audit
                   where account = $1 and time < $2 and action !~ '/(Delete|Erase|Purge)'
                   order by time
                   limit 1000)";

/// What every schema starts with. Repeatable, so it needs no version.
const KIT_TABLES: &str = "
create schema if not exists {s};
create table if not exists {s}.outbox (
    id          uuid        not null constraint outbox_pkey primary key,
    lane        smallint    not null,
    type        text        not null,
    event       bytea       not null,
    taken_until timestamptz not null default '-infinity'
);
create table if not exists {s}.inbox (
    consumer text        not null,
    event_id uuid        not null,
    time     timestamptz not null default now(),
    constraint inbox_pkey primary key (consumer, event_id)
);
create index if not exists inbox_time on {s}.inbox (time);
create table if not exists {s}.parked (
    consumer text        not null,
    event_id uuid        not null,
    type     text        not null,
    event    bytea       not null,
    error    text        not null,
    time     timestamptz not null default now(),
    constraint parked_pkey primary key (consumer, event_id)
);
create table if not exists {s}.audit (
    account    uuid        not null,
    id         uuid        not null,
    time       timestamptz not null,
    actor      text        not null,
    credential text        not null,
    action     text        not null,
    subject    text        not null,
    changes    jsonb       not null,
    constraint audit_pkey primary key (account, id)
);
create index if not exists audit_time on {s}.audit (account, time);";

/// Opens a pool.
///
/// # Errors
/// Where the address cannot be read or nobody answers within 30 seconds.
pub async fn connect(options: PgConnectOptions, most: u32) -> anyhow::Result<PgPool> {
    let options = options.application_name("tandem");
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(connections::PATIENCE)
        .connect_with(options)
        .await
        .context("cannot connect to the database")
}

/// Brings one schema up to date. Several processes may do it at once: an advisory lock lets them in one by one.
///
/// # Errors
/// Where a migration fails, or one that was applied has since been changed.
pub async fn migrate(pool: &PgPool, schema: &str, migrations: &'static Migrator) -> anyhow::Result<()> {
    let mut lock = pool.begin().await?;
    sqlx::query("select pg_advisory_xact_lock(7160717437)").execute(&mut *lock).await?;
    let tables = AssertSqlSafe(KIT_TABLES.replace("{s}", schema));
    sqlx::raw_sql(tables).execute(pool).await.with_context(|| format!("cannot make the schema {schema}"))?;
    let mut migrator = Migrator::with_migrations(migrations.iter().cloned().collect());
    migrator.dangerous_set_table_name(format!("{schema}.migration"));
    migrator.set_locking(false);
    migrator.run(pool).await.with_context(|| format!("cannot migrate the schema {schema}"))?;
    lock.commit().await?;
    Ok(())
}

/// Whether a schema has every migration that this program knows.
///
/// # Errors
/// Where the database is away.
pub async fn migrated(pool: &PgPool, schema: &str, migrations: &'static Migrator) -> anyhow::Result<bool> {
    let table: Option<String> = sqlx::query_scalar("select to_regclass($1)::text")
        .bind(format!("{schema}.migration"))
        .fetch_one(pool)
        .await?;
    if table.is_none() {
        return Ok(false);
    }
    let sql =
        AssertSqlSafe(format!("select coalesce(max(version), 0) from {schema}.migration where success"));
    let applied: i64 = sqlx::query_scalar(sql).fetch_one(pool).await?;
    Ok(migrations.iter().all(|m| m.version <= applied))
}

impl Db {
    /// The schema of a service in the database of a pool, with connections of its own.
    #[must_use]
    pub fn new(pool: PgPool, schema: &'static str, clock: Clock) -> Self {
        Self::sharing(Readers::beside(&pool), Writers::beside(&pool), schema, clock)
    }
    /// The schema of a service, beside others that share its connections.
    #[must_use]
    pub fn sharing(readers: Readers, writers: Writers, schema: &'static str, clock: Clock) -> Self {
        let statements = Arc::new(Statements::of(schema));
        Self { readers, writers, schema, statements, wake: Arc::default(), clock, nouns: &[] }
    }
    /// The same, with the tables that its service keeps.
    #[must_use]
    pub fn keeping(self, nouns: &'static [Noun]) -> Self {
        Self { nouns, ..self }
    }
    /// The tables that its service keeps.
    #[must_use]
    pub fn nouns(&self) -> &'static [Noun] {
        self.nouns
    }
    /// For reads that need no transaction.
    #[must_use]
    pub fn pool(&self) -> &Readers {
        &self.readers
    }
    /// The schema's name.
    #[must_use]
    pub fn schema(&self) -> &'static str {
        self.schema
    }
    /// Begins a transaction.
    ///
    /// # Errors
    /// `Unavailable` where no connection comes free in time.
    pub async fn begin(&self) -> Result<Tx> {
        Tx::begin(self).await
    }
    /// Closes the connections.
    pub async fn close(&self) {
        self.writers.close().await;
        self.readers.close().await;
    }
    /// Keeps an event that a consumer cannot handle, with the reason, out of the way of the others.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn park(&self, consumer: &str, event: &Event, error: &str) -> Result<()> {
        let id = Uuid::try_parse(&event.id).map_err(anyhow::Error::from)?;
        sqlx::query(self.statements.park.clone())
            .bind(consumer)
            .bind(id)
            .bind(&event.r#type)
            .bind(event.encode_to_vec())
            .bind(error)
            .execute(&self.readers)
            .await?;
        Ok(())
    }
    /// How many events are parked.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn parked(&self) -> Result<i64> {
        Ok(sqlx::query_scalar(self.statements.parked.clone()).fetch_one(&self.readers).await?)
    }
    /// Now, by the process's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
    pub(crate) fn statements(&self) -> &Statements {
        &self.statements
    }
    /// Forgets marks of events so old that none of them can come again; answers how many.
    pub(crate) async fn forget_marks(&self) -> Result<usize> {
        let gone = sqlx::query(self.statements.forget_marks.clone()).execute(&self.readers).await?;
        Ok(usize::try_from(gone.rows_affected()).unwrap_or(0))
    }
    pub(crate) fn writers(&self) -> &Writers {
        &self.writers
    }
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }
}
