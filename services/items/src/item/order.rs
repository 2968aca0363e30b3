//! Orders of lists: up to three fields, and where a page goes on after the last row of the one before.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{Caller, Error, Result};
use uuid::Uuid;

use super::Item;

type Query = QueryBuilder<Postgres>;

/// The most fields of an order.
const MOST: usize = 3;

/// What a list is walked by: what an index has in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum By {
    CreateTime,
    UpdateTime,
    Priority,
    Number,
    DueTime,
    FinishTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    by: By,
    descending: bool,
}

/// The order of a list. Rows that are equal in it follow each other by id, in the direction of its last field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order(Vec<Part>);

/// What a row has of one field.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Value {
    Number(i64),
    Time(Option<DateTime<Utc>>),
}

/// Where a page ended: the order, the values in it, and the id.
#[derive(Debug, Serialize, Deserialize)]
pub struct Key {
    order: Order,
    values: Vec<Value>,
    id: Uuid,
}

impl Order {
    /// Reads `order_by`: fields, each perhaps with `desc`, separated by commas; empty: the newest first.
    ///
    /// # Errors
    /// `Invalid` for anything else, and for customers where the order would tell them of what they do not see.
    pub fn read(text: &str, caller: &Caller) -> Result<Self> {
        if text.trim().is_empty() {
            return Ok(Self(vec![Part { by: By::CreateTime, descending: true }]));
        }
        let mut parts: Vec<Part> = Vec::new();
        for written in text.split(',') {
            let part = Part::read(written.trim(), caller)?;
            if parts.iter().any(|other| other.by == part.by) {
                return Err(invalid(format!("{:?} is there twice", written.trim())));
            }
            parts.push(part);
        }
        if parts.len() > MOST {
            return Err(invalid(format!("has {} fields; at most {MOST} are taken", parts.len())));
        }
        Ok(Self(parts))
    }
    /// Refuses an order by what only finished items have, where the list is not of those alone: no index has it.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn suits(&self, only_finished: bool) -> Result<()> {
        if !only_finished && self.0.iter().any(|part| part.by == By::FinishTime) {
            return Err(invalid(
                "finish_time is an order of what is finished: say status.state = FINISHED in the filter",
            ));
        }
        Ok(())
    }
    /// Where a page ends that ends with this item.
    pub fn key(&self, item: &Item) -> Key {
        Key { order: self.clone(), values: self.0.iter().map(|part| part.of(item)).collect(), id: item.id }
    }
    /// In which steps the rows after a key are found, nearest first: each is one stretch of an index, however the directions are mixed.
    ///
    /// # Errors
    /// `Invalid` where the key belongs to another order.
    pub fn steps(&self, key: Option<&Key>) -> Result<usize> {
        match key {
            Some(key) if key.order != *self || key.values.len() != self.0.len() => {
                Err(Error::invalid("page_token", "belongs to another order of the list"))
            }
            Some(_) if !self.is_one_way() => Ok(self.0.len() + 1),
            _ => Ok(1),
        }
    }
    /// The rows of one step after the key: of the first those that differ from it by the id alone, of the next by the last field, and so on.
    pub fn push_after(&self, key: &Key, step: usize, query: &mut Query) {
        if self.is_one_way() {
            self.push_row_after(key, query);
            return;
        }
        let equal = self.0.len() - step;
        for (part, value) in self.0.iter().zip(&key.values).take(equal) {
            query.push(" and ").push(part.sql()).push(" = ");
            value.push(part.by, query);
        }
        match self.0.get(equal).zip(key.values.get(equal)) {
            Some((part, value)) => {
                query.push(" and ").push(part.sql()).push(part.sign());
                value.push(part.by, query);
            }
            None => {
                query.push(" and item.id").push(self.last().sign()).push_bind(key.id);
            }
        }
    }
    /// `order by` and what follows it.
    pub fn push(&self, query: &mut Query) {
        query.push(" order by ");
        for part in &self.0 {
            query.push(part.sql()).push(part.direction()).push(", ");
        }
        query.push("item.id").push(self.last().direction());
    }

    /// All fields and the id in one direction: the rows after a key are one comparison.
    fn push_row_after(&self, key: &Key, query: &mut Query) {
        query.push(" and (");
        for part in &self.0 {
            query.push(part.sql()).push(", ");
        }
        query.push("item.id)").push(self.last().sign()).push("(");
        for (part, value) in self.0.iter().zip(&key.values) {
            value.push(part.by, query);
            query.push(", ");
        }
        query.push_bind(key.id).push(")");
    }
    fn is_one_way(&self) -> bool {
        self.0.iter().all(|part| part.descending == self.last().descending)
    }
    fn last(&self) -> Part {
        self.0.last().copied().unwrap_or(Part { by: By::CreateTime, descending: true })
    }
}

impl Part {
    fn read(text: &str, caller: &Caller) -> Result<Self> {
        let mut words = text.split_whitespace();
        let customer = caller.customer().is_some();
        let by = match words.next() {
            Some("create_time") => By::CreateTime,
            Some("number") => By::Number,
            Some("update_time") if !customer => By::UpdateTime,
            Some("priority") if !customer => By::Priority,
            Some("due_time") if !customer => By::DueTime,
            Some("finish_time") if !customer => By::FinishTime,
            _ => return Err(no_order(text)),
        };
        match (words.next(), words.next()) {
            (None | Some("asc"), None) => Ok(Self { by, descending: false }),
            (Some("desc"), None) => Ok(Self { by, descending: true }),
            _ => Err(no_order(text)),
        }
    }
    /// The expression that an index of the table has. What is not due is due last, what is not finished was finished first.
    fn sql(self) -> &'static str {
        match self.by {
            By::CreateTime => "item.create_time",
            By::UpdateTime => "item.update_time",
            By::Priority => "item.priority",
            By::Number => "item.number",
            By::DueTime => "coalesce(item.due_time, 'infinity'::timestamptz)",
            By::FinishTime => "coalesce(item.finish_time, '-infinity'::timestamptz)",
        }
    }
    fn direction(self) -> &'static str {
        if self.descending { " desc" } else { "" }
    }
    fn sign(self) -> &'static str {
        if self.descending { " < " } else { " > " }
    }
    fn of(self, item: &Item) -> Value {
        match self.by {
            By::CreateTime => Value::Time(Some(item.create_time)),
            By::UpdateTime => Value::Time(Some(item.update_time)),
            By::Priority => Value::Number(item.priority.into()),
            By::Number => Value::Number(item.number),
            By::DueTime => Value::Time(item.due_time),
            By::FinishTime => Value::Time(item.finish_time),
        }
    }
}

impl Value {
    fn push(self, by: By, query: &mut Query) {
        match (self, by) {
            (Self::Number(number), _) => query.push_bind(number),
            (Self::Time(None), By::FinishTime) => query.push("'-infinity'::timestamptz"),
            (Self::Time(None), _) => query.push("'infinity'::timestamptz"),
            (Self::Time(time), _) => query.push_bind(time),
        };
    }
}

fn invalid(problem: impl Into<String>) -> Error {
    Error::invalid("order_by", problem)
}

fn no_order(text: &str) -> Error {
    invalid(format!(
        "{text:?} is none of create_time, update_time, priority, number, due_time, finish_time, each perhaps with desc"
    ))
}

#[cfg(test)]
mod tests {
    use tandem_kit::{Role, Who};

    use super::*;

    fn caller(who: Who) -> Caller {
        Caller { account: Uuid::from_u128(1), who, role: Role::Agent, ..Caller::anonymous() }
    }
    fn agent() -> Caller {
        caller(Who::User(Uuid::from_u128(2)))
    }
    fn parts(text: &str) -> Vec<(By, bool)> {
        Order::read(text, &agent()).unwrap().0.iter().map(|part| (part.by, part.descending)).collect()
    }

    #[test]
    fn an_order_is_up_to_three_fields_each_with_a_direction() {
        assert_eq!(parts(""), [(By::CreateTime, true)]);
        assert_eq!(parts("due_time"), [(By::DueTime, false)]);
        assert_eq!(
            parts(" priority  desc , due_time,create_time desc"),
            [(By::Priority, true), (By::DueTime, false), (By::CreateTime, true)]
        );
        for bad in [
            "title",
            "number down",
            "number desc desc",
            "number,",
            "number, number desc",
            "number, priority, due_time, create_time",
        ] {
            assert!(Order::read(bad, &agent()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_customer_cannot_order_by_what_they_do_not_see() {
        let customer = caller(Who::Customer(Uuid::from_u128(2)));
        assert!(Order::read("number desc", &customer).is_ok());
        for hidden in ["priority", "update_time", "due_time", "create_time, finish_time"] {
            assert!(Order::read(hidden, &customer).is_err(), "{hidden}");
        }
    }

    #[test]
    fn what_goes_one_way_is_one_step_and_what_turns_is_one_for_each_field() {
        let at = |text: &str| {
            let order = Order::read(text, &agent()).unwrap();
            let values = order.0.iter().map(|_| Value::Number(1)).collect();
            let key = Key { order: order.clone(), values, id: Uuid::nil() };
            let steps = order.steps(Some(&key)).unwrap();
            (
                steps,
                (0..steps)
                    .map(|step| {
                        let mut query = Query::new("");
                        order.push_after(&key, step, &mut query);
                        query.sql().as_str().to_owned()
                    })
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(at("priority, number").1, [" and (item.priority, item.number, item.id) > ($1, $2, $3)"]);
        assert_eq!(
            at("priority desc, number"),
            (
                3,
                vec![
                    " and item.priority = $1 and item.number = $2 and item.id > $3".to_owned(),
                    " and item.priority = $1 and item.number > $2".to_owned(),
                    " and item.priority < $1".to_owned(),
                ]
            )
        );
    }

    #[test]
    fn the_time_of_finishing_orders_what_is_finished() {
        let order = Order::read("finish_time desc", &agent()).unwrap();
        assert!(order.suits(true).is_ok());
        assert!(order.suits(false).is_err());
    }
}
