//! Types of items: made, changed, retired, brought back. Each has its own list of statuses.
pub mod change;
pub mod check;

use sqlx::PgExecutor;
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{ItemTypeId, StatusId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Kind, Status, Vocabulary};
use crate::{Env, error, item::request, text, wire};

/// A kind of ticket or task.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemType {
    pub id: Uuid,
    pub kind: Kind,
    pub name: String,
    pub icon: String,
    pub color: String,
    pub is_default: bool,
    /// Its place among those of its kind that are used.
    pub position: i32,
    /// In order; retired ones are among them, so that they come back where they were.
    pub statuses: Vec<Uuid>,
    pub default_status: Option<Uuid>,
    pub hidden: bool,
    pub retired: bool,
    pub revision: i64,
}

/// Every type of an account, in order, as it is kept: those that have the shipped statuses have none yet ([`settle`]).
///
/// # Errors
/// Where the database is away.
pub async fn all(db: impl PgExecutor<'_>, account: Uuid) -> Result<Vec<ItemType>> {
    let types = sqlx::query_as!(
        ItemType,
        r#"select id, kind as "kind: Kind", name, icon, color, is_default, position, statuses, default_status, hidden,
                  retire_time is not null as "retired!", revision
             from items.item_type
            where account = $1
            order by kind desc, retire_time nulls first, position, id"#,
        account
    );
    Ok(types.fetch_all(db).await?)
}

/// Gives each type its place, and the statuses that it has.
pub fn settle(types: &mut [ItemType], statuses: &[Status]) {
    let (mut kind, mut place) = (None, 0);
    for r#type in types {
        place = if kind == Some(r#type.kind) { place + 1 } else { 0 };
        (kind, r#type.position) = (Some(r#type.kind), place);
        if r#type.statuses.is_empty() {
            let shipped = statuses.iter().filter(|s| s.kind == r#type.kind && !s.key.is_empty());
            r#type.statuses = shipped.map(|s| s.id).collect();
        }
        r#type.default_status = r#type.default_status.or(r#type.statuses.first().copied());
    }
}

/// What a type is made of.
#[derive(Debug)]
pub struct New {
    kind: Kind,
    name: String,
    icon: String,
    color: String,
    statuses: Vec<StatusId>,
    default_status: Option<StatusId>,
    hidden: bool,
    request_id: Option<String>,
}

impl New {
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(cause: &Cause, request: &pb::CreateItemTypeRequest) -> Result<Self> {
        let kind = wire::kind(request.kind()).ok_or_else(error::no_kind)?;
        let icon = if kind == Kind::Ticket { "ticket" } else { "check-square" };
        let icon = if request.icon.is_empty() { icon } else { &request.icon };
        let request_id = text::key("request_id", &request.request_id)?;
        Ok(Self {
            kind,
            name: text::label("name", &request.name)?,
            icon: text::icon("icon", icon)?,
            color: text::color_or_grey("color", &request.color)?,
            statuses: check::ids("status_ids", &request.status_ids)?,
            default_status: tandem_kit::id::in_optional_field(
                "default_status_id",
                &request.default_status_id,
            )?,
            hidden: request.hidden,
            request_id: request::key(&cause.caller, "create type", request_id),
        })
    }

    fn into_type(self, words: &Vocabulary) -> Result<ItemType> {
        let model = words.type_of("kind", self.kind, None)?;
        let statuses: Vec<Uuid> = match self.statuses.as_slice() {
            [] => words.statuses_of(model).into_iter().map(|s| s.id).collect(),
            given => given.iter().map(StatusId::uuid).collect(),
        };
        let default =
            match (self.default_status, statuses.contains(&model.default_status.unwrap_or_default())) {
                (Some(id), _) => Some(id.uuid()),
                (None, true) => model.default_status,
                (None, false) => statuses.first().copied(),
            };
        Ok(ItemType {
            id: ItemTypeId::new().uuid(),
            kind: self.kind,
            name: self.name,
            icon: self.icon,
            color: self.color,
            is_default: false,
            position: i32::try_from(words.types_in_use(self.kind).count()).unwrap_or(i32::MAX),
            statuses,
            default_status: default,
            hidden: self.hidden,
            retired: false,
            revision: 1,
        })
    }
}

/// Makes a type, last of its kind. The same request id gives the same type.
///
/// # Errors
/// `Refused` `TOO_MANY_TYPES`, `NAME_TAKEN`; `Invalid` with the field.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<(ItemType, Vocabulary)> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let mut words = super::lock(&mut tx, account).await?;
    if let Some(made) = made_before(&mut tx, cause, new.request_id.as_deref()).await? {
        let made = words.item_type(made).cloned().ok_or_else(|| Error::not_found("item type", made))?;
        return Ok((made, words));
    }
    let request_id = new.request_id.clone();
    let r#type = new.into_type(&words)?;
    check::fits(&r#type, "", &words)?;
    insert(&mut tx, cause, &r#type, request_id.as_deref()).await?;
    let created = pb::ItemTypeCreated { item_type: Some(wire::item_type(&r#type, &words)) };
    tx.emit(
        cause,
        Emit::new(&created).about(ItemTypeId::from(r#type.id)).revision(r#type.revision).to_customers(),
    );
    tx.commit().await?;
    env.vocabularies.doubt(account);
    words.types.push(r#type.clone());
    Ok((r#type, words))
}

async fn made_before(tx: &mut Tx, cause: &Cause, request_id: Option<&str>) -> Result<Option<Uuid>> {
    let Some(request_id) = request_id else { return Ok(None) };
    let made = sqlx::query_scalar!(
        "select id from items.item_type where account = $1 and request_id = $2",
        cause.caller.account,
        request_id
    );
    Ok(made.fetch_optional(&mut **tx).await?)
}

async fn insert(tx: &mut Tx, cause: &Cause, r#type: &ItemType, request_id: Option<&str>) -> Result<()> {
    sqlx::query!(
        "insert into items.item_type (account, id, kind, name, icon, color, position, statuses, default_status, hidden, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        cause.caller.account,
        r#type.id,
        r#type.kind as Kind,
        r#type.name,
        r#type.icon,
        r#type.color,
        r#type.position,
        &r#type.statuses,
        r#type.default_status,
        r#type.hidden,
        request_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a type out of choice.
///
/// # Errors
/// `NotFound`; `Refused` `DEFAULT_TYPE`.
pub async fn retire(env: &Env, cause: &Cause, id: ItemTypeId) -> Result<(ItemType, Vocabulary)> {
    set_retired(env, cause, id, |r#type, _| {
        if r#type.is_default {
            return Err(error::default_type(&r#type.name, "retire"));
        }
        r#type.retired = true;
        Ok(())
    })
    .await
}

/// Brings a type back, last of its kind.
///
/// # Errors
/// `NotFound`; `Refused` `TOO_MANY_TYPES`, `NAME_TAKEN`.
pub async fn restore(env: &Env, cause: &Cause, id: ItemTypeId) -> Result<(ItemType, Vocabulary)> {
    set_retired(env, cause, id, |r#type, words| {
        r#type.retired = false;
        r#type.position = i32::MAX;
        let default = words.default_of(r#type).map(|s| s.id);
        r#type.default_status = default.or(r#type.default_status);
        check::fits(r#type, "", words)
    })
    .await
}

async fn set_retired(
    env: &Env,
    cause: &Cause,
    id: ItemTypeId,
    set: impl FnOnce(&mut ItemType, &Vocabulary) -> Result<()>,
) -> Result<(ItemType, Vocabulary)> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let mut words = super::lock(&mut tx, account).await?;
    let before = words.item_type(id.uuid()).ok_or_else(|| Error::not_found("item type", id))?.clone();
    let mut after = before.clone();
    set(&mut after, &words)?;
    if after.retired != before.retired {
        change::write(&mut tx, env, cause, &mut words, after.clone()).await?;
        tx.commit().await?;
        env.vocabularies.doubt(account);
    }
    let after = words.item_type(id.uuid()).cloned().unwrap_or(after);
    Ok((after, words))
}
