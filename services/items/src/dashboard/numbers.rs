//! What the widgets of a dashboard show now.
use chrono::SecondsFormat;
use jiff::tz::TimeZone;
use tandem_kit::{
    Cause, Result,
    days::{self, Day},
    id::{DashboardId, ItemTypeId, OrganizationId, ProjectId, StatusId},
};
use uuid::Uuid;

use super::{
    live,
    widget::{By, Kind, Widget},
};
use crate::{
    Env,
    item::{
        count::{self, Count},
        list::Selection,
    },
    rollup::{
        Measure,
        read::{self, Flow, Values, Wanted},
    },
    sight,
    view::both,
    vocabulary::Vocabulary,
};

const OPEN: &str = "status.state != FINISHED";

/// One value of a breakdown.
#[derive(Debug)]
pub struct Bar {
    pub value: String,
    pub items: i64,
    pub filter: String,
}

/// What one widget shows; empty of what others count.
#[derive(Debug, Default)]
pub struct Numbers {
    pub widget: String,
    pub items: i64,
    pub count: Option<Count>,
    pub filter: String,
    pub bars: Vec<Bar>,
    pub more: bool,
    pub days: Vec<(Flow, [String; 2])>,
}

/// What the widgets of a dashboard show, in their order: a handful of statements, however many widgets it has.
///
/// # Errors
/// `NotFound` where they do not see it; `Invalid` for a time zone that is none.
pub async fn of(env: &Env, cause: &Cause, id: DashboardId, zone: &str) -> Result<Vec<Numbers>> {
    let zone = days::zone("time_zone", zone)?;
    let dashboard = super::get(env.db.pool(), cause, id).await?;
    let words = env.vocabularies.of(cause.account()).await?;
    let mut all: Vec<Numbers> = dashboard.widgets.iter().map(empty).collect();
    let (counters, days, counts) = tokio::try_join!(
        open(env, cause, &dashboard.widgets),
        flows(env, cause, &dashboard.widgets, &zone),
        counts(env, cause, &dashboard.widgets, &all)
    )?;
    for (at, values) in counters {
        let (widget, numbers) = (&dashboard.widgets[at], &mut all[at]);
        if widget.kind == Kind::Breakdown {
            numbers.more = values.more;
            let by = widget.group_by.unwrap_or(By::Status);
            numbers.bars = bars(by, values.items, &both(&widget.whole_filter(), OPEN), &words);
        } else if values.more {
            numbers.count = Some(Count::Unknown);
        } else {
            numbers.items = values.sum();
        }
    }
    for (at, flows) in days {
        let whole = dashboard.widgets[at].whole_filter();
        all[at].days = flows.into_iter().map(|flow| (flow, within(&whole, flow.day))).collect();
    }
    for (at, count) in counts {
        all[at].count = Some(count);
    }
    Ok(all)
}

/// What a widget says before anything is counted: the way to its items.
fn empty(widget: &Widget) -> Numbers {
    let whole = widget.whole_filter();
    let filter = match widget.kind {
        Kind::Unresolved => both(&whole, OPEN),
        Kind::Unassigned => both(&both(&whole, OPEN), "NOT assignee:*"),
        Kind::SlaAtRisk => both(&both(&whole, OPEN), "due_time < +1h"),
        Kind::Number => whole,
        Kind::Breakdown
        | Kind::CreatedResolved
        | Kind::Items
        | Kind::Unread
        | Kind::Satisfaction
        | Kind::TimeLogged => String::new(),
    };
    Numbers { widget: widget.id.clone(), filter, ..Numbers::default() }
}

/// What the counters say to the widgets that show them, each by its place.
async fn open(env: &Env, cause: &Cause, widgets: &[Widget]) -> Result<Vec<(usize, Values)>> {
    if sight::current().is_some() {
        return open_live(env, cause, widgets).await;
    }
    let (mut places, mut wanted) = (Vec::new(), Vec::new());
    for (at, widget) in widgets.iter().enumerate() {
        let (measure, none) = match widget.kind {
            Kind::Unresolved => (Measure::All, true),
            Kind::Unassigned => (Measure::Assignee, true),
            Kind::Breakdown => (widget.group_by.unwrap_or(By::Status).measure(), false),
            _ => continue,
        };
        places.push(at);
        wanted.push(Wanted { measure, kind: widget.item_kind.into(), none });
    }
    Ok(places.into_iter().zip(read::open(env, cause.account().uuid(), &wanted).await?).collect())
}

/// The same for those who do not see everything, which is what the counters count.
async fn open_live(env: &Env, cause: &Cause, widgets: &[Widget]) -> Result<Vec<(usize, Values)>> {
    let mut all = Vec::new();
    for (at, widget) in widgets.iter().enumerate() {
        let values = match widget.kind {
            Kind::Unresolved | Kind::Unassigned => {
                let items = live::one(env, cause, &empty(widget).filter).await?;
                Values {
                    more: items.is_none(),
                    items: items.map(|items| (String::new(), items)).into_iter().collect(),
                }
            }
            Kind::Breakdown => {
                let by = widget.group_by.unwrap_or(By::Status);
                let (items, more) = live::values(env, cause, &both(&widget.whole_filter(), OPEN), by).await?;
                Values { items, more }
            }
            _ => continue,
        };
        all.push((at, values));
    }
    Ok(all)
}

/// What was made and finished on the days of the widgets that show them.
async fn flows(
    env: &Env,
    cause: &Cause,
    widgets: &[Widget],
    zone: &TimeZone,
) -> Result<Vec<(usize, Vec<Flow>)>> {
    let shown = || widgets.iter().enumerate().filter(|(_, widget)| widget.kind == Kind::CreatedResolved);
    if sight::current().is_some() {
        let mut all = Vec::new();
        for (at, widget) in shown() {
            all.push((at, live::days(env, cause, &widget.whole_filter(), (zone, widget.days)).await?));
        }
        return Ok(all);
    }
    let Some(longest) = shown().map(|(_, widget)| widget.days).max() else { return Ok(Vec::new()) };
    let days = read::days(env, cause.account().uuid(), (zone, longest)).await?;
    Ok(shown().map(|(at, widget)| (at, days.of(widget.item_kind.into(), widget.days))).collect())
}

/// How many items those filters find that no counter knows.
async fn counts(
    env: &Env,
    cause: &Cause,
    widgets: &[Widget],
    numbers: &[Numbers],
) -> Result<Vec<(usize, Count)>> {
    let (mut places, mut selections) = (Vec::new(), Vec::new());
    for (at, widget) in widgets.iter().enumerate() {
        if matches!(widget.kind, Kind::Number | Kind::SlaAtRisk) {
            places.push(at);
            // What cannot be asked any more has a number that nobody knows.
            selections.push(Selection::of(env, cause, &numbers[at].filter).await.ok());
        }
    }
    if selections.is_empty() {
        return Ok(Vec::new());
    }
    Ok(places.into_iter().zip(count::all(env, &selections).await?).collect())
}

/// Each value as the contract has it, with the way to its items: statuses, types and priorities in their own order.
fn bars(by: By, values: Vec<(String, i64)>, whole: &str, words: &Vocabulary) -> Vec<Bar> {
    let mut values = values;
    let place = |value: &str| -> usize {
        let id = Uuid::try_parse(value).unwrap_or_default();
        let found = match by {
            By::Status => words.statuses.iter().position(|status| status.id == id),
            By::Type => words.types.iter().position(|r#type| r#type.id == id),
            By::Priority => value.parse::<usize>().ok().map(|stars| 5_usize.saturating_sub(stars)),
            By::Assignee | By::Project | By::Organization => Some(0),
        };
        found.unwrap_or(usize::MAX)
    };
    values.sort_by_key(|(value, _)| place(value));
    let bar = |(value, items): (String, i64)| {
        let value = outer(by, value);
        Bar { filter: both(whole, &by.group().filter(&value)), value, items }
    };
    values.into_iter().map(bar).collect()
}

fn outer(by: By, value: String) -> String {
    match (by, Uuid::try_parse(&value)) {
        (By::Status, Ok(id)) => StatusId::from(id).to_string(),
        (By::Type, Ok(id)) => ItemTypeId::from(id).to_string(),
        (By::Project, Ok(id)) => ProjectId::from(id).to_string(),
        (By::Organization, Ok(id)) => OrganizationId::from(id).to_string(),
        _ => value,
    }
}

/// What was made within a day, and what was finished.
fn within(whole: &str, day: Day) -> [String; 2] {
    let between = |field: &str| {
        let [begin, end] = [day.begin, day.end].map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
        format!("{field} >= {begin} AND {field} < {end}")
    };
    [
        both(whole, &between("create_time")),
        both(whole, &both("status.state = FINISHED", &between("finish_time"))),
    ]
}
