//! Whether a checked condition holds for one record in memory, with the answer SQL would give.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

use super::{
    Checked, Kind, Number, Scope, Value,
    catalogue::fold,
    check::{Ask, Order, Step, Test, choose, read_bool},
    moment::{Moment, seconds, to_micros},
};

/// The fields of one record. A closure from a field's name to its value is one.
pub trait Facts {
    /// The value of the field; unset if there is none.
    fn get(&self, field: &str) -> Value;

    /// Asks something about the value of the field. Facts that have their values at hand answer without a copy.
    fn with<R>(&self, field: &str, ask: impl FnOnce(&Value) -> R) -> R
    where
        Self: Sized,
    {
        ask(&self.get(field))
    }

    /// Whether the service's own search would find the words in the record
    /// (asked only of a catalogue with [`Search::Sql`](super::Search::Sql)).
    fn finds(&self, words: &str) -> bool {
        let _ = words;
        false
    }
}

impl<F: Fn(&str) -> Value> Facts for F {
    fn get(&self, field: &str) -> Value {
        self(field)
    }
}

/// Whether the condition holds for the record.
pub fn eval(checked: &Checked, scope: &Scope, facts: &impl Facts) -> bool {
    holds(&checked.0, scope, facts)
}

fn holds(step: &Step, scope: &Scope, facts: &impl Facts) -> bool {
    match step {
        Step::All(steps) => steps.iter().all(|step| holds(step, scope, facts)),
        Step::Any(steps) => steps.iter().any(|step| holds(step, scope, facts)),
        Step::Not(inner) => !holds(inner, scope, facts),
        Step::Search(_, words) => facts.finds(words),
        Step::Test(test) => facts.with(&test.field.name, |value| match value {
            Value::List(values) => values.iter().any(|value| passes(test, scope, value)),
            value => passes(test, scope, value),
        }),
    }
}

/// A value as the kind of its field: what a text of that field means.
enum Known<'a> {
    Text(&'a str),
    Number(Number),
    Bool(bool),
    Time(Timestamp),
    Date(Date),
    Id(Uuid),
    Choice(&'a str),
}

fn known<'a>(kind: &'a Kind, value: &'a Value) -> Option<Known<'a>> {
    Some(match (kind, value) {
        (Kind::Text | Kind::Keyword | Kind::TextId | Kind::Name, Value::Text(text)) => Known::Text(text),
        (Kind::Id(_) | Kind::Named(_), Value::Id(id)) => Known::Id(*id),
        (Kind::Named(things), Value::Text(name)) => Known::Id(things.iter().find(|thing| thing.is(name))?.id),
        (Kind::Id(read), Value::Text(id)) => Known::Id(read(id)?),
        (Kind::Number | Kind::Duration, Value::Number(number)) => Known::Number(*number),
        (Kind::Number, Value::Text(number)) => Known::Number(number.parse().ok()?),
        (Kind::Duration, Value::Text(length)) => Known::Number(seconds(length)?),
        (Kind::Bool, Value::Bool(yes)) => Known::Bool(*yes),
        (Kind::Bool, Value::Text(yes)) => Known::Bool(read_bool(yes)?),
        (Kind::Time, Value::Time(time)) => Known::Time(to_micros(*time)),
        (Kind::Time, Value::Text(time)) => Known::Time(to_micros(time.parse().ok()?)),
        (Kind::Date, Value::Date(date)) => Known::Date(*date),
        (Kind::Date, Value::Time(time)) => Known::Date(time.to_zoned(TimeZone::UTC).date()),
        (Kind::Date, Value::Text(date)) => Known::Date(date.parse().ok()?),
        (Kind::Enum { prefix, choices }, Value::Text(name)) => {
            let stored = choices.iter().find(|c| c.stored == name.as_str());
            // A name that the catalogue does not know is a value all the same: it equals none that it knows.
            Known::Choice(stored.or_else(|| choose(name, prefix, choices)).map_or(name, |c| &c.stored))
        }
        _ => return None,
    })
}

fn passes(asked: &Test, scope: &Scope, value: &Value) -> bool {
    let Some(known) = known(&asked.field.kind, value) else { return false };
    match (&asked.ask, known) {
        (Ask::Present, _) => true,
        (Ask::Contains(part), Known::Text(text)) => fold(text).contains(&fold(part)),
        (Ask::Text(order, wanted), Known::Text(text)) => in_order(*order, &text, &wanted.as_str()),
        (Ask::Number(order, wanted), Known::Number(number)) => in_order(*order, &number, wanted),
        (Ask::Bool(wanted), Known::Bool(yes)) => yes == *wanted,
        (Ask::Id(wanted), Known::Id(id)) => id == *wanted,
        (Ask::AnyOf(wanted), Known::Id(id)) => wanted.contains(&id),
        (Ask::Called(wanted), Known::Text(text)) => fold(text) == fold(wanted),
        (Ask::Choice(wanted), Known::Choice(stored)) => stored == wanted.stored,
        (Ask::Me, known) => scope.me.as_deref().is_some_and(|me| is_id(&asked.field.kind, &known, me)),
        (Ask::MyTeams, known) => scope.my_teams.iter().any(|team| is_id(&asked.field.kind, &known, team)),
        (Ask::Time(order, when), Known::Time(time)) => at(*order, time, when.moment(scope)),
        (Ask::Date(order, when), Known::Date(date)) => in_order(*order, &date, &when.date(scope)),
        _ => false,
    }
}

fn in_order<T: Ord>(order: Order, value: &T, wanted: &T) -> bool {
    match order {
        Order::Equal => value == wanted,
        Order::Less => value < wanted,
        Order::LessOrEqual => value <= wanted,
        Order::Greater => value > wanted,
        Order::GreaterOrEqual => value >= wanted,
    }
}

/// A day is one value: a time is before it, within it or after it.
fn at(order: Order, time: Timestamp, moment: Moment) -> bool {
    let (start, end) = match moment {
        Moment::Instant(at) => return in_order(order, &time, &at),
        Moment::Day(start, end) => (start, end),
    };
    match order {
        Order::Equal => start <= time && time < end,
        Order::Less => time < start,
        Order::LessOrEqual => time < end,
        Order::Greater => time >= end,
        Order::GreaterOrEqual => time >= start,
    }
}

fn is_id(kind: &Kind, known: &Known<'_>, wanted: &str) -> bool {
    match (kind, known) {
        (Kind::Id(read), Known::Id(id)) => read(wanted) == Some(*id),
        (_, Known::Text(id)) => *id == wanted,
        _ => false,
    }
}
