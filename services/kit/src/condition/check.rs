//! Resolves a condition against a catalogue: every field known, every value of its field's kind.

use std::collections::HashMap;

use tandem_proto::types::{Comparison, Condition, comparison::Operator, condition::Node};
use uuid::Uuid;

use super::{
    Catalogue, Choice, Column, Field, Kind, MAX_LENGTH, Named, Number, Problem, Search,
    catalogue::nearest,
    moment::{When, seconds},
    parse::Place,
    print,
    tree::{bounded, normal},
};

/// A condition that can be asked: made by [`check()`], read by [`sql::push`](super::sql::push) and
/// [`eval()`](super::eval()).
#[derive(Clone, Debug)]
pub struct Checked(pub(super) Step);

impl Checked {
    /// What ids of people, which are kept as text (of things likewise), are compared to: an id, or whatever somebody wrote in its place.
    #[must_use]
    pub fn people(&self) -> Vec<&str> {
        let mut people = Vec::new();
        self.0.people(&mut people);
        people
    }
    /// With ids for what somebody wrote in their place.
    #[must_use]
    pub fn with_people(mut self, ids: &HashMap<String, String>) -> Self {
        self.0.name_people(ids);
        self
    }
}

impl Step {
    fn people<'a>(&'a self, people: &mut Vec<&'a str>) {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|step| step.people(people)),
            Self::Not(inner) => inner.people(people),
            Self::Test(Test { field, ask: Ask::Text(_, who) }) if matches!(field.kind, Kind::TextId) => {
                people.push(who);
            }
            Self::Test(_) | Self::Search(..) => {}
        }
    }
    fn name_people(&mut self, ids: &HashMap<String, String>) {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter_mut().for_each(|step| step.name_people(ids)),
            Self::Not(inner) => inner.name_people(ids),
            Self::Test(Test { field, ask: Ask::Text(_, who) }) if matches!(field.kind, Kind::TextId) => {
                if let Some(id) = ids.get(who) {
                    who.clone_from(id);
                }
            }
            Self::Test(_) | Self::Search(..) => {}
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    All(Vec<Step>),
    Any(Vec<Step>),
    Not(Box<Step>),
    Test(Test),
    /// Words to find by the service's own search, by its SQL.
    Search(String, String),
}

/// One field, one question.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub(super) field: Field,
    pub(super) ask: Ask,
}

#[derive(Clone, Debug)]
pub(super) enum Ask {
    Present,
    /// A text has this part, in any case.
    Contains(String),
    Text(Order, String),
    Number(Order, Number),
    Bool(bool),
    Id(Uuid),
    /// One of the things that go by a name.
    AnyOf(Vec<Uuid>),
    /// A name, in any case.
    Called(String),
    Choice(Choice),
    Me,
    MyTeams,
    Time(Order, When),
    Date(Order, When),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Checks a condition that came as a tree.
///
/// # Errors
/// An unknown field (with the nearest known one), an operator or value that does not fit the field, bounds.
pub fn check(condition: &Condition, catalogue: &Catalogue) -> Result<Checked, Problem> {
    check_placed(condition, catalogue, &[])
}

/// The same for one that came as text, so that problems say where.
pub(super) fn check_placed(
    condition: &Condition,
    catalogue: &Catalogue,
    places: &[Place],
) -> Result<Checked, Problem> {
    bounded(condition)?;
    let condition = normal(condition);
    if print(&condition).len() > MAX_LENGTH {
        return Err(Problem::new(format!("longer than {MAX_LENGTH} bytes when written out")));
    }
    let mut walk = Walk { catalogue, places: places.iter() };
    walk.step(&condition).map(Checked)
}

struct Walk<'a> {
    catalogue: &'a Catalogue,
    places: std::slice::Iter<'a, Place>,
}

impl Walk<'_> {
    fn step(&mut self, condition: &Condition) -> Result<Step, Problem> {
        Ok(match &condition.node {
            None => Step::All(Vec::new()),
            Some(Node::All(inner)) => Step::All(self.steps(&inner.conditions)?),
            Some(Node::Any(inner)) => Step::Any(self.steps(&inner.conditions)?),
            Some(Node::Not(inner)) => Step::Not(Box::new(self.step(inner)?)),
            Some(Node::Text(words)) => {
                let place = self.places.next();
                self.search(words).map_err(|message| placed(place.map(|p| p.value), message))?
            }
            Some(Node::Compare(comparison)) => {
                let place = self.places.next();
                let field = self.catalogue.get(&comparison.field).ok_or_else(|| {
                    placed(place.map(|p| p.field), unknown(&comparison.field, self.catalogue))
                })?;
                test(field, comparison).map_err(|message| placed(place.map(|p| p.value), message))?
            }
        })
    }

    fn steps(&mut self, conditions: &[Condition]) -> Result<Vec<Step>, Problem> {
        conditions.iter().map(|c| self.step(c)).collect()
    }

    fn search(&self, words: &str) -> Result<Step, String> {
        if words.trim().is_empty() {
            return Err("no word to search for".into());
        }
        no_zero(words)?;
        match self.catalogue.looks_into() {
            Search::Sql(sql) => Ok(Step::Search(sql.to_string(), words.to_owned())),
            Search::Fields(names) => {
                let fields: Vec<_> = names.iter().filter_map(|name| self.catalogue.get(name)).collect();
                if fields.is_empty() {
                    return Err(format!("`{words}` is compared to no field, and there is no text to search"));
                }
                let test = |field: &Field| {
                    Step::Test(Test { field: field.clone(), ask: Ask::Contains(words.to_owned()) })
                };
                Ok(Step::Any(fields.into_iter().map(test).collect()))
            }
        }
    }
}

fn placed(position: Option<usize>, message: String) -> Problem {
    Problem { position, message }
}

fn unknown(name: &str, catalogue: &Catalogue) -> String {
    let near = nearest(name, catalogue.names()).map(|near| format!("did you mean `{near}`?"));
    let custom = name.starts_with(CUSTOM).then(|| custom_fields(catalogue));
    let hints: Vec<String> = near.into_iter().chain(custom).collect();
    let hints = if hints.is_empty() { String::new() } else { format!("; {}", hints.join(" ")) };
    format!("unknown field `{name}`{hints}")
}

/// What the names of custom fields begin with.
const CUSTOM: &str = "fields.";

/// Those that there are.
fn custom_fields(catalogue: &Catalogue) -> String {
    const SHOWN: usize = 30;
    let names: Vec<&str> = catalogue.names().filter(|name| name.starts_with(CUSTOM)).collect();
    let more = names.len().saturating_sub(SHOWN);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    match names.as_slice() {
        [] => "there are no custom fields".into(),
        names => format!("there are {}{rest}", names[..names.len().min(SHOWN)].join(", ")),
    }
}

/// The database has no zero characters in texts.
fn no_zero(text: &str) -> Result<(), String> {
    if text.contains('\0') { Err("a zero character".into()) } else { Ok(()) }
}

fn test(field: &Field, comparison: &Comparison) -> Result<Step, String> {
    no_zero(&comparison.value)?;
    let operator = comparison.operator();
    let whole_text = Kind::Text.same(&field.kind) && operator == Operator::Has;
    let order = match operator {
        Operator::Unspecified => return Err(format!("no operator for `{}`", field.name)),
        Operator::Equal | Operator::NotEqual | Operator::Has => Order::Equal,
        Operator::Less => Order::Less,
        Operator::LessOrEqual => Order::LessOrEqual,
        Operator::Greater => Order::Greater,
        Operator::GreaterOrEqual => Order::GreaterOrEqual,
    };
    if field.column.is_list() && order != Order::Equal {
        return Err(format!("`{}` is a list and has no order; use `:`", field.name));
    }
    let any_value = comparison.value == "*" && !comparison.quoted;
    let ask = if any_value {
        if operator != Operator::Has {
            return Err(format!("whether there is a value is asked by `{}:*`", field.name));
        }
        Ask::Present
    } else if whole_text {
        no_wildcard(comparison)?;
        if comparison.value.is_empty() {
            return Err(format!("no word to find in `{}`", field.name));
        }
        Ask::Contains(comparison.value.clone())
    } else {
        ask(field, order, comparison)?
    };
    let test = Step::Test(Test { field: field.clone(), ask });
    Ok(if operator == Operator::NotEqual { Step::Not(Box::new(test)) } else { test })
}

impl Kind {
    fn same(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

fn no_wildcard(comparison: &Comparison) -> Result<(), String> {
    let Comparison { value, field, .. } = comparison;
    if !comparison.quoted && (value.starts_with('*') || value.ends_with('*')) {
        let part = value.trim_matches('*');
        return Err(format!(
            "`{value}`: there are no wildcards; a part is found by `{field}:{part}`, a `*` by quoting it"
        ));
    }
    Ok(())
}

fn ask(field: &Field, order: Order, comparison: &Comparison) -> Result<Ask, String> {
    let Comparison { value, quoted, .. } = comparison;
    let is_no = |what: &str| format!("`{value}` is no {what}, which `{}` needs", field.name);
    let only_equal = |ask: Ask| {
        if order == Order::Equal {
            Ok(ask)
        } else {
            Err(format!("`{}` has no order; use `=` or `!=`", field.name))
        }
    };
    match &field.kind {
        Kind::Text | Kind::Keyword => {
            no_wildcard(comparison)?;
            Ok(Ask::Text(order, value.clone()))
        }
        Kind::Id(_) | Kind::TextId if !quoted && value == "me" => only_equal(Ask::Me),
        Kind::Id(_) | Kind::TextId if !quoted && value == "my_teams" => only_equal(Ask::MyTeams),
        Kind::Id(read) => only_equal(Ask::Id(read(value).ok_or_else(|| is_no("such id"))?)),
        Kind::TextId => only_equal(Ask::Text(Order::Equal, value.clone())),
        Kind::Number => Ok(Ask::Number(order, value.parse().map_err(|()| is_no("number"))?)),
        Kind::Duration => {
            let seconds =
                seconds(value).ok_or_else(|| is_no("length of time such as `90s`, `45m`, `1.5h`"))?;
            Ok(Ask::Number(order, seconds))
        }
        Kind::Bool => only_equal(Ask::Bool(read_bool(value).ok_or_else(|| is_no("`true` or `false`"))?)),
        Kind::Time => Ok(Ask::Time(order, When::parse(value, *quoted).ok_or_else(|| is_no(TIME))?)),
        Kind::Date => Ok(Ask::Date(order, When::parse(value, *quoted).ok_or_else(|| is_no(TIME))?)),
        Kind::Enum { prefix, choices } => {
            let choice = choose(value, prefix, choices).ok_or_else(|| no_choice(field, value, choices))?;
            only_equal(Ask::Choice(choice.clone()))
        }
        Kind::Named(things) => {
            no_wildcard(comparison)?;
            let called: Vec<Uuid> = things.iter().filter(|t| t.is(value)).map(|t| t.id).collect();
            if called.is_empty() {
                Err(no_such(field, value, things))
            } else {
                only_equal(Ask::AnyOf(called))
            }
        }
        Kind::Name => {
            no_wildcard(comparison)?;
            only_equal(Ask::Called(value.clone()))
        }
    }
}

const TIME: &str = "time such as `2026-11-21`, `2026-11-21T10:00:00Z`, `today` or `-7d`";

pub(super) fn read_bool(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The choice of that name, in any case, with or without the prefix.
pub(super) fn choose<'a>(written: &str, prefix: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let written = written.to_lowercase();
    let short = written.strip_prefix(&prefix.to_lowercase()).unwrap_or(&written);
    choices.iter().find(|c| [short, &written].contains(&c.name.to_lowercase().as_str()))
}

fn no_choice(field: &Field, written: &str, choices: &[Choice]) -> String {
    let near = nearest(written, choices.iter().map(|c| &*c.name)).map(str::to_owned);
    let hint = near.map_or_else(
        || {
            let names: Vec<_> = choices.iter().take(12).map(|c| &*c.name).collect();
            format!("it is one of {}", names.join(", "))
        },
        |near| format!("did you mean `{near}`?"),
    );
    format!("`{written}` is no value of `{}`; {hint}", field.name)
}

fn no_such(field: &Field, written: &str, things: &[Named]) -> String {
    const SHOWN: usize = 30;
    let mut names: Vec<&str> =
        things.iter().map(|thing| thing.names.first().map_or(thing.outer.as_str(), String::as_str)).collect();
    names.dedup();
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    let quoted = names.iter().map(|name| {
        let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if plain { (*name).to_owned() } else { format!("{name:?}") }
    });
    let listed = quoted.collect::<Vec<_>>().join(", ");
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("`{written}` is no value of `{}`; it is an id or one of {listed}{rest}", field.name)
}

impl Test {
    /// Whether SQL may answer null here, which a complement must read as false.
    pub(super) fn may_be_null(&self) -> bool {
        match &self.field.column {
            Column::One { nullable, .. } => *nullable && !matches!(self.ask, Ask::Present),
            Column::Exists { .. } => false,
            Column::Array(_) | Column::Json { .. } => true,
        }
    }
}
