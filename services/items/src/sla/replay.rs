//! Histories that nobody wrote by hand: the clocks wound step by step are those that follow from the history alone; and the cases of the
//! shared corpora, where they are at hand.
use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::Value as Json;
use tandem_kit::business_time::Calendar;

use super::{history::Stood, policy::Promise, *};

/// What may happen to an item.
#[derive(Clone, Copy, Debug)]
enum Step {
    Opens,
    Waits,
    Finishes,
    Answered,
    CustomerWrites,
    Priority(i16),
    Nothing,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Opens),
        Just(Step::Waits),
        Just(Step::Finishes),
        Just(Step::Answered),
        Just(Step::CustomerWrites),
        (0_i16..3).prop_map(Step::Priority),
        Just(Step::Nothing),
    ]
}

/// An item with all that happened to it.
struct History {
    facts: Facts,
    created_stands: bool,
}

impl History {
    fn begins(created: Time) -> Self {
        let facts = Facts {
            priority: 1,
            created,
            paused: false,
            status_time: created,
            finished: None,
            first_response: None,
            waiting: None,
            last_response: None,
            stood: Vec::new(),
        };
        Self { facts, created_stands: false }
    }
    fn stands(&self) -> bool {
        self.facts.paused || self.facts.finished.is_some() || self.created_stands
    }
    fn status(&mut self, at: Time, paused: bool, finished: bool) {
        if (paused, finished) == (self.facts.paused, self.facts.finished.is_some()) {
            return;
        }
        if self.stands() && self.facts.status_time < at {
            match self.facts.stood.last_mut() {
                Some(last) if last.to == self.facts.status_time => last.to = at,
                _ => self.facts.stood.push(Stood { from: self.facts.status_time, to: at }),
            }
        }
        (self.facts.paused, self.facts.status_time) = (paused, at);
        self.facts.finished = finished.then_some(at);
    }
    fn happens(&mut self, step: Step, at: Time) {
        match step {
            Step::Opens => self.status(at, false, false),
            Step::Waits => self.status(at, true, false),
            Step::Finishes => self.status(at, false, true),
            Step::Answered => {
                self.facts.first_response = self.facts.first_response.or(Some(at));
                (self.facts.last_response, self.facts.waiting) = (Some(at), None);
            }
            Step::CustomerWrites if self.facts.first_response.is_some() => {
                self.facts.waiting = self.facts.waiting.or(Some(at));
            }
            Step::Priority(stars) => self.facts.priority = stars,
            Step::CustomerWrites | Step::Nothing => {}
        }
    }
}

fn grid() -> Vec<Promise> {
    let cells = (0_i16..3).flat_map(|stars| {
        [(Target::FirstResponse, 2), (Target::NextResponse, 3), (Target::Resolution, 9)].map(
            |(target, hours)| Promise {
                priority: stars,
                target,
                within: hours * 3_600 - i64::from(stars) * 600,
            },
        )
    });
    cells.collect()
}

/// What matters of a clock to whoever looks at it.
type Seen = (Target, Time, i64, Option<Time>, Option<Time>, bool);

fn seen(clock: &Clock, calendar: &Calendar, now: Time) -> Seen {
    let running = clock.since.map_or(0, |since| seconds_between(since, now, calendar));
    // Once met, when it would have run out is shown as it was known then.
    let due = clock.due.filter(|_| clock.met.is_none());
    (clock.target, clock.start, clock.spent + running, due, clock.met, clock.breached)
}

proptest! {
    #[test]
    fn clocks_wound_step_by_step_are_those_of_the_history(
        steps in proptest::collection::vec((step(), 1_i64..600), 1..14),
        started in 0_i64..10_000,
    ) {
        let calendar = Calendar::read("Europe/Berlin", (1..=5).flat_map(|day| [(day, 480, 720), (day, 780, 1020)]), ["2026-03-31"]).unwrap();
        let promises = grid();
        let terms = Terms { promises: &promises, calendar: &calendar, anew: false };
        let created = "2026-03-27T06:00:00Z".parse::<Time>().unwrap() + TimeDelta::minutes(started);
        let mut history = History::begins(created);
        let mut clocks = settle(&[], &history.facts, &terms, created);
        let mut now = created;
        for (step, minutes) in steps {
            now += TimeDelta::minutes(minutes);
            history.happens(step, now);
            clocks = settle(&clocks, &history.facts, &terms, now);
            let anew = settle(&clocks, &history.facts, &Terms { anew: true, ..terms }, now);
            let stepwise: Vec<Seen> = clocks.iter().map(|clock| seen(clock, &calendar, now)).collect();
            let at_once: Vec<Seen> = anew.iter().map(|clock| seen(clock, &calendar, now)).collect();
            prop_assert_eq!(stepwise, at_once, "after {:?}", step);
        }
    }
}

fn corpus() -> Option<Json> {
    let found = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/corpora/zammad-facts/sla_cases.json"))
        .find(|path| path.exists())?;
    Some(serde_json::from_slice(&std::fs::read(found).unwrap()).unwrap())
}

fn minute(clock: &str) -> i32 {
    let (hour, minute) = clock.split_once(':').unwrap();
    hour.parse::<i32>().unwrap() * 60 + minute.parse::<i32>().unwrap()
}

/// To the minute, as the corpus counts.
fn to_the_minute(text: &str) -> Time {
    let at: Time = text.parse().unwrap();
    at - TimeDelta::seconds(at.timestamp() % 60)
}

fn hours(case: &Json) -> Calendar {
    let days = (1..).zip(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
    let spans = days.flat_map(|(day, name)| {
        let spans = case["business_hours"][name].as_array().cloned().unwrap_or_default();
        spans.into_iter().map(move |s| (day, minute(s[0].as_str().unwrap()), minute(s[1].as_str().unwrap())))
    });
    let holidays = case["holidays"].as_array().cloned().unwrap_or_default();
    let holidays: Vec<&str> = holidays.iter().map(|day| day.as_str().unwrap()).collect();
    Calendar::read(case["timezone"].as_str().unwrap(), spans.collect::<Vec<_>>(), holidays).unwrap()
}

fn pends(state: &Json) -> bool {
    state.as_str().is_some_and(|state| state.starts_with("pending"))
}

/// What became of a case: agreed, another policy's, or wrong.
#[derive(Default)]
struct Score {
    agree: usize,
    other_policy: usize,
    wrong: Vec<String>,
}

impl Score {
    fn due(&mut self, case: &Json, what: &str, clock: Option<&Clock>, expect: &Json) {
        let Some(expected) = expect.get(what) else { return };
        let ours = clock.filter(|clock| clock.met.is_none()).and_then(|clock| clock.due);
        let accepted = [expected, &case["accept_also"][what]];
        if accepted.iter().any(|accepted| {
            accepted.as_str().map(to_the_minute) == ours && !(accepted.is_null() && ours.is_some())
        }) {
            self.agree += 1;
        } else if what == "response_due" {
            // Zammad's runs from the request on and goes on from answer to answer; ours, like OneDesk's and Zendesk's, is the promise
            // of the next answer: it begins with what a customer writes after the first.
            self.other_policy += 1;
        } else {
            self.wrong.push(format!("{} {what}: {ours:?} is not {expected}", case["id"]));
        }
    }
    fn taken(&mut self, case: &Json, what: &str, clock: Option<&Clock>, expect: &Json) {
        let Some(minutes) = expect[what].as_i64() else { return };
        let ours = clock.filter(|clock| clock.met.is_some()).map(|clock| clock.spent / 60);
        if ours == Some(minutes) {
            self.agree += 1;
        } else {
            self.wrong.push(format!("{} {what}: {ours:?} is not {minutes}", case["id"]));
        }
    }
}

fn promised(case: &Json) -> Vec<Promise> {
    let targets = [
        ("first_response", Target::FirstResponse),
        ("response", Target::NextResponse),
        ("solution", Target::Resolution),
    ];
    let cell = |(name, target): (&str, Target)| {
        let within = case["targets_min"][name].as_i64()? * 60;
        Some(Promise { priority: 1, target, within })
    };
    targets.into_iter().filter_map(cell).collect()
}

fn tells(history: &mut History, event: &Json) -> Time {
    let at = to_the_minute(event["at"].as_str().unwrap());
    match event["type"].as_str().unwrap() {
        "state_change" => {
            if event["from"].is_string()
                && pends(&event["from"])
                && history.facts.status_time == history.facts.created
            {
                history.facts.paused = true;
            }
            history.status(at, pends(&event["to"]), event["to"] == "closed");
        }
        "set_first_response_at" => history.facts.first_response = Some(at),
        "agent_contact" => (history.facts.last_response, history.facts.waiting) = (Some(at), None),
        "agent_message" => history.happens(Step::Answered, at),
        "customer_message" | "customer_contact" => history.happens(Step::CustomerWrites, at),
        _ => {}
    }
    at
}

#[test]
fn the_cases_of_the_sla_corpus_are_as_they_should_be() {
    let Some(corpus) = corpus() else { return };
    let mut score = Score::default();
    for case in corpus["cases"].as_array().unwrap() {
        let (calendar, promises) = (hours(case), promised(case));
        let terms = Terms { promises: &promises, calendar: &calendar, anew: false };
        let created = to_the_minute(case["created_at"].as_str().unwrap());
        let mut history = History::begins(created);
        history.facts.paused = pends(&case["initial_state"]);
        let mut clocks = settle(&[], &history.facts, &terms, created);
        let alone = vec![case.clone()];
        for step in case["steps"].as_array().unwrap_or(&alone) {
            for event in step["events"].as_array().unwrap() {
                let at = tells(&mut history, event);
                clocks = settle(&clocks, &history.facts, &terms, at);
            }
            let of = |target: Target| clocks.iter().find(|clock| clock.target == target);
            let expect = &step["expect"];
            score.due(case, "first_response_due", of(Target::FirstResponse), expect);
            score.due(case, "response_due", of(Target::NextResponse), expect);
            score.due(case, "solution_due", of(Target::Resolution), expect);
            score.taken(case, "first_response_taken_min", of(Target::FirstResponse), expect);
            score.taken(case, "solution_taken_min", of(Target::Resolution), expect);
        }
    }
    println!("SLA corpus: {} figures agree, {} are another policy's", score.agree, score.other_policy);
    assert!(score.wrong.is_empty(), "{:#?}", score.wrong);
}
