//! What can be wrong with the structure.

/// A line of an export file that is at fault.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub fault: StructureFault,
}

/// What is wrong with a line of an export file.
#[derive(Debug, thiserror::Error)]
pub enum StructureFault {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The line is longer than any line of an export.
    #[error("is longer than {0} bytes")]
    Length(usize),
    /// The line is not UTF-8.
    #[error("is not UTF-8")]
    Text,
    /// The last line has no end.
    #[error("is cut off")]
    CutOff,
    /// The line is no JSON object of the format.
    #[error("is not of the export format: {0}")]
    Malformed(String),
    /// The first line does not say who wrote the file, or a later one does.
    #[error("only the first line says who wrote the file, and it has to")]
    Start,
    /// A number is not the next one.
    #[error("has number {found}, where {expected} comes next")]
    Index {
        /// The number that stands there.
        found: u32,
        /// The number that should.
        expected: u64,
    },
    /// The name, level or expression has a number already.
    #[error("states something that has a number already")]
    Twice,
    /// A name that is not there.
    #[error("speaks of name {0}, which is not there")]
    Name(u32),
    /// A level that is not there.
    #[error("speaks of level {0}, which is not there")]
    Level(u32),
    /// An expression that is not there.
    #[error("speaks of expression {0}, which is not there")]
    Expression(u32),
    /// A constant that is not declared.
    #[error("rests on the constant {0}, which is not declared")]
    Undeclared(String),
    /// A constant that is declared already.
    #[error("declares {0} once more")]
    Redeclared(String),
    /// A natural number that is not written in decimal digits, without leading zeros.
    #[error("has a natural number that is not written in decimal digits")]
    Natural,
}
