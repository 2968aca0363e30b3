//! Conditions and records to compare, drawn from small pools so that they meet, with odd characters in them.
//! A record and a comparison are made from bytes: zero is the plainest choice, so failures shrink well.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use proptest::prelude::*;
use serde_json::json;
use tandem_proto::types::{Condition, comparison::Operator};
use uuid::Uuid;

use super::super::{
    Catalogue, Column, Facts, Kind, Named, Number, Scope, Search, Value,
    tree::{all, any as any_of, compare, not, text},
};
use crate::custom_field::value::{fact, to_wire};

pub const TEXTS: [&str; 24] = [
    "a", "b", "A", "", "ä", "Ä", "ß", "İ", "i", "Σ", "ς", "%", "_", "\\", "a%b", "'", "\"", "--", " OR ",
    "AND", "*", "🦀", "\n", "me",
];
pub const STATES: [(&str, &str); 4] =
    [("NEW", "new"), ("In progress", "p"), ("FINISHED", "f"), ("ODD", "\"'")];
pub const TEAMS: [&str; 4] = ["t0", "t1", "t2", "t3"];
pub const NUMBERS: [(&str, i128); 10] = [
    ("0", 0),
    ("1", 1_000_000_000),
    ("-1", -1_000_000_000),
    ("3", 3_000_000_000),
    ("2.5", 2_500_000_000),
    ("-0", 0),
    ("0.1", 100_000_000),
    ("+3", 3_000_000_000),
    ("3.0", 3_000_000_000),
    ("0.000000001", 1),
];
pub const LENGTHS: [(&str, i64); 6] =
    [("0", 0), ("90s", 90), ("2m", 120), ("1.5h", 5400), ("1d", 86_400), ("5400", 5400)];

/// Times as written and, worked out by hand for Berlin at noon UTC on 21 November 2026, where they begin and,
/// for days, end; and the day that each is.
pub const TIMES: [(&str, &str, Option<&str>, &str); 20] = [
    ("now", "2026-11-21T12:00:00Z", None, "2026-11-21"),
    ("today", "2026-11-20T23:00:00Z", Some("2026-11-21T23:00:00Z"), "2026-11-21"),
    ("yesterday", "2026-11-19T23:00:00Z", Some("2026-11-20T23:00:00Z"), "2026-11-20"),
    ("tomorrow", "2026-11-21T23:00:00Z", Some("2026-11-22T23:00:00Z"), "2026-11-22"),
    ("-13h", "2026-11-20T23:00:00Z", None, "2026-11-21"),
    ("-14h", "2026-11-20T22:00:00Z", None, "2026-11-20"),
    ("+30m", "2026-11-21T12:30:00Z", None, "2026-11-21"),
    ("-7d", "2026-11-14T12:00:00Z", None, "2026-11-14"),
    ("-1w", "2026-11-14T12:00:00Z", None, "2026-11-14"),
    ("-1mo", "2026-10-21T11:00:00Z", None, "2026-10-21"),
    ("-1y", "2025-11-21T12:00:00Z", None, "2025-11-21"),
    ("-90s", "2026-11-21T11:58:30Z", None, "2026-11-21"),
    ("+2w", "2026-12-05T12:00:00Z", None, "2026-12-05"),
    ("+1mo", "2026-12-21T12:00:00Z", None, "2026-12-21"),
    ("+1y", "2027-11-21T12:00:00Z", None, "2027-11-21"),
    ("2026-10-25", "2026-10-24T22:00:00Z", Some("2026-10-25T23:00:00Z"), "2026-10-25"),
    ("2026-03-29", "2026-03-28T23:00:00Z", Some("2026-03-29T22:00:00Z"), "2026-03-29"),
    ("2026-11-21T10:00", "2026-11-21T09:00:00Z", None, "2026-11-21"),
    ("2026-11-14T13:00:00+01:00", "2026-11-14T12:00:00Z", None, "2026-11-14"),
    ("2026-11-20T23:30:00.000001Z", "2026-11-20T23:30:00.000001Z", None, "2026-11-21"),
];

pub fn person(n: u8) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(n % 4))
}

pub fn outer(id: Uuid) -> String {
    format!("user_{}", id.simple())
}

fn inner(id: &str) -> Option<Uuid> {
    id.strip_prefix("user_")?.parse().ok()
}

/// Persons 1 and 2 share a name, and so have more than one thing by it.
pub fn steps() -> Vec<Named> {
    let names: [&[&str]; 4] = [&["open", "Offen"], &["held", "On hold"], &["HELD"], &["a%b", "done"]];
    let thing = |(n, names): (u8, &[&str])| Named {
        id: person(n),
        outer: outer(person(n)),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    (0..4).zip(names).map(thing).collect()
}

/// The one who asks is person 1, and among the teams are, of all things, person 2 and an id of another form.
pub fn scope() -> Scope {
    Scope {
        me: Some(outer(person(1))),
        my_teams: vec![outer(person(2)), "t1".into(), "t2".into()],
        now: "2026-11-21T12:00:00Z".parse().unwrap(),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
    }
}

pub fn catalogue() -> Catalogue {
    let json = |key: &str| Column::json("record.fields", key);
    let list = |key: &str| Column::json_list("record.fields", key);
    let found = |column: Column| {
        let test = "jsonb_set('{ }', array['acc \"1'], record.fields) @> {}::jsonb";
        column.found_by(test, ["acc \"1".to_owned()])
    };
    let followers = "exists (select from follower where follower.record = record.id and {})";
    Catalogue::default()
        .field("title", Kind::Text, Column::nullable("record.title"))
        .field("key", Kind::Keyword, Column::required("record.key"))
        .field("status.state", Kind::choices("STATE_", STATES), Column::nullable("record.state"))
        .field("assignee", Kind::Id(inner), Column::nullable("record.assignee"))
        .field("step", Kind::Named(steps()), Column::nullable("record.assignee"))
        .field("called", Kind::Name, Column::array("record.tags"))
        .field("team", Kind::TextId, Column::nullable("record.team"))
        .field("points", Kind::Number, Column::nullable("record.points"))
        .field("price", Kind::Number, Column::nullable("record.price"))
        .field("billable", Kind::Bool, Column::nullable("record.billable"))
        .field("effort", Kind::Duration, Column::nullable("record.effort"))
        .field("at", Kind::Time, Column::nullable("record.at"))
        .field("due_on", Kind::Date, Column::nullable("record.due_on"))
        .field("tags", Kind::Keyword, Column::array("record.tags"))
        .field("words", Kind::Text, Column::array("record.words"))
        .field("counts", Kind::Number, Column::array("record.counts"))
        .field("followers", Kind::Id(inner), Column::exists(followers, "follower.person"))
        .field("fields.note", Kind::Text, json("no'te"))
        .field("fields.score", Kind::Number, json("score"))
        .field("fields.cost", Kind::Number, json("cost"))
        .field("fields.flag", Kind::Bool, json("flag"))
        .field("fields.when", Kind::Time, json("when"))
        .field("fields.on", Kind::Date, json("on"))
        .field("fields.level", Kind::choices("", STATES), json("level"))
        .field("fields.owner", Kind::TextId, json("owner"))
        .field("fields.labels", Kind::Keyword, list("labels"))
        .field("fields.marks", Kind::Number, list("marks"))
        .field("found.note", Kind::Text, found(json("no'te")))
        .field("found.score", Kind::Number, found(json("score")))
        .field("found.cost", Kind::Number, found(json("cost")))
        .field("found.flag", Kind::Bool, found(json("flag")))
        .field("found.on", Kind::Date, found(json("on")))
        .field("found.level", Kind::choices("", STATES), found(json("level")))
        .field("found.labels", Kind::Keyword, found(list("labels")))
        .field("found.picks", Kind::choices("", STATES), found(list("picks")))
        .field("found.marks", Kind::Number, found(list("marks")))
        .search(Search::Fields(vec!["title", "fields.note"]))
}

#[derive(Clone, Debug)]
pub struct Record {
    pub title: Option<String>,
    pub key: String,
    pub state: Option<&'static str>,
    pub assignee: Option<Uuid>,
    pub team: Option<&'static str>,
    pub points: Option<i32>,
    pub price: Option<Number>,
    pub billable: Option<bool>,
    pub effort: Option<i64>,
    pub at: Option<Timestamp>,
    pub due_on: Option<Date>,
    pub tags: Option<Vec<String>>,
    pub words: Vec<String>,
    pub counts: Option<Vec<i64>>,
    pub followers: Vec<Uuid>,
    pub note: Option<String>,
    pub score: Option<i64>,
    pub labels: Option<Vec<String>>,
}

/// Zero is unset, and so is every fifth other choice.
fn chosen<T: Copy>(byte: u8, pool: &[T]) -> Option<T> {
    (!byte.is_multiple_of(5)).then(|| pool[usize::from(byte) % pool.len()])
}

fn texts(bytes: [u8; 2]) -> Vec<String> {
    bytes.iter().filter_map(|byte| chosen(*byte, &TEXTS)).map(str::to_owned).collect()
}

fn prose(bytes: [u8; 3]) -> Option<String> {
    (!bytes[0].is_multiple_of(5)).then(|| bytes.iter().filter_map(|byte| chosen(*byte, &TEXTS)).collect())
}

fn time(byte: u8, near: u8) -> Option<Timestamp> {
    let (_, start, end, _) = chosen(byte, &TIMES)?;
    let at: Timestamp = if near.is_multiple_of(2) { start } else { end.unwrap_or(start) }.parse().unwrap();
    Timestamp::from_microsecond(at.as_microsecond() + i64::from(near % 3) - 1).ok()
}

pub fn any_record() -> impl Strategy<Value = Record> {
    any::<[u8; 32]>().prop_map(|b| Record {
        title: prose([b[0], b[1], b[2]]),
        key: chosen(b[3], &TEXTS).unwrap_or_default().to_owned(),
        state: chosen(b[4], &["new", "p", "f", "\"'", "unheard of"]),
        assignee: chosen(b[5], &[0, 1, 2, 3]).map(person),
        team: chosen(b[6], &TEAMS),
        points: chosen(b[7], &[0, 1, -1, 3, 2]),
        price: chosen(b[8], &NUMBERS).map(|(_, billionths)| Number::from_billionths(billionths)),
        billable: chosen(b[9], &[true, false]),
        effort: chosen(b[10], &LENGTHS).map(|(_, seconds)| seconds),
        at: time(b[11], b[12]),
        due_on: chosen(b[13], &TIMES).map(|(_, _, _, day)| day.parse().unwrap()),
        tags: (!b[14].is_multiple_of(5)).then(|| texts([b[15], b[16]])),
        words: texts([b[17], b[18]]),
        counts: (!b[19].is_multiple_of(5))
            .then(|| [b[20], b[21]].iter().filter_map(|b| chosen(*b, &[0, 1, -1, 3])).collect()),
        followers: [b[22], b[23]].iter().filter_map(|b| chosen(*b, &[0, 1, 2, 3])).map(person).collect(),
        note: prose([b[24], b[25], b[26]]),
        score: chosen(b[27], &[0, 1, 3]),
        labels: (!b[28].is_multiple_of(5)).then(|| texts([b[29], b[30]])),
    })
}

impl Record {
    /// Several choices.
    pub fn picks(&self) -> Option<Vec<&'static str>> {
        self.counts.as_ref().map(|counts| {
            counts
                .iter()
                .map(|n| STATES[usize::try_from(n.unsigned_abs() % 251).unwrap() % STATES.len()].1)
                .collect()
        })
    }
    /// The custom fields repeat the plain ones, as JSON; an unset one is missing, null or of a wrong type.
    pub fn fields(&self) -> serde_json::Value {
        let score = self.score.map_or(json!("n/a"), |score| json!(score));
        let mut fields = json!({
            "no'te": self.note, "score": score, "flag": self.billable, "on": self.due_on, "level": self.state,
            "cost": self.price.and_then(|price| price.to_string().parse::<f64>().ok()), "owner": self.team, "labels": self.labels, "marks": self.counts, "picks": self.picks(),
        });
        if let Some(at) = self.at {
            fields["when"] = json!(at.to_string());
        }
        fields
    }
}

/// The custom fields come as the wire brings them to whoever evaluates.
fn custom(record: &Record, key: &str) -> Value {
    let key = if key == "note" { "no'te" } else { key };
    fact(&to_wire(&record.fields()[key]))
}

impl Facts for Record {
    fn get(&self, field: &str) -> Value {
        if let Some(key) = field.strip_prefix("fields.").or_else(|| field.strip_prefix("found.")) {
            return custom(self, key);
        }
        match field {
            "title" => self.title.clone().into(),
            "key" => self.key.clone().into(),
            "status.state" => self.state.into(),
            "step" => self.assignee.map(outer).into(),
            "assignee" => self.assignee.map_or(Value::Unset, Value::Id),
            "team" => self.team.into(),
            "points" => self.points.map(i64::from).into(),
            "price" => self.price.map_or(Value::Unset, Value::Number),
            "billable" => self.billable.into(),
            "effort" => self.effort.into(),
            "at" => self.at.into(),
            "due_on" => self.due_on.map_or(Value::Unset, Value::Date),
            "tags" | "called" => self.tags.clone().into(),
            "words" => self.words.clone().into(),
            "counts" => self.counts.clone().into(),
            "followers" => self.followers.iter().map(|id| outer(*id)).collect::<Vec<_>>().into(),
            other => panic!("no field {other}"),
        }
    }
}

const ORDERS: [Operator; 7] = [
    Operator::Equal,
    Operator::Has,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
];

fn comparison(b: [u8; 4]) -> Condition {
    let catalogue = catalogue();
    let names: Vec<_> = catalogue.names().collect();
    let field = catalogue.get(names[usize::from(b[0]) % names.len()]).unwrap();
    if b[1] % 8 == 7 {
        return compare(&field.name, Operator::Has, "*", false);
    }
    let pick = |pool: &[&str]| pool[usize::from(b[2]) % pool.len()].to_owned();
    let (orders, value, quoted) = match &field.kind {
        Kind::Text | Kind::Keyword => (7, pick(&TEXTS), true),
        Kind::Id(_) if b[2].is_multiple_of(3) => (3, pick(&["me", "my_teams"]), false),
        Kind::Id(_) => (3, outer(person(b[2])), b[3].is_multiple_of(2)),
        Kind::TextId => (3, pick(&["t0", "my_teams", "t2", "me"]), b[3].is_multiple_of(3)),
        Kind::Number => (7, pick(&NUMBERS.map(|(number, _)| number)), b[3].is_multiple_of(2)),
        Kind::Duration => (7, pick(&LENGTHS.map(|(length, _)| length)), b[3].is_multiple_of(2)),
        Kind::Bool => (3, pick(&["true", "false", "TRUE"]), b[3].is_multiple_of(2)),
        Kind::Time | Kind::Date => (7, pick(&TIMES.map(|(written, ..)| written)), false),
        Kind::Named(_) if b[2].is_multiple_of(4) => (3, outer(person(b[2] / 4)), b[3].is_multiple_of(2)),
        Kind::Named(_) => (3, pick(&["OPEN", "held", "on hold", "A%B", "done"]), true),
        Kind::Name => (3, pick(&TEXTS), true),
        Kind::Enum { .. } => {
            (3, pick(&["NEW", "new", "In progress", "FINISHED", "Odd"]), b[3].is_multiple_of(2))
        }
    };
    let list = matches!(
        field.name.as_str(),
        "tags"
            | "called"
            | "words"
            | "counts"
            | "followers"
            | "fields.labels"
            | "fields.marks"
            | "found.labels"
            | "found.picks"
            | "found.marks"
    );
    let operator = ORDERS[usize::from(b[1]) % if list { 3 } else { orders }];
    let value = if value.is_empty() && operator == Operator::Has { "a".to_owned() } else { value };
    compare(&field.name, operator, value, quoted)
}

pub fn any_condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        9 => any::<[u8; 4]>().prop_map(comparison),
        1 => (1usize..24).prop_filter("words", |n| !TEXTS[*n].trim().is_empty()).prop_map(|n| text(TEXTS[n])),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let several = proptest::collection::vec(inner.clone(), 0..4);
        prop_oneof![several.clone().prop_map(all), several.prop_map(any_of), inner.prop_map(not),]
    })
}
