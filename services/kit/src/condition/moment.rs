//! Times as conditions write them: instants, days, and words such as `today` and `-7d`.

use jiff::{
    SignedDuration, Span, Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::{Number, Scope};

/// A time as written.
#[derive(Clone, Debug)]
pub enum When {
    At(Timestamp),
    Local(DateTime),
    Day(Date),
    Now,
    /// A day counted from today.
    DayFromToday(i32),
    /// `-7d`, `+2h`: from now.
    FromNow(i32, Step),
}

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A time as compared: an instant, or a day from its beginning to its end (excluded).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Instant(Timestamp),
    Day(Timestamp, Timestamp),
}

impl When {
    /// Reads a time; a quoted one is never a word such as `today`.
    pub fn parse(text: &str, quoted: bool) -> Option<Self> {
        if !quoted && let Some(word) = Self::word(text) {
            return Some(word);
        }
        let when = match text.len() {
            0..=9 => return None,
            10 => Self::Day(text.parse().ok()?),
            _ if text.bytes().skip(10).any(|b| matches!(b, b'Z' | b'z' | b'+' | b'-')) => {
                Self::At(to_micros(text.parse().ok()?))
            }
            _ => Self::Local(text.parse().ok()?),
        };
        let year = match &when {
            Self::At(at) => at.to_zoned(TimeZone::UTC).year(),
            Self::Local(at) => at.year(),
            Self::Day(day) => day.year(),
            _ => 1,
        };
        (1..=9998).contains(&year).then_some(when)
    }

    fn word(text: &str) -> Option<Self> {
        match text {
            "now" => return Some(Self::Now),
            "today" => return Some(Self::DayFromToday(0)),
            "yesterday" => return Some(Self::DayFromToday(-1)),
            "tomorrow" => return Some(Self::DayFromToday(1)),
            _ => {}
        }
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+')?),
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let step = match &rest[digits..] {
            "s" => Step::Second,
            "m" => Step::Minute,
            "h" => Step::Hour,
            "d" => Step::Day,
            "w" => Step::Week,
            "mo" => Step::Month,
            "y" => Step::Year,
            _ => return None,
        };
        let count: i32 = (digits <= 6).then(|| rest[..digits].parse().ok())??;
        Some(Self::FromNow(sign * count, step))
    }

    /// What it means for the one who asks, now.
    pub fn moment(&self, scope: &Scope) -> Moment {
        match self {
            Self::At(at) => Moment::Instant(*at),
            Self::Local(at) => Moment::Instant(instant(*at, scope)),
            Self::Now => Moment::Instant(to_micros(scope.now)),
            Self::FromNow(count, step) => Moment::Instant(from_now(*count, *step, scope)),
            Self::Day(_) | Self::DayFromToday(_) => {
                let day = self.date(scope);
                let next = day.tomorrow().unwrap_or(Date::MAX);
                Moment::Day(instant(day.into(), scope), instant(next.into(), scope))
            }
        }
    }

    /// The day it falls on for the one who asks.
    pub fn date(&self, scope: &Scope) -> Date {
        match self {
            Self::Day(day) => *day,
            Self::Local(at) => at.date(),
            Self::DayFromToday(days) => today(scope).saturating_add(i64::from(*days).days()),
            Self::At(_) | Self::Now | Self::FromNow(..) => match self.moment(scope) {
                Moment::Instant(at) | Moment::Day(at, _) => day_of(at, &scope.zone),
            },
        }
    }
}

/// The database keeps microseconds, so the evaluator does too.
pub fn to_micros(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time)
}

fn today(scope: &Scope) -> Date {
    day_of(scope.now, &scope.zone)
}

fn day_of(time: Timestamp, zone: &TimeZone) -> Date {
    time.to_zoned(zone.clone()).date()
}

/// A local time in the zone of the one who asks; in the gap of a clock change the later reading.
fn instant(at: DateTime, scope: &Scope) -> Timestamp {
    let end = if at.year() > 0 { Timestamp::MAX } else { Timestamp::MIN };
    bounded(scope.zone.to_timestamp(at).unwrap_or(end))
}

/// Days and longer keep the time of day across clock changes, hours and shorter are exact.
fn from_now(count: i32, step: Step, scope: &Scope) -> Timestamp {
    let count = i64::from(count);
    let span = match step {
        Step::Second => return shifted(scope.now, SignedDuration::from_secs(count)),
        Step::Minute => return shifted(scope.now, SignedDuration::from_mins(count)),
        Step::Hour => return shifted(scope.now, SignedDuration::from_hours(count)),
        Step::Day => Span::new().try_days(count),
        Step::Week => Span::new().try_weeks(count),
        Step::Month => Span::new().try_months(count),
        Step::Year => Span::new().try_years(count),
    };
    let now = scope.now.to_zoned(scope.zone.clone());
    let end = if count > 0 { Timestamp::MAX } else { Timestamp::MIN };
    let at = span.ok().and_then(|span| now.checked_add(span).ok()).map_or(end, |at| at.timestamp());
    bounded(at)
}

fn shifted(now: Timestamp, by: SignedDuration) -> Timestamp {
    let end = if by.is_positive() { Timestamp::MAX } else { Timestamp::MIN };
    bounded(now.checked_add(by).unwrap_or(end))
}

/// Within the years 1 to 9999, which the database knows too.
fn bounded(time: Timestamp) -> Timestamp {
    const YEAR_1: i64 = -62_135_596_800;
    let first = Timestamp::from_second(YEAR_1).unwrap_or(Timestamp::MIN);
    to_micros(time.max(first))
}

/// The seconds of a length of time such as `90s`, `45m`, `1.5h`, `2d` (24 hours each) or a bare number of seconds.
pub fn seconds(text: &str) -> Option<Number> {
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let factor = match &text[end..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    text[..end].parse::<Number>().ok()?.times(factor)
}
