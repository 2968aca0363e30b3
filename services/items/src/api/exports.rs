//! The rpcs of exports and of the account's log.
use tandem_kit::{Cause, Page, clock, download::Pieces, id::ItemId};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api, file};
use crate::{
    export,
    item::{
        activity::Activity,
        log::{self, Asked, Line},
    },
    wire,
};

#[tonic::async_trait]
impl pb::exports_service_server::ExportsService for Api {
    type ExportItemsStream = Pieces;

    async fn export_items(
        &self,
        request: Request<pb::ExportItemsRequest>,
    ) -> Answer<Self::ExportItemsStream> {
        let cause = Cause::of(&request)?;
        let (format, text) = export::items(self.0.clone(), &cause, request.into_inner()).await?;
        file(format.file_name(), format.content_type(), text)
    }
}

#[tonic::async_trait]
impl pb::audit_service_server::AuditService for Api {
    type ExportActivitiesStream = Pieces;

    async fn list_account_activities(
        &self,
        request: Request<pb::ListAccountActivitiesRequest>,
    ) -> Answer<pb::ListAccountActivitiesResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let span = (
            request.start_time.as_ref().map(|at| clock::instant("start_time", at)).transpose()?,
            request.end_time.as_ref().map(|at| clock::instant("end_time", at)).transpose()?,
        );
        let asked = Asked::of(&self.0, &cause, &request.filter, span).await?;
        let (lines, next_page_token) = log::list(&self.0, &asked, &page).await?;
        let activities = lines.into_iter().map(shown).collect();
        Ok(Response::new(pb::ListAccountActivitiesResponse { activities, next_page_token }))
    }

    async fn export_activities(
        &self,
        request: Request<pb::ExportActivitiesRequest>,
    ) -> Answer<Self::ExportActivitiesStream> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let span = (
            request.start_time.as_ref().map(|at| clock::instant("start_time", at)).transpose()?,
            request.end_time.as_ref().map(|at| clock::instant("end_time", at)).transpose()?,
        );
        let asked = Asked::of(&self.0, &cause, &request.filter, span).await?;
        file("activities.csv", "text/csv; charset=utf-8", log::file(self.0.clone(), &cause, asked))
    }
}

fn shown(line: Line) -> pb::AccountActivity {
    pb::AccountActivity {
        item_id: ItemId::from(line.item).to_string(),
        item_number: line.number,
        item_title: line.title,
        activity: Some(wire::activity(Activity {
            id: line.id,
            actor: line.actor,
            verb: line.verb,
            field: line.field,
            before: line.before,
            after: line.after,
            cause: line.cause,
            create_time: line.create_time,
        })),
    }
}
