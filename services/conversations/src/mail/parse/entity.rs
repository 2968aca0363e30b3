//! The MIME tree: entities, their headers and bodies, multiparts split at their boundaries; bounded in depth and number.

use super::header::{self, Fields, Structured};
use super::transfer;

/// Most parts read out of one mail; those past it are left in the raw mail only.
pub const MAX_PARTS: usize = 1_000;
/// Deepest nesting of multiparts; what lies deeper stays one attachment.
pub const MAX_DEPTH: usize = 20;
/// A boundary that no text says by chance.
const LONG_ENOUGH: usize = 10;

/// One entity: a leaf with a body, or a multipart with children.
#[derive(Debug, Default)]
pub struct Entity<'x> {
    pub fields: Fields,
    /// The body as sent, transfer encoding not undone.
    pub body: &'x [u8],
    /// In lower case; `text/plain` where none is given.
    pub content_type: String,
    pub parameters: Structured,
    pub disposition: Structured,
    pub children: Vec<Entity<'x>>,
}

impl Entity<'_> {
    /// The body with its transfer encoding undone. What was written below the base64 of a text is part of that text.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let encoding = self
            .fields
            .raw("content-transfer-encoding")
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .unwrap_or_default();
        let encoding = encoding.split([' ', ';', '(']).find(|piece| !piece.is_empty()).unwrap_or("");
        let text = self.content_type.starts_with("text/");
        if !encoding.eq_ignore_ascii_case("base64") {
            return transfer::decode(self.body, encoding);
        }
        if text && transfer::is_prose(self.body) {
            return self.body.to_vec();
        }
        let end = transfer::footer(self.body).unwrap_or(self.body.len());
        let mut bytes = transfer::base64(&self.body[..end]);
        if text && end < self.body.len() {
            bytes.push(b'\n');
            bytes.extend_from_slice(&self.body[end..]);
        }
        bytes
    }

    /// The declared character set, if any.
    #[must_use]
    pub fn charset(&self) -> Option<&str> {
        self.parameters.parameter("charset")
    }
}

/// What reading the tree costs and finds.
#[derive(Debug, Default)]
pub struct Budget {
    parts: usize,
    pub problems: Vec<String>,
}

impl Budget {
    /// Notes a problem once.
    pub fn problem(&mut self, text: &str) {
        if self.problems.len() < 20 && !self.problems.iter().any(|known| known == text) {
            self.problems.push(text.to_owned());
        }
    }
}

/// Reads one entity and what is inside it. Never fails; bounds are noted as problems.
#[must_use]
pub fn read<'x>(raw: &'x [u8], depth: usize, default_type: &str, budget: &mut Budget) -> Entity<'x> {
    let (fields, body, problem) = header::split(raw);
    if let Some(problem) = problem {
        budget.problem(problem);
    }
    let parameters = fields.structured("content-type").unwrap_or_default();
    let disposition = fields.structured("content-disposition").unwrap_or_default();
    let mut entity = Entity {
        content_type: content_type(&parameters.value, default_type),
        body,
        parameters,
        disposition,
        fields,
        children: Vec::new(),
    };
    if entity.content_type.starts_with("multipart/") {
        open(&mut entity, depth, budget);
    }
    entity
}

fn content_type(value: &str, default_type: &str) -> String {
    match value {
        "" => default_type.to_owned(),
        "text" => "text/plain".to_owned(),
        "html" => "text/html".to_owned(),
        "multipart" => "multipart/mixed".to_owned(),
        other if other.contains('/') => other.trim_end_matches([';', ':', '"']).to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

fn open(entity: &mut Entity<'_>, depth: usize, budget: &mut Budget) {
    if depth >= MAX_DEPTH {
        budget.problem("parts nested deeper than 20, the inner ones kept as one attachment");
        "application/octet-stream".clone_into(&mut entity.content_type);
        return;
    }
    let boundary = entity
        .parameters
        .parameter("boundary")
        .map(|text| text.trim().as_bytes().to_vec())
        .filter(|text| !text.is_empty());
    let mut pieces = boundary.as_deref().map(|boundary| split(entity.body, boundary)).unwrap_or_default();
    if pieces.is_empty()
        && let Some(guessed) = guess_boundary(entity.body)
    {
        budget.problem("the boundary of a multipart is not the one declared");
        pieces = split(entity.body, &guessed);
    }
    if pieces.is_empty() {
        budget.problem("a multipart without parts, read as text");
        "text/plain".clone_into(&mut entity.content_type);
        return;
    }
    let default_type =
        if entity.content_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
    for piece in pieces {
        budget.parts += 1;
        if budget.parts > MAX_PARTS {
            budget.problem("more than 1,000 parts, the rest is in the raw mail only");
            break;
        }
        entity.children.push(read(piece, depth + 1, default_type, budget));
    }
}

/// The bodies between `--boundary` lines; an unclosed last part reaches to the end.
fn split<'x>(body: &'x [u8], boundary: &[u8]) -> Vec<&'x [u8]> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < body.len() {
        let (line, next) = header::line_at(body, at);
        if let Some(last) = delimiter(line, boundary) {
            if let Some(start) = start {
                pieces.push(trim_last_break(&body[start..at]));
            }
            start = (!last).then_some(next.min(body.len()));
            if pieces.len() > MAX_PARTS {
                return pieces;
            }
        }
        at = next;
    }
    if let Some(start) = start
        && start < body.len()
    {
        pieces.push(&body[start..]);
    }
    pieces
}

/// `Some(true)` for the closing delimiter line, `Some(false)` for an opening one. Some programs indent them.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let line = if boundary.len() < LONG_ENOUGH { line } else { line.trim_ascii_start() };
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?.trim_ascii_end();
    match rest {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

/// The line break before a delimiter belongs to the delimiter.
fn trim_last_break(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

/// The first line that could be a delimiter and is followed by a header.
fn guess_boundary(body: &[u8]) -> Option<Vec<u8>> {
    let mut at = 0;
    for _ in 0..200 {
        let (line, next) = header::line_at(body, at);
        let inner = line.strip_prefix(b"--").unwrap_or(b"").trim_ascii_end();
        if inner.len() >= 5 && !inner.contains(&b' ') && inner.iter().any(u8::is_ascii_alphanumeric) {
            let following = header::line_at(body, next).0.to_ascii_lowercase();
            if following.starts_with(b"content-") || following.is_empty() {
                return Some(inner.to_vec());
            }
        }
        if next >= body.len() {
            return None;
        }
        at = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_even_when_unclosed_or_too_deep() {
        let mut budget = Budget::default();
        let raw = b"Content-Type: multipart/mixed; boundary=x\n\npreamble\n--x\n\none\n--x\nContent-Type: text/html\n\n<b>two</b>";
        let entity = read(raw, 0, "text/plain", &mut budget);
        assert_eq!(
            entity.children.iter().map(|child| child.body).collect::<Vec<_>>(),
            [&b"one"[..], b"<b>two</b>"]
        );
        let mut deep = b"end".to_vec();
        for level in 0..60 {
            deep = [
                format!("Content-Type: multipart/mixed; boundary=x{level}\n\n--x{level}\n").as_bytes(),
                &deep,
            ]
            .concat();
        }
        let _ = read(&deep, 0, "text/plain", &mut budget);
        assert!(budget.problems.iter().any(|problem| problem.contains("deeper")));
    }
}
