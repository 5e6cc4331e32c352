//! What serde reports, kept as data.

use crate::error::{MarketError, Path, Problem, Segment};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;
use serde::de::{self, Expected, Unexpected};

/// A problem on its way out of nested values; each adds its step.
#[derive(Debug)]
pub(super) struct Fault {
    problem: Problem,
    // Innermost first.
    steps: Vec<Segment>,
}

/// Where a fault waits while the error type of the format, which cannot hold it, passes through that format's reader.
pub(super) type Stash = Cell<Option<Fault>>;

impl Fault {
    pub(super) fn new(problem: Problem) -> Self {
        Self { problem, steps: Vec::new() }
    }

    fn under(problem: Problem, key: &str) -> Self {
        Self { problem, steps: Vec::from([Segment::Key(key.into())]) }
    }

    /// The fault as seen from the value that holds this one at `step`.
    pub(super) fn inside(mut self, step: Segment) -> Self {
        self.steps.push(step);
        self
    }

    /// The fault that waits in `stash`, or else an error of the format itself.
    pub(super) fn caught(stash: &Stash, error: &dyn fmt::Display) -> Self {
        stash.take().unwrap_or_else(|| Self::new(Problem::Syntax { message: error.to_string() }))
    }

    /// Whether the text itself is at fault, and not what it says.
    pub(super) fn is_syntax(&self) -> bool {
        matches!(self.problem, Problem::Syntax { .. })
    }

    /// Another problem at the same place.
    pub(super) fn with(self, problem: Problem) -> Self {
        Self { problem, ..self }
    }

    pub(super) fn into_error(mut self) -> MarketError {
        self.steps.reverse();
        MarketError::new(Path::new(self.steps), self.problem)
    }

    fn wrong(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(match unexpected {
            Unexpected::Unit | Unexpected::Option => Problem::Null,
            Unexpected::Float(found) => Problem::NotWhole { found: format!("{found:?}") },
            Unexpected::Signed(found) if found < 0 => Problem::Negative { found },
            other => Problem::WrongType { found: describe(other), expected: plainly(expected.to_string()) },
        })
    }
}

fn describe(found: Unexpected<'_>) -> String {
    const SHOWN: usize = 40;
    match found {
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Unsigned(number) => format!("the number {number}"),
        Unexpected::Str(text) => {
            let start: String = text.chars().take(SHOWN).collect();
            let more = if start.len() < text.len() { ".." } else { "" };
            format!("the text \"{}\"{more}", start.escape_debug())
        }
        Unexpected::Seq => "a list".to_string(),
        Unexpected::Map => "an object".to_string(),
        other => other.to_string(),
    }
}

/// Serde's words for what it expects, in those of the format.
fn plainly(expected: String) -> String {
    match expected.as_str() {
        "u64" => "a number".to_string(),
        "a string" => "a text".to_string(),
        "a boolean" => "true or false".to_string(),
        "a sequence" => "a list".to_string(),
        "a map" => "an object".to_string(),
        other if other.starts_with("struct ") => "an object".to_string(),
        _ => expected,
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.problem)
    }
}

impl de::StdError for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Syntax { message: message.to_string() })
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong(unexpected, expected)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong(unexpected, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let found = if length > 2 { "a longer list".to_string() } else { format!("a list of length {length}") };
        Self::new(Problem::WrongType { found, expected: expected.to_string() })
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::under(Problem::UnknownField { field: field.into(), expected }, field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Problem::MissingField { field })
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::under(Problem::DuplicateKey { key: field.into() }, field)
    }
}
