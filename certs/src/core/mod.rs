//! The core language: the frozen one-page proof system that [`elaborate`](crate::elaborate) translates certificates into.
//!
//! A [`Problem`] is a list of 0-1 constraints `sum of a x literal >= d` over natural numbers. A proof is a list of [`Step`]s, a tree in
//! preorder, that shows that no assignment satisfies all of them. [`check()`] knows nothing of markets, certificates or the solver: it is
//! what a second implementation (VeriPB, a Lean kernel) repeats. `docs/core.md` states the language and why each rule is sound.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

mod check;
mod combination;
mod natural;
mod problem;
mod proof;

pub use check::{Fault, Limits, Refusal, check};
pub use problem::{Constraint, Literal, Problem, Term};
pub use proof::{Multiplier, Step};

pub(crate) use combination::Combination;
pub use natural::{product, quotient, sum};
pub(crate) use proof::subtree_ends;
