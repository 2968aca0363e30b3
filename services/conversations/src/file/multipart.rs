//! The first file of a `multipart/form-data` body, for callers that upload as a browser's form does.

/// A file out of a form.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'x> {
    pub name: String,
    pub content_type: String,
    pub bytes: &'x [u8],
}

/// The first part that has a file name, or else the first part; nothing where the body is no form.
#[must_use]
pub fn first_file<'x>(content_type: &str, body: &'x [u8]) -> Option<Part<'x>> {
    let boundary = parameter(content_type, "boundary").filter(|text| !text.is_empty() && text.len() <= 70)?;
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut at = find(body, mark.as_bytes())? + mark.len();
    let ending = format!("\r\n{mark}");
    while body[at..].starts_with(b"\r\n") && parts.len() < 100 {
        let length = find(&body[at + 2..], ending.as_bytes())?;
        parts.push(part(&body[at + 2..at + 2 + length])?);
        at += 2 + length + ending.len();
    }
    let with_name = parts.iter().position(|part| !part.name.is_empty()).unwrap_or(0);
    (!parts.is_empty()).then(|| parts.swap_remove(with_name))
}

fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let end = find(bytes, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let header = |name: &str| {
        let line = head
            .lines()
            .find(|line| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    Some(Part {
        name: parameter(&header("content-disposition"), "filename").unwrap_or_default(),
        content_type: header("content-type"),
        bytes: &bytes[end + 4..],
    })
}

/// A parameter of a header's value, quoted or not.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|piece| {
        let (key, text) = piece.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| text.trim().trim_matches('"').to_owned())
    })
}

fn find(body: &[u8], what: &[u8]) -> Option<usize> {
    body.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_form_is_found() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n\r\n--x--\r\n";
        let found = first_file("multipart/form-data; boundary=x", body).unwrap();
        assert_eq!(
            (found.name.as_str(), found.content_type.as_str(), found.bytes),
            ("b.txt", "text/plain", b"hello\r\n".as_slice())
        );
    }

    #[test]
    fn what_is_no_form_holds_no_file() {
        for (kind, body) in [
            ("text/plain", "x"),
            ("multipart/form-data", "--x"),
            ("multipart/form-data; boundary=x", "--x"),
            ("multipart/form-data; boundary=x", "--x\r\na: b"),
            ("multipart/form-data; boundary=x", "--x--\r\n"),
        ] {
            assert_eq!(first_file(kind, body.as_bytes()), None, "{kind} {body}");
        }
    }
}
