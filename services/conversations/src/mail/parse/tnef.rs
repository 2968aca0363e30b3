//! TNEF (winmail.dat), the envelope Outlook puts attachments and text in: opened into its files and its body.
//!
//! Written after MS-OXTNEF; every length is checked against what is there, nesting and number are bounded, and whatever cannot be read
//! is left out.

mod rtf;

use super::charset;

/// Deepest nesting of messages inside messages, and most files taken out of one envelope.
const MAX_DEPTH: usize = 3;
const MAX_FILES: usize = 200;
/// Longest body taken, in bytes.
const MAX_BODY: usize = 4 * 1024 * 1024;

const SIGNATURE: [u8; 4] = 0x223E_9F78_u32.to_le_bytes();
const STRING: u16 = 0x1E;
const UNICODE: u16 = 0x1F;
const OBJECT: u16 = 0x0D;
const BINARY: u16 = 0x102;

/// What was in the envelope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    pub subject: Option<String>,
    /// Plain text, where there is any; else the text of the RTF.
    pub text: Option<String>,
    pub html: Option<String>,
    pub files: Vec<File>,
}

/// One file of the envelope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// As written: not safe yet.
    pub name: String,
    pub content_type: Option<String>,
    pub content_id: Option<String>,
    pub bytes: Vec<u8>,
}

/// The bytes begin as TNEF does.
#[must_use]
pub fn is_tnef(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// Opens an envelope; `None` where it is none or there is nothing in it.
#[must_use]
pub fn open(bytes: &[u8]) -> Option<Opened> {
    let mut opened = Opened::default();
    read(bytes, 0, &mut opened)?;
    let empty = opened.files.is_empty() && opened.text.is_none() && opened.html.is_none();
    (!empty).then_some(opened)
}

/// What is held while the attributes pass by.
#[derive(Default)]
struct State {
    codepage: u32,
    rtf: Option<Vec<u8>>,
}

fn read(bytes: &[u8], depth: usize, opened: &mut Opened) -> Option<()> {
    let mut rest = bytes.strip_prefix(&SIGNATURE)?.get(2..)?;
    let mut state = State::default();
    while let Some((head, more)) = rest.split_at_checked(9) {
        let id = u32_at(head, 1)?;
        let length = usize::try_from(u32_at(head, 5)?).ok()?;
        // A cut envelope gives what is left of its last attribute.
        let data = more.get(..length).unwrap_or(more);
        rest = more.get(length + 2..).unwrap_or(&[]);
        attribute(id, data, depth, (&mut state, opened));
    }
    if opened.text.is_none()
        && let Some(text) = state.rtf.and_then(|rtf| rtf::text(&rtf))
    {
        opened.text = Some(text);
    }
    Some(())
}

fn attribute(id: u32, data: &[u8], depth: usize, (state, opened): (&mut State, &mut Opened)) {
    match id {
        0x0006_9007 => state.codepage = u32_at(data, 0).unwrap_or(0),
        0x0001_8004 => opened.subject = filled(narrow(data, state.codepage)),
        0x0002_800C => opened.text = filled(narrow(&data[..data.len().min(MAX_BODY)], state.codepage)),
        0x0006_9003 => message(data, state, opened),
        0x0006_9002 if opened.files.len() < MAX_FILES => opened.files.push(File::default()),
        0x0001_8010 => {
            if let Some(file) = opened.files.last_mut().filter(|file| file.name.is_empty()) {
                file.name = narrow(data, state.codepage);
            }
        }
        0x0006_800F => {
            if let Some(file) = opened.files.last_mut().filter(|file| file.bytes.is_empty()) {
                file.bytes = data.to_vec();
            }
        }
        0x0006_9005 => attached(data, depth, state.codepage, opened),
        _ => {}
    }
}

/// The properties of the message itself.
fn message(data: &[u8], state: &mut State, opened: &mut Opened) {
    for property in properties(data) {
        let bytes = &property.value[..property.value.len().min(MAX_BODY)];
        match property.id {
            0x1000 if opened.text.is_none() => opened.text = filled(property.text(state.codepage)),
            0x1013 if property.kind == BINARY => opened.html = filled(charset::decode(bytes, None)),
            0x1013 => opened.html = filled(property.text(state.codepage)),
            0x1009 => state.rtf = Some(bytes.to_vec()),
            0x0037 if opened.subject.is_none() => opened.subject = filled(property.text(state.codepage)),
            _ => {}
        }
    }
}

/// The properties of the last file; a message attached gives its own files and its text as a file.
fn attached(data: &[u8], depth: usize, codepage: u32, opened: &mut Opened) {
    let Some(mut file) = opened.files.pop() else { return };
    let mut inner = None;
    for property in properties(data) {
        match property.id {
            0x3707 => file.name = filled(property.text(codepage)).unwrap_or(file.name),
            0x3001 | 0x3704 if file.name.is_empty() => file.name = property.text(codepage),
            0x370E => file.content_type = filled(property.text(codepage).to_ascii_lowercase()),
            0x3712 => file.content_id = filled(property.text(codepage)),
            0x3701 if property.kind == OBJECT => {
                inner = property.value.get(16..).filter(|data| is_tnef(data));
            }
            0x3701 if file.bytes.is_empty() => file.bytes = property.value.to_vec(),
            _ => {}
        }
    }
    let Some(inner) = inner.filter(|_| depth < MAX_DEPTH) else {
        opened.files.push(file);
        return;
    };
    let mut nested = Opened::default();
    if read(inner, depth + 1, &mut nested).is_some() {
        let (text, extension) = match (nested.html, nested.text) {
            (Some(html), _) => (html, "html"),
            (None, text) => (text.unwrap_or_default(), "txt"),
        };
        let stem = nested.subject.or(filled(file.name)).unwrap_or_else(|| "message".to_owned());
        if !text.is_empty() {
            let name = format!("{}.{extension}", stem.replace(['/', '\\'], "_"));
            opened.files.push(File { name, bytes: text.into_bytes(), ..File::default() });
        }
        opened.files.extend(nested.files);
        opened.files.truncate(MAX_FILES);
    }
}

/// One MAPI property's first value.
struct Property<'x> {
    id: u16,
    kind: u16,
    value: &'x [u8],
}

impl Property<'_> {
    fn text(&self, codepage: u32) -> String {
        match self.kind {
            UNICODE => {
                let units = self.value.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
                let text: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
                text.trim_end_matches('\0').to_owned()
            }
            _ => narrow(self.value, codepage),
        }
    }
}

fn properties(data: &[u8]) -> Vec<Property<'_>> {
    let mut found = Vec::new();
    let count = u32_at(data, 0).unwrap_or(0).min(2_000);
    let mut at = 4;
    for _ in 0..count {
        let Some(property) = property(data, &mut at) else { break };
        found.push(property);
    }
    found
}

fn property<'x>(data: &'x [u8], at: &mut usize) -> Option<Property<'x>> {
    let (kind, id) = (u16_at(data, *at)?, u16_at(data, *at + 2)?);
    *at += 4;
    if id >= 0x8000 {
        // A named property: whose, and by number or by name.
        let by_name = u32_at(data, *at + 16)? == 1;
        let length = if by_name { usize::try_from(u32_at(data, *at + 20)?).ok()? } else { 0 };
        *at = at.checked_add(24 + padded(length))?;
    }
    let (many, base) = (kind & 0x1000 != 0, kind & 0x0FFF);
    let sized = matches!(base, STRING | UNICODE | OBJECT | BINARY);
    let count = if many || sized { usize::try_from(take_u32(data, at)?).ok()? } else { 1 };
    let mut first: Option<&[u8]> = None;
    for _ in 0..count.min(data.len()) {
        let length = if sized { usize::try_from(take_u32(data, at)?).ok()? } else { width(base)? };
        let value = data.get(*at..at.checked_add(length)?)?;
        *at = at.checked_add(padded(length))?;
        first = first.or(Some(value));
    }
    Some(Property { id, kind: base, value: first.unwrap_or_default() })
}

/// How many bytes a value of fixed size takes.
fn width(kind: u16) -> Option<usize> {
    Some(match kind {
        0x01..=0x04 | 0x0A | 0x0B => 4,
        0x05..=0x07 | 0x14 | 0x40 => 8,
        0x48 => 16,
        _ => return None,
    })
}

fn padded(length: usize) -> usize {
    length.saturating_add(3) & !3
}

fn take_u32(data: &[u8], at: &mut usize) -> Option<u32> {
    let value = u32_at(data, *at)?;
    *at += 4;
    Some(value)
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Text of one byte a letter in the envelope's code page, up to its zero byte.
fn narrow(data: &[u8], codepage: u32) -> String {
    let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let label = (codepage > 0).then(|| format!("cp{codepage}"));
    charset::decode(&data[..end], label.as_deref())
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap();
        let sum = data.iter().fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        [&[level][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &sum.to_le_bytes()].concat()
    }

    fn text_property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
        let length = u32::try_from(value.len()).unwrap().to_le_bytes();
        let mut out =
            [&kind.to_le_bytes()[..], &id.to_le_bytes(), &1u32.to_le_bytes(), &length, value].concat();
        out.resize(out.len() + padded(value.len()) - value.len(), 0);
        out
    }

    fn properties_of(all: &[Vec<u8>]) -> Vec<u8> {
        [&u32::try_from(all.len()).unwrap().to_le_bytes()[..], &all.concat()].concat()
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
    }

    fn envelope() -> Vec<u8> {
        let fixed = [&3u16.to_le_bytes()[..], &0x0E08u16.to_le_bytes(), &7u32.to_le_bytes()].concat();
        let long_name = text_property(UNICODE, 0x3707, &utf16("Grüße und mehr.pdf"));
        [
            SIGNATURE.to_vec(),
            vec![1, 0],
            attribute(1, 0x0006_9007, &1252u64.to_le_bytes()),
            attribute(1, 0x0001_8004, b"Betreff \xFC\0"),
            attribute(
                1,
                0x0006_9003,
                &properties_of(&[fixed, text_property(BINARY, 0x1013, b"<p>Hello</p>")]),
            ),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0001_8010, b"GRSSE~1.PDF\0"),
            attribute(2, 0x0006_800F, b"%PDF-1.4"),
            attribute(2, 0x0006_9005, &properties_of(&[long_name])),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0001_8010, b"b.txt\0"),
            attribute(2, 0x0006_800F, b"second"),
        ]
        .concat()
    }

    #[test]
    fn an_envelope_gives_its_files_and_its_text() {
        let opened = open(&envelope()).unwrap();
        assert_eq!(opened.subject.as_deref(), Some("Betreff ü"));
        assert_eq!(opened.html.as_deref(), Some("<p>Hello</p>"));
        let files: Vec<(&str, &[u8])> =
            opened.files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
        assert_eq!(files, [("Grüße und mehr.pdf", &b"%PDF-1.4"[..]), ("b.txt", b"second")]);
    }

    #[test]
    fn a_message_attached_gives_its_own_files() {
        let object = [&[0; 16][..], &envelope()].concat();
        let outer = [
            SIGNATURE.to_vec(),
            vec![1, 0],
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0006_9005, &properties_of(&[text_property(OBJECT, 0x3701, &object)])),
        ]
        .concat();
        let names: Vec<String> = open(&outer).unwrap().files.into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["Betreff ü.html", "Grüße und mehr.pdf", "b.txt"]);
    }

    #[test]
    fn an_envelope_cut_or_changed_anywhere_is_harmless() {
        let whole = envelope();
        for at in 0..whole.len() {
            let _ = open(&whole[..at]);
            for value in [0, 1, 0x7F, 0xFF] {
                let mut changed = whole.clone();
                changed[at] = value;
                let _ = open(&changed);
            }
        }
        assert_eq!(open(b"no envelope"), None);
    }
}
