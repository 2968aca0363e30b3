//! Working hours, by tables and by what must always hold.
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::{Calendar, Span, add, between, explain, next_open};

/// The text of a file of the shared corpora; none where they are not at hand.
fn corpus(name: &str) -> Option<Json> {
    let found = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/corpora").join(name))
        .find(|path| path.exists())?;
    Some(serde_json::from_slice(&std::fs::read(found).unwrap()).unwrap())
}

fn minute(clock: &str) -> u16 {
    let (hour, minute) = clock.split_once(':').unwrap();
    hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
}

fn calendar(zone: &str, case: &Json) -> Calendar {
    let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| {
        let spans = case["business_hours"][day].as_array().cloned().unwrap_or_default();
        spans
            .iter()
            .map(|s| Span::new(minute(s[0].as_str().unwrap()), minute(s[1].as_str().unwrap())).unwrap())
            .collect()
    });
    let holidays = case["holidays"].as_array().cloned().unwrap_or_default();
    let holidays = holidays.iter().map(|day| day.as_str().unwrap().parse().unwrap());
    Calendar::new(TimeZone::get(zone).unwrap(), week, holidays.collect::<Vec<Date>>())
}

fn utc(local: &Json) -> Timestamp {
    format!("{}:00Z", local.as_str().unwrap()).parse().unwrap()
}

#[test]
fn the_business_time_corpus_holds() {
    let Some(corpus) = corpus("business-time/cases.json") else { return };
    let cases = corpus["cases"].as_array().unwrap();
    for case in cases {
        let calendar = calendar("UTC", case);
        let start = utc(&case["start"]);
        match case["op"].as_str().unwrap() {
            "add_business_hours" => {
                let length = SignedDuration::from_hours(case["hours"].as_i64().unwrap());
                assert_eq!(add(start, length, &calendar), Some(utc(&case["expect"])), "{}", case["id"]);
            }
            "next_open" => {
                assert_eq!(next_open(start, &calendar), Some(utc(&case["expect"])), "{}", case["id"]);
            }
            "business_seconds_between" => {
                let seconds = between(start, utc(&case["end"]), &calendar).as_secs();
                assert_eq!(Some(seconds), case["expect"].as_i64(), "{}", case["id"]);
            }
            other => panic!("unknown {other}"),
        }
    }
    assert_eq!(cases.len(), 17);
}

/// The deadlines of tickets whose clock never stopped: created, plus the target.
#[test]
fn the_plain_deadlines_of_the_sla_corpus_hold() {
    let Some(corpus) = corpus("zammad-facts/sla_cases.json") else { return };
    let mut compared = 0;
    for case in corpus["cases"].as_array().unwrap() {
        let calendar = calendar(case["timezone"].as_str().unwrap(), case);
        let created: Timestamp = case["created_at"].as_str().unwrap().parse().unwrap();
        let (first, events) = match case["steps"].as_array() {
            Some(steps) => (&steps[0]["expect"], &steps[0]["events"]),
            None => (&case["expect"], &case["events"]),
        };
        if events.as_array().unwrap().iter().any(|event| event["type"] == "state_change") {
            continue;
        }
        let contact = events.as_array().unwrap().iter().any(|event| event["type"] != "customer_message");
        for (due, target) in [
            ("first_response_due", "first_response"),
            ("response_due", "response"),
            ("solution_due", "solution"),
        ] {
            let (Some(due_time), Some(minutes)) = (first[due].as_str(), case["targets_min"][target].as_i64())
            else {
                continue;
            };
            if contact && due == "response_due" {
                continue;
            }
            let truncated = Timestamp::from_second(created.as_second() / 60 * 60).unwrap();
            let computed = add(truncated, SignedDuration::from_mins(minutes), &calendar);
            assert_eq!(computed, Some(due_time.parse().unwrap()), "{} {due}", case["id"]);
            compared += 1;
        }
    }
    assert!(compared >= 8, "only {compared}");
}

fn week(days: &[usize], from: u16, to: u16) -> [Vec<Span>; 7] {
    std::array::from_fn(|day| days.contains(&day).then(|| Span::new(from, to).unwrap()).into_iter().collect())
}

#[test]
fn a_calendar_without_working_time_gives_no_deadline_and_no_loop() {
    let start: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
    let never = Calendar::new(TimeZone::UTC, week(&[], 0, 1), []);
    assert_eq!(add(start, SignedDuration::from_secs(1), &never), None);
    assert_eq!(add(start, SignedDuration::from_secs(-1), &never), None);
    assert_eq!(next_open(start, &never), None);
    assert_eq!(between(start, Timestamp::MAX, &never), SignedDuration::ZERO);
    assert_eq!(add(Timestamp::MAX, SignedDuration::from_hours(1), &Calendar::always()), None);
}

#[test]
fn a_day_of_clock_change_has_an_hour_less_or_more() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let all_day = Calendar::new(berlin.clone(), week(&[0, 1, 2, 3, 4, 5, 6], 0, 1440), []);
    let night = Calendar::new(berlin, week(&[0, 1, 2, 3, 4, 5, 6], 90, 150), []);
    let hours = |from: &str, to: &str, calendar: &Calendar| {
        let at = |s: &str| format!("{s}T00:00[Europe/Berlin]").parse::<jiff::Zoned>().unwrap().timestamp();
        between(at(from), at(to), calendar).as_mins()
    };
    assert_eq!(hours("2026-03-29", "2026-03-30", &all_day), 23 * 60);
    assert_eq!(hours("2026-10-25", "2026-10-26", &all_day), 25 * 60);
    assert_eq!(hours("2026-03-29", "2026-03-30", &night), 30, "01:30 to 02:00, the rest is jumped over");
    assert_eq!(hours("2026-10-25", "2026-10-26", &night), 90, "02:00 to 02:30 comes twice");
}

#[test]
fn a_calendar_is_read_from_the_contract_or_refused_with_the_field() {
    let monday = [(1, 540, 1020), (1, 1020, 1080), (7, 0, 1440)];
    let read = Calendar::read("Europe/Berlin", monday, ["2026-12-25"]).unwrap();
    assert_eq!(read.week[0], [Span::new(540, 1080).unwrap()], "spans that touch are one");
    assert_eq!((read.week[6].len(), read.holidays.len()), (1, 1));
    let refused = |zone: &str, spans: &[(i32, i32, i32)], day: &'static str| {
        Calendar::read(zone, spans.iter().copied(), [day]).unwrap_err().to_string()
    };
    assert_eq!(refused("Mars/Base", &[], "2026-12-25"), "time_zone: no time zone \"Mars/Base\"");
    assert_eq!(
        refused("UTC", &[(8, 0, 60)], "2026-12-25"),
        "spans: 0 to 60 on weekday 8 is no span of a day"
    );
    assert!(refused("UTC", &[(i32::MIN, 0, 60)], "2026-12-25").ends_with("is no span of a day"));
    assert_eq!(
        refused("UTC", &[(1, 60, 60)], "2026-12-25"),
        "spans: 60 to 60 on weekday 1 is no span of a day"
    );
    let twice = refused("UTC", &[(1, 0, 60), (1, 59, 70)], "2026-12-25");
    assert_eq!(twice, "spans: 59 to 70 on weekday 1 overlaps another span");
    assert_eq!(refused("UTC", &[], "25.12."), "holidays: \"25.12.\" is no date such as 2026-12-25");
}

const ZONES: [&str; 6] =
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia"];

prop_compose! {
    fn any_calendar()(
        zone in prop::sample::select(&ZONES[..]),
        week in prop::array::uniform7(prop::collection::vec((0u16..1440, 1u16..700), 0..3)),
        always in any::<bool>(),
        holidays in prop::collection::vec(0i32..800, 0..6),
    ) -> Calendar {
        let mut week = week.map(|spans| spans.iter().filter_map(|(s, l)| Span::new(*s, (s + l).min(1440))).collect::<Vec<_>>());
        if always || week.iter().all(Vec::is_empty) {
            week[1].push(Span::new(540, 600).unwrap());
        }
        let first: Date = "2011-01-01".parse().unwrap();
        let holidays = holidays.iter().map(|n| first.checked_add(jiff::Span::new().days(*n)).unwrap());
        Calendar::new(TimeZone::get(zone).unwrap(), week, holidays.collect::<Vec<_>>())
    }
}

/// Around 2011 and 2012: Apia loses a whole day, São Paulo changes its clock at midnight.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    (1_293_840_000i64..1_356_998_400).prop_map(|s| Timestamp::from_second(s).unwrap())
}

/// Looks at every minute's clock on the wall.
fn minute_by_minute(start: Timestamp, minutes: i64, calendar: &Calendar) -> i64 {
    (0..minutes)
        .filter(|n| {
            let wall = (start + SignedDuration::from_mins(*n)).to_zoned(calendar.zone.clone()).datetime();
            let minute = u16::try_from(wall.hour()).unwrap() * 60 + u16::try_from(wall.minute()).unwrap();
            let day = usize::try_from(wall.weekday().to_monday_zero_offset()).unwrap();
            !calendar.holidays.contains(&wall.date())
                && calendar.week[day].iter().any(|span| (span.start..span.end).contains(&minute))
        })
        .count()
        .try_into()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(24), ..ProptestConfig::default() })]

    #[test]
    fn between_undoes_add(calendar in any_calendar(), start in any_moment(), seconds in 1i64..500_000) {
        let length = SignedDuration::from_secs(seconds);
        let due = add(start, length, &calendar).unwrap();
        prop_assert_eq!(between(start, due, &calendar), length);
        prop_assert!(between(start, due - SignedDuration::from_secs(1), &calendar) < length, "the first such moment");
        let back = add(start, -length, &calendar).unwrap();
        prop_assert_eq!(between(start, back, &calendar), -length);
    }

    #[test]
    fn more_work_is_never_due_earlier_nor_a_longer_time_less_work(
        calendar in any_calendar(), start in any_moment(), a in 0i64..500_000, b in 0i64..500_000
    ) {
        let (a, b) = (SignedDuration::from_secs(a.min(b)), SignedDuration::from_secs(a.max(b)));
        prop_assert!(add(start, a, &calendar) <= add(start, b, &calendar));
        prop_assert!(between(start, start + a, &calendar) <= between(start, start + b, &calendar));
        let parts = between(start, start + a, &calendar) + between(start + a, start + b, &calendar);
        prop_assert_eq!(parts, between(start, start + b, &calendar));
    }

    #[test]
    fn it_is_what_the_clock_on_the_wall_says(calendar in any_calendar(), start in any_moment(), days in 1i64..9) {
        let start = Timestamp::from_second(start.as_second() / 60 * 60).unwrap();
        let end = start + SignedDuration::from_hours(24 * days);
        let counted: Vec<_> = explain(start, end, &calendar).collect();
        prop_assert!(counted.windows(2).all(|two| two[0].end <= two[1].start), "in order, apart");
        prop_assert_eq!(between(start, end, &calendar).as_mins(), minute_by_minute(start, days * 24 * 60, &calendar));
    }
}
