//! Who takes chats: users who said so, until they stop saying it.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Error, Result, Tx,
    id::{AccountId, UserId},
};
use uuid::Uuid;

use super::Chats;

/// How long it holds: a screen that is open repeats it.
const HOLDS: TimeDelta = TimeDelta::minutes(2);
const USUAL: i16 = 3;

/// Whether a user takes chats.
#[derive(Clone, Copy, Debug)]
pub struct Availability {
    pub most_chats: i16,
    pub until_time: DateTime<Utc>,
    pub open_chats: i64,
}

/// Of one user; nothing where they never said.
///
/// # Errors
/// Where the database is away.
pub async fn get(db: &Db, account: AccountId, user: UserId) -> Result<Option<Availability>> {
    Ok(sqlx::query_as!(
        Availability,
        r#"select most_chats, until_time,
                  (select count(*) from conversations.chat
                    where chat.account = $1 and chat.assignee = $2 and chat.state = 2) as "open_chats!"
             from conversations.chat_agent
            where account = $1 and id = $2"#,
        account.uuid(),
        user.uuid()
    )
    .fetch_optional(db.pool())
    .await?)
}

/// Says whether the caller takes chats from now. Who says that they do not keeps the chats that they have.
///
/// # Errors
/// `Invalid` for a number that is none of 1 to 50.
pub async fn say(chats: &Chats, cause: &Cause, available: bool, most: i32) -> Result<()> {
    let user = cause.caller.user().ok_or_else(|| Error::denied("chats are answered by users"))?;
    if !(0..=50).contains(&most) {
        return Err(Error::invalid("most_chats", format!("{most} is not 1 to 50")));
    }
    let now = chats.now();
    sqlx::query!(
        "insert into conversations.chat_agent (account, id, most_chats, until_time, shift)
         values ($1, $2, coalesce(nullif($3::smallint, 0), $5), $4, $6)
         on conflict on constraint chat_agent_pkey
         do update set most_chats = coalesce(nullif($3::smallint, 0), chat_agent.most_chats), until_time = $4, shift = $6",
        cause.account().uuid(),
        user.uuid(),
        crate::message::code(most),
        if available { now + HOLDS } else { now },
        USUAL,
        i16::from(available)
    )
    .execute(chats.db().pool())
    .await?;
    Ok(())
}

/// The available user with the fewest open chats and room for one more, of a team where one is given; locked, so that two chats
/// that are given away at once do not go to one by mistake.
///
/// # Errors
/// Where the database is away.
pub async fn least_busy(tx: &mut Tx, account: AccountId, among: Option<&[Uuid]>) -> Result<Option<Uuid>> {
    let now = tx.now();
    // The rows are locked in one order, and counted after that.
    let free = sqlx::query!(
        "select id, most_chats
           from conversations.chat_agent
          where account = $1 and until_time > $2 and ($3::uuid[] is null or id = any($3))
          order by id
          limit 500
            for update -- against another chat that is given away at once",
        account.uuid(),
        now,
        among
    )
    .fetch_all(&mut **tx)
    .await?;
    let ids: Vec<Uuid> = free.iter().map(|one| one.id).collect();
    let open = sqlx::query!(
        r#"select assignee as "assignee!", count(*) as "count!", max(wait_time) as "latest!"
             from conversations.chat
            where account = $1 and state = 2 and assignee = any($2)
            group by assignee"#,
        account.uuid(),
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let load = |id: Uuid| {
        open.iter().find(|one| one.assignee == id).map_or((0, None), |one| (one.count, Some(one.latest)))
    };
    let with_room = free.iter().filter(|one| load(one.id).0 < i64::from(one.most_chats));
    Ok(with_room.min_by_key(|one| (load(one.id), one.id)).map(|one| one.id))
}
