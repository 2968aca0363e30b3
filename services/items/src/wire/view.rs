//! Views, groups and counts as the contract says them.
use tandem_kit::{
    clock::timestamp,
    id::{UserId, ViewId},
};
use tandem_proto::items::{self as pb, view as pbv};

use crate::{
    item::{
        count::{self, Count},
        group::Group,
    },
    view::{Asker, Column, Layout, View, Visibility},
};

/// A view as this user has it.
pub fn view(view: &View, asker: &Asker) -> pb::View {
    pb::View {
        id: ViewId::from(view.id).to_string(),
        name: view.name.clone(),
        kind: super::to_kind(view.kind).into(),
        layout: to_layout(view.layout).into(),
        filter: view.filter.clone(),
        order_by: view.order_by.clone(),
        group_by: view.group_by.clone(),
        columns: view
            .columns
            .iter()
            .map(|c| pbv::Column { field: c.field.clone(), width: c.width })
            .collect(),
        visibility: to_visibility(view.visibility).into(),
        team_ids: view.teams.clone(),
        system: view.owner.is_none(),
        key: view.key.clone(),
        owner_id: view.owner.map(|id| UserId::from(id).to_string()).unwrap_or_default(),
        hidden: view.hidden,
        default: view.is_default,
        pinned: view.pinned,
        hidden_for_me: view.hidden_for_me,
        default_for_me: view.default_for_me,
        editable: asker.may_change(view),
        revision: view.revision,
        create_time: Some(timestamp(view.create_time)),
        update_time: Some(timestamp(view.update_time)),
    }
}

pub fn columns(given: Vec<pbv::Column>) -> Vec<Column> {
    given.into_iter().map(|c| Column { field: c.field, width: c.width }).collect()
}

pub fn count(count: Count) -> pb::Count {
    use pb::count::State;
    let (state, items) = match count {
        Count::Exactly(items) => (State::Exact, items),
        Count::More => (State::More, count::MOST),
        Count::Unknown => (State::Unknown, 0),
    };
    pb::Count { state: state.into(), items }
}

pub fn group(group: Group) -> pb::ItemGroup {
    pb::ItemGroup { value: group.value, filter: group.filter, count: Some(count(group.count)) }
}

pub fn layout(layout: pbv::Layout) -> Option<Layout> {
    match layout {
        pbv::Layout::Unspecified => None,
        pbv::Layout::List => Some(Layout::List),
        pbv::Layout::Board => Some(Layout::Board),
        pbv::Layout::Folders => Some(Layout::Folders),
        pbv::Layout::Subtasks => Some(Layout::Subtasks),
        pbv::Layout::Customers => Some(Layout::Customers),
        pbv::Layout::Portfolios => Some(Layout::Portfolios),
        pbv::Layout::Calendar => Some(Layout::Calendar),
        pbv::Layout::ServiceLevel => Some(Layout::ServiceLevel),
    }
}

fn to_layout(layout: Layout) -> pbv::Layout {
    match layout {
        Layout::List => pbv::Layout::List,
        Layout::Board => pbv::Layout::Board,
        Layout::Folders => pbv::Layout::Folders,
        Layout::Subtasks => pbv::Layout::Subtasks,
        Layout::Customers => pbv::Layout::Customers,
        Layout::Portfolios => pbv::Layout::Portfolios,
        Layout::Calendar => pbv::Layout::Calendar,
        Layout::ServiceLevel => pbv::Layout::ServiceLevel,
    }
}

pub fn visibility(visibility: pbv::Visibility) -> Option<Visibility> {
    match visibility {
        pbv::Visibility::Unspecified => None,
        pbv::Visibility::Private => Some(Visibility::Private),
        pbv::Visibility::Shared => Some(Visibility::Shared),
        pbv::Visibility::Teams => Some(Visibility::Teams),
    }
}

fn to_visibility(visibility: Visibility) -> pbv::Visibility {
    match visibility {
        Visibility::Private => pbv::Visibility::Private,
        Visibility::Shared => pbv::Visibility::Shared,
        Visibility::Teams => pbv::Visibility::Teams,
    }
}
