//! Windows as the market states them.

use super::{Event, agree, event, stated, swapped};
use crate::support::{self, Backend, bits, blinding, context, on_every_backend};
use apportion_circuits::statement::compliance::{LimitSpan, Limits, SlottedLimit, Subject};
use apportion_circuits::statement::usage::{Policing, Telling, UsagePolicy, UsageShape, UsageState};
use apportion_circuits::statement::{Committed, ParameterError, Statement, Unsatisfied, Usage, UsageWitness};
use proptest::prelude::*;

on_every_backend! {
    chunks_join_and_carry_what_was_used,
    a_slot_with_more_events_than_a_chunk_holds_goes_on_in_the_next,
    a_window_across_two_chunks_counts,
    a_budget_across_two_chunks_counts,
    a_long_pause_forgets_windows_and_keeps_sums,
    a_pair_that_is_not_permitted_is_unsatisfied,
    events_of_other_slots_are_refused,
    a_slot_that_a_chunk_cannot_open_is_unsatisfied,
    a_state_other_than_the_published_one_is_unsatisfied,
    a_state_that_the_events_do_not_lead_to_is_unsatisfied,
    what_is_told_is_the_state_after,
    the_circuit_agrees_with_the_relation,
}

fn shape() -> UsageShape {
    super::shape(Policing::Windows, &[3])
}

fn statement<F: Backend>() -> Usage<F> {
    Usage::new(F::poseidon(), shape()).unwrap()
}

/// Payer 0 may use both offers, payer 1 only offer 0; offer 1 has the window.
fn policy<F: Backend>(budgets: [u64; 2], window: u64) -> UsagePolicy<F> {
    super::policy([(0, 0, None), (0, 1, Some(0)), (1, 0, None), (0, 0, None)], budgets, vec![window])
}

fn chunk<F: Backend>(
    policy: UsagePolicy<F>,
    before: &UsageState<F>,
    events: &[Event],
    slot: u64,
) -> Result<UsageWitness<F>, Unsatisfied> {
    super::chunk(&statement(), policy, before, events, slot)
}

fn genesis<F: Backend>() -> UsageState<F> {
    UsageState::genesis(&shape())
}

/// A valid chunk that does not start at genesis.
pub(crate) fn second<F: Backend>() -> (Usage<F>, UsageWitness<F>) {
    let policy = policy([100, 50], 30);
    let first =
        chunk(policy.clone(), &genesis::<F>(), &[(0, 1, 7, 10, 30), (1, 0, 9, 63, 9), (0, 1, 25, 7, 1)], 2).unwrap();
    let witness = chunk(policy, &first.after, &[(0, 1, 29, 4, 5), (0, 0, 30, 60, 15)], 3).unwrap();
    (statement(), witness)
}

fn chunks_join_and_carry_what_was_used<F: Backend>() {
    let (statement, witness) = second::<F>();
    let (before, after) = (&witness.before, &witness.after);
    assert_eq!(
        (before.events, before.slot, &before.used),
        (3, 2, &vec![vec![vec![31], vec![9]], vec![vec![7, 0, 10]]])
    );
    assert_eq!((after.events, after.slot, &after.used), (5, 3, &vec![vec![vec![51], vec![9]], vec![vec![0, 11, 0]]]));
    assert_eq!(support::verdict(&statement, witness), Ok(()));
}

fn a_slot_with_more_events_than_a_chunk_holds_goes_on_in_the_next<F: Backend>() {
    let policy = || policy::<F>([100, 100], 20);
    let first = chunk(policy(), &genesis(), &[(0, 1, 11, 6, 0); 3], 1).unwrap();
    let second = chunk(policy(), &first.after, &[(0, 1, 19, 1, 0); 2], 1).unwrap();
    assert_eq!((second.after.slot, &second.after.used[1][0]), (1, &vec![20, 0, 0]));
    let over = chunk(policy(), &second.after, &[(0, 1, 11, 1, 0)], 1).unwrap_err();
    assert_eq!(over, Unsatisfied::LimitExceeded { meter: 1, limit: 0, slot: 1, sum: 21, amount: 20 });
    assert_eq!(support::verdict(&statement(), second), Ok(()));
}

fn a_window_across_two_chunks_counts<F: Backend>() {
    let policy = || policy::<F>([100, 100], 20);
    let first = chunk(policy(), &genesis(), &[(0, 1, 15, 8, 0), (0, 1, 25, 7, 0)], 2).unwrap();
    let over = chunk(policy(), &first.after, &[(0, 1, 30, 6, 0)], 3).unwrap_err();
    assert_eq!(over, Unsatisfied::LimitExceeded { meter: 1, limit: 0, slot: 3, sum: 21, amount: 20 });
    let later = chunk(policy(), &first.after, &[(0, 1, 40, 13, 0)], 4).unwrap();
    assert_eq!(support::verdict(&statement(), later), Ok(()));
}

fn a_budget_across_two_chunks_counts<F: Backend>() {
    let policy = || policy::<F>([100, 12], 20);
    let first = chunk(policy(), &genesis(), &[(1, 0, 15, 8, 8)], 3).unwrap();
    let over = chunk(policy(), &first.after, &[(1, 0, 65, 0, 5)], 6).unwrap_err();
    assert_eq!(over, Unsatisfied::LimitExceeded { meter: 0, limit: 1, slot: 7, sum: 13, amount: 12 });
}

fn a_long_pause_forgets_windows_and_keeps_sums<F: Backend>() {
    let (statement, witness) = second::<F>();
    let events = [(0, 1, 25, 4, 5)];
    // The last event is in slot 2, the longest window has 3 slots: slot 5 is within the chunk, and slot 6 beyond both it and the window.
    for (slot, window) in [(5, vec![0, 0, 0]), (6, vec![0, 0, 0]), (1 << 40, vec![0, 0, 0]), (4, vec![0, 0, 11])] {
        let later = chunk(witness.policy.clone(), &witness.before, &events, slot).unwrap();
        assert_eq!(later.after.used, [vec![vec![36], vec![9]], vec![window]]);
        assert_eq!(support::verdict(&statement, later), Ok(()), "{slot}");
    }
}

fn a_pair_that_is_not_permitted_is_unsatisfied<F: Backend>() {
    let refused = |pair: (u64, u64)| {
        let (statement, mut witness) = second::<F>();
        (witness.events[1].payer, witness.events[1].offer) = pair;
        support::verdict(&statement, witness).unwrap_err()
    };
    assert_eq!(refused((1, 1)), Unsatisfied::NotPermitted { item: 1, payer: 1, offer: 1 });
    assert_eq!(refused((0, 3)), Unsatisfied::NotPermitted { item: 1, payer: 0, offer: 3 });
}

fn events_of_other_slots_are_refused<F: Backend>() {
    let witness = second::<F>().1;
    let refused = |events: &[Event], slot| chunk(witness.policy.clone(), &witness.before, events, slot).unwrap_err();
    assert_eq!(refused(&[(0, 0, 19, 0, 1)], 2), Unsatisfied::TimeOutOfRange { item: 0, time: 19, end: 60 });
    assert_eq!(refused(&[(0, 0, 60, 0, 1)], 5), Unsatisfied::TimeOutOfRange { item: 0, time: 60, end: 60 });
    assert_eq!(refused(&[(0, 0, 30, 0, 0); 4], 5), Unsatisfied::ItemCount { expected: 3, found: 4 });
}

fn a_slot_that_a_chunk_cannot_open_is_unsatisfied<F: Backend>() {
    let (statement, witness) = second::<F>();
    let opened = |time: u64, slot: u64| {
        let mut witness = witness.clone();
        witness.events = vec![event(&(0, 1, time, 1, 1))];
        witness.after.slot = slot;
        support::verdict(&statement, witness).unwrap_err()
    };
    // Before the last event, before the chunk, and too soon to forget the window.
    assert_eq!(opened(39, 2), Unsatisfied::Slot { before: 2, after: 2, last: 3 });
    assert_eq!(opened(29, 1), Unsatisfied::Slot { before: 2, after: 1, last: 2 });
    assert_eq!(opened(49, 6), Unsatisfied::Slot { before: 2, after: 6, last: 4 });
}

fn a_state_other_than_the_published_one_is_unsatisfied<F: Backend>() {
    let [state, policy] = [Committed::State, Committed::Policy].map(|of| Err(Unsatisfied::Commitment { of }));
    assert_eq!(swapped::<F>(second(), |witness| witness.before.blinding = blinding(5)), state);
    assert_eq!(swapped::<F>(second(), |witness| witness.after.blinding = blinding(5)), state);
    assert_eq!(swapped::<F>(second(), |witness| witness.policy.amounts[0][0] = 90), policy);
    assert_eq!(swapped::<F>(second(), |witness| witness.policy.pairs[3].offer = 1), policy);
    assert_eq!(swapped::<F>(second(), |witness| witness.policy.pairs[2].loads[0] = None), policy);
    // The ledger in the state after binds the events.
    assert_eq!(swapped::<F>(second(), |witness| witness.blinding = blinding(5)), Err(Unsatisfied::State));
}

fn a_state_that_the_events_do_not_lead_to_is_unsatisfied<F: Backend>() {
    let changes: [fn(&mut UsageWitness<F>); 8] = [
        |witness| witness.after.events -= 1,
        |witness| witness.after.slot += 1,
        |witness| witness.after.used[0][0][0] -= 1,
        |witness| witness.after.used[0][1][0] = 0,
        |witness| witness.after.used[1][0][1] = 0,
        |witness| witness.after.used[1][0][2] = 1,
        |witness| witness.after.ledger = witness.before.ledger,
        |witness| drop(witness.events.pop()),
    ];
    for change in changes {
        assert_eq!(stated(second(), change), Err(Unsatisfied::State));
    }
}

fn what_is_told_is_the_state_after<F: Backend>() {
    let (statement, witness) = second::<F>();
    let told = statement.public(context(), &witness);
    assert_eq!(told.reached, F::from(5u64) + F::from(4u64) * F::from(1u64 << 48));
    let hidden = UsageWitness { telling: Telling::Hidden, ..witness.clone() };
    assert_eq!(statement.public(context::<F>(), &hidden).reached, F::ZERO);
    assert_eq!(support::verdict(&statement, hidden), Ok(()));
    let state = Err(Unsatisfied::Commitment { of: Committed::State });
    for reached in [F::ZERO, told.reached - F::ONE, told.reached + F::from(1u64 << 48)] {
        let public = apportion_circuits::statement::usage::UsagePublic { reached, ..told };
        assert_eq!(support::against(&statement, public, witness.clone()), state);
    }
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 32, ..ProptestConfig::default() }, |(
        events in prop::collection::vec((0u64..2, 0u64..3, 15u64..65, 0u64..12, 0u64..30), 0..4),
        budgets in prop::array::uniform2(20u64..60),
        window in 5u64..30,
        slot in 1u64..10,
        carried in prop::array::uniform3(0u64..8),
    )| {
        let (statement, mut witness) = second::<F>();
        witness.policy = policy(budgets, window);
        witness.before.used[1][0] = carried.to_vec();
        agree(&statement, witness, &events, slot)?;
    });
}

#[test]
fn shapes_that_no_circuit_can_have_are_refused() {
    let refused = |change: fn(&mut UsageShape)| {
        let mut shape = shape();
        change(&mut shape);
        Usage::<ark_bn254::Fr>::new(Backend::poseidon(), shape).map(|_| ()).unwrap_err()
    };
    assert_eq!(refused(|shape| shape.events = 0), ParameterError::Zero { what: "the number of items" });
    assert_eq!(refused(|shape| shape.slot_length_ms = 0), ParameterError::Zero { what: "the length of a slot" });
    assert_eq!(refused(|shape| shape.slot_bits = 21), ParameterError::TooWide { what: "slot", bits: 21 });
    assert_eq!(
        refused(|shape| shape.meters[0].subject = Subject::Demand(1)),
        ParameterError::Unknown { what: "the subject of a meter" }
    );
    assert_eq!(
        refused(|shape| shape.meters[0].limits = Limits::Horizon(Vec::new())),
        ParameterError::Zero { what: "the number of limits of a meter" }
    );
    let interval = |shape: &mut UsageShape| {
        let span = LimitSpan::Interval { first: 0, last: 1 };
        shape.meters[1].limits = Limits::Slotted(vec![SlottedLimit { span, amount: bits(8) }]);
    };
    assert_eq!(refused(interval), ParameterError::Unknown { what: "a meter of usage that counts over an interval" });
    let long = |shape: &mut UsageShape| {
        let span = LimitSpan::Window { length: 1 << 20, prior: 1 << 20 };
        shape.meters[1].limits = Limits::Slotted(vec![SlottedLimit { span, amount: bits(8) }]);
    };
    assert!(matches!(refused(long), ParameterError::TooMany { found, .. } if found == (1 << 20) + 2));
}
