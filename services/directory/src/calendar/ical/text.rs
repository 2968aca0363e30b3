//! Bytes of an iCalendar file become text. Pure.
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text: by the mark at its beginning, as UTF-8, or else as the charset that was said, or a Windows page. A line may be folded within a
/// letter, so it is unfolded first.
pub fn of(bytes: &[u8], charset: Option<&str>) -> String {
    let of_16 = match bytes {
        [b'B', 0, ..] => Some(UTF_16LE),
        [0, b'B', ..] => Some(UTF_16BE),
        _ => Encoding::for_bom(bytes).map(|(encoding, _)| encoding).filter(|e| *e != encoding_rs::UTF_8),
    };
    if let Some(encoding) = of_16 {
        return encoding.decode(bytes).0.into_owned();
    }
    let whole = unfolded(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    match String::from_utf8(whole) {
        Ok(text) => text,
        Err(error) => {
            let said = charset.and_then(|label| Encoding::for_label(label.trim_matches('"').as_bytes()));
            let encoding = said.filter(|e| *e != encoding_rs::UTF_8).unwrap_or(WINDOWS_1252);
            encoding.decode_without_bom_handling(error.as_bytes()).0.into_owned()
        }
    }
}

/// Without the line ends that a blank follows.
fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let (mut whole, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let fold = match rest {
            [b'\r', b'\n', b' ' | b'\t', ..] => 3,
            [b'\r' | b'\n', b' ' | b'\t', ..] => 2,
            _ => 0,
        };
        if fold == 0 {
            whole.push(rest[0]);
        }
        at += fold.max(1);
    }
    whole
}

/// The charset that the type of an answer names.
pub fn charset(content_type: &str) -> Option<&str> {
    let named = content_type.split(';').skip(1).filter_map(|part| part.trim().split_once('='));
    named.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("charset")).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_in_whatever_it_is_written() {
        let said = "BEGIN:VCALENDAR\r\nSUMMARY:Fête\r\n";
        let utf16 = |little: bool, mark: &str| -> Vec<u8> {
            let units = mark.encode_utf16().chain(said.encode_utf16());
            units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
        };
        for (bytes, charset) in [
            (said.as_bytes().to_vec(), None),
            (said.as_bytes().to_vec(), Some("iso-8859-1")),
            ([b"\xef\xbb\xbf", said.as_bytes()].concat(), None),
            (WINDOWS_1252.encode(said).0.into_owned(), None),
            (encoding_rs::ISO_8859_2.encode(&said.replace('ê', "ę")).0.into_owned(), Some("\"ISO-8859-2\"")),
            (utf16(true, "\u{feff}"), None),
            (utf16(false, "\u{feff}"), None),
            (utf16(true, ""), None),
            (utf16(false, ""), None),
        ] {
            assert_eq!(
                of(&bytes, charset).trim_start_matches('\u{feff}').replace('ę', "ê"),
                said,
                "{charset:?}"
            );
        }
        let mut cut = b"SUMMARY:F\xc3\r\n \xaate".to_vec();
        assert_eq!(of(&cut, None), "SUMMARY:F\u{ea}te", "folded within a letter");
        cut.truncate(10);
        assert!(!of(&cut, None).is_empty());
        assert_eq!(charset("text/calendar; charset=UTF-8"), Some("UTF-8"));
    }
}
