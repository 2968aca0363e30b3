//! Conversations at a glance, as one caller sees them: who takes part, what is unread, what was said last. A few statements a page.
use std::collections::HashMap;

use tandem_kit::{
    Cause, Db, Result,
    id::{AccountId, UserId},
};
use tandem_proto::conversations as pb;
use uuid::Uuid;

use super::{
    Conversation, Reader, people,
    read::{COUNTED, UNREAD_FOR},
};

/// Most characters shown of the last message.
const SHOWN: i32 = 200;

/// One conversation as the caller sees it.
///
/// # Errors
/// Where the database is away.
pub async fn one(db: &Db, cause: &Cause, conversation: Conversation) -> Result<pb::Conversation> {
    Ok(page(db, cause, vec![conversation]).await?.pop().unwrap_or_default())
}

/// Several, in their order.
///
/// # Errors
/// Where the database is away.
pub async fn page(db: &Db, cause: &Cause, conversations: Vec<Conversation>) -> Result<Vec<pb::Conversation>> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let (account, reader) = (cause.account(), Reader::of(cause));
    let ids: Vec<Uuid> = conversations.iter().map(|one| one.id.uuid()).collect();
    let mut last = last_words(db, account, &ids, reader).await?;
    let (mut unread, mut people) = (HashMap::new(), HashMap::new());
    if let Some(user) = cause.caller.user() {
        unread = count_unread(db, account, user, &ids).await?;
    }
    if reader == Reader::User {
        people = who_take_part(db, account, &ids).await?;
    }
    let shown = conversations.into_iter().map(|one| {
        let id = one.id.uuid();
        let (last_author_id, last_message_text) = last.remove(&id).unwrap_or_default();
        pb::Conversation {
            last_author_id,
            last_message_text,
            unread_count: unread.get(&id).copied().unwrap_or_default(),
            participant_ids: people.remove(&id).unwrap_or_default(),
            ..one.into()
        }
    });
    Ok(shown.collect())
}

async fn last_words(
    db: &Db,
    account: AccountId,
    ids: &[Uuid],
    reader: Reader,
) -> Result<HashMap<Uuid, (String, String)>> {
    let rows = sqlx::query!(
        r#"select given.id as "id!", m.author, m.words as "words!"
             from unnest($2::uuid[]) as given (id)
            cross join lateral (select author,
                                       left(regexp_replace(left(reply_text, 1000), '\s+', ' ', 'g'), $4) as words
                                  from conversations.message
                                 where account = $1 and conversation = given.id and delete_time is null
                                   and state = 1
                                   and (not $3 or visibility = 1)
                                 order by create_time desc, id desc
                                 limit 1) m"#,
        account.uuid(),
        ids,
        reader == Reader::Customer,
        SHOWN
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, (row.author, row.words.trim().to_owned()))).collect())
}

/// How many messages of other people a user has not read, of each conversation.
async fn count_unread(db: &Db, account: AccountId, user: UserId, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    let rows = sqlx::query!(
        r#"select given.id as "id!", u.n::integer as "n!"
             from unnest($3::uuid[]) as given (id)
             left join conversations.member m
               on m.account = $1 and m.user_id = $2 and m.conversation = given.id
            cross join lateral (select count(*) as n
                                  from (select
                                          from conversations.message
                                         where message.account = $1 and message.conversation = given.id
                                           and message.create_time > coalesce(m.read_time, $4)
                                           and message.author <> $5 and message.author_kind <> 3
                                           and message.delete_time is null and message.state = 1
                                         limit $6) as newer) u"#,
        account.uuid(),
        user.uuid(),
        ids,
        db.now() - UNREAD_FOR,
        user.to_string(),
        COUNTED
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.n)).collect())
}

async fn who_take_part(db: &Db, account: AccountId, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
    let mut people: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (conversation, user, _) in super::read::marks(db, account, ids).await? {
        people.entry(conversation).or_default().push(user.to_string());
    }
    let customers = sqlx::query!(
        r#"select given.id as "id!", p.person
             from unnest($2::uuid[]) as given (id)
            cross join lateral (select person
                                  from conversations.participant
                                 where account = $1 and conversation = given.id
                                 limit $3) p"#,
        account.uuid(),
        ids,
        i64::try_from(people::MOST).unwrap_or(i64::MAX)
    )
    .fetch_all(db.pool())
    .await?;
    for row in customers {
        people.entry(row.id).or_default().push(row.person);
    }
    Ok(people)
}
