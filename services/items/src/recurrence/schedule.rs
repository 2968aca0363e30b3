//! When a recurrence is due: its rule, less what is left out, and what is added, in its time zone. Pure.
use jiff::{Timestamp, ToSpan, civil::DateTime, tz::TimeZone};
use tandem_kit::{
    Error, Result,
    recurrence::{Occurrences, Rule},
};

use super::sentence;

/// Most dates left out, and most added.
const MOST_DATES: usize = 200;
/// How near to each other two occurrences of a recurrence may be, in seconds.
const NEAREST: i64 = 15 * 60;
/// How many are looked at to see that.
const LOOKED_AT: usize = 60;
/// Most that a recurrence may count.
const MOST_COUNT: u64 = 10_000;

/// Its parts, as somebody wrote them.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    pub rrule: &'a str,
    pub start: &'a str,
    pub time_zone: &'a str,
    pub excluded: &'a [String],
    pub additional: &'a [String],
}

/// One occurrence: the moment, and by the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    pub at: Timestamp,
    pub local: DateTime,
}

/// When something is due.
#[derive(Debug)]
pub struct Schedule {
    rule: Option<Rule>,
    start: DateTime,
    zone: TimeZone,
    excluded: Vec<Moment>,
    additional: Vec<DateTime>,
}

/// A time, or a whole day.
#[derive(Debug)]
struct Moment {
    at: DateTime,
    whole_day: bool,
}

impl Moment {
    fn read(field: &str, text: &str) -> Result<Self> {
        let wrong =
            || Error::invalid(field, format!("{text:?} is not like 2026-11-30T09:00:00 or 2026-11-30"));
        let plain = text.trim();
        if plain.is_empty() || plain.ends_with(['Z', 'z']) {
            return Err(wrong());
        }
        let at: DateTime = plain.parse().map_err(|_| wrong())?;
        let at = at.with().subsec_nanosecond(0).build().map_err(|_| wrong())?;
        Ok(Self { at, whole_day: plain.len() <= 10 })
    }
    fn is(&self, at: DateTime) -> bool {
        self.at == at || (self.whole_day && self.at.date() == at.date())
    }
}

impl Schedule {
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(written: Written<'_>) -> Result<Self> {
        let rule = match written.rrule.trim() {
            "" => None,
            text => Some(Rule::read(text).map_err(|fault| Error::invalid("rrule", fault))?),
        };
        let zone = TimeZone::get(written.time_zone).map_err(|_| {
            Error::invalid("time_zone", format!("{:?} is no time zone like Europe/Madrid", written.time_zone))
        })?;
        for (field, dates) in [("excluded", written.excluded), ("additional", written.additional)] {
            if dates.len() > MOST_DATES {
                return Err(Error::invalid(
                    field,
                    format!("has {} dates; at most {MOST_DATES}", dates.len()),
                ));
            }
        }
        let excluded = written.excluded.iter().map(|text| Moment::read("excluded", text));
        let additional = written.additional.iter().map(|text| Ok(Moment::read("additional", text)?.at));
        Ok(Self {
            rule,
            start: Moment::read("start", written.start)?.at,
            zone,
            excluded: excluded.collect::<Result<_>>()?,
            additional: additional.collect::<Result<_>>()?,
        })
    }

    /// The first that are later than a moment, and whether there are no more than these. Where clocks are put forward, what falls into the
    /// hour that is left out is as much later; where they are put back, it is the first of the two.
    pub fn after(&self, after: Option<Timestamp>, most: usize) -> (Vec<Due>, bool) {
        let later = |due: &Due| after.is_none_or(|after| due.at > after);
        let mut found: Vec<Due> =
            self.additional.iter().filter_map(|at| self.due(*at)).filter(later).take(MOST_DATES).collect();
        // One more than is asked for: whether there is, and what the change of clocks puts in another order.
        let enough = most.saturating_add(2);
        let of_rule: Vec<Due> =
            self.by_rule(after).filter_map(|at| self.due(at)).filter(later).take(enough).collect();
        let ended = of_rule.len() < enough;
        found.extend(of_rule);
        found.sort_unstable();
        found.dedup_by_key(|due| due.at);
        let complete = ended && found.len() <= most;
        found.truncate(most);
        (found, complete)
    }

    fn by_rule(&self, after: Option<Timestamp>) -> Box<dyn Iterator<Item = DateTime> + '_> {
        let Some(rule) = &self.rule else { return Box::new(std::iter::once(self.start)) };
        let until = rule.until.map(|until| until.local(&self.zone));
        let occurrences = Occurrences::new(rule, self.start, until);
        let from = after.map(|after| self.zone.to_datetime(after));
        // A day earlier: clocks differ by less.
        match from.and_then(|from| from.checked_sub(1.day()).ok()) {
            Some(from) => Box::new(occurrences.skip_to(from)),
            None => Box::new(occurrences),
        }
    }

    fn due(&self, local: DateTime) -> Option<Due> {
        if self.excluded.iter().any(|moment| moment.is(local)) {
            return None;
        }
        let at = self.zone.to_ambiguous_zoned(local).compatible().ok()?.timestamp();
        Some(Due { at, local })
    }

    /// What it says.
    pub fn sentence(&self) -> String {
        if let Some(rule) = &self.rule {
            return sentence::of(rule, self.start, &self.zone);
        }
        let (hour, minute) = (self.start.hour(), self.start.minute());
        format!("Once, on {} at {hour:02}:{minute:02}", sentence::day(self.start))
    }

    /// Whether items may be made by it: not too often, and not for ever by count.
    ///
    /// # Errors
    /// `Invalid` with why not.
    pub fn check(&self) -> Result<()> {
        if let Some(count) =
            self.rule.as_ref().and_then(|rule| rule.count).filter(|count| *count > MOST_COUNT)
        {
            let why = format!(
                "COUNT={count} is more than {MOST_COUNT}: leave it out, and end it when it is enough"
            );
            return Err(Error::invalid("rrule", why));
        }
        let (first, _) = self.after(None, LOOKED_AT);
        let near = first.windows(2).find(|two| two[1].at.as_second() - two[0].at.as_second() < NEAREST);
        match near {
            Some(two) => Err(Error::invalid(
                "rrule",
                format!(
                    "{} and {} are less than {} minutes apart: items cannot be made as often",
                    two[0].local,
                    two[1].local,
                    NEAREST / 60
                ),
            )),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(rrule: &str, start: &str, time_zone: &str) -> Schedule {
        Schedule::read(Written { rrule, start, time_zone, excluded: &[], additional: &[] }).unwrap()
    }

    fn first(schedule: &Schedule, most: usize) -> Vec<String> {
        schedule.after(None, most).0.iter().map(|due| due.at.to_string()).collect()
    }

    #[test]
    fn a_day_that_a_month_lacks_is_left_out_or_put_before_or_after() {
        let days = |rrule: &str, start: &str| -> Vec<String> {
            first(&schedule(rrule, start, "UTC"), 4).iter().map(|at| at[..10].to_owned()).collect()
        };
        let monthly =
            |skip: &str| days(&format!("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP={skip}"), "2026-01-31T09:00:00");
        assert_eq!(monthly("OMIT"), ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]);
        assert_eq!(monthly("BACKWARD"), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
        assert_eq!(monthly("FORWARD"), ["2026-01-31", "2026-03-01", "2026-03-31", "2026-05-01"]);
        assert_eq!(
            days("FREQ=YEARLY;SKIP=FORWARD", "2024-02-29T09:00:00"),
            ["2024-02-29", "2025-03-01", "2026-03-01", "2027-03-01"]
        );
        assert_eq!(
            days("FREQ=MONTHLY;BYMONTHDAY=1,31;SKIP=FORWARD", "2026-04-01T09:00:00"),
            ["2026-04-01", "2026-05-01", "2026-05-31", "2026-06-01"],
            "what is put into the next month and is there already is once"
        );
    }

    #[test]
    fn what_falls_into_the_hour_that_clocks_leave_out_is_an_hour_later_that_day() {
        let daily = schedule("FREQ=DAILY", "2026-03-28T02:30:00", "Europe/Madrid");
        assert_eq!(
            first(&daily, 3),
            ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"],
            "03:30 summer time on the 29th"
        );
        let hourly = schedule("FREQ=HOURLY", "2026-03-29T01:00:00", "Europe/Madrid");
        assert_eq!(
            first(&hourly, 3),
            ["2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"],
            "two o'clock and three o'clock are one moment, and it is due once"
        );
    }

    #[test]
    fn what_falls_into_the_hour_that_is_there_twice_happens_the_first_time() {
        let daily = schedule("FREQ=DAILY", "2026-10-24T02:30:00", "Europe/Madrid");
        assert_eq!(
            first(&daily, 3),
            ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
        );
    }

    #[test]
    fn dates_are_left_out_and_added() {
        let (excluded, additional) = (["2026-12-02".to_owned()], ["2026-12-02T15:00:00".to_owned()]);
        let written = Written {
            rrule: "FREQ=DAILY;COUNT=3",
            start: "2026-12-01T09:00",
            time_zone: "UTC",
            excluded: &excluded,
            additional: &[],
        };
        let without = Schedule::read(written).unwrap();
        assert_eq!(first(&without, 9), ["2026-12-01T09:00:00Z", "2026-12-03T09:00:00Z"]);
        let with = Schedule::read(Written { excluded: &[], additional: &additional, ..written }).unwrap();
        assert_eq!(first(&with, 9).len(), 4);
        assert!(with.after(None, 4).1 && !with.after(None, 3).1);
        let none = Schedule::read(Written { start: "yesterday", ..written }).unwrap_err().to_string();
        assert!(none.contains("start") && none.contains("yesterday"), "{none}");
    }

    #[test]
    fn a_rule_that_never_comes_true_or_never_ends_costs_nothing() {
        for (rrule, found) in [
            ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", 0),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", 0),
            ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", 0),
            ("FREQ=MINUTELY;INTERVAL=2;BYMINUTE=1", 0),
            ("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", 0),
            ("FREQ=DAILY;BYSETPOS=300;BYHOUR=1,2", 0),
            ("FREQ=SECONDLY", 9),
            ("FREQ=SECONDLY;COUNT=1000000000", 9),
            ("FREQ=DAILY;INTERVAL=1000000", 3),
            (
                "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,6,12,18;BYMINUTE=0,15,30,45;BYSECOND=0,30;BYSETPOS=-1",
                9,
            ),
        ] {
            assert_eq!(
                schedule(rrule, "2026-11-27T10:00:00", "UTC").after(None, 9).0.len(),
                found,
                "{rrule}"
            );
        }
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        let old = schedule("FREQ=SECONDLY", "1970-01-01T00:00:00", "UTC");
        assert_eq!(old.after(at("2026-11-27T10:00:00Z"), 1).0[0].at, at("2026-11-27T10:00:01Z").unwrap());
        let last = schedule("FREQ=DAILY", "9999-12-30T00:00:00", "UTC");
        assert_eq!(last.after(None, 9).0.len(), 1, "the last day that there is");
        let weekly = schedule("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "2020-01-07T09:00:00", "UTC");
        let all = weekly.after(None, 400).0;
        let some = weekly.after(Some(all[200].at), 100).0;
        assert_eq!(all[201..301], some, "what is skipped to is what would have been come to");
    }

    #[test]
    fn items_are_not_made_every_second() {
        for rrule in ["FREQ=SECONDLY", "FREQ=DAILY;BYMINUTE=0,10", "FREQ=DAILY;COUNT=10001"] {
            assert!(schedule(rrule, "2026-11-27T10:00:00", "UTC").check().is_err(), "{rrule}");
        }
        assert!(schedule("FREQ=MINUTELY;INTERVAL=15", "2026-11-27T10:00:00", "UTC").check().is_ok());
    }
}
