//! Certificates of allocation: the market as a 0-1 program, claims about it, their compact proofs, and a checker that trusts nobody.
//!
//! - [`program`]: the one translation of a market into options and rows; exact feasibility, values and relaxed costs.
//! - [`Claim`], [`Certificate`], [`Node`]: what is claimed and why, as plain data with canonical bytes (`docs/format.md`).
//! - [`check()`]: accepts or refuses; [`Checked`] can only come from there.
//! - [`Allocation`]: the claim as `allocation.json`.
//!
//! Nothing here reads a clock, a file or a random number, and nothing depends on the solver.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod allocation;
pub mod check;
mod checked;
mod claim;
pub mod core;
pub mod elaborate;
mod format;
pub mod program;
mod residual;
mod scalar;
mod u256;
pub mod veripb;

pub use allocation::{Allocation, AllocationError, Assignment, gap_ppm};
pub use check::{Reject, check};
pub use checked::{Checked, CheckedAssignment};
pub use claim::{Claim, Status};
pub use format::{Certificate, FormatError, Node, Section};
pub use residual::{ResidualError, residual};
pub use scalar::Scalar;
pub use u256::U256;
