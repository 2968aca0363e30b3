//! The holidays of an iCalendar file (RFC 5545). Pure.
mod days;
mod event;
mod line;
mod moment;
pub mod text;
mod zone;

use std::collections::BTreeMap;

use jiff::civil::Date;
use tandem_kit::{Error, Result};

use self::{days::Days, event::Event, moment::Frames, zone::Zones};

/// Longest file read, in bytes.
pub const LONGEST: usize = 1024 * 1024;
/// Most events of a file.
const MOST_EVENTS: usize = 20_000;
/// Most problems told.
const MOST_PROBLEMS: usize = 5;

/// What a file has.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What each day is called.
    pub days: BTreeMap<Date, String>,
    /// What of it was left out, and why.
    pub problems: Vec<String>,
}

/// The days of a file that lie between two dates, both included, with what they are called. A time counts on the day that it is where it
/// was written; one in UTC, on the day that it is in the zone given, unless it is whole days.
///
/// # Errors
/// `Invalid` where the file is too long, or is no calendar.
pub fn holidays(text: &str, zone: &str, window: (Date, Date)) -> Result<Found> {
    const FIELD: &str = "ical";
    if text.len() > LONGEST {
        return Err(Error::invalid(FIELD, format!("has {} bytes; at most {LONGEST}", text.len())));
    }
    let calendars = line::calendars(text).ok_or_else(|| {
        Error::invalid(FIELD, "is no iCalendar file: it has no line BEGIN:VCALENDAR that is ended")
    })?;
    let (mut days, mut problems) = (Days::within(window), Vec::new());
    for calendar in calendars.iter().filter(|calendar| !calendar.is_withdrawn()) {
        if calendar.events.len() > MOST_EVENTS {
            let count = calendar.events.len();
            return Err(Error::invalid(FIELD, format!("has {count} events; at most {MOST_EVENTS}")));
        }
        let frames = Frames { zones: Zones::of(calendar), home: zone };
        let mut events = Vec::new();
        for lines in &calendar.events {
            match Event::read(lines, &frames) {
                Ok((event, told)) => {
                    problems.extend(told);
                    events.push(event);
                }
                Err(told) => problems.push(told),
            }
        }
        days.take(&events, &frames, &mut problems);
    }
    problems.truncate(MOST_PROBLEMS);
    Ok(Found { days: days.found, problems })
}

#[cfg(test)]
mod tests;
