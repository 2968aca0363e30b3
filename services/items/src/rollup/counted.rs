//! What one item adds to the counters. Pure.
use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How finely times are counted.
const SLOT: TimeDelta = TimeDelta::minutes(30);

/// What of an item is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub ticket: bool,
    pub open: bool,
    pub status: Uuid,
    pub r#type: Uuid,
    pub priority: i16,
    /// `usr_…` and `team_…`
    pub assignees: Vec<String>,
    pub project: Option<Uuid>,
    pub organization: Option<Uuid>,
    pub created: DateTime<Utc>,
    pub finished: Option<DateTime<Utc>>,
}

/// What open items are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    All,
    Status,
    Type,
    Priority,
    Assignee,
    Project,
    Organization,
}

impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Status => "status",
            Self::Type => "type",
            Self::Priority => "priority",
            Self::Assignee => "assignee",
            Self::Project => "project",
            Self::Organization => "organization",
        })
    }
}

/// One counter of open items; an empty value is that they have none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counter {
    pub measure: Measure,
    pub ticket: bool,
    pub value: String,
}

/// A half hour of one kind of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub ticket: bool,
    pub time: DateTime<Utc>,
}

impl Counter {
    pub fn kind(&self) -> &'static str {
        kind(self.ticket)
    }
}

impl Slot {
    pub fn kind(&self) -> &'static str {
        kind(self.ticket)
    }
}

fn kind(ticket: bool) -> &'static str {
    if ticket { "ticket" } else { "task" }
}

impl Counted {
    /// The counters of open items that it is one in.
    pub fn counters(&self) -> Vec<Counter> {
        if !self.open {
            return Vec::new();
        }
        let one = |measure, value: String| Counter { measure, ticket: self.ticket, value };
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let mut counters = vec![
            one(Measure::All, String::new()),
            one(Measure::Status, self.status.to_string()),
            one(Measure::Type, self.r#type.to_string()),
            one(Measure::Priority, self.priority.to_string()),
            one(Measure::Project, id(self.project)),
            one(Measure::Organization, id(self.organization)),
        ];
        if self.assignees.is_empty() {
            counters.push(one(Measure::Assignee, String::new()));
        }
        counters.extend(self.assignees.iter().map(|who| one(Measure::Assignee, who.clone())));
        counters
    }

    /// The half hours in which it was made and finished: when, how often made, how often finished.
    pub fn slots(&self) -> Vec<(Slot, i64, i64)> {
        let at = |time: DateTime<Utc>| Slot {
            ticket: self.ticket,
            time: time.duration_trunc(SLOT).unwrap_or(time),
        };
        let made = (at(self.created), 1, 0);
        std::iter::once(made).chain(self.finished.map(|time| (at(time), 0, 1))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> Counted {
        let time = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        Counted {
            ticket: true,
            open: true,
            status: Uuid::from_u128(1),
            r#type: Uuid::from_u128(2),
            priority: 3,
            assignees: Vec::new(),
            project: None,
            organization: Some(Uuid::from_u128(4)),
            created: time(1_800_001_799),
            finished: None,
        }
    }

    #[test]
    fn an_open_item_is_one_in_each_counter_and_of_each_who_shares_it() {
        assert_eq!(
            item().counters().len(),
            7,
            "all, status, type, priority, project, organization, nobody's"
        );
        let shared = Counted { assignees: vec!["usr_1".into(), "team_1".into()], ..item() };
        let who: Vec<_> = shared.counters().into_iter().filter(|c| c.measure == Measure::Assignee).collect();
        assert_eq!(who.iter().map(|c| c.value.as_str()).collect::<Vec<_>>(), ["usr_1", "team_1"]);
        assert_eq!(Counted { open: false, ..item() }.counters(), []);
    }

    #[test]
    fn times_fall_into_half_hours() {
        let finished = DateTime::from_timestamp(1_800_001_800, 0);
        let slots = Counted { open: false, finished, ..item() }.slots();
        let times: Vec<_> =
            slots.iter().map(|(slot, made, ended)| (slot.time.timestamp(), *made, *ended)).collect();
        assert_eq!(times, [(1_800_000_000, 1, 0), (1_800_001_800, 0, 1)]);
    }
}
