//! The vocabularies of all accounts: read rarely, kept, and doubted when one changed somewhere.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use prost::Name as _;
use tandem_kit::{
    Clock, Context, Db, Result, Task,
    bus::{Heard, hear},
    id::AccountId,
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::Vocabulary;
use crate::{Env, defaults};

/// How long a vocabulary is believed without being read again.
pub const BELIEVED: TimeDelta = TimeDelta::seconds(60);
/// How many accounts are kept at once.
const KEPT: usize = 10_000;

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
        if let Some(found) = self.believed(account, now) {
            return Ok(found);
        }
        let mut read = super::read_now(self.db.pool(), account.uuid()).await?;
        if read.types.is_empty() {
            defaults::make(&self.db, account).await?;
            read = super::read_now(self.db.pool(), account.uuid()).await?;
        }
        let read = Arc::new(read);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(account.uuid(), (now, read.clone()));
        Ok(read)
    }
    /// Reads an account's again before it is next used.
    pub fn doubt(&self, account: AccountId) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&account.uuid());
    }

    fn doubt_all(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
    fn believed(&self, account: AccountId, now: DateTime<Utc>) -> Option<Arc<Vocabulary>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, found) = kept.get(&account.uuid())?;
        (now - *read_at < BELIEVED).then(|| found.clone())
    }
}

/// What this process keeps is doubted when it changed in another.
pub fn watch(cx: &Context, env: &Arc<Env>) -> Task {
    let (events, env) = (cx.bus.watch(), env.clone());
    let changes = [
        pb::ItemTypeCreated::full_name(),
        pb::ItemTypeUpdated::full_name(),
        pb::StatusCreated::full_name(),
        pb::StatusUpdated::full_name(),
        pb::CustomFieldCreated::full_name(),
        pb::CustomFieldUpdated::full_name(),
        pb::ItemFormUpdated::full_name(),
    ];
    Task::new("items.watch", |stop| async move {
        hear(events, &stop, |heard| match heard {
            Heard::Event(event) if changes.contains(&event.r#type) => {
                event.account.parse().iter().for_each(|account| env.vocabularies.doubt(*account));
            }
            Heard::Event(_) => {}
            Heard::Missed(_) => env.vocabularies.doubt_all(),
        })
        .await;
        Ok(())
    })
}
