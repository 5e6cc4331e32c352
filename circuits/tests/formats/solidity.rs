use crate::support::fixture;
use apportion_circuits::format::solidity::{SolidityError, arguments, calldata, contract};

#[test]
fn the_contract_names_its_key_and_leaves_no_hole() {
    let fixture = fixture();
    let source = contract(&fixture.verifying, "BudgetVerifier").expect("a name");
    assert!(source.contains("contract BudgetVerifier {"));
    assert!(source.contains(&format!("VERIFYING_KEY_HASH = 0x{};", fixture.verifying.hash())));
    assert!(source.contains("uint256[2] calldata input"));
    assert!(!source.contains("{{") && !source.contains("}}"));
}

#[test]
fn names_that_are_no_identifiers_are_refused() {
    for name in ["", "1a", "_a", "a b", "a{", "ä", &"a".repeat(65)] {
        assert_eq!(contract(&fixture().verifying, name), Err(SolidityError::Name(name.to_string())));
    }
}

#[test]
fn calls_hold_selector_proof_and_inputs() {
    let fixture = fixture();
    let data = calldata(&fixture.proof, &fixture.inputs);
    // The selector of verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[2]) in any tool.
    assert_eq!(data[..4], [0xf5, 0xc9, 0xd6, 0x9e]);
    assert_eq!(data[4..260], fixture.proof.to_bytes());
    assert_eq!(data[260..], fixture.inputs.to_bytes().concat());
    let text = arguments(&fixture.proof, &fixture.inputs);
    let words: Vec<&str> = text.split('"').filter(|word| word.starts_with("0x")).collect();
    let bytes: Vec<u8> = words
        .iter()
        .flat_map(|word| (2..66).step_by(2).map(|at| u8::from_str_radix(&word[at..at + 2], 16).expect("digits")))
        .collect();
    assert_eq!(bytes, data[4..]);
}
