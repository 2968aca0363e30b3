//! Cells become values, however somebody wrote them. Pure.
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::{
    field::{Field, Type},
    vocabulary::{Kind, Status},
};

/// Stars by the words for them.
const PRIORITIES: [(&[&str], i16); 6] = [
    (&["none", "keine", "aucune", "ninguna", "nessuna", "geen"], 0),
    (&["lowest", "very low", "trivial", "planning", "sehr niedrig"], 1),
    (&["low", "minor", "niedrig", "gering", "faible", "basse", "baja", "bassa", "laag"], 2),
    (
        &[
            "normal", "medium", "mittel", "moyenne", "moyen", "normale", "media", "major", "middel",
            "standard",
        ],
        3,
    ),
    (&["high", "hoch", "haute", "elevee", "élevée", "alta", "hoog", "important", "wichtig"], 4),
    (
        &[
            "urgent",
            "critical",
            "very high",
            "highest",
            "dringend",
            "kritisch",
            "sehr hoch",
            "urgente",
            "critique",
            "blocker",
            "kritiek",
        ],
        5,
    ),
];

/// What statuses are called elsewhere, by the keys of ours, best first.
const STATUSES: [(&[&str], &[&str]); 5] = [
    (
        &[
            "new", "open", "neu", "offen", "ouvert", "nouveau", "abierto", "nuevo", "aperto", "nuovo",
            "to do", "todo", "backlog", "reopened", "planned", "geplant",
        ],
        &["open", "planned"],
    ),
    (
        &[
            "pending agent",
            "in progress",
            "in bearbeitung",
            "en cours",
            "en curso",
            "in corso",
            "doing",
            "started",
        ],
        &["pending_agent", "in_progress"],
    ),
    (
        &[
            "pending",
            "pending customer",
            "pending reminder",
            "waiting on customer",
            "waiting on third party",
            "waiting",
            "hold",
            "on-hold",
            "on hold",
            "wartend",
            "warten auf erinnerung",
            "en attente",
            "pendiente",
            "in attesa",
            "review",
        ],
        &["pending_customer", "review"],
    ),
    (
        &[
            "resolved",
            "solved",
            "gelöst",
            "erledigt",
            "résolu",
            "resuelto",
            "risolto",
            "done",
            "fixed",
            "complete",
            "completed",
            "finished",
            "fertig",
        ],
        &["resolved", "done"],
    ),
    (
        &[
            "closed",
            "geschlossen",
            "fermé",
            "clos",
            "cerrado",
            "chiuso",
            "gesloten",
            "merged",
            "pending close",
            "cancelled",
        ],
        &["closed", "resolved", "done"],
    ),
];

/// Stars: a number from 0 to 5, or a word for it, perhaps after a number (`2 normal`).
///
/// # Errors
/// What is wrong with which value.
pub fn priority(text: &str) -> Result<i16, String> {
    let lower = text.trim().to_lowercase();
    if let Some(stars) =
        lower.parse::<i16>().ok().or_else(|| lower.strip_suffix(".0").and_then(|t| t.parse().ok()))
    {
        return if (0..=5).contains(&stars) {
            Ok(stars)
        } else {
            Err(format!("{stars} is not between 0 and 5"))
        };
    }
    let stars = lower.chars().filter(|c| *c == '★').count();
    if stars > 0 {
        return i16::try_from(stars.min(5)).map_err(|e| e.to_string());
    }
    let word =
        lower.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | ':' | 'p'));
    let found = PRIORITIES.iter().find(|(words, _)| words.contains(&lower.as_str()) || words.contains(&word));
    found
        .map(|(_, stars)| *stars)
        .ok_or_else(|| format!("{} is no priority: 0 to 5, low, normal, high or urgent", shown(text)))
}

/// The status that is called so, among those that an item of its type may have.
///
/// # Errors
/// What is wrong with which value.
pub fn status<'a>(text: &str, all: &[&'a Status]) -> Result<&'a Status, String> {
    let lower = text.trim().to_lowercase();
    let named =
        all.iter().find(|s| s.name.to_lowercase() == lower || s.key == lower.replace([' ', '-'], "_"));
    let meant = || {
        let (_, keys) = STATUSES.iter().find(|(words, _)| words.contains(&lower.as_str()))?;
        keys.iter().find_map(|key| all.iter().find(|s| s.key == *key))
    };
    named.or_else(meant).copied().ok_or_else(|| {
        let names = all.iter().take(30).map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
        format!("{} is no status of its type; it has {names}", shown(text))
    })
}

/// A ticket or a task.
///
/// # Errors
/// What is wrong with which value.
pub fn kind(text: &str) -> Result<Kind, String> {
    match text.trim().to_lowercase().trim_start_matches("kind_") {
        "ticket" | "tickets" => Ok(Kind::Ticket),
        "task" | "tasks" | "aufgabe" | "tâche" | "tarea" => Ok(Kind::Task),
        _ => Err(format!("{} is neither ticket nor task", shown(text))),
    }
}

/// A moment; a day without a time is its beginning, and one without a zone is UTC.
///
/// # Errors
/// What is wrong with which value.
pub fn time(text: &str) -> Result<DateTime<Utc>, String> {
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
    let day = date(day)?;
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

/// A day. One like 3/4/2026, which may be two, is refused.
fn date(text: &str) -> Result<NaiveDate, String> {
    let wrong = || format!("{} is no date like 2026-11-27", shown(text));
    for form in ["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"] {
        if let Ok(date) = NaiveDate::parse_from_str(text, form) {
            return if (1970..=9999).contains(&chrono::Datelike::year(&date)) {
                Ok(date)
            } else {
                Err(wrong())
            };
        }
    }
    let of = |form| NaiveDate::parse_from_str(text, form).ok().filter(|d| chrono::Datelike::year(d) >= 1970);
    match (of("%d/%m/%Y"), of("%m/%d/%Y")) {
        (Some(one), Some(other)) if one != other => {
            Err(format!("{} may be two dates; write it like 2026-11-27", shown(text)))
        }
        (Some(date), _) | (None, Some(date)) => Ok(date),
        (None, None) => Err(wrong()),
    }
}

/// Several words in one cell, between commas or semicolons.
pub fn list(text: &str) -> Vec<String> {
    let text = text.trim().trim_start_matches('[').trim_end_matches(']');
    let parts =
        text.split([',', ';', '\n', '|']).map(|part| part.trim().trim_matches(['"', '\'']).to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// A custom field's value, as the contract would have it.
pub fn own(field: &Field, text: &str) -> prost_types::Value {
    use prost_types::value::Kind::{BoolValue, ListValue, StringValue};
    let text = text.trim();
    let string = |text: &str| prost_types::Value { kind: Some(StringValue(text.to_owned())) };
    match field.r#type {
        Type::Checkbox => match text.to_lowercase().as_str() {
            "yes" | "ja" | "oui" | "si" | "sí" | "1" | "x" | "true" => {
                prost_types::Value { kind: Some(BoolValue(true)) }
            }
            "no" | "nein" | "non" | "0" | "false" => prost_types::Value { kind: Some(BoolValue(false)) },
            _ => string(text),
        },
        Type::MultiChoice => {
            let values = list(text).iter().map(|one| string(one)).collect();
            prost_types::Value { kind: Some(ListValue(prost_types::ListValue { values })) }
        }
        // 1.234,5 is a number where no other reading is possible.
        Type::Number | Type::Cost
            if text.contains(',') && !text.contains('.') && text.matches(',').count() == 1 =>
        {
            string(&text.replace(',', "."))
        }
        Type::Date => string(&time(text).map_or(text.to_owned(), |at| at.date_naive().to_string())),
        _ => string(text),
    }
}

/// An address, and the name that stands before it: `Ann <ann@acme.test>`.
pub fn address(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let (name, address) = match text.rsplit_once('<') {
        Some((name, rest)) => (name.trim().trim_matches('"'), rest.trim_end_matches('>').trim()),
        None => ("", text),
    };
    let (local, domain) = address.rsplit_once('@')?;
    let sound = !local.is_empty()
        && !domain.is_empty()
        && !address.chars().any(|c| c.is_whitespace() || c.is_control());
    sound.then(|| (address.to_lowercase(), name.to_owned()))
}

/// A text as a message shows it: short.
pub fn shown(text: &str) -> String {
    if text.chars().count() <= 60 {
        format!("{text:?}")
    } else {
        format!("{:?}…", text.chars().take(57).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::tests::shipped;

    #[test]
    fn priorities_are_stars_or_words() {
        for (text, stars) in [
            ("0", 0),
            ("5", 5),
            ("2 normal", 3),
            ("Hoch", 4),
            ("★★", 2),
            ("URGENT", 5),
            ("P1 - critical", 5),
            ("3.0", 3),
        ] {
            assert_eq!(priority(text), Ok(stars), "{text}");
        }
        for text in ["6", "-1", "soon"] {
            assert!(priority(text).is_err(), "{text}");
        }
    }

    #[test]
    fn statuses_are_known_by_what_others_call_them() {
        let words = shipped();
        let all: Vec<&Status> = words.statuses.iter().filter(|s| s.kind == Kind::Ticket).collect();
        for (text, key) in [
            ("Open", "open"),
            ("new", "open"),
            ("Wartend", "pending_customer"),
            ("solved", "resolved"),
            ("pending_customer", "pending_customer"),
            ("Closed", "resolved"),
        ] {
            assert_eq!(status(text, &all).map(|s| s.key.as_str()), Ok(key), "{text}");
        }
        assert!(
            status("limbo", &all).unwrap_err().starts_with("\"limbo\" is no status of its type; it has ")
        );
    }

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
                time(text).map(|at| at.to_rfc3339()),
                Ok("2025-03-04T09:30:00+00:00".into()),
                "{text}"
            );
        }
        assert_eq!(time("13/04/2025").unwrap().date_naive().to_string(), "2025-04-13");
        assert_eq!(time("04/13/2025").unwrap().date_naive().to_string(), "2025-04-13");
        for (text, told) in [
            ("3/4/2025", "may be two dates"),
            ("yesterday", "is no date"),
            ("2025-02-30", "is no date"),
            ("2025-02-03 25:00", "is no time"),
        ] {
            assert!(time(text).unwrap_err().contains(told), "{text}");
        }
    }

    #[test]
    fn an_address_may_have_a_name_before_it() {
        assert_eq!(address("\"Ann B\" <Ann@Acme.test>"), Some(("ann@acme.test".into(), "Ann B".into())));
        assert_eq!(address("ann@acme.test"), Some(("ann@acme.test".into(), String::new())));
        for text in ["Ann", "@acme.test", "a b@acme.test", ""] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
