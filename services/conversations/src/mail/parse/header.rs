//! Header fields: splitting them from the body, unfolding, and parameters with RFC 2231 and its cheaper imitations.

use super::{charset, transfer, word};

/// Most bytes of header kept of one entity; the rest is taken for body.
pub const MAX_HEADER: usize = 256 * 1024;

/// One header field: name as sent, value unfolded but not decoded.
#[derive(Debug, Clone, Default)]
pub struct Field {
    pub name: String,
    pub value: Vec<u8>,
}

/// The header fields of one entity in their order.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub Vec<Field>);

impl Fields {
    /// The first field of that name, unfolded, not decoded.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value.as_slice())
    }

    /// The first field of that name with encoded words decoded.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.raw(name).map(|value| word::decode(value).trim().to_owned())
    }

    /// The main value (`text/plain`) in lower case and the parameters of a structured field.
    #[must_use]
    pub fn structured(&self, name: &str) -> Option<Structured> {
        self.raw(name).map(Structured::read)
    }
}

/// A field such as Content-Type: its value and its parameters.
#[derive(Debug, Clone, Default)]
pub struct Structured {
    pub value: String,
    parameters: Vec<(String, String)>,
}

impl Structured {
    /// The parameter of that name, decoded.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn read(raw: &[u8]) -> Self {
        let mut pieces = split_parameters(raw).into_iter();
        let value = pieces.next().unwrap_or_default();
        let value = String::from_utf8_lossy(&value)
            .split(|c: char| c.is_whitespace() || c == ',')
            .find(|piece| !piece.is_empty())
            .unwrap_or("")
            .trim_matches('"')
            .to_ascii_lowercase();
        let raw_parameters: Vec<(String, Vec<u8>)> = pieces.filter_map(|piece| key_value(&piece)).collect();
        Self { value, parameters: join_continued(&raw_parameters) }
    }
}

/// Splits at `;` outside quotes.
fn split_parameters(raw: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    let (mut quoted, mut escaped) = (false, false);
    let closes = raw.split(|byte| *byte == b'"').count() % 2 == 1;
    for byte in raw {
        match byte {
            b'"' if !escaped && closes => quoted = !quoted,
            b';' if !quoted && pieces.len() < 100 => {
                pieces.push(Vec::new());
                continue;
            }
            _ => {}
        }
        escaped = *byte == b'\\' && !escaped;
        if let Some(last) = pieces.last_mut() {
            last.push(*byte);
        }
    }
    pieces
}

fn key_value(piece: &[u8]) -> Option<(String, Vec<u8>)> {
    let at = piece.iter().position(|byte| *byte == b'=')?;
    let key = String::from_utf8_lossy(&piece[..at]).trim().to_ascii_lowercase();
    let value = piece[at + 1..].trim_ascii();
    let value = match value.strip_prefix(b"\"") {
        Some(open) => unescape(quoted(open)),
        None => value.to_vec(),
    };
    (!key.is_empty()).then_some((key, value))
}

/// What stands between the quotes; behind the closing one there may be a comment.
fn quoted(open: &[u8]) -> &[u8] {
    let last = open.iter().rposition(|byte| *byte == b'"').unwrap_or(open.len());
    let behind = open[(last + 1).min(open.len())..].trim_ascii();
    if behind.is_empty() || behind.starts_with(b"(") { &open[..last] } else { open }
}

/// `\"` and `\\` only: a lone backslash is part of a Windows path.
fn unescape(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut bytes = value.iter().peekable();
    while let Some(byte) = bytes.next() {
        match bytes.peek() {
            Some(next @ (b'"' | b'\\')) if *byte == b'\\' => {
                out.push(**next);
                bytes.next();
            }
            _ => out.push(*byte),
        }
    }
    out
}

/// Joins `name*0*=`, `name*1=` …, decodes `name*=charset'lang'percent` and encoded words inside plain parameters.
fn join_continued(raw: &[(String, Vec<u8>)]) -> Vec<(String, String)> {
    let mut done: Vec<(String, String)> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for (key, _) in raw {
        let base = key.split('*').next().unwrap_or(key);
        if !names.contains(&base) {
            names.push(base);
        }
    }
    for name in names {
        let mut pieces: Vec<(usize, bool, &[u8])> = Vec::new();
        let mut plain = None;
        for (key, value) in raw {
            let Some(tail) = key.strip_prefix(name) else { continue };
            if tail.is_empty() {
                plain = plain.or(Some(value));
            } else if let Some(star) = tail.strip_prefix('*') {
                let encoded = star.is_empty() || star.ends_with('*');
                pieces.push((star.trim_end_matches('*').parse().unwrap_or(0), encoded, value));
            }
        }
        pieces.sort_by_key(|(number, _, _)| *number);
        let value =
            if pieces.is_empty() { plain.map(|value| word::decode(value)) } else { Some(extended(&pieces)) };
        if let Some(value) = value {
            done.push((name.to_owned(), value));
        }
    }
    done
}

fn extended(pieces: &[(usize, bool, &[u8])]) -> String {
    let mut charset = None;
    let mut bytes = Vec::new();
    for (at, (_, encoded, value)) in pieces.iter().enumerate() {
        let mut value = *value;
        if at == 0 && *encoded {
            let mut quotes = value.iter().enumerate().filter(|(_, byte)| **byte == b'\'').map(|(at, _)| at);
            if let (Some(first), Some(second)) = (quotes.next(), quotes.next()) {
                charset = Some(String::from_utf8_lossy(&value[..first]).into_owned());
                value = &value[second + 1..];
            }
        }
        if *encoded { bytes.extend(percent(value)) } else { bytes.extend_from_slice(value) }
    }
    let text = charset::decode(&bytes, charset.as_deref());
    if text.contains("=?") { word::decode_text(&text) } else { text }
}

fn percent(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        match transfer::hex_pair(value, at + 1) {
            Some(decoded) if *byte == b'%' => {
                out.push(decoded);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

/// Splits an entity into its header fields and its body; the third value says that the header was too long.
#[must_use]
pub fn split(raw: &[u8]) -> (Fields, &[u8], Option<&'static str>) {
    let mut fields: Vec<Field> = Vec::new();
    let mut at = 0;
    let mut problem = None;
    while at < raw.len() {
        let (line, next) = line_at(raw, at);
        if line.is_empty() || (fields.is_empty() && line.trim_ascii().is_empty()) {
            at = next;
            break;
        }
        if at > MAX_HEADER {
            problem = Some("header longer than 256 kB, the rest of it taken for text");
            break;
        }
        match (line.first(), field(line)) {
            (Some(b' ' | b'\t'), _) if !fields.is_empty() => fold(&mut fields, line),
            (_, Some(field)) => fields.push(field),
            _ if is_envelope(line) || is_junk_before_header(raw, next, &fields) => {}
            _ if looks_like_body(raw, at, &fields) => break,
            _ => fold(&mut fields, line),
        }
        at = next;
    }
    (Fields(fields), &raw[at.min(raw.len())..], problem)
}

fn fold(fields: &mut [Field], line: &[u8]) {
    if let Some(last) = fields.last_mut() {
        last.value.push(b' ');
        last.value.extend_from_slice(line.trim_ascii());
    }
}

/// mbox and SMTP leftovers before the first field.
fn is_envelope(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// A line of some program before the first field: two real fields follow at once.
fn is_junk_before_header(raw: &[u8], next: usize, fields: &[Field]) -> bool {
    const KNOWN: [&str; 10] = [
        "return-path",
        "received",
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "delivered-to",
        "mime-version",
        "content-type",
    ];
    let (mut at, mut real) = (next, 0);
    for _ in 0..4 {
        let (line, after) = line_at(raw, at);
        real += usize::from(field(line).is_some_and(|field| {
            field.name.starts_with("X-") || KNOWN.contains(&field.name.to_ascii_lowercase().as_str())
        }));
        at = after;
    }
    fields.is_empty() && real >= 2
}

/// A line that is no field: body when no field line follows before the next empty line, damage in the header otherwise.
fn looks_like_body(raw: &[u8], at: usize, fields: &[Field]) -> bool {
    if fields.is_empty() {
        return true;
    }
    let mut at = line_at(raw, at).1;
    for _ in 0..5 {
        let (line, next) = line_at(raw, at);
        if line.is_empty() {
            break;
        }
        if field(line).is_some_and(|field| {
            field.name.contains('-')
                || matches!(
                    field.name.to_ascii_lowercase().as_str(),
                    "from" | "to" | "subject" | "date" | "cc" | "received" | "sender"
                )
        }) {
            return false;
        }
        at = next;
    }
    true
}

fn field(line: &[u8]) -> Option<Field> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    let valid = !name.is_empty() && name.len() < 100 && name.iter().all(u8::is_ascii_graphic);
    valid.then(|| Field {
        name: String::from_utf8_lossy(name).into_owned(),
        value: line[colon + 1..].trim_ascii().to_vec(),
    })
}

/// One word with an `@` between a name and a domain, and nothing else around it.
#[must_use]
pub fn is_address(word: &str) -> bool {
    let word = word.trim_matches(['<', '>']);
    word.len() <= 320
        && !word.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'))
        && word.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// The line that starts at `at`, without its end, and where the next one starts.
#[must_use]
pub fn line_at(raw: &[u8], at: usize) -> (&[u8], usize) {
    let rest = &raw[at.min(raw.len())..];
    let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let line = &rest[..length];
    (line.strip_suffix(b"\r").unwrap_or(line), at + (length + 1).min(rest.len().max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(raw: &str) -> String {
        Structured::read(raw.as_bytes()).parameter("filename").unwrap_or_default().to_owned()
    }

    #[test]
    fn file_names_are_read_in_every_spelling() {
        assert_eq!(name("attachment; filename=a.pdf"), "a.pdf");
        assert_eq!(name("attachment; filename=\"a;b.pdf\""), "a;b.pdf");
        assert_eq!(name("attachment; filename=\"a.pdf\" (of the wild)"), "a.pdf");
        assert_eq!(name("attachment; filename=with blank.pdf"), "with blank.pdf");
        assert_eq!(name("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf"), "Grüße.pdf");
        assert_eq!(
            name("attachment; filename*0*=utf-8''Gr%C3%BC; filename*1=\"xyz\"; filename*2*=%C3%9Fe.pdf"),
            "Grüxyzße.pdf"
        );
        assert_eq!(name("attachment; filename=\"=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?=\""), "Grüße.pdf");
    }

    #[test]
    fn a_broken_header_line_loses_neither_header_nor_body() {
        let (fields, body, problem) = split(b"From: a@b\nnonsense\nX-A: 1\n\nbody");
        assert_eq!((fields.0.len(), body, problem), (2, &b"body"[..], None), "nothing is lost: no problem");
        let (fields, body, _) = split(b"just text\nmore");
        assert_eq!((fields.0.len(), body), (0, &b"just text\nmore"[..]));
    }
}
