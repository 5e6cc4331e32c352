use super::Evidence;
use crate::groth16::{self, ConstraintsHash, PublicInputs, Reason, VerifyingKey};
use crate::poseidon::Poseidon;
use alloc::collections::BTreeMap;
use alloc::string::String;
use ark_bn254::Fr;
use ark_ff::PrimeField;
use core::fmt::{Debug, Display};
use core::str::FromStr;

/// A proof system for `compliance`: what differs between them, so that everything else is written once.
pub trait Backend: Clone + Copy + Debug + PartialEq + Eq + 'static {
    /// The field of the statement and of its commitments.
    type Field: PrimeField;
    /// The hash that names a circuit.
    type Circuit: Copy + Debug + Display + Eq + FromStr<Err: Display>;
    /// What keys are for.
    type Manifest: Clone + Debug + Eq;
    /// The key that a proof claims to be under.
    type Key: Clone + Debug + Eq;
    /// A proof.
    type Proof: Clone + Debug + Eq;
    /// Public inputs as they come with a proof.
    type Inputs: Clone + Debug + Eq;
    /// What a verifier knows beforehand of the key.
    type KnownKey: Clone + Debug;
    /// Why a key or a proof is refused.
    type Reason: core::error::Error + 'static;

    /// What documents call the backend; those of Groth16 do not name it.
    const NAME: Option<&'static str>;

    /// The hash of the statement.
    fn poseidon() -> Poseidon<Self::Field>;
    /// Name and parameters of the statement that a manifest's keys are for.
    fn statement(manifest: &Self::Manifest) -> (&str, &BTreeMap<String, u64>);
    /// The circuit that a manifest's keys belong to.
    fn circuit(manifest: &Self::Manifest) -> Self::Circuit;
    /// Public inputs as elements.
    fn elements(inputs: &Self::Inputs) -> &[Self::Field];
    /// Accepts iff the proof holds for its public inputs, whatever they mean, under the known key.
    ///
    /// # Errors
    /// The reason to refuse key or proof.
    fn verify(key: &Self::KnownKey, evidence: &Evidence<Self>) -> Result<(), Self::Reason>;
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
    type Reason = Reason;

    const NAME: Option<&'static str> = None;

    fn poseidon() -> Poseidon<Fr> {
        Poseidon::default()
    }

    fn statement(manifest: &groth16::Manifest) -> (&str, &BTreeMap<String, u64>) {
        (&manifest.statement, &manifest.parameters)
    }

    fn circuit(manifest: &groth16::Manifest) -> ConstraintsHash {
        manifest.circuit
    }

    fn elements(inputs: &PublicInputs) -> &[Fr] {
        &inputs.0
    }

    fn verify(key: &groth16::Verifier, evidence: &Evidence) -> Result<(), Reason> {
        key.verify(&evidence.key, &evidence.proof, &evidence.inputs)
    }
}
