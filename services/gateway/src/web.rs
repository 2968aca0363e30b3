//! The web app: its files are in the binary.
use std::fmt::Write as _;

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use rust_embed::Embed;
use tonic::Code;

use crate::problem::Problem;

#[derive(Embed)]
#[folder = "../web/dist"]
struct Files;

/// Whose page a path is.
#[derive(Debug, PartialEq, Eq)]
enum Page {
    /// A file of the build: under `assets/` its name has its hash in it.
    File(String),
    /// A page of ours that reads its path itself.
    App(&'static str),
    Nothing,
}

/// Which file answers a path. The knowledge base is not built: its paths are nobody's.
fn page(path: &str) -> Page {
    let path = path.trim_start_matches('/');
    let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let keyed = rest.is_some_and(|key| !key.is_empty());
    match first {
        "form" if keyed => Page::App("form.html"),
        "survey" if keyed => Page::App("survey.html"),
        "portal" if keyed => Page::App("portal.html"),
        "widget" if keyed => Page::App("widget.html"),
        "unsubscribe" if keyed => Page::App("unsubscribe.html"),
        "form" | "survey" | "portal" | "unsubscribe" | "v1" | "kb" | "widget" => Page::Nothing,
        "assets" => Page::File(path.to_owned()),
        _ if path.rsplit('/').next().is_some_and(|name| name.contains('.')) => Page::File(path.to_owned()),
        _ => Page::App("index.html"),
    }
}

/// The answer for a path that is not of the contract.
///
/// # Errors
/// No such file, or another method than reading.
pub fn serve(method: &Method, path: &str, headers: &HeaderMap) -> Result<Response<Body>, Problem> {
    let (name, kept) = match page(path) {
        Page::Nothing => return Err(Problem::no_such_path(path)),
        Page::File(name) if name.starts_with("assets/") => (name, "public, max-age=31536000, immutable"),
        Page::File(name) => (name, "public, max-age=3600"),
        Page::App(name) => (name.to_owned(), "no-cache"),
    };
    let Some(file) = Files::get(&name) else { return Err(Problem::no_such_path(path)) };
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Err(Problem::wrong_method(method, "GET, HEAD, OPTIONS".to_owned()));
    }
    let hash = file.metadata.sha256_hash();
    let etag = hash[..16].iter().fold("\"".to_owned(), |mut tag, byte| {
        let _ = write!(tag, "{byte:02x}");
        tag
    }) + "\"";
    let mut response = Response::new(Body::empty());
    let same =
        headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains(&etag));
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *response.body_mut() = Body::from(file.data.into_owned());
    }
    let kind = mime_guess::from_path(&name).first_or_octet_stream();
    let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let text = |value: String| {
        HeaderValue::try_from(value).map_err(|_| Problem::new(Code::Internal, "internal error"))
    };
    response.headers_mut().insert(header::CONTENT_TYPE, text(kind)?);
    response.headers_mut().insert(header::ETAG, text(etag)?);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    Ok(response)
}

/// The key in the path of a widget's page.
pub fn widget_key(path: &str) -> Option<&str> {
    (page(path) == Page::App("widget.html")).then(|| path.trim_start_matches('/').split('/').nth(1)).flatten()
}

/// Whether other sites load what is at this path: the widget.
pub fn is_for_other_sites(path: &str) -> bool {
    path == "/widget.js" || widget_key(path).is_some()
}

/// Whether other sites may show this page in a frame: forms only. A widget's settings say which.
pub fn may_be_framed(path: &str) -> bool {
    page(path) == Page::App("form.html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_its_page() {
        let file = |name: &str| Page::File(name.to_owned());
        let table = [
            ("/", Page::App("index.html")),
            ("/items/item_1", Page::App("index.html")),
            ("/sign-in", Page::App("index.html")),
            ("/form/abc", Page::App("form.html")),
            ("/survey/t.o-ken", Page::App("survey.html")),
            ("/portal/abc/requests/1", Page::App("portal.html")),
            ("/unsubscribe/t.o-ken", Page::App("unsubscribe.html")),
            ("/unsubscribe", Page::Nothing),
            ("/form", Page::Nothing),
            ("/portal/", Page::Nothing),
            ("/kb/abc", Page::Nothing),
            ("/widget.js", file("widget.js")),
            ("/widget/abc", Page::App("widget.html")),
            ("/widget", Page::Nothing),
            ("/v1/nothing", Page::Nothing),
            ("/assets/index-1a2b.js", file("assets/index-1a2b.js")),
            ("/favicon.svg", file("favicon.svg")),
        ];
        for (path, expected) in table {
            assert_eq!(page(path), expected, "{path}");
        }
        assert!(may_be_framed("/form/abc") && !may_be_framed("/portal/abc") && !may_be_framed("/"));
    }

    #[test]
    fn a_page_is_served_once_and_then_known() {
        let first = serve(&Method::GET, "/any/where", &HeaderMap::new()).unwrap();
        assert_eq!(first.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(first.headers()[header::CACHE_CONTROL], "no-cache");
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone())]);
        let again = serve(&Method::GET, "/any/where", &headers).unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn files_that_are_not_there_are_nobodys() {
        for path in ["/assets/none.js", "/../Cargo.toml", "/assets/../../Cargo.toml", "/kb/x"] {
            let problem = serve(&Method::GET, path, &HeaderMap::new()).unwrap_err();
            assert_eq!(problem.http, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(serve(&Method::POST, "/", &HeaderMap::new()).unwrap_err().http.as_u16(), 405);
    }
}
