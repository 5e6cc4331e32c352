//! Any text is a market or an error that names a place; a market's canonical bytes are a fixed point.
#![no_main]

use apportion_lattice::Market;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let market = match Market::from_json(text) {
        Ok(market) => market,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            // YAML is a superset of JSON in all but details; it must not panic either.
            let _ = Market::from_yaml(text);
            return;
        }
    };
    let canonical = String::from_utf8(market.canonical_json()).expect("canonical bytes are UTF-8");
    let again = Market::from_json(&canonical).expect("canonical bytes are a market");
    assert_eq!(again.canonical_json(), canonical.as_bytes());
    assert_eq!(again.hash(), market.hash());
});
