//! Proving.

use super::{Circuit, Element, Parameters, Proof, ProveError, ProvingKey, verify};
use crate::Randomness;
use crate::gadgets::Arithmetize;
use core::convert::Infallible;
use halo2_proofs::pasta::EqAffine;
use halo2_proofs::plonk::create_proof;
use halo2_proofs::transcript::{Blake2bWrite, Challenge255};

/// Proves a statement about a witness. The randomness hides the witness: it must be uniform and never used again.
/// The proof has been verified when it is returned. Time and memory grow with the circuit and not with the witness's values.
///
/// # Errors
/// [`ProveError::Unsatisfied`] names the rule that the witness breaks; nothing is proved then.
pub fn prove<S: Arithmetize<Element>>(
    statement: &S,
    parameters: &Parameters,
    key: &ProvingKey,
    public: &S::Public,
    witness: &S::Witness,
    randomness: &mut impl Randomness,
) -> Result<Proof, ProveError> {
    let of = key.verifying_key();
    if of.statement != S::NAME || of.parameters != statement.parameters() {
        return Err(ProveError::Key { found: of.statement, parameters: of.parameters.clone() });
    }
    statement.holds(public, witness)?;
    let circuit = Circuit::new(statement, public, witness)?;
    let mut transcript = Blake2bWrite::<_, EqAffine, Challenge255<_>>::init(Vec::new());
    create_proof(
        &parameters.params,
        &key.key,
        core::slice::from_ref(&circuit),
        &[&[&circuit.instance()]],
        Source(randomness),
        &mut transcript,
    )?;
    let proof = Proof::from_bytes(transcript.finalize());
    verify(parameters, key.verifying_key(), public, &proof)?;
    Ok(proof)
}

/// The caller's randomness as halo2 asks for it.
struct Source<'a, R>(&'a mut R);

impl<R: Randomness> rand_core::TryRng for Source<'_, R> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(buffer);
        Ok(())
    }
}
