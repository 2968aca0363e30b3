//! When a rule says that something happens: one occurrence after the other, by the clock on the wall. Pure, and bounded: a rule that
//! never comes true ends, and what is skipped costs nothing.
use jiff::{
    Span, ToSpan,
    civil::{Date, DateTime, Time, Weekday},
};

use super::rule::{Frequency, Rule, Skip};

/// How many days are looked at in vain before a rule is given up: a thousand years. Hours, minutes and seconds cost eight each.
const MOST_WORK: u32 = 400_000;

/// The occurrences of a rule.
pub struct Occurrences<'a> {
    rule: &'a Rule,
    start: DateTime,
    until: Option<DateTime>,
    /// Which period is next, counted from the first.
    period: i64,
    left: Option<u64>,
    work: u32,
    found: Found,
    /// The one before: what is put off into the next period may be there already.
    last: Option<DateTime>,
}

/// What was found in a period and not yet told: days, and the times of each of them; of these the chosen ones.
#[derive(Default)]
struct Found {
    days: Vec<Date>,
    times: Vec<Time>,
    chosen: Option<Vec<usize>>,
    next: usize,
}

impl Found {
    fn next(&mut self) -> Option<DateTime> {
        let at = match &self.chosen {
            Some(chosen) => *chosen.get(self.next)?,
            None => self.next,
        };
        self.next += 1;
        let day = self.days.get(at.checked_div(self.times.len())?)?;
        Some(day.to_datetime(self.times[at % self.times.len()]))
    }
}

impl<'a> Occurrences<'a> {
    /// Those of a rule from its start on. The start is one of them where the rule says so.
    pub fn new(rule: &'a Rule, start: DateTime, until: Option<DateTime>) -> Self {
        Self { rule, start, until, period: 0, left: rule.count, work: 0, found: Found::default(), last: None }
    }

    /// Begins shortly before a moment, where nothing has to be counted from the start.
    pub fn skip_to(mut self, from: DateTime) -> Self {
        if self.left.is_none() && from > self.start {
            let passed = match self.rule.frequency {
                Frequency::Yearly => i64::from(from.year()) - i64::from(self.start.year()) - 2,
                Frequency::Monthly => months(from.date()) - months(self.start.date()) - 1,
                Frequency::Weekly => days_between(self.start.date(), from.date()) / 7 - 1,
                Frequency::Daily => days_between(self.start.date(), from.date()) - 1,
                _ => seconds_between(self.start, from) / self.unit() - 1,
            };
            self.period = (passed / self.rule.interval).max(0);
        }
        self
    }

    /// Seconds of a period that is shorter than a day.
    fn unit(&self) -> i64 {
        match self.rule.frequency {
            Frequency::Secondly => 1,
            Frequency::Minutely => 60,
            _ => 3_600,
        }
    }

    /// Finds what is in the next period; nothing where there is no more.
    fn look(&mut self) -> Option<Found> {
        let steps = self.period.checked_mul(self.rule.interval)?;
        self.period += 1;
        let days = match self.rule.frequency {
            Frequency::Yearly if !self.rule.weeks.is_empty() => self.of_weeks(steps)?,
            Frequency::Yearly => self.of_year(steps)?,
            Frequency::Monthly => self.of_month(steps)?,
            Frequency::Weekly => self.of_week(steps)?,
            Frequency::Daily => {
                let day = self.start.date().checked_add(Span::new().try_days(steps).ok()?).ok()?;
                self.work += 1;
                if self.fits(day) { vec![day] } else { Vec::new() }
            }
            _ => return self.of_hour(steps),
        };
        let times = if days.is_empty() { Vec::new() } else { self.times() };
        Some(self.choose(days, times))
    }

    /// The times of each day.
    fn times(&self) -> Vec<Time> {
        let start = self.start.time();
        let or =
            |given: &[i16], start: i8| if given.is_empty() { vec![i16::from(start)] } else { given.to_vec() };
        let (minutes, seconds) =
            (or(&self.rule.minutes, start.minute()), or(&self.rule.seconds, start.second()));
        let mut times = Vec::new();
        for hour in or(&self.rule.hours, start.hour()) {
            for minute in &minutes {
                times.extend(seconds.iter().filter_map(|second| time(hour, *minute, *second)));
            }
        }
        times
    }

    /// Those that BYSETPOS names, of all in the period.
    fn choose(&self, days: Vec<Date>, times: Vec<Time>) -> Found {
        let all = i64::try_from(days.len() * times.len()).unwrap_or(0);
        let chosen = (!self.rule.positions.is_empty()).then(|| {
            let place = |nth: &i16| if *nth > 0 { i64::from(*nth) - 1 } else { all + i64::from(*nth) };
            let places = self.rule.positions.iter().map(place).filter(|place| (0..all).contains(place));
            let mut places: Vec<usize> = places.filter_map(|place| usize::try_from(place).ok()).collect();
            places.sort_unstable();
            places.dedup();
            places
        });
        Found { days, times, chosen, next: 0 }
    }

    fn of_year(&mut self, steps: i64) -> Option<Vec<Date>> {
        let year = i16::try_from(i64::from(self.start.year()) + steps).ok()?;
        let first = Date::new(year, 1, 1).ok()?;
        let rule = self.rule;
        let by_day = !rule.days.is_empty() || !rule.year_days.is_empty();
        let month = self.start.month();
        let start_day = !by_day && rule.month_days.is_empty();
        let months = |day: &Date| if rule.months.is_empty() { by_day || day.month() == month } else { true };
        let days = first.series(1.day()).take(usize::try_from(first.days_in_year()).unwrap_or(366));
        self.work += 366;
        let start_on = self.start.day();
        let mut days: Vec<Date> = days
            .filter(|day| months(day) && (!start_day || day.day() == start_on) && self.fits(*day))
            .collect();
        for number in 1..=12 {
            if let Ok(first) = Date::new(year, number, 1)
                && months(&first)
            {
                self.put_off(first, &mut days);
            }
        }
        Some(days)
    }

    /// Adds what the rule puts in place of days that a month does not have. Weekdays and days of the year are none that a month lacks.
    fn put_off(&self, first: Date, days: &mut Vec<Date>) {
        let rule = self.rule;
        if rule.skip == Skip::Omit || !rule.days.is_empty() || !rule.year_days.is_empty() {
            return;
        }
        let start = [i16::from(self.start.day())];
        let asked = if rule.month_days.is_empty() { &start[..] } else { &rule.month_days };
        if asked.iter().all(|day| *day <= i16::from(first.days_in_month())) {
            return;
        }
        let last = first.last_of_month();
        days.extend(if rule.skip == Skip::Backward { Some(last) } else { last.tomorrow().ok() });
        days.sort_unstable();
        days.dedup();
    }

    fn of_month(&mut self, steps: i64) -> Option<Vec<Date>> {
        let month = months(self.start.date()).checked_add(steps)?;
        let year = i16::try_from(month.div_euclid(12)).ok()?;
        let first = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
        self.work += 1;
        let rule = self.rule;
        if !rule.months.is_empty() && !rule.months.contains(&i16::from(first.month())) {
            return Some(Vec::new());
        }
        let start_day = rule.days.is_empty() && rule.month_days.is_empty();
        let days = first.series(1.day()).take(usize::try_from(first.days_in_month()).unwrap_or(31));
        self.work += 31;
        let start_on = self.start.day();
        let mut days: Vec<Date> =
            days.filter(|day| (!start_day || day.day() == start_on) && self.fits(*day)).collect();
        self.put_off(first, &mut days);
        Some(days)
    }

    fn of_week(&mut self, steps: i64) -> Option<Vec<Date>> {
        let first = week_of(self.start.date(), self.rule.week_start)?;
        let first = first.checked_add(Span::new().try_weeks(steps).ok()?).ok()?;
        self.work += 7;
        let own = self.start.weekday();
        let any = self.rule.days.is_empty();
        Some(
            first
                .series(1.day())
                .take(7)
                .filter(|day| (!any || day.weekday() == own) && self.fits(*day))
                .collect(),
        )
    }

    /// The days of the weeks that are named. The year is the one that the weeks are counted in: days of another may be in it.
    fn of_weeks(&mut self, steps: i64) -> Option<Vec<Date>> {
        let first = self.first_year()?;
        self.work += 7 * u32::try_from(self.rule.weeks.len()).unwrap_or(53);
        self.weeks_of(i16::try_from(i64::from(first) + steps).ok()?)
    }

    /// The year that years are counted from. A start in the first days of January may be in the last week of the year before: that is the
    /// first year where something of it is still to come, and else the start's own is.
    fn first_year(&self) -> Option<i16> {
        let (start, own) = (self.start.date(), self.start.year());
        let year = week_year(start, self.rule.week_start)?;
        let is_over = || self.weeks_of(year).is_none_or(|days| days.iter().all(|day| *day < start));
        Some(if year < own && is_over() { own } else { year })
    }

    fn weeks_of(&self, year: i16) -> Option<Vec<Date>> {
        let rule = self.rule;
        let (first, next) =
            (first_week(year, rule.week_start)?, first_week(year.checked_add(1)?, rule.week_start)?);
        let weeks = days_between(first, next) / 7;
        let own = self.start.weekday();
        let any = rule.days.is_empty() && rule.month_days.is_empty() && rule.year_days.is_empty();
        let mut days = Vec::new();
        for week in &rule.weeks {
            let week = i64::from(*week) + if *week < 0 { weeks } else { -1 };
            if !(0..weeks).contains(&week) {
                continue;
            }
            let first = first.checked_add(Span::new().try_weeks(week).ok()?).ok()?;
            let of_week = first.series(1.day()).take(7);
            days.extend(of_week.filter(|day| (!any || day.weekday() == own) && self.fits(*day)));
        }
        days.sort_unstable();
        days.dedup();
        Some(days)
    }

    /// One hour, minute or second. Where its day, its hour or its minute is none that the rule names, the next is gone to at once.
    fn of_hour(&mut self, steps: i64) -> Option<Found> {
        let (unit, rule) = (self.unit(), self.rule);
        let first = self.start.with().subsec_nanosecond(0);
        let first = if unit >= 60 { first.second(0) } else { first };
        let first = if unit >= 3_600 { first.minute(0) } else { first }.build().ok()?;
        let at = first.checked_add(Span::new().try_seconds(steps.checked_mul(unit)?).ok()?).ok()?;
        self.work += 8;
        let hour = i16::from(at.hour());
        let later = if !self.fits(at.date()) {
            Some(at.date().tomorrow().ok()?.to_datetime(Time::midnight()))
        } else if !rule.hours.is_empty() && !rule.hours.contains(&hour) {
            Some(after(at, 3_600)?)
        } else if unit < 3_600 && !rule.minutes.is_empty() && !rule.minutes.contains(&i16::from(at.minute()))
        {
            Some(after(at, 60)?)
        } else {
            None
        };
        if let Some(later) = later {
            let each = unit.checked_mul(rule.interval)?;
            self.period = self.period.max(seconds_between(first, later).checked_add(each - 1)? / each);
            return Some(Found::default());
        }
        let or =
            |given: &[i16], start: i8| if given.is_empty() { vec![i16::from(start)] } else { given.to_vec() };
        let minutes =
            if unit < 3_600 { vec![i16::from(at.minute())] } else { or(&rule.minutes, self.start.minute()) };
        let seconds = match unit {
            1 if rule.seconds.is_empty() || rule.seconds.contains(&i16::from(at.second())) => {
                vec![i16::from(at.second())]
            }
            1 => Vec::new(),
            _ => or(&rule.seconds, self.start.second()),
        };
        let times = minutes
            .iter()
            .flat_map(|minute| seconds.iter().filter_map(|second| time(hour, *minute, *second)));
        let times = times.collect();
        Some(self.choose(vec![at.date()], times))
    }

    /// Whether a day is one that the rule's parts name, all of them.
    fn fits(&self, day: Date) -> bool {
        let rule = self.rule;
        let from_end = |at: i16, of: i16| at - of - 1;
        let one_of = |given: &[i16], at: i16, of: i16| {
            given.is_empty() || given.contains(&at) || given.contains(&from_end(at, of))
        };
        (rule.months.is_empty() || rule.months.contains(&i16::from(day.month())))
            && one_of(&rule.month_days, day.day().into(), day.days_in_month().into())
            && one_of(&rule.year_days, day.day_of_year(), day.days_in_year())
            && (rule.days.is_empty()
                || rule.days.iter().any(|(nth, weekday)| self.is_nth(day, *nth, *weekday)))
    }

    /// Whether a day is that weekday, and the nth of them in its month, or in its year where the rule is yearly and names no month.
    fn is_nth(&self, day: Date, nth: i16, weekday: Weekday) -> bool {
        let in_year = self.rule.frequency == Frequency::Yearly && self.rule.months.is_empty();
        let (at, of) = if in_year {
            (day.day_of_year(), day.days_in_year())
        } else {
            (day.day().into(), day.days_in_month().into())
        };
        let is = match nth {
            0 => true,
            1.. => (at - 1) / 7 + 1 == nth,
            _ => (of - at) / 7 + 1 == -nth,
        };
        is && day.weekday() == weekday
    }
}

impl Iterator for Occurrences<'_> {
    type Item = DateTime;

    fn next(&mut self) -> Option<DateTime> {
        if self.left == Some(0) {
            return None;
        }
        loop {
            let Some(at) = self.found.next() else {
                if self.work >= MOST_WORK {
                    return None;
                }
                self.found = self.look()?;
                continue;
            };
            if at < self.start || self.last.is_some_and(|last| at <= last) {
                continue;
            }
            if self.until.is_some_and(|until| at > until) {
                return None;
            }
            self.left = self.left.map(|left| left - 1);
            (self.work, self.last) = (0, Some(at));
            return Some(at);
        }
    }
}

fn time(hour: i16, minute: i16, second: i16) -> Option<Time> {
    let small = |n: i16| i8::try_from(n).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

fn months(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| span.get_days().into())
}

fn seconds_between(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs()
}

/// The beginning of the next stretch of so many seconds within the day.
fn after(at: DateTime, seconds: i64) -> Option<DateTime> {
    let passed = seconds_between(at.date().to_datetime(Time::midnight()), at) % seconds;
    at.checked_add(Span::new().try_seconds(seconds - passed).ok()?).ok()
}

/// The first day of the week of a day.
fn week_of(day: Date, start: Weekday) -> Option<Date> {
    let back = start.until(day.weekday());
    day.checked_sub(i64::from(back).days()).ok()
}

/// The first day of the first week of a year: the first that has four days in it.
fn first_week(year: i16, start: Weekday) -> Option<Date> {
    week_of(Date::new(year, 1, 4).ok()?, start)
}

/// The year whose weeks a day is counted in.
fn week_year(day: Date, start: Weekday) -> Option<i16> {
    let year = day.year();
    if day < first_week(year, start)? {
        return Some(year - 1);
    }
    Some(if first_week(year + 1, start).is_some_and(|next| day >= next) { year + 1 } else { year })
}
