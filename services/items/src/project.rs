//! Projects: what items are put in. An organization has one intake project, whoever asks first.
pub mod change;
pub mod copy;
pub mod share;
pub mod status;

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, types::Json};
use tandem_kit::{
    Caller, Cause, Emit, Error, Page, Result, Tx,
    id::{OrganizationId, PortfolioId, ProjectId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use self::change::Change;
use crate::{
    Env,
    field::values::{self, Given, Owner, Values},
    sight, wire,
};

/// A project.
#[derive(Clone, Debug)]
pub struct Project {
    pub id: Uuid,
    pub name: String,
    pub organization: Option<Uuid>,
    pub intake: bool,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    /// Custom ones, by key.
    pub fields: Json<Values>,
    pub description_html: String,
    /// None: as it was before there were statuses.
    pub status: Option<Uuid>,
    pub color: String,
    /// The user who leads it, or nobody.
    pub manager: String,
    pub planned_start: Option<DateTime<Utc>>,
    pub planned_finish: Option<DateTime<Utc>>,
    pub archive_time: Option<DateTime<Utc>>,
    pub template: bool,
    /// Only those with whom it is shared see it.
    pub private: bool,
}

/// One statement that answers projects whole: what stands before its columns, and after them.
macro_rules! project {
    ($before:tt, $after:tt, $($bind:expr),+ $(,)?) => {
        sqlx::query_as!(
            Project,
            $before + r#" id, name, organization, intake, revision, create_time, update_time,
                  fields as "fields: Json<Values>", description_html, status, color, manager, planned_start,
                  planned_finish, archive_time, template, private "# + $after,
            $($bind),+
        )
    };
}
use project;

/// One project.
///
/// # Errors
/// `NotFound`.
pub async fn get(env: &Env, caller: &Caller, id: ProjectId) -> Result<Project> {
    let project =
        project!("select", "from items.project where account = $1 and id = $2", caller.account, id.uuid());
    let found = project.fetch_optional(env.db.pool()).await?.filter(|found| sight::sees_project(found.id));
    found.ok_or_else(|| Error::not_found("project", id))
}

/// Whether the project that is named is there; none is.
///
/// # Errors
/// `Invalid` with the field.
pub async fn check(env: &Env, caller: &Caller, field: &str, id: &str) -> Result<()> {
    let none = || crate::error::no_project(field);
    if !id.is_empty() {
        get(env, caller, id.parse().map_err(|_| none())?).await.map_err(|error| match error {
            Error::NotFound { .. } => none(),
            other => other,
        })?;
    }
    Ok(())
}

/// Which projects a list has.
#[derive(Clone, Copy, Debug)]
pub struct Which<'x> {
    pub portfolio: Option<PortfolioId>,
    pub archived_too: bool,
    pub templates_only: bool,
    /// Shared with this one, serving it, or led by it: `usr_…`, `team_…`, `cus_…` or `org_…`.
    pub person: Option<&'x str>,
}

/// The projects, newest first, a page at a time.
///
/// # Errors
/// Where the database is away.
pub async fn list(
    env: &Env,
    caller: &Caller,
    which: Which<'_>,
    page: &Page,
) -> Result<(Vec<Project>, String)> {
    let rows = project!(
        "select",
        "from items.project
          where account = $1 and ($2::uuid is null or id < $2)
            and ($4 or archive_time is null) and (template or not $5)
            and ($6::uuid is null or id in (select member.project
                                              from items.portfolio_project as member
                                             where member.account = $1 and member.portfolio = $6))
            and (cardinality($7::uuid[]) = 0 or id <> all ($7))
            and ($8::text is null or manager = $8 or organization = $9
                 or id in (select share.project
                             from items.project_share as share
                            where share.account = $1 and share.person = $8))
          order by id desc
          limit $3",
        caller.account,
        page.after::<Uuid>()?,
        page.limit(),
        which.archived_too,
        which.templates_only,
        which.portfolio.map(|id| id.uuid()),
        &sight::hidden_projects()?,
        which.person,
        which.person.and_then(|person| person.parse::<OrganizationId>().ok()).map(|id| id.uuid()),
    )
    .fetch_all(env.db.pool())
    .await?;
    Ok(page.cut(rows, |last| last.id))
}

/// What a project is made of.
#[derive(Debug)]
pub struct New {
    pub name: String,
    pub organization: Option<OrganizationId>,
    /// Custom ones, by key.
    pub fields: Given,
    /// Nobody sees it but who makes it, and manages it, until it is shared.
    pub private: bool,
    pub request_id: Option<String>,
}

/// Makes a project. The same request id gives the same project.
///
/// # Errors
/// `Invalid` with the custom field that cannot be so; `Refused` `TOO_MANY` private ones.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Project> {
    let words = env.vocabularies.of(cause.account()).await?;
    let fields = values::of_new(&words, Owner::Project, &new.fields, "fields")?;
    if cause.caller.user().is_some() {
        values::complete(&words, Owner::Project, &fields, "fields")?;
    }
    let now = env.clock.now();
    let mut tx = env.db.begin().await?;
    let status = status::first(&mut tx, cause, now).await?;
    let made = project!(
        "insert into items.project (account, id, name, organization, request_id, create_time, update_time, fields, status, private)
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)
         on conflict (account, request_id) do nothing
         returning",
        "",
        cause.caller.account,
        ProjectId::new().uuid(),
        new.name,
        new.organization.map(|id| id.uuid()),
        new.request_id,
        now,
        Json(&fields) as _,
        status,
        new.private,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(project) = made else {
        drop(tx);
        return by_request(env, cause, &new.request_id.unwrap_or_default()).await;
    };
    if project.private {
        let open = Project { private: false, ..project.clone() };
        share::settle(&mut tx, cause, (&open, &project), now).await?;
    }
    tell_created(&mut tx, cause, &project);
    tx.commit().await?;
    Ok(project)
}

async fn by_request(env: &Env, cause: &Cause, request_id: &str) -> Result<Project> {
    let project = project!(
        "select",
        "from items.project where account = $1 and request_id = $2",
        cause.caller.account,
        request_id
    );
    project
        .fetch_optional(env.db.pool())
        .await?
        .ok_or_else(|| Error::not_found("project of request", request_id))
}

/// The intake project of an organization, made now if there is none. Two that ask at once get the same.
///
/// # Errors
/// Where the database is away.
pub async fn ensure_intake(
    env: &Env,
    cause: &Cause,
    organization: OrganizationId,
    name: &str,
) -> Result<Project> {
    if let Some(project) = intake(env.db.pool(), cause, organization).await? {
        // A request that comes in is seen.
        return match project.archive_time {
            Some(_) => change::update(env, cause, project.id.into(), 0, Change::restoration()).await,
            None => Ok(project),
        };
    }
    let now = env.clock.now();
    let mut tx = env.db.begin().await?;
    let status = status::first(&mut tx, cause, now).await?;
    let made = project!(
        "insert into items.project (account, id, name, organization, intake, create_time, update_time, status)
         values ($1, $2, $3, $4, true, $5, $5, $6)
         on conflict (account, organization) where intake do nothing
         returning",
        "",
        cause.caller.account,
        ProjectId::new().uuid(),
        name,
        organization.uuid(),
        now,
        status,
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(project) = &made {
        tell_created(&mut tx, cause, project);
    }
    tx.commit().await?;
    match made {
        Some(project) => Ok(project),
        None => intake(env.db.pool(), cause, organization)
            .await?
            .ok_or_else(|| Error::not_found("project of", organization)),
    }
}

async fn intake(
    db: impl PgExecutor<'_>,
    cause: &Cause,
    organization: OrganizationId,
) -> Result<Option<Project>> {
    let project = project!(
        "select",
        "from items.project where account = $1 and organization = $2 and intake",
        cause.caller.account,
        organization.uuid()
    );
    Ok(project.fetch_optional(db).await?)
}

fn tell_created(tx: &mut Tx, cause: &Cause, project: &Project) {
    let created = pb::ProjectCreated { project: Some(wire::place::project(project)) };
    tx.emit(cause, about(project, Emit::new(&created)));
}

fn about(project: &Project, emit: Emit) -> Emit {
    emit.about(ProjectId::from(project.id))
        .about_all(project.organization.map(OrganizationId::from))
        .revision(project.revision)
}
