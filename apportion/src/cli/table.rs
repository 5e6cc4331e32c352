//! Tables of text, aligned by columns.

use apportion::report::plain;

/// Where the cells of a column stand.
#[derive(Clone, Copy)]
pub(super) enum Align {
    Left,
    Right,
}

/// The widest a cell is shown, in characters.
const CELL_MAX: usize = 72;

/// A table with a header; every row has as many cells as there are columns.
pub(super) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: &[(&'static str, Align)]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into_iter().map(|cell| cut(&plain(&cell))).collect());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, indented by two spaces, with a line feed after every line.
    pub(super) fn render(&self) -> String {
        let header: Vec<String> = self.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        let lines = || std::iter::once(&header).chain(&self.rows);
        let width = |column: usize| lines().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..self.columns.len()).map(|column| width(column).unwrap_or(0)).collect();
        let mut text = String::new();
        for line in lines() {
            let mut shown = String::new();
            for ((cell, width), (_, align)) in line.iter().zip(&widths).zip(&self.columns) {
                shown.push_str("  ");
                shown.push_str(&match align {
                    Align::Left => format!("{cell:<width$}"),
                    Align::Right => format!("{cell:>width$}"),
                });
            }
            text.push_str(shown.trim_end());
            text.push('\n');
        }
        text
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= CELL_MAX {
        return text.to_owned();
    }
    let kept: String = text.chars().take(CELL_MAX - 2).collect();
    format!("{kept}..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_lines_have_no_trailing_space() {
        let mut table = Table::new(&[("payer", Align::Left), ("spent", Align::Right), ("note", Align::Left)]);
        table.row(["alice".into(), "5".into(), String::new()]);
        table.row(["bob\u{1b}".into(), "1,234".into(), "late".into()]);
        assert_eq!(table.render(), "  payer  spent  note\n  alice      5\n  bob\u{fffd}   1,234  late\n");
    }
}
