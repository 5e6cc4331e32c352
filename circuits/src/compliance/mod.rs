//! `compliance` over BN254 as a service uses it: keys for a market, a commitment to it, proofs that allocations of it keep its rules, and their
//! verification.
//!
//! 1. [`Keys::setup`] (or [`Keys::import`], after a ceremony) makes keys for markets of a size.
//! 2. [`Opening::draw`] commits to a market: [`Opening::commitment`] is published before anything is proved, the opening stays with the prover.
//! 3. [`compliance`]`(&keys).prove(..)` gives [`Evidence`] from an allocation that the checker of certificates accepted.
//! 4. [`Verifier`] accepts evidence for one key, one commitment and one context, all of which it knew beforehand.

mod document;
mod evidence;
#[cfg(feature = "prove")]
pub(crate) mod keys;
mod opening;
pub(crate) mod parameters;
#[cfg(feature = "prove")]
mod prover;

pub use document::DocumentError;
pub use evidence::{Evidence, Expected, Refusal, Verifier};
#[cfg(feature = "prove")]
pub use keys::{Keys, KeysError, circuit};
pub use opening::{CommitError, MarketCommitment, Opening};
pub use parameters::ParametersError;
#[cfg(feature = "prove")]
pub use prover::{ComplianceProver, ProveError, Proved, compliance};

use crate::groth16::Manifest;
use crate::poseidon::Poseidon;
use crate::statement::compliance::Compliance;
use crate::statement::{ParameterError, Statement};
use ark_bn254::Fr;

/// Names of the public inputs, in order.
pub const PUBLIC_INPUTS: [&str; 3] = ["context", "allocation", "market"];

/// Why a manifest's keys are not keys of `compliance`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OtherStatement {
    /// The keys are for another statement.
    #[error("the keys are for the statement {found:?}, not for {expected:?}")]
    Statement {
        /// The statement that was asked for.
        expected: &'static str,
        /// Name of their statement.
        found: String,
    },
    /// The parameters are not those of a circuit of the statement.
    #[error(transparent)]
    Parameters(#[from] ParametersError),
    /// No circuit has these parameters.
    #[error(transparent)]
    Shape(#[from] ParameterError),
}

/// The statement that a manifest's keys are for.
fn statement(manifest: &Manifest) -> Result<Compliance<Fr>, OtherStatement> {
    named(manifest, <Compliance<Fr> as Statement<Fr>>::NAME)?;
    Ok(Compliance::new(Poseidon::default(), parameters::read(&manifest.parameters)?)?)
}

/// Whether a manifest's keys are for the statement of a name.
pub(crate) fn named(manifest: &Manifest, expected: &'static str) -> Result<(), OtherStatement> {
    let found = &manifest.statement;
    if found == expected { Ok(()) } else { Err(OtherStatement::Statement { expected, found: found.clone() }) }
}
