//! The rpcs of checklists.
use tandem_kit::{Cause, clock::timestamp, id::ItemId};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{
    checklist::{self, Change, Line, LineId},
    item::{self, Name},
};

#[tonic::async_trait]
impl pb::checklists_service_server::ChecklistsService for Api {
    async fn list_checklist_lines(
        &self,
        request: Request<pb::ListChecklistLinesRequest>,
    ) -> Answer<pb::ListChecklistLinesResponse> {
        let cause = Cause::of(&request)?;
        let name = Name::read(&request.into_inner().item_id)?;
        let lines = checklist::list(&self.0, &cause.caller, name).await?;
        Ok(Response::new(pb::ListChecklistLinesResponse { lines: lines.into_iter().map(shown).collect() }))
    }

    async fn create_checklist_line(
        &self,
        request: Request<pb::CreateChecklistLineRequest>,
    ) -> Answer<pb::ChecklistLine> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let item = item::get(&self.0, &cause.caller, Name::read(&request.item_id)?).await?;
        let text = checklist::text("text", &request.text)?;
        let assignee = checklist::assignee(&self.0, &cause, "assignee_id", &request.assignee_id).await?;
        let line = checklist::add(&self.0, &cause, item.id.into(), text, assignee).await?;
        Ok(Response::new(shown(line)))
    }

    async fn update_checklist_line(
        &self,
        request: Request<pb::UpdateChecklistLineRequest>,
    ) -> Answer<pb::ChecklistLine> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let id: LineId = request.line.clone().unwrap_or_default().id.parse()?;
        let change = Change::of(&self.0, &cause, &request).await?;
        Ok(Response::new(shown(checklist::update(&self.0, &cause, id, change).await?)))
    }

    async fn delete_checklist_line(&self, request: Request<pb::DeleteChecklistLineRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        let id: LineId = request.into_inner().id.parse()?;
        checklist::delete(&self.0, &cause, id).await?;
        Ok(Response::new(()))
    }
}

fn shown(line: Line) -> pb::ChecklistLine {
    pb::ChecklistLine {
        id: LineId::from(line.id).to_string(),
        item_id: ItemId::from(line.item).to_string(),
        text: line.text,
        done: line.done,
        assignee_id: line.assignee,
        position: line.position,
        done_by_id: line.done_by,
        done_time: line.done_time.map(timestamp),
    }
}
