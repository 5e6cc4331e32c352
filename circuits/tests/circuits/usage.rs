//! `usage`: the circuit against the native relation, and chunks against each other.

use crate::support::{self, Backend, bits, blinding, context, on_every_backend, satisfied, table};
use apportion_circuits::layout::{Item, ItemLayout};
use apportion_circuits::statement::usage::{UsageShape, UsageState};
use apportion_circuits::statement::{Committed, Metered, Statement, Unsatisfied, Usage, UsageWitness, Windows};
use proptest::prelude::*;

on_every_backend! {
    chunks_join_and_carry_what_was_spent_and_used,
    a_window_across_two_chunks_counts,
    a_budget_across_two_chunks_counts,
    events_of_other_slots_and_payers_are_refused,
    a_state_other_than_the_published_one_is_unsatisfied,
    a_state_that_the_events_do_not_lead_to_is_unsatisfied,
    the_circuit_agrees_with_the_relation,
}

/// Two payers, chunks of three slots of 10 ms and up to three events, windows of three slots.
fn shape() -> UsageShape {
    let events = ItemLayout { payer: bits(2), time: bits(12), ..ItemLayout::prices(3, bits(6)) };
    let slots = Windows { length: 10, count: 3 };
    let (budget, rate) = (bits(10), bits(8));
    UsageShape { events, metered: Metered::Price, slots, window_slots: 3, payers: 2, budget, rate }
}

fn statement<F: Backend>() -> Usage<F> {
    Usage::new(F::poseidon(), shape()).unwrap()
}

fn genesis<F: Backend>() -> UsageState<F> {
    UsageState::genesis(&shape(), 4)
}

fn event((payer, time, price): (u64, u64, u64)) -> Item {
    Item { payer, time, price, ..Item::default() }
}

fn chunk<F: Backend>(
    before: UsageState<F>,
    events: &[(u64, u64, u64)],
    policy: [[u64; 2]; 2],
) -> Result<UsageWitness<F>, Unsatisfied> {
    let policy = table(policy.map(Vec::from).to_vec());
    let events = events.iter().copied().map(event).collect();
    statement().chunk(policy, before, events, [blinding(3), blinding(4)])
}

/// A valid chunk that does not start at genesis.
pub(crate) fn second<F: Backend>() -> (Usage<F>, UsageWitness<F>) {
    let policy = [[100, 20], [50, 9]];
    let first = chunk(genesis::<F>(), &[(0, 40, 7), (1, 69, 9), (0, 55, 8)], policy).unwrap();
    (statement(), chunk(first.after, &[(0, 70, 5), (0, 99, 15)], policy).unwrap())
}

fn chunks_join_and_carry_what_was_spent_and_used<F: Backend>() {
    let (statement, witness) = second::<F>();
    let after = &witness.after;
    assert_eq!((after.events, after.slot, &after.spent[..]), (5, 10, &[35, 9][..]));
    assert_eq!(after.history, [[15, 0], [0, 0]]);
    assert_eq!(support::verdict(&statement, witness), Ok(()));
}

fn a_window_across_two_chunks_counts<F: Backend>() {
    let policy = [[100, 20], [50, 9]];
    let first = chunk(genesis::<F>(), &[(0, 55, 8), (0, 65, 7)], policy).unwrap();
    let over = chunk(first.after, &[(0, 70, 6)], policy).unwrap_err();
    assert_eq!(over, Unsatisfied::RateExceeded { payer: 0, window: 0, sum: 21, rate: 20 });
}

fn a_budget_across_two_chunks_counts<F: Backend>() {
    let policy = [[100, 200], [12, 200]];
    let first = chunk(genesis::<F>(), &[(1, 55, 8)], policy).unwrap();
    let over = chunk(first.after, &[(1, 95, 5)], policy).unwrap_err();
    assert_eq!(over, Unsatisfied::BudgetExceeded { payer: 1, sum: 13, budget: 12 });
}

fn events_of_other_slots_and_payers_are_refused<F: Backend>() {
    let policy = [[100, 200], [100, 200]];
    let refused = |events: &[_]| chunk(genesis::<F>(), events, policy).unwrap_err();
    assert_eq!(refused(&[(0, 39, 1)]), Unsatisfied::TimeOutOfRange { item: 0, time: 39, end: 70 });
    assert_eq!(refused(&[(0, 70, 1)]), Unsatisfied::TimeOutOfRange { item: 0, time: 70, end: 70 });
    assert_eq!(refused(&[(2, 50, 0)]), Unsatisfied::UnknownPayer { item: 0, payer: 2, payers: 2 });
    assert_eq!(refused(&[(0, 50, 0); 4]), Unsatisfied::ItemCount { expected: 3, found: 4 });
}

/// A chunk whose statement was published, and then changed.
fn swapped<F: Backend>(change: impl FnOnce(&mut UsageWitness<F>)) -> Result<(), Unsatisfied> {
    let (statement, mut witness) = second::<F>();
    let public = statement.public(context(), &witness);
    change(&mut witness);
    support::against(&statement, public, witness)
}

fn a_state_other_than_the_published_one_is_unsatisfied<F: Backend>() {
    let state = Err(Unsatisfied::Commitment { of: Committed::State });
    let opening = |witness: &mut UsageWitness<F>| witness.before.blinding = blinding(5);
    assert_eq!(swapped::<F>(opening), state);
    assert_eq!(
        swapped::<F>(|witness| witness.policy.rows[0][1] = 90),
        Err(Unsatisfied::Commitment { of: Committed::Policy })
    );
}

/// Published honestly, but wrong: the circuit has to refuse what the relation refuses.
fn stated<F: Backend>(change: impl FnOnce(&mut UsageWitness<F>)) -> Result<(), Unsatisfied> {
    let (statement, mut witness) = second::<F>();
    change(&mut witness);
    support::verdict(&statement, witness)
}

fn a_state_that_the_events_do_not_lead_to_is_unsatisfied<F: Backend>() {
    let changes: [fn(&mut UsageWitness<F>); 7] = [
        |witness| witness.after.events -= 1,
        |witness| witness.after.slot += 1,
        |witness| witness.after.spent[0] -= 1,
        |witness| witness.after.history[0][0] = 0,
        |witness| witness.after.history[1][1] = 1,
        |witness| witness.after.ledger = witness.before.ledger,
        |witness| drop(witness.events.pop()),
    ];
    for change in changes {
        assert_eq!(stated(change), Err(Unsatisfied::State));
    }
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 24, ..ProptestConfig::default() }, |(
        events in prop::collection::vec((0u64..3, 35u64..75, 0u64..20), 0..4),
        policy in prop::array::uniform2([0u64..60, 0u64..30]),
    )| {
        let (statement, mut witness) = second::<F>();
        witness.before = genesis();
        witness.policy = table(policy.map(Vec::from).to_vec());
        witness.events = events.iter().copied().map(event).collect();
        if let Ok(honest) = chunk(genesis::<F>(), &events, policy) {
            witness = honest;
        }
        let public = statement.public(context(), &witness);
        let verdict = statement.holds(&public, &witness);
        prop_assert_eq!(satisfied(&statement, public, witness), verdict.is_ok(), "{:?}", verdict);
    });
}
