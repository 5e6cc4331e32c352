//! The export format of Lean environments: NDJSON as lean4export writes it, version 3.1.
//!
//! Every line is one name, level, expression or declaration; the first three are numbered in order, and no two of a kind are equal.

pub(crate) mod line;
mod ndjson;
mod record;
mod terms;

pub use line::Kind;
pub(crate) use ndjson::Ndjson;
pub(crate) use record::{Name, Part, Record, Term, Universe};
pub(crate) use terms::{Tables, Terms};
