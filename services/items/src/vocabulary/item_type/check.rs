//! Whether a type can be as it is. Pure.
use tandem_kit::{
    Error, Result,
    id::{self, StatusId},
};

use super::ItemType;
use crate::{
    error,
    vocabulary::{State, Status, Vocabulary},
};

/// How many types of a kind are used at once.
const MOST_TYPES: usize = 10;
/// How many statuses a type has.
pub const MOST_STATUSES: usize = 25;

/// Statuses, each once.
///
/// # Errors
/// `Invalid` where one is no such id, or there are too many.
pub fn ids(field: &str, given: &[String]) -> Result<Vec<StatusId>> {
    let mut ids: Vec<StatusId> = Vec::new();
    for text in given {
        let id = id::in_field(field, text)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > MOST_STATUSES {
        return Err(Error::invalid(
            field,
            format!("has {} statuses; a type has at most {MOST_STATUSES}", ids.len()),
        ));
    }
    Ok(ids)
}

/// Whether the account may have the type beside its others. `at` is what stands before the names of its fields.
///
/// # Errors
/// `Refused` `TOO_MANY_TYPES`, `NAME_TAKEN`; `Invalid` with the field.
pub fn fits(r#type: &ItemType, at: &str, words: &Vocabulary) -> Result<()> {
    let others = || words.types_in_use(r#type.kind).filter(|other| other.id != r#type.id);
    if !r#type.retired {
        if others().count() >= MOST_TYPES {
            return Err(error::too_many_types(r#type.kind, MOST_TYPES));
        }
        if others().any(|other| same(&other.name, &r#type.name)) {
            return Err(error::name_taken("type", &r#type.name));
        }
    }
    statuses(r#type, at, words)
}

/// Whether a name is the same in any case.
pub fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Whether its statuses can be those of a type.
///
/// # Errors
/// `Invalid` with the field; `Refused` `NAME_TAKEN`.
pub fn statuses(r#type: &ItemType, at: &str, words: &Vocabulary) -> Result<()> {
    let field = format!("{at}status_ids");
    let strange = r#type.statuses.iter().find(|id| words.status(**id).is_none_or(|s| s.kind != r#type.kind));
    if let Some(id) = strange {
        return Err(error::not_of_kind(&field, &StatusId::from(*id).to_string(), r#type.kind));
    }
    let used = words.statuses_of(r#type);
    if used.len() > MOST_STATUSES {
        return Err(error::too_many_statuses(&r#type.name, MOST_STATUSES));
    }
    for (n, status) in used.iter().enumerate() {
        if used[..n].iter().any(|other| same(&other.name, &status.name)) {
            return Err(error::name_taken("status", &status.name));
        }
    }
    if !has_both_ends(&used) {
        return Err(Error::invalid(
            field,
            format!("{:?} needs at least one status that is finished and one that is not", r#type.name),
        ));
    }
    if !used.iter().any(|s| Some(s.id) == r#type.default_status) {
        let id = r#type.default_status.map(|id| StatusId::from(id).to_string()).unwrap_or_default();
        return Err(Error::invalid(
            format!("{at}default_status_id"),
            format!("{id:?} is none of the statuses of {:?}", r#type.name),
        ));
    }
    Ok(())
}

/// Whether an item can be open and can be finished.
pub fn has_both_ends(statuses: &[&Status]) -> bool {
    let finished = statuses.iter().filter(|s| s.state == State::Finished).count();
    finished > 0 && finished < statuses.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{
        Kind,
        tests::{item_type, shipped, status},
    };

    #[test]
    fn a_kind_has_ten_types_and_each_name_once() {
        let mut words = shipped();
        let all = ["open", "resolved"];
        let refused = fits(&item_type(Kind::Ticket, "TICKET", &all), "", &words).unwrap_err();
        assert!(refused.to_string().contains("\"TICKET\""), "{refused}");
        fits(&item_type(Kind::Ticket, "Order", &all), "", &words).unwrap();
        words.types.extend((1..10).map(|n| item_type(Kind::Ticket, &format!("Type {n}"), &all)));
        assert!(fits(&item_type(Kind::Ticket, "Order", &all), "", &words).is_err());
        words.types[5].retired = true;
        fits(&item_type(Kind::Ticket, "Order", &all), "", &words).unwrap();
        fits(&item_type(Kind::Task, "Order", &["planned", "done"]), "", &words).unwrap();
    }

    #[test]
    fn a_type_begins_and_ends() {
        let mut words = shipped();
        let fits =
            |words: &Vocabulary, keys: &[&str]| statuses(&item_type(Kind::Ticket, "Order", keys), "", words);
        fits(&words, &["open", "resolved"]).unwrap();
        for wrong in
            [&["open"][..], &["resolved"], &[], &["open", "done"], &["open", "resolved", "unheard_of"]]
        {
            assert!(fits(&words, wrong).is_err(), "{wrong:?}");
        }
        words.statuses[2].retired = true;
        assert!(fits(&words, &["open", "resolved"]).is_err(), "the only finished one is retired");
        let many: Vec<String> = (0..26).map(|n| format!("step {n}")).collect();
        words.statuses.extend(many.iter().map(|name| status(Kind::Ticket, State::InProgress, name)));
        words.statuses[2].retired = false;
        let mut all: Vec<&str> = many.iter().map(String::as_str).collect();
        all.push("resolved");
        assert!(fits(&words, &all[3..]).is_ok() && fits(&words, &all).is_err());
    }
}
