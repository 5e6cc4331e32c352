//! Bytes and files of verifying keys are refused, or mean one key.
#![no_main]

use apportion_circuits::format::snarkjs;
use apportion_circuits::groth16::VerifyingKey;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(key) = VerifyingKey::from_bytes(bytes) {
        assert_eq!(key.to_bytes(), bytes);
    }
    if let Ok(key) = snarkjs::read_verification_key(bytes) {
        assert_eq!(VerifyingKey::from_bytes(&key.to_bytes()).as_ref(), Ok(&key));
        assert_eq!(snarkjs::read_verification_key(snarkjs::write_verification_key(&key).as_bytes()), Ok(key));
    }
});
