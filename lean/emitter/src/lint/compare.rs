//! A writer that compares what it is given with a file.

use std::io::{self, BufRead, Write};

/// How a file differs from what was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Difference {
    /// In this line, from 1.
    Line(u64),
    /// It ends in this line.
    Ends { line: u64 },
    /// All is there, and this line besides.
    GoesOn { line: u64 },
}

pub(super) struct Compare<'f, B> {
    file: &'f mut B,
    /// Whole lines compared so far.
    lines: u64,
    difference: Option<Difference>,
}

impl<'f, B: BufRead> Compare<'f, B> {
    pub(super) fn new(file: &'f mut B) -> Self {
        Self { file, lines: 0, difference: None }
    }

    /// The first difference, once everything is written.
    pub(super) fn finish(self) -> io::Result<Option<Difference>> {
        if self.difference.is_none() && !self.file.fill_buf()?.is_empty() {
            return Ok(Some(Difference::GoesOn { line: self.lines + 1 }));
        }
        Ok(self.difference)
    }

    /// Compares with what the file has ready; the number of equal bytes.
    fn compare(&mut self, wanted: &[u8]) -> io::Result<usize> {
        let found = self.file.fill_buf()?;
        let length = found.len().min(wanted.len());
        let (found, wanted) = (found.get(..length).unwrap_or_default(), wanted.get(..length).unwrap_or_default());
        let equal = if found == wanted {
            length
        } else {
            found.iter().zip(wanted).take_while(|(found, wanted)| found == wanted).count()
        };
        let lines = wanted.iter().take(equal).filter(|byte| **byte == b'\n').count();
        self.lines += lines as u64;
        if length == 0 {
            self.difference = Some(Difference::Ends { line: self.lines + 1 });
        } else if equal < length {
            self.difference = Some(Difference::Line(self.lines + 1));
        }
        self.file.consume(equal);
        Ok(equal)
    }
}

impl<B: BufRead> Write for &mut Compare<'_, B> {
    fn write(&mut self, wanted: &[u8]) -> io::Result<usize> {
        let mut done = 0;
        while let Some(rest) = wanted.get(done..).filter(|rest| !rest.is_empty()) {
            done += self.compare(rest)?;
            if self.difference.is_some() {
                // Nothing after the first difference is of interest.
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        Ok(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
