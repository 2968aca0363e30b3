//! What a feed brings, and what is there, become one. Pure.
use std::collections::{BTreeMap, BTreeSet};

/// What is there, by date.
pub struct Was {
    pub holidays: BTreeSet<String>,
    pub names: BTreeMap<String, String>,
    /// Of these, what the feed brought before, and its names then.
    pub brought: BTreeMap<String, String>,
    /// What of it somebody took out.
    pub left_out: BTreeSet<String>,
    /// What the other feeds brought.
    pub others: BTreeSet<String>,
}

/// What is there then.
pub struct Merged {
    pub holidays: Vec<String>,
    pub names: BTreeMap<String, String>,
    pub brought: BTreeMap<String, String>,
    pub left_out: Vec<String>,
    /// Whether the holidays or their names are others.
    pub changed: bool,
}

impl Was {
    /// With what the feed has now. Days that it has no more go, unless they have passed or are another's; what was taken out by hand
    /// stays out, and what was there by hand stays by hand.
    pub fn with(self, new: &BTreeMap<String, String>, today: &str) -> Merged {
        let Self { holidays: before, names: named, brought, left_out, others } = self;
        let taken_out = brought.keys().filter(|day| !before.contains(*day)).cloned();
        let left_out: BTreeSet<String> =
            left_out.into_iter().chain(taken_out).filter(|day| new.contains_key(day)).collect();
        let (mut holidays, mut names) = (before.clone(), named.clone());
        for day in brought.keys() {
            if day.as_str() >= today && !new.contains_key(day) && !others.contains(day) {
                holidays.remove(day);
                names.remove(day);
            }
        }
        let mut brings = BTreeMap::new();
        for (day, name) in new.iter().filter(|(day, _)| !left_out.contains(*day)) {
            let earlier = brought.get(day);
            let by_hand = before.contains(day) && earlier.is_none() && !others.contains(day);
            if by_hand {
                continue;
            }
            holidays.insert(day.clone());
            // A name that somebody wrote stays.
            if names.get(day).is_none_or(|known| Some(known) == earlier) {
                names.insert(day.clone(), name.clone());
            }
            brings.insert(day.clone(), name.clone());
        }
        names.retain(|_, name| !name.is_empty());
        let changed = holidays != before || names != named;
        Merged {
            holidays: holidays.into_iter().collect(),
            names,
            brought: brings,
            left_out: left_out.into_iter().collect(),
            changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(days: &str) -> BTreeSet<String> {
        days.split_whitespace().map(str::to_owned).collect()
    }

    fn map(days: &str) -> BTreeMap<String, String> {
        days.split_whitespace().map(|day| (day.to_owned(), format!("the {day}"))).collect()
    }

    fn merged(holidays: &str, brought: &str, left_out: &str, new: &str) -> (String, String, String) {
        let was = Was {
            holidays: set(holidays),
            names: map(holidays),
            brought: map(brought),
            left_out: set(left_out),
            others: set("7"),
        };
        let Merged { holidays, brought, left_out, .. } = was.with(&map(new), "3");
        (holidays.join(" "), brought.into_keys().collect::<Vec<_>>().join(" "), left_out.join(" "))
    }

    #[test]
    fn what_a_feed_no_longer_has_goes_unless_it_has_passed_or_is_anothers() {
        let is = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(merged("1 2", "", "", "3 4"), is("1 2 3 4", "3 4", ""));
        assert_eq!(merged("1 2 3 4 7", "2 3 4 7", "", "4 5"), is("1 2 4 5 7", "4 5", ""));
        assert_eq!(merged("4", "", "", "4 5"), is("4 5", "5", ""), "by hand it stays by hand");
        assert_eq!(merged("5", "4 5", "", "4 5"), is("5", "5", "4"), "what was taken out stays out");
        assert_eq!(merged("5", "5", "4", "4 5"), is("5", "5", "4"));
        assert_eq!(merged("5", "5", "4", "5"), is("5", "5", ""));
    }

    #[test]
    fn a_name_that_somebody_wrote_stays() {
        let named = |name: &str| BTreeMap::from([("4".to_owned(), name.to_owned())]);
        let was = |name: &str| Was {
            holidays: set("4"),
            names: named(name),
            brought: named("old"),
            left_out: set(""),
            others: set(""),
        };
        assert_eq!(was("old").with(&named("new"), "3").names, named("new"));
        assert_eq!(was("ours").with(&named("new"), "3").names, named("ours"));
        assert!(!was("old").with(&named("old"), "3").changed);
    }
}
