//! A key and a proof, stored: a change of a circuit is a change of these files.

use super::keys::{KEY, PARAMETERS, description, proof};
use super::samples::total_public;
use crate::halo2::{Digest, Manifest, Parameters, Proof, VerifyingKey, verify};
use halo2_proofs::pasta::EqAffine;
use halo2_proofs::poly::commitment::Params;
use std::fs;
use std::path::PathBuf;

fn stored(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/halo2").join(name)
}

fn key() -> VerifyingKey {
    VerifyingKey::of(&super::samples::total(), &PARAMETERS).unwrap()
}

#[test]
fn the_key_of_a_total_is_the_stored_one() {
    let manifest = Manifest::from_json(&fs::read(stored("total.manifest.json")).unwrap()).unwrap();
    key().expect(manifest.verifying_key).unwrap();
}

#[test]
fn the_stored_proof_verifies() {
    let proof = Proof::from_bytes(fs::read(stored("total.proof")).unwrap());
    verify(&PARAMETERS, &key(), &total_public(), &proof).unwrap();
}

#[test]
fn computed_parameters_have_the_pinned_hashes() {
    for k in [7, 8, 9] {
        let computed = Parameters::new(k).unwrap().to_bytes().unwrap();
        Parameters::from_bytes(&computed).unwrap();
    }
}

#[test]
#[ignore = "writes what is stored, checks nothing"]
fn store_the_key_and_a_proof() {
    fs::write(stored("total.manifest.json"), KEY.verifying_key().manifest(description()).unwrap().to_json()).unwrap();
    fs::write(stored("total.proof"), proof().bytes()).unwrap();
}

#[test]
#[ignore = "prints the hashes of all parameters, checks nothing"]
fn print_the_hashes_of_parameters() {
    for k in 7..=17 {
        let (params, mut bytes) = (Params::<EqAffine>::new(k), Vec::new());
        params.write(&mut bytes).unwrap();
        println!("    \"{}\",", Digest::of(&bytes));
    }
}
