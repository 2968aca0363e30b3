//! Content lines of an iCalendar file, and what they are within. Pure.

/// Longest nesting of components looked into.
const DEEPEST: usize = 16;

/// A line: `DTSTART;VALUE=DATE:20261225`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// In capitals.
    pub name: String,
    /// Names in capitals, values without quotes.
    params: Vec<(String, String)>,
    pub value: String,
}

impl Line {
    /// Reads one; nothing where it is none.
    fn read(text: &str) -> Option<Self> {
        let (mut parts, mut quoted, mut from) = (Vec::new(), false, 0);
        let mut value = None;
        for (at, c) in text.char_indices() {
            match c {
                '"' => quoted = !quoted,
                ';' if !quoted => {
                    parts.push(&text[from..at]);
                    from = at + 1;
                }
                ':' if !quoted => {
                    parts.push(&text[from..at]);
                    value = Some(text[at + 1..].to_owned());
                    break;
                }
                _ => {}
            }
        }
        let (name, params) = parts.split_first()?;
        let params = params.iter().filter_map(|param| param.split_once('='));
        Some(Self {
            name: name.trim().to_ascii_uppercase(),
            params: params
                .map(|(name, value)| {
                    (name.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned())
                })
                .collect(),
            value: value?,
        })
    }

    /// A parameter of it.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Its value as people read it.
    pub fn text(&self) -> String {
        let (mut text, mut escaped) = (String::new(), false);
        for c in self.value.chars() {
            match c {
                'n' | 'N' if escaped => text.push(' '),
                '\\' if !escaped => {
                    escaped = true;
                    continue;
                }
                c => text.push(c),
            }
            escaped = false;
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A zone as a file defines it.
#[derive(Debug, Default)]
pub struct Zone {
    pub id: String,
    /// Its standard and its daylight times.
    pub observances: Vec<Vec<Line>>,
}

/// One calendar of a file.
#[derive(Debug, Default)]
pub struct Calendar {
    pub events: Vec<Vec<Line>>,
    pub zones: Vec<Zone>,
    method: String,
}

impl Calendar {
    /// Whether it says that its events are none any more.
    pub fn is_withdrawn(&self) -> bool {
        self.method.eq_ignore_ascii_case("CANCEL")
    }
}

/// The calendars of a file that are ended; nothing where it has none.
pub fn calendars(text: &str) -> Option<Vec<Calendar>> {
    let (mut whole, mut calendar) = (Vec::new(), Calendar::default());
    let mut within: Vec<String> = Vec::new();
    for line in unfolded(text).iter().filter_map(|line| Line::read(line)) {
        let value = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => {
                within.push(value);
                let path: Vec<&str> = within.iter().map(String::as_str).collect();
                match path.as_slice() {
                    ["VCALENDAR"] => calendar = Calendar::default(),
                    ["VCALENDAR", "VEVENT"] => calendar.events.push(Vec::new()),
                    ["VCALENDAR", "VTIMEZONE"] => calendar.zones.push(Zone::default()),
                    ["VCALENDAR", "VTIMEZONE", _] => {
                        if let Some(zone) = calendar.zones.last_mut() {
                            zone.observances.push(Vec::new());
                        }
                    }
                    path if path.len() > DEEPEST => return None,
                    _ => {}
                }
            }
            "END" => {
                // What was not ended within it ends with it.
                let Some(at) = within.iter().rposition(|open| *open == value) else { continue };
                within.truncate(at);
                if at == 0 && value == "VCALENDAR" {
                    whole.push(std::mem::take(&mut calendar));
                }
            }
            _ => keep(&mut calendar, &within, line),
        }
    }
    (!whole.is_empty()).then_some(whole)
}

fn keep(calendar: &mut Calendar, within: &[String], line: Line) {
    let path: Vec<&str> = within.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["VCALENDAR"] if line.name == "METHOD" => {
            line.value.trim().clone_into(&mut calendar.method);
        }
        ["VCALENDAR", "VEVENT"] => {
            if let Some(event) = calendar.events.last_mut() {
                event.push(line);
            }
        }
        ["VCALENDAR", "VTIMEZONE"] if line.name == "TZID" => {
            if let Some(zone) = calendar.zones.last_mut() {
                line.value.trim().clone_into(&mut zone.id);
            }
        }
        ["VCALENDAR", "VTIMEZONE", _] => {
            if let Some(lines) = calendar.zones.last_mut().and_then(|zone| zone.observances.last_mut()) {
                lines.push(line);
            }
        }
        _ => {}
    }
}

/// Lines as they were before they were folded, whichever way they end.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in text.trim_start_matches('\u{feff}').split(['\r', '\n']).filter(|piece| !piece.is_empty()) {
        match (piece.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(piece.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_name_its_parameters_and_a_value() {
        let line = Line::read("dtstart;x-note=\"a;b:c\";value=DATE:20261225").unwrap();
        assert_eq!((line.name.as_str(), line.value.as_str()), ("DTSTART", "20261225"));
        assert_eq!((line.param("VALUE"), line.param("X-NOTE")), (Some("DATE"), Some("a;b:c")));
        assert_eq!(Line::read("SUMMARY:a\\, b\\nc: d\\\\").unwrap().text(), "a, b c: d\\");
        assert_eq!(Line::read("no line"), None);
    }

    #[test]
    fn what_was_folded_is_one_line_whichever_way_lines_end() {
        for end in ["\r\n", "\n", "\r"] {
            let text = ["\u{feff}SUMMARY:Ma", " y", "\t D", " ay", "", "X:1"].join(end);
            assert_eq!(unfolded(&text), ["SUMMARY:May Day", "X:1"], "{end:?}");
        }
    }

    #[test]
    fn what_is_within_an_event_is_not_of_the_event() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nDURATION:P9D\nEND:VALARM\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n";
        let names: Vec<String> =
            calendars(text).unwrap()[0].events[0].iter().map(|l| l.name.clone()).collect();
        assert_eq!(names, ["UID", "SUMMARY"]);
        assert!(
            calendars("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n").is_none(),
            "what is cut off is no calendar"
        );
    }
}
