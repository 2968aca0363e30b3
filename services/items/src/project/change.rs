//! Changing a project: what an update sets, archiving among it.
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Emit, Error, OnConstraint, Result, Tx,
    id::{self, ProjectId, ProjectStatusId, UserKind},
    mask,
};
use tandem_proto::items::{self as pb, project::Privacy};
use uuid::Uuid;

use super::{Project, about, project, share};
use crate::{
    Env, error,
    field::values::{self, Given, Owner, Values},
    item::new,
    sight::{
        self,
        role::{self, Deed},
    },
    text, wire,
};

const SETTABLE: [&str; 10] = [
    "name",
    "description_html",
    "status_id",
    "color",
    "manager_id",
    "planned_start",
    "planned_finish",
    "template",
    "privacy",
    "fields.<key>",
];

/// What an update sets; what is none stays.
#[derive(Debug, Default)]
#[expect(clippy::option_option, reason = "nothing said is another thing than said to be none")]
pub struct Change {
    name: Option<String>,
    description_html: Option<String>,
    status: Option<ProjectStatusId>,
    color: Option<String>,
    manager: Option<String>,
    planned_start: Option<Option<DateTime<Utc>>>,
    planned_finish: Option<Option<DateTime<Utc>>>,
    template: Option<bool>,
    private: Option<bool>,
    archived: Option<bool>,
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
            let field = format!("project.{path}");
            match *path {
                "name" => change.name = Some(text::name(&field, &given.name)?),
                "description_html" => {
                    change.description_html = Some(text::sanitised(&field, &given.description_html)?);
                }
                "status_id" => change.status = Some(id::in_field(&field, &given.status_id)?),
                "color" if given.color.is_empty() => change.color = Some(String::new()),
                "color" => change.color = Some(text::color(&field, &given.color)?),
                "manager_id" => change.manager = Some(manager(&field, &given.manager_id)?),
                "planned_start" => change.planned_start = Some(new::time(&field, given.planned_start)?),
                "planned_finish" => change.planned_finish = Some(new::time(&field, given.planned_finish)?),
                "template" => change.template = Some(given.template),
                "privacy" => change.private = Some(private(&field, given.privacy())?),
                "fields" => change.fields.extend(given.fields.clone()),
                custom => {
                    let key = custom.strip_prefix("fields.");
                    let key = key.ok_or_else(|| mask::unknown(custom, &SETTABLE))?;
                    change.fields.insert(key.to_owned(), given.fields.get(key).cloned().unwrap_or_default());
                }
            }
        }
        Ok(change)
    }
    /// Puts it away.
    pub fn archival() -> Self {
        Self { archived: Some(true), ..Self::default() }
    }
    /// Takes it out again.
    pub fn restoration() -> Self {
        Self { archived: Some(false), ..Self::default() }
    }
    /// Who is to lead it, where somebody is named.
    pub fn new_manager(&self) -> Option<String> {
        self.manager.clone().filter(|manager| !manager.is_empty())
    }
    fn apply(self, before: &Project, fields: Values, now: DateTime<Utc>) -> Project {
        let mut project = before.clone();
        project.fields.0 = fields;
        project.name = self.name.unwrap_or(project.name);
        project.description_html = self.description_html.unwrap_or(project.description_html);
        project.status = self.status.map_or(project.status, |id| Some(id.uuid()));
        project.color = self.color.unwrap_or(project.color);
        project.manager = self.manager.unwrap_or(project.manager);
        project.planned_start = self.planned_start.unwrap_or(project.planned_start);
        project.planned_finish = self.planned_finish.unwrap_or(project.planned_finish);
        project.template = self.template.unwrap_or(project.template);
        project.private = self.private.unwrap_or(project.private);
        project.archive_time = match self.archived {
            Some(true) => project.archive_time.or(Some(now)),
            Some(false) => None,
            None => project.archive_time,
        };
        project
    }
}

fn private(field: &str, given: Privacy) -> Result<bool> {
    match given {
        Privacy::Open => Ok(false),
        Privacy::Private => Ok(true),
        Privacy::Unspecified => {
            Err(Error::invalid(field, "must be one of PRIVACY_OPEN, PRIVACY_PRIVATE".to_owned()))
        }
    }
}

fn manager(field: &str, given: &str) -> Result<String> {
    let user = id::in_optional_field::<UserKind>(field, given)?;
    Ok(user.map(|user| user.to_string()).unwrap_or_default())
}

/// The fields that differ, as named in the contract.
fn differences(a: &Project, b: &Project) -> Vec<String> {
    let differs = [
        ("name", a.name != b.name),
        ("description_html", a.description_html != b.description_html),
        ("status_id", a.status != b.status),
        ("color", a.color != b.color),
        ("manager_id", a.manager != b.manager),
        ("planned_start", a.planned_start != b.planned_start),
        ("planned_finish", a.planned_finish != b.planned_finish),
        ("template", a.template != b.template),
        ("privacy", a.private != b.private),
        ("archive_time", a.archive_time != b.archive_time),
    ];
    let plain = differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field.to_owned());
    plain
        .chain(values::differences(&a.fields, &b.fields).into_iter().map(|key| format!("fields.{key}")))
        .collect()
}

/// What changing these fields is.
fn deed(changed: &[String]) -> Deed {
    const PLANNED: [&str; 4] = ["description_html", "status_id", "planned_start", "planned_finish"];
    let plans = |field: &String| PLANNED.contains(&field.as_str()) || field.starts_with("fields.");
    if changed.iter().all(plans) { Deed::Plan } else { Deed::Manage }
}

/// Changes a project. Nothing is told where nothing changes.
///
/// # Errors
/// `NotFound`; `Denied`; `Stale` where `revision` is given and behind; `Invalid` with the field.
pub async fn update(
    env: &Env,
    cause: &Cause,
    id: ProjectId,
    revision: i64,
    change: Change,
) -> Result<Project> {
    let words = env.vocabularies.of(cause.account()).await?;
    let account = cause.caller.account;
    if change.private.is_some() || change.manager.is_some() {
        share::check_may_change(env, cause, id, change.private.is_some()).await?;
    }
    if change.private == Some(true) {
        share::narrow(env, cause).await?;
    }
    let mut tx = env.db.begin().await?;
    let before = project!(
        "select",
        "from items.project where account = $1 and id = $2 for no key update",
        account,
        id.uuid()
    );
    let before = before.fetch_optional(&mut *tx).await?.filter(|before| sight::sees_project(before.id));
    let before = before.ok_or_else(|| Error::not_found("project", id))?;
    Error::stale_unless("project", revision, before.revision)?;
    let now = env.clock.now();
    let fields = values::set(&words, Owner::Project, &before.fields, &change.fields, "project.fields")?;
    let mut project = change.apply(&before, fields, now);
    let changed = differences(&before, &project);
    if changed.is_empty() {
        return Ok(before);
    }
    role::check_project(&mut tx, &cause.caller, before.id, deed(&changed)).await?;
    (project.revision, project.update_time) = (before.revision + 1, now);
    save(&mut tx, account, &project).await?;
    if project.private && (!before.private || before.manager != project.manager) {
        share::settle(&mut tx, cause, (&before, &project), now).await?;
    }
    let updated = pb::ProjectUpdated { project: Some(wire::place::project(&project)), changed };
    tx.emit(cause, about(&project, Emit::new(&updated)));
    tx.commit().await?;
    Ok(project)
}

/// Writes what of a locked project can change.
///
/// # Errors
/// `Invalid` where there is no such status, or the finish is before the start.
pub async fn save(tx: &mut Tx, account: Uuid, project: &Project) -> Result<()> {
    let saved = sqlx::query!(
        "update items.project
            set name = $3, revision = $4, update_time = $5, fields = $6, description_html = $7, status = $8, color = $9,
                manager = $10, planned_start = $11, planned_finish = $12, archive_time = $13, template = $14, private = $15
          where account = $1 and id = $2",
        account,
        project.id,
        project.name,
        project.revision,
        project.update_time,
        Json(&project.fields.0) as _,
        project.description_html,
        project.status,
        project.color,
        project.manager,
        project.planned_start,
        project.planned_finish,
        project.archive_time,
        project.template,
        project.private
    )
    .execute(&mut **tx)
    .await;
    saved
        .on_constraint("project_status_fkey", || error::no_project_status("project.status_id"))
        .on_constraint("project_planned_check", || error::finish_before_start("project.planned_finish"))?;
    Ok(())
}
