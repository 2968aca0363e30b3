//! `RecordsService`, which every service has in its own package: its part of the log and of the export of an account.
use std::pin::Pin;

use futures::{Stream, StreamExt as _};
use tandem_proto::{
    automation, conversations, customer_apps, directory, items, notifications, timesheets,
    types::{ExportRowsRequest, ExportedRows, ListAuditEntriesRequest, ListAuditEntriesResponse},
};
use tonic::{Request, Response, Status, service::RoutesBuilder};

use crate::{Cause, Db, audit, dump};

/// Rows, in pieces.
type Pieces = Pin<Box<dyn Stream<Item = Result<ExportedRows, Status>> + Send>>;

/// See the contract.
struct Records(Db);

/// Adds the rpcs to those of a service.
pub(crate) fn add(routes: &mut RoutesBuilder, service: &str, db: &Db) {
    let records = Records(db.clone());
    match service {
        "automation" => {
            routes.add_service(automation::records_service_server::RecordsServiceServer::new(records))
        }
        "conversations" => {
            routes.add_service(conversations::records_service_server::RecordsServiceServer::new(records))
        }
        "customer-apps" => {
            routes.add_service(customer_apps::records_service_server::RecordsServiceServer::new(records))
        }
        "directory" => {
            routes.add_service(directory::records_service_server::RecordsServiceServer::new(records))
        }
        "items" => routes.add_service(items::records_service_server::RecordsServiceServer::new(records)),
        "notifications" => {
            routes.add_service(notifications::records_service_server::RecordsServiceServer::new(records))
        }
        "timesheets" => {
            routes.add_service(timesheets::records_service_server::RecordsServiceServer::new(records))
        }
        _ => routes, // the door keeps nothing
    };
}

macro_rules! records {
    ($($package:ident)*) => {$(
        #[tonic::async_trait]
        impl $package::records_service_server::RecordsService for Records {
            type ExportRowsStream = Pieces;

            async fn list_audit_entries(
                &self,
                request: Request<ListAuditEntriesRequest>,
            ) -> Result<Response<ListAuditEntriesResponse>, Status> {
                let cause = Cause::of(&request)?;
                let entries = audit::list(&self.0, &cause, request.get_ref()).await?;
                Ok(Response::new(ListAuditEntriesResponse { entries }))
            }

            async fn export_rows(
                &self,
                request: Request<ExportRowsRequest>,
            ) -> Result<Response<Pieces>, Status> {
                let cause = Cause::of(&request)?;
                let rows = dump::rows(self.0.clone(), cause.account());
                Ok(Response::new(rows.map(|piece| piece.map_err(Status::from)).boxed()))
            }
        }
    )*};
}

records!(automation conversations customer_apps directory items notifications timesheets);
