//! What of our own uses a thing: items, views, dashboards, templates.
use prost::Name as _;
use serde_json::{Value, json};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Result,
    id::{DashboardId, ViewId},
    plain,
};
use tandem_proto::items::{
    self as pb,
    list_uses_response::{Use, r#use::Kind},
};
use uuid::Uuid;

use super::{
    one,
    thing::{Thing, Which},
};
use crate::{Env, recurrence::RecurrenceId, template::TemplateId};

/// How many items are looked at, the newest.
const LOOKED_AT: i64 = 100_000;
/// How many views, dashboards and templates are, each.
const MOST_LOOKED_AT: i64 = 2_000;

/// How many items have it, and whether there are more items than were looked at.
pub async fn items(env: &Env, cause: &Cause, thing: &Thing) -> Result<(i32, bool)> {
    let (id, key) = match &thing.which {
        Which::Type(id) | Which::Status(id) => (Some(*id), None),
        Which::Field(key) => (None, Some(key.as_str())),
    };
    let counted = sqlx::query!(
        r#"select count(*)::integer as "seen!",
                  count(*) filter (where newest.type = $2 or newest.status = $2
                                      or newest.fields ? $3 and ($4::text is null or newest.fields -> $3 ? $4))::integer as "items!"
             from (select type, status, fields
                     from items.item
                    where account = $1 and delete_time is null
                    order by create_time desc, id desc
                    limit $5) as newest"#,
        cause.account().uuid(),
        id,
        key,
        thing.choice,
        LOOKED_AT
    )
    .fetch_one(env.db.pool())
    .await?;
    Ok((counted.items, i64::from(counted.seen) >= LOOKED_AT))
}

/// Views, dashboards, templates and what recurs by these.
pub async fn uses(env: &Env, cause: &Cause, thing: &Thing) -> Result<Vec<Use>> {
    let mut uses = views(env, cause, thing).await?;
    uses.extend(dashboards(env, cause, thing).await?);
    uses.extend(templates(env, cause, thing).await?);
    Ok(uses)
}

async fn views(env: &Env, cause: &Cause, thing: &Thing) -> Result<Vec<Use>> {
    let views = sqlx::query!(
        r#"select id, name, filter, group_by, columns as "columns: Json<Value>", visibility = 'private' as "private!", owner
             from items.view
            where account = $1
            order by name, id
            limit $2"#,
        cause.account().uuid(),
        MOST_LOOKED_AT
    )
    .fetch_all(env.db.pool())
    .await?;
    let own = cause.caller.user().map(|user| user.uuid());
    let written = |filter: &str, groups: &[String], columns: &Value| json!({"filter": filter, "groups": groups, "columns": columns});
    let used =
        views.into_iter().filter(|view| thing.is_in(&written(&view.filter, &view.group_by, &view.columns)));
    let shown = used.map(|view| {
        let hidden = view.private && view.owner != own;
        one(Kind::View, ViewId::from(view.id), if hidden { "" } else { &view.name })
    });
    Ok(shown.collect())
}

async fn dashboards(env: &Env, cause: &Cause, thing: &Thing) -> Result<Vec<Use>> {
    let dashboards = sqlx::query!(
        r#"select id, name, owner, widgets as "widgets: Json<Value>"
             from items.dashboard
            where account = $1
            order by name, id
            limit $2"#,
        cause.account().uuid(),
        MOST_LOOKED_AT
    )
    .fetch_all(env.db.pool())
    .await?;
    let own = cause.caller.user().map(|user| user.uuid());
    let used = dashboards.into_iter().filter(|dashboard| thing.is_in(&dashboard.widgets));
    let shown = used.map(|dashboard| {
        let hidden = Some(dashboard.owner) != own;
        one(Kind::Dashboard, DashboardId::from(dashboard.id), if hidden { "" } else { &dashboard.name })
    });
    Ok(shown.collect())
}

/// What makes items of those templates again and again.
async fn recurrences(env: &Env, cause: &Cause, templates: Vec<Uuid>) -> Result<Vec<Use>> {
    if templates.is_empty() {
        return Ok(Vec::new());
    }
    let found = sqlx::query!(
        "select id, name from items.recurrence where account = $1 and template = any($2) order by name, id limit $3",
        cause.account().uuid(),
        &templates,
        MOST_LOOKED_AT
    );
    let found = found.fetch_all(env.db.pool()).await?.into_iter();
    Ok(found.map(|one_of| one(Kind::Recurrence, RecurrenceId::from(one_of.id), &one_of.name)).collect())
}

async fn templates(env: &Env, cause: &Cause, thing: &Thing) -> Result<Vec<Use>> {
    let templates = sqlx::query!(
        "select id, name, content from items.item_template where account = $1 order by name, id limit $2",
        cause.account().uuid(),
        MOST_LOOKED_AT
    )
    .fetch_all(env.db.pool())
    .await?;
    let name = pb::ItemTemplate::full_name();
    let used =
        templates.into_iter().filter(|template| thing.is_in(&plain::encoded(&name, &template.content)));
    let used: Vec<(Uuid, String)> = used.map(|template| (template.id, template.name)).collect();
    let mut uses: Vec<Use> =
        used.iter().map(|(id, name)| one(Kind::Template, TemplateId::from(*id), name)).collect();
    uses.extend(recurrences(env, cause, used.into_iter().map(|(id, _)| id).collect()).await?);
    Ok(uses)
}
