//! Rows and messages. The only file that knows both shapes.
use chrono::TimeDelta;
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use serde_json::Value;
use tandem_kit::{
    Error, Result,
    auth::CONTRACT,
    clock,
    clock::timestamp,
    condition,
    id::{EventId, ItemId, OrganizationId, RuleId, RuleRunId, TeamId, UserId},
};
use tandem_proto::{automation as pb, types::Condition};

use crate::{
    macros::{Macro, MacroId, MacroRunId},
    rule::Rule,
    run::Kept,
};

/// What a rule is: what starts it, when it holds, what it does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Definition {
    pub triggers: Vec<pb::Trigger>,
    /// Always, where there is none.
    pub condition: Option<Condition>,
    pub actions: Vec<pb::Action>,
}

fn descriptor() -> Result<MessageDescriptor> {
    let found = CONTRACT.get_message_by_name("tandem.automation.v1.Rule");
    found.ok_or_else(|| anyhow::anyhow!("the contract has no Rule").into())
}

fn unreadable(error: impl Into<anyhow::Error>) -> Error {
    Error::Internal(error.into().context("the definition of a rule cannot be read or written"))
}

impl Definition {
    /// As it is kept: proto3 JSON.
    ///
    /// # Errors
    /// `Internal`.
    pub fn json(&self) -> Result<Value> {
        let Self { triggers, condition, actions } = self.clone();
        let rule = pb::Rule { triggers, condition, actions, ..pb::Rule::default() };
        let message =
            DynamicMessage::decode(descriptor()?, rule.encode_to_vec().as_slice()).map_err(unreadable)?;
        serde_json::to_value(message).map_err(unreadable)
    }
    /// From what is kept.
    ///
    /// # Errors
    /// `Internal`.
    pub fn read(json: &Value) -> Result<Self> {
        let message = DynamicMessage::deserialize(descriptor()?, json).map_err(unreadable)?;
        let pb::Rule { triggers, condition, actions, .. } =
            pb::Rule::decode(message.encode_to_vec().as_slice()).map_err(unreadable)?;
        Ok(Self { triggers, condition, actions })
    }
}

impl TryFrom<&Rule> for pb::Rule {
    type Error = Error;
    fn try_from(r: &Rule) -> Result<Self> {
        let Definition { triggers, condition, actions } = Definition::read(&r.definition)?;
        Ok(Self {
            id: RuleId::from(r.id).to_string(),
            code: r.code.clone(),
            name: r.name.clone(),
            enabled: r.enabled,
            kinds: r.kinds.iter().map(|k| i32::from(*k)).collect(),
            triggers,
            filter: condition.as_ref().map(condition::print).unwrap_or_default(),
            condition,
            actions,
            position: r.position,
            organization_id: r.organization.map(|o| OrganizationId::from(o).to_string()).unwrap_or_default(),
            shipped: r.shipped,
            revision: r.revision,
            create_time: Some(timestamp(r.create_time)),
            update_time: Some(timestamp(r.update_time)),
        })
    }
}

impl TryFrom<&Macro> for pb::Macro {
    type Error = Error;
    fn try_from(m: &Macro) -> Result<Self> {
        let Definition { condition, actions, .. } = m.definition()?;
        Ok(Self {
            id: MacroId::from(m.id).to_string(),
            name: m.name.clone(),
            description: m.description.clone(),
            icon: m.icon.clone(),
            group: m.heading.clone(),
            scope: m.scope().into(),
            team_ids: m.teams.iter().map(|team| TeamId::from(*team).to_string()).collect(),
            owner_id: UserId::from(m.owner).to_string(),
            enabled: m.enabled,
            kinds: m.kinds.iter().map(|k| i32::from(*k)).collect(),
            filter: condition.as_ref().map(condition::print).unwrap_or_default(),
            condition,
            actions,
            position: m.position,
            revision: m.revision,
            create_time: Some(timestamp(m.create_time)),
            update_time: Some(timestamp(m.update_time)),
            editable: false,
        })
    }
}

impl From<Kept> for pb::RuleRun {
    fn from(r: Kept) -> Self {
        let by_event = !r.event_type.is_empty();
        Self {
            id: RuleRunId::from(r.id).to_string(),
            rule_id: if r.macro_run.is_some() { String::new() } else { RuleId::from(r.rule).to_string() },
            item_id: ItemId::from(r.item).to_string(),
            event_id: if by_event { EventId::from(r.event_id).uuid().to_string() } else { String::new() },
            event_type: r.event_type,
            outcome: r.outcome.into(),
            actions: serde_json::from_value(r.lines).unwrap_or_default(),
            duration: Some(clock::span(TimeDelta::microseconds(r.duration_us))),
            create_time: Some(timestamp(r.create_time)),
            macro_run_id: r.macro_run.map(|id| MacroRunId::from(id).to_string()).unwrap_or_default(),
            macro_name: r.macro_name.unwrap_or_default(),
            actor_id: r.actor.map(|id| UserId::from(id).to_string()).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::shipped;

    #[test]
    fn a_definition_reads_back_what_was_kept() {
        for rule in shipped::all() {
            assert_eq!(
                Definition::read(&rule.definition.json().unwrap()).unwrap(),
                rule.definition,
                "{}",
                rule.name
            );
        }
    }
}
