//! The zones that a calendar file names: by their names, or as the file defines them. Pure.
use std::collections::HashMap;

use jiff::{
    Timestamp, ToSpan,
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use tandem_kit::recurrence::{Occurrences, Rule, Until, read_time};

use super::line::{Calendar, Line, Zone};

/// Most changes of clocks of one rule that are looked at, from how long before.
const MOST_CHANGES: usize = 200;
const BEFORE: i64 = 3;

/// What is known of the zones of one calendar.
pub struct Zones {
    own: HashMap<String, Vec<Observance>>,
}

/// From when on clocks are how far from UTC.
struct Observance {
    start: DateTime,
    from: Offset,
    to: Offset,
    rule: Option<Rule>,
    dates: Vec<DateTime>,
}

enum Clock<'a> {
    Known(TimeZone),
    Own(&'a [Observance]),
}

impl Zones {
    /// Those that a calendar defines.
    pub fn of(calendar: &Calendar) -> Self {
        let read = |zone: &Zone| -> Vec<Observance> {
            zone.observances.iter().filter_map(|lines| Observance::read(lines)).collect()
        };
        let own = calendar.zones.iter().map(|zone| (zone.id.clone(), read(zone)));
        Self { own: own.filter(|(_, observances)| !observances.is_empty()).collect() }
    }

    /// `Europe/Berlin`, also at the end of a longer name; else as the file defines it.
    fn clock(&self, id: &str) -> Option<Clock<'_>> {
        let id = id.trim();
        let parts: Vec<&str> = id.trim_matches('/').split('/').collect();
        let endings = (1..=parts.len().min(3)).rev().map(|most| parts[parts.len() - most..].join("/"));
        let known = std::iter::once(id.to_owned()).chain(endings).find_map(|name| TimeZone::get(&name).ok());
        known.map(Clock::Known).or_else(|| self.own.get(id).map(|own| Clock::Own(own)))
    }

    /// The moment of a time on the wall; as UTC where nobody knows the zone.
    pub fn moment(&self, id: &str, local: DateTime) -> Option<Timestamp> {
        match self.clock(id) {
            Some(Clock::Known(zone)) => {
                zone.to_ambiguous_zoned(local).compatible().ok().map(|zoned| zoned.timestamp())
            }
            Some(Clock::Own(own)) => offset(own, local, |change, _| change <= local).to_timestamp(local).ok(),
            None => Offset::UTC.to_timestamp(local).ok(),
        }
    }

    /// The time on the wall at a moment; as UTC where nobody knows the zone.
    pub fn wall(&self, id: &str, at: Timestamp) -> DateTime {
        match self.clock(id) {
            Some(Clock::Known(zone)) => zone.to_datetime(at),
            Some(Clock::Own(own)) => {
                let was = |change, from: Offset| from.to_timestamp(change).is_ok_and(|change| change <= at);
                offset(own, Offset::UTC.to_datetime(at), was).to_datetime(at)
            }
            None => Offset::UTC.to_datetime(at),
        }
    }
}

/// The offset after the last change that was; the first one's before there was any.
fn offset(own: &[Observance], near: DateTime, was: impl Fn(DateTime, Offset) -> bool) -> Offset {
    let changes =
        own.iter().filter_map(|each| each.last(near, |at| was(at, each.from)).map(|at| (at, each.to)));
    let last = changes.max_by_key(|(at, _)| *at).map(|(_, to)| to);
    let first = own.iter().min_by_key(|each| each.start).map(|each| each.from);
    last.or(first).unwrap_or(Offset::UTC)
}

impl Observance {
    fn read(lines: &[Line]) -> Option<Self> {
        let value = |name: &str| lines.iter().find(|line| line.name == name).map(|line| line.value.trim());
        let rule = value("RRULE").and_then(|text| Rule::read(text).ok());
        let dates = lines.iter().filter(|line| line.name == "RDATE");
        Some(Self {
            start: read_time(value("DTSTART")?)?,
            from: read_offset(value("TZOFFSETFROM")?)?,
            to: read_offset(value("TZOFFSETTO")?)?,
            rule,
            dates: dates
                .flat_map(|line| line.value.split(','))
                .filter_map(|at| read_time(at.trim()))
                .collect(),
        })
    }

    /// Its last change that was.
    fn last(&self, near: DateTime, was: impl Fn(DateTime) -> bool) -> Option<DateTime> {
        let single = self.dates.iter().copied().chain([self.start]).filter(|at| was(*at)).max();
        let Some(rule) = &self.rule else { return single };
        let until = rule.until.map(|until| match until {
            Until::Local(at) => at,
            Until::Utc(at) => self.from.to_datetime(at),
        });
        let before = near.checked_sub(BEFORE.years()).unwrap_or(near);
        let by_rule = Occurrences::new(rule, self.start, until).skip_to(before);
        by_rule.take(MOST_CHANGES).take_while(|at| was(*at)).last().into_iter().chain(single).max()
    }
}

/// `+0100`, `-0330` or `+013000`.
fn read_offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => (1, text),
    };
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |part| part.parse::<i64>().ok());
    let seconds = part(0)? * 3_600 + part(2)? * 60 + part(4)?;
    Offset::from_seconds(i32::try_from(sign * seconds).ok()?).ok()
}
