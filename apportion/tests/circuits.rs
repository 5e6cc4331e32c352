//! The facade's proofs as a service author writes them.

use apportion::circuits::compliance::{Claim, Purpose, Shown, ShownError, Side};
use apportion::circuits::statement::compliance::LineCommitment;
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

#[test]
fn a_payer_and_an_offer_check_their_own_lines() -> Result<(), Box<dyn Error>> {
    let task = |id: &str, payer: &str, cpu| Task::new(id, payer).demand("cpu", cpu).penalty(1_000_000);
    let market = Market::builder("shared")
        .payer(Payer::new("ada"))
        .payer(Payer::new("ben"))
        .offer(Offer::new("big").capacity("cpu", 8).price("cpu", nmic(2)))
        .offer(Offer::new("small").capacity("cpu", 3).price("cpu", nmic(1)))
        .task(task("a", "ada", 5))
        .task(task("b", "ben", 3))
        .task(task("c", "ada", 9))
        .build()?;
    let mut randomness = bytes();
    let shown = Purpose { claim: Claim::Compliance, lines: LineCommitment::Tree };
    let keys = Keys::setup_for(shown, &market, &mut randomness)?;
    let opening = Opening::draw(keys.manifest(), &market, &mut randomness)?;
    let answer = Solver::new().solve(&market)?;
    let checked = certs::check(&market, &answer.allocation, &answer.certificate)?;
    let context = Context { policy_id: "shares".into(), ..Context::default() };
    let proved = compliance(&keys).prove(&market, &opening, &checked, &context, &mut randomness)?;
    let expected = Expected { context, market: opening.commitment().clone() };
    Verifier::pinned(keys.verifying_key().hash()).verify(&proved.evidence, &expected)?;

    let openings = proved.lines.ok_or("the keys commit line by line")?;
    let show = |side| openings.show(keys.manifest(), &side);
    let ada = show(Side::Payer("ada".into()))?;
    let lines = Shown::from_json(ada.to_json().as_bytes())?.check(keys.manifest(), &proved.evidence)?;
    let seen: Vec<_> =
        lines.iter().map(|line| (line.task.as_deref(), line.run.as_ref().map(|run| run.option.price))).collect();
    assert_eq!(seen, [(Some("a"), Some(10)), (Some("c"), None)]);
    let small = show(Side::Offer("small".into()))?;
    let lines = small.check(keys.manifest(), &proved.evidence)?;
    assert_eq!(lines.iter().map(|line| (line.place, line.task.clone())).collect::<Vec<_>>(), [(1, None)]);
    assert!(!small.to_json().contains("ben"));
    assert!(show(Side::Payer("eve".into())).is_err());
    assert!(show(Side::Offer("none".into())).is_err());

    let changed = |change: &dyn Fn(&mut serde_json::Value)| -> Result<_, Box<dyn Error>> {
        let mut document = serde_json::from_str(&ada.to_json())?;
        change(&mut document);
        Ok(Shown::from_json(document.to_string().as_bytes())?.check(keys.manifest(), &proved.evidence))
    };
    let price = changed(&|document| document["lines"][0]["run"]["price"] = 9.into())?;
    assert_eq!(price, Err(ShownError::NotThere(0)));
    let unassigned = changed(&|document| document["lines"][0]["run"] = serde_json::Value::Null)?;
    assert_eq!(unassigned, Err(ShownError::NotThere(0)));
    let task = changed(&|document| document["lines"][1]["name"]["task"] = "b".into())?;
    assert_eq!(task, Err(ShownError::NotThere(2)));
    let place = changed(&|document| document["lines"][1]["place"] = 3.into())?;
    assert!(matches!(place, Err(ShownError::NotThere(3) | ShownError::Form(3))), "{place:?}");
    let twice = changed(&|document| document["lines"][1] = document["lines"][0].clone())?;
    assert_eq!(twice, Err(ShownError::Order(0)));
    let other = changed(&|document| document["side"]["payer"] = "ben".into())?;
    assert!(matches!(other, Err(ShownError::OtherSide { place: 0, .. })), "{other:?}");
    let wide = changed(&|document| document["lines"][0]["run"]["offer"] = (1u64 << 60).into())?;
    assert_eq!(wide, Err(ShownError::Form(0)));
    let path = changed(&|document| drop(document["lines"][0]["path"].as_array_mut().map(Vec::pop)))?;
    assert_eq!(path, Err(ShownError::Form(0)));
    let allocation = changed(&|document| document["allocation"] = "1".into())?;
    assert!(matches!(allocation, Err(ShownError::OtherAllocation { .. })), "{allocation:?}");
    Ok(())
}
