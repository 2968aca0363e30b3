//! What customers are asked for when they begin a request on a portal.
use tandem_kit::{Cause, Error, auth, id::AccountId};
use tandem_proto::{
    customer_apps::SubmitRequestRequest,
    items::{
        CustomField, ItemForm, ItemType, Kind, ListItemFormsRequest, ListItemTypesRequest,
        item_form::{Audience, field::Required},
        item_forms_service_client::ItemFormsServiceClient,
        item_types_service_client::ItemTypesServiceClient,
    },
};

use super::{
    Api,
    form_fields::{asked_for_all, says_something},
};

impl Api {
    /// Whether a request is of a type that customers may choose, has what its form requires, and nothing that it does not ask for. Answers
    /// the id of the type.
    ///
    /// # Errors
    /// `Incomplete` with all that is missing; `Invalid` with the field; as items answers.
    pub async fn check_request(
        &self,
        account: AccountId,
        given: &SubmitRequestRequest,
    ) -> Result<String, Error> {
        let system = Cause::system(account);
        let mut types = ItemTypesServiceClient::new(self.items.clone());
        let tickets = ListItemTypesRequest { kind: Kind::Ticket.into(), with_retired: false };
        let types = auth::acting(&system, types.list_item_types(tickets)).await?.into_inner().item_types;
        let mut forms = ItemFormsServiceClient::new(self.items.clone());
        let of_customers =
            ListItemFormsRequest { audience: Audience::Customer.into(), ..ListItemFormsRequest::default() };
        let forms = auth::acting(&system, forms.list_item_forms(of_customers)).await?.into_inner().item_forms;
        let form = chosen(&types, &forms, &given.type_id)?;
        let known = if form.fields.iter().any(|asked| asked.field.starts_with("fields.")) {
            self.custom_fields(account).await?
        } else {
            Vec::new()
        };
        complete(form, &known, given)?;
        Ok(form.type_id.clone())
    }
}

/// The form of the type that a request names, or of the default one.
fn chosen<'a>(types: &[ItemType], forms: &'a [ItemForm], type_id: &str) -> Result<&'a ItemForm, Error> {
    let wanted = types.iter().find(|t| if type_id.is_empty() { t.default } else { t.id == type_id });
    let form =
        wanted.and_then(|t| forms.iter().find(|form| form.type_id == t.id && (form.offered || t.default)));
    let shown: String = type_id.chars().take(60).collect();
    form.ok_or_else(|| Error::invalid("type_id", format!("{shown:?} is no type that customers may choose")))
}

/// Whether a request has what a form requires and nothing that it does not ask for.
fn complete(form: &ItemForm, known: &[CustomField], given: &SubmitRequestRequest) -> Result<(), Error> {
    let mut missing = Vec::new();
    let mut asked_fields = Vec::new();
    for asked in &form.fields {
        let required = asked.required() == Required::ToCreate;
        let own =
            asked.field.strip_prefix("fields.").and_then(|key| known.iter().find(|field| field.key == key));
        let (path, name, there) = match (asked.field.as_str(), own) {
            // A file alone says something too.
            ("description_html", _) => {
                let there = !given.description.trim().is_empty() || !given.attachments.is_empty();
                ("description".to_owned(), "Message", there)
            }
            ("priority", _) => ("priority".to_owned(), "Priority", given.priority > 0),
            (path, Some(own)) => {
                asked_fields.push(own.clone());
                (path.to_owned(), own.name.as_str(), says_something(own, given.fields.get(&own.key)))
            }
            _ => continue,
        };
        if required && !there {
            missing.push((path, format!("{name:?} is required")));
        }
    }
    Error::incomplete_unless_empty(missing)?;
    if given.priority != 0 && form.fields.iter().all(|asked| asked.field != "priority") {
        return Err(Error::invalid("priority", "is not asked for here"));
    }
    asked_for_all(&asked_fields, &given.fields)
}

#[cfg(test)]
mod tests {
    use prost_types::value::Kind as Value;
    use tandem_proto::items::item_form::Field;

    use super::*;

    fn form(type_id: &str, fields: &[(&str, Required)]) -> ItemForm {
        let fields = fields
            .iter()
            .map(|(field, required)| Field { field: (*field).into(), required: (*required).into() });
        ItemForm { type_id: type_id.into(), fields: fields.collect(), ..ItemForm::default() }
    }
    fn field(key: &str) -> CustomField {
        CustomField { key: key.into(), name: key.to_uppercase(), ..CustomField::default() }
    }

    #[test]
    fn a_customer_chooses_the_default_type_or_one_that_is_offered() {
        let r#type = |id: &str, default| ItemType { id: id.into(), default, ..ItemType::default() };
        let types = [r#type("usual", true), r#type("order", false), r#type("inner", false)];
        let forms =
            [form("usual", &[]), ItemForm { offered: true, ..form("order", &[]) }, form("inner", &[])];
        let of = |id: &str| chosen(&types, &forms, id).map(|form| form.type_id.as_str());
        assert_eq!(
            (of("").unwrap(), of("usual").unwrap(), of("order").unwrap()),
            ("usual", "usual", "order")
        );
        assert!(of("inner").is_err() && of("task").is_err());
    }

    #[test]
    fn a_request_has_what_its_form_requires_and_no_more() {
        let asked = [
            ("description_html", Required::ToCreate),
            ("fields.room", Required::ToCreate),
            ("fields.floor", Required::Never),
        ];
        let (form, known) = (form("usual", &asked), [field("room"), field("floor"), field("inner")]);
        let text = |text: &str| prost_types::Value { kind: Some(Value::StringValue(text.into())) };
        let request = |description: &str, fields: &[(&str, &str)]| SubmitRequestRequest {
            description: description.into(),
            fields: fields.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect(),
            ..SubmitRequestRequest::default()
        };
        let of = |request: &SubmitRequestRequest| complete(&form, &known, request).map_err(|e| e.to_string());
        of(&request("Hello", &[("room", "12")])).unwrap();
        assert_eq!(
            of(&request(" ", &[("room", " ")])).unwrap_err(),
            "description: \"Message\" is required; fields.room: \"ROOM\" is required"
        );
        let strange = of(&request("Hello", &[("room", "12"), ("inner", "x")])).unwrap_err();
        assert!(strange.contains("this form does not ask for \"inner\""), "{strange}");
        assert!(of(&SubmitRequestRequest { priority: 3, ..request("Hello", &[("room", "12")]) }).is_err());
    }
}
