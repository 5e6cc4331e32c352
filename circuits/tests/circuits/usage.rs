//! `usage`: the circuit against the native relation, and chunks against each other.

use crate::support::{self, bits, blinding, context, satisfied, table};
use apportion_circuits::layout::{Item, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::usage::{UsageShape, UsageState};
use apportion_circuits::statement::{Committed, Metered, Statement, Unsatisfied, Usage, UsageWitness, Windows};
use ark_bn254::Fr;
use proptest::prelude::*;

/// Two payers, chunks of three slots of 10 ms and up to three events, windows of three slots.
fn shape() -> UsageShape {
    let events = ItemLayout { payer: bits(2), time: bits(12), ..ItemLayout::prices(3, bits(6)) };
    let slots = Windows { length: 10, count: 3 };
    let (budget, rate) = (bits(10), bits(8));
    UsageShape { events, metered: Metered::Price, slots, window_slots: 3, payers: 2, budget, rate }
}

fn statement() -> Usage<Fr> {
    Usage::new(Poseidon::default(), shape()).unwrap()
}

fn genesis() -> UsageState<Fr> {
    UsageState::genesis(&shape(), 4)
}

fn event((payer, time, price): (u64, u64, u64)) -> Item {
    Item { payer, time, price, ..Item::default() }
}

fn chunk(
    before: UsageState<Fr>,
    events: &[(u64, u64, u64)],
    policy: [[u64; 2]; 2],
) -> Result<UsageWitness<Fr>, Unsatisfied> {
    let policy = table(policy.map(Vec::from).to_vec());
    let events = events.iter().copied().map(event).collect();
    statement().chunk(policy, before, events, [blinding(3), blinding(4)])
}

/// A valid chunk that does not start at genesis.
pub(crate) fn second() -> (Usage<Fr>, UsageWitness<Fr>) {
    let policy = [[100, 20], [50, 9]];
    let first = chunk(genesis(), &[(0, 40, 7), (1, 69, 9), (0, 55, 8)], policy).unwrap();
    (statement(), chunk(first.after, &[(0, 70, 5), (0, 99, 15)], policy).unwrap())
}

#[test]
fn chunks_join_and_carry_what_was_spent_and_used() {
    let (statement, witness) = second();
    let after = &witness.after;
    assert_eq!((after.events, after.slot, &after.spent[..]), (5, 10, &[35, 9][..]));
    assert_eq!(after.history, [[15, 0], [0, 0]]);
    assert_eq!(support::verdict(&statement, witness), Ok(()));
}

#[test]
fn a_window_across_two_chunks_counts() {
    let policy = [[100, 20], [50, 9]];
    let first = chunk(genesis(), &[(0, 55, 8), (0, 65, 7)], policy).unwrap();
    let over = chunk(first.after, &[(0, 70, 6)], policy).unwrap_err();
    assert_eq!(over, Unsatisfied::RateExceeded { payer: 0, window: 0, sum: 21, rate: 20 });
}

#[test]
fn a_budget_across_two_chunks_counts() {
    let policy = [[100, 200], [12, 200]];
    let first = chunk(genesis(), &[(1, 55, 8)], policy).unwrap();
    let over = chunk(first.after, &[(1, 95, 5)], policy).unwrap_err();
    assert_eq!(over, Unsatisfied::BudgetExceeded { payer: 1, sum: 13, budget: 12 });
}

#[test]
fn events_of_other_slots_and_payers_are_refused() {
    let policy = [[100, 200], [100, 200]];
    let refused = |events: &[_]| chunk(genesis(), events, policy).unwrap_err();
    assert_eq!(refused(&[(0, 39, 1)]), Unsatisfied::TimeOutOfRange { item: 0, time: 39, end: 70 });
    assert_eq!(refused(&[(0, 70, 1)]), Unsatisfied::TimeOutOfRange { item: 0, time: 70, end: 70 });
    assert_eq!(refused(&[(2, 50, 0)]), Unsatisfied::UnknownPayer { item: 0, payer: 2, payers: 2 });
    assert_eq!(refused(&[(0, 50, 0); 4]), Unsatisfied::ItemCount { expected: 3, found: 4 });
}

/// A chunk whose statement was published, and then changed.
fn swapped(change: impl FnOnce(&mut UsageWitness<Fr>)) -> Result<(), Unsatisfied> {
    let (statement, mut witness) = second();
    let public = statement.public(context(), &witness);
    change(&mut witness);
    support::against(&statement, public, witness)
}

#[test]
fn a_state_other_than_the_published_one_is_unsatisfied() {
    let state = Err(Unsatisfied::Commitment { of: Committed::State });
    let opening = |witness: &mut UsageWitness<Fr>| witness.before.blinding = blinding(5);
    assert_eq!(swapped(opening), state);
    assert_eq!(
        swapped(|witness| witness.policy.rows[0][1] = 90),
        Err(Unsatisfied::Commitment { of: Committed::Policy })
    );
}

/// Published honestly, but wrong: the circuit has to refuse what the relation refuses.
fn stated(change: impl FnOnce(&mut UsageWitness<Fr>)) -> Result<(), Unsatisfied> {
    let (statement, mut witness) = second();
    change(&mut witness);
    support::verdict(&statement, witness)
}

#[test]
fn a_state_that_the_events_do_not_lead_to_is_unsatisfied() {
    let changes: [fn(&mut UsageWitness<Fr>); 7] = [
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_circuit_agrees_with_the_relation(
        events in prop::collection::vec((0u64..3, 35u64..75, 0u64..20), 0..4),
        policy in prop::array::uniform2([0u64..60, 0u64..30]),
    ) {
        let (statement, mut witness) = second();
        witness.before = genesis();
        witness.policy = table(policy.map(Vec::from).to_vec());
        witness.events = events.iter().copied().map(event).collect();
        if let Ok(honest) = chunk(genesis(), &events, policy) {
            witness = honest;
        }
        let public = statement.public(context(), &witness);
        let verdict = statement.holds(&public, &witness);
        prop_assert_eq!(satisfied(&statement, public, witness), verdict.is_ok(), "{:?}", verdict);
    }
}
