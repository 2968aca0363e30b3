//! Whether a rule or a macro (`of`: "rule", "macro") can be: its triggers, its condition and its actions. Pure.
use std::collections::HashSet;

use tandem_kit::{
    Error, Result,
    auth::CONTRACT,
    condition::{self, Catalogue, Checked},
    custom_field::value,
    id,
};
use tandem_proto::{
    automation::{self as pb, action::Action, trigger::On},
    conversations::Visibility,
    items::{CustomField, Kind},
    types::Condition,
};

use crate::{
    fields::{self, CUSTOM},
    template,
};

const MOST_TRIGGERS: usize = 10;
const MOST_ACTIONS: usize = 20;
const MOST_PEOPLE: usize = 50;
const MINUTE: i64 = 60;
const YEAR: i64 = 366 * 86_400;

/// The custom fields that rules may name, retired ones too.
#[derive(Default)]
pub struct Fields {
    pub items: Vec<CustomField>,
    pub customers: Vec<CustomField>,
    /// What the rule or macro does already: what of that was retired since may stay.
    pub stands: Vec<pb::Action>,
}

/// Whether what starts a rule or what it does may name a custom field.
pub fn names_custom(triggers: &[pb::Trigger], actions: &[pb::Action]) -> bool {
    let in_action = |action: &pb::Action| match action.action.as_ref() {
        Some(Action::SetField(_)) => true,
        Some(Action::PostMessage(post)) => post.body_html.contains(CUSTOM),
        Some(Action::SendEmail(mail)) => mail.subject.contains(CUSTOM) || mail.body_html.contains(CUSTOM),
        _ => false,
    };
    triggers.iter().any(|t| t.field.starts_with(CUSTOM)) || actions.iter().any(in_action)
}

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

/// A rule is decided in memory, where people and things are known by their ids alone: an address or a name would be nobody's, for ever.
fn by_id(field: &str, checked: &Checked) -> Result<()> {
    match checked.people().into_iter().find(|who| id::split(who).is_none()) {
        Some(who) => Err(Error::invalid(
            field,
            format!(
                "{who:?} is no id such as usr_…, cus_… or org_…: rules name people and things by their ids"
            ),
        )),
        None => Ok(()),
    }
}

/// Its condition, given as text; the empty one for the empty text.
///
/// # Errors
/// `Invalid`, for a text with the position.
pub fn condition(of: &str, filter: &str, catalogue: &Catalogue) -> Result<Condition> {
    let checked = condition::compile(filter, catalogue).map_err(|p| p.on(&format!("{of}.filter")))?;
    by_id(&format!("{of}.filter"), &checked)?;
    let read = condition::parse(filter).map_err(|p| p.on(&format!("{of}.filter")))?;
    Ok(if filter.trim().is_empty() { Condition::default() } else { fields::by_ids(read, catalogue) })
}

/// Its condition, given as a tree; the empty one for none.
///
/// # Errors
/// `Invalid`.
pub fn tree(of: &str, given: Option<Condition>, catalogue: &Catalogue) -> Result<Condition> {
    let given = given.unwrap_or_default();
    let checked = condition::check(&given, catalogue).map_err(|p| p.on(&format!("{of}.condition")))?;
    by_id(&format!("{of}.condition"), &checked)?;
    Ok(fields::by_ids(given, catalogue))
}

/// What starts it, with the choices of custom fields by their ids.
///
/// # Errors
/// `Invalid`.
pub fn triggers(mut given: Vec<pb::Trigger>, fields: &Fields) -> Result<Vec<pb::Trigger>> {
    if given.is_empty() || given.len() > MOST_TRIGGERS {
        return Err(Error::invalid(
            "rule.triggers",
            format!("{} triggers; a rule has 1 to {MOST_TRIGGERS}", given.len()),
        ));
    }
    for (n, trigger) in given.iter_mut().enumerate() {
        let field = |name: &str| format!("rule.triggers[{n}].{name}");
        match On::try_from(trigger.on) {
            Ok(On::Unspecified) | Err(_) => {
                return Err(Error::invalid(field("on"), format!("{} starts nothing", trigger.on)));
            }
            Ok(On::ItemUpdated) if trigger.field.starts_with(CUSTOM) => turn(trigger, fields, field)?,
            Ok(_) if trigger.from.is_some() || trigger.to.is_some() => {
                return Err(Error::invalid(field("from"), "is asked of a change of a custom field only"));
            }
            Ok(On::ItemUpdated) if !trigger.field.is_empty() => {
                let item = CONTRACT.get_message_by_name("tandem.items.v1.Item");
                if item.is_none_or(|item| item.get_field_by_name(&trigger.field).is_none()) {
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
    Ok(given)
}

/// A change of a custom field: that it is one, and from what to what.
fn turn(trigger: &mut pb::Trigger, fields: &Fields, at: impl Fn(&str) -> String) -> Result<()> {
    let key = trigger.field.trim_start_matches(CUSTOM);
    let own = custom(&fields.items, key, &at("field"))?;
    for (name, wanted) in [("from", &mut trigger.from), ("to", &mut trigger.to)] {
        if let Some(given) = wanted {
            *given = kept(own, given, &at(name))?;
        }
    }
    Ok(())
}

fn custom<'a>(fields: &'a [CustomField], key: &str, at: &str) -> Result<&'a CustomField> {
    fields.iter().find(|f| f.key == key).ok_or_else(|| {
        let keys = fields.iter().filter(|f| !f.retired).take(30).map(|f| f.key.as_str()).collect::<Vec<_>>();
        let told = if keys.is_empty() { "none".into() } else { keys.join(", ") };
        Error::invalid(at, format!("items have no custom field {key:?}; there are {told}"))
    })
}

/// A value as it is kept, retired choices among them: an item may have one.
fn kept(field: &CustomField, given: &prost_types::Value, at: &str) -> Result<prost_types::Value> {
    let read = value::read(field, given, Some(&value::from_wire(given)));
    let read = read.map_err(|problem| Error::invalid(at, problem))?;
    Ok(value::to_wire(&read.unwrap_or_default()))
}

/// What it does, with the choices of custom fields by their ids.
///
/// # Errors
/// `Invalid`.
pub fn actions(of: &str, mut given: Vec<pb::Action>, fields: &Fields) -> Result<Vec<pb::Action>> {
    if given.is_empty() || given.len() > MOST_ACTIONS {
        return Err(Error::invalid(
            format!("{of}.actions"),
            format!("{} actions; a {of} has 1 to {MOST_ACTIONS}", given.len()),
        ));
    }
    for (n, action) in given.iter_mut().enumerate() {
        let at = format!("{of}.actions[{n}]");
        if fields.stands.contains(action) {
            continue;
        }
        match action.action.as_mut().ok_or_else(|| Error::invalid(&at, "does nothing"))? {
            Action::SetField(set) => set_field(&format!("{at}.set_field"), set, fields)?,
            Action::PostMessage(post) => post_message(&format!("{at}.post_message"), post, fields)?,
            Action::SendEmail(mail) => {
                recipients(&format!("{at}.send_email.to"), &mail.to)?;
                template::check(&format!("{at}.send_email.subject"), &mail.subject, fields)?;
                template::check(&format!("{at}.send_email.body_html"), &mail.body_html, fields)?;
            }
            other => check_action(&at, other)?,
        }
    }
    Ok(given)
}

/// A retired field and a retired choice are not set any more.
fn set_field(at: &str, set: &mut pb::action::SetField, fields: &Fields) -> Result<()> {
    let own = custom(&fields.items, &set.key, &format!("{at}.key"))?;
    let given = set.value.take().unwrap_or_default();
    let read = value::read(own, &given, None);
    let read = read.map_err(|problem| Error::invalid(format!("{at}.value"), problem))?;
    if read.is_some() && own.retired {
        let problem = format!("{:?} is retired and takes no new values", own.name);
        return Err(Error::invalid(format!("{at}.key"), problem));
    }
    set.value = Some(value::to_wire(&read.unwrap_or_default()));
    Ok(())
}

fn post_message(at: &str, post: &pb::action::PostMessage, fields: &Fields) -> Result<()> {
    if post.visibility() == Visibility::Unspecified {
        return Err(Error::invalid(format!("{at}.visibility"), "must be CUSTOMER or INTERNAL"));
    }
    template::check(&format!("{at}.body_html"), &post.body_html, fields)
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
        Action::SetStatus(_)
        | Action::SetPriority(_)
        | Action::OrganizationProject(_)
        | Action::SendSurvey(_)
        | Action::Publish(_)
        | Action::PostMessage(_)
        | Action::SendEmail(_)
        | Action::SetField(_) => Ok(()),
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
            triggers(rule.definition.triggers.clone(), &Fields::default()).unwrap();
            tree("rule", rule.definition.condition.clone(), &CATALOGUE).unwrap();
            actions("rule", rule.definition.actions.clone(), &Fields::default()).unwrap();
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
            ..pb::Trigger::default()
        };
        let triggers = |given: &[pb::Trigger]| triggers(given.to_vec(), &Fields::default());
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
            let given = vec![pb::Action { action: Some(action.clone()) }];
            let error = actions("rule", given, &Fields::default()).unwrap_err();
            assert!(
                matches!(&error, Error::Invalid { field, .. } if field.starts_with("rule.actions[0].")),
                "{action:?}: {error}"
            );
        }
    }

    #[test]
    fn custom_fields_are_named_by_what_they_are_and_choices_kept_by_their_ids() {
        use serde_json::{Value, json};
        use tandem_proto::items::custom_field::{Choice, Type};

        let choices = vec![Choice { id: "high".into(), name: "Very high".into(), ..Choice::default() }];
        let severity = CustomField {
            key: "severity".into(),
            r#type: Type::Choice.into(),
            choices,
            ..CustomField::default()
        };
        let old = CustomField { key: "old".into(), name: "Old".into(), retired: true, ..severity.clone() };
        let set_old = pb::action::SetField { key: "old".into(), value: Some(value::to_wire(&json!("high"))) };
        let set_old = pb::Action { action: Some(Action::SetField(set_old)) };
        let fields = Fields { items: vec![severity, old], ..Fields::default() };
        let known =
            Fields { stands: vec![set_old.clone()], items: fields.items.clone(), ..Fields::default() };
        assert_eq!(
            actions("rule", vec![set_old.clone()], &known).unwrap(),
            [set_old],
            "what it does it may go on doing"
        );
        let set = |key: &str, value: Value| {
            let set = pb::action::SetField { key: key.into(), value: Some(value::to_wire(&value)) };
            let made = actions("rule", vec![pb::Action { action: Some(Action::SetField(set)) }], &fields)?;
            let Some(Action::SetField(set)) = made.into_iter().next().and_then(|a| a.action) else {
                unreachable!("it stays what it is")
            };
            Ok::<_, Error>(value::from_wire(&set.value.unwrap()))
        };
        assert_eq!(set("severity", json!("very HIGH")).unwrap(), json!("high"));
        assert_eq!(set("severity", json!(null)).unwrap(), json!(null));
        for (key, value, told) in [
            ("sevrity", json!("high"), "items have no custom field \"sevrity\"; there are severity"),
            ("severity", json!("hgih"), "\"hgih\" is none of its choices: Very high"),
            ("old", json!("high"), "\"Old\" is retired"),
        ] {
            let refused = set(key, value).unwrap_err().to_string();
            assert!(refused.contains(told), "{refused}");
        }
        let turned = |field: &str, to: Value| {
            let on = On::ItemUpdated.into();
            let to = Some(value::to_wire(&to));
            triggers(vec![pb::Trigger { on, field: field.into(), to, ..pb::Trigger::default() }], &fields)
        };
        let made = turned("fields.severity", json!("Very high")).unwrap();
        assert_eq!(made[0].to.as_ref().map(value::from_wire), Some(json!("high")));
        assert!(turned("fields.nothing", json!(1)).is_err() && turned("title", json!("x")).is_err());
    }
}
