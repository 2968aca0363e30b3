//! Forms of types: what users and customers are asked for, in order, and what of it they must give.
pub mod change;
pub mod check;

use serde::{Deserialize, Serialize};
use sqlx::{PgExecutor, types::Json};
use tandem_kit::{
    Caller, Error, Result,
    id::{ItemTypeId, kind},
};
use uuid::Uuid;

use super::{ItemType, Vocabulary};
use crate::{field::Field, stored::stored_as_words};

kind!(ItemFormKind, ItemFormId, "iform");

/// What users may be asked for besides custom fields, as in the contract's `Item`.
pub const OF_USERS: [&str; 8] = [
    "description_html",
    "priority",
    "assignee_ids",
    "requester_ids",
    "project_id",
    "tags",
    "planned_start",
    "planned_finish",
];
/// The same of customers.
pub const OF_CUSTOMERS: [&str; 2] = [DESCRIPTION, "priority"];
/// What a request of a customer begins with.
pub const DESCRIPTION: &str = "description_html";

stored_as_words! {
    /// Who is asked.
    pub enum Audience {
        Agent = "agent",
        Customer = "customer",
    }
}

/// When something must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    Never,
    ToCreate,
    ToFinish,
}

/// One thing that is asked for: a property, or `fields.<key>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub field: String,
    pub required: Required,
}

impl Asked {
    fn never(field: impl Into<String>) -> Self {
        Self { field: field.into(), required: Required::Never }
    }
    /// The key of the custom field that is asked for.
    pub fn key(&self) -> Option<&str> {
        self.field.strip_prefix("fields.")
    }
}

/// A form as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    pub id: Uuid,
    pub item_type: Uuid,
    pub audience: Audience,
    /// None: the default.
    pub fields: Option<Json<Vec<Asked>>>,
    /// The portal offers the type.
    pub offered: bool,
    pub revision: i64,
}

impl Form {
    /// As nobody changed it. Its id follows from what it is of.
    pub fn unchanged(item_type: Uuid, audience: Audience) -> Self {
        let id = ItemFormId::derived(item_type, &format!("form of {audience}s")).uuid();
        Self { id, item_type, audience, fields: None, offered: false, revision: 1 }
    }
    /// Whether this caller may read it.
    pub fn is_for(&self, caller: &Caller) -> bool {
        caller.customer().is_none() || self.audience == Audience::Customer
    }
    /// What is asked for now, in order, without what is retired, of the type no more, or hidden from customers.
    pub fn asked(&self, r#type: &ItemType, words: &Vocabulary) -> Vec<Asked> {
        match (&self.fields, self.audience) {
            (Some(fields), _) => {
                let there = |asked: &&Asked| {
                    asked.key().is_none_or(|key| words.custom(r#type, self.audience).any(|f| f.key == key))
                };
                fields.iter().filter(there).cloned().collect()
            }
            (None, Audience::Agent) => {
                let plain = ["description_html", "requester_ids", "priority"].map(Asked::never);
                let own =
                    words.custom(r#type, self.audience).map(|f| Asked::never(format!("fields.{}", f.key)));
                plain.into_iter().chain(own).collect()
            }
            (None, Audience::Customer) => {
                vec![Asked { field: DESCRIPTION.into(), required: Required::ToCreate }]
            }
        }
    }
}

impl Vocabulary {
    /// The custom fields that may be asked for of a type.
    pub fn custom<'a>(&'a self, r#type: &ItemType, audience: Audience) -> impl Iterator<Item = &'a Field> {
        let (kind, id) = (r#type.kind, r#type.id);
        let seen = move |field: &Field| audience == Audience::Agent || field.visible_to_customers;
        self.fields.iter().filter(move |field| !field.retired && field.is_of(kind, id) && seen(field))
    }
    /// The form of a type.
    pub fn form(&self, item_type: Uuid, audience: Audience) -> Form {
        let kept = self.forms.iter().find(|form| form.item_type == item_type && form.audience == audience);
        kept.cloned().unwrap_or_else(|| Form::unchanged(item_type, audience))
    }
    /// Both forms of a type.
    pub fn forms_of(&self, r#type: &ItemType) -> [Form; 2] {
        [self.form(r#type.id, Audience::Agent), self.form(r#type.id, Audience::Customer)]
    }
    /// The form of that id and its type, retired or not.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn form_by_id(&self, id: ItemFormId) -> Result<(Form, &ItemType)> {
        let all = self.types.iter().flat_map(|t| self.forms_of(t).map(|form| (form, t)));
        all.into_iter()
            .find(|(form, _)| form.id == id.uuid())
            .ok_or_else(|| Error::not_found("item form", id))
    }
}

/// The forms that an account changed.
///
/// # Errors
/// Where the database is away.
pub async fn all(db: impl PgExecutor<'_>, account: Uuid) -> Result<Vec<Form>> {
    let forms = sqlx::query_as!(
        Form,
        r#"select id, item_type, audience as "audience: Audience", fields as "fields: Json<Vec<Asked>>", offered, revision
             from items.item_form
            where account = $1"#,
        account
    );
    Ok(forms.fetch_all(db).await?)
}

/// The forms that a caller may read of the types in use: of one, or of all; of one audience, or of both.
pub fn list<'a>(
    words: &'a Vocabulary,
    caller: &Caller,
    r#type: Option<ItemTypeId>,
    audience: Option<Audience>,
) -> Vec<(Form, &'a ItemType)> {
    let types = words.types.iter().filter(|t| !t.retired && r#type.is_none_or(|id| id.uuid() == t.id));
    let forms = types.flat_map(|t| words.forms_of(t).map(|form| (form, t)));
    forms
        .filter(|(form, _)| form.is_for(caller) && audience.is_none_or(|audience| audience == form.audience))
        .collect()
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::{
        field::{Type, tests::field},
        vocabulary::tests::shipped,
    };

    /// The shipped words with three fields.
    pub fn words() -> Vocabulary {
        let mut words = shipped();
        words.fields = vec![
            field(Type::Choice, "severity"),
            Field { types: vec![words.types[0].id], visible_to_customers: true, ..field(Type::Text, "room") },
            Field { kinds: vec!["task".into()], ..field(Type::Number, "points") },
        ];
        words
    }
    /// A changed form of tickets.
    pub fn changed(words: &Vocabulary, audience: Audience, fields: &[(&str, Required)]) -> Form {
        let asked =
            fields.iter().map(|(field, required)| Asked { field: (*field).into(), required: *required });
        Form { fields: Some(Json(asked.collect())), ..Form::unchanged(words.types[0].id, audience) }
    }
    fn names(form: &Form, words: &Vocabulary) -> Vec<String> {
        form.asked(&words.types[0], words).into_iter().map(|asked| asked.field).collect()
    }

    #[test]
    fn an_unchanged_form_asks_for_what_the_type_has() {
        let words = words();
        let [agents, customers] = words.forms_of(&words.types[0]);
        assert_eq!(
            names(&agents, &words),
            ["description_html", "requester_ids", "priority", "fields.severity", "fields.room"]
        );
        assert_eq!(names(&customers, &words), ["description_html"]);
        assert_ne!(agents.id, customers.id);
        assert_eq!(words.form_by_id(customers.id.into()).unwrap().0, customers, "its id is always the same");
    }

    #[test]
    fn a_changed_form_keeps_its_order_and_loses_what_is_gone() {
        let mut words = words();
        let fields = [
            ("fields.room", Required::Never),
            ("tags", Required::Never),
            ("fields.severity", Required::ToFinish),
        ];
        let form = changed(&words, Audience::Agent, &fields);
        assert_eq!(names(&form, &words), ["fields.room", "tags", "fields.severity"]);
        words.fields[0].retired = true;
        assert_eq!(names(&form, &words), ["fields.room", "tags"]);
        let customers = changed(
            &words,
            Audience::Customer,
            &[(DESCRIPTION, Required::ToCreate), ("fields.room", Required::Never)],
        );
        assert_eq!(names(&customers, &words).len(), 2);
        words.fields[1].visible_to_customers = false;
        assert_eq!(names(&customers, &words), ["description_html"]);
    }
}
