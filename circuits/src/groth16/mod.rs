//! Groth16 over BN254: keys, strict verification, and, with feature `prove`, setup and proving.
//!
//! A [`VerifyingKey`], [`Proof`] or [`PublicInputs`] is valid by construction: whoever makes one from bytes or from a file refuses points off the
//! curve, outside the subgroup or at infinity, keys that anybody can forge proofs for, and inputs that are not reduced. [`Verifier`] then needs
//! only the key's hash, which the caller knows beforehand, and the equation
//!
//! e(A, B) = e(alpha, beta) e(IC_0 + sum_i x_i IC_i, gamma) e(C, delta)
//!
//! of Groth, "On the size of pairing-based non-interactive arguments" (EUROCRYPT 2016), section 3.2.

mod encoding;
pub(crate) mod engine;
mod hash;
mod inputs;
mod manifest;
mod proof;
mod reason;
mod verifier;
mod verifying_key;

#[cfg(feature = "prove")]
mod algebra;
#[cfg(feature = "prove")]
mod assignment;
#[cfg(feature = "prove")]
mod constraints;
#[cfg(feature = "prove")]
mod description;
#[cfg(feature = "prove")]
mod multiples;
#[cfg(feature = "prove")]
mod prover;
#[cfg(feature = "prove")]
mod proving_key;
#[cfg(feature = "prove")]
mod reduction;
#[cfg(feature = "prove")]
mod setup;

pub(crate) use encoding::point;
pub use hash::{ConstraintsHash, HashError, ProvingKeyHash, VerifyingKeyHash};
pub use inputs::PublicInputs;
pub(crate) use manifest::parameters as named_parameters;
pub use manifest::{Curve, Manifest, ManifestError, ManifestVersion, Setup};
pub use proof::Proof;
pub use reason::{Element, Reason};
pub use verifier::{PreparedVerifier, RefusedProof, Verifier};
pub use verifying_key::VerifyingKey;

#[cfg(feature = "prove")]
pub use assignment::Assignment;
#[cfg(feature = "prove")]
pub use constraints::{Constraints, SynthesisFailure, UnsatisfiedConstraint};
#[cfg(feature = "prove")]
pub use description::{Description, ManifestMismatch};
#[cfg(feature = "prove")]
pub use prover::{ProveError, Prover};
#[cfg(feature = "prove")]
pub use proving_key::{ProvingKey, ProvingKeyError};
#[cfg(feature = "dev-insecure")]
pub use setup::setup_seeded;
#[cfg(feature = "prove")]
pub use setup::{SetupError, setup};
