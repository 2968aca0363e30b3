//! Whether a request that carries a cookie came from our own pages.
use http::{HeaderMap, Method, Uri, header, uri::Authority};

/// Refuses what another site made a browser send. A request without either header was sent by no browser of today.
pub fn is_own(method: &Method, headers: &HeaderMap, uri: &Uri, public_url: &str) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name| headers.get(name).map(|v: &http::HeaderValue| v.to_str().unwrap_or("?"));
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    if public_url.trim_end_matches('/') == origin {
        return true;
    }
    let host = uri.authority().map(Authority::as_str).or_else(|| text(header::HOST.as_str()));
    let of_origin = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == of_origin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_change_things_by_cookie() {
        const OWN: &str = "http://desk.test:8080";
        type Given<'a> = &'a [(&'a str, &'a str)];
        let cases: [(&str, Given, bool); 9] = [
            ("GET", &[("sec-fetch-site", "cross-site")], true),
            ("POST", &[("sec-fetch-site", "same-origin"), ("origin", "http://evil.test")], true),
            ("POST", &[("sec-fetch-site", "same-site")], false),
            ("POST", &[("sec-fetch-site", "cross-site")], false),
            ("POST", &[("origin", OWN)], true),
            ("POST", &[("origin", "https://help.acme.test")], true),
            ("DELETE", &[("origin", "http://evil.test")], false),
            ("POST", &[("origin", "null")], false),
            ("POST", &[], true),
        ];
        for (method, given, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "desk.test:8080".parse().unwrap());
            for (name, value) in given {
                headers.insert(http::HeaderName::from_static(name), value.parse().unwrap());
            }
            let uri = Uri::from_static("/v1/items");
            let got = is_own(&method.parse().unwrap(), &headers, &uri, "https://help.acme.test/");
            assert_eq!(got, expected, "{method} {given:?}");
        }
    }
}
