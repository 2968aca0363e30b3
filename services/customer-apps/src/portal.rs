//! Portals: where customers see and answer their own requests.
use tandem_kit::{Error, Readers, Result, id::AccountId};
use uuid::Uuid;

/// A portal as it is kept.
pub struct Portal {
    pub account: Uuid,
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub enabled: bool,
}

/// The portals of an account.
///
/// # Errors
/// Where the database is away.
pub async fn list(db: &Readers, account: AccountId) -> Result<Vec<Portal>> {
    let rows = sqlx::query_as!(
        Portal,
        "select account, id, key, name, enabled from customer_apps.portal where account = $1 order by id limit 100",
        account.uuid()
    );
    Ok(rows.fetch_all(db).await?)
}

/// The portal with that key, if it is open.
///
/// # Errors
/// `NotFound`.
pub async fn open(db: &Readers, key: &str) -> Result<Portal> {
    sqlx::query_as!(
        Portal,
        "/* every account: the key of a public page is all that its visitor knows */
         select account, id, key, name, enabled from customer_apps.portal where key = $1 and enabled",
        key
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("portal", key))
}
