//! An event of a calendar file: when it is, when again, and what it is called. Pure.
use jiff::civil::DateTime;
use tandem_kit::recurrence::Rule;

use super::{
    line::Line,
    moment::{Frame, Frames, Moment},
};

/// Longest name kept, in characters.
const LONGEST_NAME: usize = 200;
/// Most dates of an event that are listed one by one.
const MOST_DATES: usize = 5_000;
const DAY: i64 = 86_400;

/// An event.
#[derive(Debug)]
pub struct Event {
    pub uid: String,
    pub name: String,
    pub cancelled: bool,
    pub start: DateTime,
    /// What its times are of; all of them are by this one's clock.
    pub frame: Frame,
    /// By the clock on the wall, in seconds.
    pub length: i64,
    pub rules: Vec<Rule>,
    pub except_rules: Vec<Rule>,
    /// Further times, and how long it is then.
    pub dates: Vec<(DateTime, i64)>,
    pub except: Vec<Listed>,
    /// Which occurrence of another event it is instead of.
    pub instead: Option<Instead>,
}

/// A time, or a whole day.
#[derive(Debug)]
pub struct Listed {
    at: DateTime,
    whole_day: bool,
}

impl Listed {
    fn of(moment: &Moment, frames: &Frames<'_>, frame: &Frame) -> Self {
        let whole_day = moment.frame == Frame::Day || *frame == Frame::Day;
        Self { at: frames.shift(moment, frame), whole_day }
    }

    /// Whether that is it.
    pub fn is(&self, at: DateTime) -> bool {
        self.at == at || (self.whole_day && self.at.date() == at.date())
    }
}

/// What an event is instead of.
#[derive(Debug)]
pub struct Instead {
    pub of: Moment,
    /// Of all that follow, too.
    pub from_then_on: bool,
}

impl Instead {
    /// By the clock of the event that it is of.
    pub fn listed(&self, frames: &Frames<'_>, frame: &Frame) -> Listed {
        Listed::of(&self.of, frames, frame)
    }
}

impl Event {
    /// Reads one, and what of it was left out.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(lines: &[Line], frames: &Frames<'_>) -> Result<(Self, Vec<String>), String> {
        let find = |name: &str| lines.iter().find(|line| line.name == name);
        let all = |name: &'static str| lines.iter().filter(move |line| line.name == name);
        let name = name(lines);
        let begins = find("DTSTART").ok_or_else(|| format!("{name:?} has no DTSTART"))?;
        let start = Moment::read(begins, &begins.value)
            .ok_or_else(|| format!("{name:?}: DTSTART {:?} is no date", begins.value))?;
        let mut problems = Vec::new();
        let mut rules = |of: &'static str| -> Vec<Rule> {
            let read = all(of).filter_map(|line| match Rule::read(&tidy(&line.value)) {
                Ok(rule) => Some(rule),
                Err(fault) => {
                    problems.push(format!("{name:?}: {of} {:?} {fault}", line.value));
                    None
                }
            });
            read.collect()
        };
        let (rules, except_rules) = (rules("RRULE"), rules("EXRULE"));
        let frame = start.frame.clone();
        let length = length(lines, &start, frames);
        let listed = |of: &'static str| {
            all(of).flat_map(|line| line.value.split(',').map(move |text| (line, text))).take(MOST_DATES)
        };
        let dates = listed("RDATE").filter_map(|(line, text)| {
            let (at, end) = text.split_once('/').map_or((text, None), |(at, end)| (at, Some(end)));
            let moment = Moment::read(line, at)?;
            let at = frames.shift(&moment, &frame);
            let own = end.and_then(|end| match Moment::read(line, end) {
                Some(end) => Some(seconds(at, frames.shift(&end, &frame))),
                None => duration(end),
            });
            Some((at, own.unwrap_or(length)))
        });
        let except = listed("EXDATE").filter_map(|(line, text)| Moment::read(line, text));
        let instead = find("RECURRENCE-ID").and_then(|line| {
            let range = line.param("RANGE").is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
            Some(Instead { of: Moment::read(line, &line.value)?, from_then_on: range })
        });
        let event = Self {
            uid: find("UID").map(|line| line.value.trim().to_owned()).unwrap_or_default(),
            cancelled: find("STATUS").is_some_and(|line| line.value.trim().eq_ignore_ascii_case("CANCELLED")),
            start: start.at,
            length,
            rules,
            except_rules,
            dates: dates.collect(),
            except: except.map(|moment| Listed::of(&moment, frames, &frame)).collect(),
            instead,
            frame,
            name,
        };
        Ok((event, problems))
    }
}

/// A rule without the parts that say nothing, or that only its maker reads.
fn tidy(rule: &str) -> String {
    let parts = rule.split(';').map(str::trim);
    let said = parts.filter(|part| !part.is_empty() && !part.ends_with('='));
    said.filter(|part| !part.to_ascii_uppercase().starts_with("X-")).collect::<Vec<_>>().join(";")
}

/// How long an event is: until its end, or as it says; else the whole day, or no time at all.
fn length(lines: &[Line], start: &Moment, frames: &Frames<'_>) -> i64 {
    let find = |name: &str| lines.iter().find(|line| line.name == name);
    let until = find("DTEND").and_then(|line| Moment::read(line, &line.value));
    let least = if start.frame == Frame::Day { DAY } else { 0 };
    let said = match until {
        Some(end) => Some(seconds(start.at, frames.shift(&end, &start.frame))),
        None => find("DURATION").and_then(|line| duration(&line.value)),
    };
    said.unwrap_or(least).max(least)
}

fn seconds(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs()
}

/// `P2D`, `P1W`, `PT36H`.
fn duration(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_uppercase();
    let parts = text.trim_start_matches(['+', '-']).strip_prefix('P')?;
    let (mut whole, mut number) = (0_i64, String::new());
    for c in parts.chars() {
        let unit = match c {
            '0'..='9' => {
                number.push(c);
                continue;
            }
            'T' => continue,
            'W' => 7 * DAY,
            'D' => DAY,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        whole = whole.checked_add(std::mem::take(&mut number).parse::<i64>().ok()?.checked_mul(unit)?)?;
    }
    Some(if text.starts_with('-') { 0 } else { whole })
}

/// What it is called; else the beginning of what is said of it.
fn name(lines: &[Line]) -> String {
    let text = |name: &str| lines.iter().find(|line| line.name == name).map(Line::text);
    let name = text("SUMMARY").filter(|name| !name.is_empty()).or_else(|| text("DESCRIPTION"));
    name.unwrap_or_default().chars().take(LONGEST_NAME).collect()
}
