//! A rule in words. Pure.
use jiff::{
    civil::{DateTime, Weekday},
    tz::TimeZone,
};

use tandem_kit::recurrence::{Frequency, Rule, Skip};

/// Most times of the day that are named one by one.
const MOST_TIMES: usize = 6;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a month, from 1.
pub fn month(n: i16) -> &'static str {
    usize::try_from(n - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// The name of a weekday.
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// What a rule says: `Every 2 weeks on Monday and Friday at 09:00, 10 times`.
pub fn of(rule: &Rule, start: DateTime, zone: &TimeZone) -> String {
    let mut said = vec![every(rule)];
    let on = on(rule, start);
    if !on.is_empty() {
        said.push(format!(" on {on}"));
    }
    if !rule.weeks.is_empty() {
        said.push(format!(" in week {}", listed(rule.weeks.iter().map(|n| counted(*n)))));
    }
    let own_month = rule.frequency == Frequency::Yearly
        && rule.months.is_empty()
        && rule.days.is_empty()
        && rule.year_days.is_empty()
        && rule.weeks.is_empty();
    if own_month {
        said.push(format!(" of {}", month(start.month().into())));
    } else if !rule.months.is_empty() {
        said.push(format!(" in {}", listed(rule.months.iter().map(|n| month(*n).to_owned()))));
    }
    said.push(at(rule, start));
    said.push(match rule.skip {
        Skip::Omit => String::new(),
        Skip::Backward => ", where there is no such day on the last of the month".into(),
        Skip::Forward => ", where there is no such day on the first of the next month".into(),
    });
    match (rule.count, rule.until) {
        (Some(1), _) => said.push(", once".into()),
        (Some(count), _) => said.push(format!(", {count} times")),
        (None, Some(until)) => said.push(format!(", until {}", day(until.local(zone)))),
        (None, None) => {}
    }
    said.concat()
}

/// A day in words: `27 November 2026`.
pub fn day(at: DateTime) -> String {
    format!("{} {} {}", at.day(), month(at.month().into()), at.year())
}

fn every(rule: &Rule) -> String {
    let unit = match rule.frequency {
        Frequency::Secondly => "second",
        Frequency::Minutely => "minute",
        Frequency::Hourly => "hour",
        Frequency::Daily => "day",
        Frequency::Weekly => "week",
        Frequency::Monthly => "month",
        Frequency::Yearly => "year",
    };
    match rule.interval {
        1 => format!("Every {unit}"),
        n => format!("Every {n} {unit}s"),
    }
}

/// Which days.
fn on(rule: &Rule, start: DateTime) -> String {
    let mut parts = Vec::new();
    let mut days = listed(rule.days.iter().map(|(nth, day)| match nth {
        0 => weekday(*day).to_owned(),
        nth => format!("the {} {}", ordinal(*nth), weekday(*day)),
    }));
    if is_workdays(rule) {
        days = if rule.positions.is_empty() { "workdays" } else { "workday" }.into();
    }
    if !rule.positions.is_empty() && !days.is_empty() {
        days = format!("the {} {days}", listed(rule.positions.iter().map(|n| ordinal(*n))));
    }
    let month_days = listed(rule.month_days.iter().map(|n| match n {
        -1 => "the last day".to_owned(),
        n if *n < 0 => format!("the {} day", ordinal(*n)),
        n => format!("day {n}"),
    }));
    let year_days = listed(rule.year_days.iter().map(|n| counted(*n)));
    parts.extend([days, month_days].into_iter().filter(|part| !part.is_empty()));
    if !year_days.is_empty() {
        parts.push(format!("day {year_days} of the year"));
    }
    if parts.is_empty() {
        match rule.frequency {
            Frequency::Yearly if rule.weeks.is_empty() => parts.push(format!("day {}", start.day())),
            Frequency::Monthly => parts.push(format!("day {}", start.day())),
            Frequency::Weekly | Frequency::Yearly => parts.push(weekday(start.weekday()).to_owned()),
            _ => {}
        }
    }
    parts.join(" that is ")
}

fn is_workdays(rule: &Rule) -> bool {
    let week = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    rule.days.len() == week.len() && week.iter().all(|day| rule.days.contains(&(0, *day)))
}

/// At which times of the day.
fn at(rule: &Rule, start: DateTime) -> String {
    let time = start.time();
    let or =
        |given: &[i16], start: i8| if given.is_empty() { vec![i16::from(start)] } else { given.to_vec() };
    match rule.frequency {
        Frequency::Secondly | Frequency::Minutely => String::new(),
        Frequency::Hourly => {
            let minutes = or(&rule.minutes, time.minute());
            format!(" at minute {}", listed(minutes.iter().map(ToString::to_string)))
        }
        _ => {
            let (hours, minutes) = (or(&rule.hours, time.hour()), or(&rule.minutes, time.minute()));
            if hours.len() * minutes.len() > MOST_TIMES {
                return format!(" at {} times of the day", hours.len() * minutes.len());
            }
            let times =
                hours.iter().flat_map(|hour| minutes.iter().map(move |m| format!("{hour:02}:{m:02}")));
            format!(" at {}", listed(times))
        }
    }
}

fn ordinal(n: i16) -> String {
    match n {
        -1 => "last".into(),
        n if n < 0 => format!("{} last", ordinal(-n)),
        1 => "first".into(),
        2 => "second".into(),
        3 => "third".into(),
        4 => "fourth".into(),
        5 => "fifth".into(),
        n => {
            let ending = match (n % 10, n % 100) {
                (1, 1 | 21..) => "st",
                (2, 2 | 22..) => "nd",
                (3, 3 | 23..) => "rd",
                _ => "th",
            };
            format!("{n}{ending}")
        }
    }
}

fn counted(n: i16) -> String {
    match n {
        -1 => "the last".to_owned(),
        n if n < 0 => format!("{} from the end", -n),
        n => n.to_string(),
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_said_in_words() {
        let start = "2026-11-27T09:00:00".parse().unwrap();
        for (rule, says) in [
            ("FREQ=DAILY", "Every day at 09:00"),
            (
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO;COUNT=10",
                "Every 2 weeks on Monday and Friday at 09:00, 10 times",
            ),
            ("FREQ=WEEKLY", "Every week on Friday at 09:00"),
            ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every week on workdays at 09:00"),
            ("FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday at 09:00"),
            ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "Every month on the last workday at 09:00"),
            ("FREQ=MONTHLY;BYMONTHDAY=1,-1", "Every month on the last day and day 1 at 09:00"),
            ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "Every month on Friday that is day 13 at 09:00"),
            (
                "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD",
                "Every month on day 31 at 09:00, where there is no such day on the last of the month",
            ),
            ("FREQ=YEARLY", "Every year on day 27 of November at 09:00"),
            ("FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=2", "Every year on day 2 in January and July at 09:00"),
            ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "Every year on Monday in week 20 at 09:00"),
            ("FREQ=HOURLY;INTERVAL=4", "Every 4 hours at minute 0"),
            (
                "FREQ=DAILY;BYHOUR=9,17;UNTIL=20270101T000000Z",
                "Every day at 09:00 and 17:00, until 1 January 2027",
            ),
        ] {
            assert_eq!(of(&Rule::read(rule).unwrap(), start, &TimeZone::UTC), says, "{rule}");
        }
    }
}
