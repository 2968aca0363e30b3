//! Subtasks: which item is under which, and what of the lower ones the upper one shows.
use sqlx::PgConnection;
use tandem_kit::{Cause, Error, OnConstraint, Result, Tx};
use uuid::Uuid;

use super::{Item, Name, Scene, change, place, row, scene};
use crate::{
    Env, error,
    preference::{self, Preferences},
    sight,
    vocabulary::State,
};

/// Most levels of a tree.
const MOST_LEVELS: i64 = 8;

/// The item of that name, as a parent; nothing where none is named.
///
/// # Errors
/// `Invalid` where there is no such item.
pub async fn parent_of(env: &Env, cause: &Cause, field: &str, given: &str) -> Result<Option<Uuid>> {
    if given.is_empty() {
        return Ok(None);
    }
    let none = || Error::invalid(field, format!("there is no item {given:?}"));
    let name = Name::read(given).map_err(|_| none())?;
    match super::get(env, &cause.caller, name).await {
        Ok(parent) => Ok(Some(parent.id)),
        Err(Error::NotFound { .. }) => Err(none()),
        Err(error) => Err(error),
    }
}

/// Moves within the trees of an account happen one after another: two at once could make a circle that neither of them sees.
/// Taken before any item is locked.
///
/// # Errors
/// Where the database is away.
pub async fn hold(tx: &mut PgConnection, account: Uuid) -> Result<()> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1, 0)) is null as "done!""#,
        format!("items.tree.{account}")
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

/// Puts an item that was just made under its parent.
///
/// # Errors
/// As [`check`].
pub async fn adopt(env: &Env, tx: &mut Tx, cause: &Cause, item: &Item) -> Result<()> {
    let scene = Scene::of(env, cause).await?;
    hold(tx, item.account).await?;
    let orphan = Item { parent: None, ..item.clone() };
    check(tx, &orphan, item).await?;
    place::save(tx, &orphan, item).await.on_constraint("item_child_count_check", error::too_many_subtasks)?;
    roll_up(tx, &scene, &orphan, item).await
}

/// Whether a locked item may become what it is to be: under that parent, of that percentage, finished.
///
/// # Errors
/// `Refused` `SUBTASK_CYCLE`, `SUBTASKS_TOO_DEEP`, `BLOCKED`; `Invalid` where the parent is not there, or the percentage is the subtasks'.
pub async fn check(tx: &mut Tx, before: &Item, after: &Item) -> Result<()> {
    if let Some(parent) = after.parent.filter(|_| before.parent != after.parent) {
        check_parent(tx, after, parent).await?;
    }
    let by_hand = before.percent_complete != after.percent_complete && after.child_count > 0;
    let finishes = before.state != State::Finished && after.state == State::Finished;
    if !by_hand && !finishes {
        return Ok(());
    }
    let preferences = preference::of(&mut **tx, after.account).await?;
    if by_hand && preferences.roll_up_percent {
        return Err(error::rolled_up(after.child_count));
    }
    if finishes && preferences.refuse_blocked {
        check_blocked(tx, after).await?;
    }
    Ok(())
}

async fn check_parent(tx: &mut Tx, item: &Item, parent: Uuid) -> Result<()> {
    let missing = || Error::invalid("item.parent_id", "there is no such item");
    let found = row::by_id(&mut **tx, item.account, parent).await?;
    let seen = |item: &Item| sight::sees_row(item.project, &item.assignees, &item.requesters);
    let found = found.filter(seen).ok_or_else(missing)?;
    super::merge::check_is_none(&found)?;
    check_privacy(tx, item, &found).await?;
    let above = sqlx::query!(
        r#"with recursive up as (
             select id, parent, 1 as level from items.item where account = $1 and id = $2
             union all
             select above.id, above.parent, up.level + 1
               from up
               join items.item above on above.account = $1 and above.id = up.parent
              where up.level <= $4)
           select max(level)::bigint as "levels!", bool_or(id = $3) as "circle!" from up"#,
        item.account,
        parent,
        item.id,
        i32::try_from(MOST_LEVELS).unwrap_or(i32::MAX)
    )
    .fetch_one(&mut **tx)
    .await?;
    if above.circle {
        return Err(error::subtask_cycle(item.number));
    }
    let levels = above.levels + levels_from(tx, item).await?;
    if levels > MOST_LEVELS { Err(error::too_deep(levels, MOST_LEVELS)) } else { Ok(()) }
}

/// How many levels there are from an item down, itself counted.
async fn levels_from(tx: &mut Tx, item: &Item) -> Result<i64> {
    if item.child_count == 0 {
        return Ok(1);
    }
    Ok(sqlx::query_scalar!(
        r#"with recursive down as (
             select id, 1 as level from items.item where account = $1 and id = $2
             union all
             select below.id, down.level + 1
               from down
               join items.item below on below.account = $1 and below.parent = down.id and below.delete_time is null
              where down.level <= $3)
           select max(level)::bigint as "levels!" from down"#,
        item.account,
        item.id,
        i32::try_from(MOST_LEVELS).unwrap_or(i32::MAX)
    )
    .fetch_one(&mut **tx)
    .await?)
}

async fn check_blocked(tx: &mut Tx, item: &Item) -> Result<()> {
    let blockers = super::link::open_blockers(tx, item).await?;
    if blockers.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = blockers.iter().map(|number| format!("#{number}")).collect();
    Err(error::blocked(item.number, &named.join(", ")))
}

/// What cannot go while it has subtasks.
///
/// # Errors
/// `Refused` `HAS_SUBTASKS`.
pub fn check_has_none(item: &Item) -> Result<()> {
    if item.child_count == 0 { Ok(()) } else { Err(error::has_subtasks(item.number, item.child_count)) }
}

/// What is private is in one tree with nothing outside its project: a parent shows how many subtasks it has, and how far they are.
async fn check_privacy(tx: &mut Tx, item: &Item, parent: &Item) -> Result<()> {
    if item.project == parent.project {
        return Ok(());
    }
    let projects: Vec<Uuid> = [item.project, parent.project].into_iter().flatten().collect();
    let private = sqlx::query_scalar!(
        r#"select exists (select from items.project where account = $1 and id = any($2) and private) as "private!""#,
        item.account,
        &projects
    );
    if private.fetch_one(&mut **tx).await? {
        let why = "a private project has no subtasks in another, and no parents: move it first";
        return Err(Error::refused("PRIVATE_PROJECT", why));
    }
    Ok(())
}

/// What the items above an item show of it.
fn share(item: &Item) -> Option<(Uuid, State, i16)> {
    let parent = item.parent.filter(|_| item.delete_time.is_none())?;
    Some((parent, item.state, item.percent()))
}

/// Counts the subtasks of the parent anew, and of the one before, where an item's share in it is another. Always upwards in the tree,
/// so that two who change subtasks of one parent wait for each other, and the second counts what the first left.
///
/// # Errors
/// `Refused` where the parent has more subtasks than an item can.
pub async fn roll_up(tx: &mut Tx, scene: &Scene, before: &Item, after: &Item) -> Result<()> {
    let (was, now) = (share(before), share(after));
    if was == now {
        return Ok(());
    }
    let mut parents: Vec<Uuid> = [was, now].into_iter().flatten().map(|(parent, ..)| parent).collect();
    parents.sort_unstable();
    parents.dedup();
    for parent in parents {
        let Some(parent) = row::lock(tx, after.account, parent).await? else { continue };
        let counted = count(tx, &parent).await?;
        let preferences = preference::of(&mut **tx, after.account).await?;
        let mut rolled = counted.on(&parent, preferences, scene);
        let finishes = parent.state != State::Finished && rolled.state == State::Finished;
        if finishes && preferences.refuse_blocked && check_blocked(tx, &parent).await.is_err() {
            rolled = counted.on(&parent, Preferences { roll_up_state: false, ..preferences }, scene);
        }
        Box::pin(scene::write(tx, scene, &parent, rolled, Vec::new())).await?;
    }
    Ok(())
}

/// What the subtasks of an item are together.
#[derive(Clone, Copy, Debug)]
struct Counted {
    all: i32,
    started: i32,
    finished: i32,
    percent: i32,
}

async fn count(tx: &mut PgConnection, parent: &Item) -> Result<Counted> {
    Ok(sqlx::query_as!(
        Counted,
        r#"select count(*)::integer as "all!",
                  (count(*) filter (where state = 'in_progress'))::integer as "started!",
                  (count(*) filter (where state = 'finished'))::integer as "finished!",
                  coalesce(round(avg(case when state = 'finished' then 100 else percent_complete end)), 0)::integer as "percent!"
             from items.item
            where account = $1 and parent = $2 and delete_time is null"#,
        parent.account,
        parent.id
    )
    .fetch_one(tx)
    .await?)
}

impl Counted {
    /// The state that follows; none where there are no subtasks.
    fn state(self) -> Option<State> {
        match self {
            Self { all: 0, .. } => None,
            Self { all, finished, .. } if all == finished => Some(State::Finished),
            Self { started: 0, finished: 0, .. } => Some(State::NotStarted),
            _ => Some(State::InProgress),
        }
    }
    /// The parent as it is with them. One that is merged or in a status of that state already stays there.
    fn on(self, parent: &Item, preferences: Preferences, scene: &Scene) -> Item {
        let mut item = Item { child_count: self.all, finished_child_count: self.finished, ..parent.clone() };
        if self.all > 0 && preferences.roll_up_percent {
            item.percent_complete = i16::try_from(self.percent).unwrap_or(0);
        }
        let wanted = self.state().filter(|state| preferences.roll_up_state && *state != parent.state);
        if let Some(status) = wanted.and_then(|state| scene.words.first_of(parent.r#type, state)) {
            change::enter(&mut item, status, scene.now);
        }
        item
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_an_item_follows_from_its_subtasks() {
        let of = |all, started, finished| Counted { all, started, finished, percent: 0 }.state();
        assert_eq!(of(0, 0, 0), None);
        assert_eq!(of(3, 0, 0), Some(State::NotStarted));
        assert_eq!(of(3, 1, 0), Some(State::InProgress));
        assert_eq!(of(3, 0, 1), Some(State::InProgress));
        assert_eq!(of(3, 0, 3), Some(State::Finished));
    }
}
