//! How a file is given back: as a download under its own name, and as itself only where it cannot do harm.

/// What is shown within a page when that is asked: pictures that hold no script.
const SAFE_IMAGES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const UNKNOWN: &str = "application/octet-stream";

/// How a file is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Inline,
    Download,
}

/// The type of an upload: by its bytes, or else by its name, or else as claimed.
#[must_use]
pub fn content_type(name: &str, claimed: &str, bytes: &[u8]) -> String {
    if let Some(kind) = infer::get(bytes) {
        return kind.mime_type().to_owned();
    }
    if let Some(by_name) = mime_guess::from_path(name).first_raw() {
        return by_name.to_owned();
    }
    let claimed = claimed.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let sound = claimed.split_once('/').is_some_and(|(main, sub)| !main.is_empty() && !sub.is_empty())
        && claimed.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+-._".contains(&byte))
        && !claimed.starts_with("multipart/");
    if sound { claimed } else { UNKNOWN.to_owned() }
}

/// The type that a download says it has. A browser never runs a page or a picture with script of ours: those are bytes.
#[must_use]
pub fn served_type(stored: &str, bytes: &[u8]) -> String {
    let stored = stored.to_ascii_lowercase();
    let active =
        ["html", "svg", "xml", "script", "mathml", "x-shockwave"].iter().any(|word| stored.contains(word));
    let pretends = stored.starts_with("image/") && !is_safe_image(bytes);
    let writable = !stored.is_empty() && stored.bytes().all(|byte| byte.is_ascii_graphic());
    if active || pretends || !writable { UNKNOWN.to_owned() } else { stored }
}

/// Whether the bytes are a picture that may be shown within a page.
#[must_use]
pub fn is_safe_image(bytes: &[u8]) -> bool {
    let whole_sign = !bytes.starts_with(b"GIF") || bytes.starts_with(b"GIF8");
    whole_sign && infer::get(bytes).is_some_and(|kind| SAFE_IMAGES.contains(&kind.mime_type()))
}

/// The `Content-Disposition` of RFC 6266: a plain name for old programs, the whole one for the others.
#[must_use]
pub fn disposition(way: Way, name: &str) -> String {
    let kind = if way == Way::Inline { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encoded(name))
}

fn percent_encoded(name: &str) -> String {
    use std::fmt::Write as _;
    name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn the_type_is_what_the_bytes_say() {
        let cases = [
            ("a.txt", "text/html", PNG, "image/png"),
            ("a.txt", "text/html", b"hello".as_slice(), "text/plain"),
            ("file", "application/x-thing; a=b", b"hello".as_slice(), "application/x-thing"),
            ("file", "multipart/form-data", b"hello".as_slice(), UNKNOWN),
            ("file", "a\r\nb/c", b"hello".as_slice(), UNKNOWN),
        ];
        for (name, claimed, bytes, want) in cases {
            assert_eq!(content_type(name, claimed, bytes), want, "{name} {claimed}");
        }
    }

    #[test]
    fn nothing_is_served_that_a_browser_would_run() {
        for stored in
            ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", "", "image/png", "a b"]
        {
            assert_eq!(served_type(stored, b"<script>"), UNKNOWN, "{stored}");
        }
        assert_eq!(served_type("image/png", PNG), "image/png");
        assert_eq!(served_type("application/pdf", b"%PDF-"), "application/pdf");
        assert!(is_safe_image(PNG) && !is_safe_image(b"<svg xmlns='http://www.w3.org/2000/svg'/>"));
    }

    #[test]
    fn a_name_can_break_no_header() {
        let header = disposition(Way::Download, "Grüße \"x\";\r\n%2e.pdf");
        assert_eq!(
            header,
            "attachment; filename=\"Gr__e _x_;___2e.pdf\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%22x%22%3B%0D%0A%252e.pdf"
        );
    }
}
