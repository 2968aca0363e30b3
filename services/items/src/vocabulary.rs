//! What items can be and where they can stand: the types and statuses of an account, read rarely and kept.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Clock, Db, Result,
    id::{AccountId, ItemTypeId, StatusId},
};
use uuid::Uuid;

use crate::{defaults, error, stored::stored_as_words};

/// How long a vocabulary is believed without being read again, in seconds.
const BELIEVED_SECONDS: i64 = 60;
/// How many accounts are kept at once.
const KEPT: usize = 10_000;

stored_as_words! {
    /// The two applications an item may be in.
    pub enum Kind {
        Ticket = "ticket",
        Task = "task",
    }
}

stored_as_words! {
    /// What a status means, whatever it is called.
    pub enum State {
        NotStarted = "not_started",
        InProgress = "in_progress",
        Finished = "finished",
    }
}

/// A kind of ticket or task.
#[derive(Clone, Debug)]
pub struct ItemType {
    pub id: Uuid,
    pub kind: Kind,
    pub name: String,
    pub icon: String,
    pub color: String,
    pub is_default: bool,
    pub position: i32,
}

/// A named step.
#[derive(Clone, Debug)]
pub struct Status {
    pub id: Uuid,
    pub kind: Kind,
    pub name: String,
    pub state: State,
    pub color: String,
    pub is_default: bool,
    pub position: i32,
    /// What code may rely on, such as `pending_customer`; empty for an account's own.
    pub key: String,
}

impl Status {
    /// Whether the clocks of an SLA stand still in it: the customer's turn.
    pub fn pauses(&self) -> bool {
        self.key == "pending_customer"
    }
}

/// The types and statuses of one account, in order.
#[derive(Debug, Default)]
pub struct Vocabulary {
    pub types: Vec<ItemType>,
    pub statuses: Vec<Status>,
}

impl Vocabulary {
    /// The type of that id if items of this kind may have it; the default one where none is named.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn type_of(&self, field: &str, kind: Kind, id: Option<ItemTypeId>) -> Result<Uuid> {
        let found =
            self.types.iter().find(|t| t.kind == kind && id.map_or(t.is_default, |id| t.id == id.uuid()));
        found
            .map(|t| t.id)
            .ok_or_else(|| error::not_of_kind(field, &id.map(|id| id.to_string()).unwrap_or_default(), kind))
    }
    /// The status of that id if items of this kind may have it; a new item's where none is named.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn status_of(&self, field: &str, kind: Kind, id: Option<StatusId>) -> Result<&Status> {
        let found =
            self.statuses.iter().find(|s| s.kind == kind && id.map_or(s.is_default, |id| s.id == id.uuid()));
        found.ok_or_else(|| error::not_of_kind(field, &id.map(|id| id.to_string()).unwrap_or_default(), kind))
    }
    /// The status that means most nearly the same to the other kind of item.
    pub fn nearest(&self, kind: Kind, state: State) -> Option<&Status> {
        let mut of_kind = self.statuses.iter().filter(|s| s.kind == kind);
        of_kind
            .clone()
            .find(|s| s.state == state && s.is_default)
            .or_else(|| of_kind.find(|s| s.state == state))
    }
    /// Whether the clocks of an SLA stand still in this status.
    pub fn pauses(&self, status: Uuid) -> bool {
        self.statuses.iter().any(|s| s.id == status && s.pauses())
    }
}

/// When a vocabulary was read, and what it was.
type Kept = (DateTime<Utc>, Arc<Vocabulary>);

/// The vocabularies of all accounts.
pub struct Vocabularies {
    db: Db,
    clock: Clock,
    kept: Mutex<HashMap<Uuid, Kept>>,
}

impl Vocabularies {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, kept: Mutex::default() }
    }
    /// An account's; its defaults are made first where there are none yet.
    ///
    /// # Errors
    /// `Unavailable` where the database is away.
    pub async fn of(&self, account: AccountId) -> Result<Arc<Vocabulary>> {
        let now = self.clock.now();
        if let Some(found) = self.kept(account, now) {
            return Ok(found);
        }
        let mut read = read(&self.db, account.uuid()).await?;
        if read.types.is_empty() {
            defaults::make(&self.db, account).await?;
            read = self::read(&self.db, account.uuid()).await?;
        }
        let read = Arc::new(read);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(account.uuid(), (now, read.clone()));
        Ok(read)
    }

    fn kept(&self, account: AccountId, now: DateTime<Utc>) -> Option<Arc<Vocabulary>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, found) = kept.get(&account.uuid())?;
        (now - *read_at < TimeDelta::seconds(BELIEVED_SECONDS)).then(|| found.clone())
    }
}

async fn read(db: &Db, account: Uuid) -> Result<Vocabulary> {
    let types = sqlx::query_as!(
        ItemType,
        r#"select id, kind as "kind: Kind", name, icon, color, is_default, position
             from items.item_type
            where account = $1
            order by kind desc, position"#,
        account
    );
    let statuses = sqlx::query_as!(
        Status,
        r#"select id, kind as "kind: Kind", name, state as "state: State", color, is_default, position, key
             from items.status
            where account = $1
            order by kind desc, position"#,
        account
    );
    Ok(Vocabulary {
        types: types.fetch_all(db.pool()).await?,
        statuses: statuses.fetch_all(db.pool()).await?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(kind: Kind, state: State, is_default: bool, key: &str) -> Status {
        let name = key.to_owned();
        Status {
            id: Uuid::new_v5(&Uuid::nil(), key.as_bytes()),
            kind,
            name,
            state,
            color: String::new(),
            is_default,
            position: 0,
            key: key.into(),
        }
    }

    fn shipped() -> Vocabulary {
        let statuses = vec![
            status(Kind::Ticket, State::NotStarted, true, "open"),
            status(Kind::Ticket, State::InProgress, false, "pending_customer"),
            status(Kind::Ticket, State::Finished, false, "resolved"),
            status(Kind::Task, State::NotStarted, true, "planned"),
            status(Kind::Task, State::InProgress, false, "in_progress"),
            status(Kind::Task, State::InProgress, false, "review"),
            status(Kind::Task, State::Finished, false, "done"),
        ];
        Vocabulary { types: Vec::new(), statuses }
    }

    #[test]
    fn a_ticket_does_not_take_the_status_of_a_task() {
        let words = shipped();
        let done = words.statuses[6].id;
        assert!(words.status_of("item.status_id", Kind::Task, Some(done.into())).is_ok());
        let refused = words.status_of("item.status_id", Kind::Ticket, Some(done.into())).unwrap_err();
        assert!(refused.to_string().starts_with("item.status_id: "), "{refused}");
        assert_eq!(words.status_of("status_id", Kind::Ticket, None).unwrap().key, "open");
    }

    #[test]
    fn a_converted_item_stands_where_it_stood() {
        let words = shipped();
        let key = |kind, state| words.nearest(kind, state).map(|s| s.key.as_str());
        assert_eq!(key(Kind::Task, State::NotStarted), Some("planned"));
        assert_eq!(key(Kind::Task, State::InProgress), Some("in_progress"));
        assert_eq!(key(Kind::Ticket, State::Finished), Some("resolved"));
    }
}
