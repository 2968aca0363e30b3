//! The rpcs of moves.
use tandem_kit::{Cause, Page, clock::timestamp, download::Pieces};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api, file, imports};
use crate::import::{
    Import, State,
    moves::{self, Move, MoveId},
};

#[tonic::async_trait]
impl pb::moves_service_server::MovesService for Api {
    type DownloadMoveErrorsStream = Pieces;

    async fn preview_move(
        &self,
        request: Request<pb::PreviewMoveRequest>,
    ) -> Answer<pb::PreviewMoveResponse> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(Box::pin(moves::preview(&self.0, &cause, request.into_inner())).await?))
    }

    async fn create_move(&self, request: Request<pb::CreateMoveRequest>) -> Answer<pb::Move> {
        let cause = Cause::of(&request)?;
        let made = Box::pin(moves::create(&self.0, &cause, request.into_inner())).await?;
        Ok(Response::new(shown(made)))
    }

    async fn get_move(&self, request: Request<pb::GetMoveRequest>) -> Answer<pb::Move> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new(shown(moves::get(&self.0, &cause.caller, id).await?)))
    }

    async fn list_moves(&self, request: Request<pb::ListMovesRequest>) -> Answer<pb::ListMovesResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let (moves, next_page_token) = moves::list(&self.0, &cause.caller, &page).await?;
        let moves = moves.into_iter().map(shown).collect();
        Ok(Response::new(pb::ListMovesResponse { moves, next_page_token }))
    }

    async fn download_move_errors(
        &self,
        request: Request<pb::DownloadMoveErrorsRequest>,
    ) -> Answer<Self::DownloadMoveErrorsStream> {
        let cause = Cause::of(&request)?;
        let id: MoveId = request.into_inner().move_id.parse()?;
        let text = moves::download(self.0.clone(), &cause.caller, id).await?;
        file("errors.csv", "text/csv; charset=utf-8", text)
    }

    async fn cancel_move(&self, request: Request<pb::CancelMoveRequest>) -> Answer<pb::Move> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new(shown(moves::cancel(&self.0, &cause.caller, id).await?)))
    }
}

fn shown(of: Move) -> pb::Move {
    let sum = |count: fn(&Import) -> i32| of.imports.iter().map(count).fold(0, i32::saturating_add);
    let ended = of.imports.iter().all(|import| import.end_time.is_some());
    let end_time = of.imports.iter().filter_map(|import| import.end_time).max().filter(|_| ended);
    pb::Move {
        id: of.id.to_string(),
        state: imports::to_state(state(&of.imports)).into(),
        total: sum(|import| import.total),
        processed: sum(|import| import.processed),
        failed: sum(|import| import.failed),
        created: sum(|import| import.created),
        updated: sum(|import| import.updated),
        unchanged: sum(|import| import.unchanged),
        create_time: of.imports.first().map(|import| timestamp(import.create_time)),
        end_time: end_time.map(timestamp),
        imports: of.imports.into_iter().map(imports::shown).collect(),
    }
}

/// How far all of them are.
fn state(imports: &[Import]) -> State {
    let any = |state: State| imports.iter().any(|import| import.state == state);
    let all = |state: State| imports.iter().all(|import| import.state == state);
    if all(State::Pending) {
        State::Pending
    } else if any(State::Pending) || any(State::Running) {
        State::Running
    } else if any(State::Cancelled) {
        State::Cancelled
    } else if any(State::Failed) {
        State::Failed
    } else {
        State::Completed
    }
}
