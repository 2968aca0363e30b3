//! What a view may say: its filter, its order, its groups, its columns, each checked before it is kept.
use tandem_kit::{
    Cause, Error, Result, condition,
    id::{self, TeamKind},
};

use super::{Asker, Column, Visibility};
use crate::{
    Env,
    item::{fields, group, list, order::Order},
    text,
    vocabulary::Vocabulary,
};

const LONGEST_NAME: usize = 100;
const MOST_GROUPS: usize = 3;
const MOST_COLUMNS: usize = 20;
const MOST_TEAMS: usize = 20;
const COLUMNS: [&str; 24] = [
    "number",
    "title",
    "type",
    "status",
    "priority",
    "requester",
    "assignee",
    "organization",
    "project",
    "tags",
    "source",
    "due_time",
    "create_time",
    "update_time",
    "finish_time",
    "customer_message_time",
    "actual_effort",
    "folder",
    "planned_start",
    "planned_finish",
    "sla",
    "first_response",
    "next_response",
    "resolution",
];

/// # Errors
/// `Invalid` where it is empty or too long.
pub fn name(field: &str, given: &str) -> Result<String> {
    let name = text::name(field, given)?;
    match name.chars().count() {
        long if long > LONGEST_NAME => {
            Err(Error::invalid(field, format!("has {long} characters; at most {LONGEST_NAME}")))
        }
        _ => Ok(name),
    }
}

/// A filter and the order of what it finds, as they are kept.
///
/// # Errors
/// `Invalid` with what is wrong, and where.
pub async fn selection(
    env: &Env,
    cause: &Cause,
    [filter_field, order_field]: [&str; 2],
    [filter, order_by]: [&str; 2],
) -> Result<()> {
    let words = env.vocabularies.of(cause.account()).await?;
    condition::compile(filter, &fields::catalogue(&cause.caller, &words))
        .map_err(|problem| problem.on(filter_field))?;
    let named = |error: Error| match error {
        Error::Invalid { problem, .. } => Error::invalid(order_field, problem),
        other => other,
    };
    let order = Order::read(order_by, &cause.caller).map_err(named)?;
    order.suits(list::only_finished(filter)).map_err(named)
}

/// # Errors
/// `Invalid` where there are more than three, one twice, or one that is none.
pub fn groups(field: &str, given: Vec<String>, words: &Vocabulary) -> Result<Vec<String>> {
    if given.len() > MOST_GROUPS {
        return Err(Error::invalid(field, format!("has {} levels; at most {MOST_GROUPS}", given.len())));
    }
    for (n, name) in given.iter().enumerate() {
        group::By::read(field, name)?.check(field, words)?;
        if given[..n].contains(name) {
            return Err(Error::invalid(field, format!("{name:?} is there twice")));
        }
    }
    Ok(given)
}

/// # Errors
/// `Invalid` where there are more than twenty, one twice, one that is none, or a width that cannot be.
pub fn columns(field: &str, given: Vec<Column>) -> Result<Vec<Column>> {
    if given.len() > MOST_COLUMNS {
        return Err(Error::invalid(field, format!("has {} columns; at most {MOST_COLUMNS}", given.len())));
    }
    for (n, column) in given.iter().enumerate() {
        let name = &column.field;
        if !COLUMNS.contains(&name.as_str()) && !name.starts_with("fields.") {
            let known = COLUMNS.join(", ");
            return Err(Error::invalid(field, format!("{name:?} is no column; it is one of {known}")));
        }
        if given[..n].iter().any(|other| other.field == *name) {
            return Err(Error::invalid(field, format!("{name:?} is there twice")));
        }
        if column.width != 0 && !(40..=1_000).contains(&column.width) {
            let width = column.width;
            return Err(Error::invalid(field, format!("{width} is no width between 40 and 1000")));
        }
    }
    Ok(given)
}

/// The teams of a view: some where it is for teams, else none. Admins name any team, others those they are in.
///
/// # Errors
/// `Invalid` with what is wrong.
pub async fn teams(
    env: &Env,
    cause: &Cause,
    asker: &Asker,
    field: &str,
    (visibility, given): (Visibility, Vec<String>),
) -> Result<Vec<String>> {
    if (visibility == Visibility::Teams) == given.is_empty() {
        return Err(Error::invalid(field, "is given for VISIBILITY_TEAMS, and for that only"));
    }
    if given.len() > MOST_TEAMS {
        return Err(Error::invalid(field, format!("has {} teams; at most {MOST_TEAMS}", given.len())));
    }
    let mut teams: Vec<String> = Vec::new();
    for team in given {
        id::in_field::<TeamKind>(field, &team)?;
        if !asker.teams.contains(&team) {
            if !asker.admin {
                return Err(Error::invalid(field, format!("you are not in the team {team:?}")));
            }
            env.people.check_team(cause, field, &team).await?;
        }
        if !teams.contains(&team) {
            teams.push(team);
        }
    }
    Ok(teams)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_has_columns_that_there_are_each_once_and_of_a_width_that_can_be() {
        let column = |field: &str, width| Column { field: field.into(), width };
        assert!(columns("columns", vec![column("title", 300), column("fields.severity", 0)]).is_ok());
        for bad in [vec![column("colour", 0)], vec![column("title", 0); 2], vec![column("title", 39)]] {
            assert!(columns("columns", bad).is_err());
        }
    }

    #[test]
    fn a_view_groups_by_three_different_fields_at_most() {
        let mut words = crate::vocabulary::tests::shipped();
        words.fields = vec![
            crate::field::tests::field(crate::field::Type::Choice, "severity"),
            crate::field::tests::field(crate::field::Type::Text, "room"),
        ];
        let groups = |names: &[&str]| groups("g", names.iter().map(|n| (*n).to_owned()).collect(), &words);
        assert!(groups(&["status", "priority", "assignee"]).is_ok());
        assert!(groups(&["fields.severity"]).is_ok());
        for bad in [
            &["status", "status"][..],
            &["title"],
            &["status", "priority", "assignee", "tag"],
            &["fields.room"],
            &["fields.nothing"],
        ] {
            assert!(groups(bad).is_err(), "{bad:?}");
        }
    }
}
