//! What a text is meant to be where its label can decode it, and what comes out is nothing that anybody writes.

use super::{best_of, is_western, likeness};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_8859_2, KOI8_R, KOI8_U, SHIFT_JIS, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252,
};

/// Fewer bytes beyond ASCII prove nothing against a label.
const ENOUGH: usize = 12;

/// Text under another encoding than its label's: Cyrillic or Asian text labelled as Western, and one Cyrillic set labelled as another.
#[must_use]
pub fn instead(bytes: &[u8], label: &'static Encoding) -> Option<String> {
    let sample = &bytes[..bytes.len().min(16_384)];
    if sample.iter().filter(|byte| **byte >= 0x80).count() < ENOUGH {
        return None;
    }
    let cyrillic = [WINDOWS_1251, KOI8_R, KOI8_U];
    if cyrillic.contains(&label) {
        // Between the two large and small letters change places: no word goes on in capitals behind a small letter.
        let odd = humps(sample, label) > 0;
        let likely =
            cyrillic.into_iter().find(|other| likeness(sample, other) > 90 && humps(sample, other) == 0)?;
        return odd.then(|| likely.decode_without_bom_handling(bytes).0.into_owned());
    }
    if label != WINDOWS_1252 || is_western(sample) {
        return None;
    }
    let candidates = [KOI8_R, WINDOWS_1251, EUC_KR, BIG5, EUC_JP, SHIFT_JIS, GB18030];
    candidates
        .iter()
        .any(|candidate| likeness(sample, candidate) > 90)
        .then(|| best_of(bytes, &candidates))
        .flatten()
}

/// Small letters with a capital right behind them, where most letters are capitals.
fn humps(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let text = encoding.decode_without_bom_handling(bytes).0;
    let letters: Vec<char> = text.chars().filter(|c| !c.is_ascii() || c.is_whitespace()).collect();
    let large = letters.iter().filter(|c| c.is_uppercase()).count();
    if large * 2 < letters.iter().filter(|c| c.is_alphabetic()).count() {
        return 0;
    }
    letters.windows(2).filter(|two| two[0].is_lowercase() && two[1].is_uppercase()).count()
}

/// Text without a label that is of Central Europe: read as Western it has signs inside its words.
#[must_use]
pub fn central(bytes: &[u8], western: &str) -> Option<String> {
    const SIGNS: [char; 11] = ['±', '³', '¶', '¹', '»', '¼', '¾', '¿', '£', '¥', '¯'];
    let letters: Vec<char> = western.chars().take(16_384).collect();
    let inside = |three: &&[char]| {
        three[0].is_alphabetic() && SIGNS.contains(&three[1]) && three[2].is_lowercase() && three[0] != 'm'
    };
    if letters.windows(3).filter(inside).count() < 2 {
        return None;
    }
    let has = |wanted: u8| bytes.contains(&wanted);
    let windows =
        bytes.iter().any(|byte| matches!(byte, 0x80..=0x9F)) || (has(0xB9) && has(0xB3) && !has(0xB1));
    let encoding = if windows { WINDOWS_1250 } else { ISO_8859_2 };
    Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::decode;

    #[test]
    fn a_label_that_makes_no_words_is_not_believed() {
        let russian = "Здравствуйте, не работает принтер";
        let bytes = |encoding: &'static encoding_rs::Encoding, text| encoding.encode(text).0.into_owned();
        let (windows, koi) = (bytes(super::WINDOWS_1251, russian), bytes(super::KOI8_R, russian));
        for (raw, label) in
            [(&windows, "iso-8859-1"), (&koi, "windows-1251"), (&windows, "koi8-r"), (&koi, "koi8-r")]
        {
            assert_eq!(decode(raw, Some(label)), russian, "{label}");
        }
        let german = "ÄÖÜ: Größe, Fähre, Übergröße, für Öl, süß, Maß";
        assert_eq!(decode(&bytes(super::WINDOWS_1252, german), Some("iso-8859-1")), german);
        for (encoding, text) in [
            (super::ISO_8859_2, "Zażółć gęślą jaźń, dzień dobry"),
            (super::WINDOWS_1250, "Zażółć gęślą jaźń, dzień dobry"),
            (encoding_rs::WINDOWS_1253, "Καλημέρα σας, δεν λειτουργεί ο εκτυπωτής"),
            (super::WINDOWS_1252, "Tische: 3 m³ je Stück, ±5 % für Öl"),
        ] {
            assert_eq!(decode(&bytes(encoding, text), None), text);
        }
    }
}
