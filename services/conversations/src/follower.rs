//! The customers who follow an item or a conversation, and so hear of it: kept as notifications tells it.
use tandem_kit::{Readers, Result, Tx, id::AccountId};

/// Most customers who follow a thing and hear of it.
const MOST: i64 = 200;

/// Keeps who follows a thing now, and nobody else.
///
/// # Errors
/// Where the database is away.
pub async fn keep(tx: &mut Tx, account: AccountId, subject: &str, customers: &[String]) -> Result<()> {
    sqlx::query!(
        "delete from conversations.follower where account = $1 and subject = $2 and person <> all($3)",
        account.uuid(),
        subject,
        customers
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into conversations.follower (account, subject, person)
         select $1, $2, person from unnest($3::text[]) person
         on conflict do nothing",
        account.uuid(),
        subject,
        customers
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The customers who follow any of these things.
///
/// # Errors
/// Where the database is away.
pub async fn of(db: &Readers, account: AccountId, subjects: &[String]) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        "select distinct person from conversations.follower where account = $1 and subject = any($2) order by person limit $3",
        account.uuid(),
        subjects,
        MOST
    );
    Ok(rows.fetch_all(db).await?)
}
