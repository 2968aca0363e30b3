//! CSV as it is written in the world: any of four delimiters, quotes, line ends within them.
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use tandem_kit::{Error, Result};

/// What may stand between cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The largest row, in bytes: what is larger is a quote that nobody closed.
const LARGEST: usize = 4 << 20;
/// The most cells of a row.
const MOST_CELLS: usize = 1_000;
/// How many rows are looked at for the delimiter.
const LOOKED_AT: usize = 20;

/// Cells out of text that comes in pieces.
pub struct Parser {
    reader: Box<Reader>,
    text: Vec<u8>,
    ends: Vec<usize>,
    /// How much of the two above is the row that is being read.
    at: usize,
    cells: usize,
}

impl Parser {
    pub fn new(delimiter: u8) -> Self {
        Self {
            reader: Box::new(ReaderBuilder::new().delimiter(delimiter).build()),
            text: vec![0; 4 << 10],
            ends: vec![0; 64],
            at: 0,
            cells: 0,
        }
    }
    /// Takes the next piece; `row` is given the cells of each row that is whole.
    ///
    /// # Errors
    /// `Invalid` where a row is larger than one can be.
    pub fn read(&mut self, text: &str, row: &mut impl FnMut(Vec<String>)) -> Result<()> {
        if text.is_empty() { Ok(()) } else { self.go_on(text.as_bytes(), row) }
    }
    /// All has come: the last row needs no line end.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn end(&mut self, row: &mut impl FnMut(Vec<String>)) -> Result<()> {
        self.go_on(b"", row)
    }

    fn go_on(&mut self, mut text: &[u8], row: &mut impl FnMut(Vec<String>)) -> Result<()> {
        let last = text.is_empty();
        loop {
            let (result, read, written, ended) =
                self.reader.read_record(text, &mut self.text[self.at..], &mut self.ends[self.cells..]);
            text = &text[read..];
            self.at += written;
            self.cells += ended;
            match result {
                ReadRecordResult::InputEmpty if !last => return Ok(()),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::End => return Ok(()),
                ReadRecordResult::OutputFull => {
                    grow(&mut self.text, LARGEST, "bytes: is a quote left open?")?;
                }
                ReadRecordResult::OutputEndsFull => grow(&mut self.ends, MOST_CELLS, "cells")?,
                ReadRecordResult::Record => {
                    row(self.cells());
                    (self.at, self.cells) = (0, 0);
                    // An empty piece would say that all has come.
                    if text.is_empty() && !last {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn cells(&self) -> Vec<String> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = begins.zip(&self.ends[..self.cells]);
        cells.map(|(begin, end)| String::from_utf8_lossy(&self.text[begin..*end]).into_owned()).collect()
    }
}

fn grow<T: Clone + Default>(room: &mut Vec<T>, most: usize, what: &str) -> Result<()> {
    if room.len() >= most {
        return Err(Error::invalid("attachment_id", format!("a row of it has more than {most} {what}")));
    }
    room.resize((room.len() * 2).min(most), T::default());
    Ok(())
}

/// The delimiter that makes the most of the first rows: as many cells in each, and more than one.
pub fn delimiter(beginning: &str) -> u8 {
    let score = |delimiter: u8| {
        let mut counts: Vec<usize> = Vec::new();
        let mut parser = Parser::new(delimiter);
        // What is not whole is not counted, but for a file of one line.
        let read = parser.read(beginning, &mut |cells| counts.push(cells.len()));
        if counts.is_empty() && read.is_ok() {
            let _ = parser.end(&mut |cells| counts.push(cells.len()));
        }
        let named = counts.first().copied().unwrap_or(1);
        let alike = counts.iter().take(LOOKED_AT).filter(|count| **count == named).count();
        if named > 1 { (alike * 100 / counts.len().min(LOOKED_AT), named) } else { (0, 0) }
    };
    let mut best = (b',', (0, 0));
    for delimiter in DELIMITERS {
        let score = score(delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, piece: usize) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut parser = Parser::new(delimiter(text));
        let mut rest = text;
        while !rest.is_empty() {
            let mut cut = piece.min(rest.len());
            while !rest.is_char_boundary(cut) {
                cut += 1;
            }
            parser.read(&rest[..cut], &mut |cells| rows.push(cells)).unwrap();
            rest = &rest[cut..];
        }
        parser.end(&mut |cells| rows.push(cells)).unwrap();
        rows
    }

    #[test]
    fn quotes_line_ends_and_delimiters_are_read_wherever_a_piece_is_cut() {
        let text = "a;\"b\"\"c\";d\r\n\"1\n2\";;\"x;y\"\n\nlast;\u{00fc};\r\n";
        let wanted = [["a", "b\"c", "d"], ["1\n2", "", "x;y"], ["last", "\u{00fc}", ""]];
        for piece in 1..text.len() {
            assert_eq!(rows(text, piece), wanted, "in pieces of {piece}");
        }
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_even_rows() {
        for (text, delimiter) in [
            ("title,note\na,\"1;2;3\"\n", b','),
            ("title;note\na;1,5\nb;2,5\n", b';'),
            ("title\tnote\na, b\tc\n", b'\t'),
            ("title|note\na|b\n", b'|'),
            ("title\none, two\n", b','),
            ("title;note", b';'),
        ] {
            assert_eq!(super::delimiter(text), delimiter, "{text}");
        }
    }

    #[test]
    fn a_row_that_never_ends_is_refused() {
        let open = format!("a,\"{}", "x".repeat(LARGEST + 10));
        let refused = Parser::new(b',').read(&open, &mut |_| {}).unwrap_err();
        assert!(refused.to_string().contains("is a quote left open?"), "{refused}");
    }
}
