//! Custom fields as conditions see them.
use tandem_kit::condition::{Catalogue, Column, Kind};
use uuid::Uuid;

use super::{Field, Target, Type};

/// What an index answers: the values of one account's items under its id. The first test is the index's own, by which it is chosen.
const FOUND: &str =
    "item.fields <> '{ }' and jsonb_set('{ }', array[item.account::text], item.fields) @> {}::jsonb";

/// With the custom fields of items, retired ones too: `fields.<key>`.
pub fn with_fields<'a>(
    catalogue: Catalogue,
    account: Uuid,
    fields: impl Iterator<Item = &'a Field>,
) -> Catalogue {
    fields.filter(|f| f.target == Target::Item).fold(catalogue, |catalogue, field| {
        let column = if field.r#type == Type::MultiChoice {
            Column::json_list("item.fields", &field.key)
        } else {
            Column::json("item.fields", &field.key)
        };
        catalogue.field(
            format!("fields.{}", field.key),
            kind(field),
            column.found_by(FOUND, [account.to_string()]),
        )
    })
}

fn kind(field: &Field) -> Kind {
    match field.r#type {
        Type::Text | Type::MultilineText | Type::Link => Kind::Text,
        Type::Number | Type::Cost => Kind::Number,
        Type::Date => Kind::Date,
        Type::Checkbox => Kind::Bool,
        Type::Choice | Type::MultiChoice => Kind::choices("", choices(field)),
    }
}

/// Each by its id, then by its name where that is another one; those that are offered come first.
fn choices(field: &Field) -> Vec<(String, String)> {
    let ids = field.choices.iter().map(|c| (c.id.clone(), c.id.clone()));
    let (used, retired): (Vec<_>, Vec<_>) = field.choices.iter().partition(|c| !c.retired);
    let names = used.into_iter().chain(retired).filter(|c| c.name.to_lowercase() != c.id);
    ids.chain(names.map(|c| (c.name.clone(), c.id.clone()))).collect()
}
