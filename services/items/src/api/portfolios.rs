//! The rpcs of portfolios: decode, do, encode.
use tandem_kit::{Cause, id, mask};
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{item::request, portfolio, text, wire::place};

#[tonic::async_trait]
impl pb::portfolios_service_server::PortfoliosService for Api {
    async fn list_portfolios(
        &self,
        request: Request<pb::ListPortfoliosRequest>,
    ) -> Answer<pb::ListPortfoliosResponse> {
        let portfolios = portfolio::list(&self.0, &Cause::of(&request)?.caller).await?;
        let portfolios = portfolios.iter().map(place::portfolio).collect();
        Ok(Response::new(pb::ListPortfoliosResponse { portfolios }))
    }

    async fn get_portfolio(&self, request: Request<pb::GetPortfolioRequest>) -> Answer<pb::Portfolio> {
        let account = Cause::of(&request)?.caller.account;
        let portfolio = portfolio::get(self.0.db.pool(), account, request.into_inner().id.parse()?).await?;
        Ok(Response::new(place::portfolio(&portfolio)))
    }

    async fn create_portfolio(&self, request: Request<pb::CreatePortfolioRequest>) -> Answer<pb::Portfolio> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let request_id = text::key("request_id", &request.request_id)?;
        let new = portfolio::New {
            parent: id::in_optional_field("parent_id", &request.parent_id)?,
            name: text::name("name", &request.name)?,
            request_id: request::key(&cause.caller, "create portfolio", request_id),
        };
        Ok(Response::new(place::portfolio(&portfolio::create(&self.0, &cause, new).await?)))
    }

    async fn update_portfolio(&self, request: Request<pb::UpdatePortfolioRequest>) -> Answer<pb::Portfolio> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let given = request.portfolio.unwrap_or_default();
        if let Some(path) = mask::paths(request.update_mask.as_ref())?.iter().find(|path| **path != "name") {
            return Err(mask::unknown(path, &["name"]).into());
        }
        let name = text::name("portfolio.name", &given.name)?;
        let portfolio = portfolio::rename(&self.0, &cause, given.id.parse()?, given.revision, name).await?;
        Ok(Response::new(place::portfolio(&portfolio)))
    }

    async fn move_portfolio(&self, request: Request<pb::MovePortfolioRequest>) -> Answer<pb::Portfolio> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let parent = id::in_optional_field("parent_id", &request.parent_id)?;
        let after = id::in_optional_field("after_id", &request.after_id)?;
        let portfolio = portfolio::place(&self.0, &cause, request.id.parse()?, parent, after).await?;
        Ok(Response::new(place::portfolio(&portfolio)))
    }

    async fn add_portfolio_project(
        &self,
        request: Request<pb::AddPortfolioProjectRequest>,
    ) -> Answer<pb::Portfolio> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let project = request.project_id.parse()?;
        let portfolio = portfolio::add(&self.0, &cause, request.id.parse()?, project).await?;
        Ok(Response::new(place::portfolio(&portfolio)))
    }

    async fn remove_portfolio_project(
        &self,
        request: Request<pb::RemovePortfolioProjectRequest>,
    ) -> Answer<pb::Portfolio> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let project = request.project_id.parse()?;
        let portfolio = portfolio::remove(&self.0, &cause, request.id.parse()?, project).await?;
        Ok(Response::new(place::portfolio(&portfolio)))
    }

    async fn delete_portfolio(&self, request: Request<pb::DeletePortfolioRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        portfolio::delete(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }
}
