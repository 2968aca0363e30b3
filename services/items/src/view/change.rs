//! Changing and deleting a view.
use sqlx::types::Json;
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{UserId, ViewId},
    mask,
};
use tandem_proto::items as pb;

use super::{Asker, Column, Layout, View, Visibility, content, new};
use crate::{Env, vocabulary::Kind, wire};

const FIELDS: [&str; 10] = [
    "name",
    "layout",
    "filter",
    "order_by",
    "group_by",
    "columns",
    "visibility",
    "team_ids",
    "hidden",
    "default",
];
/// What only admins set, for everybody.
const ADMINISTERED: [&str; 2] = ["hidden", "default"];
/// What of a system view stays.
const FIXED: [&str; 3] = ["filter", "visibility", "team_ids"];

/// Changes the fields that the mask names.
///
/// # Errors
/// `NotFound`, `Denied`, `Stale`; `Invalid` with the field; `Refused` for what of a system view stays.
pub async fn update(env: &Env, cause: &Cause, request: pb::UpdateViewRequest) -> Result<(View, Asker)> {
    let paths = mask::paths(request.update_mask.as_ref())?;
    if let Some(path) = paths.iter().find(|path| !FIELDS.contains(path)) {
        return Err(mask::unknown(path, &FIELDS));
    }
    let given = request.view.clone().unwrap_or_default();
    let asker = Asker::of(env, cause).await?;
    let id: ViewId = given.id.parse()?;
    let mut tx = env.db.begin().await?;
    super::one_at_a_time(&mut tx, cause).await?;
    let before = super::get(&mut *tx, cause, &asker, id).await?;
    may(&asker, &before, &paths)?;
    Error::stale_unless("view", given.revision, before.revision)?;
    let after = changed(env, cause, &asker, &before, &given, &paths).await?;
    if after.section() != before.section() {
        new::room(&mut tx, cause, &asker, after.visibility).await?;
    }
    if after.is_default && !before.is_default {
        end_default(&mut tx, cause, before.kind).await?;
    }
    write(&mut tx, env, cause, &after).await?;
    let after = super::get(&mut *tx, cause, &asker, id).await?;
    tx.emit(cause, super::updated(&asker, &after, before.visibility, &paths));
    tx.commit().await?;
    Ok((after, asker))
}

fn may(asker: &Asker, view: &View, paths: &[&str]) -> Result<()> {
    if !asker.may_change(view) {
        return Err(Error::denied(match view.owner {
            None => "the system's views are changed by admins",
            Some(_) => "a shared view is changed by its owner and by admins",
        }));
    }
    if let Some(path) = paths.iter().find(|path| ADMINISTERED.contains(path) && !asker.admin) {
        return Err(Error::denied(format!(
            "{path} is set by admins; SetViewPreference sets it for yourself"
        )));
    }
    if view.owner.is_none()
        && let Some(path) = paths.iter().find(|path| FIXED.contains(path))
    {
        return Err(Error::refused(
            "SYSTEM_VIEW",
            format!("{path} of a system view stays; make a view of your own from it"),
        ));
    }
    Ok(())
}

/// The view as it will be.
async fn changed(
    env: &Env,
    cause: &Cause,
    asker: &Asker,
    before: &View,
    given: &pb::View,
    paths: &[&str],
) -> Result<View> {
    let has = |path: &str| paths.contains(&path);
    let mut after = before.clone();
    if has("name") {
        after.name = content::name("view.name", &given.name)?;
    }
    if has("layout") {
        let unknown = || Error::invalid("view.layout", "names no layout: LAYOUT_LIST is one");
        after.layout = wire::view::layout(given.layout()).ok_or_else(unknown)?;
    }
    if has("filter") {
        given.filter.trim().clone_into(&mut after.filter);
    }
    if has("order_by") {
        given.order_by.trim().clone_into(&mut after.order_by);
    }
    if has("filter") || has("order_by") {
        let fields = ["view.filter", "view.order_by"];
        content::selection(env, cause, fields, [&after.filter, &after.order_by]).await?;
    }
    if has("group_by") {
        let words = env.vocabularies.of(cause.account()).await?;
        after.group_by = content::groups("view.group_by", given.group_by.clone(), &words)?;
    }
    if has("columns") {
        after.columns = Json(content::columns("view.columns", wire::view::columns(given.columns.clone()))?);
    }
    if has("visibility") || has("team_ids") {
        audience(env, cause, asker, &mut after, (given, has("visibility"))).await?;
    }
    if has("hidden") {
        after.hidden = given.hidden;
    }
    if has("default") {
        after.is_default = given.default;
    }
    if after.visibility != Visibility::Shared {
        if has("default") && after.is_default {
            return Err(Error::invalid("view.default", "what is opened first is a view that everybody sees"));
        }
        after.is_default = false;
    }
    Ok(after)
}

async fn audience(
    env: &Env,
    cause: &Cause,
    asker: &Asker,
    after: &mut View,
    (given, named): (&pb::View, bool),
) -> Result<()> {
    if named {
        let unknown = || {
            Error::invalid("view.visibility", "is VISIBILITY_PRIVATE, VISIBILITY_SHARED or VISIBILITY_TEAMS")
        };
        after.visibility = wire::view::visibility(given.visibility()).ok_or_else(unknown)?;
    }
    if after.visibility == Visibility::Private && after.owner != Some(asker.user.uuid()) {
        return Err(Error::denied("only its owner makes a view private"));
    }
    let teams = (after.visibility, given.team_ids.clone());
    after.teams = content::teams(env, cause, asker, "view.team_ids", teams).await?;
    Ok(())
}

async fn end_default(tx: &mut Tx, cause: &Cause, kind: Kind) -> Result<()> {
    sqlx::query!(
        "update items.view set is_default = false, revision = revision + 1 where account = $1 and kind = $2 and is_default",
        cause.account().uuid(),
        kind as Kind
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn write(tx: &mut Tx, env: &Env, cause: &Cause, view: &View) -> Result<()> {
    sqlx::query!(
        "update items.view
            set name = $3, layout = $4, filter = $5, order_by = $6, group_by = $7, columns = $8, visibility = $9, teams = $10,
                hidden = $11, is_default = $12, update_time = $13, revision = revision + 1
          where account = $1 and id = $2",
        cause.account().uuid(),
        view.id,
        view.name,
        view.layout as Layout,
        view.filter,
        view.order_by,
        &view.group_by,
        Json::<&Vec<Column>>(&view.columns.0) as _,
        view.visibility as Visibility,
        &view.teams,
        view.hidden,
        view.is_default,
        env.clock.now()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes a view.
///
/// # Errors
/// `NotFound`, `Denied`; `Refused` for the system's.
pub async fn delete(env: &Env, cause: &Cause, id: ViewId) -> Result<()> {
    let asker = Asker::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let view = super::get(&mut *tx, cause, &asker, id).await?;
    may(&asker, &view, &[])?;
    if view.owner.is_none() {
        return Err(Error::refused("SYSTEM_VIEW", "a system view is hidden, not deleted"));
    }
    sqlx::query!("delete from items.view where account = $1 and id = $2", cause.account().uuid(), view.id)
        .execute(&mut *tx)
        .await?;
    let deleted = pb::ViewDeleted { view_id: id.to_string() };
    tx.emit(
        cause,
        super::told(&view, view.visibility, Emit::new(&deleted)).about_all(view.owner.map(UserId::from)),
    );
    tx.commit().await
}
