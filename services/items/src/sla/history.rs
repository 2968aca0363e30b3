//! When an item waited for the customer or was finished, from what is recorded of its status. The arithmetic is pure.
use sqlx::PgConnection;
use tandem_kit::Result;
use tandem_kit::id::StatusId;
use uuid::Uuid;

use super::Time;
use crate::{
    item::Item,
    vocabulary::{State, Vocabulary},
};

/// Most changes of status that are looked at; of an item with more, the last ones.
const MOST_CHANGES: i64 = 1_000;

/// A time in which no clock ran; it ended before the item got the status that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stood {
    pub from: Time,
    pub to: Time,
}

/// A change of status.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub at: Time,
    pub from: Uuid,
}

/// When the item stood still before it got its status.
///
/// # Errors
/// Where the database is away.
pub async fn stood(db: &mut PgConnection, item: &Item, words: &Vocabulary) -> Result<Vec<Stood>> {
    if item.status_time <= item.create_time {
        return Ok(Vec::new());
    }
    let mut rows = sqlx::query!(
        "select before, create_time
           from items.activity
          where account = $1 and item = $2 and field = 'status_id'
          order by id desc
          limit $3",
        item.account,
        item.id,
        MOST_CHANGES
    )
    .fetch_all(db)
    .await?;
    rows.reverse();
    let changes = rows.iter().filter_map(|row| {
        let from: StatusId = row.before.parse().ok()?;
        Some(Change { at: row.create_time, from: from.uuid() })
    });
    Ok(stood_between(item.create_time, changes, |status| stands(words, status)))
}

/// Whether clocks stand still in a status.
fn stands(words: &Vocabulary, status: Uuid) -> bool {
    words.statuses.iter().any(|s| s.id == status && (s.pauses || s.state == State::Finished))
}

/// The times, one after the other, that ended with a change away from a status in which clocks stand still.
fn stood_between(
    created: Time,
    changes: impl Iterator<Item = Change>,
    stands: impl Fn(Uuid) -> bool,
) -> Vec<Stood> {
    let mut since = created;
    let mut found: Vec<Stood> = Vec::new();
    for change in changes {
        if stands(change.from) && since < change.at {
            match found.last_mut() {
                Some(last) if last.to == since => last.to = change.at,
                _ => found.push(Stood { from: since, to: change.at }),
            }
        }
        since = change.at;
    }
    found
}

/// What is left of a time without those in which the clocks stood still.
pub fn running(start: Time, end: Time, stood: &[Stood]) -> Vec<(Time, Time)> {
    let mut ran = Vec::new();
    let mut from = start;
    for still in stood.iter().filter(|still| still.to > start && still.from < end) {
        if from < still.from {
            ran.push((from, still.from));
        }
        from = from.max(still.to);
    }
    if from < end {
        ran.push((from, end));
    }
    ran
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(minute: i64) -> Time {
        Time::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    #[test]
    fn an_item_stood_still_while_it_had_a_status_that_waits() {
        let (open, waits, done) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let changes = [(10, open), (20, waits), (30, open), (40, waits), (50, done), (60, open)];
        let changes = changes.map(|(minute, from)| Change { at: at(minute), from });
        let stood = stood_between(at(0), changes.into_iter(), |status| status != open);
        assert_eq!(stood, [Stood { from: at(10), to: at(20) }, Stood { from: at(30), to: at(50) }]);
        assert_eq!(running(at(5), at(70), &stood), [(at(5), at(10)), (at(20), at(30)), (at(50), at(70))]);
        assert_eq!(running(at(12), at(18), &stood), []);
        assert_eq!(running(at(15), at(45), &stood), [(at(20), at(30))]);
    }
}
