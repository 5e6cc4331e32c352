use super::engine::Prepared;
use super::{Manifest, Proof, PublicInputs, Reason, Setup, VerifyingKey, VerifyingKeyHash};
use crate::Randomness;
use alloc::vec::Vec;
use ark_bn254::Bn254;

/// Verifies proofs under the one key whose hash the caller knew beforehand.
///
/// ```
/// # use apportion_circuits::groth16::{Proof, PublicInputs, Reason, Verifier, VerifyingKey, VerifyingKeyHash};
/// # fn example(pinned: VerifyingKeyHash, key: &[u8], proof: &[u8], inputs: &[[u8; 32]]) -> Result<(), Reason> {
/// let verifier = Verifier::pinned(pinned).prepare(&VerifyingKey::from_bytes(key)?)?;
/// verifier.verify(&Proof::from_bytes(proof)?, &PublicInputs::from_bytes(inputs)?)
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Verifier {
    pinned: VerifyingKeyHash,
}

impl Verifier {
    /// A verifier that accepts proofs under the key with this hash only. The hash must not come from whoever sends the proof.
    pub const fn pinned(hash: VerifyingKeyHash) -> Self {
        Self { pinned: hash }
    }

    /// A verifier of the key that a manifest describes, unless its setup is worse than `demanded`; [`Setup::SingleParty`] refuses insecure setups.
    /// The manifest must not come from whoever sends the proof.
    ///
    /// # Errors
    /// [`Reason::InsecureSetup`].
    pub fn of_manifest(manifest: &Manifest, demanded: Setup) -> Result<Self, Reason> {
        if manifest.setup < demanded {
            return Err(Reason::InsecureSetup { found: manifest.setup, demanded });
        }
        Ok(Self::pinned(manifest.verifying_key))
    }

    /// Computes once what every proof under the key needs. 1 ms or so.
    ///
    /// # Errors
    /// [`Reason::KeyHash`] if this is not the pinned key.
    pub fn prepare(&self, key: &VerifyingKey) -> Result<PreparedVerifier, Reason> {
        let found = key.hash();
        if found != self.pinned {
            return Err(Reason::KeyHash { found, pinned: self.pinned });
        }
        Ok(PreparedVerifier(Prepared::new(key.key())))
    }

    /// Verifies one proof; use [`prepare`](Self::prepare) for several.
    ///
    /// # Errors
    /// The [`Reason`] to refuse key, inputs or proof.
    pub fn verify(&self, key: &VerifyingKey, proof: &Proof, inputs: &PublicInputs) -> Result<(), Reason> {
        self.prepare(key)?.verify(proof, inputs)
    }
}

/// A verifier whose key has been checked and prepared.
#[derive(Clone, Debug)]
pub struct PreparedVerifier(pub(crate) Prepared<Bn254>);

/// The first proof of a batch that is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("proof {index} of the batch: {reason}")]
pub struct RefusedProof {
    /// Position in the batch, from 0.
    pub index: usize,
    /// Why it is refused.
    #[source]
    pub reason: Reason,
}

impl PreparedVerifier {
    /// Accepts iff the proof holds for these inputs.
    ///
    /// # Errors
    /// [`Reason::InputCount`] or [`Reason::Equation`].
    pub fn verify(&self, proof: &Proof, inputs: &PublicInputs) -> Result<(), Reason> {
        self.0.verify(&proof.0, &inputs.0)
    }

    /// Accepts iff every proof holds, but for a probability of 2^-127 over the caller's randomness, which must be fresh: drawn after the proofs
    /// were received, unknown to whoever made them. A third of the time of verifying one by one; a batch that is refused is verified again one by
    /// one to name a proof.
    ///
    /// # Errors
    /// The first proof that does not hold.
    pub fn verify_batch(
        &self,
        batch: &[(Proof, PublicInputs)],
        randomness: &mut impl Randomness,
    ) -> Result<(), RefusedProof> {
        for (index, (_, inputs)) in batch.iter().enumerate() {
            self.0.check_count(&inputs.0).map_err(|reason| RefusedProof { index, reason })?;
        }
        let coefficients: Vec<_> = batch.iter().map(|_| coefficient(randomness)).collect();
        let terms = batch.iter().zip(coefficients).map(|((proof, inputs), rho)| (&proof.0, &inputs.0[..], rho));
        let Err(reason) = self.0.verify_batch(terms) else { return Ok(()) };
        for (index, (proof, inputs)) in batch.iter().enumerate() {
            self.verify(proof, inputs).map_err(|reason| RefusedProof { index, reason })?;
        }
        // Equations that each hold have a product that holds.
        Err(RefusedProof { index: 0, reason })
    }
}

/// Not zero, which would let the proof pass unseen.
fn coefficient(randomness: &mut impl Randomness) -> u128 {
    let mut bytes = [0; 16];
    randomness.fill(&mut bytes);
    u128::from_le_bytes(bytes).max(1)
}
