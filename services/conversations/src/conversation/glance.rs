//! Conversations at a glance, as one caller sees them: who takes part, what is unread, what was said last. One statement a page.
use std::collections::HashMap;

use tandem_kit::{Cause, Db, Result, id::UserId};
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
    let ids: Vec<Uuid> = conversations.iter().map(|one| one.id.uuid()).collect();
    let mut glances: HashMap<Uuid, Glance> =
        look(db, cause, &ids).await?.into_iter().map(|one| (one.id, one)).collect();
    let shown = conversations.into_iter().map(|one| {
        let Some(glance) = glances.remove(&one.id.uuid()) else { return one.into() };
        let users = glance.users.into_iter().map(|user| UserId::from(user).to_string());
        pb::Conversation {
            last_author_id: glance.author.unwrap_or_default(),
            last_message_text: glance.words.unwrap_or_default().trim().to_owned(),
            unread_count: glance.unread,
            participant_ids: users.chain(glance.customers).collect(),
            ..one.into()
        }
    });
    Ok(shown.collect())
}

struct Glance {
    id: Uuid,
    /// Who wrote last, and what.
    author: Option<String>,
    words: Option<String>,
    /// How many messages of others the caller has not read, where it is a user.
    unread: i32,
    /// Who takes part, for users.
    users: Vec<Uuid>,
    customers: Vec<String>,
}

async fn look(db: &Db, cause: &Cause, ids: &[Uuid]) -> Result<Vec<Glance>> {
    let (reader, user) = (Reader::of(cause), cause.caller.user());
    Ok(sqlx::query_as!(
        Glance,
        r#"select given.id as "id!", last.author as "author?", last.words as "words?",
                  case when $3::uuid is null then 0 else
                      (select count(*)
                         from (select
                                 from conversations.message
                                where message.account = $1 and message.conversation = given.id
                                  and message.create_time > coalesce(
                                      (select read_time from conversations.member
                                        where member.account = $1 and member.user_id = $3
                                          and member.conversation = given.id), $4)
                                  and message.author <> $5 and message.author_kind <> 3
                                  and message.delete_time is null and message.state = 1
                                limit $6) as newer)
                  end::integer as "unread!",
                  array(select member.user_id
                          from conversations.member
                         where $7 and member.account = $1 and member.conversation = given.id and member.takes_part
                         limit $8) as "users!",
                  array(select participant.person
                          from conversations.participant
                         where $7 and participant.account = $1 and participant.conversation = given.id
                         limit $8) as "customers!"
             from unnest($2::uuid[]) as given (id)
             left join lateral (select author,
                                       left(regexp_replace(left(reply_text, 1000), '\s+', ' ', 'g'), $9) as words
                                  from conversations.message
                                 where account = $1 and conversation = given.id and delete_time is null
                                   and state = 1
                                   and (not $10 or visibility = 1)
                                 order by create_time desc, id desc
                                 limit 1) last on true"#,
        cause.account().uuid(),
        ids,
        user.map(|user| user.uuid()),
        db.now() - UNREAD_FOR,
        user.map(|user| user.to_string()).unwrap_or_default(),
        COUNTED,
        reader == Reader::User,
        i64::try_from(people::MOST).unwrap_or(i64::MAX),
        SHOWN,
        reader == Reader::Customer
    )
    .fetch_all(db.pool())
    .await?)
}
