//! The work on an import: counted, then done batch by batch, each once, from where it was left.
use std::str::FromStr as _;

use encoding_rs::Encoding;
use tandem_kit::{Error, Result, id::AttachmentId};
use tokio_util::sync::CancellationToken;

use super::{
    Import, State, Target, columns, lease,
    looked_up::LookedUp,
    messages, people,
    read::{Row, Table},
    rows::{self, Going, Seen},
};
use crate::{Env, defaults, preference};

/// How many rows are done in one transaction; of people, which directory keeps, in one call.
const BATCH: usize = 500;
const BATCH_OF_PEOPLE: usize = 100;
/// The most rows of a file.
const MOST_ROWS: i32 = 2_000_000;

/// Works on the import that waits longest, until it is done or the process stops. Answers how many rows it did.
///
/// # Errors
/// Where the database is away.
pub async fn tick(env: &Env, stop: &CancellationToken) -> Result<usize> {
    let Some(mut import) = lease::take(env).await? else { return Ok(0) };
    let before = import.processed;
    match go(env, &mut import, stop).await {
        Ok(()) => {}
        Err(error) if error.passing() => {
            tracing::warn!(import.id = %import.id, error = format!("{error:#}"), "an import will go on later");
            lease::put_off(env, &import, "it broke down again and again; the log of the server says why")
                .await?;
        }
        Err(error) => lease::end(env, &import, State::Failed, &problem(&error)).await?,
    }
    Ok(usize::try_from(import.processed - before).unwrap_or(0).max(1))
}

fn problem(error: &Error) -> String {
    match error {
        Error::Invalid { problem, .. } => problem.clone(),
        other => other.to_string(),
    }
}

/// Its file, from the beginning.
///
/// # Errors
/// `Invalid` where it is gone, or is no table.
pub async fn open(env: &Env, import: &Import) -> Result<Table> {
    let attachment = AttachmentId::from_str(&import.attachment)?;
    let pieces = env.people.file(&import.cause(), attachment).await?;
    Table::open(pieces, Encoding::for_label(import.encoding.as_bytes())).await
}

async fn go(env: &Env, import: &mut Import, stop: &CancellationToken) -> Result<()> {
    defaults::make(&env.db, import.account.into()).await?;
    if import.encoding.is_empty() {
        if !look_into(env, import).await? {
            return Ok(());
        }
        if import.of_move.is_some() {
            return lease::leave(env, import).await; // all of the move are counted first
        }
    }
    let mut table = open(env, import).await?;
    let words = env.vocabularies.of(import.account.into()).await?;
    let fields = columns::decide(import.target, table.columns(), &import.mapping, &words.fields)?;
    let known = LookedUp::of(env, &import.cause()).await?;
    let preferences = preference::of(env.db.pool(), import.account).await?;
    let mut going = Going { known, preferences, fields, dates: import.date_order, seen: Seen::default() };
    let batch = if import.target == Target::Items { BATCH } else { BATCH_OF_PEOPLE };
    let mut passed = 0;
    while passed < import.processed {
        let rows = table.next(BATCH.min(usize::try_from(import.processed - passed).unwrap_or(BATCH))).await?;
        if rows.is_empty() {
            break;
        }
        going.pass(&rows);
        passed += count(&rows);
    }
    loop {
        if stop.is_cancelled() {
            return lease::leave(env, import).await;
        }
        let mut rows = table.next(batch).await?;
        import.replaced.apply(&going.fields, &mut rows);
        if rows.is_empty() {
            return lease::end(env, import, State::Completed, "").await;
        }
        let ours = match import.target {
            Target::Messages => Box::pin(messages::write(env, import, &mut going, &rows)).await?,
            Target::Items => Box::pin(rows::write(env, import, &mut going, &rows)).await?,
            _ => Box::pin(people::write(env, import, &mut going, &rows)).await?,
        };
        if !ours {
            return Ok(());
        }
        import.processed += count(&rows);
    }
}

fn count(rows: &[Row]) -> i32 {
    i32::try_from(rows.len()).unwrap_or(i32::MAX)
}

/// Reads it once to its end: how many rows there are, and what it is written in. False where it is not ours any more.
async fn look_into(env: &Env, import: &mut Import) -> Result<bool> {
    let mut table = open(env, import).await?;
    let mut total = 0;
    loop {
        let rows = table.next(2_000).await?;
        total += count(&rows);
        if total > MOST_ROWS {
            return Err(Error::invalid("attachment_id", format!("it has more than {MOST_ROWS} rows")));
        }
        let mut tx = env.db.begin().await?;
        if !lease::hold(env, &mut tx, import).await? {
            return Ok(false);
        }
        tx.commit().await?;
        if rows.is_empty() {
            break;
        }
    }
    import.total = total;
    table.encoding().name().clone_into(&mut import.encoding);
    // Now that its page is known, its columns may read otherwise.
    let table = open(env, import).await?;
    import.headers = table.columns().to_vec();
    let words = env.vocabularies.of(import.account.into()).await?;
    let headers = &import.headers;
    import.mapping.0.retain(|column, _| headers.contains(column));
    let fields = columns::decide(import.target, headers, &import.mapping, &words.fields)?;
    import.mapping.0 = import.headers.iter().cloned().zip(fields).collect();
    lease::looked_into(env, import).await?;
    Ok(true)
}
