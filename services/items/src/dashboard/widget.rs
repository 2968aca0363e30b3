//! One part of a dashboard, as it is kept, and what it may say.
use serde::{Deserialize, Serialize};
use tandem_kit::{Cause, Error, Result};

use crate::{Env, item::group, rollup::Measure, text, view::content, vocabulary};

const MOST: usize = 24;
const LONGEST_ID: usize = 40;
/// Over how many days a widget looks back.
const DAYS: std::ops::RangeInclusive<i32> = 7..=90;
const USUAL_DAYS: i32 = 30;

/// What it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Unresolved,
    Unassigned,
    SlaAtRisk,
    Number,
    Breakdown,
    CreatedResolved,
    Items,
    Unread,
    Satisfaction,
    TimeLogged,
}

/// What a breakdown is by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Status,
    Type,
    Priority,
    Assignee,
    Project,
    Organization,
}

const NAMES: [(&str, By, Measure, group::By); 6] = [
    ("status", By::Status, Measure::Status, group::By::Status),
    ("type", By::Type, Measure::Type, group::By::Type),
    ("priority", By::Priority, Measure::Priority, group::By::Priority),
    ("assignee", By::Assignee, Measure::Assignee, group::By::Assignee),
    ("project", By::Project, Measure::Project, group::By::Project),
    ("organization", By::Organization, Measure::Organization, group::By::Organization),
];

impl By {
    /// # Errors
    /// `Invalid` with what there is.
    pub fn read(field: &str, given: &str) -> Result<Self> {
        NAMES.into_iter().find(|(name, ..)| *name == given).map(|(_, by, ..)| by).ok_or_else(|| {
            let names = NAMES.map(|(name, ..)| name).join(", ");
            Error::invalid(
                field,
                format!("{given:?} is nothing that open items are counted by; it is one of {names}"),
            )
        })
    }
    pub fn name(self) -> &'static str {
        NAMES.into_iter().find(|(_, by, ..)| *by == self).map_or("", |(name, ..)| name)
    }
    pub fn measure(self) -> Measure {
        NAMES.into_iter().find(|(_, by, ..)| *by == self).map_or(Measure::All, |(_, _, measure, _)| measure)
    }
    pub fn group(self) -> group::By {
        NAMES.into_iter().find(|(_, by, ..)| *by == self).map_or(group::By::Status, |(.., group)| group)
    }
}

/// The kind of items, as it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    #[default]
    Ticket,
    Task,
}

impl From<vocabulary::Kind> for ItemKind {
    fn from(kind: vocabulary::Kind) -> Self {
        match kind {
            vocabulary::Kind::Ticket => Self::Ticket,
            vocabulary::Kind::Task => Self::Task,
        }
    }
}

impl From<ItemKind> for vocabulary::Kind {
    fn from(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Ticket => Self::Ticket,
            ItemKind::Task => Self::Task,
        }
    }
}

/// A part of a dashboard; what its kind has no use for is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widget {
    pub id: String,
    pub kind: Kind,
    pub title: String,
    pub item_kind: ItemKind,
    pub filter: String,
    pub order_by: String,
    pub group_by: Option<By>,
    pub days: i32,
}

impl Widget {
    pub fn new(id: &str, kind: Kind) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            title: String::new(),
            item_kind: ItemKind::Ticket,
            filter: String::new(),
            order_by: String::new(),
            group_by: None,
            days: 0,
        }
    }
    /// The filter of its items with their kind.
    pub fn whole_filter(&self) -> String {
        let kind = match self.item_kind {
            ItemKind::Ticket => "kind = TICKET",
            ItemKind::Task => "kind = TASK",
        };
        crate::view::both(kind, &self.filter)
    }
}

/// Widgets as they are kept: what their kind has no use for is left out.
///
/// # Errors
/// `Invalid` with the field, which names the widget by its place.
pub async fn checked(env: &Env, cause: &Cause, field: &str, given: Vec<Widget>) -> Result<Vec<Widget>> {
    if given.len() > MOST {
        return Err(Error::invalid(field, format!("has {} widgets; at most {MOST}", given.len())));
    }
    let mut kept: Vec<Widget> = Vec::with_capacity(given.len());
    for (n, widget) in given.into_iter().enumerate() {
        let at = |name: &str| format!("{field}[{n}].{name}");
        check_id(&at("id"), &widget.id, &kept)?;
        let (filtered, listed) =
            (matches!(widget.kind, Kind::Number | Kind::Items), widget.kind == Kind::Items);
        let new = Widget {
            title: if widget.title.trim().is_empty() {
                String::new()
            } else {
                text::label(&at("title"), &widget.title)?
            },
            filter: if filtered { widget.filter.trim().to_owned() } else { String::new() },
            order_by: if listed { widget.order_by.trim().to_owned() } else { String::new() },
            group_by: widget.group_by.filter(|_| widget.kind == Kind::Breakdown),
            days: days(&at("days"), widget.kind, widget.days)?,
            ..widget
        };
        if filtered {
            let whole = new.whole_filter();
            content::selection(env, cause, [&at("filter"), &at("order_by")], [&whole, &new.order_by]).await?;
        }
        kept.push(new);
    }
    Ok(kept)
}

fn check_id(field: &str, id: &str, others: &[Widget]) -> Result<()> {
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(good) {
        let what = format!("{id:?} is not 1 to {LONGEST_ID} of letters, digits, - and _");
        return Err(Error::invalid(field, what));
    }
    if others.iter().any(|other| other.id == id) {
        return Err(Error::invalid(field, format!("{id:?} is there twice")));
    }
    Ok(())
}

fn days(field: &str, kind: Kind, given: i32) -> Result<i32> {
    match (kind, given) {
        (Kind::CreatedResolved | Kind::TimeLogged, 0) => Ok(USUAL_DAYS),
        (Kind::CreatedResolved | Kind::TimeLogged, days) if DAYS.contains(&days) => Ok(days),
        (Kind::CreatedResolved | Kind::TimeLogged, days) => {
            Err(Error::invalid(field, format!("{days} is not 7 to 90 days")))
        }
        _ => Ok(0),
    }
}
