//! Words that are spelt much the same: of each word is kept what is left of it without one of its letters, so that two words
//! with a letter wrong, missing, doubled or exchanged meet by equality, and then their distance is measured.
mod kept;

use std::collections::BTreeSet;

use strsim::damerau_levenshtein;

pub use self::kept::Kept;

/// Shorter words are too like each other.
const SHORTEST: usize = 4;
/// Longer words are identifiers rather than words.
const LONGEST: usize = 30;
/// Words as long as this may have two faults.
const LONG: usize = 8;

/// The words of a text that others may be corrected to: of letters, in small letters, each once.
#[must_use]
pub fn words(text: &str) -> BTreeSet<String> {
    split(text).filter(|word| correctable(word)).collect()
}

/// All words of a text, in small letters.
pub fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Whether a word may be one that is spelt wrong.
#[must_use]
pub fn correctable(word: &str) -> bool {
    let length = word.chars().count();
    (SHORTEST..=LONGEST).contains(&length) && word.chars().all(char::is_alphabetic)
}

/// A word, and what is left of it without each of its letters: what it is kept and looked for by.
#[must_use]
pub fn variants(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let without = |left_out: usize| {
        let kept = letters.iter().enumerate().filter(|(at, _)| *at != left_out);
        kept.map(|(_, letter)| *letter).collect()
    };
    (0..letters.len()).map(without).chain([word.to_owned()]).collect()
}

/// Those candidates that a word may have been meant for, the likeliest first.
#[must_use]
pub fn meant(word: &str, candidates: &[String]) -> Vec<String> {
    let allowed = if word.chars().count() < LONG { 1 } else { 2 };
    let mut near: Vec<_> = candidates
        .iter()
        .map(|candidate| (damerau_levenshtein(word, candidate), different_start(word, candidate), candidate))
        .filter(|(distance, _, _)| (1..=allowed).contains(distance))
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().map(|(_, _, candidate)| candidate.clone()).collect()
}

/// People seldom get the first letter wrong.
fn different_start(word: &str, candidate: &str) -> bool {
    word.chars().next() != candidate.chars().next()
}

/// A text with one of its words written otherwise, wherever it stands as a whole word.
#[must_use]
pub fn rewritten(text: &str, word: &str, other: &str) -> String {
    let mut made = String::with_capacity(text.len() + other.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        made.push_str(&rest[..start]);
        let from = &rest[start..];
        let end = from.find(|c: char| !c.is_alphanumeric()).unwrap_or(from.len());
        let found = &from[..end];
        made.push_str(if found.to_lowercase() == word { other } else { found });
        rest = &from[end..];
    }
    made + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(word: &str, kept: &str) -> bool {
        let meet = variants(word).intersection(&variants(kept)).next().is_some();
        meet && !meant(word, &[kept.to_owned()]).is_empty()
    }

    #[test]
    fn a_word_is_recognised_with_one_fault() {
        for (typed, kept) in [
            ("pritner", "printer"),
            ("priter", "printer"),
            ("printter", "printer"),
            ("prynter", "printer"),
            ("rpinter", "printer"),
            ("drucekr", "drucker"),
            ("müler", "müller"),
            ("janes", "jones"),
        ] {
            assert!(found(typed, kept), "{typed}");
        }
        for (typed, kept) in [("printer", "printer"), ("pnter", "printer"), ("paper", "printer")] {
            assert!(!found(typed, kept), "{typed}");
        }
    }

    #[test]
    fn of_several_the_nearest_is_meant_that_begins_alike() {
        let kept = ["sinter", "painter", "printer"].map(str::to_owned);
        assert_eq!(meant("pinter", &kept), ["painter", "printer", "sinter"]);
    }

    #[test]
    fn short_words_and_numbers_are_left_as_they_are() {
        let kept: Vec<_> = words("The printer B-1234 of room4 is on fire, printer!").into_iter().collect();
        assert_eq!(kept, ["fire", "printer"]);
    }

    #[test]
    fn only_whole_words_are_rewritten_and_what_is_round_them_stays() {
        assert_eq!(
            rewritten("\"pritner fire\" -Pritner pritners", "pritner", "printer"),
            "\"printer fire\" -printer pritners"
        );
    }
}
