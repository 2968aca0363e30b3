//! Clocks reckoned anew: where a policy, a calendar or what stands still in a status changed, the open items of the account are walked, oldest first, a batch at a time.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Result, Tx,
    id::{AccountId, ItemId},
};
use uuid::Uuid;

use crate::{
    Env,
    item::{Scene, row, scene},
};

/// How many items are looked at in one turn.
pub const BATCH: usize = 50;
/// Asks for a walk over the account's open items, from the beginning.
///
/// # Errors
/// Where the database is away.
pub async fn ask(tx: &mut Tx, account: AccountId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into items.sla_rewind (account, create_time) values ($1, $2)
         on conflict (account) do update
            set after_time = default, after_item = default, create_time = excluded.create_time",
        account.uuid(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Looks at the next items of the walk that was asked for first, and answers how many they were. Two processes may do the same at once:
/// what is reckoned from a history comes to the same twice.
///
/// # Errors
/// Where the database is away.
pub async fn tick(env: &Env) -> Result<usize> {
    let walk = sqlx::query!(
        "/* every account: walks are taken in their order */
         select account, after_time, after_item, create_time
           from items.sla_rewind
          order by create_time
          limit 1"
    )
    .fetch_optional(env.db.pool())
    .await?;
    let Some(walk) = walk else { return Ok(0) };
    let items = sqlx::query!(
        "select id, create_time, sla_policy is not null as \"promised!\"
           from items.item
          where account = $1 and delete_time is null and state <> 'finished' and (create_time, id) > ($2, $3)
          order by create_time, id
          limit $4",
        walk.account,
        walk.after_time,
        walk.after_item,
        i64::try_from(BATCH).unwrap_or(i64::MAX)
    )
    .fetch_all(env.db.pool())
    .await?;
    let account = AccountId::from(walk.account);
    env.calendars.read_again(account).await?;
    env.vocabularies.doubt(account);
    for item in items.iter().filter(|item| item.promised) {
        let id = ItemId::from(item.id);
        if let Err(error) = one(env, account, id).await {
            let error = format!("{error:#}");
            tracing::warn!(item.id = %id, error, "the clocks of {id} stay as they were until the item changes");
        }
    }
    let last = items.last().filter(|_| items.len() == BATCH);
    match last {
        Some(last) => go_on(env, account, walk.create_time, (last.create_time, last.id)).await?,
        None => end(env, account, walk.create_time).await?,
    }
    Ok(items.len())
}

async fn one(env: &Env, account: AccountId, id: ItemId) -> Result<()> {
    let scene = Scene::of(env, &Cause::system(account)).await?;
    let mut tx = env.db.begin().await?;
    let Some(item) = row::lock(&mut tx, account.uuid(), id.uuid()).await? else { return Ok(()) };
    scene::rewind(&mut tx, &scene, &item).await?;
    tx.commit().await
}

/// A walk that was asked for anew meanwhile begins anew.
async fn go_on(
    env: &Env,
    account: AccountId,
    asked: DateTime<Utc>,
    (time, item): (DateTime<Utc>, Uuid),
) -> Result<()> {
    sqlx::query!(
        "update items.sla_rewind set after_time = $3, after_item = $4 where account = $1 and create_time = $2",
        account.uuid(),
        asked,
        time,
        item
    )
    .execute(env.db.pool())
    .await?;
    Ok(())
}

async fn end(env: &Env, account: AccountId, asked: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "delete from items.sla_rewind where account = $1 and create_time = $2",
        account.uuid(),
        asked
    )
    .execute(env.db.pool())
    .await?;
    Ok(())
}
