//! What a verifier accepts as a ledger, and every way to break the chain.

use crate::backend::on_every_backend;
use crate::{EVENTS, Fixture, Kept, accepted, chunks, context, event, market, pushed, support::stream, verify};
use apportion_circuits::compliance::{DocumentError, Expected, Groth16, Refusal};
use apportion_circuits::groth16::Setup;
use apportion_circuits::usage::{
    ChunkProof, LedgerError, LedgerRefusal, LedgerState, Policing, Verifier, prove_chunks, usage,
};
use apportion_circuits::{Context, Opening};

on_every_backend! {
    a_ledger_of_several_chunks_is_proved_and_accepted,
    an_empty_ledger_is_proved_as_one,
    a_chunk_dropped_is_refused,
    chunks_reordered_or_doubled_are_refused,
    a_ledger_for_another_context_or_policy_is_refused,
    a_chunk_whose_inputs_were_changed_to_fit_is_refused_by_its_proof,
    a_tampered_proof_is_refused_by_its_chunk,
    another_number_of_inputs_is_refused,
    a_ledger_goes_on_from_where_another_one_stands,
    a_state_of_another_ledger_is_refused,
    another_key_is_refused,
    keys_for_windows_and_for_token_buckets_do_not_mix,
}

/// A chunk with one public input replaced.
fn with_input<B: Kept>(chunk: &ChunkProof<B>, at: usize, input: &str) -> ChunkProof<B> {
    let mut texts = B::texts(&chunk.inputs);
    texts[at] = input.to_owned();
    ChunkProof { proof: chunk.proof.clone(), inputs: B::inputs(&texts) }
}

fn input<B: Kept>(chunk: &ChunkProof<B>, at: usize) -> String {
    B::texts(&chunk.inputs)[at].clone()
}

fn a_ledger_of_several_chunks_is_proved_and_accepted<B: Kept>() {
    let Fixture { keys, opening, chunks: proofs } = B::fixture();
    let numbers: Vec<_> = chunks(keys, opening, &EVENTS).iter().map(|chunk| (chunk.number(), chunk.events())).collect();
    assert_eq!(numbers, [(1, 3), (2, 2), (3, 1)]);
    let covered = accepted(proofs).unwrap();
    assert_eq!((covered.chunks, covered.events, covered.slots), (3, 6, 39));
    assert_eq!(covered.state, input(&proofs[2], 3));
    // Chunks before the last one tell nothing.
    let told = proofs.iter().map(|chunk| input(chunk, 4) != "0").collect::<Vec<_>>();
    assert_eq!(told, [false, false, true]);
}

fn an_empty_ledger_is_proved_as_one<B: Kept>() {
    let Fixture { keys, opening, .. } = B::fixture();
    let proofs = prove_chunks(keys, &chunks(keys, opening, &[]), || stream(7)).unwrap();
    let covered = accepted(&proofs).unwrap();
    assert_eq!((covered.chunks, covered.events, covered.slots), (1, 0, 1));
}

fn is_genesis<B: Kept>(chunks: &[ChunkProof<B>]) -> bool {
    matches!(accepted(chunks), Err(LedgerRefusal::Genesis))
}

fn breaks_at<B: Kept>(chunks: &[ChunkProof<B>], number: u64) -> bool {
    matches!(accepted(chunks), Err(LedgerRefusal::Joint { chunk }) if chunk == number)
}

fn a_chunk_dropped_is_refused<B: Kept>() {
    let chunks = &B::fixture().chunks;
    assert!(is_genesis(&chunks[1..]));
    assert!(breaks_at(&[chunks[0].clone(), chunks[2].clone()], 2));
    assert!(matches!(accepted(&chunks[..2]), Err(LedgerRefusal::Untold { chunk: 2 })));
    assert!(matches!(accepted::<B>(&[]), Err(LedgerRefusal::Empty)));
}

fn chunks_reordered_or_doubled_are_refused<B: Kept>() {
    let [first, second, third] = &B::fixture().chunks[..] else { panic!("three chunks") };
    assert!(breaks_at(&[first, third, second].map(Clone::clone), 2));
    assert!(is_genesis(&[second, first, third].map(Clone::clone)));
    assert!(breaks_at(&[first, second, second, third].map(Clone::clone), 3));
}

fn a_ledger_for_another_context_or_policy_is_refused<B: Kept>() {
    let Fixture { keys, chunks, .. } = B::fixture();
    let expected = B::fixture().expected();
    let other = Context { policy_id: "contract 8".into(), ..Context::default() };
    let refused = verify(chunks, &Expected { context: other.clone(), ..expected.clone() });
    assert!(matches!(
        refused,
        Err(LedgerRefusal::Chunk { chunk: 1, refusal: Refusal::Context(context) }) if context == other
    ));
    let again = Opening::draw(keys.manifest(), &market(), &mut stream(8)).unwrap();
    let refused = verify(chunks, &Expected { market: again.commitment().clone(), ..expected });
    assert!(matches!(refused, Err(LedgerRefusal::Chunk { chunk: 1, refusal: Refusal::Market { .. } })));
}

/// Whether the proof of a chunk is refused.
fn is_refused_by_proof<B: Kept>(chunks: &[ChunkProof<B>], number: u64) -> bool {
    matches!(
        accepted(chunks),
        Err(LedgerRefusal::Chunk { chunk, refusal: Refusal::Proof(reason) }) if chunk == number && B::is_of_the_proof(&reason)
    )
}

fn a_chunk_whose_inputs_were_changed_to_fit_is_refused_by_its_proof<B: Kept>() {
    let [first, second, third] = &B::fixture().chunks[..] else { panic!("three chunks") };
    // A genesis that is not zero: the second chunk claims to begin at the beginning.
    assert!(is_refused_by_proof(&[with_input(second, 2, &input(first, 2)), third.clone()], 1));
    // The second chunk left out, and the third joined to the first.
    assert!(is_refused_by_proof(&[first.clone(), with_input(third, 2, &input(first, 3))], 2));
    // A count that is not the ledger's: 5 events in 39 slots.
    let told = (39u64 * (1 << 48) + 5).to_string();
    assert!(is_refused_by_proof(&[first.clone(), second.clone(), with_input(third, 4, &told)], 3));
    // The last chunk left out, and the second made to tell.
    assert!(is_refused_by_proof(&[first.clone(), with_input(second, 4, &input(third, 4))], 2));
}

fn a_tampered_proof_is_refused_by_its_chunk<B: Kept>() {
    let [first, second, third] = &B::fixture().chunks[..] else { panic!("three chunks") };
    for proof in B::tampered(&second.proof) {
        let tampered = ChunkProof { proof, inputs: second.inputs.clone() };
        assert!(is_refused_by_proof(&[first.clone(), tampered, third.clone()], 2));
    }
}

fn another_number_of_inputs_is_refused<B: Kept>() {
    let first = &B::fixture().chunks[0];
    let short = ChunkProof::<B> { proof: first.proof.clone(), inputs: B::inputs(&B::texts(&first.inputs)[..4]) };
    assert!(matches!(
        accepted(&[short]),
        Err(LedgerRefusal::Chunk { chunk: 1, refusal: Refusal::InputCount { found: 4, expected: 5 } })
    ));
}

/// The state after some of the events, as it is stored, and the proofs of these and of the others.
fn halves<B: Kept>(events: usize) -> (LedgerState<B>, [Vec<ChunkProof<B>>; 2]) {
    let Fixture { keys, opening, .. } = B::fixture();
    let first = chunks(keys, opening, &EVENTS[..events]);
    let state = first.last().unwrap().after();
    let stored = LedgerState::from_json(state.to_json().as_bytes()).unwrap();
    assert_eq!(stored, state);
    let later = usage(keys).resume(&market(), opening, &context(), &stored).unwrap();
    let second = pushed(later, &EVENTS[events..]);
    (state, [first, second].map(|chunks| prove_chunks(keys, &chunks, || stream(5)).unwrap()))
}

fn a_ledger_goes_on_from_where_another_one_stands<B: Kept>() {
    let Fixture { keys, opening, .. } = B::fixture();
    // In the middle of slot 1: what was used there before still counts.
    let (state, [first, second]) = halves::<B>(4);
    let covered = accepted(&first).unwrap();
    assert_eq!((covered.events, covered.slots), (4, 2));
    let (verifier, key, expected) = (B::ledger_verifier(keys), B::claimed_key(keys), B::fixture().expected());
    let verify = |state: &str, chunks: &[ChunkProof<B>]| {
        let mut ledger = verifier.resume(&key, &expected, state)?;
        ledger.push(chunks, &mut stream(6))?;
        ledger.finish()
    };
    let after = verify(&covered.state, &second).unwrap();
    assert_eq!((after.events, after.slots), (6, 39));
    assert!(is_genesis(&second));
    assert!(matches!(verify(&covered.state, &first), Err(LedgerRefusal::Continuation)));
    assert!(matches!(verify(&after.state, &second), Err(LedgerRefusal::Continuation)));
    assert!(matches!(verify("state", &second), Err(LedgerRefusal::State(_))));
    // 50 of 60 are spent in slot 1 and the one before, and 8 of 8 cores used in slot 1.
    for line in [(1_999, 0, 0, [0, 0], 11), (1_999, 1, 0, [1, 0], 0), (999, 0, 0, [0, 0], 0)] {
        let mut later = usage(keys).resume(&market(), opening, &context(), &state).unwrap();
        assert!(later.push(&event(&line), &mut stream(3)).is_err(), "{line:?}");
    }
}

fn a_state_of_another_ledger_is_refused<B: Kept>() {
    let Fixture { keys, opening, .. } = B::fixture();
    let state = chunks(keys, opening, &EVENTS[..1]).remove(0).after();
    let resumed = |opening: &Opening<B>, state: &LedgerState<B>| {
        usage(keys).resume(&market(), opening, &context(), state).map(drop)
    };
    let again = Opening::draw(keys.manifest(), &market(), &mut stream(8)).unwrap();
    assert_eq!(resumed(&again, &state), Err(LedgerError::OtherState));
    let changed = |from: &str, to: &str| {
        let text = state.to_json();
        assert!(text.contains(from), "{from} in {text}");
        LedgerState::<B>::from_json(text.replacen(from, to, 1).as_bytes())
    };
    let longer = changed("\"used\": [", "\"used\": [[],").unwrap();
    assert_eq!(resumed(opening, &longer), Err(LedgerError::OtherState));
    assert!(matches!(changed("\"usage\"", "\"total\""), Err(DocumentError::Statement { .. })));
    assert!(matches!(changed("\"slot\": 0", "\"slot\": -1"), Err(DocumentError::Malformed(_))));
    assert_eq!(format!("{state:?}"), "LedgerState(..)");
}

fn another_key_is_refused<B: Kept>() {
    let Fixture { keys, opening, .. } = B::fixture();
    let expected = B::fixture().expected();
    let larger = B::ledger_keys(&market(), 4, Policing::Windows);
    let refused = B::ledger_verifier(keys).ledger(&B::claimed_key(&larger), &expected).map(drop);
    assert!(matches!(refused, Err(LedgerRefusal::Key(Refusal::Proof(reason))) if B::is_of_the_key(&reason)));
    let refused = B::ledger_verifier(&larger).ledger(&B::claimed_key(&larger), &expected).map(drop);
    assert!(matches!(refused, Err(LedgerRefusal::Key(Refusal::Circuit { .. }))));
    let refused = usage(&larger).ledger(&market(), opening, &context()).map(drop);
    assert_eq!(refused, Err(LedgerError::OtherCircuit));
}

fn keys_for_windows_and_for_token_buckets_do_not_mix<B: Kept>() {
    let windows = &B::fixture().keys;
    let buckets = B::ledger_keys(&market(), 3, Policing::TokenBuckets);
    assert_eq!((windows.policing(), buckets.policing()), (Policing::Windows, Policing::TokenBuckets));
    assert_eq!(B::ledger_verifier(&buckets).policing(), Policing::TokenBuckets);
    let opening = Opening::draw(buckets.manifest(), &market(), &mut stream(2)).unwrap();
    let mixed = usage(windows).ledger(&market(), &opening, &context()).map(drop);
    assert_eq!(mixed, Err(LedgerError::OtherCircuit));
}

#[test]
fn keys_of_usage_are_not_those_of_compliance() {
    use apportion_circuits::compliance::OtherStatement;
    let manifest = Groth16::fixture().keys.manifest();
    let compliance = apportion_circuits::Verifier::of_manifest(manifest, Setup::SingleParty).unwrap_err();
    let statement = OtherStatement::Statement { expected: "compliance or near-optimality", found: "usage".into() };
    assert_eq!(compliance, Refusal::Manifest(statement));
    assert!(Verifier::of_manifest(manifest, Setup::Ceremony).is_err());
}
