use super::engine::Elements;
use super::engine::{Prepared, scalar};
use super::reduction::OddCoset;
use super::{
    Assignment, Constraints, Proof, ProvingKey, ProvingKeyError, PublicInputs, Reason, SynthesisFailure,
    UnsatisfiedConstraint,
};
use crate::Randomness;
use ark_bn254::{Bn254, Fr};
use ark_ec::pairing::Pairing;
use ark_groth16::Groth16;
use ark_relations::gr1cs::{ConstraintSynthesizer, SynthesisError};

/// Why no proof was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The key does not fit the circuit.
    #[error(transparent)]
    Key(#[from] ProvingKeyError),
    /// The circuit gives no assignment.
    #[error(transparent)]
    Synthesis(#[from] SynthesisFailure),
    /// The assignment has another shape than the circuit that the prover was made for.
    #[error("the assignment has {found} values and {inputs} public inputs, which is another circuit's shape")]
    Shape {
        /// Values given.
        found: usize,
        /// Public inputs given.
        inputs: usize,
    },
    /// The witness is false.
    #[error(transparent)]
    Unsatisfied(#[from] UnsatisfiedConstraint),
    /// The proof that was made does not verify: the proving key is damaged or another circuit's of the same size.
    #[error("the proof does not verify under its own key, which must belong to another circuit: {0}")]
    Refused(Reason),
}

/// Proves statements of one circuit. Holds the key and the circuit's matrices, so that a proof needs only the witness to be synthesised.
#[derive(Clone, Debug)]
pub struct Prover {
    key: ProvingKey,
    constraints: Constraints<Fr>,
    prepared: Prepared<Bn254>,
}

impl Prover {
    /// A prover of a circuit, with or without witness.
    ///
    /// # Errors
    /// [`ProveError::Key`] if the key's sizes are another circuit's.
    pub fn new(key: ProvingKey, constraints: Constraints<Fr>) -> Result<Self, ProveError> {
        key.check_size(&constraints)?;
        let prepared = Prepared::new(key.key());
        Ok(Self { key, constraints, prepared })
    }

    /// The circuit.
    pub fn constraints(&self) -> &Constraints<Fr> {
        &self.constraints
    }

    /// The key.
    pub fn key(&self) -> &ProvingKey {
        &self.key
    }

    /// Proves the statement of a circuit with its witness. The randomness hides the witness: it must be unpredictable and fresh for each proof.
    /// Time grows with the circuit and depends on the witness: see SECURITY.md on side channels.
    ///
    /// # Errors
    /// [`ProveError::Unsatisfied`] names the first constraint that the witness violates; nothing is proved then.
    pub fn prove<C: ConstraintSynthesizer<Fr>>(
        &self,
        circuit: C,
        randomness: &mut impl Randomness,
    ) -> Result<(Proof, PublicInputs), ProveError> {
        self.prove_assignment(&Assignment::of(circuit)?, randomness)
    }

    /// Proves an assignment that was synthesised before.
    ///
    /// # Errors
    /// As [`prove`](Self::prove).
    pub fn prove_assignment(
        &self,
        assignment: &Assignment<Fr>,
        randomness: &mut impl Randomness,
    ) -> Result<(Proof, PublicInputs), ProveError> {
        let elements = create(&self.key.inner, &self.constraints, assignment, randomness)?;
        let inputs = assignment.public_inputs();
        // As a verifier reads it: a damaged key can give points that are not valid.
        let proof = Proof::from_bytes(&Proof(elements).to_bytes()).map_err(ProveError::Refused)?;
        self.prepared.verify(&proof.0, &inputs.0).map_err(ProveError::Refused)?;
        Ok((proof, inputs))
    }
}

/// Over any pairing; what it returns has not been verified.
pub(crate) fn create<E: Pairing>(
    key: &ark_groth16::ProvingKey<E>,
    constraints: &Constraints<E::ScalarField>,
    assignment: &Assignment<E::ScalarField>,
    randomness: &mut dyn Randomness,
) -> Result<Elements<E>, ProveError> {
    let (found, inputs) = (assignment.values().len(), assignment.inputs());
    if (found, inputs) != (constraints.variables(), constraints.inputs()) {
        return Err(ProveError::Shape { found, inputs });
    }
    constraints.check(assignment)?;
    let [r, s] = core::array::from_fn(|_| scalar(randomness));
    let proof = Groth16::<E, OddCoset>::create_proof_with_reduction_and_matrices(
        key,
        r,
        s,
        &constraints.matrices,
        inputs + 1,
        constraints.len(),
        assignment.values(),
    )
    .map_err(|error: SynthesisError| SynthesisFailure::Circuit(error))?;
    Ok(Elements { a: proof.a, b: proof.b, c: proof.c })
}
