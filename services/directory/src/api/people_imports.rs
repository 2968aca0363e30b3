//! `PeopleImportsService`.
use tandem_kit::{Cause, Error};
use tandem_proto::directory::{self as pb, people_imports_service_server::PeopleImportsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::many;

const MOST: usize = 500;

fn check_count(count: usize) -> Result<(), Error> {
    if count > MOST { Err(Error::invalid("rows", format!("are {count}; at most {MOST}"))) } else { Ok(()) }
}

#[tonic::async_trait]
impl PeopleImportsService for Api {
    async fn ensure_people(
        &self,
        request: Request<pb::EnsurePeopleRequest>,
    ) -> Result<Response<pb::EnsurePeopleResponse>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        check_count(request.people.len())?;
        let people = many::ensure(&self.db, &self.fields, &cause, request).await?;
        Ok(Response::new(pb::EnsurePeopleResponse { people }))
    }

    async fn import_people(
        &self,
        request: Request<pb::ImportPeopleRequest>,
    ) -> Result<Response<pb::ImportPeopleResponse>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        check_count(request.rows.len())?;
        let rows = many::import(&self.db, &self.fields, &cause, request).await?;
        Ok(Response::new(pb::ImportPeopleResponse { rows }))
    }
}
