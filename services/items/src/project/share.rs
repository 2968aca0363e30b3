//! With whom a project is shared, and as what. Who changes that is an administrator, the project's manager, or has the role of one.
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{self, ProjectId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::Project;
use crate::{Env, error, field::values::Values, stored::stored_as_words, wire::place};

/// Most shares of one project, and most private projects of an account.
const MOST: i64 = 500;
/// As long as doors believe what they know of a caller, and a little longer.
const HEARD: Duration = Duration::from_millis(1_100);

stored_as_words! {
    /// What somebody is in a project.
    pub enum Role {
        Manager = "manager",
        Lead = "lead",
        Standard = "standard",
        Restricted = "restricted",
        Follower = "follower",
    }
}

/// A project that is shared with somebody.
#[derive(Clone, Debug)]
pub struct Share {
    pub project: Uuid,
    /// `usr_…`, `team_…`, `cus_…`, `org_…`
    pub person: String,
    pub role: Role,
    pub create_time: DateTime<Utc>,
}

/// Those a project is shared with, the first first, and whether the caller may change that.
///
/// # Errors
/// `NotFound` where they do not see the project.
pub async fn list(env: &Env, cause: &Cause, id: ProjectId) -> Result<(Vec<Share>, bool)> {
    let project = super::get(env, &cause.caller, id).await?;
    let shares = sqlx::query_as!(
        Share,
        r#"select project, person, role as "role: Role", create_time
             from items.project_share
            where account = $1 and project = $2
            order by create_time, person
            limit $3"#,
        cause.caller.account,
        project.id,
        MOST
    );
    let can_change = may_change(env, cause, &project).await?;
    Ok((shares.fetch_all(env.db.pool()).await?, can_change))
}

async fn may_change(env: &Env, cause: &Cause, project: &Project) -> Result<bool> {
    if cause.caller.is_admin() {
        return Ok(true);
    }
    let Some(user) = cause.caller.user() else { return Ok(false) };
    let me = user.to_string();
    if project.manager == me {
        return Ok(true);
    }
    let mut names = env.people.teams_now(cause.account(), &me).await?;
    names.push(me);
    Ok(sqlx::query_scalar!(
        r#"select exists (select from items.project_share
                           where account = $1 and project = $2 and person = any($3) and role = 'manager') as "may!""#,
        cause.caller.account,
        project.id,
        &names
    )
    .fetch_one(env.db.pool())
    .await?)
}

/// Refuses who may not say who sees a project. Who leads one that is open is anybody's to say, as it ever was.
///
/// # Errors
/// `NotFound`; `Denied`.
pub async fn check_may_change(env: &Env, cause: &Cause, id: ProjectId, privacy: bool) -> Result<()> {
    let project = super::get(env, &cause.caller, id).await?;
    if (privacy || project.private) && !may_change(env, cause, &project).await? {
        return Err(Error::denied("this takes an administrator, or a manager of the project"));
    }
    Ok(())
}

/// Waits until every door knows that something in the account is shared with some only: the first time, a second.
///
/// # Errors
/// `Unavailable` where directory is away.
pub async fn narrow(env: &Env, cause: &Cause) -> Result<()> {
    if env.people.mark_shared(cause).await? {
        tokio::time::sleep(HEARD).await;
    }
    Ok(())
}

/// Where a project becomes private, or another leads it: who did that goes on managing it, and there is room for it.
///
/// # Errors
/// `Refused` `TOO_MANY`, `NO_MANAGER`.
pub async fn settle(
    tx: &mut Tx,
    cause: &Cause,
    (before, after): (&Project, &Project),
    now: DateTime<Utc>,
) -> Result<()> {
    let account = cause.caller.account;
    if !before.private {
        let private = sqlx::query_scalar!(
            r#"select count(*) as "count!" from items.project where account = $1 and private"#,
            account
        );
        let private = private.fetch_one(&mut **tx).await?;
        if private > MOST {
            return Err(too_many("private projects", private));
        }
        if let Some(user) = cause.caller.user().filter(|_| !cause.caller.is_admin()) {
            let share =
                Share { project: after.id, person: user.to_string(), role: Role::Manager, create_time: now };
            write(tx, cause, &share).await?;
        }
    }
    check_managed(tx, cause, after).await
}

/// Shares a copy with the users and teams with whom the other one is shared, who are in it what they are there; who is in it already stays what they are.
/// Customers follow what was made for them, and not its copies.
///
/// # Errors
/// Where the database is away.
pub async fn copy(
    tx: &mut Tx,
    cause: &Cause,
    (from, to): (&Project, &Project),
    now: DateTime<Utc>,
) -> Result<()> {
    let shares = sqlx::query_as!(
        Share,
        r#"insert into items.project_share (account, project, person, role, create_time)
           select account, $3, person, role, $4
             from items.project_share
            where account = $1 and project = $2 and role <> 'follower'
           on conflict on constraint project_share_pkey do nothing
           returning project, person, role as "role: Role", create_time"#,
        cause.caller.account,
        from.id,
        to.id,
        now
    );
    for share in shares.fetch_all(&mut **tx).await? {
        tell(tx, cause, &share);
    }
    Ok(())
}

/// Shares a project with somebody, or gives them another role.
///
/// # Errors
/// `NotFound`; `Denied`; `Invalid` with the field; `Refused` `TOO_MANY`, `NO_MANAGER`.
pub async fn put(env: &Env, cause: &Cause, id: ProjectId, (person, role): (&str, Role)) -> Result<Share> {
    check_may_change(env, cause, id, true).await?;
    check_person(env, cause, person, role).await?;
    if role == Role::Follower {
        narrow(env, cause).await?;
    }
    let mut tx = env.db.begin().await?;
    let project = lock(&mut tx, cause, id).await?;
    let share = Share { project: project.id, person: person.to_owned(), role, create_time: env.clock.now() };
    write(&mut tx, cause, &share).await?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from items.project_share where account = $1 and project = $2"#,
        cause.caller.account,
        project.id
    );
    let count = count.fetch_one(&mut *tx).await?;
    if count > MOST {
        return Err(too_many("shares", count));
    }
    check_managed(&mut tx, cause, &project).await?;
    tx.commit().await?;
    Ok(share)
}

/// Takes a share back.
///
/// # Errors
/// `NotFound`; `Denied`; `Refused` `NO_MANAGER`.
pub async fn remove(env: &Env, cause: &Cause, id: ProjectId, person: &str) -> Result<()> {
    check_may_change(env, cause, id, true).await?;
    let mut tx = env.db.begin().await?;
    let project = lock(&mut tx, cause, id).await?;
    let gone = sqlx::query_as!(
        Share,
        r#"delete from items.project_share
            where account = $1 and project = $2 and person = $3
           returning project, person, role as "role: Role", create_time"#,
        cause.caller.account,
        project.id,
        person
    );
    let gone = gone.fetch_optional(&mut *tx).await?.ok_or_else(|| Error::not_found("share of", person))?;
    check_managed(&mut tx, cause, &project).await?;
    let told = pb::ProjectUnshared { share: Some(place::share(&gone)) };
    tx.emit(cause, Emit::new(&told).about(id));
    tx.commit().await
}

/// The project, whose shares nobody else changes until the transaction ends.
async fn lock(tx: &mut Tx, cause: &Cause, id: ProjectId) -> Result<Project> {
    let project = super::project!(
        "select",
        "from items.project where account = $1 and id = $2 for no key update",
        cause.caller.account,
        id.uuid()
    );
    project.fetch_optional(&mut **tx).await?.ok_or_else(|| Error::not_found("project", id))
}

async fn write(tx: &mut Tx, cause: &Cause, share: &Share) -> Result<()> {
    sqlx::query!(
        "insert into items.project_share (account, project, person, role, create_time) values ($1, $2, $3, $4, $5)
         on conflict on constraint project_share_pkey do update set role = excluded.role",
        cause.caller.account,
        share.project,
        share.person,
        share.role as Role,
        share.create_time
    )
    .execute(&mut **tx)
    .await?;
    tell(tx, cause, share);
    Ok(())
}

fn tell(tx: &mut Tx, cause: &Cause, share: &Share) {
    let told = pb::ProjectShared { share: Some(place::share(share)) };
    tx.emit(cause, Emit::new(&told).about(ProjectId::from(share.project)));
}

/// A private project has somebody who may change its shares, where it is no administrator who changes them.
async fn check_managed(tx: &mut Tx, cause: &Cause, project: &Project) -> Result<()> {
    if !project.private || cause.caller.is_admin() || !project.manager.is_empty() {
        return Ok(());
    }
    let managed = sqlx::query_scalar!(
        r#"select exists (select from items.project_share
                           where account = $1 and project = $2 and role = 'manager') as "managed!""#,
        cause.caller.account,
        project.id
    );
    if managed.fetch_one(&mut **tx).await? {
        return Ok(());
    }
    let why = format!("nobody would manage {:?}: make somebody else its manager first", project.name);
    Err(Error::refused("NO_MANAGER", why))
}

async fn check_person(env: &Env, cause: &Cause, person: &str, role: Role) -> Result<()> {
    let follows = role == Role::Follower;
    let given = [person.to_owned()];
    match id::split(person) {
        Some(("usr" | "team", _)) if !follows => env.people.check_assignees(cause, "person_id", &given).await,
        Some(("cus", _)) if follows => {
            env.people.by_ids(cause, "person_id", given.to_vec(), &[]).await.map(drop)
        }
        Some(("org", _)) if follows => env.people.check_organization(cause, "person_id", person).await,
        Some(("usr" | "team", _)) => Err(Error::invalid(
            "role",
            "a user or a team is a manager, a lead, a standard or a restricted member",
        )),
        Some(("cus" | "org", _)) => {
            Err(Error::invalid("role", "a customer or an organization is a follower"))
        }
        _ => Err(Error::invalid(
            "person_id",
            format!("{person:?} is not an id like usr_…, team_…, cus_… or org_…"),
        )),
    }
}

fn too_many(what: &str, count: i64) -> Error {
    let number = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
    error::too_many("TOO_MANY", what, number(count), number(MOST))
}
