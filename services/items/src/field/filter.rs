//! Custom fields as conditions see them.
use tandem_kit::{
    condition::{Catalogue, Column},
    custom_field::compared,
};
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
            compared(field),
            column.found_by(FOUND, [account.to_string()]),
        )
    })
}
