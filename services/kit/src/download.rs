//! A file for a browser to keep, in pieces.
use std::{future::ready, pin::Pin};

use bytes::Bytes;
use futures::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use tandem_proto::google::api::HttpBody;
use tonic::{Response, Status, metadata::MetadataValue};

use crate::{Error, Result};

/// What an rpc answers with.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<HttpBody, Status>> + Send>>;

/// A file, of which the first piece says what it is.
///
/// # Errors
/// Where its name cannot be told.
pub fn file(
    name: &str,
    content_type: &str,
    pieces: BoxStream<'static, Result<Bytes>>,
) -> Result<Response<Pieces>, Status> {
    let first = HttpBody { content_type: content_type.to_owned(), ..HttpBody::default() };
    let rest = pieces.map(|piece| Ok(HttpBody { data: piece?, ..HttpBody::default() }));
    let rest = rest.filter(|piece| ready(!matches!(piece, Ok(piece) if piece.data.is_empty())));
    let mut response = Response::new(stream::once(async { Ok(first) }).chain(rest).boxed() as Pieces);
    let headers = [
        ("content-disposition", format!("attachment; filename=\"{name}\"")),
        ("x-content-type-options", "nosniff".into()),
        ("content-security-policy", "sandbox; default-src 'none'".into()),
        ("cache-control", "no-store".into()),
    ];
    for (name, value) in headers {
        let value = MetadataValue::try_from(value).map_err(anyhow::Error::from).map_err(Error::from)?;
        response.metadata_mut().insert(name, value);
    }
    Ok(response)
}
