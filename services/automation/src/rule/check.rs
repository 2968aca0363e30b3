//! Whether a rule or a macro (`of`: "rule", "macro") can be: its triggers, its condition and its actions. Pure.
use std::collections::HashSet;

use tandem_kit::{
    Error, Result,
    auth::CONTRACT,
    condition::{self, Catalogue},
    id,
};
use tandem_proto::{
    automation::{self as pb, action::Action, trigger::On},
    conversations::Visibility,
    items::Kind,
    types::Condition,
};

use crate::template;

const MOST_TRIGGERS: usize = 10;
const MOST_ACTIONS: usize = 20;
const MOST_PEOPLE: usize = 50;
const MINUTE: i64 = 60;
const YEAR: i64 = 366 * 86_400;

/// Its kinds, each once.
///
/// # Errors
/// `Invalid`.
pub fn kinds(of: &str, given: &[i32]) -> Result<Vec<i16>> {
    let mut kinds = Vec::new();
    for number in given {
        match Kind::try_from(*number) {
            Ok(kind) if kind != Kind::Unspecified => kinds.push(if kind == Kind::Ticket { 1 } else { 2 }),
            _ => return Err(Error::invalid(format!("{of}.kinds"), format!("{number} is no kind of item"))),
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() {
        return Err(Error::invalid(format!("{of}.kinds"), "must name at least one kind of item"));
    }
    Ok(kinds)
}

/// Its condition, given as text; the empty one for the empty text.
///
/// # Errors
/// `Invalid`, for a text with the position.
pub fn condition(of: &str, filter: &str, catalogue: &Catalogue) -> Result<Condition> {
    condition::compile(filter, catalogue).map_err(|p| p.on(&format!("{of}.filter")))?;
    let read = condition::parse(filter).map_err(|p| p.on(&format!("{of}.filter")))?;
    Ok(if filter.trim().is_empty() { Condition::default() } else { read })
}

/// Its condition, given as a tree; the empty one for none.
///
/// # Errors
/// `Invalid`.
pub fn tree(of: &str, given: Option<Condition>, catalogue: &Catalogue) -> Result<Condition> {
    let given = given.unwrap_or_default();
    condition::check(&given, catalogue).map_err(|p| p.on(&format!("{of}.condition")))?;
    Ok(given)
}

/// What starts it.
///
/// # Errors
/// `Invalid`.
pub fn triggers(given: &[pb::Trigger]) -> Result<()> {
    if given.is_empty() || given.len() > MOST_TRIGGERS {
        return Err(Error::invalid(
            "rule.triggers",
            format!("{} triggers; a rule has 1 to {MOST_TRIGGERS}", given.len()),
        ));
    }
    for (n, trigger) in given.iter().enumerate() {
        let field = |name: &str| format!("rule.triggers[{n}].{name}");
        match On::try_from(trigger.on) {
            Ok(On::Unspecified) | Err(_) => {
                return Err(Error::invalid(field("on"), format!("{} starts nothing", trigger.on)));
            }
            Ok(On::ItemUpdated) if !trigger.field.is_empty() => {
                let item = CONTRACT.get_message_by_name("tandem.items.v1.Item");
                let custom = trigger.field.starts_with("fields.");
                if !custom && item.is_none_or(|item| item.get_field_by_name(&trigger.field).is_none()) {
                    return Err(Error::invalid(
                        field("field"),
                        format!("an item has no field {:?}", trigger.field),
                    ));
                }
            }
            Ok(On::Inactive) => {
                let seconds = trigger.after.as_ref().map_or(0, |after| after.seconds);
                if !(MINUTE..=YEAR).contains(&seconds) {
                    return Err(Error::invalid(
                        field("after"),
                        format!("{seconds} seconds is not between a minute and a year"),
                    ));
                }
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

/// What it does.
///
/// # Errors
/// `Invalid`.
pub fn actions(of: &str, given: &[pb::Action]) -> Result<()> {
    if given.is_empty() || given.len() > MOST_ACTIONS {
        return Err(Error::invalid(
            format!("{of}.actions"),
            format!("{} actions; a {of} has 1 to {MOST_ACTIONS}", given.len()),
        ));
    }
    for (n, action) in given.iter().enumerate() {
        let at = format!("{of}.actions[{n}]");
        let action = action.action.as_ref().ok_or_else(|| Error::invalid(&at, "does nothing"))?;
        check_action(&at, action)?;
    }
    Ok(())
}

fn check_action(at: &str, action: &Action) -> Result<()> {
    match action {
        Action::Assign(assign) => {
            people(&format!("{at}.assign.ids"), &assign.ids)?;
            if assign.ids.is_empty() {
                return Err(Error::invalid(format!("{at}.assign.ids"), "names nobody"));
            }
            Ok(())
        }
        Action::AssignRoundRobin(among) => people(&format!("{at}.assign_round_robin.ids"), &among.ids),
        Action::SetStatus(set) if set.status.is_empty() => {
            Err(Error::invalid(format!("{at}.set_status.status"), "is required"))
        }
        Action::SetStatus(set) if set.status.starts_with("status_") => {
            id::in_field::<id::StatusKind>(&format!("{at}.set_status.status"), &set.status).map(|_| ())
        }
        Action::SetPriority(set) if !(0..=5).contains(&set.priority) => Err(Error::invalid(
            format!("{at}.set_priority.priority"),
            format!("{} is not between 0 and 5 stars", set.priority),
        )),
        Action::AddTags(pb::action::AddTags { tags }) => check_tags(&format!("{at}.add_tags.tags"), tags),
        Action::RemoveTags(pb::action::RemoveTags { tags }) => {
            check_tags(&format!("{at}.remove_tags.tags"), tags)
        }
        Action::SetSla(set) => id::in_optional_field::<id::SlaPolicyKind>(
            &format!("{at}.set_sla.sla_policy_id"),
            &set.sla_policy_id,
        )
        .map(|_| ()),
        Action::MoveToProject(to) => {
            id::in_field::<id::ProjectKind>(&format!("{at}.move_to_project.project_id"), &to.project_id)
                .map(|_| ())
        }
        Action::PostMessage(post) => {
            if post.visibility() == Visibility::Unspecified {
                return Err(Error::invalid(
                    format!("{at}.post_message.visibility"),
                    "must be CUSTOMER or INTERNAL",
                ));
            }
            template::check(&format!("{at}.post_message.body_html"), &post.body_html)
        }
        Action::SendEmail(mail) => {
            recipients(&format!("{at}.send_email.to"), &mail.to)?;
            template::check(&format!("{at}.send_email.subject"), &mail.subject)?;
            template::check(&format!("{at}.send_email.body_html"), &mail.body_html)
        }
        Action::SetStatus(_)
        | Action::SetPriority(_)
        | Action::OrganizationProject(_)
        | Action::SendSurvey(_)
        | Action::Publish(_) => Ok(()),
    }
}

fn people(field: &str, ids: &[String]) -> Result<()> {
    if ids.len() > MOST_PEOPLE {
        return Err(Error::invalid(field, format!("{} ids, more than {MOST_PEOPLE}", ids.len())));
    }
    match ids.iter().find(|id| id::split(id).is_none_or(|(prefix, _)| prefix != "usr" && prefix != "team")) {
        Some(id) => Err(Error::invalid(field, format!("{id:?} is no user and no team"))),
        None => Ok(()),
    }
}

fn check_tags(field: &str, tags: &[String]) -> Result<()> {
    let distinct: HashSet<_> = tags.iter().collect();
    if tags.is_empty() || tags.len() > MOST_PEOPLE || distinct.len() < tags.len() {
        return Err(Error::invalid(field, format!("must be 1 to {MOST_PEOPLE} tags, each once")));
    }
    match tags
        .iter()
        .find(|tag| tag.trim().is_empty() || tag.chars().count() > 50 || tag.to_lowercase() != **tag)
    {
        Some(tag) => {
            Err(Error::invalid(field, format!("{tag:?} is no tag: 1 to 50 characters in lower case")))
        }
        None => Ok(()),
    }
}

fn recipients(field: &str, to: &[String]) -> Result<()> {
    if to.is_empty() || to.len() > 20 {
        return Err(Error::invalid(field, format!("{} recipients; a mail has 1 to 20", to.len())));
    }
    let is_address = |text: &str| {
        text.len() <= 320
            && !text.contains(char::is_whitespace)
            && text.split_once('@').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
    };
    match to
        .iter()
        .find(|one| !["requester", "assignees", "admins"].contains(&one.as_str()) && !is_address(one))
    {
        Some(one) => Err(Error::invalid(
            field,
            format!("{one:?} is no address, nor \"requester\", \"assignees\" or \"admins\""),
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fields::CATALOGUE, rule::shipped};

    #[test]
    fn every_shipped_rule_passes_the_checks_of_a_made_one() {
        for rule in shipped::all() {
            triggers(&rule.definition.triggers).unwrap();
            tree("rule", rule.definition.condition.clone(), &CATALOGUE).unwrap();
            actions("rule", &rule.definition.actions).unwrap();
        }
    }

    #[test]
    fn a_wrong_filter_says_where() {
        let error = condition("rule", "kind = TICKET AND statsu = open", &CATALOGUE).unwrap_err();
        let Error::Invalid { field, problem } = error else { panic!("{error}") };
        assert_eq!(field, "rule.filter");
        assert!(problem.contains("at character 19") && problem.contains("`status`"), "{problem}");
    }

    #[test]
    fn triggers_are_within_bounds() {
        let on = |on: On, field: &str, seconds: i64| pb::Trigger {
            on: on.into(),
            field: field.into(),
            after: Some(prost_types::Duration { seconds, nanos: 0 }),
        };
        assert!(triggers(&[]).is_err());
        assert!(triggers(&[on(On::Unspecified, "", 0)]).is_err());
        assert!(triggers(&[on(On::ItemUpdated, "colour", 0)]).is_err());
        assert!(triggers(&[on(On::Inactive, "", 59)]).is_err());
        triggers(&[on(On::ItemUpdated, "priority", 0), on(On::Inactive, "", 60)]).unwrap();
    }

    #[test]
    fn actions_name_what_is_wrong_in_them() {
        let bad = [
            Action::Assign(pb::action::Assign { ids: vec!["cus_00000000000000000000000000000000".into()] }),
            Action::SetPriority(pb::action::SetPriority { priority: 6 }),
            Action::AddTags(pb::action::AddTags { tags: vec!["Upper".into()] }),
            Action::SendEmail(pb::action::SendEmail {
                to: vec!["everybody".into()],
                subject: "s".into(),
                body_html: "b".into(),
            }),
            Action::PostMessage(pb::action::PostMessage { visibility: 0, body_html: "b".into() }),
            Action::MoveToProject(pb::action::MoveToProject { project_id: "item_1".into() }),
        ];
        for action in bad {
            let error = actions("rule", &[pb::Action { action: Some(action.clone()) }]).unwrap_err();
            assert!(
                matches!(&error, Error::Invalid { field, .. } if field.starts_with("rule.actions[0].")),
                "{action:?}: {error}"
            );
        }
    }
}
