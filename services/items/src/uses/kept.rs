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

use super::{
    one,
    thing::{Thing, Which},
};
use crate::{Env, template::TemplateId};

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

/// Views, dashboards and templates.
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
    Ok(used.map(|template| one(Kind::Template, TemplateId::from(template.id), &template.name)).collect())
}
