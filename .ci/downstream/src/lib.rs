//! The Rust of the design document, as a service author writes it.

use apportion::circuits::compliance::Purpose;
use apportion::circuits::{Claim, Context, Evidence, Keys, Opening, Randomness, compliance};
use apportion::{certs, prelude::*};
use std::error::Error;
use std::time::Duration;

/// One request on one gateway.
pub fn market() -> Result<Market, Box<dyn Error>> {
    Ok(Market::builder("gateway")
        .slots(60, Duration::from_secs(60))
        .payer(Payer::new("alice").budget(mic("100")?))
        .offer(
            Offer::new("claude")
                .unlimited("tokens")
                .price("tokens", nmic(15_000))
                .limit("tokens", 400_000, window(1)),
        )
        .task(Task::new("req-1", "alice").demand("tokens", 5_000).quality_min(ppm(900_000)))
        .build()?)
}

/// Allocates and returns what the checker accepted.
pub fn allocate(market: &Market, control: &Cancellation) -> Result<certs::Checked, Box<dyn Error>> {
    let answer = Solver::new().gap(ppm(1_000)).control(control).solve(market)?;
    Ok(certs::check(market, &answer.allocation, &answer.certificate)?)
}

/// Keys that serve every market of this size, and a commitment to this one: what is published before anything is proved.
pub fn commit(market: &Market, randomness: &mut impl Randomness) -> Result<(Keys, Opening), Box<dyn Error>> {
    let keys = Keys::setup_for(Purpose::from(Claim::Compliance), market, randomness)?;
    let opening = Opening::draw(keys.manifest(), market, randomness)?;
    Ok((keys, opening))
}

/// Proves that what was allocated keeps the rules of the committed market.
pub fn prove(
    market: &Market,
    (keys, opening): (&Keys, &Opening),
    checked: &certs::Checked,
    context: &Context,
    randomness: &mut impl Randomness,
) -> Result<Evidence, Box<dyn Error>> {
    Ok(compliance(keys).prove(market, opening, checked, context, randomness)?.evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use apportion::circuits::{Expected, Verifier};

    fn assert_sendable<T: Send + 'static>(_: &T) {}

    #[test]
    fn leaving_out_a_task_without_a_penalty_is_proved_cheapest() {
        let checked =
            allocate(&market().expect("a market"), &Cancellation::default()).expect("a limit is a status, not an error");
        assert_eq!(checked.status(), certs::Status::Optimal);
        assert_eq!(checked.values(), Some(&[0][..]));
        assert_sendable(&checked);
    }

    #[test]
    fn whoever_knows_key_and_commitment_accepts_the_proof() {
        // As good as random bytes, where nothing is at stake.
        let mut state = 1u64;
        let mut randomness = |bytes: &mut [u8]| {
            for byte in bytes {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *byte = (state >> 56) as u8;
            }
        };
        let market = market().expect("a market");
        let checked = allocate(&market, &Cancellation::default()).expect("an answer");
        let (keys, opening) = commit(&market, &mut randomness).expect("keys");
        let context = Context { policy_id: "contract 7".into(), ..Context::default() };
        let evidence =
            prove(&market, (&keys, &opening), &checked, &context, &mut randomness).expect("the rules are kept");
        let verifier = Verifier::pinned(keys.verifying_key().hash());
        let expected = Expected { context, market: opening.commitment().clone() };
        assert_eq!(verifier.verify(&evidence, &expected), Ok(()));
        let other = Expected { context: Context::default(), ..expected };
        assert!(verifier.verify(&evidence, &other).is_err());
    }
}
