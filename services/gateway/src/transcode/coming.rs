//! A file in an HTTP body that is passed on as it comes: raw, or the first one of a form.
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderMap, header};
use http_body_util::{LengthLimitError, Limited};
use multer::{Field, Multipart};
use tonic::Code;

use super::multipart::{File, LONGEST_TEXT, MOST_PARTS, UNKNOWN};
use crate::problem::Problem;

/// A file on its way.
pub struct Coming {
    /// What came before its bytes; without any of them.
    pub head: File,
    limit: usize,
    rest: Rest,
}

enum Rest {
    Raw(BodyDataStream),
    Form(Box<Form>),
}

struct Form {
    parts: Multipart<'static>,
    file: Option<Field<'static>>,
    count: usize,
}

/// What comes next of it.
#[derive(Debug)]
pub enum Piece {
    Data(Bytes),
    /// The fields of a form that stood behind the file.
    Fields(Vec<(String, String)>),
}

impl Coming {
    /// Reads up to where the bytes begin.
    ///
    /// # Errors
    /// A form that cannot be read or has no file; over the limit.
    pub async fn begin(headers: &HeaderMap, body: Body, limit: usize) -> Result<Self, Problem> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or(UNKNOWN);
        let pieces = Body::new(Limited::new(body, limit)).into_data_stream();
        if !kind.starts_with("multipart/form-data") {
            // What curl says of any `--data-binary` says nothing about the bytes.
            let kind = if kind.starts_with("application/x-www-form-urlencoded") { UNKNOWN } else { kind };
            let head = File { content_type: kind.to_owned(), ..File::default() };
            return Ok(Self { head, limit, rest: Rest::Raw(pieces) });
        }
        let boundary = multer::parse_boundary(kind).map_err(|e| unreadable(limit, &e))?;
        let mut form = Multipart::new(pieces, boundary);
        let (mut fields, mut parts) = (Vec::new(), 0);
        let Some(file) = next_file(&mut form, &mut fields, &mut parts, limit).await? else {
            return Err(Problem::new(Code::InvalidArgument, "the form has no file"));
        };
        let content_type = file.content_type().map_or_else(|| UNKNOWN.to_owned(), ToString::to_string);
        let name = file.file_name().map(str::to_owned);
        let head = File { data: Bytes::new(), content_type, name, fields };
        Ok(Self {
            head,
            limit,
            rest: Rest::Form(Box::new(Form { parts: form, file: Some(file), count: parts })),
        })
    }

    /// The next piece; nothing when it is over.
    ///
    /// # Errors
    /// Over the limit, or it broke off.
    pub async fn next(&mut self) -> Result<Option<Piece>, Problem> {
        let limit = self.limit;
        let Form { parts: form, file, count: parts } = match &mut self.rest {
            Rest::Raw(pieces) => {
                let piece = pieces.next().await.transpose().map_err(|e| broken(limit, &e))?;
                return Ok(piece.map(Piece::Data));
            }
            Rest::Form(form) => form.as_mut(),
        };
        if let Some(open) = file {
            if let Some(data) = open.chunk().await.map_err(|e| unreadable(limit, &e))? {
                return Ok(Some(Piece::Data(data)));
            }
            *file = None;
        }
        let mut fields = Vec::new();
        while next_file(form, &mut fields, parts, limit).await?.is_some() {}
        Ok((!fields.is_empty()).then_some(Piece::Fields(fields)))
    }
}

/// The next file of a form; the fields before it are read.
async fn next_file(
    form: &mut Multipart<'static>,
    fields: &mut Vec<(String, String)>,
    parts: &mut usize,
    limit: usize,
) -> Result<Option<Field<'static>>, Problem> {
    while let Some(part) = form.next_field().await.map_err(|e| unreadable(limit, &e))? {
        *parts += 1;
        if *parts > MOST_PARTS {
            let why = format!("the form has more than {MOST_PARTS} parts");
            return Err(Problem::new(Code::InvalidArgument, why));
        }
        if part.file_name().is_some() {
            return Ok(Some(part));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let text = part.text().await.map_err(|e| unreadable(limit, &e))?;
        if text.len() > LONGEST_TEXT {
            return Err(Problem::new(Code::InvalidArgument, format!("part {name:?} is longer than 64 kB")));
        }
        fields.push((name, text));
    }
    Ok(None)
}

fn unreadable(limit: usize, error: &multer::Error) -> Problem {
    match error {
        multer::Error::StreamReadFailed(why) if is_too_large(why.as_ref()) => Problem::too_large(limit),
        multer::Error::StreamReadFailed(_) => Problem::new(Code::InvalidArgument, "the body broke off"),
        other => Problem::new(Code::InvalidArgument, format!("the form cannot be read: {other}")),
    }
}

fn broken(limit: usize, error: &axum::Error) -> Problem {
    if is_too_large(error) {
        return Problem::too_large(limit);
    }
    Problem::new(Code::InvalidArgument, "the body broke off")
}

fn is_too_large(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .any(<dyn std::error::Error>::is::<LengthLimitError>)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(
        kind: &'static str,
        body: Body,
        limit: usize,
    ) -> Result<(File, String, Vec<(String, String)>), Problem> {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, http::HeaderValue::from_static(kind))]);
        let mut coming = Coming::begin(&headers, body, limit).await?;
        let (mut data, mut behind) = (Vec::new(), Vec::new());
        while let Some(piece) = coming.next().await? {
            match piece {
                Piece::Data(bytes) => data.extend(bytes),
                Piece::Fields(fields) => behind.extend(fields),
            }
        }
        Ok((coming.head, String::from_utf8(data).unwrap(), behind))
    }
    fn pieces(text: &'static str) -> Body {
        let parts = text.as_bytes().chunks(7).map(|part| Ok::<_, std::io::Error>(Bytes::from_static(part)));
        Body::from_stream(futures::stream::iter(parts.collect::<Vec<_>>()))
    }

    #[tokio::test]
    async fn the_first_file_of_a_form_comes_in_pieces_with_the_fields_around_it() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n\
            --b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
            --b\r\nContent-Disposition: form-data; name=\"g\"; filename=\"b.txt\"\r\n\r\nother\r\n\
            --b\r\nContent-Disposition: form-data; name=\"request_id\"\r\n\r\nr\r\n--b--\r\n";
        let (head, data, behind) = all("multipart/form-data; boundary=b", pieces(body), 1000).await.unwrap();
        assert_eq!((data.as_str(), head.content_type.as_str()), ("hello", "text/plain"));
        assert_eq!((head.name.as_deref(), head.fields), (Some("a.txt"), vec![("x".into(), "1".into())]));
        assert_eq!(behind, [("request_id".to_owned(), "r".to_owned())]);
    }

    #[tokio::test]
    async fn too_large_is_413_a_form_without_a_file_is_refused_and_raw_bytes_pass() {
        let raw = all("image/png", pieces("some bytes of a picture"), 100).await.unwrap();
        assert_eq!((raw.1.as_str(), raw.0.content_type.as_str()), ("some bytes of a picture", "image/png"));
        let kinds = ["image/png", "multipart/form-data; boundary=b"];
        let form = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nlong and longer\r\n--b--\r\n";
        for kind in kinds {
            assert_eq!(all(kind, pieces(form), 70).await.unwrap_err().http.as_u16(), 413, "{kind}");
        }
        let none = all(kinds[1], pieces("--b--\r\n"), 100).await.unwrap_err();
        assert_eq!(none.http.as_u16(), 400);
        let known = all("application/x-www-form-urlencoded", pieces("a"), 10).await.unwrap();
        assert_eq!(known.0.content_type, UNKNOWN);
    }
}
