//! Markets made from files in other formats. Pure functions of their text; the same text and options give the same market.

pub mod azure_llm;
mod csv;
mod error;
pub mod gap;

pub use error::{ImportError, ImportProblem};
