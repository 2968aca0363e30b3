//! The rpcs of the index.
use tandem_kit::{
    Page,
    id::{self, AccountId},
};
use tandem_proto::items as pb;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api};
use crate::item::index;

#[tonic::async_trait]
impl pb::search_service_server::SearchService for Api {
    async fn rebuild_search(
        &self,
        request: Request<pb::RebuildSearchRequest>,
    ) -> Answer<pb::RebuildSearchResponse> {
        let pb::RebuildSearchRequest { account_id, page_token } = request.into_inner();
        let account: Option<AccountId> = id::in_optional_field("account_id", &account_id)?;
        let after: Option<(Uuid, Uuid)> = Page::of(0, &page_token)?.after()?;
        let marked = index::rebuild(&self.0, account.map(|account| account.uuid()), after).await?;
        let more = i64::try_from(marked.len()).is_ok_and(|marked| marked >= index::REBUILT);
        let next_page_token = marked.iter().max().filter(|_| more).map(Page::token).unwrap_or_default();
        Ok(Response::new(pb::RebuildSearchResponse {
            marked: i32::try_from(marked.len()).unwrap_or(i32::MAX),
            next_page_token,
        }))
    }
}
