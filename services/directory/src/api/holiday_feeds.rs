//! `HolidayFeedsService`.
use tandem_kit::{Cause, id};
use tandem_proto::directory::{self as pb, holiday_feeds_service_server::HolidayFeedsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::calendar::feed;

#[tonic::async_trait]
impl HolidayFeedsService for Api {
    async fn list_holiday_feeds(
        &self,
        request: Request<pb::ListHolidayFeedsRequest>,
    ) -> Result<Response<pb::ListHolidayFeedsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let calendar = request.into_inner().business_calendar_id.parse()?;
        let found = feed::list(self.db.pool(), cause.account(), calendar).await?;
        let holiday_feeds = found.iter().map(Into::into).collect();
        Ok(Response::new(pb::ListHolidayFeedsResponse { holiday_feeds }))
    }

    async fn create_holiday_feed(
        &self,
        request: Request<pb::CreateHolidayFeedRequest>,
    ) -> Result<Response<pb::HolidayFeed>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateHolidayFeedRequest { business_calendar_id, url, request_id } = request.into_inner();
        let made =
            feed::subscribe(&self.db, &cause, business_calendar_id.parse()?, &url, id::request(&request_id)?);
        Ok(Response::new((&made.await?).into()))
    }

    async fn fetch_holiday_feed(
        &self,
        request: Request<pb::FetchHolidayFeedRequest>,
    ) -> Result<Response<pb::HolidayFeed>, Status> {
        let cause = Cause::of(&request)?;
        let feed = feed::fetch_soon(&self.db, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new((&feed).into()))
    }

    async fn delete_holiday_feed(
        &self,
        request: Request<pb::DeleteHolidayFeedRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        feed::unsubscribe(&self.db, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }
}
