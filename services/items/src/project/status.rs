//! The statuses of projects: few, an account's own, in an order of which a new project gets the first.
use chrono::{DateTime, Utc};
use tandem_kit::{Cause, Emit, Error, OnConstraint, Result, Tx, id::ProjectStatusId, mask};
use tandem_proto::items as pb;
use uuid::Uuid;

use crate::{Env, error, text, vocabulary::State, wire};

/// Most statuses of an account.
const MOST: usize = 25;

const SHIPPED: [(&str, State, &str); 4] = [
    ("Planned", State::NotStarted, "#2563eb"),
    ("Active", State::InProgress, "#d97706"),
    ("On hold", State::InProgress, "#7c3aed"),
    ("Done", State::Finished, "#15803d"),
];
const SETTABLE: [&str; 4] = ["name", "state", "color", "position"];

/// A status of projects.
#[derive(Clone, Debug)]
pub struct Status {
    pub id: Uuid,
    pub name: String,
    pub state: State,
    pub color: String,
    pub position: i32,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// The statuses of the account, in their order.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, cause: &Cause) -> Result<Vec<Status>> {
    let mut tx = env.db.begin().await?;
    let statuses = hold(&mut tx, cause, env.clock.now()).await?;
    tx.commit().await?;
    Ok(statuses)
}

/// What a new project gets.
///
/// # Errors
/// Where the database is away.
pub async fn first(tx: &mut Tx, cause: &Cause, now: DateTime<Utc>) -> Result<Option<Uuid>> {
    let statuses = match of(tx, cause.caller.account).await? {
        none if none.is_empty() => hold(tx, cause, now).await?,
        some => some,
    };
    Ok(statuses.first().map(|status| status.id))
}

async fn of(tx: &mut Tx, account: Uuid) -> Result<Vec<Status>> {
    Ok(sqlx::query_as!(
        Status,
        r#"select id, name, state as "state: State", color, position, revision, create_time, update_time
             from items.project_status
            where account = $1
            order by position, id"#,
        account
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Makes those who change the statuses of an account wait for each other, and makes those that it starts with where there are none.
async fn hold(tx: &mut Tx, cause: &Cause, now: DateTime<Utc>) -> Result<Vec<Status>> {
    let account = cause.caller.account;
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1, 0)) is null as "done!""#,
        format!("items.project_status.{account}")
    )
    .fetch_one(&mut **tx)
    .await?;
    let statuses = of(tx, account).await?;
    if !statuses.is_empty() {
        return Ok(statuses);
    }
    for (position, (name, state, color)) in (0_i32..).zip(SHIPPED) {
        let id = ProjectStatusId::derived(account, &format!("project_status/{name}")).uuid();
        let (name, color) = (name.to_owned(), color.to_owned());
        let (revision, create_time, update_time) = (1, now, now);
        let status = Status { id, name, state, color, position, revision, create_time, update_time };
        insert(tx, account, &status, None).await?;
    }
    of(tx, account).await
}

async fn insert(tx: &mut Tx, account: Uuid, status: &Status, request_id: Option<&str>) -> Result<()> {
    sqlx::query!(
        "insert into items.project_status (account, id, name, state, color, position, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        account,
        status.id,
        status.name,
        status.state as State,
        status.color,
        status.position,
        request_id,
        status.create_time
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a status is made of.
#[derive(Debug)]
pub struct New {
    pub name: String,
    pub state: State,
    pub color: String,
    pub request_id: Option<String>,
}

/// Makes a status, the last. The same request id gives the same one.
///
/// # Errors
/// `Refused` `TOO_MANY_STATUSES`.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Status> {
    let (account, now) = (cause.caller.account, env.clock.now());
    let mut tx = env.db.begin().await?;
    let statuses = hold(&mut tx, cause, now).await?;
    let made = sqlx::query_scalar!(
        "select id from items.project_status where account = $1 and request_id = $2",
        account,
        new.request_id.as_deref()
    );
    if let Some(made) = made.fetch_optional(&mut *tx).await? {
        return of_id(statuses, made.into());
    }
    if statuses.len() >= MOST {
        return Err(error::too_many_statuses("a project", MOST));
    }
    let status = Status {
        id: ProjectStatusId::new().uuid(),
        name: new.name,
        state: new.state,
        color: new.color,
        position: i32::try_from(statuses.len()).unwrap_or(i32::MAX),
        revision: 1,
        create_time: now,
        update_time: now,
    };
    insert(&mut tx, account, &status, new.request_id.as_deref()).await?;
    tell(&mut tx, cause, &status);
    tx.commit().await?;
    Ok(status)
}

fn of_id(statuses: Vec<Status>, id: ProjectStatusId) -> Result<Status> {
    let found = statuses.into_iter().find(|status| status.id == id.uuid());
    found.ok_or_else(|| Error::not_found("project status", id))
}

/// What an update sets; what is none stays.
#[derive(Debug, Default)]
pub struct Change {
    name: Option<String>,
    state: Option<State>,
    color: Option<String>,
    position: Option<i32>,
}

impl Change {
    /// Reads what the mask names.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn of(given: &pb::ProjectStatus, paths: &[&str]) -> Result<Self> {
        let mut change = Self::default();
        for path in paths {
            let field = format!("project_status.{path}");
            match *path {
                "name" => change.name = Some(text::label(&field, &given.name)?),
                "state" => {
                    let state = wire::state(given.state());
                    change.state = Some(state.ok_or_else(|| error::no_state(&field))?);
                }
                "color" => change.color = Some(text::color(&field, &given.color)?),
                "position" => change.position = Some(given.position),
                _ => return Err(mask::unknown(path, &SETTABLE)),
            }
        }
        Ok(change)
    }
}

/// Changes a status.
///
/// # Errors
/// `NotFound`; `Stale` where `revision` is given and behind.
pub async fn update(
    env: &Env,
    cause: &Cause,
    id: ProjectStatusId,
    revision: i64,
    change: Change,
) -> Result<Status> {
    let (account, now) = (cause.caller.account, env.clock.now());
    let mut tx = env.db.begin().await?;
    let mut statuses = hold(&mut tx, cause, now).await?;
    let mut status = of_id(statuses.clone(), id)?;
    Error::stale_unless("project status", revision, status.revision)?;
    status.name = change.name.unwrap_or(status.name);
    status.state = change.state.unwrap_or(status.state);
    status.color = change.color.unwrap_or(status.color);
    sqlx::query!(
        "update items.project_status
            set name = $3, state = $4, color = $5, revision = revision + 1, update_time = $6
          where account = $1 and id = $2",
        account,
        status.id,
        status.name,
        status.state as State,
        status.color,
        now
    )
    .execute(&mut *tx)
    .await?;
    if let Some(to) = change.position {
        statuses.retain(|other| other.id != status.id);
        let at = usize::try_from(to).unwrap_or(0).min(statuses.len());
        statuses.insert(at, status.clone());
        put_in_order(&mut tx, account, &statuses).await?;
    }
    tell(&mut tx, cause, &status);
    let status = of_id(of(&mut tx, account).await?, id)?;
    tx.commit().await?;
    Ok(status)
}

async fn put_in_order(tx: &mut Tx, account: Uuid, statuses: &[Status]) -> Result<()> {
    let ids: Vec<Uuid> = statuses.iter().map(|status| status.id).collect();
    let positions: Vec<i32> = (0..).take(ids.len()).collect();
    sqlx::query!(
        "update items.project_status as status
            set position = placed.position
           from unnest($2::uuid[], $3::integer[]) as placed (id, position)
          where status.account = $1 and status.id = placed.id and status.position <> placed.position",
        account,
        &ids,
        &positions
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes a status that no project has.
///
/// # Errors
/// `NotFound`; `Refused` `STATUS_IN_USE`, `LAST_STATUS`.
pub async fn delete(env: &Env, cause: &Cause, id: ProjectStatusId) -> Result<()> {
    let mut tx = env.db.begin().await?;
    let statuses = hold(&mut tx, cause, env.clock.now()).await?;
    let only = statuses.len() == 1;
    let status = of_id(statuses, id)?;
    if only {
        return Err(Error::refused(
            "LAST_STATUS",
            format!("{:?} is the only status of projects", status.name),
        ));
    }
    sqlx::query!(
        "delete from items.project_status where account = $1 and id = $2",
        cause.caller.account,
        status.id
    )
    .execute(&mut *tx)
    .await
    .on_constraint("project_status_fkey", || error::project_status_in_use(&status.name))?;
    tell(&mut tx, cause, &status);
    tx.commit().await
}

fn tell(tx: &mut Tx, cause: &Cause, status: &Status) {
    let changed = Emit::new(&pb::ProjectStatusesChanged {});
    tx.emit(cause, changed.about(ProjectStatusId::from(status.id)));
}
