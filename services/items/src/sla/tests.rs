//! SLA clocks, by tables.
use chrono::TimeDelta;
use tandem_kit::business_time::Calendar;

use super::{policy::Promise, *};

const HOUR: i64 = 3_600;

fn at(text: &str) -> Time {
    format!("{text}:00Z").parse().unwrap()
}

/// Monday to Friday, 9 to 17 o'clock; 2026-11-23 is a Monday.
fn office() -> Calendar {
    Calendar::read("UTC", (1..=5).map(|day| (day, 9 * 60, 17 * 60)), []).unwrap()
}

fn promises() -> Vec<Promise> {
    let cells = [(2, 2, 4, 16), (5, 1, 1, 4)];
    let cells = cells.into_iter().flat_map(|(priority, first, next, resolution)| {
        [(Target::FirstResponse, first), (Target::NextResponse, next), (Target::Resolution, resolution)]
            .map(|(target, hours)| Promise { priority, target, within: hours * HOUR })
    });
    cells.collect()
}

/// An item as it goes through its days.
struct Story {
    facts: Facts,
    clocks: Vec<Clock>,
}

impl Story {
    fn begins(created: &str) -> Self {
        let created = at(created);
        let facts = Facts {
            priority: 2,
            created,
            paused: false,
            status_time: created,
            finished: None,
            first_response: None,
            waiting: None,
            last_response: None,
            stood: Vec::new(),
        };
        Self { facts, clocks: Vec::new() }.winds(created)
    }
    fn winds(mut self, now: Time) -> Self {
        self.clocks = settle(
            &self.clocks,
            &self.facts,
            &Terms { promises: &promises(), calendar: &office(), anew: false },
            now,
        );
        self
    }
    fn then(mut self, when: &str, change: impl FnOnce(&mut Facts, Time)) -> Self {
        change(&mut self.facts, at(when));
        self.winds(at(when))
    }
    fn answered(self, when: &str) -> Self {
        self.then(when, |facts, now| {
            facts.first_response = facts.first_response.or(Some(now));
            (facts.last_response, facts.waiting) = (Some(now), None);
        })
    }
    fn pauses(self, when: &str) -> Self {
        self.then(when, |facts, now| (facts.paused, facts.status_time) = (true, now))
    }
    fn resumes(self, when: &str) -> Self {
        self.then(when, |facts, now| (facts.paused, facts.finished, facts.status_time) = (false, None, now))
    }
    fn customer_writes(self, when: &str) -> Self {
        self.then(when, |facts, now| facts.waiting = facts.waiting.or(Some(now)))
    }
    fn finishes(self, when: &str) -> Self {
        self.then(when, |facts, now| {
            (facts.paused, facts.finished, facts.status_time) = (false, Some(now), now);
        })
    }
    fn looks(self, when: &str) -> Self {
        self.winds(at(when))
    }
    fn clock(&self, target: Target) -> &Clock {
        self.clocks.iter().find(|c| c.target == target).unwrap()
    }
    fn due(&self, target: Target) -> Option<Time> {
        self.clock(target).due
    }
    fn rings(&mut self, when: &str) -> Vec<(Alarm, Target)> {
        self.clocks = settle(
            &self.clocks,
            &self.facts,
            &Terms { promises: &promises(), calendar: &office(), anew: false },
            at(when),
        );
        alarms(&mut self.clocks, &office(), at(when))
            .into_iter()
            .map(|(alarm, clock)| (alarm, clock.target))
            .collect()
    }
}

use Target::{FirstResponse, NextResponse, Resolution};

#[test]
fn a_clock_counts_business_time_only() {
    let friday = Story::begins("2026-11-20T16:00");
    assert_eq!(friday.due(FirstResponse), Some(at("2026-11-23T10:00")));
    assert_eq!(friday.due(Resolution), Some(at("2026-11-24T16:00")));
    assert!(
        friday.clocks.iter().all(|c| c.target != NextResponse),
        "nothing to answer after the first response yet"
    );
}

#[test]
fn the_first_answer_in_time_meets_its_promise_and_a_late_one_does_not() {
    let in_time = Story::begins("2026-11-23T09:00").answered("2026-11-23T10:59");
    assert_eq!(
        (in_time.clock(FirstResponse).breached, in_time.clock(FirstResponse).met),
        (false, Some(at("2026-11-23T10:59")))
    );
    assert_eq!(in_time.due(FirstResponse), Some(at("2026-11-23T11:00")), "the due time stays to be seen");
    let late = Story::begins("2026-11-23T09:00").answered("2026-11-23T11:01");
    assert!(late.clock(FirstResponse).breached);
}

#[test]
fn the_clocks_stand_still_while_it_is_the_customers_turn() {
    let waits = Story::begins("2026-11-23T09:00").answered("2026-11-23T10:00").pauses("2026-11-23T10:00");
    assert_eq!(waits.due(Resolution), None);
    assert_eq!(due(&waits.clocks), None);
    let runs = waits.resumes("2026-11-25T10:00");
    assert_eq!(runs.due(Resolution), Some(at("2026-11-26T17:00")), "an hour of sixteen was used up before");
}

#[test]
fn the_next_answer_is_due_after_the_oldest_question() {
    let asked = Story::begins("2026-11-23T09:00")
        .answered("2026-11-23T10:00")
        .customer_writes("2026-11-23T11:00")
        .customer_writes("2026-11-23T12:00");
    assert_eq!(asked.due(NextResponse), Some(at("2026-11-23T15:00")));
    let answered = asked.answered("2026-11-23T13:00");
    assert_eq!(answered.clock(NextResponse).met, Some(at("2026-11-23T13:00")));
    let again = answered.customer_writes("2026-11-24T09:00");
    assert_eq!(
        (again.due(NextResponse), again.clock(NextResponse).met),
        (Some(at("2026-11-24T13:00")), None)
    );
}

#[test]
fn a_reopened_item_goes_on_where_it_stopped() {
    let done = Story::begins("2026-11-23T09:00").answered("2026-11-23T10:00").finishes("2026-11-23T11:00");
    assert_eq!(
        (done.clock(Resolution).met, done.clock(Resolution).breached),
        (Some(at("2026-11-23T11:00")), false)
    );
    let reopened = done.resumes("2026-11-24T09:00");
    assert_eq!(
        (reopened.clock(Resolution).met, reopened.due(Resolution)),
        (None, Some(at("2026-11-25T15:00")))
    );
}

#[test]
fn more_stars_are_due_earlier_and_fewer_forgive() {
    let mut hot = Story::begins("2026-11-23T09:00").then("2026-11-23T10:30", |facts, _| facts.priority = 5);
    assert_eq!(
        (hot.due(FirstResponse), hot.clock(FirstResponse).breached),
        (Some(at("2026-11-23T10:00")), true)
    );
    assert_eq!(hot.rings("2026-11-23T10:30"), [(Alarm::Breached, FirstResponse)]);
    let mut cool = hot.then("2026-11-23T10:31", |facts, _| facts.priority = 2);
    assert!(!cool.clock(FirstResponse).breached);
    assert_eq!(cool.rings("2026-11-23T10:50"), [(Alarm::Warned, FirstResponse)]);
    assert_eq!(cool.rings("2026-11-23T11:00"), [(Alarm::Breached, FirstResponse)]);
}

#[test]
fn a_clock_warns_once_and_breaches_once_on_time() {
    let mut story = Story::begins("2026-11-20T16:00");
    assert_eq!(
        next_alarm(&story.clocks, &office()),
        Some(at("2026-11-23T09:48")),
        "a tenth of two hours before"
    );
    for (when, rings) in [
        ("2026-11-22T12:00", vec![]),
        ("2026-11-23T09:47", vec![]),
        ("2026-11-23T09:48", vec![(Alarm::Warned, FirstResponse)]),
        ("2026-11-23T09:50", vec![]),
        ("2026-11-23T10:00", vec![(Alarm::Breached, FirstResponse)]),
        ("2026-11-23T10:01", vec![]),
    ] {
        assert_eq!(story.rings(when), rings, "{when}");
    }
    assert_eq!(
        next_alarm(&story.clocks, &office()),
        Some(at("2026-11-24T14:24")),
        "the resolution's warning"
    );
}

#[test]
fn a_warning_that_comes_too_late_is_left_out() {
    let mut story = Story::begins("2026-11-23T09:00");
    assert_eq!(story.rings("2026-11-23T12:00"), [(Alarm::Breached, FirstResponse)]);
    assert_eq!(story.rings("2026-11-23T12:01"), []);
}

#[test]
fn what_was_answered_before_anybody_promised_is_told_to_nobody() {
    let mut story = Story::begins("2026-11-23T09:00");
    story.clocks.clear();
    let mut late =
        story.then("2026-11-24T09:00", |facts, _| facts.first_response = Some(at("2026-11-23T15:00")));
    assert!(late.clock(FirstResponse).breached);
    assert_eq!(late.rings("2026-11-24T09:00"), []);
}

#[test]
fn looking_changes_nothing() {
    let story = Story::begins("2026-11-23T09:00")
        .answered("2026-11-23T10:00")
        .pauses("2026-11-23T10:30")
        .resumes("2026-11-23T12:00");
    let before = story.clocks.clone();
    assert_eq!(story.looks("2026-11-23T12:30").clocks, before);
}

#[test]
fn a_calendar_without_working_time_makes_no_clock_ring() {
    let never = Calendar::read("UTC", [], []).unwrap();
    let story = Story::begins("2026-11-23T09:00");
    let terms = Terms { promises: &promises(), calendar: &never, anew: false };
    let clocks = settle(&[], &story.facts, &terms, story.facts.created + TimeDelta::days(30));
    assert_eq!((next_alarm(&clocks, &never), due(&clocks)), (None, None));
}
