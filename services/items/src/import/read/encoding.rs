//! Bytes become text: by the mark at their beginning, or as UTF-8, or else as the page that they look like.
use chardetng::EncodingDetector;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file is looked at for the page that it is written in.
const LOOKED_AT: usize = 4 << 20;

/// The encoding that the beginning of a file tells; UTF-8 where it tells none.
pub fn of_beginning(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    // Letters and commas of UTF-16 have a NUL beside them.
    let pairs: Vec<&[u8]> = bytes.chunks_exact(2).take(200).collect();
    let most = |nul: fn(&[u8]) -> bool| {
        pairs.len() >= 4 && pairs.iter().filter(|p| nul(p)).count() * 4 > pairs.len() * 3
    };
    if most(|pair| pair[0] != 0 && pair[1] == 0) {
        UTF_16LE
    } else if most(|pair| pair[0] == 0 && pair[1] != 0) {
        UTF_16BE
    } else {
        UTF_8
    }
}

/// Text out of bytes that come in pieces, and what they turn out to be written in.
pub struct Text {
    encoding: &'static Encoding,
    decoder: Decoder,
    detector: EncodingDetector,
    looked_at: usize,
    broken: bool,
}

impl Text {
    pub fn new(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            decoder: encoding.new_decoder_with_bom_removal(),
            detector: EncodingDetector::new(),
            looked_at: 0,
            broken: false,
        }
    }
    /// The text of the next piece; NULs, which nobody can keep, are left out.
    pub fn read(&mut self, bytes: &[u8], last: bool) -> String {
        if self.looked_at < LOOKED_AT && (last || !bytes.is_ascii()) {
            self.detector.feed(bytes, last);
            self.looked_at += bytes.len();
        }
        let mut text = String::with_capacity(
            self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3),
        );
        let (result, _, broken) = self.decoder.decode_to_string(bytes, &mut text, last);
        debug_assert_eq!(result, CoderResult::InputEmpty, "there was room for all of it");
        self.broken |= broken;
        if text.contains('\0') { text.replace('\0', "") } else { text }
    }
    /// What all of it is written in, once it was read to its end.
    pub fn encoding(&self) -> &'static Encoding {
        if self.broken && self.encoding == UTF_8 { self.detector.guess(None, false) } else { self.encoding }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;

    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static Encoding) {
        let found = |encoding| {
            let mut text = Text::new(encoding);
            let mut all = String::new();
            for piece in bytes.chunks(3) {
                all += &text.read(piece, false);
            }
            all += &text.read(b"", true);
            (all, text.encoding())
        };
        let (_, encoding) = found(of_beginning(bytes));
        (found(encoding).0, encoding)
    }

    #[test]
    fn a_file_is_read_in_the_page_that_it_is_written_in() {
        let said = "Titel;Prüfung\nDrucker;größer als früher – für Ä und Öl\n";
        let utf16 = |little: bool, mark: bool| {
            let mark = if mark { "\u{feff}" } else { "" };
            let units = mark.encode_utf16().chain(said.encode_utf16());
            units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect::<Vec<u8>>()
        };
        let written = [
            (said.as_bytes().to_vec(), UTF_8),
            ([b"\xef\xbb\xbf", said.as_bytes()].concat(), UTF_8),
            (WINDOWS_1252.encode(said).0.into_owned(), WINDOWS_1252),
            (utf16(true, true), UTF_16LE),
            (utf16(false, true), UTF_16BE),
            (utf16(true, false), UTF_16LE),
            (utf16(false, false), UTF_16BE),
        ];
        for (bytes, encoding) in written {
            assert_eq!(read(&bytes), (said.to_owned(), encoding));
        }
    }
}
