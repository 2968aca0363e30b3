//! How many chats wait and how many are one's own: a mark that every screen shows, so it reads no more of either than it says.
use tandem_kit::{Cause, Result, id::ItemId};
use tandem_proto::conversations as pb;
use uuid::Uuid;

use crate::tools::Tools;

/// More than these are not counted.
const MOST: i64 = 100;

/// Those that wait, and the caller's.
///
/// # Errors
/// Where the database is away.
pub async fn of(tools: &Tools, cause: &Cause) -> Result<pb::ChatCounts> {
    let db = &tools.db;
    let counted = sqlx::query!(
        r#"select (select count(*)
                     from (select from conversations.chat where account = $1 and state = 1 limit $3) as one)::integer as "waiting!",
                  (select count(*)
                     from (select from conversations.chat where account = $1 and assignee = $2 and state = 2 limit $3)
                       as one)::integer as "mine!""#,
        cause.account().uuid(),
        cause.caller.user().map(|user| user.uuid()),
        MOST
    )
    .fetch_one(db.pool())
    .await?;
    let unseen = if cause.caller.is_limited() { unseen(tools, cause).await? } else { 0 };
    Ok(pb::ChatCounts { waiting: counted.waiting - unseen, mine: counted.mine })
}

/// How many of those that wait are of items that the caller does not see.
async fn unseen(tools: &Tools, cause: &Cause) -> Result<i32> {
    let items = sqlx::query_scalar!(
        "select item from conversations.chat where account = $1 and state = 1 limit $2",
        cause.account().uuid(),
        MOST
    )
    .fetch_all(tools.db.pool())
    .await?;
    let items: Vec<Uuid> = items.into_iter().flatten().collect();
    let all = items.len();
    let seen = tools.sight.sift(cause, items, |item| Some(ItemId::from(*item).to_string())).await?.len();
    Ok(i32::try_from(all - seen).unwrap_or(0))
}
