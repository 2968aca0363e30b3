use futures::future::join_all;
use tandem_proto::items as pb;

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
