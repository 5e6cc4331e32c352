//! A market as text for other solvers, and their answers read back.
//!
//! - [`minizinc`]: one fixed model and a data file, in numbers that 32-bit solvers hold; the solver's output becomes choices.
//! - [`lp`]: one linear program in CPLEX LP format for each level, in the market's own numbers.
//! - [`Import`]: what another solver chose, checked exactly; the native solver then starts from it ([`Import::warm`]).
//!
//! Everything here is a function from values to values: no solver is started and no file is touched. What a solver claims is never believed:
//! an allocation counts once [`Import::new`] accepts it, and a bound only if the native solver proves it.

mod import;
mod listing;
pub mod lp;
pub mod minizinc;
mod rows;
mod words;

pub use import::{Import, ImportError};
pub use listing::{ExportError, Limits};
