//! What a calendar may say. Pure.
use std::collections::BTreeMap;

use tandem_kit::{Error, Result};

use super::Span;

const MOST_SPANS: usize = 70;
const MOST_HOLIDAYS: usize = 1000;
const LONGEST_NAME: usize = 200;

/// Spans in order.
///
/// # Errors
/// `Invalid` where there are too many, one is none of a day, or two overlap.
pub fn spans(field: &'static str, mut spans: Vec<Span>) -> Result<Vec<Span>> {
    if spans.len() > MOST_SPANS {
        return Err(Error::invalid(field, format!("has {} spans; at most {MOST_SPANS}", spans.len())));
    }
    spans.sort_unstable();
    for span in &spans {
        if !(1..=7).contains(&span.weekday) || span.start < 0 || span.end > 1440 || span.start >= span.end {
            return Err(Error::invalid(
                field,
                format!(
                    "weekday {} from minute {} to {} is no span of a day",
                    span.weekday, span.start, span.end
                ),
            ));
        }
    }
    match spans.windows(2).find(|two| two[0].weekday == two[1].weekday && two[1].start < two[0].end) {
        Some(two) => Err(Error::invalid(field, format!("two spans of weekday {} overlap", two[0].weekday))),
        None => Ok(spans),
    }
}

/// Holidays in order, each once.
///
/// # Errors
/// `Invalid` where there are too many, or one is no date.
pub fn holidays(field: &'static str, mut holidays: Vec<String>) -> Result<Vec<String>> {
    holidays.sort();
    holidays.dedup();
    if holidays.len() > MOST_HOLIDAYS {
        return Err(Error::invalid(field, format!("has {} days; at most {MOST_HOLIDAYS}", holidays.len())));
    }
    match holidays.iter().find(|day| day.len() != 10 || day.parse::<jiff::civil::Date>().is_err()) {
        Some(wrong) => Err(Error::invalid(field, format!("{wrong:?} is not a date such as 2026-12-25"))),
        None => Ok(holidays),
    }
}

/// Names of holidays, of those alone that there are.
///
/// # Errors
/// `Invalid` where a name is too long.
pub fn names(
    field: &'static str,
    names: impl IntoIterator<Item = (String, String)>,
    holidays: &[String],
) -> Result<BTreeMap<String, String>> {
    let kept = names.into_iter().filter(|(day, _)| holidays.binary_search(day).is_ok());
    let kept: BTreeMap<_, _> =
        kept.map(|(day, name)| (day, name.trim().to_owned())).filter(|(_, name)| !name.is_empty()).collect();
    match kept.iter().find(|(_, name)| name.chars().count() > LONGEST_NAME) {
        Some((day, _)) => {
            Err(Error::invalid(field, format!("the name of {day} has more than {LONGEST_NAME} characters")))
        }
        None => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_a_day_do_not_overlap() {
        let span = |weekday, start, end| Span { weekday, start, end };
        assert!(spans("spans", vec![span(1, 540, 720), span(1, 780, 1020), span(7, 0, 1440)]).is_ok());
        for wrong in [
            vec![span(1, 540, 720), span(1, 700, 800)],
            vec![span(0, 1, 2)],
            vec![span(1, 5, 5)],
            vec![span(1, 0, 1441)],
        ] {
            assert!(spans("spans", wrong.clone()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_name_is_kept_of_a_holiday_that_there_is() {
        let days = ["2026-01-01".to_owned(), "2026-12-25".to_owned()];
        let given = [("2026-12-25", " Christmas "), ("2026-12-26", "Boxing Day"), ("2026-01-01", " ")];
        let kept = names("holiday_names", given.map(|(d, n)| (d.to_owned(), n.to_owned())), &days).unwrap();
        assert_eq!(kept, BTreeMap::from([("2026-12-25".to_owned(), "Christmas".to_owned())]));
        assert!(names("holiday_names", [("2026-12-25".to_owned(), "x".repeat(201))], &days).is_err());
    }
}
