//! One field of an order: how it is written, what an index has of it, and what a row has of it.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{Caller, Error, Result};
use uuid::Uuid;

use crate::item::Item;

/// What a list is walked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    CreateTime,
    UpdateTime,
    Priority,
    Number,
    DueTime,
    FinishTime,
    /// No index has it: what is ordered by it is sorted, and so bounded.
    Title,
    /// As the account has its statuses in order: one after the other, each a stretch of an index.
    Status,
    /// What is planned, and then what is not.
    PlannedStart,
    PlannedFinish,
}

impl By {
    /// Whether a list by it is walked in stretches, so that it can only be the first field.
    pub fn leads(self) -> bool {
        matches!(self, Self::Status | Self::PlannedStart | Self::PlannedFinish)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub by: By,
    pub descending: bool,
}

/// What a row has of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    Number(i64),
    Time(Option<DateTime<Utc>>),
    Text(String),
    Id(Uuid),
}

impl Part {
    /// Reads a field, perhaps with `desc`.
    ///
    /// # Errors
    /// `Invalid` for anything else, and for customers where the order would tell them of what they do not see.
    pub fn read(text: &str, caller: &Caller) -> Result<Self> {
        let mut words = text.split_whitespace();
        let customer = caller.customer().is_some();
        let by = match words.next() {
            Some("create_time") => By::CreateTime,
            Some("number") => By::Number,
            Some("title") => By::Title,
            Some("status") => By::Status,
            Some("update_time") if !customer => By::UpdateTime,
            Some("priority") if !customer => By::Priority,
            Some("due_time") if !customer => By::DueTime,
            Some("finish_time") if !customer => By::FinishTime,
            Some("planned_start") if !customer => By::PlannedStart,
            Some("planned_finish") if !customer => By::PlannedFinish,
            _ => return Err(no_order(text)),
        };
        match (words.next(), words.next()) {
            (None | Some("asc"), None) => Ok(Self { by, descending: false }),
            (Some("desc"), None) => Ok(Self { by, descending: true }),
            _ => Err(no_order(text)),
        }
    }
    /// The expression that an index of the table has. What is not due is due last, what is not finished was finished first.
    pub fn sql(self) -> &'static str {
        match self.by {
            By::CreateTime => "item.create_time",
            By::UpdateTime => "item.update_time",
            By::Priority => "item.priority",
            By::Number => "item.number",
            By::DueTime => "coalesce(item.due_time, 'infinity'::timestamptz)",
            By::FinishTime => "coalesce(item.finish_time, '-infinity'::timestamptz)",
            By::Title => "lower(item.title)",
            By::Status => "item.status",
            By::PlannedStart => "item.planned_start",
            By::PlannedFinish => "item.planned_finish",
        }
    }
    pub fn direction(self) -> &'static str {
        if self.descending { " desc" } else { "" }
    }
    pub fn sign(self) -> &'static str {
        if self.descending { " < " } else { " > " }
    }
    pub fn of(self, item: &Item) -> Value {
        match self.by {
            By::CreateTime => Value::Time(Some(item.create_time)),
            By::UpdateTime => Value::Time(Some(item.update_time)),
            By::Priority => Value::Number(item.priority.into()),
            By::Number => Value::Number(item.number),
            By::DueTime => Value::Time(item.due_time),
            By::FinishTime => Value::Time(item.finish_time),
            By::Title => Value::Text(item.title.clone()),
            By::Status => Value::Id(item.status),
            By::PlannedStart => Value::Time(item.planned_start),
            By::PlannedFinish => Value::Time(item.planned_finish),
        }
    }
}

impl Value {
    pub fn push(&self, by: By, query: &mut QueryBuilder<Postgres>) {
        match (self, by) {
            (Self::Number(number), _) => query.push_bind(*number),
            (Self::Time(None), By::FinishTime) => query.push("'-infinity'::timestamptz"),
            (Self::Time(None), _) => query.push("'infinity'::timestamptz"),
            (Self::Time(time), _) => query.push_bind(*time),
            // What is lower case is asked of the database, which has the row's.
            (Self::Text(text), _) => query.push("lower(").push_bind(text.clone()).push(")"),
            (Self::Id(id), _) => query.push_bind(*id),
        };
    }
}

pub fn invalid(problem: impl Into<String>) -> Error {
    Error::invalid("order_by", problem)
}

fn no_order(text: &str) -> Error {
    invalid(format!(
        "{text:?} is none of create_time, update_time, priority, number, due_time, finish_time, planned_start, planned_finish, status, title, \
         each perhaps with desc"
    ))
}
