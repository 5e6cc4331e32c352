//! Circuits against the native relations that they arithmetise.
#![cfg(feature = "prove")]

mod budgets;
mod capacities;
mod compliance;
mod counts;
mod fixed_window;
mod permits;
mod support;
mod total;
