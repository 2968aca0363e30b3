//! The messages of a conversation, a page at a time, from either end.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Db, Page, Result,
    id::{AccountId, ConversationId},
};
use uuid::Uuid;

use super::{Has, Shown, show};
use crate::conversation::Reader;

/// The messages of a conversation, as the reader may see them, and what they have besides.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn of_conversation(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    order: Order,
    reader: Reader,
    page: &Page,
) -> Result<(Vec<Shown>, Has, String)> {
    let after = page.after::<(DateTime<Utc>, Uuid)>()?;
    let rows = rows(db, (account, conversation), order, reader, after, page.limit()).await?;
    let (rows, next) = page.cut(rows, |last| (last.create_time, last.id));
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let has = Has {
        files: rows.iter().any(|row| row.has_files),
        mails: rows.iter().any(|row| row.has_mails),
        held: rows.iter().any(|row| row.is_held),
    };
    Ok((show(db, account, &ids, has).await?, has, next))
}

/// In which order messages are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    OldestFirst,
    NewestFirst,
}

type Key = (DateTime<Utc>, Uuid);

/// Where a message stands in its list, and what there is to read of it besides.
struct Row {
    create_time: DateTime<Utc>,
    id: Uuid,
    has_files: bool,
    has_mails: bool,
    is_held: bool,
}

/// One statement that reads them, from one end.
macro_rules! read_rows {
    ($rest:tt, $($bind:expr),+) => {
        sqlx::query_as!(
            Row,
            r#"select create_time, id,
                      exists (select from conversations.attachment as file
                               where file.account = $1 and file.message = message.id) as "has_files!",
                      exists (select from conversations.outgoing_mail as mail
                               where mail.account = $1 and mail.message = message.id) as "has_mails!",
                      exists (select from conversations.held_message as held
                               where held.account = $1 and held.message = message.id) as "is_held!"
                 from conversations.message
                where account = $1 and conversation = $2
                  and (not $3 or (visibility = 1 and state in (1, 4)))
                  and (state <> 3 or state_reason <> '')
                  and ($4::timestamptz is null or "# + $rest,
            $($bind),+
        )
    };
}

async fn rows(
    db: &Db,
    (account, conversation): (AccountId, ConversationId),
    order: Order,
    reader: Reader,
    after: Option<Key>,
    limit: i64,
) -> Result<Vec<Row>> {
    let (account, conversation) = (account.uuid(), conversation.uuid());
    let (customer, (time, id)) = (reader == Reader::Customer, after.unzip());
    let rows = match order {
        Order::OldestFirst => {
            read_rows!(
                "(create_time, id) > ($4, $5)) order by create_time, id limit $6",
                account,
                conversation,
                customer,
                time,
                id,
                limit
            )
            .fetch_all(db.pool())
            .await
        }
        Order::NewestFirst => {
            read_rows!(
                "(create_time, id) < ($4, $5)) order by create_time desc, id desc limit $6",
                account,
                conversation,
                customer,
                time,
                id,
                limit
            )
            .fetch_all(db.pool())
            .await
        }
    };
    Ok(rows?)
}
