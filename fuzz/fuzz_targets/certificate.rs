//! Bytes that decode are canonical; a certificate that is accepted for a small market states the truth about it.
#![no_main]

use apportion_certs::{Allocation, Certificate, Status, check};
use apportion_lattice::Market;
use apportion_lattice::testing::{generate, oracle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (seed, bytes) = input;
    let Ok(mut certificate) = Certificate::from_bytes(bytes) else { return };
    assert_eq!(certificate.to_bytes(), bytes);
    let market = generate::market(seed.into(), &generate::Profile::tiny());
    // The fuzzer cannot guess a hash; everything else in the certificate is its own.
    certificate.market = market.hash();
    let allocation = Allocation::render(&market, &certificate);
    let Ok(checked) = check(&market, &allocation, &certificate) else { return };
    assert_true(&market, checked.status(), checked.values(), checked.bounds());
});

fn assert_true(market: &Market, status: Status, values: Option<&[u128]>, bounds: Option<&[u128]>) {
    let optimum = oracle::optimum(market).expect("tiny markets are enumerated");
    match (status, optimum) {
        (Status::Infeasible, optimum) => assert!(optimum.is_none()),
        (Status::Optimal, optimum) => assert_eq!(values, optimum.as_ref().map(|optimum| &optimum.value[..])),
        (Status::Feasible, _) | (Status::Unknown, _) => {
            let caps = values.unwrap_or_default();
            for (level, &bound) in bounds.unwrap_or_default().iter().enumerate().take(caps.len().max(1)) {
                let minimum =
                    oracle::level_minimum(market, &caps[..level.min(caps.len())]).expect("tiny markets are enumerated");
                assert!(minimum.is_none_or(|minimum| bound <= minimum));
            }
        }
    }
}
