//! Custom fields in canned replies: `{{ item.fields.<key> }}` and `{{ requester.fields.<key> }}`.
use std::collections::BTreeMap;

use tandem_kit::{Cause, Result, custom_field::value};
use tandem_proto::items::{CustomField, custom_field::Target};

use super::fill::VARIABLES;
use crate::{template::Values, tools::Tools};

/// Who will read a text that is filled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    Customers,
    Users,
}

/// What a text may name: what every account has, and its custom fields of items and of customers.
#[derive(Default)]
pub struct Known {
    fields: Vec<(String, CustomField)>,
}

impl Known {
    /// For a text. Items is asked only about one that may name custom fields; retired ones stay known, so that no text breaks by a retirement.
    ///
    /// # Errors
    /// Where items is away.
    pub async fn of(tools: &Tools, cause: &Cause, text: &str) -> Result<Self> {
        if !text.contains(".fields.") {
            return Ok(Self::default());
        }
        Ok(Self::these(tools.peers.custom_fields(cause).await?))
    }
    fn these(fields: Vec<CustomField>) -> Self {
        let named = |field: CustomField| {
            let whose = match field.target() {
                Target::Item => "item",
                Target::Customer => "requester",
                _ => return None,
            };
            Some((format!("{whose}.fields.{}", field.key), field))
        };
        Self { fields: fields.into_iter().filter_map(named).collect() }
    }
    /// Every variable.
    pub fn names(&self) -> Vec<&str> {
        VARIABLES.into_iter().chain(self.fields.iter().map(|(name, _)| name.as_str())).collect()
    }
    /// With the values of an item's or a customer's custom fields as their readers may read them: customers read what is visible to them.
    pub fn said(
        &self,
        target: Target,
        kept: &BTreeMap<String, prost_types::Value>,
        readers: Readers,
        mut values: Values,
    ) -> Values {
        for (name, field) in &self.fields {
            let may_read = readers == Readers::Users || field.visible_to_customers;
            if let Some(value) = kept.get(&field.key).filter(|_| may_read && field.target() == target) {
                values = values.with(name, value::as_text(Some(field), &value::from_wire(value)));
            }
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template;

    fn field(target: Target, key: &str, visible_to_customers: bool) -> CustomField {
        let target = target.into();
        CustomField { target, key: key.into(), visible_to_customers, ..CustomField::default() }
    }

    #[test]
    fn customers_read_the_fields_that_are_visible_to_them_and_users_all() {
        let known = Known::these(vec![
            field(Target::Item, "serial", true),
            field(Target::Item, "margin", false),
            field(Target::Customer, "vip", true),
            field(Target::User, "desk", true),
        ]);
        let text =
            "{{ item.fields.serial }}/{{ item.fields.margin }}/{{ requester.fields.vip }}/{{ item.title }}";
        template::check("html", text, &known.names()).unwrap();
        assert!(template::check("html", "{{ user.fields.desk }}", &known.names()).is_err());
        let string = |text: &str| prost_types::Value {
            kind: Some(prost_types::value::Kind::StringValue(text.into())),
        };
        let of_item = BTreeMap::from([
            ("serial".to_owned(), string("<7>")),
            ("margin".to_owned(), string("40")),
            ("vip".to_owned(), string("an item's own")),
        ]);
        let cases = [(Readers::Customers, "&lt;7&gt;///A title"), (Readers::Users, "&lt;7&gt;/40//A title")];
        for (readers, want) in cases {
            let values = Values::new().with("item.title", "A title");
            let values = known.said(Target::Item, &of_item, readers, values);
            assert_eq!(template::html(text, &known.names(), &values).unwrap(), want);
        }
    }
}
