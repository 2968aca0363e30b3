//! Statuses: made, changed, retired, brought back. A status is a name for a state, shared by the types that list it.
pub mod change;

use sqlx::PgExecutor;
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{self, ItemTypeId, StatusId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{
    Kind, Vocabulary,
    item_type::{self, check},
    step::{self, Step},
};
use crate::{Env, error, item::request, stored::stored_as_words, text, wire};

/// How many statuses of a kind an account uses at once.
const MOST_STATUSES: usize = 250;

stored_as_words! {
    /// What a status means, whatever it is called.
    pub enum State {
        NotStarted = "not_started",
        InProgress = "in_progress",
        Finished = "finished",
    }
}

/// A named step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub id: Uuid,
    pub kind: Kind,
    pub name: String,
    pub state: State,
    pub color: String,
    pub position: i32,
    /// What code may rely on, such as `pending_customer`; empty for an account's own.
    pub key: String,
    /// The clocks of an SLA stand still in it: the customer's turn.
    pub pauses: bool,
    pub retired: bool,
    pub revision: i64,
}

/// Every status of an account, in order.
///
/// # Errors
/// Where the database is away.
pub async fn all(db: impl PgExecutor<'_>, account: Uuid) -> Result<Vec<Status>> {
    let statuses = sqlx::query_as!(
        Status,
        r#"select id, kind as "kind: Kind", name, state as "state: State", color, position, key,
                  coalesce(pauses, key = 'pending_customer') as "pauses!", retire_time is not null as "retired!", revision
             from items.status
            where account = $1
            order by kind desc, position, id"#,
        account
    );
    Ok(statuses.fetch_all(db).await?)
}

/// What a status is made of.
#[derive(Debug)]
pub struct New {
    kind: Kind,
    name: String,
    state: State,
    color: String,
    pauses: bool,
    types: Vec<ItemTypeId>,
    request_id: Option<String>,
}

impl New {
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(cause: &Cause, request: &pb::CreateStatusRequest) -> Result<Self> {
        let mut types: Vec<ItemTypeId> = Vec::new();
        for text in &request.type_ids {
            types.push(id::in_field("type_ids", text)?);
        }
        let request_id = text::key("request_id", &request.request_id)?;
        Ok(Self {
            kind: wire::kind(request.kind()).ok_or_else(error::no_kind)?,
            name: text::label("name", &request.name)?,
            state: wire::state(request.state()).ok_or_else(|| error::no_state("state"))?,
            color: text::color_or_grey("color", &request.color)?,
            pauses: request.pauses_sla,
            types,
            request_id: request::key(&cause.caller, "create status", request_id),
        })
    }
    /// The types that get it.
    fn of_types(&self, words: &Vocabulary) -> Result<Vec<item_type::ItemType>> {
        if self.types.is_empty() {
            return Ok(vec![words.type_of("type_ids", self.kind, None)?.clone()]);
        }
        let one = |id: &ItemTypeId| words.type_of("type_ids", self.kind, Some(*id)).cloned();
        self.types.iter().map(one).collect()
    }
}

/// Makes a status, the last one of its types. The same request id gives the same status.
///
/// # Errors
/// `Refused` `TOO_MANY_STATUSES`, `NAME_TAKEN`; `Invalid` with the field.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<(Status, Vocabulary)> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let mut words = super::lock(&mut tx, account).await?;
    if let Some(made) = made_before(&mut tx, cause, new.request_id.as_deref()).await? {
        let made = words.status(made).cloned().ok_or_else(|| Error::not_found("status", made))?;
        return Ok((made, words));
    }
    let used = words.statuses.iter().filter(|s| s.kind == new.kind && !s.retired).count();
    if used >= MOST_STATUSES {
        return Err(error::too_many_statuses(&format!("all {} types", new.kind), MOST_STATUSES));
    }
    let types = new.of_types(&words)?;
    let status = Status {
        id: StatusId::new().uuid(),
        kind: new.kind,
        name: new.name,
        state: new.state,
        color: new.color,
        position: words.statuses.iter().map(|s| s.position + 1).max().unwrap_or(0),
        key: String::new(),
        pauses: new.pauses,
        retired: false,
        revision: 1,
    };
    words.statuses.push(status.clone());
    insert(&mut tx, cause, &status, new.request_id.as_deref()).await?;
    let created = pb::StatusCreated { status: Some(wire::status(&status, &words)) };
    tx.emit(cause, Emit::new(&created).about(StatusId::from(status.id)).revision(1).to_customers());
    for mut r#type in types {
        r#type.statuses.push(status.id);
        check::fits(&r#type, "", &words)?;
        item_type::change::write(&mut tx, env, cause, &mut words, r#type).await?;
    }
    tx.commit().await?;
    env.vocabularies.doubt(account);
    Ok((status, words))
}

async fn made_before(tx: &mut Tx, cause: &Cause, request_id: Option<&str>) -> Result<Option<Uuid>> {
    let Some(request_id) = request_id else { return Ok(None) };
    let made = sqlx::query_scalar!(
        "select id from items.status where account = $1 and request_id = $2",
        cause.caller.account,
        request_id
    );
    Ok(made.fetch_optional(&mut **tx).await?)
}

async fn insert(tx: &mut Tx, cause: &Cause, status: &Status, request_id: Option<&str>) -> Result<()> {
    sqlx::query!(
        "insert into items.status (account, id, kind, name, state, color, position, pauses, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        cause.caller.account,
        status.id,
        status.kind as Kind,
        status.name,
        status.state as State,
        status.color,
        status.position,
        status.pauses,
        request_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a status out of choice in every type. Items that stand in it go on in the background.
///
/// # Errors
/// `NotFound`; `Refused` `DEFAULT_STATUS`, `ONLY_STATE`, `STATUS_IN_USE`; `Invalid` with the field.
pub async fn retire(
    env: &Env,
    cause: &Cause,
    id: StatusId,
    goal: Option<StatusId>,
) -> Result<(Status, Vocabulary)> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let mut words = super::lock(&mut tx, account).await?;
    let before = words.status(id.uuid()).ok_or_else(|| Error::not_found("status", id))?.clone();
    if before.retired {
        return Ok((before, words));
    }
    let owners: Vec<_> = words.types.iter().filter(|t| t.statuses.contains(&before.id)).cloned().collect();
    if let Some(r#type) = owners.iter().find(|t| !t.retired && t.default_status == Some(before.id)) {
        return Err(error::default_status(&before.name, &r#type.name));
    }
    let after = Status { retired: true, ..before.clone() };
    change::set(&mut words, &after);
    change::leaves_both_ends(&after, &words)?;
    for r#type in owners.iter().filter(|t| !t.retired && goal.is_some()) {
        words.status_of("move_to_status_id", r#type, goal)?;
    }
    let step = Step { item_type: None, from: before.id, to: before.id };
    match goal {
        None if step::is_taken(&mut tx, cause, &step).await? => {
            return Err(error::status_in_use(&before.name, "items", "move_to_status_id"));
        }
        goal => {
            let to = goal.map(|id| id.uuid());
            let by_itself =
                owners.iter().find_map(|t| words.nearest(t, before.id, before.state)).map(|s| s.id);
            if let Some(to) = to.or(by_itself) {
                step::begin(&mut tx, env, cause, &Step { to, ..step }).await?;
            }
        }
    }
    let after = change::write(&mut tx, env, cause, &mut words, after).await?;
    tx.commit().await?;
    env.vocabularies.doubt(account);
    Ok((after, words))
}

/// Brings a status back, at its place in the types that had it.
///
/// # Errors
/// `NotFound`; `Refused` `TOO_MANY_STATUSES`, `NAME_TAKEN`.
pub async fn restore(env: &Env, cause: &Cause, id: StatusId) -> Result<(Status, Vocabulary)> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let mut words = super::lock(&mut tx, account).await?;
    let before = words.status(id.uuid()).ok_or_else(|| Error::not_found("status", id))?.clone();
    if !before.retired {
        return Ok((before, words));
    }
    let after = Status { retired: false, ..before };
    change::set(&mut words, &after);
    change::fits_its_types(&after, &words)?;
    let after = change::write(&mut tx, env, cause, &mut words, after).await?;
    tx.commit().await?;
    env.vocabularies.doubt(account);
    Ok((after, words))
}
