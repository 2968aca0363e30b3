use tandem_proto::items::{self as pb, folders_service_client::FoldersServiceClient};
use tonic::Status;

use crate::desk::{Desk, acting, reason};

fn folders(desk: &Desk) -> FoldersServiceClient<tandem_kit::rpc::Channel> {
    FoldersServiceClient::new(desk.bench.channel("items"))
}

async fn project(desk: &Desk, name: &str) -> String {
    let request = pb::CreateProjectRequest { name: name.into(), ..Default::default() };
    acting(&desk.bench.as_agent(), desk.projects().create_project(request)).await.unwrap().id
}

async fn tries(desk: &Desk, project: &str, parent: &str, name: &str) -> Result<pb::Folder, Status> {
    let request = pb::CreateFolderRequest {
        project_id: project.into(),
        parent_id: parent.into(),
        name: name.into(),
        ..Default::default()
    };
    acting(&desk.bench.as_agent(), folders(desk).create_folder(request)).await
}

async fn make(desk: &Desk, project: &str, parent: &str, name: &str) -> String {
    tries(desk, project, parent, name).await.unwrap().id
}

async fn moves(desk: &Desk, id: &str, parent: &str, after: &str) -> Result<pb::Folder, Status> {
    let request = pb::MoveFolderRequest { id: id.into(), parent_id: parent.into(), after_id: after.into() };
    acting(&desk.bench.as_agent(), folders(desk).move_folder(request)).await
}

async fn deletes(desk: &Desk, id: &str, move_content_up: bool) -> Result<(), Status> {
    let request = pb::DeleteFolderRequest { id: id.into(), move_content_up };
    acting(&desk.bench.as_agent(), folders(desk).delete_folder(request)).await
}

/// The names of a project's folders, each with its parent's, in order.
async fn shown(desk: &Desk, project: &str) -> Vec<String> {
    let request = pb::ListFoldersRequest { project_id: project.into() };
    let listed = acting(&desk.bench.as_agent(), folders(desk).list_folders(request)).await.unwrap().folders;
    let name = |id: &str| listed.iter().find(|f| f.id == id).map(|f| f.name.clone()).unwrap_or_default();
    let mut shown: Vec<_> = listed.iter().map(|f| (name(&f.parent_id), f.position, f.name.clone())).collect();
    shown.sort();
    shown.into_iter().map(|(parent, _, name)| format!("{parent}/{name}")).collect()
}

async fn numbers(desk: &Desk, filter: &str) -> Vec<i64> {
    let request =
        pb::ListItemsRequest { filter: filter.into(), order_by: "number".into(), ..Default::default() };
    let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap().items;
    listed.iter().map(|item| item.number).collect()
}

fn placed(title: &str, project: &str, folder: &str) -> pb::CreateItemRequest {
    pb::CreateItemRequest {
        title: title.into(),
        project_id: project.into(),
        folder_id: folder.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn folders_are_made_put_in_order_and_moved_but_never_into_themselves() {
    let desk = Desk::open().await;
    let office = project(&desk, "Office").await;
    let design = make(&desk, &office, "", "Design").await;
    let build = make(&desk, &office, "", "Build").await;
    let walls = make(&desk, &office, &build, "Walls").await;
    assert_eq!(shown(&desk, &office).await, ["/Design", "/Build", "Build/Walls"]);
    moves(&desk, &build, "", "").await.unwrap();
    assert_eq!(shown(&desk, &office).await, ["/Build", "/Design", "Build/Walls"]);
    let refused = moves(&desk, &build, &walls, "").await.unwrap_err();
    assert_eq!(reason(&refused).0, "FOLDER_CYCLE");
    moves(&desk, &walls, &design, "").await.unwrap();
    assert_eq!(shown(&desk, &office).await, ["/Build", "/Design", "Design/Walls"]);
    let other = project(&desk, "Other").await;
    assert!(tries(&desk, &other, &walls, "Lost").await.is_err(), "a folder of another project");
    let mut deepest = walls;
    for n in 3..=8 {
        deepest = make(&desk, &office, &deepest, &n.to_string()).await;
    }
    let refused = tries(&desk, &office, &deepest, "9").await.unwrap_err();
    assert_eq!(reason(&refused).0, "FOLDERS_TOO_DEEP");
    desk.bench.end().await;
}

#[tokio::test]
async fn two_moves_at_once_make_no_circle() {
    let desk = Desk::open().await;
    let office = project(&desk, "Office").await;
    let (one, two) = (make(&desk, &office, "", "1").await, make(&desk, &office, "", "2").await);
    let (a, b) = futures::join!(moves(&desk, &one, &two, ""), moves(&desk, &two, &one, ""));
    assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn an_item_is_in_a_folder_of_its_project_and_leaves_it_with_the_project() {
    let desk = Desk::open().await;
    let (office, other) = (project(&desk, "Office").await, project(&desk, "Other").await);
    let design = make(&desk, &office, "", "Design").await;
    let item = desk.creates(placed("Plan", &office, &design)).await;
    assert_eq!(item.folder_id, design);
    assert_eq!(numbers(&desk, &format!("folder = {design}")).await, [item.number]);
    assert_eq!(numbers(&desk, "NOT folder:*").await, [0; 0]);
    let lost = placed("Lost", &other, &design);
    let refused = acting(&desk.bench.as_agent(), desk.items().create_item(lost)).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    let moved = desk.sets(&item, "project_id", |item| item.project_id.clone_from(&other)).await;
    assert_eq!((moved.project_id.as_str(), moved.folder_id.as_str()), (other.as_str(), ""));
    let told = desk.activities(&item).await;
    let fields: Vec<_> = told.iter().map(|a| (a.field.as_str(), a.before.as_str())).collect();
    assert!(
        fields.contains(&("project_id", office.as_str())) && fields.contains(&("folder_id", design.as_str()))
    );
    let agent = desk.bench.as_agent();
    let refused = desk.tries(&agent, &moved, "folder_id", |item| item.folder_id = design).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_folder_goes_when_nothing_is_in_it_or_what_is_moves_up() {
    let desk = Desk::open().await;
    let office = project(&desk, "Office").await;
    let build = make(&desk, &office, "", "Build").await;
    let walls = make(&desk, &office, &build, "Walls").await;
    let paint = make(&desk, &office, &walls, "Paint").await;
    let item = desk.creates(placed("Brick", &office, &walls)).await;
    let deleted = desk.creates(placed("Straw", &office, &walls)).await;
    let request = pb::DeleteItemRequest { id: deleted.id };
    acting(&desk.owner(), desk.items().delete_item(request)).await.unwrap();
    let refused = deletes(&desk, &walls, false).await.unwrap_err();
    assert_eq!(reason(&refused).0, "FOLDER_NOT_EMPTY");
    deletes(&desk, &walls, true).await.unwrap();
    assert_eq!(shown(&desk, &office).await, ["/Build", "Build/Paint"]);
    assert_eq!(desk.gets(&item.id).await.unwrap().folder_id, build);
    assert!(desk.activities(&item).await.iter().any(|a| a.field == "folder_id" && a.after == build));
    deletes(&desk, &paint, false).await.unwrap();
    deletes(&desk, &build, true).await.unwrap();
    assert_eq!(desk.gets(&item.id).await.unwrap().folder_id, "");
    assert_eq!(shown(&desk, &office).await, [""; 0]);
    desk.bench.end().await;
}

#[tokio::test]
async fn items_fall_into_the_folders_that_they_are_in() {
    let desk = Desk::open().await;
    let office = project(&desk, "Office").await;
    let design = make(&desk, &office, "", "Design").await;
    for folder in [design.as_str(), &design, ""] {
        desk.creates(placed("One", &office, folder)).await;
    }
    let request =
        pb::ListItemGroupsRequest { filter: format!("project = {office}"), group_by: "folder".into() };
    let groups = acting(&desk.bench.as_agent(), desk.views().list_item_groups(request)).await.unwrap().groups;
    let shown: Vec<_> = groups.iter().map(|g| (g.value.as_str(), g.count.unwrap().items)).collect();
    assert_eq!(shown, [(design.as_str(), 2), ("", 1)]);
    desk.bench.end().await;
}

#[tokio::test]
async fn work_is_planned_and_not_to_end_before_it_begins() {
    let desk = Desk::open().await;
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let request = pb::CreateItemRequest {
        title: "Move".into(),
        kind: pb::Kind::Task.into(),
        planned_start: at(1_800_000_000),
        ..Default::default()
    };
    let item = desk.creates(request).await;
    assert_eq!(item.planned_start, at(1_800_000_000));
    let refused = desk
        .tries(&desk.bench.as_agent(), &item, "planned_finish", |item| {
            item.planned_finish = at(1_799_999_999);
        })
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    let item = desk.sets(&item, "planned_finish", |item| item.planned_finish = at(1_800_003_600)).await;
    let found = "planned_start < 2027-02-01T00:00:00Z AND planned_finish >= 2027-01-01T00:00:00Z";
    assert_eq!(numbers(&desk, found).await, [item.number]);
    let told = desk.activities(&item).await;
    assert!(told.iter().any(|a| a.field == "planned_finish" && a.after == "2027-01-15T09:00:00+00:00"));
    let item = desk.sets(&item, "planned_start", |item| item.planned_start = None).await;
    assert_eq!(item.planned_start, None);
    assert_eq!(numbers(&desk, "NOT planned_start:*").await, [item.number]);
    desk.bench.end().await;
}
