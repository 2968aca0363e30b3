//! The lines of a mail after DATA: dots undone, ended by `<CRLF>.<CRLF>` and by nothing else. What other servers take for an end
//! (a dot between bare LFs) is content here, so no second mail can be hidden in one.

/// Reads a mail as it comes, up to a size; what is beyond is read and thrown away.
#[derive(Debug)]
pub struct Data {
    bytes: Vec<u8>,
    most: usize,
    too_large: bool,
    /// Where we are in `<CRLF>.<CRLF>`.
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// After a CRLF: a dot here is a stuffed one, or the end.
    LineStart,
    /// Within a line.
    Line,
    /// After a CR within a line.
    Cr,
    /// After a dot at the start of a line.
    Dot,
    /// After that dot and a CR.
    DotCr,
}

/// A mail that is whole.
#[derive(Debug, PartialEq, Eq)]
pub enum Read {
    Whole(Vec<u8>),
    TooLarge,
}

impl Data {
    /// Nothing read yet.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { bytes: Vec::new(), most, too_large: false, at: At::LineStart }
    }
    /// How many bytes are held.
    #[must_use]
    pub fn held(&self) -> usize {
        self.bytes.len()
    }
    /// Holds nothing any more, and reads on to the end.
    pub fn give_up(&mut self) {
        self.bytes = Vec::new();
        self.most = 0;
    }
    /// Takes what came. Once the mail is whole, answers with how many of these bytes were its own.
    pub fn take(&mut self, input: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < input.len() {
            if self.at == At::Line {
                // Within a line only a CR means anything.
                let rest = &input[at..];
                let plain = rest.iter().position(|byte| *byte == b'\r').unwrap_or(rest.len());
                self.push(&rest[..plain]);
                at += plain;
            }
            let Some(byte) = input.get(at) else { break };
            at += 1;
            if self.step(*byte) {
                return Some(at);
            }
        }
        None
    }
    /// The mail, once it is whole.
    #[must_use]
    pub fn finish(self) -> Read {
        if self.too_large { Read::TooLarge } else { Read::Whole(self.bytes) }
    }

    /// True at the end of the mail.
    fn step(&mut self, byte: u8) -> bool {
        self.at = match (self.at, byte) {
            (At::LineStart, b'.') => {
                self.at = At::Dot;
                return false;
            }
            (At::Dot, b'\r') => {
                self.at = At::DotCr;
                return false;
            }
            (At::DotCr, b'\n') => return true,
            (At::DotCr, _) => {
                // The dot was a stuffed one and is gone; the CR was content.
                self.push(b"\r");
                self.push(&[byte]);
                if byte == b'\r' { At::Cr } else { At::Line }
            }
            (At::Cr, b'\n') => {
                self.push(&[byte]);
                At::LineStart
            }
            (_, b'\r') => {
                self.push(&[byte]);
                At::Cr
            }
            (_, _) => {
                self.push(&[byte]);
                At::Line
            }
        };
        false
    }

    fn push(&mut self, bytes: &[u8]) {
        if bytes.len() <= self.most - self.bytes.len() {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.too_large = true;
            self.bytes = Vec::new();
            self.most = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str) -> (Option<usize>, Vec<u8>) {
        let mut data = Data::new(1000);
        let used = data.take(input.as_bytes());
        (used, data.bytes)
    }

    #[test]
    fn a_mail_ends_at_its_dot_and_nowhere_else() {
        let cases: [(&str, Option<usize>, &str); 11] = [
            ("a\r\n.\r\nQUIT", Some(6), "a\r\n"),
            (".\r\n", Some(3), ""),
            ("..a\r\n.\r\n", Some(8), ".a\r\n"),
            ("...\r\n.\r\n", Some(8), "..\r\n"),
            ("a\n.\nb\r\n.\r\n", Some(10), "a\n.\nb\r\n"),
            ("a\n.\r\nb\r\n.\r\n", Some(11), "a\n.\r\nb\r\n"),
            ("a\r\n.\nb\r\n.\r\n", Some(11), "a\r\n\nb\r\n"),
            ("a\r.\rb\r\n.\r\n", Some(10), "a\r.\rb\r\n"),
            ("a\r\n.\rb\r\n.\r\n", Some(11), "a\r\n\rb\r\n"),
            ("a\r\n.\r", None, "a\r\n"),
            ("", None, ""),
        ];
        for (input, used, bytes) in cases {
            assert_eq!(read(input), (used, bytes.as_bytes().to_vec()), "{input:?}");
        }
    }

    #[test]
    fn it_does_not_matter_how_the_bytes_arrive() {
        let input = b"..one\r\ntwo\r\n.\rx\r\n.\r\n";
        for cut in 0..input.len() {
            let mut data = Data::new(1000);
            assert_eq!(data.take(&input[..cut]), None);
            assert_eq!(data.take(&input[cut..]), Some(input.len() - cut));
            assert_eq!(data.finish(), Read::Whole(b".one\r\ntwo\r\n\rx\r\n".to_vec()));
        }
    }

    #[test]
    fn what_is_too_large_is_read_to_its_end_and_not_held() {
        let mut data = Data::new(10);
        assert_eq!(data.take(&[b'x'; 5000]), None);
        assert_eq!(data.held(), 0);
        assert_eq!(data.take(b"\r\n.\r\n"), Some(5));
        assert_eq!(data.finish(), Read::TooLarge);
    }
}
