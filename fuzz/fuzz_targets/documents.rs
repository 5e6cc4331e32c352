//! Any bytes are a commitment, an opening, openings of lines, shown lines, a ledger's state, or an error; what is read is written as the same document.
#![no_main]

use apportion_circuits::compliance::{LineOpenings, MarketCommitment, Opening, Shown};
use apportion_circuits::usage::LedgerState;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(commitment) = <MarketCommitment>::from_json(bytes) {
        assert_eq!(MarketCommitment::from_json(commitment.to_json().as_bytes()), Ok(commitment));
    }
    if let Ok(opening) = <Opening>::from_json(bytes) {
        assert_eq!(Opening::from_json(opening.to_json().as_bytes()), Ok(opening));
    }
    if let Ok(lines) = <LineOpenings>::from_json(bytes) {
        assert_eq!(LineOpenings::from_json(lines.to_json().as_bytes()), Ok(lines));
    }
    if let Ok(shown) = <Shown>::from_json(bytes) {
        assert_eq!(Shown::from_json(shown.to_json().as_bytes()), Ok(shown));
    }
    if let Ok(state) = <LedgerState>::from_json(bytes) {
        assert_eq!(LedgerState::from_json(state.to_json().as_bytes()), Ok(state));
    }
});
