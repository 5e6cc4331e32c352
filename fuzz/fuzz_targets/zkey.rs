//! Files of proving keys, a ceremony's and ours, are refused, or mean one key.
#![no_main]

use apportion_circuits::format::zkey;
use apportion_circuits::groth16::{Constraints, ProvingKey};
use apportion_circuits::testing::constraints;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static CIRCUIT: LazyLock<Constraints<ark_bn254::Fr>> = LazyLock::new(|| constraints(1));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(imported) = zkey::read(bytes, &CIRCUIT) {
        assert_eq!(imported.key.check_size(&CIRCUIT), Ok(()));
        let ours = imported.key.to_bytes();
        assert_eq!(ProvingKey::from_bytes(&ours, &ProvingKey::hash_of(&ours)), Ok(imported.key));
    }
    if let Ok(key) = ProvingKey::from_bytes(bytes, &ProvingKey::hash_of(bytes)) {
        assert_eq!(key.to_bytes(), bytes);
    }
});
