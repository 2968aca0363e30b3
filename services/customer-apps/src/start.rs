//! What an account starts with: one web form and one portal.
use tandem_kit::{
    Cause, Db, Result,
    id::{FormId, PortalId},
};
use tandem_proto::{directory::AccountCreated, event::Event};

/// Makes them, once.
///
/// # Errors
/// Where the database is away.
pub async fn make(db: &Db, event: &Event, what: AccountCreated) -> Result<()> {
    let account = Cause::of_event(event)?.account();
    let name = what.account.map(|a| a.name).unwrap_or_default();
    // The last digits of a UUIDv7 are random, so the key of a public page tells nothing and collides with none.
    let key: String = account.uuid().simple().to_string().chars().skip(16).collect();
    let mut tx = db.begin().await?;
    if !tx.first_time("customer-apps.start", event).await? {
        return Ok(());
    }
    sqlx::query!(
        "insert into customer_apps.web_form (account, id, key, name, introduction)
         values ($1, $2, $3, 'Contact us', 'Tell us what you need. We answer by e-mail.')",
        account.uuid(),
        FormId::derived(account.uuid(), "first form").uuid(),
        key
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into customer_apps.portal (account, id, key, name) values ($1, $2, $3, $4)",
        account.uuid(),
        PortalId::derived(account.uuid(), "first portal").uuid(),
        key,
        format!("{name} support").trim().chars().take(200).collect::<String>()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
