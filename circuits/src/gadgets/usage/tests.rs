//! Provers that lie about what no state holds: each breaks one constraint, and no other.

use super::{Claims, Moved, arithmetize};
use crate::commitment::Blinding;
use crate::gadgets::{Builder, Linear, Sink};
use crate::layout::{BitWidth, Item, ItemLane};
use crate::poseidon::Poseidon;
use crate::statement::compliance::{LimitSpan, Limits, Meter, SlottedLimit, Subject};
use crate::statement::usage::{PairRow, Policing, Telling, UsagePolicy, UsageShape, UsageState};
use crate::statement::{PublicInputs, Statement, Usage, UsageWitness};
use ark_bn254::Fr;
use ark_ff::Zero;
use ark_relations::gr1cs::{SynthesisError, Variable};

/// A payer with a budget, an offer whose amount in any three slots is limited, and one that counts in nothing; chunks of four slots of 10 ms and up
/// to three events.
fn statement() -> Usage<Fr> {
    let (width, small) = (BitWidth::of(255), BitWidth::of(63));
    let window = SlottedLimit { span: LimitSpan::Window { length: 3, prior: 3 }, amount: width };
    let shape = UsageShape {
        events: 3,
        slot_bits: 2,
        slot_length_ms: 10,
        payer: BitWidth::of(1),
        offer: BitWidth::of(1),
        amounts: vec![small],
        price: small,
        pairs: 2,
        meters: vec![
            Meter { subject: Subject::Price, limits: Limits::Horizon(vec![width]) },
            Meter { subject: Subject::Demand(0), limits: Limits::Slotted(vec![window]) },
        ],
        policing: Policing::Windows,
    };
    Usage::new(Poseidon::default(), shape).unwrap()
}

/// Two events of 4 and 3 cores, the first in slot 0, the second at a time.
fn witness(statement: &Usage<Fr>, time: u64, slot: u64) -> UsageWitness<Fr> {
    let blinding = |number: u64| Blinding::from_element(Fr::from(number));
    let pair = |offer, loads| PairRow { payer: 0, offer, loads };
    let policy = UsagePolicy {
        pairs: vec![pair(0, vec![Some(0), Some(0)]), pair(1, vec![None, None])],
        amounts: vec![vec![100], vec![20]],
        blinding: blinding(1),
    };
    let event = |time, amount, price| Item { payer: 0, offer: 0, amounts: vec![amount], price, time };
    let events = vec![event(7, 4, 5), event(time, 3, 6)];
    let before = UsageState::genesis(statement.shape());
    statement.chunk(policy, before, events, slot, Telling::Told, [blinding(2), blinding(3)]).unwrap()
}

/// How many constraints are broken by a witness and claims that a change leads to. The ledger is that of the places claimed.
fn broken(time: u64, slot: u64, change: impl FnOnce(&mut UsageWitness<Fr>, &mut Claims)) -> usize {
    let statement = statement();
    let mut witness = witness(&statement, time, slot);
    let mut claims = Claims::of(&statement, &witness);
    change(&mut witness, &mut claims);
    let events = statement.events_commitment(&claims.places, &witness.blinding);
    witness.after.ledger = statement.poseidon.absorb(witness.before.ledger, &[events]);
    let public = statement.public(Fr::from(9), &witness);
    let mut broken = Broken(0);
    let mut builder = Builder::new(&mut broken, &statement.poseidon);
    let inputs: Vec<_> = public.inputs().into_iter().map(|value| builder.input(value).unwrap()).collect();
    arithmetize(&statement, &mut builder, &inputs, &witness, &claims).unwrap();
    broken.0
}

/// Counts constraints that are not satisfied.
#[derive(Debug)]
struct Broken(usize);

impl Sink<Fr> for Broken {
    fn records(&self) -> bool {
        false
    }

    fn input(&mut self, _: Fr) -> Result<Variable, SynthesisError> {
        Ok(Variable::One)
    }

    fn witness(&mut self, _: Fr) -> Result<Variable, SynthesisError> {
        Ok(Variable::One)
    }

    fn enforce(&mut self, left: &Linear<Fr>, right: &Linear<Fr>, product: &Linear<Fr>) -> Result<(), SynthesisError> {
        self.0 += usize::from(!(left.value() * right.value() - product.value()).is_zero());
        Ok(())
    }
}

/// The claim about a lane of the item in a place.
fn lane(claims: &mut Claims, place: usize, name: ItemLane) -> &mut u64 {
    let at = statement().shape().layout().lanes().position(|(lane, _)| lane == name).unwrap();
    &mut claims.places[place][1][at].0
}

#[test]
fn honest_claims_break_nothing() {
    for (time, slot) in [(19, 1), (29, 2), (19, 3), (19, 4), (19, 1 << 30)] {
        assert_eq!(broken(time, slot, |_, _| ()), 0, "{time} {slot}");
    }
}

#[test]
fn a_time_that_reaches_the_length_of_its_slot_is_refused() {
    for milliseconds in [10, 11, 15] {
        assert_eq!(broken(19, 1, |_, claims| *lane(claims, 1, ItemLane::Time) = milliseconds), 1, "{milliseconds}");
    }
    assert_eq!(broken(19, 1, |_, claims| *lane(claims, 1, ItemLane::Time) = 0), 0);
}

#[test]
fn a_place_without_event_that_holds_something_is_refused() {
    assert_eq!(broken(19, 1, |_, claims| *lane(claims, 2, ItemLane::Price) = 1), 1);
    assert_eq!(broken(19, 1, |_, claims| claims.places[2][0][1].0 = 1), 1);
}

#[test]
fn an_event_that_counts_otherwise_than_its_pair_is_refused() {
    // In no limit at all: what it used is forgotten.
    let uncounted = |witness: &mut UsageWitness<Fr>, claims: &mut Claims| {
        claims.places[1][2].iter_mut().for_each(|(load, _)| *load = 0);
        witness.after.used = vec![vec![vec![5]], vec![vec![0, 4, 0]]];
    };
    assert_eq!(broken(19, 1, uncounted), 1);
    // In the budget alone.
    let halved = |witness: &mut UsageWitness<Fr>, claims: &mut Claims| {
        claims.places[1][2][2].0 = 0;
        witness.after.used[1][0][0] = 0;
    };
    assert_eq!(broken(19, 1, halved), 1);
}

#[test]
fn an_event_of_an_offer_that_is_not_its_own_is_refused() {
    assert_eq!(broken(19, 1, |_, claims| *lane(claims, 1, ItemLane::Offer) = 1), 1);
}

#[test]
fn an_event_after_the_open_slot_is_refused() {
    // What it used would be forgotten: the window ends in slot 1, the event lies in slot 2.
    let forgotten = |witness: &mut UsageWitness<Fr>, claims: &mut Claims| {
        witness.after.slot = 1;
        witness.after.used[1][0] = vec![0, 4, 0];
        claims.moved.slots = 1;
    };
    assert_eq!(broken(29, 2, forgotten), 1);
}

#[test]
fn a_gap_within_the_reach_of_a_window_is_refused() {
    let gap = |witness: &mut UsageWitness<Fr>, claims: &mut Claims| {
        witness.after.slot = 3;
        claims.moved.gap = 2;
    };
    assert_eq!(broken(19, 1, gap), 1);
}

#[test]
fn a_pause_that_is_too_short_to_forget_is_refused() {
    let forget = |slot: u64, slots: u64| {
        move |witness: &mut UsageWitness<Fr>, claims: &mut Claims| {
            witness.after.slot = slot;
            witness.after.used[1][0].fill(0);
            claims.moved = Moved { slots, beyond: true, gap: 0 };
        }
    };
    // Three slots after the last event nothing is left; after two something is, whether the slot is wrong or the event lies after the one moved to.
    assert_eq!(broken(19, 1, forget(4, 1)), 0);
    assert_eq!(broken(19, 1, forget(3, 1)), 1);
    assert_eq!(broken(19, 1, forget(3, 0)), 1);
}

#[test]
fn a_long_pause_that_keeps_a_window_is_refused() {
    assert_eq!(broken(19, 4, |witness, _| witness.after.used[1][0][2] = 3), 1);
}
