//! The first sheet of a workbook, row by row. What would unpack to more than a workbook can be is refused before it is read.
use std::io::{self, Cursor, Read as _};

use bytes::Bytes;
use calamine::{DataRef, Reader as _, Xlsx};
use tandem_kit::{Error, Result};
use zip::ZipArchive;

use super::Row;

/// The largest workbook, packed and unpacked, and the largest of its parts, in bytes.
pub const LARGEST: usize = 25 << 20;
const UNPACKED: u64 = 256 << 20;
/// The most text of a sheet, in bytes.
const MOST_TEXT: usize = 64 << 20;
const MOST_PARTS: usize = 10_000;
const MOST_COLUMNS: usize = 1_000;

/// The rows of a workbook's first sheet.
///
/// # Errors
/// `Invalid` where it is no workbook, or more than is taken.
pub fn rows(bytes: Bytes) -> Result<Vec<Row>> {
    check(&bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let name = book.sheet_names().first().cloned().ok_or_else(|| refused("it has no sheet"))?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|e| unreadable(&e))?;
    sheet(|| {
        let cell = cells.next_cell().map_err(|e| unreadable(&e))?;
        Ok(cell.map(|cell| (cell.get_position(), shown(cell.get_value()))))
    })
}

/// Unpacks it into nothing, to see how much it is: what a workbook says of its own size may be anything.
fn check(bytes: &Bytes) -> Result<()> {
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    if parts.len() > MOST_PARTS {
        return Err(refused(format!("it has {} parts; at most {MOST_PARTS}", parts.len())));
    }
    let mut left = UNPACKED;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(|e| unreadable(&e))?;
        let most = if part.name().ends_with("sharedStrings.xml") { UNPACKED / 4 } else { UNPACKED }.min(left);
        let unpacked = io::copy(&mut part.take(most + 1), &mut io::sink()).map_err(|e| unreadable(&e))?;
        if unpacked > most {
            return Err(refused(
                "it unpacks to more than 256 MB, or to more than 64 MB of text; save it as CSV",
            ));
        }
        left -= unpacked;
    }
    Ok(())
}

/// Rows of cells that come one after the other.
fn sheet(mut next: impl FnMut() -> Result<Option<((u32, u32), String)>>) -> Result<Vec<Row>> {
    let (mut rows, mut text): (Vec<Row>, usize) = (Vec::new(), 0);
    while let Some(((row, column), value)) = next()? {
        let (number, column) = (
            i32::try_from(row).unwrap_or(i32::MAX).saturating_add(1),
            usize::try_from(column).unwrap_or(usize::MAX),
        );
        if value.is_empty() {
            continue;
        }
        if column >= MOST_COLUMNS {
            return Err(refused(format!(
                "row {number} has a value in column {}; at most {MOST_COLUMNS}",
                column + 1
            )));
        }
        if rows.last().is_none_or(|last| last.number != number) {
            rows.push(Row { number, cells: Vec::new(), problem: None });
        }
        let Some(last) = rows.last_mut() else { continue };
        text += value.len() + (column + 1).saturating_sub(last.cells.len()) * size_of::<String>();
        if text > MOST_TEXT {
            return Err(refused("its first sheet has more than 64 MB of text; save it as CSV"));
        }
        if last.cells.len() <= column {
            last.cells.resize(column + 1, String::new());
        }
        last.cells[column] = value;
    }
    let columns = rows.first().map_or(0, |first| first.cells.len());
    for row in &mut rows {
        if row.cells.len() < columns {
            row.cells.resize(columns, String::new());
        }
    }
    Ok(rows)
}

/// A cell as somebody would type it.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) => text.replace('\0', ""),
        DataRef::SharedString(text) => text.replace('\0', ""),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(time) => match time.as_datetime() {
            Some(time) => {
                let text = time.format("%Y-%m-%d %H:%M:%S").to_string();
                text.strip_suffix(" 00:00:00").map_or(text.clone(), str::to_owned)
            }
            None => time.as_f64().to_string(),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
    }
}

fn refused(why: impl Into<String>) -> Error {
    Error::invalid("attachment_id", why)
}

fn unreadable(error: &dyn std::fmt::Display) -> Error {
    let said: String = error.to_string().chars().take(200).collect();
    refused(format!("it cannot be read as a workbook: {said}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn book(sheet: &str, strings: &str) -> Bytes {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let parts = [
            (
                "[Content_Types].xml",
                r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
            ),
            (
                "_rels/.rels",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
            ),
            (
                "xl/workbook.xml",
                r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
            ),
            (
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
            ),
            (
                "xl/styles.xml",
                r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
            ),
            ("xl/sharedStrings.xml", strings),
            ("xl/worksheets/sheet1.xml", sheet),
        ];
        for (name, text) in parts {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner().into()
    }

    const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>title</t></si><si><t>created</t></si></sst>"#;

    #[test]
    fn the_first_sheet_is_read_with_its_dates_and_its_gaps() {
        let sheet = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t>One</t></is></c><c r="C3" s="1"><v>45000</v></c></row>
            <row r="4"><c r="A4"><v>2.5</v></c></row></sheetData></worksheet>"#;
        let rows = rows(book(sheet, STRINGS)).unwrap();
        let read: Vec<(i32, Vec<&str>)> =
            rows.iter().map(|r| (r.number, r.cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(
            read,
            [(1, vec!["title", "", "created"]), (3, vec!["One", "", "2023-03-15"]), (4, vec!["2.5", "", ""])]
        );
    }

    #[test]
    fn a_workbook_that_would_fill_the_memory_is_refused() {
        let bomb = format!("{STRINGS}{}", " ".repeat(65 << 20));
        let refused = rows(book("<worksheet/>", &bomb)).unwrap_err().to_string();
        assert!(refused.contains("unpacks to more"), "{refused}");
        let far = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"#;
        assert!(rows(book(far, STRINGS)).unwrap_err().to_string().contains("column 16384"));
        assert!(rows(Bytes::from_static(b"PK no zip")).is_err());
    }
}
