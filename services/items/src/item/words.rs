//! The words of titles, so that a word that is spelt wrong finds the right one.
use sqlx::PgConnection;
use tandem_kit::{
    Result,
    spelling::{self, Kept},
};
use uuid::Uuid;

/// Where they are.
pub const KEPT: Kept = Kept("items");

/// Learns the words of the titles of items.
///
/// # Errors
/// Where the database is away.
pub async fn learn(db: &mut PgConnection, accounts: &[Uuid], ids: &[Uuid]) -> Result<()> {
    let titles = sqlx::query!(
        "select item.account, item.title
           from unnest($1::uuid[], $2::uuid[]) as marked (account, id)
           join items.item on item.account = marked.account and item.id = marked.id",
        accounts,
        ids
    );
    let titles = titles.fetch_all(&mut *db).await?;
    let told = titles
        .iter()
        .flat_map(|row| spelling::words(&row.title).into_iter().map(|word| (row.account, word)))
        .collect();
    KEPT.learn(db, told).await
}
