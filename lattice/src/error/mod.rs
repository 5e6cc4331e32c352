//! What is wrong with a market, where, and how to mend it.

mod path;
mod problem;

pub(crate) use path::At;
pub use path::{Path, Segment};
pub use problem::{Kind, Problem};

use alloc::boxed::Box;
use core::fmt;

/// Why there is no market: the place, the line if it is known, and the problem, which says how to mend it.
#[derive(Clone, PartialEq, Eq)]
pub struct MarketError(Box<Details>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    path: Path,
    line: Option<usize>,
    problem: Problem,
}

impl MarketError {
    pub(crate) fn new(path: Path, problem: Problem) -> Self {
        Self(Box::new(Details { path, line: None, problem }))
    }

    /// The same with a line, counted from 1; a line that is known already stays.
    pub(crate) fn at_line(mut self, line: Option<usize>) -> Self {
        self.0.line = self.0.line.or(line);
        self
    }

    /// Where the problem is.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The line of the text in which the problem was met, counted from 1; `None` if there is no text.
    pub fn line(&self) -> Option<usize> {
        self.0.line
    }

    /// What is wrong.
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }
}

impl fmt::Display for MarketError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path().is_root(), self.line()) {
            (true, None) => {}
            (true, Some(line)) => write!(formatter, "line {line}: ")?,
            (false, None) => write!(formatter, "{}: ", self.path())?,
            (false, Some(line)) => write!(formatter, "{} (line {line}): ", self.path())?,
        }
        write!(formatter, "{}", self.problem())
    }
}

impl fmt::Debug for MarketError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl core::error::Error for MarketError {}
