//! Custom fields: what an account keeps of its things besides what everybody keeps. Definitions are here, values with the things.
pub mod change;
pub mod definition;
pub mod values;

use serde::{Deserialize, Serialize};
use sqlx::{PgExecutor, types::Json};
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    custom_field::{self, Described},
    id::{CustomFieldId, ItemTypeId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use crate::{
    Env,
    stored::stored_as_words,
    vocabulary::{self, Kind, Vocabulary},
    wire,
};
pub use definition::New;
pub use tandem_kit::custom_field::value;

stored_as_words! {
    /// What has a field.
    pub enum Target {
        Item = "item",
        Project = "project",
        Customer = "customer",
        Organization = "organization",
        User = "user",
    }
}

stored_as_words! {
    /// What the values of a field are.
    pub enum Type {
        Text = "text",
        MultilineText = "multiline_text",
        Number = "number",
        Cost = "cost",
        Date = "date",
        Choice = "choice",
        MultiChoice = "multi_choice",
        Checkbox = "checkbox",
        Link = "link",
    }
}

/// One of the values that a choice may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub id: String,
    pub name: String,
    pub color: String,
    pub retired: bool,
}

/// A field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub id: Uuid,
    pub target: Target,
    pub key: String,
    pub name: String,
    pub help: String,
    pub r#type: Type,
    /// Of a number, after the point.
    pub decimals: i16,
    pub choices: Json<Vec<Choice>>,
    pub default_value: Option<Json<serde_json::Value>>,
    pub required: bool,
    pub visible_to_customers: bool,
    /// Its place among those of its target that are used.
    pub position: i32,
    /// Of items: of these kinds only; none: of all.
    pub kinds: Vec<String>,
    /// Of items: of these types only; none: of all.
    pub types: Vec<Uuid>,
    pub retired: bool,
    pub revision: i64,
}

impl Field {
    /// Whether items of that kind and type have it.
    pub fn is_of(&self, kind: Kind, r#type: Uuid) -> bool {
        self.target == Target::Item
            && (self.kinds.is_empty() || self.kinds.contains(&kind.to_string()))
            && (self.types.is_empty() || self.types.contains(&r#type))
    }
}

impl Described for Field {
    fn key(&self) -> &str {
        &self.key
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn kind(&self) -> custom_field::Type {
        wire::to_type_of_field(self.r#type)
    }
    fn decimals(&self) -> usize {
        usize::try_from(self.decimals).unwrap_or(0)
    }
    fn choices(&self) -> impl Iterator<Item = custom_field::Choice<'_>> {
        self.choices.iter().map(|c| custom_field::Choice { id: &c.id, name: &c.name, retired: c.retired })
    }
    fn default_value(&self) -> Option<serde_json::Value> {
        self.default_value.as_ref().map(|value| value.0.clone())
    }
    fn required(&self) -> bool {
        self.required
    }
    fn retired(&self) -> bool {
        self.retired
    }
}

/// Every field of an account, in order.
///
/// # Errors
/// Where the database is away.
pub async fn all(db: impl PgExecutor<'_>, account: Uuid) -> Result<Vec<Field>> {
    let fields = sqlx::query_as!(
        Field,
        r#"select id, target as "target: Target", key, name, help, type as "type: Type", decimals,
                  choices as "choices: Json<Vec<Choice>>", default_value as "default_value: Json<serde_json::Value>",
                  required, visible_to_customers, position, kinds, types, retire_time is not null as "retired!", revision
             from items.custom_field
            where account = $1
            order by target, retire_time nulls first, position, id"#,
        account
    );
    let mut fields = fields.fetch_all(db).await?;
    let (mut target, mut place) = (None, 0);
    for field in &mut fields {
        place = if target == Some(field.target) { place + 1 } else { 0 };
        (target, field.position) = (Some(field.target), place);
    }
    Ok(fields)
}

/// Makes a field, last of its target. The same request id gives the same field.
///
/// # Errors
/// `Refused` `TOO_MANY_FIELDS`, `NAME_TAKEN`, `KEY_TAKEN`; `Invalid` with the field.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Field> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let words = vocabulary::lock(&mut tx, account).await?;
    if let Some(made) = made_before(&mut tx, cause, new.request_id.as_deref()).await? {
        return of(&words, made.into()).cloned();
    }
    let request_id = new.request_id.clone();
    let field = new.into_field(&words)?;
    definition::fits(&field, &words)?;
    insert(&mut tx, cause, &field, request_id.as_deref()).await?;
    let created = pb::CustomFieldCreated { custom_field: Some(wire::field(&field)) };
    tx.emit(cause, Emit::new(&created).about(CustomFieldId::from(field.id)).revision(1).to_customers());
    tx.commit().await?;
    env.vocabularies.doubt(account);
    Ok(field)
}

/// The field of that id, used or not.
///
/// # Errors
/// `NotFound`.
pub fn of(words: &Vocabulary, id: CustomFieldId) -> Result<&Field> {
    words.fields.iter().find(|f| f.id == id.uuid()).ok_or_else(|| Error::not_found("custom field", id))
}

async fn made_before(tx: &mut Tx, cause: &Cause, request_id: Option<&str>) -> Result<Option<Uuid>> {
    let Some(request_id) = request_id else { return Ok(None) };
    let made = sqlx::query_scalar!(
        "select id from items.custom_field where account = $1 and request_id = $2",
        cause.caller.account,
        request_id
    );
    Ok(made.fetch_optional(&mut **tx).await?)
}

async fn insert(tx: &mut Tx, cause: &Cause, field: &Field, request_id: Option<&str>) -> Result<()> {
    sqlx::query!(
        "insert into items.custom_field (account, id, target, key, name, help, type, decimals, choices, default_value, required,
                                         visible_to_customers, position, kinds, types, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        cause.caller.account,
        field.id,
        field.target as Target,
        field.key,
        field.name,
        field.help,
        field.r#type as Type,
        field.decimals,
        Json(&field.choices.0) as _,
        field.default_value.as_ref().map(|value| &value.0),
        field.required,
        field.visible_to_customers,
        field.position,
        &field.kinds,
        &field.types,
        request_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a field out of forms; its values stay.
///
/// # Errors
/// `NotFound`.
pub async fn retire(env: &Env, cause: &Cause, id: CustomFieldId) -> Result<Field> {
    set_retired(env, cause, id, |field, _| {
        field.retired = true;
        Ok(())
    })
    .await
}

/// Brings a field back with its values, last of its target.
///
/// # Errors
/// `NotFound`; `Refused` `TOO_MANY_FIELDS`, `NAME_TAKEN`.
pub async fn restore(env: &Env, cause: &Cause, id: CustomFieldId) -> Result<Field> {
    set_retired(env, cause, id, |field, words| {
        field.retired = false;
        field.position = i32::MAX;
        definition::fits(field, words)
    })
    .await
}

async fn set_retired(
    env: &Env,
    cause: &Cause,
    id: CustomFieldId,
    set: impl FnOnce(&mut Field, &Vocabulary) -> Result<()>,
) -> Result<Field> {
    let account = cause.account();
    let mut tx = env.db.begin().await?;
    let mut words = vocabulary::lock(&mut tx, account).await?;
    let before = of(&words, id)?.clone();
    let mut after = before.clone();
    set(&mut after, &words)?;
    if after.retired != before.retired {
        change::write(&mut tx, env, cause, &mut words, after).await?;
        tx.commit().await?;
        env.vocabularies.doubt(account);
    }
    of(&words, id).cloned()
}

/// The types that a field is limited to, as ids.
pub fn type_ids(field: &Field) -> Vec<String> {
    field.types.iter().map(|id| ItemTypeId::from(*id).to_string()).collect()
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A field of items.
    pub fn field(r#type: Type, key: &str) -> Field {
        let choice = |id: &str, name: &str, retired| Choice {
            id: id.into(),
            name: name.into(),
            color: String::new(),
            retired,
        };
        let choices =
            vec![choice("low", "Low", false), choice("high", "Very high", false), choice("old", "Old", true)];
        Field {
            id: Uuid::new_v5(&Uuid::nil(), key.as_bytes()),
            target: Target::Item,
            key: key.into(),
            name: key.into(),
            help: String::new(),
            r#type,
            decimals: if r#type == Type::Cost { 2 } else { 1 },
            choices: Json(choices),
            default_value: None,
            required: false,
            visible_to_customers: false,
            position: 0,
            kinds: Vec::new(),
            types: Vec::new(),
            retired: false,
            revision: 1,
        }
    }
}
