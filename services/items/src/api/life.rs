//! The rpcs of what becomes of items.
use chrono::TimeDelta;
use tandem_kit::{Cause, Page, clock::timestamp};
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{
    item::{
        self, Name,
        life::{self, Shelf},
        request, undo,
    },
    text, wire,
};

impl Api {
    async fn put(&self, cause: &Cause, id: &str, shelf: Shelf) -> Answer<pb::Item> {
        let id = item::id_of(&self.0, &cause.caller, id).await?;
        self.one(&cause.caller, life::put(&self.0, cause, id, shelf).await?).await
    }
}

#[tonic::async_trait]
impl pb::item_life_service_server::ItemLifeService for Api {
    async fn archive_item(&self, request: Request<pb::ArchiveItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        self.put(&cause, &request.into_inner().id, Shelf::Archive).await
    }

    async fn unarchive_item(&self, request: Request<pb::UnarchiveItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        self.put(&cause, &request.into_inner().id, Shelf::Lists).await
    }

    async fn list_deleted_items(
        &self,
        request: Request<pb::ListDeletedItemsRequest>,
    ) -> Answer<pb::ListDeletedItemsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let (deleted, next_page_token) = life::deleted(&self.0, &cause.caller, &page).await?;
        let deleted_items = deleted.into_iter().map(|deleted| pb::DeletedItem {
            item: Some(wire::item(&deleted.item)),
            delete_time: Some(timestamp(deleted.time)),
            actor_id: deleted.actor,
            purge_time: Some(timestamp(deleted.time + TimeDelta::days(life::KEPT_DAYS))),
        });
        Ok(Response::new(pb::ListDeletedItemsResponse {
            deleted_items: deleted_items.collect(),
            next_page_token,
        }))
    }

    async fn restore_item(&self, request: Request<pb::RestoreItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let item = life::restore(&self.0, &cause, Name::read(&request.into_inner().id)?).await?;
        Ok(Response::new(wire::item(&item)))
    }

    async fn copy_item(&self, request: Request<pb::CopyItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let item = item::get(&self.0, &cause.caller, Name::read(&request.id)?).await?;
        let title = match request.title.as_str() {
            "" => None,
            given => Some(text::title("title", given)?),
        };
        let request_id = text::key("request_id", &request.request_id)?;
        let request_id = request::key(&cause.caller, "copy", request_id);
        let copy = life::copy(&self.0, &cause, &item, title, request_id).await?;
        self.one(&cause.caller, copy).await
    }

    async fn undo_item(&self, request: Request<pb::UndoItemRequest>) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let id = item::id_of(&self.0, &cause.caller, &request.into_inner().id).await?;
        self.one(&cause.caller, undo::undo(&self.0, &cause, id).await?).await
    }
}
