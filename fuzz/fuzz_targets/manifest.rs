//! Any bytes are a manifest of keys or an error; what is read is written as the same manifest.
#![no_main]

use apportion_circuits::groth16::Manifest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(manifest) = Manifest::from_json(bytes) else { return };
    assert_eq!(Manifest::from_json(manifest.to_json().as_bytes()), Ok(manifest));
});
