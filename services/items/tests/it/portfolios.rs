use tandem_proto::items::{self as pb, portfolios_service_client::PortfoliosServiceClient};
use tonic::Status;

use crate::desk::{Desk, acting, reason};

fn portfolios(desk: &Desk) -> PortfoliosServiceClient<tandem_kit::rpc::Channel> {
    PortfoliosServiceClient::new(desk.bench.channel("items"))
}

async fn project(desk: &Desk, name: &str) -> String {
    let request = pb::CreateProjectRequest { name: name.into(), ..Default::default() };
    acting(&desk.bench.as_agent(), desk.projects().create_project(request)).await.unwrap().id
}

async fn make(desk: &Desk, parent: &str, name: &str) -> String {
    let request =
        pb::CreatePortfolioRequest { parent_id: parent.into(), name: name.into(), ..Default::default() };
    acting(&desk.bench.as_agent(), portfolios(desk).create_portfolio(request)).await.unwrap().id
}

async fn adds(desk: &Desk, id: &str, project: &str) -> pb::Portfolio {
    let request = pb::AddPortfolioProjectRequest { id: id.into(), project_id: project.into() };
    acting(&desk.bench.as_agent(), portfolios(desk).add_portfolio_project(request)).await.unwrap()
}

async fn moves(desk: &Desk, id: &str, parent: &str) -> Result<pb::Portfolio, Status> {
    let request = pb::MovePortfolioRequest { id: id.into(), parent_id: parent.into(), ..Default::default() };
    acting(&desk.bench.as_agent(), portfolios(desk).move_portfolio(request)).await
}

async fn numbers(desk: &Desk, filter: &str) -> Vec<i64> {
    let request =
        pb::ListItemsRequest { filter: filter.into(), order_by: "number".into(), ..Default::default() };
    let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap().items;
    listed.iter().map(|item| item.number).collect()
}

#[tokio::test]
async fn a_project_is_in_several_portfolios_and_in_those_around_them() {
    let desk = Desk::open().await;
    let (north, south) = (project(&desk, "North").await, project(&desk, "South").await);
    let all = make(&desk, "", "All").await;
    let sites = make(&desk, &all, "Sites").await;
    let strategic = make(&desk, "", "Strategic").await;
    adds(&desk, &sites, &north).await;
    assert_eq!(adds(&desk, &strategic, &north).await.project_ids, [north.as_str()]);
    adds(&desk, &all, &south).await;
    for project_id in [north.clone(), south.clone(), String::new()] {
        desk.creates(pb::CreateItemRequest { title: "Dig".into(), project_id, ..Default::default() }).await;
    }
    let in_portfolio = async |id: &str| numbers(&desk, &format!("portfolio = {id}")).await;
    assert_eq!(in_portfolio(&sites).await, [1]);
    assert_eq!(in_portfolio(&strategic).await, [1]);
    assert_eq!(in_portfolio(&all).await, [1, 2]);
    assert_eq!(numbers(&desk, "NOT portfolio:*").await, [3]);
    moves(&desk, &sites, &strategic).await.unwrap();
    assert_eq!(in_portfolio(&all).await, [2]);
    assert_eq!(in_portfolio(&strategic).await, [1]);
    let request = pb::RemovePortfolioProjectRequest { id: strategic.clone(), project_id: north.clone() };
    acting(&desk.bench.as_agent(), portfolios(&desk).remove_portfolio_project(request)).await.unwrap();
    assert_eq!(in_portfolio(&strategic).await, [1], "it is in one that is in it");
    let request = pb::DeletePortfolioRequest { id: sites };
    acting(&desk.bench.as_agent(), portfolios(&desk).delete_portfolio(request)).await.unwrap();
    assert_eq!(in_portfolio(&strategic).await, [0; 0]);
    let request = pb::GetProjectRequest { id: north };
    let kept = acting(&desk.bench.as_agent(), desk.projects().get_project(request)).await.unwrap();
    assert_eq!(kept.name, "North");
    desk.bench.end().await;
}

#[tokio::test]
async fn portfolios_are_in_each_other_without_a_circle() {
    let desk = Desk::open().await;
    let one = make(&desk, "", "1").await;
    let two = make(&desk, &one, "2").await;
    let refused = moves(&desk, &one, &two).await.unwrap_err();
    assert_eq!(reason(&refused).0, "PORTFOLIO_CYCLE");
    let request = pb::DeletePortfolioRequest { id: one };
    acting(&desk.bench.as_agent(), portfolios(&desk).delete_portfolio(request)).await.unwrap();
    let request = pb::ListPortfoliosRequest {};
    let listed = acting(&desk.bench.as_agent(), portfolios(&desk).list_portfolios(request)).await.unwrap();
    let shown: Vec<_> = listed.portfolios.iter().map(|p| (p.id.as_str(), p.parent_id.as_str())).collect();
    assert_eq!(shown, [(two.as_str(), "")]);
    desk.bench.end().await;
}

#[tokio::test]
async fn items_fall_into_the_portfolios_of_their_projects() {
    let desk = Desk::open().await;
    let north = project(&desk, "North").await;
    let (one, two) = (make(&desk, "", "1").await, make(&desk, "", "2").await);
    adds(&desk, &one, &north).await;
    adds(&desk, &two, &north).await;
    desk.creates(pb::CreateItemRequest { title: "Dig".into(), project_id: north, ..Default::default() })
        .await;
    desk.ticket("Alone").await;
    let request = pb::ListItemGroupsRequest { group_by: "portfolio".into(), ..Default::default() };
    let groups = acting(&desk.bench.as_agent(), desk.views().list_item_groups(request)).await.unwrap().groups;
    let mut shown: Vec<_> = groups.iter().map(|g| (g.value.as_str(), g.count.unwrap().items)).collect();
    shown.sort_unstable();
    assert_eq!(shown, [("", 1), (one.as_str(), 1), (two.as_str(), 1)]);
    desk.bench.end().await;
}
