//! Who takes part in a conversation: users by their membership, customers by what they are sent.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{self, AccountId, ConversationId, CustomerId, UserId},
};
use tandem_proto::conversations::{Visibility, conversation::Kind};
use uuid::Uuid;

use super::{
    Conversation,
    change::{self, Change},
};
use crate::{
    error,
    recipient::{self, Recipient},
    tools::Tools,
};

/// Most people who take part in one conversation, users and customers apart.
pub const MOST: usize = 200;
/// Most people let in at once.
const MOST_AT_ONCE: usize = 200;

/// Those who are let in.
pub struct Invited {
    pub users: Vec<UserId>,
    pub customers: Vec<Recipient>,
}

/// Nobody.
pub static NOBODY: Invited = Invited { users: Vec::new(), customers: Vec::new() };

impl Invited {
    /// Whether they can take part where that is seen.
    ///
    /// # Errors
    /// `Invalid` where a customer would see what is internal.
    pub fn check(&self, visibility: Visibility) -> Result<()> {
        match self.customers.first() {
            Some(customer) if visibility != Visibility::Customer => Err(Error::invalid(
                "participant_ids",
                format!("{} is a customer: customers see nothing internal", customer.person),
            )),
            _ => Ok(()),
        }
    }
}

/// Looks people up who are to take part.
///
/// # Errors
/// `Invalid` names the first who is nobody of the account, or cannot take part.
pub async fn invited(tools: &Tools, cause: &Cause, field: &str, ids: &[String]) -> Result<Invited> {
    if ids.len() > MOST_AT_ONCE {
        return Err(Error::invalid(field, format!("names {}; at most {MOST_AT_ONCE} at once", ids.len())));
    }
    let mut wanted: Vec<String> = Vec::with_capacity(ids.len());
    for id in ids {
        if !matches!(id::split(id), Some(("usr" | "cus", _))) {
            return Err(Error::invalid(field, format!("{id:?} is not an id like usr_… or cus_…")));
        }
        if !wanted.contains(id) {
            wanted.push(id.clone());
        }
    }
    let found = tools.peers.people(cause, wanted.clone()).await?;
    let mut invited = Invited { users: Vec::new(), customers: Vec::new() };
    for id in wanted {
        let person = found.iter().find(|person| person.id == id && !person.disabled);
        let person = person.ok_or_else(|| Error::invalid(field, format!("there is no {id}")))?;
        match id.parse::<UserId>() {
            Ok(user) => invited.users.push(user),
            Err(_) => invited.customers.push(Recipient {
                person: id,
                name: person.name.clone(),
                address: person.email.clone(),
            }),
        }
    }
    Ok(invited)
}

/// Lets people take part; those who do already stay as they are. What was there before counts as read for who joins.
///
/// # Errors
/// Where the database is away.
pub async fn join(
    tx: &mut Tx,
    account: AccountId,
    conversation: &Conversation,
    invited: &Invited,
    now: DateTime<Utc>,
) -> Result<()> {
    join_users(tx, account, conversation.id.uuid(), &uuids(&invited.users), now).await?;
    recipient::join(tx, account, conversation.id, &invited.customers, now).await
}

/// The ids as the database has them.
#[must_use]
pub fn uuids(users: &[UserId]) -> Vec<Uuid> {
    users.iter().map(UserId::uuid).collect()
}

/// Lets users take part who have read everything before `read`.
///
/// # Errors
/// Where the database is away.
pub async fn join_users(
    tx: &mut Tx,
    account: AccountId,
    conversation: Uuid,
    users: &[Uuid],
    read: DateTime<Utc>,
) -> Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into conversations.member as m
            (account, user_id, conversation, takes_part, internal, closed, last_time, read_time, join_time)
         select $1, who, c.id, true, c.visibility = 2, c.close_time is not null,
                coalesce(c.last_message_time, c.create_time), $4, $5
           from conversations.conversation c
          cross join unnest($3::uuid[]) as given (who)
          where c.account = $1 and c.id = $2
         on conflict on constraint member_pkey do update
            set takes_part = true,
                internal = excluded.internal,
                closed = excluded.closed,
                last_time = excluded.last_time,
                join_time = excluded.join_time
          where not m.takes_part",
        account.uuid(),
        conversation,
        users,
        read - TimeDelta::microseconds(1),
        read
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The users who take part.
///
/// # Errors
/// Where the database is away.
pub async fn users(
    from: impl PgExecutor<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Result<Vec<UserId>> {
    let rows = sqlx::query_scalar!(
        "select user_id
           from conversations.member
          where account = $1 and conversation = $2 and takes_part
          order by join_time, user_id
          limit $3",
        account.uuid(),
        conversation.uuid(),
        i64::try_from(MOST).unwrap_or(i64::MAX)
    )
    .fetch_all(from)
    .await?;
    Ok(rows.into_iter().map(UserId::from).collect())
}

/// Whether a customer is sent what is posted.
///
/// # Errors
/// Where the database is away.
pub async fn has_customer(
    db: &tandem_kit::Db,
    account: AccountId,
    conversation: ConversationId,
    customer: CustomerId,
) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "select person from conversations.participant where account = $1 and conversation = $2 and person = $3",
        account.uuid(),
        conversation.uuid(),
        customer.to_string()
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(found.is_some())
}

/// Lets people take part in a conversation that is there. Announces `ConversationUpdated`.
///
/// # Errors
/// `Invalid` where they cannot, `Refused` for a direct one or one that is full.
pub async fn add(
    tools: &Tools,
    cause: &Cause,
    id: ConversationId,
    people: &[String],
) -> Result<Conversation> {
    let conversation = super::readable(tools, cause, id).await?;
    if people.is_empty() {
        return Err(Error::invalid("participant_ids", "names nobody"));
    }
    if conversation.kind == Kind::Direct {
        return Err(error::direct_is_two());
    }
    let invited = invited(tools, cause, "participant_ids", people).await?;
    invited.check(conversation.visibility)?;
    let mut tx = tools.db.begin().await?;
    let mut conversation = change::lock(&mut tx, cause.account(), id).await?;
    join(&mut tx, cause.account(), &conversation, &invited, tools.clock.now()).await?;
    check_room(&mut tx, cause.account(), id).await?;
    if conversation.is_private() {
        conversation.members = users(&mut *tx, cause.account(), id).await?;
    }
    let changed = change::announce(&mut tx, cause, conversation, Change::People { left: None }).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Refuses where more take part than a conversation takes. Its row is locked, so nobody joins meanwhile.
async fn check_room(tx: &mut Tx, account: AccountId, id: ConversationId) -> Result<()> {
    let counted = sqlx::query_scalar!(
        r#"select greatest((select count(*) from conversations.member
                             where account = $1 and conversation = $2 and takes_part),
                           (select count(*) from conversations.participant
                             where account = $1 and conversation = $2)) as "n!""#,
        account.uuid(),
        id.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    if usize::try_from(counted).unwrap_or(usize::MAX) > MOST {
        return Err(error::too_many_take_part(MOST));
    }
    Ok(())
}

/// Somebody takes part no longer, by another's hand or their own. Announces `ConversationUpdated` to those who did.
///
/// # Errors
/// `NotFound` where they take no part; `Denied` in a group for all but who opened it; `Refused` for a direct one.
pub async fn remove(tools: &Tools, cause: &Cause, id: ConversationId, person: &str) -> Result<Conversation> {
    let conversation = super::readable(tools, cause, id).await?;
    if conversation.kind == Kind::Direct {
        return Err(error::direct_is_two());
    }
    let own = cause.actor();
    if conversation.is_private() && person != own && conversation.creator != own {
        return Err(Error::denied("who opened a group lets others go; anybody may leave"));
    }
    let mut tx = tools.db.begin().await?;
    let mut locked = change::lock(&mut tx, cause.account(), id).await?;
    let mut gone = take_copy(&mut tx, cause.account(), id, person).await?;
    if let Ok(user) = person.parse::<UserId>() {
        gone += take_user(&mut tx, cause.account(), id, user).await?;
    }
    if gone == 0 {
        return Err(Error::not_found("participant", person.chars().take(64).collect::<String>()));
    }
    // Who goes learns that too: it is told to those who took part before.
    locked.members = conversation.members;
    let changed = change::announce(&mut tx, cause, locked, Change::People { left: Some(person) }).await?;
    tx.commit().await?;
    Ok(changed)
}

async fn take_user(tx: &mut Tx, account: AccountId, id: ConversationId, user: UserId) -> Result<u64> {
    let gone = sqlx::query!(
        "update conversations.member set takes_part = false
          where account = $1 and user_id = $2 and conversation = $3 and takes_part",
        account.uuid(),
        user.uuid(),
        id.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected())
}

/// Customers, and users whom a mail brought in, are sent no copy any more.
async fn take_copy(tx: &mut Tx, account: AccountId, id: ConversationId, person: &str) -> Result<u64> {
    let gone = sqlx::query!(
        "delete from conversations.participant where account = $1 and conversation = $2 and person = $3",
        account.uuid(),
        id.uuid(),
        person
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected())
}
