//! A rule of RFC 5545 (`FREQ=MONTHLY;BYDAY=-1FR`), read and checked. Pure.
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time, Weekday},
    tz::TimeZone,
};

/// Longest rule that is read, in bytes.
const LONGEST: usize = 2_000;
/// Most values of one part.
const MOST_VALUES: usize = 400;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// Until when, the moment itself included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    Local(DateTime),
    Utc(Timestamp),
}

impl Until {
    /// By the clock on the wall of a zone.
    pub fn local(self, zone: &TimeZone) -> DateTime {
        match self {
            Self::Local(at) => at,
            Self::Utc(at) => zone.to_datetime(at),
        }
    }
}

/// What becomes of a day that its month does not have (RFC 7529, 4.1), as the 31st of April.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// Nothing happens.
    Omit,
    /// The last day of the month.
    Backward,
    /// The first day of the next.
    Forward,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub frequency: Frequency,
    pub interval: i64,
    pub count: Option<u64>,
    pub until: Option<Until>,
    pub seconds: Vec<i16>,
    pub minutes: Vec<i16>,
    pub hours: Vec<i16>,
    /// Which of its kind in the month or the year, 0 for each, and the weekday.
    pub days: Vec<(i16, Weekday)>,
    pub month_days: Vec<i16>,
    pub year_days: Vec<i16>,
    pub weeks: Vec<i16>,
    pub months: Vec<i16>,
    pub positions: Vec<i16>,
    pub week_start: Weekday,
    pub skip: Skip,
}

/// What is wrong with a rule, in words.
pub type Fault = String;

impl Rule {
    /// Reads a rule, with or without `RRULE:` before it.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub fn read(text: &str) -> Result<Self, Fault> {
        if text.len() > LONGEST {
            return Err(format!("has {} bytes; at most {LONGEST}", text.len()));
        }
        let upper = text.trim().to_ascii_uppercase();
        let mut rule = Self::blank();
        let (mut frequency, mut seen) = (None, Vec::new());
        for part in upper.trim_start_matches("RRULE:").split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) =
                part.trim().split_once('=').ok_or_else(|| format!("{part:?} is not like FREQ=WEEKLY"))?;
            if seen.contains(&name) {
                return Err(format!("{name} is there twice"));
            }
            seen.push(name);
            match name {
                "FREQ" => frequency = Some(read_frequency(value)?),
                _ => rule.set(name, value)?,
            }
        }
        rule.frequency = frequency.ok_or("has no FREQ, such as FREQ=WEEKLY")?;
        rule.check()?;
        Ok(rule)
    }

    fn blank() -> Self {
        Self {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            seconds: Vec::new(),
            minutes: Vec::new(),
            hours: Vec::new(),
            days: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            weeks: Vec::new(),
            months: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Monday,
            skip: Skip::Omit,
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        match name {
            "INTERVAL" => self.interval = within(name, value, 1, 1_000_000)?,
            "COUNT" => self.count = u64::try_from(within(name, value, 1, i64::MAX)?).ok(),
            "UNTIL" => self.until = Some(read_until(value)?),
            "WKST" => self.week_start = weekday(value)?,
            // A leap second is the second before it: no clock shows it.
            "BYSECOND" => self.seconds = values(name, value, 0, 60)?.into_iter().map(|s| s.min(59)).collect(),
            "BYMINUTE" => self.minutes = values(name, value, 0, 59)?,
            "BYHOUR" => self.hours = values(name, value, 0, 23)?,
            "BYDAY" => self.days = days(value)?,
            "BYMONTHDAY" => self.month_days = signed(name, value, 31)?,
            "BYYEARDAY" => self.year_days = signed(name, value, 366)?,
            "BYWEEKNO" => self.weeks = signed(name, value, 53)?,
            "BYMONTH" => self.months = values(name, value, 1, 12)?,
            "BYSETPOS" => self.positions = signed(name, value, 366)?,
            "RSCALE" if value == "GREGORIAN" => {}
            "RSCALE" => return Err(format!("{name}={value} is not read: months are Gregorian ones")),
            "SKIP" => {
                self.skip = match value {
                    "OMIT" => Skip::Omit,
                    "BACKWARD" => Skip::Backward,
                    "FORWARD" => Skip::Forward,
                    _ => return Err(format!("SKIP={value} is none of OMIT, BACKWARD and FORWARD")),
                }
            }
            _ => return Err(format!("{name} is no part of a rule")),
        }
        Ok(())
    }

    /// What RFC 5545 rules out (3.3.10).
    fn check(&self) -> Result<(), Fault> {
        use Frequency::{Daily, Monthly, Weekly, Yearly};
        let numbered = self.days.iter().any(|(nth, _)| *nth != 0);
        let by = [
            &self.seconds,
            &self.minutes,
            &self.hours,
            &self.month_days,
            &self.year_days,
            &self.weeks,
            &self.months,
        ];
        let wrong = [
            (self.count.is_some() && self.until.is_some(), "has both COUNT and UNTIL; give one"),
            (
                numbered && !matches!(self.frequency, Monthly | Yearly),
                "a BYDAY like 2MO goes with FREQ=MONTHLY or YEARLY only",
            ),
            (numbered && !self.weeks.is_empty(), "a BYDAY like 2MO does not go with BYWEEKNO"),
            (
                !self.month_days.is_empty() && self.frequency == Weekly,
                "BYMONTHDAY does not go with FREQ=WEEKLY",
            ),
            (
                !self.year_days.is_empty() && matches!(self.frequency, Daily | Weekly | Monthly),
                "BYYEARDAY does not go with FREQ=DAILY, WEEKLY or MONTHLY",
            ),
            (!self.weeks.is_empty() && self.frequency != Yearly, "BYWEEKNO goes with FREQ=YEARLY only"),
            (
                !self.positions.is_empty() && self.days.is_empty() && by.iter().all(|part| part.is_empty()),
                "BYSETPOS needs another BY… to choose from",
            ),
        ];
        wrong.into_iter().find(|(is, _)| *is).map_or(Ok(()), |(_, why)| Err(why.to_owned()))
    }
}

fn read_frequency(value: &str) -> Result<Frequency, Fault> {
    Ok(match value {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => {
            return Err(format!(
                "FREQ={value} is none of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY"
            ));
        }
    })
}

fn within(name: &str, text: &str, least: i64, most: i64) -> Result<i64, Fault> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = text.parse::<i64>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("{name}={text} is not between {least} and {most}"))
}

fn values(name: &str, text: &str, least: i16, most: i16) -> Result<Vec<i16>, Fault> {
    let mut values = Vec::new();
    for one in text.split(',') {
        values.push(i16::try_from(within(name, one, least.into(), most.into())?).unwrap_or(least));
    }
    few(name, values)
}

/// From the beginning or, below nothing, from the end; never the nothing itself.
fn signed(name: &str, text: &str, most: i16) -> Result<Vec<i16>, Fault> {
    let values = values(name, text, -most, most)?;
    if values.contains(&0) {
        Err(format!("{name}={text} has a 0; it counts from 1, or from -1 backwards"))
    } else {
        Ok(values)
    }
}

/// In order, each once.
fn few<T: Ord>(name: &str, mut values: Vec<T>) -> Result<Vec<T>, Fault> {
    if values.len() > MOST_VALUES {
        return Err(format!("{name} has {} values; at most {MOST_VALUES}", values.len()));
    }
    values.sort_unstable();
    values.dedup();
    Ok(values)
}

fn days(text: &str) -> Result<Vec<(i16, Weekday)>, Fault> {
    let mut days = Vec::new();
    for one in text.split(',') {
        let at = one.len().checked_sub(2).filter(|at| one.is_char_boundary(*at)).unwrap_or_default();
        let (nth, day) = one.split_at(at);
        let nth = if nth.is_empty() { 0 } else { signed("BYDAY", nth, 53)?[0] };
        days.push((nth, weekday(day)?.to_monday_one_offset()));
    }
    let days = few("BYDAY", days)?;
    Ok(days
        .into_iter()
        .filter_map(|(nth, day)| Some((nth, Weekday::from_monday_one_offset(day).ok()?)))
        .collect())
}

fn weekday(text: &str) -> Result<Weekday, Fault> {
    Ok(match text {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return Err(format!("{text:?} is none of MO, TU, WE, TH, FR, SA, SU")),
    })
}

fn read_until(text: &str) -> Result<Until, Fault> {
    let wrong = || format!("UNTIL={text} is not like 20271231, 20271231T090000 or 20271231T090000Z");
    let (plain, utc) = text.strip_suffix('Z').map_or((text, false), |plain| (plain, true));
    let at = read_time(plain).ok_or_else(wrong)?;
    match (utc, plain.len()) {
        (true, _) => Ok(Until::Utc(at.to_zoned(TimeZone::UTC).map_err(|_| wrong())?.timestamp())),
        (false, 8) => Ok(Until::Local(at.date().to_datetime(Time::constant(23, 59, 59, 0)))),
        (false, _) => Ok(Until::Local(at)),
    }
}

/// `20271231` or `20271231T090000`.
pub fn read_time(text: &str) -> Option<DateTime> {
    let number = |from: usize, to: usize| {
        text.get(from..to)?.bytes().all(|b| b.is_ascii_digit()).then(|| text[from..to].parse::<i16>().ok())?
    };
    let small = |from, to| number(from, to).and_then(|n| i8::try_from(n).ok());
    let date = Date::new(number(0, 4)?, small(4, 6)?, small(6, 8)?).ok()?;
    let time = match text.len() {
        8 => Time::midnight(),
        15 if text.as_bytes()[8] == b'T' => {
            Time::new(small(9, 11)?, small(11, 13)?, small(13, 15)?.min(59), 0).ok()?
        }
        _ => return None,
    };
    Some(date.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        for (text, says) in [
            ("", "has no FREQ"),
            ("FREQ=DALY", "FREQ=DALY is none of"),
            ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 is not between 1"),
            ("FREQ=DAILY;COUNT=1;UNTIL=20270101", "both COUNT and UNTIL"),
            ("FREQ=WEEKLY;BYDAY=2MO", "2MO"),
            ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY does not go"),
            ("FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO goes with"),
            ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS needs"),
            ("FREQ=DAILY;BYMONTH=13", "BYMONTH=13"),
            ("FREQ=MONTHLY;BYMONTHDAY=0", "has a 0"),
            ("FREQ=DAILY;UNTIL=20271301", "UNTIL=20271301"),
            ("FREQ=DAILY;FREQ=DAILY", "twice"),
            ("FREQ=DAILY;X", "is not like"),
            ("FREQ=WEEKLY;BYDAY=é", "is none of MO"),
            ("RSCALE=HEBREW;FREQ=YEARLY", "Gregorian"),
        ] {
            let said = Rule::read(text).unwrap_err();
            assert!(said.contains(says), "{text}: {said}");
        }
        assert!(Rule::read("rrule:freq=weekly;byday=mo,mo").is_ok());
    }
}
