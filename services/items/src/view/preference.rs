//! What a user wants of a view for themselves.
use tandem_kit::{Cause, Emit, Result, id::ViewId};
use tandem_proto::items as pb;

use super::{Asker, View};
use crate::{Env, vocabulary::Kind, wire};

/// Keeps it; what is not given stays.
///
/// # Errors
/// `NotFound` where they do not see the view.
pub async fn set(env: &Env, cause: &Cause, request: pb::SetViewPreferenceRequest) -> Result<(View, Asker)> {
    let asker = Asker::of(env, cause).await?;
    let id: ViewId = request.id.parse()?;
    let mut tx = env.db.begin().await?;
    super::one_at_a_time(&mut tx, cause).await?;
    let view = super::get(&mut *tx, cause, &asker, id).await?;
    if request.default == Some(true) {
        sqlx::query!(
            "update items.view_preference set is_default = false where account = $1 and person = $2 and kind = $3 and is_default",
            cause.account().uuid(),
            asker.user.uuid(),
            view.kind as Kind
        )
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query!(
        "insert into items.view_preference (account, person, view, kind, pinned, hidden, is_default)
         values ($1, $2, $3, $4, $5, $6, $7)
             on conflict on constraint view_preference_pkey do update
            set pinned = excluded.pinned, hidden = excluded.hidden, is_default = excluded.is_default",
        cause.account().uuid(),
        asker.user.uuid(),
        view.id,
        view.kind as Kind,
        request.pinned.unwrap_or(view.pinned),
        request.hidden.unwrap_or(view.hidden_for_me),
        request.default.unwrap_or(view.default_for_me)
    )
    .execute(&mut *tx)
    .await?;
    let view = super::get(&mut *tx, cause, &asker, id).await?;
    let asked =
        [(request.pinned, "pinned"), (request.hidden, "hidden_for_me"), (request.default, "default_for_me")];
    let changed = asked.iter().filter(|(asked, _)| asked.is_some()).map(|(_, field)| (*field).to_owned());
    let updated = pb::ViewUpdated { view: Some(wire::view::view(&view, &asker)), changed: changed.collect() };
    tx.emit(cause, Emit::new(&updated).about(id).about(asker.user).revision(view.revision).to_named());
    tx.commit().await?;
    Ok((view, asker))
}
