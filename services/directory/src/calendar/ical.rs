//! The holidays of an iCalendar file (RFC 5545). Pure.
use std::collections::BTreeMap;

use calcard::{
    Entry, Parser,
    common::timezone::Tz,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty, ICalendarStatus,
        ICalendarValue, dates::TimeOrDelta,
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta};
use tandem_kit::{Error, Result};

/// Longest file read, in bytes.
pub const LONGEST: usize = 1024 * 1024;
/// Most occurrences of all events that are looked at: a rule may repeat for ever.
const MOST_OCCURRENCES: usize = 50_000;
/// Longest event, in days.
const LONGEST_EVENT: i64 = 62;
/// Longest name kept, in characters.
const LONGEST_NAME: usize = 200;

/// The days of a file that lie between two dates, both included, with what they are called. Times without a zone are of the zone given.
///
/// # Errors
/// `Invalid` where the file is too long, or is no calendar.
pub fn holidays(
    text: &str,
    zone: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<BTreeMap<NaiveDate, String>> {
    const FIELD: &str = "ical";
    if text.len() > LONGEST {
        return Err(Error::invalid(FIELD, format!("has {} bytes; at most {LONGEST}", text.len())));
    }
    let mut days = BTreeMap::new();
    for calendar in calendars(text).ok_or_else(|| {
        Error::invalid(FIELD, "is no iCalendar file: it has no line BEGIN:VCALENDAR that is ended")
    })? {
        let zone = zone.parse::<Tz>().unwrap_or_default();
        for event in calendar.expand_dates(zone, MOST_OCCURRENCES).events {
            let Some(component) = calendar.components.get(event.comp_id as usize) else { continue };
            if component.component_type != ICalendarComponentType::VEvent || is_cancelled(component) {
                continue;
            }
            let first = event.start.date_naive();
            for day in first.iter_days().take(length(&event.start, &event.end)) {
                if (from..=to).contains(&day) {
                    days.entry(day).or_insert_with(|| name(component));
                }
            }
        }
    }
    Ok(days)
}

/// The calendars of a file, one after the other; nothing where it has none.
fn calendars(text: &str) -> Option<Vec<ICalendar>> {
    let mut parser = Parser::new(text);
    let mut found = Vec::new();
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => found.push(calendar),
            Entry::Eof => return (!found.is_empty()).then_some(found),
            Entry::TooManyComponents => return None,
            _ => {}
        }
    }
}

/// How many days an event touches. Its end is not one of them, where it ends as a day begins.
fn length(start: &DateTime<Tz>, end: &TimeOrDelta<DateTime<Tz>, TimeDelta>) -> usize {
    let end = match end {
        TimeOrDelta::Time(end) => end.naive_local(),
        TimeOrDelta::Delta(delta) => start.naive_local().checked_add_signed(*delta).unwrap_or_default(),
    };
    let last = (end - TimeDelta::seconds(1)).date();
    let days = (last - start.date_naive()).num_days() + 1;
    usize::try_from(days.clamp(1, LONGEST_EVENT)).unwrap_or(1)
}

fn is_cancelled(event: &ICalendarComponent) -> bool {
    matches!(event.status(), Some(ICalendarStatus::Cancelled))
}

fn name(event: &ICalendarComponent) -> String {
    let summary = event.property(&ICalendarProperty::Summary).and_then(|entry| entry.values.first());
    let name = summary.and_then(ICalendarValue::as_text).unwrap_or_default();
    name.trim().chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests;
