//! Words as they are typed, as the index reads them, and as they are marked where they were found.
use tandem_kit::{Caller, Error, Result};

use crate::Env;

/// The longest question, in characters.
const LONGEST: usize = 500;
/// The most words that are marked.
const MOST: usize = 32;

/// A word that is marked where it is found, in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub word: String,
    /// It may be the beginning of one.
    pub begins: bool,
}

/// What is looked for.
pub struct Query {
    /// As the database reads it, with the account as one of the words.
    pub sql: String,
    /// It says only what must not be there.
    pub excludes_only: bool,
    /// Its words as the database reads each, with the account; empty where it says more than that all of them must be there.
    pub each: Vec<String>,
    /// The account, and those of these that are not the beginnings of words: the index need not gather what begins so.
    pub whole: String,
    pub wanted: Vec<Wanted>,
}

/// The words of a question that can be asked.
///
/// # Errors
/// `Invalid` where there are none, or too many.
pub fn checked(words: &str) -> Result<String> {
    let words = words.replace('\0', " ");
    let words = words.trim().trim_start_matches('#');
    if words.is_empty() {
        return Err(Error::invalid("q", "must not be empty"));
    }
    let length = words.chars().count();
    if length > LONGEST {
        return Err(Error::invalid("q", format!("has {length} characters, more than {LONGEST}")));
    }
    Ok(words.to_owned())
}

impl Query {
    /// Nothing where no word is left.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn of(env: &Env, caller: &Caller, words: &str) -> Result<Option<Self>> {
        let read = sqlx::query!(
            r#"select case when asked.query like '%''' then asked.query || ':*' else asked.query end as "query!",
                      querytree(asked.query::tsquery) as "positive!"
                 from (select websearch_to_tsquery('simple', $1)::text as query) as asked"#,
            words
        )
        .fetch_one(env.db.pool())
        .await?;
        if read.query.is_empty() {
            return Ok(None);
        }
        let account = format!("'acc{}'", caller.account.simple());
        let each = each(&read.query);
        let whole = each.iter().filter(|word| !word.ends_with(":*"));
        Ok(Some(Self {
            sql: format!("{account} & ( {} )", read.query),
            whole: whole.fold(account.clone(), |all, word| format!("{all} & {word}")),
            each: each.into_iter().map(|word| format!("{account} & {word}")).collect(),
            excludes_only: matches!(read.positive.as_str(), "" | "T"),
            wanted: wanted(words),
        }))
    }
}

/// The words of a query that says only that all of them must be there.
fn each(query: &str) -> Vec<&str> {
    let words: Vec<&str> = query.split(" & ").collect();
    let is_word = |word: &&str| {
        let inner = word.strip_prefix('\'').map(|word| word.strip_suffix(":*").unwrap_or(word));
        inner.and_then(|word| word.strip_suffix('\'')).is_some_and(|word| !word.contains('\''))
    };
    if words.len() <= MOST && words.iter().all(is_word) { words } else { Vec::new() }
}

/// What is marked: the words that are asked for, without those that must not be there.
pub fn wanted(words: &str) -> Vec<Wanted> {
    let mut found: Vec<Wanted> = Vec::new();
    for (n, part) in words.split('"').enumerate() {
        let quoted = n % 2 == 1;
        let excluded = quoted && words.split('"').nth(n - 1).is_some_and(|before| before.ends_with('-'));
        if excluded {
            continue;
        }
        for word in part.split_whitespace() {
            if !quoted && (word.starts_with('-') || word.eq_ignore_ascii_case("or")) {
                continue;
            }
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if !word.is_empty() && found.len() < MOST {
                found.push(Wanted { word, begins: false });
            }
        }
    }
    let last = words.split_whitespace().next_back().unwrap_or_default();
    if let Some(word) = found.last_mut() {
        word.begins = !last.starts_with('-') && !words.ends_with('"');
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(words: &str) -> Vec<String> {
        let name = |w: Wanted| if w.begins { w.word + "*" } else { w.word };
        wanted(words).into_iter().map(name).collect()
    }

    #[test]
    fn the_words_of_a_plain_question_are_known_one_by_one() {
        assert_eq!(each("'printer'"), ["'printer'"]);
        assert_eq!(each("'printer' & 'fi':*"), ["'printer'", "'fi':*"]);
        for other in ["'a' | 'b'", "'a' & !'b'", "'a' <-> 'b'", "'a' & ( 'b' | 'c' )", "!'a'"] {
            assert_eq!(each(other), Vec::<&str>::new(), "{other}");
        }
    }

    #[test]
    fn what_is_asked_for_is_marked_and_the_last_word_may_go_on() {
        assert_eq!(marks("Printer FIRE"), ["printer", "fire*"]);
        assert_eq!(marks("printer -fire"), ["printer"]);
        assert_eq!(marks("scanner or \"on fire\""), ["scanner", "on", "fire"]);
        assert_eq!(marks("-\"on fire\" room"), ["room*"]);
        assert_eq!(marks("(B-12),"), ["b-12*"]);
        assert_eq!(marks("& - \""), Vec::<String>::new());
    }
}
