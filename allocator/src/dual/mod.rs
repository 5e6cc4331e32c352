//! Bounds: the Lagrangian relaxation of all coupling rows.
//!
//! With multipliers `mu >= 0` on the rows, every feasible allocation costs at least
//! `L(mu) = sum over tasks of the least relaxed cost - sum over rows of mu(r) b(r)`. [`ascent`] looks for good multipliers in floating point, where
//! coefficients of each family are divided by its largest one; [`exact`] rounds them to integers and evaluates those exactly. Only the latter
//! decides anything.

mod active;
mod ascent;
mod exact;
mod forced;
mod kept;
mod kernel;
mod knapsack;
mod narrowed;
mod pack;
mod peg;
mod rows;
#[cfg(test)]
mod tests;

pub(crate) use active::Active;
pub(crate) use ascent::{Ascent, Plan, Weight};
pub(crate) use exact::{Entry, Evaluation};
use kernel::Kernel;
pub(crate) use knapsack::KnapsackAscent;
pub(crate) use pack::{Blocks, Width};
