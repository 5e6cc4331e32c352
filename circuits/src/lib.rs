//! Zero-knowledge proofs that allocations and metered usage respect budgets, capacities, rate limits and permissions.
//!
//! - [`statement`]: what is proved, as native relations; normative text in `docs/statements.md`.
//! - [`layout`], [`commitment`], [`poseidon`]: what is committed, and how.
//! - `r1cs` (feature `prove`): the same statements as rank-1 constraints.
//! - `halo2` (feature `halo2`): these constraints in halo2, with keys, proofs and verification.
#![forbid(unsafe_code)]
// Backends read what statements keep for them; without one, nobody does.
#![cfg_attr(not(feature = "prove"), allow(dead_code, unused_imports))]

pub mod commitment;
#[cfg(feature = "halo2")]
pub mod halo2;
mod labels;
pub mod layout;
pub mod poseidon;
#[cfg(feature = "prove")]
pub mod r1cs;
pub mod statement;
