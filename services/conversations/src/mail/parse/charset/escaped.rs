//! Character sets that switch by escapes and that the WHATWG's list no longer reads, and the Japanese one with escapes it reads no more.

use encoding_rs::{EUC_KR, GB18030, ISO_2022_JP};

/// Text of HZ (RFC 1843) and ISO-2022-KR (RFC 1557); None for any other label.
#[must_use]
pub fn decode(bytes: &[u8], label: &str) -> Option<String> {
    let squeezed: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    match squeezed.as_str() {
        "hz" | "hzgb2312" => Some(GB18030.decode_without_bom_handling(&hz(bytes)).0.into_owned()),
        "iso2022kr" | "csiso2022kr" => {
            Some(EUC_KR.decode_without_bom_handling(&korean(bytes)).0.into_owned())
        }
        _ => None,
    }
}

/// ISO-2022-JP. An escape right behind another is dropped: joined header words have them, and the standard's reader takes them for damage.
#[must_use]
pub fn japanese(bytes: &[u8]) -> String {
    const ESCAPE: usize = 3;
    let is_escape = |at: usize| matches!(bytes.get(at..at + ESCAPE), Some([0x1B, b'(' | b'$', b'@'..=b'J']));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if is_escape(at) && is_escape(at + ESCAPE) {
            at += ESCAPE;
            continue;
        }
        out.push(bytes[at]);
        at += 1;
    }
    ISO_2022_JP.decode_without_bom_handling(&out).0.into_owned()
}

/// `~{` and `~}` around pairs without their high bits; `~~` is a tilde, a tilde at a line's end nothing.
fn hz(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut wide) = (0, false);
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"~{") => wide = true,
            Some(b"~}") => wide = false,
            Some(b"~~") => out.push(b'~'),
            Some(b"~\n") => {}
            _ => {
                wide &= bytes[at] != b'\n';
                out.push(if wide { bytes[at] | 0x80 } else { bytes[at] });
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    out
}

/// Shift out and shift in around pairs without their high bits; the designator at the beginning says nothing new.
fn korean(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut wide) = (0, false);
    while at < bytes.len() {
        match bytes[at] {
            0x1B if bytes[at..].starts_with(b"\x1B$)C") => at += 3,
            0x0E => wide = true,
            0x0F => wide = false,
            byte => out.push(if wide && byte > b' ' { byte | 0x80 } else { byte }),
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_character_sets_are_read() {
        assert_eq!(decode(b"ok ~{Dz:CJ@=g~} ~~", "hz-gb-2312").as_deref(), Some("ok 您好世界 ~"));
        assert_eq!(decode(b"\x1B$)C\x0E>H3g\x0F ok", "iso-2022-kr").as_deref(), Some("안녕 ok"));
        assert_eq!(decode(b"x", "utf-8"), None);
        assert_eq!(
            japanese(b"\x1B$B$3$s\x1B(B\x1B$B$K\x1B(B"),
            "こんに",
            "words joined where one ends and one begins"
        );
    }
}
