//! CSV that a spreadsheet opens and runs nothing of.

/// One line. Cells that a spreadsheet would take for a formula get an apostrophe before them, as spreadsheets write it themselves.
#[must_use]
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        push(&mut line, cell);
    }
    line.push_str("\r\n");
    line
}

fn push(line: &mut String, cell: &str) {
    let acts = acts(cell);
    if !acts && !cell.contains([',', '"', '\n', '\r']) && cell.trim().len() == cell.len() {
        line.push_str(cell);
        return;
    }
    line.push('"');
    if acts {
        line.push('\'');
    }
    line.push_str(&cell.replace('"', "\"\""));
    line.push('"');
}

/// Whether a spreadsheet would reckon with it. A number is none: it is what it is.
fn acts(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && cell.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_formulas_are_text() {
        for (cell, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" x", "\" x\""),
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("-cmd|' /C calc'!A0", "\"'-cmd|' /C calc'!A0\""),
            ("-12.5", "-12.5"),
            ("+49 30 1", "\"'+49 30 1\""),
            ("", ""),
        ] {
            assert_eq!(line([cell]), format!("{written}\r\n"), "{cell}");
        }
        assert_eq!(line(["a", "", "b"]), "a,,b\r\n");
    }
}
