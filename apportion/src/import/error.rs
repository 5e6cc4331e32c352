//! What can be wrong with an imported file, and where.

use apportion_lattice::MarketError;

/// Why a file could not be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Something in the text, at a line and column counted from 1; a column counts characters.
    #[error("line {line}, column {column}: {problem}")]
    Text {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What is wrong there.
        problem: ImportProblem,
    },
    /// Something in the list of prices, at a line and column counted from 1.
    #[error("in the prices, line {line}, column {column}: {problem}")]
    Prices {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What is wrong there.
        problem: ImportProblem,
    },
    /// The options ask for what the files do not have.
    #[error("{0}")]
    Options(ImportProblem),
    /// The text says something that no market does.
    #[error("the file is readable but makes no valid market: {0}")]
    Market(#[from] MarketError),
}

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportProblem {
    /// Not a number where one belongs.
    #[error("{} is not {expected}", Quoted(found))]
    NotANumber {
        /// The word found.
        found: String,
        /// What belongs here.
        expected: &'static str,
    },
    /// The text ends too early.
    #[error("the text ends where {expected} should follow")]
    Ended {
        /// What should follow.
        expected: String,
    },
    /// The text goes on after its end.
    #[error("{} stands after the last number that the first line announces; remove it", Quoted(found))]
    Trailing {
        /// The first word too many.
        found: String,
    },
    /// A header that lacks a column.
    #[error("the header has no column {column:?}; it must name {}", expected.join(", "))]
    MissingColumn {
        /// The column.
        column: &'static str,
        /// All columns that are needed.
        expected: &'static [&'static str],
    },
    /// A row with too few or too many fields.
    #[error("the row has {found} fields and the header {expected}")]
    FieldCount {
        /// Fields in the row.
        found: usize,
        /// Fields in the header.
        expected: usize,
    },
    /// A quotation mark, which this reader does not interpret.
    #[error("quoted fields are not supported; write the field without quotation marks")]
    Quoted,
    /// A price finer than the smallest unit of money.
    #[error(
        "{usd} US dollars per token is not a whole number of nMIC at {mic_per_usd} MIC per dollar; \
         raise the number of MIC per dollar"
    )]
    TooFine {
        /// The price as written.
        usd: String,
        /// MIC per dollar.
        mic_per_usd: u64,
    },
    /// A model twice.
    #[error("the model {} is listed twice, first in line {first}; keep one row", Quoted(model))]
    DuplicateModel {
        /// The model.
        model: String,
        /// The line of the first.
        first: usize,
    },
    /// A model that the list does not have.
    #[error("there is no model {} in the prices", Quoted(model))]
    UnknownModel {
        /// The model.
        model: String,
    },
    /// No request at all.
    #[error("there is no request in the trace")]
    NoRequests,
    /// No model at all.
    #[error("there is no model in the prices")]
    NoModels,
    /// An option out of range.
    #[error("{option} must be {expected}")]
    Option {
        /// The option.
        option: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// More slots than a market can have.
    #[error("the trace spans {slots} slots and a market has at most 1000000; choose longer slots")]
    TooManySlots {
        /// Slots that the trace spans.
        slots: u64,
    },
}

/// Text from a file, shown in quotation marks without control characters and not at length.
struct Quoted<'a>(&'a str);

impl std::fmt::Display for Quoted<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SHOWN: usize = 40;
        let shown: String = self.0.chars().take(SHOWN).collect();
        let rest = if shown.len() < self.0.len() { ".." } else { "" };
        write!(out, "\"{}{rest}\"", shown.escape_debug())
    }
}
