//! A checked condition as SQL. Values are bound, never written into the text.
//!
//! `where` takes null for false, and so do `and` and `or`; only under `not` would null show, so exactly there it
//! is made false. Everything else stays the plain comparison that an index answers.

use chrono::NaiveDate;
use jiff::civil::Date;
use serde_json::Value as Json;
use sqlx::{Postgres, QueryBuilder};

use super::{
    Checked, Column, Kind, Number, Scope,
    check::{Ask, Order, Step, Test},
    moment::Moment,
};
use crate::business_time::to_chrono;

type Query = QueryBuilder<Postgres>;

/// Adds the condition to a query, as one expression that can stand after `where` or `and`.
pub fn push(checked: &Checked, scope: &Scope, query: &mut Query) {
    Writer { query, scope }.step(&checked.0);
}

struct Writer<'a> {
    query: &'a mut Query,
    scope: &'a Scope,
}

/// How one value reads: an expression, or a key of a `jsonb` object read as this kind.
#[derive(Clone, Copy)]
enum Source<'a> {
    Sql(&'a str),
    Json(&'a str, &'a str),
}

impl Writer<'_> {
    fn step(&mut self, step: &Step) {
        match step {
            Step::All(steps) => self.joined(steps, " and ", "true"),
            Step::Any(steps) => self.joined(steps, " or ", "false"),
            Step::Not(inner) => self.complement(inner),
            Step::Test(test) => self.test(test),
            Step::Search(sql, words) => {
                self.around(sql, |w| {
                    w.query.push_bind(words.clone());
                });
            }
        }
    }

    fn joined(&mut self, steps: &[Step], join: &str, none: &str) {
        if steps.is_empty() {
            self.query.push(none);
            return;
        }
        self.query.push("(");
        for (n, step) in steps.iter().enumerate() {
            if n > 0 {
                self.query.push(join);
            }
            self.step(step);
        }
        self.query.push(")");
    }

    fn complement(&mut self, step: &Step) {
        if let Step::Test(test) = step
            && let Column::One { sql, nullable: true } = &test.field.column
            && test.may_be_null()
        {
            // The form that the planner turns into `<>`, which it can estimate.
            self.query.push("(").push(sql).push(" is null or not (");
            self.step(step);
            self.query.push("))");
        } else if may_be_null(step) {
            self.query.push("not coalesce(");
            self.step(step);
            self.query.push(", false)");
        } else {
            self.query.push("not (");
            self.step(step);
            self.query.push(")");
        }
    }

    /// Writes a text with `{}` in it, and there what the function writes.
    fn around(&mut self, sql: &str, inner: impl FnOnce(&mut Self)) {
        let (before, after) = sql.split_once("{}").unwrap_or((sql, ""));
        self.query.push("(").push(before);
        inner(self);
        self.query.push(after).push(")");
    }

    fn test(&mut self, test: &Test) {
        let kind = &test.field.kind;
        match &test.field.column {
            Column::One { sql, .. } => self.scalar(kind, Source::Sql(sql), &test.ask),
            Column::Exists { around, element } => self.around(around, |w| match test.ask {
                Ask::Present => {
                    w.query.push("true");
                }
                _ => w.scalar(kind, Source::Sql(element), &test.ask),
            }),
            Column::Array(sql) => self.array(kind, sql, &test.ask),
            Column::Json { key, list, found: Some(found), .. }
                if let Some(value) = equal_json(kind, &test.ask, self.scope) =>
            {
                let value = if *list { format!("[{value}]") } else { value };
                let keys = found.path.iter().chain([key]).rev();
                let whole =
                    keys.fold(value, |value, key| format!("{{{}:{value}}}", Json::from(key.as_str())));
                self.around(&found.sql, |w| {
                    w.query.push_bind(whole);
                });
            }
            Column::Json { object, key, list: false, .. } => {
                self.scalar(kind, Source::Json(object, key), &test.ask);
            }
            Column::Json { object, key, list: true, .. } => self.json_list(kind, object, key, &test.ask),
        }
    }

    fn array(&mut self, kind: &Kind, sql: &str, ask: &Ask) {
        match ask {
            Ask::Present => {
                self.query.push("cardinality(").push(sql).push(") > 0");
            }
            // The forms that a gin index on the array answers.
            Ask::Text(Order::Equal, text) if matches!(kind, Kind::Keyword | Kind::Text | Kind::TextId) => {
                self.query.push(sql).push(" @> array[").push_bind(text.clone()).push("]");
            }
            Ask::Me if matches!(kind, Kind::TextId) => {
                let me: Vec<String> = self.scope.me.iter().cloned().collect();
                self.query.push(sql).push(" && ").push_bind(me);
            }
            Ask::MyTeams if matches!(kind, Kind::TextId) => {
                self.query.push(sql).push(" && ").push_bind(self.scope.my_teams.clone());
            }
            _ => {
                self.query.push("exists (select from unnest(").push(sql).push(") as element (value) where ");
                self.scalar(kind, Source::Sql("element.value"), ask);
                self.query.push(")");
            }
        }
    }

    fn json_list(&mut self, kind: &Kind, object: &str, key: &str, ask: &Ask) {
        let read = |w: &mut Self| {
            w.query.push("(").push(object).push(" -> ").push_bind(key.to_owned()).push(")");
        };
        self.query.push("exists (select from jsonb_array_elements(case jsonb_typeof");
        read(self);
        self.query.push(" when 'array' then ");
        read(self);
        self.query.push(" end) as element (value) where ");
        match ask {
            Ask::Present => {
                self.query.push("true");
            }
            // An element is read as if it stood under a key of its own.
            _ => self.scalar(kind, Source::Json("jsonb_build_object('value', element.value)", "value"), ask),
        }
        self.query.push(")");
    }

    fn scalar(&mut self, kind: &Kind, source: Source<'_>, ask: &Ask) {
        match ask {
            Ask::Present => self.read(kind, source).query.push(" is not null"),
            Ask::Contains(part) => self.read(kind, source).query.push(" ilike ").push_bind(pattern(part)),
            Ask::Text(Order::Equal, text) => {
                self.read(kind, source).query.push(" = ").push_bind(text.clone())
            }
            Ask::Text(order, text) => {
                // Byte order, whatever the database's own: the evaluator has no collations.
                self.read(kind, source)
                    .query
                    .push(" collate \"C\"")
                    .push(sign(*order))
                    .push_bind(text.clone())
            }
            Ask::Choice(choice) => {
                self.read(kind, source).query.push(" = ").push_bind(choice.stored.clone().into_owned())
            }
            Ask::AnyOf(ids) => match ids.as_slice() {
                [one] => self.read(kind, source).query.push(" = ").push_bind(*one),
                several => {
                    self.read(kind, source).query.push(" = any(").push_bind(several.to_vec()).push(")")
                }
            },
            Ask::Called(name) => self.read(kind, source).query.push(" ilike ").push_bind(literal(name)),
            Ask::Bool(true) => self.read(kind, source).query,
            Ask::Bool(false) => self.query_not(kind, source),
            Ask::Id(id) => self.read(kind, source).query.push(" = ").push_bind(*id),
            Ask::Number(order, number) => {
                self.read(kind, source).query.push(sign(*order));
                self.number(*number)
            }
            Ask::Me => self.me(kind, source),
            Ask::MyTeams => self.my_teams(kind, source),
            Ask::Time(order, when) => self.time(kind, source, *order, when.moment(self.scope)),
            Ask::Date(order, when) => {
                let date = naive(when.date(self.scope));
                self.read(kind, source).query.push(sign(*order)).push_bind(date)
            }
        };
    }

    fn read(&mut self, kind: &Kind, source: Source<'_>) -> &mut Self {
        let (object, key) = match source {
            Source::Sql(sql) => {
                self.query.push(sql);
                return self;
            }
            Source::Json(object, key) => (object, key.to_owned()),
        };
        let (json_type, cast) = match kind {
            Kind::Number | Kind::Duration => ("number", "numeric"),
            Kind::Bool => ("boolean", "boolean"),
            Kind::Time => ("string", "timestamptz"),
            Kind::Date => ("string", "date"),
            Kind::Id(_) | Kind::Named(_) => ("string", "uuid"),
            Kind::Text | Kind::Keyword | Kind::TextId | Kind::Name | Kind::Enum { .. } => {
                self.query.push("(").push(object).push(" ->> ").push_bind(key).push(")");
                return self;
            }
        };
        self.query.push("(case when jsonb_typeof(").push(object).push(" -> ").push_bind(key.clone());
        self.query.push(format_args!(") = '{json_type}' then ({object} ->> ")).push_bind(key);
        self.query.push(format_args!(")::{cast} end)"));
        self
    }

    fn query_not(&mut self, kind: &Kind, source: Source<'_>) -> &mut Query {
        self.query.push("not ");
        self.read(kind, source).query
    }

    fn number(&mut self, number: Number) -> &mut Query {
        match number.whole() {
            Some(whole) => self.query.push_bind(whole),
            None => self.query.push_bind(number.to_string()).push("::numeric"),
        }
    }

    fn me(&mut self, kind: &Kind, source: Source<'_>) -> &mut Query {
        let me = self.scope.me.as_deref();
        match kind {
            Kind::Id(read) => match me.and_then(read) {
                Some(id) => self.read(kind, source).query.push(" = ").push_bind(id),
                None => self.query.push("false"),
            },
            _ => match me {
                Some(id) => self.read(kind, source).query.push(" = ").push_bind(id.to_owned()),
                None => self.query.push("false"),
            },
        }
    }

    fn my_teams(&mut self, kind: &Kind, source: Source<'_>) -> &mut Query {
        let teams = &self.scope.my_teams;
        self.read(kind, source).query.push(" = any(");
        match kind {
            Kind::Id(read) => {
                self.query.push_bind(teams.iter().filter_map(|team| read(team)).collect::<Vec<_>>())
            }
            _ => self.query.push_bind(teams.clone()),
        };
        self.query.push(")")
    }

    fn time(&mut self, kind: &Kind, source: Source<'_>, order: Order, moment: Moment) -> &mut Query {
        let (start, end) = match moment {
            Moment::Instant(at) => {
                return self.read(kind, source).query.push(sign(order)).push_bind(to_chrono(at));
            }
            Moment::Day(start, end) => (to_chrono(start), to_chrono(end)),
        };
        match order {
            Order::Equal => {
                self.query.push("(");
                self.read(kind, source).query.push(" >= ").push_bind(start).push(" and ");
                self.read(kind, source).query.push(" < ").push_bind(end).push(")")
            }
            Order::Less => self.read(kind, source).query.push(" < ").push_bind(start),
            Order::LessOrEqual => self.read(kind, source).query.push(" < ").push_bind(end),
            Order::Greater => self.read(kind, source).query.push(" >= ").push_bind(end),
            Order::GreaterOrEqual => self.read(kind, source).query.push(" >= ").push_bind(start),
        }
    }
}

/// The JSON that a value is where it passes, if just one is: containment and equality are the same then.
fn equal_json(kind: &Kind, ask: &Ask, scope: &Scope) -> Option<String> {
    match (kind, ask) {
        (Kind::Text | Kind::Keyword | Kind::TextId, Ask::Text(Order::Equal, text)) => {
            Some(Json::from(text.as_str()).to_string())
        }
        (_, Ask::Choice(choice)) => Some(Json::from(&*choice.stored).to_string()),
        (_, Ask::Bool(yes)) => Some(yes.to_string()),
        (Kind::Number, Ask::Number(Order::Equal, number)) => Some(number.to_string()),
        (_, Ask::Date(Order::Equal, when)) => Some(Json::from(when.date(scope).to_string()).to_string()),
        _ => None,
    }
}

fn may_be_null(step: &Step) -> bool {
    match step {
        Step::All(steps) | Step::Any(steps) => steps.iter().any(may_be_null),
        Step::Not(_) => false,
        Step::Test(test) => test.may_be_null(),
        Step::Search(..) => true,
    }
}

fn sign(order: Order) -> &'static str {
    match order {
        Order::Equal => " = ",
        Order::Less => " < ",
        Order::LessOrEqual => " <= ",
        Order::Greater => " > ",
        Order::GreaterOrEqual => " >= ",
    }
}

fn pattern(part: &str) -> String {
    format!("%{}%", literal(part))
}

/// A text that `ilike` takes letter by letter.
fn literal(text: &str) -> String {
    let mut literal = String::new();
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            literal.push('\\');
        }
        literal.push(c);
    }
    literal
}

pub(super) fn naive(date: Date) -> NaiveDate {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    NaiveDate::from_ymd_opt(date.year().into(), month.into(), day.into()).unwrap_or_default()
}
