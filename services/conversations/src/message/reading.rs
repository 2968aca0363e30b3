//! What was found out about a mail that came in, as it is kept with its message.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Mailbox;
use crate::mail::{self, Calendar, Moment};

/// Longest text kept of one field of an invitation, in characters.
const LONGEST: usize = 1_000;

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    pub authentication: Authentication,
    pub invitations: Vec<Invitation>,
    pub forwarded: Option<Forwarded>,
    /// Why it is automatic; empty where it is not.
    pub automatic_reason: String,
    /// Those of its files that are pictures of a signature.
    pub signature_pictures: Vec<Uuid>,
}

/// What was found out of its sender: words of RFC 8601; empty where it was not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Authentication {
    pub spf: String,
    pub dkim: String,
    pub dmarc: String,
    pub arc: String,
    /// The From field's domain is proved.
    pub aligned: bool,
    /// That domain.
    pub domain: String,
    /// What the domain asks to be done with what fails: `none`, `quarantine`, `reject`; empty where it asks nothing.
    pub asks: String,
    /// SPF of the From field's own domain says that the peer may not send for it.
    pub foreign: bool,
}

impl Authentication {
    /// Nothing can be said now; later it may.
    #[must_use]
    pub fn passes_later(&self) -> bool {
        !self.aligned && [&self.spf, &self.dkim, &self.dmarc].into_iter().any(|word| word == "temperror")
    }
}

/// An invitation, or an answer to one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Invitation {
    pub method: String,
    pub uid: String,
    pub summary: String,
    pub location: String,
    pub organizer: Mailbox,
    pub start: Option<DateTime<Utc>>,
    pub end: Option<DateTime<Utc>>,
    pub all_day: bool,
    pub cancelled: bool,
    pub recurrence: String,
}

impl From<&Calendar> for Invitation {
    fn from(calendar: &Calendar) -> Self {
        let cut = |text: &str| text.chars().filter(|c| *c != '\0').take(LONGEST).collect::<String>();
        let organizer = calendar.organizer.as_ref();
        Self {
            method: cut(&calendar.method),
            uid: cut(&calendar.uid),
            summary: cut(&calendar.summary),
            location: cut(&calendar.location),
            organizer: organizer
                .map(|one| Mailbox { name: cut(&one.name), address: cut(&one.address) })
                .unwrap_or_default(),
            start: calendar.start.as_ref().map(instant),
            end: calendar.end.as_ref().map(instant),
            all_day: calendar.start.as_ref().is_some_and(|start| start.time.is_none()),
            cancelled: calendar.method == "CANCEL" || calendar.status == "CANCELLED",
            recurrence: calendar.recurrence.as_deref().map(|rule| cut(&in_words(rule))).unwrap_or_default(),
        }
    }
}

/// As if in UTC where the zone is not known.
fn instant(moment: &Moment) -> DateTime<Utc> {
    moment.utc.unwrap_or_else(|| moment.day.and_time(moment.time.unwrap_or_default()).and_utc())
}

/// A rule of repetition (RFC 5545) as people say it; as it is written where it is an unusual one.
fn in_words(rule: &str) -> String {
    let part = |name: &str| {
        let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
        parts.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_ascii_uppercase())
    };
    let interval = part("INTERVAL").and_then(|text| text.parse::<u32>().ok()).unwrap_or(1);
    let unit = match part("FREQ").as_deref() {
        Some("DAILY") => "day",
        Some("WEEKLY") => "week",
        Some("MONTHLY") => "month",
        Some("YEARLY") => "year",
        _ => return rule.to_owned(),
    };
    let mut words = if interval == 1 { format!("every {unit}") } else { format!("every {interval} {unit}s") };
    let days: Vec<&str> = part("BYDAY").map(|days| weekdays(&days)).unwrap_or_default();
    if !days.is_empty() {
        words = format!("{words} on {}", days.join(", "));
    }
    let until = part("UNTIL").and_then(|until| {
        let day = chrono::NaiveDate::parse_from_str(until.get(..8)?, "%Y%m%d").ok()?;
        Some(format!(" until {day}"))
    });
    let count = part("COUNT").map(|count| format!(", {count} times"));
    words + &until.or(count).unwrap_or_default()
}

fn weekdays(days: &str) -> Vec<&'static str> {
    let named = |day: &str| match day.get(day.len().saturating_sub(2)..) {
        Some("MO") => Some("Monday"),
        Some("TU") => Some("Tuesday"),
        Some("WE") => Some("Wednesday"),
        Some("TH") => Some("Thursday"),
        Some("FR") => Some("Friday"),
        Some("SA") => Some("Saturday"),
        Some("SU") => Some("Sunday"),
        _ => None,
    };
    days.split(',').filter_map(named).take(7).collect()
}

/// A mail that is passed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Forwarded {
    pub from: Mailbox,
    pub time: Option<DateTime<Utc>>,
    pub subject: String,
}

impl From<&mail::Forwarded> for Forwarded {
    fn from(forwarded: &mail::Forwarded) -> Self {
        let cut = |text: &str| text.chars().filter(|c| *c != '\0').take(LONGEST).collect::<String>();
        let from = Mailbox { name: cut(&forwarded.from.name), address: cut(&forwarded.from.address) };
        Self { from, time: forwarded.date, subject: cut(&forwarded.subject) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_is_said_in_words() {
        for (rule, words) in [
            ("FREQ=WEEKLY;BYDAY=MO,WE", "every week on Monday, Wednesday"),
            ("FREQ=DAILY;INTERVAL=2;COUNT=5", "every 2 days, 5 times"),
            ("FREQ=MONTHLY;BYDAY=2TU;UNTIL=20271231T000000Z", "every month on Tuesday until 2027-12-31"),
            ("FREQ=YEARLY", "every year"),
            ("FREQ=SECONDLY", "FREQ=SECONDLY"),
        ] {
            assert_eq!(in_words(rule), words);
        }
    }

    #[test]
    fn a_cancelled_meeting_of_a_whole_day_is_one() {
        let ics = "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:1@b.c\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20270105\nDTEND;VALUE=DATE:20270107\nORGANIZER;CN=Ann:mailto:ann@b.c\nEND:VEVENT\nEND:VCALENDAR";
        let read = Invitation::from(&mail::calendar::read(ics.as_bytes()).unwrap());
        assert!(read.cancelled && read.all_day);
        assert_eq!(read.start.unwrap().to_rfc3339(), "2027-01-05T00:00:00+00:00");
        assert_eq!((read.organizer.address.as_str(), read.summary.as_str()), ("ann@b.c", "Fair"));
    }
}
