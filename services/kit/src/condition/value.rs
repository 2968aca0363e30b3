//! The values of a record's fields, as the evaluator is given them.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::business_time::from_chrono;

/// The value of one field of one record. A text stands for any other kind too, in the form the condition
/// language writes it, so that events read as JSON need no conversion.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// No value: no comparison holds.
    #[default]
    Unset,
    Text(String),
    Number(Number),
    Bool(bool),
    Time(Timestamp),
    Date(Date),
    Id(Uuid),
    /// Several values; an empty list is unset.
    List(Vec<Value>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(from_chrono(time))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unset, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<&serde_json::Value> for Value {
    /// An object has no value that could be compared.
    fn from(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null | serde_json::Value::Object(_) => Self::Unset,
            serde_json::Value::Bool(yes) => Self::Bool(*yes),
            serde_json::Value::String(text) => Self::Text(text.clone()),
            serde_json::Value::Array(values) => Self::List(values.iter().map(Self::from).collect()),
            serde_json::Value::Number(number) => {
                let number = number.to_string().parse().ok().or_else(|| Number::from_f64(number.as_f64()?));
                number.map_or(Self::Unset, Self::Number)
            }
        }
    }
}

const BILLION: i128 = 1_000_000_000;

/// An exact decimal number of up to 18 digits before the point and 9 after it, as money has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(i128);

impl Number {
    /// A number of billionths.
    #[must_use]
    pub fn from_billionths(billionths: i128) -> Self {
        Self(billionths)
    }

    /// The whole number, when it is one.
    pub(super) fn whole(self) -> Option<i64> {
        if self.0 % BILLION == 0 { i64::try_from(self.0 / BILLION).ok() } else { None }
    }

    /// So many times the number; none when that is too large.
    pub(super) fn times(self, factor: i128) -> Option<Self> {
        let number = self.0.checked_mul(factor)?;
        (number.abs() < BILLION * BILLION).then_some(Self(number))
    }

    /// The number to 9 decimals; none when it is too large or not a number.
    #[must_use]
    pub fn from_f64(number: f64) -> Option<Self> {
        format!("{number:.9}").parse().ok()
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self(i128::from(number) * BILLION)
    }
}

impl FromStr for Number {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let only_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !only_digits(whole) || !only_digits(part) || whole.len() > 18 || part.len() > 9 {
            return Err(());
        }
        let number: i128 = format!("{whole}{part:0<9}").parse().map_err(|_| ())?;
        Ok(Self(if text.starts_with('-') { -number } else { number }))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.abs();
        write!(f, "{sign}{}.{:09}", size / BILLION, size % BILLION)
    }
}
