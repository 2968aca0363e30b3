//! The reference for people: a page of ours that reads `/openapi.json`. No script comes from elsewhere.
use axum::body::Body;
use http::{HeaderValue, Response, header};

const PAGE: &str = include_str!("docs/page.html");
const SCRIPT: &str = include_str!("docs/page.js");
const STYLE: &str = include_str!("docs/page.css");

/// The file of the reference at a path.
pub fn file(path: &str) -> Option<Response<Body>> {
    let (kind, text) = match path {
        "/docs" | "/docs/" => ("text/html; charset=utf-8", PAGE),
        "/docs/page.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "/docs/page.css" => ("text/css; charset=utf-8", STYLE),
        _ => return None,
    };
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Some(response)
}
