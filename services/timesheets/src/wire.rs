//! Rows and messages. The only file that knows both shapes.
use chrono::TimeDelta;
use tandem_kit::{
    clock::{span, timestamp},
    id::{ItemId, TimeEntryId, TimerId, UserId},
};
use tandem_proto::timesheets as pb;

use crate::{time_entry::TimeEntry, timer::Timer};

impl From<&TimeEntry> for pb::TimeEntry {
    fn from(e: &TimeEntry) -> Self {
        Self {
            id: TimeEntryId::from(e.id).to_string(),
            item_id: ItemId::from(e.item).to_string(),
            user_id: UserId::from(e.person).to_string(),
            start_time: Some(timestamp(e.start_time)),
            duration: Some(span(TimeDelta::microseconds(e.duration_us))),
            billable: e.billable,
            notes: e.notes.clone(),
            revision: e.revision,
            create_time: Some(timestamp(e.create_time)),
            update_time: Some(timestamp(e.update_time)),
        }
    }
}

impl From<&Timer> for pb::Timer {
    fn from(t: &Timer) -> Self {
        Self {
            id: TimerId::from(t.id).to_string(),
            item_id: ItemId::from(t.item).to_string(),
            user_id: UserId::from(t.person).to_string(),
            start_time: Some(timestamp(t.start_time)),
            billable: t.billable,
        }
    }
}
