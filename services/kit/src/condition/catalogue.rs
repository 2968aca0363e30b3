//! What a service lets conditions ask about: its fields, their kinds, and how each reads in SQL.

use std::{borrow::Cow, collections::BTreeMap};

use uuid::Uuid;

use crate::id;

/// What the values of a field are, and so how they are compared.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Prose: `:` finds a part of it in any case, `=` is exact.
    Text,
    /// A word that is compared exactly, such as a tag or a key.
    Keyword,
    /// An id kept as `uuid`, read from its outer form (`user_…`) by the function; `me` and `my_teams` have meaning.
    Id(fn(&str) -> Option<Uuid>),
    /// An id kept as text in its outer form; `me` and `my_teams` have meaning.
    TextId,
    /// A number, exact to 9 decimals; the column is an integer or `numeric`.
    Number,
    /// A length of time; the column is a number of seconds.
    Duration,
    /// True or false.
    Bool,
    /// An instant; the column is `timestamptz`.
    Time,
    /// A day; the column is `date`.
    Date,
    /// One of a closed set. Names are read in any case, with or without the prefix.
    Enum { prefix: Cow<'static, str>, choices: Vec<Choice> },
    /// One of the things that an account has named, such as its statuses: written as its id or, in any case, by one of
    /// its names, which several things may share. The column is `uuid`.
    Named(Vec<Named>),
    /// What a thing is called, compared in any case: how [`Kind::Named`] is decided where the record brings the id and
    /// the names of its thing, and the things themselves are not known.
    Name,
}

/// A thing that an account has named.
#[derive(Clone, Debug)]
pub struct Named {
    pub id: Uuid,
    /// The id as conditions write it: `status_…`.
    pub outer: String,
    /// What else it may be called; problems offer the first.
    pub names: Vec<String>,
}

impl Named {
    /// The thing of that id; an empty name is none.
    pub fn new<K: id::Kind>(id: id::Id<K>, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names = names.into_iter().map(Into::into).filter(|name: &String| !name.is_empty());
        Self { id: id.uuid(), outer: id.to_string(), names: names.collect() }
    }

    pub(super) fn is(&self, written: &str) -> bool {
        self.outer == written || self.names.iter().any(|name| fold(name) == fold(written))
    }
}

/// Lower case as the database's `ilike` has it: letter by letter, so that one letter stays one.
pub(super) fn fold(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

/// One value of an enumeration.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The name as conditions write it, without the prefix: `FINISHED`.
    pub name: Cow<'static, str>,
    /// The text that the column holds.
    pub stored: Cow<'static, str>,
}

impl Kind {
    /// An id of that kind, kept as `uuid`: `Kind::id::<UserKind>()`.
    #[must_use]
    pub fn id<K: id::Kind>() -> Self {
        Self::Id(|text| text.parse().ok().map(|id: id::Id<K>| id.uuid()))
    }

    /// An enumeration of names and what the column holds for each, such as
    /// `("STATE_", [("FINISHED", "finished")])`.
    pub fn choices(
        prefix: &'static str,
        choices: impl IntoIterator<Item = (impl Into<Cow<'static, str>>, impl Into<Cow<'static, str>>)>,
    ) -> Self {
        let choices = choices
            .into_iter()
            .map(|(name, stored)| Choice { name: name.into(), stored: stored.into() })
            .collect();
        Self::Enum { prefix: prefix.into(), choices }
    }
}

/// How a field reads in SQL. These texts come from the program, never from a user.
#[derive(Clone, Debug)]
pub enum Column {
    /// An expression that gives one value.
    One { sql: Cow<'static, str>, nullable: bool },
    /// An expression that gives an array: `item.tags`.
    Array(Cow<'static, str>),
    /// A subquery around a test of one element, `{}` being the test.
    Exists { around: Cow<'static, str>, element: Cow<'static, str> },
    /// A key of a `jsonb` object; the key is bound. With `list`, a JSON array under that key.
    Json { object: Cow<'static, str>, key: String, list: bool, found: Option<Found> },
}

/// How an index finds the values of a `jsonb` object that equal one.
#[derive(Clone, Debug)]
pub struct Found {
    /// A test, `{}` being JSON as text that the indexed expression must contain: `jsonb_set(…) @> {}::jsonb`. Never null.
    pub sql: Cow<'static, str>,
    /// Under which keys the object stands in that expression.
    pub path: Vec<String>,
}

impl Column {
    /// An expression that is never null.
    pub fn required(sql: impl Into<Cow<'static, str>>) -> Self {
        Self::One { sql: sql.into(), nullable: false }
    }

    /// An expression that may be null. Where the empty text means no value, write `nullif(…, '')`.
    pub fn nullable(sql: impl Into<Cow<'static, str>>) -> Self {
        Self::One { sql: sql.into(), nullable: true }
    }

    /// An array of values.
    pub fn array(sql: impl Into<Cow<'static, str>>) -> Self {
        Self::Array(sql.into())
    }

    /// A list kept in rows of its own: `exists("exists (select from items.follower f where
    /// f.account = item.account and f.item = item.id and {})", "f.person")`.
    pub fn exists(around: impl Into<Cow<'static, str>>, element: impl Into<Cow<'static, str>>) -> Self {
        Self::Exists { around: around.into(), element: element.into() }
    }

    /// One value under a key of a `jsonb` object. Times, dates and ids there must be valid, or the query fails.
    pub fn json(object: impl Into<Cow<'static, str>>, key: impl Into<String>) -> Self {
        Self::Json { object: object.into(), key: key.into(), list: false, found: None }
    }

    /// A JSON array under a key of a `jsonb` object.
    pub fn json_list(object: impl Into<Cow<'static, str>>, key: impl Into<String>) -> Self {
        Self::Json { object: object.into(), key: key.into(), list: true, found: None }
    }

    /// The same with a test that an index answers where a value of a JSON object equals one.
    #[must_use]
    pub fn found_by(
        self,
        test: impl Into<Cow<'static, str>>,
        under: impl IntoIterator<Item = String>,
    ) -> Self {
        match self {
            Self::Json { object, key, list, .. } => {
                let found = Some(Found { sql: test.into(), path: under.into_iter().collect() });
                Self::Json { object, key, list, found }
            }
            other => other,
        }
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Exists { .. } | Self::Json { list: true, .. })
    }
}

/// One field that conditions may name.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    /// Of a list, the kind of its elements.
    pub kind: Kind,
    pub column: Column,
}

/// What a bare word looks into.
#[derive(Clone, Debug)]
pub enum Search {
    /// Any of these text fields has the word, in any case.
    Fields(Vec<&'static str>),
    /// An SQL test, `{}` being the words, such as `item.search @@ websearch_to_tsquery('simple', {})`;
    /// in memory [`Facts::finds`](super::Facts::finds) answers.
    Sql(Cow<'static, str>),
}

/// The fields of one service, for one account.
#[derive(Clone, Debug)]
pub struct Catalogue {
    fields: BTreeMap<String, Field>,
    search: Search,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self { fields: BTreeMap::new(), search: Search::Fields(Vec::new()) }
    }
}

impl Catalogue {
    /// With one more field. Custom fields are named `fields.<key>`.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, kind: Kind, column: Column) -> Self {
        let name = name.into();
        self.fields.insert(name.clone(), Field { name, kind, column });
        self
    }

    /// With bare words allowed, and what they look into.
    #[must_use]
    pub fn search(mut self, search: Search) -> Self {
        self.search = search;
        self
    }

    /// The field of that name, or the one that is meant by it: see [`meant`].
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.get(name).or_else(|| self.fields.get(meant(name)?))
    }

    /// The names of all fields, in order of the alphabet, each by the one that is its own.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    pub(super) fn looks_into(&self) -> &Search {
        &self.search
    }
}

/// The field that people mean by another name, where there is none of that name: as views, searches and rules elsewhere have it.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    Some(match name {
        "created" | "created_at" => "create_time",
        "updated" | "updated_at" => "update_time",
        "due" | "due_at" => "due_time",
        "finished" | "closed" => "finish_time",
        "state" => "status.state",
        "tags" => "tag",
        "assignees" | "owner" => "assignee",
        "requesters" | "customer" => "requester",
        "percent" => "percent_complete",
        "effort" => "actual_effort",
        "attachments" => "attachment_count",
        "subtasks" => "child_count",
        _ => return None,
    })
}

/// The name that the written one was probably meant to be.
pub(super) fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let allowed = (written.chars().count() / 3).clamp(1, 3);
    names
        .map(|name| (distance(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= allowed || name.rsplit('.').next() == Some(&lower))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be changed, added or left out.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let changed = corner + usize::from(letter != *other);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
