//! Whatever is done to their bytes, readers answer, and what they accept they write back as it was.

use crate::support::fixture;
use apportion_circuits::format::{snarkjs, zkey};
use apportion_circuits::groth16::{Manifest, Proof, ProvingKey, PublicInputs, VerifyingKey};
use apportion_circuits::testing::constraints;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(16), failure_persistence: None, ..ProptestConfig::default() }
}

/// Overwrites, inserts, removes or cuts.
fn mutate(bytes: &[u8], edits: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, kind, value) in edits {
        if bytes.is_empty() {
            break;
        }
        let at = at.index(bytes.len());
        match kind % 8 {
            0 => bytes.insert(at, *value),
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            3 => bytes[at] ^= 1 << (value % 8),
            _ => bytes[at] = *value,
        }
    }
    bytes
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    prop::collection::vec(any::<(prop::sample::Index, u8, u8)>(), 1..4)
}

/// Bytes that JSON is made of, so that mutations reach beyond its syntax.
fn digits() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    let byte = prop::sample::select(b"0123456789\"[],-".to_vec());
    prop::collection::vec(
        (any::<prop::sample::Index>(), 3u8..8, byte).prop_map(|(at, kind, byte)| (at, kind.max(4), byte)),
        1..3,
    )
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn binary_readers_are_exact(edits in edits()) {
        let fixture = fixture();
        let bytes = mutate(&fixture.proof.to_bytes(), &edits);
        if let Ok(proof) = Proof::from_bytes(&bytes) {
            prop_assert_eq!(&proof.to_bytes()[..], &bytes[..]);
        }
        let bytes = mutate(&fixture.verifying.to_bytes(), &edits);
        if let Ok(key) = VerifyingKey::from_bytes(&bytes) {
            prop_assert_eq!(key.to_bytes(), bytes);
        }
    }

    #[test]
    fn proving_keys_under_their_own_hash_are_exact(edits in edits()) {
        let bytes = mutate(&fixture().key.to_bytes(), &edits);
        if let Ok(key) = ProvingKey::from_bytes(&bytes, &ProvingKey::hash_of(&bytes)) {
            prop_assert_eq!(key.to_bytes(), bytes);
        }
    }

    #[test]
    fn json_readers_mean_one_thing(edits in prop_oneof![edits(), digits()]) {
        let fixture = fixture();
        let proof = mutate(snarkjs::write_proof(&fixture.proof).as_bytes(), &edits);
        if let Ok(read) = snarkjs::read_proof(&proof) {
            prop_assert_eq!(read, fixture.proof, "another point that is on the curve is not found by chance");
        }
        let key = mutate(snarkjs::write_verification_key(&fixture.verifying).as_bytes(), &edits);
        if let Ok(read) = snarkjs::read_verification_key(&key) {
            prop_assert_eq!(&read, &fixture.verifying);
        }
        let public = mutate(snarkjs::write_public(&fixture.inputs).as_bytes(), &edits);
        if let Ok(read) = snarkjs::read_public(&public) {
            let again = snarkjs::read_public(snarkjs::write_public(&read).as_bytes());
            prop_assert_eq!(again, Ok(read));
        }
    }

    #[test]
    fn inputs_are_reduced_or_refused(bytes in prop::collection::vec(any::<[u8; 32]>(), 0..4)) {
        if let Ok(inputs) = PublicInputs::from_bytes(&bytes) {
            prop_assert_eq!(inputs.to_bytes(), bytes);
        }
    }

    #[test]
    fn manifests_survive_or_are_refused(edits in prop_oneof![edits(), digits()]) {
        let bytes = mutate(include_bytes!("../data/manifest.json"), &edits);
        if let Ok(manifest) = Manifest::from_json(&bytes) {
            prop_assert_eq!(Manifest::from_json(manifest.to_json().as_bytes()), Ok(manifest));
        }
    }

    #[test]
    fn zkeys_are_read_or_refused(edits in edits()) {
        let original = include_bytes!("../data/ceremony.zkey");
        let bytes = mutate(original, &edits);
        let read = zkey::read(&bytes, &constraints(1));
        // What a contribution says of itself is snarkjs's to check.
        if let (Ok(read), Ok(good)) = (read, zkey::read(original, &constraints(1))) {
            prop_assert_eq!(read.key.verifying_key(), good.key.verifying_key());
        }
    }
}
