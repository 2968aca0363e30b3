//! What every answer says to browsers, and which request headers go no further.
use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Response, header};
use tandem_kit::id::EventId;

use crate::web;

/// For pages: scripts from here only.
pub const PAGES: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors ";
const DATA: &str = "default-src 'none'; frame-ancestors 'none'";
const ALWAYS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Adds what keeps browsers safe. An answer that says more of its own contents is left to say it.
pub fn secure(response: &mut Response<Body>, path: &str, https: bool) {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if web::is_for_other_sites(path) {
        // Other sites load this script, and show this page in a frame.
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
    if https {
        let stay = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, stay);
    }
    if headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        return;
    }
    let html = headers.get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    let policy = match (html, web::may_be_framed(path)) {
        (false, _) => DATA.to_owned(),
        (true, false) => format!("{PAGES}'none'"),
        (true, true) => format!("{PAGES}*"),
    };
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The id that the sender gave, where it is one; else a new one.
pub fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get("x-request-id").and_then(|v| v.to_str().ok());
    let sane = |id: &&str| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    given.filter(sane).map_or_else(|| EventId::new().uuid().simple().to_string(), str::to_owned)
}

/// Takes out what only we may say, what concerns one connection only, and what proves who sends.
pub fn strip(headers: &mut HeaderMap) {
    let ours: Vec<HeaderName> =
        headers.keys().filter(|name| name.as_str().starts_with("x-tandem-")).cloned().collect();
    let hop = [
        "connection",
        "keep-alive",
        "proxy-connection",
        "transfer-encoding",
        "upgrade",
        "forwarded",
        "x-forwarded-for",
    ];
    let proof = ["authorization", "proxy-authorization", "cookie"];
    for name in ours {
        headers.remove(name);
    }
    for name in hop.into_iter().chain(proof) {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy_of(path: &str, kind: &'static str) -> String {
        let mut response = Response::new(Body::empty());
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        secure(&mut response, path, true);
        assert!(response.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
        response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned()
    }

    #[test]
    fn only_forms_may_be_framed_and_data_runs_nothing() {
        assert!(policy_of("/form/x", "text/html; charset=utf-8").ends_with("frame-ancestors *"));
        assert!(policy_of("/portal/x", "text/html").ends_with("frame-ancestors 'none'"));
        assert_eq!(policy_of("/v1/items", "application/json"), DATA);
    }

    #[test]
    fn a_sane_request_id_stands() {
        for (given, stands) in
            [("req-12345", true), ("short", false), ("has space 1234", false), ("évil-12345", false)]
        {
            let headers = HeaderMap::from_iter([(
                HeaderName::from_static("x-request-id"),
                HeaderValue::from_bytes(given.as_bytes()).unwrap(),
            )]);
            assert_eq!(request_id(&headers) == given, stands, "{given}");
        }
        assert_eq!(request_id(&HeaderMap::new()).len(), 32);
    }

    #[test]
    fn nobody_outside_says_what_only_we_may_say() {
        let mut headers = HeaderMap::new();
        for name in [
            "x-tandem-caller",
            "x-tandem-anything",
            "authorization",
            "cookie",
            "connection",
            "x-client",
            "grpc-timeout",
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static("1"));
        }
        strip(&mut headers);
        let mut left: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["grpc-timeout", "x-client"]);
    }
}
