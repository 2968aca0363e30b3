//! The dashboards that every account has. Their ids follow from the account; they are no rows, and nobody changes them.
use chrono::{DateTime, Utc};
use tandem_kit::id::{AccountId, DashboardId};

use super::{
    Dashboard,
    widget::{By, Kind, Widget},
};
use crate::vocabulary;

/// What belongs to the caller, and what a help desk's manager looks at.
pub fn all(account: AccountId) -> Vec<Dashboard> {
    let one = |key: &'static str, name: &str, widgets: Vec<Widget>| Dashboard {
        id: DashboardId::derived(account.uuid(), &format!("dashboard/{key}")).uuid(),
        name: name.to_owned(),
        key,
        widgets,
        revision: 1,
        create_time: DateTime::<Utc>::UNIX_EPOCH,
        update_time: DateTime::<Utc>::UNIX_EPOCH,
    };
    vec![one("my_work", "My work", my_work()), one("help_desk_manager", "Help Desk Manager", manager())]
}

fn my_work() -> Vec<Widget> {
    const MINE: &str = "status.state != FINISHED AND assignee = me";
    const QUEUE: &str = "priority desc, due_time, create_time desc";
    let mine = |id: &str, title: &str, filter: &str| Widget {
        title: title.to_owned(),
        filter: filter.to_owned(),
        ..Widget::new(id, Kind::Number)
    };
    vec![
        mine("open", "My open tickets", MINE),
        Widget { item_kind: vocabulary::Kind::Task.into(), ..mine("tasks", "My open tasks", MINE) },
        mine(
            "due",
            "Mine, due within a day",
            "status.state != FINISHED AND assignee = me AND due_time < +1d",
        ),
        Widget::new("unread", Kind::Unread),
        Widget {
            order_by: QUEUE.to_owned(),
            ..Widget {
                title: "Assigned to me".to_owned(),
                filter: MINE.to_owned(),
                ..Widget::new("mine", Kind::Items)
            }
        },
        Widget {
            title: "Waiting for somebody to take them".to_owned(),
            filter: "status.state != FINISHED AND NOT assignee:*".to_owned(),
            order_by: QUEUE.to_owned(),
            ..Widget::new("unassigned", Kind::Items)
        },
        Widget::new("satisfaction", Kind::Satisfaction),
        Widget { days: 7, ..Widget::new("time", Kind::TimeLogged) },
    ]
}

fn manager() -> Vec<Widget> {
    let by = |id: &str, group_by| Widget { group_by: Some(group_by), ..Widget::new(id, Kind::Breakdown) };
    vec![
        Widget::new("unresolved", Kind::Unresolved),
        Widget::new("unassigned", Kind::Unassigned),
        Widget::new("at-risk", Kind::SlaAtRisk),
        Widget::new("unread", Kind::Unread),
        Widget { days: 30, ..Widget::new("flow", Kind::CreatedResolved) },
        by("status", By::Status),
        by("workload", By::Assignee),
        by("priority", By::Priority),
        by("organization", By::Organization),
        Widget::new("satisfaction", Kind::Satisfaction),
    ]
}
