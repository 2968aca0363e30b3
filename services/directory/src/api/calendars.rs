//! `BusinessCalendarsService`.
use tandem_kit::{Cause, Error, mask};
use tandem_proto::directory::{self as pb, business_calendars_service_server::BusinessCalendarsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::calendar::{self, Change, Span};

#[tonic::async_trait]
impl BusinessCalendarsService for Api {
    async fn list_business_calendars(
        &self,
        request: Request<pb::ListBusinessCalendarsRequest>,
    ) -> Result<Response<pb::ListBusinessCalendarsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let found = calendar::list(self.db.pool(), cause.account()).await?;
        Ok(Response::new(pb::ListBusinessCalendarsResponse {
            business_calendars: found.iter().map(Into::into).collect(),
        }))
    }

    async fn get_business_calendar(
        &self,
        request: Request<pb::GetBusinessCalendarRequest>,
    ) -> Result<Response<pb::BusinessCalendar>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new((&calendar::get(self.db.pool(), cause.account(), id).await?).into()))
    }

    async fn update_business_calendar(
        &self,
        request: Request<pb::UpdateBusinessCalendarRequest>,
    ) -> Result<Response<pb::BusinessCalendar>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateBusinessCalendarRequest { business_calendar, update_mask } = request.into_inner();
        let given = business_calendar.ok_or_else(|| Error::invalid("business_calendar", "is required"))?;
        let mut change = Change::default();
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(given.name.trim().to_owned()),
                "time_zone" => change.time_zone = Some(given.time_zone.clone()),
                "spans" => {
                    let span = |s: &pb::business_calendar::Span| Span {
                        weekday: s.weekday,
                        start: s.start_minute,
                        end: s.end_minute,
                    };
                    change.spans = Some(given.spans.iter().map(span).collect());
                }
                "holidays" => change.holidays = Some(given.holidays.clone()),
                _ => return Err(mask::unknown(path, &["name", "time_zone", "spans", "holidays"]).into()),
            }
        }
        let calendar = calendar::update(&self.db, &cause, given.id.parse()?, given.revision, change).await?;
        Ok(Response::new((&calendar).into()))
    }
}
