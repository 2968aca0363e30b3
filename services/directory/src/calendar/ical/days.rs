//! The days that the events of a calendar are on. Pure.
use std::collections::{BTreeMap, HashMap};

use jiff::{
    SignedDuration, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use tandem_kit::recurrence::{Occurrences, Rule};

use super::{
    event::Event,
    moment::{Frame, Frames},
};

/// Most occurrences of all events that are looked at: a rule may repeat for ever.
const MOST_OCCURRENCES: usize = 50_000;
/// Longest event, in days.
const LONGEST_EVENT: i64 = 62;

/// The days found.
pub struct Days {
    pub found: BTreeMap<Date, String>,
    from: Date,
    to: Date,
    left: usize,
}

impl Days {
    /// None yet, of those between two dates, both included.
    pub fn within((from, to): (Date, Date)) -> Self {
        Self { found: BTreeMap::new(), from, to, left: MOST_OCCURRENCES }
    }

    /// Adds the days of the events of one calendar.
    pub fn take(&mut self, events: &[Event], frames: &Frames<'_>, problems: &mut Vec<String>) {
        let mut instead: HashMap<&str, Vec<&Event>> = HashMap::new();
        for event in events.iter().filter(|event| event.instead.is_some() && !event.uid.is_empty()) {
            instead.entry(&event.uid).or_default().push(event);
        }
        for event in events.iter().filter(|event| !event.cancelled) {
            let mut at = self.occurrences(event, frames);
            if event.instead.is_none() {
                replace(
                    &mut at,
                    event,
                    instead.get(event.uid.as_str()).map_or(&[][..], Vec::as_slice),
                    frames,
                );
            }
            for (at, (length, name)) in at {
                self.add(&event.frame, (at, length), name.unwrap_or(&event.name), frames);
            }
            if self.left == 0 {
                problems.push(format!("{:?} repeats too often: not all of it was looked at", event.name));
                return;
            }
        }
    }

    /// When an event is, as far as that may matter, how long, and what it is called then if it is called otherwise.
    fn occurrences<'a>(&mut self, event: &'a Event, frames: &Frames<'_>) -> BTreeMap<DateTime, Then<'a>> {
        let mut at = BTreeMap::from([(event.start, (event.length, None))]);
        for rule in &event.rules {
            at.extend(self.by_rule(event, rule, frames).into_iter().map(|at| (at, (event.length, None))));
        }
        at.extend(event.dates.iter().map(|(at, length)| (*at, (*length, None))));
        for rule in &event.except_rules {
            for gone in self.by_rule(event, rule, frames) {
                at.remove(&gone);
            }
        }
        at.retain(|at, _| !event.except.iter().any(|gone| gone.is(*at)));
        at
    }

    /// The start is the first of those that a rule counts, whether or not the rule says so.
    fn by_rule(&mut self, event: &Event, rule: &Rule, frames: &Frames<'_>) -> Vec<DateTime> {
        let until = rule.until.map(|until| frames.until(until, &event.frame));
        let of_rule = || Occurrences::new(rule, event.start, until);
        let most = match rule.count.and_then(|count| usize::try_from(count).ok()) {
            Some(count) if of_rule().next() == Some(event.start) => count,
            Some(count) => count.saturating_sub(1),
            None => usize::MAX,
        };
        let earliest = self.from.checked_sub((LONGEST_EVENT + 2).days()).unwrap_or(self.from);
        let latest = self.to.checked_add(2.days()).unwrap_or(self.to);
        let found = of_rule().skip_to(earliest.to_datetime(Time::midnight())).take(most.min(self.left));
        let mut looked_at = 0;
        let near = found.inspect(|_| looked_at += 1).take_while(|at| at.date() <= latest);
        let near = near.filter(|at| at.date() >= earliest).collect();
        self.left = self.left.saturating_sub(looked_at);
        near
    }

    fn add(&mut self, frame: &Frame, (at, length): (DateTime, i64), name: &str, frames: &Frames<'_>) {
        let end = at.checked_add(SignedDuration::from_secs(length)).unwrap_or(at);
        let (start, end) = match frame {
            Frame::Utc if !is_whole_days(at, end) => (home(at, frames), home(end, frames)),
            _ => (at, end),
        };
        // The end is not one of them, where it ends as a day begins.
        let last = if end > start { end.checked_sub(1.second()).unwrap_or(end) } else { start };
        let days = start.date().until(last.date()).map_or(0, |span| i64::from(span.get_days()));
        let days = usize::try_from(days.clamp(0, LONGEST_EVENT - 1)).unwrap_or(0) + 1;
        for day in start.date().series(1.day()).take(days) {
            if (self.from..=self.to).contains(&day) {
                let known = self.found.entry(day).or_default();
                if known.is_empty() {
                    name.clone_into(known);
                }
            }
        }
    }
}

/// How long an occurrence is, and what it is called if otherwise.
type Then<'a> = (i64, Option<&'a str>);

/// Takes out the occurrences that other events are instead of; where one is instead of all that follow, these are moved as it is.
fn replace<'a>(
    at: &mut BTreeMap<DateTime, Then<'a>>,
    event: &Event,
    others: &[&'a Event],
    frames: &Frames<'_>,
) {
    for other in others {
        let Some(instead) = &other.instead else { continue };
        let of = instead.listed(frames, &event.frame);
        let first = at.keys().copied().find(|at| of.is(*at));
        at.retain(|at, _| !of.is(*at));
        if let (true, Some(first)) = (instead.from_then_on, first) {
            let later = at.split_off(&first);
            if other.cancelled {
                continue;
            }
            let moved = frames
                .shift(&super::moment::Moment { at: other.start, frame: other.frame.clone() }, &event.frame);
            let by = moved.duration_since(first);
            let moved = later.into_keys().filter_map(|at| at.checked_add(by).ok());
            at.extend(moved.map(|at| (at, (other.length, Some(other.name.as_str())))));
        }
    }
}

fn is_whole_days(start: DateTime, end: DateTime) -> bool {
    start.time() == Time::midnight() && end.time() == Time::midnight()
}

fn home(at: DateTime, frames: &Frames<'_>) -> DateTime {
    at.to_zoned(TimeZone::UTC).map_or(at, |zoned| frames.home(zoned.timestamp()))
}
