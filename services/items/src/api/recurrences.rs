//! The rpcs of recurrences.
use tandem_kit::{Cause, Page};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{
    item::request,
    recurrence::{self, Recurrence, change},
    text,
};

#[tonic::async_trait]
impl pb::recurrences_service_server::RecurrencesService for Api {
    async fn list_recurrences(
        &self,
        request: Request<pb::ListRecurrencesRequest>,
    ) -> Answer<pb::ListRecurrencesResponse> {
        let all = recurrence::list(&self.0, &Cause::of(&request)?).await?;
        let recurrences = all.iter().map(Recurrence::shown).collect::<Result<_, _>>()?;
        Ok(Response::new(pb::ListRecurrencesResponse { recurrences }))
    }

    async fn get_recurrence(&self, request: Request<pb::GetRecurrenceRequest>) -> Answer<pb::Recurrence> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        recurrence::check_seen(&self.0, &cause, id).await?;
        Ok(Response::new(recurrence::get(self.0.db.pool(), &cause, id).await?.shown()?))
    }

    async fn create_recurrence(
        &self,
        request: Request<pb::CreateRecurrenceRequest>,
    ) -> Answer<pb::Recurrence> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let key =
            request::key(&cause.caller, "create recurrence", text::key("request_id", &request.request_id)?);
        let given = request.recurrence.unwrap_or_default();
        Ok(Response::new(change::create(&self.0, &cause, given, key).await?.shown()?))
    }

    async fn update_recurrence(
        &self,
        request: Request<pb::UpdateRecurrenceRequest>,
    ) -> Answer<pb::Recurrence> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(change::update(&self.0, &cause, request.into_inner()).await?.shown()?))
    }

    async fn delete_recurrence(&self, request: Request<pb::DeleteRecurrenceRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        change::delete(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn preview_recurrence(
        &self,
        request: Request<pb::PreviewRecurrenceRequest>,
    ) -> Answer<pb::PreviewRecurrenceResponse> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(recurrence::preview(&self.0, &cause, &request.into_inner()).await?))
    }

    async fn list_recurrence_occurrences(
        &self,
        request: Request<pb::ListRecurrenceOccurrencesRequest>,
    ) -> Answer<pb::ListRecurrenceOccurrencesResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let id = request.recurrence_id.parse()?;
        let (occurrences, next_page_token) = recurrence::occurrences(&self.0, &cause, id, &page).await?;
        Ok(Response::new(pb::ListRecurrenceOccurrencesResponse { occurrences, next_page_token }))
    }
}
