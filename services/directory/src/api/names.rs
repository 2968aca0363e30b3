//! `NamesService`.
use tandem_kit::{
    Page,
    id::{self, AccountId},
};
use tandem_proto::directory::{self as pb, names_service_server::NamesService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::names;

#[tonic::async_trait]
impl NamesService for Api {
    async fn learn_names(
        &self,
        request: Request<pb::LearnNamesRequest>,
    ) -> Result<Response<pb::LearnNamesResponse>, Status> {
        let pb::LearnNamesRequest { account_id, page_token } = request.into_inner();
        let account: Option<AccountId> = id::in_optional_field("account_id", &account_id)?;
        let after = Page::of(0, &page_token)?.after::<names::After>()?.unwrap_or_default();
        let (read, next_page_token) = names::learn(&self.db, account, after).await?;
        let read = i32::try_from(read).unwrap_or(i32::MAX);
        Ok(Response::new(pb::LearnNamesResponse { read, next_page_token }))
    }
}
