//! What a line about an item needs: its title, number and assignees, as its own events tell them.
use std::collections::BTreeMap;

use sqlx::PgConnection;
use tandem_kit::{
    Result,
    id::{AccountId, ItemId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

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

/// Keeps what events tell; what is older than what is kept changes nothing.
///
/// # Errors
/// Where the database is away.
pub async fn keep(tx: &mut PgConnection, account: AccountId, told: &[(ItemId, &pb::Item)]) -> Result<()> {
    let mut newest: BTreeMap<Uuid, &pb::Item> = BTreeMap::new();
    for (id, item) in told {
        let kept = newest.entry(id.uuid()).or_insert(item);
        if kept.revision < item.revision {
            *kept = item;
        }
    }
    if newest.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = newest.keys().copied().collect();
    let titles: Vec<String> = newest.values().map(|item| item.title.clone()).collect();
    let numbers: Vec<i64> = newest.values().map(|item| item.number).collect();
    let assignees: Vec<String> = newest.values().map(|item| item.assignee_ids.join(",")).collect();
    let revisions: Vec<i64> = newest.values().map(|item| item.revision).collect();
    sqlx::query!(
        "insert into notifications.item (account, id, title, number, assignees, revision)
         select $1, id, title, number, string_to_array(assignees, ','), revision
           from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::bigint[])
                as told (id, title, number, assignees, revision)
         on conflict on constraint item_pkey do update
            set title = excluded.title, number = excluded.number, assignees = excluded.assignees, revision = excluded.revision
          where notifications.item.account = $1 and item.revision < excluded.revision",
        account.uuid(),
        &ids,
        &titles,
        &numbers,
        &assignees,
        &revisions
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
