//! Types, statuses and custom fields as the contract says them.
use tandem_kit::id::{CustomFieldId, ItemTypeId, StatusId};
use tandem_proto::items as pb;

use crate::{
    field::{self, Choice, Field, Target, Type, value},
    vocabulary::{ItemType, Kind, State, Status, Vocabulary, usage::Usage},
};

pub fn item_type(t: &ItemType, words: &Vocabulary) -> pb::ItemType {
    pb::ItemType {
        id: ItemTypeId::from(t.id).to_string(),
        kind: to_kind(t.kind).into(),
        name: t.name.clone(),
        icon: t.icon.clone(),
        color: t.color.clone(),
        default: t.is_default,
        position: t.position,
        status_ids: words.statuses_of(t).into_iter().map(|s| StatusId::from(s.id).to_string()).collect(),
        default_status_id: words.default_of(t).map(|s| StatusId::from(s.id).to_string()).unwrap_or_default(),
        hidden: t.hidden,
        retired: t.retired,
        revision: t.revision,
    }
}

/// The types of a kind, or of all; those that are retired where asked for.
pub fn types_with_retired(words: &Vocabulary, kind: Option<Kind>, retired: bool) -> Vec<pb::ItemType> {
    let types = words.types.iter().filter(|t| kind.is_none_or(|kind| t.kind == kind));
    types.filter(|t| retired || !t.retired).map(|t| item_type(t, words)).collect()
}

pub fn status(s: &Status, words: &Vocabulary) -> pb::Status {
    let default = words.types_in_use(s.kind).find(|t| t.is_default).and_then(|t| words.default_of(t));
    pb::Status {
        id: StatusId::from(s.id).to_string(),
        kind: to_kind(s.kind).into(),
        name: s.name.clone(),
        state: to_state(s.state).into(),
        color: s.color.clone(),
        default: default.is_some_and(|default| default.id == s.id),
        position: s.position,
        key: s.key.clone(),
        pauses_sla: s.pauses,
        retired: s.retired,
        revision: s.revision,
    }
}

pub fn field(f: &Field) -> pb::CustomField {
    pb::CustomField {
        id: CustomFieldId::from(f.id).to_string(),
        target: to_target(f.target).into(),
        key: f.key.clone(),
        name: f.name.clone(),
        help: f.help.clone(),
        r#type: to_type_of_field(f.r#type).into(),
        decimals: f.decimals.into(),
        choices: f.choices.iter().map(choice).collect(),
        default_value: f.default_value.as_ref().map(|value| value::to_wire(&value.0)),
        required: f.required,
        visible_to_customers: f.visible_to_customers,
        position: f.position,
        kinds: [Kind::Ticket, Kind::Task]
            .into_iter()
            .filter(|kind| f.kinds.contains(&kind.to_string()))
            .map(|kind| to_kind(kind).into())
            .collect(),
        type_ids: field::type_ids(f),
        retired: f.retired,
        revision: f.revision,
    }
}

fn choice(c: &Choice) -> pb::custom_field::Choice {
    pb::custom_field::Choice {
        id: c.id.clone(),
        name: c.name.clone(),
        color: c.color.clone(),
        retired: c.retired,
    }
}

pub fn usage(usage: Usage, words: &Vocabulary) -> pb::ItemTypeUsage {
    let one = |id: String, items: i32| pb::item_type_usage::Use { id, items };
    let types = usage.types.into_iter().map(|(id, items)| one(ItemTypeId::from(id).to_string(), items));
    let statuses = usage.statuses.into_iter().map(|(id, items)| one(StatusId::from(id).to_string(), items));
    let fields = usage.fields.into_iter().filter_map(|(key, items)| {
        let field = words.fields.iter().find(|f| f.target == Target::Item && f.key == key)?;
        Some(one(CustomFieldId::from(field.id).to_string(), items))
    });
    pb::ItemTypeUsage { uses: types.chain(statuses).chain(fields).collect(), partial: usage.partial }
}

pub fn kind(kind: pb::Kind) -> Option<Kind> {
    match kind {
        pb::Kind::Unspecified => None,
        pb::Kind::Ticket => Some(Kind::Ticket),
        pb::Kind::Task => Some(Kind::Task),
    }
}

pub fn to_kind(kind: Kind) -> pb::Kind {
    match kind {
        Kind::Ticket => pb::Kind::Ticket,
        Kind::Task => pb::Kind::Task,
    }
}

pub fn state(state: pb::State) -> Option<State> {
    match state {
        pb::State::Unspecified => None,
        pb::State::NotStarted => Some(State::NotStarted),
        pb::State::InProgress => Some(State::InProgress),
        pb::State::Finished => Some(State::Finished),
    }
}

pub fn to_state(state: State) -> pb::State {
    match state {
        State::NotStarted => pb::State::NotStarted,
        State::InProgress => pb::State::InProgress,
        State::Finished => pb::State::Finished,
    }
}

pub fn target_of_field(target: pb::custom_field::Target) -> Option<Target> {
    match target {
        pb::custom_field::Target::Unspecified => None,
        pb::custom_field::Target::Item => Some(Target::Item),
        pb::custom_field::Target::Project => Some(Target::Project),
        pb::custom_field::Target::Customer => Some(Target::Customer),
        pb::custom_field::Target::Organization => Some(Target::Organization),
        pb::custom_field::Target::User => Some(Target::User),
    }
}

fn to_target(target: Target) -> pb::custom_field::Target {
    match target {
        Target::Item => pb::custom_field::Target::Item,
        Target::Project => pb::custom_field::Target::Project,
        Target::Customer => pb::custom_field::Target::Customer,
        Target::Organization => pb::custom_field::Target::Organization,
        Target::User => pb::custom_field::Target::User,
    }
}

pub fn type_of_field(r#type: pb::custom_field::Type) -> Option<Type> {
    match r#type {
        pb::custom_field::Type::Unspecified => None,
        pb::custom_field::Type::Text => Some(Type::Text),
        pb::custom_field::Type::MultilineText => Some(Type::MultilineText),
        pb::custom_field::Type::Number => Some(Type::Number),
        pb::custom_field::Type::Cost => Some(Type::Cost),
        pb::custom_field::Type::Date => Some(Type::Date),
        pb::custom_field::Type::Choice => Some(Type::Choice),
        pb::custom_field::Type::MultiChoice => Some(Type::MultiChoice),
        pb::custom_field::Type::Checkbox => Some(Type::Checkbox),
        pb::custom_field::Type::Link => Some(Type::Link),
    }
}

pub fn to_type_of_field(r#type: Type) -> pb::custom_field::Type {
    match r#type {
        Type::Text => pb::custom_field::Type::Text,
        Type::MultilineText => pb::custom_field::Type::MultilineText,
        Type::Number => pb::custom_field::Type::Number,
        Type::Cost => pb::custom_field::Type::Cost,
        Type::Date => pb::custom_field::Type::Date,
        Type::Choice => pb::custom_field::Type::Choice,
        Type::MultiChoice => pb::custom_field::Type::MultiChoice,
        Type::Checkbox => pb::custom_field::Type::Checkbox,
        Type::Link => pb::custom_field::Type::Link,
    }
}
