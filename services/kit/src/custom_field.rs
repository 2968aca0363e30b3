//! Custom fields, wherever their values are kept: what a field takes, what conditions see of it. Pure.
mod gone;
pub mod value;
pub mod values;

use tandem_proto::items as pb;
pub use tandem_proto::items::custom_field::Type;
use uuid::Uuid;

pub use self::gone::without_gone;
use crate::condition::{Catalogue, Column, Kind};

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

/// A catalogue with the custom fields of an account, each as `fields.<key>`: those that stand in the column `fields` of what is called `alias` there.
/// An index that has the values under the id of the account answers what equals one.
pub fn with_fields<'a, F: Described + 'a>(
    catalogue: Catalogue,
    alias: &str,
    account: Uuid,
    fields: impl Iterator<Item = &'a F>,
) -> Catalogue {
    let object = format!("{alias}.fields");
    // The first test is the index's own, by which it is chosen.
    let found = format!(
        "{object} <> '{{ }}' and jsonb_set('{{ }}', array[{alias}.account::text], {object}) @> {{}}::jsonb"
    );
    fields.fold(catalogue, |catalogue, field| {
        let key = field.key();
        let column = match field.kind() {
            Type::MultiChoice => Column::json_list(object.clone(), key),
            _ => Column::json(object.clone(), key),
        };
        let column = column.found_by(found.clone(), [account.to_string()]);
        catalogue.field(format!("fields.{key}"), compared(field), column)
    })
}

/// Each choice by its id, then by its name where that is another one; those that are offered come first.
fn names(field: &impl Described) -> Vec<(String, String)> {
    let ids = field.choices().map(|c| (c.id.to_owned(), c.id.to_owned()));
    let (used, retired): (Vec<_>, Vec<_>) = field.choices().partition(|c| !c.retired);
    let names = used.into_iter().chain(retired).filter(|c| c.name.to_lowercase() != c.id);
    ids.chain(names.map(|c| (c.name.to_owned(), c.id.to_owned()))).collect()
}
