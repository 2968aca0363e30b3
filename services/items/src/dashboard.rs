//! Dashboards: the shipped ones, which nobody changes, and those that users make for themselves.
pub mod change;
mod live;
pub mod numbers;
pub mod shipped;
pub mod widget;

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, types::Json};
use tandem_kit::{
    Cause, Error, Result,
    id::{DashboardId, UserId},
};
use uuid::Uuid;
use widget::Widget;

use crate::Env;

/// A page of widgets.
#[derive(Clone, Debug)]
pub struct Dashboard {
    pub id: Uuid,
    pub name: String,
    /// Empty for a user's own.
    pub key: &'static str,
    pub widgets: Vec<Widget>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// Whose dashboards are asked for.
///
/// # Errors
/// `Denied` for whoever is no user.
pub fn owner(cause: &Cause) -> Result<UserId> {
    cause.caller.user().ok_or_else(|| Error::denied("only a user has dashboards"))
}

/// The shipped ones, then the caller's own by name.
///
/// # Errors
/// `Denied` for whoever is no user.
pub async fn list(env: &Env, cause: &Cause) -> Result<Vec<Dashboard>> {
    let mut all = shipped::all(cause.account());
    all.extend(own(env.db.pool(), cause, None).await?);
    Ok(all)
}

/// One that the caller sees.
///
/// # Errors
/// `NotFound` where it is somebody else's, or nobody's.
pub async fn get(db: impl PgExecutor<'_>, cause: &Cause, id: DashboardId) -> Result<Dashboard> {
    if let Some(shipped) = shipped::all(cause.account()).into_iter().find(|one| one.id == id.uuid()) {
        return Ok(shipped);
    }
    own(db, cause, Some(id)).await?.pop().ok_or_else(|| Error::not_found("dashboard", id))
}

async fn own(db: impl PgExecutor<'_>, cause: &Cause, id: Option<DashboardId>) -> Result<Vec<Dashboard>> {
    let rows = sqlx::query!(
        r#"select id, name, widgets as "widgets: Json<Vec<Widget>>", revision, create_time, update_time
             from items.dashboard
            where account = $1 and owner = $2 and ($3::uuid is null or id = $3)
            order by name, id"#,
        cause.account().uuid(),
        owner(cause)?.uuid(),
        id.map(|id| id.uuid())
    )
    .fetch_all(db)
    .await?;
    let own = rows.into_iter().map(|row| Dashboard {
        id: row.id,
        name: row.name,
        key: "",
        widgets: row.widgets.0,
        revision: row.revision,
        create_time: row.create_time,
        update_time: row.update_time,
    });
    Ok(own.collect())
}
