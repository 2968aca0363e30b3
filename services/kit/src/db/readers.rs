//! The connections for statements outside transactions.
use std::fmt;

use futures::{
    FutureExt as _, StreamExt as _, TryStreamExt as _,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Describe, Either, Execute, Executor, PgConnection, PgPool, Postgres, SqlStr,
    postgres::{PgQueryResult, PgRow, PgStatement, PgTypeInfo},
};

use super::connections::{Connections, Lease};
use crate::Result;

/// See the module. `sqlx` takes it as it takes a pool: each statement is done on whichever connection is free. Clones share them.
#[derive(Clone)]
pub struct Readers(Connections);

/// How long a statement may take, in milliseconds.
const PATIENCE_MS: &str = "10000";
/// How the server's words begin when it ends connections.
const ENDING: &str = "57P";

type Answer = Either<PgQueryResult, PgRow>;

impl Readers {
    /// As many connections to the same database as the pool may have. A statement that takes longer than anybody waits for is ended.
    #[must_use]
    pub fn beside(pool: &PgPool) -> Self {
        let options = (*pool.connect_options()).clone().options([("statement_timeout", PATIENCE_MS)]);
        Self(Connections::new(options, pool.options().get_max_connections()))
    }
    /// Does something on one connection. Dropped midway, the connection is closed.
    async fn with<T>(&self, work: impl AsyncFnOnce(&mut Lease) -> sqlx::Result<T>) -> sqlx::Result<T> {
        let mut lease = self.0.living().await?;
        let done = work(&mut lease).await;
        // After a refusal a connection is as good as before; after anything else, and where the server ends it, nobody knows.
        let usable = match &done {
            Ok(_) => true,
            Err(sqlx::Error::Database(error)) => !error.code().is_some_and(|code| code.starts_with(ENDING)),
            Err(_) => false,
        };
        if usable {
            self.0.put_back(lease);
        }
        done
    }
    /// Does several statements on one connection, each by itself.
    ///
    /// # Errors
    /// `Unavailable` where no connection comes free in time; as the work answers.
    pub async fn on_one<T>(&self, work: impl AsyncFnOnce(&mut PgConnection) -> Result<T>) -> Result<T> {
        let mut lease = self.0.living().await?;
        let done = work(&mut lease).await?;
        self.0.put_back(lease);
        Ok(done)
    }
    /// Closes all of them.
    pub(crate) async fn close(&self) {
        self.0.close().await;
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Readers")
    }
}

impl<'c> Executor<'c> for &'_ Readers {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, sqlx::Result<Answer>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let readers = self.clone();
        let all = async move {
            readers.with(async |lease| lease.fetch_many(query).try_collect::<Vec<_>>().await).await
        };
        let answers = |all: Vec<Answer>| stream::iter(all).map(sqlx::Result::Ok);
        stream::once(all).map_ok(answers).try_flatten().boxed()
    }
    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<PgRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let readers = self.clone();
        async move { readers.with(async |lease| lease.fetch_optional(query).await).await }.boxed()
    }
    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, sqlx::Result<PgStatement>>
    where
        'c: 'e,
    {
        let readers = self.clone();
        async move { readers.with(async |lease| lease.prepare_with(sql, parameters).await).await }.boxed()
    }
    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<Describe<Postgres>>>
    where
        'c: 'e,
    {
        let readers = self.clone();
        async move { readers.with(async |lease| lease.describe(sql).await).await }.boxed()
    }
}
