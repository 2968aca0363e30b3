//! Items that leave a status because it leaves their type, or follow one whose state became another: in the background, in
//! batches, each with its activity and its event.
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Caller, Cause, Result, Role, Tx, Who,
    id::{self, AccountId},
};
use uuid::Uuid;

use super::kept::BELIEVED;
use crate::{
    Env,
    item::{self, By, Scene, change, row},
};

/// How many items go in one transaction.
const BATCH: i64 = 100;

/// From where to where; with the same twice, items take the status's new state.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// None: of every type.
    pub item_type: Option<Uuid>,
    pub from: Uuid,
    pub to: Uuid,
}

/// Whether an item stands there.
///
/// # Errors
/// Where the database is away.
pub async fn is_taken(tx: &mut Tx, cause: &Cause, step: &Step) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from items.item
                           where account = $1 and status = $2 and delete_time is null
                             and ($3::uuid is null or type = $3)) as "found!""#,
        cause.caller.account,
        step.from,
        step.item_type
    );
    Ok(found.fetch_one(&mut **tx).await?)
}

/// Sends items on their way.
///
/// # Errors
/// Where the database is away.
pub async fn begin(tx: &mut Tx, env: &Env, cause: &Cause, step: &Step) -> Result<()> {
    let now = env.clock.now();
    sqlx::query!(
        "insert into items.status_move (account, id, item_type, from_status, to_status, actor, next_time, end_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        cause.caller.account,
        id::EventId::new().uuid(),
        step.item_type,
        step.from,
        step.to,
        cause.actor(),
        now,
        // By then every process has read that the status is gone.
        now + BELIEVED + TimeDelta::seconds(30)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A step that is being made, and how far it came.
pub struct Way {
    pub account: Uuid,
    pub id: Uuid,
    pub item_type: Option<Uuid>,
    pub from_status: Uuid,
    pub to_status: Uuid,
    pub actor: String,
    pub end_time: DateTime<Utc>,
    pub reached_time: Option<DateTime<Utc>>,
    pub reached_id: Option<Uuid>,
}

impl Way {
    /// Whoever sent them acts.
    fn cause(&self) -> Cause {
        let account = AccountId::from(self.account);
        match id::split(&self.actor) {
            Some(("usr", user)) => {
                Cause::by(Caller { who: Who::User(user), role: Role::Admin, ..Caller::system(account) })
            }
            _ => Cause::system(account),
        }
    }
}

/// Makes one batch of one step, and answers how many items went.
///
/// # Errors
/// Where the database is away.
pub async fn tick(env: &Env) -> Result<usize> {
    let now = env.clock.now();
    let Some((account, id)) = next(env, now).await? else { return Ok(0) };
    // Asked for before the transaction begins.
    let scene = Scene::of(env, &Cause::system(account)).await?;
    let mut tx = env.db.begin().await?;
    let Some(way) = take(&mut tx, account, id, now).await? else { return Ok(0) };
    let words = Arc::new(super::read(&mut tx, account.uuid()).await?);
    let Some(to) = words.status(way.to_status) else { return end(tx, &way).await };
    let cause = way.cause();
    let scene = Scene { words: words.clone(), by: By::cause(&cause, now), cause, now, ..scene };
    let items = row::standing(&mut tx, &way, to.state, BATCH).await?;
    for before in &items {
        item::save(&mut tx, scene.again(), before, change::standing(before, to, now), Vec::new()).await?;
    }
    let more = i64::try_from(items.len()).unwrap_or(BATCH) >= BATCH;
    if !more && now >= way.end_time {
        end(tx, &way).await?;
        return Ok(items.len());
    }
    let reached = items.last().filter(|_| more);
    sqlx::query!(
        "update items.status_move set next_time = $3, reached_time = $4, reached_id = $5 where account = $1 and id = $2",
        way.account,
        way.id,
        if more { now } else { way.end_time },
        reached.map(|item| item.create_time),
        reached.map(|item| item.id)
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(items.len())
}

/// The step that is due first.
async fn next(env: &Env, now: DateTime<Utc>) -> Result<Option<(AccountId, Uuid)>> {
    let next = sqlx::query!(
        "/* every account: one queue */
         select account, id from items.status_move where next_time <= $1 order by next_time limit 1",
        now
    );
    Ok(next.fetch_optional(env.db.pool()).await?.map(|row| (row.account.into(), row.id)))
}

async fn take(tx: &mut Tx, account: AccountId, id: Uuid, now: DateTime<Utc>) -> Result<Option<Way>> {
    let way = sqlx::query_as!(
        Way,
        "select account, id, item_type, from_status, to_status, actor, end_time, reached_time, reached_id
           from items.status_move
          where account = $1 and id = $2 and next_time <= $3
            for update skip locked -- against another process",
        account.uuid(),
        id,
        now
    );
    Ok(way.fetch_optional(&mut **tx).await?)
}

async fn end(mut tx: Tx, way: &Way) -> Result<usize> {
    sqlx::query!("delete from items.status_move where account = $1 and id = $2", way.account, way.id)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(0)
}
