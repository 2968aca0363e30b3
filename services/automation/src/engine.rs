//! From what happened to what is to be done: which rules an occurrence starts, written down in one transaction with the
//! mark that it was seen. Doing it is the worker's.
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use jiff::tz::TimeZone;
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Clock, Db, Error, Result,
    condition::Scope,
    id::{AccountId, ItemId},
};
use tandem_proto::{
    automation::{rule_run::Outcome, trigger::On},
    event::Event,
    items::{Item, State},
};
use tokio::sync::Notify;
use tonic::Code;
use uuid::Uuid;

use crate::{
    book::{self, Book, Books, Occurrence},
    fields,
    peers::Peers,
    run::{self, New, Seen, Start},
    subject::{self, Resting, Touch},
};

/// The queue of what rules may react to.
pub const QUEUE: &str = "automation.evaluate";
/// How many causes deep rules still run.
const DEEPEST: i32 = 8;
/// How many runs an item may have in an hour.
const MOST_AN_HOUR: i32 = 100;
/// How many rules that were asked in vain are recorded for one event.
const MOST_IN_VAIN: usize = 20;

/// What reacts.
#[derive(Clone)]
pub struct Engine {
    pub db: Db,
    pub clock: Clock,
    pub books: Books,
    pub peers: Peers,
    /// Rung when there is work to do.
    pub bell: Arc<Notify>,
}

/// What an event leads to: something to remember of its item, and runs.
pub struct Reaction {
    account: AccountId,
    item: ItemId,
    touch: Touch,
    runs: Vec<New>,
    seen: Seen,
}

/// What an event says happened, before the rest is known that conditions may ask.
#[derive(Default)]
pub struct Told {
    pub on: Vec<On>,
    pub changed: Vec<String>,
    pub message: Option<String>,
    pub score: Option<i32>,
    /// Where the event carries the item as it is now.
    pub item: Option<Item>,
    /// The status that it had before, where it changed.
    pub status_before: String,
    /// The custom fields that changed, as they were.
    pub before: BTreeMap<String, prost_types::Value>,
}

impl Engine {
    /// What an event about an item leads to; nothing where it concerns no rule.
    ///
    /// # Errors
    /// `Unavailable` where the database or a peer is away: the event comes again.
    pub async fn read(&self, event: &Event, item_id: &str, told: Told) -> Result<Option<Reaction>> {
        let (Ok(account), Ok(item)) = (event.account.parse::<AccountId>(), item_id.parse::<ItemId>()) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let book = self.books.get(account).await?;
        let turns = told.on.iter().any(|on| matches!(on, On::ItemCreated | On::StatusChanged));
        let mut touch = Touch {
            open: told.item.as_ref().map(|item| item.state() != State::Finished),
            activity: by_person(event).then(|| event_time(event, now)),
            rest: book.rest(TimeDelta::zero()),
            runs: 0,
        };
        let (runs, seen) = if book.cares(&told.on) {
            self.runs(&book, account, item_id, told).await?
        } else {
            (Vec::new(), Seen::default())
        };
        touch.runs = to_do(&runs);
        let concerns = !runs.is_empty() || touch.activity.is_some() || turns;
        Ok(concerns.then_some(Reaction { account, item, touch, runs, seen }))
    }

    /// An item is gone: nothing rests any more.
    pub fn gone(account: AccountId, item: ItemId) -> Reaction {
        let touch = Touch { open: Some(false), ..Touch::default() };
        Reaction { account, item, touch, runs: Vec::new(), seen: Seen::default() }
    }

    /// Writes down what events of one account lead to, in their order. Runs are written with the marks of their events; what else
    /// is remembered of an item may be told twice.
    ///
    /// # Errors
    /// `Unavailable` where the database is away: the events come again.
    pub async fn write(&self, reactions: Vec<(Arc<Event>, Reaction)>) -> Result<()> {
        let now = self.clock.now();
        let acting = reactions.iter().enumerate().filter(|(_, (_, reaction))| !reaction.runs.is_empty());
        let acting: Vec<(Arc<Event>, usize)> = acting.map(|(at, (event, _))| (event.clone(), at)).collect();
        if acting.is_empty() {
            let touches: Vec<_> =
                reactions.into_iter().map(|(_, one)| (one.item, one.account, one.touch)).collect();
            let touching = async |connection: &mut PgConnection| touch_all(connection, &touches, now).await;
            return self.db.pool().on_one(touching).await.map(drop);
        }
        let mut tx = self.db.begin().await?;
        let first: HashSet<usize> = tx.first_of(QUEUE, acting).await?.into_iter().map(|(_, at)| at).collect();
        let new = reactions
            .into_iter()
            .enumerate()
            .filter(|(at, (_, one))| one.runs.is_empty() || first.contains(at));
        let new: Vec<(Arc<Event>, Reaction)> = new.map(|(_, reaction)| reaction).collect();
        let touches: Vec<_> = new.iter().map(|(_, one)| (one.item, one.account, one.touch.clone())).collect();
        let lately = touch_all(&mut tx, &touches, now).await?;
        let (mut starts, mut acting) = (Vec::new(), false);
        for ((event, one), lately) in new.into_iter().zip(lately).filter(|((_, one), _)| !one.runs.is_empty())
        {
            let event_id = Uuid::try_parse(&event.id).map_err(anyhow::Error::from)?;
            let Reaction { account, item, touch, runs, seen } = one;
            let (event_type, depth) = (event.r#type.clone(), event.depth + 1);
            acting |= touch.runs > 0;
            let start = Start { account, item, event_id, event_type, depth, seen };
            starts.push((start, guarded(runs, event.depth, lately)));
        }
        run::insert(&mut tx, &starts, now).await?;
        tx.commit().await?;
        if acting {
            self.bell.notify_one();
        }
        Ok(())
    }

    /// The runs that an occurrence leads to, none if the item is gone; and what they saw of it.
    async fn runs(
        &self,
        book: &Book,
        account: AccountId,
        item_id: &str,
        told: Told,
    ) -> Result<(Vec<New>, Seen)> {
        let Some(item) = self.item(told.item.clone(), item_id).await? else {
            return Ok((Vec::new(), Seen::default()));
        };
        let seen = Seen::of(&item);
        let what = self.occurrence(book, account, item, told).await?;
        Ok((runs(book, &what, self.clock.now()), seen))
    }

    async fn item(&self, told: Option<Item>, id: &str) -> Result<Option<Item>> {
        if told.is_some() {
            return Ok(told);
        }
        match self.peers.item(id).await {
            Ok(item) => Ok(Some(item)),
            Err(Error::Peer(status)) if status.code() == Code::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn occurrence(
        &self,
        book: &Book,
        account: AccountId,
        item: Item,
        told: Told,
    ) -> Result<Occurrence> {
        let (mut statuses, mut types) = (Arc::default(), Arc::default());
        if book.needs_vocabulary() {
            (statuses, types) = (self.peers.statuses(account).await?, self.peers.types(account).await?);
        }
        let (status, r#type) = fields::called(&item, &statuses, &types);
        let Told { mut on, changed, message, score, status_before, before: fields_before, .. } = told;
        let before = statuses.iter().find(|s| s.id == status_before).map(tandem_proto::items::Status::state);
        if on.contains(&On::StatusChanged)
            && item.state() == State::Finished
            && before != Some(State::Finished)
        {
            on.push(On::Finished);
        }
        let (before, idle) = (fields_before, TimeDelta::zero());
        Ok(Occurrence { item, on, changed, before, idle, message, score, status, r#type })
    }

    /// Looks at items that have rested.
    ///
    /// # Errors
    /// `Unavailable` where the database or a peer is away: they are looked at again when the lease ends.
    pub async fn look_at_resting(&self) -> Result<usize> {
        let now = self.clock.now();
        let resting = subject::take_resting(&self.db, now, 50).await?;
        for one in &resting {
            let cause = Cause::system(one.account.into());
            tandem_kit::auth::acting(&cause, Box::pin(self.rested(one, now))).await?;
        }
        Ok(resting.len())
    }

    async fn rested(&self, resting: &Resting, now: DateTime<Utc>) -> Result<()> {
        let (account, item): (AccountId, ItemId) = (resting.account.into(), resting.item.into());
        let (book, idle) = (self.books.get(account).await?, now - resting.last_activity);
        let told = Told { on: vec![On::Inactive], ..Told::default() };
        let (runs, seen) = match self.item(None, &item.to_string()).await? {
            None => return subject::gone(&self.db, account, item).await,
            Some(found) if found.state() == State::Finished => {
                return subject::gone(&self.db, account, item).await;
            }
            Some(found) => {
                let seen = Seen::of(&found);
                let what = self.occurrence(&book, account, found, told).await?;
                (runs(&book, &Occurrence { idle, ..what }, now), seen)
            }
        };
        // The same rest starts a rule once: the id of the run follows from it.
        let event_id = Uuid::new_v5(
            &resting.item,
            format!("resting since {}", resting.last_activity.timestamp_micros()).as_bytes(),
        );
        let start = Start { account, item, event_id, event_type: String::new(), depth: 0, seen };
        let mut tx = self.db.begin().await?;
        let touch = Touch { runs: to_do(&runs), ..Touch::default() };
        let acting = touch.runs > 0;
        let lately = subject::touch(&mut tx, account, &[(item, touch)], now).await?.remove(&item.uuid());
        let lately = lately.unwrap_or_default();
        run::insert(&mut tx, &[(start, guarded(runs, 0, lately))], now).await?;
        subject::rests_on(&mut tx, resting, book.rest(idle).map(|rest| resting.last_activity + rest)).await?;
        tx.commit().await?;
        if acting {
            self.bell.notify_one();
        }
        Ok(())
    }
}

/// Remembers what is told of items of one account, and answers with the runs of each in the current hour: as many statements as
/// an item is told of, for most events one.
async fn touch_all(
    db: &mut PgConnection,
    touches: &[(ItemId, AccountId, Touch)],
    now: DateTime<Utc>,
) -> Result<Vec<i32>> {
    let (mut lately, mut next) = (Vec::with_capacity(touches.len()), 0);
    while let Some((_, account, first)) = touches.get(next) {
        let mut items = HashSet::new();
        let alike =
            touches[next..].iter().take_while(|(item, _, touch)| touch.is_like(first) && items.insert(*item));
        let alike: Vec<(ItemId, Touch)> = alike.map(|(item, _, touch)| (*item, touch.clone())).collect();
        let counted = subject::touch(db, *account, &alike, now).await?;
        lately.extend(alike.iter().map(|(item, _)| counted.get(&item.uuid()).copied().unwrap_or_default()));
        next += alike.len();
    }
    Ok(lately)
}

/// Whether a person did it: what rules do themselves is no activity, or a reminder would keep an item from ever being closed.
fn by_person(event: &Event) -> bool {
    event.actor.starts_with("usr_") || event.actor.starts_with("cus_")
}

fn event_time(event: &Event, now: DateTime<Utc>) -> DateTime<Utc> {
    event
        .time
        .as_ref()
        .and_then(|time| tandem_kit::clock::instant("time", time).ok())
        .map_or(now, |time| time.min(now))
}

fn runs(book: &Book, what: &Occurrence, now: DateTime<Utc>) -> Vec<New> {
    let scope = Scope::system(now, TimeZone::UTC);
    let mut in_vain = 0;
    let verdicts = book::matching(book, what, &scope).into_iter();
    let kept = verdicts.filter(|verdict| {
        in_vain += usize::from(!verdict.holds);
        verdict.holds || in_vain <= MOST_IN_VAIN
    });
    let run = |book::Verdict { rule, holds }| {
        if holds {
            New {
                rule: rule.id,
                actions: rule.actions.clone(),
                outcome: Outcome::Unspecified,
                lines: Vec::new(),
            }
        } else {
            let lines = vec!["the condition did not hold".into()];
            New { rule: rule.id, actions: Vec::new(), outcome: Outcome::NotMatched, lines }
        }
    };
    kept.map(run).collect()
}

fn to_do(runs: &[New]) -> i32 {
    i32::try_from(runs.iter().filter(|run| run.outcome == Outcome::Unspecified).count()).unwrap_or(i32::MAX)
}

/// The runs, stopped where they would loop: too many causes deep, or too many on one item `lately`.
fn guarded(runs: Vec<New>, depth: i32, lately: i32) -> Vec<New> {
    let why = if depth >= DEEPEST {
        format!("stopped: {depth} causes deep, so rules start each other in a circle")
    } else if lately > MOST_AN_HOUR {
        format!("stopped: {lately} runs on this item within an hour, more than {MOST_AN_HOUR}")
    } else {
        return runs;
    };
    let stopped = |run: New| match run.outcome {
        Outcome::Unspecified => {
            New { actions: Vec::new(), outcome: Outcome::Stopped, lines: vec![why.clone()], ..run }
        }
        _ => run,
    };
    // A storm is recorded as long as a reader learns from it.
    let told = |run: &New| lately <= 2 * MOST_AN_HOUR || run.outcome != Outcome::Stopped;
    runs.into_iter().map(stopped).filter(told).collect()
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod pure {
    use tandem_kit::id::RuleId;

    use super::*;

    fn planned() -> Vec<New> {
        let new = |outcome| New { rule: RuleId::new(), actions: Vec::new(), outcome, lines: Vec::new() };
        vec![new(Outcome::Unspecified), new(Outcome::NotMatched)]
    }

    #[test]
    fn rules_that_start_each_other_are_stopped_with_a_word() {
        let outcomes = |runs: Vec<New>| runs.iter().map(|run| run.outcome).collect::<Vec<_>>();
        assert_eq!(outcomes(guarded(planned(), 7, 100)), [Outcome::Unspecified, Outcome::NotMatched]);
        assert_eq!(outcomes(guarded(planned(), 8, 1)), [Outcome::Stopped, Outcome::NotMatched]);
        assert_eq!(outcomes(guarded(planned(), 0, 101)), [Outcome::Stopped, Outcome::NotMatched]);
        assert_eq!(
            outcomes(guarded(planned(), 0, 201)),
            [Outcome::NotMatched],
            "a storm is not recorded for ever"
        );
        assert!(guarded(planned(), 8, 1)[0].lines[0].contains("8 causes deep"));
    }

    #[test]
    fn only_people_are_active() {
        for (actor, active) in
            [("usr_1", true), ("cus_1", true), ("rule_1", false), ("system", false), ("", false)]
        {
            assert_eq!(by_person(&Event { actor: actor.into(), ..Event::default() }), active, "{actor}");
        }
    }
}
