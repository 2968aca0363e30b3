//! Projects: what items are put in. An organization has one intake project, whoever asks first.
use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, types::Json};
use tandem_kit::{
    Caller, Cause, Emit, Error, Page, Result, Tx,
    id::{OrganizationId, ProjectId},
    mask,
};
use tandem_proto::items as pb;
use uuid::Uuid;

use crate::{
    Env,
    field::values::{self, Given, Owner, Values},
    text, wire,
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
}

/// One project.
///
/// # Errors
/// `NotFound`.
pub async fn get(env: &Env, caller: &Caller, id: ProjectId) -> Result<Project> {
    let project = sqlx::query_as!(
        Project,
        r#"select id, name, organization, intake, revision, create_time, update_time,
                  fields as "fields: Json<Values>"
           from items.project
          where account = $1 and id = $2"#,
        caller.account,
        id.uuid()
    );
    project.fetch_optional(env.db.pool()).await?.ok_or_else(|| Error::not_found("project", id))
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

/// The projects, newest first, a page at a time.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, caller: &Caller, page: &Page) -> Result<(Vec<Project>, String)> {
    let rows = sqlx::query_as!(
        Project,
        r#"select id, name, organization, intake, revision, create_time, update_time,
                  fields as "fields: Json<Values>"
           from items.project
          where account = $1 and ($2::uuid is null or id < $2)
          order by id desc
          limit $3"#,
        caller.account,
        page.after::<Uuid>()?,
        page.limit()
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
    pub request_id: Option<String>,
}

/// Makes a project. The same request id gives the same project.
///
/// # Errors
/// `Invalid` with the custom field that cannot be so.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Project> {
    let words = env.vocabularies.of(cause.account()).await?;
    let fields = values::of_new(&words, Owner::Project, &new.fields, "fields")?;
    if cause.caller.user().is_some() {
        values::complete(&words, Owner::Project, &fields, "fields")?;
    }
    let now = env.clock.now();
    let mut tx = env.db.begin().await?;
    let made = sqlx::query_as!(
        Project,
        r#"insert into items.project (account, id, name, organization, request_id, create_time, update_time, fields)
         values ($1, $2, $3, $4, $5, $6, $6, $7)
         on conflict (account, request_id) do nothing
         returning id, name, organization, intake, revision, create_time, update_time,
                  fields as "fields: Json<Values>""#,
        cause.caller.account,
        ProjectId::new().uuid(),
        new.name,
        new.organization.map(|id| id.uuid()),
        new.request_id,
        now,
        Json(&fields) as _
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(project) = made else {
        drop(tx);
        return by_request(env, cause, &new.request_id.unwrap_or_default()).await;
    };
    tell_created(&mut tx, cause, &project);
    tx.commit().await?;
    Ok(project)
}

async fn by_request(env: &Env, cause: &Cause, request_id: &str) -> Result<Project> {
    let project = sqlx::query_as!(
        Project,
        r#"select id, name, organization, intake, revision, create_time, update_time,
                  fields as "fields: Json<Values>"
           from items.project
          where account = $1 and request_id = $2"#,
        cause.caller.account,
        request_id
    );
    project
        .fetch_optional(env.db.pool())
        .await?
        .ok_or_else(|| Error::not_found("project of request", request_id))
}

/// What an update sets; what is none stays.
#[derive(Debug, Default)]
pub struct Change {
    name: Option<String>,
    fields: Given,
}

impl Change {
    /// Reads what the mask names.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn of(given: &pb::Project, paths: &[&str]) -> Result<Self> {
        let mut change = Self::default();
        for path in paths {
            match *path {
                "name" => change.name = Some(text::name("project.name", &given.name)?),
                "fields" => change.fields.extend(given.fields.clone()),
                custom => {
                    let key = custom.strip_prefix("fields.");
                    let key = key.ok_or_else(|| mask::unknown(custom, &["name", "fields.<key>"]))?;
                    change.fields.insert(key.to_owned(), given.fields.get(key).cloned().unwrap_or_default());
                }
            }
        }
        Ok(change)
    }
}

/// Changes a project. Nothing is told where nothing changes.
///
/// # Errors
/// `NotFound`; `Stale` where `revision` is given and behind; `Invalid` with the field.
pub async fn update(
    env: &Env,
    cause: &Cause,
    id: ProjectId,
    revision: i64,
    change: Change,
) -> Result<Project> {
    let words = env.vocabularies.of(cause.account()).await?;
    let mut tx = env.db.begin().await?;
    let mut project = sqlx::query_as!(
        Project,
        r#"select id, name, organization, intake, revision, create_time, update_time,
                  fields as "fields: Json<Values>"
           from items.project
          where account = $1 and id = $2
            for no key update"#,
        cause.caller.account,
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("project", id))?;
    Error::stale_unless("project", revision, project.revision)?;
    let before = project.clone();
    project.name = change.name.unwrap_or(project.name);
    project.fields.0 = values::set(&words, Owner::Project, &before.fields, &change.fields, "project.fields")?;
    let name = (project.name != before.name).then(|| "name".to_owned());
    let own = values::differences(&before.fields, &project.fields).into_iter();
    let changed: Vec<String> = name.into_iter().chain(own.map(|key| format!("fields.{key}"))).collect();
    if changed.is_empty() {
        return Ok(project);
    }
    (project.revision, project.update_time) = (project.revision + 1, env.clock.now());
    sqlx::query!(
        "update items.project set name = $3, revision = $4, update_time = $5, fields = $6 where account = $1 and id = $2",
        cause.caller.account,
        id.uuid(),
        project.name,
        project.revision,
        project.update_time,
        Json(&project.fields.0) as _
    )
    .execute(&mut *tx)
    .await?;
    let updated = pb::ProjectUpdated { project: Some(wire::project(&project)), changed };
    tx.emit(cause, about(&project, Emit::new(&updated)));
    tx.commit().await?;
    Ok(project)
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
        return Ok(project);
    }
    let now = env.clock.now();
    let mut tx = env.db.begin().await?;
    let made = sqlx::query_as!(
        Project,
        r#"insert into items.project (account, id, name, organization, intake, create_time, update_time)
         values ($1, $2, $3, $4, true, $5, $5)
         on conflict (account, organization) where intake do nothing
         returning id, name, organization, intake, revision, create_time, update_time,
                  fields as "fields: Json<Values>""#,
        cause.caller.account,
        ProjectId::new().uuid(),
        name,
        organization.uuid(),
        now
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
    let project = sqlx::query_as!(
        Project,
        r#"select id, name, organization, intake, revision, create_time, update_time,
                  fields as "fields: Json<Values>"
           from items.project
          where account = $1 and organization = $2 and intake"#,
        cause.caller.account,
        organization.uuid()
    );
    Ok(project.fetch_optional(db).await?)
}

fn tell_created(tx: &mut Tx, cause: &Cause, project: &Project) {
    let created = pb::ProjectCreated { project: Some(wire::project(project)) };
    tx.emit(cause, about(project, Emit::new(&created)));
}

fn about(project: &Project, emit: Emit) -> Emit {
    emit.about(ProjectId::from(project.id))
        .about_all(project.organization.map(OrganizationId::from))
        .revision(project.revision)
}
