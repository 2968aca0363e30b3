//! Web forms: a page on which anybody writes to the account.
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Db, Error, OnConstraint, Readers, Result,
    id::{self, AccountId, FormId, ItemTypeId},
};
use uuid::Uuid;

/// A form as it is kept.
pub struct WebForm {
    pub account: Uuid,
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub introduction: String,
    pub item_type: Option<Uuid>,
    pub enabled: bool,
    pub revision: i64,
    /// The custom fields that it asks for, in order.
    pub fields: Json<Vec<FormField>>,
}

/// A custom field on a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    pub key: String,
    pub required: bool,
}

/// The forms of an account.
///
/// # Errors
/// Where the database is away.
pub async fn list(db: &Readers, account: AccountId) -> Result<Vec<WebForm>> {
    let rows = sqlx::query_as!(
        WebForm,
        r#"select account, id, key, name, introduction, item_type, enabled, revision, fields as "fields: Json<Vec<FormField>>"
           from customer_apps.web_form where account = $1 order by id limit 100"#,
        account.uuid()
    );
    Ok(rows.fetch_all(db).await?)
}

/// The form with that key, if it is open.
///
/// # Errors
/// `NotFound`.
pub async fn open(db: &Readers, key: &str) -> Result<WebForm> {
    sqlx::query_as!(
        WebForm,
        r#"/* every account: the key of a public page is all that its visitor knows */
           select account, id, key, name, introduction, item_type, enabled, revision, fields as "fields: Json<Vec<FormField>>"
             from customer_apps.web_form where key = $1 and enabled"#,
        key
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("web form", key))
}

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub introduction: Option<String>,
    /// An item type's id; empty: the default one.
    pub item_type: Option<String>,
    pub enabled: Option<bool>,
    pub fields: Option<Vec<FormField>>,
}

/// Changes a form.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid`.
pub async fn update(db: &Db, cause: &Cause, form: FormId, revision: i64, change: Change) -> Result<WebForm> {
    let account = cause.account();
    let item_type: Option<ItemTypeId> =
        id::in_optional_field("web_form.type_id", change.item_type.as_deref().unwrap_or_default())?;
    let mut tx = db.begin().await?;
    let before = sqlx::query_scalar!(
        "select revision from customer_apps.web_form where account = $1 and id = $2 for update",
        account.uuid(),
        form.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("web form", form))?;
    Error::stale_unless("the web form", revision, before)?;
    let form = sqlx::query_as!(
        WebForm,
        r#"update customer_apps.web_form
            set name = coalesce($3, name), introduction = coalesce($4, introduction),
                item_type = case when $5 then $6 else item_type end, enabled = coalesce($7, enabled), revision = revision + 1,
                fields = coalesce($8, fields)
          where account = $1 and id = $2
          returning account, id, key, name, introduction, item_type, enabled, revision, fields as "fields: Json<Vec<FormField>>""#,
        account.uuid(),
        form.uuid(),
        change.name,
        change.introduction,
        change.item_type.is_some(),
        item_type.map(|t| t.uuid()),
        change.enabled,
        change.fields.map(Json) as _
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint("web_form_name_check", || Error::invalid("web_form.name", "must have 1 to 200 characters"))
    .on_constraint("web_form_introduction_check", || {
        Error::invalid("web_form.introduction", "has more than 5,000 characters")
    })?;
    tx.commit().await?;
    Ok(form)
}
