//! The text of compressed RTF (MS-OXRTFCP), as Outlook keeps it in its envelopes.

use crate::mail::parse::{charset, transfer};

/// Longest RTF unpacked, in bytes.
const MAX_RTF: usize = 4 * 1024 * 1024;

/// What the dictionary holds before the first byte is read.
const PRIMER: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The visible text, if there is any.
#[must_use]
pub fn text(compressed: &[u8]) -> Option<String> {
    let rtf = unpack(compressed)?;
    let text = plain(&rtf);
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn unpack(data: &[u8]) -> Option<Vec<u8>> {
    let kind = data.get(8..12)?;
    let body = data.get(16..)?;
    match kind {
        b"MELA" => return Some(body[..body.len().min(MAX_RTF)].to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut window = [b' '; 4096];
    window[..PRIMER.len()].copy_from_slice(PRIMER);
    let (mut to, mut out, mut at) = (PRIMER.len(), Vec::new(), 0);
    while let Some(flags) = body.get(at).copied() {
        at += 1;
        for bit in 0..8 {
            let pair = flags >> bit & 1 == 1;
            let Some(first) = body.get(at).copied() else { return Some(out) };
            if out.len() >= MAX_RTF {
                return Some(out);
            }
            at += 1;
            if !pair {
                window[to] = first;
                to = (to + 1) % window.len();
                out.push(first);
                continue;
            }
            let Some(second) = body.get(at).copied() else { return Some(out) };
            at += 1;
            let word = usize::from(u16::from_be_bytes([first, second]));
            let (from, length) = (word >> 4, (word & 15) + 2);
            if from == to {
                return Some(out);
            }
            for step in 0..length {
                let byte = window[(from + step) % window.len()];
                window[to] = byte;
                to = (to + 1) % window.len();
                out.push(byte);
            }
        }
    }
    Some(out)
}

/// The text without its marks: groups that hold fonts, colours, pictures or HTML tags are left out.
fn plain(rtf: &[u8]) -> String {
    let (mut out, mut bytes) = (String::new(), Vec::new());
    let (mut depth, mut skipped): (usize, Option<usize>) = (0, None);
    let mut at = 0;
    while let Some(byte) = rtf.get(at).copied() {
        at += 1;
        match byte {
            b'{' => depth += 1,
            b'}' => {
                if skipped == Some(depth) {
                    skipped = None;
                }
                depth = depth.saturating_sub(1);
            }
            b'\\' => {
                let (word, number, next) = control(rtf, at);
                at = next;
                if leaves_out(word) && skipped.is_none() {
                    skipped = Some(depth);
                } else if skipped.is_none() {
                    at = speak(word, number, (rtf, at), (&mut out, &mut bytes));
                }
            }
            b'\r' | b'\n' => {}
            byte if skipped.is_none() => bytes.push(byte),
            _ => {}
        }
    }
    flush(&mut out, &mut bytes);
    out
}

/// The control word or sign at `at`, its number, and where the text goes on.
fn control(rtf: &[u8], at: usize) -> (&[u8], Option<i32>, usize) {
    let letters = rtf[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 {
        let end = (at + 1).min(rtf.len());
        return (&rtf[at..end], None, end);
    }
    let digits = at + letters;
    let length =
        rtf[digits..].iter().take(11).take_while(|byte| byte.is_ascii_digit() || **byte == b'-').count();
    let number = std::str::from_utf8(&rtf[digits..digits + length]).ok().and_then(|text| text.parse().ok());
    let end = digits + length;
    (&rtf[at..digits], number, end + usize::from(rtf.get(end) == Some(&b' ')))
}

fn leaves_out(word: &[u8]) -> bool {
    matches!(
        word,
        b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"*" | b"htmltag"
    )
}

/// A control word that is text; where the reading goes on.
fn speak(
    word: &[u8],
    number: Option<i32>,
    (rtf, at): (&[u8], usize),
    (out, bytes): (&mut String, &mut Vec<u8>),
) -> usize {
    match word {
        b"par" | b"line" | b"sect" | b"page" => bytes.push(b'\n'),
        b"tab" => bytes.push(b'\t'),
        b"~" => bytes.push(b' '),
        b"\\" | b"{" | b"}" => bytes.extend_from_slice(word),
        b"emdash" => bytes.push(0x97),
        b"endash" => bytes.push(0x96),
        b"rquote" | b"lquote" => bytes.push(b'\''),
        b"'" => {
            if let Some(byte) = transfer::hex_pair(rtf, at) {
                bytes.push(byte);
                return at + 2;
            }
        }
        b"u" => {
            flush(out, bytes);
            let code = number.map(|number| number.rem_euclid(0x1_0000).unsigned_abs());
            out.extend(code.and_then(char::from_u32));
            // The letter for those who know no Unicode.
            return if rtf[at..].starts_with(b"\\'") {
                at + 4
            } else {
                at + usize::from(rtf.get(at) == Some(&b'?'))
            };
        }
        _ => {}
    }
    at.min(rtf.len())
}

fn flush(out: &mut String, bytes: &mut Vec<u8>) {
    out.push_str(&charset::decode(&std::mem::take(bytes), Some("windows-1252")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_comes_out_of_its_marks() {
        let rtf = b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\\f0 Hello \\'fc\\par\r\nsecond \\u8364? line\\{\\}}";
        let raw = [&[0; 8][..], b"MELA", &[0; 4], rtf].concat();
        assert_eq!(text(&raw).as_deref(), Some("Hello ü\nsecond € line{}"));
        // The example of the format's own paper.
        let packed = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3\x20hel\x09\0\x20bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(text(packed).as_deref(), Some("hello world"));
        for at in 0..packed.len() {
            let _ = text(&packed[..at]);
        }
    }
}
