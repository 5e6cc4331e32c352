use super::{Backend, Evidence, Groth16};
use crate::Randomness;
use crate::gadgets::Arithmetize;
use crate::groth16::{Assignment, ProveError, Prover};
use crate::r1cs::Circuit;
use ark_bn254::Fr;
use core::fmt::Debug;

/// A backend that proves: what differs between them.
pub trait ProvingBackend: Backend {
    /// What proves under some keys.
    type Prover: Clone + Debug + Send + Sync;
    /// What is left of a proof's making, for its maker.
    type Trace: Clone;
    /// Why there is no proof.
    type Failure: core::error::Error + Send + 'static;

    /// Proves a statement that holds, and verifies the proof.
    ///
    /// # Errors
    /// If the witness does not satisfy the circuit, or the key belongs to another one.
    fn prove<S: Arithmetize<Self::Field>>(
        prover: &Self::Prover,
        statement: &S,
        public: S::Public,
        witness: S::Witness,
        randomness: &mut impl Randomness,
    ) -> Result<(Evidence<Self>, Self::Trace), Self::Failure>;
}

impl ProvingBackend for Groth16 {
    type Prover = Prover;
    type Trace = Assignment<Fr>;
    type Failure = ProveError;

    fn prove<S: Arithmetize<Fr>>(
        prover: &Prover,
        statement: &S,
        public: S::Public,
        witness: S::Witness,
        randomness: &mut impl Randomness,
    ) -> Result<(Evidence, Assignment<Fr>), ProveError> {
        let assignment = Assignment::of(Circuit::new(statement, public, witness))?;
        let (proof, inputs) = prover.prove_assignment(&assignment, randomness)?;
        Ok((Evidence { key: prover.key().verifying_key().clone(), proof, inputs }, assignment))
    }
}
