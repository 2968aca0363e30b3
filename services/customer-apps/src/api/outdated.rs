//! Answers to what a page asked for when it was opened, and asks for no more: what was written is kept, as words of the request.
use std::collections::BTreeMap;

use prost_types::Value;
use tandem_kit::{
    Cause, Error, auth,
    custom_field::{value, without_gone},
    id::AccountId,
};
use tandem_proto::items::{
    CustomField, ListCustomFieldsRequest, custom_field::Target,
    custom_fields_service_client::CustomFieldsServiceClient,
};

use super::Api;

impl Api {
    /// Takes out of the answers what was retired since, and answers with the description that says it.
    ///
    /// # Errors
    /// As items answers.
    pub async fn with_outdated(
        &self,
        account: AccountId,
        description: String,
        answers: &mut BTreeMap<String, Value>,
    ) -> Result<String, Error> {
        if answers.is_empty() {
            return Ok(description);
        }
        let mut client = CustomFieldsServiceClient::new(self.items.clone());
        let request = ListCustomFieldsRequest { target: Target::Item.into(), with_retired: true };
        let listed = auth::acting(&Cause::system(account), client.list_custom_fields(request)).await?;
        let lines = outdated(&listed.into_inner().custom_fields, answers);
        let said = std::iter::once(description).chain(lines).filter(|line| !line.is_empty());
        Ok(said.collect::<Vec<_>>().join("\n\n"))
    }
}

/// Takes out what is retired of the fields that customers see: a line for each, with its name.
fn outdated(known: &[CustomField], answers: &mut BTreeMap<String, Value>) -> Vec<String> {
    let mut lines = Vec::new();
    for field in known.iter().filter(|field| field.visible_to_customers) {
        let Some(given) = answers.remove(&field.key) else { continue };
        let (left, said) = match without_gone(field, &given, None) {
            _ if field.retired => (None, value::as_text(Some(field), &value::from_wire(&given))),
            (left, gone) => (left, gone.join(", ")),
        };
        if !said.is_empty() {
            lines.push(format!("{}: {said}", field.name));
        }
        answers.extend(left.map(|left| (field.key.clone(), left)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use prost_types::value::Kind;
    use tandem_proto::items::custom_field::{Choice, Type};

    use super::*;

    fn text(text: &str) -> Value {
        Value { kind: Some(Kind::StringValue(text.into())) }
    }
    fn list(ids: &[&str]) -> Value {
        let values = ids.iter().map(|id| text(id)).collect();
        Value { kind: Some(Kind::ListValue(prost_types::ListValue { values })) }
    }

    #[test]
    fn what_was_retired_is_said_and_the_rest_stays_an_answer() {
        let choice = |id: &str, name: &str, retired| Choice {
            id: id.into(),
            name: name.into(),
            retired,
            ..Choice::default()
        };
        let field = |key: &str, r#type: Type, retired, visible_to_customers| CustomField {
            key: key.into(),
            name: key.to_uppercase(),
            r#type: r#type.into(),
            choices: vec![choice("low", "Low", false), choice("high", "Very high", true)],
            retired,
            visible_to_customers,
            ..CustomField::default()
        };
        let known = [
            field("room", Type::Text, true, true),
            field("severity", Type::Choice, false, true),
            field("parts", Type::MultiChoice, false, true),
            field("inner", Type::Text, true, false),
        ];
        let given = [
            ("room", text("12")),
            ("severity", text("high")),
            ("parts", list(&["low", "high"])),
            ("inner", text("x")),
            ("unheard", text("y")),
        ];
        let answers = |given: &[(&str, Value)]| -> BTreeMap<String, Value> {
            given.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
        };
        let mut left = answers(&given);
        assert_eq!(outdated(&known, &mut left), ["ROOM: 12", "SEVERITY: Very high", "PARTS: Very high"]);
        // What nobody was asked for stays, and is refused.
        let rest = [("parts", list(&["low"])), ("inner", text("x")), ("unheard", text("y"))];
        assert_eq!(left, answers(&rest));
    }
}
