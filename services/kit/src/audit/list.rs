//! The entries of an account in one service.
#![expect(
    clippy::disallowed_methods,
    reason = "the kit's tables are in the schema of each service, whose name is known at run time only"
)]
use chrono::{DateTime, Utc};
use sqlx::{FromRow, types::Json};
use tandem_proto::types as pb;
use uuid::Uuid;

use super::Change;
use crate::{
    Cause, Db, Error, Result, clock,
    id::{AuditEntryId, in_optional_field},
};

const MOST: i32 = 500;

#[derive(FromRow)]
struct Entry {
    id: Uuid,
    time: DateTime<Utc>,
    actor: String,
    credential: String,
    action: String,
    subject: String,
    changes: Json<Vec<Change>>,
}

/// What was done in the account, newest first.
pub(crate) async fn list(
    db: &Db,
    cause: &Cause,
    asked: &pb::ListAuditEntriesRequest,
) -> Result<Vec<pb::AuditEntry>> {
    let moment = |field: &str, at: &Option<prost_types::Timestamp>| {
        at.as_ref().map(|at| clock::instant(field, at)).transpose()
    };
    let before: Option<AuditEntryId> = in_optional_field("before_id", &asked.before_id)?;
    if !(1..=MOST).contains(&asked.page_size) {
        return Err(Error::invalid("page_size", format!("{} is not in 1 to {MOST}", asked.page_size)));
    }
    let entries: Vec<Entry> = sqlx::query_as(db.statements().audited.clone())
        .bind(cause.account().uuid())
        .bind(before.map(|id| id.uuid()))
        .bind(&asked.actor)
        .bind(&asked.subject)
        .bind(&asked.action)
        .bind(moment("start_time", &asked.start_time)?)
        .bind(moment("end_time", &asked.end_time)?)
        .bind(i64::from(asked.page_size))
        .fetch_all(db.pool())
        .await?;
    Ok(entries.into_iter().map(|entry| shown(db.schema(), entry)).collect())
}

fn shown(service: &str, entry: Entry) -> pb::AuditEntry {
    let change = |one: Change| pb::AuditChange { field: one.field, before: one.before, after: one.after };
    pb::AuditEntry {
        id: AuditEntryId::from(entry.id).to_string(),
        time: Some(clock::timestamp(entry.time)),
        actor: entry.actor,
        credential_id: entry.credential,
        service: service.to_owned(),
        action: entry.action,
        subject: entry.subject,
        changes: entry.changes.0.into_iter().map(change).collect(),
    }
}
