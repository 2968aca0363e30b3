use futures::future::join_all;
use tandem_proto::items::{
    self as pb, checklists_service_client::ChecklistsServiceClient,
    folders_service_client::FoldersServiceClient,
    project_statuses_service_client::ProjectStatusesServiceClient,
};
use tonic::Status;

use crate::desk::{Desk, acting, organization, reason};

#[tokio::test]
async fn an_organization_has_one_intake_project_whoever_asks_first() {
    let desk = Desk::open().await;
    let organization_id = organization();
    let cause = desk.bench.as_system();
    let asked = join_all((0..20).map(|n| {
        let request = pb::EnsureOrganizationProjectRequest {
            organization_id: organization_id.clone(),
            name: format!("Acme {n}"),
        };
        let (cause, mut projects) = (cause.clone(), desk.projects());
        async move { acting(&cause, projects.ensure_organization_project(request)).await.unwrap() }
    }))
    .await;
    assert!(asked.iter().all(|project| project == &asked[0] && project.intake));
    let created = desk.heard::<pb::ProjectCreated>().await;
    assert_eq!(created.len(), 1);
    assert_eq!(created[0].0.subjects, [asked[0].id.clone(), organization_id]);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_project_is_made_once_by_one_request_and_renamed_on_its_revision() {
    let desk = Desk::open().await;
    let cause = desk.bench.as_agent();
    let request =
        pb::CreateProjectRequest { name: " Move ".into(), request_id: "p-1".into(), ..Default::default() };
    let project = acting(&cause, desk.projects().create_project(request.clone())).await.unwrap();
    assert_eq!(project.name, "Move");
    assert_eq!(acting(&cause, desk.projects().create_project(request)).await.unwrap(), project);
    let rename = |name: &str| pb::UpdateProjectRequest {
        project: Some(pb::Project { name: name.into(), ..project.clone() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["name".into()] }),
    };
    let renamed = acting(&cause, desk.projects().update_project(rename("Big move"))).await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.revision), ("Big move", 2));
    let refused = acting(&cause, desk.projects().update_project(rename("Small move"))).await.unwrap_err();
    assert_eq!(reason(&refused).0, "STALE");
    let listed =
        acting(&cause, desk.projects().list_projects(pb::ListProjectsRequest::default())).await.unwrap();
    assert_eq!(listed.projects, [renamed]);
    desk.bench.end().await;
}

async fn make(desk: &Desk, name: &str) -> pb::Project {
    let request = pb::CreateProjectRequest { name: name.into(), ..Default::default() };
    acting(&desk.bench.as_agent(), desk.projects().create_project(request)).await.unwrap()
}

async fn sets(
    desk: &Desk,
    project: &pb::Project,
    fields: &str,
    set: impl FnOnce(&mut pb::Project),
) -> Result<pb::Project, Status> {
    let mut project = pb::Project { revision: 0, ..project.clone() };
    set(&mut project);
    let paths = fields.split(',').map(str::to_owned).collect();
    let request = pb::UpdateProjectRequest {
        project: Some(project),
        update_mask: Some(prost_types::FieldMask { paths }),
    };
    acting(&desk.bench.as_agent(), desk.projects().update_project(request)).await
}

async fn archives(desk: &Desk, id: &str) -> pb::Project {
    let request = pb::ArchiveProjectRequest { id: id.into() };
    acting(&desk.bench.as_agent(), desk.projects().archive_project(request)).await.unwrap()
}

async fn names(desk: &Desk, request: pb::ListProjectsRequest) -> Vec<String> {
    let listed = acting(&desk.bench.as_agent(), desk.projects().list_projects(request)).await.unwrap();
    listed.projects.into_iter().map(|project| project.name).collect()
}

async fn numbers(desk: &Desk, filter: &str) -> Vec<i64> {
    let request =
        pb::ListItemsRequest { filter: filter.into(), order_by: "number".into(), ..Default::default() };
    let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap().items;
    listed.iter().map(|item| item.number).collect()
}

fn statuses(desk: &Desk) -> ProjectStatusesServiceClient<tandem_kit::rpc::Channel> {
    ProjectStatusesServiceClient::new(desk.bench.channel("items"))
}

async fn status_names(desk: &Desk) -> Vec<pb::ProjectStatus> {
    let request = pb::ListProjectStatusesRequest {};
    acting(&desk.bench.as_agent(), statuses(desk).list_project_statuses(request))
        .await
        .unwrap()
        .project_statuses
}

#[tokio::test]
async fn a_project_says_who_leads_it_how_it_stands_and_when_it_is_planned() {
    let desk = Desk::open().await;
    let project = make(&desk, "Move").await;
    let known = status_names(&desk).await;
    assert_eq!(
        known.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["Planned", "Active", "On hold", "Done"]
    );
    assert_eq!(project.status_id, known[0].id);
    let fields = "description_html,status_id,color,planned_start,planned_finish,template";
    let changed = sets(&desk, &project, fields, |p| {
        p.description_html = "<p>To <script>x</script>Oslo</p>".into();
        p.status_id.clone_from(&known[1].id);
        p.color = "#AA00ff".into();
        (p.planned_start, p.planned_finish) = (Some(at(1_800_000_000)), Some(at(1_900_000_000)));
        p.template = true;
    })
    .await
    .unwrap();
    assert_eq!((changed.color.as_str(), changed.revision), ("#aa00ff", 2));
    assert!(!changed.description_html.contains("script") && changed.template);
    let told = desk.heard::<pb::ProjectUpdated>().await;
    assert_eq!(told[0].1.changed.len(), 6);
    for (field, set) in [
        (
            "planned_finish",
            (|p| p.planned_finish = Some(prost_types::Timestamp::default())) as fn(&mut pb::Project),
        ),
        ("status_id", |p| p.status_id = "pstatus_00000000000000000000000000000001".into()),
        ("color", |p| p.color = "red".into()),
        ("intake", |p| p.intake = true),
    ] {
        let refused = sets(&desk, &changed, field, set).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument, "{field}");
    }
    let templates = pb::ListProjectsRequest { templates_only: true, ..Default::default() };
    make(&desk, "Other").await;
    assert_eq!(names(&desk, templates).await, ["Move"]);
    desk.bench.end().await;
}

#[tokio::test]
async fn statuses_of_projects_are_the_accounts_own_and_stay_while_a_project_has_them() {
    let desk = Desk::open().await;
    let project = make(&desk, "Move").await;
    let request = pb::CreateProjectStatusRequest {
        name: "Waiting".into(),
        state: pb::State::InProgress.into(),
        request_id: "s-1".into(),
        ..Default::default()
    };
    let made = acting(&desk.owner(), statuses(&desk).create_project_status(request)).await.unwrap();
    let request = pb::UpdateProjectStatusRequest {
        project_status: Some(pb::ProjectStatus { position: 0, name: "Wait".into(), ..made.clone() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["position".into(), "name".into()] }),
    };
    acting(&desk.owner(), statuses(&desk).update_project_status(request)).await.unwrap();
    let known = status_names(&desk).await;
    assert_eq!((known.len(), known[0].name.as_str(), known[1].name.as_str()), (5, "Wait", "Planned"));
    assert_eq!(make(&desk, "Next").await.status_id, made.id, "a new project gets the first");
    let delete = |id: &str| pb::DeleteProjectStatusRequest { id: id.into() };
    let refused = acting(&desk.owner(), statuses(&desk).delete_project_status(delete(&project.status_id)))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused).0, "STATUS_IN_USE");
    let done = known.iter().find(|s| s.name == "Done").unwrap();
    acting(&desk.owner(), statuses(&desk).delete_project_status(delete(&done.id))).await.unwrap();
    assert_eq!(status_names(&desk).await.len(), 4);
    desk.bench.end().await;
}

#[tokio::test]
async fn what_is_in_an_archived_project_is_in_no_list_and_found_all_the_same() {
    let desk = Desk::open().await;
    let project = make(&desk, "Old").await;
    let request =
        pb::CreateItemRequest { title: "Kiln".into(), project_id: project.id.clone(), ..Default::default() };
    let item = desk.creates(request).await;
    desk.ticket("Other").await;
    assert!(archives(&desk, &project.id).await.archive_time.is_some());
    assert_eq!(numbers(&desk, "status.state != FINISHED").await, [2]);
    assert_eq!(numbers(&desk, "").await, [2]);
    assert_eq!(numbers(&desk, &format!("project = {}", project.id)).await, [1]);
    assert_eq!(numbers(&desk, "archived = true OR archived = false").await, [1, 2]);
    assert_eq!(desk.gets(&item.id).await.unwrap().number, 1);
    desk.bench.settle().await;
    let search = pb::SearchItemsRequest { q: "kiln".into(), ..Default::default() };
    let found = acting(&desk.bench.as_agent(), desk.items().search_items(search)).await.unwrap().items;
    assert_eq!(found.len(), 1);
    assert_eq!(names(&desk, pb::ListProjectsRequest::default()).await, [""; 0]);
    let all = pb::ListProjectsRequest { show_archived: true, ..Default::default() };
    assert_eq!(names(&desk, all).await, ["Old"]);
    let request = pb::RestoreProjectRequest { id: project.id };
    acting(&desk.bench.as_agent(), desk.projects().restore_project(request)).await.unwrap();
    assert_eq!(numbers(&desk, "").await, [1, 2]);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_request_to_an_archived_intake_project_takes_it_out_again() {
    let desk = Desk::open().await;
    let request =
        pb::EnsureOrganizationProjectRequest { organization_id: organization(), name: "Acme".into() };
    let ensure = async || {
        acting(&desk.bench.as_system(), desk.projects().ensure_organization_project(request.clone()))
            .await
            .unwrap()
    };
    let project = ensure().await;
    archives(&desk, &project.id).await;
    let again = ensure().await;
    assert_eq!((again.id, again.archive_time), (project.id, None));
    desk.bench.end().await;
}

fn at(seconds: i64) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds, nanos: 0 }
}

fn task(title: &str, project: &str) -> pb::CreateItemRequest {
    pb::CreateItemRequest {
        title: title.into(),
        kind: pb::Kind::Task.into(),
        project_id: project.into(),
        ..Default::default()
    }
}

async fn folder(desk: &Desk, project: &str, parent: &str, name: &str) -> String {
    let request = pb::CreateFolderRequest {
        project_id: project.into(),
        parent_id: parent.into(),
        name: name.into(),
        ..Default::default()
    };
    let mut folders = FoldersServiceClient::new(desk.bench.channel("items"));
    acting(&desk.bench.as_agent(), folders.create_folder(request)).await.unwrap().id
}

async fn folders(desk: &Desk, project: &str) -> Vec<pb::Folder> {
    let request = pb::ListFoldersRequest { project_id: project.into() };
    let mut folders = FoldersServiceClient::new(desk.bench.channel("items"));
    acting(&desk.bench.as_agent(), folders.list_folders(request)).await.unwrap().folders
}

/// A project with a folder in another, an open task with a subtask and a checklist there, and one that is done.
async fn template(desk: &Desk) -> pb::Project {
    let from = make(desk, "Template").await;
    let from = sets(desk, &from, "planned_start,color", |p| {
        (p.planned_start, p.color) = (Some(at(1_800_000_000)), "#aa00ff".into());
    })
    .await
    .unwrap();
    let build = folder(desk, &from.id, "", "Build").await;
    let folder_id = folder(desk, &from.id, &build, "Walls").await;
    let (planned_start, tags) = (Some(at(1_800_086_400)), vec!["clay".into()]);
    let brick = desk
        .creates(pb::CreateItemRequest { folder_id, planned_start, tags, ..task("Brick", &from.id) })
        .await;
    desk.creates(pb::CreateItemRequest { parent_id: brick.id.clone(), ..task("Mortar", &from.id) }).await;
    let finished = desk.creates(task("Finished", &from.id)).await;
    desk.enters(&finished, "done").await;
    let request =
        pb::CreateChecklistLineRequest { item_id: brick.id, text: "Order".into(), ..Default::default() };
    let mut lines = ChecklistsServiceClient::new(desk.bench.channel("items"));
    acting(&desk.bench.as_agent(), lines.create_checklist_line(request)).await.unwrap();
    from
}

#[tokio::test]
async fn a_project_is_made_from_another_once_with_its_folders_and_open_items() {
    let desk = Desk::open().await;
    let from = template(&desk).await;
    let request = pb::CloneProjectRequest {
        id: from.id,
        name: "Cottage".into(),
        with_items: true,
        planned_start: Some(at(1_800_864_000)),
        request_id: "c-1".into(),
        ..Default::default()
    };
    let made = acting(&desk.bench.as_agent(), desk.projects().clone_project(request.clone())).await.unwrap();
    let again = acting(&desk.bench.as_agent(), desk.projects().clone_project(request)).await.unwrap();
    assert_eq!(again.id, made.id);
    assert_eq!((made.color.as_str(), made.planned_start), ("#aa00ff", Some(at(1_800_864_000))));
    let filter = format!("project = {}", made.id);
    let list = pb::ListItemsRequest { filter, order_by: "number".into(), ..Default::default() };
    let items = acting(&desk.bench.as_agent(), desk.items().list_items(list)).await.unwrap().items;
    assert_eq!(items.iter().map(|i| i.title.as_str()).collect::<Vec<_>>(), ["Brick", "Mortar"]);
    assert_eq!(items[1].parent_id, items[0].id);
    assert_eq!((items[0].checklist_count, items[0].tags.as_slice()), (1, ["clay".to_owned()].as_slice()));
    assert_eq!(items[0].planned_start, Some(at(1_800_950_400)));
    let copied = folders(&desk, &made.id).await;
    let [build, walls] = ["Build", "Walls"].map(|name| copied.iter().find(|f| f.name == name).unwrap());
    assert_eq!(
        (walls.parent_id.as_str(), items[0].folder_id.as_str()),
        (build.id.as_str(), walls.id.as_str())
    );
    desk.bench.end().await;
}
