//! Orders of lists: up to three fields, and where a page goes on after the last row of the one before.
mod part;

use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{Caller, Error, Result};
use uuid::Uuid;

use self::part::{By, Part, Value, invalid};
use super::Item;

type Query = QueryBuilder<Postgres>;

/// The most fields of an order.
const MOST: usize = 3;

/// The order of a list. Rows that are equal in it follow each other by id, in the direction of its last field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order(Vec<Part>);

/// Where a page ended: the order, the values in it, and the id.
#[derive(Debug, Serialize, Deserialize)]
pub struct Key {
    order: Order,
    values: Vec<Value>,
    id: Uuid,
}

/// A stretch of a list: what its rows have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    All,
    Planned(&'static str),
    Unplanned(&'static str),
    Status(Uuid),
}

impl Within {
    /// Whether a key is of a stretch.
    fn holds(self, key: &Key) -> bool {
        match (self, key.values.first()) {
            (Self::All, _) => true,
            (Self::Planned(_), Some(Value::Time(time))) => time.is_some(),
            (Self::Unplanned(_), Some(Value::Time(time))) => time.is_none(),
            (Self::Status(id), Some(Value::Id(of))) => id == *of,
            _ => false,
        }
    }
}

/// One statement of a page: the rows of a stretch, of which those after a key begin as far as the step says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    within: Within,
    after: Option<usize>,
}

impl Order {
    /// Reads `order_by`: fields, each perhaps with `desc`, separated by commas; empty: the newest first.
    ///
    /// # Errors
    /// `Invalid` for anything else, and for customers where the order would tell them of what they do not see.
    pub fn read(text: &str, caller: &Caller) -> Result<Self> {
        let mut parts: Vec<Part> = Vec::new();
        for written in text.split(',').filter(|_| !text.trim().is_empty()) {
            let part = Part::read(written.trim(), caller)?;
            if parts.iter().any(|other| other.by == part.by) {
                return Err(invalid(format!("{:?} is there twice", written.trim())));
            }
            if part.by.leads() && !parts.is_empty() {
                let problem = "is walked by one after the other, so it can only be the first field";
                return Err(invalid(format!("{:?} {problem}", written.trim())));
            }
            parts.push(part);
        }
        if parts.len() > MOST {
            return Err(invalid(format!("has {} fields; at most {MOST} are taken", parts.len())));
        }
        parts.extend(followed_by(&parts));
        Ok(Self(parts))
    }
    /// Refuses an order by what only finished items have, where the list is not of those alone: no index has it.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn suits(&self, only_finished: bool) -> Result<()> {
        if !only_finished && self.has(By::FinishTime) {
            return Err(invalid(
                "finish_time is an order of what is finished: say status.state = FINISHED in the filter",
            ));
        }
        Ok(())
    }
    /// Whether no index has it, so that what it orders must be few.
    pub fn is_sorted(&self) -> bool {
        self.has(By::Title)
    }
    /// Whether the statuses of the account must be known to walk it.
    pub fn needs_statuses(&self) -> bool {
        self.has(By::Status)
    }
    /// Where a page ends that ends with this item.
    pub fn key(&self, item: &Item) -> Key {
        Key { order: self.clone(), values: self.0.iter().map(|part| part.of(item)).collect(), id: item.id }
    }
    /// In which steps the rows after a key are found, nearest first: each is one stretch of an index, however the directions are mixed.
    ///
    /// # Errors
    /// `Invalid` where the key belongs to another order.
    pub fn steps(&self, statuses: &[Uuid], key: Option<&Key>) -> Result<Vec<Step>> {
        let another = || Error::invalid("page_token", "belongs to another order of the list");
        let mut stretches = self.stretches(statuses);
        let mut steps = Vec::new();
        if let Some(key) = key {
            if key.order != *self || key.values.len() != self.0.len() {
                return Err(another());
            }
            let at = stretches.iter().position(|within| within.holds(key)).ok_or_else(another)?;
            let within = stretches.drain(..=at).next_back().ok_or_else(another)?;
            let parts = self.parts(within);
            let count = if is_one_way(parts) { 1 } else { parts.len() + 1 };
            steps.extend((0..count).map(|step| Step { within, after: Some(step) }));
        }
        steps.extend(stretches.into_iter().map(|within| Step { within, after: None }));
        Ok(steps)
    }
    /// The rows of one step, and after the key where it begins within a stretch: of the first step those that differ from it by the id alone,
    /// of the next by the last field, and so on.
    pub fn push_step(&self, step: Step, key: Option<&Key>, query: &mut Query) {
        match step.within {
            Within::All => {}
            Within::Planned(column) => drop(query.push(" and ").push(column).push(" is not null")),
            Within::Unplanned(column) => drop(query.push(" and ").push(column).push(" is null")),
            Within::Status(id) => drop(query.push(" and item.status = ").push_bind(id)),
        }
        if let (Some(after), Some(key)) = (step.after, key) {
            let parts = self.parts(step.within);
            push_after(parts, &key.values[self.0.len() - parts.len()..], key.id, after, query);
        }
    }
    /// `order by` and what follows it.
    pub fn push(&self, step: Step, query: &mut Query) {
        query.push(" order by ");
        let parts = self.parts(step.within);
        for part in parts {
            query.push(part.sql()).push(part.direction()).push(", ");
        }
        query.push("item.id").push(last(parts).direction());
    }

    fn has(&self, by: By) -> bool {
        self.0.iter().any(|part| part.by == by)
    }
    /// One after the other.
    fn stretches(&self, statuses: &[Uuid]) -> Vec<Within> {
        let Some(first) = self.0.first() else { return vec![Within::All] };
        match first.by {
            By::Status => {
                let mut each: Vec<Within> = statuses.iter().copied().map(Within::Status).collect();
                if first.descending {
                    each.reverse();
                }
                each
            }
            By::PlannedStart | By::PlannedFinish => {
                vec![Within::Planned(first.sql()), Within::Unplanned(first.sql())]
            }
            _ => vec![Within::All],
        }
    }
    /// What orders a stretch: without what all of it have in common.
    fn parts(&self, within: Within) -> &[Part] {
        match within {
            Within::All | Within::Planned(_) => &self.0,
            Within::Unplanned(_) | Within::Status(_) => self.0.get(1..).unwrap_or_default(),
        }
    }
}

/// What goes on where one field alone was asked for: the newest first; of equal priorities what is due first, as an index has it either way.
fn followed_by(parts: &[Part]) -> Vec<Part> {
    let newest = Part { by: By::CreateTime, descending: true };
    match parts {
        [] => vec![newest],
        [only] if only.by == By::Status => vec![newest],
        [only] if only.by == By::Priority => vec![
            Part { by: By::DueTime, descending: !only.descending },
            Part { by: By::CreateTime, descending: only.descending },
        ],
        _ => Vec::new(),
    }
}

/// The rows of one step after the key.
fn push_after(parts: &[Part], values: &[Value], id: Uuid, step: usize, query: &mut Query) {
    if is_one_way(parts) {
        push_row_after(parts, values, id, query);
        return;
    }
    let equal = parts.len() - step;
    for (part, value) in parts.iter().zip(values).take(equal) {
        query.push(" and ").push(part.sql()).push(" = ");
        value.push(part.by, query);
    }
    match parts.get(equal).zip(values.get(equal)) {
        Some((part, value)) => {
            query.push(" and ").push(part.sql()).push(part.sign());
            value.push(part.by, query);
        }
        None => {
            query.push(" and item.id").push(last(parts).sign()).push_bind(id);
        }
    }
}

/// All fields and the id in one direction: the rows after a key are one comparison.
fn push_row_after(parts: &[Part], values: &[Value], id: Uuid, query: &mut Query) {
    query.push(" and (");
    for part in parts {
        query.push(part.sql()).push(", ");
    }
    query.push("item.id)").push(last(parts).sign()).push("(");
    for (part, value) in parts.iter().zip(values) {
        value.push(part.by, query);
        query.push(", ");
    }
    query.push_bind(id).push(")");
}

fn is_one_way(parts: &[Part]) -> bool {
    parts.iter().all(|part| part.descending == last(parts).descending)
}

fn last(parts: &[Part]) -> Part {
    parts.last().copied().unwrap_or(Part { by: By::CreateTime, descending: true })
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
    fn order(text: &str) -> Order {
        Order::read(text, &agent()).unwrap()
    }
    fn parts(text: &str) -> Vec<(By, bool)> {
        order(text).0.iter().map(|part| (part.by, part.descending)).collect()
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
            "assignee",
            "number down",
            "number desc desc",
            "number,",
            "number, number desc",
            "number, priority, due_time, create_time",
            "priority, status",
            "number, planned_start desc",
        ] {
            assert!(Order::read(bad, &agent()).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_follows_a_priority_is_as_its_index_has_it_and_backwards() {
        assert_eq!(parts("priority desc"), parts("priority desc, due_time, create_time desc"));
        assert_eq!(parts("priority"), parts("priority, due_time desc, create_time"));
        assert_eq!(parts("priority, number"), [(By::Priority, false), (By::Number, false)]);
        assert_eq!(parts("status"), [(By::Status, false), (By::CreateTime, true)]);
    }

    #[test]
    fn a_customer_cannot_order_by_what_they_do_not_see() {
        let customer = caller(Who::Customer(Uuid::from_u128(2)));
        assert!(Order::read("number desc", &customer).is_ok());
        for hidden in ["priority", "update_time", "due_time", "create_time, finish_time", "planned_start"] {
            assert!(Order::read(hidden, &customer).is_err(), "{hidden}");
        }
    }

    fn after(order: &Order, values: Vec<Value>, statuses: &[Uuid]) -> Vec<String> {
        let key = Key { order: order.clone(), values, id: Uuid::nil() };
        let steps = order.steps(statuses, Some(&key)).unwrap();
        let sql = |step| {
            let mut query = Query::new("");
            order.push_step(step, Some(&key), &mut query);
            query.sql().as_str().to_owned()
        };
        steps.into_iter().map(sql).collect()
    }

    #[test]
    fn what_goes_one_way_is_one_step_and_what_turns_is_one_for_each_field() {
        let at = |text: &str| after(&order(text), vec![Value::Number(1), Value::Number(1)], &[]);
        assert_eq!(at("priority, number"), [" and (item.priority, item.number, item.id) > ($1, $2, $3)"]);
        assert_eq!(
            at("priority desc, number"),
            [
                " and item.priority = $1 and item.number = $2 and item.id > $3",
                " and item.priority = $1 and item.number > $2",
                " and item.priority < $1",
            ]
        );
    }

    #[test]
    fn after_what_is_planned_comes_what_is_not_and_after_a_status_the_next() {
        let plan = order("planned_start desc, number desc");
        let planned = " and item.planned_start is not null";
        let then = " and item.planned_start is null";
        assert_eq!(
            after(&plan, vec![Value::Time(Some(chrono::DateTime::UNIX_EPOCH)), Value::Number(1)], &[]),
            [&format!("{planned} and (item.planned_start, item.number, item.id) < ($1, $2, $3)"), then]
        );
        assert_eq!(
            after(&plan, vec![Value::Time(None), Value::Number(1)], &[]),
            [format!("{then} and (item.number, item.id) < ($1, $2)")]
        );
        let [new, open, done] = [1, 2, 3].map(Uuid::from_u128);
        assert_eq!(
            after(&order("status, number"), vec![Value::Id(open), Value::Number(1)], &[new, open, done]),
            [" and item.status = $1 and (item.number, item.id) > ($2, $3)", " and item.status = $1"]
        );
    }

    #[test]
    fn the_time_of_finishing_orders_what_is_finished() {
        let order = order("finish_time desc");
        assert!(order.suits(true).is_ok());
        assert!(order.suits(false).is_err());
    }
}
