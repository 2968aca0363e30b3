//! The rpcs of the door itself: signing in, and watching.
mod account_export;
mod audit_log;
mod live;
mod records;
mod session;

use bytes::Bytes;
use std::future::ready;

use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use tandem_proto::google::api::HttpBody;
use tonic::{Response, Status, metadata::MetadataValue};

pub use account_export::AccountExport;
pub use audit_log::AuditLog;
pub use live::Live;
pub use records::Peers;
pub use session::SignIn;

/// What the door knows of a request and the door's own rpcs need; it never leaves the process.
#[derive(Clone, Debug, Default)]
pub struct AtDoor {
    /// The token or cookie that came with it.
    pub token: String,
    pub user_agent: String,
    /// The network that it came from.
    pub network: String,
}

impl AtDoor {
    fn of<T>(request: &tonic::Request<T>) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_default()
    }
}

/// A file for a browser to keep, in pieces, of which the first says what it is.
fn file(
    name: &str,
    content_type: &str,
    pieces: BoxStream<'static, Result<Bytes, Status>>,
) -> Result<Response<audit_log::Pieces>, Status> {
    let first = HttpBody { content_type: content_type.to_owned(), ..HttpBody::default() };
    let rest = pieces.map(|piece| Ok(HttpBody { data: piece?, ..HttpBody::default() }));
    let rest = rest.filter(|piece| ready(!matches!(piece, Ok(piece) if piece.data.is_empty())));
    let pieces: audit_log::Pieces = stream::once(async { Ok(first) }).chain(rest).boxed();
    let mut response = Response::new(pieces);
    let headers = [
        ("content-disposition", format!("attachment; filename=\"{name}\"")),
        ("x-content-type-options", "nosniff".into()),
        ("content-security-policy", "sandbox; default-src 'none'".into()),
        ("cache-control", "no-store".into()),
    ];
    for (name, value) in headers {
        let value =
            MetadataValue::try_from(value).map_err(|_| Status::internal("a header cannot be written"))?;
        response.metadata_mut().insert(name, value);
    }
    Ok(response)
}
