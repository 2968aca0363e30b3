//! The clocks of items as they run: wound where something changed, and rung when their time comes.
use sqlx::types::Json;
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{AccountId, ItemId},
};
use tandem_proto::items as pb;

use super::{
    Alarm, Clock, Facts, Target, Terms, alarms, due, history, next_alarm,
    policy::{self, Promise},
    settle,
};
use crate::{
    Env, error,
    item::{self, Item, Scene, row},
    wire,
};

/// How many items are looked at in one turn.
const BATCH: i64 = 50;

/// Winds the clocks of an item by its policy, and says what is to be told of them. `anew`: not from what the clocks were, but from
/// the history of the item, since another policy or other hours count now.
///
/// # Errors
/// `Invalid` where the policy is not there; `Unavailable` where nobody knows when the account works.
pub async fn wind(tx: &mut Tx, item: &mut Item, scene: &Scene, anew: bool) -> Result<Vec<(Alarm, Clock)>> {
    let Some(policy) = item.sla_policy else {
        (item.sla_clocks, item.sla_alarm, item.due_time) = (Json(Vec::new()), None, None);
        return Ok(Vec::new());
    };
    let policy =
        policy::get(tx, item.account, policy).await?.ok_or_else(|| error::no_policy("item.sla_policy_id"))?;
    let hours = match &scene.hours {
        Ok(hours) => hours,
        Err(error) => {
            return Err(Error::Unavailable(format!("when the account works is not known now: {error}")));
        }
    };
    let calendar = policy.hours(hours)?;
    let mut facts = item.facts(scene.words.pauses(item.status));
    if anew || some_begin(item, &facts, &policy.promises) {
        facts.stood = history::stood(tx, item, &scene.words).await?;
    }
    let terms = Terms { promises: &policy.promises, calendar: &calendar, anew };
    let mut clocks = settle(&item.sla_clocks, &facts, &terms, scene.now);
    let alarms = alarms(&mut clocks, &calendar, scene.now);
    item.sla_alarm = next_alarm(&clocks, &calendar);
    item.due_time = due(&clocks);
    item.sla_clocks = Json(clocks);
    Ok(alarms)
}

/// Whether a clock begins that must know what came before the item got its status.
fn some_begin(item: &Item, facts: &Facts, promises: &[Promise]) -> bool {
    let begins = |target: Target| {
        let old = item.sla_clocks.iter().find(|clock| clock.target == target);
        match target {
            Target::NextResponse => facts.waiting.is_some_and(|waiting| {
                waiting < facts.status_time && old.is_none_or(|old| old.start != waiting)
            }),
            _ => old.is_none(),
        }
    };
    promises.iter().any(|cell| cell.priority == item.priority && begins(cell.target))
}

/// Tells that clocks ran out, or will soon.
pub fn tell(tx: &mut Tx, cause: &Cause, item: &Item, alarms: Vec<(Alarm, Clock)>) {
    for (alarm, clock) in alarms {
        let (shown, clock) = (Some(wire::item(item)), Some(wire::clock(&clock)));
        let emit = match alarm {
            Alarm::Warned => Emit::new(&pb::SlaWarned { item: shown, clock }),
            Alarm::Breached => Emit::new(&pb::SlaBreached { item: shown, clock }),
        };
        tx.emit(cause, item::about(item, emit));
    }
}

/// Rings the clocks whose time has come, and answers how many items it looked at.
///
/// # Errors
/// Where the database is away.
pub async fn ring(env: &Env) -> Result<usize> {
    let ringing = sqlx::query!(
        "/* every account: time passes for all */
         select account, id
           from items.item
          where sla_alarm <= $1
          order by sla_alarm
          limit $2",
        env.clock.now(),
        BATCH
    )
    .fetch_all(env.db.pool())
    .await?;
    for item in &ringing {
        let (account, id) = (AccountId::from(item.account), ItemId::from(item.id));
        if let Err(error) = ring_one(env, account, id).await {
            tracing::warn!(item.id = %id, error = format!("{error:#}"), "the clocks of {id} will be looked at again");
            put_off(env, account, id).await?;
        }
    }
    Ok(ringing.len())
}

async fn ring_one(env: &Env, account: AccountId, id: ItemId) -> Result<()> {
    let cause = Cause::system(account);
    let scene = Scene::of(env, &cause).await?;
    let mut tx = env.db.begin().await?;
    let Some(before) = row::lock(&mut tx, account.uuid(), id.uuid()).await? else { return Ok(()) };
    // Another process may have rung it while we waited for the lock.
    if before.sla_alarm.is_none_or(|at| at > scene.now) {
        return Ok(());
    }
    let mut after = before.clone();
    let alarms = wind(&mut tx, &mut after, &scene, false).await?;
    let breached = alarms.iter().any(|(alarm, _)| *alarm == Alarm::Breached);
    after.revision += i64::from(breached);
    row::save(&mut tx, &after).await?;
    tell(&mut tx, &cause, &after, alarms);
    tx.commit().await
}

/// An item that cannot be looked at now does not hold up the others.
async fn put_off(env: &Env, account: AccountId, id: ItemId) -> Result<()> {
    let later = env.clock.now() + chrono::TimeDelta::seconds(30);
    sqlx::query!(
        "update items.item set sla_alarm = $3 where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        later
    )
    .execute(env.db.pool())
    .await?;
    Ok(())
}
