//! Address lists (RFC 5322 and what is sent in its place): names, comments, groups, lists split by semicolons, unclosed quotes.

use super::{charset, word};

/// One mailbox: the address as written (not changed in case) and the name beside it, either may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Address {
    pub name: String,
    pub address: String,
}

impl Address {
    /// An address with a name.
    #[must_use]
    pub fn new(name: &str, address: &str) -> Self {
        Self { name: name.to_owned(), address: address.to_owned() }
    }

    /// The part after the last `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> String {
        self.address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default()
    }

    /// The part before the last `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.address.rsplit_once('@').map_or(self.address.as_str(), |(local, _)| local)
    }

    /// Same mailbox, case aside.
    #[must_use]
    pub fn is(&self, address: &str) -> bool {
        self.address.trim().eq_ignore_ascii_case(address.trim())
    }
}

/// Most addresses read out of one field.
const MAX_ADDRESSES: usize = 2_000;

#[derive(Default)]
struct Entry {
    phrase: String,
    angle: Option<String>,
    comments: Vec<String>,
}

/// Reads an address list; what holds neither an address nor a name is left out. Never fails.
#[must_use]
pub fn list(raw: &[u8]) -> Vec<Address> {
    let text =
        if raw.is_ascii() { String::from_utf8_lossy(raw).into_owned() } else { charset::guess_header(raw) };
    let mut found: Vec<Address> = entries(&text).into_iter().filter_map(|entry| address(&entry)).collect();
    // A whole list inside encoded words is against the rules and common.
    if !found.iter().any(|address| address.address.contains('@')) && text.contains("=?") {
        let decoded = word::decode_text(&text);
        let again: Vec<Address> = entries(&decoded).into_iter().filter_map(|entry| address(&entry)).collect();
        if again.iter().any(|address| address.address.contains('@')) {
            found = again;
        }
    }
    found
}

/// The first one with an address, else the first with a name.
#[must_use]
pub fn first(raw: &[u8]) -> Option<Address> {
    let found = list(raw);
    if let [names @ .., last] = found.as_slice()
        && String::from_utf8_lossy(raw).matches('<').count() == 1
        && !names.is_empty()
        && names.len() <= 3
        && last.address.contains('@')
        && names.iter().all(|one| !one.address.contains('@'))
    {
        // `Doe, Ann <ann@d.e>` without the quotes that it needs.
        let said = names.iter().flat_map(|one| [&one.name, &one.address]).chain([&last.name]);
        let said: Vec<&str> =
            said.map(|word| word.trim_end_matches('\\')).filter(|word| !word.is_empty()).collect();
        return Some(Address::new(&said.join(", "), &last.address));
    }
    found.iter().find(|address| address.address.contains('@')).or_else(|| found.first()).cloned()
}

fn entries(text: &str) -> Vec<Entry> {
    let mut all = Vec::new();
    let mut entry = Entry::default();
    let last_semicolon = text.rfind(';').unwrap_or(0);
    let (mut rest, mut closes) = (text, true);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        // A comma inside an encoded word divides nothing.
        if let Some(length) = word::length(rest) {
            entry.phrase.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        rest = match c {
            // Where one is not closed, nor are those that come after it.
            '"' if closes => quoted(after, &mut entry.phrase).unwrap_or_else(|| {
                closes = false;
                after
            }),
            '"' => after,
            '(' => comment(after, &mut entry.comments),
            '<' if entry.angle.is_none() => angle(after, &mut entry),
            ',' | ';' => {
                all.push(std::mem::take(&mut entry));
                after
            }
            // A group's name: what was read so far names the group, its members follow.
            ':' if entry.angle.is_none()
                && text.len() - rest.len() < last_semicolon
                && !entry.phrase.contains('@')
                && !after.starts_with("//") =>
            {
                entry = Entry::default();
                after
            }
            _ => {
                entry.phrase.push(c);
                after
            }
        };
        if all.len() >= MAX_ADDRESSES {
            break;
        }
    }
    all.push(entry);
    all
}

/// A quoted string; without a closing quote the quote mark is an ordinary character.
fn quoted<'x>(after: &'x str, phrase: &mut String) -> Option<&'x str> {
    let mut escaped = false;
    for (at, c) in after.char_indices() {
        if c == '"' && !escaped {
            let text = after[..at].replace("\\\"", "\"").replace("\\\\", "\\");
            // A quoted local part stays quoted: it is part of the address.
            if after[at + 1..].starts_with('@') {
                phrase.push('"');
                phrase.push_str(&text);
                phrase.push('"');
            } else {
                phrase.push_str(&text.replace('<', "\u{1}").replace('>', "\u{2}"));
            }
            return Some(&after[at + 1..]);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

fn comment<'x>(after: &'x str, comments: &mut Vec<String>) -> &'x str {
    let (mut depth, mut escaped) = (1, false);
    for (at, c) in after.char_indices() {
        match c {
            '(' if !escaped => depth += 1,
            ')' if !escaped => depth -= 1,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        if depth == 0 {
            comments.push(after[..at].to_owned());
            return &after[at + 1..];
        }
    }
    comments.push(after.to_owned());
    ""
}

fn angle<'x>(after: &'x str, entry: &mut Entry) -> &'x str {
    // An unclosed bracket ends at the next comma.
    let close = after.find('>').unwrap_or_else(|| after.find([',', ';']).unwrap_or(after.len()));
    entry.angle = Some(after[..close].to_owned());
    after[close..].strip_prefix('>').unwrap_or(&after[close..])
}

fn address(entry: &Entry) -> Option<Address> {
    if entry.phrase.trim().is_empty()
        && entry.angle.is_none()
        && !entry.comments.iter().any(|comment| comment.contains('@'))
    {
        return None;
    }
    let comment =
        entry.comments.iter().map(|text| decoded(text)).find(|text| !text.is_empty()).unwrap_or_default();
    let phrase = decoded(&entry.phrase);
    let (name, address) = match &entry.angle {
        // `ann@d.e <>`
        Some(angle) if bare(angle).is_empty() && phrase.contains('@') => split_phrase(&phrase, &comment),
        Some(angle) if phrase.contains('<') => (phrase.clone(), bare(angle)),
        Some(angle) => (phrase.trim_end_matches(['>', ' ']).to_owned(), bare(angle)),
        None => split_phrase(&phrase, &comment),
    };
    let name = if name.is_empty() && comment != address { comment } else { name };
    let name = if entry.angle.is_some() && name == address { String::new() } else { name };
    (!name.is_empty() || !address.is_empty()).then_some(Address { name, address })
}

/// Without angle brackets: the word with an `@` is the address, the other words are the name.
fn split_phrase(phrase: &str, comment: &str) -> (String, String) {
    if phrase.starts_with('"') {
        // A bracket closed and never opened: what was meant for the name and what for the address, nobody knows.
        let name = if phrase.ends_with('>') { phrase.replace('"', "") } else { String::new() };
        return (name, bare(phrase));
    }
    // `jdoe@test . example`: blanks around the dots are allowed by the oldest rules.
    let joined = phrase
        .split('.')
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(".")
        .split('@')
        .map(str::trim)
        .collect::<Vec<_>>()
        .join("@");
    if joined.contains('@') && !joined.contains(' ') {
        return (String::new(), bare(&joined));
    }
    if let Some(found) = phrase.split_whitespace().find(|word| word.contains('@')) {
        let name: Vec<&str> = phrase.split_whitespace().filter(|word| *word != found).collect();
        return (name.join(" "), bare(found));
    }
    if comment.contains('@') && !comment.contains(' ') {
        return (phrase.to_owned(), comment.to_owned());
    }
    if phrase.contains(' ') { (phrase.to_owned(), String::new()) } else { (String::new(), phrase.to_owned()) }
}

/// The address inside angle brackets: without `mailto:`, blanks, a source route or control characters.
fn bare(angle: &str) -> String {
    let text = if angle.contains("=?") { word::decode_text(angle) } else { angle.to_owned() };
    let text = without_comments(text.trim());
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let text = match text.split_once(':') {
        Some((route, address)) if route.starts_with('@') => address,
        _ => text,
    };
    let quoted = text.starts_with('"');
    let text = text.trim_end_matches('>');
    // `[ann@d.e]`; of `ann@[192.0.2.1]` the brackets are a part.
    let text = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
    text.chars()
        .filter(|c| {
            !c.is_control() && (quoted || !c.is_whitespace()) && !matches!(c, '<' | '\u{1}' | '\u{2}')
        })
        .collect()
}

/// `pete(his account)@silly.test(his host)` is an address, too.
fn without_comments(text: &str) -> String {
    if !text.contains('(') || text.starts_with('"') {
        return text.to_owned();
    }
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('(') {
        out.push_str(before);
        rest = comment(after, &mut Vec::new());
    }
    out + rest
}

fn decoded(raw: &str) -> String {
    let text = word::decode_text(raw.trim());
    let text: String = text
        .chars()
        .map(|c| match c {
            '\u{1}' => '<',
            '\u{2}' => '>',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let text = text.trim();
    let unquoted = text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(text);
    unquoted.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_found_in_a_field_that_breaks_the_rules() {
        for (raw, name, address) in [
            ("Doe, Ann <ann@d.e>", "Doe, Ann", "ann@d.e"),
            ("\"Doe, Ann <ann@d.e>", "Doe, Ann", "ann@d.e"),
            ("Ann <<ann@d.e>>", "Ann", "ann@d.e"),
            ("Ann [ann@d.e]", "Ann", "ann@d.e"),
            ("Ann (at home) Doe <ann@d.e>", "Ann Doe", "ann@d.e"),
            ("ann@d.e <>", "", "ann@d.e"),
            ("ann@[192.0.2.1]", "", "ann@[192.0.2.1]"),
            ("=?utf-8?Q?Ann_=3Cfake@x.y=3E?= <ann@d.e>", "Ann <fake@x.y>", "ann@d.e"),
            ("a@b.c, Ann <ann@d.e>", "", "a@b.c"),
        ] {
            assert_eq!(first(raw.as_bytes()), Some(Address::new(name, address)), "{raw}");
        }
    }

    #[test]
    fn addresses_are_read_in_every_spelling() {
        let cases = [
            ("Ann <a@b.c>", "Ann", "a@b.c"),
            ("a@b.c", "", "a@b.c"),
            ("a@b.c (Ann)", "Ann", "a@b.c"),
            ("MAILER-DAEMON (Mail Delivery System)", "Mail Delivery System", "MAILER-DAEMON"),
            ("\"Doe, John\" <a@b.c>", "Doe, John", "a@b.c"),
            ("\"Unclosed <a@b.c>", "Unclosed", "a@b.c"),
            ("\"X \" <>, \"LTD\" <a@b.c>", "LTD", "a@b.c"),
            ("=?utf-8?Q?M=C3=BCller=2C_Jo?= <a@b.c>", "Müller, Jo", "a@b.c"),
            ("=?utf-8?Q?Ann_<a@b.c>?=", "Ann", "a@b.c"),
            ("Ann (a@b.c)", "Ann", "a@b.c"),
            ("Team: Ann <a@b.c>, d@e.f;", "Ann", "a@b.c"),
            ("<mailto:a@b.c>", "", "a@b.c"),
            ("\"odd local\"@b.c", "", "\"odd local\"@b.c"),
            ("\"odd local\"@b.c>", "odd local@b.c>", "\"odd local\"@b.c"),
            ("=?iso-8859-1?Q?M=FCller,=20Jo?= <a@b.c>", "Müller, Jo", "a@b.c"),
        ];
        for (raw, name, address) in cases {
            assert_eq!(first(raw.as_bytes()), Some(Address::new(name, address)), "{raw}");
        }
        assert_eq!(list(b"undisclosed-recipients:;"), vec![]);
        assert_eq!(list(b"a@b.c; d@e.f, \"x\" <g@h.i>").len(), 3);
    }
}
