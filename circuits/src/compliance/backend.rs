use crate::Randomness;
use crate::groth16::{self, ConstraintsHash, PreparedVerifier, PublicInputs, Reason, RefusedProof, VerifyingKey};
use crate::poseidon::Poseidon;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use ark_bn254::Fr;
use ark_ff::PrimeField;
use core::fmt::{Debug, Display};
use core::str::FromStr;

/// A proof system: what differs between them, so that everything else is written once.
pub trait Backend: Clone + Copy + Debug + PartialEq + Eq + 'static {
    /// The field of the statement and of its commitments.
    type Field: PrimeField;
    /// The hash that names a circuit.
    type Circuit: Copy + Debug + Display + Eq + FromStr<Err: Display> + Send + Sync;
    /// What keys are for.
    type Manifest: Clone + Debug + Eq + Send + Sync;
    /// The key that a proof claims to be under.
    type Key: Clone + Debug + Eq;
    /// A proof.
    type Proof: Clone + Debug + Eq + Send + Sync;
    /// Public inputs as they come with a proof.
    type Inputs: Clone + Debug + Eq + Send + Sync;
    /// What a verifier knows beforehand of the key.
    type KnownKey: Clone + Debug;
    /// A known key, ready for any number of proofs.
    type PreparedKey: Clone + Debug;
    /// Why a key or a proof is refused.
    type Reason: core::error::Error + 'static;

    /// What documents call the backend; those of Groth16 do not name it.
    const NAME: Option<&'static str>;

    /// The hash of the statement.
    fn poseidon() -> Poseidon<Self::Field>;
    /// Name and parameters of the statement that a manifest's keys are for.
    fn statement(manifest: &Self::Manifest) -> (&str, &BTreeMap<String, u64>);
    /// Constraints or rows that a manifest states, which its circuit has at least as many of as of tasks, options or events.
    fn size(manifest: &Self::Manifest) -> u64;
    /// The circuit that a manifest's keys belong to.
    fn circuit(manifest: &Self::Manifest) -> Self::Circuit;
    /// Public inputs as elements.
    fn elements(inputs: &Self::Inputs) -> &[Self::Field];
    /// The known key, if it is the one that a proof claims to be under.
    ///
    /// # Errors
    /// The reason to refuse the claimed key.
    fn prepare(known: &Self::KnownKey, claimed: &Self::Key) -> Result<Self::PreparedKey, Self::Reason>;
    /// Accepts iff a proof holds for its public inputs, whatever they mean.
    ///
    /// # Errors
    /// The reason to refuse inputs or proof.
    fn verify(key: &Self::PreparedKey, proof: &Self::Proof, inputs: &Self::Inputs) -> Result<(), Self::Reason>;
    /// Accepts iff every proof holds for its public inputs, but for a probability of 2^-127 a proof over the randomness, which must be fresh.
    ///
    /// # Errors
    /// The first proof that is refused, by its position in the batch, and the reason.
    fn verify_batch<'p>(
        key: &Self::PreparedKey,
        batch: impl Iterator<Item = (&'p Self::Proof, &'p Self::Inputs)>,
        randomness: &mut impl Randomness,
    ) -> Result<(), (usize, Self::Reason)>;
}

/// Groth16 over BN254: a setup, proofs that many tools verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Groth16 {}

impl Backend for Groth16 {
    type Field = Fr;
    type Circuit = ConstraintsHash;
    type Manifest = groth16::Manifest;
    type Key = VerifyingKey;
    type Proof = groth16::Proof;
    type Inputs = PublicInputs;
    type KnownKey = groth16::Verifier;
    type PreparedKey = PreparedVerifier;
    type Reason = Reason;

    const NAME: Option<&'static str> = None;

    fn poseidon() -> Poseidon<Fr> {
        Poseidon::default()
    }

    fn statement(manifest: &groth16::Manifest) -> (&str, &BTreeMap<String, u64>) {
        (&manifest.statement, &manifest.parameters)
    }

    fn size(manifest: &groth16::Manifest) -> u64 {
        manifest.constraints
    }

    fn circuit(manifest: &groth16::Manifest) -> ConstraintsHash {
        manifest.circuit
    }

    fn elements(inputs: &PublicInputs) -> &[Fr] {
        &inputs.0
    }

    fn prepare(known: &groth16::Verifier, claimed: &VerifyingKey) -> Result<PreparedVerifier, Reason> {
        known.prepare(claimed)
    }

    fn verify(key: &PreparedVerifier, proof: &groth16::Proof, inputs: &PublicInputs) -> Result<(), Reason> {
        key.verify(proof, inputs)
    }

    fn verify_batch<'p>(
        key: &PreparedVerifier,
        batch: impl Iterator<Item = (&'p groth16::Proof, &'p PublicInputs)>,
        randomness: &mut impl Randomness,
    ) -> Result<(), (usize, Reason)> {
        let batch: Vec<_> = batch.map(|(proof, inputs)| (*proof, inputs.clone())).collect();
        key.verify_batch(&batch, randomness).map_err(|RefusedProof { index, reason }| (index, reason))
    }
}
