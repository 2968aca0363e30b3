//! SLA clocks: what is promised for an item, what of it was kept, and when somebody must be told. Pure.
pub mod clock;
pub mod explain;
pub mod history;
pub mod policy;
pub mod rewind;

use chrono::{DateTime, TimeDelta, Utc};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tandem_kit::business_time::{self, Calendar, from_chrono, to_chrono};

use self::{history::Stood, policy::Promise};

type Time = DateTime<Utc>;

/// The least that a warning comes before the breach, in seconds of business time.
const LEAST_WARNING: i64 = 300;

/// What must happen in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    FirstResponse,
    NextResponse,
    Resolution,
}

/// One clock of an item. It runs while `since` is set; times are business time, in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub target: Target,
    pub start: Time,
    /// What is promised.
    pub within: i64,
    /// What was used up before `since`.
    pub spent: i64,
    /// Since when it runs; nothing while it stands still.
    pub since: Option<Time>,
    /// When it runs out; nothing while it stands still unmet.
    pub due: Option<Time>,
    pub met: Option<Time>,
    pub breached: bool,
    /// Somebody was told that it will run out soon.
    pub warned: bool,
    /// Somebody was told that it ran out.
    pub told: bool,
}

/// What is known of an item that its clocks depend on.
#[derive(Clone, Debug)]
pub struct Facts {
    pub priority: i16,
    pub created: Time,
    /// Its status waits for the customer.
    pub paused: bool,
    /// Since when it has its status.
    pub status_time: Time,
    pub finished: Option<Time>,
    /// A user's first message to the customer.
    pub first_response: Option<Time>,
    /// The oldest message of a customer, after the first response, that no user has answered.
    pub waiting: Option<Time>,
    /// A user's last message to the customer.
    pub last_response: Option<Time>,
    /// When it waited for the customer or was finished before it got its status: what a clock that begins now must know of the
    /// time before. Clocks that run already have counted it.
    pub stood: Vec<Stood>,
}

/// What somebody must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    Warned,
    Breached,
}

/// What clocks are reckoned by.
pub struct Terms<'a> {
    pub promises: &'a [Promise],
    pub calendar: &'a Calendar,
    /// Other promises or other hours count than did: clocks are reckoned from the history, not from what they were. What somebody was
    /// told stays told.
    pub anew: bool,
}

/// The clocks as they must be now, from what they were and what is known. With none before they follow from the history alone;
/// one step after the other comes to the same.
pub fn settle(before: &[Clock], facts: &Facts, terms: &Terms, now: Time) -> Vec<Clock> {
    let promised = terms.promises.iter().filter(|p| p.priority == facts.priority);
    let mut clocks: Vec<Clock> =
        promised.filter_map(|promise| clock(before, facts, promise, terms, now)).collect();
    clocks.sort_by_key(|clock| clock.target as u8);
    clocks
}

fn clock(before: &[Clock], facts: &Facts, promise: &Promise, terms: &Terms, now: Time) -> Option<Clock> {
    let old = before.iter().find(|c| c.target == promise.target);
    let (start, met) = span_of(promise.target, facts, old)?;
    // A reply stops no clock by coming before the clock began; a finished item waits for no reply.
    let stands = match promise.target {
        Target::Resolution => facts.paused,
        _ => facts.paused || facts.finished.is_some(),
    };
    let same = old.filter(|c| c.start == start);
    let mut clock = match same {
        Some(same) if !terms.anew => same.clone(),
        _ => Clock::begun(promise, (start, met), facts, terms.calendar).told_as(same),
    };
    let changed = clock.within != promise.within;
    clock.within = promise.within;
    let stop = [met, stands.then_some(facts.status_time)].into_iter().flatten().min();
    match (clock.since, stop) {
        (Some(since), Some(stop)) => {
            clock.spent += seconds_between(since, stop.max(since), terms.calendar);
            clock.since = None;
        }
        (None, None) => clock.since = Some(facts.status_time.max(start)),
        _ => {}
    }
    clock.reckon(met, terms.calendar, now, changed || same.is_none() || terms.anew);
    Some(clock)
}

/// When the clock of a target began, and when it was met; nothing where it has not begun.
fn span_of(target: Target, facts: &Facts, old: Option<&Clock>) -> Option<(Time, Option<Time>)> {
    match target {
        Target::FirstResponse => Some((facts.created, facts.first_response)),
        Target::Resolution => Some((facts.created, facts.finished)),
        Target::NextResponse => match (facts.waiting, old) {
            (Some(waiting), _) => Some((waiting, None)),
            (None, Some(old)) => Some((old.start, old.met.or(facts.last_response))),
            (None, None) => None,
        },
    }
}

impl Clock {
    fn new(promise: &Promise, start: Time) -> Self {
        let (target, within) = (promise.target, promise.within);
        Self {
            target,
            start,
            within,
            spent: 0,
            since: Some(start),
            due: None,
            met: None,
            breached: false,
            warned: false,
            told: false,
        }
    }

    /// A clock that somebody winds only now, with what was used up before the item got its status.
    fn begun(
        promise: &Promise,
        (start, met): (Time, Option<Time>),
        facts: &Facts,
        calendar: &Calendar,
    ) -> Self {
        let clock = Self::new(promise, start);
        if facts.status_time <= start {
            return clock;
        }
        let end = met.map_or(facts.status_time, |met| met.min(facts.status_time));
        let ran = history::running(start, end, &facts.stood);
        let spent = ran.iter().map(|(from, to)| seconds_between(*from, *to, calendar)).sum();
        Self { spent, since: Some(facts.status_time), ..clock }
    }

    /// What somebody was told of the same clock, as it was reckoned before.
    fn told_as(self, before: Option<&Self>) -> Self {
        let (warned, told) = before.map_or((false, false), |clock| (clock.warned, clock.told));
        Self { warned, told, ..self }
    }

    fn reckon(&mut self, met: Option<Time>, calendar: &Calendar, now: Time, fresh: bool) {
        self.met = met;
        let left = self.within - self.spent;
        if let Some(since) = self.since {
            self.due = after(since, left, calendar);
            self.breached = self.due.is_some_and(|due| due <= now);
        } else if let Some(met) = met {
            self.breached = left < 0;
            self.due = self.due.filter(|_| !fresh).or_else(|| after(met, left, calendar));
            // What was over before anybody promised it is told to nobody.
            self.told |= fresh;
        } else {
            self.due = None;
            self.breached = left <= 0;
        }
        if !self.breached {
            self.told = false;
            self.warned &= self.warning(calendar).is_none_or(|at| at <= now);
        }
    }

    fn runs(&self) -> bool {
        self.since.is_some() && self.met.is_none()
    }

    /// When somebody is told that it will run out: a tenth of its time before, at least five minutes.
    fn warning(&self, calendar: &Calendar) -> Option<Time> {
        let since = self.since?;
        let before = (self.within / 10).max(LEAST_WARNING);
        after(since, (self.within - before - self.spent).max(0), calendar)
    }

    /// What is to be told of it now, marked as told. A warning that comes too late is left out.
    fn alarm(&mut self, calendar: &Calendar, now: Time) -> Option<Alarm> {
        if self.breached && !self.told {
            (self.warned, self.told) = (true, true);
            return Some(Alarm::Breached);
        }
        let warn = self.runs()
            && !self.warned
            && !self.breached
            && self.warning(calendar).is_some_and(|at| at <= now);
        if warn {
            self.warned = true;
        }
        warn.then_some(Alarm::Warned)
    }
}

/// What is to be told of the clocks now; they are marked as told.
pub fn alarms(clocks: &mut [Clock], calendar: &Calendar, now: Time) -> Vec<(Alarm, Clock)> {
    clocks
        .iter_mut()
        .filter_map(|clock| clock.alarm(calendar, now).map(|alarm| (alarm, clock.clone())))
        .collect()
}

/// When the clocks must be looked at next.
pub fn next_alarm(clocks: &[Clock], calendar: &Calendar) -> Option<Time> {
    let next = |clock: &Clock| match (clock.warned, clock.told) {
        (false, false) => clock.warning(calendar),
        (true, false) => clock.due,
        (_, true) => None,
    };
    clocks.iter().filter(|clock| clock.runs()).filter_map(next).min()
}

/// When the first of them runs out.
pub fn due(clocks: &[Clock]) -> Option<Time> {
    clocks.iter().filter(|clock| clock.runs()).filter_map(|clock| clock.due).min()
}

fn after(start: Time, seconds: i64, calendar: &Calendar) -> Option<Time> {
    business_time::add(from_chrono(start), SignedDuration::from_secs(seconds), calendar).map(to_chrono)
}

fn seconds_between(start: Time, end: Time, calendar: &Calendar) -> i64 {
    business_time::between(from_chrono(start), from_chrono(end), calendar).as_secs()
}

/// A promise in seconds as the wire has it.
pub fn length(seconds: i64) -> prost_types::Duration {
    tandem_kit::clock::span(TimeDelta::seconds(seconds))
}

#[cfg(test)]
mod replay;
#[cfg(test)]
mod tests;
