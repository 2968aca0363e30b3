//! Moves: all files of another desk, each an import of its own, done in order.
mod preview;

use std::collections::BTreeMap;

use bytes::Bytes;
use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{
    Caller, Cause, Error, Page, Result, csv,
    id::{self, AttachmentId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

pub use self::preview::preview;
use super::{
    Import, ImportId, Mapping, Replaced, State, Target,
    dates::Order,
    errors::{self, Mistake},
    guess, read_import, replace,
};
use crate::{Env, item::request, text};

tandem_kit::kind!(MoveKind, MoveId, "move");

/// The most files of a move, values that become others, and moves of an account that are under way.
pub const MOST_FILES: usize = 100;
const MOST_VALUES: usize = 1_000;
const MOST_OPEN: i64 = 3;

/// A move.
pub struct Move {
    pub id: MoveId,
    /// In order; at least one.
    pub imports: Vec<Import>,
}

/// One move.
///
/// # Errors
/// `NotFound`.
pub async fn get(env: &Env, caller: &Caller, id: MoveId) -> Result<Move> {
    let found = of(env, caller.account, &[id.uuid()]).await?.pop();
    found.ok_or_else(|| Error::not_found("move", id))
}

/// The moves of an account, newest first, a page at a time.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, caller: &Caller, page: &Page) -> Result<(Vec<Move>, String)> {
    let ids = sqlx::query_scalar!(
        r#"select distinct move as "move!"
             from items.import
            where account = $1 and move is not null and ($2::uuid is null or move < $2)
            order by 1 desc
            limit $3"#,
        caller.account,
        page.after::<Uuid>()?,
        page.limit()
    );
    let (ids, token) = page.cut(ids.fetch_all(env.db.pool()).await?, |last| *last);
    Ok((of(env, caller.account, &ids).await?, token))
}

/// Moves, newest first.
async fn of(env: &Env, account: Uuid, ids: &[Uuid]) -> Result<Vec<Move>> {
    let rows = read_import!("move = any($2) order by move desc, place", account, ids);
    let mut moves: Vec<Move> = Vec::new();
    for import in rows.fetch_all(env.db.pool()).await? {
        let Some(id) = import.of_move.map(MoveId::from) else { continue };
        match moves.last_mut().filter(|last| last.id == id) {
            Some(last) => last.imports.push(import),
            None => moves.push(Move { id, imports: vec![import] }),
        }
    }
    Ok(moves)
}

/// A file that takes part.
struct Part {
    attachment: AttachmentId,
    name: String,
    target: Target,
    mapping: Mapping,
    date_order: Order,
}

/// Begins a move. The same request id gives the same one.
///
/// # Errors
/// `Invalid` with the field, `TOO_MANY_MOVES`.
pub async fn create(env: &Env, cause: &Cause, request: pb::CreateMoveRequest) -> Result<Move> {
    let creator = cause.caller.user().ok_or_else(|| Error::denied("moves are begun by users"))?;
    let replaced = replaced(request.values)?;
    let key = request::key(&cause.caller, "move", text::key("request_id", &request.request_id)?);
    if let Some(there) = known(env, cause.caller.account, key.as_deref()).await? {
        return get(env, &cause.caller, there).await;
    }
    let parts = parts(env, cause, request.files).await?;
    let id = MoveId::new();
    let mut tx = env.db.begin().await?;
    super::hold(&mut tx, cause.caller.account).await?;
    check_open(&mut tx, cause.caller.account).await?;
    let now = tx.now();
    for (place, part) in (0_i32..).zip(parts) {
        let import = ImportId::new();
        if place == 0 {
            tx.about(import);
        }
        let made = sqlx::query!(
            "insert into items.import (account, id, attachment, file_name, target, state, mapping, dry_run, run_rules, creator,
                                       request_id, create_time, move, place, replaced, date_order)
             values ($1, $2, $3, $4, $5, 'pending', $6, false, $7, $8, $9, $10, $11, $12, $13, $14)
                 on conflict on constraint import_request_id do nothing",
            cause.caller.account,
            import.uuid(),
            part.attachment.to_string(),
            part.name,
            part.target as Target,
            Json(&part.mapping) as _,
            request.run_rules,
            creator.uuid(),
            key.as_ref().map(|key| format!("{key} {place}")),
            now,
            id.uuid(),
            place,
            Json(&replaced) as _,
            part.date_order as Order
        )
        .execute(&mut *tx)
        .await?;
        if made.rows_affected() == 0 {
            drop(tx);
            let there = known(env, cause.caller.account, key.as_deref()).await?;
            return get(env, &cause.caller, there.unwrap_or(id)).await;
        }
    }
    tx.commit().await?;
    get(env, &cause.caller, id).await
}

async fn check_open(tx: &mut PgConnection, account: Uuid) -> Result<()> {
    let open = sqlx::query_scalar!(
        r#"select count(distinct move) as "count!" from items.import where account = $1 and end_time is null and move is not null"#,
        account
    );
    if open.fetch_one(tx).await? >= MOST_OPEN {
        let why = format!("{MOST_OPEN} moves are under way; wait for one, or cancel one");
        return Err(Error::refused("TOO_MANY_MOVES", why));
    }
    Ok(())
}

/// The move that a request began before.
async fn known(env: &Env, account: Uuid, key: Option<&str>) -> Result<Option<MoveId>> {
    let Some(key) = key else { return Ok(None) };
    let known = sqlx::query_scalar!(
        r#"select move as "move!" from items.import where account = $1 and request_id = $2 and move is not null"#,
        account,
        format!("{key} 0")
    );
    Ok(known.fetch_optional(env.db.pool()).await?.map(MoveId::from))
}

/// The files that take part, in order.
async fn parts(env: &Env, cause: &Cause, files: Vec<pb::MoveFile>) -> Result<Vec<Part>> {
    if files.len() > MOST_FILES {
        return Err(Error::invalid("files", format!("there are {}; at most {MOST_FILES}", files.len())));
    }
    let mut parts = Vec::new();
    for file in files.into_iter().filter(|file| file.target() != pb::import::Target::Unspecified) {
        let target = super::target(file.target())?;
        let attachment = id::in_field("files", &file.attachment_id)?;
        let date_order = Order::said(file.date_order());
        let name = env.people.file_name(cause, attachment).await?;
        let mapping = super::preview::decided(env, cause, attachment, target, &file.mapping).await;
        let mapping = mapping.map_err(|error| in_file(&name, error))?;
        parts.push(Part { attachment, name, target, mapping, date_order });
    }
    if parts.is_empty() {
        return Err(Error::invalid(
            "files",
            "none of them has a target: say of at least one what it has rows of",
        ));
    }
    parts.sort_by_key(|part| guess::place(part.target));
    Ok(parts)
}

/// What is wrong, with the file that it is wrong with.
fn in_file(name: &str, error: Error) -> Error {
    match error {
        Error::Invalid { problem, .. } => Error::invalid("files", format!("{name:?}: {problem}")),
        other => other,
    }
}

fn replaced(values: Vec<pb::MoveValue>) -> Result<Replaced> {
    if values.len() > MOST_VALUES {
        return Err(Error::invalid("values", format!("there are {}; at most {MOST_VALUES}", values.len())));
    }
    let mut replaced: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for pb::MoveValue { field, value, becomes, .. } in values {
        if !replace::FIELDS.contains(&field.as_str()) {
            let fields = replace::FIELDS.join(", ");
            return Err(Error::invalid("values", format!("{field:?} is none of {fields}")));
        }
        replaced.entry(field).or_default().insert(replace::key(&value), becomes);
    }
    Ok(Replaced(replaced))
}

/// Ends what of a move has not ended.
///
/// # Errors
/// `NotFound`.
pub async fn cancel(env: &Env, caller: &Caller, id: MoveId) -> Result<Move> {
    let mut tx = env.db.begin().await?;
    let now = tx.now();
    sqlx::query!(
        "update items.import
            set state = 'cancelled', end_time = $3, lease = null
          where account = $1 and move = $2 and end_time is null",
        caller.account,
        id.uuid(),
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    get(env, caller, id).await
}

/// The rows of all its files that were not taken: file, row, field, problem.
///
/// # Errors
/// `NotFound`.
pub async fn download(
    env: std::sync::Arc<Env>,
    caller: &Caller,
    id: MoveId,
) -> Result<BoxStream<'static, Result<Bytes>>> {
    let imports = get(&env, caller, id).await?.imports;
    let mut head = csv::line(["file", "row", "field", "problem"]);
    head.insert(0, '\u{feff}');
    let first = stream::once(async move { Ok(Bytes::from(head)) });
    let state = (env, imports.into_iter(), None::<(Import, (i32, i32))>);
    let rest = stream::try_unfold(state, |(env, mut imports, at)| async move {
        let Some((import, after)) = at.or_else(|| imports.next().map(|import| (import, (0, 0)))) else {
            return Ok(None);
        };
        let rows = errors::after(&env, import.account, import.id, after, 1_000).await?;
        let lines: String = rows.iter().map(|(problem, _)| line(&import, problem)).collect();
        let at = rows.last().map(|(last, place)| (last.row, *place)).map(|after| (import, after));
        Ok::<_, Error>(Some((Bytes::from(lines), (env, imports, at))))
    });
    Ok(first.chain(rest).boxed())
}

fn line(import: &Import, problem: &Mistake) -> String {
    let row = problem.row.to_string();
    let cells = [import.file_name.as_str(), &row, &problem.field, &problem.problem];
    csv::line(cells)
}
