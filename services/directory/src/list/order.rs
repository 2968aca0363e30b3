//! Orders of lists of people: one field, and where a page goes on after the last row of the one before.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tandem_kit::{Error, Result};
use uuid::Uuid;

use super::{Listed, Query, What};

/// What a list is walked by. Each has an index that begins with the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    #[default]
    Name,
    Email,
    CreateTime,
    UpdateTime,
}

/// The order of a list. Rows that are equal in it follow each other by id, in its direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    by: By,
    descending: bool,
}

/// What a row has of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    Text(String),
    Time(DateTime<Utc>),
}

/// Where a page ended.
#[derive(Debug, Serialize, Deserialize)]
pub struct After {
    order: Order,
    value: Value,
    id: Uuid,
    /// By these words in place of those asked for.
    pub corrected: String,
}

impl By {
    /// The expression that an index of the table has.
    fn push(self, alias: &str, query: &mut Query) {
        let (before, column, after) = match self {
            Self::Name => ("lower(", "name", ")"),
            Self::Email => ("", "email", ""),
            Self::CreateTime => ("", "create_time", ""),
            Self::UpdateTime => ("", "update_time", ""),
        };
        query.push(format_args!("{before}{alias}.{column}{after}"));
    }
}

impl Order {
    /// Reads `order_by`: one field, perhaps with `desc`; empty: by name.
    ///
    /// # Errors
    /// `Invalid` for anything else.
    pub fn read(text: &str, what: What) -> Result<Self> {
        let mut words = text.split_whitespace();
        let by = match (words.next(), what) {
            (None, _) => return Ok(Self::default()),
            (Some("name"), _) => By::Name,
            (Some("email"), What::Customers { .. } | What::Users { .. }) => By::Email,
            (Some("create_time"), _) => By::CreateTime,
            (Some("update_time"), What::Customers { .. } | What::Organizations) => By::UpdateTime,
            _ => return Err(no_order(text, what)),
        };
        match (words.next(), words.next()) {
            (None | Some("asc"), None) => Ok(Self { by, descending: false }),
            (Some("desc"), None) => Ok(Self { by, descending: true }),
            _ => Err(no_order(text, what)),
        }
    }
    /// Refuses to go on after a page of another order.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn goes_on(self, after: Option<&After>) -> Result<()> {
        if after.is_some_and(|after| after.order != self) {
            return Err(Error::invalid("page_token", "belongs to another order of the list"));
        }
        Ok(())
    }
    /// Where a page ends that ends with this row.
    pub fn after<T: Listed>(self, row: &T, corrected: String) -> After {
        After { order: self, value: row.value(self.by), id: row.id(), corrected }
    }
    /// The rows after one: a comparison of rows, which is one stretch of the index.
    pub fn push_after(self, alias: &str, after: Option<&After>, query: &mut Query) {
        let Some(After { value, id, .. }) = after else { return };
        query.push(" and (");
        self.by.push(alias, query);
        query.push(format_args!(", {alias}.id) {} (", if self.descending { "<" } else { ">" }));
        match value {
            // What is lower case is asked of the database, which has the row's.
            Value::Text(text) if self.by == By::Name => {
                query.push("lower(").push_bind(text.clone()).push(")");
            }
            Value::Text(text) => {
                query.push_bind(text.clone());
            }
            Value::Time(time) => {
                query.push_bind(*time);
            }
        }
        query.push(", ").push_bind(*id).push(")");
    }
    /// `order by` and what follows it.
    pub fn push(self, alias: &str, query: &mut Query) {
        let direction = if self.descending { " desc" } else { "" };
        query.push(" order by ");
        self.by.push(alias, query);
        query.push(format_args!("{direction}, {alias}.id{direction}"));
    }
}

fn no_order(text: &str, what: What) -> Error {
    let names = match what {
        What::Organizations => "name, create_time, update_time",
        What::Customers { .. } => "name, email, create_time, update_time",
        What::Users { .. } => "name, email, create_time",
    };
    Error::invalid("order_by", format!("{:?} is none of {names}, perhaps with desc", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUSTOMERS: What = What::Customers { of: None };

    #[test]
    fn an_order_is_one_field_with_a_direction() {
        for (text, by, descending) in [
            ("", By::Name, false),
            (" name ", By::Name, false),
            ("email desc", By::Email, true),
            ("create_time  asc", By::CreateTime, false),
            ("update_time desc", By::UpdateTime, true),
        ] {
            assert_eq!(Order::read(text, CUSTOMERS).unwrap(), Order { by, descending }, "{text:?}");
        }
        for wrong in ["fields.level", "name down", "name desc desc", "name, email", "organization"] {
            assert!(Order::read(wrong, CUSTOMERS).is_err(), "{wrong:?}");
        }
        assert!(Order::read("email", What::Organizations).is_err(), "organizations have no address");
    }

    #[test]
    fn a_page_goes_on_after_the_row_in_the_direction_of_the_order() {
        let sql = |order: &str, value: Value| {
            let order = Order::read(order, CUSTOMERS).unwrap();
            let after = After { order, value, id: Uuid::nil(), corrected: String::new() };
            let mut query = Query::new("");
            order.push_after("customer", Some(&after), &mut query);
            order.push("customer", &mut query);
            query.sql().as_str().to_owned()
        };
        assert_eq!(
            sql("", Value::Text("Ann".into())),
            " and (lower(customer.name), customer.id) > (lower($1), $2) order by lower(customer.name), customer.id"
        );
        assert_eq!(
            sql("update_time desc", Value::Time(DateTime::UNIX_EPOCH)),
            " and (customer.update_time, customer.id) < ($1, $2) order by customer.update_time desc, customer.id desc"
        );
    }

    #[test]
    fn a_token_is_of_one_order() {
        let order = Order::read("email", CUSTOMERS).unwrap();
        let after =
            After { order, value: Value::Text("a@b.c".into()), id: Uuid::nil(), corrected: String::new() };
        assert!(order.goes_on(Some(&after)).is_ok());
        assert!(Order::default().goes_on(Some(&after)).is_err());
    }
}
