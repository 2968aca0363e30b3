//! Checklists: small steps of an item, in order, ticked off where the item is.
use chrono::{DateTime, Utc};
use tandem_kit::{Caller, Cause, Error, Result, Tx, id::ItemId, mask};
use tandem_proto::items as pb;
use uuid::Uuid;

use crate::{
    Env, error,
    item::{self, Entry, Item, Name, Scene, save},
    sight,
};

tandem_kit::kind!(LineKind, LineId, "line");

/// Most lines of an item.
pub const MOST: i32 = 100;
/// The longest line, in characters.
const LONGEST: usize = 500;
const SETTABLE: [&str; 4] = ["text", "done", "assignee_id", "position"];

/// A line of a checklist.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: Uuid,
    pub item: Uuid,
    pub text: String,
    pub done: bool,
    pub assignee: String,
    pub position: i32,
    pub done_by: String,
    pub done_time: Option<DateTime<Utc>>,
}

/// What a line says, on one line.
///
/// # Errors
/// `Invalid` where that is nothing or too long.
pub fn text(field: &str, given: &str) -> Result<String> {
    let text: String = given.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim();
    match text.chars().count() {
        1..=LONGEST => Ok(text.to_owned()),
        count => Err(Error::invalid(field, format!("has {count} characters; 1 to {LONGEST} are taken"))),
    }
}

/// A user, or nobody.
///
/// # Errors
/// `Invalid` where it is no user of the account.
pub async fn assignee(env: &Env, cause: &Cause, field: &str, given: &str) -> Result<String> {
    if given.is_empty() {
        return Ok(String::new());
    }
    if !given.starts_with("usr_") {
        return Err(Error::invalid(field, format!("{given:?} is not an id like usr_…")));
    }
    env.people.check_assignees(cause, field, &[given.to_owned()]).await?;
    Ok(given.to_owned())
}

/// The lines of an item and of what was merged into it, in order.
///
/// # Errors
/// `NotFound` where there is no such item.
pub async fn list(env: &Env, caller: &Caller, name: Name) -> Result<Vec<Line>> {
    let item = item::get(env, caller, name).await?;
    of(env.db.pool(), caller.account, item.id).await
}

async fn of(db: impl sqlx::PgExecutor<'_>, account: Uuid, item: Uuid) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        "select id, item, text, done, assignee, position, done_by, done_time
           from items.checklist_line
          where account = $1
            and item in (select id from items.item where account = $1 and (id = $2 or merged_into = $2))
          order by position, id",
        account,
        item
    )
    .fetch_all(db)
    .await?)
}

/// Adds a line at the end.
///
/// # Errors
/// `NotFound`; `Refused` `CHECKLIST_FULL`.
pub async fn add(env: &Env, cause: &Cause, id: ItemId, text: String, assignee: String) -> Result<Line> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let before = item::lock(&mut tx, cause, id).await?;
    let position = before.checklist_count;
    let line = Line {
        id: LineId::new().uuid(),
        item: before.id,
        text,
        done: false,
        assignee,
        position,
        done_by: String::new(),
        done_time: None,
    };
    insert(&mut tx, before.account, &line, scene.now).await?;
    let entry = Entry::about("updated", "checklist", String::new(), line.text.clone());
    count(&mut tx, scene, &before, vec![entry]).await?;
    tx.commit().await?;
    Ok(line)
}

async fn insert(tx: &mut Tx, account: Uuid, line: &Line, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into items.checklist_line (account, id, item, text, assignee, position, create_time)
         values ($1, $2, $3, $4, $5, $6, $7)",
        account,
        line.id,
        line.item,
        line.text,
        line.assignee,
        line.position,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts the lines of a locked item anew, and writes it with what happened.
async fn count(tx: &mut Tx, scene: Scene, before: &Item, entries: Vec<Entry>) -> Result<Item> {
    let mut after = before.clone();
    recount(tx, &mut after).await?;
    if after.checklist_count > MOST.max(before.checklist_count) {
        return Err(error::checklist_full(MOST));
    }
    save(tx, scene, before, after, entries).await
}

/// Counts the lines of an item and of what was merged into it.
///
/// # Errors
/// Where the database is away.
pub async fn recount(tx: &mut Tx, item: &mut Item) -> Result<()> {
    let counted = sqlx::query!(
        r#"select count(*)::integer as "all!", (count(*) filter (where done))::integer as "done!"
             from items.checklist_line
            where account = $1
              and item in (select id from items.item where account = $1 and (id = $2 or merged_into = $2))"#,
        item.account,
        item.id
    )
    .fetch_one(&mut **tx)
    .await?;
    (item.checklist_count, item.checklist_done_count) = (counted.all, counted.done);
    Ok(())
}

/// What an update sets; what is none stays.
#[derive(Debug, Default)]
pub struct Change {
    text: Option<String>,
    done: Option<bool>,
    assignee: Option<String>,
    position: Option<i32>,
}

impl Change {
    /// Reads what the mask names.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub async fn of(env: &Env, cause: &Cause, request: &pb::UpdateChecklistLineRequest) -> Result<Self> {
        let line = request.line.clone().unwrap_or_default();
        let mut change = Self::default();
        for path in mask::paths(request.update_mask.as_ref())? {
            match path {
                "text" => change.text = Some(text("line.text", &line.text)?),
                "done" => change.done = Some(line.done),
                "assignee_id" => {
                    change.assignee =
                        Some(assignee(env, cause, "line.assignee_id", &line.assignee_id).await?);
                }
                "position" => change.position = Some(line.position),
                _ => return Err(mask::unknown(path, &SETTABLE)),
            }
        }
        Ok(change)
    }
    /// The line after it, and what happened to the item by it.
    fn apply(self, before: &Line, scene: &Scene) -> (Line, Vec<Entry>) {
        let mut line = before.clone();
        line.text = self.text.unwrap_or(line.text);
        line.assignee = self.assignee.unwrap_or(line.assignee);
        let mut entries = Vec::new();
        if line.text != before.text {
            entries.push(Entry::about("updated", "checklist", before.text.clone(), line.text.clone()));
        }
        if let Some(done) = self.done.filter(|done| *done != before.done) {
            line.done = done;
            line.done_by = if done { scene.by.actor.clone() } else { String::new() };
            line.done_time = done.then_some(scene.now);
            let verb = if done { "checked" } else { "unchecked" };
            entries.push(Entry::about(verb, "checklist", String::new(), line.text.clone()));
        }
        (line, entries)
    }
}

/// Changes a line.
///
/// # Errors
/// `NotFound`.
pub async fn update(env: &Env, cause: &Cause, id: LineId, change: Change) -> Result<Line> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let (item, mut lines) = lock(&mut tx, cause, id).await?;
    let at =
        lines.iter().position(|line| line.id == id.uuid()).ok_or_else(|| Error::not_found("line", id))?;
    let to = change.position.and_then(|to| usize::try_from(to).ok());
    let (line, entries) = change.apply(&lines[at], &scene);
    lines.remove(at);
    lines.insert(to.unwrap_or(at).min(lines.len()), line.clone());
    sqlx::query!(
        "update items.checklist_line set text = $3, done = $4, assignee = $5, done_by = $6, done_time = $7
          where account = $1 and id = $2",
        item.account,
        line.id,
        line.text,
        line.done,
        line.assignee,
        line.done_by,
        line.done_time
    )
    .execute(&mut *tx)
    .await?;
    order(&mut tx, item.account, &mut lines).await?;
    count(&mut tx, scene, &item, entries).await?;
    tx.commit().await?;
    lines.into_iter().find(|line| line.id == id.uuid()).ok_or_else(|| Error::not_found("line", id))
}

/// The item of a line, locked, and its lines.
async fn lock(tx: &mut Tx, cause: &Cause, id: LineId) -> Result<(Item, Vec<Line>)> {
    let account = cause.caller.account;
    let item = sqlx::query_scalar!(
        "select item from items.checklist_line where account = $1 and id = $2",
        account,
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::not_found("line", id))?;
    let item = item::merge::lock_kept(tx, account, item)
        .await?
        .filter(|item| sight::sees_row(item.project, &item.assignees, &item.requesters));
    let item = item.ok_or_else(|| Error::not_found("line", id))?;
    sight::role::check_change(tx, &cause.caller, &item).await?;
    let lines = of(&mut **tx, account, item.id).await?;
    Ok((item, lines))
}

/// Gives lines the places that they stand in.
async fn order(tx: &mut Tx, account: Uuid, lines: &mut [Line]) -> Result<()> {
    for (position, line) in (0_i32..).zip(lines.iter_mut()) {
        line.position = position;
    }
    let ids: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
    let positions: Vec<i32> = lines.iter().map(|line| line.position).collect();
    sqlx::query!(
        "update items.checklist_line as line
            set position = given.position
           from unnest($2::uuid[], $3::integer[]) as given (id, position)
          where line.account = $1 and line.id = given.id and line.position <> given.position",
        account,
        &ids,
        &positions
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a line away.
///
/// # Errors
/// `NotFound`.
pub async fn delete(env: &Env, cause: &Cause, id: LineId) -> Result<()> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let (item, mut lines) = lock(&mut tx, cause, id).await?;
    let at =
        lines.iter().position(|line| line.id == id.uuid()).ok_or_else(|| Error::not_found("line", id))?;
    let gone = lines.remove(at);
    sqlx::query!("delete from items.checklist_line where account = $1 and id = $2", item.account, gone.id)
        .execute(&mut *tx)
        .await?;
    order(&mut tx, item.account, &mut lines).await?;
    let entry = Entry::about("updated", "checklist", gone.text, String::new());
    count(&mut tx, scene, &item, vec![entry]).await?;
    tx.commit().await
}

/// Gives an item lines, in order. Once: one that has lines stays as it is.
///
/// # Errors
/// `NotFound`.
pub async fn fill(env: &Env, cause: &Cause, to: &Item, texts: &[String]) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let before = item::lock(&mut tx, cause, to.id.into()).await?;
    if before.checklist_count > 0 {
        return Ok(before);
    }
    for (position, text) in (0_i32..).zip(texts) {
        let line = Line {
            id: LineId::new().uuid(),
            item: before.id,
            text: text.clone(),
            done: false,
            assignee: String::new(),
            position,
            done_by: String::new(),
            done_time: None,
        };
        insert(&mut tx, before.account, &line, scene.now).await?;
    }
    let after = count(&mut tx, scene, &before, Vec::new()).await?;
    tx.commit().await?;
    Ok(after)
}

/// Gives an item the lines of another, none of them done. Once: one that has lines stays as it is.
///
/// # Errors
/// `NotFound`.
pub async fn copy(env: &Env, cause: &Cause, from: &Item, to: &Item) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let before = item::lock(&mut tx, cause, to.id.into()).await?;
    if before.checklist_count > 0 {
        return Ok(before);
    }
    for line in of(&mut *tx, from.account, from.id).await? {
        let line = Line { id: LineId::new().uuid(), item: before.id, ..line };
        insert(&mut tx, before.account, &line, scene.now).await?;
    }
    let after = count(&mut tx, scene, &before, Vec::new()).await?;
    tx.commit().await?;
    Ok(after)
}
