//! Encoded words (RFC 2047) as they come in the wild: split inside a character, with blanks, unfinished, wrongly labelled.

use super::{charset, transfer};

/// Longest encoded word read, in bytes; the rule says 75.
const MAX_WORD: usize = 2_000;

/// One encoded word's pieces, before decoding.
struct Word<'x> {
    charset: &'x str,
    base64: bool,
    text: &'x str,
    end: usize,
}

/// Decodes one header value: bytes outside encoded words are guessed, neighbours with one charset are joined before decoding.
#[must_use]
pub fn decode(value: &[u8]) -> String {
    let text = if value.is_ascii() && !value.contains(&0x1B) {
        String::from_utf8_lossy(value).into_owned()
    } else {
        charset::guess_header(value)
    };
    decode_text(&text)
}

/// As [`decode`], for text that has its characters already.
#[must_use]
pub fn decode_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut held: Option<(String, Vec<u8>)> = None;
    let mut rest = text;
    while let Some(start) = rest.find("=?") {
        let Some(word) = word_at(&rest[start..]) else {
            flush(&mut out, &mut held);
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            continue;
        };
        let between = &rest[..start];
        if held.is_none() || !between.trim().is_empty() {
            flush(&mut out, &mut held);
            out.push_str(between);
        }
        let bytes = word_bytes(&word);
        match &mut held {
            Some((charset, joined)) if charset.eq_ignore_ascii_case(word.charset) => joined.extend(bytes),
            _ => {
                flush(&mut out, &mut held);
                held = Some((word.charset.to_owned(), bytes));
            }
        }
        rest = &rest[start + word.end..];
    }
    flush(&mut out, &mut held);
    out.push_str(rest);
    out
}

/// How long the encoded word is that `text` begins with, if it begins with a whole one.
#[must_use]
pub fn length(text: &str) -> Option<usize> {
    word_at(text).map(|word| word.end).filter(|end| text[..*end].ends_with("?="))
}

fn flush(out: &mut String, held: &mut Option<(String, Vec<u8>)>) {
    if let Some((charset, bytes)) = held.take() {
        out.push_str(&charset::decode(&bytes, Some(&charset)));
    }
}

/// Reads `=?charset?B|Q?text?=` at the start of `text`; a missing `?=` ends at the next blank or at the end.
fn word_at(text: &str) -> Option<Word<'_>> {
    let inner = text.strip_prefix("=?")?;
    let (charset, inner_two) = inner.split_once('?')?;
    let charset = charset.trim();
    if charset.is_empty() || charset.len() > 40 || !charset.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let (encoding, body) = inner_two.split_once('?')?;
    let base64 = match encoding.trim() {
        "B" | "b" => true,
        "Q" | "q" => false,
        _ => return None,
    };
    let offset = text.len() - body.len();
    let end = (0..=body.len().min(MAX_WORD)).rev().find(|at| body.is_char_boundary(*at)).unwrap_or(0);
    let body = &body[..end];
    // A literal `?` or blank inside is wrong but happens: the word ends at `?=` that is not followed by a hexadecimal escape's rest.
    let (length, skip) = match find_end(body, base64) {
        Some(at) => (at, 2),
        None => (body.find([' ', '\t', '\r', '\n', '"', '<']).unwrap_or(body.len()), 0),
    };
    let charset = charset.split('*').next().unwrap_or(charset);
    let text = if skip == 0 { body[..length].trim_end_matches('?') } else { &body[..length] };
    Some(Word { charset, base64, text, end: offset + length + skip })
}

fn find_end(body: &str, base64: bool) -> Option<usize> {
    let end = body.find("?=")?;
    // `=?utf-8?Q?=3F?=` is fine; `=?utf-8?Q?what?=3D?=` holds an unescaped question mark.
    let after = &body.as_bytes()[end + 2..];
    let unescaped = !base64
        && transfer::hex_pair(after, 0).is_some()
        && body[end + 2..].contains("?=")
        && !body[end + 2..].split("?=").next().unwrap_or("").contains("=?");
    if unescaped { body[end + 2..].find("?=").map(|more| end + 2 + more) } else { Some(end) }
}

fn word_bytes(word: &Word<'_>) -> Vec<u8> {
    if word.base64 {
        return transfer::base64(word.text.as_bytes());
    }
    let spaced = word.text.replace('_', " ");
    let unfolded = spaced.replace("\r\n", "").replace('\n', "");
    // Bytes that should have been escaped were taken for characters on the way here: back to what they were.
    let raw = if unfolded.is_ascii() { None } else { charset::encode(&unfolded, word.charset) };
    transfer::quoted_printable(&raw.unwrap_or_else(|| unfolded.into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read_however_broken() {
        let cases = [
            ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            ("=?UTF-8?B?R3LDvMOf?= =?UTF-8?B?ZQ==?=", "Grüße"),
            ("=?utf-8?B?R3LDvMM=?= =?utf-8?B?n2U=?=", "Grüße"),
            ("a =?utf-8?q?b?= c", "a b c"),
            ("=?iso-8859-1*de?Q?=FC?=", "ü"),
            ("=?utf-8?Q?with blank =C3=BC?=", "with blank ü"),
            ("=?utf-8?Q?unfinished_=C3=BC", "unfinished ü"),
            ("=?utf-8 ?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            ("=?utf-8?Q?Warum??=", "Warum?"),
            (
                "=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?= =?ISO-2022-JP?B?GyRCQCQzJhsoQg==?=",
                "こんにちは世界",
            ),
            ("=?x?no", "=?x?no"),
            ("1 =? 2", "1 =? 2"),
        ];
        for (raw, want) in cases {
            assert_eq!(decode(raw.as_bytes()), want, "{raw}");
        }
        assert_eq!(decode(b"=?iso-8859-1?Q?Fr\xF6sche_=FC?="), "Frösche ü", "bytes that were not escaped");
    }
}
