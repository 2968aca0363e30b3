//! `BusinessCalendarsService`.
use tandem_kit::{Cause, Error, id, mask};
use tandem_proto::directory::{self as pb, business_calendars_service_server::BusinessCalendarsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::calendar::{self, Change, Imported, Span};

/// What an update may set.
const FIELDS: [&str; 6] = ["name", "time_zone", "spans", "holidays", "holiday_names", "default"];

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

    async fn create_business_calendar(
        &self,
        request: Request<pb::CreateBusinessCalendarRequest>,
    ) -> Result<Response<pb::BusinessCalendar>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let new = calendar::New {
            name: request.name,
            time_zone: Some(request.time_zone).filter(|zone| !zone.is_empty()),
            spans: request.spans.iter().map(span).collect(),
            holidays: request.holidays,
            request: id::request(&request.request_id)?,
        };
        Ok(Response::new((&calendar::create(&self.db, &cause, new).await?).into()))
    }

    async fn delete_business_calendar(
        &self,
        request: Request<pb::DeleteBusinessCalendarRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        calendar::delete(&self.db, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn import_holidays(
        &self,
        request: Request<pb::ImportHolidaysRequest>,
    ) -> Result<Response<pb::ImportHolidaysResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ImportHolidaysRequest { id, ical, dry_run } = request.into_inner();
        let Imported { calendar, added, problems } =
            calendar::import(&self.db, &cause, id.parse()?, (&ical, dry_run)).await?;
        Ok(Response::new(pb::ImportHolidaysResponse {
            business_calendar: Some((&calendar).into()),
            added,
            problems,
        }))
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
                "spans" => change.spans = Some(given.spans.iter().map(span).collect()),
                "holidays" => change.holidays = Some(given.holidays.clone()),
                "holiday_names" => {
                    change.holiday_names = Some(given.holiday_names.clone().into_iter().collect());
                }
                "default" if given.default => change.becomes_default = true,
                "default" => {
                    let how = "only becomes true: make another calendar the default one";
                    return Err(Error::invalid("business_calendar.default", how).into());
                }
                _ => return Err(mask::unknown(path, &FIELDS).into()),
            }
        }
        let calendar = calendar::update(&self.db, &cause, given.id.parse()?, given.revision, change).await?;
        Ok(Response::new((&calendar).into()))
    }
}

fn span(span: &pb::business_calendar::Span) -> Span {
    Span { weekday: span.weekday, start: span.start_minute, end: span.end_minute }
}
