//! How many chats wait and how many are one's own: a mark that every screen shows, so it reads no more of either than it says.
use tandem_kit::{Cause, Db, Result};
use tandem_proto::conversations as pb;

/// More than these are not counted.
const MOST: i64 = 100;

/// Those that wait, and the caller's.
///
/// # Errors
/// Where the database is away.
pub async fn of(db: &Db, cause: &Cause) -> Result<pb::ChatCounts> {
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
    Ok(pb::ChatCounts { waiting: counted.waiting, mine: counted.mine })
}
