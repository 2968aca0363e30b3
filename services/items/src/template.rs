//! Templates: what a new item is made with, by hand or by a recurrence.
pub mod fill;
pub mod gone;
pub mod make;

use chrono::{DateTime, Utc};
use prost::Message;
use tandem_kit::{Cause, Emit, Error, OnConstraint, Result, Tx, clock::timestamp, id::ProjectId, mask};
use tandem_proto::items as pb;
use uuid::Uuid;

use self::fill::Day;
use crate::{
    Env, error, item, project,
    sight::{
        self,
        role::{self, Deed},
    },
    text,
};

tandem_kit::kind!(TemplateKind, TemplateId, "tpl");

/// Most templates of an account.
const MOST: i64 = 200;
const MOST_LINES: usize = 100;
const MOST_SUBTASKS: usize = 50;
/// The longest description, in bytes.
const LONGEST: usize = 100 * 1024;
const SETTABLE: [&str; 13] = [
    "name",
    "kind",
    "type_id",
    "title",
    "description_html",
    "priority",
    "assignee_ids",
    "tags",
    "project_id",
    "requester_id",
    "fields",
    "checklist_lines",
    "subtask_titles",
];

/// A template as it is kept.
pub struct Row {
    id: Uuid,
    content: Vec<u8>,
    creator: String,
    revision: i64,
    create_time: DateTime<Utc>,
    update_time: DateTime<Utc>,
    uses: i64,
}

impl Row {
    fn read(self) -> Result<pb::ItemTemplate> {
        let content = pb::ItemTemplate::decode(self.content.as_slice()).map_err(anyhow::Error::from)?;
        Ok(pb::ItemTemplate {
            id: TemplateId::from(self.id).to_string(),
            creator_id: self.creator,
            revision: self.revision,
            recurrence_count: i32::try_from(self.uses).unwrap_or(i32::MAX),
            create_time: Some(timestamp(self.create_time)),
            update_time: Some(timestamp(self.update_time)),
            ..content
        })
    }
}

/// The templates of an account, by name.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, cause: &Cause) -> Result<Vec<pb::ItemTemplate>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id, content, creator, revision, create_time, update_time,
                  (select count(*) from items.recurrence r where r.account = $1 and r.template = t.id) as "uses!"
             from items.item_template t
            where account = $1
            order by lower(name), id
            limit $2"#,
        cause.account().uuid(),
        MOST
    );
    let templates: Result<Vec<pb::ItemTemplate>> =
        rows.fetch_all(env.db.pool()).await?.into_iter().map(Row::read).collect();
    Ok(templates?.into_iter().filter(is_seen).collect())
}

/// A template for a project that the caller does not see is not there for them.
fn is_seen(template: &pb::ItemTemplate) -> bool {
    template.project_id.parse::<ProjectId>().map_or(true, |project| sight::sees_project(project.uuid()))
}

/// Refuses who does not plan the project that a template is for.
///
/// # Errors
/// `Denied`.
pub async fn check_planned(tx: &mut Tx, cause: &Cause, template: &pb::ItemTemplate) -> Result<()> {
    match template.project_id.parse::<ProjectId>() {
        Ok(project) => role::check_project(tx, &cause.caller, project.uuid(), Deed::Plan).await,
        Err(_) => Ok(()),
    }
}

/// The same of the template of that id, where there is one.
///
/// # Errors
/// `Denied`.
pub async fn check_planned_by(tx: &mut Tx, cause: &Cause, id: TemplateId) -> Result<()> {
    match lock(tx, cause, id).await {
        Ok(template) => check_planned(tx, cause, &template).await,
        Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The templates that the caller does not see.
///
/// # Errors
/// Where the database is away.
pub async fn unseen(env: &Env, cause: &Cause) -> Result<Vec<Uuid>> {
    if sight::hidden_projects()?.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_as!(
        Row,
        r#"select id, content, creator, revision, create_time, update_time, 0::bigint as "uses!"
             from items.item_template where account = $1 limit $2"#,
        cause.account().uuid(),
        MOST
    );
    let mut unseen = Vec::new();
    for row in rows.fetch_all(env.db.pool()).await? {
        let id = row.id;
        if !is_seen(&row.read()?) {
            unseen.push(id);
        }
    }
    Ok(unseen)
}

/// One template.
///
/// # Errors
/// `NotFound`.
pub async fn get(env: &Env, cause: &Cause, id: TemplateId) -> Result<pb::ItemTemplate> {
    let mut tx = env.db.begin().await?;
    lock(&mut tx, cause, id).await
}

async fn lock(tx: &mut Tx, cause: &Cause, id: TemplateId) -> Result<pb::ItemTemplate> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, content, creator, revision, create_time, update_time,
                  (select count(*) from items.recurrence r where r.account = $1 and r.template = t.id) as "uses!"
             from items.item_template t
            where account = $1 and id = $2
              for update of t -- against two who change it at once"#,
        cause.account().uuid(),
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    let read = row.map(Row::read).transpose()?.filter(is_seen);
    read.ok_or_else(|| Error::not_found("template", id))
}

/// What is kept of a template: made safe and checked, as an item made of it would be. What it had before, it may keep.
async fn checked(
    env: &Env,
    cause: &Cause,
    given: pb::ItemTemplate,
    before: Option<&pb::ItemTemplate>,
) -> Result<pb::ItemTemplate> {
    let at = |path: &str| format!("item_template.{path}");
    if given.description_html.len() > LONGEST {
        let bytes = given.description_html.len();
        return Err(Error::invalid(at("description_html"), format!("has {bytes} bytes; at most {LONGEST}")));
    }
    let most = [
        ("checklist_lines", given.checklist_lines.len(), MOST_LINES),
        ("subtask_titles", given.subtask_titles.len(), MOST_SUBTASKS),
    ];
    if let Some((path, there, most)) = most.into_iter().find(|(_, there, most)| there > most) {
        return Err(Error::invalid(at(path), format!("has {there} entries; at most {most}")));
    }
    let day = Day { at: make::today(env, cause).await, nth: 1 };
    let kept = pb::ItemTemplate {
        name: text::name(&at("name"), &given.name)?,
        title: text::title(&at("title"), &given.title)?,
        description_html: text::sanitised(&at("description_html"), &given.description_html)?,
        tags: text::tags(&at("tags"), &given.tags)?,
        ..given
    };
    for line in &kept.checklist_lines {
        crate::checklist::text(&at("checklist_lines"), line)?;
    }
    for title in &kept.subtask_titles {
        text::title(&at("subtask_titles"), title)?;
    }
    project::check(env, &cause.caller, &at("project_id"), &kept.project_id).await?;
    let words = env.vocabularies.of(cause.account()).await?;
    let wanted = before.map_or_else(|| kept.clone(), |before| gone::to_check(&words, &kept, before));
    let filled = make::filled(&wanted, day)?;
    Box::pin(item::New::read(env, cause, make::request(&filled))).await?;
    Ok(kept)
}

/// Makes a template. The same request id gives the same template.
///
/// # Errors
/// `Denied`; `Invalid` with the field; `Refused` `TOO_MANY_TEMPLATES`.
pub async fn create(
    env: &Env,
    cause: &Cause,
    given: pb::ItemTemplate,
    request_id: Option<String>,
) -> Result<pb::ItemTemplate> {
    let content = checked(env, cause, given, None).await?;
    let (account, id) = (cause.account().uuid(), TemplateId::new());
    let mut tx = env.db.begin().await?;
    check_planned(&mut tx, cause, &content).await?;
    let there = sqlx::query_scalar!(
        r#"select count(*) as "there!" from items.item_template where account = $1"#,
        account
    )
    .fetch_one(&mut *tx)
    .await?;
    let made = sqlx::query_scalar!(
        "insert into items.item_template (account, id, name, content, creator, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict (account, request_id) do nothing
         returning id",
        account,
        id.uuid(),
        content.name,
        bare(&content).encode_to_vec(),
        cause.actor(),
        request_id,
        env.clock.now()
    )
    .fetch_optional(&mut *tx)
    .await?;
    if made.is_none() {
        let earlier = sqlx::query_scalar!(
            "select id from items.item_template where account = $1 and request_id = $2",
            account,
            request_id
        );
        let earlier = earlier.fetch_one(&mut *tx).await?;
        return lock(&mut tx, cause, earlier.into()).await;
    }
    if there >= MOST {
        return Err(error::too_many("TOO_MANY_TEMPLATES", "templates", 201, 200));
    }
    let made = lock(&mut tx, cause, id).await?;
    tell(&mut tx, cause, id);
    tx.commit().await?;
    Ok(made)
}

/// What is kept as bytes: nothing that has a column.
fn bare(content: &pb::ItemTemplate) -> pb::ItemTemplate {
    pb::ItemTemplate {
        id: String::new(),
        creator_id: String::new(),
        revision: 0,
        recurrence_count: 0,
        create_time: None,
        update_time: None,
        ..content.clone()
    }
}

/// Changes what the mask names.
///
/// # Errors
/// `NotFound`; `Denied`; `Stale`; `Invalid` with the field.
pub async fn update(
    env: &Env,
    cause: &Cause,
    request: pb::UpdateItemTemplateRequest,
) -> Result<pb::ItemTemplate> {
    let given = request.item_template.unwrap_or_default();
    let id: TemplateId = given.id.parse()?;
    let before = get(env, cause, id).await?;
    let mut after = before.clone();
    for path in mask::paths(request.update_mask.as_ref())? {
        let from = given.clone();
        match path {
            "name" => after.name = from.name,
            "kind" => after.kind = from.kind,
            "type_id" => after.type_id = from.type_id,
            "title" => after.title = from.title,
            "description_html" => after.description_html = from.description_html,
            "priority" => after.priority = from.priority,
            "assignee_ids" => after.assignee_ids = from.assignee_ids,
            "tags" => after.tags = from.tags,
            "project_id" => after.project_id = from.project_id,
            "requester_id" => after.requester_id = from.requester_id,
            "fields" => after.fields = from.fields,
            "checklist_lines" => after.checklist_lines = from.checklist_lines,
            "subtask_titles" => after.subtask_titles = from.subtask_titles,
            _ => return Err(mask::unknown(path, &SETTABLE)),
        }
    }
    let after = checked(env, cause, after, Some(&before)).await?;
    let mut tx = env.db.begin().await?;
    let now = lock(&mut tx, cause, id).await?;
    Error::stale_unless("template", given.revision, now.revision)?;
    Error::stale_unless("template", before.revision, now.revision)?;
    for template in [&now, &after] {
        check_planned(&mut tx, cause, template).await?;
    }
    sqlx::query!(
        "update items.item_template set name = $3, content = $4, revision = revision + 1, update_time = $5
          where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid(),
        after.name,
        bare(&after).encode_to_vec(),
        env.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    let after = lock(&mut tx, cause, id).await?;
    tell(&mut tx, cause, id);
    tx.commit().await?;
    Ok(after)
}

/// Takes a template away.
///
/// # Errors
/// `NotFound`; `Denied`; `Refused` `TEMPLATE_IN_USE`.
pub async fn delete(env: &Env, cause: &Cause, id: TemplateId) -> Result<()> {
    if unseen(env, cause).await?.contains(&id.uuid()) {
        return Err(Error::not_found("template", id));
    }
    let mut tx = env.db.begin().await?;
    check_planned_by(&mut tx, cause, id).await?;
    let gone = sqlx::query!(
        "delete from items.item_template where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await
    .on_constraint("recurrence_template", error::template_in_use)?;
    if gone.rows_affected() == 0 {
        return Err(Error::not_found("template", id));
    }
    tell(&mut tx, cause, id);
    tx.commit().await
}

fn tell(tx: &mut Tx, cause: &Cause, id: TemplateId) {
    let what = pb::ItemTemplateChanged { item_template_id: id.to_string() };
    tx.emit(cause, Emit::new(&what).about(id));
}
