//! Lists of items: a filter, an order, and a keyset page.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{
    Caller, Cause, Error, Page, Result,
    condition::{self, Checked, Scope},
};
use tandem_proto::types::{Condition, comparison::Operator, condition::Node};
use uuid::Uuid;

use super::{Item, fields, row};
use crate::Env;

/// What a list is walked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum By {
    CreateTime,
    UpdateTime,
    Priority,
    Number,
    DueTime,
}

/// The order of a list. Rows that are equal in it follow each other by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    by: By,
    descending: bool,
}

/// Where a page ended: the order, the value in it, and the id.
#[derive(Debug, Serialize, Deserialize)]
struct Key {
    order: Order,
    number: i64,
    time: Option<DateTime<Utc>>,
    id: Uuid,
}

impl Order {
    /// Reads `order_by`: a field and perhaps `desc`; empty: the newest first.
    ///
    /// # Errors
    /// `Invalid` for anything else, and for customers where the order would tell them of what they do not see.
    pub fn read(text: &str, caller: &Caller) -> Result<Self> {
        let mut words = text.split_whitespace();
        let by = match words.next() {
            None => return Ok(Self { by: By::CreateTime, descending: true }),
            Some("create_time") => By::CreateTime,
            Some("number") => By::Number,
            Some("update_time") if caller.customer().is_none() => By::UpdateTime,
            Some("priority") if caller.customer().is_none() => By::Priority,
            Some("due_time") if caller.customer().is_none() => By::DueTime,
            Some(_) => return Err(no_order(text)),
        };
        match (words.next(), words.next()) {
            (None | Some("asc"), None) => Ok(Self { by, descending: false }),
            (Some("desc"), None) => Ok(Self { by, descending: true }),
            _ => Err(no_order(text)),
        }
    }
    /// The expression that an index of the table begins with, after the account.
    fn sql(self) -> &'static str {
        match self.by {
            By::CreateTime => "item.create_time",
            By::UpdateTime => "item.update_time",
            By::Priority => "item.priority",
            By::Number => "item.number",
            By::DueTime => "coalesce(item.due_time, 'infinity'::timestamptz)",
        }
    }
    fn key(self, item: &Item) -> Key {
        let (number, time) = match self.by {
            By::CreateTime => (0, Some(item.create_time)),
            By::UpdateTime => (0, Some(item.update_time)),
            By::Priority => (item.priority.into(), None),
            By::Number => (item.number, None),
            By::DueTime => (0, item.due_time),
        };
        Key { order: self, number, time, id: item.id }
    }
}

fn no_order(text: &str) -> Error {
    Error::invalid(
        "order_by",
        format!(
            "{text:?} is none of create_time, update_time, priority, number, due_time, each perhaps with desc"
        ),
    )
}

/// The items that match, a page at a time. A customer finds only their own published ones.
///
/// # Errors
/// `Invalid` with what is wrong in the filter, the order or the token.
pub async fn list(
    env: &Env,
    cause: &Cause,
    filter: &str,
    order: Order,
    page: &Page,
) -> Result<(Vec<Item>, String)> {
    let caller = &cause.caller;
    let mut query = QueryBuilder::<Postgres>::new("select ");
    query.push(row::COLUMNS).push(" from items.item where item.account = ").push_bind(caller.account);
    query.push(" and item.delete_time is null");
    if let Some(customer) = caller.customer() {
        query
            .push(" and item.published and item.requesters @> array[")
            .push_bind(customer.to_string())
            .push("]");
    }
    if only_open(filter) {
        query.push(" and item.state <> 'finished'");
    }
    if let Some((checked, scope)) = compiled(env, cause, filter).await? {
        query.push(" and ");
        condition::sql::push(&checked, &scope, &mut query);
    }
    if let Some(key) = page.after::<Key>()? {
        after(&mut query, order, key)?;
    }
    let direction = if order.descending { " desc" } else { "" };
    query.push(" order by ").push(order.sql()).push(direction).push(", item.id").push(direction);
    query.push(" limit ").push_bind(page.limit());
    let rows: Vec<Item> = query.build_query_as().fetch_all(env.db.pool()).await?;
    Ok(page.cut(rows, |last| order.key(last)))
}

/// The rows that come after the key of the page before.
fn after(query: &mut QueryBuilder<Postgres>, order: Order, key: Key) -> Result<()> {
    if key.order != order {
        return Err(Error::invalid("page_token", "belongs to another order of the list"));
    }
    let sign = if order.descending { " < (" } else { " > (" };
    query.push(" and (").push(order.sql()).push(", item.id)").push(sign);
    match order.by {
        By::Priority | By::Number => query.push_bind(key.number),
        By::DueTime => query.push("coalesce(").push_bind(key.time).push(", 'infinity'::timestamptz)"),
        By::CreateTime | By::UpdateTime => query.push_bind(key.time),
    };
    query.push(", ").push_bind(key.id).push(")");
    Ok(())
}

/// Whether a filter asks for what is not finished, besides whatever else. The database is told so in its own words too:
/// it uses an index over open items only where it sees the word, not a value that is bound.
fn only_open(filter: &str) -> bool {
    let open = |condition: &Condition| match &condition.node {
        Some(Node::Compare(c)) => {
            let finished =
                ["FINISHED", "STATE_FINISHED"].iter().any(|name| c.value.eq_ignore_ascii_case(name));
            c.field == "status.state" && c.operator() == Operator::NotEqual && finished
        }
        _ => false,
    };
    match condition::parse(filter) {
        Ok(Condition { node: Some(Node::All(all)) }) => all.conditions.iter().any(open),
        Ok(single) => open(&single),
        Err(_) => false,
    }
}

async fn compiled(env: &Env, cause: &Cause, filter: &str) -> Result<Option<(Checked, Scope)>> {
    if filter.trim().is_empty() {
        return Ok(None);
    }
    let words = env.vocabularies.of(cause.account()).await?;
    let checked = condition::compile(filter, &fields::catalogue(&cause.caller, &words))
        .map_err(|problem| Error::invalid("filter", problem.to_string()))?;
    let me = cause.actor();
    let my_teams = match cause.caller.user() {
        Some(_) if filter.contains("my_teams") => env.people.teams_of(cause.account(), &me).await?,
        _ => Vec::new(),
    };
    let (now, zone) = (env.clock.now(), env.calendars.zone_of(cause.account()).await);
    let scope = if cause.caller.is_internal() {
        Scope::system(now, zone)
    } else {
        Scope::new(&me, my_teams, now, zone)
    };
    Ok(Some((checked, scope)))
}

#[cfg(test)]
mod tests {
    use tandem_kit::{Role, Who};

    use super::*;

    fn caller(who: Who) -> Caller {
        Caller { account: Uuid::from_u128(1), who, role: Role::Agent, ..Caller::anonymous() }
    }

    #[test]
    fn an_order_is_a_field_and_a_direction() {
        let agent = caller(Who::User(Uuid::from_u128(2)));
        let read = |text: &str| Order::read(text, &agent);
        assert_eq!(read("").unwrap(), Order { by: By::CreateTime, descending: true });
        assert_eq!(read("due_time").unwrap(), Order { by: By::DueTime, descending: false });
        assert_eq!(read(" priority  desc ").unwrap(), Order { by: By::Priority, descending: true });
        for bad in ["title", "number down", "number desc desc", "create_time, number"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_filter_for_what_is_open_is_seen_where_all_of_it_must_hold() {
        for open in [
            "status.state != FINISHED",
            "assignee = me AND status.state != finished",
            "kind = TASK status.state != STATE_FINISHED",
        ] {
            assert!(only_open(open), "{open}");
        }
        for other in [
            "",
            "status.state = FINISHED",
            "status.state != FINISHED OR kind = TASK",
            "status.state != IN_PROGRESS",
            "NOT (status.state != FINISHED)",
        ] {
            assert!(!only_open(other), "{other}");
        }
    }

    #[test]
    fn a_customer_cannot_order_by_what_they_do_not_see() {
        let customer = caller(Who::Customer(Uuid::from_u128(2)));
        assert!(Order::read("number desc", &customer).is_ok());
        for hidden in ["priority", "update_time", "due_time"] {
            assert!(Order::read(hidden, &customer).is_err(), "{hidden}");
        }
    }
}
