//! Bytes to text, whatever the label says: labels are wrong, missing or unknown often enough that the bytes have the last word.

mod escaped;
mod meant;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_2022_JP, KOI8_R, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes text under its label; a label that does not fit the bytes, or none at all, is replaced by a guess. Never fails.
#[must_use]
pub fn decode(bytes: &[u8], label: Option<&str>) -> String {
    if let Some(encoding) = by_mark(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    let label = label.map(clean_label).filter(|label| !is_no_label(label));
    let Some(label) = label else { return guess(bytes) };
    if let Some(text) = escaped::decode(bytes, &label) {
        return text;
    }
    let label = if label.ends_with("utf-7") { "utf-7".to_owned() } else { label };
    if let Some(encoding) = encoding(&label) {
        return under(bytes, encoding);
    }
    match charset_decoder(label.as_bytes()).or_else(|| charset_decoder(dos(&label)?.as_bytes())) {
        Some(decoder) => decoder(bytes),
        None => guess(bytes),
    }
}

/// Text under its label, where that can hold all of it.
#[must_use]
pub fn encode(text: &str, label: &str) -> Option<Vec<u8>> {
    let (bytes, _, lost) = encoding(&clean_label(label))?.encode(text);
    (!lost).then(|| bytes.into_owned())
}

/// `cp-850`, `ibm-850`; the Western letters of the other two stand at the same places.
fn dos(label: &str) -> Option<&'static str> {
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    matches!(digits.as_str(), "437" | "850" | "858").then_some("cp850")
}

/// A byte order mark says more than any label.
fn by_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some(UTF_8),
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ => None,
    }
}

fn clean_label(label: &str) -> String {
    label
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ';' | '=' | '.'))
        .to_ascii_lowercase()
}

fn is_no_label(label: &str) -> bool {
    matches!(
        label,
        "" | "us-ascii"
            | "ascii"
            | "ansi_x3.4-1968"
            | "unknown"
            | "unknown-8bit"
            | "x-unknown"
            | "x-user-defined"
            | "8bit"
            | "7bit"
            | "default"
            | "default_charset"
            | "_autodetect"
            | "none"
            | "utf-8-mac"
    )
}

fn encoding(label: &str) -> Option<&'static Encoding> {
    if let Some(found) = Encoding::for_label(label.as_bytes()) {
        return Some(found);
    }
    let squeezed: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    match squeezed.as_str() {
        "utf8" | "utf8mb4" | "cp65001" | "unicode11utf8" => Some(UTF_8),
        "cp932" | "ms932" | "sjis" | "windows932" | "cswindows31j" => Some(SHIFT_JIS),
        "cp936" | "ms936" | "gb" | "windows936" | "gb2312" | "gbk" => Some(GB18030),
        "cp949" | "ms949" | "uhc" | "ksc5601" | "ksc56011987" => Some(EUC_KR),
        "cp950" | "ms950" => Some(BIG5),
        "cp50220" | "cp50221" | "iso2022jpms" | "iso2022jp1" | "iso2022jp2" | "iso2022jp3" => {
            Some(ISO_2022_JP)
        }
        _ => numbered(&squeezed),
    }
}

/// `cp-1251`, `win1251`, `windows_1251`, `iso88592`, `8859-2`, `latin-1` …
fn numbered(squeezed: &str) -> Option<&'static Encoding> {
    let digits: String = squeezed.chars().filter(char::is_ascii_digit).collect();
    let name = match digits.as_str() {
        page if page.len() == 4 && page.starts_with("125") => format!("windows-{page}"),
        "874" => "windows-874".to_owned(),
        iso if iso.starts_with("8859") && iso.len() > 4 => format!("iso-8859-{}", &iso[4..]),
        part if squeezed.starts_with("latin") => format!("latin{part}"),
        _ => return None,
    };
    Encoding::for_label(name.as_bytes())
}

/// The label is believed where the bytes allow it; Latin-1 labels over valid UTF-8 are the commonest lie of all.
fn under(bytes: &[u8], encoding: &'static Encoding) -> String {
    let encoding = if encoding.name() == "GBK" { GB18030 } else { encoding };
    if encoding.is_single_byte() && has_long_utf8(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    if encoding == ISO_2022_JP && !bytes.is_ascii() {
        return best_of(bytes, &[SHIFT_JIS, EUC_JP, UTF_8]).unwrap_or_else(|| guess(bytes));
    }
    if encoding == ISO_2022_JP || (bytes.is_ascii() && has_jis_escape(bytes)) {
        return escaped::japanese(bytes);
    }
    if let Some(text) = meant::instead(bytes, encoding) {
        return text;
    }
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if !broken {
        return text.into_owned();
    }
    if std::str::from_utf8(bytes).is_ok() {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let lost = text.chars().filter(|c| *c == '\u{FFFD}').count();
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    // A few broken characters in a long text: the label was right, the text was cut, damaged or mixed.
    match encoding == UTF_8 {
        true if text.chars().any(|c| !c.is_ascii() && c != '\u{FFFD}') => mixed(bytes),
        false if lost * 10 <= high => text.into_owned(),
        _ => guess(bytes),
    }
}

fn has_jis_escape(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| matches!(three, [0x1B, b'$', b'B' | b'@']))
}

/// Valid UTF-8 with at least two multi-byte characters: chance is against a single-byte text looking so.
fn has_long_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let mut wide = text.chars().filter(|c| !c.is_ascii());
        wide.clone().any(|c| c.len_utf8() > 2) || (wide.next().is_some() && wide.next().is_some())
    })
}

/// No label: UTF-8 if it is valid, else the most probable of the common legacy encodings.
#[must_use]
pub fn guess(bytes: &[u8]) -> String {
    if has_jis_escape(bytes) && bytes.is_ascii() {
        return escaped::japanese(bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let sample = &bytes[..bytes.len().min(16_384)];
    // Shift JIS hides its second bytes among the letters, but its kana are unmistakable.
    if likeness(sample, SHIFT_JIS) == 100
        && SHIFT_JIS
            .decode_without_bom_handling(sample)
            .0
            .chars()
            .any(|c| matches!(c, '\u{3041}'..='\u{30FF}'))
    {
        return SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned();
    }
    let high = sample.iter().filter(|byte| **byte >= 0x80).count();
    if high < 6 || is_western(sample) {
        return latin(bytes);
    }
    best_of(bytes, &[KOI8_R, WINDOWS_1253, WINDOWS_1251, EUC_KR, BIG5, EUC_JP, SHIFT_JIS, GB18030])
        .unwrap_or_else(|| latin(bytes))
}

/// The text under the likeliest of these encodings, unless none is likely.
fn best_of(bytes: &[u8], candidates: &[&'static Encoding]) -> Option<String> {
    let sample = &bytes[..bytes.len().min(16_384)];
    let (score, encoding) = candidates
        .iter()
        .map(|encoding| (likeness(sample, encoding), encoding))
        .max_by_key(|(score, _)| *score)?;
    (score > 55).then(|| encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// UTF-8 where it is valid, Windows-1252 byte by byte where it is not: texts pasted together from both.
fn mixed(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    out
}

/// Mostly UTF-8 with damage stays UTF-8; the rest is Windows-1252, which can decode everything.
fn latin(bytes: &[u8]) -> String {
    let lossy = String::from_utf8_lossy(bytes);
    let lost = lossy.chars().filter(|c| *c == '\u{FFFD}').count();
    let good = lossy.chars().filter(|c| !c.is_ascii() && *c != '\u{FFFD}').count();
    if good > lost * 4 {
        mixed(bytes)
    } else {
        let western = WINDOWS_1252.decode_without_bom_handling(bytes).0;
        meant::central(bytes, &western).unwrap_or_else(|| western.into_owned())
    }
}

/// Western letters stand single among ASCII ones; Asian and Cyrillic words are runs of high bytes by themselves.
fn is_western(bytes: &[u8]) -> bool {
    let (mut high, mut runs, mut mixed) = (0usize, 0usize, 0usize);
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| **byte >= 0x80).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let before = at > 0 && bytes[at - 1].is_ascii_alphabetic();
        let after = bytes.get(at + length).is_some_and(u8::is_ascii_alphabetic);
        (high, runs, mixed) = (high + length, runs + 1, mixed + usize::from(before || after));
        at += length;
    }
    high < runs * 3 && (high < runs * 2 || mixed * 10 > runs * 3)
}

/// 0..=100: how much the bytes look like ordinary text in this encoding.
fn likeness(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let (mut good, mut all) = (0usize, 0usize);
    let mut before = ' ';
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        good += usize::from(plausible(c, before, encoding));
        before = c;
    }
    (good * 100).checked_div(all).unwrap_or(0)
}

fn plausible(c: char, before: char, encoding: &'static Encoding) -> bool {
    let kana = matches!(c, '\u{3041}'..='\u{30FF}' | '\u{FF01}'..='\u{FF5E}' | '\u{3000}'..='\u{3002}');
    if encoding == SHIFT_JIS || encoding == EUC_JP {
        return kana || (common_ideograph(c, SHIFT_JIS) && !matches!(c, '\u{FF61}'..='\u{FF9F}'));
    }
    if encoding == UTF_8 {
        return c != '\u{FFFD}';
    }
    if encoding == EUC_KR {
        return matches!(c, '\u{AC00}'..='\u{D7A3}');
    }
    if encoding == WINDOWS_1251 || encoding == KOI8_R {
        let lower = matches!(c, 'а'..='я' | 'ё' | 'і' | 'ї' | 'є');
        return lower || (matches!(c, 'А'..='Я') && !matches!(before, 'а'..='я'));
    }
    if encoding == WINDOWS_1253 {
        let lower = matches!(c, 'ά'..='ί' | 'α'..='ώ');
        return lower || (matches!(c, 'Ά'..='Ώ' | 'Α'..='Ω') && !before.is_lowercase());
    }
    common_ideograph(c, encoding)
        || matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{3000}'..='\u{3011}' | '“' | '”')
}

/// First-level characters: the ones in everyday use stand together in each of the national tables.
fn common_ideograph(c: char, encoding: &'static Encoding) -> bool {
    if !matches!(c, '\u{4E00}'..='\u{9FFF}') {
        return false;
    }
    let mut four = [0; 4];
    let (bytes, _, missing) = encoding.encode(c.encode_utf8(&mut four));
    let lead = bytes.first().copied().unwrap_or(0);
    !missing
        && match encoding.name() {
            "gb18030" => matches!(lead, 0xB0..=0xD7) && bytes.len() == 2 && bytes[1] >= 0xA1,
            "Big5" => matches!(lead, 0xA4..=0xC6),
            _ => matches!(lead, 0x88..=0x97),
        }
}

/// For headers without a label: the guess, but Eastern European bytes are told from Western ones by their letters.
#[must_use]
pub fn guess_header(bytes: &[u8]) -> String {
    let text = guess(bytes);
    let odd = text.chars().any(|c| matches!(c, '\u{80}'..='\u{9F}'));
    if odd { WINDOWS_1250.decode_without_bom_handling(bytes).0.into_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_the_text_a_person_wrote() {
        let cases: [(&[u8], Option<&str>, &str); 10] = [
            (b"Gr\xFC\xDFe aus M\xFCnchen", None, "Grüße aus München"),
            ("Grüße".as_bytes(), Some("us-ascii"), "Grüße"),
            (b"Gr\x81\xE1e", Some("cp-850"), "Grüße"),
            ("Grüße".as_bytes(), Some("iso-8859-1"), "Grüße"),
            (b"Gr\xFC\xDFe", Some("utf-8"), "Grüße"),
            (b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0", None, "Привет, как дела"),
            (b"\xCF\xF0\xE8\xE2\xE5\xF2", Some("cp-1251"), "Привет"),
            (b"\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD", None, "こんにちは"),
            (b"\xC4\xE3\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7", None, "你好，世界"),
            (b"\x1B$B$3$s$K$A$O\x1B(B", Some("us-ascii"), "こんにちは"),
        ];
        for (bytes, label, want) in cases {
            assert_eq!(decode(bytes, label), want, "{label:?}");
        }
    }
}
