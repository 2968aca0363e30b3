//! Everything of an account that a service keeps: table by table, page after page of each by its key, so that no transaction is held open
//! and no more than a page is in memory.
#![expect(
    clippy::disallowed_methods,
    reason = "the kit's tables are in the schema of each service, whose name is known at run time only"
)]
use bytes::Bytes;
use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use serde_json::Value;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};
use tandem_proto::types::ExportedRows;
use uuid::Uuid;

use crate::{Db, Result, id::AccountId, noun::Noun};

/// A table as the database describes it.
struct Table {
    noun: Noun,
    columns: Vec<String>,
    /// What its rows are known by beside the account, with the types.
    key: Vec<(String, String)>,
}

/// Where an export stands.
struct Place {
    db: Db,
    account: AccountId,
    /// The tables that are still to come, the next one last.
    nouns: Vec<Noun>,
    /// The one under way, and the key of the last row.
    at: Option<(Table, Option<Vec<String>>)>,
}

/// The rows of an account, in pieces that each say of which table they are; each table has at least one.
pub(crate) fn rows(db: Db, account: AccountId) -> BoxStream<'static, Result<ExportedRows>> {
    let nouns = db.nouns().iter().rev().copied().collect();
    stream::try_unfold(Place { db, account, nouns, at: None }, next).boxed()
}

async fn next(mut place: Place) -> Result<Option<(ExportedRows, Place)>> {
    let (table, after) = match place.at.take() {
        Some(at) => at,
        None => match place.nouns.pop() {
            Some(noun) => (describe(&place.db, noun).await?, None),
            None => return Ok(None),
        },
    };
    let page = read(&place.db, place.account.uuid(), &table, after.as_deref()).await?;
    let rows = i64::try_from(page.len()).unwrap_or(i64::MAX);
    let mut lines = Vec::new();
    let mut last = None;
    for (row, key) in page {
        serde_json::to_writer(&mut lines, &row).map_err(anyhow::Error::from)?;
        lines.push(b'\n');
        last = Some(key);
    }
    let piece = ExportedRows {
        table: table.noun.table.to_owned(),
        kind: table.noun.kind.to_owned(),
        columns: table.columns.clone(),
        key: table.key.iter().map(|(column, _)| column.clone()).collect(),
        lines: Bytes::from(lines),
        rows,
    };
    if rows == table.noun.at_once && !table.key.is_empty() {
        place.at = Some((table, last));
    }
    Ok(Some((piece, place)))
}

async fn describe(db: &Db, noun: Noun) -> Result<Table> {
    let name = format!("{}.\"{}\"", db.schema(), noun.table);
    let columns: Vec<String> = sqlx::query_scalar(
        "/* every account: the shape of a table */
         select attname::text from pg_attribute
          where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> all($2) order by attnum",
    )
    .bind(&name)
    .bind(noun.hidden)
    .fetch_all(db.pool())
    .await?;
    let key: Vec<(String, String)> = sqlx::query_as(
        "/* every account: the shape of a table */
         select a.attname::text, format_type(a.atttypid, null)
           from pg_index i, unnest(i.indkey) with ordinality k(number, place), pg_attribute a
          where i.indrelid = $1::regclass and i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.number
            and a.attname <> $2
          order by k.place",
    )
    .bind(&name)
    .bind(noun.tenant)
    .fetch_all(db.pool())
    .await?;
    Ok(Table { noun, columns, key })
}

/// The rows after one, each with its key.
async fn read(
    db: &Db,
    account: Uuid,
    table: &Table,
    after: Option<&[String]>,
) -> Result<Vec<(Value, Vec<String>)>> {
    let Table { noun, key, .. } = table;
    let hidden = noun.hidden.iter().map(|column| format!(" - '{column}'")).collect::<Vec<_>>().concat();
    let columns = key.iter().map(|(column, _)| format!("t.\"{column}\"")).collect::<Vec<_>>().join(", ");
    let texts = key.iter().map(|(column, _)| format!("t.\"{column}\"::text")).collect::<Vec<_>>().join(", ");
    let later = if after.is_some() {
        let values = key.iter().enumerate().map(|(at, (_, kind))| format!("${}::text::{kind}", at + 2));
        format!("and ({columns}) > ({})", values.collect::<Vec<_>>().join(", "))
    } else {
        String::new()
    };
    let order = if key.is_empty() { String::new() } else { format!("order by {columns}") };
    let sql = format!(
        "select to_jsonb(t){hidden}, array[{texts}]::text[] from {}.\"{}\" t where t.{} = $1 {later} {order} limit {}",
        db.schema(),
        noun.table,
        noun.tenant,
        noun.at_once
    );
    let mut query = sqlx::query_as(AssertSqlSafe(sql).into_sql_str()).bind(account);
    for value in after.unwrap_or_default() {
        query = query.bind(value);
    }
    Ok(query.fetch_all(db.pool()).await?)
}
