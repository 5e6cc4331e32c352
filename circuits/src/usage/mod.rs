//! `usage` as a service uses it: keys for a market, proofs of a stream of metered events in chunks, and the verification of the whole ledger.
//!
//! 1. [`Keys::setup`] (or [`Keys::import`], after a ceremony) makes keys for markets of a size and chunks of a size.
//! 2. [`Opening::draw`](crate::Opening::draw) commits to the market, once, before anything is proved.
//! 3. [`usage`]`(&keys).ledger(..)` takes events in the order of their slots, refuses the first that breaks a rule, and gives [`Chunk`]s, each of which
//!    is proved on its own, on any machine.
//! 4. [`Verifier`] accepts a ledger from its first slot on, chunk by chunk, in constant memory.
//! 5. [`Chunk::after`] is where a ledger stands, from which another one goes on, later and elsewhere: [`UsageProver::resume`],
//!    [`Verifier::resume`].
//!
//! Each of these has a [`Backend`]: [`Groth16`](crate::compliance::Groth16) unless another is named. With `Halo2` (feature `halo2`), step 1 is
//! `Keys::transparent`, which needs no setup, and the verifier is `Verifier::transparent`, which computes the key itself.

#[cfg(feature = "prove")]
mod chunk;
#[cfg(feature = "prove")]
mod keys;
#[cfg(feature = "prove")]
mod ledger;
#[cfg(feature = "prove")]
mod meter;
mod parameters;
#[cfg(feature = "prove")]
mod size;
mod state;
#[cfg(feature = "halo2")]
mod transparent;
mod verifier;

#[cfg(feature = "prove")]
pub use chunk::{Chunk, ChunkError, prove_chunks};
#[cfg(feature = "prove")]
pub use keys::{Keys, circuit};
#[cfg(feature = "prove")]
pub use ledger::{Event, EventError, Ledger, LedgerError, UsageProver, usage};
#[cfg(feature = "prove")]
pub use size::ChunkSize;
pub use state::LedgerState;
pub use verifier::{ChunkProof, Covered, LedgerRefusal, LedgerVerifier, Verifier};

pub use crate::statement::usage::Policing;

use crate::commitment::Blinding;
use crate::compliance::{Backend, CommitError, OtherStatement};
#[cfg(feature = "prove")]
use crate::groth16::Description;
use crate::statement::usage::FittedUsage;
#[cfg(feature = "prove")]
use crate::statement::usage::NOT_COVERED;
use crate::statement::{Statement, Usage};
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_bn254::Fr;
#[cfg(feature = "prove")]
use ark_ff::PrimeField;

/// Names of the public inputs, in order.
pub const PUBLIC_INPUTS: [&str; 5] = ["context", "policy", "state before", "state after", "reached"];

/// Name of the statement, as manifests and commitments give it.
pub const NAME: &str = <Usage<Fr> as Statement<Fr>>::NAME;

/// The statement that a manifest's keys are for.
fn statement<B: Backend>(manifest: &B::Manifest) -> Result<Usage<B::Field>, OtherStatement> {
    let (found, parameters) = B::statement(manifest);
    if found != NAME {
        return Err(OtherStatement::Statement { expected: NAME, found: found.to_owned() });
    }
    Ok(Usage::new(B::poseidon(), parameters::read(parameters, B::size(manifest))?)?)
}

/// What the keys of a statement are for, as manifests say it.
#[cfg(feature = "prove")]
fn describe<F: PrimeField>(statement: &Usage<F>) -> Description {
    crate::compliance::keys::describe(NAME, parameters::write(statement.shape()), &PUBLIC_INPUTS, NOT_COVERED)
}

/// The commitment of what events of a market are held to.
pub(crate) fn commit<B: Backend>(
    manifest: &B::Manifest,
    market: &Market,
    blinding: Blinding<B::Field>,
) -> Result<B::Field, CommitError> {
    let statement = statement::<B>(manifest)?;
    let fitted = FittedUsage::new(&Program::new(market), statement.shape())?;
    Ok(statement.policy_commitment(&fitted.policy(blinding)))
}
