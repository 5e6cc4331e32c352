//! Lines of bounded length.

use super::{Fault, StructureFault};
use std::io::{BufRead, Read};

/// The longest line. Inductive types of the theory and numbers that stand for long texts stay far below.
const LINE_BYTES_MAX: usize = 1 << 20;

/// Reads line by line, into one buffer.
pub(crate) struct Lines<B> {
    file: B,
    buffer: Vec<u8>,
    number: u64,
}

impl<B: BufRead> Lines<B> {
    pub(crate) fn new(file: B) -> Self {
        Self { file, buffer: Vec::new(), number: 0 }
    }

    /// The number of the line that was read last, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The next line, without its end; `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, Fault> {
        let line = self.number + 1;
        let at = |fault| Fault { line, fault };
        self.buffer.clear();
        let limit = LINE_BYTES_MAX as u64 + 1;
        let read = self.file.by_ref().take(limit).read_until(b'\n', &mut self.buffer);
        if read.map_err(|error| at(error.into()))? == 0 {
            return Ok(None);
        }
        self.number = line;
        if self.buffer.pop() != Some(b'\n') {
            let long = self.buffer.len() >= LINE_BYTES_MAX;
            return Err(at(if long { StructureFault::Length(LINE_BYTES_MAX) } else { StructureFault::CutOff }));
        }
        str::from_utf8(&self.buffer).map(Some).map_err(|_| at(StructureFault::Text))
    }
}
