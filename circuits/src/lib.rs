//! Zero-knowledge proofs that allocations and metered usage respect budgets, capacities, rate limits and permissions.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

extern crate alloc;

pub mod format;
pub mod groth16;
mod labels;
mod randomness;
#[cfg(feature = "testing")]
pub mod testing;

pub use randomness::Randomness;
