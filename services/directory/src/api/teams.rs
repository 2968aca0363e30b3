//! `TeamsService`.
use tandem_kit::{
    Cause, Error, Page,
    id::{self, UserId},
    mask,
};
use tandem_proto::directory::{self as pb, teams_service_server::TeamsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::team;

fn members(field: &str, ids: &[String]) -> Result<Vec<UserId>, Error> {
    ids.iter().map(|text| id::in_field(field, text)).collect()
}

#[tonic::async_trait]
impl TeamsService for Api {
    async fn get_team(&self, request: Request<pb::GetTeamRequest>) -> Result<Response<pb::Team>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new((&team::get(self.db.pool(), cause.account(), id).await?).into()))
    }

    async fn list_teams(
        &self,
        request: Request<pb::ListTeamsRequest>,
    ) -> Result<Response<pb::ListTeamsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListTeamsRequest { page_size, page_token } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (teams, next_page_token) = team::list(self.db.pool(), cause.account(), &page).await?;
        Ok(Response::new(pb::ListTeamsResponse {
            teams: teams.iter().map(Into::into).collect(),
            next_page_token,
        }))
    }

    async fn create_team(
        &self,
        request: Request<pb::CreateTeamRequest>,
    ) -> Result<Response<pb::Team>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateTeamRequest { name, user_ids, request_id } = request.into_inner();
        let (members, request_id) = (members("user_ids", &user_ids)?, id::request(&request_id)?);
        let team = team::create(&self.db, &cause, &name, &members, request_id).await?;
        Ok(Response::new((&team).into()))
    }

    async fn update_team(
        &self,
        request: Request<pb::UpdateTeamRequest>,
    ) -> Result<Response<pb::Team>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateTeamRequest { team, update_mask } = request.into_inner();
        let given = team.ok_or_else(|| Error::invalid("team", "is required"))?;
        let (mut name, mut users) = (None, None);
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "name" => name = Some(given.name.trim().to_owned()),
                "user_ids" => users = Some(members("team.user_ids", &given.user_ids)?),
                _ => return Err(mask::unknown(path, &["name", "user_ids"]).into()),
            }
        }
        let team = team::update(&self.db, &cause, given.id.parse()?, given.revision, (name, users)).await?;
        Ok(Response::new((&team).into()))
    }

    async fn delete_team(&self, request: Request<pb::DeleteTeamRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        team::delete(&self.db, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }
}
