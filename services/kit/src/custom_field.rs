//! Custom fields, wherever their values are kept: what a field takes, what conditions see of it. Pure.
pub mod value;
pub mod values;

use tandem_proto::items as pb;
pub use tandem_proto::items::custom_field::Type;

use crate::condition::Kind;

/// What is known of a field where values of it are read.
pub trait Described {
    /// The key under which values stand.
    fn key(&self) -> &str;
    /// What people call it.
    fn name(&self) -> &str;
    /// What its values are.
    fn kind(&self) -> Type;
    /// Of a number, after the point.
    fn decimals(&self) -> usize;
    /// Its choices, in order.
    fn choices(&self) -> impl Iterator<Item = Choice<'_>>;
    /// What a new thing has.
    fn default_value(&self) -> Option<serde_json::Value>;
    /// Whether a user must give it.
    fn required(&self) -> bool;
    /// Whether it takes no new values.
    fn retired(&self) -> bool;
}

/// One of the values that a choice may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// It is offered no more.
    pub retired: bool,
}

impl Described for pb::CustomField {
    fn key(&self) -> &str {
        &self.key
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn kind(&self) -> Type {
        self.r#type()
    }
    fn decimals(&self) -> usize {
        usize::try_from(self.decimals).unwrap_or(0)
    }
    fn choices(&self) -> impl Iterator<Item = Choice<'_>> {
        self.choices.iter().map(|c| Choice { id: &c.id, name: &c.name, retired: c.retired })
    }
    fn default_value(&self) -> Option<serde_json::Value> {
        self.default_value.as_ref().map(value::from_wire).filter(|value| !value.is_null())
    }
    fn required(&self) -> bool {
        self.required
    }
    fn retired(&self) -> bool {
        self.retired
    }
}

/// How conditions compare its values.
pub fn compared(field: &impl Described) -> Kind {
    match field.kind() {
        Type::Unspecified | Type::Text | Type::MultilineText | Type::Link => Kind::Text,
        Type::Number | Type::Cost => Kind::Number,
        Type::Date => Kind::Date,
        Type::Checkbox => Kind::Bool,
        Type::Choice | Type::MultiChoice => Kind::choices("", names(field)),
    }
}

/// Each choice by its id, then by its name where that is another one; those that are offered come first.
fn names(field: &impl Described) -> Vec<(String, String)> {
    let ids = field.choices().map(|c| (c.id.to_owned(), c.id.to_owned()));
    let (used, retired): (Vec<_>, Vec<_>) = field.choices().partition(|c| !c.retired);
    let names = used.into_iter().chain(retired).filter(|c| c.name.to_lowercase() != c.id);
    ids.chain(names.map(|c| (c.name.to_owned(), c.id.to_owned()))).collect()
}
