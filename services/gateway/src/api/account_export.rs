//! Everything of an account as one zip, written as it is read.
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use serde_json::{Value, json};
use tandem_kit::{
    Cause, Clock, auth,
    download::{Pieces, file},
};
use tandem_proto::{
    gateway::{ExportAccountRequest, account_exports_service_server::AccountExportsService},
    types::ExportedRows,
};
use tonic::{Request, Response, Status};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::records::{Peer, Peers, Rows};

/// See the contract.
pub struct AccountExport {
    pub peers: Peers,
    pub clock: Clock,
}

#[tonic::async_trait]
impl AccountExportsService for AccountExport {
    type ExportAccountStream = Pieces;

    async fn export_account(
        &self,
        request: Request<ExportAccountRequest>,
    ) -> Result<Response<Pieces>, Status> {
        let cause = Cause::of(&request)?;
        let written = Written::default();
        let export = Export {
            peers: self.peers.all().collect::<Vec<_>>().into_iter().rev().collect(),
            under_way: None,
            zip: ZipWriter::new_stream(written.clone()),
            written,
            tables: Vec::new(),
            begun: self.clock.now().to_rfc3339(),
            cause,
        };
        file("account.zip", "application/zip", pieces(export))
    }
}

/// What the zip has written and nobody has read yet.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A table that is in the zip, or on its way there.
struct Table {
    file: String,
    rows: i64,
    described: ExportedRows,
}

struct Export {
    cause: Cause,
    begun: String,
    /// The services that are still to come, the next one last.
    peers: Vec<Peer>,
    under_way: Option<(&'static str, Rows)>,
    zip: ZipWriter<zip::write::StreamWriter<Written>>,
    written: Written,
    tables: Vec<Table>,
}

fn pieces(export: Export) -> BoxStream<'static, Result<Bytes, Status>> {
    stream::try_unfold(Some(export), |export| async move {
        let Some(mut export) = export else { return Ok(None) };
        let cause = export.cause.clone();
        let more = auth::acting(&cause, export.go_on()).await?;
        let written = export.written.clone();
        if more {
            return Ok(Some((written.take(), Some(export))));
        }
        export.finish()?;
        Ok(Some((written.take(), None)))
    })
    .boxed()
}

fn broken(error: impl Into<anyhow::Error>) -> Status {
    tandem_kit::Error::Internal(error.into()).into()
}

impl Export {
    /// Writes what comes next; false where nothing does.
    async fn go_on(&mut self) -> Result<bool, Status> {
        let Some((service, rows)) = &mut self.under_way else {
            let Some(peer) = self.peers.pop() else { return Ok(false) };
            self.under_way = Some((peer.name, peer.rows().await?));
            return Ok(true);
        };
        match rows.next().await {
            None => self.under_way = None,
            Some(piece) => {
                let (service, piece) = (*service, piece?);
                self.add(service, piece)?;
            }
        }
        Ok(true)
    }
    fn add(&mut self, service: &str, piece: ExportedRows) -> Result<(), Status> {
        let file = format!("{service}/{}.jsonl", piece.table);
        if self.tables.last().is_none_or(|table| table.file != file) {
            self.zip.start_file(&file, SimpleFileOptions::default().large_file(true)).map_err(broken)?;
            self.tables.push(Table {
                file,
                rows: 0,
                described: ExportedRows { lines: Bytes::new(), ..piece.clone() },
            });
        }
        self.zip.write_all(&piece.lines).map_err(broken)?;
        if let Some(table) = self.tables.last_mut() {
            table.rows += piece.rows;
        }
        Ok(())
    }
    fn finish(mut self) -> Result<(), Status> {
        let tables: Vec<Value> = self.tables.iter().map(manifest).collect();
        let manifest = json!({
            "format": "tandem-account-export/1",
            "account_id": self.cause.account().to_string(),
            "begin_time": self.begun,
            "ids": "A UUID here is the id kind_ and its 32 hexadecimal digits in the API.",
            "tables": tables,
        });
        self.zip.start_file("manifest.json", SimpleFileOptions::default()).map_err(broken)?;
        serde_json::to_writer_pretty(&mut self.zip, &manifest).map_err(broken)?;
        self.zip.finish().map_err(broken)?;
        Ok(())
    }
}

fn manifest(table: &Table) -> Value {
    let ExportedRows { kind, columns, key, .. } = &table.described;
    json!({ "file": table.file, "rows": table.rows, "kind": kind, "columns": columns, "key": key })
}
