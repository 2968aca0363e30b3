//! `TimeEntriesService`.
use tandem_kit::{
    Cause, Error, Page, clock,
    id::{self, TimeEntryId},
    mask,
};
use tandem_proto::timesheets::{self as pb, time_entries_service_server::TimeEntriesService};
use tonic::{Request, Response, Status};

use super::{Api, user};
use crate::time_entry::{self, Change, New, summary};

/// What an update sets, as its mask says.
fn change(given: &pb::TimeEntry, paths: &[&str]) -> Result<Change, Error> {
    let mut change = Change::default();
    for path in paths {
        match *path {
            "start_time" => {
                let start = given
                    .start_time
                    .as_ref()
                    .ok_or_else(|| Error::invalid("time_entry.start_time", "is required"))?;
                change.start_time = Some(clock::instant("time_entry.start_time", start)?);
            }
            "duration" => {
                change.duration_us =
                    Some(time_entry::duration("time_entry.duration", given.duration.as_ref())?);
            }
            "billable" => change.billable = Some(given.billable),
            "notes" => change.notes = Some(given.notes.trim().to_owned()),
            _ => return Err(mask::unknown(path, &["start_time", "duration", "billable", "notes"])),
        }
    }
    Ok(change)
}

#[tonic::async_trait]
impl TimeEntriesService for Api {
    async fn get_time_entry(
        &self,
        request: Request<pb::GetTimeEntryRequest>,
    ) -> Result<Response<pb::TimeEntry>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new((&self.seen(&cause, id).await?).into()))
    }

    async fn list_time_entries(
        &self,
        request: Request<pb::ListTimeEntriesRequest>,
    ) -> Result<Response<pb::ListTimeEntriesResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListTimeEntriesRequest { page_size, page_token, item_id, user_id } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (item, person) =
            (id::in_optional_field("item_id", &item_id)?, id::in_optional_field("user_id", &user_id)?);
        let (entries, next_page_token) =
            time_entry::list((self.db.pool(), &self.sight), &cause, &page, item, person).await?;
        Ok(Response::new(pb::ListTimeEntriesResponse {
            time_entries: entries.iter().map(Into::into).collect(),
            next_page_token,
        }))
    }

    async fn summarize_time_entries(
        &self,
        request: Request<pb::SummarizeTimeEntriesRequest>,
    ) -> Result<Response<pb::TimeSummary>, Status> {
        let cause = Cause::of(&request)?;
        let pb::SummarizeTimeEntriesRequest { days, time_zone } = request.into_inner();
        let whose = (cause.account(), user(&cause)?);
        let logged = summary::of(self.db.pool(), whose, (days, &time_zone), self.clock.now()).await?;
        let day = |one: &summary::Logged| pb::time_summary::Day {
            date: one.day.date.to_string(),
            logged: Some(clock::span(one.all)),
            billable: Some(clock::span(one.billable)),
        };
        Ok(Response::new(pb::TimeSummary { days: logged.iter().map(day).collect() }))
    }

    async fn create_time_entry(
        &self,
        request: Request<pb::CreateTimeEntryRequest>,
    ) -> Result<Response<pb::TimeEntry>, Status> {
        let cause = Cause::of(&request)?;
        let given = request.into_inner();
        let (person, request) = (user(&cause)?, id::request(&given.request_id)?);
        let duration_us = time_entry::duration("duration", given.duration.as_ref())?;
        let start_time =
            given.start_time.as_ref().map(|start| clock::instant("start_time", start)).transpose()?;
        let item = self.items.find(&given.item_id).await?;
        let (billable, notes) = (given.billable.unwrap_or(true), given.notes.trim().to_owned());
        let new = New { item, person, start_time, duration_us, billable, notes };
        let entry = time_entry::create(&self.db, &cause, new, request, self.clock.now()).await?;
        Ok(Response::new((&entry).into()))
    }

    async fn update_time_entry(
        &self,
        request: Request<pb::UpdateTimeEntryRequest>,
    ) -> Result<Response<pb::TimeEntry>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateTimeEntryRequest { time_entry, update_mask } = request.into_inner();
        let given = time_entry.ok_or_else(|| Error::invalid("time_entry", "is required"))?;
        let id: TimeEntryId = given.id.parse()?;
        let change = change(&given, &mask::paths(update_mask.as_ref())?)?;
        self.seen(&cause, id).await?;
        let entry =
            time_entry::update(&self.db, &cause, (id, given.revision), change, self.clock.now()).await?;
        Ok(Response::new((&entry).into()))
    }

    async fn delete_time_entry(
        &self,
        request: Request<pb::DeleteTimeEntryRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        self.seen(&cause, id).await?;
        time_entry::delete(&self.db, &cause, id).await?;
        Ok(Response::new(()))
    }
}
