//! Transactions that also write what happened.
#![expect(
    clippy::disallowed_methods,
    reason = "the kit's tables are in the schema of each service, whose name is known at run time only"
)]
use std::{
    collections::HashSet,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use prost::Message;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use tandem_proto::event::Event;
use uuid::Uuid;

use super::{Db, connections::Lease};
use crate::{
    Cause, Emit, Result,
    audit::{self, Act, Note, Unkept},
    event,
    id::AuditEntryId,
};

/// A transaction that also writes what happened. Dropped without [`Tx::commit`], nothing did.
pub struct Tx {
    /// Nothing once it ended.
    lease: Option<Lease>,
    db: Db,
    events: Vec<Event>,
    notes: Vec<Note>,
    subject: Option<String>,
    unkept: Unkept,
}

const OPEN: &str = "a transaction has its connection until it ends";

impl Tx {
    pub(super) async fn begin(db: &Db) -> Result<Self> {
        loop {
            let mut lease = db.writers().lease().await?;
            match sqlx::raw_sql("begin").execute(&mut *lease).await {
                Ok(_) => {
                    let (lease, db) = (Some(lease), db.clone());
                    let (events, notes, unkept) = (Vec::new(), Vec::new(), Unkept::new());
                    return Ok(Self { lease, db, events, notes, subject: None, unkept });
                }
                // It ended since it was last used, as all do when the server starts again. A new one is the last that is tried.
                Err(error) if lease.was_used() => tracing::debug!(%error, "a connection is gone"),
                Err(error) => return Err(error.into()),
            }
        }
    }
    /// Records that something happened; others learn of it once the transaction commits.
    pub fn emit(&mut self, cause: &Cause, what: Emit) {
        self.events.push(what.into_event(cause, self.db.now()));
    }
    /// What it is about, for the audit: where no event says it, and the request cannot, because the thing is new.
    pub fn about(&mut self, subject: impl ToString) {
        self.subject = Some(subject.to_string());
    }
    /// What a field of it was and is, for the audit, where its row does not say it: what holds as long as nobody changed it.
    pub fn unless_kept(&mut self, field: &'static str, before: Value, after: Value) {
        self.unkept.insert(field, [before, after]);
    }
    /// Notes for the audit what no rpc of ours says: a sign-in, and one that failed.
    pub fn note(&mut self, note: Note) {
        self.notes.push(note);
    }
    /// True the first time that `consumer` sees this event; the mark commits with its effects.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn first_time(&mut self, consumer: &str, event: &Event) -> Result<bool> {
        let id = Uuid::try_parse(&event.id).map_err(anyhow::Error::from)?;
        let marked = sqlx::query(self.db.statements().first_time.clone())
            .bind(consumer)
            .bind(id)
            .execute(&mut **self)
            .await?;
        Ok(marked.rows_affected() == 1)
    }
    /// Leaves those that `consumer` sees for the first time; their marks commit with their effects.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn first_of<P>(
        &mut self,
        consumer: &str,
        events: Vec<(Arc<Event>, P)>,
    ) -> Result<Vec<(Arc<Event>, P)>> {
        let mut ids = Vec::with_capacity(events.len());
        for (event, _) in &events {
            ids.push(Uuid::try_parse(&event.id).map_err(anyhow::Error::from)?);
        }
        let marked: Vec<Uuid> = sqlx::query_scalar(self.db.statements().first_of.clone())
            .bind(consumer)
            .bind(&ids)
            .fetch_all(&mut **self)
            .await?;
        let mut marked: HashSet<Uuid> = marked.into_iter().collect();
        let first = ids.into_iter().zip(events).filter(|(id, _)| marked.remove(id));
        Ok(first.map(|(_, event)| event).collect())
    }
    /// Now, by the process's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.db.now()
    }
    /// Writes what the audit has to say of the rpc under way, and what was noted.
    async fn write_notes(&mut self, events: &[Event]) -> Result<()> {
        let mut notes = std::mem::take(&mut self.notes);
        if let Some((act, cause)) = Act::take() {
            let told = events.iter().find_map(|event| event.subjects.first().cloned());
            let (db, subject) = (self.db.clone(), self.subject.take().or(told));
            let unkept = std::mem::take(&mut self.unkept);
            notes.push(audit::of_transaction(&db, self, (&act, &cause), (subject, unkept)).await?);
        }
        for note in notes {
            sqlx::query(self.db.statements().note.clone())
                .bind(note.account.uuid())
                .bind(AuditEntryId::new().uuid())
                .bind(self.now())
                .bind(note.actor)
                .bind(note.credential)
                .bind(note.action)
                .bind(note.subject)
                .bind(Json(note.changes))
                .execute(&mut **self)
                .await?;
        }
        Ok(())
    }
    /// Writes the events and the audit, commits, and wakes the relay of this process.
    ///
    /// # Errors
    /// Where the database is away; then nothing happened.
    pub async fn commit(mut self) -> Result<()> {
        let events = std::mem::take(&mut self.events);
        Box::pin(self.write_notes(&events)).await?;
        if !events.is_empty() {
            let statement = self.db.statements().emit.clone();
            let ids: Vec<Uuid> = events.iter().filter_map(|e| Uuid::try_parse(&e.id).ok()).collect();
            let lanes: Vec<i16> = events.iter().map(event::lane).collect();
            let types: Vec<String> = events.iter().map(|e| e.r#type.clone()).collect();
            let bytes: Vec<Vec<u8>> = events.iter().map(Message::encode_to_vec).collect();
            sqlx::query(statement).bind(ids).bind(lanes).bind(types).bind(bytes).execute(&mut *self).await?;
        }
        let mut lease = self.lease.take().expect(OPEN);
        sqlx::raw_sql("commit").execute(&mut *lease).await?;
        self.db.writers().put_back(lease);
        if !events.is_empty() {
            self.db.wake();
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        self.lease.as_ref().expect(OPEN)
    }
}
impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.lease.as_mut().expect(OPEN)
    }
}
impl Drop for Tx {
    fn drop(&mut self) {
        let Some(mut lease) = self.lease.take() else { return };
        let writers = self.db.writers().clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if sqlx::raw_sql("rollback").execute(&mut *lease).await.is_ok() {
                    writers.put_back(lease);
                }
            });
        }
    }
}
