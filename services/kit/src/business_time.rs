//! Working time: how much of it lies between two moments, and when so much of it has passed.
//! Pure arithmetic over a [`Calendar`], right across clock changes.

use std::collections::BTreeSet;

use chrono::{DateTime as ChronoTime, Utc};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};

use crate::{Error, Result};

/// How far ahead or back a moment is looked for, in hours: five years.
pub const HORIZON_HOURS: i64 = 5 * 8766;

/// The longest stretch that is measured, in hours: a hundred years.
pub const LONGEST_HOURS: i64 = 100 * 8766;

const MINUTES_A_DAY: u16 = 24 * 60;

/// A span of working time on one day, in minutes after midnight by the clock on the wall; the end is not included,
/// and 1440 is midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    start: u16,
    end: u16,
}

impl Span {
    /// From one minute of the day to a later one; none if they are not in order or beyond the day.
    #[must_use]
    pub fn new(start: u16, end: u16) -> Option<Self> {
        (start < end && end <= MINUTES_A_DAY).then_some(Self { start, end })
    }

    /// The first minute.
    #[must_use]
    pub fn start(self) -> u16 {
        self.start
    }

    /// The minute after the last.
    #[must_use]
    pub fn end(self) -> u16 {
        self.end
    }
}

/// When people work: the spans of each weekday, by the clock of one zone, except on holidays.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    week: [Vec<Span>; 7],
    holidays: BTreeSet<Date>,
}

/// A stretch of working time that was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its first moment.
    pub start: Timestamp,
    /// The moment after its last.
    pub end: Timestamp,
}

impl Counted {
    /// How long it is.
    #[must_use]
    pub fn length(self) -> SignedDuration {
        self.end.duration_since(self.start)
    }
}

impl Calendar {
    /// The calendar of a week from Monday to Sunday. Spans of a day are put in order and those that touch are joined.
    #[must_use]
    pub fn new(zone: TimeZone, week: [Vec<Span>; 7], holidays: impl IntoIterator<Item = Date>) -> Self {
        Self { zone, week: week.map(joined), holidays: holidays.into_iter().collect() }
    }

    /// Reads a calendar as the contract has it: the name of a zone, spans as (weekday from 1 Monday to 7 Sunday, first
    /// minute, minute after the last), and dates.
    ///
    /// # Errors
    /// `Invalid` for `time_zone`, `spans` or `holidays`: what is unknown, out of range, or overlaps.
    pub fn read<'a>(
        zone: &str,
        spans: impl IntoIterator<Item = (i32, i32, i32)>,
        holidays: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self> {
        let zone =
            TimeZone::get(zone).map_err(|_| Error::invalid("time_zone", format!("no time zone {zone:?}")))?;
        let mut week: [Vec<Span>; 7] = Default::default();
        for (weekday, start, end) in spans {
            let wrong = |why| Error::invalid("spans", format!("{start} to {end} on weekday {weekday} {why}"));
            let day = usize::try_from(weekday.saturating_sub(1)).ok().and_then(|day| week.get_mut(day));
            let span = u16::try_from(start).ok().zip(u16::try_from(end).ok());
            let span = span.and_then(|(start, end)| Span::new(start, end));
            let (Some(day), Some(span)) = (day, span) else { return Err(wrong("is no span of a day")) };
            if day.iter().any(|other| other.start < span.end && span.start < other.end) {
                return Err(wrong("overlaps another span"));
            }
            day.push(span);
        }
        let holidays = holidays.into_iter().map(|day| {
            day.parse()
                .map_err(|_| Error::invalid("holidays", format!("{day:?} is no date such as 2026-12-25")))
        });
        Ok(Self::new(zone, week, holidays.collect::<Result<Vec<Date>>>()?))
    }

    /// All day, every day.
    #[must_use]
    pub fn always() -> Self {
        let day = vec![Span { start: 0, end: MINUTES_A_DAY }];
        Self::new(TimeZone::UTC, std::array::from_fn(|_| day.clone()), [])
    }

    /// The working time of a window, stretch by stretch. A window is walked by pieces of one offset, so that a span
    /// is what the clock on the wall says: an hour that the clock jumps over is not worked, one that it repeats is
    /// worked twice.
    fn working(&self, window: Counted) -> impl DoubleEndedIterator<Item = Counted> {
        self.pieces(window).into_iter().flat_map(move |(piece, offset)| {
            let first = offset.to_datetime(piece.start).date();
            let last = offset.to_datetime(piece.end).date();
            let days = first.until(last).map_or(0, |span| span.get_days());
            (0..=days).filter_map(move |n| first.checked_add(n.days()).ok()).flat_map(move |date| {
                self.spans(date).iter().filter_map(move |span| span.on(date, offset)?.within(piece))
            })
        })
    }

    fn spans(&self, date: Date) -> &[Span] {
        if self.holidays.contains(&date) {
            return &[];
        }
        let days_from_monday = date.weekday().to_monday_zero_offset();
        usize::try_from(days_from_monday).ok().and_then(|day| self.week.get(day)).map_or(&[], Vec::as_slice)
    }

    /// The window cut where the clock changes.
    fn pieces(&self, window: Counted) -> Vec<(Counted, Offset)> {
        let mut pieces = Vec::new();
        let mut start = window.start;
        let changes = self.zone.following(window.start).map(|change| change.timestamp());
        for end in changes.take_while(|change| *change < window.end).chain([window.end]) {
            pieces.push((Counted { start, end }, self.zone.to_offset(start)));
            start = end;
        }
        pieces
    }
}

impl Span {
    fn on(self, date: Date, offset: Offset) -> Option<Counted> {
        let midnight = offset.to_timestamp(DateTime::from(date)).ok()?;
        let after = |minute: u16| midnight.checked_add(SignedDuration::from_mins(minute.into())).ok();
        Some(Counted { start: after(self.start)?, end: after(self.end)? })
    }
}

impl Counted {
    fn within(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    fn after(start: Timestamp, hours: i64) -> Self {
        let end = start.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
        Self { start, end }
    }

    fn before(end: Timestamp, hours: i64) -> Self {
        let start = end.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN);
        Self { start, end }
    }
}

fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// The first moment at which so much working time has passed since the start; a negative length looks back.
/// A length that ends with a span ends there, not when the next one begins. None if the calendar has not so much
/// working time within [`HORIZON_HOURS`].
#[must_use]
pub fn add(start: Timestamp, length: SignedDuration, calendar: &Calendar) -> Option<Timestamp> {
    let mut left = length.abs();
    if left.is_zero() {
        return Some(start);
    }
    if length.is_positive() {
        for span in calendar.working(Counted::after(start, HORIZON_HOURS)) {
            if left <= span.length() {
                return span.start.checked_add(left).ok();
            }
            left -= span.length();
        }
    } else {
        for span in calendar.working(Counted::before(start, HORIZON_HOURS)).rev() {
            if left <= span.length() {
                return span.end.checked_sub(left).ok();
            }
            left -= span.length();
        }
    }
    None
}

/// How much working time lies between two moments; negative if the second is the earlier.
/// Beyond [`LONGEST_HOURS`] after the earlier one nothing is counted.
#[must_use]
pub fn between(start: Timestamp, end: Timestamp, calendar: &Calendar) -> SignedDuration {
    if end < start {
        return -between(end, start, calendar);
    }
    explain(start, end, calendar).map(Counted::length).sum()
}

/// The stretches of working time between two moments, in order: why a deadline is when it is.
pub fn explain(start: Timestamp, end: Timestamp, calendar: &Calendar) -> impl Iterator<Item = Counted> {
    let end = end.min(Counted::after(start, LONGEST_HOURS).end).max(start);
    calendar.working(Counted { start, end })
}

/// The moment itself if it is working time, else the beginning of the next; none within [`HORIZON_HOURS`].
#[must_use]
pub fn next_open(at: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
    calendar.working(Counted::after(at, HORIZON_HOURS)).next().map(|span| span.start)
}

/// The moment of a time as the rest of the platform keeps it, to the microsecond.
#[must_use]
pub fn from_chrono(time: ChronoTime<Utc>) -> Timestamp {
    let end = if time.timestamp() > 0 { Timestamp::MAX } else { Timestamp::MIN };
    Timestamp::from_microsecond(time.timestamp_micros()).unwrap_or(end)
}

/// The other way.
#[must_use]
pub fn to_chrono(time: Timestamp) -> ChronoTime<Utc> {
    ChronoTime::from_timestamp_micros(time.as_microsecond()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
