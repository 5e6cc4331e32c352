//! What the tests share.
#![allow(dead_code, reason = "each test file uses a part")]

use apportion_allocator::{Answer, ExitReason, Solver};
use apportion_certs::{Certificate, Status, check};
use apportion_lattice::Market;

/// Solves, sends the certificate through its bytes, and has it checked.
pub(crate) fn solve(market: &Market, solver: Solver<'_>) -> Answer {
    let answer = solver.solve(market).expect("small enough");
    accept(market, &answer);
    answer
}

pub(crate) fn accept(market: &Market, answer: &Answer) {
    let bytes = answer.certificate.to_bytes();
    let read = Certificate::from_bytes(&bytes).expect("canonical bytes");
    if let Err(refused) = check(market, &answer.allocation, &read) {
        panic!("refused: {refused}\n{}\n{:?}", String::from_utf8_lossy(&market.canonical_json()), answer.certificate);
    }
}

/// The answer is what enumeration found: an optimum, or nothing.
pub(crate) fn assert_optimal(market: &Market, answer: &Answer, expected: Option<Vec<u128>>, name: &str) {
    let claim = &answer.certificate.claim;
    let found = claim.values().map(<[u128]>::to_vec);
    let context = || format!("{name}\n{}", String::from_utf8_lossy(&market.canonical_json()));
    assert_eq!(found, expected, "{}", context());
    let (status, reason) = match expected {
        Some(_) => (Status::Optimal, ExitReason::Done),
        None => (Status::Infeasible, ExitReason::Infeasible),
    };
    assert_eq!((claim.status(), answer.exit_reason), (status, reason), "{}", context());
}
