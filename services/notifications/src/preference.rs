//! What a user wants to be told how. By e-mail what stayed unseen, unless they said no.
use tandem_kit::{
    Readers, Result,
    id::{AccountId, UserId},
};

/// Whether a user gets mails.
///
/// # Errors
/// Where the database is away.
pub async fn wants_mail(db: &Readers, account: AccountId, user: UserId) -> Result<bool> {
    let said = sqlx::query_scalar!(
        "select email from notifications.preference where account = $1 and user_id = $2",
        account.uuid(),
        user.uuid()
    );
    Ok(said.fetch_optional(db).await?.unwrap_or(true))
}

/// Keeps what a user said.
///
/// # Errors
/// Where the database is away.
pub async fn set_mail(db: &Readers, account: AccountId, user: UserId, email: bool) -> Result<()> {
    sqlx::query!(
        "insert into notifications.preference (account, user_id, email) values ($1, $2, $3)
         on conflict on constraint preference_pkey do update set email = excluded.email",
        account.uuid(),
        user.uuid(),
        email
    )
    .execute(db)
    .await?;
    Ok(())
}
