//! What stands for a day in the texts of a template: `{{date}}`, `{{month_name}}` and the like. Pure.
use jiff::civil::DateTime;

use crate::recurrence::sentence;

/// All that there are.
const VARIABLES: [&str; 9] =
    ["date", "day", "weekday", "week", "month", "month_name", "quarter", "year", "n"];

/// The day that an item is for, and the how many-th of its recurrence it is.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    pub at: DateTime,
    pub nth: i64,
}

impl Day {
    fn value(self, variable: &str) -> Option<String> {
        let at = self.at;
        Some(match variable {
            "date" => at.date().to_string(),
            "day" => at.day().to_string(),
            "weekday" => sentence::weekday(at.weekday()).to_owned(),
            "week" => at.date().iso_week_date().week().to_string(),
            "month" => format!("{:02}", at.month()),
            "month_name" => sentence::month(at.month().into()).to_owned(),
            "quarter" => ((at.month() - 1) / 3 + 1).to_string(),
            "year" => at.year().to_string(),
            "n" => self.nth.to_string(),
            _ => return None,
        })
    }

    /// A text with what its variables stand for.
    ///
    /// # Errors
    /// What is wrong: a variable that is none, in words.
    pub fn fill(self, text: &str) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            filled.push_str(before);
            let Some((name, behind)) = after.split_once("}}") else {
                filled.push_str("{{");
                rest = after;
                continue;
            };
            let value = self.value(name.trim()).ok_or_else(|| {
                format!("{{{{{}}}}} stands for nothing; there are {}", name.trim(), VARIABLES.join(", "))
            })?;
            filled.push_str(&value);
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_the_day_it_is_for() {
        let day = Day { at: "2026-11-30T09:00".parse().unwrap(), nth: 3 };
        let all = "{{date}} {{ day }} {{weekday}} {{week}} {{month}} {{month_name}} {{quarter}} {{year}} {{n}} {x} {{";
        assert_eq!(day.fill(all).unwrap(), "2026-11-30 30 Monday 49 11 November 4 2026 3 {x} {{");
        let wrong = day.fill("Invoice {{mnth}}").unwrap_err();
        assert!(wrong.starts_with("{{mnth}} stands for nothing; there are date, day"), "{wrong}");
    }
}
