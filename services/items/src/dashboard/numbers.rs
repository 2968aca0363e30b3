//! What the widgets of a dashboard show now.
use chrono::SecondsFormat;
use jiff::tz::TimeZone;
use tandem_kit::{
    Cause, Result,
    days::{self, Day},
    id::{DashboardId, ItemTypeId, OrganizationId, ProjectId, StatusId},
};
use uuid::Uuid;

use super::widget::{By, Kind, Widget};
use crate::{
    Env,
    item::{
        count::{self, Count},
        list::Selection,
    },
    rollup::{
        Measure,
        read::{self, Flow},
    },
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

/// What the widgets of a dashboard show, in their order.
///
/// # Errors
/// `NotFound` where they do not see it; `Invalid` for a time zone that is none.
pub async fn of(env: &Env, cause: &Cause, id: DashboardId, zone: &str) -> Result<Vec<Numbers>> {
    let zone = days::zone("time_zone", zone)?;
    let dashboard = super::get(env.db.pool(), cause, id).await?;
    let words = env.vocabularies.of(cause.account()).await?;
    let mut all = Vec::with_capacity(dashboard.widgets.len());
    let (mut counted, mut selections) = (Vec::new(), Vec::new());
    for widget in &dashboard.widgets {
        let numbers = one(env, cause, (widget, &zone), &words).await?;
        if matches!(widget.kind, Kind::Number | Kind::SlaAtRisk) {
            counted.push(all.len());
            // What cannot be asked any more has a number that nobody knows.
            selections.push(Selection::of(env, cause, &numbers.filter).await.ok());
        }
        all.push(numbers);
    }
    if !selections.is_empty() {
        for (at, count) in counted.into_iter().zip(count::all(env, &selections).await?) {
            all[at].count = Some(count);
        }
    }
    Ok(all)
}

async fn one(
    env: &Env,
    cause: &Cause,
    (widget, zone): (&Widget, &TimeZone),
    words: &Vocabulary,
) -> Result<Numbers> {
    let (account, kind) = (cause.account().uuid(), widget.item_kind.into());
    let whole = widget.whole_filter();
    let mut numbers = Numbers { widget: widget.id.clone(), ..Numbers::default() };
    match widget.kind {
        Kind::Unresolved => {
            numbers.items = read::one(env, account, kind, (Measure::All, "")).await?;
            numbers.filter = both(&whole, OPEN);
        }
        Kind::Unassigned => {
            numbers.items = read::one(env, account, kind, (Measure::Assignee, "")).await?;
            numbers.filter = both(&both(&whole, OPEN), "NOT assignee:*");
        }
        Kind::SlaAtRisk => numbers.filter = both(&both(&whole, OPEN), "due_time < +1h"),
        Kind::Number => numbers.filter = whole,
        Kind::Breakdown => {
            let by = widget.group_by.unwrap_or(By::Status);
            let (values, more) = read::values(env, account, kind, by.measure()).await?;
            numbers.more = more;
            numbers.bars = bars(by, values, &both(&whole, OPEN), words);
        }
        Kind::CreatedResolved => {
            let days = read::days(env, account, kind, (zone, widget.days)).await?;
            numbers.days = days.into_iter().map(|flow| (flow, within(&whole, flow.day))).collect();
        }
        Kind::Items | Kind::Unread | Kind::Satisfaction | Kind::TimeLogged => {}
    }
    Ok(numbers)
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
