//! Tables of fields between commas, with places for error messages.

use super::ImportProblem;

/// What is wrong, at a line and column counted from 1.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) problem: ImportProblem,
}

/// A field and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    pub(super) text: &'t str,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Field<'_> {
    pub(super) fn fault(self, problem: ImportProblem) -> Fault {
        Fault { line: self.line, column: self.column, problem }
    }

    /// A plain whole number below 2^63.
    pub(super) fn number(self) -> Result<u64, Fault> {
        let digits = !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit());
        let number = self.text.parse().ok().filter(|number| digits && *number < 1 << 63);
        number.ok_or_else(|| {
            let expected = "a whole number from 0 to 2^63 - 1";
            self.fault(ImportProblem::NotANumber { found: self.text.to_owned(), expected })
        })
    }
}

/// The rows of a table, each reduced to the columns named, in that order. The first line is the header; empty lines are skipped.
pub(super) fn rows<'t, const N: usize>(
    text: &'t str,
    columns: &'static [&'static str; N],
) -> Result<impl Iterator<Item = Result<[Field<'t>; N], Fault>>, Fault> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let (line, header) = lines.next().unwrap_or((1, ""));
    let header: Vec<Field<'_>> = fields(line, header).collect();
    let mut positions = [0; N];
    for (position, column) in positions.iter_mut().zip(columns) {
        let found = header.iter().position(|field| field.text == *column);
        let missing = || ImportProblem::MissingColumn { column, expected: columns };
        *position = found.ok_or_else(|| Fault { line, column: 1, problem: missing() })?;
    }
    Ok(lines.map(move |(line, text)| {
        let row: Vec<Field<'_>> = fields(line, text).collect();
        if let Some(quoted) = row.iter().find(|field| field.text.contains('"')) {
            return Err(quoted.fault(ImportProblem::Quoted));
        }
        let count = || ImportProblem::FieldCount { found: row.len(), expected: header.len() };
        let wrong = || Fault { line, column: 1, problem: count() };
        if row.len() != header.len() {
            return Err(wrong());
        }
        let mut chosen = [Field { text: "", line, column: 1 }; N];
        for (field, &position) in chosen.iter_mut().zip(&positions) {
            *field = *row.get(position).ok_or_else(wrong)?;
        }
        Ok(chosen)
    }))
}

fn fields(line: usize, text: &str) -> impl Iterator<Item = Field<'_>> {
    let mut column = 1;
    text.split(',').map(move |raw| {
        let text = raw.trim();
        let indent = raw.chars().take_while(|letter| letter.is_whitespace()).count();
        let field = Field { text, line, column: column + if text.is_empty() { 0 } else { indent } };
        column += raw.chars().count() + 1;
        field
    })
}
