//! Windows policed as token buckets. Backlogs of a bucket over three slots are in thirds.

use super::{Event, agree, event, stated, swapped};
use crate::support::{self, Backend, bits, context, on_every_backend};
use apportion_circuits::statement::compliance::{LimitSpan, Limits, SlottedLimit};
use apportion_circuits::statement::usage::{Policing, UsagePolicy, UsageShape, UsageState};
use apportion_circuits::statement::{Committed, ParameterError, Statement, Unsatisfied, Usage, UsageWitness};
use proptest::prelude::*;

on_every_backend! {
    chunks_join_and_carry_a_backlog,
    a_slot_with_more_events_than_a_chunk_holds_goes_on_in_the_next,
    a_backlog_across_two_chunks_counts,
    a_bucket_of_less_than_a_unit_a_slot_is_refilled_in_time,
    a_pause_as_long_as_the_longest_window_refills_every_bucket,
    a_window_of_one_slot_is_no_different,
    a_backlog_forgotten_between_chunks_is_unsatisfied,
    a_refill_raised_is_unsatisfied,
    a_backlog_beyond_capacity_is_unsatisfied,
    a_backlog_of_another_slot_is_unsatisfied,
    a_greater_backlog_than_the_events_leave_is_unsatisfied,
    a_capacity_other_than_the_published_one_is_unsatisfied,
    the_circuit_agrees_with_the_relation,
}

/// An offer's amount in any three slots, and the other's in each slot.
fn shape(policing: Policing) -> UsageShape {
    super::shape(policing, &[3, 1])
}

fn statement<F: Backend>() -> Usage<F> {
    Usage::new(F::poseidon(), shape(Policing::TokenBuckets)).unwrap()
}

/// Both payers may use both offers; offer 1 has the bucket, offer 0 the window of one slot.
fn policy<F: Backend>(capacity: u64, rate: u64) -> UsagePolicy<F> {
    super::policy([(0, 0, Some(1)), (0, 1, Some(0)), (1, 0, Some(1)), (1, 1, Some(0))], [500; 2], vec![capacity, rate])
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
    UsageState::genesis(&shape(Policing::TokenBuckets))
}

/// 20 in 3 slots, so that 20 thirds are refilled in each: backlogs of 36, 52, 32 thirds and, in the second chunk from slot 2 on, 59, 39, 31, 11.
fn first<F: Backend>() -> UsageWitness<F> {
    chunk(policy(20, 50), &genesis(), &[(0, 1, 7, 12, 0), (1, 1, 15, 12, 0), (0, 0, 25, 33, 0)], 2).unwrap()
}

/// A valid chunk that does not start at genesis.
pub(crate) fn second<F: Backend>() -> (Usage<F>, UsageWitness<F>) {
    let first = first::<F>();
    let witness =
        chunk(first.policy, &first.after, &[(0, 1, 29, 9, 5), (1, 1, 45, 4, 0), (0, 0, 45, 9, 15)], 4).unwrap();
    (statement(), witness)
}

fn over<T>(limit: usize, slot: u32, sum: u128, amount: u64) -> Result<T, Unsatisfied> {
    Err(Unsatisfied::LimitExceeded { meter: 1, limit, slot, sum, amount })
}

fn chunks_join_and_carry_a_backlog<F: Backend>() {
    let (statement, witness) = second::<F>();
    assert_eq!((witness.before.slot, &witness.before.used[1]), (2, &vec![vec![32], vec![33]]));
    assert_eq!((witness.after.slot, &witness.after.used[1]), (4, &vec![vec![31], vec![9]]));
    assert_eq!(support::verdict(&statement, first()), Ok(()));
    assert_eq!(support::verdict(&statement, witness), Ok(()));
}

fn a_slot_with_more_events_than_a_chunk_holds_goes_on_in_the_next<F: Backend>() {
    let first = chunk(policy::<F>(20, 9), &genesis(), &[(0, 1, 11, 6, 0); 3], 1).unwrap();
    let second = chunk(policy(20, 9), &first.after, &[(0, 1, 19, 1, 0); 2], 1).unwrap();
    assert_eq!((second.after.slot, &second.after.used[1][0]), (1, &vec![60]));
    assert_eq!(chunk(policy(20, 9), &second.after, &[(0, 1, 11, 1, 0)], 1).map(drop), over(0, 1, 21, 20));
    assert_eq!(support::verdict(&statement(), second), Ok(()));
}

fn a_backlog_across_two_chunks_counts<F: Backend>() {
    // 32 thirds in slot 2, and 4 still in slot 3.
    let first = first::<F>();
    let in_slot_3 = |amount| chunk(first.policy.clone(), &first.after, &[(0, 1, 30, amount, 0)], 3);
    assert_eq!(in_slot_3(17).map(drop), over(0, 3, 21, 20));
    let full = in_slot_3(16).unwrap();
    assert_eq!(full.after.used[1][0], [60]);
    assert_eq!(support::verdict(&statement(), full), Ok(()));
}

fn a_bucket_of_less_than_a_unit_a_slot_is_refilled_in_time<F: Backend>() {
    // One in three slots: a third is refilled in each.
    let used = |time| chunk(policy::<F>(1, 9), &genesis(), &[(0, 1, 5, 1, 0), (1, 1, time, 1, 0)], 3);
    assert_eq!(used(15).map(drop), over(0, 1, 2, 1));
    assert_eq!(used(29).map(drop), over(0, 2, 2, 1));
    let again = used(30).unwrap();
    assert_eq!(again.after.used[1][0], [3]);
    assert_eq!(support::verdict(&statement(), again), Ok(()));
}

fn a_pause_as_long_as_the_longest_window_refills_every_bucket<F: Backend>() {
    let (statement, witness) = second::<F>();
    // 7 more in slot 3: a backlog of 11 there. Slot 6 is beyond the chunk and three slots later, slot 5 within the chunk.
    for (slot, left) in [(3, 33), (4, 13), (5, 0), (6, 0), (1 << 40, 0)] {
        let events = [(0, 1, 35, 7, 0)];
        let later = chunk(witness.policy.clone(), &witness.before, &events, slot).unwrap();
        assert_eq!((later.after.used[1][0][0], later.after.used[1][1][0]), (left, 0));
        assert_eq!(support::verdict(&statement, later), Ok(()), "{slot}");
    }
    let soon = chunk(witness.policy, &witness.before, &[(0, 1, 45, 7, 0)], 6).unwrap_err();
    assert_eq!(soon, Unsatisfied::Slot { before: 2, after: 6, last: 4 });
}

fn a_window_of_one_slot_is_no_different<F: Backend>() {
    let (statement, witness) = second::<F>();
    // 33 of 50 are used in slot 2 before the chunk.
    let used = |events: &[Event], slot| chunk(witness.policy.clone(), &witness.before, events, slot);
    let full = used(&[(1, 0, 29, 17, 0), (1, 0, 30, 50, 0)], 3).unwrap();
    assert_eq!(full.after.used[1][1], [50]);
    assert_eq!(support::verdict(&statement, full), Ok(()));
    assert_eq!(used(&[(1, 0, 29, 18, 0)], 2).map(drop), over(1, 2, 51, 50));
    assert_eq!(used(&[(1, 0, 30, 51, 0)], 3).map(drop), over(1, 3, 51, 50));
}

fn a_backlog_forgotten_between_chunks_is_unsatisfied<F: Backend>() {
    assert_eq!(stated::<F>(second(), |witness| witness.after.used[1][0][0] = 0), Err(Unsatisfied::State));
    // Forgotten on the way from one chunk to the next: another state than the published one.
    let (statement, witness) = second::<F>();
    let public = statement.public(context(), &witness);
    let forgotten = UsageState { used: genesis::<F>().used, ..witness.before.clone() };
    let swapped = chunk(witness.policy.clone(), &forgotten, &[(0, 1, 29, 20, 0)], 4).unwrap();
    let mixed = apportion_circuits::statement::usage::UsagePublic {
        before: public.before,
        ..statement.public(context(), &swapped)
    };
    let commitment = Err(Unsatisfied::Commitment { of: Committed::State });
    assert_eq!(support::against(&statement, mixed, swapped), commitment);
}

fn a_refill_raised_is_unsatisfied<F: Backend>() {
    // Refilled by 7 a slot instead of 6 2/3, what is left in slot 4 is 59 - 21 - 21 + 12 thirds.
    assert_eq!(stated::<F>(second(), |witness| witness.after.used[1][0][0] = 29), Err(Unsatisfied::State));
}

fn a_backlog_beyond_capacity_is_unsatisfied<F: Backend>() {
    let events = [(0, 1, 29, 10, 0), (1, 1, 39, 1, 0), (1, 0, 49, 1, 0)];
    assert_eq!(
        stated::<F>(second(), |witness| witness.events = events.iter().map(event).collect()),
        over(0, 2, 21, 20)
    );
    // Beyond it already before the chunk.
    let full = |witness: &mut UsageWitness<F>| {
        witness.before.used[1][0][0] = 61;
        witness.events.clear();
    };
    assert_eq!(stated(second(), full), over(0, 2, 21, 20));
}

fn a_backlog_of_another_slot_is_unsatisfied<F: Backend>() {
    for other in [59, 39, 11] {
        assert_eq!(stated::<F>(second(), |witness| witness.after.used[1][0][0] = other), Err(Unsatisfied::State));
    }
    // The backlog of slot 4 under the number of slot 5.
    assert_eq!(stated::<F>(second(), |witness| witness.after.slot = 5), Err(Unsatisfied::State));
}

fn a_greater_backlog_than_the_events_leave_is_unsatisfied<F: Backend>() {
    assert_eq!(stated::<F>(second(), |witness| witness.after.used[1][0][0] += 1), Err(Unsatisfied::State));
}

fn a_capacity_other_than_the_published_one_is_unsatisfied<F: Backend>() {
    let policy = Err(Unsatisfied::Commitment { of: Committed::Policy });
    assert_eq!(swapped::<F>(second(), |witness| witness.policy.amounts[1][1] = 51), policy);
    // A bucket's also refills: the state after is another one.
    assert_eq!(swapped::<F>(second(), |witness| witness.policy.amounts[1][0] = 21), Err(Unsatisfied::State));
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 32, ..ProptestConfig::default() }, |(
        events in prop::collection::vec((0u64..2, 0u64..2, 20u64..62, 0u64..14, 0u64..30), 0..4),
        amounts in (5u64..30, 10u64..20),
        slot in 2u64..10,
        carried in (0u64..36, 0u64..8),
    )| {
        let (statement, mut witness) = second::<F>();
        witness.policy = policy(amounts.0, amounts.1);
        witness.before.used[1] = vec![vec![carried.0], vec![carried.1]];
        agree(&statement, witness, &events, slot)?;
    });
}

#[test]
fn windows_and_token_buckets_have_hashes_of_their_own() {
    type F = ark_bn254::Fr;
    let of = |policing| Usage::<F>::new(Backend::poseidon(), shape(policing)).unwrap();
    let (windows, buckets) = (of(Policing::Windows), of(Policing::TokenBuckets));
    let [numbers, mut longer] = [&windows, &buckets].map(|statement| statement.parameters());
    assert_ne!(numbers, longer);
    assert_eq!(longer.pop(), Some(1));
    assert_ne!(windows.policy_commitment(&policy(20, 9)), buckets.policy_commitment(&policy(20, 9)));
    let genesis = |statement: &Usage<F>| statement.state_commitment(&UsageState::genesis(statement.shape()));
    assert_ne!(genesis(&windows), genesis(&buckets));
}

#[test]
fn a_bucket_over_an_interval_is_refused() {
    let mut shape = shape(Policing::TokenBuckets);
    let span = LimitSpan::Interval { first: 0, last: 1 };
    shape.meters[1].limits = Limits::Slotted(vec![SlottedLimit { span, amount: bits(8) }]);
    let refused = Usage::<ark_bn254::Fr>::new(Backend::poseidon(), shape).map(drop).unwrap_err();
    assert_eq!(refused, ParameterError::Unknown { what: "a meter of usage that counts over an interval" });
}

#[test]
fn a_bucket_whose_backlog_takes_more_than_64_bits_is_refused() {
    let refused = |amount: u32| {
        let mut shape = shape(Policing::TokenBuckets);
        let span = LimitSpan::Window { length: 3, prior: 1 };
        shape.meters[1].limits = Limits::Slotted(vec![SlottedLimit { span, amount: bits(amount) }]);
        Usage::<ark_bn254::Fr>::new(Backend::poseidon(), shape).map(drop)
    };
    assert_eq!(refused(62), Ok(()));
    assert_eq!(refused(63), Err(ParameterError::TooWide { what: "token bucket", bits: 65 }));
}
