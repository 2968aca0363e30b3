//! The rpcs of views: decode, do, encode.
use tandem_kit::{Cause, Error, Page, id};
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{
    item::group,
    view::{self, Asker},
    wire,
};

/// The most views that are counted at once.
const MOST_COUNTED: usize = 50;

#[tonic::async_trait]
impl pb::views_service_server::ViewsService for Api {
    async fn list_views(&self, request: Request<pb::ListViewsRequest>) -> Answer<pb::ListViewsResponse> {
        let cause = Cause::of(&request)?;
        let asker = Asker::of(&self.0, &cause).await?;
        let kind = wire::kind(request.into_inner().kind());
        let views = view::list(&self.0, &cause, &asker, kind).await?;
        let views = views.iter().map(|view| wire::view::view(view, &asker)).collect();
        Ok(Response::new(pb::ListViewsResponse { views }))
    }

    async fn get_view(&self, request: Request<pb::GetViewRequest>) -> Answer<pb::View> {
        let cause = Cause::of(&request)?;
        let asker = Asker::of(&self.0, &cause).await?;
        let view = view::get(self.0.db.pool(), &cause, &asker, request.into_inner().id.parse()?).await?;
        Ok(Response::new(wire::view::view(&view, &asker)))
    }

    async fn create_view(&self, request: Request<pb::CreateViewRequest>) -> Answer<pb::View> {
        let cause = Cause::of(&request)?;
        let asker = Asker::of(&self.0, &cause).await?;
        let new = view::new::New::read(&self.0, &cause, &asker, request.into_inner()).await?;
        let view = view::new::create(&self.0, &cause, &asker, new).await?;
        Ok(Response::new(wire::view::view(&view, &asker)))
    }

    async fn update_view(&self, request: Request<pb::UpdateViewRequest>) -> Answer<pb::View> {
        let cause = Cause::of(&request)?;
        let (view, asker) = view::change::update(&self.0, &cause, request.into_inner()).await?;
        Ok(Response::new(wire::view::view(&view, &asker)))
    }

    async fn delete_view(&self, request: Request<pb::DeleteViewRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        view::change::delete(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn move_view(&self, request: Request<pb::MoveViewRequest>) -> Answer<pb::View> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let after = id::in_optional_field("after_id", &request.after_id)?;
        let (view, asker) = view::place::after(&self.0, &cause, request.id.parse()?, after).await?;
        Ok(Response::new(wire::view::view(&view, &asker)))
    }

    async fn set_view_preference(&self, request: Request<pb::SetViewPreferenceRequest>) -> Answer<pb::View> {
        let cause = Cause::of(&request)?;
        let (view, asker) = view::preference::set(&self.0, &cause, request.into_inner()).await?;
        Ok(Response::new(wire::view::view(&view, &asker)))
    }

    async fn list_view_items(
        &self,
        request: Request<pb::ListViewItemsRequest>,
    ) -> Answer<pb::ListItemsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let (items, next_page_token) = view::items::list(&self.0, &cause, &request, &page).await?;
        Ok(Response::new(pb::ListItemsResponse {
            items: self.shown(&cause.caller, &items).await?,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn count_views(&self, request: Request<pb::CountViewsRequest>) -> Answer<pb::CountViewsResponse> {
        let cause = Cause::of(&request)?;
        let ids = request.into_inner().ids;
        if ids.is_empty() || ids.len() > MOST_COUNTED {
            let problem = format!("has {} views; 1 to {MOST_COUNTED} are counted at once", ids.len());
            return Err(Error::invalid("ids", problem).into());
        }
        let ids = ids.iter().map(|text| id::in_field("ids", text)).collect::<Result<Vec<_>, _>>()?;
        let counts = view::items::counts(&self.0, &cause, &ids).await?;
        let counts = counts.into_iter().map(|(id, count)| pb::count_views_response::ViewCount {
            view_id: id.to_string(),
            count: Some(wire::view::count(count)),
        });
        Ok(Response::new(pb::CountViewsResponse { counts: counts.collect() }))
    }

    async fn list_item_groups(
        &self,
        request: Request<pb::ListItemGroupsRequest>,
    ) -> Answer<pb::ListItemGroupsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let by = group::By::read("group_by", &request.group_by)?;
        let (groups, more) = group::list(&self.0, &cause, &request.filter, by).await?;
        let groups = groups.into_iter().map(wire::view::group).collect();
        Ok(Response::new(pb::ListItemGroupsResponse { groups, more }))
    }
}
