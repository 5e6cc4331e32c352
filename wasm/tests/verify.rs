//! What JavaScript gets, without JavaScript.

use apportion_wasm::verify;
use serde_json::Value;
use std::path::Path;

struct Files {
    market: String,
    allocation: String,
    certificate: Vec<u8>,
}

/// An optimal answer of the vectors in which something is assigned.
fn valid() -> Files {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../certs/vectors/accept/optimal-1-levels.jsonl");
    let text = std::fs::read_to_string(path).expect("the vectors");
    let vectors = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let assigned = |vector: &Value| vector["allocation"]["assignments"].as_array().is_some_and(|list| !list.is_empty());
    let vector = vectors.into_iter().find(assigned).expect("a task is assigned in one of them");
    let digits = vector["certificate"].as_str().expect("digits");
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal");
    Files {
        market: vector["market"].to_string(),
        allocation: vector["allocation"].to_string(),
        certificate: (0..digits.len()).step_by(2).map(byte).collect(),
    }
}

#[test]
fn an_accepted_answer_is_reported() {
    let Files { market, allocation, certificate } = valid();
    let report = verify(&market, &allocation, &certificate).expect("accepted").to_json();
    let stated: Value = serde_json::from_str(&allocation).expect("JSON");
    for member in ["status", "market_sha256", "objective", "bound", "unassigned"] {
        assert_eq!(report[member], stated[member], "{member}");
    }
    assert_eq!(report["gap_ppm"], serde_json::json!([0]));
    let (found, expected) = (&report["assignments"][0], &stated["assignments"][0]);
    assert_eq!(
        (&found["task"], &found["offer"], &found["slot"]),
        (&expected["task"], &expected["offer"], &expected["slot"])
    );
    assert_eq!(found["price_nmic"], expected["price"].to_string());
}

#[test]
fn errors_are_named_by_what_is_wrong() {
    let Files { market, allocation, certificate } = valid();
    let name = |market: &str, allocation: &str, certificate: &[u8]| {
        verify(market, allocation, certificate).expect_err("something is wrong").name()
    };
    assert_eq!(name("{}", &allocation, &certificate), "InvalidMarket");
    assert_eq!(name(&market, "{}", &certificate), "InvalidAllocation");
    assert_eq!(name(&market, &allocation, &certificate[1..]), "Refused");
    let mut renamed: Value = serde_json::from_str(&market).expect("JSON");
    renamed["name"] = "another market".into();
    assert_eq!(name(&renamed.to_string(), &allocation, &certificate), "Refused");
}
