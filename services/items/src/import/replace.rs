//! Values that others have and that become ours: seen in a file, and put in their place. Pure.
use std::collections::BTreeMap;

use super::{looked_up::LookedUp, read::Row, value};
use crate::vocabulary::{Status, Vocabulary};

/// The fields whose values can become others.
pub const FIELDS: [&str; 5] = ["status", "priority", "team", "project", "type"];
/// Most values of a field that are told.
const MOST_VALUES: usize = 50;
/// Longest value that is told, in characters.
const LONGEST: usize = 200;

/// By field, what a value in small letters becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Replaced(pub BTreeMap<String, BTreeMap<String, String>>);

impl Replaced {
    /// Puts them in place of the cells of rows.
    pub fn apply(&self, fields: &[String], rows: &mut [Row]) {
        if self.0.is_empty() {
            return;
        }
        for row in rows {
            for (field, cell) in fields.iter().zip(&mut row.cells) {
                let becomes = self.0.get(field).and_then(|values| values.get(&key(cell)));
                if let Some(becomes) = becomes {
                    becomes.clone_into(cell);
                }
            }
        }
    }
}

/// A value as it is known.
pub fn key(value: &str) -> String {
    value.trim().to_lowercase()
}

/// The values of fields, each with how often it is there.
#[derive(Default)]
pub struct Seen(BTreeMap<&'static str, BTreeMap<String, (String, i32)>>);

impl Seen {
    /// Looks at rows.
    pub fn look(&mut self, fields: &[String], rows: &[Row]) {
        for (field, known) in fields
            .iter()
            .enumerate()
            .filter_map(|(at, field)| FIELDS.iter().find(|known| *known == field).map(|known| (at, *known)))
        {
            let values = self.0.entry(known).or_default();
            for cell in rows.iter().filter_map(|row| row.cells.get(field)) {
                let shown = cell.trim();
                if shown.is_empty() || shown == "-" || shown.chars().count() > LONGEST {
                    continue;
                }
                if values.len() < MOST_VALUES || values.contains_key(&key(shown)) {
                    values.entry(key(shown)).or_insert_with(|| (shown.to_owned(), 0)).1 += 1;
                }
            }
        }
    }

    /// Each with its field, what it seems to be, and how often it is there.
    pub fn values(&self, words: &Vocabulary, known: &LookedUp) -> Vec<(&'static str, String, String, i32)> {
        let all = self.0.iter().flat_map(|(field, values)| values.values().map(move |value| (*field, value)));
        all.map(|(field, (value, count))| {
            let seems = becomes(field, value, words, known).unwrap_or_default();
            (field, value.clone(), seems, *count)
        })
        .collect()
    }
}

/// What a value seems to be, as one of the choices.
fn becomes(field: &str, value: &str, words: &Vocabulary, known: &LookedUp) -> Option<String> {
    match field {
        "status" => {
            let all: Vec<&Status> = words.statuses.iter().filter(|status| !status.retired).collect();
            value::status(value, &all).ok().map(|status| status.name.clone())
        }
        "priority" => value::priority(value).ok().map(|stars| stars.to_string()),
        "type" => {
            let named = |name: &str| key(name) == key(value);
            words.types.iter().find(|t| !t.retired && named(&t.name)).map(|t| t.name.clone())
        }
        "team" => known.teams().iter().find(|name| key(name) == key(value)).cloned(),
        _ => known.projects().iter().find(|name| key(name) == key(value)).cloned(),
    }
}

/// What the values of each field can become.
pub fn choices(words: &Vocabulary, known: &LookedUp) -> Vec<(&'static str, Vec<String>)> {
    let mut statuses: Vec<String> =
        words.statuses.iter().filter(|status| !status.retired).map(|status| status.name.clone()).collect();
    statuses.dedup();
    let types = words.types.iter().filter(|t| !t.retired).map(|t| t.name.clone()).collect();
    let stars = (0..=5).map(|stars: i32| stars.to_string()).collect();
    vec![
        ("status", statuses),
        ("priority", stars),
        ("team", known.teams().to_vec()),
        ("project", known.projects().to_vec()),
        ("type", types),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_place_of_others_whatever_their_letters() {
        let replaced = BTreeMap::from([
            ("status".to_owned(), BTreeMap::from([("pending close".to_owned(), "Resolved".to_owned())])),
            ("team".to_owned(), BTreeMap::from([("users".to_owned(), String::new())])),
        ]);
        let cells = ["Pending Close ", "Users", "users"].map(str::to_owned).to_vec();
        let mut rows = [Row { number: 2, cells, problem: None }];
        let fields = ["status", "team", "title"].map(str::to_owned);
        Replaced(replaced).apply(&fields, &mut rows);
        assert_eq!(rows[0].cells, ["Resolved", "", "users"]);
    }
}
