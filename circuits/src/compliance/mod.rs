//! `compliance` as a service uses it: keys for a market, a commitment to it, proofs that allocations of it keep its rules, and their
//! verification.
//!
//! 1. [`Keys::setup`] (or [`Keys::import`], after a ceremony) makes keys for markets of a size.
//! 2. [`Opening::draw`] commits to a market: [`Opening::commitment`] is published before anything is proved, the opening stays with the prover.
//! 3. [`compliance`]`(&keys).prove(..)` gives [`Evidence`] from an allocation that the checker of certificates accepted.
//! 4. [`Verifier`] accepts evidence for one key, one commitment and one context, all of which it knew beforehand.
//!
//! Each of these has a [`Backend`]: [`Groth16`] unless another is named. With `Halo2` (feature `halo2`), step 1 is `Keys::transparent`, which needs no
//! setup, and the verifier is `Verifier::transparent`, which computes the key itself:
//!
//! ```
//! # #[cfg(feature = "halo2")]
//! # mod example {
//! use apportion_circuits::compliance::Halo2;
//! use apportion_circuits::halo2::Parameters;
//! use apportion_circuits::{Context, Expected, Keys, Opening, Randomness, Verifier, compliance};
//! # use apportion_certs::Checked;
//! # use apportion_lattice::Market;
//! # use std::error::Error;
//!
//! fn prove_and_verify(
//!     market: &Market,
//!     checked: &Checked,
//!     context: Context,
//!     randomness: &mut impl Randomness,
//! ) -> Result<(), Box<dyn Error>> {
//!     let keys = Keys::transparent(market, Parameters::new)?;
//!     let opening = Opening::<Halo2>::draw(keys.manifest(), market, randomness)?;
//!     let published = opening.commitment().clone();
//!     let evidence = compliance(&keys).prove(market, &opening, checked, &context, randomness)?.evidence;
//!
//!     let expected = Expected { context, market: published };
//!     Ok(Verifier::transparent(keys.manifest(), Parameters::new)?.verify(&evidence, &expected)?)
//! }
//! # }
//! ```

mod backend;
mod document;
mod evidence;
#[cfg(feature = "prove")]
mod keys;
mod opening;
mod parameters;
#[cfg(feature = "prove")]
mod prover;
#[cfg(feature = "prove")]
mod proving;
#[cfg(feature = "halo2")]
mod transparent;

pub use backend::{Backend, Groth16};
pub use document::DocumentError;
pub use evidence::{Evidence, Expected, Refusal, Verifier};
#[cfg(feature = "prove")]
pub use keys::{Keys, KeysError, circuit};
pub use opening::{CommitError, MarketCommitment, Opening};
pub use parameters::ParametersError;
#[cfg(feature = "prove")]
pub use prover::{ComplianceProver, ProveError, Proved, compliance};
#[cfg(feature = "prove")]
pub use proving::ProvingBackend;
#[cfg(feature = "halo2")]
pub use transparent::{Halo2, TransparentError};

use crate::statement::compliance::Compliance;
use crate::statement::{ParameterError, Statement};
use ark_bn254::Fr;

/// Names of the public inputs, in order.
pub const PUBLIC_INPUTS: [&str; 3] = ["context", "allocation", "market"];

const NAME: &str = <Compliance<Fr> as Statement<Fr>>::NAME;

/// Why a manifest's keys are not keys of `compliance`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OtherStatement {
    /// The keys are for another statement.
    #[error("the keys are for the statement {found:?}, not for \"compliance\"")]
    Statement {
        /// Name of their statement.
        found: String,
    },
    /// The parameters are not those of a compliance circuit.
    #[error(transparent)]
    Parameters(#[from] ParametersError),
    /// No circuit has these parameters.
    #[error(transparent)]
    Shape(#[from] ParameterError),
}

/// The statement that a manifest's keys are for.
fn statement<B: Backend>(manifest: &B::Manifest) -> Result<Compliance<B::Field>, OtherStatement> {
    let (name, parameters) = B::statement(manifest);
    if name != NAME {
        return Err(OtherStatement::Statement { found: name.to_owned() });
    }
    Ok(Compliance::new(B::poseidon(), parameters::read(parameters)?)?)
}
