//! The order of views, within their section.
use tandem_kit::{Cause, Error, Result, id::ViewId};
use uuid::Uuid;

use super::{Asker, Section, View};
use crate::Env;

/// Puts a view after another of its section, or first.
///
/// # Errors
/// `NotFound`; `Denied` where everybody sees the section and the caller is no admin; `Invalid` where the other is of another section.
pub async fn after(env: &Env, cause: &Cause, id: ViewId, after: Option<ViewId>) -> Result<(View, Asker)> {
    let asker = Asker::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    super::one_at_a_time(&mut tx, cause).await?;
    let moved = super::get(&mut *tx, cause, &asker, id).await?;
    if moved.section() != Section::Own && !asker.admin {
        return Err(Error::denied("what everybody sees is put in order by admins"));
    }
    let mut views = super::visible(&mut *tx, cause, &asker, None).await?;
    views.retain(|view| view.section() == moved.section() && view.kind == moved.kind);
    views.sort_by_key(|view| (view.position, view.id));
    let (ids, positions): (Vec<Uuid>, Vec<i32>) =
        order(&views, moved.id, after.map(|after| after.uuid()))?.into_iter().zip(1..).unzip();
    sqlx::query!(
        "update items.view
            set position = placed.position, revision = view.revision + case when view.id = $4 then 1 else 0 end
           from unnest($2::uuid[], $3::int[]) as placed (id, position)
          where view.account = $1 and view.id = placed.id",
        cause.account().uuid(),
        &ids,
        &positions,
        moved.id
    )
    .execute(&mut *tx)
    .await?;
    let view = super::get(&mut *tx, cause, &asker, id).await?;
    tx.emit(cause, super::updated(&asker, &view, view.visibility, &["position"]));
    tx.commit().await?;
    Ok((view, asker))
}

/// The ids in their new order.
fn order(views: &[View], moved: Uuid, after: Option<Uuid>) -> Result<Vec<Uuid>> {
    let mut ids: Vec<Uuid> = views.iter().map(|view| view.id).filter(|id| *id != moved).collect();
    let at = match after {
        None => 0,
        Some(after) => ids.iter().position(|id| *id == after).map(|at| at + 1).ok_or_else(|| {
            let after = ViewId::from(after);
            Error::invalid("after_id", format!("{after} is not another view of the same section"))
        })?,
    };
    ids.insert(at, moved);
    Ok(ids)
}
