//! Keys of small circuits and proofs under them, stored: a change of a circuit is a reviewed difference.
//! `APPORTION_REGENERATE=1 cargo test -p apportion-circuits --test circuits stored` writes them anew.

use crate::support::context;
use crate::usage::{buckets, windows};
use crate::{compliance, near_optimality};
use apportion_circuits::format::snarkjs;
use apportion_circuits::gadgets::Arithmetize;
use apportion_circuits::groth16::{Constraints, Prover, Verifier, setup_seeded};
use apportion_circuits::r1cs::Circuit;
use apportion_circuits::statement::compliance::LineCommitment;
use ark_bn254::Fr;
use std::path::PathBuf;

fn bytes() -> impl FnMut(&mut [u8]) {
    let mut counter = 0u8;
    move |bytes: &mut [u8]| {
        bytes.iter_mut().for_each(|byte| {
            counter = counter.wrapping_mul(5).wrapping_add(113);
            *byte = counter;
        });
    }
}

/// What is stored under a name, after what is there now was stored if that was asked for.
fn stored(folder: &str, name: &str, now: &[u8]) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder);
    if std::env::var_os("APPORTION_REGENERATE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), now).unwrap();
    }
    std::fs::read(folder.join(name)).unwrap()
}

/// Key, proof and public inputs of a valid witness are the stored ones, and the proof holds.
fn unchanged<S: Arithmetize<Fr>>(folder: &str, (statement, witness): (S, S::Witness)) {
    let key = setup_seeded(Circuit::blank(&statement), [3; 32]).unwrap();
    let verifying = key.verifying_key().clone();
    let prover = Prover::new(key, Constraints::of(Circuit::blank(&statement)).unwrap()).unwrap();
    let public = statement.public(context(), &witness);
    let (proof, inputs) = prover.prove(Circuit::new(&statement, public, witness), &mut bytes()).unwrap();
    for (name, text) in [
        ("verification_key.json", snarkjs::write_verification_key(&verifying)),
        ("proof.json", snarkjs::write_proof(&proof)),
        ("public.json", snarkjs::write_public(&inputs)),
    ] {
        let same = stored(folder, name, text.as_bytes()) == text.as_bytes();
        assert!(same, "{folder}/{name} has changed; if you meant it, regenerate and review the difference");
    }
    let verifier = Verifier::pinned(verifying.hash());
    assert_eq!(verifier.prepare(&verifying).unwrap().verify(&proof, &inputs), Ok(()));
}

#[test]
fn compliance_is_unchanged() {
    unchanged("compliance", compliance::honest(LineCommitment::Sponge));
}

#[test]
fn compliance_line_by_line_is_unchanged() {
    unchanged("compliance_lines", compliance::honest(LineCommitment::Tree));
}

#[test]
fn near_optimality_is_unchanged() {
    unchanged("near_optimality", near_optimality::honest());
}

#[test]
fn usage_is_unchanged() {
    unchanged("usage", windows::second());
}

#[test]
fn usage_with_token_buckets_is_unchanged() {
    unchanged("usage_buckets", buckets::second());
}

#[cfg(feature = "halo2")]
#[test]
fn usage_in_halo2_is_unchanged() {
    use apportion_circuits::halo2::{self, Element, Parameters, Proof, ProvingKey, prove, verify};
    use apportion_circuits::statement::Statement;
    let (statement, witness) = windows::second::<Element>();
    let parameters = Parameters::new(halo2::Circuit::blank(&statement).unwrap().k()).unwrap();
    let key = ProvingKey::of(&statement, &parameters).unwrap();
    let public = statement.public(context(), &witness);
    let proof = prove(&statement, &parameters, &key, &public, &witness, &mut bytes()).unwrap();
    let hash = format!("{}\n", key.verifying_key().hash());
    let same = stored("halo2", "usage.key.sha256", hash.as_bytes()) == hash.as_bytes();
    assert!(same, "the key has changed; if you meant it, regenerate and review the difference");
    let proof = Proof::from_bytes(stored("halo2", "usage.proof", proof.bytes()));
    verify(&parameters, key.verifying_key(), &public, &proof).unwrap();
}
