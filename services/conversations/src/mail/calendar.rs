//! Calendar invitations (RFC 5545, 5546) as they come with mails: what, when, where, who.
//!
//! Read leniently: lines that are none are left out, and a bound is on everything.

mod moment;

pub use moment::Moment;

use super::parse::Attachment;

/// Longest calendar looked at, in bytes, and most of its lines and guests.
const MAX_CALENDAR: usize = 512 * 1024;
const MAX_LINES: usize = 10_000;
const MAX_ATTENDEES: usize = 200;
/// Longest text kept of one property, in characters.
const MAX_TEXT: usize = 4_000;

/// The first appointment of a calendar, and what is asked about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// In upper case: `REQUEST`, `REPLY`, `CANCEL`, `COUNTER`, `PUBLISH` …; empty where it says none.
    pub method: String,
    pub uid: String,
    pub sequence: u32,
    pub summary: String,
    pub description: String,
    pub location: String,
    /// In upper case: `CONFIRMED`, `TENTATIVE`, `CANCELLED`; empty where it says none.
    pub status: String,
    pub start: Option<Moment>,
    pub end: Option<Moment>,
    /// The rule of repetition as written (`FREQ=WEEKLY;BYDAY=MO`).
    pub recurrence: Option<String>,
    pub organizer: Option<Attendee>,
    pub attendees: Vec<Attendee>,
    /// How many more appointments the calendar has.
    pub more: usize,
}

/// Somebody invited, or the one who invites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attendee {
    pub name: String,
    /// Without `mailto:`.
    pub address: String,
    /// In upper case: `ACCEPTED`, `DECLINED`, `TENTATIVE`, `NEEDS-ACTION`; empty where it says none.
    pub status: String,
}

impl Calendar {
    /// Somebody's program answers an invitation.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        matches!(self.method.as_str(), "REPLY" | "DECLINECOUNTER")
    }
}

/// The first appointment among the files of a mail.
#[must_use]
pub fn find(attachments: &[Attachment]) -> Option<Calendar> {
    attachments.iter().filter(|file| is_calendar(file)).take(5).find_map(|file| read(&file.bytes))
}

fn is_calendar(file: &Attachment) -> bool {
    let named = std::path::Path::new(&file.name).extension().is_some_and(|e| e.eq_ignore_ascii_case("ics"));
    matches!(file.content_type.as_str(), "text/calendar" | "application/ics") || named
}

/// Reads a calendar; `None` where it has no appointment.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Calendar> {
    let text = super::parse::charset::decode(&bytes[..bytes.len().min(MAX_CALENDAR)], Some("utf-8"));
    let (mut calendar, mut events, mut open) = (Calendar::default(), 0, Vec::<String>::new());
    let mut duration = None;
    for line in unfolded(&text) {
        let Some(property) = Property::read(&line) else { continue };
        match property.name.as_str() {
            "BEGIN" => {
                events += usize::from(property.is("VEVENT") && !open.iter().any(|name| name == "VEVENT"));
                open.push(property.value.trim().to_ascii_uppercase());
            }
            "END" => drop(open.pop()),
            "METHOD" => calendar.method = property.word(),
            "DURATION" if events == 1 && open.last().is_some_and(|name| name == "VEVENT") => {
                duration = moment::duration(&property.value);
            }
            _ if events == 1 && open.last().is_some_and(|name| name == "VEVENT") => calendar.fill(&property),
            _ => {}
        }
    }
    if let (None, Some(start), Some(length)) = (&calendar.end, &calendar.start, duration) {
        calendar.end = start.after(length);
    }
    calendar.more = usize::saturating_sub(events, 1);
    (events > 0).then_some(calendar)
}

impl Calendar {
    fn fill(&mut self, property: &Property) {
        match property.name.as_str() {
            "UID" => self.uid = property.text(),
            "SEQUENCE" => self.sequence = property.value.trim().parse().unwrap_or(0),
            "SUMMARY" => self.summary = property.text(),
            "DESCRIPTION" => self.description = property.text(),
            "LOCATION" => self.location = property.text(),
            "STATUS" => self.status = property.word(),
            "DTSTART" => self.start = moment::read(&property.value, property.parameter("TZID")),
            "DTEND" => self.end = moment::read(&property.value, property.parameter("TZID")),
            "RRULE" => self.recurrence = Some(property.value.chars().take(500).collect()),
            "ORGANIZER" => self.organizer = Some(property.person()),
            "ATTENDEE" if self.attendees.len() < MAX_ATTENDEES => self.attendees.push(property.person()),
            _ => {}
        }
    }
}

/// One line: `NAME;PARAMETER=value:value`.
struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

impl Property {
    fn read(line: &str) -> Option<Self> {
        let (mut quoted, mut pieces, mut start) = (false, Vec::new(), 0);
        let mut value = None;
        for (at, c) in line.char_indices() {
            match c {
                '"' => quoted = !quoted,
                ';' if !quoted => {
                    pieces.push(&line[start..at]);
                    start = at + 1;
                }
                ':' if !quoted => {
                    pieces.push(&line[start..at]);
                    value = Some(&line[at + 1..]);
                    break;
                }
                _ => {}
            }
        }
        let value = value?.to_owned();
        let mut pieces = pieces.into_iter();
        let name = pieces.next()?.trim().to_ascii_uppercase();
        let parameters = pieces
            .filter_map(|piece| piece.split_once('='))
            .map(|(key, value)| (key.trim().to_ascii_uppercase(), value.trim_matches('"').to_owned()))
            .collect();
        Some(Self { name, parameters, value })
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn is(&self, word: &str) -> bool {
        self.value.trim().eq_ignore_ascii_case(word)
    }

    fn word(&self) -> String {
        self.value.trim().chars().take(40).collect::<String>().to_ascii_uppercase()
    }

    /// The value with its escapes undone.
    fn text(&self) -> String {
        let (mut out, mut escaped) = (String::new(), false);
        for c in self.value.chars().take(MAX_TEXT * 2) {
            match c {
                'n' | 'N' if escaped => out.push('\n'),
                c if escaped => out.push(c),
                '\\' => {}
                c => out.push(c),
            }
            escaped = c == '\\' && !escaped;
        }
        out.trim().chars().take(MAX_TEXT).collect()
    }

    fn person(&self) -> Attendee {
        let value = self.value.trim();
        let address = match value.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &value[7..],
            _ => self.parameter("EMAIL").unwrap_or(value),
        };
        let name = self.parameter("CN").unwrap_or_default().trim();
        Attendee {
            name: if name.eq_ignore_ascii_case(address) {
                String::new()
            } else {
                name.chars().take(200).collect()
            },
            address: address.trim().chars().take(320).collect(),
            status: self.parameter("PARTSTAT").unwrap_or_default().to_ascii_uppercase(),
        }
    }
}

/// The lines, folded ones joined.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().take(MAX_LINES) {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVITATION: &str = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nORGANIZER;CN=\"Doe; Ann\":mailto:ann@b.c\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Bob;RSVP=TRUE:MAILTO:bob@b.c\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=eve@b.c:mailto:eve@b.c\r\nDTSTART;TZID=W. Europe Standard Time:20250703T100000\r\nDTEND;TZID=W. Europe Standard Time:20250703T113000\r\nSUMMARY;LANGUAGE=de:Über\r\n gabe\\, Teil 2\r\nDESCRIPTION:one\\ntwo\r\nLOCATION:Room 1\r\nUID:u1\r\nSEQUENCE:2\r\nSTATUS:CONFIRMED\r\nBEGIN:VALARM\r\nDESCRIPTION:REMINDER\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn an_invitation_says_what_when_where_and_who() {
        let calendar = read(INVITATION.as_bytes()).unwrap();
        assert_eq!(
            (calendar.method.as_str(), calendar.uid.as_str(), calendar.sequence),
            ("REQUEST", "u1", 2)
        );
        assert_eq!(
            (calendar.summary.as_str(), calendar.description.as_str()),
            ("Übergabe, Teil 2", "one\ntwo")
        );
        let organizer = calendar.organizer.unwrap();
        assert_eq!((organizer.name.as_str(), organizer.address.as_str()), ("Doe; Ann", "ann@b.c"));
        let guests: Vec<_> = calendar
            .attendees
            .iter()
            .map(|one| (one.name.as_str(), one.address.as_str(), one.status.as_str()))
            .collect();
        assert_eq!(guests, [("Bob", "bob@b.c", "NEEDS-ACTION"), ("", "eve@b.c", "ACCEPTED")]);
        assert_eq!(calendar.start.unwrap().to_string(), "2025-07-03 10:00 W. Europe Standard Time");
        assert_eq!(calendar.end.unwrap().utc.unwrap().to_rfc3339(), "2025-07-03T09:30:00+00:00");
    }

    #[test]
    fn whole_days_and_lengths_are_read() {
        let day = read(b"BEGIN:VEVENT\nDTSTART;VALUE=DATE:20250703\nDURATION:P1D\nEND:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\n").unwrap();
        assert_eq!((day.start.unwrap().to_string().as_str(), day.more), ("2025-07-03", 1));
        assert_eq!(day.end.unwrap().to_string(), "2025-07-04");
        let hour = read(b"BEGIN:VEVENT\nDTSTART:20250703T100000Z\nDURATION:PT1H30M\nEND:VEVENT\n").unwrap();
        assert_eq!(hour.end.unwrap().to_string(), "2025-07-03 11:30 UTC");
    }

    #[test]
    fn a_calendar_cut_anywhere_is_harmless() {
        for at in 0..INVITATION.len() {
            if let Some(part) = INVITATION.as_bytes().get(..at) {
                let _ = read(part);
            }
        }
        assert_eq!(read(b"no calendar"), None);
        assert!(read("BEGIN:VEVENT\n".repeat(20_000).as_bytes()).is_some());
    }
}
