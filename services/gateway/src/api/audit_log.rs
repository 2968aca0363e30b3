//! The log of an account: what its services wrote down, put together by time.
use bytes::Bytes;
use futures::{
    StreamExt as _,
    future::try_join_all,
    stream::{self, BoxStream},
};
use serde_json::{Value, json};
use tandem_kit::{
    Cause, Page, auth, clock, csv,
    download::{Format, Pieces, file},
};
use tandem_proto::{
    gateway::{self as pb, audit_log_service_server::AuditLogService},
    types::{AuditEntry, ListAuditEntriesRequest},
};
use tonic::{Request, Response, Status};

use super::records::Peers;

/// Entries that a service is asked for at a time when all are exported.
const BATCH: i32 = 500;

/// See the contract.
pub struct AuditLog {
    pub peers: Peers,
}

#[tonic::async_trait]
impl AuditLogService for AuditLog {
    type ExportAuditEntriesStream = Pieces;

    async fn list_audit_entries(
        &self,
        request: Request<pb::ListAuditEntriesRequest>,
    ) -> Result<Response<pb::ListAuditEntriesResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListAuditEntriesRequest { page_size, page_token, r#where } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let before: String = page.after()?.unwrap_or_default();
        let limit = i32::try_from(page.limit()).unwrap_or(BATCH);
        let entries = newest(&self.peers, &cause, r#where.unwrap_or_default(), before, limit).await?;
        let (entries, next_page_token) = page.cut(entries, |last| last.id.clone());
        Ok(Response::new(pb::ListAuditEntriesResponse { entries, next_page_token }))
    }

    async fn export_audit_entries(
        &self,
        request: Request<pb::ExportAuditEntriesRequest>,
    ) -> Result<Response<Pieces>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ExportAuditEntriesRequest { r#where, format } = request.into_inner();
        let (format, filter) = (Format::read(&format)?, r#where.unwrap_or_default());
        // What is asked for wrongly is refused before the file begins.
        newest(&self.peers, &cause, filter.clone(), String::new(), 1).await?;
        let name = format.file_name("audit");
        file(&name, format.content_type(), pieces(self.peers.clone(), cause, filter, format))
    }
}

/// The newest entries of all services that are older than one. Their ids follow one another in time, so the newest of all are among the
/// newest of each.
async fn newest(
    peers: &Peers,
    cause: &Cause,
    filter: pb::AuditFilter,
    before_id: String,
    limit: i32,
) -> Result<Vec<AuditEntry>, Status> {
    let pb::AuditFilter { actor, subject, action, start_time, end_time } = filter;
    let ask =
        ListAuditEntriesRequest { page_size: limit, before_id, actor, subject, action, start_time, end_time };
    let asked = peers.all().map(|peer| auth::acting(cause, peer.audit_entries(ask.clone())));
    let mut entries: Vec<AuditEntry> = try_join_all(asked).await?.into_iter().flatten().collect();
    entries.sort_unstable_by(|a, b| b.id.cmp(&a.id));
    entries.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(entries)
}

/// All of it, the newest first: what happens meanwhile is newer, and not in it.
fn pieces(
    peers: Peers,
    cause: Cause,
    filter: pb::AuditFilter,
    format: Format,
) -> BoxStream<'static, Result<Bytes, Status>> {
    const HEAD: [&str; 10] =
        ["time", "actor", "credential", "service", "action", "subject", "field", "before", "after", "id"];
    let head = format.head(HEAD);
    let state = (peers, cause, filter, Some(String::new()));
    let rest = stream::try_unfold(state, move |(peers, cause, filter, before)| async move {
        let Some(before) = before else { return Ok(None) };
        let entries = newest(&peers, &cause, filter.clone(), before, BATCH).await?;
        let whole = entries.len() == usize::try_from(BATCH).unwrap_or(0);
        let last = entries.last().filter(|_| whole).map(|entry| entry.id.clone());
        let text: String = match format {
            Format::Csv => entries.iter().map(written).collect(),
            Format::Lines => entries.iter().map(object).collect(),
        };
        Ok(Some((Bytes::from(text), (peers, cause, filter, last))))
    });
    stream::once(async { Ok(Bytes::from(head)) }).chain(rest).boxed()
}

fn time_of(entry: &AuditEntry) -> String {
    let time = entry.time.as_ref().and_then(|at| clock::instant("time", at).ok());
    time.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)).unwrap_or_default()
}

/// An entry as a line of JSON.
fn object(entry: &AuditEntry) -> String {
    let AuditEntry { actor, credential_id, service, action, subject, id, changes, .. } = entry;
    let changes: Vec<Value> = changes
        .iter()
        .map(|change| json!({"field": change.field, "before": change.before, "after": change.after}))
        .collect();
    let entry = json!({
        "time": time_of(entry), "actor": actor, "credential": credential_id, "service": service, "action": action,
        "subject": subject, "changes": changes, "id": id
    });
    format!("{entry}\n")
}

fn written(entry: &AuditEntry) -> String {
    let time = time_of(entry);
    let of = |field: &str, before: &str, after: &str| {
        let AuditEntry { actor, credential_id, service, action, subject, id, .. } = entry;
        let cells = [&time, actor, credential_id, service, action, subject, field, before, after, id];
        csv::line(cells)
    };
    if entry.changes.is_empty() {
        return of("", "", "");
    }
    entry.changes.iter().map(|change| of(&change.field, &change.before, &change.after)).collect()
}
