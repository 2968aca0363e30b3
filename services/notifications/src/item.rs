//! What a line about an item needs: its title, number and assignees, as its own events tell them.
use sqlx::PgConnection;
use tandem_kit::{
    Result,
    id::{AccountId, ItemId},
};
use tandem_proto::items as pb;

/// What is known of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub title: String,
    pub number: i64,
    pub assignees: Vec<String>,
}

impl From<&pb::Item> for Known {
    fn from(item: &pb::Item) -> Self {
        Self { title: item.title.clone(), number: item.number, assignees: item.assignee_ids.clone() }
    }
}

/// Keeps what an event tells; one that is older than what is kept changes nothing.
///
/// # Errors
/// Where the database is away.
pub async fn keep(tx: &mut PgConnection, account: AccountId, id: ItemId, item: &pb::Item) -> Result<()> {
    sqlx::query!(
        "insert into notifications.item (account, id, title, number, assignees, revision)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint item_pkey do update
            set title = excluded.title, number = excluded.number, assignees = excluded.assignees, revision = excluded.revision
          where notifications.item.account = $1 and item.revision < excluded.revision",
        account.uuid(),
        id.uuid(),
        item.title,
        item.number,
        &item.assignee_ids,
        item.revision
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What is kept of an item.
///
/// # Errors
/// Where the database is away.
pub async fn known(db: impl sqlx::PgExecutor<'_>, account: AccountId, id: ItemId) -> Result<Option<Known>> {
    let row = sqlx::query_as!(
        Known,
        "select title, number, assignees from notifications.item where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    );
    Ok(row.fetch_optional(db).await?)
}
