//! Feasible allocations: greedy construction along relaxed costs, and local search on the objective.

mod construct;
mod improve;
mod lexicographic;
mod repair;
mod state;

pub(crate) use lexicographic::Lexicographic;
pub(crate) use state::State;
