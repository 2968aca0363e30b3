//! Lines classed: text, quote, blank, drawn line, signature, the beginning of the old mail.

use super::{Line, Mark, marks};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Text,
    Quote,
    /// A drawn line of that many characters; `--` has two.
    Delimiter {
        length: usize,
    },
    /// A line drawn with ornaments: drops at the end, else stays.
    Ornament,
    Signature,
    /// The old mail begins here.
    Cut,
    /// Part of an "On … wrote:" line.
    Header,
}

/// A line's class, and of how many lines the "On … wrote:" is made that begins here (0: none does).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classed {
    pub kind: Kind,
    pub header: usize,
}

/// Classes all lines.
#[must_use]
pub fn classify(lines: &[Line]) -> Vec<Classed> {
    let texts: Vec<String> = lines.iter().map(|line| matchable(&line.text)).collect();
    let mut classed: Vec<Classed> =
        lines.iter().zip(&texts).map(|(line, text)| Classed { kind: kind(line, text), header: 0 }).collect();
    initials(&texts, &mut classed);
    fence(&texts, &mut classed);
    armour(&texts, &mut classed);
    let mut at = 0;
    while at < lines.len() {
        if matches!(classed[at].kind, Kind::Empty | Kind::Cut)
            || (classed[at].kind == Kind::Quote && lines[at].mark.is_none())
        {
            at += 1;
            continue;
        }
        let span = header_span(lines, &texts, at).max(usize::from(
            classed[at].kind == Kind::Text
                && is_above_quote(&classed, at)
                && (marks::announces(&texts[at])
                    || (marks::names_a_writer(&texts[at]) && is_last_text(&classed, at))),
        ));
        if span > 0 {
            classed[at..at + span].fill(Classed { kind: Kind::Header, header: 0 });
            classed[at].header = span;
            at += span;
            continue;
        }
        if lines[at].depth == 0 && marks::starts_header_block(&texts[at..texts.len().min(at + 16)]) {
            classed[at].kind = Kind::Cut;
        }
        at += 1;
    }
    classed
}

fn is_above_quote(classed: &[Classed], at: usize) -> bool {
    classed[at + 1..]
        .iter()
        .take(2)
        .find(|line| line.kind != Kind::Empty)
        .is_some_and(|line| line.kind == Kind::Quote)
}

/// Nothing new stands below it.
fn is_last_text(classed: &[Classed], at: usize) -> bool {
    classed[at + 1..].iter().all(|line| line.kind != Kind::Text)
}

fn header_span(lines: &[Line], texts: &[String], at: usize) -> usize {
    if lines[at].mark == Some(Mark::QuoteHeader) {
        return lines[at..].iter().take_while(|line| line.mark == Some(Mark::QuoteHeader)).count();
    }
    marks::quote_header(&texts[at..texts.len().min(at + 8)])
}

/// The text as the word lists know it: ordinary blanks, nothing invisible.
#[must_use]
pub fn matchable(text: &str) -> String {
    text.chars()
        .filter(|c| !crate::mail::parse::name::is_invisible(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

fn kind(line: &Line, text: &str) -> Kind {
    match line.mark {
        Some(Mark::Cut) => return Kind::Cut,
        Some(Mark::Signature) => return Kind::Signature,
        Some(Mark::Rule) => return Kind::Ornament,
        _ => {}
    }
    if text.is_empty() {
        return Kind::Empty;
    }
    if line.depth > 0 || is_quote(text) {
        return Kind::Quote;
    }
    if let Some(kind) = drawn(text) {
        return kind;
    }
    if text.starts_with("-----BEGIN PGP SIGNED MESSAGE") {
        return Kind::Signature;
    }
    if marks::is_original_marker(text)
        || marks::is_notes_header(text)
        || text.starts_with("-----BEGIN PGP SIGNATURE")
    {
        return Kind::Cut;
    }
    if marks::is_device_signature(text) { Kind::Signature } else { Kind::Text }
}

/// `> …`, `| …` and the two or three initials some programs put before the bracket (`C> …`).
fn is_quote(text: &str) -> bool {
    let initials = text.bytes().take_while(u8::is_ascii_uppercase).count();
    text.starts_with('>')
        // A row that is closed at its end is a table's.
        || (text.starts_with("| ") && !text.ends_with(" |"))
        || text == "|"
        || (initials > 1
            && initials <= 3
            && text[initials..].starts_with('>')
            && !text[initials..].starts_with(">="))
}

fn drawn(text: &str) -> Option<Kind> {
    let mut different: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    let length = different.len();
    different.dedup();
    let [c] = different.as_slice() else { return None };
    match c {
        '-' | '_' | '–' | '—' if length >= 2 => Some(Kind::Delimiter { length }),
        '=' | '~' | '#' | '*' | '+' | '─' | '━' | '.' if length >= 2 => Some(Kind::Ornament),
        'ᐧ' | '—' | '*' => Some(Kind::Ornament),
        _ => None,
    }
}

/// `C> …` is somebody's quote where it goes on in the next line; by itself it may be a prompt.
fn initials(texts: &[String], classed: &mut [Classed]) {
    let initial = |at: usize| match texts.get(at).map(String::as_bytes) {
        Some([letter @ b'A'..=b'Z', b'>', ..]) => Some(*letter),
        _ => None,
    };
    for (at, line) in classed.iter_mut().enumerate() {
        let before = at.checked_sub(1).and_then(initial);
        if initial(at).is_some() && (initial(at) == before || initial(at) == initial(at + 1)) {
            line.kind = Kind::Quote;
        }
    }
}

/// The `Hash:` line below the first line of a signed message.
fn armour(texts: &[String], classed: &mut [Classed]) {
    for at in 1..texts.len() {
        if texts[at].starts_with("Hash: ") && texts[at - 1].starts_with("-----BEGIN PGP SIGNED MESSAGE") {
            classed[at].kind = Kind::Signature;
        }
    }
}

/// Between code fences nothing is a mark.
fn fence(texts: &[String], classed: &mut [Classed]) {
    let fences: Vec<usize> =
        texts.iter().enumerate().filter(|(_, text)| text.starts_with("```")).map(|(at, _)| at).collect();
    for pair in fences.chunks_exact(2) {
        for line in &mut classed[pair[0]..=pair[1]] {
            if line.kind != Kind::Empty {
                line.kind = Kind::Text;
            }
        }
    }
}
