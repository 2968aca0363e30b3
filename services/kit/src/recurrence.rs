//! Rules of RFC 5545 by which something happens again: read, checked, and expanded. Pure.
mod expand;
mod rule;

pub use self::{
    expand::Occurrences,
    rule::{Fault, Frequency, Rule, Skip, Until, read_time},
};
