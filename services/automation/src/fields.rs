//! What conditions of rules may ask of an item and of what happened to it. The names are those of item filters.
use std::{collections::HashMap, sync::LazyLock};

use tandem_kit::{
    condition::{Catalogue, Column, Facts, Kind, Named, Search, Value},
    custom_field::{self, Type, value::fact},
    id::{ItemTypeKind, StatusKind},
};
use tandem_proto::{
    items::{CustomField, Item, ItemType, Kind as ItemKind, State, Status, item::Source},
    types::{Condition, condition::Node},
};

/// What the names of custom fields begin with.
pub const CUSTOM: &str = "fields.";

/// The fields, with the custom ones of an account's items, retired ones too.
pub fn with_custom(catalogue: Catalogue, fields: &[CustomField]) -> Catalogue {
    fields.iter().fold(catalogue, |catalogue, field| {
        let column =
            if field.r#type() == Type::MultiChoice { Column::array("") } else { Column::nullable("") };
        catalogue.field(format!("{CUSTOM}{}", field.key), custom_field::compared(field), column)
    })
}

/// The condition with the choices of custom fields by their ids: it means the same when they are called otherwise.
pub fn by_ids(condition: Condition, catalogue: &Catalogue) -> Condition {
    let node = condition.node.map(|node| match node {
        Node::All(mut inner) => {
            inner.conditions = inner.conditions.into_iter().map(|one| by_ids(one, catalogue)).collect();
            Node::All(inner)
        }
        Node::Any(mut inner) => {
            inner.conditions = inner.conditions.into_iter().map(|one| by_ids(one, catalogue)).collect();
            Node::Any(inner)
        }
        Node::Not(inner) => Node::Not(Box::new(by_ids(*inner, catalogue))),
        Node::Compare(mut comparison) if comparison.field.starts_with(CUSTOM) => {
            if let Some(Kind::Enum { choices, .. }) = catalogue.get(&comparison.field).map(|f| &f.kind) {
                let written = comparison.value.to_lowercase();
                let meant = choices.iter().find(|choice| choice.name.to_lowercase() == written);
                comparison.value = meant.map_or(comparison.value, |choice| choice.stored.to_string());
            }
            Node::Compare(comparison)
        }
        other => other,
    });
    Condition { node }
}

/// What the condition of a new rule may ask about: the fields, with what the account calls its types and statuses.
pub fn catalogue(types: &[ItemType], statuses: &[Status]) -> Catalogue {
    let r#type = |t: &ItemType| Some(Named::new::<ItemTypeKind>(t.id.parse().ok()?, [&t.name]));
    let status = |s: &Status| Some(Named::new::<StatusKind>(s.id.parse().ok()?, [&s.key, &s.name]));
    let list = || Column::array("");
    Catalogue::clone(&CATALOGUE)
        .field("type", Kind::Named(types.iter().filter_map(r#type).collect()), list())
        .field("status", Kind::Named(statuses.iter().filter_map(status).collect()), list())
}

/// The fields. Rules are decided in memory, so no column is ever read; a list is marked by an array.
pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let one = || Column::nullable("");
    let list = || Column::array("");
    Catalogue::default()
        .field("kind", Kind::choices("KIND_", [("TICKET", "KIND_TICKET"), ("TASK", "KIND_TASK")]), one())
        .field("type", Kind::Name, list())
        .field("status", Kind::Name, list())
        .field("status.state", states(), one())
        .field("priority", Kind::Number, one())
        .field("assignee", Kind::TextId, list())
        .field("requester", Kind::TextId, list())
        .field("organization", Kind::TextId, one())
        .field("project", Kind::TextId, one())
        .field("sla", Kind::TextId, one())
        .field("breached", targets(), list())
        .field("tag", Kind::Keyword, list())
        .field("source", sources(), one())
        .field("title", Kind::Text, one())
        .field("number", Kind::Number, one())
        .field("external_id", Kind::Keyword, one())
        .field("automatic", Kind::Bool, one())
        .field("parent", Kind::TextId, one())
        .field("percent_complete", Kind::Number, one())
        .field("actual_effort", Kind::Duration, one())
        .field("child_count", Kind::Number, one())
        .field("attachment_count", Kind::Number, one())
        .field("merged", Kind::Bool, one())
        .field("archived", Kind::Bool, one())
        .field("folder", Kind::TextId, one())
        .field("planned_start", Kind::Time, one())
        .field("planned_finish", Kind::Time, one())
        .field("published", Kind::Bool, one())
        .field("create_time", Kind::Time, one())
        .field("update_time", Kind::Time, one())
        .field("status_time", Kind::Time, one())
        .field("customer_message_time", Kind::Time, one())
        .field("user_message_time", Kind::Time, one())
        .field("due_time", Kind::Time, one())
        .field("finish_time", Kind::Time, one())
        .field("message.text", Kind::Text, one())
        .field("survey.score", Kind::Number, one())
        .search(Search::Fields(vec!["title", "message.text"]))
});

fn states() -> Kind {
    let names = ["NOT_STARTED", "IN_PROGRESS", "FINISHED"];
    Kind::choices("STATE_", names.map(|name| (name, format!("STATE_{name}"))))
}

fn targets() -> Kind {
    let names = ["FIRST_RESPONSE", "NEXT_RESPONSE", "RESOLUTION"];
    Kind::choices("TARGET_", names.map(|name| (name, format!("TARGET_{name}"))))
}

fn sources() -> Kind {
    let names = ["MANUAL", "EMAIL", "CHAT", "WEB_FORM", "IMPORT", "API", "PORTAL"];
    Kind::choices("SOURCE_", names.map(|name| (name, format!("SOURCE_{name}"))))
}

/// Whether a condition asks what an item's status or type is called.
pub fn names_status_or_type(condition: &Condition) -> bool {
    names(condition, |field| field == "status" || field == "type")
}

/// Whether a condition asks about a custom field.
pub fn names_custom(condition: &Condition) -> bool {
    names(condition, |field| field.starts_with(CUSTOM))
}

fn names(condition: &Condition, which: fn(&str) -> bool) -> bool {
    match &condition.node {
        Some(Node::All(inner) | Node::Any(inner)) => inner.conditions.iter().any(|one| names(one, which)),
        Some(Node::Not(inner)) => names(inner, which),
        Some(Node::Compare(comparison)) => which(&comparison.field),
        Some(Node::Text(_)) | None => false,
    }
}

/// What an item's status and its type may be called: id, key, name.
pub fn called(item: &Item, statuses: &[Status], types: &[ItemType]) -> (Vec<String>, Vec<String>) {
    let status = statuses.iter().find(|s| s.id == item.status_id);
    let status = status
        .map_or_else(|| vec![item.status_id.clone()], |s| vec![s.id.clone(), s.key.clone(), s.name.clone()]);
    let r#type = types.iter().find(|t| t.id == item.type_id);
    let r#type = r#type.map_or_else(|| vec![item.type_id.clone()], |t| vec![t.id.clone(), t.name.clone()]);
    (status, r#type)
}

/// An item and what happened to it.
pub struct Happened<'a> {
    pub item: &'a Item,
    /// What its status and its type may be called: id, key, name.
    pub status: &'a [String],
    pub r#type: &'a [String],
    /// The text of the message, where one started it.
    pub message: Option<&'a str>,
    pub score: Option<i32>,
}

/// The same as conditions see it: read once, asked by thousands of rules.
pub struct Seen {
    own: HashMap<&'static str, Value>,
    /// By their keys.
    custom: HashMap<String, Value>,
}

impl Seen {
    fn find(&self, field: &str) -> Option<&Value> {
        match field.strip_prefix(CUSTOM) {
            Some(key) => self.custom.get(key),
            None => self.own.get(field),
        }
    }
}

impl Facts for Seen {
    fn get(&self, field: &str) -> Value {
        self.find(field).cloned().unwrap_or_default()
    }
    fn with<R>(&self, field: &str, ask: impl FnOnce(&Value) -> R) -> R {
        ask(self.find(field).unwrap_or(&Value::Unset))
    }
}

impl From<Happened<'_>> for Seen {
    fn from(Happened { item, status, r#type, message, score }: Happened<'_>) -> Self {
        let named =
            |name: Result<&'static str, prost::UnknownEnumValue>| name.map_or(Value::Unset, Into::into);
        let custom = item.fields.iter().map(|(key, value)| (key.clone(), fact(value))).collect();
        let own = HashMap::from([
            ("kind", named(ItemKind::try_from(item.kind).map(|k| k.as_str_name()))),
            ("type", r#type.to_vec().into()),
            ("status", status.to_vec().into()),
            ("status.state", named(State::try_from(item.state).map(|s| s.as_str_name()))),
            ("priority", i64::from(item.priority).into()),
            ("assignee", item.assignee_ids.clone().into()),
            ("requester", item.requester_ids.clone().into()),
            ("organization", some(&item.organization_id)),
            ("project", some(&item.project_id)),
            ("sla", some(&item.sla_policy_id)),
            ("breached", breached(item).into()),
            ("tag", item.tags.clone().into()),
            ("source", named(Source::try_from(item.source).map(|s| s.as_str_name()))),
            ("title", item.title.as_str().into()),
            ("number", item.number.into()),
            ("external_id", some(&item.external_id)),
            ("automatic", item.automatic.into()),
            ("parent", some(&item.parent_id)),
            ("folder", some(&item.folder_id)),
            ("planned_start", time(item.planned_start.as_ref())),
            ("planned_finish", time(item.planned_finish.as_ref())),
            ("percent_complete", i64::from(item.percent_complete).into()),
            ("actual_effort", item.actual_effort.map_or(0, |length| length.seconds).into()),
            ("child_count", i64::from(item.child_count).into()),
            ("attachment_count", i64::try_from(item.attachment_ids.len()).unwrap_or(i64::MAX).into()),
            ("merged", (!item.merged_into_id.is_empty()).into()),
            ("archived", item.archive_time.is_some().into()),
            ("published", item.published.into()),
            ("create_time", time(item.create_time.as_ref())),
            ("update_time", time(item.update_time.as_ref())),
            ("status_time", time(item.status_time.as_ref())),
            ("customer_message_time", time(item.customer_message_time.as_ref())),
            ("user_message_time", time(item.user_message_time.as_ref())),
            ("due_time", due(item)),
            ("finish_time", time(item.finish_time.as_ref())),
            ("message.text", message.map_or(Value::Unset, Into::into)),
            ("survey.score", score.map_or(Value::Unset, |score| i64::from(score).into())),
        ]);
        Self { own, custom }
    }
}

fn some(text: &str) -> Value {
    if text.is_empty() { Value::Unset } else { text.into() }
}

fn time(at: Option<&prost_types::Timestamp>) -> Value {
    at.and_then(|at| tandem_kit::clock::instant("time", at).ok()).into()
}

/// Which of its SLA clocks ran out before they were met.
fn breached(item: &Item) -> Vec<String> {
    let over = item.sla_clocks.iter().filter(|clock| clock.breached);
    over.map(|clock| clock.target().as_str_name().to_owned()).collect()
}

/// The first of its SLA clocks that runs.
fn due(item: &Item) -> Value {
    let running = item
        .sla_clocks
        .iter()
        .filter(|clock| clock.met_time.is_none())
        .filter_map(|clock| clock.due_time.as_ref());
    time(running.min_by_key(|at| (at.seconds, at.nanos)))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use jiff::tz::TimeZone;
    use tandem_kit::condition::{Scope, compile, eval};
    use tandem_proto::items::{SlaClock, sla_clock::Target};

    use super::*;

    #[test]
    fn conditions_see_the_item_as_its_filters_do() {
        let item = Item {
            number: 7,
            kind: ItemKind::Ticket.into(),
            state: State::InProgress.into(),
            priority: 3,
            title: "Printer on fire".into(),
            tags: vec!["vip".into()],
            organization_id: "org_1".into(),
            source: Source::Email.into(),
            sla_clocks: vec![SlaClock {
                target: Target::NextResponse.into(),
                breached: true,
                ..SlaClock::default()
            }],
            ..Item::default()
        };
        let status = ["status_1".to_owned(), "pending_customer".into(), "Pending customer".into()];
        let seen = Seen::from(Happened {
            item: &item,
            status: &status,
            r#type: &[],
            message: Some("Please help"),
            score: None,
        });
        let scope = Scope::system(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), TimeZone::UTC);
        let cases = [
            ("", true),
            ("kind = TICKET AND priority >= 3", true),
            ("status = pending_customer", true),
            ("status = \"pending CUSTOMER\" AND status = status_1 AND status != closed", true),
            ("status.state = FINISHED", false),
            ("NOT assignee:*", true),
            ("organization:* AND NOT project:*", true),
            ("tag:vip AND source = EMAIL", true),
            ("automatic = false AND published = false", true),
            ("message.text:HELP", true),
            ("fire", true),
            ("survey.score <= 2", false),
            ("number = 7 AND title:printer", true),
            ("breached = NEXT_RESPONSE AND NOT breached = RESOLUTION", true),
        ];
        for (filter, expected) in cases {
            assert_eq!(eval(&compile(filter, &CATALOGUE).unwrap(), &scope, &seen), expected, "{filter}");
        }
    }

    #[test]
    fn conditions_see_custom_fields_of_every_kind() {
        use serde_json::json;
        use tandem_kit::custom_field::value::to_wire;
        use tandem_proto::items::custom_field::{Choice, Type};

        let kinds = [
            ("note", Type::Text, json!("Ring twice")),
            ("story", Type::MultilineText, json!("one\ntwo")),
            ("site", Type::Link, json!("https://example.org")),
            ("rooms", Type::Number, json!(12.5)),
            ("cost", Type::Cost, json!(1234.1)),
            ("until", Type::Date, json!("2026-11-27")),
            ("severity", Type::Choice, json!("high")),
            ("parts", Type::MultiChoice, json!(["low", "high"])),
            ("billable", Type::Checkbox, json!(true)),
        ];
        let choice = |id: &str, name: &str| Choice { id: id.into(), name: name.into(), ..Choice::default() };
        let field = |(key, r#type, _): &(&str, Type, _)| CustomField {
            key: (*key).to_owned(),
            r#type: (*r#type).into(),
            choices: vec![choice("low", "Low"), choice("high", "Very high")],
            ..CustomField::default()
        };
        let catalogue = with_custom(CATALOGUE.clone(), &kinds.iter().map(field).collect::<Vec<_>>());
        let fields = kinds.iter().map(|(key, _, value)| ((*key).to_owned(), to_wire(value))).collect();
        let item = Item { fields, ..Item::default() };
        let seen = Seen::from(Happened { item: &item, status: &[], r#type: &[], message: None, score: None });
        let scope = Scope::system(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), TimeZone::UTC);
        let holds = [
            "fields.note:twice AND fields.story:two AND fields.site = \"https://example.org\"",
            "fields.rooms = 12.5 AND fields.rooms > 12 AND fields.cost <= 1234.10",
            "fields.until = 2026-11-27 AND fields.until < 2026-11-28",
            "fields.severity = \"very HIGH\" AND fields.severity = high AND fields.severity != Low",
            "fields.parts:low AND fields.parts:\"Very high\" AND fields.parts:*",
            "fields.billable = true AND NOT fields.billable = false",
        ];
        for filter in holds {
            assert!(eval(&compile(filter, &catalogue).unwrap(), &scope, &seen), "{filter}");
        }
        let nothing = Item::default();
        let seen =
            Seen::from(Happened { item: &nothing, status: &[], r#type: &[], message: None, score: None });
        for (key, ..) in &kinds {
            let filter = format!("fields.{key}:*");
            assert!(!eval(&compile(&filter, &catalogue).unwrap(), &scope, &seen), "{filter}");
        }
        let read = tandem_kit::condition::parse("NOT (fields.severity = \"Very high\" OR fields.note = Low)")
            .unwrap();
        assert_eq!(
            tandem_kit::condition::print(&by_ids(read, &catalogue)),
            "NOT (fields.severity = \"high\" OR fields.note = Low)"
        );
    }
}
