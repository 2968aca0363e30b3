//! Work that waits for its time, taken by lease: a lease is only a later `next_time`, so what a dying process held comes back.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{Db, Result, Tx, id::AccountId};
use uuid::Uuid;

/// What kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A mail that came in is to be read.
    Inbound = 1,
    /// A mail is to be sent in the account's own name.
    Outgoing = 2,
    /// A message that waited is to be posted.
    Post = 3,
    /// A chat waits for somebody.
    Chat = 10,
    /// A message waits to be seen, or else is mailed.
    Held = 11,
    /// A mail is to be sent in the name of a mailbox.
    OutgoingByMailbox = 30,
}

/// A piece of work in hand: the id is that of the mail, or of the message.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    pub id: Uuid,
    pub account: AccountId,
    /// How often it was taken, this time included.
    pub attempts: i32,
}

/// Puts work on the list; work that is on it gets the new time.
///
/// # Errors
/// Where the database is away.
pub async fn put(tx: &mut Tx, kind: Kind, account: AccountId, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into conversations.job (account, id, kind, next_time)
         values ($1, $2, $3, $4)
         on conflict (id) do update set next_time = excluded.next_time, attempts = 0",
        account.uuid(),
        id,
        kind as i16,
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts work on the list; work that is on it keeps its time.
///
/// # Errors
/// Where the database is away.
pub async fn put_unless_there(
    tx: &mut Tx,
    kind: Kind,
    account: AccountId,
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into conversations.job (account, id, kind, next_time) values ($1, $2, $3, $4) on conflict do nothing",
        account.uuid(),
        id,
        kind as i16,
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes work that is due, of all accounts in turn, of each the oldest first, so that one account's flood delays no other's mail.
/// It is nobody else's until `lease` is over.
///
/// # Errors
/// Where the database is away.
pub async fn take(db: &Db, kind: Kind, now: DateTime<Utc>, lease: TimeDelta, most: i64) -> Result<Vec<Job>> {
    let rows = sqlx::query!(
        "/* every account: the sender and the reader work for all of them */
         update conversations.job
            set next_time = $3, attempts = attempts + 1
          where id in (with recursive
                         queue as (
                           (select account from conversations.job where kind = $1 order by account limit 1)
                           union all
                           select (select job.account from conversations.job
                                    where job.kind = $1 and job.account > queue.account
                                    order by job.account limit 1)
                             from queue
                            where queue.account is not null)
                       select due.id
                         from queue
                         cross join lateral (select job.id, job.next_time
                                               from conversations.job
                                              where job.kind = $1 and job.account = queue.account and job.next_time <= $2
                                              order by job.next_time limit $4 for update skip locked) as due
                        order by row_number() over (partition by queue.account order by due.next_time), due.next_time
                        limit $4)
         returning id, account, attempts",
        kind as i16,
        now,
        now + lease,
        most
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Job { id: row.id, account: row.account.into(), attempts: row.attempts })
        .collect())
}

/// Strikes work from the list.
///
/// # Errors
/// Where the database is away.
pub async fn done(tx: &mut Tx, account: AccountId, id: Uuid) -> Result<()> {
    sqlx::query!("delete from conversations.job where account = $1 and id = $2", account.uuid(), id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Puts work off.
///
/// # Errors
/// Where the database is away.
pub async fn put_off(db: &Db, account: AccountId, id: Uuid, until: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update conversations.job set next_time = $3 where account = $1 and id = $2",
        account.uuid(),
        id,
        until
    )
    .execute(db.pool())
    .await?;
    Ok(())
}
