use std::time::Duration;

use tandem_kit::{
    Cause, Role,
    id::{CustomerId, UserId},
    rpc::Channel,
};
use tandem_proto::items::{
    self as pb, WidgetNumbers, dashboards_service_client::DashboardsServiceClient,
    item_life_service_client::ItemLifeServiceClient, merges_service_client::MergesServiceClient,
    search_service_client::SearchServiceClient, widget::Kind,
};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, reason};

fn dashboards(desk: &Desk) -> DashboardsServiceClient<Channel> {
    DashboardsServiceClient::new(desk.bench.channel("items"))
}

async fn listed(desk: &Desk, cause: &Cause) -> Vec<pb::Dashboard> {
    let request = pb::ListDashboardsRequest {};
    acting(cause, dashboards(desk).list_dashboards(request)).await.unwrap().dashboards
}

pub async fn make(desk: &Desk, cause: &Cause, widgets: Vec<pb::Widget>) -> Result<pb::Dashboard, Status> {
    let request = pb::CreateDashboardRequest { name: "Mine".into(), widgets, ..Default::default() };
    acting(cause, dashboards(desk).create_dashboard(request)).await
}

pub async fn read(desk: &Desk, id: &str, time_zone: &str) -> Vec<WidgetNumbers> {
    let request = pb::ReadDashboardRequest { id: id.into(), time_zone: time_zone.into() };
    acting(&desk.bench.as_agent(), dashboards(desk).read_dashboard(request)).await.unwrap().widgets
}

pub fn widget(id: &str, kind: Kind) -> pb::Widget {
    pb::Widget { id: id.into(), kind: kind.into(), ..Default::default() }
}

fn by(group_by: &str, kind: pb::Kind) -> pb::Widget {
    let id = format!("{group_by}-{}", kind as i32);
    pb::Widget { group_by: group_by.into(), item_kind: kind.into(), ..widget(&id, Kind::Breakdown) }
}

/// A dashboard of everything that is counted, of both kinds.
async fn everything(desk: &Desk) -> pb::Dashboard {
    let mut widgets = Vec::new();
    for kind in [pb::Kind::Ticket, pb::Kind::Task] {
        for what in ["status", "type", "priority", "assignee", "project", "organization"] {
            widgets.push(by(what, kind));
        }
        for (name, what) in
            [("all", Kind::Unresolved), ("nobody", Kind::Unassigned), ("flow", Kind::CreatedResolved)]
        {
            let id = format!("{name}-{}", kind as i32);
            widgets.push(pb::Widget { item_kind: kind.into(), ..widget(&id, what) });
        }
    }
    make(desk, &desk.bench.as_agent(), widgets).await.unwrap()
}

/// Each number is as many items as the list behind it has.
async fn agree(desk: &Desk, dashboard: &pb::Dashboard) {
    desk.bench.settle().await;
    for numbers in read(desk, &dashboard.id, "Asia/Kolkata").await {
        let mut told: Vec<(String, i64)> =
            numbers.bars.into_iter().map(|bar| (bar.filter, bar.items)).collect();
        for day in numbers.days {
            told.extend([(day.created_filter, day.created), (day.resolved_filter, day.resolved)]);
        }
        if !numbers.filter.is_empty() {
            told.push((numbers.filter, numbers.items));
        }
        for (filter, items) in told {
            let request =
                pb::ListItemsRequest { filter: filter.clone(), page_size: 100, ..Default::default() };
            let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap();
            assert_eq!(i64::try_from(listed.items.len()).unwrap(), items, "{}: {filter}", numbers.widget_id);
        }
    }
}

#[tokio::test]
async fn each_number_is_as_many_items_as_the_list_behind_it_whatever_happens_to_them() {
    let desk = Desk::open().await;
    let (agent, user) = (desk.bench.as_agent(), UserId::new());
    let life = || ItemLifeServiceClient::new(desk.bench.channel("items"));
    let dashboard = everything(&desk).await;
    let mut items = Vec::new();
    for n in 0..8 {
        let request = pb::CreateItemRequest {
            title: format!("Number {n}"),
            priority: n % 3,
            kind: if n % 4 == 3 { pb::Kind::Task } else { pb::Kind::Ticket }.into(),
            ..Default::default()
        };
        items.push(desk.creates(request).await);
        desk.bench.advance(Duration::from_secs(7 * 3_600));
    }
    agree(&desk, &dashboard).await;
    let assigned = vec![desk.bench.as_agent().caller.user().unwrap().to_string()];
    desk.sets(&items[0], "assignee_ids", |item| item.assignee_ids = assigned).await;
    desk.sets(&items[1], "priority", |item| item.priority = 5).await;
    desk.enters(&items[2], "resolved").await;
    desk.enters(&items[2], "open").await;
    desk.enters(&items[2], "closed").await;
    let convert =
        pb::ConvertItemRequest { id: items[4].id.clone(), kind: pb::Kind::Task.into(), ..Default::default() };
    acting(&agent, desk.items().convert_item(convert)).await.unwrap();
    agree(&desk, &dashboard).await;
    let admin = desk.bench.as_user(user, Role::Admin);
    acting(&admin, desk.items().delete_item(pb::DeleteItemRequest { id: items[5].id.clone() }))
        .await
        .unwrap();
    acting(&agent, life().archive_item(pb::ArchiveItemRequest { id: items[6].id.clone() })).await.unwrap();
    let merge = pb::MergeItemsRequest {
        id: items[0].id.clone(),
        source_ids: vec![items[1].id.clone()],
        ..Default::default()
    };
    let mut merges = MergesServiceClient::new(desk.bench.channel("items"));
    acting(&agent, merges.merge_items(merge)).await.unwrap();
    agree(&desk, &dashboard).await;
    acting(&admin, life().restore_item(pb::RestoreItemRequest { id: items[5].id.clone() })).await.unwrap();
    acting(&agent, life().unarchive_item(pb::UnarchiveItemRequest { id: items[6].id.clone() }))
        .await
        .unwrap();
    let unmerge = pb::UnmergeItemRequest { id: items[1].id.clone() };
    acting(&agent, merges.unmerge_item(unmerge)).await.unwrap();
    agree(&desk, &dashboard).await;
    let all = read(&desk, &dashboard.id, "").await;
    let open = |name: &str| all.iter().find(|one| one.widget_id == name).unwrap().items;
    assert_eq!((open("all-1"), open("all-2"), open("nobody-1")), (4, 3, 3));
}

#[tokio::test]
async fn what_ships_shows_something_and_stays_as_it_is() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    let shipped = listed(&desk, &agent).await;
    assert_eq!(
        shipped.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(),
        ["my_work", "help_desk_manager"]
    );
    desk.published("For nobody", CustomerId::new()).await;
    desk.bench.settle().await;
    let numbers = read(&desk, &shipped[1].id, "America/St_Johns").await;
    let of = |id: &str| numbers.iter().find(|one| one.widget_id == id).unwrap();
    assert_eq!((of("unresolved").items, of("unassigned").items), (1, 1));
    assert_eq!(of("at-risk").count.unwrap().items, 0);
    assert_eq!(of("flow").days.len(), 30);
    assert_eq!(of("flow").days[29].created, 1);
    assert_eq!(of("status").bars[0].items, 1);
    let change = pb::UpdateDashboardRequest {
        dashboard: Some(pb::Dashboard { name: "Ours".into(), ..shipped[0].clone() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["name".into()] }),
    };
    let refused = acting(&agent, dashboards(&desk).update_dashboard(change)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "SHIPPED_DASHBOARD");
    let gone = pb::DeleteDashboardRequest { id: shipped[1].id.clone() };
    let refused = acting(&agent, dashboards(&desk).delete_dashboard(gone)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "SHIPPED_DASHBOARD");
}

#[tokio::test]
async fn a_dashboard_is_its_owners_and_nobody_elses() {
    let desk = Desk::open().await;
    let (agent, other) = (desk.bench.as_agent(), desk.bench.as_user(UserId::new(), Role::Admin));
    let mine = make(&desk, &agent, vec![widget("a", Kind::Unresolved)]).await.unwrap();
    assert_eq!(listed(&desk, &agent).await.len(), 3);
    assert_eq!(listed(&desk, &other).await.len(), 2);
    let get = pb::GetDashboardRequest { id: mine.id.clone() };
    assert_eq!(
        acting(&other, dashboards(&desk).get_dashboard(get)).await.unwrap_err().code(),
        Code::NotFound
    );
    let change = |name: &str, revision| pb::UpdateDashboardRequest {
        dashboard: Some(pb::Dashboard { name: name.into(), revision, ..mine.clone() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["name".into()] }),
    };
    let refused = acting(&other, dashboards(&desk).update_dashboard(change("Theirs", 1))).await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    let after = acting(&agent, dashboards(&desk).update_dashboard(change("Ours", 1))).await.unwrap();
    assert_eq!((after.name.as_str(), after.widgets.len()), ("Ours", 1));
    let stale = acting(&agent, dashboards(&desk).update_dashboard(change("Again", 1))).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    let (event, _) = desk.heard::<pb::DashboardUpdated>().await.pop().unwrap();
    assert_eq!(event.audience(), tandem_proto::event::event::Audience::Named);
    for _ in 0..2 {
        let gone = pb::DeleteDashboardRequest { id: mine.id.clone() };
        let _ = acting(&agent, dashboards(&desk).delete_dashboard(gone)).await;
    }
    assert_eq!(listed(&desk, &agent).await.len(), 2);
}

#[tokio::test]
async fn a_widget_says_what_is_wrong_with_it() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    for (wrong, what) in [
        (vec![widget("", Kind::Unresolved)], "widgets[0].id"),
        (vec![widget("a", Kind::Unresolved), widget("a", Kind::Unassigned)], "widgets[1].id"),
        (vec![widget("a", Kind::Unspecified)], "widgets[0].kind"),
        (vec![pb::Widget { group_by: "tag".into(), ..widget("a", Kind::Breakdown) }], "widgets[0].group_by"),
        (
            vec![pb::Widget { filter: "colour = red".into(), ..widget("a", Kind::Number) }],
            "widgets[0].filter",
        ),
        (vec![pb::Widget { order_by: "assignee".into(), ..widget("a", Kind::Items) }], "widgets[0].order_by"),
        (vec![pb::Widget { days: 400, ..widget("a", Kind::CreatedResolved) }], "widgets[0].days"),
        ((0..25).map(|n| widget(&n.to_string(), Kind::Unresolved)).collect(), "widgets"),
    ] {
        let refused = make(&desk, &agent, wrong).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{refused}");
        assert!(refused.message().contains(what), "{what}: {refused}");
    }
    for n in 0..20 {
        make(&desk, &agent, vec![widget("a", Kind::Unread)]).await.unwrap_or_else(|e| panic!("{n}: {e}"));
    }
    assert_eq!(reason(&make(&desk, &agent, Vec::new()).await.unwrap_err()).0, "TOO_MANY");
}

#[tokio::test]
async fn what_was_written_without_a_mark_is_counted_when_everything_is_made_anew() {
    let desk = Desk::open().await;
    let dashboard = everything(&desk).await;
    desk.ticket("One").await;
    desk.ticket("Two").await;
    desk.bench.settle().await;
    // As a release does that knows of no marks yet.
    let mut tx = desk.context().db.begin().await.unwrap();
    sqlx::query!(
        "update items.item set priority = 5 where account = $1",
        desk.bench.as_agent().caller.account
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut index = SearchServiceClient::new(desk.bench.channel("items"));
    let request = pb::RebuildSearchRequest::default();
    acting(&desk.bench.as_system(), index.rebuild_search(request)).await.unwrap();
    agree(&desk, &dashboard).await;
}
