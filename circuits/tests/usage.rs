//! `usage` as a service uses it: a ledger of several chunks, every way to break the chain, and every reason to refuse an event.
#![cfg(feature = "prove")]

mod support;

use apportion_certs::program::Origin;
use apportion_circuits::compliance::{Expected, OtherStatement, Refusal};
use apportion_circuits::groth16::{PublicInputs, Reason, Setup};
use apportion_circuits::statement::compliance::FitError;
use apportion_circuits::usage::{
    Chunk, ChunkProof, ChunkSize, Covered, Event, EventError, Keys, LedgerError, LedgerRefusal, Policing, Verifier,
    prove_chunks, usage,
};
use apportion_circuits::{Context, Opening};
use apportion_lattice::{Market, Of, OfferIndex, PayerIndex, ResourceIndex, nmic};
use proptest::prelude::*;
use std::sync::LazyLock;
use support::stream;

/// Slots of a second; ann has a budget and a limit, box a capacity and a window, lab is for ben alone and has no gpus.
const MARKET: &str = r#"{
  "version": 1,
  "resources": [{"name": "cpu", "unit": "cores"}, {"name": "gpu", "unit": "cards"}],
  "slots": {"count": 40, "length_ms": 1000},
  "payers": [{"id": "ann", "budget": 100, "limits": [{"of": "money", "amount": 60, "window_slots": 2}]}, {"id": "ben"}],
  "offers": [
    {"id": "box", "capacity": {"cpu": 8, "gpu": "unlimited"}, "limits": [{"of": "gpu", "amount": 10, "window_slots": 3}]},
    {"id": "lab", "capacity": {"cpu": "unlimited"}, "total": {"cpu": 50}, "permit": {"principals": ["ben"]}}
  ],
  "tasks": []
}"#;

fn market() -> Market {
    Market::from_json(MARKET).unwrap()
}

fn context() -> Context {
    Context { policy_id: "contract 7".into(), ..Context::default() }
}

struct Fixture {
    keys: Keys,
    opening: Opening,
    chunks: Vec<ChunkProof>,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let keys = Keys::setup(&market(), ChunkSize { events: Some(3) }, Policing::Windows, &mut stream(1)).unwrap();
    let opening = Opening::draw(keys.manifest(), &market(), &mut stream(2)).unwrap();
    let chunks = chunks(&keys, &opening, &EVENTS);
    let chunks = prove_chunks(&keys, &chunks, || stream(5)).unwrap();
    Fixture { keys, opening, chunks }
});

/// Time, payer, offer, cpu and gpu, price.
type Line = (u64, u32, u32, [u64; 2], u64);

/// More in slot 1 than a chunk holds, and a pause.
const EVENTS: [Line; 6] = [
    (10, 0, 0, [8, 0], 20),
    (1_000, 0, 0, [2, 5], 30),
    (1_000, 1, 1, [50, 0], 999),
    (1_999, 1, 0, [6, 4], 0),
    (1_500, 0, 0, [0, 1], 10),
    (38_000, 0, 0, [8, 10], 40),
];

fn event(&(time_ms, payer, offer, usage, price): &Line) -> Event {
    let (payer, offer) = (PayerIndex::new(payer), OfferIndex::new(offer));
    Event { time_ms, payer, offer, usage: usage.to_vec(), price: nmic(price) }
}

fn chunks(keys: &Keys, opening: &Opening, lines: &[Line]) -> Vec<Chunk> {
    let mut ledger = usage(keys).ledger(&market(), opening, &context()).unwrap();
    let mut chunks = Vec::new();
    for line in lines {
        chunks.extend(ledger.push(&event(line), &mut stream(3)).unwrap());
    }
    chunks.push(ledger.finish(&mut stream(4)).unwrap());
    chunks
}

fn expected(fixture: &Fixture) -> Expected {
    Expected { context: context(), market: fixture.opening.commitment().clone() }
}

fn verify(chunks: &[ChunkProof], expected: &Expected) -> Result<Covered, LedgerRefusal> {
    let keys = &FIXTURE.keys;
    let verifier = Verifier::of_manifest(keys.manifest(), Setup::SingleParty).unwrap();
    let mut ledger = verifier.ledger(keys.verifying_key(), expected)?;
    // In batches of two, so that joints lie within and between batches.
    chunks.chunks(2).try_for_each(|batch| ledger.push(batch, &mut stream(6)))?;
    ledger.finish()
}

fn accepted(chunks: &[ChunkProof]) -> Result<Covered, LedgerRefusal> {
    verify(chunks, &expected(&FIXTURE))
}

/// A chunk with one public input replaced by another chunk's.
fn with_input(chunk: &ChunkProof, at: usize, from: &ChunkProof) -> ChunkProof {
    let mut inputs = chunk.inputs.to_bytes();
    inputs[at] = from.inputs.to_bytes()[at];
    ChunkProof { proof: chunk.proof, inputs: PublicInputs::from_bytes(&inputs).unwrap() }
}

#[test]
fn a_ledger_of_several_chunks_is_proved_and_accepted() {
    let Fixture { keys, opening, chunks: proofs } = &*FIXTURE;
    let numbers: Vec<_> = chunks(keys, opening, &EVENTS).iter().map(|chunk| (chunk.number(), chunk.events())).collect();
    assert_eq!(numbers, [(1, 3), (2, 2), (3, 1)]);
    let covered = accepted(proofs).unwrap();
    assert_eq!((covered.chunks, covered.events, covered.slots), (3, 6, 39));
    // Chunks before the last one tell nothing.
    let told = proofs.iter().map(|chunk| chunk.inputs.to_bytes()[4] != [0; 32]).collect::<Vec<_>>();
    assert_eq!(told, [false, false, true]);
}

#[test]
fn an_empty_ledger_is_proved_as_one() {
    let Fixture { keys, opening, .. } = &*FIXTURE;
    let proofs = prove_chunks(keys, &chunks(keys, opening, &[]), || stream(7)).unwrap();
    let covered = accepted(&proofs).unwrap();
    assert_eq!((covered.chunks, covered.events, covered.slots), (1, 0, 1));
}

#[test]
fn a_chunk_dropped_is_refused() {
    let chunks = &FIXTURE.chunks;
    assert_eq!(accepted(&chunks[1..]), Err(LedgerRefusal::Genesis));
    assert_eq!(accepted(&[chunks[0].clone(), chunks[2].clone()]), Err(LedgerRefusal::Joint { chunk: 2 }));
    assert_eq!(accepted(&chunks[..2]), Err(LedgerRefusal::Untold { chunk: 2 }));
    assert_eq!(accepted(&[]), Err(LedgerRefusal::Empty));
}

#[test]
fn chunks_reordered_or_doubled_are_refused() {
    let [first, second, third] = &FIXTURE.chunks[..] else { panic!("three chunks") };
    let of = |chunks: [&ChunkProof; 3]| accepted(&chunks.map(Clone::clone));
    assert_eq!(of([first, third, second]), Err(LedgerRefusal::Joint { chunk: 2 }));
    assert_eq!(of([second, first, third]), Err(LedgerRefusal::Genesis));
    let doubled = [first, second, second, third].map(Clone::clone);
    assert_eq!(accepted(&doubled), Err(LedgerRefusal::Joint { chunk: 3 }));
}

#[test]
fn a_ledger_for_another_context_policy_or_statement_is_refused() {
    let expected = expected(&FIXTURE);
    let other = Context { policy_id: "contract 8".into(), ..Context::default() };
    let context = Expected { context: other.clone(), ..expected.clone() };
    let refused = LedgerRefusal::Chunk { chunk: 1, refusal: Refusal::Context(other) };
    assert_eq!(verify(&FIXTURE.chunks, &context), Err(refused));
    let again = Opening::draw(FIXTURE.keys.manifest(), &market(), &mut stream(8)).unwrap();
    let market = Expected { market: again.commitment().clone(), ..expected };
    let refused = verify(&FIXTURE.chunks, &market).unwrap_err();
    assert!(matches!(refused, LedgerRefusal::Chunk { chunk: 1, refusal: Refusal::Market { .. } }), "{refused}");
    let compliance =
        apportion_circuits::Verifier::of_manifest(FIXTURE.keys.manifest(), Setup::SingleParty).unwrap_err();
    let statement = OtherStatement::Statement { expected: "compliance or near-optimality", found: "usage".into() };
    assert_eq!(compliance, Refusal::Manifest(statement));
}

#[test]
fn a_chunk_whose_inputs_were_changed_to_fit_is_refused_by_its_proof() {
    let [first, second, third] = &FIXTURE.chunks[..] else { panic!("three chunks") };
    let equation = |chunk| Err(LedgerRefusal::Chunk { chunk, refusal: Refusal::Proof(Reason::Equation) });
    // A genesis that is not zero: the second chunk claims to begin at the beginning.
    assert_eq!(accepted(&[with_input(second, 2, first), third.clone()]), equation(1));
    // The second chunk left out, and the third joined to the first.
    let mut joined = third.inputs.to_bytes();
    joined[2] = first.inputs.to_bytes()[3];
    let joined = ChunkProof { proof: third.proof, inputs: PublicInputs::from_bytes(&joined).unwrap() };
    assert_eq!(accepted(&[first.clone(), joined]), equation(2));
    // A count that is not the ledger's.
    let mut told = third.inputs.to_bytes();
    told[4][31] -= 1;
    let told = ChunkProof { proof: third.proof, inputs: PublicInputs::from_bytes(&told).unwrap() };
    assert_eq!(accepted(&[first.clone(), second.clone(), told]), equation(3));
    // The last chunk left out, and the second made to tell.
    assert_eq!(accepted(&[first.clone(), with_input(second, 4, third)]), equation(2));
    let short = PublicInputs::from_bytes(&first.inputs.to_bytes()[..4]).unwrap();
    let short = ChunkProof { proof: first.proof, inputs: short };
    let count = Refusal::InputCount { found: 4, expected: 5 };
    assert_eq!(accepted(&[short]), Err(LedgerRefusal::Chunk { chunk: 1, refusal: count }));
}

#[test]
fn another_key_is_refused() {
    let other = Keys::setup(&market(), ChunkSize { events: Some(3) }, Policing::Windows, &mut stream(9)).unwrap();
    let verifier = Verifier::of_manifest(FIXTURE.keys.manifest(), Setup::SingleParty).unwrap();
    let refused = verifier.ledger(other.verifying_key(), &expected(&FIXTURE)).unwrap_err();
    assert!(matches!(refused, LedgerRefusal::Key(Refusal::Proof(Reason::KeyHash { .. }))), "{refused}");
    let larger = Keys::setup(&market(), ChunkSize { events: Some(4) }, Policing::Windows, &mut stream(9)).unwrap();
    let verifier = Verifier::of_manifest(larger.manifest(), Setup::SingleParty).unwrap();
    let refused = verifier.ledger(larger.verifying_key(), &expected(&FIXTURE)).unwrap_err();
    assert!(matches!(refused, LedgerRefusal::Key(Refusal::Circuit { .. })), "{refused}");
    assert!(matches!(
        usage(&larger).ledger(&market(), &FIXTURE.opening, &context()).unwrap_err(),
        LedgerError::OtherCircuit
    ));
}

#[test]
fn an_event_that_breaks_a_rule_is_refused_and_leaves_the_ledger_as_it_was() {
    let Fixture { keys, opening, .. } = &*FIXTURE;
    let mut ledger = usage(keys).ledger(&market(), opening, &context()).unwrap();
    for line in &EVENTS[..3] {
        ledger.push(&event(line), &mut stream(3)).unwrap();
    }
    let mut refused = |line: Line| ledger.push(&event(&line), &mut stream(3)).unwrap_err();
    let (ann, lab) = (PayerIndex::new(0), OfferIndex::new(1));
    let (cpu, gpu) = (Of::Resource(ResourceIndex::new(0)), Of::Resource(ResourceIndex::new(1)));
    let over = |origin, of, slot, sum, amount| EventError::Exceeded { origin, of, slot, sum, amount };
    assert_eq!(refused((999, 0, 0, [0, 0], 0)), EventError::Late { slot: 0, open: 1 });
    assert_eq!(refused((40_000, 0, 0, [0, 0], 0)), EventError::AfterMarket { slot: 40, last: 39 });
    assert_eq!(refused((2_000, 0, 1, [0, 0], 0)), EventError::NotPermitted { payer: ann, offer: lab });
    assert_eq!(refused((9_000, 0, 0, [0, 0], 51)), over(Origin::Budget(ann), Of::Money, 9, 101, 100));
    assert_eq!(refused((1_000, 0, 0, [0, 0], 11)), over(Origin::PayerLimit(ann, 0), Of::Money, 1, 61, 60));
    assert_eq!(refused((1_000, 1, 0, [7, 0], 0)), over(Origin::Capacity(OfferIndex::new(0)), cpu, 1, 9, 8));
    assert_eq!(refused((3_000, 1, 0, [0, 6], 0)), over(Origin::OfferLimit(OfferIndex::new(0), 0), gpu, 3, 11, 10));
    assert_eq!(refused((9_000, 1, 1, [1, 0], 0)), over(Origin::Total(lab), cpu, 9, 51, 50));
    assert_eq!(refused((9_000, 1, 1, [0, 1], 0)), over(Origin::Capacity(lab), gpu, 9, 1, 0));
    // What was refused in later slots has moved nothing: the rest of the ledger is proved as before.
    let mut rest = Vec::new();
    for line in &EVENTS[3..] {
        rest.extend(ledger.push(&event(line), &mut stream(3)).unwrap());
    }
    assert_eq!(rest.len(), 2);
    let amounts = Event { usage: vec![1], ..event(&(38_000, 1, 0, [0, 0], 0)) };
    let refused = ledger.push(&amounts, &mut stream(3)).unwrap_err();
    assert_eq!(refused, EventError::Amounts { expected: 2, found: 1 });
}

#[test]
fn markets_that_do_not_fit_the_keys_or_the_opening_are_refused() {
    let Fixture { keys, opening, .. } = &*FIXTURE;
    let of = |from: &str, to: &str| Market::from_json(&MARKET.replace(from, to)).unwrap();
    let ledger = |market: &Market| usage(keys).ledger(market, opening, &context()).map(|_| ()).unwrap_err();
    assert!(matches!(ledger(&of("\"budget\": 100", "\"budget\": 99")), LedgerError::OtherMarket(_)));
    let slots = ledger(&of("\"length_ms\": 1000", "\"length_ms\": 999"));
    assert_eq!(slots, LedgerError::Fit(FitError::SlotLength { found: 999, expected: 1000 }));
    let limit = ledger(&of("\"window_slots\": 3", "\"window_slots\": 4"));
    assert_eq!(limit, LedgerError::Fit(FitError::Limit { origin: Origin::OfferLimit(OfferIndex::new(0), 0) }));
    let nobody = ledger(&of("\"gpu\": \"unlimited\"}", "\"gpu\": \"unlimited\"}, \"permit\": {\"principals\": []}"));
    assert!(matches!(nobody, LedgerError::OtherMarket(_)), "{nobody}");
    let setup = |json: &str| {
        let market = Market::from_json(json).unwrap();
        Keys::setup(&market, ChunkSize { events: Some(1) }, Policing::Windows, &mut stream(1)).unwrap_err().to_string()
    };
    let free = r#"{"version": 1, "resources": [], "payers": [{"id": "ann"}], "offers": [{"id": "box"}], "tasks": []}"#;
    assert!(setup(free).contains("there is nothing to prove"));
    assert!(setup(&free.replace("{\"id\": \"ann\"}", "")).contains("there is nothing to prove"));
}

/// Whether the market allows an event after others, by its text.
fn allowed(policing: Policing, before: &[Line], line: Line) -> bool {
    let all: Vec<Line> = before.iter().copied().chain([line]).collect();
    let slot = |line: &Line| line.0 / 1_000;
    let sum = |counts: &dyn Fn(&Line) -> bool, amount: fn(&Line) -> u64| -> u64 {
        all.iter().filter(|line| counts(line)).map(amount).sum()
    };
    let within = |line: &Line, end: u64, length: u64| slot(line) <= end && slot(line) + length > end;
    let [cpu, gpu, price]: [fn(&Line) -> u64; 3] = [|line| line.3[0], |line| line.3[1], |line| line.4];
    // Whether a bucket that starts full always has the tokens that a slot takes, and is refilled after it.
    let bucket = |counts: fn(&Line) -> bool, amount: fn(&Line) -> u64, capacity: u64, refill: u64| {
        let mut tokens = capacity;
        (0..40).all(|now| {
            let taken = sum(&|line| counts(line) && slot(line) == now, amount);
            let enough = taken <= tokens;
            tokens = capacity.min(tokens.saturating_sub(taken) + refill);
            enough
        })
    };
    let limits = match policing {
        Policing::Windows => (0..40).all(|end| {
            sum(&|line| line.1 == 0 && within(line, end, 2), price) <= 60
                && sum(&|line| line.2 == 0 && within(line, end, 3), gpu) <= 10
        }),
        Policing::TokenBuckets => bucket(|line| line.1 == 0, price, 60, 30) && bucket(|line| line.2 == 0, gpu, 10, 4),
    };
    let capacity = (0..40).all(|end| sum(&|line| line.2 == 0 && within(line, end, 1), cpu) <= 8);
    let permitted = all.iter().all(|line| line.1 == 1 || line.2 == 0);
    let ordered = all.windows(2).all(|pair| slot(&pair[0]) <= slot(&pair[1])) && slot(&line) < 40;
    let totals = sum(&|line| line.1 == 0, price) <= 100
        && sum(&|line| line.2 == 1, cpu) <= 50
        && sum(&|line| line.2 == 1, gpu) == 0;
    limits && capacity && permitted && ordered && totals
}

fn takes_exactly_what_is_allowed(keys: &Keys, opening: &Opening) {
    let lines = (0u64..1_500, 0u32..2, 0u32..2, [0u64..6, 0u64..5], 0u64..30);
    let config = ProptestConfig { cases: 48, ..ProptestConfig::default() };
    proptest!(config, |(steps in prop::collection::vec(lines, 1..24), pause in 0u64..30_000)| {
        let mut ledger = usage(keys).ledger(&market(), opening, &context()).unwrap();
        let (mut taken, mut time): (Vec<Line>, u64) = (Vec::new(), 0);
        for (at, (step, payer, offer, usage, price)) in steps.into_iter().enumerate() {
            let step = if at == 5 { pause } else { step };
            let line = (time + step, payer, offer, usage, price);
            let pushed = ledger.push(&event(&line), &mut stream(3));
            prop_assert!(!matches!(pushed, Err(EventError::Unsatisfied(_))), "{:?}", pushed);
            let allowed = allowed(keys.policing(), &taken, line);
            prop_assert_eq!(pushed.is_ok(), allowed, "{:?} after {:?}: {:?}", line, taken, pushed);
            if pushed.is_ok() {
                taken.push(line);
                time += step;
            }
        }
        prop_assert!(ledger.finish(&mut stream(4)).is_ok());
    });
}

#[test]
fn a_ledger_takes_exactly_the_events_that_the_market_allows() {
    let Fixture { keys, opening, .. } = &*FIXTURE;
    takes_exactly_what_is_allowed(keys, opening);
}

fn token_buckets() -> (Keys, Opening) {
    let keys = Keys::setup(&market(), ChunkSize { events: Some(3) }, Policing::TokenBuckets, &mut stream(1)).unwrap();
    let opening = Opening::draw(keys.manifest(), &market(), &mut stream(2)).unwrap();
    (keys, opening)
}

#[test]
fn a_ledger_takes_exactly_the_events_that_token_buckets_allow() {
    let (keys, opening) = token_buckets();
    takes_exactly_what_is_allowed(&keys, &opening);
}

#[test]
fn an_event_that_overdraws_a_bucket_is_refused_and_leaves_the_ledger_as_it_was() {
    let (keys, opening) = token_buckets();
    let mut ledger = usage(&keys).ledger(&market(), &opening, &context()).unwrap();
    let mut pushed = |line: Line| ledger.push(&event(&line), &mut stream(3)).map(drop);
    let (origin, of) = (Origin::OfferLimit(OfferIndex::new(0), 0), Of::Resource(ResourceIndex::new(1)));
    let overdrawn = |slot, backlog| Err(EventError::Overdrawn { origin, of, slot, backlog, capacity: 10 });
    assert_eq!(pushed((500, 0, 0, [0, 10], 0)), Ok(()));
    assert_eq!(pushed((1_000, 0, 0, [0, 5], 0)), overdrawn(1, 11));
    // What a window of three slots would refuse.
    assert_eq!(pushed((1_000, 0, 0, [0, 4], 0)), Ok(()));
    assert_eq!(pushed((9_000, 0, 0, [0, 11], 0)), overdrawn(9, 11));
    assert_eq!(pushed((3_000, 1, 0, [0, 8], 0)), Ok(()));
    // The capacity of a slot is no bucket.
    let (origin, of) = (Origin::Capacity(OfferIndex::new(0)), Of::Resource(ResourceIndex::new(0)));
    let exceeded = EventError::Exceeded { origin, of, slot: 3, sum: 9, amount: 8 };
    assert_eq!(pushed((3_000, 1, 0, [9, 0], 0)), Err(exceeded));
}

#[test]
fn a_verifier_tells_how_windows_are_policed_and_keys_do_not_mix() {
    let (keys, opening) = token_buckets();
    let policing = |keys: &Keys| Verifier::of_manifest(keys.manifest(), Setup::SingleParty).unwrap().policing();
    assert_eq!([policing(&keys), policing(&FIXTURE.keys)], [Policing::TokenBuckets, Policing::Windows]);
    let loaded = Keys::load(keys.manifest().clone(), &keys.proving_key()).unwrap();
    assert_eq!(loaded.policing(), Policing::TokenBuckets);
    let mixed = usage(&FIXTURE.keys).ledger(&market(), &opening, &context()).map(drop).unwrap_err();
    assert_eq!(mixed, LedgerError::OtherCircuit);
}
