use tandem_kit::{
    Cause, Role,
    id::{TeamId, UserId},
};
use tandem_proto::items::{
    self as pb, Count,
    count::State,
    view::{Layout, Visibility},
};
use tonic::{Code, Status};

use crate::desk::{Desk, acting, reason};

fn admin(desk: &Desk) -> Cause {
    desk.bench.as_user(UserId::new(), Role::Admin)
}
fn other(desk: &Desk) -> Cause {
    desk.bench.as_user(UserId::new(), Role::Agent)
}

async fn views(desk: &Desk, cause: &Cause, kind: pb::Kind) -> Vec<pb::View> {
    let request = pb::ListViewsRequest { kind: kind.into() };
    acting(cause, desk.views().list_views(request)).await.unwrap().views
}
fn names(views: &[pb::View]) -> Vec<&str> {
    views.iter().map(|view| view.name.as_str()).collect()
}
async fn shipped(desk: &Desk, key: &str) -> pb::View {
    let views = views(desk, &desk.bench.as_agent(), pb::Kind::Ticket).await;
    views.into_iter().find(|view| view.key == key).unwrap()
}
async fn make(desk: &Desk, name: &str, visibility: Visibility) -> pb::View {
    let visibility = visibility.into();
    let request = pb::CreateViewRequest { name: name.into(), visibility, ..Default::default() };
    acting(&desk.bench.as_agent(), desk.views().create_view(request)).await.unwrap()
}
async fn change(desk: &Desk, cause: &Cause, view: &pb::View, field: &str) -> Result<pb::View, Status> {
    let update_mask = Some(prost_types::FieldMask { paths: vec![field.into()] });
    acting(cause, desk.views().update_view(pb::UpdateViewRequest { view: Some(view.clone()), update_mask }))
        .await
}
async fn counts(desk: &Desk, cause: &Cause, ids: Vec<String>) -> Vec<(String, Count)> {
    let counted = acting(cause, desk.views().count_views(pb::CountViewsRequest { ids })).await.unwrap();
    counted.counts.into_iter().map(|c| (c.view_id, c.count.unwrap())).collect()
}
fn exactly(items: i32) -> Count {
    Count { state: State::Exact.into(), items }
}

#[tokio::test]
async fn an_account_starts_with_views_of_tickets_and_of_tasks() {
    let desk = Desk::open().await;
    let tickets = views(&desk, &desk.bench.as_agent(), pb::Kind::Ticket).await;
    assert_eq!(
        names(&tickets),
        [
            "My open",
            "Unassigned",
            "All open",
            "Waiting for us",
            "Waiting for the customer",
            "SLA at risk",
            "Service level",
            "Recently finished",
            "All"
        ]
    );
    assert!(tickets.iter().all(|view| view.system && !view.editable && view.owner_id.is_empty()));
    assert_eq!(tickets.iter().filter(|view| view.default).count(), 1);
    let tasks = views(&desk, &desk.bench.as_agent(), pb::Kind::Task).await;
    assert_eq!(tasks.len(), 6);
    let both = views(&desk, &desk.bench.as_agent(), pb::Kind::Unspecified).await;
    assert_eq!(both.len(), 15, "asked again, they are not made again");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_view_finds_its_items_for_who_looks_and_counts_them() {
    let desk = Desk::open().await;
    let (agent, other) = (desk.bench.as_agent(), other(&desk));
    let mine = pb::CreateItemRequest {
        title: "Mine".into(),
        assignee_ids: vec![desk.bench.agent.to_string()],
        ..Default::default()
    };
    desk.creates(mine).await;
    let free = desk.ticket("Nobody's").await;
    let waiting = desk.ticket("Waits").await;
    desk.enters(&waiting, "pending_customer").await;
    let done = desk.ticket("Done").await;
    desk.enters(&done, "resolved").await;
    let task =
        pb::CreateItemRequest { title: "Task".into(), kind: pb::Kind::Task.into(), ..Default::default() };
    desk.creates(task).await;
    let items = async |cause: &Cause, key: &str, filter: &str| {
        let id = shipped(&desk, key).await.id;
        let request = pb::ListViewItemsRequest { id, filter: filter.into(), ..Default::default() };
        let listed = acting(cause, desk.views().list_view_items(request)).await.unwrap().items;
        listed.into_iter().map(|item| item.title).collect::<Vec<_>>()
    };
    assert_eq!(items(&agent, "my_open", "").await, ["Mine"]);
    assert!(items(&other, "my_open", "").await.is_empty());
    assert_eq!(items(&agent, "unassigned", "").await, ["Waits", "Nobody's"]);
    assert_eq!(items(&agent, "waiting_for_us", "").await, ["Nobody's", "Mine"]);
    assert_eq!(items(&agent, "waiting_for_customer", "").await, ["Waits"]);
    assert_eq!(items(&agent, "recently_finished", "").await, ["Done"]);
    assert!(items(&agent, "sla_at_risk", "").await.is_empty());
    assert_eq!(items(&agent, "all", "title:nobody").await, ["Nobody's"]);
    let (my, open, all) = (
        shipped(&desk, "my_open").await.id,
        shipped(&desk, "all_open").await.id,
        shipped(&desk, "all").await.id,
    );
    let asked = vec![my.clone(), open.clone(), all.clone()];
    assert_eq!(
        counts(&desk, &agent, asked.clone()).await,
        [(my.clone(), exactly(1)), (open.clone(), exactly(3)), (all.clone(), exactly(4))]
    );
    desk.enters(&free, "closed").await;
    assert_eq!(counts(&desk, &other, asked).await, [(my, exactly(0)), (open, exactly(2)), (all, exactly(4))]);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_private_view_is_not_there_for_others() {
    let desk = Desk::open().await;
    let view = make(&desk, "Mine alone", Visibility::Private).await;
    assert!(view.editable && !view.system);
    for stranger in [other(&desk), admin(&desk)] {
        let id = view.id.clone();
        assert!(!names(&views(&desk, &stranger, pb::Kind::Unspecified).await).contains(&"Mine alone"));
        assert!(counts(&desk, &stranger, vec![id.clone()]).await.is_empty());
        let (moved, preferred) = (
            pb::MoveViewRequest { id: id.clone(), ..Default::default() },
            pb::SetViewPreferenceRequest { id: id.clone(), pinned: Some(true), ..Default::default() },
        );
        let items = pb::ListViewItemsRequest { id: id.clone(), ..Default::default() };
        let answers = [
            acting(&stranger, desk.views().get_view(pb::GetViewRequest { id: id.clone() })).await.map(drop),
            change(&desk, &stranger, &view, "name").await.map(drop),
            acting(&stranger, desk.views().delete_view(pb::DeleteViewRequest { id })).await.map(drop),
            acting(&stranger, desk.views().move_view(moved)).await.map(drop),
            acting(&stranger, desk.views().set_view_preference(preferred)).await.map(drop),
            acting(&stranger, desk.views().list_view_items(items)).await.map(drop),
        ];
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.unwrap_err().code(), Code::NotFound, "answer {n}");
        }
    }
    let told = desk.heard::<pb::ViewCreated>().await;
    assert_eq!(told[0].0.audience(), tandem_proto::event::event::Audience::Named);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_shared_view_is_changed_by_its_owner_and_by_admins() {
    let desk = Desk::open().await;
    let mut view = make(&desk, "Ours", Visibility::Shared).await;
    view.name = "Still ours".into();
    assert_eq!(change(&desk, &other(&desk), &view, "name").await.unwrap_err().code(), Code::PermissionDenied);
    let renamed = change(&desk, &admin(&desk), &view, "name").await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.revision), ("Still ours", 2));
    let stale = change(&desk, &desk.bench.as_agent(), &view, "name").await.unwrap_err();
    assert_eq!(reason(&stale).0, "STALE");
    view.revision = 0;
    view.visibility = Visibility::Private.into();
    let refused = change(&desk, &admin(&desk), &view, "visibility").await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied, "an admin does not hide it from all but its owner");
    change(&desk, &desk.bench.as_agent(), &view, "visibility").await.unwrap();
    assert_eq!(change(&desk, &admin(&desk), &view, "name").await.unwrap_err().code(), Code::NotFound);
    let delete = pb::DeleteViewRequest { id: view.id.clone() };
    acting(&desk.bench.as_agent(), desk.views().delete_view(delete)).await.unwrap();
    assert_eq!(desk.heard::<pb::ViewDeleted>().await.len(), 1);
    let changed = desk.heard::<pb::ViewUpdated>().await;
    assert_eq!(changed.iter().map(|(_, e)| e.changed.join(",")).collect::<Vec<_>>(), ["name", "visibility"]);
    assert!(
        changed.iter().all(|(e, _)| e.audience() != tandem_proto::event::event::Audience::Named),
        "those who saw it learn that they do not any more"
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn admins_rename_hide_and_order_the_views_of_the_system_and_nobody_changes_what_they_find() {
    let desk = Desk::open().await;
    let admin = admin(&desk);
    let mut view = shipped(&desk, "unassigned").await;
    (view.name, view.hidden, view.filter) = ("Free".into(), true, "priority > 3".into());
    assert_eq!(
        change(&desk, &desk.bench.as_agent(), &view, "name").await.unwrap_err().code(),
        Code::PermissionDenied
    );
    assert_eq!(change(&desk, &admin, &view, "name").await.unwrap().name, "Free");
    view.revision = 0;
    assert!(change(&desk, &admin, &view, "hidden").await.unwrap().hidden);
    let fixed = change(&desk, &admin, &view, "filter").await.unwrap_err();
    assert_eq!(reason(&fixed).0, "SYSTEM_VIEW");
    let delete = pb::DeleteViewRequest { id: view.id.clone() };
    let fixed = acting(&admin, desk.views().delete_view(delete)).await.unwrap_err();
    assert_eq!(reason(&fixed).0, "SYSTEM_VIEW");
    view.default = true;
    change(&desk, &admin, &view, "default").await.unwrap();
    assert!(!shipped(&desk, "all_open").await.default, "one is opened first");
    let all = shipped(&desk, "all").await;
    let moved = pb::MoveViewRequest { id: all.id.clone(), after_id: view.id.clone() };
    let denied = acting(&desk.bench.as_agent(), desk.views().move_view(moved.clone())).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    acting(&admin, desk.views().move_view(moved)).await.unwrap();
    let first = views(&desk, &desk.bench.as_agent(), pb::Kind::Ticket).await;
    assert_eq!(names(&first)[..3], ["My open", "Free", "All"]);
    let first = pb::MoveViewRequest { id: all.id.clone(), ..Default::default() };
    acting(&admin, desk.views().move_view(first)).await.unwrap();
    assert_eq!(names(&views(&desk, &admin, pb::Kind::Ticket).await)[0], "All");
    let own = make(&desk, "Own", Visibility::Private).await;
    let among = pb::MoveViewRequest { id: own.id, after_id: all.id };
    let refused = acting(&desk.bench.as_agent(), desk.views().move_view(among)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    desk.bench.end().await;
}

#[tokio::test]
async fn what_a_user_wants_of_a_view_is_theirs_alone() {
    let desk = Desk::open().await;
    let (agent, other) = (desk.bench.as_agent(), other(&desk));
    let prefer = async |key: &str, pinned: Option<bool>, hidden: Option<bool>, default: Option<bool>| {
        let id = shipped(&desk, key).await.id;
        let request = pb::SetViewPreferenceRequest { id, pinned, hidden, default };
        acting(&agent, desk.views().set_view_preference(request)).await.unwrap()
    };
    assert!(prefer("all", Some(true), None, None).await.pinned);
    let mine = prefer("all", None, None, Some(true)).await;
    assert!(mine.pinned && mine.default_for_me && !mine.hidden_for_me);
    prefer("my_open", None, Some(true), Some(true)).await;
    assert!(!shipped(&desk, "all").await.default_for_me, "one is opened first");
    assert!(shipped(&desk, "my_open").await.hidden_for_me);
    let theirs = views(&desk, &other, pb::Kind::Ticket).await;
    assert!(theirs.iter().all(|view| !view.pinned && !view.hidden_for_me && !view.default_for_me));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_view_that_cannot_be_is_refused_with_the_field() {
    let desk = Desk::open().await;
    let agent = desk.bench.as_agent();
    let good = pb::CreateViewRequest { name: "Good".into(), ..Default::default() };
    let columns = vec![pb::view::Column { field: "colour".into(), width: 0 }];
    let group_by = vec!["title".to_owned()];
    let teams = Visibility::Teams.into();
    let cases = [
        ("name: ", pb::CreateViewRequest { name: " ".into(), ..good.clone() }),
        ("filter: at character 1: ", pb::CreateViewRequest { filter: "priorty > 3".into(), ..good.clone() }),
        ("order_by: ", pb::CreateViewRequest { order_by: "tag".into(), ..good.clone() }),
        ("order_by: finish_time", pb::CreateViewRequest { order_by: "finish_time".into(), ..good.clone() }),
        ("columns: ", pb::CreateViewRequest { columns, ..good.clone() }),
        ("group_by: ", pb::CreateViewRequest { group_by, ..good.clone() }),
        ("team_ids: ", pb::CreateViewRequest { visibility: teams, ..good.clone() }),
        ("team_ids: ", pb::CreateViewRequest { team_ids: vec![TeamId::new().to_string()], ..good.clone() }),
    ];
    for (begins, request) in cases {
        let refused = acting(&agent, desk.views().create_view(request)).await.unwrap_err();
        assert!(refused.message().starts_with(begins), "{refused}");
    }
    let whole = pb::CreateViewRequest {
        filter: "tag:fire".into(),
        order_by: "priority desc, due_time".into(),
        group_by: vec!["status".into(), "assignee".into()],
        columns: vec![pb::view::Column { field: "title".into(), width: 300 }],
        layout: Layout::Board.into(),
        request_id: "one".into(),
        ..good
    };
    let made = acting(&agent, desk.views().create_view(whole.clone())).await.unwrap();
    assert_eq!(
        (made.order_by.as_str(), made.group_by.len(), made.layout()),
        ("priority desc, due_time", 2, Layout::Board)
    );
    let again = acting(&agent, desk.views().create_view(whole)).await.unwrap();
    assert_eq!(again.id, made.id);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_user_has_a_hundred_views_of_their_own_at_most() {
    let desk = Desk::open().await;
    for n in 0..100 {
        make(&desk, &format!("View {n}"), Visibility::Private).await;
    }
    let request = pb::CreateViewRequest { name: "One more".into(), ..Default::default() };
    let refused =
        acting(&desk.bench.as_agent(), desk.views().create_view(request.clone())).await.unwrap_err();
    assert_eq!(reason(&refused).0, "TOO_MANY");
    acting(&other(&desk), desk.views().create_view(request)).await.unwrap();
    make(&desk, "For all", Visibility::Shared).await;
    desk.bench.end().await;
}

#[tokio::test]
async fn items_fall_into_groups_each_of_which_is_a_filter() {
    let desk = Desk::open().await;
    let me = desk.bench.agent.to_string();
    for (title, priority, tags, assigned) in
        [("A", 5, vec!["fire", "a b"], true), ("B", 5, vec!["fire"], false), ("C", 0, vec![], false)]
    {
        let request = pb::CreateItemRequest {
            title: title.into(),
            priority,
            tags: tags.into_iter().map(String::from).collect(),
            assignee_ids: if assigned { vec![me.clone()] } else { vec![] },
            ..Default::default()
        };
        desk.creates(request).await;
    }
    let c = desk.ticket("D").await;
    desk.enters(&c, "resolved").await;
    let groups = async |filter: &str, by: &str| {
        let request = pb::ListItemGroupsRequest { filter: filter.into(), group_by: by.into() };
        let listed = acting(&desk.bench.as_agent(), desk.views().list_item_groups(request)).await.unwrap();
        assert!(!listed.more);
        let mut found = Vec::new();
        for group in listed.groups {
            let filter =
                if filter.is_empty() { group.filter } else { format!("{filter} AND {}", group.filter) };
            let request = pb::ListItemsRequest { filter, page_size: 100, ..Default::default() };
            let items = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap().items;
            let count = group.count.unwrap();
            assert_eq!(count.items, i32::try_from(items.len()).unwrap(), "{by} {}", group.value);
            found.push((group.value, count.items));
        }
        found
    };
    let said = |pairs: &[(&str, i32)]| pairs.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(groups("", "priority").await, said(&[("5", 2), ("0", 2)]));
    assert_eq!(groups("", "status.state").await, said(&[("NOT_STARTED", 3), ("FINISHED", 1)]));
    assert_eq!(groups("", "tag").await, said(&[("fire", 2), ("a b", 1), ("", 2)]));
    assert_eq!(groups("", "assignee").await, said(&[(&me, 1), ("", 3)]));
    assert_eq!(groups("priority = 5", "tag").await, said(&[("fire", 2), ("a b", 1)]));
    assert_eq!(groups("status.state != FINISHED", "status").await.len(), 1);
    assert_eq!(groups("", "type").await.len(), 1);
    assert_eq!(groups("", "project").await, said(&[("", 4)]));
    assert_eq!(groups("", "organization").await, said(&[("", 4)]));
    assert_eq!(groups("", "due_time").await.iter().map(|(_, n)| n).sum::<i32>(), 4);
    let request = pb::ListItemGroupsRequest { group_by: "title".into(), ..Default::default() };
    let refused = acting(&desk.bench.as_agent(), desk.views().list_item_groups(request)).await.unwrap_err();
    assert!(refused.message().starts_with("group_by: "), "{refused}");
    desk.bench.end().await;
}
