//! Percent-decoding of paths and queries.

/// A path segment as it was meant; nothing where it is not UTF-8.
pub fn segment(raw: &str) -> Option<String> {
    decode(raw.bytes())
}

/// The names and values of a query, in order; those that are not UTF-8 are left out.
pub fn pairs(query: &str) -> impl Iterator<Item = (String, String)> + '_ {
    let spaced = |raw: &str| decode(raw.bytes().map(|b| if b == b'+' { b' ' } else { b }));
    query.split('&').filter(|pair| !pair.is_empty()).filter_map(move |pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((spaced(name)?, spaced(value)?))
    })
}

fn decode(raw: impl Iterator<Item = u8> + Clone) -> Option<String> {
    let mut out = Vec::with_capacity(raw.size_hint().0);
    let mut rest = raw;
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        match (byte, ahead.next().and_then(hex), ahead.next().and_then(hex)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                rest = ahead;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).ok()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_and_plus_are_read() {
        let table = [
            ("a%20b", "a b"),
            ("a+b", "a+b"),
            ("%C3%A9", "é"),
            ("100%", "100%"),
            ("%zz", "%zz"),
            ("%2", "%2"),
        ];
        for (raw, meant) in table {
            assert_eq!(segment(raw).as_deref(), Some(meant), "{raw}");
        }
        assert_eq!(segment("%ff"), None);
    }

    #[test]
    fn a_query_is_pairs() {
        let read: Vec<_> = pairs("a=1&&b=x+y%26&c").collect();
        let expected = [("a", "1"), ("b", "x y&"), ("c", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(read, expected);
    }
}
