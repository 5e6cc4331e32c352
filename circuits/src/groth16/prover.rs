use super::algebra::MultiScalar;
use super::engine::{Elements, Prepared, scalar};
use super::multiples::Multiples;
use super::reduction::OddCoset;
use super::{
    Assignment, Constraints, Proof, ProvingKey, ProvingKeyError, PublicInputs, Reason, SynthesisFailure,
    UnsatisfiedConstraint,
};
use crate::Randomness;
use ark_bn254::{Bn254, Fr};
use ark_ec::CurveGroup;
use ark_ec::pairing::Pairing;
use ark_relations::gr1cs::ConstraintSynthesizer;

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

/// Groth, section 3.2, over any pairing; what it returns has not been verified. With z the assignment and w its witness:
///
/// A = alpha + sum_i z_i A_i + r delta, B = beta + sum_i z_i B_i + s delta, C = sum_i w_i L_i + sum_j h_j H_j + s A + r (B - s delta).
pub(crate) fn create<E: Pairing<G1: MultiScalar, G2: MultiScalar>>(
    key: &ark_groth16::ProvingKey<E>,
    constraints: &Constraints<E::ScalarField>,
    assignment: &Assignment<E::ScalarField>,
    randomness: &mut dyn Randomness,
) -> Result<Elements<E>, ProveError> {
    let (z, inputs) = (assignment.values(), assignment.inputs());
    if (z.len(), inputs) != (constraints.variables(), constraints.inputs()) {
        return Err(ProveError::Shape { found: z.len(), inputs });
    }
    let rows = constraints.evaluate(assignment)?;
    let [r, s]: [E::ScalarField; 2] = core::array::from_fn(|_| scalar(randomness));
    let (public, witness) = z.split_at(inputs + 1);
    let h = OddCoset::evaluate(rows, public).map_err(SynthesisFailure::Circuit)?;

    let a = Multiples::<E::G1>::once(key.vk.alpha_g1).add(&key.a_query, z).total() + key.delta_g1 * r;
    let b = Multiples::<E::G2>::once(key.vk.beta_g2).add(&key.b_g2_query, z).total() + key.vk.delta_g2 * s;
    let b_in_g1 = Multiples::<E::G1>::once(key.beta_g1).add(&key.b_g1_query, z);
    let c =
        Multiples::default().add(&key.l_query, witness).add(&key.h_query, &h).add_scaled(r, b_in_g1).total() + a * s;
    Ok(Elements { a: a.into_affine(), b: b.into_affine(), c: c.into_affine() })
}
