//! The columns of exports: named as imports know them, with the values that people read.
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use tandem_kit::{Error, Result, id::ItemId};

use super::names::Names;
use crate::{
    field::{Field, Target, value},
    item::Item,
    view::View,
    vocabulary::{State, Vocabulary},
};

const ALL: [&str; 27] = [
    "number",
    "id",
    "external_id",
    "kind",
    "type",
    "status",
    "state",
    "title",
    "description",
    "priority",
    "requester",
    "requester_name",
    "organization",
    "assignee",
    "project",
    "tags",
    "source",
    "created",
    "updated",
    "finished",
    "planned_start",
    "planned_finish",
    "due",
    "customer_message_time",
    "actual_effort",
    "percent_complete",
    "parent_id",
];

/// A column.
#[derive(Clone, Debug)]
pub enum Column {
    Known(&'static str),
    Own(String),
}

/// All there are.
pub fn all(words: &Vocabulary) -> Vec<Column> {
    let own = words.fields.iter().filter(|f| f.target == Target::Item && !f.retired);
    ALL.iter()
        .map(|name| Column::Known(name))
        .chain(own.map(|f| Column::Own(format!("fields.{}", f.key))))
        .collect()
}

fn named(name: &str, words: &Vocabulary) -> Option<Column> {
    // As views and conditions call them.
    let name = match name {
        "create_time" => "created",
        "update_time" => "updated",
        "finish_time" => "finished",
        "due_time" => "due",
        "tag" => "tags",
        other => other,
    };
    let known = ALL.iter().chain(&["description_html"]).find(|known| **known == name);
    let own = || words.fields.iter().any(|f| f.target == Target::Item && format!("fields.{}", f.key) == name);
    known.map(|known| Column::Known(known)).or_else(|| own().then(|| Column::Own(name.to_owned())))
}

/// Those that are named.
///
/// # Errors
/// `Invalid` where there is no such column.
pub fn read(text: &str, words: &Vocabulary) -> Result<Vec<Column>> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty()).take(500);
    let column = |name| {
        named(name, words).ok_or_else(|| {
            let known = all(words).iter().map(|c| c.name().to_owned()).collect::<Vec<_>>().join(", ");
            Error::invalid("columns", format!("{name:?} is no column; there are {known}"))
        })
    };
    names.map(column).collect()
}

/// Those of a view; a field that is gone is left out.
pub fn of_view(view: &View, words: &Vocabulary) -> Vec<Column> {
    view.columns.iter().filter_map(|column| named(&column.field, words)).collect()
}

fn time(at: DateTime<Utc>) -> Value {
    Value::String(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

impl Column {
    pub fn name(&self) -> &str {
        match self {
            Self::Known(name) => name,
            Self::Own(name) => name,
        }
    }
    /// What an item has in it.
    pub fn value(&self, item: &Item, words: &Vocabulary, names: &Names) -> Value {
        let name = match self {
            Self::Own(name) => {
                let key = name.trim_start_matches("fields.");
                let field = words.fields.iter().find(|f| f.target == Target::Item && f.key == key);
                return item.fields.get(key).map_or(Value::Null, |value| own(field, value));
            }
            Self::Known(name) => *name,
        };
        match name {
            "number" => json!(item.number),
            "id" => json!(ItemId::from(item.id).to_string()),
            "external_id" => json!(item.external_id),
            "kind" => json!(item.kind.to_string()),
            "type" => json!(words.item_type(item.r#type).map(|t| &t.name)),
            "status" => json!(words.status(item.status).map(|s| &s.name)),
            "state" => json!(item.state.to_string()),
            "title" => json!(item.title),
            "description" => json!(plain(&item.description_html)),
            "description_html" => json!(item.description_html),
            "priority" => json!(item.priority),
            "requester" => json!(item.requesters.first().map(|id| names.address(id))),
            "requester_name" => json!(item.requesters.first().map(|id| names.name(id))),
            "organization" => json!(names.organization(item.organization)),
            "assignee" => json!(item.assignees.iter().map(|id| names.address(id)).collect::<Vec<_>>()),
            "project" => json!(names.project(item.project)),
            "tags" => json!(item.tags),
            "source" => json!(item.source.to_string()),
            "created" => time(item.create_time),
            "updated" => time(item.update_time),
            "finished" if item.state == State::Finished => item.finish_time.map_or(Value::Null, time),
            "planned_start" => item.planned_start.map_or(Value::Null, time),
            "planned_finish" => item.planned_finish.map_or(Value::Null, time),
            "due" => item.due_time.map_or(Value::Null, time),
            "customer_message_time" => item.customer_message_time.map_or(Value::Null, time),
            "actual_effort" => json!(item.actual_effort_seconds),
            "percent_complete" => json!(item.percent()),
            "parent_id" => json!(item.parent.map(|id| ItemId::from(id).to_string())),
            _ => Value::Null,
        }
    }
}

/// A custom field's value with the names of its choices.
fn own(field: Option<&Field>, kept: &Value) -> Value {
    match kept {
        Value::String(_) => Value::String(value::as_text(field, kept)),
        Value::Array(values) => Value::Array(values.iter().map(|one| own(field, one)).collect()),
        other => other.clone(),
    }
}

/// A value as a cell.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Rich text as it reads: what begins a line begins a line.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(begin) = rest.find('<') {
        text.push_str(&rest[..begin]);
        let Some(end) = rest[begin..].find('>').map(|at| begin + at) else { break };
        let tag = rest[begin + 1..end].trim_end_matches('/').trim().to_ascii_lowercase();
        match tag.split_whitespace().next().unwrap_or_default() {
            "br" | "/div" | "/li" | "/tr" | "/h1" | "/h2" | "/h3" | "/blockquote" => text.push('\n'),
            "/p" => text.push_str("\n\n"),
            _ => {}
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    let text =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .iter()
            .fold(text, |text, (entity, letter)| text.replace(entity, letter));
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_reads_as_it_looks() {
        assert_eq!(
            plain("<p>Dear all,<br>1 &lt; 2</p><p>Bye &amp; <b>thanks</b></p>"),
            "Dear all,\n1 < 2\n\nBye & thanks"
        );
        assert_eq!(plain("&amp;lt;"), "&lt;");
    }
}
