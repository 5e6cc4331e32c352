//! The linear relaxation, in floating point: a dual simplex method for programs in which every task takes one option.
//!
//! `minimise c x  such that  A x <= b,  sum of x over the columns of each task = 1,  x >= 0`. The equations are kept implicit as generalised
//! upper bounds (Dantzig and Van Slyke 1967): every task has a *key* column, which takes what its other columns leave, so that the basis matrix
//! has one row for each row of `A` in use and none for tasks. Any `mu >= 0` with the cheapest column of each task as its key is dual feasible, so that
//! the method needs no first phase, and a node starts where its parent ended. Rows join when they are violated.
//!
//! Nothing here is believed: multipliers are rounded and evaluated exactly by [`crate::dual`].

mod factor;
mod inverse;
mod matrix;
mod pivot;
mod rows;
mod solve;
#[cfg(test)]
mod tests;

pub(crate) use matrix::Matrix;
pub(crate) use solve::{Basis, End, Simplex};
