use tandem_kit::{
    Cause, Role,
    id::{CustomerId, UserId},
};
use tandem_proto::items as pb;
use tonic::Code;

use crate::desk::{Desk, acting, update};

fn stranger(desk: &Desk) -> Cause {
    let mut stranger = desk.bench.as_user(UserId::new(), Role::Owner);
    stranger.caller.account = UserId::new().uuid();
    stranger
}

fn mask(path: &str) -> prost_types::FieldMask {
    prost_types::FieldMask { paths: vec![path.into()] }
}

fn nobody_finds(answers: impl IntoIterator<Item = Result<(), tonic::Status>>) {
    for (n, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.unwrap_err().code(), Code::NotFound, "answer {n}");
    }
}

#[tokio::test]
async fn an_item_of_another_account_is_not_there() {
    let desk = Desk::open().await;
    let item = desk.published("Printer", CustomerId::new()).await;
    let (stranger, id) = (stranger(&desk), item.id.clone());
    let delete = pb::DeleteItemRequest { id: id.clone() };
    let kind = pb::Kind::Task.into();
    let convert = pb::ConvertItemRequest { id: id.clone(), kind, ..Default::default() };
    let activities = pb::ListActivitiesRequest { item_id: id.clone(), ..Default::default() };
    nobody_finds([
        desk.gets_as(&stranger, &id).await.map(drop),
        desk.gets_as(&stranger, "1").await.map(drop),
        desk.tries(&stranger, &item, "title", |item| item.title = "Mine".into()).await.map(drop),
        acting(&stranger, desk.items().delete_item(delete)).await,
        acting(&stranger, desk.items().convert_item(convert)).await.map(drop),
        acting(&stranger, desk.items().list_activities(activities)).await.map(drop),
    ]);
    let listed = acting(&stranger, desk.items().list_items(pb::ListItemsRequest::default())).await.unwrap();
    assert!(listed.items.is_empty());
    assert_eq!(desk.gets(&item.id).await.unwrap(), item);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_project_or_a_policy_of_another_account_is_not_there() {
    let desk = Desk::open().await;
    let (cause, stranger) = (desk.bench.as_agent(), stranger(&desk));
    let project = pb::CreateProjectRequest { name: "Move".into(), ..Default::default() };
    let project = acting(&cause, desk.projects().create_project(project)).await.unwrap();
    let list = pb::ListSlaPoliciesRequest::default();
    let policies = acting(&cause, desk.policies().list_sla_policies(list)).await.unwrap().sla_policies;
    let get = pb::GetProjectRequest { id: project.id.clone() };
    let rename = pb::UpdateProjectRequest { project: Some(project), update_mask: Some(mask("name")) };
    let sla_policy = policies.first().cloned();
    let promise = pb::UpdateSlaPolicyRequest { sla_policy, update_mask: Some(mask("name")) };
    nobody_finds([
        acting(&stranger, desk.projects().get_project(get)).await.map(drop),
        acting(&stranger, desk.projects().update_project(rename)).await.map(drop),
        acting(&stranger, desk.policies().update_sla_policy(promise)).await.map(drop),
    ]);
    let listed = acting(&stranger, desk.projects().list_projects(pb::ListProjectsRequest::default())).await;
    assert!(listed.unwrap().projects.is_empty());
    desk.bench.end().await;
}

#[tokio::test]
async fn what_belongs_to_another_account_cannot_be_put_on_an_item() {
    let desk = Desk::open().await;
    let project = pb::CreateProjectRequest { name: "Move".into(), ..Default::default() };
    let project = acting(&desk.bench.as_agent(), desk.projects().create_project(project)).await.unwrap();
    let status = desk.status("resolved").await;
    let stranger = stranger(&desk);
    let theirs = pb::CreateItemRequest { title: "Theirs".into(), ..Default::default() };
    let theirs = acting(&stranger, desk.items().create_item(theirs)).await.unwrap();
    assert_eq!(theirs.number, 1, "numbers are of the account");
    let wanted = |field: &str| pb::Item {
        project_id: project.id.clone(),
        status_id: status.clone(),
        id: theirs.id.clone(),
        title: field.into(),
        ..Default::default()
    };
    for field in ["project_id", "status_id"] {
        let refused =
            acting(&stranger, desk.items().update_item(update(wanted(field), field))).await.unwrap_err();
        assert!(refused.message().starts_with(&format!("item.{field}: ")), "{refused}");
    }
    desk.bench.end().await;
}
