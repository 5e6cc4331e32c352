//! The statements in halo2: no trusted setup, proofs over the Pasta curves by inner product arguments.
//!
//! Bowe, Grigg, Hopwood: *Recursive Proof Composition without a Trusted Setup*, 2019 (the inner product argument and its accumulation), and
//! *The halo2 Book* for the arithmetisation.
//!
//! The constraints are those of [`crate::gadgets`], recorded as a [`Circuit`] of three blocks of columns that lie side by side:
//!
//! - *lanes*: numbers of proven widths, cut into limbs that are looked up, and added up into the elements that are hashed;
//! - *rows*: one gate of two products and a linear combination, for everything else;
//! - *permutations*: Poseidon, one round a row.
//!
//! Statements are over [`Element`] and hash with [`poseidon`]. Their commitments are other elements than those of the same items on BN254.

mod circuit;
mod digest;
mod error;
mod field;
mod inputs;
mod keys;
mod lanes;
mod manifest;
mod parameters;
mod permutations;
mod pieces;
mod program;
mod prover;
mod recorder;
mod rows;
#[cfg(test)]
mod tests;
mod verifier;

pub use circuit::Circuit;
pub use digest::Digest;
pub use error::{CircuitError, KeyError, ManifestError, ParametersError, ProveError, RefusedProof, VerifyError};
pub use field::Element;
pub use inputs::Inputs;
pub use keys::{ProvingKey, VerifyingKey};
pub use manifest::{Backend, Manifest, Setup, Version};
pub use parameters::Parameters;
pub use permutations::poseidon;
pub use prover::prove;
pub use verifier::{Proof, verify, verify_batch};
