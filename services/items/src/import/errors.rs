//! The rows that an import did not take: listed, and given back as a file to put right.
use std::collections::HashMap;

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use sqlx::PgConnection;
use tandem_kit::{Caller, Page, Result, csv};
use uuid::Uuid;

use super::{Import, ImportId, read::Table, run};
use crate::Env;

/// How many rows of the file are looked at at once.
const BATCH: usize = 500;

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub row: i32,
    pub field: String,
    pub problem: String,
}

impl Mistake {
    pub fn new(row: i32, field: &str, problem: impl Into<String>) -> Self {
        // The database keeps no NUL, and nobody reads a page of it.
        let problem: String = problem.into().chars().filter(|c| *c != '\0').take(500).collect();
        Self { row, field: field.chars().take(100).collect(), problem }
    }
}

/// Keeps what is wrong with rows.
///
/// # Errors
/// Where the database is away.
pub async fn keep(db: &mut PgConnection, import: &Import, problems: &[Mistake]) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let rows: Vec<i32> = problems.iter().map(|p| p.row).collect();
    let places: Vec<i32> = (0..).zip(problems).map(|(place, _)| place).collect();
    let fields: Vec<String> = problems.iter().map(|p| p.field.clone()).collect();
    let told: Vec<String> = problems.iter().map(|p| p.problem.clone()).collect();
    sqlx::query!(
        "insert into items.import_error (account, import, row, place, field, problem)
         select $1, $2, given.row, given.place, given.field, given.problem
           from unnest($3::integer[], $4::integer[], $5::text[], $6::text[]) as given (row, place, field, problem)
             on conflict do nothing",
        import.account,
        import.id,
        &rows,
        &places,
        &fields,
        &told
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What was not taken, in the order of the rows, a page at a time.
///
/// # Errors
/// `NotFound`.
pub async fn errors(env: &Env, caller: &Caller, id: ImportId, page: &Page) -> Result<(Vec<Mistake>, String)> {
    super::get(env, caller, id).await?;
    let (row, place) = page.after::<(i32, i32)>()?.unwrap_or_default();
    let rows = after(env, caller.account, id.uuid(), (row, place), page.limit()).await?;
    let (rows, token) = page.cut(rows, |(problem, place)| (problem.row, *place));
    Ok((rows.into_iter().map(|(problem, _)| problem).collect(), token))
}

/// What is wrong with the rows after one, and the place of each.
///
/// # Errors
/// Where the database is away.
pub async fn after(
    env: &Env,
    account: Uuid,
    id: Uuid,
    (row, place): (i32, i32),
    limit: i64,
) -> Result<Vec<(Mistake, i32)>> {
    let rows = sqlx::query!(
        "select row, place, field, problem
           from items.import_error
          where account = $1 and import = $2 and (row, place) > ($3, $4)
          order by row, place
          limit $5",
        account,
        id,
        row,
        place,
        limit
    );
    let rows = rows.fetch_all(env.db.pool()).await?;
    Ok(rows
        .into_iter()
        .map(|r| (Mistake { row: r.row, field: r.field, problem: r.problem }, r.place))
        .collect())
}

/// The rows that were not taken as they came, with what is wrong with each as their last cell.
///
/// # Errors
/// `NotFound`; `Invalid` where the file is gone.
pub async fn download(
    env: std::sync::Arc<Env>,
    caller: &Caller,
    id: ImportId,
) -> Result<BoxStream<'static, Result<Bytes>>> {
    let import = super::get(&env, caller, id).await?;
    let table = run::open(&env, &import).await?;
    let mut head = csv::line(table.columns().iter().map(String::as_str).chain(["problem"]));
    head.insert(0, '\u{feff}');
    let first = futures::stream::once(async move { Ok(Bytes::from(head)) });
    let rest = futures::stream::try_unfold((env, import, table), |(env, import, mut table)| async move {
        let text = next(&env, &import, &mut table).await?;
        Ok(text.map(|text| (Bytes::from(text), (env, import, table))))
    });
    Ok(first.chain(rest).boxed())
}

async fn next(env: &Env, import: &Import, table: &mut Table) -> Result<Option<String>> {
    let rows = table.next(BATCH).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
    let mut told: HashMap<i32, String> = HashMap::new();
    let mut at = (first.number - 1, i32::MAX);
    loop {
        let some = after(env, import.account, import.id, at, 1_000).await?;
        let Some((end, place)) = some.last().map(|(problem, place)| (problem.row, *place)) else { break };
        for (problem, _) in some.into_iter().filter(|(problem, _)| problem.row <= last.number) {
            let text = told.entry(problem.row).or_default();
            if !text.is_empty() {
                text.push_str("; ");
            }
            if !problem.field.is_empty() {
                text.push_str(&problem.field);
                text.push_str(": ");
            }
            text.push_str(&problem.problem);
        }
        if end > last.number {
            break;
        }
        at = (end, place);
    }
    let mut text = String::new();
    for row in &rows {
        if let Some(problem) = told.get(&row.number) {
            text += &csv::line(row.cells.iter().map(String::as_str).chain([problem.as_str()]));
        }
    }
    Ok(Some(text))
}
