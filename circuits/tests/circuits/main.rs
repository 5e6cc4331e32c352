//! Circuits against the native relations that they arithmetise.
#![cfg(feature = "prove")]

mod budgets;
mod by_slot;
mod capacities;
mod compliance;
mod counts;
mod fixed_window;
mod line_tree;
mod near_optimality;
mod permits;
mod rank;
mod samples;
mod share;
mod soundness;
#[cfg(feature = "dev-insecure")]
mod stored;
mod support;
mod total;
mod usage;
