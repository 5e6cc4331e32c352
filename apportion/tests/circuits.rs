//! The facade's proofs as a service author writes them.

use apportion::circuits::{Context, Expected, Keys, Opening, Refusal, Verifier, compliance};
use apportion::{certs, prelude::*};
use std::error::Error;
use std::time::Duration;

/// Bytes that are as good as random ones here: nothing is at stake.
fn bytes() -> impl FnMut(&mut [u8]) {
    let mut state = 1u64;
    move |bytes| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
    }
}

#[test]
fn a_service_commits_allocates_proves_and_another_verifies() -> Result<(), Box<dyn Error>> {
    let market = Market::builder("gateway")
        .slots(2, Duration::from_secs(60))
        .payer(Payer::new("alice").budget(mic("100")?))
        .offer(Offer::new("claude").unlimited("tokens").price("tokens", nmic(15_000)).limit(
            "tokens",
            400_000,
            window(1),
        ))
        .task(Task::new("req-1", "alice").demand("tokens", 5_000).quality_min(ppm(900_000)).penalty(1_000_000_000))
        .build()?;
    let mut randomness = bytes();
    let keys = Keys::setup(&market, &mut randomness)?;
    let opening = Opening::draw(keys.manifest(), &market, &mut randomness)?;
    let published = opening.commitment().clone();

    let control = Cancellation::default();
    let answer = Solver::new().control(&control).solve(&market)?;
    let checked = certs::check(&market, &answer.allocation, &answer.certificate)?;
    let context = Context { policy_id: "contract 7".into(), epoch: 11, application_id: "billing".into() };
    let proof = compliance(&keys).prove(&market, &opening, &checked, &context, &mut randomness)?.evidence;

    let verifier = Verifier::pinned(keys.verifying_key().hash());
    let expected = Expected { context, market: published };
    verifier.verify(&proof, &expected)?;
    let later = Context { epoch: 12, ..expected.context.clone() };
    let refused = verifier.verify(&proof, &Expected { context: later.clone(), ..expected });
    assert_eq!(refused, Err(Refusal::Context(later)));
    Ok(())
}
