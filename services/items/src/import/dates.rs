//! Dates, however somebody wrote them: 3/4/2026 is two, until it is said which. Pure.
use std::collections::HashMap;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use tandem_proto::items::import::DateOrder;

use super::{read::Row, value::shown};
use crate::stored::stored_as_words;

stored_as_words! {
    /// Which of the first two numbers of a date is the day.
    pub enum Order {
        Unsaid = "unsaid",
        DayFirst = "day_first",
        MonthFirst = "month_first",
    }
}

impl Order {
    pub fn said(order: DateOrder) -> Self {
        match order {
            DateOrder::DayFirst => Self::DayFirst,
            DateOrder::MonthFirst => Self::MonthFirst,
            DateOrder::Unspecified => Self::Unsaid,
        }
    }
    pub fn shown(self) -> DateOrder {
        match self {
            Self::DayFirst => DateOrder::DayFirst,
            Self::MonthFirst => DateOrder::MonthFirst,
            Self::Unsaid => DateOrder::Unspecified,
        }
    }
}

/// A moment; a day without a time is its beginning, and one without a zone is UTC.
///
/// # Errors
/// What is wrong with which value.
pub fn time(text: &str, order: Order) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.to_utc());
    }
    for form in
        ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M %z", "%Y-%m-%d %H:%M:%S%.f%z", "%a, %d %b %Y %H:%M:%S %z"]
    {
        if let Ok(at) = DateTime::parse_from_str(text, form) {
            return Ok(at.to_utc());
        }
    }
    let text = text.trim_end_matches(" UTC").trim_end_matches('Z');
    let (day, hour) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let day = date(day.trim_end_matches(','), order)?;
    let hour = hour.trim();
    let at = if hour.is_empty() {
        Some(NaiveTime::MIN)
    } else {
        let forms = ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];
        forms.iter().find_map(|form| NaiveTime::parse_from_str(hour, form).ok())
    };
    let at = at.ok_or_else(|| format!("{} is no time like 2026-11-27 09:30", shown(text)))?;
    Ok(NaiveDateTime::new(day, at).and_utc())
}

/// A day. One like 3/4/2026, which may be two, is refused unless it was said which.
fn date(text: &str, order: Order) -> Result<NaiveDate, String> {
    let wrong = || format!("{} is no date like 2026-11-27", shown(text));
    for form in ["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"] {
        if let Ok(date) = NaiveDate::parse_from_str(text, form) {
            return if (1970..=9999).contains(&date.year()) { Ok(date) } else { Err(wrong()) };
        }
    }
    let (one, other, year) = numbers(text).ok_or_else(wrong)?;
    let day = |day, month| NaiveDate::from_ymd_opt(year, month, day);
    let (day_first, month_first) = (day(one, other), day(other, one));
    match order {
        Order::DayFirst => day_first.ok_or_else(|| otherwise(text, "day", month_first)),
        Order::MonthFirst => month_first.ok_or_else(|| otherwise(text, "month", day_first)),
        Order::Unsaid => match (day_first, month_first) {
            (Some(one), Some(other)) if one != other => Err(format!(
                "{} may be two dates; say whether the day comes first, or write it like 2026-11-27",
                shown(text)
            )),
            (Some(date), _) | (None, Some(date)) => Ok(date),
            (None, None) => Err(wrong()),
        },
    }
}

/// What is wrong with a date that is none as it was said that dates are written.
fn otherwise(text: &str, first: &str, other: Option<NaiveDate>) -> String {
    match other {
        Some(_) => format!("{} is no date with the {first} first, as was said of this file", shown(text)),
        None => format!("{} is no date like 2026-11-27", shown(text)),
    }
}

/// Two numbers and a year: `3/4/2026` or `3-4-2026`.
fn numbers(text: &str) -> Option<(u32, u32, i32)> {
    let between = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(between);
    let mut number = |most: usize| {
        let part = parts.next()?;
        let digits = !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok())?
    };
    let (one, other, year) = (number(2)?, number(2)?, number(4)?);
    let year = i32::try_from(year).ok().filter(|year| (1970..=9999).contains(year))?;
    parts.next().is_none().then_some((one, other, year))
}

/// What the values of a file tell of its dates.
#[derive(Default)]
pub struct Seen {
    /// By column, the first value that may be two dates.
    unsure: HashMap<usize, String>,
    day_first: bool,
    month_first: bool,
}

impl Seen {
    /// Looks at rows.
    pub fn look(&mut self, rows: &[Row]) {
        for (at, cell) in rows.iter().flat_map(|row| row.cells.iter().enumerate()) {
            let day = cell.trim().split([' ', 'T', ',']).next().unwrap_or_default();
            let Some((one, other, year)) = numbers(day) else { continue };
            let is = |day, month| NaiveDate::from_ymd_opt(year, month, day).is_some();
            match (is(one, other), is(other, one)) {
                (true, true) if one != other => {
                    self.unsure.entry(at).or_insert_with(|| day.to_owned());
                }
                (true, false) => self.day_first = true,
                (false, true) => self.month_first = true,
                _ => {}
            }
        }
    }

    /// The first value of a column that may be two dates.
    pub fn unsure(&self, column: usize) -> &str {
        self.unsure.get(&column).map_or("", String::as_str)
    }

    /// One value that may be two dates, of the first column that has some.
    pub fn first_unsure(&self) -> &str {
        self.unsure.iter().min_by_key(|(at, _)| **at).map_or("", |(_, value)| value)
    }

    /// How its dates seem to be written: as those that can be read in one way only.
    pub fn order(&self) -> Order {
        match (self.day_first, self.month_first) {
            (true, false) => Order::DayFirst,
            (false, true) => Order::MonthFirst,
            _ => Order::Unsaid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_and_exports_write_them() {
        for text in [
            "2025-03-04T09:30:00Z",
            "2025-03-04 09:30",
            "2025-03-04 10:30:00 +0100",
            "04.03.2025 09:30:00",
            "2025-03-04 09:30:00 UTC",
            "2025/03/04 9:30 AM",
        ] {
            assert_eq!(
                time(text, Order::Unsaid).map(|at| at.to_rfc3339()),
                Ok("2025-03-04T09:30:00+00:00".into()),
                "{text}"
            );
        }
        for (text, told) in [
            ("3/4/2025", "may be two dates"),
            ("yesterday", "is no date"),
            ("2025-02-30", "is no date"),
            ("2025-02-03 25:00", "is no time"),
        ] {
            assert!(time(text, Order::Unsaid).unwrap_err().contains(told), "{text}");
        }
    }

    #[test]
    fn a_date_that_may_be_two_is_the_one_that_was_said() {
        use Order::{DayFirst, MonthFirst, Unsaid};
        let no = |first: &str| Err(format!("is no date with the {first} first"));
        for (text, order, is) in [
            ("03/04/2026", DayFirst, Ok("2026-04-03")),
            ("03/04/2026", MonthFirst, Ok("2026-03-04")),
            ("3-4-2026 09:30", MonthFirst, Ok("2026-03-04")),
            ("03/04/2026, 09:30", DayFirst, Ok("2026-04-03")),
            ("4/4/2026", Unsaid, Ok("2026-04-04")),
            ("13/04/2026", Unsaid, Ok("2026-04-13")),
            ("04/13/2026", Unsaid, Ok("2026-04-13")),
            ("13/04/2026", MonthFirst, no("month")),
            ("04/13/2026", DayFirst, no("day")),
            ("31/02/2026", DayFirst, Err("is no date like".into())),
            ("03.04.2026", MonthFirst, Ok("2026-04-03")),
            ("2026-03-04", DayFirst, Ok("2026-03-04")),
            ("3/4/26", DayFirst, Err("is no date like".into())),
        ] {
            match (time(text, order), is) {
                (Ok(at), Ok(is)) => assert_eq!(at.date_naive().to_string(), is, "{text} {order}"),
                (Err(told), Err(is)) => assert!(told.contains(&is), "{text} {order}: {told}"),
                (got, is) => panic!("{text} {order}: {got:?}, not {is:?}"),
            }
        }
    }

    #[test]
    fn the_dates_that_can_be_read_in_one_way_only_tell_how_the_others_are_written() {
        for (cells, order, unsure) in [
            ("03/04/2026|13/04/2026", Order::DayFirst, "03/04/2026"),
            ("03/04/2026 10:00|04/13/2026", Order::MonthFirst, "03/04/2026"),
            ("03/04/2026", Order::Unsaid, "03/04/2026"),
            ("13/04/2026|04/13/2026|1/2/2026", Order::Unsaid, "1/2/2026"),
            ("2026-03-04|04.03.2026|5/5/2026|1/2", Order::Unsaid, ""),
        ] {
            let mut seen = Seen::default();
            for cell in cells.split('|') {
                seen.look(&[Row { number: 2, cells: vec!["x".into(), cell.into()], problem: None }]);
            }
            assert_eq!((seen.order(), seen.unsure(1)), (order, unsure), "{cells}");
            assert_eq!(seen.unsure(0), "");
        }
    }
}
