//! The services as they are asked for what they wrote down and keep: the same rpcs, in the package of each.
use std::pin::Pin;

use futures::{Stream, TryStreamExt as _};
use tandem_kit::{Context, rpc::Channel};
use tandem_proto::{
    automation, conversations, customer_apps, directory, items, notifications, timesheets,
    types::{AuditEntry, ExportRowsRequest, ExportedRows, ListAuditEntriesRequest},
};
use tonic::{Request, Status, metadata::MetadataValue};

/// Rows of a service, in pieces.
pub type Rows = Pin<Box<dyn Stream<Item = Result<ExportedRows, Status>> + Send>>;

/// The services of this installation.
#[derive(Clone)]
pub struct Peers(Vec<Peer>);

impl Peers {
    /// Those that this process knows the way to.
    pub fn new(cx: &Context) -> Self {
        let peer = |name: &'static str| Some(Peer { name, channel: cx.peers.channel(name).ok()? });
        Self(NAMES.iter().filter_map(|name| peer(name)).collect())
    }
    /// Each, in the order in which an export has them.
    pub fn all(&self) -> impl Iterator<Item = Peer> {
        self.0.clone().into_iter()
    }
}

/// One of them.
#[derive(Clone)]
pub struct Peer {
    pub name: &'static str,
    channel: Channel,
}

macro_rules! peers {
    ($($name:literal $package:ident)*) => {
        const NAMES: &[&str] = &[$($name),*];

        impl Peer {
            /// What people changed there, newest first.
            ///
            /// # Errors
            /// As it answers.
            pub async fn audit_entries(self, ask: ListAuditEntriesRequest) -> Result<Vec<AuditEntry>, Status> {
                let answer = match self.name {
                    $($name => {
                        $package::records_service_client::RecordsServiceClient::new(self.channel)
                            .list_audit_entries(ask)
                            .await?
                    })*
                    other => return Err(unknown(other)),
                };
                Ok(answer.into_inner().entries)
            }
            /// Every row of the account there.
            ///
            /// # Errors
            /// As it answers.
            pub async fn rows(self) -> Result<Rows, Status> {
                let mut ask = Request::new(ExportRowsRequest {});
                ask.metadata_mut().insert("x-tandem-stream", MetadataValue::from_static("1"));
                let answer = match self.name {
                    $($name => {
                        $package::records_service_client::RecordsServiceClient::new(self.channel)
                            .export_rows(ask)
                            .await?
                    })*
                    other => return Err(unknown(other)),
                };
                Ok(Box::pin(answer.into_inner().into_stream()))
            }
        }
    };
}

peers! {
    "directory" directory
    "items" items
    "conversations" conversations
    "automation" automation
    "timesheets" timesheets
    "notifications" notifications
    "customer-apps" customer_apps
}

fn unknown(name: &str) -> Status {
    Status::internal(format!("the service {name} keeps no records"))
}
