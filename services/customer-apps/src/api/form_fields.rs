//! The custom fields that web forms ask for.
use std::collections::BTreeMap;

use prost_types::value::Kind;
use tandem_kit::{
    Cause, Error, auth,
    id::{AccountId, ItemTypeId},
};
use tandem_proto::{
    customer_apps as pb,
    items::{
        CustomField, ItemType, Kind as ItemKind, ListCustomFieldsRequest, ListItemTypesRequest,
        custom_field::{Target, Type},
        custom_fields_service_client::CustomFieldsServiceClient,
        item_types_service_client::ItemTypesServiceClient,
    },
};
use uuid::Uuid;

use super::Api;
use crate::web_form::{FormField, WebForm};

/// How many fields a form asks for.
const MOST: usize = 50;

/// Whether a form has what it requires and nothing that it does not ask for.
///
/// # Errors
/// `Invalid` with the field.
pub fn answered(asked: &[CustomField], given: &BTreeMap<String, prost_types::Value>) -> Result<(), Error> {
    for field in asked {
        if field.required && !says_something(field, given.get(&field.key)) {
            return Err(Error::invalid(
                format!("fields.{}", field.key),
                format!("{:?} is required", field.name),
            ));
        }
    }
    asked_for_all(asked, given)
}

/// Whether nothing is given that is not asked for.
///
/// # Errors
/// `Invalid` with the field.
pub fn asked_for_all(
    asked: &[CustomField],
    given: &BTreeMap<String, prost_types::Value>,
) -> Result<(), Error> {
    match given.keys().find(|key| asked.iter().all(|field| field.key != **key)) {
        Some(key) => {
            let key: String = key.chars().take(60).collect();
            Err(Error::invalid(format!("fields.{key}"), format!("this form does not ask for {key:?}")))
        }
        None => Ok(()),
    }
}

/// Whether a value answers what is asked. A box that must be ticked is not answered by leaving it.
pub fn says_something(field: &CustomField, value: Option<&prost_types::Value>) -> bool {
    match value.and_then(|value| value.kind.as_ref()) {
        None | Some(Kind::NullValue(_)) => false,
        Some(Kind::BoolValue(ticked)) => *ticked || field.r#type() != Type::Checkbox,
        Some(Kind::StringValue(text)) => {
            !text.trim().is_empty() && (text != "false" || field.r#type() != Type::Checkbox)
        }
        Some(Kind::ListValue(list)) => !list.values.is_empty(),
        Some(_) => true,
    }
}

/// What visitors of a form may know of a field.
fn public(field: CustomField, asked: &FormField) -> CustomField {
    CustomField {
        key: field.key,
        name: field.name,
        help: field.help,
        r#type: field.r#type,
        decimals: field.decimals,
        choices: field.choices.into_iter().filter(|choice| !choice.retired).collect(),
        default_value: field.default_value,
        required: asked.required,
        ..CustomField::default()
    }
}

impl Api {
    /// The custom fields of items.
    pub async fn custom_fields(&self, account: AccountId) -> Result<Vec<CustomField>, Error> {
        let mut client = CustomFieldsServiceClient::new(self.items.clone());
        let request = ListCustomFieldsRequest { target: Target::Item.into(), with_retired: false };
        let listed = auth::acting(&Cause::system(account), client.list_custom_fields(request)).await?;
        Ok(listed.into_inner().custom_fields)
    }
    /// The fields that a form asks for now: visible to customers, and of the type that it makes.
    ///
    /// # Errors
    /// As items answers.
    pub async fn asked_for(&self, form: &WebForm) -> Result<Vec<CustomField>, Error> {
        if form.fields.is_empty() {
            return Ok(Vec::new());
        }
        let account: AccountId = form.account.into();
        let known = self.custom_fields(account).await?;
        let made = self.type_of(account, form.item_type).await?;
        let fits = |field: &CustomField| {
            field.visible_to_customers
                && (field.kinds.is_empty() || field.kinds.contains(&made.kind))
                && (field.type_ids.is_empty() || field.type_ids.contains(&made.id))
        };
        let asked = form.fields.iter().filter_map(|asked| {
            let field = known.iter().find(|field| field.key == asked.key && fits(field))?;
            Some(public(field.clone(), asked))
        });
        Ok(asked.collect())
    }
    /// The item type that a form makes: its own while that is used, else the default one of tickets.
    async fn type_of(&self, account: AccountId, own: Option<Uuid>) -> Result<ItemType, Error> {
        let mut types = ItemTypesServiceClient::new(self.items.clone());
        let request = ListItemTypesRequest::default();
        let listed = auth::acting(&Cause::system(account), types.list_item_types(request)).await?;
        let known = listed.into_inner().item_types;
        let own = own.map(|id| ItemTypeId::from(id).to_string());
        let found = known.iter().find(|t| Some(&t.id) == own.as_ref() && t.kind() == ItemKind::Ticket);
        let found = found.or_else(|| known.iter().find(|t| t.default && t.kind() == ItemKind::Ticket));
        Ok(found.cloned().unwrap_or_default())
    }
    /// The fields that a form is to ask for, each once and visible to customers.
    ///
    /// # Errors
    /// `Invalid`; as items answers.
    pub async fn form_fields(&self, given: &[pb::FormField]) -> Result<Vec<FormField>, Error> {
        if given.len() > MOST {
            return Err(Error::invalid(
                "web_form.fields",
                format!("has {} fields; a form asks for at most {MOST}", given.len()),
            ));
        }
        let cause = Cause::current().ok_or(Error::Unauthenticated)?;
        let known = if given.is_empty() { Vec::new() } else { self.custom_fields(cause.account()).await? };
        let mut fields: Vec<FormField> = Vec::new();
        for pb::FormField { key, required } in given {
            match known.iter().find(|field| field.key == *key) {
                None => {
                    return Err(Error::invalid("web_form.fields", format!("items have no field {key:?}")));
                }
                Some(field) if !field.visible_to_customers => {
                    return Err(Error::invalid(
                        "web_form.fields",
                        format!("{:?} is not visible to customers; make it so first", field.name),
                    ));
                }
                Some(_) if fields.iter().any(|field| field.key == *key) => {}
                Some(_) => fields.push(FormField { key: key.clone(), required: *required }),
            }
        }
        Ok(fields)
    }
}
