//! A file in an HTTP body: raw, or the first one of a form.
use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, multipart::MultipartError},
};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tonic::Code;

use crate::problem::Problem;

pub(super) const MOST_PARTS: usize = 20;
pub(super) const LONGEST_TEXT: usize = 64 << 10;
pub(super) const UNKNOWN: &str = "application/octet-stream";

/// A file, and what came with it.
#[derive(Debug, Default)]
pub struct File {
    pub data: Bytes,
    pub content_type: String,
    pub name: Option<String>,
    /// The other fields of the form.
    pub fields: Vec<(String, String)>,
}

/// The bytes of a body.
///
/// # Errors
/// Over the limit, or the connection broke.
pub async fn bytes(body: Body, limit: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, limit).collect().await {
        Ok(read) => Ok(read.to_bytes()),
        Err(e) if e.downcast_ref::<LengthLimitError>().is_some() => Err(Problem::too_large(limit)),
        Err(_) => Err(Problem::new(Code::InvalidArgument, "the body broke off")),
    }
}

/// The file of a body.
///
/// # Errors
/// Over the limit, or a form that cannot be read or has no file.
pub async fn file(headers: &HeaderMap, body: Body, limit: usize) -> Result<File, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or(UNKNOWN);
    if kind.starts_with("multipart/form-data") {
        return form(kind, body, limit).await;
    }
    // What curl says of any `--data-binary` says nothing about the bytes.
    let kind = if kind.starts_with("application/x-www-form-urlencoded") { UNKNOWN } else { kind };
    Ok(File { content_type: kind.to_owned(), data: bytes(body, limit).await?, ..File::default() })
}

async fn form(kind: &str, body: Body, limit: usize) -> Result<File, Problem> {
    let broken = |e: MultipartError| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(limit),
        _ => Problem::new(Code::InvalidArgument, format!("the form cannot be read: {}", e.body_text())),
    };
    let unreadable = || Problem::new(Code::InvalidArgument, "the form cannot be read");
    let mut request =
        Request::builder().header(header::CONTENT_TYPE, kind).body(body).map_err(|_| unreadable())?;
    DefaultBodyLimit::max(limit).apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    let mut file: Option<File> = None;
    let mut fields = Vec::new();
    let mut parts = 0;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        parts += 1;
        if parts > MOST_PARTS {
            return Err(Problem::new(
                Code::InvalidArgument,
                format!("the form has more than {MOST_PARTS} parts"),
            ));
        }
        let name = part.name().unwrap_or_default().to_owned();
        if let Some(file_name) = part.file_name().map(str::to_owned) {
            let content_type = part.content_type().unwrap_or(UNKNOWN).to_owned();
            let data = part.bytes().await.map_err(broken)?;
            file.get_or_insert(File { data, content_type, name: Some(file_name), fields: Vec::new() });
            continue;
        }
        let text = part.text().await.map_err(broken)?;
        if text.len() > LONGEST_TEXT {
            return Err(Problem::new(Code::InvalidArgument, format!("part {name:?} is longer than 64 kB")));
        }
        fields.push((name, text));
    }
    let file = file.ok_or_else(|| Problem::new(Code::InvalidArgument, "the form has no file"))?;
    Ok(File { fields, ..file })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(kind: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, http::HeaderValue::from_static(kind))])
    }

    #[tokio::test]
    async fn the_first_file_of_a_form_is_taken_with_its_name_and_the_other_fields() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"request_id\"\r\n\r\nr\r\n\
            --b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
            --b\r\nContent-Disposition: form-data; name=\"g\"; filename=\"b.txt\"\r\n\r\nother\r\n--b--\r\n";
        let file = file(&headers("multipart/form-data; boundary=b"), Body::from(body), 1000).await.unwrap();
        assert_eq!((&file.data[..], file.content_type.as_str()), (&b"hello"[..], "text/plain"));
        assert_eq!(file.name.as_deref(), Some("a.txt"));
        assert_eq!(file.fields, [("request_id".to_owned(), "r".to_owned())]);
    }

    #[tokio::test]
    async fn too_large_is_413_and_a_form_without_a_file_is_refused() {
        let problem = bytes(Body::from(vec![0; 11]), 10).await.unwrap_err();
        assert_eq!(problem.http.as_u16(), 413);
        let form = "multipart/form-data; boundary=b";
        let large = format!(
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n{}\r\n--b--\r\n",
            "x".repeat(2000)
        );
        let problem = file(&headers(form), Body::from(large), 100).await.unwrap_err();
        assert_eq!(problem.http.as_u16(), 413);
        let problem = file(&headers(form), Body::from("--b--\r\n"), 100).await.unwrap_err();
        assert_eq!(problem.http.as_u16(), 400);
    }

    #[tokio::test]
    async fn what_curl_says_of_raw_bytes_is_not_believed() {
        let file = file(&headers("application/x-www-form-urlencoded"), Body::from("a"), 10).await.unwrap();
        assert_eq!(file.content_type, UNKNOWN);
    }
}
