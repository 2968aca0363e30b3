//! Files for a browser to keep: how they are written, and in pieces.
use std::{future::ready, pin::Pin};

use bytes::Bytes;
use futures::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use tandem_proto::google::api::HttpBody;
use tonic::{Response, Status, metadata::MetadataValue};

use crate::{Error, Result, csv};

/// What an rpc answers with.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<HttpBody, Status>> + Send>>;

/// How a list is written as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One that a spreadsheet opens.
    Csv,
    /// An object of JSON a line.
    Lines,
}

impl Format {
    /// Reads `csv` or `jsonl`; nothing is csv.
    ///
    /// # Errors
    /// `Invalid` for anything else.
    pub fn read(text: &str) -> Result<Self> {
        match text.to_lowercase().as_str() {
            "" | "csv" => Ok(Self::Csv),
            "jsonl" | "ndjson" => Ok(Self::Lines),
            _ => Err(Error::invalid("format", format!("{text:?} is neither csv nor jsonl"))),
        }
    }
    /// What a browser takes it for.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Lines => "application/x-ndjson",
        }
    }
    /// What a file of such things is called.
    #[must_use]
    pub fn file_name(self, things: &str) -> String {
        match self {
            Self::Csv => format!("{things}.csv"),
            Self::Lines => format!("{things}.jsonl"),
        }
    }
    /// How it begins: CSV by the sign that its text is UTF-8 and the names of the columns, lines by nothing.
    pub fn head<'a>(self, columns: impl IntoIterator<Item = &'a str>) -> String {
        match self {
            Self::Csv => format!("\u{feff}{}", csv::line(columns)),
            Self::Lines => String::new(),
        }
    }
}

/// A file, of which the first piece says what it is.
///
/// # Errors
/// Where its name cannot be told.
pub fn file<E: 'static>(
    name: &str,
    content_type: &str,
    pieces: BoxStream<'static, Result<Bytes, E>>,
) -> Result<Response<Pieces>, Status>
where
    Status: From<E>,
{
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
