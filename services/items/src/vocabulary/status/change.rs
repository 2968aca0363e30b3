//! What an update of a status sets, and what follows for the items that stand in it.
use tandem_kit::{Cause, Emit, Error, Result, Tx, id::StatusId, mask};
use tandem_proto::items as pb;

use super::{State, Status};
use crate::{
    Env, error,
    sla::rewind,
    text,
    vocabulary::{
        Vocabulary,
        item_type::check,
        step::{self, Step},
    },
    wire,
};

const SETTABLE: [&str; 4] = ["name", "color", "state", "pauses_sla"];

/// What an update sets; what is none stays.
#[derive(Debug, Default)]
pub struct Change {
    name: Option<String>,
    color: Option<String>,
    state: Option<State>,
    pauses: Option<bool>,
}

impl Change {
    /// Reads what the mask names.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn of(request: &pb::UpdateStatusRequest) -> Result<Self> {
        let given = request.status.clone().unwrap_or_default();
        let mut change = Self::default();
        for path in mask::paths(request.update_mask.as_ref())? {
            let field = format!("status.{path}");
            match path {
                "name" => change.name = Some(text::label(&field, &given.name)?),
                "color" => change.color = Some(text::color(&field, &given.color)?),
                "state" => {
                    change.state = Some(wire::state(given.state()).ok_or_else(|| error::no_state(&field))?);
                }
                "pauses_sla" => change.pauses = Some(given.pauses_sla),
                _ => return Err(mask::unknown(path, &SETTABLE)),
            }
        }
        Ok(change)
    }
}

/// Changes a status. With another state, the items that stand in it follow in the background; where its clocks stand still or do no
/// longer, those of all open items are reckoned anew.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused` `NAME_TAKEN`, `ONLY_STATE`.
pub async fn update(
    env: &Env,
    cause: &Cause,
    id: StatusId,
    revision: i64,
    change: Change,
) -> Result<(Status, Vocabulary)> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let mut words = super::super::lock(&mut tx, account).await?;
    let before = words.status(id.uuid()).ok_or_else(|| Error::not_found("status", id))?.clone();
    Error::stale_unless("status", revision, before.revision)?;
    let mut after = before.clone();
    after.name = change.name.unwrap_or(after.name);
    after.color = change.color.unwrap_or(after.color);
    after.state = change.state.unwrap_or(after.state);
    after.pauses = change.pauses.unwrap_or(after.pauses);
    if after == before {
        return Ok((before, words));
    }
    set(&mut words, &after);
    fits_its_types(&after, &words)?;
    leaves_both_ends(&after, &words)?;
    if after.state != before.state {
        step::begin(&mut tx, env, cause, &Step { item_type: None, from: after.id, to: after.id }).await?;
    }
    if after.pauses != before.pauses {
        rewind::ask(&mut tx, account, env.clock.now()).await?;
    }
    let after = write(&mut tx, env, cause, &mut words, after).await?;
    tx.commit().await?;
    env.vocabularies.doubt(account);
    Ok((after, words))
}

/// Puts a status in the place of what it was.
pub fn set(words: &mut Vocabulary, status: &Status) {
    if let Some(kept) = words.statuses.iter_mut().find(|s| s.id == status.id) {
        kept.clone_from(status);
    }
}

/// Whether every used type that has the status can still be open and be finished.
///
/// # Errors
/// `Refused` `ONLY_STATE`.
pub fn leaves_both_ends(status: &Status, words: &Vocabulary) -> Result<()> {
    let owners = words.types.iter().filter(|t| !t.retired && t.statuses.contains(&status.id));
    for r#type in owners {
        if !check::has_both_ends(&words.statuses_of(r#type)) {
            return Err(error::only_state(&status.name, &r#type.name));
        }
    }
    Ok(())
}

/// Whether the status fits beside the others of the used types that have it.
///
/// # Errors
/// `Refused` `TOO_MANY_STATUSES`, `NAME_TAKEN`.
pub fn fits_its_types(status: &Status, words: &Vocabulary) -> Result<()> {
    let owners = words.types.iter().filter(|t| !t.retired && t.statuses.contains(&status.id));
    for r#type in owners {
        let mut others = words.statuses_of(r#type);
        others.retain(|other| other.id != status.id);
        if others.len() >= check::MOST_STATUSES {
            return Err(error::too_many_statuses(&r#type.name, check::MOST_STATUSES));
        }
        if others.iter().any(|other| check::same(&other.name, &status.name)) {
            return Err(error::name_taken("status", &status.name));
        }
    }
    Ok(())
}

/// Writes a status and tells it.
///
/// # Errors
/// Where the database is away.
pub async fn write(
    tx: &mut Tx,
    env: &Env,
    cause: &Cause,
    words: &mut Vocabulary,
    changed: Status,
) -> Result<Status> {
    let status = Status { revision: changed.revision + 1, ..changed };
    sqlx::query!(
        "update items.status
            set name = $3, color = $4, state = $5, pauses = $6, revision = $7,
                retire_time = case when $8 then coalesce(retire_time, $9) end
          where account = $1 and id = $2",
        cause.caller.account,
        status.id,
        status.name,
        status.color,
        status.state as State,
        status.pauses,
        status.revision,
        status.retired,
        env.clock.now()
    )
    .execute(&mut **tx)
    .await?;
    set(words, &status);
    let updated = pb::StatusUpdated { status: Some(wire::status(&status, words)) };
    tx.emit(
        cause,
        Emit::new(&updated).about(StatusId::from(status.id)).revision(status.revision).to_customers(),
    );
    Ok(status)
}
