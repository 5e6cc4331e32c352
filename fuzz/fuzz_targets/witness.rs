//! Export files: the validator never panics, whatever they hold.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = apportion_lean::validate(bytes);
});
