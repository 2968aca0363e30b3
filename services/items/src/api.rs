//! The rpcs of items: decode, do, encode.
mod bulk_edits;
mod checklists;
mod custom_fields;
mod dashboards;
mod exports;
mod folders;
mod imports;
mod index;
mod item_forms;
mod item_templates;
mod item_types;
mod item_uses;
mod life;
mod links;
mod merges;
mod moves;
mod portfolios;
mod preferences;
mod project_shares;
mod project_statuses;
mod projects;
mod recurrences;
mod sight;
mod views;

use std::sync::Arc;

use tandem_kit::{
    Caller, Cause, Error, Page,
    download::file,
    id::{self, ItemId},
};
use tandem_proto::items as pb;
use tonic::{Request, Response, Status};

use crate::{
    Env, error,
    item::{self, Change, Item, Name, New, list, log, order, request, search},
    sight::{ask, role},
    sla::{self, policy},
    text, wire,
};

/// All rpcs of this service.
#[derive(Clone)]
pub struct Api(pub Arc<Env>);

type Answer<T> = Result<Response<T>, Status>;

impl Api {
    /// One item as this caller sees it.
    async fn one(&self, caller: &Caller, item: Item) -> Answer<pb::Item> {
        Ok(Response::new(self.shown(caller, &[item]).await?.swap_remove(0)))
    }

    /// Items as this caller sees them.
    async fn shown(&self, caller: &Caller, items: &[Item]) -> Result<Vec<pb::Item>, Error> {
        if caller.customer().is_none() {
            let mut shown: Vec<pb::Item> = items.iter().map(wire::item).collect();
            ask::trim(&self.0, caller, &mut shown).await?;
            let can = role::of_items(&self.0, caller, items).await?;
            shown.iter_mut().zip(can).for_each(|(item, can)| item.can = Some(can));
            return Ok(shown);
        }
        let words = self.0.vocabularies.of(caller.account.into()).await?;
        Ok(items.iter().map(|item| wire::for_customer(item, &words)).collect())
    }
}

#[tonic::async_trait]
impl pb::items_service_server::ItemsService for Api {
    async fn get_item(&self, request: Request<pb::GetItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let name = Name::read(&request.into_inner().id)?;
        let item = item::get(&self.0, &cause.caller, name).await?;
        let from = match item::led_by(&item, name) {
            Some(name) => item::own(&self.0, &cause.caller, name).await?,
            None => None,
        };
        let mut answer = self.shown(&cause.caller, &[item]).await?.swap_remove(0);
        answer.merged_from_id = from.map(|from| ItemId::from(from.id).to_string()).unwrap_or_default();
        Ok(Response::new(answer))
    }

    async fn list_items(&self, request: Request<pb::ListItemsRequest>) -> Answer<pb::ListItemsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let order = order::Order::read(&request.order_by, &cause.caller)?;
        let (items, next_page_token) = list::list(&self.0, &cause, &request.filter, order, &page).await?;
        let items = self.shown(&cause.caller, &items).await?;
        Ok(Response::new(pb::ListItemsResponse { items, next_page_token, ..Default::default() }))
    }

    async fn search_items(&self, request: Request<pb::SearchItemsRequest>) -> Answer<pb::ListItemsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let order = search::Order::read(&request.order_by)?;
        let question =
            search::Ask { words: &request.q, filter: &request.filter, order, exact: request.exact };
        let found = search::search(&self.0, &cause, question, &page).await?;
        let can = role::of_items(&self.0, &cause.caller, &found.items).await?;
        let mut found = wire::found(found);
        found.items.iter_mut().zip(can).for_each(|(item, can)| item.can = Some(can));
        ask::trim(&self.0, &cause.caller, &mut found.items).await?;
        Ok(Response::new(found))
    }

    async fn create_item(&self, request: Request<pb::CreateItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let new = New::read(&self.0, &cause, request.into_inner()).await?;
        let item = item::create(&self.0, &cause, new).await?;
        self.one(&cause.caller, item).await
    }

    async fn update_item(&self, request: Request<pb::UpdateItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let mut change = Change::of(&request)?;
        let item = request.item.unwrap_or_default();
        let id = item::id_of(&self.0, &cause.caller, &item.id).await?;
        let request_id = text::key("request_id", &request.request_id)?;
        let ask = item::Ask {
            id,
            revision: item.revision,
            request_id: request::key(&cause.caller, &format!("update {id}"), request_id),
            seen_status: id::in_optional_field("seen_status_id", &request.seen_status_id)?,
        };
        item::check_people(&self.0, &cause, id, &mut change).await?;
        let item = item::update(&self.0, &cause, ask, change).await?;
        self.one(&cause.caller, item).await
    }

    async fn delete_item(&self, request: Request<pb::DeleteItemRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        let id = item::id_of(&self.0, &cause.caller, &request.into_inner().id).await?;
        item::delete(&self.0, &cause, id).await?;
        Ok(Response::new(()))
    }

    async fn convert_item(&self, request: Request<pb::ConvertItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let kind = wire::kind(request.kind()).ok_or_else(error::no_kind)?;
        let r#type = id::in_optional_field("type_id", &request.type_id)?;
        let id = item::id_of(&self.0, &cause.caller, &request.id).await?;
        let request_id = text::key("request_id", &request.request_id)?;
        let request_id = request::key(&cause.caller, &format!("convert {id}"), request_id);
        let ask = item::Ask { id, revision: 0, request_id, seen_status: None };
        let item = item::convert(&self.0, &cause, ask, kind, r#type).await?;
        self.one(&cause.caller, item).await
    }

    async fn list_activities(
        &self,
        request: Request<pb::ListActivitiesRequest>,
    ) -> Answer<pb::ListActivitiesResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let item = item::id_of(&self.0, &cause.caller, &request.item_id).await?;
        item::get(&self.0, &cause.caller, Name::Id(item)).await?;
        let span = exports::span(request.start_time.as_ref(), request.end_time.as_ref())?;
        let asked = log::Asked::of(&self.0, &cause, &request.filter, span).await?.of_item(item);
        let (lines, next_page_token) = log::list(&self.0, &asked, &page).await?;
        let activities = lines.into_iter().map(|line| wire::activity(line.activity)).collect();
        Ok(Response::new(pb::ListActivitiesResponse { activities, next_page_token }))
    }
}

#[tonic::async_trait]
impl pb::sla_policies_service_server::SlaPoliciesService for Api {
    async fn list_sla_policies(
        &self,
        request: Request<pb::ListSlaPoliciesRequest>,
    ) -> Answer<pb::ListSlaPoliciesResponse> {
        let account = Cause::of(&request)?.account();
        let policies = policy::list(&self.0, account, request.into_inner().show_removed).await?;
        Ok(Response::new(pb::ListSlaPoliciesResponse {
            sla_policies: policies.iter().map(wire::policy).collect(),
        }))
    }

    async fn update_sla_policy(&self, request: Request<pb::UpdateSlaPolicyRequest>) -> Answer<pb::SlaPolicy> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let change = policy::Change::of(&request)?;
        let given = request.sla_policy.unwrap_or_default();
        let policy = policy::update(&self.0, &cause, given.id.parse()?, given.revision, change).await?;
        Ok(Response::new(wire::policy(&policy)))
    }

    async fn create_sla_policy(&self, request: Request<pb::CreateSlaPolicyRequest>) -> Answer<pb::SlaPolicy> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let request_id = text::key("request_id", &request.request_id)?;
        let request_id = request::key(&cause.caller, "create policy", request_id);
        let policy = policy::create(&self.0, &cause, policy::New::of(&request, request_id)?).await?;
        Ok(Response::new(wire::policy(&policy)))
    }

    async fn delete_sla_policy(&self, request: Request<pb::DeleteSlaPolicyRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        policy::update(&self.0, &cause, id, 0, policy::Change::removal()).await?;
        Ok(Response::new(()))
    }

    async fn explain_sla(&self, request: Request<pb::ExplainSlaRequest>) -> Answer<pb::ExplainSlaResponse> {
        let cause = Cause::of(&request)?;
        let name = Name::read(&request.into_inner().item_id)?;
        Ok(Response::new(sla::explain::explain(&self.0, &cause.caller, name).await?))
    }
}
