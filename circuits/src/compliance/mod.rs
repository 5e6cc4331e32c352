//! `compliance` and `near-optimality` as a service uses them: keys for a market, a commitment to it, proofs that allocations of it keep its rules,
//! or also that they are nearly the best, and their verification.
//!
//! 1. [`Keys::setup`] or [`Keys::setup_for`] a [`Claim`] (or [`Keys::import`], after a ceremony) makes keys for markets of a size.
//! 2. [`Opening::draw`] commits to a market: [`Opening::commitment`] is published before anything is proved, the opening stays with the prover.
//! 3. [`compliance`]`(&keys).prove(..)` gives [`Evidence`] from an allocation that the checker of certificates accepted;
//!    [`near_optimality`]`(&keys)` takes a [`Goal`] too.
//! 4. [`Verifier`] accepts evidence for one key, one commitment and one context, all of which it knew beforehand.
//! 5. [`LineOpenings`], if the keys commit line by line, show a payer or an offer its own lines: [`Shown`].
//!
//! Each of these has a [`Backend`]: [`Groth16`] unless another is named. With `Halo2` (feature `halo2`), step 1 is `Keys::transparent`, which needs no
//! setup, and the verifier is `Verifier::transparent`, which computes the key itself:
//!
//! ```
//! # #[cfg(feature = "halo2")]
//! # mod example {
//! use apportion_circuits::compliance::Halo2;
//! use apportion_circuits::halo2::Parameters;
//! use apportion_circuits::{Claim, Context, Expected, Keys, Opening, Randomness, Verifier, compliance};
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
//!     let keys = Keys::transparent(Claim::Compliance, market, Parameters::new)?;
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
mod claim;
pub(crate) mod document;
mod evidence;
#[cfg(feature = "prove")]
pub(crate) mod keys;
mod lines;
#[cfg(feature = "prove")]
mod near_optimality;
mod opening;
pub(crate) mod parameters;
#[cfg(feature = "prove")]
mod prover;
#[cfg(feature = "prove")]
mod proving;
#[cfg(feature = "halo2")]
pub(crate) mod transparent;

pub use backend::{Backend, Groth16};
use claim::Stated;
pub use claim::{Claim, Purpose};
pub use document::DocumentError;
pub use evidence::{Evidence, Expected, Refusal, Verifier};
#[cfg(feature = "prove")]
pub use keys::{Keys, KeysError, circuit};
pub use lines::{LineOpenings, ShowError, Shown, ShownError, ShownLine, Side};
#[cfg(feature = "prove")]
pub use near_optimality::{Goal, NearOptimalityProver, near_optimality};
pub use opening::{CommitError, MarketCommitment, Opening};
pub use parameters::ParametersError;
#[cfg(feature = "prove")]
pub use prover::{ComplianceProver, ProveError, Proved, compliance};
#[cfg(feature = "prove")]
pub use proving::ProvingBackend;
#[cfg(feature = "halo2")]
pub use transparent::{Halo2, TransparentError};

use crate::statement::ParameterError;

/// Why a manifest's keys are for no [`Claim`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OtherStatement {
    /// The keys are for another statement.
    #[error("the keys are for the statement {found:?}, not for {expected}")]
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
