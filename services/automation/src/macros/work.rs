//! Carries out a macro on one item as whoever ran it, and puts it back: what the worker does for a run that is of no rule.
use prost::Message;
use serde_json::Value;
use tandem_kit::{
    Caller, Cause, Db, Error, Result, Role, Who,
    auth::acting,
    id::{AccountId, ItemId, UserId},
};
use tandem_proto::{
    automation::{self as pb, rule_run::Outcome},
    directory::{User, user::Role as UserRole},
    items::Item,
};
use tonic::Code;
use uuid::Uuid;

use super::{
    offer::{self, Offer},
    teams_of, undo,
};
use crate::{
    engine::Engine,
    run::Pending,
    subject::Taken,
    worker::{Attempt, said},
};

/// How often an item is read again that somebody else changes meanwhile.
const TRIES: usize = 3;

/// Whoever runs it, as they are now; none where they are no user any more.
async fn runner(engine: &Engine, account: AccountId, actor: Uuid) -> Result<Option<(User, Cause)>> {
    let id = UserId::from(actor);
    let system = Cause::system(account);
    let users = acting(&system, engine.peers.users(account)).await?;
    let Some(user) = users.iter().find(|user| user.id == id.to_string() && !user.disabled) else {
        return Ok(None);
    };
    let role = match user.role() {
        UserRole::Owner => Role::Owner,
        UserRole::Admin => Role::Admin,
        _ => Role::Agent,
    };
    let caller = Caller { who: Who::User(actor), role, ..Caller::system(account) };
    Ok(Some((user.clone(), Cause::by(caller))))
}

/// A run on the way.
pub enum Begun {
    /// There is nothing more to do.
    Over(Attempt),
    /// Its actions are to be performed.
    Ready(Box<Ready>),
}

/// Who performs the actions of a run, and which those are.
pub struct Ready {
    pub user: User,
    pub cause: Cause,
    actions: Vec<pb::Action>,
}

/// Sees whether a run is to be carried out, and as whom; remembers what its item was before. What puts back is done by this.
///
/// # Errors
/// Those that pass: it is tried again.
pub async fn begin(engine: &Engine, (run, taken): (&Pending, Taken), actor: Uuid) -> Result<Begun> {
    let over = |outcome, line: &str| Ok(Begun::Over(Attempt::ended(outcome, line)));
    if run.cancelled && run.attempts == 0 {
        return over(Outcome::Stopped, "left: the run was cancelled");
    }
    let account = AccountId::from(taken.account);
    let Some((user, cause)) = runner(engine, account, actor).await? else {
        return over(Outcome::Failed, "failed: whoever ran it is no user any more");
    };
    if let Some(undone) = run.undoes {
        let put_back = acting(&cause, put_back(engine, taken, (run.id, undone))).await?;
        return Ok(Begun::Over(put_back));
    }
    let plan = run.plan.as_deref().map(pb::Rule::decode).and_then(Result::ok).unwrap_or_default();
    let item = match acting(&cause, engine.peers.item(&ItemId::from(taken.item).to_string())).await {
        Err(error) if !error.passing() => {
            return over(Outcome::Failed, &format!("failed: {}", said(&error)));
        }
        read => read?,
    };
    let first = run.attempts == 0;
    if first && !acting(&cause, meant(engine, (account, &user), &plan, &item)).await? {
        return over(Outcome::NotMatched, "left: it is not meant for this item");
    }
    remember_before(&engine.db, taken, run.id, &undo::fields_of(&item, &plan.actions)).await?;
    Ok(Begun::Ready(Box::new(Ready { user, cause, actions: plan.actions })))
}

/// Remembers what the item became.
///
/// # Errors
/// Where the database or the item is away: then nothing can be put back.
pub async fn end(engine: &Engine, (run, taken): (&Pending, Taken), ready: &Ready) -> Result<()> {
    let id = ItemId::from(taken.item).to_string();
    let after = acting(&ready.cause, engine.peers.item(&id)).await?;
    remember_after(&engine.db, taken, run.id, &undo::fields_of(&after, &ready.actions)).await
}

async fn meant(
    engine: &Engine,
    (account, user): (AccountId, &User),
    plan: &pb::Rule,
    item: &Item,
) -> Result<bool> {
    let peers = &engine.peers;
    let (statuses, types) = (peers.statuses(account).await?, peers.types(account).await?);
    let id: UserId = user.id.parse()?;
    let teams = teams_of(&peers.all_teams(account).await?, id);
    let scope = offer::scope(id, &teams, engine.clock.now());
    let offer =
        Offer::new(plan.kinds.clone(), plan.condition.as_ref(), &offer::catalogue(peers, account).await?)?;
    Ok(offer.fits(item, (&statuses, &types), &scope))
}

/// As an item was before the first attempt.
async fn remember_before(db: &Db, taken: Taken, run: Uuid, before: &Value) -> Result<()> {
    let kept = sqlx::query!(
        "update automation.rule_run set before = coalesce(before, $3), after = coalesce(after, $3) where account = $1 and id = $2",
        taken.account,
        run,
        before
    );
    kept.execute(db.pool()).await?;
    Ok(())
}

async fn remember_after(db: &Db, taken: Taken, run: Uuid, after: &Value) -> Result<()> {
    let kept = sqlx::query!(
        "update automation.rule_run set after = $3 where account = $1 and id = $2",
        taken.account,
        run,
        after
    );
    kept.execute(db.pool()).await?;
    Ok(())
}

async fn put_back(engine: &Engine, taken: Taken, (run, undone): (Uuid, Uuid)) -> Result<Attempt> {
    let kept = sqlx::query!(
        "select before, after from automation.rule_run where account = $1 and id = $2",
        taken.account,
        undone
    );
    let Some(kept) = kept.fetch_optional(engine.db.pool()).await? else {
        return Ok(Attempt::ended(Outcome::Stopped, "kept: what it was is forgotten"));
    };
    let (before, after) = (kept.before.unwrap_or_default(), kept.after.unwrap_or_default());
    for tried in 1.. {
        let written = write_back(engine, taken, run, (&before, &after)).await;
        return match written {
            Err(Error::Peer(status)) if status.code() == Code::Aborted && tried < TRIES => continue,
            Err(Error::Peer(status)) if status.code() == Code::Aborted => {
                Err(Error::Unavailable(status.message().to_owned()))
            }
            Err(error) if error.passing() => Err(error),
            Err(error) => Ok(Attempt::ended(Outcome::Failed, &format!("failed: {}", said(&error)))),
            Ok(attempt) => Ok(attempt),
        };
    }
    Err(Error::Unavailable("the item changes all the time".into()))
}

async fn write_back(
    engine: &Engine,
    taken: Taken,
    run: Uuid,
    (before, after): (&Value, &Value),
) -> Result<Attempt> {
    let item = engine.peers.item(&ItemId::from(taken.item).to_string()).await?;
    match undo::back(&item, before, after) {
        Err(since) => {
            let line = format!("kept: somebody changed {} since", since.join(", "));
            Ok(Attempt::ended(Outcome::Stopped, &line))
        }
        Ok(undo::Back { item, fields }) => {
            let line = format!("put back {}", fields.join(", "));
            // Another revision is another attempt, which must not be taken for the one that was refused.
            let request_id = Uuid::new_v5(&run, item.revision.to_string().as_bytes()).to_string();
            engine.peers.update_fields(item, fields, request_id).await?;
            Ok(Attempt::ended(Outcome::Done, &line))
        }
    }
}
