//! Who took chats and left without a word, because their screen was closed: the visitors who wait for their answer go back to the queue.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{AccountId, ChatId, UserId},
};
use tandem_proto::conversations::chat::State;
use tracing::info;

use super::{Chats, lock, save, write};

/// Most users in one turn, and most chats of one of them.
const MOST: i64 = 50;

/// Looks for those who left. Answers how many did.
///
/// # Errors
/// Where the database is away.
pub async fn tick(chats: &Chats) -> Result<usize> {
    let gone = sqlx::query!(
        "/* every account: whoever left, of whichever */
         select account, id
           from conversations.chat_agent
          where shift = 1 and until_time <= $1
          order by account, until_time
          limit $2",
        chats.now(),
        MOST
    )
    .fetch_all(chats.db().pool())
    .await?;
    let found = gone.len();
    for one in gone {
        put_back(chats, one.account.into(), one.id.into()).await?;
    }
    Ok(found)
}

/// Notes that a user left, and puts back those of their chats whose visitor waits for an answer. Announces `ChatUpdated` of each.
async fn put_back(chats: &Chats, account: AccountId, user: UserId) -> Result<()> {
    let (cause, now) = (Cause::system(account), chats.now());
    let mut tx = chats.db().begin().await?;
    let left = sqlx::query!(
        "update conversations.chat_agent set shift = 2 where account = $1 and id = $2 and shift = 1 and until_time <= $3",
        account.uuid(),
        user.uuid(),
        now
    )
    .execute(&mut *tx)
    .await?;
    // Another process was first, or they are back.
    if left.rows_affected() == 0 {
        return Ok(());
    }
    let owed = sqlx::query!(
        "select chat.id, latest.create_time
           from conversations.chat
          cross join lateral (
                select message.author_kind, message.create_time
                  from conversations.message
                 where message.account = $1 and message.conversation = chat.conversation
                   and message.visibility = 1 and message.state = 1 and message.delete_time is null and message.author_kind <> 3
                 order by message.create_time desc, message.id desc
                 limit 1) as latest
          where chat.account = $1 and chat.assignee = $2 and chat.state = 2 and latest.author_kind = 2
          order by chat.id
          limit $3",
        account.uuid(),
        user.uuid(),
        MOST
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut count = 0;
    for one in owed {
        let mut chat = match lock(&mut tx, account, one.id.into()).await {
            Ok(chat) => chat,
            Err(Error::NotFound { .. }) => continue,
            Err(error) => return Err(error),
        };
        if chat.state() == State::Active && chat.assignee == Some(user.uuid()) {
            write::wait_again(&mut tx, account, &mut chat, now).await?;
            // They wait since they wrote, and not only since it was noticed.
            chat.wait_time = one.create_time;
            save(&mut tx, &cause, &mut chat).await?;
            count += 1;
        }
    }
    tx.commit().await?;
    info!(user.id = %user, count, "a user who took chats left: those that wait for an answer are in the queue again");
    Ok(())
}

/// Notes when a visitor last wrote in a locked chat. Answers whether its user has left meanwhile.
///
/// # Errors
/// Where the database is away.
pub async fn note_words(tx: &mut Tx, account: AccountId, chat: ChatId, now: DateTime<Utc>) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"update conversations.chat
              set last_message_time = $3
            where account = $1 and id = $2
           returning coalesce(state = 2 and (select shift = 2 or (shift = 1 and until_time <= $3)
                                               from conversations.chat_agent
                                              where chat_agent.account = $1 and chat_agent.id = chat.assignee), false) as "left!""#,
        account.uuid(),
        chat.uuid(),
        now
    )
    .fetch_optional(&mut **tx)
    .await?
    .unwrap_or(false))
}
