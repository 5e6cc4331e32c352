//! Verification.

use super::field::native;
use super::{Element, Parameters, VerifyError, VerifyingKey};
use crate::statement::PublicInputs;
use halo2_proofs::pasta::EqAffine;
use halo2_proofs::plonk::{SingleVerifier, verify_proof};
use halo2_proofs::transcript::{Blake2bRead, Challenge255};

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
    let (expected, found) = (key.manifest().inputs, public.inputs().len());
    if found != expected {
        return Err(VerifyError::InputCount { expected, found });
    }
    if parameters.k() != key.manifest().k {
        return Err(VerifyError::Size { key: key.manifest().k, parameters: parameters.k() });
    }
    let inputs: Vec<_> = public.inputs().into_iter().map(native).collect();
    let mut rest = proof.bytes();
    let mut transcript = Blake2bRead::<_, EqAffine, Challenge255<_>>::init(&mut rest);
    let strategy = SingleVerifier::new(&parameters.params);
    verify_proof(&parameters.params, &key.key, strategy, &[&[&inputs]], &mut transcript)?;
    if rest.is_empty() { Ok(()) } else { Err(VerifyError::TrailingBytes(rest.len())) }
}
