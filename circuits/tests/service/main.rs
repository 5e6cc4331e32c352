//! `compliance` as a service uses it, on every backend: what is accepted, and each thing that is refused.
#![cfg(feature = "halo2")]

#[path = "../support/mod.rs"]
mod support;

mod backend;
mod documents;
mod keys;
mod refusals;

use apportion_allocator::Solver;
use apportion_certs::{Checked, check};
use apportion_circuits::compliance::{MarketCommitment, Opening, compliance};
use apportion_circuits::{Context, Evidence, Expected};
use apportion_lattice::Market;
use backend::Sample;
use support::stream;

/// Two slots, a budget, a capacity.
const MARKET: &str = r#"{"version":1,"resources":[{"name":"cpu","unit":"cores"}],"slots":{"count":2,"length_ms":1000},
    "payers":[{"id":"ann","budget":100},{"id":"ben"}],"offers":[{"id":"box","capacity":{"cpu":4},"price":{"cpu":5}}],
    "tasks":[{"id":"a","payer":"ann","demand":{"cpu":4},"penalty":90},{"id":"b","payer":"ben","demand":{"cpu":3},"penalty":30}]}"#;

fn market(text: &str) -> (Market, Checked) {
    let market = Market::from_json(text).expect("a market");
    let answer = Solver::new().solve(&market).expect("an answer");
    let checked = check(&market, &answer.allocation, &answer.certificate).expect("a true certificate");
    (market, checked)
}

fn context() -> Context {
    Context { policy_id: "contract 7".into(), epoch: 11, application_id: "billing".into() }
}

/// A proof, and what its verifier knew before.
struct Proof<B: Sample> {
    opening: Opening<B>,
    evidence: Evidence<B>,
    expected: Expected<B>,
}

impl<B: Sample> Proof<B> {
    fn new() -> Self {
        let (market, checked) = market(MARKET);
        let opening = Opening::<B>::draw(B::keys().manifest(), &market, &mut stream(1)).expect("the market fits");
        let proved = compliance(B::keys()).prove(&market, &opening, &checked, &context(), &mut stream(2));
        let evidence = proved.expect("an allocation that keeps the rules").evidence;
        let published = MarketCommitment::from_json(opening.commitment().to_json().as_bytes()).expect("as published");
        Self { opening, evidence, expected: Expected { context: context(), market: published } }
    }
}

/// Runs tests that are generic over the backend on every one.
macro_rules! on_every_backend {
    ($($test:ident,)*) => {
        mod groth16 {
            $(#[test] fn $test() { super::$test::<apportion_circuits::compliance::Groth16>(); })*
        }
        mod halo2 {
            $(#[test] fn $test() { super::$test::<apportion_circuits::compliance::Halo2>(); })*
        }
    };
}
use on_every_backend;
