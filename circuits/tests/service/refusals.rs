//! What a verifier accepts, and each thing that it refuses.

use crate::backend::on_every_backend;
use crate::{Kept, MARKET, Proof, context, market, support::stream};
use apportion_circuits::compliance::{MarketCommitment, Opening, ProveError, compliance};
use apportion_circuits::{Context, Evidence, Expected, Refusal};

on_every_backend! {
    a_proof_is_accepted_for_its_context_and_market,
    a_proof_for_another_context_is_refused,
    a_proof_about_another_commitment_is_refused,
    a_commitment_for_another_circuit_is_refused,
    a_tampered_proof_is_refused,
    a_changed_allocation_is_refused,
    another_number_of_inputs_is_refused,
    a_proof_that_claims_another_key_is_refused,
    an_opening_for_another_circuit_proves_nothing,
    an_opening_of_another_market_proves_nothing,
    one_key_serves_another_market_that_fits,
    commitments_are_blinded_and_proofs_unlinkable,
}

/// A market of the same size, with another budget.
fn other() -> String {
    MARKET.replace("\"budget\":100", "\"budget\":70")
}

/// A market of another size.
fn wide() -> String {
    MARKET.replace("\"count\":2", "\"count\":9")
}

fn verdict<B: Kept>(evidence: &Evidence<B>, expected: &Expected<B>) -> Result<(), Refusal<B>> {
    B::verifier(B::keys()).verify(evidence, expected)
}

fn a_proof_is_accepted_for_its_context_and_market<B: Kept>() {
    let Proof { evidence, expected, .. } = Proof::<B>::new();
    verdict(&evidence, &expected).unwrap();
    assert_eq!(evidence.allocation().as_ref(), B::texts(&evidence.inputs).get(1));
}

fn a_proof_for_another_context_is_refused<B: Kept>() {
    let Proof { evidence, expected, .. } = Proof::<B>::new();
    for later in [
        Context { epoch: 12, ..context() },
        Context { policy_id: "contract 8".into(), ..context() },
        Context { application_id: String::new(), ..context() },
    ] {
        let refused = verdict(&evidence, &Expected { context: later.clone(), ..expected.clone() });
        assert!(matches!(refused, Err(Refusal::Context(found)) if found == later));
    }
}

fn a_proof_about_another_commitment_is_refused<B: Kept>() {
    let Proof { evidence, expected, .. } = Proof::<B>::new();
    let again = Opening::<B>::draw(B::keys().manifest(), &market(MARKET).0, &mut stream(3)).unwrap();
    let published = again.commitment().clone();
    let refused = verdict(&evidence, &Expected { market: published.clone(), ..expected });
    assert!(matches!(refused, Err(Refusal::Market { expected, .. }) if expected == published.decimal()));
}

fn a_commitment_for_another_circuit_is_refused<B: Kept>() {
    let Proof { evidence, expected, .. } = Proof::<B>::new();
    let wide = B::keys_for(&market(&wide()).0);
    let refused = B::verifier(&wide).verify(&evidence, &expected);
    assert!(matches!(refused, Err(Refusal::Circuit { commitment, .. }) if commitment == expected.market.circuit()));
}

fn a_tampered_proof_is_refused<B: Kept>() {
    let Proof { evidence, expected, .. } = Proof::<B>::new();
    let tampered = B::tampered(&evidence.proof);
    assert!(!tampered.is_empty());
    for proof in tampered {
        let refused = verdict(&Evidence { proof, ..evidence.clone() }, &expected);
        assert!(matches!(refused, Err(Refusal::Proof(reason)) if B::is_of_the_proof(&reason)));
    }
}

fn a_changed_allocation_is_refused<B: Kept>() {
    let Proof { evidence, expected, .. } = Proof::<B>::new();
    let mut texts = B::texts(&evidence.inputs);
    texts[1] = "7".into();
    let refused = verdict(&Evidence { inputs: B::inputs(&texts), ..evidence }, &expected);
    assert!(matches!(refused, Err(Refusal::Proof(reason)) if B::is_of_the_proof(&reason)));
}

fn another_number_of_inputs_is_refused<B: Kept>() {
    let Proof { evidence, expected, .. } = Proof::<B>::new();
    let texts = B::texts(&evidence.inputs);
    let zero = "0".to_owned();
    for (count, texts) in
        [(0, vec![]), (2, texts[..2].to_vec()), (4, texts.iter().chain([&zero]).cloned().collect::<Vec<_>>())]
    {
        let refused = verdict(&Evidence { inputs: B::inputs(&texts), ..evidence.clone() }, &expected);
        assert!(matches!(refused, Err(Refusal::InputCount { found, expected: 3 }) if found == count));
    }
}

fn a_proof_that_claims_another_key_is_refused<B: Kept>() {
    let Proof { evidence, expected, .. } = Proof::<B>::new();
    let (market, checked) = market(&wide());
    let keys = B::keys_for(&market);
    let opening = Opening::<B>::draw(keys.manifest(), &market, &mut stream(1)).unwrap();
    let wide = compliance(&keys).prove(&market, &opening, &checked, &context(), &mut stream(2)).unwrap().evidence;
    let refused = verdict(&Evidence { key: wide.key, ..evidence }, &expected);
    assert!(matches!(refused, Err(Refusal::Proof(reason)) if B::is_of_the_key(&reason)));
}

fn an_opening_for_another_circuit_proves_nothing<B: Kept>() {
    let (market, checked) = market(&wide());
    let wide = B::keys_for(&market);
    let opening = Opening::<B>::draw(wide.manifest(), &market, &mut stream(1)).unwrap();
    let refused = compliance(B::keys()).prove(&market, &opening, &checked, &context(), &mut stream(2));
    assert!(matches!(refused, Err(ProveError::OtherCircuit)));
    let unfitting = Opening::<B>::draw(B::keys().manifest(), &market, &mut stream(1));
    assert!(unfitting.is_err());
}

fn an_opening_of_another_market_proves_nothing<B: Kept>() {
    let Proof { opening, .. } = Proof::<B>::new();
    let (market, checked) = market(&other());
    let refused = compliance(B::keys()).prove(&market, &opening, &checked, &context(), &mut stream(2));
    assert!(matches!(refused, Err(ProveError::OtherMarket(made_for)) if made_for == opening.market_sha256()));
}

fn one_key_serves_another_market_that_fits<B: Kept>() {
    let (market, checked) = market(&other());
    let opening = Opening::<B>::draw(B::keys().manifest(), &market, &mut stream(1)).unwrap();
    let proved = compliance(B::keys()).prove(&market, &opening, &checked, &context(), &mut stream(2)).unwrap();
    let expected = Expected { context: context(), market: opening.commitment().clone() };
    verdict(&proved.evidence, &expected).unwrap();
}

fn commitments_are_blinded_and_proofs_unlinkable<B: Kept>() {
    let (market, checked) = market(MARKET);
    let draw = |seed| Opening::<B>::draw(B::keys().manifest(), &market, &mut stream(seed)).unwrap();
    let (opening, again) = (draw(1), draw(3));
    assert_ne!(opening.commitment(), again.commitment());
    let prove = |seed| {
        compliance(B::keys()).prove(&market, &opening, &checked, &context(), &mut stream(seed)).unwrap().evidence
    };
    let (first, second) = (prove(4), prove(5));
    assert_ne!(first.allocation(), second.allocation());
    assert_ne!(first.proof, second.proof);
    let stored = MarketCommitment::<B>::from_json(opening.commitment().to_json().as_bytes());
    assert_eq!(stored.as_ref(), Ok(opening.commitment()));
}
