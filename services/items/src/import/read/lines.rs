//! Lines of JSON objects: what is within an object is named with dots, and the columns are the names of the first lines.
use std::collections::BTreeMap;

use serde_json::Value;
use tandem_kit::{Error, Result};

use super::Row;

/// The longest line, in bytes.
const LONGEST: usize = 4 << 20;
/// How many lines tell what columns there are.
const LOOKED_AT: usize = 100;
/// The most columns, and how deep objects are looked into.
const MOST_COLUMNS: usize = 1_000;
const DEEPEST: usize = 3;

type Read = Result<BTreeMap<String, String>, String>;

/// A list of objects as lines: what is between two of them ends a line, and what would within one does not.
#[derive(Default)]
pub struct Elements {
    depth: u32,
    quoted: bool,
    escaped: bool,
}

impl Elements {
    /// The next piece, as lines.
    pub fn read(&mut self, text: &str) -> String {
        let mut lines = String::with_capacity(text.len());
        for c in text.chars() {
            if self.quoted {
                self.quoted = self.escaped || c != '"';
                self.escaped = !self.escaped && c == '\\';
                lines.push(c);
                continue;
            }
            match c {
                '[' | '{' => self.depth += 1,
                ']' | '}' => self.depth = self.depth.saturating_sub(1),
                '"' => self.quoted = true,
                _ => {}
            }
            // The list itself is at depth 1, and what opens or ends it at 1 and 0.
            let of_list = (c == '[' && self.depth == 1) || (c == ']' && self.depth == 0);
            match c {
                ',' if self.depth == 1 => lines.push('\n'),
                '\n' | '\r' => lines.push(' '),
                _ if of_list => lines.push(' '),
                c => lines.push(c),
            }
        }
        lines
    }
}

/// Rows out of text that comes in pieces.
#[derive(Default)]
pub struct Parser {
    rest: String,
    line: i32,
    first: Vec<(i32, Read)>,
    columns: Vec<String>,
    known: bool,
}

impl Parser {
    /// The columns, once they are known.
    pub fn columns(&self) -> Option<&[String]> {
        self.known.then_some(&self.columns[..])
    }
    /// Takes the next piece.
    ///
    /// # Errors
    /// `Invalid` where a line is longer than one can be.
    pub fn read(&mut self, text: &str, row: &mut impl FnMut(Row)) -> Result<()> {
        self.rest.push_str(text);
        let whole = self.rest.rfind('\n').map_or(0, |at| at + 1);
        if self.rest.len() - whole > LONGEST {
            return Err(Error::invalid(
                "attachment_id",
                format!("a line of it has more than {LONGEST} bytes"),
            ));
        }
        let rest = self.rest.split_off(whole);
        let lines = std::mem::replace(&mut self.rest, rest);
        lines.lines().for_each(|line| self.line(line, row));
        Ok(())
    }
    /// All has come.
    pub fn end(&mut self, row: &mut impl FnMut(Row)) {
        let last = std::mem::take(&mut self.rest);
        last.lines().for_each(|line| self.line(line, row));
        self.tell(row);
    }

    fn line(&mut self, line: &str, row: &mut impl FnMut(Row)) {
        self.line += 1;
        if line.trim().is_empty() {
            return;
        }
        let read = object(line);
        if self.known {
            row(self.row(self.line, read));
            return;
        }
        for name in read.iter().flat_map(BTreeMap::keys) {
            if !self.columns.contains(name) && self.columns.len() < MOST_COLUMNS {
                self.columns.push(name.clone());
            }
        }
        self.first.push((self.line, read));
        if self.first.len() >= LOOKED_AT {
            self.tell(row);
        }
    }

    fn tell(&mut self, row: &mut impl FnMut(Row)) {
        self.known = true;
        for (line, read) in std::mem::take(&mut self.first) {
            row(self.row(line, read));
        }
    }

    fn row(&self, number: i32, read: Read) -> Row {
        match read {
            Ok(mut values) => {
                let cells = self.columns.iter().map(|name| values.remove(name).unwrap_or_default()).collect();
                let unknown = values.into_iter().find(|(_, value)| !value.is_empty());
                let problem =
                    unknown.map(|(name, _)| format!("{name:?} is in none of the first {LOOKED_AT} lines"));
                Row { number, cells, problem }
            }
            Err(problem) => Row { number, cells: Vec::new(), problem: Some(problem) },
        }
    }
}

fn object(line: &str) -> Read {
    let mut values = BTreeMap::new();
    match serde_json::from_str(line.trim_end_matches(',')) {
        Ok(Value::Object(object)) => {
            for (name, value) in object {
                flat(name, value, 1, &mut values);
            }
            Ok(values)
        }
        Ok(_) => Err("is no JSON object".into()),
        Err(error) => Err(format!("is no JSON object: {error}")),
    }
}

fn flat(name: String, value: Value, depth: usize, values: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(object) if depth < DEEPEST => {
            for (key, value) in object {
                flat(format!("{name}.{key}"), value, depth + 1, values);
            }
        }
        Value::Array(list) if list.iter().all(|one| !one.is_object() && !one.is_array()) => {
            values.insert(name, list.iter().map(text).collect::<Vec<_>>().join(", "));
        }
        value => {
            values.insert(name, text(&value));
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.replace('\0', ""),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_lines() {
        let list = "[\n {\"a\": \"x, [y]\\\" }\",\n \"b\": [1, 2]},\n{\"a\": {\"c\": 1}}\n]\n";
        let (mut elements, mut parser, mut rows) = (Elements::default(), Parser::default(), Vec::new());
        for piece in list.as_bytes().chunks(3) {
            let lines = elements.read(std::str::from_utf8(piece).unwrap());
            parser.read(&lines, &mut |row| rows.push(row)).unwrap();
        }
        parser.end(&mut |row| rows.push(row));
        assert_eq!(parser.columns().unwrap(), ["a", "b", "a.c"]);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].number, rows[0].cells[0].as_str()), (1, "x, [y]\" }"));
        assert_eq!((rows[1].number, rows[1].cells[2].as_str()), (2, "1"));
    }

    #[test]
    fn lines_become_rows_of_the_columns_that_they_name() {
        let text = "{\"title\":\"One\",\"requester\":{\"email\":\"a@b.test\"},\"tags\":[\"x\",\"y\"]}\n\n[1]\n{\"title\":\"Two\",\"priority\":3}";
        let (mut parser, mut rows) = (Parser::default(), Vec::new());
        for piece in text.as_bytes().chunks(7) {
            parser.read(std::str::from_utf8(piece).unwrap(), &mut |row| rows.push(row)).unwrap();
        }
        parser.end(&mut |row| rows.push(row));
        assert_eq!(parser.columns().unwrap(), ["requester.email", "tags", "title", "priority"]);
        assert_eq!(rows[0].cells, ["a@b.test", "x, y", "One", ""]);
        assert_eq!((rows[1].number, rows[1].problem.as_deref()), (3, Some("is no JSON object")));
        assert_eq!((rows[2].number, &rows[2].cells[2..]), (4, &["Two".to_owned(), "3".to_owned()][..]));
    }
}
