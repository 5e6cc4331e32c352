//! Every reason to refuse an event: what a ledger takes is what the market allows. No proof is made, so that one backend stands for all.

use crate::backend::Sample;
use crate::{EVENTS, Fixture, Kept, Line, MARKET, context, event, market, support::stream};
use apportion_certs::program::Origin;
use apportion_circuits::Opening;
use apportion_circuits::compliance::Groth16;
use apportion_circuits::statement::compliance::FitError;
use apportion_circuits::usage::{ChunkSize, Event, EventError, Keys, LedgerError, Policing, usage};
use apportion_lattice::{Market, Of, OfferIndex, PayerIndex, ResourceIndex};
use proptest::prelude::*;

#[test]
fn an_event_that_breaks_a_rule_is_refused_and_leaves_the_ledger_as_it_was() {
    let Fixture { keys, opening, .. } = Groth16::fixture();
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
    let Fixture { keys, opening, .. } = Groth16::fixture();
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
    // Whether a bucket that starts full always has the tokens that a slot takes, and is refilled after it: in parts of a token, as many as slots.
    let bucket = |counts: fn(&Line) -> bool, amount: fn(&Line) -> u64, capacity: u64, slots: u64| {
        let mut parts = capacity * slots;
        (0..40).all(|now| {
            let taken = slots * sum(&|line| counts(line) && slot(line) == now, amount);
            let enough = taken <= parts;
            parts = (capacity * slots).min(parts.saturating_sub(taken) + capacity);
            enough
        })
    };
    let limits = match policing {
        Policing::Windows => (0..40).all(|end| {
            sum(&|line| line.1 == 0 && within(line, end, 2), price) <= 60
                && sum(&|line| line.2 == 0 && within(line, end, 3), gpu) <= 10
        }),
        Policing::TokenBuckets => bucket(|line| line.1 == 0, price, 60, 2) && bucket(|line| line.2 == 0, gpu, 10, 3),
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
    let Fixture { keys, opening, .. } = Groth16::fixture();
    takes_exactly_what_is_allowed(keys, opening);
}

fn token_buckets() -> (Keys, Opening) {
    let keys = Groth16::ledger_keys(&market(), 3, Policing::TokenBuckets);
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
    // Refilled by 10 in three slots: 6 2/3 and 4 are more than 10.
    assert_eq!(pushed((1_000, 0, 0, [0, 4], 0)), overdrawn(1, 11));
    // What a window of three slots would refuse.
    assert_eq!(pushed((1_000, 0, 0, [0, 3], 0)), Ok(()));
    assert_eq!(pushed((9_000, 0, 0, [0, 11], 0)), overdrawn(9, 11));
    assert_eq!(pushed((3_000, 1, 0, [0, 7], 0)), Ok(()));
    // The capacity of a slot is no bucket.
    let (origin, of) = (Origin::Capacity(OfferIndex::new(0)), Of::Resource(ResourceIndex::new(0)));
    let exceeded = EventError::Exceeded { origin, of, slot: 3, sum: 9, amount: 8 };
    assert_eq!(pushed((3_000, 1, 0, [9, 0], 0)), Err(exceeded));
}
