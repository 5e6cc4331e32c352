//! Commitments and openings as files.

use crate::backend::on_every_backend;
use crate::{Kept, Proof};
use apportion_circuits::compliance::{Backend, DocumentError, Groth16, Halo2, MarketCommitment, Opening};

on_every_backend! {
    documents_are_read_as_they_were_written,
    documents_with_a_defect_are_refused,
}

fn documents_are_read_as_they_were_written<B: Kept>() {
    let opening = Proof::<B>::new().opening;
    let commitment = opening.commitment();
    assert_eq!(MarketCommitment::<B>::from_json(commitment.to_json().as_bytes()).as_ref(), Ok(commitment));
    assert_eq!(Opening::<B>::from_json(opening.to_json().as_bytes()).as_ref(), Ok(&opening));
    assert!(!format!("{opening:?}").contains("blinding"));
}

fn documents_with_a_defect_are_refused<B: Kept>() {
    let opening = Proof::<B>::new().opening;
    let json = opening.commitment().to_json();
    let read = |text: &str| MarketCommitment::<B>::from_json(text.as_bytes()).unwrap_err();
    let decimal = opening.commitment().decimal();
    let order = (-<B::Field as From<u64>>::from(1)).to_string();
    assert!(matches!(read(&json.replace(&decimal, &format!("0{decimal}"))), DocumentError::Number { .. }));
    assert!(matches!(read(&json.replace(&decimal, &format!("{order}0"))), DocumentError::Number { .. }));
    assert!(matches!(
        read(&json.replace("\"compliance\"", "\"kindness\"")),
        DocumentError::Statement { found } if found == "kindness"
    ));
    assert!(matches!(read(&json.replacen('{', "{\"colour\": 1,", 1)), DocumentError::Malformed(_)));
    assert!(matches!(read(&json.replace("\"version\": 1", "\"version\": 2")), DocumentError::Malformed(_)));
    assert!(matches!(read(&format!("{json}{}", " ".repeat(1 << 12))), DocumentError::TooLong { .. }));
    let circuit = opening.commitment().circuit().to_string();
    assert!(matches!(read(&json.replace(&circuit, "00")), DocumentError::Malformed(_)));
    let member = if B::NAME.is_none() { "r1cs_sha256" } else { "verifying_key_sha256" };
    let without = json.replace(&format!("  \"{member}\": \"{circuit}\",\n"), "");
    assert_eq!(read(&without), DocumentError::Missing { member });
    let both = json.replacen('{', "{\"r1cs_sha256\": \"00\", \"verifying_key_sha256\": \"00\",", 1);
    assert!(matches!(read(&both), DocumentError::Malformed(_)));
}

#[test]
fn documents_of_one_backend_are_none_of_another() {
    fn refused<A: Kept, B: Backend>() {
        let opening = Proof::<A>::new().opening;
        let other = DocumentError::Backend { found: A::NAME.map(str::to_owned), expected: B::NAME };
        let commitment = MarketCommitment::<B>::from_json(opening.commitment().to_json().as_bytes());
        assert_eq!(commitment.unwrap_err(), other);
        assert_eq!(Opening::<B>::from_json(opening.to_json().as_bytes()).unwrap_err(), other);
    }
    refused::<Groth16, Halo2>();
    refused::<Halo2, Groth16>();
}
