//! `MacrosService`: decode, do, encode.
use tandem_kit::{Cause, Error, Page, id, mask};
use tandem_proto::automation::{self as pb, macros_service_server::MacrosService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::macros::{self, Asker, MacroId, begin, change, offer, preview, record, undo};

const SETTABLE: [&str; 12] = [
    "name",
    "description",
    "icon",
    "group",
    "scope",
    "team_ids",
    "enabled",
    "kinds",
    "condition",
    "filter",
    "actions",
    "position",
];

type Answer<T> = Result<Response<T>, Status>;

/// What a macro is after an update, as its mask says.
fn merged(before: pb::Macro, given: &pb::Macro, paths: &[&str]) -> Result<pb::Macro, Error> {
    let mut after = pb::Macro { filter: String::new(), ..before };
    for path in paths {
        match *path {
            "name" => after.name.clone_from(&given.name),
            "description" => after.description.clone_from(&given.description),
            "icon" => after.icon.clone_from(&given.icon),
            "group" => after.group.clone_from(&given.group),
            "scope" => after.scope = given.scope,
            "team_ids" => after.team_ids.clone_from(&given.team_ids),
            "enabled" => after.enabled = given.enabled,
            "kinds" => after.kinds.clone_from(&given.kinds),
            // Where both are named, the text is read.
            "condition" if paths.contains(&"filter") => {}
            "condition" => after.condition.clone_from(&given.condition),
            "filter" => {
                after.filter.clone_from(&given.filter);
                after.condition = None;
            }
            "actions" => after.actions.clone_from(&given.actions),
            "position" => after.position = given.position,
            _ => return Err(mask::unknown(path, &SETTABLE)),
        }
    }
    Ok(after)
}

impl Api {
    async fn offered(
        &self,
        cause: &Cause,
        asker: &Asker,
        all: Vec<macros::Macro>,
        item_id: &str,
    ) -> Result<Vec<macros::Macro>, Error> {
        let (account, peers) = (cause.account(), &self.engine.peers);
        let item = peers.item(item_id).await?;
        let (statuses, types) = (peers.statuses(account).await?, peers.types(account).await?);
        let catalogue = offer::catalogue(peers, account).await?;
        let scope = offer::scope(asker.user, &asker.teams, self.engine.clock.now());
        let mut offered = Vec::new();
        for one in all.into_iter().filter(|one| one.enabled) {
            let kinds = one.kinds.iter().map(|kind| i32::from(*kind)).collect();
            let offer = offer::Offer::new(kinds, one.definition()?.condition.as_ref(), &catalogue);
            // One whose condition has no meaning any more is offered for nothing.
            if offer.is_ok_and(|offer| offer.fits(&item, (&statuses, &types), &scope)) {
                offered.push(one);
            }
        }
        Ok(offered)
    }
}

#[tonic::async_trait]
impl MacrosService for Api {
    async fn list_macros(&self, request: Request<pb::ListMacrosRequest>) -> Answer<pb::ListMacrosResponse> {
        let cause = Cause::of(&request)?;
        let pb::ListMacrosRequest { item_id, everybody } = request.into_inner();
        let asker = Asker::of(&self.engine.peers, &cause).await?;
        let mut all = macros::list(&self.engine, &cause, &asker, everybody).await?;
        if !item_id.is_empty() {
            all = self.offered(&cause, &asker, all, &item_id).await?;
        }
        let macros = all.iter().map(|one| macros::shown(one, &asker)).collect::<Result<_, Error>>()?;
        Ok(Response::new(pb::ListMacrosResponse { macros }))
    }

    async fn get_macro(&self, request: Request<pb::GetMacroRequest>) -> Answer<pb::Macro> {
        let cause = Cause::of(&request)?;
        let asker = Asker::of(&self.engine.peers, &cause).await?;
        let one = macros::get(&self.engine, &cause, &asker, request.into_inner().id.parse()?).await?;
        Ok(Response::new(macros::shown(&one, &asker)?))
    }

    async fn create_macro(&self, request: Request<pb::CreateMacroRequest>) -> Answer<pb::Macro> {
        let cause = Cause::of(&request)?;
        let pb::CreateMacroRequest { r#macro, request_id } = request.into_inner();
        let given = r#macro.ok_or_else(|| Error::invalid("macro", "is required"))?;
        let request_id = id::request(&request_id)?;
        let asker = Asker::of(&self.engine.peers, &cause).await?;
        let condition = (given.filter.as_str(), given.condition.as_ref());
        let known = self.known(&cause, condition, (&[], &given.actions)).await?;
        let draft = change::draft(given, (&known.catalogue, &known.fields))?;
        let made = change::create(&self.engine, &cause, &asker, draft, request_id).await?;
        Ok(Response::new(macros::shown(&made, &asker)?))
    }

    async fn update_macro(&self, request: Request<pb::UpdateMacroRequest>) -> Answer<pb::Macro> {
        let cause = Cause::of(&request)?;
        let pb::UpdateMacroRequest { r#macro, update_mask } = request.into_inner();
        let given = r#macro.ok_or_else(|| Error::invalid("macro", "is required"))?;
        let id: MacroId = given.id.parse()?;
        let paths = mask::paths(update_mask.as_ref())?;
        let asker = Asker::of(&self.engine.peers, &cause).await?;
        let before = macros::get(&self.engine, &cause, &asker, id).await?;
        // What it was between this look and the change is settled by the revision.
        let revision = if given.revision == 0 { before.revision } else { given.revision };
        let stands = before.definition()?.actions;
        let after = merged(macros::shown(&before, &asker)?, &given, &paths)?;
        let condition = (after.filter.as_str(), after.condition.as_ref());
        let mut known = self.known(&cause, condition, (&[], &after.actions)).await?;
        known.fields.stands = stands;
        let draft = change::draft(after, (&known.catalogue, &known.fields))?;
        let changed = change::update(&self.engine, &cause, &asker, (id, revision), draft).await?;
        Ok(Response::new(macros::shown(&changed, &asker)?))
    }

    async fn delete_macro(&self, request: Request<pb::DeleteMacroRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        let id: MacroId = request.into_inner().id.parse()?;
        let asker = Asker::of(&self.engine.peers, &cause).await?;
        macros::get(&self.engine, &cause, &asker, id).await?;
        change::delete(&self.engine, &cause, &asker, id).await?;
        Ok(Response::new(()))
    }

    async fn preview_macro(
        &self,
        request: Request<pb::PreviewMacroRequest>,
    ) -> Answer<pb::PreviewMacroResponse> {
        let cause = Cause::of(&request)?;
        let pb::PreviewMacroRequest { id, selection } = request.into_inner();
        let asker = Asker::of(&self.engine.peers, &cause).await?;
        let one = macros::get(&self.engine, &cause, &asker, id.parse()?).await?;
        let selection = selection.unwrap_or_default();
        Ok(Response::new(preview::preview(&self.engine, &cause, &asker, &one, &selection).await?))
    }

    async fn run_macro(&self, request: Request<pb::RunMacroRequest>) -> Answer<pb::MacroRun> {
        let cause = Cause::of(&request)?;
        let pb::RunMacroRequest { id, selection, request_id } = request.into_inner();
        let request_id = id::request(&request_id)?;
        let asker = Asker::of(&self.engine.peers, &cause).await?;
        let one = macros::get(&self.engine, &cause, &asker, id.parse()?).await?;
        let of = (selection.unwrap_or_default(), request_id);
        Ok(Response::new(begin::begin(&self.engine, &cause, &asker, &one, of).await?))
    }

    async fn get_macro_run(&self, request: Request<pb::GetMacroRunRequest>) -> Answer<pb::MacroRun> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(record::get(&self.engine, &cause, request.into_inner().id.parse()?).await?))
    }

    async fn list_macro_runs(
        &self,
        request: Request<pb::ListMacroRunsRequest>,
    ) -> Answer<pb::ListMacroRunsResponse> {
        let cause = Cause::of(&request)?;
        let macro_runs = record::list(&self.engine, &cause, request.into_inner().everybody).await?;
        Ok(Response::new(pb::ListMacroRunsResponse { macro_runs }))
    }

    async fn list_macro_run_results(
        &self,
        request: Request<pb::ListMacroRunResultsRequest>,
    ) -> Answer<pb::ListMacroRunResultsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let (outcome, id) = (request.outcome(), request.macro_run_id.parse()?);
        let (results, next_page_token) =
            record::results((&self.engine, &self.sight), &cause, id, outcome, &page).await?;
        Ok(Response::new(pb::ListMacroRunResultsResponse { results, next_page_token }))
    }

    async fn cancel_macro_run(&self, request: Request<pb::CancelMacroRunRequest>) -> Answer<pb::MacroRun> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(record::cancel(&self.engine, &cause, request.into_inner().id.parse()?).await?))
    }

    async fn undo_macro_run(&self, request: Request<pb::UndoMacroRunRequest>) -> Answer<pb::MacroRun> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(undo::begin(&self.engine, &cause, request.into_inner().id.parse()?).await?))
    }
}
