//! The vocabularies of all accounts: read rarely, kept, and doubted when one changed somewhere.
use std::sync::Arc;

use chrono::TimeDelta;
use prost::Name as _;
use tandem_kit::{
    Clock, Context, Db, Result, Task,
    believed::Believed,
    bus::{Heard, hear},
    id::AccountId,
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::Vocabulary;
use crate::{Env, defaults};

/// How long a vocabulary is believed without being read again.
pub const BELIEVED: TimeDelta = TimeDelta::seconds(60);

/// The vocabularies of all accounts.
pub struct Vocabularies {
    db: Db,
    clock: Clock,
    kept: Believed<Uuid, Vocabulary>,
}

impl Vocabularies {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, kept: Believed::default() }
    }
    /// An account's; its defaults are made first where there are none yet.
    ///
    /// # Errors
    /// `Unavailable` where the database is away.
    pub async fn of(&self, account: AccountId) -> Result<Arc<Vocabulary>> {
        self.kept.get(account.uuid(), self.clock.now(), BELIEVED, self.read(account)).await
    }
    async fn read(&self, account: AccountId) -> Result<Vocabulary> {
        let read = super::read_now(self.db.pool(), account.uuid()).await?;
        if !read.types.is_empty() {
            return Ok(read);
        }
        defaults::make(&self.db, account).await?;
        super::read_now(self.db.pool(), account.uuid()).await
    }
    /// Reads an account's again before it is next used.
    pub fn doubt(&self, account: AccountId) {
        self.kept.doubt(&account.uuid());
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
            Heard::Missed(_) => env.vocabularies.kept.doubt_all(),
        })
        .await;
        Ok(())
    })
}
