//! The rpcs of exports and of the account's log.
use prost_types::Timestamp;
use tandem_kit::{
    Cause, Error, Page, clock,
    download::{Format, Pieces},
    id::ItemId,
};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api, file};
use crate::{
    export,
    item::log::{self, Asked, Line, Span},
    view::{self, Asker, both},
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
        file(&format.file_name("items"), format.content_type(), text)
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
        let span = span(request.start_time.as_ref(), request.end_time.as_ref())?;
        let items = self.items(&cause, request.items, &request.view_id).await?;
        let asked = Asked::of(&self.0, &cause, &request.filter, span).await?;
        let asked = asked.of_items(&self.0, &cause, &items).await?;
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
        let format = Format::read(&request.format)?;
        let span = span(request.start_time.as_ref(), request.end_time.as_ref())?;
        let items = self.items(&cause, request.items, &request.view_id).await?;
        let asked = Asked::of(&self.0, &cause, &request.filter, span).await?;
        let asked = asked.of_items(&self.0, &cause, &items).await?;
        let name = format.file_name("activities");
        file(&name, format.content_type(), log::file(self.0.clone(), &cause, asked, format))
    }
}

impl Api {
    /// A filter of items with that of a view that the caller sees.
    async fn items(&self, cause: &Cause, items: String, view_id: &str) -> Result<String, Error> {
        if view_id.is_empty() {
            return Ok(items);
        }
        let asker = Asker::of(&self.0, cause).await?;
        let view = view::get(self.0.db.pool(), cause, &asker, view_id.parse()?).await?;
        Ok(both(&items, &view.whole_filter()))
    }
}

/// From when on, and until when.
pub(super) fn span(start: Option<&Timestamp>, end: Option<&Timestamp>) -> Result<Span, Error> {
    let instant = |field, at: Option<&Timestamp>| at.map(|at| clock::instant(field, at)).transpose();
    Ok((instant("start_time", start)?, instant("end_time", end)?))
}

fn shown(line: Line) -> pb::AccountActivity {
    pb::AccountActivity {
        item_id: ItemId::from(line.item).to_string(),
        item_number: line.number,
        item_title: line.title,
        activity: Some(wire::activity(line.activity)),
    }
}
