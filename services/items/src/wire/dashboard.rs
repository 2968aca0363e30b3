//! Dashboards as the contract says them.
use tandem_kit::{Error, Result, clock::timestamp, id::DashboardId};
use tandem_proto::items::{self as pb, widget_numbers as pbn};

use crate::dashboard::{
    Dashboard,
    numbers::Numbers,
    widget::{By, Kind, Widget},
};

const KINDS: [(pb::widget::Kind, Kind); 10] = [
    (pb::widget::Kind::Unresolved, Kind::Unresolved),
    (pb::widget::Kind::Unassigned, Kind::Unassigned),
    (pb::widget::Kind::SlaAtRisk, Kind::SlaAtRisk),
    (pb::widget::Kind::Number, Kind::Number),
    (pb::widget::Kind::Breakdown, Kind::Breakdown),
    (pb::widget::Kind::CreatedResolved, Kind::CreatedResolved),
    (pb::widget::Kind::Items, Kind::Items),
    (pb::widget::Kind::Unread, Kind::Unread),
    (pb::widget::Kind::Satisfaction, Kind::Satisfaction),
    (pb::widget::Kind::TimeLogged, Kind::TimeLogged),
];

/// Widgets as they are given, not yet checked.
///
/// # Errors
/// `Invalid` for one of no kind, or by something that there is not.
pub fn read(field: &str, given: Vec<pb::Widget>) -> Result<Vec<Widget>> {
    let one = |(n, given): (usize, pb::Widget)| {
        let unknown = || Error::invalid(format!("{field}[{n}].kind"), "is none of those that there are");
        let kind = KINDS.iter().find(|(outer, _)| *outer == given.kind()).map(|(_, kind)| *kind);
        let by = (kind == Some(Kind::Breakdown))
            .then(|| By::read(&format!("{field}[{n}].group_by"), &given.group_by));
        Ok(Widget {
            kind: kind.ok_or_else(unknown)?,
            item_kind: super::kind(given.item_kind()).map(Into::into).unwrap_or_default(),
            id: given.id,
            title: given.title,
            filter: given.filter,
            order_by: given.order_by,
            group_by: by.transpose()?,
            days: given.days,
        })
    };
    given.into_iter().enumerate().map(one).collect()
}

/// A page of widgets.
pub fn dashboard(dashboard: &Dashboard) -> pb::Dashboard {
    pb::Dashboard {
        id: DashboardId::from(dashboard.id).to_string(),
        name: dashboard.name.clone(),
        key: dashboard.key.to_owned(),
        widgets: dashboard.widgets.iter().map(widget).collect(),
        revision: dashboard.revision,
        create_time: Some(timestamp(dashboard.create_time)),
        update_time: Some(timestamp(dashboard.update_time)),
    }
}

fn widget(widget: &Widget) -> pb::Widget {
    let kind = KINDS.iter().find(|(_, kind)| *kind == widget.kind).map(|(outer, _)| *outer);
    pb::Widget {
        id: widget.id.clone(),
        kind: kind.unwrap_or_default().into(),
        title: widget.title.clone(),
        item_kind: super::to_kind(widget.item_kind.into()).into(),
        filter: widget.filter.clone(),
        order_by: widget.order_by.clone(),
        group_by: widget.group_by.map(By::name).unwrap_or_default().to_owned(),
        days: widget.days,
    }
}

/// What a widget shows.
pub fn numbers(numbers: Numbers) -> pb::WidgetNumbers {
    pb::WidgetNumbers {
        widget_id: numbers.widget,
        items: numbers.items,
        count: numbers.count.map(super::view::count),
        filter: numbers.filter,
        bars: numbers
            .bars
            .into_iter()
            .map(|bar| pbn::Bar { value: bar.value, items: bar.items, filter: bar.filter })
            .collect(),
        more: numbers.more,
        days: numbers
            .days
            .into_iter()
            .map(|(flow, [created_filter, resolved_filter])| pbn::Day {
                date: flow.day.date.to_string(),
                created: flow.created,
                resolved: flow.finished,
                created_filter,
                resolved_filter,
            })
            .collect(),
    }
}
