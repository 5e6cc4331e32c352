//! Stored keys and proofs: what an older version wrote still verifies, and what this version writes is the same to the byte, so that a change of a
//! format or of the prover is a reviewed difference. `APPORTION_REGENERATE=1 cargo test -p apportion-circuits --test stored` writes them anew.

mod support;

use apportion_circuits::format::{iden3, snarkjs, solidity};
use apportion_circuits::groth16::{Assignment, Manifest, Proof, Reason, Setup, Verifier};
use apportion_circuits::testing::Total;
use std::path::PathBuf;
use support::{NUMBERS, fixture};

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn stored(name: &str) -> Vec<u8> {
    std::fs::read(data(name)).expect("a stored file")
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    (digits + "\n").into_bytes()
}

#[test]
fn files_are_written_as_they_were() {
    let fixture = fixture();
    let witness = Assignment::of(Total::of(NUMBERS, 7)).expect("values");
    let files = [
        ("verification_key.json", snarkjs::write_verification_key(&fixture.verifying).into_bytes()),
        ("proof.json", snarkjs::write_proof(&fixture.proof).into_bytes()),
        ("proof.hex", hexadecimal(&fixture.proof.to_bytes())),
        ("public.json", snarkjs::write_public(&fixture.inputs).into_bytes()),
        ("manifest.json", fixture.manifest().to_json().into_bytes()),
        ("Verifier.sol", solidity::contract(&fixture.verifying, "Verifier").expect("a name").into_bytes()),
        ("calldata.hex", hexadecimal(&solidity::calldata(&fixture.proof, &fixture.inputs))),
        ("witness.wtns", iden3::wtns(&witness)),
    ];
    for (name, bytes) in files {
        if std::env::var_os("APPORTION_REGENERATE").is_some() {
            std::fs::write(data(name), &bytes).expect("a writable folder");
        }
        assert!(stored(name) == bytes, "{name} has changed; if you meant it, regenerate and review the difference");
    }
}

#[test]
fn stored_proofs_still_verify() {
    let manifest = Manifest::from_json(&stored("manifest.json")).expect("a manifest");
    let key = snarkjs::read_verification_key(&stored("verification_key.json")).expect("a key");
    let proof = snarkjs::read_proof(&stored("proof.json")).expect("a proof");
    let inputs = snarkjs::read_public(&stored("public.json")).expect("inputs");
    let refused = Verifier::of_manifest(&manifest, Setup::SingleParty).map(|_| ());
    assert_eq!(refused, Err(Reason::InsecureSetup { found: Setup::DevInsecure, demanded: Setup::SingleParty }));
    let verifier =
        Verifier::of_manifest(&manifest, Setup::DevInsecure).expect("asked for").prepare(&key).expect("its key");
    assert_eq!(verifier.verify(&proof, &inputs), Ok(()));

    let digits = stored("proof.hex");
    let bytes: Vec<u8> = digits
        .trim_ascii()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("digits"), 16).expect("digits"))
        .collect();
    assert_eq!(Proof::from_bytes(&bytes), Ok(proof));
}
