//! Exact allocation of markets, with evidence.
//!
//! - [`Solver`]: options, then [`Solver::solve`]. A limit is a status of the answer, never an error.
//! - [`Answer`]: an allocation, the [`Certificate`](apportion_certs::Certificate) that proves what it states, and what the next solve can start from.
//! - [`export`]: the market as text for MiniZinc and for solvers of linear programs, and what they found read back and checked.
//! - [`router`]: one request at a time, decided in nanoseconds, and what that loses against the exact answer.
//! - [`lagrangian`]: multipliers for a relaxation that the caller states.
//! - [`Control`]: time, cancellation and progress. The crate reads no clock and starts no thread: it runs in the caller's rayon pool.
//!
//! The method is branch and bound over Lagrangian relaxations of the coupling rows. Multipliers are found in floating point and rounded to
//! integers; every claim is decided by exact evaluation, and every answer's certificate is accepted by [`apportion_certs::check()`]. The same
//! market and options give the same bytes for any number of threads, unless time or cancellation cut in.
#![forbid(unsafe_code)]

mod answer;
mod control;
mod cut;
mod dual;
mod emit;
pub mod export;
pub mod lagrangian;
mod model;
mod options;
mod primal;
mod random;
mod refuted;
pub mod router;
mod search;
mod simplex;
mod solve;
mod solver;
mod warm;

pub use answer::{Answer, ExitReason, Statistics};
pub use control::{Cancellation, Control, Progress};
pub use options::ProofStyle;
pub use solver::{SolveError, Solver};
pub use warm::Warm;
