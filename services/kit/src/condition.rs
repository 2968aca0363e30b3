//! The one condition language of views, rules, routing, SLA assignment and exports: AIP-160 text,
//! the tree it means (`tandem.type.v1.Condition`), SQL for lists, and an evaluator for one record.
//!
//! Text is [`parse`]d and [`print()`]ed; a tree is [`check()`]ed against the [`Catalogue`] of a service, and
//! what comes out is either pushed onto a query ([`sql::push`]) or decided in memory ([`eval()`]). Both give
//! the same answer, and `NOT` is the exact complement in both: a comparison with an unset field is false.

use std::fmt;

use chrono::{DateTime, Utc};
use jiff::{Timestamp, tz::TimeZone};

use crate::{Error, business_time::from_chrono};

mod catalogue;
mod check;
mod eval;
mod moment;
mod parse;
mod print;
pub mod sql;
mod tree;
mod value;

#[cfg(test)]
mod agree;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;

pub use catalogue::{Catalogue, Choice, Column, Field, Found, Kind, Named, Search};
pub use check::{Checked, check};
pub use eval::{Facts, eval};
pub use parse::parse;
pub use print::print;
pub use tree::normal;
pub use value::{Number, Value};

/// The longest text of a condition, in bytes.
pub const MAX_LENGTH: usize = 8192;
/// The deepest nesting of a condition.
pub const MAX_DEPTH: usize = 32;
/// The most nodes of a condition.
pub const MAX_NODES: usize = 512;

/// Why a condition is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The character of the text where it shows, the first being 1; none when there was no text, only a tree.
    pub position: Option<usize>,
    /// What is wrong, lower case, with the value.
    pub message: String,
}

impl Problem {
    fn new(message: impl Into<String>) -> Self {
        Self { position: None, message: message.into() }
    }

    /// The refusal of a request in whose field the condition came.
    #[must_use]
    pub fn on(&self, field: &str) -> Error {
        Error::invalid(field, self.to_string())
    }

    fn at(position: usize, message: impl Into<String>) -> Self {
        Self { position: Some(position), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "at character {position}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Problem {}

/// For whom and when a condition is asked: what `me`, `my_teams`, `today` and `-7d` mean.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The id of the one who asks, such as `user_…`; none for the system, whom no `me` matches.
    pub me: Option<String>,
    /// The ids of the teams of the one who asks.
    pub my_teams: Vec<String>,
    /// The present moment.
    pub now: Timestamp,
    /// Where days begin.
    pub zone: TimeZone,
}

impl Scope {
    /// The scope of one who asks.
    #[must_use]
    pub fn new(me: &impl ToString, my_teams: Vec<String>, now: DateTime<Utc>, zone: TimeZone) -> Self {
        Self { me: Some(me.to_string()), my_teams, now: from_chrono(now), zone }
    }

    /// The scope of the system, which is nobody and in no team.
    #[must_use]
    pub fn system(now: DateTime<Utc>, zone: TimeZone) -> Self {
        Self { me: None, my_teams: Vec::new(), now: from_chrono(now), zone }
    }
}

/// Reads the text and checks it: what a list does with its `filter`.
///
/// # Errors
/// As [`parse`] and [`check()`], and always with the position in the text.
pub fn compile(text: &str, catalogue: &Catalogue) -> Result<Checked, Problem> {
    let (condition, places) = parse::parse_placed(text)?;
    check::check_placed(&condition, catalogue, &places)
}
