//! Lines of the export format.

use super::{Name, Part, Record, Term, Universe};
use std::io::{self, Write};

/// Writes lines to wherever bytes go, through a buffer of its own.
pub(crate) struct Ndjson<W: Write> {
    out: W,
    buffer: Vec<u8>,
}

const BUFFER_BYTES: usize = 1 << 16;

impl<W: Write> Ndjson<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, buffer: Vec::with_capacity(BUFFER_BYTES + (1 << 10)) }
    }

    /// Writes text as it stands.
    pub(crate) fn raw(&mut self, text: &[u8]) -> io::Result<()> {
        self.flush()?;
        self.out.write_all(text)
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
    }

    /// Decimal digits, made where they stay: most of a file is numbers, and short copies would cost more than the divisions.
    fn number(&mut self, number: u32) {
        let length = number.checked_ilog10().map_or(1, |log| log as usize + 1);
        let end = self.buffer.len() + length;
        self.buffer.extend_from_slice(&[b'0'; 10]);
        self.buffer.truncate(end);
        let mut rest = number;
        for digit in self.buffer.iter_mut().rev().take(length) {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
    }

    /// Ends the line of an expression.
    fn end(&mut self, term: Term) -> io::Result<()> {
        self.text(",\"ie\":");
        self.number(term.0);
        self.line()
    }

    fn line(&mut self) -> io::Result<()> {
        self.text("}\n");
        if self.buffer.len() >= BUFFER_BYTES { self.flush() } else { Ok(()) }
    }

    /// What definitions and theorems have in common.
    fn declaration(&mut self, kind: &str, name: Name, statement: Term, value: Term, more: &str) -> io::Result<()> {
        self.text("{\"");
        self.text(kind);
        self.text("\":{\"name\":");
        self.number(name.0);
        self.text(",\"levelParams\":[],\"type\":");
        self.number(statement.0);
        self.text(",\"value\":");
        self.number(value.0);
        self.text(more);
        self.text(",\"all\":[");
        self.number(name.0);
        self.text("]}");
        self.line()
    }
}

impl<W: Write> Record for Ndjson<W> {
    fn name(&mut self, name: Name, prefix: Name, part: &Part) -> io::Result<()> {
        match part {
            Part::Text(text) => {
                self.text("{\"str\":{\"pre\":");
                self.number(prefix.0);
                self.text(",\"str\":");
                let quoted = serde_json::to_string(text)?;
                self.text(&quoted);
            }
            Part::Number(number) => {
                self.text("{\"num\":{\"pre\":");
                self.number(prefix.0);
                self.text(",\"i\":");
                self.number(*number);
            }
        }
        self.text("},\"in\":");
        self.number(name.0);
        self.line()
    }

    fn constant(&mut self, term: Term, name: Name, universe: Universe) -> io::Result<()> {
        self.text("{\"const\":{\"name\":");
        self.number(name.0);
        self.text(",\"us\":[");
        if let Universe::Level(level) = universe {
            self.number(level);
        }
        self.text("]}");
        self.end(term)
    }

    fn apply(&mut self, term: Term, function: Term, argument: Term) -> io::Result<()> {
        self.text("{\"app\":{\"fn\":");
        self.number(function.0);
        self.text(",\"arg\":");
        self.number(argument.0);
        self.text("}");
        self.end(term)
    }

    fn natural(&mut self, term: Term, digits: &str) -> io::Result<()> {
        self.text("{\"natVal\":\"");
        self.text(digits);
        self.text("\"");
        self.end(term)
    }

    fn definition(&mut self, name: Name, statement: Term, value: Term) -> io::Result<()> {
        self.declaration("def", name, statement, value, ",\"hints\":{\"regular\":1},\"safety\":\"safe\"")
    }

    fn theorem(&mut self, name: Name, statement: Term, proof: Term) -> io::Result<()> {
        self.declaration("thm", name, statement, proof, "")
    }
}
