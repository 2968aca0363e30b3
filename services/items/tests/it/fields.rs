//! Custom fields: defined by admins, given values by users, found by filters, seen by customers where they may.
use prost_types::value::Kind;
use tandem_kit::id::CustomerId;
use tandem_proto::items::{self as pb, custom_field::Type};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, reason};

pub fn text(text: &str) -> prost_types::Value {
    prost_types::Value { kind: Some(Kind::StringValue(text.into())) }
}
fn number(number: f64) -> prost_types::Value {
    prost_types::Value { kind: Some(Kind::NumberValue(number)) }
}
fn yes(yes: bool) -> prost_types::Value {
    prost_types::Value { kind: Some(Kind::BoolValue(yes)) }
}
pub fn list(ids: &[&str]) -> prost_types::Value {
    let values = ids.iter().map(|id| text(id)).collect();
    prost_types::Value { kind: Some(Kind::ListValue(prost_types::ListValue { values })) }
}
fn choices(names: &[&str]) -> Vec<pb::custom_field::Choice> {
    names.iter().map(|name| pb::custom_field::Choice { name: (*name).into(), ..Default::default() }).collect()
}

/// A field of items of that name and type.
pub fn field(name: &str, r#type: Type) -> pb::CustomField {
    let several = matches!(r#type, Type::Choice | Type::MultiChoice);
    pb::CustomField {
        target: pb::custom_field::Target::Item.into(),
        name: name.into(),
        r#type: r#type.into(),
        decimals: if r#type == Type::Number { 2 } else { 0 },
        choices: if several { choices(&["Low", "Very high"]) } else { Vec::new() },
        ..Default::default()
    }
}

impl Desk {
    pub async fn defines(&self, field: pb::CustomField) -> pb::CustomField {
        self.tries_to_define(field).await.unwrap()
    }
    async fn tries_to_define(&self, field: pb::CustomField) -> Result<pb::CustomField, Status> {
        let request = pb::CreateCustomFieldRequest { custom_field: Some(field), ..Default::default() };
        acting(&self.admin(), self.fields().create_custom_field(request)).await
    }
    pub async fn redefines(&self, field: pb::CustomField, path: &str) -> Result<pb::CustomField, Status> {
        let update_mask = Some(prost_types::FieldMask { paths: vec![path.into()] });
        let request = pb::UpdateCustomFieldRequest { custom_field: Some(field), update_mask };
        acting(&self.admin(), self.fields().update_custom_field(request)).await
    }
    async fn with_fields(&self, title: &str, fields: &[(&str, prost_types::Value)]) -> pb::Item {
        let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        self.creates(pb::CreateItemRequest { title: title.into(), fields, ..Default::default() }).await
    }
    async fn finds(&self, filter: &str) -> Result<Vec<String>, Status> {
        let request =
            pb::ListItemsRequest { filter: filter.into(), order_by: "number".into(), ..Default::default() };
        let listed = acting(&self.bench.as_agent(), self.items().list_items(request)).await?;
        Ok(listed.items.into_iter().map(|item| item.title).collect())
    }
}

/// What filters find of three tickets.
const FOUND: [(&str, &[&str]); 20] = [
    ("fields.room = \"A 12\"", &["Full"]),
    ("fields.room:a", &["Full"]),
    ("-fields.room:*", &["Empty", "Other"]),
    ("fields.notes:TWO", &["Full"]),
    ("fields.weight = 2.50", &["Full"]),
    ("fields.weight >= 2 AND fields.weight < 3", &["Full"]),
    ("fields.price > 999.99", &["Full"]),
    ("fields.due = 2026-11-27", &["Full"]),
    ("fields.due > 2026-11-27", &[]),
    ("fields.due <= 2026-11-27", &["Full"]),
    ("fields.severity = very_high", &["Full"]),
    ("fields.severity = \"Very High\"", &["Full"]),
    ("fields.severity != low", &["Full", "Empty"]),
    ("fields.severity:(low OR very_high)", &["Full", "Other"]),
    ("fields.parts:low", &["Full", "Other"]),
    ("fields.parts:low AND fields.parts:very_high", &["Full"]),
    ("fields.billable = true", &["Full"]),
    ("fields.billable = false", &["Other"]),
    ("fields.manual:example.org", &["Full"]),
    ("fields.severity:* AND kind = TICKET", &["Full", "Other"]),
];

#[tokio::test]
async fn a_field_of_every_type_keeps_its_value_and_is_found_by_it() {
    let desk = Desk::open().await;
    let all = [
        ("Room", Type::Text),
        ("Notes", Type::MultilineText),
        ("Weight", Type::Number),
        ("Price", Type::Cost),
        ("Due", Type::Date),
        ("Severity", Type::Choice),
        ("Parts", Type::MultiChoice),
        ("Billable", Type::Checkbox),
        ("Manual", Type::Link),
    ];
    for (name, r#type) in all {
        desk.defines(field(name, r#type)).await;
    }
    let full = [
        ("room", text("A 12")),
        ("notes", text("one\ntwo")),
        ("weight", number(2.5)),
        ("price", number(1000.0)),
        ("due", text("2026-11-27")),
        ("severity", text("very high")),
        ("parts", list(&["low", "very_high"])),
        ("billable", yes(true)),
        ("manual", text("https://example.org/x")),
    ];
    let item = desk.with_fields("Full", &full).await;
    assert_eq!(item.fields["severity"], text("very_high"), "a choice is kept by its id");
    assert_eq!(desk.gets(&item.id).await.unwrap().fields, item.fields);
    desk.with_fields("Empty", &[]).await;
    desk.with_fields(
        "Other",
        &[("severity", text("low")), ("parts", list(&["low"])), ("billable", yes(false))],
    )
    .await;
    for (filter, found) in FOUND {
        assert_eq!(desk.finds(filter).await.unwrap_or_else(|e| panic!("{filter}: {e}")), found, "{filter}");
    }
    let refused = desk.finds("kind = TICKET AND fields.sevrity = low").await.unwrap_err();
    let told = "filter: at character 19: unknown field `fields.sevrity`; did you mean `fields.severity`? there are fields.billable, fields.due,";
    assert!(refused.message().starts_with(told), "{}", refused.message());
    desk.bench.end().await;
}

#[tokio::test]
async fn a_change_of_fields_is_told_by_field_and_recorded_as_people_read_it() {
    let desk = Desk::open().await;
    desk.defines(field("Severity", Type::Choice)).await;
    desk.defines(field("Room", Type::Text)).await;
    let item = desk.with_fields("Printer", &[("room", text("12"))]).await;
    desk.heard::<pb::ItemUpdated>().await;
    let changed = desk
        .sets(&item, "fields", |item| {
            item.fields.clear();
            item.fields.insert("severity".into(), text("Low"));
        })
        .await;
    assert_eq!(
        (changed.fields["room"].clone(), changed.revision),
        (text("12"), item.revision + 1),
        "the others stay"
    );
    let (_, told) = desk.heard::<pb::ItemUpdated>().await.remove(0);
    assert_eq!((told.changed, told.before.unwrap().fields.len()), (vec!["fields.severity".to_owned()], 0));
    let emptied = desk.sets(&changed, "fields.room", |item| item.fields.clear()).await;
    assert!(!emptied.fields.contains_key("room"));
    let changed = desk.sets(&emptied, "fields.severity", |item| {
        item.fields.insert("severity".into(), text("very_high"));
    });
    let changed = changed.await;
    let lines = desk.activities(&changed).await;
    let seen: Vec<_> =
        lines.iter().take(3).map(|a| (a.field.as_str(), a.before.as_str(), a.after.as_str())).collect();
    let expected =
        [("fields.severity", "Low", "Very high"), ("fields.room", "12", ""), ("fields.severity", "", "Low")];
    assert_eq!(seen, expected);
    let same = desk.sets(&changed, "fields.severity", |_| {}).await;
    assert_eq!(same.revision, changed.revision, "nothing changed");
    desk.bench.end().await;
}

#[tokio::test]
async fn renaming_and_retiring_lose_nothing() {
    let desk = Desk::open().await;
    let severity = desk.defines(field("Severity", Type::Choice)).await;
    let item = desk.with_fields("Printer", &[("severity", text("low"))]).await;
    let mut renamed = severity.clone();
    renamed.choices = choices(&["Urgent"]);
    renamed.choices.push(pb::custom_field::Choice { name: "Minor".into(), ..severity.choices[0].clone() });
    let renamed = desk.redefines(renamed, "choices").await.unwrap();
    let seen: Vec<_> = renamed.choices.iter().map(|c| (c.id.as_str(), c.name.as_str(), c.retired)).collect();
    assert_eq!(
        seen,
        [("urgent", "Urgent", false), ("low", "Minor", false), ("very_high", "Very high", true)]
    );
    assert_eq!(desk.finds("fields.severity = minor").await.unwrap(), ["Printer"]);
    assert_eq!(
        desk.finds("fields.severity = \"very high\"").await.unwrap(),
        [""; 0],
        "a retired choice is known"
    );
    let stale = pb::CustomField { name: "Grade".into(), ..severity.clone() };
    assert_eq!(reason(&desk.redefines(stale, "name").await.unwrap_err()).0, "STALE");
    let retire = pb::RetireCustomFieldRequest { id: severity.id.clone() };
    assert!(acting(&desk.admin(), desk.fields().retire_custom_field(retire)).await.unwrap().retired);
    assert_eq!(desk.gets(&item.id).await.unwrap().fields["severity"], text("low"), "its value stays");
    assert_eq!(desk.finds("fields.severity = low").await.unwrap(), ["Printer"], "and is found");
    let agent = desk.bench.as_agent();
    let refused = desk.tries(&agent, &item, "fields.severity", |i| {
        i.fields.insert("severity".into(), text("urgent"));
    });
    assert!(refused.await.unwrap_err().message().contains("is retired"));
    let again = desk.defines(field("Severity", Type::Text)).await;
    assert_eq!(again.key, "severity_2", "a key is never used again");
    let restore = pb::RestoreCustomFieldRequest { id: severity.id.clone() };
    let refused = acting(&desk.admin(), desk.fields().restore_custom_field(restore)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "NAME_TAKEN");
    desk.bench.end().await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_field() {
    let desk = Desk::open().await;
    desk.defines(pb::CustomField { required: true, ..field("Severity", Type::Choice) }).await;
    desk.defines(pb::CustomField { kinds: vec![pb::Kind::Task.into()], ..field("Points", Type::Number) })
        .await;
    let tries = |fields: Vec<(&str, prost_types::Value)>| {
        let fields = fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let request = pb::CreateItemRequest { title: "Printer".into(), fields, ..Default::default() };
        let mut items = desk.items();
        let agent = desk.bench.as_agent();
        async move { acting(&agent, items.create_item(request)).await }
    };
    let cases = [
        (vec![], "fields.severity: \"Severity\" is required"),
        (
            vec![("severity", text("hgih"))],
            "fields.severity: \"hgih\" is none of its choices: Low, Very high",
        ),
        (vec![("sevrity", text("low"))], "fields.sevrity: there is no custom field \"sevrity\" here"),
        (vec![("severity", text("low")), ("points", number(1.0))], "fields.points: \"Points\" is no field"),
    ];
    for (fields, told) in cases {
        let refused = tries(fields).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert!(refused.message().starts_with(told), "{}", refused.message());
    }
    let item = tries(vec![("severity", text("low"))]).await.unwrap();
    let emptied = desk.tries(&desk.bench.as_agent(), &item, "fields.severity", |i| i.fields.clear()).await;
    assert!(emptied.unwrap_err().message().contains("cannot be emptied"));
    // A mail cannot know of it.
    let mail = pb::CreateItemRequest { title: "By mail".into(), ..Default::default() };
    acting(&desk.bench.as_system(), desk.items().create_item(mail)).await.unwrap();
    let twice = desk.tries_to_define(field("SEVERITY", Type::Text)).await.unwrap_err();
    assert_eq!(reason(&twice).0, "NAME_TAKEN");
    let taken = pb::CustomField { key: "severity".into(), ..field("Other", Type::Text) };
    assert_eq!(reason(&desk.tries_to_define(taken).await.unwrap_err()).0, "KEY_TAKEN");
    desk.bench.end().await;
}

#[tokio::test]
async fn customers_see_and_ask_about_visible_fields_only() {
    let desk = Desk::open().await;
    let visible = pb::CustomField { visible_to_customers: true, ..field("Room", Type::Text) };
    let visible = desk.defines(visible).await;
    desk.defines(field("Margin", Type::Number)).await;
    let ann = CustomerId::new();
    let item = desk.published("Printer", ann).await;
    let item = desk.sets(&item, "fields", |item| {
        item.fields = [("room".into(), text("12")), ("margin".into(), number(3.0))].into();
    });
    let item = item.await;
    let customer = desk.bench.as_customer(ann);
    let seen = desk.gets_as(&customer, &item.id).await.unwrap();
    assert_eq!(seen.fields.keys().collect::<Vec<_>>(), ["room"]);
    let ask = |filter: &str| {
        let request = pb::ListItemsRequest { filter: filter.into(), ..Default::default() };
        let (mut items, customer) = (desk.items(), customer.clone());
        async move { acting(&customer, items.list_items(request)).await }
    };
    assert_eq!(ask("fields.room = 12").await.unwrap().items.len(), 1);
    let refused = ask("fields.margin > 2").await.unwrap_err();
    assert!(refused.message().ends_with("there are fields.room"), "{}", refused.message());
    let request = pb::ListCustomFieldsRequest::default();
    let listed = acting(&customer, desk.fields().list_custom_fields(request)).await.unwrap().custom_fields;
    assert_eq!(listed.iter().map(|f| &f.id).collect::<Vec<_>>(), [&visible.id]);
    desk.bench.end().await;
}

#[tokio::test]
async fn projects_have_fields_too() {
    let desk = Desk::open().await;
    let code = pb::CustomField {
        target: pb::custom_field::Target::Project.into(),
        ..field("Cost centre", Type::Text)
    };
    desk.defines(code).await;
    let fields = [("cost_centre".to_owned(), text("4711"))].into();
    let request = pb::CreateProjectRequest { name: "Move".into(), fields, ..Default::default() };
    let project = acting(&desk.bench.as_agent(), desk.projects().create_project(request)).await.unwrap();
    assert_eq!(project.fields["cost_centre"], text("4711"));
    let update = |value: &str| pb::UpdateProjectRequest {
        project: Some(pb::Project {
            fields: [("cost_centre".to_owned(), text(value))].into(),
            ..project.clone()
        }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["fields.cost_centre".into()] }),
    };
    let changed =
        acting(&desk.bench.as_agent(), desk.projects().update_project(update("4712"))).await.unwrap();
    assert_eq!(
        (changed.fields["cost_centre"].clone(), changed.revision),
        (text("4712"), project.revision + 1)
    );
    let (_, told) = desk.heard::<pb::ProjectUpdated>().await.remove(0);
    assert_eq!(told.changed, ["fields.cost_centre"]);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_change_of_custom_fields_is_told_by_their_names_and_taken_back() {
    let desk = Desk::open().await;
    for (name, r#type) in [("Severity", Type::Choice), ("Parts", Type::MultiChoice), ("Weight", Type::Number)]
    {
        desk.defines(field(name, r#type)).await;
    }
    let item = desk
        .with_fields("Printer", &[("severity", text("low")), ("parts", list(&["low", "very_high"]))])
        .await;
    let item = desk.sets(&item, "fields", |item| {
        item.fields = [
            ("severity".into(), text("very_high")),
            ("parts".into(), list(&["low"])),
            ("weight".into(), number(2.5)),
        ]
        .into();
    });
    let item = item.await;
    let request = pb::ListActivitiesRequest { item_id: item.id.clone(), ..Default::default() };
    let told =
        acting(&desk.bench.as_agent(), desk.items().list_activities(request)).await.unwrap().activities;
    let told = |field: &str| {
        told.iter().find(|one| one.field == field).map(|one| (one.before.as_str(), one.after.as_str()))
    };
    assert_eq!(told("fields.severity"), Some(("Low", "Very high")));
    assert_eq!(told("fields.parts"), Some(("Low, Very high", "Low")));
    assert_eq!(told("fields.weight"), Some(("", "2.5")));

    let undo = || async {
        let mut life = crate::life::life(&desk);
        acting(&desk.bench.as_agent(), life.undo_item(pb::UndoItemRequest { id: item.id.clone() })).await
    };
    let back = undo().await.unwrap();
    let kept = [("parts".to_owned(), list(&["low", "very_high"])), ("severity".to_owned(), text("low"))];
    assert_eq!(back.fields, kept.into());

    desk.sets(&item, "fields.weight", |item| item.fields = [("weight".into(), number(3.0))].into()).await;
    desk.tries(&desk.owner(), &item, "fields.weight", |item| {
        item.fields = [("weight".into(), number(4.0))].into();
    })
    .await
    .unwrap();
    assert_eq!(reason(&undo().await.unwrap_err()).0, "CHANGED_SINCE");
    desk.bench.end().await;
}
