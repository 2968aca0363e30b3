//! What a person reads: lines, and tables in Markdown, so that a run can be kept as it was printed.

/// Prints a line.
#[expect(clippy::print_stdout, reason = "the command line answers a person")]
pub fn say(line: &str) {
    println!("{line}");
}

/// A table whose columns are as wide as what is in them.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(head: &[&str]) -> Self {
        let rule = vec!["---".to_owned(); head.len()];
        Self { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect(), rule] }
    }
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }
    /// Prints it.
    pub fn print(&self) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        say("");
        for row in &self.rows {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            say(&format!("| {} |", cells.join(" | ")));
        }
        say("");
    }
}
