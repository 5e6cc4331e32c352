//! Verification.

use super::field::native;
use super::{Element, Parameters, RefusedProof, VerifyError, VerifyingKey};
use crate::Randomness;
use crate::statement::PublicInputs;
use halo2_proofs::pasta::group::ff::PrimeField;
use halo2_proofs::pasta::{EqAffine, Fp};
use halo2_proofs::plonk::{Error, SingleVerifier, VerificationStrategy, verify_proof};
use halo2_proofs::poly::commitment::{Guard, MSM};
use halo2_proofs::transcript::{Blake2bRead, Challenge255, EncodedChallenge};

/// A proof, as bytes. Nothing is known about them before [`verify`] accepts them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof(Vec<u8>);

impl Proof {
    /// A proof that was stored or sent.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes. Many proofs verify for one statement: bytes identify nothing.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Verifies a proof. The key must be known to be that of the statement: computed anew, or compared with a manifest.
/// Takes time in proportion to the rows of the circuit.
///
/// # Errors
/// [`VerifyError`] unless the proof is one of this key and these public inputs.
pub fn verify(
    parameters: &Parameters,
    key: &VerifyingKey,
    public: &impl PublicInputs<Element>,
    proof: &Proof,
) -> Result<(), VerifyError> {
    examine(parameters, key, public, proof, SingleVerifier::new(&parameters.params))
}

/// Verifies proofs under one key, but for a probability of 2^-127 a proof over the caller's randomness, which must be fresh: drawn after the proofs were
/// received, unknown to whoever made them. What takes time in proportion to the rows, the last step of the inner product argument, is done once for
/// all: Bowe, Grigg, Hopwood, section 3.2. A batch that is refused is verified again one by one to name a proof.
///
/// # Errors
/// The first proof that is not one of this key and its public inputs.
pub fn verify_batch<P: PublicInputs<Element>>(
    parameters: &Parameters,
    key: &VerifyingKey,
    batch: &[(P, Proof)],
    randomness: &mut impl Randomness,
) -> Result<(), RefusedProof> {
    let mut sum = parameters.params.empty_msm();
    for (index, (public, proof)) in batch.iter().enumerate() {
        let strategy = Deferred(parameters.params.empty_msm());
        let claim =
            examine(parameters, key, public, proof, strategy).map_err(|reason| RefusedProof { index, reason })?;
        sum.scale(coefficient(randomness));
        sum.add_msm(&claim);
    }
    if sum.eval() {
        return Ok(());
    }
    for (index, (public, proof)) in batch.iter().enumerate() {
        verify(parameters, key, public, proof).map_err(|reason| RefusedProof { index, reason })?;
    }
    // Claims that each hold have a sum that holds.
    Err(RefusedProof { index: 0, reason: Error::ConstraintSystemFailure.into() })
}

/// Reads a proof to its end.
fn examine<'p, V: VerificationStrategy<'p, EqAffine>>(
    parameters: &'p Parameters,
    key: &VerifyingKey,
    public: &impl PublicInputs<Element>,
    proof: &Proof,
    strategy: V,
) -> Result<V::Output, VerifyError> {
    let inputs: Vec<_> = public.inputs().into_iter().map(native).collect();
    let (expected, found) = (key.inputs(), inputs.len());
    if found != expected {
        return Err(VerifyError::InputCount { expected, found });
    }
    if parameters.k() != key.k() {
        return Err(VerifyError::Size { key: key.k(), parameters: parameters.k() });
    }
    let mut rest = proof.bytes();
    let mut transcript = Blake2bRead::<_, EqAffine, Challenge255<_>>::init(&mut rest);
    let output = verify_proof(&parameters.params, &key.key, strategy, &[&[&inputs]], &mut transcript)?;
    if rest.is_empty() { Ok(output) } else { Err(VerifyError::TrailingBytes(rest.len())) }
}

/// Leaves what a proof claims, a sum of multiples of points that is zero, to be added up later.
struct Deferred<'p>(MSM<'p, EqAffine>);

impl<'p> VerificationStrategy<'p, EqAffine> for Deferred<'p> {
    type Output = MSM<'p, EqAffine>;

    fn process<E: EncodedChallenge<EqAffine>>(
        self,
        claim: impl FnOnce(MSM<'p, EqAffine>) -> Result<Guard<'p, EqAffine, E>, Error>,
    ) -> Result<Self::Output, Error> {
        claim(self.0).map(Guard::use_challenges)
    }
}

/// Not zero, which would let the proofs before pass unseen.
fn coefficient(randomness: &mut impl Randomness) -> Fp {
    let mut bytes = [0; 16];
    randomness.fill(&mut bytes);
    Fp::from_u128(u128::from_le_bytes(bytes).max(1))
}
