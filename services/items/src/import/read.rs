//! Tables out of files: rows as they come, never more of them at once than are asked for.
pub mod csv;
pub mod encoding;
pub mod lines;
#[cfg(test)]
mod spectrum;
pub mod xlsx;

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use encoding_rs::Encoding;
use futures::{StreamExt as _, stream::BoxStream};
use tandem_kit::{Error, Result};

use self::encoding::Text;

/// How much of a file tells what it is.
const BEGINNING: usize = 64 << 10;

/// A file as it comes.
pub type Pieces = BoxStream<'static, Result<Bytes>>;

/// One row below the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet counts: the row that names the columns is 1. Of JSON, the line.
    pub number: i32,
    /// As many as there are columns; fewer where there is a problem.
    pub cells: Vec<String>,
    pub problem: Option<String>,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv {
        delimiter: u8,
    },
    Lines,
    /// A list of objects, as the REST of others answers.
    List,
    Xlsx,
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv { .. } => "csv",
            Self::Lines => "jsonl",
            Self::List => "json",
            Self::Xlsx => "xlsx",
        }
    }
}

enum Parser {
    Csv {
        parser: csv::Parser,
        read: i32,
    },
    Lines(lines::Parser),
    /// A list of them.
    List(lines::Elements, lines::Parser),
    /// All of it, as it is a zip, whose contents stand at its end.
    Xlsx(BytesMut),
}

/// A file that is being read.
pub struct Table {
    pieces: Pieces,
    text: Text,
    parser: Parser,
    columns: Option<Vec<String>>,
    ready: VecDeque<Row>,
    ended: bool,
    pub format: Format,
}

impl Table {
    /// Reads until the columns are known. `encoding` is what an earlier reading found.
    ///
    /// # Errors
    /// `Invalid` where it has no columns, or cannot be read.
    pub async fn open(mut pieces: Pieces, encoding: Option<&'static Encoding>) -> Result<Self> {
        let mut beginning = BytesMut::new();
        while beginning.len() < BEGINNING {
            let Some(piece) = pieces.next().await.transpose()? else { break };
            beginning.extend_from_slice(&piece);
        }
        let (format, encoding) = what(&beginning, encoding)?;
        let parser = match format {
            Format::Csv { delimiter } => Parser::Csv { parser: csv::Parser::new(delimiter), read: 0 },
            Format::Lines => Parser::Lines(lines::Parser::default()),
            Format::List => Parser::List(lines::Elements::default(), lines::Parser::default()),
            Format::Xlsx => Parser::Xlsx(BytesMut::new()),
        };
        let mut table = Self {
            pieces: futures::stream::once(async { Ok(beginning.freeze()) }).chain(pieces).boxed(),
            text: Text::new(encoding),
            parser,
            columns: None,
            ready: VecDeque::new(),
            ended: false,
            format,
        };
        while table.columns.is_none() && !table.ended {
            table.go_on().await?;
        }
        if table.columns().iter().all(String::is_empty) {
            return Err(Error::invalid("attachment_id", "its first row names no columns"));
        }
        Ok(table)
    }
    /// The names of the columns, as the first row has them.
    pub fn columns(&self) -> &[String] {
        self.columns.as_deref().unwrap_or_default()
    }
    /// What it is written in; sure once it was read to its end.
    pub fn encoding(&self) -> &'static Encoding {
        self.text.encoding()
    }
    /// The next rows, at most so many; none at the end. Those that say nothing are left out.
    ///
    /// # Errors
    /// `Invalid` where it cannot be read further; as the file comes.
    pub async fn next(&mut self, most: usize) -> Result<Vec<Row>> {
        while self.ready.len() < most && !self.ended {
            self.go_on().await?;
        }
        let count = most.min(self.ready.len());
        Ok(self.ready.drain(..count).collect())
    }

    async fn go_on(&mut self) -> Result<()> {
        let piece = self.pieces.next().await.transpose()?;
        self.ended = piece.is_none();
        let piece = piece.unwrap_or_default();
        if let Parser::Xlsx(all) = &mut self.parser {
            if all.len() + piece.len() > xlsx::LARGEST {
                let most = xlsx::LARGEST;
                return Err(Error::invalid(
                    "attachment_id",
                    format!("a workbook has at most {most} bytes; save it as CSV"),
                ));
            }
            all.extend_from_slice(&piece);
            if self.ended {
                let rows = xlsx::rows(std::mem::take(all).freeze())?;
                for row in rows {
                    take(&mut self.columns, &mut self.ready, row);
                }
            }
            return Ok(());
        }
        let mut text = self.text.read(&piece, self.ended);
        let (columns, ready) = (&mut self.columns, &mut self.ready);
        if let Parser::List(elements, _) = &mut self.parser {
            text = elements.read(&text);
        }
        match &mut self.parser {
            Parser::Csv { parser, read } => {
                let mut row = |cells| {
                    *read += 1;
                    take(columns, ready, Row { number: *read, cells, problem: None });
                };
                parser.read(&text, &mut row)?;
                if self.ended {
                    parser.end(&mut row)?;
                }
            }
            Parser::Lines(parser) | Parser::List(_, parser) => {
                let mut rows = Vec::new();
                parser.read(&text, &mut |row| rows.push(row))?;
                if self.ended {
                    parser.end(&mut |row| rows.push(row));
                }
                *columns = parser.columns().map(<[String]>::to_vec);
                ready.extend(rows);
            }
            Parser::Xlsx(_) => {}
        }
        Ok(())
    }
}

/// The first row names the columns; the others are rows, unless they say nothing.
fn take(columns: &mut Option<Vec<String>>, ready: &mut VecDeque<Row>, mut row: Row) {
    let Some(columns) = columns else {
        let mut names: Vec<String> = row.cells.iter().map(|name| name.trim().to_owned()).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        *columns = Some(names);
        return;
    };
    if row.cells.iter().all(|cell| cell.trim().is_empty()) {
        return;
    }
    while row.cells.len() > columns.len() && row.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        row.cells.pop();
    }
    if row.cells.len() != columns.len() {
        row.problem =
            Some(format!("has {} cells; the first row names {} columns", row.cells.len(), columns.len()));
    }
    ready.push_back(row);
}

/// How a file is written, by its beginning.
fn what(beginning: &[u8], encoding: Option<&'static Encoding>) -> Result<(Format, &'static Encoding)> {
    if beginning.is_empty() {
        return Err(Error::invalid("attachment_id", "it is empty"));
    }
    let encoding = encoding.unwrap_or_else(|| encoding::of_beginning(beginning));
    if beginning.starts_with(b"PK\x03\x04") {
        return Ok((Format::Xlsx, encoding));
    }
    for (magic, what) in [
        (&b"\xd0\xcf\x11\xe0"[..], "an old workbook"),
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "packed"),
        (b"\x89PNG", "a picture"),
    ] {
        if beginning.starts_with(magic) {
            return Err(Error::invalid(
                "attachment_id",
                format!("it is {what}; CSV, XLSX and lines of JSON are taken"),
            ));
        }
    }
    let mut text = Text::new(encoding);
    let as_is = text.read(beginning, false);
    // What is not UTF-8 already here is something else.
    let (text, encoding) = match text.encoding() {
        same if same == encoding => (as_is, encoding),
        other => (Text::new(other).read(beginning, false), other),
    };
    let begins = text.trim_start();
    if begins.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{')) {
        return Ok((Format::List, encoding));
    }
    if begins.starts_with('{') {
        return Ok((Format::Lines, encoding));
    }
    Ok((Format::Csv { delimiter: csv::delimiter(&text) }, encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub async fn table(bytes: &[u8]) -> Result<Table> {
        let pieces: Vec<Result<Bytes>> =
            bytes.chunks(5).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        Table::open(futures::stream::iter(pieces).boxed(), None).await
    }

    #[tokio::test]
    async fn rows_keep_the_numbers_that_a_spreadsheet_shows() {
        let mut table =
            table("title,note\r\nOne,\"a\nb\"\r\n,\r\nTwo,x,,\r\nThree\r\nFour,a,b\r\n".as_bytes())
                .await
                .unwrap();
        assert_eq!(table.columns(), ["title", "note"]);
        let rows = table.next(10).await.unwrap();
        let numbers: Vec<(i32, Option<&str>)> =
            rows.iter().map(|r| (r.number, r.problem.as_deref())).collect();
        assert_eq!(
            numbers,
            [
                (2, None),
                (4, None),
                (5, Some("has 1 cells; the first row names 2 columns")),
                (6, Some("has 3 cells; the first row names 2 columns")),
            ]
        );
        assert_eq!(rows[1].cells, ["Two", "x"]);
        assert!(table.next(10).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_is_no_table_is_refused_and_says_what_it_is() {
        for (bytes, told) in
            [(&b""[..], "it is empty"), (b"%PDF-1.4", "it is a PDF"), (b",,\n1,2,3", "names no columns")]
        {
            let refused = table(bytes).await.err().unwrap().to_string();
            assert!(refused.contains(told), "{refused}");
        }
        assert_eq!(table(b"{\"title\":\"x\"}").await.unwrap().format, Format::Lines);
    }
}
