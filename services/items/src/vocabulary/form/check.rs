//! What is missing of an item by the form that users have of its type. Pure.
use tandem_kit::{Error, Result};

use super::{Asked, Audience, Required};
use crate::{
    field::{Field, Target},
    item::Item,
    vocabulary::{State, Vocabulary},
};

/// Whether a new item of a user has what its form, and what custom fields everywhere, require. One that is made finished has what finishing takes.
///
/// # Errors
/// `Incomplete` with all that is missing, as named in the request.
pub fn new_item(words: &Vocabulary, item: &Item) -> Result<()> {
    let Some(r#type) = words.item_type(item.r#type) else { return Ok(()) };
    let asked = words.form(item.r#type, Audience::Agent).asked(r#type, words);
    let lacking = |asked: &&Asked| is_required(asked, None, item) && !has(item, &asked.field);
    let mut missing: Vec<(String, String)> = Vec::new();
    for asked in asked.iter().filter(lacking) {
        let field = if asked.field == "requester_ids" { "requester" } else { &asked.field };
        let why =
            if asked.required == Required::ToFinish { to_finish(&r#type.name) } else { "is required".into() };
        missing.push((field.into(), format!("{:?} {why}", label(&asked.field, words))));
    }
    for field in words.custom(r#type, Audience::Agent).filter(|f| f.required) {
        let path = format!("fields.{}", field.key);
        if !has(item, &path) && missing.iter().all(|(known, _)| *known != path) {
            missing.push((path, format!("{:?} is required", field.name)));
        }
    }
    Error::incomplete_unless_empty(missing)
}

/// Whether a user may make an item what it is to be: what finishing takes is there, and nothing that is required is emptied.
///
/// # Errors
/// `Incomplete` with all that is missing, as named in the request.
pub fn change(words: &Vocabulary, before: &Item, after: &Item) -> Result<()> {
    let Some(r#type) = words.item_type(after.r#type) else { return Ok(()) };
    let asked = words.form(after.r#type, Audience::Agent).asked(r#type, words);
    let lacking = |asked: &&Asked| is_required(asked, Some(before), after) && !has(after, &asked.field);
    let missing = asked.iter().filter(lacking).map(|asked| {
        let emptied = has(before, &asked.field) && asked.required == Required::ToCreate;
        let why = if emptied { "is required and cannot be emptied".into() } else { to_finish(&r#type.name) };
        (format!("item.{}", asked.field), format!("{:?} {why}", label(&asked.field, words)))
    });
    Error::incomplete_unless_empty(missing.collect())
}

fn to_finish(r#type: &str) -> String {
    format!("is required to finish a {type:?}")
}

/// Whether an item must have it now. What was missing before is asked for when the item is finished.
fn is_required(asked: &Asked, before: Option<&Item>, after: &Item) -> bool {
    let finished = after.state == State::Finished;
    let enters = finished && before.is_none_or(|before| before.state != State::Finished);
    let had = before.is_none_or(|before| has(before, &asked.field));
    match asked.required {
        Required::Never => false,
        Required::ToCreate => enters || had,
        Required::ToFinish => enters || finished && had,
    }
}

/// Whether an item says something in a field.
fn has(item: &Item, field: &str) -> bool {
    match field {
        "description_html" => !is_blank(&item.description_html),
        "priority" => item.priority > 0,
        "assignee_ids" => !item.assignees.is_empty(),
        "requester_ids" => !item.requesters.is_empty(),
        "project_id" => item.project.is_some(),
        "tags" => !item.tags.is_empty(),
        "planned_start" => item.planned_start.is_some(),
        "planned_finish" => item.planned_finish.is_some(),
        custom => custom.strip_prefix("fields.").is_some_and(|key| item.fields.contains_key(key)),
    }
}

/// Whether rich text shows nothing: no letter and no picture.
fn is_blank(html: &str) -> bool {
    let mut within = false;
    let shows = |c: char| {
        match c {
            '<' => within = true,
            '>' => within = false,
            _ => return !within && !c.is_whitespace(),
        }
        false
    };
    !html.contains("<img") && !html.replace("&nbsp;", " ").chars().any(shows)
}

/// What people call a field.
pub fn label(field: &str, words: &Vocabulary) -> String {
    let own = |key: &str| {
        let of_key = |f: &&Field| f.target == Target::Item && f.key == key;
        words.fields.iter().find(of_key).map_or_else(|| key.to_owned(), |f| f.name.clone())
    };
    match field {
        "description_html" => "Description".into(),
        "priority" => "Priority".into(),
        "assignee_ids" => "Assignees".into(),
        "requester_ids" => "Requesters".into(),
        "project_id" => "Project".into(),
        "tags" => "Tags".into(),
        "planned_start" => "Planned start".into(),
        "planned_finish" => "Planned finish".into(),
        custom => own(custom.trim_start_matches("fields.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_that_shows_nothing_is_blank() {
        for blank in ["", " ", "<p></p>", "<p><br></p>", "<p>&nbsp;</p>\n"] {
            assert!(is_blank(blank), "{blank}");
        }
        for shown in ["x", "<p>a</p>", "<p><img src=\"a\"></p>", "a &lt; b"] {
            assert!(!is_blank(shown), "{shown}");
        }
    }
}
