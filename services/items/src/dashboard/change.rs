//! Making, changing and deleting a dashboard of one's own.
use sqlx::types::Json;
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{DashboardId, UserId},
    mask,
};
use tandem_proto::items as pb;

use super::{
    Dashboard, owner, shipped,
    widget::{self, Widget},
};
use crate::{Env, item::request, text, wire};

const FIELDS: [&str; 2] = ["name", "widgets"];
const MOST: i64 = 20;

/// Makes one. The same request gives the same one.
///
/// # Errors
/// `Invalid` with the field; `Refused` where there are as many as there may be.
pub async fn create(env: &Env, cause: &Cause, given: pb::CreateDashboardRequest) -> Result<Dashboard> {
    let (owner, now, id) = (owner(cause)?, env.clock.now(), DashboardId::new());
    let name = text::label("name", &given.name)?;
    let widgets = wire::dashboard::read("widgets", given.widgets)?;
    let widgets = widget::checked(env, cause, "widgets", widgets).await?;
    let request_id = request::key(&cause.caller, "dashboard", text::key("request_id", &given.request_id)?);
    let mut tx = env.db.begin().await?;
    if let Some(made) = before(&mut tx, cause, owner, request_id.as_deref()).await? {
        return super::get(&mut *tx, cause, made).await;
    }
    sqlx::query!(
        "insert into items.dashboard (account, id, owner, name, widgets, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
        cause.account().uuid(),
        id.uuid(),
        owner.uuid(),
        name,
        Json::<&Vec<Widget>>(&widgets) as _,
        request_id,
        now
    )
    .execute(&mut *tx)
    .await?;
    let dashboard = super::get(&mut *tx, cause, id).await?;
    let created = pb::DashboardCreated { dashboard: Some(wire::dashboard::dashboard(&dashboard)) };
    tx.emit(cause, told(&dashboard, owner, Emit::new(&created)));
    tx.commit().await?;
    Ok(dashboard)
}

/// What the same request made before, if there is room for one more otherwise. Two of one user wait for each other.
async fn before(
    tx: &mut Tx,
    cause: &Cause,
    owner: UserId,
    request_id: Option<&str>,
) -> Result<Option<DashboardId>> {
    sqlx::query_scalar!(
        r#"select pg_advisory_xact_lock(hashtextextended($1::text, 0)) is null as "done!""#,
        format!("items.dashboard {} {owner}", cause.account())
    )
    .fetch_one(&mut **tx)
    .await?;
    let found = sqlx::query!(
        r#"select count(*) as "own!", (array_agg(id) filter (where request_id = $3))[1] as made
             from items.dashboard
            where account = $1 and owner = $2"#,
        cause.account().uuid(),
        owner.uuid(),
        request_id
    )
    .fetch_one(&mut **tx)
    .await?;
    if found.made.is_none() && found.own >= MOST {
        let what = format!("there are {} dashboards of your own, and may be {MOST}", found.own);
        return Err(Error::refused("TOO_MANY", what));
    }
    Ok(found.made.map(DashboardId::from))
}

/// Changes the fields that the mask names.
///
/// # Errors
/// `NotFound`, `Stale`; `Invalid` with the field; `Refused` for a shipped one.
pub async fn update(env: &Env, cause: &Cause, request: pb::UpdateDashboardRequest) -> Result<Dashboard> {
    let paths = mask::paths(request.update_mask.as_ref())?;
    if let Some(path) = paths.iter().find(|path| !FIELDS.contains(path)) {
        return Err(mask::unknown(path, &FIELDS));
    }
    let given = request.dashboard.clone().unwrap_or_default();
    let (owner, id) = (owner(cause)?, given.id.parse()?);
    refuse_shipped(cause, id)?;
    let widgets = if paths.contains(&"widgets") {
        let widgets = wire::dashboard::read("dashboard.widgets", given.widgets)?;
        Some(widget::checked(env, cause, "dashboard.widgets", widgets).await?)
    } else {
        None
    };
    let name = paths.contains(&"name").then(|| text::label("dashboard.name", &given.name)).transpose()?;
    let mut tx = env.db.begin().await?;
    let before = lock(&mut tx, cause, owner, id).await?;
    Error::stale_unless("dashboard", given.revision, before)?;
    sqlx::query!(
        "update items.dashboard
            set name = coalesce($3, name), widgets = coalesce($4, widgets), revision = revision + 1, update_time = $5
          where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid(),
        name,
        widgets.as_ref().map(Json) as _,
        env.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    let after = super::get(&mut *tx, cause, id).await?;
    let changed = paths.iter().map(|path| (*path).to_owned()).collect();
    let updated = pb::DashboardUpdated { dashboard: Some(wire::dashboard::dashboard(&after)), changed };
    tx.emit(cause, told(&after, owner, Emit::new(&updated)));
    tx.commit().await?;
    Ok(after)
}

/// Deletes one.
///
/// # Errors
/// `NotFound`; `Refused` for a shipped one.
pub async fn delete(env: &Env, cause: &Cause, id: DashboardId) -> Result<()> {
    let owner = owner(cause)?;
    refuse_shipped(cause, id)?;
    let mut tx = env.db.begin().await?;
    lock(&mut tx, cause, owner, id).await?;
    let gone = super::get(&mut *tx, cause, id).await?;
    sqlx::query!(
        "delete from items.dashboard where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    tx.emit(cause, told(&gone, owner, Emit::new(&pb::DashboardDeleted { dashboard_id: id.to_string() })));
    tx.commit().await
}

/// The revision of a dashboard of theirs, which nobody else changes until the transaction ends.
async fn lock(tx: &mut Tx, cause: &Cause, owner: UserId, id: DashboardId) -> Result<i64> {
    let revision = sqlx::query_scalar!(
        "select revision from items.dashboard where account = $1 and id = $2 and owner = $3 for update",
        cause.account().uuid(),
        id.uuid(),
        owner.uuid()
    );
    revision.fetch_optional(&mut **tx).await?.ok_or_else(|| Error::not_found("dashboard", id))
}

fn refuse_shipped(cause: &Cause, id: DashboardId) -> Result<()> {
    if shipped::all(cause.account()).iter().any(|one| one.id == id.uuid()) {
        let what = "a shipped dashboard stays as it is; make one of your own from it";
        return Err(Error::refused("SHIPPED_DASHBOARD", what));
    }
    Ok(())
}

/// Nobody but its owner learns of it.
fn told(dashboard: &Dashboard, owner: UserId, emit: Emit) -> Emit {
    emit.about(DashboardId::from(dashboard.id)).about(owner).revision(dashboard.revision).to_named()
}
