//! Tokens of canonical HTML, as ammonia writes it: every tag closed, every attribute quoted, every character escaped.

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'x> {
    /// Text, still escaped.
    Text(&'x str),
    /// The whole tag as written, its name and its attributes' text.
    Open {
        raw: &'x str,
        name: &'x str,
        attributes: &'x str,
    },
    Close {
        raw: &'x str,
        name: &'x str,
    },
}

/// Splits canonical HTML into tokens.
pub fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (token, length) = if rest.starts_with('<') { tag(rest) } else { text(rest) };
        rest = &rest[length..];
        Some(token)
    })
}

fn text(rest: &str) -> (Token<'_>, usize) {
    let end = rest.find('<').unwrap_or(rest.len());
    (Token::Text(&rest[..end]), end)
}

/// A `>` inside an attribute's quotes does not end the tag.
fn tag(rest: &str) -> (Token<'_>, usize) {
    let mut quoted = false;
    let end = rest.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    let end = end.map_or(rest.len(), |at| at + 1);
    let raw = &rest[..end];
    let inner = raw[1..].strip_suffix('>').unwrap_or(&raw[1..]);
    if let Some(name) = inner.strip_prefix('/') {
        return (Token::Close { raw, name: name.trim() }, end);
    }
    let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
    (Token::Open { raw, name, attributes }, end)
}

/// An attribute's value, unescaped.
#[must_use]
pub fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, next) = after.split_once('"').unwrap_or((after, ""));
        if key.trim() == name {
            return Some(unescape(value));
        }
        rest = next;
    }
    None
}

/// The few escapes canonical HTML has; the rest of a bare ampersand stays.
#[must_use]
pub fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}

/// Elements without content and end tag.
#[must_use]
pub fn is_void(name: &str) -> bool {
    const VOID: [&str; 12] =
        ["br", "hr", "img", "col", "wbr", "input", "meta", "link", "base", "area", "embed", "param"];
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

/// Elements whose end tags people leave out, because the next one ends them.
#[must_use]
pub fn closes_itself(name: &str) -> bool {
    const LEFT_OPEN: [&str; 8] = ["p", "li", "td", "th", "tr", "dd", "dt", "option"];
    LEFT_OPEN.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The tag name that starts at `at`.
#[must_use]
pub fn name_at(source: &str, at: usize) -> &str {
    let rest = source.get(at..).unwrap_or("");
    let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len()).min(20);
    rest.get(..end).unwrap_or("")
}

/// What is left of any HTML when everything between angle brackets goes.
#[must_use]
pub fn bare_text(source: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in source.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
