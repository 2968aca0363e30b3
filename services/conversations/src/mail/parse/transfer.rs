//! Content-Transfer-Encoding undone: base64 and quoted-printable as they come, damaged or not.

/// Undoes a transfer encoding by its name; unknown names leave the bytes as they are. Never fails.
#[must_use]
pub fn decode(bytes: &[u8], encoding: &str) -> Vec<u8> {
    match encoding.trim().trim_matches(['"', ';']).to_ascii_lowercase().as_str() {
        "base64" => base64(bytes),
        "quoted-printable" | "quoted_printable" | "quotedprintable" => quoted_printable(bytes),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => uuencode(bytes),
        _ => bytes.to_vec(),
    }
}

/// Base64 with foreign characters skipped; padding in the middle (joined pieces) starts anew.
#[must_use]
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        let Some(value) = sextet(*byte) else {
            if *byte == b'=' {
                (held, bits) = (0, 0);
            }
            continue;
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(low_byte(held >> bits));
            held &= (1 << bits) - 1;
        }
    }
    out
}

/// Where text begins that a list or a scanner wrote below base64: behind an empty line or the padding, a line that is no base64.
#[must_use]
pub fn footer(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut ended, mut some) = (0, false, false);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        if some && ended && text.iter().any(|byte| !is_base64(*byte)) {
            return Some(at);
        }
        ended = text.is_empty() || text.ends_with(b"=");
        some |= !text.is_empty();
        at += line.len();
    }
    None
}

/// Said to be base64, and plainly not: it begins with words, and has marks that base64 has not.
#[must_use]
pub fn is_prose(bytes: &[u8]) -> bool {
    let mut lines =
        bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let words = |line: &[u8]| line.contains(&b' ');
    let marks = |line: &[u8]| line.iter().any(|byte| !is_base64(*byte) && *byte != b' ');
    lines.next().is_some_and(|first| words(first) && (marks(first) || lines.take(3).any(marks)))
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

fn low_byte(value: u32) -> u8 {
    value.to_le_bytes()[0]
}

/// Quoted-printable; an escape that is none stays as it stands.
#[must_use]
pub fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        if byte != b'=' {
            out.push(byte);
            at += 1;
            continue;
        }
        if let Some(value) = hex_pair(bytes, at + 1) {
            out.push(value);
            at += 3;
        } else if let Some(next) = soft_break(bytes, at + 1) {
            at = next;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    out
}

/// The byte written as two hexadecimal digits at `at`.
#[must_use]
pub fn hex_pair(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    Some(low_byte(digit(at)? * 16 + digit(at + 1)?))
}

fn soft_break(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(at + 2),
        (Some(b'\n' | b'\r'), _) => Some(at + 1),
        (None, _) => Some(at),
        _ => None,
    }
}

fn uuencode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b"begin ") || line == b"end" || line.is_empty() {
            continue;
        }
        let length = usize::from(line[0].wrapping_sub(b' ') & 63);
        let start = out.len();
        for four in line[1..].chunks(4) {
            let value = |at: usize| u32::from(four.get(at).map_or(0, |byte| byte.wrapping_sub(b' ') & 63));
            let three = (value(0) << 18) | (value(1) << 12) | (value(2) << 6) | value(3);
            out.extend_from_slice(&three.to_be_bytes()[1..]);
        }
        out.truncate(start + length.min(out.len() - start));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_encodings_still_give_their_bytes() {
        assert_eq!(base64(b"SGVsbG8g\r\nd29ybGQ="), b"Hello world");
        assert_eq!(base64(b"SGVs!bG8gd29ybGQ"), b"Hello world");
        assert_eq!(quoted_printable(b"a=C3=BCb=\r\nc=XYd="), "aübc=XYd".as_bytes());
        assert_eq!(footer(b"SGVsbG8=\n\n____\nA list.\n"), Some(10));
        assert_eq!(footer(b"SGVsbG8g\n\nYou got this from a list.\n"), Some(10));
        assert_eq!((footer(b"\nSGVs!bG8g\nd29ybGQ=\n"), footer(b"SGVs\n\nbG8g")), (None, None));
        assert!(is_prose(b"Hello Ann,\n\nit is broken.\nBob") && !is_prose(b"SGVsbG8g d29y\nbGQ="));
        assert_eq!(decode(b"begin 644 a\n#0V%T\n`\nend\n", "x-uuencode"), b"Cat");
    }
}
