//! Cells become values, however somebody wrote them. Pure.
use super::dates::{self, Order};
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

/// Several words in one cell, between commas or semicolons.
pub fn list(text: &str) -> Vec<String> {
    let text = text.trim().trim_start_matches('[').trim_end_matches(']');
    let parts =
        text.split([',', ';', '\n', '|']).map(|part| part.trim().trim_matches(['"', '\'']).to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// How much is done, of a hundred: `50`, `50 %`. A workbook may say 0.5 of it, and then 1 of what is done: that is refused.
///
/// # Errors
/// What is wrong with which value.
pub fn percent(text: &str) -> Result<i16, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let whole = number.split_once(['.', ',']).filter(|(_, rest)| rest.bytes().all(|b| b == b'0'));
    let whole = whole.map_or(number, |(whole, _)| whole).parse::<i16>().ok();
    whole
        .filter(|percent| (0..=100).contains(percent))
        .ok_or_else(|| format!("{} is no percentage from 0 to 100", shown(text)))
}

/// A custom field's value, as the contract would have it.
///
/// # Errors
/// What is wrong with a date.
pub fn own(field: &Field, text: &str, order: Order) -> Result<prost_types::Value, String> {
    use prost_types::value::Kind::{BoolValue, ListValue, StringValue};
    let text = text.trim();
    let string = |text: &str| prost_types::Value { kind: Some(StringValue(text.to_owned())) };
    Ok(match field.r#type {
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
        Type::Date => string(&dates::time(text, order)?.date_naive().to_string()),
        _ => string(text),
    })
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
    fn a_percentage_is_whole() {
        for (text, is) in [("50", 50), ("100 %", 100), ("0%", 0), ("25.0", 25)] {
            assert_eq!(percent(text), Ok(is), "{text}");
        }
        for text in ["0.5", "101", "-1", "half", ""] {
            assert!(percent(text).unwrap_err().contains("is no percentage"), "{text}");
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
