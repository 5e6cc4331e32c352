//! Zero-knowledge proofs that allocations and metered usage respect budgets, capacities, rate limits and permissions.
//!
//! - [`statement`]: what is proved, as native relations; normative text in `docs/statements.md`.
//! - [`layout`], [`commitment`], [`poseidon`]: what is committed, and how.
//! - [`mod@compliance`]: the statement about a whole allocation as a service uses it: keys, commitments, evidence.
//! - [`mod@usage`]: the statement about a ledger of metered events, chunk by chunk, in the same manner.
//! - [`groth16`], [`format`](mod@format): keys, strict verification, and the files that other people's tools read and write.
//! - `gadgets` (feature `prove`): the same statements as constraints, for any backend.
//! - `r1cs` (feature `prove`): these as rank-1 constraint systems.
//! - `halo2` (feature `halo2`): these in halo2, with keys, proofs and verification.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
// Backends read what the rest keeps for them; only with all of them is what nobody reads dead.
#![cfg_attr(not(feature = "halo2"), allow(dead_code, unused_imports))]

extern crate alloc;

pub mod commitment;
pub mod compliance;
pub mod format;
#[cfg(feature = "prove")]
pub mod gadgets;
pub mod groth16;
#[cfg(feature = "halo2")]
pub mod halo2;
mod labels;
pub mod layout;
pub mod poseidon;
#[cfg(feature = "prove")]
pub mod r1cs;
mod randomness;
pub mod statement;
#[cfg(feature = "testing")]
pub mod testing;
pub mod usage;

pub use commitment::Context;
pub use compliance::{Claim, Evidence, Expected, MarketCommitment, Opening, Refusal, Verifier};
#[cfg(feature = "prove")]
pub use compliance::{Goal, Keys, Proved, compliance, near_optimality};
pub use randomness::Randomness;
