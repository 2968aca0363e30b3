//! How items behave in an account: what is rolled up from subtasks, and whether a blocked item may be finished.
use sqlx::PgExecutor;
use tandem_kit::{Cause, Result, mask};
use tandem_proto::items as pb;
use uuid::Uuid;

use crate::Env;

const SETTABLE: [&str; 3] = ["roll_up_percent", "roll_up_state", "refuse_blocked"];

/// What an account prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    pub roll_up_percent: bool,
    pub roll_up_state: bool,
    pub refuse_blocked: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { roll_up_percent: true, roll_up_state: true, refuse_blocked: false }
    }
}

/// An account's; the usual where it never said otherwise.
///
/// # Errors
/// Where the database is away.
pub async fn of(db: impl PgExecutor<'_>, account: Uuid) -> Result<Preferences> {
    let found = sqlx::query_as!(
        Preferences,
        "select roll_up_percent, roll_up_state, refuse_blocked from items.preference where account = $1",
        account
    );
    Ok(found.fetch_optional(db).await?.unwrap_or_default())
}

/// Changes what the mask names.
///
/// # Errors
/// `Invalid` for a field that is none.
pub async fn update(
    env: &Env,
    cause: &Cause,
    request: &pb::UpdateItemPreferencesRequest,
) -> Result<Preferences> {
    let given = request.item_preferences.unwrap_or_default();
    let (mut percent, mut state, mut blocked) = (None, None, None);
    for path in mask::paths(request.update_mask.as_ref())? {
        match path {
            "roll_up_percent" => percent = Some(given.roll_up_percent),
            "roll_up_state" => state = Some(given.roll_up_state),
            "refuse_blocked" => blocked = Some(given.refuse_blocked),
            _ => return Err(mask::unknown(path, &SETTABLE)),
        }
    }
    let usual = Preferences::default();
    let mut tx = env.db.begin().await?;
    let preferences = sqlx::query_as!(
        Preferences,
        "insert into items.preference as p (account, roll_up_percent, roll_up_state, refuse_blocked)
         values ($1, coalesce($2::boolean, $5), coalesce($3::boolean, $6), coalesce($4::boolean, $7))
         on conflict on constraint preference_pkey do update
            set roll_up_percent = coalesce($2, p.roll_up_percent), roll_up_state = coalesce($3, p.roll_up_state),
                refuse_blocked = coalesce($4, p.refuse_blocked)
         returning roll_up_percent, roll_up_state, refuse_blocked",
        cause.caller.account,
        percent,
        state,
        blocked,
        usual.roll_up_percent,
        usual.roll_up_state,
        usual.refuse_blocked
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(preferences)
}
