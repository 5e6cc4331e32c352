//! `compliance` as a service uses it, on every backend: what is accepted, and each thing that is refused.
#![cfg(feature = "halo2")]

#[path = "../support/backend.rs"]
mod backend;
#[path = "../support/mod.rs"]
mod support;

mod documents;
mod keys;
mod refusals;

use apportion_allocator::Solver;
use apportion_certs::{Checked, check};
use apportion_circuits::compliance::{Groth16, Halo2, MarketCommitment, Opening, compliance};
use apportion_circuits::{Context, Evidence, Expected, Keys};
use apportion_lattice::Market;
use backend::Sample;
use std::sync::LazyLock;
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

/// A backend whose keys for the market are made once.
trait Kept: Sample {
    fn keys() -> &'static Keys<Self>;
}

static GROTH16: LazyLock<Keys> = LazyLock::new(|| Groth16::keys_for(&market(MARKET).0));
static HALO2: LazyLock<Keys<Halo2>> = LazyLock::new(|| Halo2::keys_for(&market(MARKET).0));

impl Kept for Groth16 {
    fn keys() -> &'static Keys {
        &GROTH16
    }
}

impl Kept for Halo2 {
    fn keys() -> &'static Keys<Self> {
        &HALO2
    }
}

/// A proof, and what its verifier knew before.
struct Proof<B: Kept> {
    opening: Opening<B>,
    evidence: Evidence<B>,
    expected: Expected<B>,
}

impl<B: Kept> Proof<B> {
    fn new() -> Self {
        let (market, checked) = market(MARKET);
        let opening = Opening::<B>::draw(B::keys().manifest(), &market, &mut stream(1)).expect("the market fits");
        let proved = compliance(B::keys()).prove(&market, &opening, &checked, &context(), &mut stream(2));
        let evidence = proved.expect("an allocation that keeps the rules").evidence;
        let published = MarketCommitment::from_json(opening.commitment().to_json().as_bytes()).expect("as published");
        Self { opening, evidence, expected: Expected { context: context(), market: published } }
    }
}
