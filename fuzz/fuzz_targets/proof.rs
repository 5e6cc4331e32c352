//! Bytes and files of proofs and public inputs are refused, or mean one thing.
#![no_main]

use apportion_circuits::format::snarkjs;
use apportion_circuits::groth16::{Proof, PublicInputs};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(proof) = Proof::from_bytes(bytes) {
        assert_eq!(proof.to_bytes(), bytes);
    }
    if let Ok(proof) = snarkjs::read_proof(bytes) {
        assert_eq!(Proof::from_bytes(&proof.to_bytes()), Ok(proof));
        assert_eq!(snarkjs::read_proof(snarkjs::write_proof(&proof).as_bytes()), Ok(proof));
    }
    if let Ok(inputs) = snarkjs::read_public(bytes) {
        assert_eq!(PublicInputs::from_bytes(&inputs.to_bytes()).as_ref(), Ok(&inputs));
        assert_eq!(snarkjs::read_public(snarkjs::write_public(&inputs).as_bytes()), Ok(inputs));
    }
});
